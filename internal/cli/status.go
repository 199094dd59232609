package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
)

func (a *app) statusCommand() *cobra.Command {
	var watching bool
	c := a.command("status RUN", "How far a run is", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		if watching {
			return a.watch(ctx, args[0])
		}
		return a.orLeft(a.reading(args[0], func(s *session) error {
			s.print("%s: %s, %s, %s\n", s.path, count(len(s.plan.Rows), "row"), count(s.plan.Domains(), "domain"), count(s.plan.Asks(), "change"))
			s.print("  input %s, planned %s for %s\n", s.info.Input, s.info.Created.Format(time.RFC3339), s.info.Endpoint)
			s.print("  plan %s\n", s.plan.Digest)
			how, err := s.condition()
			if err != nil {
				return err
			}
			s.print("  %s\n", &how)
			counts := s.plan.Counts(s.ledger, s.held())
			for _, r := range job.Results {
				if counts[r] > 0 {
					s.print("  %6d %s\n", counts[r], r)
				}
			}
			s.printByAccount()
			s.printUnknown()
			s.printUnlocked()
			s.printReadings()
			switch {
			case !s.ledger.Planned:
				_, hint := codeOf(s.unplanned())
				s.print("the plan is not complete; nothing was sent; %s\n", hint)
			case s.stale() && s.toSend() > 0:
				s.print("%v\n", s.staleFault())
			case !s.over() && s.held() == "":
				s.print("to go on: %s\n", s.goOnAsBegun())
			}
			return nil
		}))
	})
	c.Long = c.Short + `.

It can be asked at any time, also beside the process that carries the run out. --watch shows how it goes on,
in place on a terminal and else a line when something has changed, until the run is over or the process that
was at it has ended, and ends with the exit code of the run, or of that process. Where no process is at it, one is
waited for.`
	c.Example = "  domainbatch status portfolio.xlsx.run\n" +
		"  domainbatch status portfolio.xlsx.run --watch"
	c.Flags().BoolVar(&watching, "watch", false, "show how the run goes on until it ends")
	c.Flags().BoolVar(&a.flags.json, "json", false, "one JSON object on standard output")
	return c
}

// printUnknown lists the changes whose answers were lost, with what to look for
// in the console: when they were sent, and as what.
func (s *session) printUnknown() {
	n := 0
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		st := s.ledger.Standing(c.ID)
		if st.Outcome() != job.Unknown {
			continue
		}
		if n++; n > mostLines {
			continue
		}
		sent, why := "", st.Message
		if st.State == job.Sending {
			why = "it was under way when the program ended, or is now; apply asks the registrar"
		}
		if !st.Submitted.IsZero() {
			sent = " sent " + st.Submitted.Format(time.RFC3339) + ":"
		}
		s.print("  unknown: %s, %s:%s %s\n", api.WireName(c.Subject), s.plan.GroupOf(c.ID).What(), sent, why)
	}
	if n > mostLines {
		s.print("  and %d more; the report has all\n", n-mostLines)
	}
	if n > 0 {
		s.print("to ask the registrar again: domainbatch reconcile %s\n", quote(s.path))
	}
}

// reading opens a run beside the process that may hold it.
func (a *app) reading(path string, do func(*session) error) error {
	s := &session{app: a, view: a.newView()}
	a.end = &ending{session: s, failed: -1}
	err := s.openRun(path, journal.Read)
	if err == nil {
		err = do(s)
	}
	if s.journal != nil {
		err = errors.Join(err, s.journal.Close())
	}
	return err
}
