package executor_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
)

const fetchCode = api.SaveSingleTaskForQueryingTransferAuthorizationCode

// codes is a trial of two domains whose transfer codes are fetched. The model's
// details show the code of each task that has succeeded.
func codes(t *testing.T, code func(domain string) string) *trial {
	m := newModel()
	r, _ := faked(t, planOfSteps(step{action: fetchCode, subjects: []string{"a.com", "b.com"}}), func(_ int, action string, params job.Params) (rpc.Response, error) {
		if action != api.QueryTaskDetailList {
			return m.Call(t.Context(), action, params)
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		list := m.details(params["TaskNo"], false)
		for _, d := range list {
			if d["TaskStatusCode"] == 2 {
				d["TaskResult"] = code(d["DomainName"].(string))
			}
		}
		return answer(map[string]any{"Data": map[string]any{"TaskDetail": list}, "NextPage": false})
	})
	r.size = 1
	return r
}

func codeOf(domain string) string { return "c0de!" + domain }

// A code is kept before its change is said to have succeeded, and stands nowhere else.
func TestCodesAreKept(t *testing.T) {
	in(t, func(t *testing.T) {
		r, box := codes(t, codeOf), &safe{}
		r.opts.Secrets = box
		r.journal.each = func(e *job.Event) {
			for _, s := range e.Standings {
				if s.Result == job.Succeeded && box.held[string(rune('0'+s.Change))+" "+api.AnswerCode] == "" {
					t.Errorf("change %d succeeded before its code was kept", s.Change)
				}
			}
		}
		if err := r.planned().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 2})
		if box.held["1 "+api.AnswerCode] != "c0de!a.com" || box.held["2 "+api.AnswerCode] != "c0de!b.com" {
			t.Errorf("kept %v", box.held)
		}
		if strings.Contains(r.recorded(), "c0de!") {
			t.Error("a code was recorded")
		}
		other := &safe{}
		r.opts.Secrets = other
		if kept, of, err := r.executor().ReadSecrets(t.Context()); err != nil || kept != 2 || of != 2 || len(other.held) != 2 {
			t.Errorf("read again: %d of %d, %v", kept, of, err)
		}
	})
}

// Without a place for it a code makes no success: the change stays pending, and
// going on reads the code again. What is said of that holds no code.
func TestCodesWithoutAPlace(t *testing.T) {
	for name, where := range map[string]executor.Secrets{"none": nil, "full": &safe{err: errFull}} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				r := codes(t, codeOf)
				r.opts.Secrets = where
				err := r.planned().Apply(t.Context())
				secret, lacking := errors.AsType[*executor.SecretError](err)
				if !lacking || strings.Contains(err.Error(), "c0de") || secret.Name != api.AnswerCode {
					t.Fatalf("%v", err)
				}
				r.expect(map[job.Result]int{job.Pending: 2})
				r.opts.Secrets = &safe{}
				if err := r.executor().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.expect(map[job.Result]int{job.Succeeded: 2})
			})
		})
	}
}

// A task that succeeds and shows no code is no success; it is looked at again.
func TestCodeThatDoesNotShow(t *testing.T) {
	in(t, func(t *testing.T) {
		shown := ""
		r := codes(t, func(string) string { return shown })
		r.opts.Secrets = &safe{}
		if err := r.planned().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Unknown: 2})
		<-time.After(time.Hour)
		shown = "late"
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 2})
	})
}

// What the API repeats of a secret that it refuses is recorded nowhere.
func TestSecretsOfRequests(t *testing.T) {
	in(t, func(t *testing.T) {
		const code = "s3cret/<code>"
		plan := planOfSteps(step{action: api.TransferInReenterTransferAuthorizationCode, own: job.Params{api.AnswerCode: code}, subjects: []string{"a.com"}})
		r, f := faked(t, plan, func(_ int, action string, params job.Params) (rpc.Response, error) {
			words := "the code " + params[api.AnswerCode] + " is wrong"
			return rpc.Response{Status: 400, Body: []byte(words + " s3cret/&lt;code&gt; s3cret%2F%3Ccode%3E")}, &rpc.Error{Action: action, Status: 400, Code: "ParameterIllegal", Message: words}
		})
		if err := r.planned().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Failed: 1})
		text := r.recorded()
		for _, e := range r.journal.events {
			if e.Call != nil {
				text += string(e.Call.Body)
			}
		}
		if strings.Contains(text, "s3cret") || !strings.Contains(text, "the code [withheld] is wrong") {
			t.Errorf("recorded %s", text)
		}
		if sent := f.params(api.TransferInReenterTransferAuthorizationCode); sent[0][api.AnswerCode] != code {
			t.Errorf("sent %v", sent)
		}
	})
}
