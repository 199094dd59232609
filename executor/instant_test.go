package executor_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

func entries(emails ...string) []map[string]any {
	list := []map[string]any{}
	for _, email := range emails {
		list = append(list, map[string]any{"Email": email, "Code": "C-" + email, "Message": "about " + email})
	}
	return list
}

// Each address of a joined request gets its own result.
func TestJoinedRequest(t *testing.T) {
	in(t, func(t *testing.T) {
		plan := planOfSteps(step{action: api.SubmitEmailVerification, shared: job.Params{"SendIfExist": "false"},
			subjects: []string{"new@example.com", "bad@example.com", "old@example.com", "lost@example.com"}})
		r, f := faked(t, plan, func(int, string, job.Params) (rpc.Response, error) {
			return answer(map[string]any{"SuccessList": entries("New@example.com"), "FailList": entries("bad@example.com"), "ExistList": entries("old@example.com")})
		})
		if err := r.planned().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := f.params(api.SubmitEmailVerification); len(got) != 1 || strings.Count(got[0]["Email"], ",") != 3 {
			t.Errorf("requests %v", got)
		}
		for subject, want := range map[string]struct {
			result  job.Result
			message string
		}{
			"new@example.com":  {job.Succeeded, "about New"},
			"bad@example.com":  {job.Failed, "about bad"},
			"old@example.com":  {job.Succeeded, "nothing was sent"},
			"lost@example.com": {job.Unknown, "list of e-mail verifications"},
		} {
			s := r.standingOf(1, subject)
			if s.Outcome() != want.result || !strings.Contains(s.Message, want.message) {
				t.Errorf("%s is %s: %s", subject, s.Outcome(), s.Message)
			}
		}
		if s := r.standingOf(1, "bad@example.com"); s.Code != "C-bad@example.com" {
			t.Errorf("code %s", s.Code)
		}
		if err := r.executor().Apply(t.Context()); err != nil || len(f.asked) != 1 {
			t.Errorf("once more: %v, %d calls", err, len(f.asked))
		}
	})
}

// After a lost answer what has the same end is sent again, with no list asked for;
// what sends mail is left to a person, whose word sends it again.
func TestInstantInDoubt(t *testing.T) {
	const deletes, submits = api.DeleteEmailVerification, api.SubmitEmailVerification
	for action, want := range map[string]job.Result{deletes: job.Succeeded, submits: job.Unknown} {
		t.Run(action, func(t *testing.T) {
			in(t, func(t *testing.T) {
				plan := planOfSteps(step{action: action, subjects: []string{"a@example.com", "b@example.com"}})
				r, f := faked(t, plan, func(nth int, _ string, _ job.Params) (rpc.Response, error) {
					if nth == 1 {
						return lostAnswer(action)
					}
					return answer(map[string]any{"SuccessList": entries("a@example.com", "b@example.com")})
				})
				if err := r.planned().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.expect(map[job.Result]int{want: 2})
				if want == job.Succeeded {
					if len(f.asked) != 2 {
						t.Errorf("%d calls", len(f.asked))
					}
					return
				}
				if _, err := r.executor().Undo(t.Context(), []string{"a@example.com"}, who); err != nil {
					t.Fatal(err)
				}
				if err := r.executor().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.expect(map[job.Result]int{job.Succeeded: 1, job.Unknown: 1})
				if got := f.params(action); len(got) != 2 || got[1]["Email"] != "a@example.com" {
					t.Errorf("requests %v", got)
				}
			})
		})
	}
}

// What was under way when the process died, and has no task, is in doubt like a lost answer.
func TestInstantCrash(t *testing.T) {
	in(t, func(t *testing.T) {
		plan := planOfSteps(step{action: api.SubmitEmailVerification, subjects: []string{"a@example.com"}})
		r, f := faked(t, plan, func(int, string, job.Params) (rpc.Response, error) {
			return answer(map[string]any{"SuccessList": entries("a@example.com")})
		})
		e := r.planned()
		r.journal.calls, r.journal.fail = 0, 2 // after Begin
		if err := e.Apply(t.Context()); !errors.Is(err, errFull) {
			t.Fatal(err)
		}
		r.journal.fail = 0
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Unknown: 1})
		if len(f.asked) != 1 {
			t.Errorf("%d calls", len(f.asked))
		}
	})
}

// Deleting a profile that is gone after a lost answer has succeeded; without one it
// was refused.
func TestDeleteProfile(t *testing.T) {
	for name, test := range map[string]struct {
		lost int
		want job.Result
	}{"after a lost answer": {1, job.Succeeded}, "at once": {0, job.Failed}} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				plan := planOfSteps(step{action: api.DeleteRegistrantProfile, subjects: []string{"123"}})
				r, _ := faked(t, plan, func(nth int, action string, _ job.Params) (rpc.Response, error) {
					if nth <= test.lost {
						return lostAnswer(action)
					}
					return refuse(action, 400, "ContactTemplateNotExist")
				})
				if err := r.planned().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.expect(map[job.Result]int{test.want: 1})
			})
		})
	}
}

// The id of a profile that is made goes into the requests that use it; what needs
// one that was not made is never sent.
func TestMadeProfile(t *testing.T) {
	make1 := step{action: api.SaveRegistrantProfile, name: "profile", own: job.Params{"RegistrantName": "Ada"}, subjects: []string{"Profiles!A5"}}
	uses := step{action: api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID, shared: job.Params{"TransferOutProhibited": "false"},
		subjects: []string{"a.com", "b.com"}, profile: 1}
	for name, test := range map[string]struct {
		save func() (rpc.Response, error)
		want map[job.Result]int
	}{
		"made":    {func() (rpc.Response, error) { return answer(map[string]any{"RegistrantProfileId": 4711}) }, map[job.Result]int{job.Succeeded: 3}},
		"refused": {func() (rpc.Response, error) { return refuse("Save", 400, "ParameterIllegal") }, map[job.Result]int{job.Failed: 1, job.Unsent: 2}},
		"lost":    {func() (rpc.Response, error) { return lostAnswer("Save") }, map[job.Result]int{job.Unknown: 1, job.Unsent: 2}},
		"no id":   {func() (rpc.Response, error) { return answer(map[string]any{}) }, map[job.Result]int{job.Unknown: 1, job.Unsent: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				m := newModel()
				r, f := faked(t, planOfSteps(make1, uses), func(_ int, action string, params job.Params) (rpc.Response, error) {
					if action == api.SaveRegistrantProfile {
						return test.save()
					}
					return m.Call(t.Context(), action, params)
				})
				if err := r.planned().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.expect(test.want)
				sent := f.params(uses.action)
				if made := test.want[job.Succeeded] == 3; made != (len(sent) == 1) || made && sent[0]["RegistrantProfileId"] != "4711" {
					t.Errorf("sent %v", sent)
				}
				if name == "made" && r.ledger.Standing(1).Made != "4711" {
					t.Errorf("made %q", r.ledger.Standing(1).Made)
				}
				if f.count(api.SaveRegistrantProfile) != 1 {
					t.Errorf("%d profiles", f.count(api.SaveRegistrantProfile))
				}
			})
		})
	}
}

// What reading operations answer for rows is recorded, a refusal is the row's, and
// what fails for the moment is tried again.
func TestReadingRows(t *testing.T) {
	in(t, func(t *testing.T) {
		plan := planOfSteps(step{action: api.CheckDomain, subjects: []string{"free.com", "bad.com", "busy.com", "down.com"}})
		r, f := faked(t, plan, func(nth int, action string, params job.Params) (rpc.Response, error) {
			switch params["DomainName"] {
			case "bad.com":
				return refuse(action, 400, "InvaildParameter")
			case "down.com":
				return refuse(action, 400, "QueryRegistryFailed")
			case "busy.com":
				if nth < 6 {
					return refuse(action, 400, "Throttling.User")
				}
			}
			return answer(map[string]any{"DomainName": params["DomainName"], "Avail": 1, "Premium": "false"})
		})
		r.size = 1
		if err := r.planned().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 2, job.Failed: 2})
		if got := r.answers(); got[1]["Avail"] != "1" || got[3]["Premium"] != "false" || len(got) != 2 {
			t.Errorf("answers %v", got)
		}
		if s := r.standingOf(1, "down.com"); s.Code != "QueryRegistryFailed" || s.Submitted.IsZero() {
			t.Errorf("%+v", s)
		}
		if r.journal.kinds()[job.KindBegin] != 0 {
			t.Error("a read was written down before it")
		}
		calls := len(f.asked)
		if err := r.executor().Apply(t.Context()); err != nil || len(f.asked) != calls {
			t.Errorf("once more: %v, %d calls more", err, len(f.asked)-calls)
		}
	})
}

// Task results that were not in the inbox are where they were to be, unless none was.
func TestAcknowledge(t *testing.T) {
	for taken, want := range map[int]map[job.Result]int{3: {job.Succeeded: 3}, 1: {job.Succeeded: 3}, 0: {job.Failed: 3}} {
		in(t, func(t *testing.T) {
			plan := planOfSteps(step{action: api.AcknowledgeTaskResult, subjects: []string{"d1", "d2", "d3"}})
			r, _ := faked(t, plan, func(int, string, job.Params) (rpc.Response, error) { return answer(map[string]any{"Result": taken}) })
			if err := r.planned().Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.expect(want)
		})
	}
}

// No more than 500 addresses get a mail in a day of the registrar's zone, whatever
// the number of processes; the rest waits for another day.
func TestMailQuota(t *testing.T) {
	in(t, func(t *testing.T) {
		var addresses []string
		for i := range 1200 {
			addresses = append(addresses, fmt.Sprintf("n%d@example.com", i))
		}
		r, f := faked(t, planOfSteps(step{action: api.SubmitEmailVerification, subjects: addresses}), func(_ int, _ string, params job.Params) (rpc.Response, error) {
			return answer(map[string]any{"SuccessList": entries(strings.Split(params["Email"], ",")...)})
		})
		r.size = 70 // of which 7 fit, and the last one of 10
		e := r.planned()
		for day, want := range []int{500, 990, 1200} {
			for range 2 {
				err := e.Apply(t.Context())
				quota, over := errors.AsType[*executor.QuotaError](err)
				if over != errors.Is(err, executor.ErrWaitOver) {
					t.Errorf("%v is no end that goes on", err)
				}
				if over != (want < 1200) || over && quota.Left != 1200-want || !over && err != nil {
					t.Fatalf("day %d: %v", day, err)
				}
				if n := r.results()[job.Succeeded]; n != want {
					t.Fatalf("day %d: %d succeeded, want %d", day, n, want)
				}
				e = r.executor()
			}
			<-time.After(24 * time.Hour)
		}
		if n := f.count(api.SubmitEmailVerification); n != 18 {
			t.Errorf("%d requests", n)
		}
	})
}

// A batch of more addresses than a day has mails is cut.
func TestLargeMailBatch(t *testing.T) {
	in(t, func(t *testing.T) {
		var addresses []string
		for i := range 700 {
			addresses = append(addresses, fmt.Sprintf("n%d@example.com", i))
		}
		r, _ := faked(t, planOfSteps(step{action: api.ResendEmailVerification, subjects: addresses}), func(_ int, _ string, params job.Params) (rpc.Response, error) {
			return answer(map[string]any{"SuccessList": entries(strings.Split(params["Email"], ",")...)})
		})
		r.size = 700
		if _, over := errors.AsType[*executor.QuotaError](r.planned().Apply(t.Context())); !over {
			t.Error("no limit was reached")
		}
		r.expect(map[job.Result]int{job.Succeeded: 500, job.Unsent: 200})
	})
}

// A canary takes with it the profile that its change needs.
func TestCanaryWithProfile(t *testing.T) {
	in(t, func(t *testing.T) {
		m := newModel()
		uses := step{action: api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID, subjects: names(5), profile: 6}
		make1 := step{action: api.SaveRegistrantProfile, own: job.Params{"RegistrantName": "Ada"}, subjects: []string{"Profiles!A5"}}
		r, f := faked(t, planOfSteps(uses, make1), func(_ int, action string, params job.Params) (rpc.Response, error) {
			if action == api.SaveRegistrantProfile {
				return answer(map[string]any{"RegistrantProfileId": 4711})
			}
			return m.Call(t.Context(), action, params)
		})
		r.opts.Canary = 1
		if err := r.planned().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 6})
		if sent := f.params(uses.action); len(sent) != 2 || sent[0]["DomainName.2"] != "" {
			t.Errorf("sent %v", sent)
		}
	})
}

// What is sent again because that has the same end is unknown until it was, not
// unsent: it may have been done.
func TestLostAndInterrupted(t *testing.T) {
	in(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		faults := func(c sandbox.Call) sandbox.Fault {
			if c.Action != api.DeleteEmailVerification || ctx.Err() != nil {
				return sandbox.Fault{}
			}
			interrupt()
			return sandbox.Fault{Lost: true}
		}
		r := newTrial(t, nil, sandbox.Options{Faults: faults}).of(planOfSteps(
			step{action: api.DeleteEmailVerification, subjects: []string{"verified-a@example.com", "verified-b@example.com"}},
		))
		if err := r.planned().Apply(ctx); !errors.Is(err, executor.ErrInterrupted) {
			t.Errorf("interrupted: %v", err)
		}
		r.expect(map[job.Result]int{job.Unknown: 2})
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 2})
	})
}
