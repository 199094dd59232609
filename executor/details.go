package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// found is what the details of a task say about the changes that it was made for.
type found struct {
	settled  []job.Standing
	lacking  []job.ChangeID          // the registrar's task does not have them
	domains  map[string][]job.Detail // what it has, by domain in ASCII form
	open     bool                    // some of what it has is not ended
	settling bool                    // the registrar may not have had the time to show the task whole
	rest     job.Batch               // the batch made of those it lacks
}

// look reads the details of a task and records what they say. It is safe to
// call side by side for different tasks.
func (a *apply) look(ctx context.Context, t *task) (found, error) {
	l, err := a.lineOf(a.Plan.Group(t.group))
	if err != nil {
		return found{}, err
	}
	asked := time.Now()
	details, whole, err := l.details(ctx, t.no, len(t.changes))
	if err != nil {
		return found{}, err
	}
	f := sorted(details)
	f.settling = asked.Sub(t.since) < a.Settle
	a.compare(t, &f, whole)
	if err := errors.Join(a.corroborate(ctx, l, f.settled), a.confirm(ctx, l, t, &f)); err != nil {
		return found{}, err
	}
	if err := a.keepSecrets(operation(a.Plan.Group(t.group).Action), &f); err != nil {
		return found{}, err
	}
	f.settled = slices.DeleteFunc(f.settled, func(s job.Standing) bool {
		before := a.standing(s.Change)
		return before.State == job.Settled && s.Result == job.Unknown // it was unknown, and stays so
	})
	var events []*job.Event
	now := time.Now()
	if len(f.settled) > 0 {
		events = append(events, &job.Event{At: now, Kind: job.KindSettle, Batch: t.batch, Standings: f.settled})
	}
	if len(f.lacking) > 0 {
		f.rest = job.Batch{ID: a.newBatch(), Group: t.group, Changes: f.lacking}
		events = append(events, a.cutEvent(now, t, &f))
	}
	if len(events) == 0 {
		return f, nil
	}
	return f, a.record(events...)
}

// compare holds what was sent against the details.
func (a *apply) compare(t *task, f *found, whole bool) {
	shown := whole && len(f.domains) > 0 && (!f.open || !f.settling)
	for _, id := range t.changes {
		s := a.standing(id)
		of := f.domains[a.Plan.Change(id).Subject]
		switch {
		case s.TaskNo != t.no || s.State != job.Accepted && s.Outcome() != job.Unknown:
			continue // it has its answer
		case len(of) > 0:
			if settle(&s, of) {
				f.settled = append(f.settled, s)
			}
		case shown && s.State == job.Accepted:
			f.lacking = append(f.lacking, id)
		}
	}
}

// sorted is what a task has, by domain.
func sorted(details []job.Detail) found {
	f := found{domains: make(map[string][]job.Detail, len(details))}
	for _, d := range details {
		name := asciiName(d.Domain)
		f.domains[name] = append(f.domains[name], d)
		f.open = f.open || !d.Status.Ended()
	}
	return f
}

// settle gives a change the result that its details agree on. A domain may come
// more than once; as long as one of them is open, or they contradict each
// other, there is no result to be had from them.
func settle(s *job.Standing, of []job.Detail) bool {
	last := of[0]
	for _, d := range of {
		if !d.Status.Ended() {
			return false
		}
		if d.Status != last.Status {
			s.State, s.Result, s.Finished = job.Settled, job.Unknown, time.Now()
			s.Message = fmt.Sprintf(job.MessageTwoEnds, last.No, d.No)
			return true
		}
		last = d
	}
	s.State, s.Result, s.Code = job.Settled, job.Succeeded, "EXECUTE_SUCCESS"
	if last.Status == job.StatusFailure {
		s.Result, s.Code = job.Failed, "EXECUTE_FAILURE"
	}
	s.Status, s.TaskDetailNo, s.Message = last.Status, last.No, last.Message
	s.Finished = time.Now()
	if at, ok := api.ParseTime(last.Updated); ok && !at.Before(s.Submitted.Add(-slack)) && !at.After(s.Finished.Add(slack)) {
		s.Finished = at
	}
	return true
}

// slack is how far the registrar's clock may be from ours. No document states
// the zone of its times, so that one further off is not in the zone we take it for.
const slack = 5 * time.Minute

// asciiName is the form in which domains are compared; a name that is none
// stays as it is and matches nothing.
func asciiName(domain string) string {
	if ascii, err := api.Domain(domain); err == nil {
		return ascii
	}
	return domain
}

// takeDetails takes what a look found into the state of the run.
func (a *apply) takeDetails(t *task, f found) error {
	for _, s := range f.settled {
		a.ended++
		if err := a.conclude(s.Change); err != nil {
			return err
		}
	}
	if len(f.settled)+len(f.lacking) > 0 {
		a.active = time.Now()
		t.changes = without(t.changes, f)
	}
	if len(t.changes) == 0 {
		a.round.ended++
		delete(a.tasks, t.no)
	}
	return a.takeShortage(&f)
}

func without(changes []job.ChangeID, f found) []job.ChangeID {
	gone := make(map[job.ChangeID]bool)
	for _, s := range f.settled {
		gone[s.Change] = true
	}
	for _, id := range f.lacking {
		gone[id] = true
	}
	var left []job.ChangeID
	for _, id := range changes {
		if !gone[id] {
			left = append(left, id)
		}
	}
	return left
}

// details reads all details of a task: from the list (003 §5.14), or from the
// history (003 §5.13) when the list does not show it any more. whole tells
// whether surely nothing is missing. A no of the API is an empty list: what it
// says to a task that has moved on is not documented.
func (l *line) details(ctx context.Context, no string, most int) (details []job.Detail, whole bool, err error) {
	size := min(max(most, listPage), 1000) // documented maximum of QueryTaskDetailList
	seen := make(map[string]bool)
	for number := 1; ; number++ {
		var page api.Page[job.Detail]
		params := l.run.withLang(api.DetailsRequest(no, number, size))
		err := l.read(ctx, api.QueryTaskDetailList, params, func(body []byte) (err error) {
			page, err = api.Details(body, number, size)
			return err
		})
		if _, refused := refusal(err); refused {
			break
		}
		if err != nil {
			return nil, false, err
		}
		fresh := unseen(seen, page.Items)
		details = append(details, fresh...)
		whole = !page.More && len(details) >= page.Total
		if !page.More || len(fresh) == 0 { // a page that repeats may stand in the place of another, and never ends
			break
		}
	}
	if len(details) == 0 {
		return l.detailHistory(ctx, no)
	}
	return details, whole, nil
}

// unseen are the details that did not come before; pages may repeat.
func unseen(seen map[string]bool, details []job.Detail) []job.Detail {
	var fresh []job.Detail
	for _, d := range details {
		key := d.No + " " + d.Domain
		if !seen[key] {
			seen[key] = true
			fresh = append(fresh, d)
		}
	}
	return fresh
}

func (l *line) detailHistory(ctx context.Context, no string) (details []job.Detail, whole bool, err error) {
	seen := make(map[string]bool)
	var at api.Cursor
	for {
		var page []job.Detail
		params := l.run.withLang(api.DetailHistoryRequest(no, listPage, at))
		err := l.read(ctx, api.QueryTaskDetailHistory, params, func(body []byte) (err error) {
			page, at, err = api.DetailHistory(body)
			return err
		})
		if _, refused := refusal(err); refused {
			return details, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		fresh := unseen(seen, page)
		details = append(details, fresh...)
		if !at.More() || len(fresh) == 0 {
			return details, !at.More(), nil
		}
	}
}
