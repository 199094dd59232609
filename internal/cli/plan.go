package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
	"domainbatch/planner"
)

func (a *app) planCommand() *cobra.Command {
	c := a.command("plan FILE", "Read, check, verify and group; write the run file; change nothing", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			return a.working(func(s *session) error {
				s.reports = s.flags.report != ""
				if err := s.prepare(ctx, args[0]); err != nil {
					if s.ledger != nil {
						s.printEnd(ctx, err)
					}
					return err
				}
				s.view.close()
				return errors.Join(s.planned(), s.reportPlan())
			})
		})
	a.connecting(c)
	a.planning(c)
	a.applying(c)
	a.logs(c)
	c.Flags().BoolVar(&a.flags.offline, "offline", false, "no call at all; apply then verifies and reads before it sends")
	c.Long = c.Short + `.

With --report a report of the plan is written, whether rows are invalid or not: a
copy of the input with the bad cells marked. The flags that only apply uses are
passed on in the command that is printed at the end.`
	return c
}

// planned says what a finished plan is good for.
func (s *session) planned() error {
	s.end.code = exitDone
	if held := s.held(); held != "" {
		s.end.code = exitInvalid
		s.print("%s\n", held)
		if !s.reports {
			s.print("for a copy of the input with the bad cells marked: domainbatch report %s\n", quote(s.path))
		}
		return nil
	}
	if s.stale() && !s.over() {
		return s.staleFault()
	}
	if n := s.toSend(); n > s.flags.maxDomains {
		s.print("apply refuses to change %s without --max-domains %d\n", count(n, "domain"), n)
		s.flags.maxDomains = n
	}
	if n, _ := s.orders(); n > s.flags.allowOrders {
		s.print("apply refuses to place %s without --allow-orders %d\n", count(n, "order"), n)
		s.flags.allowOrders = n
	}
	if err := s.unapproved(); err != nil {
		_, hint := codeOf(err)
		s.print("%s\n", hint)
	}
	s.print("to carry it out: %s\n", s.goOn())
	return nil
}

// reportPlan writes the report of a plan where one is wanted.
func (s *session) reportPlan() error {
	if !s.reports {
		return nil
	}
	if err := s.writeWhole(s.reportData()); err != nil {
		return s.noReport(nil, err)
	}
	s.print("report: %s\n", s.end.report)
	return nil
}

// working opens a session for a command and lets go of it at the end.
func (a *app) working(do func(*session) error) error {
	if err := a.check(); err != nil {
		return err
	}
	s := &session{app: a, view: a.newView()}
	a.end = &ending{session: s, failed: -1}
	err := s.startTelling()
	if err == nil {
		err = do(s)
	}
	s.view.close()
	s.countCalls()
	return s.close(err)
}

// prepare makes the plan of a file, or takes up the one that is there: rows,
// changes, then what has to be asked about them, then requests.
func (s *session) prepare(ctx context.Context, file string) error {
	if err := s.checkPlanning(); err != nil {
		return err
	}
	data, book, err := s.readInput(file)
	if err != nil {
		return err
	}
	s.book = book
	if err := s.open(file, data); err != nil {
		return err
	}
	if s.plan != nil {
		s.print("%s\n", s.found())
	} else if err := s.load(); err != nil {
		return err
	} else if err := s.create(data); err != nil {
		return err
	}
	if err := s.checkReport(); err != nil {
		return err
	}
	s.printInvalid()
	if !s.ledger.Planned {
		if err := s.ask(ctx); err != nil {
			return err
		}
		if err := s.group(); err != nil {
			return err
		}
	}
	s.printPlan()
	return nil
}

// load makes the changes of the input.
func (s *session) load() error {
	opts, err := s.loading(s.site)
	if err != nil {
		return err
	}
	opts.Progress = func(rows int) { s.view.Progress(stageRead, rows, -1) }
	in, err := loader.Load(s.book, opts)
	if unread, ok := errors.AsType[*loader.InputError](err); ok {
		return errors.Join(err, s.markUnread(in, unread))
	}
	if err != nil {
		return s.settled.blame(err)
	}
	if err := s.leaveOut(in.Rows); err != nil {
		return err
	}
	if err := s.nameAccounts(in); err != nil {
		return err
	}
	s.plan = planner.Changes(in.Rows, in.Tables, planOptions(&s.info, s.site))
	s.plan.Warnings = slices.Concat(guessed(s.book.Format()), in.Warnings, s.plan.Warnings)
	if cell, found := planner.FirstCurrent(s.plan); found && s.info.Options["before"] == "none" {
		return usage(fmt.Sprintf("%s: %s stands for the present value, which --before none does not read", cell, api.Current), "give --before all, or write the value itself")
	}
	return nil
}

// guessed says that an encoding was found by statistics: what it was found to
// be decides every name with letters beyond ASCII.
func guessed(f sheet.Format) []job.Issue {
	if !f.Guessed {
		return nil
	}
	return []job.Issue{{
		Message: "the encoding " + f.Encoding + " was guessed",
		Hint:    "look at the names with: domainbatch inspect; --encoding overrides",
	}}
}

// leaveOut marks the rows that --only and --limit leave out. Of a row with
// several domains only those that are wanted stay.
func (s *session) leaveOut(rows []job.Row) error {
	wanted, listed, err := only(s.flags.only)
	if err != nil {
		return err
	}
	kept := 0
	for i := range rows {
		row := &rows[i]
		names := slices.DeleteFunc(slices.Clone(row.Names), func(name string) bool { return !wanted(name) })
		switch {
		case row.LeftOut != "": // by --visible-only
		case len(names) == 0 && s.flags.only != "":
			row.LeftOut = job.MessageLeftByOnly
		case s.flags.limit > 0 && kept >= s.flags.limit:
			row.LeftOut = job.MessageLeftByLimit
		default:
			row.Names = names
			kept++
		}
		for _, name := range names {
			delete(listed, name)
		}
	}
	s.tellOnly(kept == 0 && len(rows) > 0, listed)
	return nil
}

// tellOnly says what --only has left out that was hardly meant.
func (s *session) tellOnly(all bool, listed map[string]bool) {
	if all && s.flags.only != "" {
		fmt.Fprintf(s.Stderr, "note: no row is left by --only %s\n", s.flags.only)
	}
	if len(listed) > 0 {
		fmt.Fprintf(s.Stderr, "note: the input has no row for %s of --only, such as %s\n", count(len(listed), "name"), slices.Min(slices.Collect(maps.Keys(listed))))
	}
}

// only makes the test for --only: a glob, or the names in the file after @,
// which are given back too.
func only(text string) (wanted func(ascii string) bool, listed map[string]bool, err error) {
	if text == "" {
		return func(string) bool { return true }, nil, nil
	}
	file, isFile := strings.CutPrefix(text, "@")
	if !isFile {
		if _, err := path.Match(text, ""); err != nil {
			return nil, nil, usage(fmt.Sprintf("--only %s: no glob", text), "use * and ?, such as *.cn")
		}
		text = strings.ToLower(text)
		return func(ascii string) bool {
			byForm, _ := path.Match(text, ascii)
			byName, _ := path.Match(text, api.WireName(ascii))
			return byForm || byName
		}, nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, usage(fmt.Sprintf("--only: %v", err), "")
	}
	names := make(map[string]bool)
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if ascii, err := api.Domain(line); err == nil {
			names[ascii] = true
		} else if line != "" && !strings.HasPrefix(line, "#") {
			return nil, nil, usage(fmt.Sprintf("--only: %s holds a line that is no domain name: %v", file, err), "one domain a line")
		}
	}
	return func(ascii string) bool { return names[ascii] }, maps.Clone(names), nil
}

// ask has the contacts verified and the present ones read, unless the user
// wants no call.
func (s *session) ask(ctx context.Context) error {
	if s.info.Options["offline"] == "true" {
		return nil
	}
	return s.read(ctx)
}

// read has asked what must be known before something is sent. Present values
// that are wanted come first: what is verified has to be whole.
func (s *session) read(ctx context.Context) error {
	e, err := s.executor()
	if err != nil {
		return err
	}
	if err := s.readAccount(ctx, e); err != nil {
		return err
	}
	if _, found := planner.FirstCurrent(s.plan); found {
		err = e.ReadBefore(ctx)
		if err == nil {
			err = s.resolve()
		}
		if err != nil {
			return err
		}
	}
	if err := e.Read(ctx); err != nil {
		return err
	}
	if err := s.settleNeedless(); err != nil {
		return err
	}
	return s.warnEmails(ctx, e)
}

// resolve puts the present values that were read into the plan.
func (s *session) resolve() error {
	befores, err := s.befores()
	if err != nil {
		return err
	}
	plan, refused := planner.Resolve(s.plan, befores, s.left, planOptions(&s.info, s.site))
	return s.replace(plan, refused)
}

// befores are what was read of the changes that want present values; equal
// contacts are one map.
func (s *session) befores() (map[job.ChangeID]job.Before, error) {
	all, shared := make(map[job.ChangeID]job.Before), make(map[string]job.Params)
	for b, err := range s.journal.Befores() {
		if err != nil {
			return nil, err
		}
		if !api.HasCurrent(s.plan.GroupOf(b.Change).Shared) {
			continue
		}
		if key := b.Fields.Key(); b.Fields != nil {
			if shared[key] == nil {
				shared[key] = b.Fields
			}
			b.Fields = shared[key]
		}
		all[b.Change] = b
	}
	return all, nil
}

// group cuts what is left to send into requests and completes the plan.
func (s *session) group() error {
	opts := planOptions(&s.info, s.site)
	opts.FirstBatch = s.ledger.LastBatch + 1
	// At once: it would grow change by change, and leave several times its size behind.
	s.ledger.Standings = slices.Grow(s.ledger.Standings, max(0, len(s.plan.Changes)-len(s.ledger.Standings)))
	s.plan.Batches = planner.Batches(s.plan, s.left, opts)
	return s.record(&job.Event{At: time.Now(), Kind: job.KindPlanned, Batches: s.plan.Batches})
}
