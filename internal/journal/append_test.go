package journal

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// Callers at the same time get each their own answer, and none of them loses
// or mixes entries.
func TestAppendFromManyGoroutines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := mustCreate(t, path)
	const workers, each = 16, 10
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := range each {
				id := job.ChangeID(w*each + i + 1)
				if err := j.Append(planned(id), moved(job.Sending, id)); err != nil {
					t.Error(err)
				}
				if err := j.Append(planned(id)); err != nil { // surely not done: planned again
					t.Error(err)
				}
				if err := j.Append(moved(job.Accepted, id)); err == nil {
					t.Errorf("change %d went from planned to accepted", id)
				}
				if err := j.AppendRecord([]byte{byte(w)}); err != nil {
					t.Error(err)
				}
				if _, err := j.Ledger(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if p := mustVerify(t, j); p.Events != 3*workers*each {
		t.Errorf("%d events, want %d", p.Events, 3*workers*each)
	}
	// The two events of one call stand side by side.
	var last job.Event
	for _, e := range collect(t, j.Events()) {
		if e.Event.Kind == job.KindBegin && (last.Kind != job.KindPlanned || last.Batches[0].Changes[0] != e.Event.Standings[0].Change) {
			t.Errorf("entry %d is parted from the one before it", e.Number)
		}
		last = e.Event
	}
	mustClose(t, j)
}

// An event that cannot be takes the others of its call with it, and leaves no trace.
func TestRefusedEvents(t *testing.T) {
	j := run(t)
	mustAppend(t, j, planned(1, 2))
	before, err := j.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	for name, events := range map[string][]*job.Event{
		"no move":        {moved(job.Sending, 1), moved(job.Settled, 2), moved(job.Refused, 2)},
		"no such state":  {moved("lost", 1)},
		"twice":          {moved(job.Sending, 1, 1)},
		"change 0":       {moved(job.Sending, 0)},
		"change -1":      {{At: noon, Kind: job.KindPlanned, Batches: []job.Batch{{ID: 2, Changes: []job.ChangeID{-1}}}}},
		"change beyond":  {moved(job.Settled, 1<<40)},
		"wrong kind":     {{At: noon, Kind: job.KindBegin, Call: &job.Call{Action: "Save"}}},
		"lacks its own":  {{At: noon, Kind: job.KindCall}},
		"year 10000":     {{At: noon.AddDate(8000, 0, 0), Kind: job.KindStopped}},
		"year in a call": {{At: noon, Kind: job.KindCall, Call: &job.Call{At: noon.AddDate(8000, 0, 0)}}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := j.Append(events...); err == nil || !strings.Contains(err.Error(), j.Path()) {
				t.Errorf("no error, or one without the path: %v", err)
			}
			sameLedger(t, j, before)
		})
	}
	if p := mustVerify(t, j); p.Events != 1 {
		t.Errorf("%d events, want 1", p.Events)
	}
	mustAppend(t, j, moved(job.Sending, 1))
}

// The caller's events are left as they are.
func TestAppendLeavesEventsAlone(t *testing.T) {
	j := run(t)
	make1 := func() *job.Event {
		e := moved(job.Settled, 1)
		e.Standings[0].Message = "torn \xff"
		return e
	}
	call := func() *job.Event {
		return &job.Event{At: noon, Kind: job.KindCall, Call: &job.Call{Action: "Query", Body: []byte(`{"Token":"abc"}`)}}
	}
	moves, calls := make1(), call()
	mustAppend(t, j, moves, calls)
	if diff := cmp.Diff(make1(), moves) + cmp.Diff(call(), calls); diff != "" {
		t.Error(diff)
	}
}

// After a failure of the disk nothing more is taken; what was recorded stays.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := mustCreate(t, path)
	mustAppend(t, j, planned(1))
	if _, err := j.write.db.Exec("PRAGMA max_page_count = 40"); err != nil {
		t.Fatal(err)
	}
	want, err := j.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	big := moved(job.Sending, 1)
	big.Note = strings.Repeat("x", 1<<20)
	err = j.Append(big)
	var access *AccessError
	if !errors.As(err, &access) || !access.Full || !strings.Contains(err.Error(), path) || access.Hint() == "" {
		t.Fatalf("on a full disk: %v", err)
	}
	if err := j.Append(moved(job.Sending, 1)); !errors.As(err, &access) {
		t.Errorf("after a full disk: %v", err)
	}
	sameLedger(t, j, want)
	mustClose(t, j)
	j = mustOpen(t, path)
	defer mustClose(t, j)
	sameLedger(t, j, want)
	mustAppend(t, j, moved(job.Sending, 1))
}

// A log that has grown long is folded into the file, entries unharmed.
func TestLongLogIsFolded(t *testing.T) {
	j := run(t)
	for i := range 60 {
		if i%20 == 10 {
			j.write.written = longLog
		}
		mustAppend(t, j, &job.Event{At: noon, Kind: job.KindWarning, Note: fmt.Sprint(i, strings.Repeat("x", 8<<10))})
	}
	if size := int64(len(content(t, j.path))); size < 100<<10 {
		t.Errorf("the file has %d bytes: nothing was folded in", size)
	}
	if p := mustVerify(t, j); p.Events != 60 {
		t.Errorf("%d events, want 60", p.Events)
	}
}
