package executor_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

// each gives every domain a contact, and so a request, of its own.
func each(target string, domains ...string) []job.Row {
	list := rows(target, contact("Example"), domains...)
	for i := range list {
		list[i].Asks[0].Fields = contact(fmt.Sprintf("Example %d", i))
	}
	return list
}

// refusing makes names that the registry refuses of every nth.
func refusing(n, every int) []string {
	list := names(n)
	for i := range list {
		if (i+1)%every == 0 {
			list[i] = "refuse-" + list[i]
		}
	}
	return list
}

// reached fails the test when a run did not end at a safety limit.
func reached(t *testing.T, err error) *executor.LimitError {
	t.Helper()
	limit, ok := errors.AsType[*executor.LimitError](err)
	if !ok {
		t.Fatalf("got %v, want a limit", err)
	}
	return limit
}

// Too many failures stop what is not begun; what is under way is awaited, and
// the run goes on when a person says so.
func TestMaxFailures(t *testing.T) {
	tests := map[string]struct {
		names    []string
		limit    executor.Tolerance
		stops    bool
		atMost   int // write requests before it does
		failures int
	}{
		"a third, a fifth allowed": {refusing(90, 3), executor.Tolerance{Limited: true, Percent: 20}, true, 40, 0},
		"a third, a half allowed":  {refusing(90, 3), executor.Tolerance{Limited: true, Percent: 50}, false, 90, 30},
		"a third of few":           {refusing(18, 3), executor.Tolerance{Limited: true, Percent: 20}, false, 18, 6},
		"a number":                 {refusing(90, 3), executor.Tolerance{Limited: true, Count: 2}, true, 30, 0},
		"none":                     {refusing(30, 10), executor.Tolerance{Limited: true}, true, 29, 0},
		"no limit":                 {refusing(90, 1), executor.Tolerance{}, false, 90, 90},
		"unknown domains":          {slices.Concat([]string{"missing-1.com", "missing-2.com", "missing-3.com"}, names(10)), executor.Tolerance{Limited: true, Count: 2}, true, 6, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				r := newTrial(t, each("admin", test.names...), sandbox.Options{})
				r.opts.Failures, r.opts.Workers = test.limit, 2
				r.opts.Accounts = map[string]executor.Account{"default": {Client: r.client(), QPS: 1}}
				err := r.carryOut(t.Context())
				writes := r.box.Ledger().Calls[write]
				if !test.stops {
					if err != nil || r.results()[job.Failed] != test.failures {
						t.Errorf("%v: %v", err, r.results())
					}
					return
				}
				if limit := reached(t, err); !strings.Contains(limit.What, "--max-failures") || limit.Hint == "" {
					t.Errorf("%+v", limit)
				}
				if got := r.results(); writes > test.atMost || got[job.Pending] > 0 || got[job.Unknown] > 0 || got[job.Unsent] == 0 {
					t.Errorf("%d write requests, want at most %d: %v", writes, test.atMost, got)
				}
				if err := r.executor().Apply(t.Context()); !errors.As(err, new(*executor.LimitError)) || r.box.Ledger().Calls[write] != writes {
					t.Errorf("once more: %v, %d write requests", err, r.box.Ledger().Calls[write]-writes)
				}
				r.opts.Failures = executor.Tolerance{}
				if err := r.executor().Apply(t.Context()); err != nil {
					t.Error(err)
				}
				r.once()
			})
		})
	}
}

// The halves of a request that is taken apart are no failures.
func TestMaxFailuresDoesNotCountHalves(t *testing.T) {
	in(t, func(t *testing.T) {
		list := names(50)
		list[20] = "missing-one.com"
		r := newTrial(t, rows("admin", contact("Example"), list...), sandbox.Options{})
		r.opts.Failures = executor.Tolerance{Limited: true, Count: 1}
		r.ends(map[job.Result]int{job.Succeeded: 49, job.Failed: 1})
	})
}

// A canary goes first, and the others only when all of its changes succeeded.
func TestCanary(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("registrant", contact("Example"), names(60)...)
		for i := range list {
			list[i].Asks[0].Targets = []string{"registrant", "tech"}
		}
		r := newTrial(t, list, sandbox.Options{})
		r.opts.Canary = 3
		r.ends(map[job.Result]int{job.Succeeded: 120})
		effects := r.box.Ledger().Effects
		last := time.Time{}
		for i, e := range effects {
			first := slices.Contains(names(3), e.Domain)
			if first != (i < 6) {
				t.Fatalf("effect %d is on %s", i, e.Domain)
			}
			if first && e.Ends.After(last) {
				last = e.Ends
			}
		}
		if effects[6].At.Before(last) {
			t.Errorf("the others went %v before the canary had ended", last.Sub(effects[6].At))
		}
	})
}

// A canary that fails, is refused or is lost keeps everything else from being sent.
func TestCanaryFails(t *testing.T) {
	for _, name := range []string{"refuse-one.com", "missing-one.com"} {
		in(t, func(t *testing.T) {
			r := newTrial(t, rows("admin", contact("Example"), slices.Concat([]string{"name-000.com", name}, names(60))...), sandbox.Options{})
			r.opts.Canary = 2
			limit := reached(t, r.carryOut(t.Context()))
			if !strings.Contains(limit.What, name) || !strings.Contains(limit.Hint, "--canary") {
				t.Errorf("%s: %s; %s", name, limit.What, limit.Hint)
			}
			if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 1, job.Failed: 1, job.Unsent: 60}, r.results()); diff != "" {
				t.Error(diff)
			}
			if err := r.executor().Apply(t.Context()); !errors.As(err, new(*executor.LimitError)) {
				t.Errorf("once more: %v", err)
			}
			r.opts.Canary = 0
			if err := r.executor().Apply(t.Context()); err != nil {
				t.Error(err)
			}
			r.once()
		})
	}
}

// A canary whose later change is given up, since it needs one that failed, did
// not succeed.
func TestCanaryGivenUp(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("registrant", contact("Example"), append([]string{"refuse-one.com"}, names(10)...)...)
		for i := range list {
			list[i].Asks[0].Targets = []string{"registrant", "tech"}
		}
		r := newTrial(t, list, sandbox.Options{})
		for i := range r.plan.Changes {
			for j := range r.plan.Changes[i].After {
				r.plan.Changes[i].After[j].Always = false
			}
		}
		r.opts.Canary = 1
		reached(t, r.carryOut(t.Context()))
		r.expect(map[job.Result]int{job.Failed: 1, job.Unsent: 21})
	})
}

// Whom the canary was does not change when the run is gone on with, and it is
// not asked for again when it has succeeded.
func TestCanaryGoesOn(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), "slow-1.com", "name-2.com", "name-3.com", "name-4.com"), sandbox.Options{})
		r.opts.Canary, r.opts.Wait = 2, 5*time.Second
		if err := r.carryOut(t.Context()); !errors.Is(err, executor.ErrWaitOver) {
			t.Fatalf("got %v, want %v", err, executor.ErrWaitOver)
		}
		if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 1, job.Pending: 1, job.Unsent: 2}, r.results()); diff != "" {
			t.Fatal(diff)
		}
		r.opts.Wait = time.Hour
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.once()
		if n := r.box.Ledger().Calls[write]; n != 2 || r.results()[job.Succeeded] != 4 {
			t.Errorf("%d write requests, want 2: %v", n, r.results())
		}
	})
}

// Nothing is sent once the time for it is over, not even what was in line; what
// is under way is awaited, and the next process sends the rest.
func TestCloses(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, each("admin", names(200)...), sandbox.Options{Latency: 3 * time.Second})
		r.opts.Accounts = map[string]executor.Account{"default": {Client: r.client(), QPS: 2}}
		if err := r.executor().Read(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := r.batches(); err != nil {
			t.Fatal(err)
		}
		end := time.Now().Add(20 * time.Second)
		r.opts.Closes = func(time.Time) time.Time { return end }
		if err := r.executor().Apply(t.Context()); !errors.Is(err, executor.ErrClosed) {
			t.Fatalf("got %v, want %v", err, executor.ErrClosed)
		}
		for _, e := range r.journal.events {
			if e.Kind == job.KindBegin && !e.At.Before(end) {
				t.Errorf("a request was begun %v after the end", e.At.Sub(end))
			}
		}
		got := r.results()
		if got[job.Pending] > 0 || got[job.Unknown] > 0 || got[job.Succeeded] < 20 || got[job.Unsent] == 0 {
			t.Errorf("%v", got)
		}
		calls := len(r.box.Ledger().Arrivals)
		if err := r.executor().Apply(t.Context()); !errors.Is(err, executor.ErrClosed) || len(r.box.Ledger().Arrivals) != calls {
			t.Errorf("when it is closed: %v, %d calls", err, len(r.box.Ledger().Arrivals)-calls)
		}
		r.opts.Closes = nil
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.once()
		if r.results()[job.Succeeded] != 200 {
			t.Errorf("%v", r.results())
		}
	})
}
