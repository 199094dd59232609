package journal

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// ask makes one signed call of the simulated API in a format of its choice.
func ask(t *testing.T, box *sandbox.Sandbox, action, format string, params map[string]string) string {
	t.Helper()
	all := map[string]string{
		"Action": action, "Version": "2018-01-29", "Format": format, "AccessKeyId": sandbox.DefaultKey, "SignatureMethod": "HMAC-SHA1",
		"SignatureVersion": "1.0", "SignatureNonce": action + format + time.Now().String(), "Timestamp": time.Now().UTC().Format("2006-01-02T15:04:05Z"),
	}
	for name, value := range params {
		all[name] = value
	}
	form := url.Values{"Signature": {rpc.Signature(http.MethodPost, sandbox.DefaultSecret, all)}}
	for name, value := range all {
		form.Set(name, value)
	}
	request := httptest.NewRequest(http.MethodPost, "https://sandbox.invalid/", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	box.ServeHTTP(w, request)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s %v", action, w.Code, body, err)
	}
	return string(body)
}

// The authorization code that the simulated API answers is in the file in none of
// its spellings, neither from the details of a task nor from the inbox.
func TestCodesAreWithheld(t *testing.T) {
	number, code := regexp.MustCompile(`(?i)"?TaskNo"?[:>]"?([^"<]+)`), regexp.MustCompile(`(?i)"?TaskResult"?[:>]"?([^"<]+)`)
	for _, camel := range []bool{false, true} {
		for _, format := range []string{"JSON", "XML"} {
			var bodies []string
			synctest.Test(t, func(t *testing.T) {
				box := sandbox.New(sandbox.Options{Camel: camel})
				made := ask(t, box, "SaveSingleTaskForQueryingTransferAuthorizationCode", format, map[string]string{"DomainName": "a.com"})
				<-time.After(time.Minute)
				page := map[string]string{"TaskNo": number.FindStringSubmatch(made)[1], "PageNum": "1", "PageSize": "10"}
				bodies = []string{ask(t, box, "QueryTaskDetailList", format, page), ask(t, box, "PollTaskResult", format, page)}
			})
			j := run(t)
			for _, body := range bodies {
				shown := code.FindStringSubmatch(body)
				if shown == nil {
					t.Fatalf("%s shows no code: %s", format, body)
				}
				mustAppend(t, j, &job.Event{At: noon, Kind: job.KindCall, Call: &job.Call{At: noon, Action: "Query", Body: []byte(body)}})
				for _, suffix := range []string{"", "-wal"} {
					if strings.Contains(string(content(t, j.path+suffix)), shown[1]) {
						t.Errorf("%s, camel %v: the code is in the run file%s", format, camel, suffix)
					}
				}
			}
			for i, call := range collect(t, j.Calls()) {
				if kept := string(call.Body); !strings.Contains(kept, withheld) || !strings.Contains(kept, "a.com") {
					t.Errorf("%s, camel %v: of answer %d there is %s", format, camel, i, kept)
				}
			}
		}
	}
}
