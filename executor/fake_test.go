package executor_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
)

// fake answers calls by a function, and keeps them.
type fake struct {
	mu     sync.Mutex
	asked  []asked
	answer func(nth int, action string, params job.Params) (rpc.Response, error)
}

type asked struct {
	action string
	params job.Params
	at     time.Time
}

// Call answers the nth call of an action, from 1.
func (f *fake) Call(_ context.Context, action string, params map[string]string) (rpc.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, asked{action, params, time.Now()})
	return f.answer(f.count(action), action, params)
}

func (f *fake) count(action string) (n int) {
	for _, a := range f.asked {
		if a.action == action {
			n++
		}
	}
	return n
}

// params are those of the calls of an action, in their order.
func (f *fake) params(action string) (all []job.Params) {
	for _, a := range f.asked {
		if a.action == action {
			all = append(all, a.params)
		}
	}
	return all
}

// safe keeps secrets in memory.
type safe struct {
	mu   sync.Mutex
	held map[string]string
	err  error
}

// Keep keeps one.
func (s *safe) Keep(id job.ChangeID, name, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	if s.held == nil {
		s.held = make(map[string]string)
	}
	s.held[fmt.Sprint(id, " ", name)] = value
	return nil
}

// step is a group of changes: one operation on some subjects.
type step struct {
	action   string
	name     string
	shared   job.Params
	own      job.Params
	subjects []string
	profile  job.ChangeID
	relock   bool
}

// planOfSteps makes a plan of a group for each step. A change comes after those of
// earlier steps with the same subject: it needs the success of unlocking, and
// only the end of all else.
func planOfSteps(steps ...step) *job.Plan {
	p := &job.Plan{}
	before := make(map[string][]job.Dep)
	for i, s := range steps {
		if s.shared == nil {
			s.shared = job.Params{}
		}
		p.Groups = append(p.Groups, job.Group{
			ID: job.GroupID(i + 1), Account: "default", Action: s.action, Name: s.name, Rank: i + 1,
			Class: job.ClassOther, Shared: s.shared, Profile: s.profile, Relock: s.relock, Target: s.shared["ContactType"],
		})
		for _, subject := range s.subjects {
			id := job.ChangeID(len(p.Changes) + 1)
			p.Rows = append(p.Rows, job.Row{ID: job.RowID(id), Line: int(id) + 1, Names: []string{subject}, Changes: []job.ChangeID{id}})
			after := slices.Clone(before[subject])
			for j := range after {
				after[j].Always = s.relock || p.GroupOf(after[j].Change).Name != job.UpdateLockOff
			}
			p.Changes = append(p.Changes, job.Change{ID: id, Rows: []job.RowID{job.RowID(id)}, Group: job.GroupID(i + 1), Subject: subject, Own: s.own, After: after})
			before[subject] = append(before[subject], job.Dep{Change: id})
		}
	}
	return p
}

// faked is a trial of a plan against a fake.
func faked(t tb, plan *job.Plan, answer func(nth int, action string, params job.Params) (rpc.Response, error)) (*trial, *fake) {
	f := &fake{answer: answer}
	site, _ := api.SiteNamed("cn")
	r := &trial{t: t, journal: &memory{}, plan: plan, ledger: &job.Ledger{}}
	r.opts = executor.Options{
		Site: site, Workers: 4, Wait: 10 * time.Minute, Settle: 10 * time.Minute, Hold: 5 * time.Second, Recheck: -1,
		Accounts: map[string]executor.Account{"default": {Client: f, QPS: 20}},
	}
	return r, f
}

// planned cuts the plan into batches and makes an executor for it.
func (r *trial) planned() *executor.Executor {
	r.t.Helper()
	r.executor()
	if err := r.batches(); err != nil {
		r.t.Fatal(err)
	}
	return r.executor()
}

// standingOf is what became of the change of a subject in a group.
func (r *trial) standingOf(group job.GroupID, subject string) *job.Standing {
	r.t.Helper()
	for i := range r.plan.Changes {
		if c := &r.plan.Changes[i]; c.Group == group && c.Subject == subject {
			return r.ledger.Standing(c.ID)
		}
	}
	r.t.Fatalf("no change of %s in group %d", subject, group)
	return nil
}

// answers are what was recorded of answers, by change.
func (r *trial) answers() map[job.ChangeID]job.Params {
	all := make(map[job.ChangeID]job.Params)
	for _, e := range r.journal.events {
		for _, a := range e.Answers {
			all[a.Change] = a.Fields
		}
	}
	return all
}

// recorded is all that the journal was given, as text.
func (r *trial) recorded() string {
	var b strings.Builder
	for _, e := range r.journal.events {
		text, err := json.Marshal(e)
		if err != nil {
			r.t.Fatal(err)
		}
		b.Write(text)
		for _, s := range e.Standings {
			b.WriteString(s.Message)
		}
	}
	return b.String()
}
