package executor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/sandbox"
)

// alarms keeps what an observer is told of limits, with how many requests had
// been made by then.
type alarms struct {
	told   []bool // whether it was reached
	texts  []string
	at     []time.Time
	writes func() int
	then   []int
}

func (*alarms) Progress(executor.Stage, int, int) {}

func (*alarms) Warn(string) {}

func (a *alarms) Limit(text string, reached bool) {
	a.told, a.texts, a.at = append(a.told, reached), append(a.texts, text), append(a.at, time.Now())
	a.then = append(a.then, a.writes())
}

// The observer hears of half of the tolerated failures and of all of them, each
// once and while it happens, not when what is under way has ended.
func TestLimitIsTold(t *testing.T) {
	tests := map[string]struct {
		names  []string
		limit  executor.Tolerance
		canary int
		want   []bool
	}{
		"a number":           {refusing(60, 3), executor.Tolerance{Limited: true, Count: 4}, 0, []bool{false, true}},
		"a share":            {refusing(60, 3), executor.Tolerance{Limited: true, Percent: 20}, 0, []bool{true}},
		"half of a share":    {refusing(60, 6), executor.Tolerance{Limited: true, Percent: 30}, 0, []bool{false}},
		"none is tolerated":  {refusing(60, 3), executor.Tolerance{Limited: true}, 0, []bool{true}},
		"no limit":           {refusing(60, 1), executor.Tolerance{}, 0, nil},
		"nothing failed":     {names(30), executor.Tolerance{Limited: true, Count: 1}, 0, nil},
		"the canary":         {refusing(60, 1), executor.Tolerance{Limited: true, Count: 40}, 2, []bool{true}},
		"a canary of half":   {refusing(60, 3), executor.Tolerance{Limited: true, Count: 4}, 2, []bool{false, true}},
		"less than the half": {refusing(30, 10), executor.Tolerance{Limited: true, Count: 7}, 0, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				r := newTrial(t, each("admin", test.names...), sandbox.Options{})
				told := &alarms{writes: func() int { return r.box.Ledger().Calls[write] }}
				r.opts.Failures, r.opts.Canary, r.opts.Workers, r.opts.Observer = test.limit, test.canary, 2, told
				r.opts.Accounts = map[string]executor.Account{"default": {Client: r.client(), QPS: 1}}
				err := r.carryOut(t.Context())
				end := time.Now()
				if diff := cmp.Diff(test.want, told.told); diff != "" {
					t.Fatalf("%v: %v\n%s", err, told.texts, diff)
				}
				if len(test.want) == 0 || !test.want[len(test.want)-1] {
					return
				}
				last := len(test.want) - 1
				if limit := reached(t, err); told.texts[last] != limit.What {
					t.Errorf("told %q, and it ended with %q", told.texts[last], limit.What)
				}
				if !told.at[last].Before(end) || told.then[last] == 0 {
					t.Errorf("told at %s after %d requests, and the end was at %s", told.at[last], told.then[last], end)
				}
			})
		})
	}
}
