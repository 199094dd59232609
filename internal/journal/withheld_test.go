package journal

import "testing"

// What gives power is cut out of an answer, and it is told that something was.
func TestWithholdTells(t *testing.T) {
	for body, want := range map[string]string{
		`{"TaskResult":"sesame"}`: `{"TaskResult":"[withheld]"}`,
		`{"TaskResult":""}`:       `{"TaskResult":""}`,
		`{"TaskNo":"1"}`:          `{"TaskNo":"1"}`,
	} {
		cut, some := Withhold([]byte(body))
		if string(cut) != want || some != (body != want) {
			t.Errorf("%s: %s, %t", body, cut, some)
		}
	}
	for field, want := range map[string]bool{"TaskResult": true, "taskresult": true, "TaskResultStatus": false, "TokenSendTime": false, "Token": true, "": false} {
		if Powerful(field) != want {
			t.Errorf("%q: %t", field, !want)
		}
	}
}
