package executor

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// unknowns are the changes of earlier processes whose result is unknown: those
// that no task was found for, by the batch that they were sent in, and those
// whose task did not tell.
type unknowns struct {
	lost  []*doubt
	tasks []*task
}

// recallUnknown has the registrar asked once more about what is unknown, before
// anything is sent. Whatever is found, nothing of it is sent again.
func (a *apply) recallUnknown() error {
	u := a.unknowns()
	if len(u.lost)+len(u.tasks) == 0 {
		return a.relockAgain()
	}
	for _, d := range u.lost {
		if err := a.recallSent(d); err != nil {
			return err
		}
	}
	a.asksFirst++
	a.timers.add(time.Now(), func(ctx context.Context) error {
		a.spawn(func() func() error { return a.askUnknown(ctx, u) })
		return nil
	})
	return nil
}

func (a *apply) unknowns() unknowns {
	var u unknowns
	var lost []job.ChangeID
	tasks := make(map[string]*task)
	for i := range a.Ledger.Standings {
		s := &a.Ledger.Standings[i]
		switch {
		case s.State != job.Settled || s.Result != job.Unknown, !a.mine(s.Change):
		case !CanAsk(a.Plan.GroupOf(s.Change), s):
		case s.TaskNo == "":
			lost = append(lost, s.Change)
		default:
			if tasks[s.TaskNo] == nil {
				tasks[s.TaskNo] = &task{no: s.TaskNo, batch: s.Batch, group: a.Plan.Change(s.Change).Group, since: s.Submitted}
				u.tasks = append(u.tasks, tasks[s.TaskNo])
			}
			tasks[s.TaskNo].changes = append(tasks[s.TaskNo].changes, s.Change)
		}
	}
	u.lost = a.undecided(lost)
	for _, d := range u.lost {
		d.closed = true
	}
	return u
}

// CanAsk tells whether there is something to ask the registrar about for a change
// whose result is unknown: its task, or the lists that would show one.
func CanAsk(g *job.Group, s *job.Standing) bool {
	return s.TaskNo != "" || operation(g.Action).Task
}

// refresh says anew what the registrar shows of changes that no task was found
// for: a person decides by it.
func (a *apply) refresh(ctx context.Context, l *line, v *verdict) error {
	open := v.open
	v.open = nil // they stay unknown
	for _, id := range open {
		s := a.standing(id)
		if !strings.HasPrefix(s.Message, job.MessageNoTask) {
			continue
		}
		shown, err := a.shows(ctx, l, a.Plan.GroupOf(id), id)
		if err != nil {
			return err
		}
		why := job.MessageNoTask
		if shown != "" {
			why = fmt.Sprintf(job.MessageNoTaskShows, shown)
		}
		if why != s.Message {
			v.unknown[id] = why
		}
	}
	return nil
}

func (a *apply) askUnknown(ctx context.Context, u unknowns) func() error {
	verdicts, err := a.reconcile(ctx, u.lost)
	looks := make([]found, len(u.tasks))
	for i, t := range u.tasks {
		if err == nil {
			looks[i], err = a.look(ctx, t)
		}
	}
	return func() error {
		a.asksFirst--
		if ended(ctx, err) {
			a.unasked = true
			return nil
		}
		errs := []error{err}
		for _, v := range verdicts {
			errs = append(errs, a.takeReopened(v))
		}
		for _, f := range looks {
			for _, s := range f.settled {
				errs = append(errs, a.conclude(s.Change), a.reviveNow())
			}
		}
		return errors.Join(append(errs, a.relockAgain())...)
	}
}

// takeReopened follows the tasks that were found after all.
func (a *apply) takeReopened(v verdict) error {
	for no, changes := range v.adopted {
		a.blame(changes[0]).accepted = true
		a.follow(no, v.doubt.batch.ID, changes, v.doubt.begun).old = true
		a.ended -= len(changes)
		for _, id := range changes {
			a.reopened[id] = true
		}
	}
	a.schedule()
	return nil
}

// revive plans again what was given up for want of a change that was unknown and
// is so no more, and gives the batches that it made.
func (a *apply) revive(number func() job.BatchID) ([]job.Batch, error) {
	if a.RelockOnly {
		return nil, nil
	}
	byGroup, before := make(map[job.GroupID][]job.ChangeID), a.precedents()
	revived := make(map[job.ChangeID]bool)
	for more := true; more; {
		more = false
		for i := range a.Plan.Changes {
			c := &a.Plan.Changes[i]
			if a.mine(c.ID) && !revived[c.ID] && !a.relocked(before[c.ID]) && a.revivable(c, revived) {
				revived[c.ID], more = true, true
				byGroup[c.Group] = append(byGroup[c.Group], c.ID)
			}
		}
	}
	if len(revived) == 0 {
		return nil, nil
	}
	batches := a.batchesOf(byGroup, number)
	return batches, a.record(&job.Event{
		At: time.Now(), Kind: job.KindReturn, Batches: batches, Note: "what these need has come, or may still come",
		Standings: a.plannedIn(batches, job.Standing{}),
	})
}

// revivable tells whether a change was given up and nothing stands in its way any more.
func (a *apply) revivable(c *job.Change, revived map[job.ChangeID]bool) bool {
	s := a.standing(c.ID)
	if s.State != job.Settled || s.Result != job.Unsent || !s.Submitted.IsZero() || s.Message == job.MessageRelockOnly {
		return false // what --relock-only has given up is for another run
	}
	for _, dep := range a.deps(c.ID) {
		if before := a.standing(dep.Change); !revived[dep.Change] && before.State.Ended() && !a.met(c.ID, dep) {
			return false
		}
	}
	return true
}

// batchesOf makes batches of changes, by their groups.
func (e *Executor) batchesOf(byGroup map[job.GroupID][]job.ChangeID, number func() job.BatchID) []job.Batch {
	var batches []job.Batch
	for _, group := range slices.Sorted(maps.Keys(byGroup)) {
		size := len(byGroup[group])
		if e.BatchSize > 0 {
			size = e.BatchSize
		}
		if !operation(e.Plan.Group(group).Action).Batch() {
			size = 1
		}
		for part := range slices.Chunk(byGroup[group], size) {
			batches = append(batches, job.Batch{ID: number(), Group: group, Changes: part})
		}
	}
	return batches
}

// plannedIn are the standings of changes that are planned again in new batches,
// otherwise like one.
func (e *Executor) plannedIn(batches []job.Batch, like job.Standing) []job.Standing {
	var out []job.Standing
	for _, b := range batches {
		for _, id := range b.Changes {
			like.Change, like.State, like.Batch = id, job.Planned, b.ID
			out = append(out, like)
		}
	}
	return out
}

// reviveNow revives while the run goes on.
func (a *apply) reviveNow() error {
	batches, err := a.revive(a.newBatch)
	for _, b := range batches {
		a.total += len(b.Changes)
		err = errors.Join(err, a.queue.enter(&work{batch: b}))
	}
	return err
}
