package executor

import (
	"context"
	"errors"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

const (
	// The time between two rounds of asking grows from the first to the last:
	// most contact tasks are done in seconds, some take days.
	firstRound = 2 * time.Second
	lastRound  = time.Minute
	// day is added at either end of a list's limits in time: the API counts whole
	// days, in a zone that no document states.
	day = 24 * time.Hour
	// listPage is the largest PageSize that is safe where no limit is stated.
	listPage = 100
)

// task is an open task of this run.
type task struct {
	no      string
	batch   job.BatchID
	group   job.GroupID
	changes []job.ChangeID
	since   time.Time // when its batch was sent
	old     bool      // it was open when the run was taken up
}

// rounds is the rhythm of asking for open tasks.
type rounds struct {
	interval time.Duration
	due      time.Time // of the round that is waited for
	running  bool
	asked    int     // tasks asked for in this round
	ended    int     // and those of them that had ended
	share    float64 // of the round before: how many of the asked had ended
}

// follow takes a task into those that are asked for.
func (a *apply) follow(no string, batch job.BatchID, changes []job.ChangeID, since time.Time) *task {
	t := a.tasks[no]
	if t == nil {
		t = &task{no: no, batch: batch, group: a.Plan.Change(changes[0]).Group, since: since}
		a.tasks[no] = t
	}
	t.changes = append(t.changes, changes...)
	a.round.interval = firstRound
	return t
}

// schedule sees to it that the next round comes, no later than the interval says.
func (a *apply) schedule() {
	if len(a.tasks) == 0 || a.round.running {
		return
	}
	if a.round.interval == 0 {
		a.round.interval, a.round.share = firstRound, 1
	}
	now := time.Now()
	at := now.Add(a.round.interval)
	if a.round.due.After(now) && !at.Before(a.round.due) {
		return
	}
	a.round.due = at
	a.timers.add(at, func(ctx context.Context) error {
		if at.Equal(a.round.due) && !a.round.running {
			a.startRound(ctx, at)
		}
		return nil
	})
}

// startRound asks for all tasks that have had time to move: each for its
// details, or first for the pages of the list where that takes fewer calls.
func (a *apply) startRound(ctx context.Context, now time.Time) {
	var due []*task
	oldest := now
	for _, t := range a.tasks {
		if now.Sub(t.since) < firstRound {
			continue
		}
		due = append(due, t)
		if t.since.Before(oldest) {
			oldest = t.since
		}
	}
	if len(due) == 0 {
		a.schedule()
		return
	}
	a.round.running, a.round.asked, a.round.ended = true, 0, 0
	pages := float64(len(a.tasks)+listPage-1) / listPage
	if pages+a.round.share*float64(len(due)) < float64(len(due)) {
		a.askList(ctx, due, oldest)
		return
	}
	a.ask(due)
}

func (a *apply) ask(due []*task) {
	a.asks = append(a.asks, due...)
	a.asking += len(due)
	a.round.asked += len(due)
	if a.asking == 0 {
		a.endRound()
	}
}

// endRound sets the time of the next round by what this one found: as long as
// tasks end, they are asked for as often as before.
func (a *apply) endRound() {
	r := &a.round
	r.running = false
	if r.asked > 0 {
		r.share = float64(r.ended) / float64(r.asked)
	}
	if r.ended == 0 {
		r.interval = min(r.interval+r.interval/2, lastRound)
	}
	a.schedule()
}

// launchAsk asks for the details of the next task of the round.
func (a *apply) launchAsk(ctx context.Context) bool {
	if len(a.asks) == 0 {
		return false
	}
	t := a.asks[0]
	a.asks = a.asks[1:]
	a.spawn(func() func() error {
		found, err := a.look(ctx, t)
		return func() error {
			a.asking--
			if ended(ctx, err) {
				return nil
			}
			err := errors.Join(err, a.takeDetails(t, found))
			if a.asking == 0 && err == nil {
				a.endRound()
			}
			return err
		}
	})
	return true
}

// askList reads QueryTaskList (003 §5.16) and then asks for the details of the
// tasks that are complete, of those that the list does not show, and of those
// that hold a domain another change waits for.
func (a *apply) askList(ctx context.Context, due []*task, oldest time.Time) {
	wanted := make(map[string]*task, len(due))
	for _, t := range due {
		wanted[t.no] = t
	}
	a.spawn(func() func() error {
		open, err := a.stillOpen(ctx, wanted, oldest)
		return func() error {
			if ended(ctx, err) {
				return nil
			}
			if err != nil {
				return err
			}
			a.round.asked = len(open)
			var ask []*task
			for _, t := range due {
				if !open[t.no] || a.waitedFor(t) {
					ask = append(ask, t)
				}
			}
			a.round.asked -= len(ask)
			a.ask(ask)
			return nil
		}
	})
}

func (a *apply) waitedFor(t *task) bool {
	for _, id := range t.changes {
		if a.queue.waitedFor(id) {
			return true
		}
	}
	return false
}

// stillOpen reads the list until it has shown all wanted tasks, and tells which
// of them it shows as not complete.
func (a *apply) stillOpen(ctx context.Context, wanted map[string]*task, oldest time.Time) (map[string]bool, error) {
	open := make(map[string]bool)
	byLine := make(map[*line]int)
	for _, t := range wanted {
		l, err := a.lineOf(a.Plan.Group(t.group))
		if err != nil {
			return nil, err
		}
		byLine[l]++
	}
	for l, left := range byLine {
		_, err := l.tasks(ctx, oldest, time.Now(), func(t job.Task) bool {
			if wanted[t.No] != nil {
				left--
				open[t.No] = !t.Complete
			}
			return left > 0
		})
		if err != nil {
			return nil, err
		}
	}
	return open, nil
}

// tasks reads the pages of QueryTaskList for tasks made between two moments,
// until each has no use for more. whole tells whether surely all were read: a
// page that repeats ends the list, which would never end by itself, and may
// stand in the place of another.
func (l *line) tasks(ctx context.Context, from, to time.Time, each func(job.Task) bool) (whole bool, err error) {
	seen := make(map[string]bool)
	for number := 1; ; number++ {
		var page api.Page[job.Task]
		params := l.run.withLang(api.TasksRequest(l.theirs(from.Add(-day)), l.theirs(to.Add(day)), number, listPage))
		err := l.read(ctx, api.QueryTaskList, params, func(body []byte) (err error) {
			page, err = api.Tasks(body, number, listPage)
			return err
		})
		if err != nil {
			return false, refusedRead(err)
		}
		fresh := false
		for _, t := range page.Items {
			if !seen[t.No] {
				seen[t.No], fresh = true, true
				if !each(t) {
					return false, nil
				}
			}
		}
		if !page.More || !fresh {
			return !page.More && len(seen) >= page.Total, nil
		}
	}
}

// lastLook asks once for all open tasks before the run ends. An interrupted run
// does not let its user wait for long.
func (a *apply) lastLook(ctx context.Context, interrupted bool) error {
	if interrupted {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
	}
	a.asks = a.worthALook(interrupted)
	a.asking = len(a.asks)
	a.round.running = true
	var err error
	for err == nil && ctx.Err() == nil && (len(a.asks) > 0 || a.inflight > 0) {
		for a.inflight < a.abreast() && a.launchAsk(ctx) {
		}
		a.inflight--
		err = (<-a.results)()
	}
	for a.inflight > 0 {
		a.inflight--
		err = errors.Join(err, (<-a.results)())
	}
	return err
}

// worthALook are the open tasks that may have something to tell: without
// waiting, those just made have not.
func (a *apply) worthALook(interrupted bool) []*task {
	var tasks []*task
	for _, t := range a.tasks {
		if t.old || interrupted || a.Wait > 0 {
			tasks = append(tasks, t)
		}
	}
	return tasks
}
