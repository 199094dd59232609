package cli

import (
	"log/slog"
	"net/http"
	"strings"

	"domainbatch/executor"
	"domainbatch/internal/job"
)

// logged is the journal as the executor has it: what is durable is logged too.
func (s *session) logged() executor.Journal {
	if s.log == nil {
		return s.journal
	}
	s.log.know(s.ledger)
	return loggedJournal{s.journal, s}
}

type loggedJournal struct {
	executor.Journal
	session *session
}

// Append makes events durable, then logs them.
func (j loggedJournal) Append(events ...*job.Event) error {
	err := j.Journal.Append(events...)
	if err == nil {
		j.session.log.events(j.session.plan, events...)
	}
	return err
}

// know takes in how changes stand when a run is taken up.
func (l *logbook) know(ledger *job.Ledger) {
	if l == nil || ledger == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range ledger.Standings {
		if s := &ledger.Standings[i]; s.State != "" {
			l.states[s.Change] = s.State
		}
	}
}

// events logs what has become durable.
func (l *logbook) events(plan *job.Plan, events ...*job.Event) {
	if l == nil {
		return
	}
	for _, e := range events {
		l.event(e)
		for _, b := range e.Batches {
			for _, id := range b.Changes {
				l.change(plan, e.Kind, &job.Standing{Change: id, State: job.Planned, Batch: b.ID})
			}
		}
		for i := range e.Standings {
			l.change(plan, e.Kind, &e.Standings[i])
		}
	}
}

// event logs what an event says beside the changes that it moves.
func (l *logbook) event(e *job.Event) {
	switch {
	case e.Call != nil:
		l.call(e.Call)
	case e.Check != nil:
		attrs := []any{"contact", int(e.Check.Contact), "ok", e.Check.OK}
		l.to.Info("verified", filled(attrs, "code", codeWord(e.Check.Code), "request", codeWord(e.Check.RequestID))...)
	case e.Before != nil:
		l.read("before", e.Before)
	case e.After != nil:
		l.read("after", e.After)
	case e.Kind == job.KindPlanned:
		l.to.Info("planned", "batches", len(e.Batches))
	case e.Kind == job.KindStarted:
		l.to.Info("started", "as", e.Note)
	case e.Kind == job.KindStopped:
		l.to.Info("stopped", filled(nil, "reason", impersonal(e.Note))...)
	case e.Kind == job.KindAdopt, e.Kind == job.KindUndone, e.Kind == job.KindApproved:
		l.to.Info("word of a person", "about", string(e.Kind)) // whose is in the run file
	}
}

func (l *logbook) read(when string, b *job.Before) {
	l.to.Debug("contact read", filled([]any{"when", when, "change", int(b.Change)}, "code", codeWord(b.Code), "request", codeWord(b.RequestID))...)
}

// call logs a call, and on every level but error that the account is throttled.
func (l *logbook) call(c *job.Call) {
	attrs := filled([]any{"action", c.Action, "http", c.HTTP, "ms", c.Millis}, "account", c.Account, "code", codeWord(c.Code),
		"request", codeWord(c.RequestID), "task", codeWord(c.TaskNo))
	if c.Batch != 0 {
		attrs = append(attrs, "batch", int(c.Batch), "domains", c.Domains)
	}
	l.to.Debug("call", attrs...)
	if strings.HasPrefix(c.Code, "Throttling") || c.HTTP == http.StatusTooManyRequests {
		l.to.Warn("throttled", attrs...)
	}
}

// change logs that a change has come to a state; where it is the one that it was
// in, in another request or seen again, for those who want everything.
func (l *logbook) change(plan *job.Plan, kind job.Kind, s *job.Standing) {
	l.mu.Lock()
	from := l.states[s.Change]
	l.states[s.Change] = s.State
	l.mu.Unlock()
	level := slog.LevelInfo
	if from == s.State {
		level = slog.LevelDebug
	}
	attrs := []any{"event", string(kind), "change", int(s.Change)}
	if plan != nil && int(s.Change) <= len(plan.Changes) {
		c, g := plan.Change(s.Change), plan.GroupOf(s.Change)
		attrs = filled(attrs, "account", g.Account, "action", g.Action, "target", g.Target)
		if g.Class != "" { // else its subject is no domain: an address, perhaps
			attrs = append(attrs, "domain", c.Subject)
		}
	}
	attrs = append(attrs, "from", string(from), "to", string(s.State))
	if s.Batch != 0 {
		attrs = append(attrs, "batch", int(s.Batch))
	}
	l.at(level, "state", filled(attrs, "result", string(s.Result), "code", codeWord(s.Code), "request", codeWord(s.RequestID), "task", codeWord(s.TaskNo))...)
}

// filled adds the pairs that have a value.
func filled(attrs []any, pairs ...string) []any {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			attrs = append(attrs, pairs[i], pairs[i+1])
		}
	}
	return attrs
}
