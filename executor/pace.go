package executor

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// margin keeps the pace 2 % below the limit: calls leave evenly, but arrive
	// unevenly by some milliseconds, and it is the arrivals that are counted.
	margin = 0.98
	// calm is how long nothing must be throttled before the pace is raised.
	calm = 10 * time.Second
	// restraint is the time in which several throttled answers count as one:
	// calls that were under way together are refused together.
	restraint = time.Second
	// slowest is the part of the agreed pace below which throttling does not push it.
	slowest = 1.0 / 64
)

// pace spaces the calls of one account. It is safe for concurrent use.
type pace struct {
	limiter *rate.Limiter
	top     rate.Limit

	mu      sync.Mutex
	now     rate.Limit
	changed time.Time // when the pace was last lowered or raised
	lowered int       // how often it was lowered
	resume  time.Time // nothing starts before
	left    time.Time // when the last call left
}

func newPace(qps float64) *pace {
	top := rate.Limit(qps * margin)
	return &pace{limiter: rate.NewLimiter(top, 1), top: top, now: top}
}

// wait returns when it is this call's turn, or the context's error. A turn that
// was given out before the pace was lowered is given out anew: what is to be
// sent must not be held up between being written down and leaving.
func (p *pace) wait(ctx context.Context) error {
	for {
		resume, lowered := p.standing()
		if err := sleep(ctx, time.Until(resume)); err != nil {
			return err
		}
		// Not Limiter.Wait: that gives up at once when the turn comes after the
		// context's deadline, with an error of its own.
		turn := p.limiter.Reserve()
		if err := sleep(ctx, turn.Delay()); err != nil {
			turn.Cancel()
			return err
		}
		if _, now := p.standing(); now == lowered {
			return nil
		}
	}
}

func (p *pace) standing() (resume time.Time, lowered int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.resume, p.lowered
}

// leave holds a call back that would leave too soon after the one before it.
// Between its turn and its leaving a call is written down, which takes now a
// short and now a longer time; without this, calls held up together would
// leave together.
func (p *pace) leave() {
	p.mu.Lock()
	// At the agreed pace, not at a lowered one: the turns are that far apart already.
	gap := time.Duration(float64(time.Second) / float64(p.top))
	now := time.Now()
	p.left = p.left.Add(gap)
	if p.left.Before(now) {
		p.left = now
	}
	wait := p.left.Sub(now)
	p.mu.Unlock()
	if wait > 0 {
		timer := time.NewTimer(wait)
		<-timer.C
	}
}

// throttled lowers the pace to half and holds everything back for a while.
func (p *pace) throttled(wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if resume := now.Add(max(wait, restraint)); resume.After(p.resume) {
		p.resume = resume
	}
	if now.Sub(p.changed) < restraint {
		return
	}
	p.lowered++
	p.set(max(p.now/2, p.top*slowest), now)
}

// answered raises the pace a little when it was lowered and all has been calm.
func (p *pace) answered() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.now < p.top && now.Sub(p.changed) >= calm {
		p.set(min(p.top, p.now+p.top/10), now)
	}
}

func (p *pace) set(limit rate.Limit, now time.Time) {
	p.now, p.changed = limit, now
	p.limiter.SetLimit(limit)
}

// sleep waits for d or the end of the context, whichever comes first.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
