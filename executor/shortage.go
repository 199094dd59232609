package executor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domainbatch/internal/job"
)

// confirm holds what a task seems to lack against the number of domains that the
// registrar's lists have for it: details may be shown late, and what is sent
// again must surely not be in the task, which for one that is not ended only
// that number can tell. As long as that is open nothing is lacking; what no
// further reading can clear up is unknown.
func (a *apply) confirm(ctx context.Context, l *line, t *task, f *found) error {
	if len(f.lacking) == 0 {
		return nil
	}
	size, err := l.sizeOf(ctx, t)
	if err != nil {
		return err
	}
	own := a.subjectsOf(t)
	switch {
	case size > len(f.domains), size == 0 && f.settling, f.open && size != len(f.domains):
		f.lacking = nil
	case len(own) == 1:
		a.giveUpLacking(f, job.MessageLacking)
	case !within(f.domains, own):
		a.giveUpLacking(f, job.MessageOtherNames)
	}
	return nil
}

func (a *apply) giveUpLacking(f *found, why string) {
	f.settled = append(f.settled, a.standings(f.lacking, func(s *job.Standing) {
		s.State, s.Result, s.Finished, s.Message = job.Settled, job.Unknown, time.Now(), why
	})...)
	f.lacking = nil
}

// sizeOf is the number of domains that the lists have for a task; 0 when they
// do not show it.
func (l *line) sizeOf(ctx context.Context, t *task) (size int, err error) {
	_, err = l.tasks(ctx, t.since, time.Now(), func(listed job.Task) bool {
		if listed.No == t.no {
			size = listed.Num
		}
		return size == 0
	})
	if err != nil || size > 0 {
		return size, err
	}
	old := make(map[string]job.Task)
	_, err = l.taskHistory(ctx, t.since, old)
	return old[t.no].Num, err
}

// subjectsOf are the domains of all changes that a task was made for.
func (a *apply) subjectsOf(t *task) map[string]bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	own := make(map[string]bool)
	for i := range a.Ledger.Standings {
		if s := &a.Ledger.Standings[i]; s.TaskNo == t.no && a.mine(s.Change) {
			own[a.Plan.Change(s.Change).Subject] = true
		}
	}
	return own
}

func within(domains map[string][]job.Detail, own map[string]bool) bool {
	for name := range domains {
		if !own[name] {
			return false
		}
	}
	return true
}

// cutEvent plans again what the registrar's task lacks.
func (a *apply) cutEvent(now time.Time, t *task, f *found) *job.Event {
	return &job.Event{
		At: now, Kind: job.KindCut, Batch: t.batch, Batches: []job.Batch{f.rest}, Taken: len(f.domains),
		Note: fmt.Sprintf("task %s does not hold %d of the domains that were sent", t.no, len(f.lacking)),
		Standings: a.standings(f.lacking, func(s *job.Standing) {
			*s = job.Standing{Change: s.Change, State: job.Planned, Batch: f.rest.ID, Lost: s.Lost}
		}),
	}
}

// takeShortage puts in line what a task lacks, and remembers how much the
// registrar takes.
func (a *apply) takeShortage(f *found) error {
	if len(f.lacking) == 0 {
		return nil
	}
	a.sent -= len(f.lacking)
	if held := len(f.domains); a.limit == 0 || held < a.limit {
		a.limit = held
	}
	if err := a.queue.enter(&work{batch: f.rest}); err != nil {
		return err
	}
	return a.warn(fmt.Sprintf("the registrar took only %d of the domains of one request; the others are sent again in smaller ones", len(f.domains)))
}

// shorten cuts a batch that is larger than what is sent at once.
func (a *apply) shorten(w *work, limit int, why string) func() error {
	rest := &work{batch: job.Batch{ID: a.newBatch(), Group: w.batch.Group, Changes: w.batch.Changes[limit:]}}
	first := &work{batch: job.Batch{ID: w.batch.ID, Group: w.batch.Group, Changes: w.batch.Changes[:limit]}}
	err := a.record(&job.Event{
		At: time.Now(), Kind: job.KindCut, Batch: w.batch.ID, Batches: []job.Batch{rest.batch},
		Note: why,
	})
	return func() error {
		if err != nil {
			return err
		}
		return errors.Join(a.queue.enter(first), a.queue.enter(rest))
	}
}
