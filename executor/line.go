package executor

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
)

const (
	// readTries is how often a read is tried before the run gives up on it:
	// with waits doubling from half a second that is about two minutes.
	readTries = 9
	// throttleTries is how often in a row one call may be throttled. The waits
	// grow to a minute, so this is more than an hour of nothing but refusals.
	throttleTries = 75
	firstWait     = 500 * time.Millisecond
	longestWait   = time.Minute
)

// line is the way to the API for one account: one client, one pace.
type line struct {
	name    string
	client  Client
	pace    *pace
	slots   chan struct{} // one for each call that may be under way
	run     *Executor
	strikes *strikes
	ahead   atomic.Int64 // nanoseconds that the registrar's clock is ahead of this one, once an answer has told

	listRead, listAll int // of its list of domains; guarded by that of run
}

// called is the name of the account where there are several.
func (l *line) called() string {
	if len(l.run.lines) < 2 {
		return ""
	}
	return l.name
}

// theirs is a moment of this clock by the registrar's.
func (l *line) theirs(at time.Time) time.Time { return at.Add(time.Duration(l.ahead.Load())) }

// answer is what became of one call.
type answer struct {
	response  rpc.Response
	diagnosis api.Diagnosis
	err       error
}

// errCurrent is a defect of the program: something that stands for a value is
// about to be sent as one.
var errCurrent = errors.New("a present value was not put in the place of " + api.Current + "; this is a defect of the program, and nothing of it was sent")

// whole refuses parameters that are not complete yet.
func whole(action string, params job.Params) error {
	if api.HasCurrent(params) {
		return fmt.Errorf("call %s: %w", action, errCurrent)
	}
	return nil
}

// turn waits until one more call may be under way and it is this call's turn.
// The slot is given back by send, or by done when nothing is sent.
func (l *line) turn(ctx context.Context) error {
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := l.pace.wait(ctx); err != nil {
		l.done()
		return err
	}
	return nil
}

func (l *line) done() { <-l.slots }

// send makes one call, which is not interrupted once it has left: an answer
// that nobody waits for is a lost answer. The client bounds its time. The slot
// is free again with the answer: another call may leave while it is written down.
func (l *line) send(ctx context.Context, record *job.Call, params job.Params, write bool) answer {
	defer l.done()
	l.pace.leave()
	record.At, record.Account = time.Now(), l.name
	response, err := l.client.Call(context.WithoutCancel(ctx), record.Action, params)
	record.Millis = time.Since(record.At).Milliseconds()
	record.HTTP, record.Body = response.Status, shade(record.Action, params, response.Body)
	a := answer{response: response, err: err}
	if err == nil {
		record.RequestID = api.RequestID(response.Body)
		l.pace.answered()
		l.strikes.clear(record.Action)
		return a
	}
	a = l.diagnose(a, record, write)
	a.diagnosis.Message = string(shade(record.Action, params, []byte(a.diagnosis.Message)))
	return a
}

func (l *line) diagnose(a answer, record *job.Call, write bool) answer {
	a.diagnosis = api.Diagnose(a.err, write)
	record.Code, record.RequestID = a.diagnosis.Code, a.diagnosis.RequestID
	if a.diagnosis.Throttled {
		l.pace.throttled(a.diagnosis.Wait)
	}
	if a.diagnosis.ClockOff != 0 {
		l.ahead.Store(int64(a.diagnosis.ClockOff))
	}
	return a
}

// read makes a call that changes nothing, as often as it takes. The error is
// the context's, a *StopError, or a *RefusedError when the API said no.
func (l *line) read(ctx context.Context, action string, params job.Params, decode func([]byte) error) error {
	var t tries
	for {
		a, err := l.readOnce(ctx, action, params, decode)
		switch {
		case err != nil:
			return err
		case a.err == nil:
			return nil
		case a.diagnosis.Reaction == api.Refuse:
			return &RefusedError{Account: l.called(), Action: action, Diagnosis: a.diagnosis}
		case l.lasting(action, &a.diagnosis, t.clock):
			return &StopError{Account: l.called(), Action: action, Diagnosis: a.diagnosis, Err: a.err}
		}
		if t.count(&a.diagnosis); t.other >= readTries || t.throttled > throttleTries {
			return &StopError{Account: l.called(), Action: action, Diagnosis: a.diagnosis, Err: fmt.Errorf("no answer after %d tries: %w", t.other+t.throttled, a.err)}
		}
		if !a.diagnosis.Throttled && !a.diagnosis.Clock { // these are told otherwise
			l.run.stalled(a.err)
		}
		if err := sleep(ctx, max(backoff(1+t.other+t.throttled), a.diagnosis.Wait)); err != nil {
			return err
		}
	}
}

// tries counts why a call was made again.
type tries struct {
	other, throttled, clock int
}

func (t *tries) count(d *api.Diagnosis) {
	switch {
	case d.Throttled:
		t.throttled++
		return
	case d.Clock:
		t.clock++
	}
	t.other++
}

// lasting tells whether making the same call again would bring the same no: the
// account, the keys or the endpoint are refused, and have been before; or our
// clock was corrected once already.
func (l *line) lasting(action string, d *api.Diagnosis, clocked int) bool {
	switch {
	case d.Clock:
		return d.Reaction == api.Stop || clocked > 0
	case d.Reaction != api.Stop:
		return false
	case d.Passing:
		return l.strikes.out(action, d.Code)
	}
	return true
}

// readOnce makes one try of a read and records it.
func (l *line) readOnce(ctx context.Context, action string, params job.Params, decode func([]byte) error) (answer, error) {
	if err := whole(action, params); err != nil {
		return answer{}, err
	}
	if err := l.turn(ctx); err != nil {
		return answer{}, err
	}
	record := &job.Call{Action: action}
	a := l.send(ctx, record, params, false)
	if a.err == nil {
		if err := decode(a.response.Body); err != nil {
			a.err = err
			a = l.diagnose(a, record, false)
		}
		record.Body = l.run.keepable(action, record.Body)
	}
	return a, errors.Join(l.run.record(callEvent(record)...), l.run.warnClock(&a.diagnosis))
}

// warnClock says once that the clock of this computer is wrong.
func (e *Executor) warnClock(d *api.Diagnosis) error {
	if !d.Clock || d.ClockOff == 0 {
		return nil
	}
	e.mu.Lock()
	told := e.clocked
	e.clocked = true
	e.mu.Unlock()
	if told {
		return nil
	}
	off, where := d.ClockOff.Round(time.Second), "behind"
	if off < 0 {
		off, where = -off, "ahead of"
	}
	return e.warn(fmt.Sprintf("the clock of this computer is %s %s the API's; calls are signed and lists are searched with the API's time, all other times are of this clock: set it", off, where))
}

// callEvent is the entry for a call; one for which there were no credentials was none.
func callEvent(call *job.Call) []*job.Event {
	if call.Code == api.CodeCredentials {
		return nil
	}
	return []*job.Event{{At: time.Now(), Kind: job.KindCall, Batch: call.Batch, Call: call}}
}

// RefusedError is the API's no to one call that changes nothing.
type RefusedError struct {
	Account   string // the account that was refused, in a run of several; else empty
	Action    string
	Diagnosis api.Diagnosis
}

// Error names the call and the API's code.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("call %s: refused with %s", e.Action, e.Diagnosis.Code)
}

// refusal takes a *RefusedError out of an error.
func refusal(err error) (api.Diagnosis, bool) {
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return refused.Diagnosis, true
	}
	return api.Diagnosis{}, false
}

// backoff is the wait before the next try: doubling, and off by up to a half
// so that calls refused together do not come back together.
func backoff(try int) time.Duration {
	wait := longestWait
	if try < 8 {
		wait = firstWait << (try - 1)
	}
	return wait/2 + rand.N(wait/2)
}
