package cli_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/sandbox"
)

// census is what the runs of the sweep came to, all together.
type census struct {
	mu                       sync.Mutex
	runs, processes, calls   int
	faults, effects, repeats int
	results                  map[string]int
}

func (c *census) add(l *sandbox.Ledger, processes int, said object) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.results == nil {
		c.results = make(map[string]int)
	}
	c.runs++
	c.processes += processes
	c.calls += len(l.Arrivals)
	for _, n := range l.Faults {
		c.faults += n
	}
	c.effects += len(l.Effects)
	c.repeats += l.Repeats
	for result, n := range said.Results {
		c.results[result] += n
	}
}

func (c *census) log(t *testing.T) {
	t.Logf("%d runs, %d processes, %d calls, %d faults, %d effects, %d repeated; rows: %v",
		c.runs, c.processes, c.calls, c.faults, c.effects, c.repeats, c.results)
}

// judge holds the report against what the simulated API has seen.
func (m *mixture) judge(d *desk, said object) {
	t := d.t
	t.Helper()
	l := d.wire.box.Ledger()
	if l.Violations != 0 || l.Repeats != 0 {
		t.Errorf("%d domains were in two open tasks, %d changes took effect twice", l.Violations, l.Repeats)
	}
	if l.MaxSecond > sweepPace+1 || l.MaxTen > 10*sweepPace+1 {
		t.Errorf("%d calls in a second, %d in ten; the pace is %d", l.MaxSecond, l.MaxTen, sweepPace)
	}
	sum := 0
	for _, n := range said.Results {
		sum += n
	}
	if sum != len(m.rows) || said.Rows != len(m.rows) {
		t.Errorf("the results of %d rows add up to %d", len(m.rows), sum)
	}
	d.sound()
	d.asked()
	own, foreign := m.effects(t, &l)
	input, report := d.table(d.input), d.table(d.report())
	if len(report) != len(input) {
		t.Fatalf("%d rows in the input, %d in the report", len(input)-1, len(report)-1)
	}
	for i, row := range m.rows {
		got := report[i+1]
		if diff := cmp.Diff(input[i+1], got[:len(input[0])]); diff != "" {
			t.Errorf("%s: the input's own cells: %s", row.domain, diff)
		}
		m.judgeRow(t, row, got[len(input[0]):], own, foreign)
	}
}

// asked fails the test when a change whose answer was lost was planned again
// though both of the registrar's lists had not been read twice since.
func (d *desk) asked() {
	d.t.Helper()
	states := make(map[job.ChangeID]job.State)
	lost := make(map[job.ChangeID][2]int) // readings of the two lists at the time of the loss
	var lists [2]int
	d.with(func(j *journal.Journal) error {
		for entry, err := range j.Events() {
			if err != nil {
				return err
			}
			e := entry.Event
			if e.Call != nil && e.Call.Code == "" {
				lists[0] += count(e.Call.Action == api.QueryTaskList)
				lists[1] += count(e.Call.Action == api.QueryTaskInfoHistory)
			}
			for _, s := range e.Standings {
				before, at := states[s.Change], lost[s.Change]
				if before == job.Doubtful && s.State == job.Planned && (e.Kind != job.KindReconcile || lists[0] < at[0]+2 || lists[1] < at[1]+2) {
					d.t.Errorf("change %d was lost and is planned again by %s after %d and %d readings of the lists", s.Change, e.Kind, lists[0]-at[0], lists[1]-at[1])
				}
				if states[s.Change] = s.State; s.State == job.Doubtful {
					lost[s.Change] = lists
				}
			}
		}
		return nil
	})
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// effects sorts what took effect, and looks for two tasks at a time on a domain.
func (m *mixture) effects(t *testing.T, l *sandbox.Ledger) (own map[string]sandbox.Effect, foreign map[string]bool) {
	t.Helper()
	own, foreign = make(map[string]sandbox.Effect), make(map[string]bool)
	free := make(map[string]time.Time)
	for _, e := range l.Effects {
		if e.At.Before(free[e.Domain]) {
			t.Errorf("%s was sent %s before its other task had ended", e.Domain, free[e.Domain].Sub(e.At))
		}
		free[e.Domain] = e.Ends
		if e.Foreign {
			foreign[e.Domain+" "+e.Target] = true
			continue
		}
		own[e.Domain+" "+e.Target] = e
	}
	return own, foreign
}

// judgeRow compares what a report says of a row with the truth, change by change.
func (m *mixture) judgeRow(t *testing.T, row wish, got []string, own map[string]sandbox.Effect, foreign map[string]bool) {
	t.Helper()
	targets := strings.Split(row.targets, ", ")
	results := make([]string, len(targets))
	for i, target := range targets {
		results[i] = got[0]
		if len(targets) > 1 {
			results[i] = ""
			for text := range strings.Lines(got[2]) {
				if said, mine := strings.CutPrefix(strings.TrimSpace(text), target+": "); mine {
					results[i], _, _ = strings.Cut(said, ":")
				}
			}
		}
		key := row.domain + " " + target
		e, done := own[key]
		waits := results[i] == "unsent" && !done && i > 0 && results[0] == "unknown" // it needs the one before it
		if !waits && !m.may(results[i], row.domain, e, done, foreign[key]) {
			t.Errorf("%s is %q in the report; effect %v %+v; %q", key, results[i], done, e, got)
		}
	}
	if !slices.Contains(results, got[0]) {
		t.Errorf("%s is %q, of changes that are %q", row.domain, got[0], results)
	}
}

// may tells whether a result can be true of a change that took effect, or not.
func (m *mixture) may(result, domain string, e sandbox.Effect, done, foreign bool) bool {
	refused := strings.HasPrefix(domain, "missing-") || strings.HasPrefix(domain, "illegal-")
	// Somebody else's failed task of the same kind, domain and time cannot be told
	// from a lost one; nothing was changed either way.
	refused = refused || foreign && m.loses() && (strings.HasPrefix(domain, "refuse-") || strings.HasPrefix(domain, "locked-"))
	switch result {
	case "succeeded":
		return done && !e.Fails && !e.Ends.IsZero()
	case "failed":
		return done && e.Fails || !done && refused
	case "pending":
		return done && e.Ends.IsZero()
	case "skipped":
		return !done && foreign
	case "unsent":
		return !done && (m.has("stuck") || m.has("stuck-task"))
	case "unknown":
		return m.loses() || foreign
	}
	return false
}

// loses tells whether answers can be lost in the run.
func (m *mixture) loses() bool {
	for _, name := range []string{"lose-before", "lose-after", "server-error", "garbage", "refuse-connection", "network-error",
		"empty", "no-task", "nonce-used", "late-task", "hang"} {
		if m.box.Rates[name] > 0 {
			return true
		}
	}
	return false
}
