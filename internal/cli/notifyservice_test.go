package cli

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// hook is a service that is notified, and what it has got.
type hook struct {
	*httptest.Server
	requests chan request
	answer   string
	status   int
	hang     chan struct{} // nil: it answers
}

type request struct{ path, kind, body string }

func newHook(t *testing.T) *hook {
	t.Helper()
	h := &hook{requests: make(chan request, 100), status: http.StatusOK}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		h.requests <- request{r.URL.RequestURI(), r.Header.Get("Content-Type"), string(body)}
		if h.hang != nil {
			<-h.hang
		}
		w.WriteHeader(h.status)
		if _, err := io.WriteString(w, h.answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(h.Close)
	return h
}

// url is an address of the generic service, with more of it.
func (h *hook) url(more string) string { return "generic+" + h.URL + more }

// host is the address as the other form of the generic service takes it.
func (h *hook) host() string { return strings.TrimPrefix(h.URL, "http://") }

const told = "a \"line\" \\ with <odd> & 中文 signs\nand another\t\u0001\u2028"

// The generic service sends what those who are notified by it want, whatever
// stands in the message.
func TestBodies(t *testing.T) {
	tests := map[string]struct {
		url  func(*hook) string
		path string
		want map[string]any
	}{
		"its own JSON": {func(h *hook) string { return h.url("/x?template=json&$team=ops") }, "/x", map[string]any{"title": "what", "message": told, "team": "ops"}},
		"DingTalk": {func(h *hook) string {
			return "generic://" + h.host() + "/robot/send?access_token=T&disabletls=yes&template=dingtalk"
		}, "/robot/send?access_token=T", map[string]any{"msgtype": "text", "text": map[string]any{"content": told}}},
		"Feishu":             {func(h *hook) string { return h.url("/open-apis/bot/v2/hook/T?template=feishu") }, "/open-apis/bot/v2/hook/T", map[string]any{"msg_type": "text", "content": map[string]any{"text": told}}},
		"DingTalk, in words": {func(h *hook) string { return h.url("/robot/send?access_token=T&template=DingTalk") }, "/robot/send?access_token=T", map[string]any{"msgtype": "text", "text": map[string]any{"content": told}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHook(t)
			h.answer = `{"errcode":0,"errmsg":"ok","code":0}`
			if err := (recipient{"--notify", test.url(h)}).check(); err != nil {
				t.Fatal(err)
			}
			if err := shout(nil, test.url(h), "what", told); err != nil {
				t.Fatal(err)
			}
			got := <-h.requests
			var body map[string]any
			if err := json.Unmarshal([]byte(got.body), &body); err != nil {
				t.Fatalf("%v in %s", err, got.body)
			}
			if diff := cmp.Diff(test.want, body); diff != "" || got.path != test.path || got.kind != "application/json" {
				t.Errorf("%+v\n%s", got, diff)
			}
		})
	}
	h := newHook(t)
	if err := shout(nil, h.url("/plain"), "what", told); err != nil {
		t.Fatal(err)
	}
	if got := <-h.requests; got.body != told || got.kind != "text/plain" {
		t.Errorf("%+v", got)
	}
}

// What goes wrong is told in words that hold nothing of the URL.
func TestServiceErrors(t *testing.T) {
	tests := map[string]struct {
		status   int
		template string
		answer   string
		want     string
	}{
		"a status":              {http.StatusInternalServerError, "json", "", "the service answered with 500 Internal Server Error"},
		"a wrong token":         {http.StatusForbidden, "", "", "the service answered with 403 Forbidden"},
		"DingTalk's no":         {http.StatusOK, "dingtalk", `{"errcode":310000,"errmsg":"keywords not in content TOKEN"}`, "the service refused it with code 310000"},
		"Feishu's no":           {http.StatusOK, "feishu", `{"code":19024,"msg":"Key Words Not Found TOKEN"}`, "the service refused it with code 19024"},
		"an answer in no words": {http.StatusOK, "feishu", "<html>TOKEN", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHook(t)
			h.status, h.answer = test.status, test.answer
			err := shout(nil, h.url("/hook/TOKEN?access_token=TOKEN&template="+test.template), "what", "text")
			if got := saidBy(err); got != test.want || strings.Contains(got, "TOKEN") {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	h := newHook(t)
	gone := h.url("/TOKEN?template=json")
	h.Close()
	if got := saidBy(shout(nil, gone, "what", "text")); got != "connection refused" {
		t.Errorf("nobody there: %q", got)
	}
}

func saidBy(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A service that hangs is given up, and the rest of the program goes on.
func TestServiceHangs(t *testing.T) {
	h := newHook(t)
	h.hang = make(chan struct{})
	defer close(h.hang)
	n := newNotices([]recipient{{"--notify", h.url("/TOKEN")}}, shout)
	n.each, n.last = 50*time.Millisecond, 100*time.Millisecond
	begin := time.Now()
	for range 5 {
		n.send(notice{"what", "text"})
	}
	n.close()
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("the end took %s", took)
	}
	lost := n.lost()
	if len(lost) != 5 || strings.Contains(strings.Join(lost, " "), "TOKEN") || !strings.Contains(lost[0], "no answer in time") {
		t.Errorf("%q", lost)
	}
}

// A URL that cannot be meant is found before anything is done, and not repeated.
func TestBadNotifyURLs(t *testing.T) {
	for _, url := range []string{
		"", "TOKEN", "TOKEN://x", "https://hooks.slack.com/services/TOKEN", "xoxb-TOKEN:a@b", "slack://TOKEN", "slack://hook:TOKEN@webhook", "%zz://TOKEN",
		"slack+https://TOKEN", "teams://TOKEN", "teams+https://TOKEN/%zz", "teams+:TOKEN", "smtp://TOKEN", "telegram://TOKEN", "lark://TOKEN/x", "wecom://",
		"logger://", "generic://h/TOKEN?template=TOKEN", "generic://h/?disabletls=TOKEN", "generic+://TOKEN%zz", "discord://TOKEN", "pushover://TOKEN",
		"opsgenie://", "ntfy://TOKEN:x:y@%", "generic\x00://TOKEN",
	} {
		err := (recipient{"--notify", url}).check()
		wrong, ok := errors.AsType[*fault](err)
		if !ok || wrong.code != exitUsage || wrong.hint == "" {
			t.Errorf("%q: %v", url, err)
			continue
		}
		if strings.Contains(wrong.Error()+wrong.hint, "TOKEN") {
			t.Errorf("%q is repeated: %s; %s", url, wrong, wrong.hint)
		}
	}
	for _, url := range []string{
		"slack://hook:WNA3PBYV6-F20DUQND3RQ-Webc4MAvoacrpPakR8phF0zi@webhook",
		"teams://11111111-4444-4444-8444-cccccccccccc@22222222-4444-4444-8444-cccccccccccc/33333333012222222222333333333344/44444444-4444-4444-8444-cccccccccccc/V2ESyij_gAljSoUQHvZoZYzlpAoAXExyOl26dlf1xHEx05?host=contoso.webhook.office.com",
		"smtp://user:password@smtp.example.com:587/?from=run@example.com&to=ops@example.com,legal@example.com",
		"lark://open.feishu.cn/TOKEN?secret=SECRET", "wecom://KEY", "ntfy://ntfy.sh/topic", "matrix://user:password@matrix.example.com/?rooms=!r:example.com",
		"generic://oapi.dingtalk.com/robot/send?access_token=TOKEN&template=dingtalk",
		"generic+https://example.com/hook?template=json", "generic+http://127.0.0.1:1/", "telegram://110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw@telegram?chats=@ops",
	} {
		if err := (recipient{"--notify", url}).check(); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}
