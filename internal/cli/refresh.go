package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// The values of --after.
const (
	afterAll  = "all"
	afterNone = "none"
)

// readingBack adds the flag of commands that send and can read back.
func (a *app) readingBack(c *cobra.Command) {
	c.Flags().StringVar(&a.flags.after, "after", afterNone, "all: at the end read back what the registrar shows of each contact that was changed, and its log, as refresh does; none: do not")
}

func (a *app) refreshCommand() *cobra.Command {
	var c *cobra.Command
	c = a.command("refresh RUN", "Read back what the registrar shows after the changes", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			return a.working(func(s *session) error {
				if err := s.openRun(args[0], openSound); err != nil {
					return err
				}
				if err := s.agrees(c); err != nil {
					return err
				}
				return s.refresh(ctx)
			})
		})
	c.Long = c.Short + `.

The contact of each change that succeeded, or may have, is read and held against
what was sent; then the registrar's own log of operations since the day before
the run's first request, of which the lines about the run's domains are kept.
Nothing is sent, and no result changes: what is read is evidence beside it.

Confirmations of a new registrant take up to 15 days, so it may be run again and
again; the newest reading counts. It ends with 0 when every change that succeeded
shows the new data, and with 4 when some show other data or were not read. What the
log does not give is said, and has no code of its own.`
	c.Example = "  domainbatch refresh acquisition.xlsx.run\n" +
		"  domainbatch refresh acquisition.xlsx.run --qps 2 --json"
	a.connecting(c)
	a.logs(c)
	return c
}

// refresh reads back what a run has changed.
func (s *session) refresh(ctx context.Context) error {
	if !s.ledger.Sent {
		s.print("%s: nothing was sent, so there is nothing to read back\n", s.path)
		return nil
	}
	err := s.look(ctx)
	s.view.close()
	s.printReadings()
	if now := s.end.after; now != nil && now.lacks() {
		s.end.code = exitSome
	}
	if errors.Is(err, executor.ErrInterrupted) {
		s.print("interrupted. To go on: %s\n", s.readAgain())
	}
	return err
}

// readBack does what --after asks for behind everything else, whether all is
// finished or not. Where the API has refused to go on, it is not asked for more.
func (s *session) readBack(ctx context.Context, err error) error {
	if s.flags.after != afterAll || !s.ledger.Sent || ctx.Err() != nil {
		return err
	}
	if code, _ := codeOf(err); err != nil && code != exitStopped && code != exitLimit {
		return err
	}
	return errors.Join(err, s.look(ctx))
}

// look reads what the registrar shows.
func (s *session) look(ctx context.Context) error {
	seen := executor.Seen{}
	var err error
	if seen.Afters, err = gathered(s.journal.Afters()); err != nil {
		return err
	}
	if seen.Logs, err = gathered(s.journal.Logs()); err != nil {
		return err
	}
	e, err := s.executor()
	if err != nil {
		return err
	}
	return e.Refresh(ctx, seen)
}

func gathered[T any](all iter.Seq2[T, error]) (list []T, err error) {
	for one, err := range all {
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// readings count what was read back: the newest reading of each change of a
// contact that succeeded, or may have.
type readings struct {
	New        int      `json:"new"`                  // show all that was sent
	Other      int      `json:"other"`                // show other data
	Changed    int      `json:"changed,omitempty"`    // by a profile: show other data than before
	Uncompared int      `json:"uncompared,omitempty"` // by a profile, and what was there before is not known
	NotRead    int      `json:"notRead"`              // succeeded and were not read, or refused to be
	Lines      int      `json:"logLines"`             // of the registrar's log
	Whole      bool     `json:"logWhole"`             // nothing of it is missing
	Codes      []string `json:"logCodes,omitempty"`   // why it could not be read

	differ []string // what of which changes is another
}

// lacks tells whether not all is as it should be in the end.
func (r *readings) lacks() bool { return r.Other+r.NotRead > 0 }

// lookedBack counts the readings of the run; nil where there is none. What cannot
// be read of the run file is missing here; who reads it for itself is told.
func (s *session) lookedBack() *readings {
	if s.journal == nil || !s.ledger.Sent {
		return nil
	}
	afters, err := gathered(s.journal.Afters())
	logs, err2 := gathered(s.journal.Logs())
	if err != nil || err2 != nil || len(afters)+len(logs) == 0 {
		return nil
	}
	r := &readings{}
	newest := make(map[job.ChangeID]job.Before, len(afters))
	for _, after := range afters {
		newest[after.Change] = after
	}
	for i := range s.plan.Changes {
		if id := s.plan.Changes[i].ID; s.plan.GroupOf(id).Target != "" {
			s.countReading(r, id, newest)
		}
	}
	r.countLog(logs)
	return r
}

// countLog counts what was read of the registrar's log.
func (r *readings) countLog(logs []job.ChangeLog) {
	for i := range logs {
		r.Lines += len(logs[i].Records)
	}
	gaps := job.Gaps(logs)
	r.Whole = len(logs) > 0 && len(gaps) == 0
	for i := range gaps {
		if code := gaps[i].Code; code != "" && !slices.Contains(r.Codes, code) {
			r.Codes = append(r.Codes, code)
		}
	}
}

// countReading counts what one change shows.
func (s *session) countReading(r *readings, id job.ChangeID, newest map[job.ChangeID]job.Before) {
	after, read := newest[id]
	if !read {
		if s.ledger.Standing(id).Outcome() == job.Succeeded {
			r.NotRead++
		}
		return
	}
	var before job.Before
	if api.Wanted(s.plan, id) == nil {
		before, _, _ = s.journal.Before(id) // what cannot be read is not known
	}
	switch api.ReadBack(s.plan, id, before, after) {
	case api.ShownNew:
		r.New++
	case api.ShownOther:
		r.Other++
		r.differ = append(r.differ, s.differing(id, after))
	case api.ShownChanged:
		r.Changed++
	case api.ShownUntold:
		r.Uncompared++
	case api.ShownNothing:
		r.NotRead++
	}
}

// differing names what of a change is another, without its values.
func (s *session) differing(id job.ChangeID, after job.Before) string {
	what := api.WireName(s.plan.Change(id).Subject) + ", " + s.plan.GroupOf(id).What()
	fields := api.Differing(api.Wanted(s.plan, id), after.Fields)
	if len(fields) == 0 {
		return what + ": as before"
	}
	return what + ": " + strings.Join(fields, ", ")
}

// printReadings says what was read back, where something was.
func (s *session) printReadings() {
	r := s.lookedBack()
	s.end.after = r
	if r == nil {
		return
	}
	s.print("%s\n", r)
	for i, what := range r.differ {
		if i == mostLines {
			s.print("  and %d more\n", len(r.differ)-i)
			break
		}
		s.print("  other data: %s\n", what)
	}
	if r.lacks() {
		s.print("to read them again: %s\n", s.readAgain())
	}
}

// String says the counts in a line.
func (r *readings) String() string {
	read := r.New + r.Other + r.Changed + r.Uncompared
	var parts []string
	for _, part := range []struct {
		n          int
		one, other string
	}{
		{r.New, "shows the new data", "show the new data"},
		{r.Other, "shows other data", "show other data"},
		{r.Changed, "shows other data than before, by a profile", "show other data than before, by a profile"},
		{r.Uncompared, "cannot be compared", "cannot be compared"},
		{r.NotRead, "not read", "not read"},
	} {
		if part.n == 1 {
			parts = append(parts, "1 "+part.one)
		} else if part.n > 1 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.other))
		}
	}
	text := fmt.Sprintf("%s read back: %s; the registrar's log: %s", count(read, "change"), strings.Join(parts, ", "), count(r.Lines, "line"))
	if read == 0 && len(parts) == 0 {
		text = "the registrar's log: " + count(r.Lines, "line")
	}
	switch {
	case len(r.Codes) > 0:
		text += ", some of it was not read: " + strings.Join(r.Codes, ", ")
	case !r.Whole:
		text += ", some of it was not read"
	}
	return text
}

// readAgain is the command that reads back once more.
func (s *session) readAgain() string {
	words := []string{"domainbatch", "refresh", quote(s.path)}
	if s.flags.qps != defaultQPS && s.flags.qps > 0 {
		words = append(words, "--qps", fmt.Sprint(s.flags.qps))
	}
	return strings.Join(words, " ")
}
