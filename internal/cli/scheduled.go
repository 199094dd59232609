package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
)

// The schedulers that a run can be given to.
const (
	bySystemd  = "systemd"
	byCron     = "cron"
	bySchtasks = "schtasks"
)

const (
	defaultRetries = 3

	// restartMinutes is how long after the end of a process, or how often, a
	// scheduler starts the next one. What comes sooner is waited for.
	restartMinutes = 15
	soon           = (restartMinutes + 1) * time.Minute
)

// restarting adds the flags of a command that a scheduler starts again and again.
func (a *app) restarting(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&a.flags.scheduled, "scheduled", "", "started by `SCHEDULER` (systemd, cron, schtasks): end at once where the run is over, its last end forbids another start, or it is not yet time")
	a.retrying(c)
}

func (a *app) retrying(c *cobra.Command) {
	c.Flags().IntVar(&a.flags.retries, "retries", defaultRetries, "with a scheduler: start at most `N` times again for results that are unknown")
}

// checkScheduler finds what is wrong with the flags for schedulers.
func (a *app) checkScheduler() error {
	switch by := a.flags.scheduled; {
	case by != "" && !slices.Contains([]string{bySystemd, byCron, bySchtasks}, by):
		return usage(fmt.Sprintf("--scheduled %s: not one of systemd, cron, schtasks", by), "domainbatch schedule prints what a scheduler needs")
	case a.flags.retries < 0:
		return usage("--retries must not be below 0", "")
	}
	return nil
}

// unlessHeld takes a run that another process holds for one that nothing is to
// be done for now, where a scheduler asks.
func (s *session) unlessHeld(err error) error {
	locked, ok := errors.AsType[*journal.LockedError](err)
	if s.flags.scheduled == "" || !ok {
		return err
	}
	s.endAtOnce(exitStopped, locked.Error(), "")
	return nil
}

// endsAtOnce ends a start by a scheduler that must not be, or that nothing is to
// be done at. It calls nobody and writes nothing. A start by hand is none of these.
func (s *session) endsAtOnce() (bool, error) {
	if s.flags.scheduled == "" {
		return false, nil
	}
	c, err := s.condition()
	if err != nil {
		return false, err
	}
	last := c.last
	s.lastExit = last.Exit
	switch {
	case s.held() != "":
		s.endAtOnce(exitInvalid, s.held(), "")
	case s.ledger.Planned && s.final():
		s.endAtOnce(codeOfRows(s.plan, s.ledger, ""), "the run is finished", "")
	case s.ledger.Planned && s.over():
		return s.triedEnough()
	case !last.Ended.IsZero() && slices.Contains(finals, last.Exit) && !slices.Contains(refusals, last.Why):
		s.endAtOnce(last.Exit, fmt.Sprintf("the last process ended with exit code %d at %s, because %s", last.Exit, rfc(last.Ended), last.Why),
			"when that is settled, go on by hand: "+s.goOnAsBegun())
	default:
		return s.notYet()
	}
	return true, nil
}

// unlessTold takes a refusal of the plan for one that nothing more is to be said of,
// where a scheduler asks and the process before was refused alike. The first one is
// recorded, and told as by hand. It holds no longer than its cause.
func (s *session) unlessTold(refused error) error {
	f, ok := errors.AsType[*fault](refused)
	if s.flags.scheduled == "" || !ok || f.reason == "" || s.ledger == nil {
		return refused
	}
	c, err := s.condition()
	if err != nil {
		return errors.Join(refused, err)
	}
	s.lastExit = c.last.Exit
	if c.last.Exit == f.code && c.last.Why == f.reason {
		s.endAtOnce(f.code, f.Error(), f.hint)
		return nil
	}
	return errors.Join(refused, s.unsent(f.code, f.reason))
}

// keptFrom records why a process that a scheduler started did not get to its beginning,
// where no other start is to follow.
func (s *session) keptFrom(err error) error {
	code, _ := codeOf(err)
	if s.flags.scheduled == "" || s.stopped || !slices.Contains(finals, code) {
		return err
	}
	return errors.Join(err, s.unsent(code, reasonOf(err)))
}

// finals are the exit codes after which somebody has to go on by hand.
var finals = []int{exitStale, exitLimit, exitCredentials}

// refusals are reasons that last as long as the plan is as it is, not until somebody
// has gone on by hand.
var refusals = []string{job.StoppedUnplanned, job.StoppedUnapproved, job.StoppedOtherPlan}

// endAtOnce says why nothing is done. cron mails what is said, and would do so
// every time; nor is anybody notified.
func (s *session) endAtOnce(code int, why, hint string) {
	s.end.code, s.end.idle = code, true
	if s.flags.scheduled == byCron && !terminal(s.Stdout) {
		return
	}
	s.print("%s: nothing is done: %s\n", s.path, why)
	if hint != "" {
		s.print("  %s\n", hint)
	}
}

// triedEnough ends a start for results that are unknown, and nothing else, where
// asking again is of no use or was tried as often as is allowed.
func (s *session) triedEnough() (bool, error) {
	unknown, asks := 0, 0
	var sent time.Time
	for i := range s.ledger.Standings {
		st := &s.ledger.Standings[i]
		if st.Submitted.After(sent) {
			sent = st.Submitted
		}
		if st.Outcome() == job.Unknown {
			unknown++
			if executor.CanAsk(s.plan.GroupOf(st.Change), st) {
				asks++
			}
		}
	}
	turns, err := s.journal.Turns()
	if err != nil {
		return false, err
	}
	results, hint := count(unknown, "result")+" "+are(unknown)+" unknown", "to settle it by hand: domainbatch reconcile "+quote(s.path)
	switch tried := retried(turns, sent); {
	case asks == 0:
		s.endAtOnce(exitLimit, results+", and the registrar cannot be asked about it", hint)
	case tried >= s.flags.retries:
		s.endAtOnce(exitLimit, fmt.Sprintf("%s after %s, and --retries is %d", results, count(tried, "more start"), s.flags.retries), hint)
	default:
		return false, nil
	}
	return true, nil
}

// retried counts the processes since the last sending that were started because
// one before them had left results unknown.
func retried(turns []journal.Turn, sent time.Time) (n int) {
	unknown := false
	for _, t := range turns {
		if what, _, _ := strings.Cut(t.Note, " "); what != startApply {
			continue
		}
		switch {
		case unknown && t.Begun.After(sent):
			n++
		case t.Exit == exitUnknown && t.Ended.After(sent):
			unknown = true
		}
	}
	return n
}

// notYet ends a start before its time, when there are no tasks to follow either.
// What comes soon is waited for.
func (s *session) notYet() (bool, error) {
	now := time.Now().Round(0)
	open, err := s.hours()
	if err != nil {
		return false, err
	}
	from := now
	if s.begins.After(now) {
		from = s.begins
	}
	start, comes := open.opens(from)
	following := slices.ContainsFunc(s.ledger.Standings, func(st job.Standing) bool { return st.State != job.Planned && st.State != "" && !st.State.Ended() })
	switch {
	case !comes && !following:
		s.endAtOnce(exitLimit, "--until has passed, and nothing can be sent any more", "to go on by hand: "+s.goOnAsBegun())
		return true, nil
	case !start.After(now), following && !s.waits():
		return false, nil
	case start.Sub(now) > soon:
		s.endAtOnce(exitStopped, "nothing can be sent before "+rfc(start), "")
		return true, nil
	}
	s.at, s.begins = start, start
	return false, nil
}
