package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/internal/job"
)

func (a *app) forgetCommand() *cobra.Command {
	c := a.command("forget RUN", "Take the personal data out of a finished run", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			return a.working(func(s *session) error {
				err := s.openRun(args[0], openSound)
				if s.ledger == nil || s.ledger.Forgotten == nil && err != nil {
					return err
				}
				return s.forget(ctx)
			})
		})
	c.Long = c.Short + `.

What goes: the copy of the input, contacts and rows, what was read of domains, the
answers of the API, names and notes of people. What stays: the chain of entries with
its digests, operations, times, request ids and task numbers, states, and the counts.
Verify still checks all that is left. It cannot be undone, and no report, package or
undo can be made of the run afterwards: make the package before.`
	c.Example = "  domainbatch report portfolio.xlsx.run --package handoff.zip\n  domainbatch forget portfolio.xlsx.run"
	a.asking(c, "do not ask before the data is taken out")
	return c
}

// forget takes the personal data out of the run, once it has come to its end. One
// that was broken off is finished.
func (s *session) forget(ctx context.Context) error {
	totals := job.Totals{}
	if gone := s.ledger.Forgotten; gone != nil {
		totals = gone.Totals
	} else {
		if err := s.forgettable(); err != nil {
			return err
		}
		totals = job.Totals{
			Rows: len(s.plan.Rows), Domains: s.plan.Domains(), Contacts: len(s.plan.Contacts), Changes: s.plan.Asks(),
			Results: s.plan.Counts(s.ledger, s.held()),
		}
		if err := s.mayForget(ctx); err != nil {
			return err
		}
	}
	if err := s.journal.Forget(totals, *process(), time.Now()); err != nil {
		return err
	}
	s.print("%s: the personal data was taken out; chain, digests and counts are left\n", s.path)
	s.print("delete what else there is of it: the input, reports, packages, and %s.secrets where that is there\n", s.path)
	return nil
}

// forgettable refuses to take out what is needed still.
func (s *session) forgettable() error {
	hint := "go on with it: " + s.goOnAsBegun()
	switch {
	case !s.ledger.Planned:
		return s.unplanned()
	case s.held() == "" && !s.over():
		return usage("the run is not finished", hint)
	case len(s.unlocked()) > 0:
		return usage("the run has left domains unlocked: "+firstFew(s.unlocked()), "lock them again: domainbatch apply "+quote(s.path)+" --relock-only")
	case !s.final() && s.held() == "":
		return usage("results are unknown, and asking the registrar may settle them", "ask, or record what a person found: domainbatch reconcile "+quote(s.path))
	}
	return nil
}

// mayForget asks whether it may be done.
func (s *session) mayForget(ctx context.Context) error {
	if s.flags.yes {
		return nil
	}
	if err := s.askable(); err != nil {
		return usage("nobody can be asked whether the data is to be taken out", "give --yes to take it out without a question")
	}
	fmt.Fprintf(s.Stderr, "Take the personal data of %s out of %s for good? Type yes to go on: ", count(len(s.plan.Rows), "row"), s.path)
	answer, err := s.readLine(ctx)
	if err != nil || !strings.EqualFold(strings.TrimSpace(answer), "yes") {
		return &fault{code: exitInterrupted, err: errors.New("not confirmed; nothing was taken out"), hint: ""}
	}
	return nil
}

// forgotten is the refusal to go on with a run whose data is gone.
func (s *session) forgotten() error {
	gone := s.ledger.Forgotten
	return &fault{
		code: exitStale, err: fmt.Errorf("run file %s: its personal data was taken out at %s", s.path, gone.At.Format(time.RFC3339)),
		hint: "what is left: domainbatch status " + quote(s.path) + ", and domainbatch verify " + quote(s.path),
	}
}

// orLeft says of a run whose data is gone what is left to say, where err is that
// it cannot be gone on with.
func (a *app) orLeft(err error) error {
	s := a.end.session
	if s.ledger == nil || s.ledger.Forgotten == nil {
		return err
	}
	t := s.ledger.Forgotten.Totals
	s.print("%s: %s, %s, %s\n", s.path, count(t.Rows, "row"), count(t.Domains, "domain"), count(t.Changes, "change"))
	s.print("  its personal data was taken out at %s; chain, digests and counts are left\n", s.ledger.Forgotten.At.Format(time.RFC3339))
	for _, r := range job.Results {
		if t.Results[r] > 0 {
			s.print("  %6d %s\n", t.Results[r], r)
		}
	}
	s.print("to check what is left: domainbatch verify %s\n", quote(s.path))
	return nil
}

// sumLeft gives the object of a run whose data is gone.
func (s *session) sumLeft(out *summary) {
	t := s.ledger.Forgotten.Totals
	out.Rows, out.Domains, out.Contacts, out.Changes, out.Batches = t.Rows, t.Domains, t.Contacts, t.Changes, s.ledger.Batches
	out.Results = t.Results
	if s.ledger.Calls != nil {
		out.Calls = s.ledger.Calls
	}
}
