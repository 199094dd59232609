package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Read asks what must be known before anything is sent, and changes nothing:
// it has each distinct contact verified once, and with Before reads the present
// contact of every domain that is to be changed. What an earlier Read of the
// same run has learned is not asked again. It returns ErrInterrupted when the
// context ended, a *StopError when the API does not let it go on.
func (e *Executor) Read(ctx context.Context) error {
	err := e.verify(ctx)
	if err == nil && e.Before {
		err = e.readBefore(ctx)
	}
	return interruptedOr(ctx, err)
}

// ReadBefore does of Read what comes first where contacts still hold api.Current:
// it reads the present contacts, and verifies none.
func (e *Executor) ReadBefore(ctx context.Context) error {
	return interruptedOr(ctx, e.readBefore(ctx))
}

// verify asks VerifyContactField (003 §5.43) about each contact that no answer
// is known for and that is still to be sent.
func (e *Executor) verify(ctx context.Context) error {
	users := make(map[job.ContactID][]job.ChangeID)
	for i := range e.Plan.Changes {
		c := &e.Plan.Changes[i]
		if e.standing(c.ID).State.Ended() {
			continue
		}
		for _, contact := range slices.Compact([]job.ContactID{e.Plan.Group(c.Group).Contact, c.Contact}) {
			if contact != 0 {
				users[contact] = append(users[contact], c.ID)
			}
		}
	}
	var open []job.ContactID
	for i := range e.Plan.Contacts {
		id := e.Plan.Contacts[i].ID
		if _, known := e.Ledger.Checks[id]; !known && len(users[id]) > 0 {
			open = append(open, id)
		}
	}
	by := func(i int) string { return e.Plan.GroupOf(users[open[i]][0]).Account }
	return e.each(ctx, StageVerify, len(e.Ledger.Checks), len(open), by, func(ctx context.Context, i int) error {
		return e.verifyOne(ctx, e.Plan.Contact(open[i]), users[open[i]])
	})
}

// each does n things side by side, those of each account at its own pace, and reports
// the progress. by gives the account that a thing is of.
func (e *Executor) each(ctx context.Context, stage Stage, before, n int, by func(int) string, do func(context.Context, int) error) error {
	if n == 0 {
		return ctx.Err()
	}
	var done atomic.Int64
	e.progress(stage, before, before+n)
	lanes := make(map[string][]int)
	for i := range n {
		lanes[by(i)] = append(lanes[by(i)], i)
	}
	all, each := errgroup.WithContext(ctx)
	for _, lane := range lanes {
		all.Go(func() error {
			return e.abreastIn(each, lane, func(ctx context.Context, i int) error {
				err := do(ctx, i)
				if err == nil {
					e.progress(stage, before+int(done.Add(1)), before+n)
				}
				return err
			})
		})
	}
	if err := all.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// abreastIn does the things of one account.
func (e *Executor) abreastIn(ctx context.Context, lane []int, do func(context.Context, int) error) error {
	group, each := errgroup.WithContext(ctx)
	group.SetLimit(e.abreast())
	for _, i := range lane {
		if each.Err() != nil {
			break
		}
		group.Go(func() error { return do(each, i) })
	}
	return group.Wait()
}

func (e *Executor) verifyOne(ctx context.Context, contact *job.Contact, users []job.ChangeID) error {
	l, err := e.lineOf(e.Plan.GroupOf(users[0]))
	if err != nil {
		return err
	}
	check := &job.Check{Contact: contact.ID, OK: true}
	err = l.read(ctx, api.VerifyContactField, e.withLang(api.VerifyRequest(e.Site, contact.Fields)), func(body []byte) error {
		check.RequestID = api.RequestID(body)
		return api.Verified(body)
	})
	event := &job.Event{Kind: job.KindVerified, Check: check}
	if d, refused := refusal(err); refused && api.IsVerifyRefusal(d) {
		check.OK, check.Code, check.Message, check.RequestID = false, d.Code, d.Message, d.RequestID
		event.Standings = e.invalid(users, check)
		err = nil
	}
	if err != nil {
		return refusedRead(err)
	}
	check.At = time.Now()
	event.At = check.At
	return e.record(event)
}

// invalid settles the changes of a contact that verification refuses.
func (e *Executor) invalid(users []job.ChangeID, check *job.Check) []job.Standing {
	var open []job.ChangeID
	for _, id := range users {
		if !e.standing(id).State.Ended() {
			open = append(open, id)
		}
	}
	return e.standings(open, func(s *job.Standing) {
		s.State, s.Result, s.Code = job.Settled, job.Invalid, check.Code
		s.Message = fmt.Sprintf(job.MessageRefusedData, check.Message)
		s.RequestID = check.RequestID
	})
}

// refusedRead makes a no to a read that cannot be passed over an end of the run.
func refusedRead(err error) error {
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return &StopError{Account: refused.Account, Action: refused.Action, Diagnosis: refused.Diagnosis, Err: err}
	}
	return err
}

// readBefore asks QueryContactInfo (003 §5.9) for each change of a contact that
// is still to be sent and that was not asked about before.
func (e *Executor) readBefore(ctx context.Context) error {
	var open []job.ChangeID
	known := len(e.Ledger.Befores)
	for i := range e.Plan.Changes {
		id := e.Plan.Changes[i].ID
		_, read := e.Ledger.Befores[id]
		if !read && !e.standing(id).State.Ended() && e.Plan.GroupOf(id).Target != "" {
			open = append(open, id)
		}
	}
	by := func(i int) string { return e.Plan.GroupOf(open[i]).Account }
	return e.each(ctx, StageBefore, known, len(open), by, func(ctx context.Context, i int) error {
		return e.readBeforeOne(ctx, open[i])
	})
}

func (e *Executor) readBeforeOne(ctx context.Context, id job.ChangeID) error {
	group := e.Plan.GroupOf(id)
	l, err := e.lineOf(group)
	if err != nil {
		return err
	}
	before, err := e.readNow(ctx, l, id)
	if err != nil {
		return err
	}
	event := &job.Event{At: before.At, Kind: job.KindRead, Before: &before}
	if e.same(group, before.Fields) {
		event.Standings = e.standings([]job.ChangeID{id}, func(s *job.Standing) {
			s.State, s.Result, s.RequestID = job.Settled, job.Unchanged, before.RequestID
			s.Message = job.MessageEqual
		})
	}
	return e.record(event)
}

// readNow reads the contact that a change is about. A no of the API is no error:
// the domain may be gone or its contact unreadable, and the change itself will
// be told so, with the registrar's own words.
func (e *Executor) readNow(ctx context.Context, l *line, id job.ChangeID) (job.Before, error) {
	before := job.Before{Change: id}
	var err error
	before.Fields, before.RequestID, err = e.contactOf(ctx, l, e.Plan.Change(id).Subject, e.Plan.GroupOf(id).Target)
	if d, refused := refusal(err); refused {
		before.Code, before.Message, before.RequestID = d.Code, d.Message, d.RequestID
		err = nil
	}
	before.At = time.Now()
	return before, err
}

// contactOf reads one contact of a domain.
func (e *Executor) contactOf(ctx context.Context, l *line, domain, target string) (fields job.Params, requestID string, err error) {
	params := e.withLang(api.ContactRequest(domain, target))
	err = l.read(ctx, api.QueryContactInfo, params, func(body []byte) (err error) {
		requestID = api.RequestID(body)
		fields, err = api.Contact(body)
		return err
	})
	return fields, requestID, err
}

// same tells whether a domain already has all that a change would send. A field
// that the API did not return counts as different, one that is api.Current as
// equal if it did. A change by profile id is never the same: what the profile
// holds is not known.
func (e *Executor) same(group *job.Group, now job.Params) bool {
	if group.Contact == 0 || len(now) == 0 {
		return false
	}
	for name, want := range e.Plan.Contact(group.Contact).Fields {
		if name == "RegistrantType" {
			continue // QueryContactInfo does not return it (003 §5.9)
		}
		if have, told := now[name]; !told || have != want && want != api.Current {
			return false
		}
	}
	return true
}

// withLang adds the language of messages where the user chose one.
func (e *Executor) withLang(params job.Params) job.Params {
	if e.Lang != "" {
		params["Lang"] = e.Lang
	}
	return params
}

// operation is the catalogue's entry for an action that the program knows.
func operation(action string) *api.Operation {
	op, _ := api.Lookup(action)
	return op
}
