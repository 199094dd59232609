package journal

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"domainbatch/internal/job"
)

// tables are the projection: what Rebuild must write again.
var tables = []string{"changes", "checks", "befores", "afters", "answers", "holdings", "batches", "calls_by_action", "meta"}

// Whatever happened, the state tables are what the ledger is, and rebuilding
// them from the events changes nothing.
func TestRebuildGivesTheProjection(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		path := filepath.Join(dir, "x.run")
		j := mustCreate(t, path)
		defer func() {
			mustClose(t, j)
			if err := os.Remove(path); err != nil {
				t.Fatalf("%v", err)
			}
		}()
		h := newHistory(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") })
		for range rapid.IntRange(1, 6).Draw(t, "appends") {
			var events []*job.Event
			for range rapid.IntRange(1, 6).Draw(t, "events") {
				events = append(events, h.next())
			}
			mustAppend(t, j, events...)
		}
		sameLedger(t, j, h.readBack())
		projected := make(map[string][]string)
		for _, table := range tables {
			projected[table] = dump(t, j, table)
		}
		if err := j.Rebuild(); err != nil {
			t.Fatalf("%v", err)
		}
		for _, table := range tables {
			if diff := cmp.Diff(projected[table], dump(t, j, table)); diff != "" {
				t.Fatalf("%s (-projected +rebuilt):\n%s", table, diff)
			}
		}
		mustVerify(t, j)
	})
}

// What was recorded after a rebuild follows what was before it.
func TestRebuildThenAppend(t *testing.T) {
	j := run(t)
	mustAppend(t, j, planned(1, 2))
	if err := j.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if err := j.Append(moved(job.Accepted, 1)); err == nil {
		t.Error("a rebuilt journal took a move that is none")
	}
	mustAppend(t, j, moved(job.Sending, 1))
	if p := mustVerify(t, j); p.Events != 2 {
		t.Errorf("%d events, want 2", p.Events)
	}
}

// planned is a plan of one batch over these changes.
func planned(ids ...job.ChangeID) *job.Event {
	return &job.Event{At: noon, Kind: job.KindPlanned, Batches: []job.Batch{{ID: 1, Group: 1, Changes: ids}}}
}

// moved moves changes to a state.
func moved(state job.State, ids ...job.ChangeID) *job.Event {
	e := &job.Event{At: noon, Kind: job.KindSettle, Batch: 1}
	if state == job.Sending {
		e.Kind = job.KindBegin
	}
	for _, id := range ids {
		e.Standings = append(e.Standings, job.Standing{Change: id, State: state, Batch: 1, Message: "said 张三"})
	}
	return e
}
