package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// ending is what the answer of an operation without a task says of one change.
type ending struct {
	result  job.Result
	code    string
	message string
	made    string     // the id of what it made
	later   bool       // nothing was done of it: the day's mails are used up
	fields  job.Params // of the answer; nil: nothing that a reader would want to know
}

// errTold is an answer that does not tell what it is for.
var errTold = errors.New("it does not tell what became of the request")

// endings reads the answer of an operation without a task: what it says of each
// change. Those that it does not speak of are left out.
func (a *apply) endings(op *api.Operation, b job.Batch, body []byte) (map[job.ChangeID]ending, error) {
	switch {
	case op.Joined:
		return a.endingsOfEach(op, b, body)
	case slices.Contains(op.Answer.Fields, failList):
		return endingOfLists(op, b, body)
	}
	r, err := api.Read(op, body, api.Asked{Page: 1, Size: 1})
	if err == nil && r.RequestID == "" {
		err = &api.AnswerError{Action: op.Name, Err: errTold}
	}
	if err != nil {
		return nil, err
	}
	end := ending{result: job.Succeeded, fields: shownFields(op, r.Fields)}
	switch op.Name {
	case api.SaveRegistrantProfile:
		end.made = r.Fields[profileID]
		if end.made == "" {
			end.made = a.param(b.Changes[0], profileID)
		}
		if end.made == "" {
			return nil, &api.AnswerError{Action: op.Name, Err: errTold}
		}
	case api.AcknowledgeTaskResult:
		a.acknowledged(&end, r.Fields["Result"], b)
	}
	ends := make(map[job.ChangeID]ending, len(b.Changes))
	for _, id := range b.Changes {
		ends[id] = end
	}
	return ends, nil
}

const (
	failList  = "FailList"
	profileID = "RegistrantProfileId"
)

// shownFields are the members of an answer that a reader may see: none that is empty or a secret.
func shownFields(op *api.Operation, fields job.Params) job.Params {
	shown := make(job.Params)
	for name, value := range fields {
		p, _ := op.Param(name)
		if value != "" && !p.Secret && name != api.AnswerCode && name != "Token" {
			shown[name] = value
		}
	}
	if len(shown) == 0 {
		return nil
	}
	return shown
}

// acknowledged reads how many results were taken out of the inbox (003 §5.1).
// Those that were not there are where they were to be; only where none was, and
// none may have been taken out before, the numbers must be wrong.
func (a *apply) acknowledged(end *ending, result string, b job.Batch) {
	n, err := strconv.Atoi(result)
	switch {
	case err != nil || n >= len(b.Changes):
	case n == 0 && !a.anyDoubted(b.Changes):
		end.result, end.code = job.Failed, "NotInInbox"
		end.message = job.MessageNotInInbox
	default:
		end.message = fmt.Sprintf(job.MessageSomeInInbox, n, len(b.Changes))
	}
}

// endingsOfEach reads the answer to a joined request.
func (a *apply) endingsOfEach(op *api.Operation, b job.Batch, body []byte) (map[job.ChangeID]ending, error) {
	each, err := api.Each(op, body)
	if err != nil {
		return nil, err
	}
	ends := make(map[job.ChangeID]ending, len(b.Changes))
	for _, id := range b.Changes {
		subject := a.Plan.Change(id).Subject
		at := slices.IndexFunc(each, func(e api.ForEach) bool { return strings.EqualFold(strings.TrimSpace(e.Subject), subject) })
		if at >= 0 {
			ends[id] = endingOf(&each[at])
		}
	}
	return ends, nil
}

func endingOf(e *api.ForEach) ending {
	end := ending{result: job.Succeeded, code: e.Code, message: e.Message}
	switch {
	case usedUp(e.Code):
		end.later = true
	case e.Exists:
		end.message = job.MessageMailedBefore
	case !e.OK:
		end.result = job.Failed
	}
	return end
}

// endingOfLists reads an answer that lists what went well and what did not, of
// one change that is not about any of these itself (003 §5.40).
func endingOfLists(op *api.Operation, b job.Batch, body []byte) (map[job.ChangeID]ending, error) {
	each, err := api.Each(op, body)
	if err != nil {
		return nil, err
	}
	end := ending{result: job.Succeeded, fields: make(job.Params)}
	var well, bad []string
	for _, e := range each {
		if e.OK || e.Exists {
			well = append(well, e.Subject)
			continue
		}
		bad = append(bad, e.Subject)
		end.result, end.code, end.message = job.Failed, e.Code, strings.TrimSpace(fmt.Sprintf(job.MessageRefusedFor, e.Subject+" "+e.Message))
	}
	if len(well) > 0 {
		end.fields["SuccessList"] = strings.Join(well, ", ")
	}
	if len(bad) > 0 {
		end.fields[failList] = strings.Join(bad, ", ")
	}
	return map[job.ChangeID]ending{b.Changes[0]: end}, nil
}

// param is what the request of a change has for a parameter.
func (a *apply) param(id job.ChangeID, name string) string {
	if value := a.Plan.Change(id).Own[name]; value != "" {
		return value
	}
	return a.Plan.GroupOf(id).Shared[name]
}

// gone tells whether a refusal says that what was to be deleted is not there, after
// an answer about deleting it was lost.
func (a *apply) gone(d *api.Diagnosis, b job.Batch) bool {
	deletes := a.Plan.Group(b.Group).Action == api.DeleteRegistrantProfile
	return deletes && strings.EqualFold(d.Code, "ContactTemplateNotExist") && a.anyDoubted(b.Changes)
}

// instantEvent is the entry for an answer that ends changes at once. Those that it
// does not speak of are in doubt.
func (a *apply) instantEvent(now time.Time, b job.Batch, try *attempt, requestID string) *job.Event {
	e := &job.Event{At: now, Kind: job.KindSettle, Batch: b.ID}
	e.Standings = a.standings(b.Changes, func(s *job.Standing) {
		s.RequestID, s.Code, s.Message = requestID, "", ""
		end, told := try.ends[s.Change]
		if !told {
			s.State, s.Lost, s.Message = job.Doubtful, s.Lost+1, job.MessageUntold
			return
		}
		if end.later {
			s.State, s.Submitted, s.Code, s.Message = job.Planned, time.Time{}, end.code, end.message
			return
		}
		s.State, s.Result, s.Finished = job.Settled, end.result, now
		s.Code, s.Message, s.Made = end.code, end.message, end.made
		s.Submitted = try.begun // for what was read no word came before
		if end.fields != nil {
			e.Answers = append(e.Answers, job.Answer{Change: s.Change, Fields: end.fields})
		}
	})
	return e
}

// takeInstant takes an answer that ends changes into the state of the run.
func (a *apply) takeInstant(w *work, try *attempt) error {
	var untold, later []job.ChangeID
	for _, id := range w.batch.Changes {
		end, told := try.ends[id]
		switch {
		case !told:
			untold = append(untold, id)
			continue
		case end.later:
			later = append(later, id)
			continue
		}
		a.blame(id).accepted = a.blame(id).accepted || end.result == job.Succeeded
		a.ended++
		if err := a.conclude(id); err != nil {
			return err
		}
	}
	if len(later) > 0 {
		a.sent -= len(later)
		a.noMoreToday(&work{batch: job.Batch{ID: w.batch.ID, Group: w.batch.Group, Changes: later}})
	}
	if len(untold) > 0 {
		a.doubt(&work{batch: job.Batch{ID: w.batch.ID, Group: w.batch.Group, Changes: untold}, tries: w.tries}, try)
	}
	return nil
}

// launchRead makes a call that changes nothing for a row that asks for it. Its turn
// comes like that of every other, but as it may be made as often as wanted,
// nothing is written down before it.
func (a *apply) launchRead(ctx context.Context, w *work) {
	a.spawn(func() func() error {
		try, err := a.inquire(ctx, w.batch)
		return func() error {
			if ended(ctx, err) {
				return nil // it is still planned
			}
			return a.take(w, try, err)
		}
	})
}

// inquire makes the call of a batch that changes nothing, and records the answer.
func (a *apply) inquire(ctx context.Context, b job.Batch) (attempt, error) {
	group, op := a.Plan.Group(b.Group), operation(a.Plan.Group(b.Group).Action)
	l, err := a.lineOf(group)
	if err != nil {
		return attempt{}, err
	}
	try, requestID := attempt{kind: job.KindSettle, begun: time.Now()}, ""
	err = l.read(ctx, op.Name, a.request(b), func(body []byte) (err error) {
		requestID = api.RequestID(body)
		try.ends, err = a.endings(op, b, body)
		return err
	})
	if d, refused := refused(op, err); refused {
		try.kind, try.diagnosis, try.cause, requestID = job.KindRefuse, d, err, d.RequestID
		err = nil
	}
	if err != nil {
		return try, err
	}
	return try, a.record(a.answerEvent(time.Now(), b, &try, requestID))
}

// refused tells whether a reading operation was refused for what it asks about: by
// a no, or by a code of its own that trying again did not mend (003 §5.2).
func refused(op *api.Operation, err error) (api.Diagnosis, bool) {
	if d, no := refusal(err); no {
		return d, true
	}
	stop, stopped := errors.AsType[*StopError](err)
	if stopped && stop.Diagnosis.Reaction == api.Retry && !stop.Diagnosis.Throttled && slices.Contains(op.Errors, stop.Diagnosis.Code) {
		return stop.Diagnosis, true
	}
	return api.Diagnosis{}, false
}

// decideAtOnce decides about answers that were lost of an operation without a task:
// there is nothing to look for. What has the same end when it is sent again is
// sent again; all else is left to a person.
func (a *apply) decideAtOnce(d *doubt) verdict {
	v := verdict{doubt: d, unknown: make(map[job.ChangeID]string)}
	for _, id := range d.batch.Changes {
		switch {
		case d.closed: // it stays unknown
		case !a.sameAgain(id):
			v.unknown[id] = leftToAPerson("", a.Plan.GroupOf(id), d.begun)
		case d.lost >= mostLosses:
			v.unknown[id] = fmt.Sprintf(job.MessageLostOften, d.lost)
		default:
			v.undone = append(v.undone, id)
		}
	}
	return v
}

// sameAgain tells whether sending a change again has the same end. Changing a
// profile has, making one has not.
func (a *apply) sameAgain(id job.ChangeID) bool {
	op := operation(a.Plan.GroupOf(id).Action)
	return op.AfterDoubt == api.SameAgain || op.Name == api.SaveRegistrantProfile && a.param(id, profileID) != ""
}

// leftToAPerson is why a change stays unknown that is not sent again: shown is what
// the registrar shows of it.
func leftToAPerson(shown string, group *job.Group, begun time.Time) string {
	how := "--not-done where nothing was done"
	if operation(group.Action).Task {
		how = "--adopt or --not-done"
	}
	what := fmt.Sprintf("%s of %s, then record what was found with domainbatch reconcile, %s%s", lookFor(group), begun.Format(time.RFC3339), how, shown)
	return fmt.Sprintf(job.MessageNeverAgain, what)
}

// lookFor says what a person has to look for where an answer was lost.
func lookFor(group *job.Group) string {
	op := operation(group.Action)
	switch {
	case op.Name == api.SaveRegistrantProfile:
		return "look in the console for a registrant profile"
	case op.Subject == "Email":
		return "look in the console's list of e-mail verifications for a mail"
	case op.Name == api.VerifyEmail:
		return "look in the console whether the address is verified, by a request"
	case !op.Task:
		return "look at the transfer in the console, for a request"
	}
	return "look in the console for an order or a task"
}
