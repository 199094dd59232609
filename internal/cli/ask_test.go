package cli_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
)

// canned is a transport that answers each call with what a function makes of its
// parameters: a status and a body.
type canned func(url.Values) (int, string)

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	params, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	status, text := c(params)
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(text)), Request: r,
	}, nil
}

// ask runs the program in a bubble against canned answers.
func ask(t *testing.T, answers canned, words ...string) (r ran) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, "unused.csv", nil, new(wire))
		d.via = answers
		r = d.do(context.Background(), append(words, "--endpoint", endpoint)...)
	})
	return r
}

func domainPage(total int, names ...string) string {
	var items []string
	for _, name := range names {
		items = append(items, fmt.Sprintf(`{"DomainName":%q,"InstanceId":"S%s","ExpirationDateLong":"2076799328000"}`, name, name))
	}
	return fmt.Sprintf(`{"RequestId":"R","TotalItemNum":%d,"NextPage":true,"Data":{"Domain":[%s]}}`, total, strings.Join(items, ","))
}

// A page that repeats ends the list, and is no whole list.
func TestQueryRepeatedPage(t *testing.T) {
	calls := 0
	r := ask(t, func(url.Values) (int, string) {
		calls++
		return 200, domainPage(9, "a.com", "b.com")
	}, "query", "QueryDomainList", "--json")
	if r.code != 4 || calls != 2 || !strings.Contains(r.err, "page 2 has the same entries") || !strings.Contains(r.out, `"whole":false`) {
		t.Errorf("%d calls, %v", calls, r)
	}
}

// A list that has fewer entries than the API tells is no whole list.
func TestQueryShortList(t *testing.T) {
	r := ask(t, func(url.Values) (int, string) {
		return 200, strings.Replace(domainPage(9, "a.com"), `"NextPage":true`, `"NextPage":false`, 1)
	}, "query", "QueryDomainList")
	if r.code != 4 || !strings.Contains(r.err, "tells of 9 entries and gave 1") || !strings.Contains(r.out, "a.com") {
		t.Error(r)
	}
}

// What may be a secret goes to no terminal, in whatever form.
func TestQueryWithholdsSecrets(t *testing.T) {
	for _, form := range []string{"table", "csv", "json"} {
		r := ask(t, func(url.Values) (int, string) {
			return 200, `{"RequestId":"R","TotalItemNum":1,"Data":{"TaskDetail":[{"TaskDetailNo":"1","TaskResult":"open sesame"}]}}`
		}, "query", "PollTaskResult", "--output", form)
		if r.code != 0 || strings.Contains(r.out+r.err, "sesame") || !strings.Contains(r.out, "[withheld]") || !strings.Contains(r.err, "--out FILE writes them") {
			t.Errorf("%s: %v", form, r)
		}
	}
}

// A detail that the API refuses stands in a column of its own, and the export
// says so at its end.
func TestExportRefusedDetail(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	r := ask(t, func(params url.Values) (int, string) {
		switch {
		case params.Get("Action") == "QueryDomainList":
			return 200, strings.Replace(domainPage(2, "a.com", "b.com"), `"NextPage":true`, `"NextPage":false`, 1)
		case params.Get("Action") == "QueryDomainByInstanceId":
			return 200, `{"RequestId":"R","DomainName":"a.com","RegistrantType":"1"}`
		case params.Get("DomainName") == "b.com" && params.Get("ContactType") == "tech":
			return 400, `{"RequestId":"R","Code":"DomainNotExist","Message":"no such domain"}`
		}
		return 200, `{"RequestId":"R","RegistrantName":"Ada Byron","City":"London"}`
	}, "export", out, "--with", "contacts")
	if r.code != 4 || !strings.Contains(r.err, "the API refused details of 1 domain") {
		t.Fatal(r)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\r\n")
	if !strings.HasSuffix(lines[0], ",Not Read") || !strings.HasSuffix(lines[2], ",QueryContactInfo tech DomainNotExist") || !strings.HasSuffix(lines[1], ",") {
		t.Errorf("%q", lines)
	}
	if strings.Count(lines[1], "London") != 4 || strings.Count(lines[2], "London") != 3 {
		t.Errorf("contacts: %q", lines)
	}
}

// A list that changes while it is read is read once more; when it changes again,
// the comparison says that it is not of the whole account.
func TestCoverageChangingList(t *testing.T) {
	list := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(list, []byte("Domain\na.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	calls := 0
	r := ask(t, func(url.Values) (int, string) {
		calls++
		return 200, strings.Replace(domainPage(2, "a.com"), `"NextPage":true`, `"NextPage":false`, 1)
	}, "coverage", list)
	if r.code != 4 || calls != 2 || !strings.Contains(r.err, "did not come whole") {
		t.Errorf("%d calls, %v", calls, r)
	}
}
