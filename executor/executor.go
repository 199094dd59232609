// Package executor carries out a plan: it verifies contacts, reads what is
// there before, sends batches of changes at the agreed pace, follows the tasks
// that the registrar makes of them, and asks again where an answer was lost.
// What makes no task is settled by its answer. Each step is recorded in the journal
// before and after it is taken, so that a run can be taken up at any point.
package executor

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
)

// Journal takes events. Append returns when they are durable; all events of
// one call are recorded or none. Before gives what was read last of a change
// before it, with its values; Batch gives a batch as it was made. All are safe
// for concurrent use.
type Journal interface {
	Append(events ...*job.Event) error
	Before(id job.ChangeID) (before job.Before, known bool, err error)
	Batch(id job.BatchID) (batch job.Batch, known bool, err error)
}

// Client makes one signed call, one attempt. It is safe for concurrent use.
type Client interface {
	Call(ctx context.Context, action string, params map[string]string) (rpc.Response, error)
}

// Observer is told how far a stage is. The executor calls it from one
// goroutine at a time.
type Observer interface {
	Progress(stage Stage, done, total int)
	Warn(text string) // plain words without contact data
	// Limit tells of a limit that the user set for the run's own safety: that it was
	// reached and nothing new is sent, or else that half of what it allows is used up.
	Limit(text string, reached bool)
}

// Stage names what the executor is at.
type Stage string

// The stages, in the order in which a run meets them.
const (
	StageVerify Stage = "verifying"
	StageBefore Stage = "before-values"
	StageSubmit Stage = "submitting"
	StageWait   Stage = "waiting"
	StageAsk    Stage = "asking" // whether a task is that of a lost request
)

// Account is where the calls of one account go, and how fast.
type Account struct {
	Client Client
	QPS    float64 // calls per second, at most
}

// Options say how a plan is carried out. Journal, Plan, Ledger and Accounts
// are needed; everything else has a default.
type Options struct {
	Journal  Journal
	Plan     *job.Plan
	Ledger   *job.Ledger // the state of the run so far; the executor keeps it up to date
	Accounts map[string]Account
	Site     api.Site
	Workers  int           // calls under way at once in each account; 0: 4
	Wait     time.Duration // how long open tasks are waited for; 0: not at all
	Settle   time.Duration // how long a lost change may take to appear in the registrar's lists
	Hold     time.Duration // how long the ready changes of a batch wait for the others; 0: 1 minute
	Lang     string        // of the API's messages: en, zh, or empty
	Before   bool          // read each domain's present contact first
	Observer Observer      // nil: nobody

	Recheck   time.Duration                 // a value read before that is older is read again before it is sent; below 0: never
	Failures  Tolerance                     // of failed changes
	Canary    int                           // domains that are sent first, and must succeed; 0: none
	Closes    func(now time.Time) time.Time // from when on nothing new is sent; zero, or a nil function: never
	BatchSize int                           // most changes in a request that Undo makes; 0: no limit

	RelockOnly bool    // nothing is sent but what locks again the domains that the run has unlocked
	Secrets    Secrets // where answers go that are secrets; nil: changes that bring one get no result
}

// Secrets keeps answers that are secrets, apart from the journal: the codes that
// let a domain be transferred out. Keep returns when one is durable. It is safe
// for concurrent use.
type Secrets interface {
	Keep(id job.ChangeID, name, value string) error
}

// Executor carries out one plan. Its methods must not be called at the same time.
type Executor struct {
	Options
	lines map[string]*line

	ours map[string]bool // domains whose lines of the registrar's log are kept; set before it is read

	mu      sync.Mutex // guards Ledger, the calls of Observer and what follows
	told    progress   // what the observer was told last
	clocked bool       // it was told that the clock is wrong
}

// progress is how far a stage is.
type progress struct {
	stage       Stage
	done, total int
	retry       bool // the observer knows that calls are tried again
}

// ErrInterrupted is returned when the context ended: nothing new was started,
// calls under way were awaited and recorded, and the run can go on.
var ErrInterrupted = errors.New("interrupted")

// ErrClosed is returned when the time in which something may be sent was over,
// or had not come. What was under way was awaited. The run can go on.
var ErrClosed = errors.New(job.StoppedByClock)

// LimitError is returned when a limit that the user set for the run's own safety
// was reached. What was under way was awaited. The run can go on.
type LimitError struct {
	What     string // plain words
	Hint     string // what to do about it
	Canary   bool   // it was the canary
	Failures string // else: the tolerance with which the run could go on for a while
}

// Error says which limit it was.
func (e *LimitError) Error() string { return e.What }

// ErrWaitOver is returned when tasks were still open, or domains still busy,
// at the end of the waiting time. The run can go on.
var ErrWaitOver = errors.New(job.StoppedWaiting)

// StopError is returned when going on makes no sense: the API refuses the
// account or the program's way of calling it. The run can go on when that is mended.
type StopError struct {
	Account   string // the account that was refused, in a run of several; else empty
	Action    string
	Diagnosis api.Diagnosis
	Err       error
}

// Error is that of the cause, which names the call.
func (e *StopError) Error() string {
	if e.Account != "" {
		return fmt.Sprintf("account %s: %v", e.Account, e.Err)
	}
	return e.Err.Error()
}

// Unwrap gives the cause.
func (e *StopError) Unwrap() error { return e.Err }

// ended tells whether something came to nothing because the context had ended,
// which is no error of its own.
func ended(ctx context.Context, err error) bool {
	return ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded))
}

// New makes an executor. It does nothing yet.
func New(o Options) *Executor {
	if o.Workers <= 0 {
		o.Workers = 4
	}
	if o.Hold <= 0 {
		o.Hold = time.Minute
	}
	e := &Executor{Options: o, lines: make(map[string]*line)}
	for name, account := range o.Accounts {
		e.lines[name] = &line{
			name: name, client: account.Client, pace: newPace(account.QPS), slots: make(chan struct{}, o.Workers), run: e, strikes: newStrikes(),
		}
	}
	return e
}

// record makes events durable, then takes them into the state.
func (e *Executor) record(events ...*job.Event) error {
	if err := e.Journal.Append(events...); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, event := range events {
		if err := e.Ledger.Apply(event); err != nil {
			return fmt.Errorf("record: %w", err)
		}
	}
	return nil
}

// abreast is how many things are done side by side in an account: as many as calls may be
// under way, and as many more that write down what came of theirs.
func (e *Executor) abreast() int { return 2 * e.Workers }

// standing gives a copy of the standing of a change.
func (e *Executor) standing(id job.ChangeID) job.Standing {
	e.mu.Lock()
	defer e.mu.Unlock()
	return *e.Ledger.Standing(id)
}

// standings gives copies of the standings of changes, each altered by alter.
func (e *Executor) standings(ids []job.ChangeID, alter func(*job.Standing)) []job.Standing {
	out := make([]job.Standing, len(ids))
	for i, id := range ids {
		out[i] = e.standing(id)
		alter(&out[i])
	}
	return out
}

func (e *Executor) progress(stage Stage, done, total int) {
	if e.Observer == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told.stage, e.told.done, e.told.total = stage, done, total
	e.Observer.Progress(stage, done, total)
}

// stalled tells the observer that a call is tried again: once why, and each
// time how far the stage is, since nothing else may come for long.
func (e *Executor) stalled(err error) {
	if e.Observer == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.told.retry {
		e.told.retry = true
		e.Observer.Warn(fmt.Sprintf("%v; it is tried again", err))
	}
	if e.told.stage != "" {
		e.Observer.Progress(e.told.stage, e.told.done, e.told.total)
	}
}

// limit tells the observer of a limit.
func (e *Executor) limit(text string, reached bool) {
	if e.Observer == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.Observer.Limit(text, reached)
}

// warn tells the observer and the journal of something worth knowing.
func (e *Executor) warn(text string) error {
	err := e.record(&job.Event{At: time.Now(), Kind: job.KindWarning, Note: text})
	if e.Observer != nil {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.Observer.Warn(text)
	}
	return err
}

// lineOf is the line that the calls for a group take.
func (e *Executor) lineOf(g *job.Group) (*line, error) {
	l := e.lines[g.Account]
	if l == nil {
		return nil, fmt.Errorf("account %s: no credentials configured", g.Account)
	}
	return l, nil
}
