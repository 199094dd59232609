package executor

import (
	"errors"
	"slices"
	"time"

	"domainbatch/internal/job"
)

// Locking a domain again is what makes an account safe, so that what ends the
// sending early does not all end it as well:
//
//   - a relock needs the end of what comes before it, not its success, and not
//     even to know how it ended; only where the domain was surely not unlocked is
//     there nothing to lock;
//   - where a limit of the user's own (of failures, the canary) was reached, relocks
//     of domains whose changes have ended are still sent before the run returns; an
//     interrupt and the end of the window stop them like everything else;
//   - a run that is carried out with RelockOnly sends nothing else: planned changes
//     that come before a relock are settled as unsent, and each relock that was
//     refused, failed, is unknown after asking or was given up is tried once more.
//     Limits do not count for it; the window does.

// relocks tells whether a change locks again what the run unlocks: by itself, or as
// a row asks for.
func (e *Executor) relocks(id job.ChangeID) bool {
	group := e.Plan.GroupOf(id)
	unlocks := func(d job.Dep) bool { return e.unlocks(d.Change) }
	return group.Relock || group.Name == job.UpdateLockOn && slices.ContainsFunc(e.Plan.Change(id).After, unlocks)
}

// unlocks tells whether a change lifts the update lock.
func (e *Executor) unlocks(id job.ChangeID) bool { return e.Plan.GroupOf(id).Name == job.UpdateLockOff }

// allRelocks are the changes of the plan that lock again.
func (e *Executor) allRelocks() []job.ChangeID {
	var ids []job.ChangeID
	for i := range e.Plan.Changes {
		if id := e.Plan.Changes[i].ID; e.relocks(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// precedents maps each change that comes before a relock to that.
func (e *Executor) precedents() map[job.ChangeID]job.ChangeID {
	before := make(map[job.ChangeID]job.ChangeID)
	for _, id := range e.allRelocks() {
		for _, dep := range e.Plan.Change(id).After {
			before[dep.Change] = id
		}
	}
	return before
}

// kindOf tells batches of relocks, which are 1, from all others.
func (a *apply) kindOf(b *job.Batch) int {
	other := func(id job.ChangeID) bool { return !a.relocks(id) }
	return count(!slices.ContainsFunc(b.Changes, other))
}

// comes tells whether something that may still be sent comes to its turn by itself.
func (a *apply) comes(now time.Time) bool {
	for kind := range a.waits {
		if a.shutFor(kind, now) != nil {
			continue
		}
		inLine := func(w *work) bool { return a.kindOf(&w.batch) == kind && len(w.batch.Changes) > 0 }
		if a.waits[kind].retrying > 0 || a.queue.holding[kind] > 0 || slices.ContainsFunc(a.queue.ready, inLine) {
			return true
		}
	}
	return false
}

// busyOnes are the batches that wait for a busy domain and may still be sent.
func (a *apply) busyOnes(now time.Time) (n int) {
	for kind := range a.waits {
		if a.shutFor(kind, now) == nil {
			n += a.waits[kind].busy
		}
	}
	return n
}

// deps are the changes that a change comes after; the one that makes the profile
// that it uses is one of them.
func (e *Executor) deps(id job.ChangeID) []job.Dep {
	after, profile := e.Plan.Change(id).After, e.Plan.GroupOf(id).Profile
	if profile == 0 || slices.ContainsFunc(after, func(d job.Dep) bool { return d.Change == profile }) {
		return after
	}
	return append(slices.Clip(after), job.Dep{Change: profile})
}

// met tells whether the change that has to come before another one has come.
func (e *Executor) met(id job.ChangeID, dep job.Dep) bool {
	s := e.standing(dep.Change)
	relock := e.relocks(id)
	switch result := s.Outcome(); {
	case !s.State.Ended():
		return false
	case relock && e.unlocks(dep.Change) && (e.Plan.GroupOf(id).Relock || e.RelockOnly):
		return result == job.Succeeded || result == job.Unchanged || result == job.Unknown
	case relock:
		return true
	case result == job.Unknown:
		return false
	case dep.Always:
		return true
	default:
		return result == job.Succeeded || result == job.Unchanged
	}
}

// shutFor gives the reason why no relock may be begun, or nothing else; nil when it
// may. It is safe to call side by side.
func (a *apply) shutFor(kind int, now time.Time) error {
	if a.RelockOnly && kind == 0 {
		return errAskOnly
	}
	err := a.all.gate.closed(now)
	if _, limit := errors.AsType[*LimitError](err); limit && kind == 1 && !a.all.gate.over(now) {
		return nil
	}
	return err
}

// over tells whether the time for sending is over, whatever else has closed the gate.
func (g *gate) over(now time.Time) bool {
	at, limited := g.closing(now)
	return limited && !at.After(now)
}

// wanted tells whether a planned batch may be in line. Where only locking is, what
// comes before a relock will not be sent any more, and all else not now.
func (a *apply) wanted(w *work) (bool, error) {
	if !a.RelockOnly {
		return true, nil
	}
	var locks, others []job.ChangeID
	for _, id := range w.batch.Changes {
		if a.relocks(id) {
			locks = append(locks, id)
		} else {
			others = append(others, id)
		}
	}
	w.batch.Changes = locks
	return len(locks) > 0, a.dropBeforeRelock(others)
}

// dropBeforeRelock settles those of some planned changes that come before a relock.
func (a *apply) dropBeforeRelock(ids []job.ChangeID) error {
	var dropped []job.ChangeID
	for _, id := range ids {
		delete(a.queue.of, id)
		if a.precedent[id] != 0 {
			dropped = append(dropped, id)
		}
	}
	if len(dropped) == 0 {
		return nil
	}
	err := a.record(&job.Event{At: time.Now(), Kind: job.KindSettle, Standings: a.standings(dropped, func(s *job.Standing) {
		s.State, s.Result, s.Code, s.Message = job.Settled, job.Unsent, "", job.MessageRelockOnly
	})})
	for _, id := range dropped {
		if err == nil {
			err = a.queue.ended(id)
		}
	}
	return err
}

// relockAgain plans those relocks again that have ended without having locked, of
// domains that are unlocked as far as is known. What is unknown has just been asked about.
func (a *apply) relockAgain() error {
	if !a.RelockOnly {
		return nil
	}
	byGroup := make(map[job.GroupID][]job.ChangeID)
	for _, id := range a.locks {
		s := a.standing(id)
		open := s.State.Ended() && s.Outcome() != job.Succeeded && s.Outcome() != job.Skipped && s.Outcome() != job.Invalid
		unmet := func(d job.Dep) bool { return !a.met(id, d) }
		if !open || slices.ContainsFunc(a.deps(id), unmet) {
			continue
		}
		byGroup[a.Plan.Change(id).Group] = append(byGroup[a.Plan.Change(id).Group], id)
	}
	if len(byGroup) == 0 {
		return nil
	}
	batches := a.batchesOf(byGroup, a.newBatch)
	var standings []job.Standing
	for _, b := range batches {
		standings = append(standings, a.standings(b.Changes, func(s *job.Standing) {
			a.uncount(s)
			*s = job.Standing{Change: s.Change, State: job.Planned, Batch: b.ID, Lost: s.Lost, Relock: true}
		})...)
	}
	err := a.record(&job.Event{
		At: time.Now(), Kind: job.KindReturn, Batches: batches, Standings: standings, Note: "these domains are to be locked again",
	})
	for _, b := range batches {
		if err == nil {
			err = a.queue.enter(&work{batch: b})
		}
	}
	return err
}

// relocked tells whether a relock was sent, so that what comes before it must not
// be sent any more. 0 is none.
func (e *Executor) relocked(id job.ChangeID) bool {
	if id == 0 {
		return false
	}
	s := e.standing(id)
	return s.State != job.Planned && !s.Submitted.IsZero()
}

// uncount takes a change out of those that were sent and have ended: it is to be
// sent once more.
func (a *apply) uncount(s *job.Standing) {
	if s.TaskNo != "" || s.State == job.Refused {
		a.sent--
		a.ended--
		return
	}
	a.total++
}

// relocking tells whether a relock is still on its way, in a run that only locks.
func (a *apply) relocking() bool {
	return slices.ContainsFunc(a.locks, func(id job.ChangeID) bool {
		s := a.standing(id)
		return !s.State.Ended()
	})
}
