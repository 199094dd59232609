package executor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

const write = api.SaveBatchTaskForUpdatingContactInfoByNewContact

// onWrite gives the n-th write request a fault.
func onWrite(n int, f sandbox.Fault) func(sandbox.Call) sandbox.Fault {
	return func(c sandbox.Call) sandbox.Fault {
		if c.Action == write && c.Nth == n {
			return f
		}
		return sandbox.Fault{}
	}
}

// Whatever happens to one write request, every change takes effect once.
func TestFaultsOfOneWrite(t *testing.T) {
	for _, name := range sandbox.FaultNames() {
		for shape, fault := range sandbox.FaultNamed(name) {
			t.Run(fmt.Sprintf("%s %d", name, shape), func(t *testing.T) {
				in(t, func(t *testing.T) {
					r := newTrial(t, rows("admin", contact("Example"), names(70)...), sandbox.Options{Faults: onWrite(1, fault)})
					if fault.Stuck { // a task that never ends is waited for and left
						if err := r.carryOut(t.Context()); err != executor.ErrWaitOver {
							t.Errorf("got %v, want %v", err, executor.ErrWaitOver)
						}
						r.once()
						if got := r.results(); got[job.Pending] == 0 || got[job.Pending]+got[job.Succeeded] != 70 {
							t.Errorf("%v", got)
						}
						return
					}
					r.ends(map[job.Result]int{job.Succeeded: 70})
				})
			})
		}
	}
}

// Mixed faults of all calls change nothing in what comes out.
func TestFaultsOfAllCalls(t *testing.T) {
	for seed := range int64(20) {
		in(t, func(t *testing.T) {
			o := sandbox.Options{Seed: seed, Throttle: 0.1, LoseBefore: 0.05, LoseAfter: 0.05, ServerError: 0.05, Garbage: 0.05}
			list := rows("registrant", contact("Example"), append(names(60), "missing-one.com", "refuse-one.com", "busy-one.com")...)
			for i := range list {
				list[i].Asks[0].Targets = []string{"registrant", "tech"}
			}
			r := newTrial(t, list, o)
			if err := r.carryOut(t.Context()); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			r.once()
			if diff := cmp.Diff(r.unlessLost(map[job.Result]int{job.Succeeded: 122, job.Failed: 4}), r.results()); diff != "" {
				t.Errorf("seed %d: %s", seed, diff)
			}
		})
	}
}

// unlessLost allows for one domain at most whose answer was lost as often as is borne:
// it is unknown by the rule, and what waits for it unsent. A request is taken apart down
// to the domain that is refused, in up to seven more, and which call meets which fault
// depends on the order of calls that are under way together.
func (r *trial) unlessLost(want map[job.Result]int) map[job.Result]int {
	for i := range r.ledger.Standings {
		st := &r.ledger.Standings[i]
		if st.Outcome() != job.Unknown || !strings.Contains(st.Message, "was lost 8 times") || want[job.Unknown] > 0 {
			continue
		}
		otherwise := job.Succeeded
		if name := r.plan.Change(st.Change).Subject; name == "missing-one.com" || name == "refuse-one.com" {
			otherwise = job.Failed
		}
		want[job.Unknown]++
		want[otherwise]--
		if r.plan.GroupOf(st.Change).Target == "registrant" {
			want[job.Unsent]++
			want[otherwise]--
		}
	}
	return want
}

// An answer that is lost is asked about before anything is sent again.
func TestLostAnswerIsAskedAbout(t *testing.T) {
	for _, fault := range []sandbox.Fault{{Lost: true}, {Lost: true, Dropped: true}} {
		in(t, func(t *testing.T) {
			r := newTrial(t, rows("admin", contact("Example"), names(10)...), sandbox.Options{Faults: onWrite(1, fault)})
			if err := r.carryOut(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.once()
			var after []string
			for _, a := range r.box.Ledger().Arrivals {
				if a.Action == write || a.Action == api.QueryTaskList {
					after = append(after, a.Action)
				}
			}
			if len(after) < 2 || after[0] != write || after[1] != api.QueryTaskList {
				t.Errorf("after the lost answer came %v", after)
			}
			writes := r.box.Ledger().Calls[write]
			if want := 1 + map[bool]int{true: 1}[fault.Dropped]; writes != want {
				t.Errorf("%d write requests, want %d", writes, want)
			}
		})
	}
}

// A task of somebody else on a domain of ours is not taken for ours.
func TestForeignTaskIsNotAdopted(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), names(10)...), sandbox.Options{})
		foreign := contact("Somebody Else")
		foreign["ContactType"], foreign["DomainName.1"], foreign["DomainName.2"] = "admin", "name-001.com", "other.com"
		first := true
		faulty := onWrite(1, sandbox.Fault{Lost: true, Dropped: true})
		r.box = sandbox.New(sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault { return faulty(c) }})
		r.opts.Accounts = map[string]executor.Account{"default": {Client: r.client(), QPS: 20}}
		r.journal.each = func(e *job.Event) {
			if e.Kind == job.KindDoubt && first {
				first = false
				if status, body := r.box.Do(write, foreign); status != 200 {
					t.Errorf("the other's task: %d %s", status, body)
				}
			}
		}
		r.ends(map[job.Result]int{job.Succeeded: 10})
	})
}

// An interrupt lets what is under way end and be recorded, starts nothing new,
// and leaves a run that goes on to the same end.
func TestInterrupt(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), names(200)...), sandbox.Options{Latency: time.Second})
		ctx, cancel := context.WithCancel(t.Context())
		r.journal.each = func(e *job.Event) {
			if e.Kind == job.KindBegin {
				cancel() // while the request is under way
			}
		}
		if err := r.carryOut(ctx); !errors.Is(err, executor.ErrInterrupted) {
			t.Fatalf("got %v, want %v", err, executor.ErrInterrupted)
		}
		r.journal.each = nil
		kinds := r.journal.kinds()
		if kinds[job.KindDoubt] != 0 || kinds[job.KindBegin] != kinds[job.KindAccept] {
			t.Errorf("%d requests begun, %d accepted, %d in doubt: an answer was not waited for",
				kinds[job.KindBegin], kinds[job.KindAccept], kinds[job.KindDoubt])
		}
		if kinds[job.KindAccept] == 0 || kinds[job.KindAccept] == 4 {
			t.Errorf("%d of 4 requests were sent before the interrupt took effect", kinds[job.KindAccept])
		}
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.once()
		if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 200}, r.results()); diff != "" {
			t.Error(diff)
		}
	})
}

// A run that is broken off after any of its records ends, when it is taken up
// again, as one that was not.
func TestCrashAfterEveryRecord(t *testing.T) {
	list := append(names(55), "missing-one.com", "refuse-one.com", "busy-one.com")
	for stop := 2; ; stop++ {
		over := false
		in(t, func(t *testing.T) {
			r := newTrial(t, rows("registrant", contact("Example"), list...), sandbox.Options{})
			r.journal.fail = stop
			err := r.carryOut(t.Context())
			over = err == nil
			if err != nil && !errors.Is(err, errFull) {
				t.Fatalf("record %d: %v", stop, err)
			}
			r.journal.fail = 0
			if !r.journal.state.Planned {
				err = r.carryOut(t.Context())
			} else {
				err = r.executor().Apply(t.Context())
			}
			if err != nil {
				t.Fatalf("record %d: go on: %v", stop, err)
			}
			r.once()
			if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 56, job.Failed: 2}, r.results()); diff != "" {
				t.Errorf("record %d: %s", stop, diff)
			}
		})
		if over {
			return
		}
	}
}

// The registrar takes fewer domains than it was sent: the others are sent again,
// in requests of the size that it takes.
func TestShortTask(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), names(100)...), sandbox.Options{Take: 20})
		r.ends(map[job.Result]int{job.Succeeded: 100})
	})
}

// Throttling lowers the pace, and nothing fails because of it.
func TestThrottled(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("admin", contact("Example"), names(40)...)
		for i := range list {
			list[i].Asks[0].Fields = contact(fmt.Sprintf("Example %d", i))
		}
		r := newTrial(t, list, sandbox.Options{QPS: 3})
		r.ends(map[job.Result]int{job.Succeeded: 40})
		throttled, all := 0, r.box.Ledger().Arrivals
		for _, a := range all {
			if a.Code == "Throttling.User" {
				throttled++
			}
		}
		if throttled == 0 || throttled*3 > len(all) {
			t.Errorf("%d of %d calls were throttled", throttled, len(all))
		}
	})
}

// Calls keep the pace: none faster, and not much slower.
func TestPace(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("admin", contact("Example"), names(1500)...)
		for i := range list {
			list[i].Asks[0].Fields = contact(fmt.Sprintf("Example %d", i))
		}
		r := newTrial(t, list, sandbox.Options{Latency: 100 * time.Millisecond})
		r.opts.Workers = 16
		r.opts.Accounts = map[string]executor.Account{"default": {Client: r.client(), QPS: 50}}
		start := time.Now()
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		ledger := r.box.Ledger()
		if ledger.MaxSecond > 51 || ledger.MaxTen > 505 {
			t.Errorf("%d calls in a second, %d in ten", ledger.MaxSecond, ledger.MaxTen)
		}
		inMinute := 0
		for _, a := range ledger.Arrivals {
			if a.At.Before(start.Add(time.Minute)) {
				inMinute++
			}
		}
		if inMinute < 50*60*95/100 {
			t.Errorf("%d calls in the first minute, want 95 %% of 3000", inMinute)
		}
	})
}

// A domain that was in doubt, then is surely not done and held by somebody else's
// task, is tried again and again, but not for ever.
func TestBusyAfterDoubtEnds(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), "name-001.com"), sandbox.Options{})
		faults := func(c sandbox.Call) sandbox.Fault {
			switch {
			case c.Action != write:
				return sandbox.Fault{}
			case c.Nth == 1:
				return sandbox.Fault{Dropped: true, Lost: true}
			}
			return sandbox.Fault{Dropped: true, Status: 400, Code: "TaskIsBeingProcessed", Message: "An operation is being processed."}
		}
		r.box = sandbox.New(sandbox.Options{Faults: faults})
		r.opts.Accounts = map[string]executor.Account{"default": {Client: r.client(), QPS: 20}}
		start := time.Now()
		if err := r.carryOut(t.Context()); !errors.Is(err, executor.ErrWaitOver) {
			t.Fatalf("got %v, want %v", err, executor.ErrWaitOver)
		}
		if took := time.Since(start); took > time.Hour {
			t.Errorf("the run took %v", took)
		}
		if diff := cmp.Diff(map[job.Result]int{job.Unsent: 1}, r.results()); diff != "" {
			t.Error(diff)
		}
	})
}

// An answer that is lost whenever the change is sent ends as unknown, and is not
// sent for ever.
func TestAnswersLostForEver(t *testing.T) {
	for _, fault := range []sandbox.Fault{
		{Dropped: true, Status: 500, Code: "InternalError", Message: "No."},
		{Dropped: true, Status: 200, Body: "<html></html>", Type: "text/html"},
	} {
		in(t, func(t *testing.T) {
			o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
				if c.Action == write && slices.Contains(c.Domains, "lost.com") {
					return fault
				}
				return sandbox.Fault{}
			}}
			list := rows("admin", contact("Example"), "name-001.com", "lost.com")
			list[1].Asks[0].Fields = contact("Another")
			r := newTrial(t, list, o)
			r.ends(map[job.Result]int{job.Succeeded: 1, job.Unknown: 1})
			if n := r.box.Ledger().Calls[write]; n > 9 {
				t.Errorf("%d write requests", n)
			}
		})
	}
}

// Two domains that are refused with the same words do not make their group's
// contact guilty when the rest passes.
func TestSuspicionIsCleared(t *testing.T) {
	for _, bad := range [][2]int{{1, 2}, {1, 33}, {40, 64}} {
		in(t, func(t *testing.T) {
			list := names(64)
			o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
				if c.Action == write && (slices.Contains(c.Domains, list[bad[0]-1]) || slices.Contains(c.Domains, list[bad[1]-1])) {
					return sandbox.Fault{Dropped: true, Status: 400, Code: "ParameterIllegal", Message: "Parameter illegal."}
				}
				return sandbox.Fault{}
			}}
			r := newTrial(t, rows("admin", contact("Example"), list...), o)
			if err := r.carryOut(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.once()
			if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 62, job.Failed: 2}, r.results()); diff != "" {
				t.Errorf("%v: %s", bad, diff)
			}
		})
	}
}

// With --wait 0 a process leaves after submitting; the next one looks once.
func TestWaitZero(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), names(5)...), sandbox.Options{})
		r.opts.Wait = 0
		if err := r.carryOut(t.Context()); !errors.Is(err, executor.ErrWaitOver) {
			t.Fatalf("got %v, want %v", err, executor.ErrWaitOver)
		}
		<-time.After(time.Minute)
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 5}, r.results()); diff != "" {
			t.Error(diff)
		}
	})
}

// A busy domain that is found before anything of its group has passed does not
// hold up the others.
func TestBusyFirst(t *testing.T) {
	in(t, func(t *testing.T) {
		start := time.Now()
		o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
			if c.Action == write && slices.Contains(c.Domains, "name-001.com") && time.Since(start) < 5*time.Minute {
				return sandbox.Fault{Dropped: true, Status: 400, Code: "TaskIsBeingProcessed", Message: "An operation is being processed."}
			}
			return sandbox.Fault{}
		}}
		r := newTrial(t, rows("admin", contact("Example"), names(30)...), o)
		r.ends(map[job.Result]int{job.Succeeded: 30})
		last := start
		for _, e := range r.box.Ledger().Effects {
			if e.Domain != "name-001.com" && e.At.After(last) {
				last = e.At
			}
		}
		if waited := last.Sub(start); waited > time.Minute {
			t.Errorf("the others were sent after %v", waited)
		}
	})
}
