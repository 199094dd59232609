package executor

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"domainbatch/internal/job"
)

// canary is the first domains of a run. Nothing else is sent before all their
// changes have succeeded.
type canary struct {
	open map[job.ChangeID]bool // their changes that have not ended
	size int                   // domains
}

// newCanary takes the first domains of the plan that were sent or are to be
// sent: those of an earlier process count, so that going on does not ask for
// others. It is nil when none are asked for or all have succeeded already.
func (a *apply) newCanary() *canary {
	if a.Canary <= 0 {
		return nil
	}
	c := &canary{open: make(map[job.ChangeID]bool)}
	chosen := make(map[string]bool)
	for i := range a.Plan.Changes {
		change := &a.Plan.Changes[i]
		s := a.standing(change.ID)
		sent := s.State != job.Settled || !s.Submitted.IsZero()
		switch {
		case !sent || operation(a.Plan.Group(change.Group).Action).Subject == "":
			continue // what is about no subject goes with those that need it
		case !chosen[change.Subject] && len(chosen) == a.Canary:
			continue
		case !well(&s):
			a.choose(c, change.ID)
		}
		chosen[change.Subject] = true
	}
	c.size = len(chosen)
	if len(c.open) == 0 {
		return nil
	}
	return c
}

// choose takes a change into the canary, and what it needs.
func (a *apply) choose(c *canary, id job.ChangeID) {
	c.open[id] = true
	for _, dep := range a.deps(id) {
		if s := a.standing(dep.Change); !c.open[dep.Change] && !well(&s) {
			a.choose(c, dep.Change)
		}
	}
}

// startCanary holds back what is not of the canary, all of it when the canary
// of an earlier process did not succeed.
func (a *apply) startCanary() {
	a.canary = a.newCanary()
	if a.canary == nil {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(a.canary.open)) {
		if s := a.standing(id); s.State.Ended() {
			a.judgeCanary(&s)
		}
	}
}

// well tells whether a change ended as a canary must.
func well(s *job.Standing) bool {
	return s.State.Ended() && (s.Outcome() == job.Succeeded || s.Outcome() == job.Unchanged)
}

// has tells whether a change may go before the others. Without a canary all may.
func (c *canary) has(id job.ChangeID) bool { return c == nil || c.open[id] }

// part cuts the canary's changes off a planned batch that holds others too.
func (a *apply) part(w *work) (*work, error) {
	var first, rest []job.ChangeID
	for _, id := range w.batch.Changes {
		if a.canary.has(id) {
			first = append(first, id)
		} else {
			rest = append(rest, id)
		}
	}
	if len(first) == 0 || len(rest) == 0 {
		return nil, nil
	}
	w.batch.Changes = rest
	small := &work{batch: job.Batch{ID: a.newBatch(), Group: w.batch.Group, Changes: first}}
	return small, a.record(&job.Event{
		At: time.Now(), Kind: job.KindCut, Batch: w.batch.ID, Batches: []job.Batch{small.batch}, Note: "these go first, as a canary",
	})
}

// judgeCanary takes in that a change has ended: a canary that did not succeed ends the
// sending, and the last one that did lets the others go.
func (a *apply) judgeCanary(s *job.Standing) {
	c := a.canary
	if c == nil || !c.open[s.Change] {
		return
	}
	if !well(s) {
		a.stopAt(&LimitError{
			What: fmt.Sprintf(job.StoppedByCanary, c.size, a.Plan.Change(s.Change).Subject, s.Outcome()),
			Hint: "look at it in the report; to go on all the same, leave --canary out", Canary: true,
		})
		return
	}
	if delete(c.open, s.Change); len(c.open) == 0 && a.account == "" { // several accounts wait for each other: see joint
		a.canary = nil
		a.queue.release()
	}
}
