package executor

import (
	"context"
	"errors"
	"fmt"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Caller makes single calls that belong to no run, at the pace of an account:
// it waits for its turn, slows down when it is throttled, and tries again what
// may be tried again. Its methods are safe for concurrent use; nothing is recorded.
type Caller struct{ line *line }

// NewCaller makes a caller for an account. workers is how many calls may be
// under way at once; 0: 4. observer is told why calls are tried again; nil: nobody.
func NewCaller(account Account, workers int, observer Observer) *Caller {
	e := New(Options{
		Journal: nowhere{}, Ledger: new(job.Ledger), Workers: workers, Observer: observer,
		Accounts: map[string]Account{"": account},
	})
	return &Caller{e.lines[""]}
}

// Read makes a call that changes nothing and has its answer decoded, as often as
// it takes. The error is ErrInterrupted, a *StopError, or a *RefusedError when
// the API said no.
func (c *Caller) Read(ctx context.Context, action string, params job.Params, decode func([]byte) error) error {
	return interruptedBy(ctx, c.line.read(ctx, action, params, decode))
}

// Write makes a call that changes something. It is made again only when surely
// nothing was done, or when the catalogue says that a second time has the same
// end. Beside the errors of Read there is a *DoubtError, when it may have been done.
// An interrupt does not break off a call that is under way.
func (c *Caller) Write(ctx context.Context, op *api.Operation, params job.Params, decode func([]byte) error) error {
	if !op.Write {
		return c.Read(ctx, op.Name, params, decode)
	}
	var t tries
	var doubt error // of an answer that was lost, where the call is made again
	for {
		a, err := c.line.writeOnce(ctx, op.Name, params, decode)
		if err == nil && a.err == nil {
			return nil
		}
		if err == nil && a.diagnosis.Reaction == api.Doubt {
			doubt = &DoubtError{Action: op.Name, Diagnosis: a.diagnosis}
			if op.AfterDoubt != api.SameAgain {
				return doubt
			}
		}
		if err == nil {
			err = c.ending(op.Name, a, &t)
		}
		if err == nil {
			err = sleep(ctx, max(backoff(1+t.other+t.throttled), a.diagnosis.Wait))
		}
		if refused, no := errors.AsType[*RefusedError](err); no {
			return refused // whatever became of the earlier ones, it is not there now
		}
		if err != nil {
			return errors.Join(doubt, interruptedBy(ctx, err))
		}
	}
}

// ending is the error with which a write is not made again; nil where it is.
func (c *Caller) ending(action string, a answer, t *tries) error {
	switch {
	case a.diagnosis.Reaction == api.Refuse:
		return &RefusedError{Action: action, Diagnosis: a.diagnosis}
	case c.line.lasting(action, &a.diagnosis, t.clock):
		return &StopError{Action: action, Diagnosis: a.diagnosis, Err: a.err}
	}
	if t.count(&a.diagnosis); t.other >= readTries || t.throttled > throttleTries {
		return &StopError{Action: action, Diagnosis: a.diagnosis, Err: fmt.Errorf("no end in %d tries: %w", t.other+t.throttled, a.err)}
	}
	return nil
}

// writeOnce makes one try of a write that no journal knows.
func (l *line) writeOnce(ctx context.Context, action string, params job.Params, decode func([]byte) error) (answer, error) {
	if err := l.turn(ctx); err != nil {
		return answer{}, err
	}
	record := &job.Call{Action: action}
	a := l.send(ctx, record, params, true)
	if a.err == nil {
		if err := decode(a.response.Body); err != nil {
			a.err = err
			a = l.diagnose(a, record, true)
		}
	}
	return a, nil
}

// DoubtError is a write whose answer was lost, or said nothing: it may have been
// done. It was not made again, or not to an end.
type DoubtError struct {
	Action    string
	Diagnosis api.Diagnosis
}

// Error names the call and why its end is not known.
func (e *DoubtError) Error() string {
	return fmt.Sprintf("call %s: whether it was done is not known (%s)", e.Action, e.Diagnosis.Code)
}

// interruptedBy names the end of the context as what it is.
func interruptedBy(ctx context.Context, err error) error {
	if err != nil && ended(ctx, err) {
		return ErrInterrupted
	}
	return err
}

// nowhere is the journal of calls that belong to no run.
type nowhere struct{}

func (nowhere) Append(...*job.Event) error { return nil }

func (nowhere) Before(job.ChangeID) (job.Before, bool, error) {
	return job.Before{}, false, errNoRun
}

func (nowhere) Batch(job.BatchID) (job.Batch, bool, error) { return job.Batch{}, false, errNoRun }

var errNoRun = errors.New("there is no run")
