package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"domainbatch/internal/job"
)

// work is one batch that is to be sent.
type work struct {
	batch   job.Batch
	waiting int  // how many of its changes wait for another change
	holding bool // a timer will cut off those that wait
	kind    int  // with holding: 1 for relocks
	busy    bool // the registrar said TaskIsBeingProcessed for its one domain
	flying  bool // it is a half of a batch that was refused, was let go and has no answer yet
	pending bool // it was surely not done and will be tried again
	tries   int  // attempts that ended in "surely not done"
	clocked int  // and those of them that our clock was to blame for

	dated bool      // the dates of its orders were read again
	read  time.Time // when the present contacts were read again; zero once something was sent
}

// queue knows which batches may go. A batch goes when none of its changes waits
// for another one; the goroutine of Apply owns it.
type queue struct {
	run        *apply
	of         map[job.ChangeID]*work          // where a planned change is
	open       map[job.ChangeID]int            // how many changes it waits for
	dependents map[job.ChangeID][]job.ChangeID // who waits for it
	ready      []*work
	withheld   []*work // ready, but not of the canary
	holding    [2]int  // how many batches will be cut when their time comes, and of relocks
	overQuota  []*work // mails that are not sent today
}

// newQueue makes the queue of what the ledger holds as planned.
func newQueue(run *apply) error {
	q := &queue{
		run: run, of: make(map[job.ChangeID]*work),
		open: make(map[job.ChangeID]int), dependents: make(map[job.ChangeID][]job.ChangeID),
	}
	run.queue = q
	batches := make(map[job.BatchID]*work)
	var order []*work
	for i := range run.Plan.Changes {
		s := run.Ledger.Standing(run.Plan.Changes[i].ID)
		if s.State != job.Planned || !run.mine(s.Change) {
			continue
		}
		w := batches[s.Batch]
		if w == nil {
			w = &work{batch: job.Batch{ID: s.Batch, Group: run.Plan.Changes[i].Group}}
			batches[s.Batch] = w
			order = append(order, w)
		}
		w.batch.Changes = append(w.batch.Changes, s.Change)
		q.of[s.Change] = w
	}
	slices.SortFunc(order, func(a, b *work) int { return int(a.batch.ID) - int(b.batch.ID) })
	for _, w := range order {
		if err := q.enter(w); err != nil {
			return err
		}
	}
	return q.giveUpLost()
}

// giveUpLost settles the changes that need one which ended badly before the
// run was taken up.
func (q *queue) giveUpLost() error {
	for i := range q.run.Plan.Changes {
		c := &q.run.Plan.Changes[i]
		for _, dep := range q.run.deps(c.ID) {
			s := q.run.standing(dep.Change)
			ended := s.State.Ended() && !q.run.met(c.ID, dep)
			if q.of[c.ID] == nil || !ended {
				continue
			}
			if err := q.giveUp(c.ID, &s); err != nil {
				return err
			}
		}
	}
	return nil
}

// enter takes a batch in whose changes are planned.
func (q *queue) enter(w *work) error {
	if wanted, err := q.run.wanted(w); !wanted || err != nil {
		return err
	}
	small, err := q.run.part(w)
	if err != nil {
		return err
	}
	if small != nil {
		q.take(small)
	}
	q.take(w)
	return nil
}

func (q *queue) take(w *work) {
	for _, id := range w.batch.Changes {
		q.of[id] = w
		if q.count(id) > 0 {
			w.waiting++
		}
	}
	q.check(w)
}

// first lets a batch go before all others.
func (q *queue) first(w *work) {
	if q.allowed(w) {
		q.ready = slices.Insert(q.ready, 0, w)
	}
}

// last puts a batch at the end of the line.
func (q *queue) last(w *work) {
	if q.allowed(w) {
		q.ready = append(q.ready, w)
	}
}

// allowed tells whether a batch may be in line, and puts it aside where it must
// wait for the canary.
func (q *queue) allowed(w *work) bool {
	if q.run.canary.has(w.batch.Changes[0]) {
		return true
	}
	q.withheld = append(q.withheld, w)
	return false
}

// release lets those go that waited for the canary.
func (q *queue) release() {
	withheld := q.withheld
	q.withheld = nil
	for _, w := range withheld {
		if len(w.batch.Changes) > 0 {
			q.last(w)
		}
	}
}

// count finds out what a change waits for.
func (q *queue) count(id job.ChangeID) int {
	if n, known := q.open[id]; known {
		return n
	}
	n := 0
	for _, dep := range q.run.deps(id) {
		if q.run.met(id, dep) {
			continue
		}
		n++
		q.dependents[dep.Change] = append(q.dependents[dep.Change], id)
	}
	q.open[id] = n
	return n
}

// check puts a batch that may go in line.
func (q *queue) check(w *work) {
	q.hold(w)
	if w.waiting == 0 && len(w.batch.Changes) > 0 {
		q.last(w)
	}
}

// hold sets the time at which the changes of a batch that wait are cut off from
// those that do not.
func (q *queue) hold(w *work) {
	part := w.waiting > 0 && w.waiting < len(w.batch.Changes)
	switch {
	case part && !w.holding:
		w.kind = q.run.kindOf(&w.batch)
		q.holding[w.kind]++
		w.holding = true
		q.run.timers.add(time.Now().Add(min(q.run.Hold, q.run.Wait)), func(context.Context) error { return q.cut(w) })
	case !part && w.holding:
		q.holding[w.kind]--
		w.holding = false
	}
}

// cut lets the changes that are ready go without the others.
func (q *queue) cut(w *work) error {
	if !w.holding {
		return nil
	}
	var ready, waiting []job.ChangeID
	for _, id := range w.batch.Changes {
		if q.open[id] == 0 {
			ready = append(ready, id)
		} else {
			waiting = append(waiting, id)
		}
	}
	rest := &work{batch: job.Batch{ID: q.run.newBatch(), Group: w.batch.Group, Changes: waiting}}
	err := q.run.record(&job.Event{
		At: time.Now(), Kind: job.KindCut, Batch: w.batch.ID, Batches: []job.Batch{rest.batch},
		Note: "these wait for other changes of their domains",
	})
	w.batch.Changes, w.waiting = ready, 0
	q.check(w)
	return errors.Join(err, q.enter(rest))
}

// ended tells the queue that a change has its result: those that waited for it
// become ready, or will never be.
func (q *queue) ended(id job.ChangeID) error {
	waiting := q.dependents[id]
	delete(q.dependents, id)
	s := q.run.standing(id)
	for _, next := range waiting {
		w := q.of[next]
		if w == nil {
			continue // it has been settled since
		}
		deps := q.run.deps(next)
		at := slices.IndexFunc(deps, func(d job.Dep) bool { return d.Change == id })
		if !q.run.met(next, deps[at]) {
			if err := q.giveUp(next, &s); err != nil {
				return err
			}
			continue
		}
		q.open[next]--
		if q.open[next] == 0 {
			w.waiting--
			q.check(w)
		}
	}
	return nil
}

// giveUp settles a change that needs another one which did not come out well.
func (q *queue) giveUp(id job.ChangeID, needed *job.Standing) error {
	q.leave(id)
	what := q.run.Plan.GroupOf(needed.Change).What()
	err := q.run.record(&job.Event{
		At: time.Now(), Kind: job.KindSettle,
		Standings: q.run.standings([]job.ChangeID{id}, func(s *job.Standing) {
			s.State, s.Result = job.Settled, job.Unsent
			s.Message = fmt.Sprintf(job.MessageNeeds, what, needed.Outcome())
		}),
	})
	if err != nil {
		return err
	}
	s := q.run.standing(id)
	q.run.judgeCanary(&s)
	return q.ended(id)
}

// leave takes a change out of its batch.
func (q *queue) leave(id job.ChangeID) {
	w := q.of[id]
	delete(q.of, id)
	w.batch.Changes = slices.DeleteFunc(slices.Clone(w.batch.Changes), func(c job.ChangeID) bool { return c == id })
	if q.open[id] > 0 {
		w.waiting--
		q.check(w)
		return
	}
	q.hold(w) // a ready one left: if the batch was in line, it still is
}

// next takes the first batch that may go out of the line.
func (q *queue) next(now time.Time) *work {
	for i := 0; i < len(q.ready); {
		w := q.ready[i]
		if len(w.batch.Changes) > 0 && q.run.shutFor(q.run.kindOf(&w.batch), now) != nil {
			i++
			continue
		}
		if i == 0 {
			q.ready = q.ready[1:] // as nearly always, of a line that may be long
		} else {
			q.ready = slices.Delete(q.ready, i, i+1)
		}
		if len(w.batch.Changes) > 0 {
			for _, id := range w.batch.Changes {
				delete(q.of, id)
			}
			return w
		}
	}
	return nil
}

// back puts a batch in line again that was surely not done.
func (q *queue) back(w *work) {
	for _, id := range w.batch.Changes {
		q.of[id] = w
	}
	q.last(w)
}

// waitedFor tells whether some change waits for this one.
func (q *queue) waitedFor(id job.ChangeID) bool { return len(q.dependents[id]) > 0 }
