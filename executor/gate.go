package executor

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"domainbatch/internal/job"
)

// errAskOnly closes the gate of a process that asks and sends nothing.
var errAskOnly = errors.New("nothing is to be sent")

// gate is what everything passes that is begun anew. Once it is closed it stays
// so; what is under way goes on to its end. It is safe for concurrent use.
type gate struct {
	closes func(time.Time) time.Time // nil: never

	mu  sync.Mutex
	err error // why it is closed
}

// shut closes the gate and tells whether it was open; the first reason stands.
func (g *gate) shut(err error) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err != nil {
		return false
	}
	g.err = err
	return true
}

// closed gives the reason why nothing new may be begun, nil when it may.
func (g *gate) closed(now time.Time) error {
	if at, limited := g.closing(now); limited && !at.After(now) {
		g.shut(ErrClosed)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.err
}

func (g *gate) closing(now time.Time) (at time.Time, limited bool) {
	if g.closes == nil {
		return at, false
	}
	at = g.closes(now)
	return at, !at.IsZero()
}

// mindTheGate wakes the loop when the gate closes, which may be while it waits
// for something to send.
func (a *apply) mindTheGate(now time.Time) {
	if at, limited := a.all.gate.closing(now); limited && at.After(now) {
		a.timers.add(at, func(context.Context) error { return nil })
	}
}

// Tolerance is how many changes may fail before nothing new is sent. The zero
// value tolerates all.
type Tolerance struct {
	Limited bool
	Count   int     // so many, where Percent is 0
	Percent float64 // so much of the results, from fewestResults on
}

// fewestResults is how many results there must be before a share of them means
// anything.
const fewestResults = 20

// String writes the tolerance as its flag takes it.
func (t Tolerance) String() string {
	switch {
	case !t.Limited:
		return "100%"
	case t.Percent > 0:
		return fmt.Sprintf("%g%%", t.Percent)
	}
	return fmt.Sprint(t.Count)
}

// exceeded tells whether so many failures among so many results are too many.
func (t Tolerance) exceeded(failed, results int) bool {
	switch {
	case !t.Limited:
		return false
	case t.Percent > 0:
		return results >= fewestResults && float64(failed) > t.Percent/100*float64(results)
	}
	return failed > t.Count
}

// half tells whether at least half of the failures that are tolerated have come.
func (t Tolerance) half(failed, results int) bool {
	switch {
	case !t.Limited || failed == 0:
		return false
	case t.Percent > 0:
		return results >= fewestResults && float64(2*failed) >= t.Percent/100*float64(results)
	}
	return 2*failed >= t.Count
}

// tally counts what the registrar has answered: its refusals and failures, and
// its successes. Halves of a split, and what was never sent, are not answers.
type tally struct{ failed, results int }

func (t *tally) count(s *job.Standing) {
	switch result := s.Outcome(); {
	case !s.State.Ended():
	case result == job.Failed:
		t.failed++
		t.results++
	case result == job.Succeeded:
		t.results++
	}
}

// stopAt ends the sending at a limit.
func (a *apply) stopAt(limit *LimitError) {
	if a.all.gate.shut(limit) {
		a.Executor.limit(limit.What, true)
	}
}

// weigh closes the gate when too much has failed.
func (a *apply) weigh() {
	t := a.all.tallied()
	if a.RelockOnly || !a.Failures.half(t.failed, t.results) {
		return
	}
	what := fmt.Sprintf(job.StoppedByFailures, t.failed, t.results, a.Failures)
	if !a.Failures.exceeded(t.failed, t.results) {
		a.all.half.Do(func() { a.Executor.limit(what, false) })
		return
	}
	more := fmt.Sprint(2 * t.failed)
	if a.Failures.Percent > 0 {
		more = fmt.Sprintf("%d%%", min(100, 20+100*t.failed/t.results))
	}
	a.stopAt(&LimitError{
		What: what,
		Hint: "look at the failures in the report; to go on all the same, raise it, such as --max-failures " + more, Failures: more,
	})
}
