package executor

import (
	"cmp"
	"context"
	"slices"
	"time"

	"domainbatch/internal/job"
)

// The stages of Refresh.
const (
	StageAfter Stage = "reading back"
	StageLog   Stage = "registrar's log"
)

// Seen is what earlier readings of a run have shown of what came after its changes.
type Seen struct {
	Afters []job.Before    // contacts, the newest of each change; the values may be left out
	Logs   []job.ChangeLog // of the registrar's log, in the order in which they were read
}

// goneOn is how long after a reading was broken off what it has read is not read again.
const goneOn = 24 * time.Hour

// Refresh reads what the registrar shows after the changes: the contact of each
// change of one that succeeded, or may have (QueryContactInfo), then its own log of
// operations (QueryChangeLogList). It changes nothing, no result either, and may be
// done again and again: each reading is recorded, and the newest counts. After one
// that was broken off, what that has read of contacts is not asked again. What is
// read of the log begins a day before the end of what was read of it.
//
// What of the log cannot be read is recorded, and no error, unless nothing else
// could be read either. The errors are those of ReadAccount.
func (e *Executor) Refresh(ctx context.Context, seen Seen) error {
	open, known := e.openAfters(&seen)
	by := func(i int) string { return e.Plan.GroupOf(open[i]).Account }
	err := e.each(ctx, StageAfter, known, len(open), by, func(ctx context.Context, i int) error { return e.readAfter(ctx, open[i]) })
	if err == nil {
		err = e.readLogs(ctx, seen.Logs)
	}
	return interruptedOr(ctx, err)
}

// openAfters lists the changes whose contact is to be read, those first that never
// were, then those that were longest ago; known is how many need no reading now.
func (e *Executor) openAfters(seen *Seen) (open []job.ChangeID, known int) {
	done := lastEnd(seen.Logs)
	read := make(map[job.ChangeID]time.Time, len(seen.Afters))
	for i := range seen.Afters {
		read[seen.Afters[i].Change] = seen.Afters[i].At
	}
	for i := range e.Plan.Changes {
		id := e.Plan.Changes[i].ID
		if e.Plan.GroupOf(id).Target == "" || !e.through(id) {
			continue
		}
		if at := read[id]; at.After(done) && time.Since(at) < goneOn {
			known++
			continue
		}
		open = append(open, id)
	}
	slices.SortStableFunc(open, func(a, b job.ChangeID) int {
		return cmp.Or(read[a].Compare(read[b]), cmp.Compare(a, b))
	})
	return open, known
}

// lastEnd is when a reading came to its end last: the log is read behind all contacts.
func lastEnd(logs []job.ChangeLog) (at time.Time) {
	for i := range logs {
		if logs[i].At.After(at) {
			at = logs[i].At
		}
	}
	return at
}

// through tells whether a change is through at the registrar, or may be.
func (e *Executor) through(id job.ChangeID) bool {
	s := e.standing(id)
	return slices.Contains([]job.Result{job.Succeeded, job.Pending, job.Unknown}, s.Outcome())
}

// readAfter records the contact of a change as it is now.
func (e *Executor) readAfter(ctx context.Context, id job.ChangeID) error {
	l, err := e.lineOf(e.Plan.GroupOf(id))
	if err != nil {
		return err
	}
	after, err := e.readNow(ctx, l, id)
	if err != nil {
		return err
	}
	return e.record(&job.Event{At: after.At, Kind: job.KindAfter, After: &after})
}
