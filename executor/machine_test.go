package executor_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// machine is a run whose processes come and go against a registrar that may lose
// any answer. Its actions are what people, crashes and time do; after each of
// them the promise must hold.
type machine struct {
	*trial
	model  *model
	undone map[string]int // how often a person said that a change was not done
	final  map[job.ChangeID]job.Result
}

const machineSettle = time.Minute

func newMachine(rt *rapid.T) *machine {
	names := []string{"a.com", "b.com", "c.com", "d.com", "e.com"}
	if rapid.Bool().Draw(rt, "some are refused") {
		names = append(names, "refuse-one.com", "missing-one.com")
	}
	list := rows("registrant", contact("Example"), names[:rapid.IntRange(1, len(names)).Draw(rt, "domains")]...)
	for i := range list {
		list[i].Asks[0].Targets = [][]string{{"admin"}, {"registrant", "tech"}}[i%2]
	}
	site, _ := api.SiteNamed("cn")
	locks := rapid.Bool().Draw(rt, "locks")
	m := &machine{model: newModel(), undone: make(map[string]int), final: make(map[job.ChangeID]job.Result)}
	m.trial = &trial{t: rt, journal: &memory{}, plan: planOf(list), ledger: &job.Ledger{}}
	m.opts = executor.Options{
		Site: site, Workers: 2, Wait: 5 * time.Minute, Settle: machineSettle, Hold: 5 * time.Second, BatchSize: 3,
		Recheck:  []time.Duration{-1, 0}[rapid.IntRange(0, 1).Draw(rt, "recheck")],
		Accounts: map[string]executor.Account{"default": {Client: m.model, QPS: 20}},
	}
	m.opts.Before = m.opts.Recheck >= 0
	if locks {
		m.lock(names)
	}
	return m
}

// lock has each domain unlocked before its changes and locked again after them.
func (m *machine) lock(names []string) {
	m.model.locked = make(map[string]bool)
	off, on := job.GroupID(len(m.plan.Groups)+1), job.GroupID(len(m.plan.Groups)+2)
	m.plan.Groups = append(m.plan.Groups,
		job.Group{ID: off, Account: "default", Action: updateLock, Name: job.UpdateLockOff, Class: job.ClassOther, Shared: job.Params{"Status": "false"}},
		job.Group{ID: on, Account: "default", Action: updateLock, Name: job.UpdateLockOn, Class: job.ClassOther, Shared: job.Params{"Status": "true"}, Relock: true},
	)
	for _, name := range names {
		before, last := job.ChangeID(len(m.plan.Changes)+1), job.ChangeID(len(m.plan.Changes)+2)
		after := []job.Dep{{Change: before, Always: true}}
		for i := range m.plan.Changes {
			if c := &m.plan.Changes[i]; c.Subject == name {
				c.After = append([]job.Dep{{Change: before}}, c.After...)
				after = append(after, job.Dep{Change: c.ID, Always: true})
			}
		}
		if len(after) == 1 {
			continue
		}
		m.model.locked[name] = true
		m.plan.Changes = append(m.plan.Changes,
			job.Change{ID: before, Group: off, Subject: name, Added: true}, job.Change{ID: last, Group: on, Subject: name, Added: true, After: after})
	}
}

// fates draws what becomes of the calls to come. What is late shows within the
// settling time.
func fates(rt *rapid.T) []fate {
	one := rapid.Custom(func(rt *rapid.T) fate {
		return fate{
			Kind:  rapid.SampledFrom(fateKinds).Draw(rt, "kind"),
			Delay: time.Duration(rapid.IntRange(0, 45).Draw(rt, "delay")) * time.Second,
			Take:  rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(rt, "take"),
		}
	})
	return rapid.SliceOfN(one, 0, 25).Draw(rt, "fates")
}

// process runs the program once, until it ends, is interrupted or dies.
func (m *machine) process(rt *rapid.T, run func(*executor.Executor, context.Context) error) {
	m.model.mu.Lock()
	m.model.fates = fates(rt)
	m.model.mu.Unlock()
	m.journal.calls, m.journal.fail = 0, 0
	if rapid.IntRange(0, 2).Draw(rt, "dies") == 0 {
		m.journal.fail = 1 + rapid.IntRange(0, 30).Draw(rt, "at record")
	}
	ctx, cancel := context.WithCancel(m.t.Context())
	if rapid.IntRange(0, 3).Draw(rt, "interrupted") == 0 {
		timer := time.AfterFunc(time.Duration(rapid.IntRange(0, 90).Draw(rt, "after"))*time.Second, cancel)
		defer timer.Stop()
	}
	defer cancel()
	began := time.Now()
	err := run(m.executor(), ctx)
	if took := time.Since(began); took > 3*time.Hour {
		rt.Fatalf("a process took %s", took)
	}
	_, stopped := errors.AsType[*executor.StopError](err)
	if err != nil && !stopped && !errors.Is(err, errFull) && !errors.Is(err, executor.ErrInterrupted) && !errors.Is(err, executor.ErrWaitOver) {
		rt.Fatalf("this must not come: %v", err)
	}
	m.journal.fail = 0
}

// Apply makes the plan if there is none, and carries it out.
func (m *machine) Apply(rt *rapid.T) {
	m.process(rt, func(e *executor.Executor, ctx context.Context) error {
		if !m.ledger.Planned {
			if err := e.Read(ctx); err != nil {
				return err
			}
			if err := m.batches(); err != nil {
				return err
			}
		}
		return e.Apply(ctx)
	})
}

// Relock has what the run has unlocked locked again, and nothing else.
func (m *machine) Relock(rt *rapid.T) {
	if !m.journal.state.Planned || m.model.locked == nil {
		return
	}
	m.opts.RelockOnly = true
	m.process(rt, func(e *executor.Executor, ctx context.Context) error { return e.Apply(ctx) })
	m.opts.RelockOnly = false
}

// Reconcile asks and sends nothing.
func (m *machine) Reconcile(rt *rapid.T) {
	if !m.journal.state.Planned {
		return
	}
	m.model.mu.Lock()
	before := m.model.requests()
	m.model.mu.Unlock()
	m.process(rt, func(e *executor.Executor, ctx context.Context) error { return e.Reconcile(ctx) })
	if after := m.model.requests(); after != before {
		rt.Fatalf("%d changes were sent by reconcile", after-before)
	}
}

// requests counts the changes that were sent.
func (m *model) requests() (n int) {
	for _, of := range m.sends {
		n += len(of)
	}
	return n
}

// Undo has a person say of something unknown that nothing was done.
func (m *machine) Undo(rt *rapid.T) {
	m.executor()
	for i := range m.plan.Changes {
		c := &m.plan.Changes[i]
		s := m.ledger.Standing(c.ID)
		if s.State != job.Settled || s.Result != job.Unknown || rapid.Bool().Draw(rt, "leave") {
			continue
		}
		if _, err := m.executor().Undo(m.t.Context(), []string{c.Subject}, who); err != nil {
			rt.Fatalf("undo %s: %v", c.Subject, err)
		}
		for j := range m.plan.Changes {
			if other := &m.plan.Changes[j]; other.Subject == c.Subject {
				m.undone[c.Subject+" "+m.plan.GroupOf(other.ID).What()]++
			}
		}
		return
	}
}

// Pass lets time go by.
func (m *machine) Pass(rt *rapid.T) {
	<-time.After(time.Duration(rapid.IntRange(1, 300).Draw(rt, "seconds")) * time.Second)
}

// Archive moves tasks to the history.
func (m *machine) Archive(*rapid.T) {
	m.model.mu.Lock()
	defer m.model.mu.Unlock()
	for _, t := range m.model.tasks {
		t.archived = true
	}
}

// Check is what must hold at every moment.
func (m *machine) Check(rt *rapid.T) {
	m.executor() // which takes in what the journal holds
	m.model.mu.Lock()
	wrong := m.model.wrong
	m.model.mu.Unlock()
	if len(wrong) > 0 {
		rt.Fatalf("%v", wrong)
	}
	for i := range m.plan.Changes {
		c := &m.plan.Changes[i]
		m.change(rt, c, m.ledger.Standing(c.ID))
	}
	counts, sum := m.plan.Counts(m.ledger, ""), 0
	for _, n := range counts {
		sum += n
	}
	if sum != len(m.plan.Rows) {
		rt.Fatalf("%d rows, results %v", len(m.plan.Rows), counts)
	}
}

// change holds one change against what the registrar has done.
func (m *machine) change(rt *rapid.T, c *job.Change, s *job.Standing) {
	target := m.plan.GroupOf(c.ID).What()
	effects := m.model.effects(c.Subject, target)
	if effects > 1+m.undone[c.Subject+" "+target] {
		rt.Fatalf("%s %s took effect %d times", c.Subject, target, effects)
	}
	result := s.Outcome()
	switch {
	case result == job.Succeeded && effects == 0:
		rt.Fatalf("%s %s is %s and did not take effect", c.Subject, target, result)
	case s.State == job.Settled && result == job.Failed && effects == 0:
		rt.Fatalf("%s %s failed in a task that there is not", c.Subject, target)
	case s.State == job.Refused && effects > m.undone[c.Subject+" "+target]:
		rt.Fatalf("%s %s is refused and took effect", c.Subject, target)
	case result == job.Unsent && s.State == job.Planned && !s.Doubted() && effects > m.undone[c.Subject+" "+target]:
		rt.Fatalf("%s %s is planned and took effect", c.Subject, target)
	}
	if before := m.final[c.ID]; before != "" && before != result {
		rt.Fatalf("%s %s was %s and is %s", c.Subject, target, before, result)
	}
	if result == job.Succeeded || result == job.Failed {
		m.final[c.ID] = result
	}
}

// Whatever is lost, and whenever a process dies: no change is sent again without
// having been asked about, none takes effect twice, and what was answered stays.
func TestMachine(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rapid.SyncTest(rt, func(rt *rapid.T) {
			m := newMachine(rt)
			rt.Repeat(map[string]func(*rapid.T){
				"apply": m.Apply, "apply again": m.Apply, "reconcile": m.Reconcile, "relock": m.Relock, "undo": m.Undo, "pass": m.Pass, "archive": m.Archive, "": m.Check,
			})
			m.toTheEnd(rt)
		})
	})
}

// toTheEnd has nothing more go wrong: then every change gets its answer.
func (m *machine) toTheEnd(rt *rapid.T) {
	<-time.After(time.Hour)
	m.model.fates, m.journal.fail = nil, 0
	e := m.executor()
	if !m.ledger.Planned {
		if err := errors.Join(e.Read(m.t.Context()), m.batches()); err != nil {
			rt.Fatal(err)
		}
	}
	if err := e.Apply(m.t.Context()); err != nil {
		rt.Fatalf("the last process: %v", err)
	}
	m.Check(rt)
	m.lockedAtLast(rt)
	for i := range m.ledger.Standings {
		if s := &m.ledger.Standings[i]; s.State == job.Planned {
			rt.Fatalf("change %d is still planned", s.Change)
		}
	}
	if got := m.results(); got[job.Pending] > 0 || got[job.Unsent] > 0 && got[job.Unknown] == 0 && m.model.locked == nil {
		rt.Fatalf("at the end: %v", got)
	}
}

// lockedAtLast has the run lock what it has left unlocked: then every domain that
// was locked at first is so again.
func (m *machine) lockedAtLast(rt *rapid.T) {
	if m.model.locked == nil {
		return
	}
	m.opts.RelockOnly = true
	if err := m.executor().Apply(m.t.Context()); err != nil {
		rt.Fatalf("to lock: %v", err)
	}
	m.opts.RelockOnly = false
	m.Check(rt)
	for name := range m.model.locked {
		if !m.model.isLocked(name) {
			rt.Fatalf("%s is unlocked at the end", name)
		}
	}
}
