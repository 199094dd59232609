package executor

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"domainbatch/internal/job"
)

// fresh is how long a contact that was just read needs no other reading, while
// its batch waits for its turn.
const fresh = 5 * time.Minute

// mustRecheck lists the changes of a batch whose values were read too long ago:
// somebody may have changed them since. One whose answer was lost before is read
// in any case: its lost request may have been carried out by now.
func (a *apply) mustRecheck(w *work, now time.Time) []job.ChangeID {
	if !w.read.IsZero() && now.Sub(w.read) < fresh || !readable(a.Plan.Group(w.batch.Group)) {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	var old []job.ChangeID
	for _, id := range w.batch.Changes {
		before, read := a.Ledger.Befores[id]
		// By the clock on the wall: the machine may have slept since.
		stale := a.Before && a.Recheck >= 0 && read && now.Round(0).Sub(before.At.Round(0)) >= a.Recheck
		if stale || a.Ledger.Standing(id).Doubted() {
			old = append(old, id)
		}
	}
	return old
}

// readable tells whether the registrar shows what the changes of a group change.
func readable(group *job.Group) bool { return group.Target != "" || stateful(group.Action) }

// launchRecheck reads the present contacts of a batch again. What is left of it
// goes next.
func (a *apply) launchRecheck(ctx context.Context, w *work, old []job.ChangeID) {
	a.spawn(func() func() error {
		settled := make([]bool, len(old))
		group, each := errgroup.WithContext(ctx)
		group.SetLimit(a.Workers)
		for i, id := range old {
			group.Go(func() (err error) {
				settled[i], err = a.recheck(each, id)
				return err
			})
		}
		err := group.Wait()
		return func() error {
			if ended(ctx, err) {
				return nil // the batch is still planned
			}
			if err != nil {
				return err
			}
			return a.takeRecheck(w, old, settled)
		}
	})
}

// recheck reads the present contact of a change again, and settles the change
// when it must not be sent any more.
func (a *apply) recheck(ctx context.Context, id job.ChangeID) (settled bool, err error) {
	group := a.Plan.GroupOf(id)
	l, err := a.lineOf(group)
	if err != nil {
		return false, err
	}
	if stateful(group.Action) {
		return a.recheckState(ctx, l, id)
	}
	last, _, err := a.Journal.Before(id)
	if err != nil {
		return false, err
	}
	now, err := a.readNow(ctx, l, id)
	if err != nil {
		return false, err
	}
	if now.Fields == nil {
		return false, nil // the change itself will be told so; what was read before is kept
	}
	event := &job.Event{At: now.At, Kind: job.KindRead, Before: &now}
	s := a.standing(id)
	if a.judgeRecheck(&s, last.Fields, now.Fields) {
		s.State, s.RequestID = job.Settled, now.RequestID
		event.Standings = []job.Standing{s}
	}
	return len(event.Standings) > 0, a.record(event)
}

// judgeRecheck decides what a change becomes whose contact was read again; false
// when it is to be sent. Of one that was sent once, and its answer lost, it cannot
// be said that nothing was sent, unless a person has found that nothing was done.
func (a *apply) judgeRecheck(s *job.Standing, last, now job.Params) bool {
	lost := s.Doubted() && !s.Undone
	switch wanted := a.same(a.Plan.GroupOf(s.Change), now); {
	case wanted && lost:
		s.Result, s.Message = job.Unknown, fmt.Sprintf(job.MessageNoTaskShows, job.ShowsWanted)
	case wanted:
		s.Result, s.Message = job.Unchanged, job.MessageMadeSince
	case last == nil || last.Key() == now.Key():
		return false
	case lost:
		s.Result, s.Message = job.Unknown, fmt.Sprintf(job.MessageNoTaskShows, job.ShowsOther)
	default:
		s.Result, s.Message = job.Skipped, job.MessageOtherSince
	}
	return true
}

// takeRecheck puts what is left of a batch back in line, before all others.
func (a *apply) takeRecheck(w *work, old []job.ChangeID, settled []bool) error {
	gone := make(map[job.ChangeID]bool)
	for i, id := range old {
		if settled[i] {
			gone[id] = true
		}
	}
	var left []job.ChangeID
	for _, id := range w.batch.Changes {
		if !gone[id] {
			left = append(left, id)
			a.queue.of[id] = w
		}
	}
	w.batch.Changes, w.read = left, time.Now()
	if len(left) > 0 {
		a.queue.first(w)
	}
	for _, id := range old {
		if gone[id] {
			a.total--
			if err := a.conclude(id); err != nil {
				return err
			}
		}
	}
	return nil
}
