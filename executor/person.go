package executor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// WordError says why what a person has decided cannot be taken in. Nothing was
// recorded then.
type WordError struct {
	What string
	Hint string
}

// Error says what is wrong.
func (e *WordError) Error() string { return e.What }

// Adopt takes a task that a person names for that of all changes whose answer is
// lost, or whose result is unknown, and whose domain it holds; with domains, of
// these alone. Reconcile then follows it, and holds its success against what the
// registrar shows, as that of every task that was not answered. The error is a *WordError where the
// task holds none of them, ErrInterrupted, a *StopError or the journal's.
func (e *Executor) Adopt(ctx context.Context, taskNo string, domains []string, who job.Person) (int, error) {
	if err := e.doubtSending(); err != nil {
		return 0, err
	}
	details, err := e.detailsOf(ctx, taskNo)
	if err != nil {
		return 0, interruptedOr(ctx, err)
	}
	changes, err := e.claimed(taskNo, details, domains)
	if err != nil {
		return 0, err
	}
	return len(changes), e.record(&job.Event{
		At: time.Now(), Kind: job.KindAdopt, Person: &who,
		Note: fmt.Sprintf("task %s is said to be that of %d changes whose answer is lost", taskNo, len(changes)),
		Standings: e.standings(changes, func(s *job.Standing) {
			s.State, s.TaskNo, s.Found = job.Accepted, taskNo, true
			s.Result, s.Code, s.Message, s.Finished = "", "", "", time.Time{}
		}),
	})
}

// detailsOf asks the accounts of the run for a task.
func (e *Executor) detailsOf(ctx context.Context, taskNo string) ([]job.Detail, error) {
	for _, l := range e.linesOf(nil, "") {
		details, _, err := l.details(ctx, taskNo, listPage)
		if err != nil || len(details) > 0 {
			return details, err
		}
	}
	return nil, &WordError{
		What: fmt.Sprintf("task %s: the registrar shows no details of it", taskNo),
		Hint: "look up the number in the console's list of tasks, of the same account",
	}
}

// claimed finds the change of each domain of a task that the task can be of.
func (e *Executor) claimed(taskNo string, details []job.Detail, domains []string) ([]job.ChangeID, error) {
	types := make(map[string]string)
	for _, d := range details {
		types[asciiName(d.Domain)] = d.Type
	}
	for _, name := range domains {
		if _, held := types[name]; !held {
			return nil, &WordError{What: fmt.Sprintf("task %s does not hold %s", taskNo, api.WireName(name)), Hint: "look at the task's details in the console"}
		}
	}
	open, taken := make(map[string][]job.ChangeID), make(map[string]bool)
	for i := range e.Plan.Changes {
		c := &e.Plan.Changes[i]
		s := e.standing(c.ID)
		taskType, held := types[c.Subject]
		switch {
		case !held || len(domains) > 0 && !slices.Contains(domains, c.Subject):
		case undecided(&s) && operation(e.Plan.GroupOf(c.ID).Action).Task && operation(e.Plan.GroupOf(c.ID).Action).MayBe(taskType, e.Plan.GroupOf(c.ID).Target):
			open[c.Subject] = append(open[c.Subject], c.ID)
		case s.TaskNo == taskNo:
			taken[c.Subject] = true // a task is adopted once
		}
	}
	return e.single(taskNo, open, taken)
}

// single refuses what leaves a choice.
func (e *Executor) single(taskNo string, open map[string][]job.ChangeID, taken map[string]bool) ([]job.ChangeID, error) {
	var changes []job.ChangeID
	for name, of := range open {
		switch {
		case taken[name]:
		case len(of) > 1:
			return nil, &WordError{
				What: fmt.Sprintf("task %s: %s has %d changes that it may be of, and its type does not tell which", taskNo, api.WireName(name), len(of)),
				Hint: "leave these domains out by naming others, or record what was not done with --not-done",
			}
		default:
			changes = append(changes, of[0])
		}
	}
	if len(changes) == 0 {
		return nil, &WordError{
			What: fmt.Sprintf("task %s holds no domain of this run whose result is unknown and that its type fits", taskNo),
			Hint: "domainbatch status RUN lists what is unknown",
		}
	}
	slices.Sort(changes)
	return changes, nil
}

// undecided tells whether a person may decide what became of a change.
func undecided(s *job.Standing) bool {
	return s.State == job.Doubtful || s.State == job.Settled && s.Result == job.Unknown
}

// Undo records that a person found nothing done of what is unknown about some
// domains, in ASCII form, and plans it again for a later Apply, whatever the
// operation; what comes before a relock that was sent is settled as unsent instead. The registrar is asked once more before that. The error is a
// *WordError, and then nothing was recorded, where one of the domains has nothing
// unknown, or a task shows that may be the lost one; ErrInterrupted, a
// *StopError, or the journal's.
func (e *Executor) Undo(ctx context.Context, domains []string, who job.Person) (int, error) {
	if err := e.doubtSending(); err != nil {
		return 0, err
	}
	byGroup, left := make(map[job.GroupID][]job.ChangeID), make(map[string]bool)
	for _, name := range domains {
		left[name] = true
	}
	var changes, late []job.ChangeID
	precedents := e.precedents()
	for i := range e.Plan.Changes {
		c := &e.Plan.Changes[i]
		if s := e.standing(c.ID); !slices.Contains(domains, c.Subject) || !undecided(&s) {
			continue
		}
		changes = append(changes, c.ID)
		delete(left, c.Subject)
		if e.relocked(precedents[c.ID]) {
			late = append(late, c.ID) // the domain would be left unlocked, or the lock refuse it
			continue
		}
		byGroup[c.Group] = append(byGroup[c.Group], c.ID)
	}
	if len(left) > 0 {
		return 0, e.nothingUnknown(left)
	}
	if err := e.noTask(ctx, changes); err != nil {
		return 0, err
	}
	if err := e.notPlaced(ctx, changes); err != nil {
		return 0, err
	}
	last := e.Ledger.LastBatch
	batches := e.batchesOf(byGroup, func() job.BatchID { last++; return last })
	like := job.Standing{Lost: 1, Undone: true, Message: fmt.Sprintf(job.MessageSentAgain, who.Name)}
	return len(changes), e.record(&job.Event{
		At: time.Now(), Kind: job.KindUndone, Person: &who, Batches: batches,
		Note: fmt.Sprintf("nothing is said to have been done of %d changes whose answer is lost", len(changes)),
		Standings: append(e.plannedIn(batches, like), e.standings(late, func(s *job.Standing) {
			*s = job.Standing{
				Change: s.Change, State: job.Settled, Batch: s.Batch, Result: job.Unsent, Lost: 1, Undone: true,
				Message: fmt.Sprintf(job.MessageUndoneLate, who.Name),
			}
		})...),
	})
}

// noTask asks the registrar once more about changes that a person found not done:
// a *WordError names the task that shows by now.
func (e *Executor) noTask(ctx context.Context, changes []job.ChangeID) error {
	a := &apply{Executor: e}
	for _, d := range a.undecided(changes) {
		if !operation(a.Plan.Group(d.batch.Group).Action).Task {
			continue // there is none to look for
		}
		l, err := a.lineOf(a.Plan.Group(d.batch.Group))
		if err == nil {
			err = a.recallSent(d)
		}
		if err != nil {
			return err
		}
		s, err := a.survey(ctx, l, []*doubt{d})
		if err != nil {
			return interruptedOr(ctx, err)
		}
		claims, _, err := a.claims(ctx, l, s, d)
		if err != nil {
			return interruptedOr(ctx, err)
		}
		for _, id := range d.batch.Changes {
			if tasks := claims[id]; len(tasks) > 0 {
				return &WordError{
					What: fmt.Sprintf("task %s holds %s", strings.Join(tasks, ", "), api.WireName(e.Plan.Change(id).Subject)),
					Hint: "ask again with domainbatch reconcile RUN, or name the task with --adopt",
				}
			}
		}
	}
	return nil
}

// notPlaced looks at the account for the orders among changes that a person found
// not done: a *WordError where a domain's expiry is another one than the order was
// for. It may have been placed, and placing it again costs money again.
func (e *Executor) notPlaced(ctx context.Context, changes []job.ChangeID) error {
	for _, id := range changes {
		c, group := e.Plan.Change(id), e.Plan.GroupOf(id)
		was, dated := api.ParseTime(c.Own[paramExpiration])
		if !dated || !operation(group.Action).Money {
			continue
		}
		l, err := e.lineOf(group)
		if err != nil {
			return err
		}
		now, err := e.lookUp(ctx, l, c.Subject)
		if err != nil {
			return interruptedOr(ctx, err)
		}
		if !now.Expires.IsZero() && !api.SameDay(c.Own[paramExpiration], now.Expires) {
			return &WordError{
				What: fmt.Sprintf("the account shows %s until %s, and the order was for the one until %s: it may have been placed",
					api.WireName(c.Subject), now.Expires.Format(time.DateOnly), was.Format(time.DateOnly)),
				Hint: "look for the order in the console, and name its task with --adopt; plan it anew where it is wanted once more",
			}
		}
	}
	return nil
}

// undecided are doubts about changes, by the batch that they were sent in.
func (a *apply) undecided(changes []job.ChangeID) []*doubt {
	byBatch := make(map[job.BatchID]*doubt)
	var all []*doubt
	for _, id := range changes {
		s := a.standing(id)
		if s.State == job.Settled && (s.TaskNo != "" || s.Submitted.IsZero()) {
			continue // its task is known, and did not tell
		}
		d := byBatch[s.Batch]
		if d == nil {
			d = &doubt{batch: job.Batch{ID: s.Batch, Group: a.Plan.Change(id).Group}, begun: s.Submitted, since: s.Submitted}
			byBatch[s.Batch] = d
			all = append(all, d)
		}
		d.batch.Changes = append(d.batch.Changes, id)
	}
	return all
}

func interruptedOr(ctx context.Context, err error) error {
	if ended(ctx, err) {
		return ErrInterrupted
	}
	return err
}

// nothingUnknown names domains that a person cannot decide about, and how they stand.
func (e *Executor) nothingUnknown(names map[string]bool) error {
	var how []string
	for i := range e.Plan.Changes {
		c := &e.Plan.Changes[i]
		if s := e.standing(c.ID); names[c.Subject] && len(how) < 5 {
			how = append(how, fmt.Sprintf("%s (%s) is %s", api.WireName(c.Subject), e.Plan.GroupOf(c.ID).What(), s.Outcome()))
		}
	}
	if len(how) == 0 {
		for name := range names {
			how = append(how, api.WireName(name)+" is not in this run")
		}
	}
	return &WordError{What: "nothing is unknown about it: " + strings.Join(how, ", "), Hint: "domainbatch status RUN lists what is unknown"}
}
