package executor_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

// Each distinct contact is verified once, however many rows have it, and Read
// does not ask again what it knows.
func TestVerifyOnce(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("admin", contact("Example"), names(30)...)
		for i := range list {
			list[i].Asks[0].Fields = contact(fmt.Sprintf("Example %d", i%3))
		}
		r := newTrial(t, list, sandbox.Options{})
		for range 2 {
			if err := r.executor().Read(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(map[string]int{api.VerifyContactField: 3}, r.box.Ledger().Calls); diff != "" {
			t.Error(diff)
		}
	})
}

// A contact that verification refuses makes its changes invalid, with the API's
// words, and nothing is sent for them.
func TestVerifyRefuses(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("admin", contact("Example"), names(6)...)
		bad := contact("Example")
		bad["City"] = "Nowhere"
		list[0].Asks[0].Fields, list[1].Asks[0].Fields = bad, bad
		r := newTrial(t, list, sandbox.Options{})
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 4, job.Invalid: 2}, r.results()); diff != "" {
			t.Error(diff)
		}
		var check job.Check
		for _, c := range r.ledger.Checks {
			if !c.OK {
				check = c
			}
		}
		if check.Code != "ParameterIllegal" || check.Message == "" || check.RequestID == "" {
			t.Errorf("the refusal is kept as %+v", check)
		}
		if len(r.box.Ledger().Effects) != 4 {
			t.Errorf("%d effects, want 4", len(r.box.Ledger().Effects))
		}
	})
}

// An answer to a verification that is no verdict on the contact ends the plan.
func TestVerifyEndsThePlan(t *testing.T) {
	for _, code := range []string{"Forbidden.RAM", "UnsupportedOperation", "DomainNotExist"} {
		in(t, func(t *testing.T) {
			r := newTrial(t, rows("admin", contact("Example"), names(2)...), sandbox.Options{Faults: func(sandbox.Call) sandbox.Fault {
				return sandbox.Fault{Dropped: true, Status: 400, Code: code, Message: "No."}
			}})
			err := r.executor().Read(t.Context())
			if _, ok := errors.AsType[*executor.StopError](err); !ok {
				t.Errorf("%s: got %v, want an end of the plan", code, err)
			}
			if len(r.ledger.Checks) != 0 {
				t.Errorf("%s: taken for a verdict: %+v", code, r.ledger.Checks)
			}
		})
	}
}

// With before-values, what is already as wanted is unchanged and not sent.
func TestUnchanged(t *testing.T) {
	in(t, func(t *testing.T) {
		wanted := rows("admin", contact("Example"), names(10)...)
		r := newTrial(t, wanted[:4], sandbox.Options{})
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		again := newTrial(t, wanted, sandbox.Options{})
		again.box, again.opts.Before = r.box, true
		again.opts.Accounts = r.opts.Accounts
		if err := again.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 6, job.Unchanged: 4}, again.results()); diff != "" {
			t.Error(diff)
		}
		if n := len(again.ledger.Befores); n != 10 {
			t.Errorf("%d present contacts were read, want 10", n)
		}
		if n := r.box.Ledger().Calls[api.QueryContactInfo]; n != 10 {
			t.Errorf("%d reads, want 10", n)
		}
	})
}

// The ready changes of a request wait one minute for the others, then go: one
// domain whose task takes long holds up only itself.
func TestHold(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("registrant", contact("Example"), append(names(20), "slow-one.com")...)
		for i := range list {
			list[i].Asks[0].Targets = []string{"registrant", "admin"}
		}
		r := newTrial(t, list, sandbox.Options{TaskTime: time.Minute})
		r.opts.Wait = time.Hour
		start := time.Now()
		r.ends(map[job.Result]int{job.Succeeded: 42})
		var sent []time.Duration
		for _, a := range r.box.Ledger().Arrivals {
			if a.Action == write {
				sent = append(sent, a.At.Sub(start).Truncate(time.Second))
			}
		}
		if len(sent) != 3 || sent[1] > 5*time.Minute || sent[2] < 10*time.Minute {
			t.Errorf("requests were sent after %v; want the ready ones soon, the slow one's when it was ready", sent)
		}
	})
}

// Open tasks that take long are asked for by the pages of the list, which takes
// fewer calls than the details of each.
func TestListIsCheaper(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("admin", contact("Example"), names(150)...)
		for i := range list {
			list[i].Asks[0].Fields = contact(fmt.Sprintf("Example %d", i))
		}
		r := newTrial(t, list, sandbox.Options{TaskTime: 4 * time.Hour})
		r.opts.Wait = 12 * time.Hour
		r.ends(map[job.Result]int{job.Succeeded: 150})
		calls := r.box.Ledger().Calls
		if calls[api.QueryTaskList] < 100 || calls[api.QueryTaskDetailList] > 20*150 {
			t.Errorf("%d pages of the list, %d details", calls[api.QueryTaskList], calls[api.QueryTaskDetailList])
		}
		t.Logf("%d pages of the list, %d details", calls[api.QueryTaskList], calls[api.QueryTaskDetailList])
	})
}

// A task that has moved to the history is found there.
func TestHistory(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), names(120)...), sandbox.Options{TaskTime: 3 * time.Hour, HistoryAfter: time.Hour})
		r.opts.Wait = 12 * time.Hour
		r.ends(map[job.Result]int{job.Succeeded: 120})
		if r.box.Ledger().Calls[api.QueryTaskDetailHistory] == 0 {
			t.Error("the history was not asked")
		}
	})
}

// What stands for a present value is never sent: it would be a defect of the
// program, which stops the run before anything is written down as begun.
func TestPresentValueIsNeverSent(t *testing.T) {
	in(t, func(t *testing.T) {
		fields := contact("Example")
		fields["City"] = api.Current
		r := newTrial(t, rows("admin", fields, names(2)...), sandbox.Options{})
		if err := r.executor().Read(t.Context()); err == nil || !strings.Contains(err.Error(), "defect of the program") {
			t.Errorf("verified: %v", err)
		}
		if err := r.executor().ReadBefore(t.Context()); err != nil || len(r.ledger.Befores) != 2 {
			t.Errorf("%d read: %v", len(r.ledger.Befores), err)
		}
		if err := r.batches(); err != nil {
			t.Fatal(err)
		}
		if err := r.executor().Apply(t.Context()); err == nil || !strings.Contains(err.Error(), "defect of the program") {
			t.Errorf("sent: %v", err)
		}
		if diff := cmp.Diff(map[string]int{api.QueryContactInfo: 2}, r.box.Ledger().Calls); diff != "" {
			t.Error(diff)
		}
		if n := r.journal.kinds()[job.KindBegin]; n != 0 {
			t.Errorf("%d batches were begun", n)
		}
	})
}

// A field that is to stay as it is counts as equal, if it was returned.
func TestPresentValueIsUnchanged(t *testing.T) {
	in(t, func(t *testing.T) {
		fields := job.Params{"RegistrantType": "2", "Email": "hostmaster@prior.example"}
		for _, f := range api.ContactFields {
			if fields[f.Name] == "" && api.Readable(f.Name) {
				fields[f.Name] = api.Current
			}
		}
		other := maps.Clone(fields)
		other["Email"] = "new@example.com"
		list := rows("admin", fields, names(2)...)
		list[1].Asks[0].Fields = other
		r := newTrial(t, list, sandbox.Options{})
		if err := r.executor().ReadBefore(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[job.Result]int{job.Unchanged: 1, job.Unsent: 1}, r.results()); diff != "" {
			t.Error(diff)
		}
	})
}
