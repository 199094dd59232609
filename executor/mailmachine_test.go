package executor_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
)

// post is a registrar that sends mails, as far as the promise needs one: it counts
// them, and loses answers.
type post struct {
	mu     sync.Mutex
	fates  []string
	mails  map[string]int
	delete map[string]bool
}

var postFates = []string{"well", "well", "before", "after", "error", "throttled", "unsent", "refused", "torn", "half"}

// Call answers one call.
func (p *post) Call(_ context.Context, action string, params map[string]string) (rpc.Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fate := "well"
	if len(p.fates) > 0 {
		fate, p.fates = p.fates[0], p.fates[1:]
	}
	switch fate {
	case "before":
		return lostAnswer(action)
	case "throttled":
		return refuse(action, 400, "Throttling.User")
	case "unsent":
		return rpc.Response{}, &rpc.TransportError{Action: action, Err: errors.New("connection refused")}
	case "refused":
		return refuse(action, 400, "ParameterIllegal")
	}
	addresses := strings.Split(params["Email"], ",")
	if fate == "half" { // of the request; of the rest it says nothing
		addresses = addresses[:(len(addresses)+1)/2]
	}
	for _, address := range addresses {
		if action == api.DeleteEmailVerification {
			p.delete[address] = true
		} else {
			p.mails[address]++
		}
	}
	switch fate {
	case "after":
		return lostAnswer(action)
	case "error":
		return refuse(action, 500, "InternalError")
	case "torn":
		return rpc.Response{Status: 200, Body: []byte(`{"SuccessList":`)}, nil
	}
	return answer(map[string]any{"SuccessList": entries(addresses...)})
}

// mailMachine is a run of such operations whose processes come and go.
type mailMachine struct {
	*trial
	post   *post
	undone map[string]int
}

// Apply carries the run out once, until it ends or dies.
func (m *mailMachine) Apply(rt *rapid.T) {
	m.post.fates = rapid.SliceOfN(rapid.SampledFrom(postFates), 0, 12).Draw(rt, "fates")
	m.journal.calls, m.journal.fail = 0, 0
	if rapid.IntRange(0, 2).Draw(rt, "dies") == 0 {
		m.journal.fail = 1 + rapid.IntRange(0, 12).Draw(rt, "at record")
	}
	err := m.executor().Apply(m.t.Context())
	_, stopped := errors.AsType[*executor.StopError](err)
	if err != nil && !stopped && !errors.Is(err, errFull) && !errors.Is(err, executor.ErrWaitOver) {
		rt.Fatalf("this must not come: %v", err)
	}
	m.journal.fail = 0
}

// Undo has a person say of something unknown that nothing was done.
func (m *mailMachine) Undo(rt *rapid.T) {
	m.executor()
	for i := range m.plan.Changes {
		c := &m.plan.Changes[i]
		s := m.ledger.Standing(c.ID)
		if s.State == job.Planned || s.Outcome() != job.Unknown || rapid.Bool().Draw(rt, "leave") {
			continue // what is sent again anyway needs nobody's word
		}
		if _, err := m.executor().Undo(m.t.Context(), []string{c.Subject}, who); err != nil {
			rt.Fatalf("undo %s: %v", c.Subject, err)
		}
		m.undone[c.Subject]++
		return
	}
}

// Check is what must hold at every moment.
func (m *mailMachine) Check(rt *rapid.T) {
	m.executor()
	for i := range m.plan.Changes {
		c := &m.plan.Changes[i]
		result, sends := m.ledger.Standing(c.ID).Outcome(), m.plan.GroupOf(c.ID).Action != api.DeleteEmailVerification
		switch {
		case sends && m.post.mails[c.Subject] > 1+m.undone[c.Subject]:
			rt.Fatalf("%s got %d mails", c.Subject, m.post.mails[c.Subject])
		case result != job.Succeeded:
		case sends && m.post.mails[c.Subject] == 0, !sends && !m.post.delete[c.Subject]:
			rt.Fatalf("%s succeeded, and nothing was done", c.Subject)
		}
	}
}

// Whatever is lost, nobody gets a second mail that no person has asked for, and what
// may be done twice is done in the end.
func TestMailMachine(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rapid.SyncTest(rt, func(rt *rapid.T) {
			var mails, deletes []string
			for i := range rapid.IntRange(1, 7).Draw(rt, "addresses") {
				mails, deletes = append(mails, fmt.Sprintf("m%d@example.com", i)), append(deletes, fmt.Sprintf("d%d@example.com", i))
			}
			m := &mailMachine{post: &post{mails: make(map[string]int), delete: make(map[string]bool)}, undone: make(map[string]int)}
			m.trial, _ = faked(rt, planOfSteps(step{action: api.SubmitEmailVerification, subjects: mails}, step{action: api.DeleteEmailVerification, subjects: deletes}), nil)
			m.opts.Accounts = map[string]executor.Account{"default": {Client: m.post, QPS: 20}}
			m.opts.Workers, m.size = 2, 3
			m.planned()
			rt.Repeat(map[string]func(*rapid.T){"apply": m.Apply, "apply again": m.Apply, "undo": m.Undo, "": m.Check})
			m.post.fates = nil
			<-time.After(time.Hour)
			if err := m.executor().Apply(m.t.Context()); err != nil {
				rt.Fatal(err)
			}
			m.Check(rt)
			for result := range m.results() {
				if result != job.Succeeded && result != job.Failed && result != job.Unknown {
					rt.Fatalf("at the end: %v", m.results())
				}
			}
		})
	})
}
