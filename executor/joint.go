package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"domainbatch/internal/job"
)

// joint is what the carryings out of the accounts of a run have in common: the
// limits that the user set for the run, and the numbers of batches. All else each
// account has for itself, its own line and pace, its queue, its tasks and doubts: a
// domain is in one account, and no change waits for one of another account. Only the
// canary makes them wait for each other: what is not of it is sent when the canaries of
// all accounts have ended. It is safe for concurrent use.
type joint struct {
	gate gate

	mu      sync.Mutex
	batchNo job.BatchID
	results tally
	half    sync.Once       // telling that half of the tolerated failures have come
	told    map[string]step // how far each account is
}

// step is how far the carrying out of an account is.
type step struct{ sent, total, ended int }

func newJoint(e *Executor, closed error) *joint {
	return &joint{gate: gate{closes: e.Closes, err: closed}, batchNo: e.Ledger.LastBatch, told: make(map[string]step)}
}

// newBatch gives a number that no batch of the run has.
func (a *apply) newBatch() job.BatchID {
	a.all.mu.Lock()
	defer a.all.mu.Unlock()
	a.all.batchNo++
	return a.all.batchNo
}

// count takes in that a change has its result.
func (j *joint) count(s *job.Standing) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.results.count(s)
}

func (j *joint) tallied() tally {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.results
}

// report tells the observer how far submitting and waiting are, in all accounts.
func (a *apply) report() {
	sum := a.all.step(a.account, step{a.sent, a.total, a.ended})
	a.progress(StageSubmit, sum.sent, sum.total)
	a.progress(StageWait, sum.ended, sum.sent)
}

// step notes how far an account is and gives how far all are together.
func (j *joint) step(account string, now step) (sum step) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.told[account] = now
	for _, s := range j.told {
		sum.sent, sum.total, sum.ended = sum.sent+s.sent, sum.total+s.total, sum.ended+s.ended
	}
	return sum
}

// mine tells whether a change is of the account that is carried out.
func (a *apply) mine(id job.ChangeID) bool {
	return a.account == "" || a.Plan.GroupOf(id).Account == a.account
}

// apart are the accounts that are carried out apart; of one, its name is of no use and
// stays empty.
func (e *Executor) apart() []string {
	if len(e.lines) < 2 {
		return []string{""}
	}
	return e.accounts()
}

func (e *Executor) newApply(account string, all *joint) *apply {
	return &apply{
		Executor: e, account: account, all: all, tasks: make(map[string]*task), blames: make(map[job.GroupID]*blame),
		reopened: make(map[job.ChangeID]bool), lost: make(map[job.ChangeID]loss), suspects: make(map[job.GroupID]words), dates: make(map[job.ChangeID]string),
		results: make(chan func() error), active: time.Now(), limit: e.Ledger.Taken,
	}
}

func (e *Executor) carryOut(ctx context.Context, closed error) error {
	if err := e.doubtSending(); err != nil {
		return err
	}
	accounts := e.apart()
	if len(accounts) < 2 {
		return e.carryOutOne(ctx, newJoint(e, closed))
	}
	var stops []error
	for {
		all := newJoint(e, closed)
		canary, errs := e.sideBySide(ctx, all, accounts)
		if !canary || ctx.Err() != nil || all.gate.closed(time.Now()) != nil || e.newApply("", all).newCanary() != nil {
			return joined(append(stops, errs...))
		}
		var ended []error
		if accounts, ended = goOn(accounts, errs); len(accounts) == 0 {
			return joined(append(stops, ended...))
		}
		stops = append(stops, ended...)
	}
}

// goOn are the accounts in which what waited for the canary is sent, and what ended the others.
func goOn(accounts []string, errs []error) (left []string, ended []error) {
	for i, account := range accounts {
		if errs[i] == nil || errors.Is(errs[i], ErrWaitOver) && !stopped(errs[i]) {
			left = append(left, account)
		} else {
			ended = append(ended, errs[i])
		}
	}
	return left, ended
}

func (e *Executor) carryOutOne(ctx context.Context, all *joint) error {
	a := e.newApply("", all)
	defer a.owner.Wait()
	if err := a.takeUp(); err != nil {
		return err
	}
	return a.run(ctx)
}

// sideBySide carries out the changes of all accounts at the same time, and gives
// what ended each. An account that is refused stops alone; what the run as a whole
// cannot go on after, as a full disk, stops all. canary tells whether one was sent first.
func (e *Executor) sideBySide(ctx context.Context, all *joint, accounts []string) (canary bool, errs []error) {
	applies := make([]*apply, len(accounts))
	for i, account := range accounts {
		applies[i] = e.newApply(account, all)
		if err := applies[i].takeUp(); err != nil { // before any of them moves the ledger
			return false, []error{err}
		}
		canary = canary || applies[i].canary != nil
	}
	errs = make([]error, len(accounts))
	each, cancel := context.WithCancel(ctx)
	defer cancel()
	var owner sync.WaitGroup
	for i, a := range applies {
		owner.Go(func() {
			defer a.owner.Wait()
			if errs[i] = e.noteStop(a.account, a.run(each)); broken(errs[i]) {
				cancel()
			}
		})
	}
	owner.Wait()
	if ctx.Err() == nil && each.Err() != nil { // it was not the user who interrupted them
		for i, err := range errs {
			errs[i] = leaving(err, ErrInterrupted)
		}
	}
	return canary, errs
}

// noteStop says that an account is not gone on with, where one is refused.
func (e *Executor) noteStop(account string, err error) error {
	stop, ok := errors.AsType[*StopError](err)
	if !ok {
		return err
	}
	return errors.Join(err, e.warn(fmt.Sprintf("account %s: %s ended with %s; nothing more is sent in it, the other accounts go on",
		account, stop.Action, stop.Diagnosis.Code)))
}

func stopped(err error) bool {
	_, is := errors.AsType[*StopError](err)
	return is
}

// broken tells whether an error is none of those with which the work in one account
// ends in order.
func broken(err error) bool {
	return slices.ContainsFunc(partsOf(err), func(part error) bool {
		_, limit := errors.AsType[*LimitError](part)
		return !limit && !stopped(part) && !errors.Is(part, ErrWaitOver) && !errors.Is(part, ErrClosed) && !errors.Is(part, ErrInterrupted)
	})
}

// partsOf are the errors that were joined to one; none of nil.
func partsOf(err error) []error {
	several, ok := err.(interface{ Unwrap() []error })
	switch {
	case err == nil:
		return nil
	case !ok:
		return []error{err}
	}
	var all []error
	for _, part := range several.Unwrap() {
		all = append(all, partsOf(part)...)
	}
	return all
}

// joined joins the ends of several accounts. What ended them alike is said once.
func joined(errs []error) error {
	var all []error
	for _, err := range errs {
		for _, part := range partsOf(err) {
			if !slices.ContainsFunc(all, func(known error) bool { return errors.Is(known, part) && errors.Is(part, known) }) {
				all = append(all, part)
			}
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
}

// leaving takes one error out of those that were joined.
func leaving(err, gone error) error {
	return errors.Join(slices.DeleteFunc(partsOf(err), func(part error) bool { return errors.Is(part, gone) })...)
}
