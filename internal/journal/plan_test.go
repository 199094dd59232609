package journal

import (
	"errors"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// A plan comes back as it was, also one of many contacts, many rows, or nothing.
func TestPlanComesBack(t *testing.T) {
	small := bigPlan(3, 1)
	small.Rows[0].Issues = []job.Issue{{Cell: "A2", Message: "bad"}}
	small.Changes[1].Own = job.Params{"A": "b"}
	small.Changes[1].After = []job.Dep{{Change: 1, Always: true}}
	for name, plan := range map[string]*job.Plan{
		"small":         small,
		"many contacts": bigPlan(15_000, 15_000),
		"exact pieces":  bigPlan(2*pieceSize, 1),
		"no rows":       {Digest: "e3"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.run")
			j := mustCreate(t, path)
			if err := j.SavePlan(noon, plan); err != nil {
				t.Fatal(err)
			}
			mustAppend(t, j, &job.Event{At: noon, Kind: job.KindPlanned, Batches: plan.Batches})
			mustClose(t, j)
			j = mustRead(t, path)
			defer mustClose(t, j)
			have, err := j.Plan()
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(plan, have) { // a comparison of 15,000 contacts word by word takes its time
				t.Errorf("plan (-want +have):\n%s", cmp.Diff(plan, have))
			}
			l, err := j.Ledger()
			if err != nil || !l.Loaded || !l.Planned || l.Batches != len(plan.Batches) {
				t.Errorf("ledger %v, %v", l, err)
			}
			mustVerify(t, j)
		})
	}
}

// A plan made anew takes the place of the one before, whole or not.
func TestPlanMadeAnew(t *testing.T) {
	j := run(t)
	torn := &job.Event{At: noon, Kind: job.KindLoaded, Chunk: &job.Chunk{Tables: []job.Table{{Sheet: "old"}}, Rows: []job.Row{{ID: 1, Line: 9}}}}
	mustAppend(t, j, torn)
	if _, err := j.Plan(); !errors.Is(err, ErrNotYet) {
		t.Errorf("half a plan: %v", err)
	}
	for _, n := range []int{5, 3} {
		plan := bigPlan(n, 1)
		if err := j.SavePlan(noon, plan); err != nil {
			t.Fatal(err)
		}
		want := *plan
		want.Batches = nil
		if have, err := j.Plan(); err != nil || !cmp.Equal(&want, have) {
			t.Errorf("before its batches: %s, %v", cmp.Diff(&want, have), err)
		}
		mustAppend(t, j, &job.Event{At: noon, Kind: job.KindPlanned, Batches: plan.Batches})
		if have, err := j.Plan(); err != nil || !cmp.Equal(plan, have) {
			t.Errorf("with its batches: %s, %v", cmp.Diff(plan, have), err)
		}
	}
	mustAppend(t, j, torn)
	if _, err := j.Plan(); !errors.Is(err, ErrNotYet) {
		t.Errorf("half a plan after two whole ones: %v", err)
	}
	if err := j.SavePlan(noon, &job.Plan{}); err == nil {
		t.Error("a plan without digest was taken")
	}
}
