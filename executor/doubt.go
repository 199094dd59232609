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

// mostLosses is how often the answer about one change may be lost before it is
// left to a person: something is wrong that sending again does not mend.
const mostLosses = 8

// tooOld is the age from which a lost answer is left to a person: how long
// tasks stay in the registrar's lists is not documented.
const tooOld = 3 * day

// doubt is a batch whose answer was lost.
type doubt struct {
	batch job.Batch      // what of it is still in doubt
	sent  []job.ChangeID // all that the request held
	begun time.Time      // of the attempt whose answer was lost
	since time.Time      // when that was noticed; until then the registrar may have acted
	busy  bool           // a later attempt was refused, since a task holds the domain: whose?
	tries int            // of the work that the batch was
	lost  int            // how often the answer was lost

	closed bool // its result is unknown: a task may be found, but it is not sent again
}

// verdict is what asking has brought for one doubt.
type verdict struct {
	doubt   *doubt
	adopted map[string][]job.ChangeID // by TaskNo
	unknown map[job.ChangeID]string   // with the reason
	undone  []job.ChangeID            // surely enough not done: to be sent again
	open    []job.ChangeID            // still in doubt
	again   job.Batch                 // made of the undone ones
}

// doubtSending puts in doubt what was under way when the process before this
// one ended. Only the holder of the run file may do so.
func (e *Executor) doubtSending() error {
	var lost []job.ChangeID
	for i := range e.Ledger.Standings {
		if e.Ledger.Standings[i].State == job.Sending {
			lost = append(lost, e.Ledger.Standings[i].Change)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	return e.record(&job.Event{
		At: time.Now(), Kind: job.KindDoubt, Note: "these were under way when the run was broken off",
		Standings: e.standings(lost, func(s *job.Standing) {
			s.State, s.Lost = job.Doubtful, s.Lost+1
			s.Message = job.MessageBrokenOff
		}),
	})
}

// recallDoubts takes what is in doubt out of the ledger.
func (a *apply) recallDoubts() error {
	var doubtful []job.ChangeID
	for i := range a.Ledger.Standings {
		if a.Ledger.Standings[i].State == job.Doubtful && a.mine(a.Ledger.Standings[i].Change) {
			doubtful = append(doubtful, a.Ledger.Standings[i].Change)
		}
	}
	a.doubts = a.undecided(doubtful)
	for _, d := range a.doubts {
		d.lost = a.losses(d.batch.Changes)
		if err := a.recallSent(d); err != nil {
			return err
		}
		a.remember(d)
	}
	if len(a.doubts) > 0 {
		a.asksFirst, a.firstAsk = a.asksFirst+1, true
		a.timers.add(time.Now(), a.askDoubts)
	}
	return nil
}

// recallSent finds out what a request of an earlier process held: some of it may
// have its answer already.
func (a *apply) recallSent(d *doubt) error {
	made, known, err := a.Journal.Batch(d.batch.ID)
	if d.sent = d.batch.Changes; known {
		d.sent = made.Changes
	}
	return err
}

// doubt takes a batch into those that the registrar is asked about. An attempt
// that was refused because a task holds the domain has surely done nothing
// itself; what is in doubt is the one before it.
func (a *apply) doubt(w *work, try *attempt) {
	d := &doubt{batch: w.batch, sent: w.batch.Changes, begun: try.begun, since: time.Now(), busy: try.diagnosis.Busy, tries: w.tries + 1}
	last := a.lost[w.batch.Changes[0]]
	d.lost = a.losses(w.batch.Changes)
	if d.busy && last.sent != nil {
		d.sent, d.begun, d.since = last.sent, last.begun, last.since
	}
	a.remember(d)
	a.doubts = append(a.doubts, d)
	if len(a.doubts) == 1 {
		a.doubtWait = firstRound
		a.timers.add(time.Now().Add(firstRound), a.askDoubts)
	}
}

// losses is how often the answer about one of some changes was lost at most.
func (a *apply) losses(ids []job.ChangeID) (most int) {
	for _, id := range ids {
		s := a.standing(id)
		most = max(most, s.Lost)
	}
	return most
}

// loss is what a request held whose answer about a change was lost last, and when
// that was.
type loss struct {
	sent         []job.ChangeID
	begun, since time.Time
}

// remember keeps when the answers about a batch were lost.
func (a *apply) remember(d *doubt) {
	for _, id := range d.batch.Changes {
		a.lost[id] = loss{d.sent, d.begun, d.since}
	}
}

// askDoubts asks about all that is in doubt, and again later about what stays so.
func (a *apply) askDoubts(ctx context.Context) error {
	asked := slices.Clone(a.doubts)
	a.spawn(func() func() error {
		verdicts, err := a.reconcile(ctx, asked)
		return func() error {
			if a.firstAsk {
				a.asksFirst, a.firstAsk = a.asksFirst-1, false
			}
			if ended(ctx, err) {
				return nil
			}
			for _, v := range verdicts {
				if err == nil {
					err = a.takeVerdict(v)
				}
			}
			if err == nil && len(a.doubts) > 0 {
				a.doubtWait = min(max(2*a.doubtWait, firstRound), lastRound)
				a.timers.add(time.Now().Add(a.doubtWait), a.askDoubts)
			}
			return err
		}
	})
	return nil
}

// takeVerdict takes what was found out about a doubt into the state of the run.
func (a *apply) takeVerdict(v verdict) error {
	for no, changes := range v.adopted {
		a.blame(changes[0]).accepted = true
		a.follow(no, v.doubt.batch.ID, changes, v.doubt.begun)
	}
	if len(v.adopted)+len(v.unknown) > 0 || len(v.undone) > 0 && !v.doubt.busy { // bounded by mostLosses
		a.active = time.Now()
	}
	a.schedule()
	if len(v.undone) > 0 {
		if err := a.sendAgain(v); err != nil {
			return err
		}
	}
	v.doubt.batch.Changes = v.open
	if len(v.open) == 0 {
		a.doubts = slices.DeleteFunc(a.doubts, func(d *doubt) bool { return d == v.doubt })
	}
	for id := range v.unknown {
		a.ended++
		if err := a.conclude(id); err != nil {
			return err
		}
	}
	return nil
}

// sendAgain puts in line what was surely enough not done; where somebody else's
// task holds the domain, after a while.
func (a *apply) sendAgain(v verdict) error {
	a.sent -= len(v.undone)
	w := &work{batch: v.again, tries: v.doubt.tries}
	if !v.doubt.busy {
		if a.kindOf(&w.batch) == 0 {
			w.read = time.Now() // by shows; of a relock it is read once more what it has become
		}
		return a.queue.enter(w)
	}
	waits := &a.waits[a.kindOf(&w.batch)]
	waits.busy++
	a.timers.add(time.Now().Add(waitAfter(busyWait, w.tries)), func(context.Context) error {
		waits.busy--
		return a.queue.enter(w)
	})
	return nil
}

// reconcile asks the registrar what became of batches whose answers were lost,
// and records what it finds. It sends nothing. What a task holds decides, not
// what it looks like.
func (a *apply) reconcile(ctx context.Context, doubts []*doubt) ([]verdict, error) {
	byLine := make(map[*line][]*doubt)
	var verdicts []verdict
	for _, d := range doubts {
		if !operation(a.Plan.Group(d.batch.Group).Action).Task {
			v := a.decideAtOnce(d)
			if err := a.recordVerdict(&v); err != nil {
				return verdicts, err
			}
			verdicts = append(verdicts, v)
			continue
		}
		l, err := a.lineOf(a.Plan.Group(d.batch.Group))
		if err != nil {
			return verdicts, err
		}
		byLine[l] = append(byLine[l], d)
	}
	for l, of := range byLine {
		s, err := a.survey(ctx, l, of)
		if err != nil {
			return verdicts, err
		}
		for _, d := range of {
			v, err := a.decide(ctx, l, s, d)
			if err == nil {
				err = a.recordVerdict(&v)
			}
			if err != nil {
				return verdicts, err
			}
			verdicts = append(verdicts, v)
		}
	}
	return verdicts, nil
}

// decide finds the tasks that hold the domains of a doubt and draws the conclusion.
func (a *apply) decide(ctx context.Context, l *line, s *survey, d *doubt) (verdict, error) {
	v := verdict{doubt: d, adopted: make(map[string][]job.ChangeID), unknown: make(map[job.ChangeID]string)}
	claims, sure, err := a.claims(ctx, l, s, d)
	if err != nil {
		return v, err
	}
	for _, id := range d.batch.Changes {
		switch tasks := claims[id]; {
		case len(tasks) == 1:
			v.adopted[tasks[0]] = append(v.adopted[tasks[0]], id)
		case len(tasks) == 0:
			v.open = append(v.open, id)
		case !d.closed:
			v.unknown[id] = fmt.Sprintf(job.MessageManyTasks, strings.Join(tasks, ", "))
		}
	}
	for no, changes := range v.adopted {
		s.ours[no] = append(s.ours[no], changes...)
	}
	if d.closed {
		return v, a.refresh(ctx, l, &v)
	}
	return v, a.settleOpen(ctx, l, &v, s.asked.Sub(d.since), sure && s.equal)
}

// settleOpen decides about the changes that no task holds. They are sent again
// only when the registrar surely had the time to show a task, and where their
// state can be read, when that does not show what was asked for. age is how long
// ago the answer was lost when the reading of the lists began.
func (a *apply) settleOpen(ctx context.Context, l *line, v *verdict, age time.Duration, sure bool) error {
	group := a.Plan.Group(v.doubt.batch.Group)
	never := operation(group.Action).AfterDoubt == api.NeverAgain
	if len(v.open) == 0 || age < a.Settle || !sure && age < tooOld {
		return nil
	}
	open := v.open
	v.open = nil
	for _, id := range open {
		switch {
		case never:
			why, err := a.neverAgain(ctx, l, v.doubt, id)
			if err != nil {
				return err
			}
			v.unknown[id] = why
			continue
		case age >= tooOld:
			v.unknown[id] = job.MessageLongLost
			continue
		case v.doubt.lost >= mostLosses:
			v.unknown[id] = fmt.Sprintf(job.MessageLostOften, v.doubt.lost)
			continue
		}
		if err := a.settleShown(ctx, l, v, id); err != nil {
			return err
		}
	}
	return nil
}

// settleShown decides about one change by what the registrar shows. What locks a
// domain again is looked at once more before it is sent.
func (a *apply) settleShown(ctx context.Context, l *line, v *verdict, id job.ChangeID) error {
	group := a.Plan.GroupOf(id)
	shown, err := a.shows(ctx, l, group, id)
	switch {
	case err != nil:
		return err
	case shown != "" && !a.relocks(id):
		v.unknown[id] = fmt.Sprintf(job.MessageNoTaskShows, shown)
	default:
		v.undone = append(v.undone, id)
	}
	return nil
}

// neverAgain is why a change stays unknown whose answer was lost and which is not
// sent again, with what a person has to look for.
func (a *apply) neverAgain(ctx context.Context, l *line, d *doubt, id job.ChangeID) (why string, err error) {
	group, date := a.Plan.GroupOf(id), ""
	if operation(group.Action).Money {
		date, err = a.dateOf(ctx, l, a.Plan.Change(id).Subject)
	}
	return leftToAPerson(date, group, d.begun), err
}

// shows says what the registrar shows that a change may have done: the wanted
// data, or other data than before it; what a profile holds is not known, and a
// registrar may write a field in another form. Empty: nothing that it did.
func (a *apply) shows(ctx context.Context, l *line, group *job.Group, id job.ChangeID) (string, error) {
	if stateful(group.Action) {
		now, before, err := a.readState(ctx, l, id)
		if err != nil || now == nil {
			return "", err
		}
		return showsState(group, now, before), nil
	}
	if group.Target == "" {
		return "", nil
	}
	now, err := a.readNow(ctx, l, id)
	if err != nil || now.Fields == nil {
		return "", err
	}
	if a.same(group, now.Fields) {
		return job.ShowsWanted, nil
	}
	before, _, err := a.Journal.Before(id)
	if err == nil && before.Fields != nil && before.Fields.Key() != now.Fields.Key() {
		return job.ShowsOther, nil
	}
	return "", err
}

// recordVerdict makes a verdict durable.
func (a *apply) recordVerdict(v *verdict) error {
	e := &job.Event{At: time.Now(), Kind: job.KindReconcile, Batch: v.doubt.batch.ID}
	adopted := 0
	for no, changes := range v.adopted {
		adopted += len(changes)
		e.Standings = append(e.Standings, a.standings(changes, func(s *job.Standing) {
			s.State, s.TaskNo, s.Found = job.Accepted, no, true
			s.Result, s.Code, s.Message, s.Finished = "", "", "", time.Time{}
		})...)
	}
	for id, why := range v.unknown {
		e.Standings = append(e.Standings, a.standings([]job.ChangeID{id}, func(s *job.Standing) {
			s.State, s.Result, s.Message = job.Settled, job.Unknown, why
		})...)
	}
	if len(v.undone) > 0 {
		v.again = job.Batch{ID: a.newBatch(), Group: v.doubt.batch.Group, Changes: v.undone}
		e.Batches = []job.Batch{v.again}
		maybe := !operation(a.Plan.Group(v.again.Group).Action).Task // by decideAtOnce
		e.Standings = append(e.Standings, a.standings(v.undone, func(s *job.Standing) {
			*s = job.Standing{Change: s.Change, State: job.Planned, Batch: v.again.ID, Code: s.Code, Message: s.Message, Lost: s.Lost, Maybe: maybe}
		})...)
	}
	if v.doubt.closed && len(e.Standings) == 0 {
		return nil
	}
	e.Note = fmt.Sprintf("%d found in a task, %d unknown, %d not done, %d still in doubt", adopted, len(v.unknown), len(v.undone), len(v.open))
	return a.record(e)
}
