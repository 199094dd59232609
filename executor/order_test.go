package executor_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

const renew = api.SaveBatchTaskForCreatingOrderRenew

// orders is a trial of orders that cost money, one for each domain.
func orders(t *testing.T, o sandbox.Options, domains ...string) *trial {
	t.Helper()
	r := newTrial(t, nil, o)
	r.plan = &job.Plan{Groups: []job.Group{{ID: 1, Account: "default", Action: renew, Rank: 1, Class: job.ClassOther, Shared: job.Params{}}}}
	for i, name := range domains {
		id := job.ChangeID(i + 1)
		r.plan.Rows = append(r.plan.Rows, job.Row{ID: job.RowID(id), Line: i + 2, Names: []string{name}, Changes: []job.ChangeID{id}})
		r.plan.Changes = append(r.plan.Changes, job.Change{
			ID: id, Rows: []job.RowID{job.RowID(id)}, Group: 1, Subject: name,
			Own: job.Params{
				"CurrentExpirationDate": strconv.FormatInt(sandbox.Expiry(name, time.Now()).UnixMilli(), 10), "SubscriptionDuration": "1",
			},
		})
	}
	return r
}

// An order is placed once for each domain, each with its own parameters.
func TestOrders(t *testing.T) {
	in(t, func(t *testing.T) {
		r := orders(t, sandbox.Options{}, names(60)...)
		r.ends(map[job.Result]int{job.Succeeded: 60})
		if n := r.box.Ledger().Calls[renew]; n != 2 {
			t.Errorf("%d requests, want 2", n)
		}
	})
}

// What costs money is never sent again by itself once an answer was lost, whether
// the registrar got it or not: it is unknown, with what to look for. A task that
// shows is its answer all the same, and a person's word sends it again.
func TestOrdersInDoubt(t *testing.T) {
	tests := map[string]struct {
		fault sandbox.Fault
		want  map[job.Result]int
	}{
		"after the effect":  {sandbox.Fault{Lost: true}, map[job.Result]int{job.Succeeded: 3}},
		"before the effect": {sandbox.Fault{Lost: true, Dropped: true}, map[job.Result]int{job.Unknown: 3}},
		"a server's error":  {sandbox.Fault{Dropped: true, Status: 500, Code: "InternalError"}, map[job.Result]int{job.Unknown: 3}},
		"no task number":    {sandbox.Fault{Status: 200, Body: "{}", Type: "application/json"}, map[job.Result]int{job.Succeeded: 3}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
					if c.Action == renew && c.Nth == 1 {
						return test.fault
					}
					return sandbox.Fault{}
				}}
				r := orders(t, o, names(3)...)
				r.ends(test.want)
				if test.want[job.Unknown] == 0 {
					return
				}
				if s := r.ledger.Standing(1); !strings.Contains(s.Message, "never sent again by itself: look in the console") {
					t.Errorf("%s", s.Message)
				}
				if err := r.executor().Apply(t.Context()); err != nil || r.box.Ledger().Calls[renew] != 1 {
					t.Fatalf("once more: %v, %d requests", err, r.box.Ledger().Calls[renew])
				}
				if _, err := r.executor().Undo(t.Context(), names(2), who); err != nil {
					t.Fatal(err)
				}
				if err := r.executor().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.expect(map[job.Result]int{job.Succeeded: 2, job.Unknown: 1})
				if slices.ContainsFunc(r.box.Ledger().Effects, func(e sandbox.Effect) bool { return e.Domain == "name-003.com" }) {
					t.Error("what nobody spoke of was ordered")
				}
				r.once()
			})
		})
	}
}

// A person's word that an order was not placed does not stand against the account,
// which shows that the domain was renewed, whatever its lists of tasks show.
func TestOrderThatWasPlaced(t *testing.T) {
	in(t, func(t *testing.T) {
		hidden := sandbox.Fault{Lost: true, Hide: 40 * 24 * time.Hour}
		r := orders(t, sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
			if c.Action == renew {
				return hidden
			}
			return sandbox.Fault{}
		}}, names(1)...)
		r.ends(map[job.Result]int{job.Unknown: 1})
		_, err := r.executor().Undo(t.Context(), names(1), who)
		if word, ok := errors.AsType[*executor.WordError](err); !ok || !strings.Contains(word.What, "it may have been placed") {
			t.Fatalf("want the word to be refused, got %v", err)
		}
		r.ends(map[job.Result]int{job.Unknown: 1})
		if n := r.box.Ledger().Calls[renew]; n != 1 {
			t.Errorf("%d orders", n)
		}
	})
}
