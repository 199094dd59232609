package executor_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

// foreign has somebody else change contacts, and waits until it is done.
func (r *trial) foreign(target, organization string, domains ...string) {
	r.t.Helper()
	params := contact(organization)
	params["ContactType"], params["TransferOutProhibited"] = target, "false"
	for i, name := range domains {
		params[fmt.Sprintf("DomainName.%d", i+1)] = name
	}
	if status, body := r.box.Do(write, params); status != 200 {
		r.t.Fatalf("the other's task: %d %s", status, body)
	}
	<-time.After(5 * time.Second)
}

// read makes the plan with the present contacts, as they are now.
func (r *trial) read() {
	r.t.Helper()
	if err := r.executor().Read(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	if err := r.batches(); err != nil {
		r.t.Fatal(err)
	}
}

// What was read too long ago is read again before it is sent: what somebody has
// done meanwhile is unchanged, what somebody has changed otherwise is skipped.
func TestRecheck(t *testing.T) {
	tests := map[string]struct {
		after, wait time.Duration
		want        map[job.Result]int
		reads       int // of present contacts, after the plan
	}{
		"old values":       {15 * time.Minute, time.Hour, map[job.Result]int{job.Succeeded: 38, job.Unchanged: 1, job.Skipped: 1}, 40},
		"young values":     {15 * time.Minute, time.Minute, map[job.Result]int{job.Succeeded: 40}, 0},
		"always":           {0, 0, map[job.Result]int{job.Succeeded: 38, job.Unchanged: 1, job.Skipped: 1}, 40},
		"never":            {-1, time.Hour, map[job.Result]int{job.Succeeded: 40}, 0},
		"just as old":      {15 * time.Minute, 15 * time.Minute, map[job.Result]int{job.Succeeded: 38, job.Unchanged: 1, job.Skipped: 1}, 40},
		"almost as old":    {15 * time.Minute, 14 * time.Minute, map[job.Result]int{job.Succeeded: 40}, 0},
		"after many hours": {15 * time.Minute, 100 * time.Hour, map[job.Result]int{job.Succeeded: 38, job.Unchanged: 1, job.Skipped: 1}, 40},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				r := newTrial(t, rows("admin", contact("Example"), names(40)...), sandbox.Options{})
				r.opts.Before, r.opts.Recheck = true, test.after
				r.read()
				start := time.Now()
				r.foreign("admin", "Example", "name-003.com")
				r.foreign("admin", "Somebody Else", "name-017.com")
				<-time.After(test.wait - time.Since(start))
				before := r.box.Ledger().Calls[api.QueryContactInfo]
				if err := r.executor().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.once()
				if diff := cmp.Diff(test.want, r.results()); diff != "" {
					t.Error(diff)
				}
				if n := r.box.Ledger().Calls[api.QueryContactInfo] - before; n != test.reads {
					t.Errorf("%d present contacts were read, want %d", n, test.reads)
				}
				if n := r.box.Ledger().Calls[write]; n != 1 {
					t.Errorf("%d write requests, want 1", n)
				}
			})
		})
	}
}

// A change that is skipped or unchanged counts as done or not for those that
// need it, and without values to compare with nothing is held back.
func TestRecheckOfManyTargets(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("registrant", contact("Example"), append(names(10), "missing-one.com")...)
		for i := range list {
			list[i].Asks[0].Targets = []string{"registrant", "admin"}
		}
		r := newTrial(t, list, sandbox.Options{})
		r.opts.Before, r.opts.Recheck = true, 0
		r.read()
		r.foreign("registrant", "Somebody Else", "name-001.com")
		r.foreign("admin", "Example", "name-002.com")
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.once()
		if diff := cmp.Diff(map[job.Result]int{job.Succeeded: 18, job.Skipped: 1, job.Unchanged: 1, job.Failed: 2}, r.results()); diff != "" {
			t.Error(diff)
		}
	})
}

// A change whose answer was lost is not said to be unchanged when the registrar
// shows what was wanted by the time that it is sent again: it may have been sent.
func TestRecheckAfterDoubt(t *testing.T) {
	for _, recheck := range []time.Duration{-1, 0, time.Hour} {
		in(t, func(t *testing.T) {
			lost := onWrite(1, sandbox.Fault{Lost: true, Dropped: true})
			r := newTrial(t, rows("admin", contact("Example"), names(2)...), sandbox.Options{Faults: lost})
			r.opts.Before, r.opts.Recheck = recheck >= 0, recheck
			r.read()
			ctx, cancel := context.WithCancel(t.Context())
			r.journal.each = func(e *job.Event) {
				if e.Kind == job.KindReconcile && len(e.Batches) > 0 {
					cancel()
				}
			}
			if err := r.executor().Apply(ctx); !errors.Is(err, executor.ErrInterrupted) {
				t.Fatalf("got %v, want %v", err, executor.ErrInterrupted)
			}
			r.foreign("admin", "Example", "name-001.com")
			if err := r.executor().Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.expect(map[job.Result]int{job.Unknown: 1, job.Succeeded: 1})
		})
	}
}
