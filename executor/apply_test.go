package executor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

// A plan without troubles is sent in as few requests as there are groups, and
// every change succeeds.
func TestApplyAllGood(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), names(120)...), sandbox.Options{})
		r.ends(map[job.Result]int{job.Succeeded: 120})
		calls := r.box.Ledger().Calls
		if calls[api.SaveBatchTaskForUpdatingContactInfoByNewContact] != 3 || calls[api.VerifyContactField] != 1 {
			t.Errorf("calls %v", calls)
		}
	})
}

// The changes of one domain go one after the other, whatever they change.
func TestApplyOrder(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("registrant", contact("Example"), names(30)...)
		for i := range list {
			list[i].Asks[0].Targets = []string{"registrant", "admin", "billing", "tech"}
		}
		r := newTrial(t, list, sandbox.Options{})
		r.ends(map[job.Result]int{job.Succeeded: 120})
		if n := r.box.Ledger().Calls[api.SaveBatchTaskForUpdatingContactInfoByNewContact]; n != 4 {
			t.Errorf("%d requests, want one per target", n)
		}
	})
}

// A domain that the registrar does not know fails alone, with at most
// 2·⌈log2 n⌉ calls more than without it.
func TestSplitFindsTheCulprit(t *testing.T) {
	for _, at := range []int{0, 17, 49} {
		in(t, func(t *testing.T) {
			list := names(50)
			list[at] = "missing-one.com"
			r := newTrial(t, rows("admin", contact("Example"), list...), sandbox.Options{})
			r.ends(map[job.Result]int{job.Succeeded: 49, job.Failed: 1})
			if n := r.box.Ledger().Calls[api.SaveBatchTaskForUpdatingContactInfoByNewContact]; n > 1+12 {
				t.Errorf("%d write requests for one bad domain among 50", n)
			}
		})
	}
}

// Many unknown domains in one group do not make the others fail.
func TestSplitManyMissing(t *testing.T) {
	in(t, func(t *testing.T) {
		list := names(20)
		for i := range 10 {
			list[2*i] = "missing-" + list[2*i]
		}
		r := newTrial(t, rows("admin", contact("Example"), list...), sandbox.Options{})
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 10, job.Failed: 10}, r.results()); diff != "" {
			t.Error(diff)
		}
	})
}

// A contact that the API refuses when it is written is not tried for each domain.
func TestContactAtFault(t *testing.T) {
	in(t, func(t *testing.T) {
		refuse := func(c sandbox.Call) sandbox.Fault {
			if c.Action != api.SaveBatchTaskForUpdatingContactInfoByNewContact {
				return sandbox.Fault{}
			}
			return sandbox.Fault{Dropped: true, Status: 400, Code: "ParameterIllegal", Message: "Parameter illegal."}
		}
		r := newTrial(t, rows("admin", contact("Example"), names(64)...), sandbox.Options{Faults: refuse})
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[job.Result]int{job.Failed: 64}, r.results()); diff != "" {
			t.Error(diff)
		}
		if n := r.box.Ledger().Calls[api.SaveBatchTaskForUpdatingContactInfoByNewContact]; n > 20 {
			t.Errorf("%d write requests for one contact that is refused", n)
		}
	})
}

// A healthy domain is not refused for what others of its contact were refused
// for, before it was tried: whatever the size of the requests and the order.
func TestHealthyDomainsAreTried(t *testing.T) {
	for _, size := range []int{1, 2, 5, 50} {
		in(t, func(t *testing.T) {
			list := append([]string{"illegal-1.com", "illegal-2.com", "illegal-3.com"}, names(20)...)
			r := newTrial(t, rows("admin", contact("Example"), list...), sandbox.Options{})
			r.size, r.opts.Workers = size, 1
			if err := r.carryOut(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.once()
			r.expect(map[job.Result]int{job.Succeeded: 20, job.Failed: 3})
		})
	}
}

// Nor are those that wait for another change of theirs.
func TestHealthyDomainsThatWait(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("registrant", contact("Example"), append([]string{"illegal-1.com", "illegal-2.com"}, names(6)...)...)
		for i := range list {
			list[i].Asks[0].Targets = []string{"registrant", "tech"}
			if i < 2 {
				list[i].Asks[0].Targets = []string{"tech"}
			}
		}
		r := newTrial(t, list, sandbox.Options{})
		r.size = 1
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 12, job.Failed: 2})
	})
}

// Busy domains are waited for and the others are not held up.
func TestBusy(t *testing.T) {
	in(t, func(t *testing.T) {
		list := append(names(20), "busy-one.com")
		r := newTrial(t, rows("admin", contact("Example"), list...), sandbox.Options{})
		r.ends(map[job.Result]int{job.Succeeded: 21})
	})
}

// A task that does not end within the waiting time leaves its row pending; a
// later process finds it ended.
func TestWaitIsOver(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), append(names(3), "slow-one.com")...), sandbox.Options{TaskTime: time.Hour})
		r.opts.Wait = 30 * time.Minute
		if err := r.carryOut(t.Context()); err != executor.ErrWaitOver {
			t.Fatalf("got %v, want %v", err, executor.ErrWaitOver)
		}
		if diff := cmp.Diff(map[job.Result]int{job.Pending: 4}, r.results()); diff != "" {
			t.Error(diff)
		}
		<-time.After(21 * time.Hour)
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.once()
		if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 4}, r.results()); diff != "" {
			t.Error(diff)
		}
	})
}

// A finished run makes no call.
func TestApplyAgain(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), names(5)...), sandbox.Options{})
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		before := len(r.box.Ledger().Arrivals)
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after := len(r.box.Ledger().Arrivals); after != before {
			t.Errorf("%d calls for a run that was finished", after-before)
		}
	})
}
