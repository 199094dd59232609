package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// findings are what a person has to say about lost answers.
type findings struct {
	adopt   string
	notDone []string
	note    string
	as      string
}

func (a *app) reconcileCommand() *cobra.Command {
	var f findings
	var c *cobra.Command
	c = a.command("reconcile RUN [DOMAIN…]", "Ask the registrar about unknown results, or record what a person found", cobra.MinimumNArgs(1),
		func(ctx context.Context, args []string) error {
			names, err := f.check(args[1:])
			if err != nil {
				return err
			}
			return a.working(func(s *session) error {
				if err := s.openRun(args[0], openSound); err != nil {
					return err
				}
				if err := s.agrees(c); err != nil {
					return err
				}
				if !s.ledger.Planned {
					return s.unplanned()
				}
				if err := s.checkReport(); err != nil {
					return err
				}
				s.print("%s\n", s.found())
				subjects, err := s.subjects(names)
				if err != nil {
					return err
				}
				return s.reconcile(ctx, f, subjects)
			})
		})
	c.Long = c.Short + `.

Without --adopt and --not-done the registrar is asked again about everything that
is unknown or in doubt, and open tasks are looked at. Nothing is sent.

--adopt takes the task that a person has found in the console for that of the
unknown changes whose domains it holds; domains behind RUN limit it to these.
--not-done records that a person found nothing done for the domains: they are
planned again, and apply sends them, orders too. Both need --as, and are kept in
the run file and shown in the report.`
	c.Example = "  domainbatch reconcile portfolio.xlsx.run\n" +
		"  domainbatch reconcile portfolio.xlsx.run --adopt 7f5b2a90-… --as \"J. Smith\"\n" +
		"  domainbatch reconcile portfolio.xlsx.run --not-done example.com --note \"no task in the console\" --as \"J. Smith\""
	a.connecting(c)
	a.waiting(c)
	a.tells(c)
	c.Flags().StringVar(&a.flags.report, "report", "", "the report; its extension decides the format (default beside the input)")
	c.Flags().StringVar(&f.adopt, "adopt", "", "the `TASKNO` of the task that the lost requests became")
	c.Flags().StringSliceVar(&f.notDone, "not-done", nil, "`DOMAIN` or address of which nothing was done (repeatable; more behind RUN)")
	c.Flags().StringVar(&f.note, "note", "", "what was found, and where")
	c.Flags().StringVar(&f.as, "as", "", "who says so")
	return c
}

// check finds what is wrong with the flags, and gives the names as they were given.
func (f *findings) check(more []string) ([]string, error) {
	undo := len(f.notDone) > 0
	for _, rule := range []struct {
		broken     bool
		text, hint string
	}{
		{f.adopt != "" && undo, "--adopt and --not-done exclude each other", ""},
		{f.adopt == "" && !undo && (len(more) > 0 || f.note+f.as != ""), "domains, --note and --as go with --adopt or --not-done", ""},
		{(f.adopt != "" || undo) && f.as == "", "--as is missing", "say whose word it is: --as NAME"},
		{undo && f.note == "", "--note is missing", "say what was found, and where: --note TEXT"},
	} {
		if rule.broken {
			return nil, usage(rule.text, rule.hint)
		}
	}
	return slices.Concat(f.notDone, more), nil
}

// subjects gives what the run is about for the names of it, each once: domains, or
// the addresses, ids and cells that other operations are told by.
func (s *session) subjects(names []string) ([]string, error) {
	var all []string
	for _, name := range names {
		subject := ""
		for i := range s.plan.Changes {
			if c := &s.plan.Changes[i]; strings.EqualFold(c.Subject, strings.TrimSpace(name)) {
				subject = c.Subject
				break
			}
		}
		if subject == "" {
			ascii, err := api.Domain(name)
			if err != nil {
				return nil, usage(fmt.Sprintf("%s: %v", name, err), "give domain names, or the names that domainbatch status gives what is unknown")
			}
			subject = ascii
		}
		if !slices.Contains(all, subject) {
			all = append(all, subject)
		}
	}
	return all, nil
}

// reconcile takes in what a person found, asks, and writes the report.
func (s *session) reconcile(ctx context.Context, f findings, domains []string) error {
	e, err := s.executor()
	if err != nil {
		return err
	}
	who := job.Person{Name: f.as, Note: f.note}
	if len(domains) > 0 && f.adopt == "" {
		n, err := e.Undo(ctx, domains, who)
		if err != nil {
			return err
		}
		s.print("%s planned again, by the word of %s. To send it: %s\n", count(n, "change"), f.as, s.goOnAsBegun())
		return s.stop(ctx, nil)
	}
	if f.adopt != "" {
		n, err := e.Adopt(ctx, f.adopt, domains, who)
		if err != nil {
			return err
		}
		s.print("task %s is that of %s, by the word of %s\n", f.adopt, count(n, "change"), f.as)
	}
	if s.final() || !s.ledger.Sent {
		return s.stop(ctx, nil)
	}
	err = s.stop(ctx, s.follow("reconcile", func() error { return e.Reconcile(ctx) }))
	if err == nil && s.toSend() > 0 {
		s.print("to send what is planned: %s\n", s.goOnAsBegun())
	}
	return err
}
