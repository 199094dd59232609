package executor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

const (
	// sendTries is how often a batch that could surely not be sent is tried:
	// the waits double up to a minute, so this is about ten minutes without a way to the API.
	sendTries = 15
	// busyWait is the first wait for a domain that another task holds; it
	// doubles up to longestWait.
	busyWait = 2 * time.Second
)

// attempt is what became of sending a batch once.
type attempt struct {
	kind      job.Kind // accept, settle, return, split, refuse, doubt; empty: it was not its turn before the end
	taskNo    string
	diagnosis api.Diagnosis
	cause     error
	halves    []job.Batch
	ends      map[job.ChangeID]ending // with settle
	launched  time.Time
	begun     time.Time
}

// launchSubmit sends the next batch that may go. One that is larger than what
// the registrar was seen to take is cut first, and values that were read too
// long ago are read again.
func (a *apply) launchSubmit(ctx context.Context) bool {
	now := time.Now()
	if a.asksFirst > 0 {
		return false
	}
	w := a.queue.next(now)
	if w == nil {
		return false
	}
	if !a.prepare(ctx, w, now) {
		return true
	}
	w.read = time.Time{}
	a.countMail(w, now, +1)
	a.spawn(func() func() error {
		try, err := a.submit(ctx, w.batch)
		try.launched = now
		return func() error { return a.take(w, try, err) }
	})
	return true
}

// prepare sees to what comes before a batch is sent: false when it is not to be
// sent as it is, or not now.
func (a *apply) prepare(ctx context.Context, w *work, now time.Time) bool {
	limit, room := a.limit, a.mailRoom(w, now)
	switch {
	case a.withoutProfile(w):
		a.spawn(func() func() error {
			return func() error {
				return a.giveUpBatch(w, job.MessageNoProfile)
			}
		})
		return false
	case !operation(a.Plan.Group(w.batch.Group).Action).Write:
		a.launchRead(ctx, w)
		return false
	case room < len(w.batch.Changes) && room < mailsADay:
		a.leaveForTomorrow(w) // whole: the few that would be left go with it
		return false
	case room < len(w.batch.Changes):
		a.spawn(func() func() error {
			return a.shorten(w, room, fmt.Sprintf("no more than %d verification mails may be sent a day", mailsADay))
		})
		return false
	case limit > 0 && len(w.batch.Changes) > limit:
		a.spawn(func() func() error {
			return a.shorten(w, limit, fmt.Sprintf("the registrar was seen to take no more than %d domains in a request", limit))
		})
		return false
	}
	if moved := a.movedDates(w); len(moved) > 0 {
		a.launchDates(ctx, w, moved)
		return false
	}
	if old := a.mustRecheck(w, now); len(old) > 0 {
		a.launchRecheck(ctx, w, old)
		return false
	}
	return true
}

// submit makes one attempt at a batch: wait for the turn, write down that it is
// about to be sent, send it, write down the answer. Between the two writes
// nothing interrupts it.
func (a *apply) submit(ctx context.Context, b job.Batch) (attempt, error) {
	group := a.Plan.Group(b.Group)
	l, err := a.lineOf(group)
	if err != nil {
		return attempt{}, err
	}
	params := a.request(b)
	if err := whole(group.Action, params); err != nil {
		return attempt{}, err
	}
	if err := l.turn(ctx); err != nil {
		return attempt{}, nil // the run is ending; the batch is still planned
	}
	try := attempt{begun: time.Now()}
	if a.shutFor(a.kindOf(&b), try.begun) != nil {
		l.done()
		return attempt{}, nil // its turn came too late; the batch is still planned
	}
	if err := a.begin(b, try.begun); err != nil {
		l.done()
		return attempt{}, err
	}
	call := &job.Call{Action: group.Action, Batch: b.ID, Domains: len(b.Changes)}
	sent := l.send(ctx, call, params, true)
	a.judge(&try, sent, b)
	call.TaskNo = try.taskNo
	if call.Code == "" {
		call.Code = try.diagnosis.Code
	}
	answer := a.answerEvent(time.Now(), b, &try, call.RequestID)
	return try, errors.Join(a.record(append(callEvent(call), answer)...), a.warnClock(&try.diagnosis))
}

// begin writes down that a batch is about to be sent.
func (a *apply) begin(b job.Batch, now time.Time) error {
	event := &job.Event{At: now, Kind: job.KindBegin, Batch: b.ID}
	event.Standings = a.standings(b.Changes, func(s *job.Standing) {
		s.State, s.Submitted, s.Undone = job.Sending, now, false
		s.Code, s.Message, s.RequestID = "", "", ""
		s.Relock = a.relocks(s.Change)
	})
	return a.record(event)
}

// judge decides what an answer to a write means.
func (a *apply) judge(try *attempt, sent answer, b job.Batch) {
	try.diagnosis, try.cause = sent.diagnosis, sent.err
	if sent.err == nil && a.good(try, sent.response.Body, b) {
		return
	}
	switch try.diagnosis.Reaction {
	case api.Doubt:
		try.kind = job.KindDoubt
	case api.Refuse:
		if a.gone(&try.diagnosis, b) {
			try.kind = job.KindSettle
			try.ends = map[job.ChangeID]ending{b.Changes[0]: {result: job.Succeeded, message: fmt.Sprintf(job.MessageGone, sentence(try))}}
			return
		}
		try.kind = a.whatOf(&try.diagnosis, b)
	default: // surely not done: try again, or stop the run and try another day
		try.kind = job.KindReturn
	}
	if try.kind == job.KindSplit {
		try.halves = a.halves(b)
	}
}

// good reads an answer that is no error; one that says nothing leaves open what was done.
func (a *apply) good(try *attempt, body []byte, b job.Batch) bool {
	op := operation(a.Plan.Group(b.Group).Action)
	if op.Task {
		try.taskNo, try.cause = api.TaskNo(body)
		try.kind = job.KindAccept
	} else {
		try.ends, try.cause = a.endings(op, b, body)
		try.kind = job.KindSettle
	}
	if try.cause == nil {
		return true
	}
	try.diagnosis = api.Diagnose(try.cause, true)
	return false
}

// whatOf decides what a no to a whole batch means for its changes.
func (a *apply) whatOf(d *api.Diagnosis, b job.Batch) job.Kind {
	switch {
	case d.Busy && a.anyDoubted(b.Changes):
		return job.KindDoubt // it may be our own task that holds the domain
	case usedUp(d.Code):
		return job.KindReturn
	case len(b.Changes) > 1 && a.suspected(b.Group, d):
		return job.KindReturn // what they share is suspect: see blame
	case len(b.Changes) > 1:
		return job.KindSplit
	case d.Busy:
		return job.KindReturn
	}
	return job.KindRefuse
}

func (a *apply) anyDoubted(ids []job.ChangeID) bool {
	for _, id := range ids {
		if s := a.standing(id); s.Doubted() {
			return true
		}
	}
	return false
}

// loses counts the loss of the answer about a change. A request that a task holds up
// has surely done nothing: what is in doubt is the one before it, which was counted.
func (try *attempt) loses(s *job.Standing) int {
	if try.diagnosis.Busy && s.Doubted() {
		return 0
	}
	return 1
}

// answerEvent is the entry that says what became of the attempt.
func (a *apply) answerEvent(now time.Time, b job.Batch, try *attempt, requestID string) *job.Event {
	if try.kind == job.KindSettle {
		return a.instantEvent(now, b, try, requestID)
	}
	e := &job.Event{At: now, Kind: try.kind, Batch: b.ID, Batches: try.halves}
	e.Standings = a.standings(b.Changes, func(s *job.Standing) {
		s.Code, s.Message, s.RequestID = try.diagnosis.Code, sentence(try), requestID
		switch try.kind {
		case job.KindAccept:
			s.State, s.TaskNo, s.Code, s.Message = job.Accepted, try.taskNo, "", ""
		case job.KindRefuse:
			s.State, s.Finished, s.Submitted = job.Refused, now, try.begun
		case job.KindDoubt:
			s.State, s.Lost = job.Doubtful, s.Lost+try.loses(s)
		default:
			s.State, s.Submitted = job.Planned, time.Time{}
			if try.kind == job.KindSplit || try.diagnosis.Reaction == api.Refuse && !try.diagnosis.Busy {
				s.Code, s.Message, s.RequestID = "", "", "" // it was not this one alone that was refused
			}
		}
	})
	for _, half := range try.halves {
		for _, id := range half.Changes {
			for i := range e.Standings {
				if e.Standings[i].Change == id {
					e.Standings[i].Batch = half.ID
				}
			}
		}
	}
	return e
}

// sentence is the API's own words, or ours where it said none.
func sentence(try *attempt) string {
	if try.diagnosis.Message != "" {
		return try.diagnosis.Message
	}
	if try.cause != nil {
		return try.cause.Error()
	}
	return ""
}

// take takes an attempt into the state of the run.
func (a *apply) take(w *work, try attempt, err error) error {
	if err != nil {
		return err
	}
	if try.kind != "" && try.kind != job.KindReturn && try.kind != job.KindSplit {
		a.sent += len(w.batch.Changes)
		if !try.diagnosis.Busy {
			a.active = time.Now()
		}
	}
	if try.kind == "" || try.kind == job.KindReturn || try.kind == job.KindSplit {
		a.countMail(w, try.launched, -1)
	}
	if err := a.takeKind(w, &try); err != nil || try.kind == "" || w.pending {
		return err
	}
	return a.answered(w)
}

func (a *apply) takeKind(w *work, try *attempt) error {
	w.pending = false
	switch try.kind {
	case job.KindAccept:
		a.blame(w.batch.Changes[0]).accepted = true
		a.follow(try.taskNo, w.batch.ID, w.batch.Changes, try.begun)
		a.schedule()
	case job.KindReturn:
		switch {
		case usedUp(try.diagnosis.Code):
			a.noMoreToday(w)
			return nil
		case try.diagnosis.Reaction == api.Refuse && !try.diagnosis.Busy:
			a.park(w)
			return nil
		}
		w.pending = true
		if try.diagnosis.Busy {
			a.landed(w)
		}
		return a.again(w, try)
	case job.KindSplit:
		a.split(w, try.halves)
	case job.KindSettle:
		return a.takeInstant(w, try)
	case job.KindRefuse:
		return a.refuse(w.batch.Changes[0], try)
	case job.KindDoubt:
		a.doubt(w, try)
	}
	return nil
}

// again puts a batch that was surely not done in line for another try.
func (a *apply) again(w *work, try *attempt) error {
	action, d := a.Plan.Group(w.batch.Group).Action, &try.diagnosis
	l, err := a.lineOf(a.Plan.Group(w.batch.Group))
	if err != nil {
		return err
	}
	stop := &StopError{Account: l.called(), Action: action, Diagnosis: *d, Err: try.cause}
	if l.lasting(action, d, w.clocked) {
		return stop
	}
	w.tries++
	w.clocked += count(d.Clock)
	most, first, waiting := sendTries, firstWait, &a.waits[a.kindOf(&w.batch)].retrying
	switch {
	case d.Busy:
		most, first, waiting = 1<<30, busyWait, &a.waits[a.kindOf(&w.batch)].busy // as long as --wait lasts
	case d.Throttled:
		most = throttleTries
	case d.Clock: // told otherwise
	default:
		a.stalled(try.cause)
	}
	if w.tries > most {
		stop.Err = fmt.Errorf("not sent after %d tries: %w", w.tries, try.cause)
		return stop
	}
	*waiting++
	wait := max(waitAfter(first, w.tries), d.Wait)
	a.timers.add(time.Now().Add(wait), func(context.Context) error {
		*waiting--
		a.queue.back(w)
		return nil
	})
	return nil
}

// waitAfter is the wait after a number of tries, doubling from the first.
func waitAfter(first time.Duration, tries int) time.Duration {
	return min(first<<min(max(tries-1, 0), 10), longestWait)
}
