package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
)

// listed is a run file as runs lists it.
type listed struct {
	Run     string             `json:"run"`
	Input   string             `json:"input,omitempty"`
	State   string             `json:"state"`
	Why     string             `json:"why,omitempty"`
	PID     int                `json:"pid,omitempty"`
	Host    string             `json:"host,omitempty"`
	Starts  time.Time          `json:"starts,omitzero"`
	Rows    int                `json:"rows"`
	Done    int                `json:"done"` // succeeded or unchanged
	Results map[job.Result]int `json:"results"`
	Planned time.Time          `json:"planned,omitzero"`
	Digest  string             `json:"digest,omitempty"`
}

func (a *app) runsCommand() *cobra.Command {
	c := a.command("runs [DIR]", "List the run files of a folder, and how each stands", cobra.MaximumNArgs(1),
		func(_ context.Context, args []string) error {
			folder := "."
			if len(args) > 0 {
				folder = args[0]
			}
			return a.runs(folder)
		})
	c.Long = c.Short + `.

The folder itself is listed, not those below. A state is planning, unplanned, planned, invalid, waiting (for
the moment of --at), running, interrupted, finished, stale, forgotten, damaged or unreadable; done are the rows that
succeeded or are unchanged. No run is held or altered by it.`
	c.Example = "  domainbatch runs\n" +
		"  domainbatch runs /srv/migrations --json"
	c.Flags().BoolVar(&a.flags.json, "json", false, "one JSON object on standard output")
	return c
}

// runs lists the run files of a folder by name. What cannot be read is listed
// with why.
func (a *app) runs(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return &fault{code: exitUsage, err: fmt.Errorf("list runs: %w", err), hint: "give a folder"}
	}
	all := []listed{}
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		if run, is := a.lookAt(path); is {
			run.Run = path
			all = append(all, run)
		}
	}
	if a.flags.json {
		encoder := json.NewEncoder(a.Stdout)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(map[string]any{"folder": folder, "runs": all})
	}
	if len(all) == 0 {
		a.print("%s: no run files\n", folder)
		return nil
	}
	return a.tabulate(all)
}

// tabulate writes the table for people.
func (a *app) tabulate(all []listed) error {
	columns := columnsOf([]string{"run", "input", "state", "done", "results", "age", "plan"})
	var table []job.Params
	for i := range all {
		r := &all[i]
		line := job.Params{"run": filepath.Base(r.Run), "input": r.Input, "state": r.words(), "results": inShort(r.Results)}
		if r.Rows > 0 {
			line["done"] = fmt.Sprintf("%d/%d", r.Done, r.Rows)
		}
		if !r.Planned.IsZero() {
			line["age"] = age(time.Since(r.Planned))
		}
		line["plan"] = r.Digest[:min(12, len(r.Digest))]
		table = append(table, line)
	}
	return (&output{form: formTable}).writeAll(a.Stdout, "runs", columns, table)
}

// words are the state for people.
func (r *listed) words() string {
	switch {
	case r.State == runWaiting:
		return fmt.Sprintf("waiting until %s by %d", rfc(r.Starts), r.PID)
	case r.PID != 0:
		return fmt.Sprintf("%s by %d", r.State, r.PID)
	case r.Why != "":
		return r.State + ": " + r.Why
	}
	return r.State
}

// inShort is what became of rows, in one line.
func inShort(counts map[job.Result]int) string {
	var parts []string
	for _, r := range job.Results {
		if counts[r] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[r], r))
		}
	}
	return strings.Join(parts, ", ")
}

// age is a duration in its largest unit.
func age(d time.Duration) string {
	d = max(0, d)
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%dd", int(d.Hours()/24))
	case d >= time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	case d >= time.Minute:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	}
	return fmt.Sprintf("%ds", int(d.Seconds()))
}

// lookAt tells how the run in a file stands; false where it is no run file.
func (a *app) lookAt(path string) (run listed, is bool) {
	run.Results = map[job.Result]int{}
	named := strings.HasSuffix(path, ".run")
	if info, err := os.Stat(path); err == nil && info.IsDir() || !named && !database(path) {
		return run, false
	}
	err := a.takeIn(path, &run)
	damaged, broken := errors.AsType[*journal.DamagedError](err)
	version, other := errors.AsType[*journal.VersionError](err)
	switch {
	case broken && damaged.Foreign && !named:
		return run, false
	case broken:
		run.State, run.Why = runDamaged, damaged.Error() // the path stands beside it
	case other:
		run.State, run.Why = runUnread, version.Error()
	case err != nil:
		run.State, run.Why = runUnread, err.Error()
	}
	return run, true
}

// database tells whether a file is one of SQLite.
func database(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	const magic = "SQLite format 3\x00"
	head := make([]byte, len(magic))
	_, err = io.ReadFull(f, head)
	return err == nil && bytes.Equal(head, []byte(magic))
}

// takeIn reads what is told of a run.
func (a *app) takeIn(path string, run *listed) (err error) {
	s := &session{app: a, path: path}
	if s.journal, err = journal.Read(path); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.journal.Close()) }()
	if s.ledger, err = s.journal.Ledger(); err != nil {
		return err
	}
	s.info, err = s.journal.Info()
	if err == nil {
		s.plan, err = s.journal.Plan()
	}
	if err != nil && !errors.Is(err, journal.ErrNotYet) {
		return err
	}
	s.site, _ = api.SiteNamed(s.info.Site)
	c, err := s.condition()
	if err != nil {
		return err
	}
	run.Input, run.Planned, run.State, run.Why, run.Starts = s.info.Input, s.info.Created, c.state, c.why, c.starts
	if c.by != nil {
		run.PID, run.Host = c.by.PID, c.by.Host
	}
	s.tally(run)
	return nil
}

// tally counts the rows of a run, also of one whose personal data was taken out.
func (s *session) tally(run *listed) {
	if s.plan != nil {
		run.Rows, run.Digest, run.Results = len(s.plan.Rows), s.plan.Digest, s.plan.Counts(s.ledger, s.held())
	}
	if f := s.ledger.Forgotten; f != nil {
		run.Rows, run.Results = f.Totals.Rows, f.Totals.Results
	}
	run.Done = run.Results[job.Succeeded] + run.Results[job.Unchanged]
}
