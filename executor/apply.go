package executor

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"domainbatch/internal/job"
)

// patience is how long an interrupted run goes on asking for the details of its
// open tasks before it leaves.
const patience = 10 * time.Second

// apply is one carrying out of a plan. Its fields belong to the goroutine of
// Apply; what is done side by side comes back to it through results.
type apply struct {
	*Executor
	account   string // whose changes it carries out; empty: all of the run
	all       *joint
	queue     *queue
	timers    timers
	tasks     map[string]*task // open ones by TaskNo
	asks      []*task          // whose details are wanted in this round
	asking    int              // how many of them are not answered yet
	round     rounds
	doubts    []*doubt
	doubtWait time.Duration         // until they are asked about again
	lost      map[job.ChangeID]loss // answers that were lost
	blames    map[job.GroupID]*blame
	limit     int                           // the most changes that the registrar was seen to take; 0: not known
	active    time.Time                     // when something was last sent or ended
	canary    *canary                       // nil: nothing is held back for one
	asksFirst int                           // questions about earlier sends that come before anything is sent
	firstAsk  bool                          // one of them is that about the doubts of earlier processes
	unasked   bool                          // the questions about what is unknown came to no end
	reopened  map[job.ChangeID]bool         // found in a task after they were unknown
	waits     [2]waits                      // of relocks: [1]
	mailed    map[string]int                // addresses that verification mails were sent to, by day
	locks     []job.ChangeID                // that lock again what the run has unlocked
	precedent map[job.ChangeID]job.ChangeID // what comes before a relock, to that
	total     int                           // changes that are to be sent, or were
	sent      int                           // changes that were
	ended     int                           // changes that were sent and have their result
	turn      int                           // which kind of work goes next
	inflight  int
	results   chan func() error
	owner     sync.WaitGroup
	shared    sync.Mutex              // guards what follows
	suspects  map[job.GroupID]words   // refusals that are not to be taken apart
	dates     map[job.ChangeID]string // of expiry, of orders that come after other orders of their domain
}

// waits counts the batches that wait for another try, or for a busy domain.
type waits struct{ retrying, busy int }

// Apply asks about what is unknown or in doubt, sends what is planned, follows
// the tasks to their ends and settles what it can. It returns nil when every
// change has its answer or cannot get one, ErrWaitOver, ErrInterrupted,
// ErrClosed, a *LimitError, a *StopError, or the journal's error. It may be
// called again, in this process or another: what was done is not done again.
func (e *Executor) Apply(ctx context.Context) error { return e.carryOut(ctx, nil) }

// Reconcile does of Apply what asks: it sends nothing. What is surely enough not
// done is planned again, for a later Apply.
func (e *Executor) Reconcile(ctx context.Context) error { return e.carryOut(ctx, errAskOnly) }

func (a *apply) run(ctx context.Context) error {
	for {
		err := a.loop(ctx)
		for a.inflight > 0 {
			a.inflight--
			err = errors.Join(err, (<-a.results)())
		}
		before := a.active
		if err == nil && len(a.tasks) > 0 {
			err = a.lastLook(ctx, ctx.Err() != nil)
		}
		a.report()
		if err != nil || ctx.Err() != nil || a.active.Equal(before) {
			return a.end(ctx, err)
		}
		// What the last look found has ended begins the waiting time anew, and
		// lets go what waited for it.
	}
}

// takeUp makes the queue, the open tasks and the doubts of what the ledger holds.
func (a *apply) takeUp() error {
	a.locks, a.precedent = slices.DeleteFunc(a.allRelocks(), func(id job.ChangeID) bool { return !a.mine(id) }), a.precedents()
	if _, err := a.revive(a.newBatch); err != nil {
		return err
	}
	for i := range a.Plan.Changes {
		s := a.Ledger.Standing(a.Plan.Changes[i].ID)
		if !a.mine(s.Change) {
			continue
		}
		a.recall(s)
		gone := s.State.Open() || s.TaskNo != "" || s.State == job.Refused
		a.total += count(gone || s.State == job.Planned)
		a.sent += count(gone)
		a.ended += count(gone && s.State.Ended())
		a.all.count(s)
	}
	a.countMails()
	if !a.RelockOnly {
		a.startCanary()
		a.weigh()
	}
	if err := a.recallDoubts(); err != nil {
		return err
	}
	if err := newQueue(a); err != nil {
		return err
	}
	a.schedule()
	a.mindTheGate(time.Now())
	return a.recallUnknown()
}

// recall takes one standing into what is remembered about tasks and groups.
func (a *apply) recall(s *job.Standing) {
	if s.TaskNo != "" {
		a.blame(s.Change).accepted = true
	}
	if s.State == job.Accepted {
		a.follow(s.TaskNo, s.Batch, []job.ChangeID{s.Change}, s.Submitted).old = true
	}
}

// loop starts what can be started and takes in what comes back, until nothing
// is left to wait for.
func (a *apply) loop(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := a.timers.fire(ctx, time.Now()); err != nil {
			return err
		}
		for a.inflight < a.abreast() && a.launch(ctx) {
		}
		a.report()
		if a.finished() {
			if more, err := a.unfinished(); err != nil || !more {
				return err
			}
			continue
		}
		if err := a.await(ctx); err != nil {
			return err
		}
	}
	return nil
}

// unfinished lets go what was kept back for something that will not come, and
// tells whether there was such a thing.
func (a *apply) unfinished() (bool, error) {
	return a.clearSuspicions()
}

// finished tells whether waiting longer brings nothing, or is not wanted.
func (a *apply) finished() bool {
	switch {
	case a.inflight > 0 || len(a.asks) > 0 || a.asksFirst > 0:
		return false
	case a.comes(time.Now()):
		return false // to an end, by itself
	case len(a.doubts) > 0:
		return !time.Now().Before(a.deadline().Add(a.Settle))
	case len(a.tasks) == 0 && a.busyOnes(time.Now()) == 0, a.RelockOnly && !a.relocking():
		return true
	}
	return !time.Now().Before(a.deadline())
}

// deadline is when open tasks and busy domains are no longer waited for.
func (a *apply) deadline() time.Time { return a.active.Add(a.Wait) }

// await waits for a result, for the next thing to do, or for the end of the context.
func (a *apply) await(ctx context.Context) error {
	wait := time.Until(a.deadline())
	if len(a.doubts) > 0 {
		wait += a.Settle
	}
	if at, any := a.timers.next(); any && (wait <= 0 || time.Until(at) < wait) {
		wait = time.Until(at)
	} else if wait <= 0 {
		wait = longestWait
	}
	due := time.NewTimer(wait)
	defer due.Stop()
	select {
	case result := <-a.results:
		a.inflight--
		return result()
	case <-due.C:
	case <-ctx.Done():
	}
	return nil
}

// spawn does something side by side; what it returns is done by the goroutine of Apply.
func (a *apply) spawn(do func() func() error) {
	a.inflight++
	a.owner.Go(func() { a.results <- do() })
}

// launch starts one thing, if there is one: batches and questions take turns.
func (a *apply) launch(ctx context.Context) bool {
	for range 2 {
		a.turn++
		if a.turn%2 == 0 && a.launchAsk(ctx) {
			return true
		}
		if a.turn%2 == 1 && a.launchSubmit(ctx) {
			return true
		}
	}
	return false
}

// end says how the run stands.
func (a *apply) end(ctx context.Context, err error) error {
	if err != nil {
		return err
	}
	why, waiting := a.all.gate.closed(time.Now()), a.waiting(ctx)
	if why == nil {
		why = a.quota(time.Now())
	}
	switch {
	case why == nil || why == errAskOnly || a.left() == 0:
		return waiting
	case waiting == nil:
		return why
	}
	return errors.Join(why, waiting)
}

// waiting says what kept something from being ended; nil where all is.
func (a *apply) waiting(ctx context.Context) error {
	open := len(a.tasks) > 0 || len(a.doubts) > 0 || a.waits[0].busy+a.waits[1].busy > 0
	switch {
	case ctx.Err() != nil && (open || a.left() > 0 || a.asksFirst > 0 || a.unasked):
		return ErrInterrupted
	case open || a.left() > a.queue.putAside() && a.all.gate.closed(time.Now()) == nil:
		return ErrWaitOver
	}
	return nil
}

// left tells how many changes are still to be sent, or to be locked where nothing else is.
func (a *apply) left() (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := range a.Ledger.Standings {
		s := &a.Ledger.Standings[i]
		n += count(s.State == job.Planned && a.mine(s.Change) && (!a.RelockOnly || a.relocks(s.Change)))
	}
	return n
}

// conclude takes in that a change has its result.
func (a *apply) conclude(id job.ChangeID) error {
	s := a.standing(id)
	a.all.count(&s)
	a.judgeCanary(&s)
	a.weigh()
	err := a.queue.ended(id)
	if a.reopened[id] {
		err = errors.Join(err, a.reviveNow())
	}
	return err
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
