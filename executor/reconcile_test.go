package executor_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

var who = job.Person{Name: "J. Smith", Note: "seen in the console"}

// writes counts the write requests that have arrived.
func (r *trial) writes() int { return r.box.Ledger().Calls[write] }

// expect fails the test when the changes do not stand so.
func (r *trial) expect(want map[job.Result]int) {
	r.t.Helper()
	if diff := cmp.Diff(want, r.results()); diff != "" {
		r.t.Errorf("results: %s", diff)
	}
}

// Reconcile finds what a lost request became, follows it to its end, and sends
// nothing, neither what was not done nor what was never sent.
func TestReconcileSendsNothing(t *testing.T) {
	in(t, func(t *testing.T) {
		faults := func(c sandbox.Call) sandbox.Fault {
			switch {
			case c.Action != write:
				return sandbox.Fault{}
			case slices.Contains(c.Domains, "name-001.com"):
				return sandbox.Fault{Lost: true}
			case slices.Contains(c.Domains, "name-002.com"):
				return sandbox.Fault{Lost: true, Dropped: true}
			}
			return sandbox.Fault{Dropped: true, Status: 400, Code: "TaskIsBeingProcessed", Message: "Busy."}
		}
		r := newTrial(t, each("admin", names(3)...), sandbox.Options{Faults: faults})
		r.opts.Wait, r.opts.Settle = 0, time.Hour
		if err := r.carryOut(t.Context()); err == nil {
			r.opts.Wait = 0
		}
		sent := r.writes()
		r.opts.Settle, r.opts.Wait = time.Minute, 10*time.Minute
		<-time.After(2 * time.Hour)
		if err := r.executor().Reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 1, job.Unsent: 2})
		if n := r.writes(); n != sent {
			t.Errorf("%d write requests of reconcile", n-sent)
		}
		r.once()
	})
}

// lostFor makes a trial in which the answers about some domains are lost for
// good: whenever they are sent, with the effect of the last attempt or none.
func lostFor(t *testing.T, list []job.Row, o sandbox.Options, domains ...string) *trial {
	lose := true
	o.Faults = func(c sandbox.Call) sandbox.Fault {
		if lose && c.Action == write && slices.ContainsFunc(domains, func(name string) bool { return slices.Contains(c.Domains, name) }) {
			return sandbox.Fault{Lost: true, Dropped: true}
		}
		return sandbox.Fault{}
	}
	r := newTrial(t, list, o)
	if err := r.carryOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	lose = false
	return r
}

// What is unknown is asked about again, by Reconcile and at the start of Apply:
// a task that shows after all gives the result, and nothing is sent meanwhile.
func TestUnknownIsAskedAgain(t *testing.T) {
	for _, apply := range []bool{false, true} {
		in(t, func(t *testing.T) {
			hidden := sandbox.Fault{Lost: true, Hide: 40 * 24 * time.Hour}
			o := sandbox.Options{TaskTime: 30 * time.Hour, Faults: onWrite(1, hidden)}
			r := newTrial(t, rows("admin", contact("Example"), names(4)...), o)
			r.opts.Settle = 4 * 24 * time.Hour // longer than a doubt is kept
			r.opts.Wait = time.Minute
			if err := r.carryOut(t.Context()); !errors.Is(err, executor.ErrWaitOver) && err != nil {
				t.Fatal(err)
			}
			r.expect(map[job.Result]int{job.Unknown: 4})
			sent := r.writes()
			again := func() error {
				if apply {
					return r.executor().Apply(t.Context())
				}
				return r.executor().Reconcile(t.Context())
			}
			if err := again(); err != nil {
				t.Fatal(err)
			}
			r.expect(map[job.Result]int{job.Unknown: 4})
			<-time.After(41 * 24 * time.Hour)
			if err := again(); err != nil {
				t.Fatal(err)
			}
			r.expect(map[job.Result]int{job.Succeeded: 4})
			if n := r.writes(); n != sent {
				t.Errorf("%d write requests for what was unknown", n-sent)
			}
			r.once()
		})
	}
}

// An interrupt while what is unknown is asked about is told as one: not all that
// could be learnt was.
func TestUnknownAskedAndInterrupted(t *testing.T) {
	in(t, func(t *testing.T) {
		hidden := sandbox.Fault{Lost: true, Hide: 40 * 24 * time.Hour}
		ctx, interrupt := context.WithCancel(t.Context())
		asked := false
		faults := func(c sandbox.Call) sandbox.Fault {
			if asked && c.Action == api.QueryTaskList {
				interrupt()
			}
			return onWrite(1, hidden)(c)
		}
		r := newTrial(t, rows("admin", contact("Example"), names(2)...), sandbox.Options{TaskTime: 30 * time.Hour, Faults: faults})
		r.opts.Settle, r.opts.Wait = 4*24*time.Hour, time.Minute
		if err := r.carryOut(t.Context()); !errors.Is(err, executor.ErrWaitOver) && err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Unknown: 2})
		asked = true
		if err := r.executor().Apply(ctx); !errors.Is(err, executor.ErrInterrupted) {
			t.Errorf("interrupted: %v", err)
		}
		r.expect(map[job.Result]int{job.Unknown: 2})
	})
}

// A person's word that nothing was done plans a change again, with those that
// had been given up for want of it, and is kept with the name.
func TestUndo(t *testing.T) {
	in(t, func(t *testing.T) {
		r := lostFor(t, twoTargets(6), sandbox.Options{}, "name-002.com", "name-005.com")
		unknown := r.results()[job.Unknown]
		if unknown == 0 || r.results()[job.Unsent] == 0 {
			t.Fatalf("%v", r.results())
		}
		e := r.executor()
		before := len(r.journal.events)
		for _, names := range [][]string{{"name-002.com", "other.com"}, {"name-001.com"}, {"other.com"}} {
			n, err := e.Undo(t.Context(), names, who)
			word, ok := errors.AsType[*executor.WordError](err)
			if !ok || n != 0 || len(r.journal.events) != before {
				t.Fatalf("%v: %d, %v, %d events", names, n, err, len(r.journal.events)-before)
			}
			if names[0] == "name-001.com" && !strings.Contains(word.What, "succeeded") {
				t.Errorf("%s", word.What)
			}
		}
		if n, err := e.Undo(t.Context(), []string{"name-002.com", "name-005.com"}, who); err != nil || n != unknown {
			t.Fatalf("%d, %v; %d are unknown", n, err, unknown)
		}
		last := r.journal.events[len(r.journal.events)-1]
		if last.Kind != job.KindUndone || *last.Person != who {
			t.Errorf("recorded: %+v", last)
		}
		if err := e.Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 12})
		r.once()
	})
}

// twoTargets makes rows of two changes each, every domain with a contact of its own.
func twoTargets(n int) []job.Row {
	list := each("registrant", names(n)...)
	for i := range list {
		list[i].Asks[0].Targets = []string{"registrant", "tech"}
		list[i].Asks[0].Fields["TransferOutProhibited"] = "false"
	}
	return list
}

// A person's task is taken for the unknown changes whose domains it holds, for
// no others, and no domain of it twice; its success is held against the contact.
func TestAdopt(t *testing.T) {
	for organization, want := range map[string]job.Result{"Example 1": job.Succeeded, "Somebody Else": job.Unknown} {
		in(t, func(t *testing.T) {
			r := lostFor(t, twoTargets(6), sandbox.Options{}, "name-002.com", "name-005.com")
			// Somebody does by hand what was lost, of one of the two domains.
			ours := r.box.Ledger().Effects[0].TaskNo
			r.foreign("registrant", organization, "name-002.com")
			effects := r.box.Ledger().Effects
			byHand := effects[len(effects)-1].TaskNo

			e := r.executor()
			for _, wrong := range []struct {
				task    string
				domains []string
			}{{"no-such-task", nil}, {ours, nil}, {byHand, []string{"name-005.com"}}} {
				if n, err := e.Adopt(t.Context(), wrong.task, wrong.domains, who); !errors.As(err, new(*executor.WordError)) {
					t.Errorf("%v: %d, %v", wrong, n, err)
				}
			}
			if n, err := e.Adopt(t.Context(), byHand, nil, who); err != nil || n != 1 {
				t.Fatalf("%d, %v", n, err)
			}
			if n, err := e.Adopt(t.Context(), byHand, nil, who); !errors.As(err, new(*executor.WordError)) {
				t.Errorf("twice: %d, %v", n, err)
			}
			if err := e.Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s := r.ledger.Standing(2); r.plan.Change(2).Subject != "name-002.com" || s.Result != want || s.TaskNo != byHand {
				t.Errorf("%s: %+v", r.plan.Change(2).Subject, s)
			}
		})
	}
}

// A task that shows by the time that a person says that nothing was done is named
// in place of taking the word.
func TestUndoAsksFirst(t *testing.T) {
	in(t, func(t *testing.T) {
		hidden := sandbox.Fault{Lost: true, Hide: 30 * time.Minute}
		r := newTrial(t, rows("admin", contact("Example"), names(2)...), sandbox.Options{Faults: onWrite(1, hidden)})
		r.opts.Wait = time.Hour
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Unknown: 2})
		<-time.After(time.Hour)
		_, err := r.executor().Undo(t.Context(), names(1), who)
		word, ok := errors.AsType[*executor.WordError](err)
		if !ok || !strings.Contains(word.What, r.box.Ledger().Effects[0].TaskNo) {
			t.Errorf("got %v", err)
		}
		r.expect(map[job.Result]int{job.Unknown: 2})
	})
}

// A task of somebody else that fits a lost request, and shows other data than
// were sent, is not taken for its success.
func TestForeignTaskThatFits(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), names(3)...), sandbox.Options{Faults: onWrite(1, sandbox.Fault{Lost: true, Dropped: true})})
		first := true
		r.journal.each = func(e *job.Event) {
			if e.Kind == job.KindDoubt && first {
				first = false
				params := contact("Somebody Else")
				params["ContactType"], params["DomainName.1"] = "admin", "name-002.com"
				r.box.Do(write, params)
			}
		}
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 2, job.Unknown: 1})
		if s := r.ledger.Standing(2); s.Result != job.Unknown || !strings.Contains(s.Message, "other data") {
			t.Errorf("%+v", s)
		}
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 2, job.Unknown: 1})
	})
}

// Where tasks of the run itself show how the lists' times are to be read, a task
// that somebody made before a request was sent is not taken for it, though it
// would fit.
func TestTaskFromBefore(t *testing.T) {
	in(t, func(t *testing.T) {
		lost := func(c sandbox.Call) sandbox.Fault {
			if c.Action == write && slices.Contains(c.Domains, "name-002.com") && c.Nth <= 2 {
				return sandbox.Fault{Lost: true, Dropped: true}
			}
			return sandbox.Fault{}
		}
		r := newTrial(t, each("admin", names(2)...), sandbox.Options{Faults: lost})
		r.foreign("admin", "Somebody Else", "name-002.com")
		<-time.After(time.Hour)
		r.ends(map[job.Result]int{job.Succeeded: 2})
	})
}

// One reading of the lists can miss a task, as that of a copy that lags behind:
// nothing is sent again before a second one, at once after it, shows the same.
func TestSecondReading(t *testing.T) {
	in(t, func(t *testing.T) {
		var last time.Time // when the history was asked for
		o := sandbox.Options{Late: 24 * time.Hour}
		o.Faults = func(c sandbox.Call) sandbox.Fault {
			switch {
			case c.Action == api.QueryTaskInfoHistory:
				last = c.At
			case c.Action == api.QueryTaskList && c.At.Sub(last) > time.Second:
				return sandbox.Fault{Stale: true}
			}
			return onWrite(1, sandbox.Fault{Lost: true})(c)
		}
		// What failed is not shown by the contact, so that only the lists can tell.
		r := newTrial(t, rows("admin", contact("Example"), "refuse-one.com"), o)
		r.ends(map[job.Result]int{job.Failed: 1})
	})
}

// What the registrar shows of an unknown change is told as it is when it is asked
// again: a person decides by it.
func TestUnknownIsToldAsItIs(t *testing.T) {
	in(t, func(t *testing.T) {
		hidden := sandbox.Fault{Lost: true, Hide: 40 * 24 * time.Hour}
		r := newTrial(t, rows("admin", contact("Example"), names(1)...), sandbox.Options{Faults: onWrite(1, hidden)})
		r.opts.Before = true
		r.read()
		r.ends(map[job.Result]int{job.Unknown: 1})
		const noTask = "the answer was lost and no task is listed"
		for _, step := range []struct{ organization, want string }{
			{"", noTask + ", but the registrar shows the wanted data"},
			{"Somebody Else", noTask + ", but the registrar shows other data than before"},
			{"Example", noTask + ", but the registrar shows the wanted data"},
		} {
			if step.organization != "" {
				r.foreign("admin", step.organization, "name-001.com", "name-002.com") // of more domains than were lost
			}
			if err := r.executor().Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s := r.ledger.Standing(1); s.Result != job.Unknown || s.Message != step.want {
				t.Errorf("after %q: %s, %q", step.organization, s.Result, s.Message)
			}
		}
	})
}

// One of two domains of a lost request is in somebody else's task as well, so
// that it is unknown. Asked again, its own task still counts, though it was found
// for the other domain meanwhile: the other's is not taken for ours.
func TestTaskOfBothStaysACandidate(t *testing.T) {
	in(t, func(t *testing.T) {
		o := sandbox.Options{Faults: onWrite(1, sandbox.Fault{Lost: true})}
		r := newTrial(t, rows("admin", contact("Example"), names(2)...), o)
		others := false
		r.journal.each = func(e *job.Event) {
			if e.Kind == job.KindBegin && !others {
				others = true
				r.foreign("admin", "Somebody Else", "name-001.com")
			}
		}
		r.ends(map[job.Result]int{job.Unknown: 1, job.Succeeded: 1})
		if err := r.executor().Reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Unknown: 1, job.Succeeded: 1})
		if n := r.box.Ledger().Calls[write]; n != 1 {
			t.Errorf("%d write requests, want 1", n)
		}
	})
}
