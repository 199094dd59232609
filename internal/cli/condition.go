package cli

import (
	"fmt"
	"strings"
	"time"

	"domainbatch/internal/journal"
)

// The conditions of a run, as runs and status name them.
const (
	runPlanning    = "planning"    // its plan is being made
	runUnplanned   = "unplanned"   // the making of its plan was broken off
	runPlanned     = "planned"     // nothing was sent yet
	runInvalid     = "invalid"     // rows are invalid, so that nothing is sent
	runWaiting     = "waiting"     // a process waits for the moment of --at
	runRunning     = "running"     // a process is at it
	runInterrupted = "interrupted" // it can go on, and nobody is at it
	runFinished    = "finished"    // every change has its answer, or cannot get one
	runStale       = "stale"       // what is left of it is too old to be sent
	runForgotten   = "forgotten"   // its personal data was taken out
	runDamaged     = "damaged"     // the file is not whole, or was altered
	runUnread      = "unreadable"  // of another version, or out of reach
)

// condition is how a run stands at one moment.
type condition struct {
	state  string
	why    string               // it is not further
	by     *journal.LockedError // who holds it; nil: nobody
	starts time.Time            // with waiting
	last   journal.Turn         // the last process that carried it out, or was about to
}

// condition looks how the run stands; its ledger is to be up to date.
func (s *session) condition() (c condition, err error) {
	turns, err := s.journal.Turns()
	if err != nil {
		return c, err
	}
	for _, t := range turns {
		if what, _, _ := strings.Cut(t.Note, " "); what == startApply || what == "" {
			c.last = t
		}
	}
	if c.by, err = journal.Holder(s.path); err != nil {
		return c, err
	}
	c.state, c.why = s.conditionWord(&c)
	return c, nil
}

// conditionWord is the first of the words that fits.
func (s *session) conditionWord(c *condition) (state, why string) {
	switch {
	case s.ledger.Forgotten != nil:
		return runForgotten, ""
	case !s.ledger.Planned && c.by != nil:
		return runPlanning, ""
	case s.plan == nil || !s.ledger.Planned:
		return runUnplanned, "its planning was broken off"
	case c.by != nil:
		if c.starts = c.startsAt(); c.starts.After(time.Now()) {
			return runWaiting, ""
		}
		return runRunning, ""
	}
	return s.conditionAlone(c)
}

// conditionAlone is the word for a run that nobody is at.
func (s *session) conditionAlone(c *condition) (state, why string) {
	held, unapproved := s.held(), s.unapproved()
	switch {
	case held != "":
		return runInvalid, held
	case s.over():
		return runFinished, ""
	case s.stale() && s.toSend() > 0:
		return runStale, fmt.Sprintf("planned %s, good for %s", rfc(s.info.Created), s.info.Expires)
	case c.last.Begun.IsZero() && unapproved != nil:
		return runPlanned, "it is not approved"
	case c.last.Begun.IsZero():
		return runPlanned, ""
	case c.last.Ended.IsZero():
		return runInterrupted, "the program was broken off"
	case s.ledger.Sent || c.last.Note != "":
		return runInterrupted, c.last.Why
	}
	return runPlanned, c.last.Why
}

// startsAt is the moment that the last process waits for, or waited.
func (c *condition) startsAt() time.Time {
	found := momentOf(c.last.Note, "--at")
	if found == nil || !c.last.Ended.IsZero() {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, strings.Trim(c.last.Note[found[4]:found[5]], `"'`))
	if err != nil {
		return time.Time{}
	}
	return at
}

// String says the condition in words, with whose process it is.
func (c *condition) String() string {
	switch {
	case c.state == runWaiting:
		return fmt.Sprintf("waiting: %s, and starts at %s (%s)", holder(c.by), rfc(c.starts), rfc(c.starts.UTC()))
	case c.by != nil:
		return fmt.Sprintf("%s: %s", c.state, holder(c.by))
	case c.why != "":
		return fmt.Sprintf("%s: %s", c.state, c.why)
	}
	return c.state
}

// holder says who holds a run.
func holder(by *journal.LockedError) string {
	if by.PID == 0 {
		return "another process holds it"
	}
	return fmt.Sprintf("process %d on %s holds it since %s", by.PID, by.Host, rfc(by.Since))
}
