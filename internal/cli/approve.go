package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/internal/job"
)

func (a *app) approveCommand() *cobra.Command {
	var who job.Person
	c := a.command("approve RUN", "Record that a person has approved the plan of a run", cobra.ExactArgs(1),
		func(_ context.Context, args []string) error {
			if who.Name == "" {
				return usage("--as is missing", "say whose approval it is: --as NAME")
			}
			if who.Authority == "" {
				return usage("--authority is missing", "say what it rests on, such as a resolution or a power of attorney: --authority REF")
			}
			return a.working(func(s *session) error {
				if err := s.openRun(args[0], openSound); err != nil {
					return err
				}
				return s.approve(who)
			})
		})
	c.Long = c.Short + `.

The approval is bound to the plan's digest and kept among the chained entries of
the run file: a plan that takes its place has none. A run that was planned with
--needs-approval is not carried out without.`
	c.Example = "  domainbatch plan portfolio.xlsx --needs-approval\n" +
		"  domainbatch approve portfolio.xlsx.run --as \"J. Smith, General Counsel\" --authority \"Board resolution 2026-14\" --digest 5d1f…\n" +
		"  domainbatch apply portfolio.xlsx.run"
	c.Flags().StringVar(&who.Name, "as", "", "`NAME` of the person who approves")
	c.Flags().StringVar(&who.Authority, "authority", "", "what the approval rests on: `REF` of a resolution, a power of attorney, a ticket")
	c.Flags().StringVar(&who.Note, "note", "", "what else is to be kept with it")
	c.Flags().StringVar(&a.flags.digest, "digest", "", "refuse a plan with another digest than `DIGEST`, which plan prints")
	return c
}

// approve records an approval of the plan as it stands.
func (s *session) approve(who job.Person) error {
	switch {
	case !s.ledger.Planned:
		return s.unplanned()
	case s.ledger.Sent:
		return usage("something of the plan was sent already", "an approval comes before; what was decided afterwards belongs into a note beside the report")
	case s.held() != "":
		return &fault{code: exitInvalid, err: errors.New(s.held()), hint: "mend the rows and plan again; what nobody can carry out is not approved"}
	}
	if err := s.approved(); err != nil {
		return err
	}
	event := &job.Event{At: time.Now(), Kind: job.KindApproved, Digest: s.plan.Digest, Person: &who, By: process()}
	if err := s.record(event); err != nil {
		return err
	}
	s.print("%s: %s of %s\n", s.path, count(s.plan.Asks(), "change"), count(s.plan.Domains(), "domain"))
	s.print("  plan %s\n", s.plan.Digest)
	s.print("approved by %s, on %s\n", who.Name, who.Authority)
	s.print("to carry it out: domainbatch apply %s --digest %s\n", quote(s.path), s.plan.Digest)
	return nil
}

// unapproved is the refusal of a plan that was made to be approved and was not.
func (s *session) unapproved() error {
	if s.info.Options["needs-approval"] != "true" || s.ledger.Approval.Digest == s.plan.Digest || s.over() {
		return nil
	}
	return &fault{
		code: exitStale, err: fmt.Errorf("run file %s: the plan needs an approval and has none; nothing was sent", s.path),
		hint: "to approve it: domainbatch approve " + quote(s.path) + " --as NAME --authority REF --digest " + s.plan.Digest, reason: job.StoppedUnapproved,
	}
}

// keepsApproval is the refusal to throw a plan away that somebody has approved, or that
// was to be approved, for one that needs no approval.
func (s *session) keepsApproval(old *job.Info) error {
	const needs = "needs-approval"
	hint := "to plan anew beside it, name another file with --run"
	switch {
	case s.ledger.Sent:
		return nil
	case s.ledger.Approval.Digest != "":
		return &fault{
			code: exitStale, hint: hint,
			err: fmt.Errorf("run file %s holds a plan that was approved at %s and is not this one, or is too old", s.path, s.ledger.Approval.At.Format(time.RFC3339)),
		}
	case old.Options[needs] == "true" && s.info.Options[needs] != "true" && s.ledger.Planned:
		return &fault{code: exitStale, err: fmt.Errorf("run file %s holds a plan that needs an approval, and this one would not", s.path), hint: "plan with --needs-approval too; " + hint}
	}
	return nil
}

// process is whose process this is, as the system tells it.
func process() *job.Process {
	p := &job.Process{Tool: toolVersion()}
	if u, err := user.Current(); err == nil {
		p.User = u.Username
	}
	if host, err := os.Hostname(); err == nil {
		p.Host = host
	}
	return p
}
