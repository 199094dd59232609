package executor

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// words are a code and the API's words, by which refusals are alike.
type words [2]string

func wordsOf(d *api.Diagnosis) words { return words{d.Code, d.Message} }

// blame is what is known about whose fault the refusals of a group are: the
// domain's, or that of what all its changes have in common.
//
// Two changes refused alone with the same words, and nothing of the group ever
// accepted, make what they share suspect. Then the batches that were not
// answered yet are sent, but not taken apart further: where one of them passes,
// the suspicion was wrong and all goes on as before; where none does, and there
// is no other, the whole group is refused without being tried one by one.
type blame struct {
	accepted bool          // something of the group was
	alone    map[words]int // changes refused alone
	suspect  *attempt      // the refusal that the suspicion is of; nil: none
	line     []*work       // halves that wait: until something passes they go one at a time
	flying   int           // halves that were let go and have no answer yet
	parked   []*work       // refused while under suspicion, and not taken apart
}

func (a *apply) blame(id job.ChangeID) *blame {
	group := a.Plan.Change(id).Group
	b := a.blames[group]
	if b == nil {
		b = &blame{alone: make(map[words]int)}
		a.blames[group] = b
	}
	return b
}

// suspected tells whether refusals with these words are not to be taken apart.
// It is safe to call side by side.
func (a *apply) suspected(group job.GroupID, d *api.Diagnosis) bool {
	a.shared.Lock()
	defer a.shared.Unlock()
	return a.suspects[group] == wordsOf(d)
}

func (a *apply) suspectGroup(group job.GroupID, w words) {
	a.shared.Lock()
	defer a.shared.Unlock()
	a.suspects[group] = w
}

// split takes in that a batch was refused and is tried in halves, the first one
// next, so that the culprit is found before the rest is cut.
func (a *apply) split(w *work, halves []job.Batch) {
	b := a.blame(w.batch.Changes[0])
	for _, half := range slices.Backward(halves) {
		piece := &work{batch: half}
		for _, id := range half.Changes {
			a.queue.of[id] = piece
		}
		b.line = append(b.line, piece)
	}
	a.letGo(b)
}

// letGo lets the next half go when none is under way, and all of them once
// something of the group has passed.
func (a *apply) letGo(b *blame) {
	for len(b.line) > 0 && (b.accepted || b.flying == 0) {
		last := len(b.line) - 1
		next := b.line[last]
		b.line = b.line[:last]
		b.flying++
		next.flying = true
		a.queue.first(next)
	}
}

// landed takes in that a half is under way no more: it has its answer, or it
// waits for a busy domain, which must not hold up the others.
func (a *apply) landed(w *work) *blame {
	b := a.blame(w.batch.Changes[0])
	if w.flying {
		w.flying = false
		b.flying--
	}
	a.letGo(b)
	return b
}

// answered takes in that one attempt has its answer, and draws the conclusion
// when a suspicion has been cleared or confirmed.
func (a *apply) answered(w *work) error {
	b, group := a.landed(w), w.batch.Group
	switch {
	case b.suspect == nil:
		return nil
	case b.accepted:
		return a.unpark(b, group)
	case a.allTried(b, group):
		return a.refuseGroup(group, b.suspect)
	}
	return nil
}

// allTried tells whether everything of a group was sent at least once, and what
// has no answer was refused under suspicion.
func (a *apply) allTried(b *blame, group job.GroupID) bool {
	parked := make(map[*work]bool, len(b.parked))
	for _, w := range b.parked {
		parked[w] = true
	}
	for i := range a.Plan.Changes {
		c := &a.Plan.Changes[i]
		if c.Group != group {
			continue
		}
		if s := a.standing(c.ID); !s.State.Ended() && !parked[a.queue.of[c.ID]] {
			return false
		}
	}
	return true
}

// clearSuspicions has batches taken apart after all that were refused under a
// suspicion which nothing will confirm any more, since the rest of their group
// got no answer. It tells whether there were any.
func (a *apply) clearSuspicions() (any bool, err error) {
	for group, b := range a.blames {
		if len(b.parked) > 0 {
			if a.shutFor(a.kindOf(&b.parked[0].batch), time.Now()) != nil {
				continue // it would not be sent
			}
			any, err = true, errors.Join(err, a.unpark(b, group))
		}
	}
	return any, err
}

// refuse takes in that one change was refused alone. A code that speaks of the
// domain says nothing about what it shares with others.
func (a *apply) refuse(id job.ChangeID, try *attempt) error {
	a.ended++
	if err := a.conclude(id); err != nil {
		return err
	}
	b := a.blame(id)
	b.alone[wordsOf(&try.diagnosis)]++
	again := b.alone[wordsOf(&try.diagnosis)] >= 2
	if again && a.alike(id) && !b.accepted && b.suspect == nil && !api.AboutDomain(try.diagnosis.Code) {
		b.suspect = try
		a.suspectGroup(a.Plan.Change(id).Group, wordsOf(&try.diagnosis))
	}
	return nil
}

// alike tells whether what a change shares with its group may be to blame for its
// refusal: a request of addresses or of orders holds what each has for itself.
func (a *apply) alike(id job.ChangeID) bool {
	op := operation(a.Plan.GroupOf(id).Action)
	return !op.Joined && op.List == op.Subject
}

// park keeps a batch aside that was refused while its group is under suspicion.
func (a *apply) park(w *work) {
	b := a.blame(w.batch.Changes[0])
	b.parked = append(b.parked, w)
	for _, id := range w.batch.Changes {
		a.queue.of[id] = w
	}
}

// unpark takes the parked batches apart after all.
func (a *apply) unpark(b *blame, group job.GroupID) error {
	parked := b.parked
	b.suspect, b.parked = nil, nil
	b.alone = make(map[words]int)
	a.suspectGroup(group, words{})
	for _, w := range parked {
		halves := a.halves(w.batch)
		err := a.record(&job.Event{
			At: time.Now(), Kind: job.KindSplit, Batch: w.batch.ID, Batches: halves,
			Note: "others of its group were accepted",
		})
		if err != nil {
			return err
		}
		a.split(w, halves)
	}
	return nil
}

// halves makes two batches of one.
func (a *apply) halves(b job.Batch) []job.Batch {
	half := (len(b.Changes) + 1) / 2
	return []job.Batch{
		{ID: a.newBatch(), Group: b.Group, Changes: b.Changes[:half]},
		{ID: a.newBatch(), Group: b.Group, Changes: b.Changes[half:]},
	}
}

func (a *apply) refuseGroup(group job.GroupID, try *attempt) error {
	var rest []job.ChangeID
	for i := range a.Plan.Changes {
		c := &a.Plan.Changes[i]
		if c.Group == group && a.queue.of[c.ID] != nil {
			rest = append(rest, c.ID)
		}
	}
	if len(rest) == 0 {
		return nil
	}
	now := time.Now()
	err := a.record(&job.Event{At: now, Kind: job.KindRefuse, Standings: a.standings(rest, func(s *job.Standing) {
		s.State, s.Code, s.Finished = job.Refused, try.diagnosis.Code, now
		s.Message = fmt.Sprintf(job.MessageLikeOthers, sentence(try))
	})})
	if err != nil {
		return err
	}
	a.blames[group].parked = nil
	a.sent += len(rest)
	for _, id := range rest {
		a.ended++
		a.queue.leave(id)
		if err := a.conclude(id); err != nil {
			return err
		}
	}
	return nil
}
