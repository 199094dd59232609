package cli_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
	"domainbatch/internal/journal"
)

var (
	crashFull  = flag.Bool("crash.full", false, "kill the program at all points of the crash sweep, not at some of them")
	crashPoint = flag.Int("crash.point", 0, "kill the program at this point of the crash sweep only")
)

const (
	crashPoints = 300
	crashFew    = 40
	crashSeed   = 20261126
)

// gate stands between the program and the simulated API and counts the steps of
// the calls that pass: two each, when the request has come whole and when the
// answer has. At one of them it calls stop.
type gate struct {
	to   string
	stop func(step int) (drop bool) // told of each step; true: the request goes no further

	mu    sync.Mutex
	steps int
}

func (g *gate) step() (drop bool) {
	g.mu.Lock()
	g.steps++
	n := g.steps
	g.mu.Unlock()
	return g.stop(n)
}

// ServeHTTP passes one call on.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || g.step() {
		panic(http.ErrAbortHandler)
	}
	answer, err := http.Post(g.to+"/", r.Header.Get("Content-Type"), bytes.NewReader(body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil || g.step() {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
	w.WriteHeader(answer.StatusCode)
	_, _ = w.Write(said) // whoever was killed reads no more
}

// crashing is one run of the sweep: the real program, the real simulated API with
// faults of its own, and a gate between them.
type crashing struct {
	*desk
	api  *served
	gate *gate
	at   string // where the program reaches the gate
}

func newCrashing(t *testing.T, seed int, stop func(step int) bool) *crashing {
	t.Helper()
	d := crashDesk(t, nil)
	c := &crashing{desk: d, api: d.serves(
		"--seed", fmt.Sprint(seed), "--task-time", "150ms", "--latency", "3ms", "--late", "300ms",
		"--throttle", "0.02", "--lose-after", "0.02", "--lose-before", "0.01", "--fault", "late-task=0.2,archived-task=0.1",
	)}
	c.gate = &gate{to: c.api.url, stop: stop}
	server := httptest.NewServer(c.gate)
	t.Cleanup(server.Close)
	c.at = server.URL
	return c
}

// words are those of a command with the flags of the sweep.
func (c *crashing) words(words ...string) []string {
	return append(words, "--endpoint", c.at, "--yes", "--json", "--qps", "200", "--settle", "5s", "--hold", "500ms", "--max-failures", "100%")
}

func (c *crashing) whole() []string { return append(c.words("run", c.input), "--batch-size", "3") }

// The program is killed at points spread over the whole run, wherever it happens
// to be; gone on with, it ends as if nothing had been: every change took effect
// exactly once, every row has its one true answer.
func TestCrashSweep(t *testing.T) {
	t.Parallel()
	said, steps := undisturbedCrashing(t)
	var killed where
	t.Cleanup(func() { t.Logf("%d steps in an undisturbed run; killed %s", steps, &killed) })
	for i := 1; i <= crashPoints; i++ {
		if every := crashPoints / crashFew; *crashPoint != 0 && i != *crashPoint || *crashPoint == 0 && !*crashFull && i%every != 0 {
			continue
		}
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			crashAt(t, i, 1+(i-1)*steps/crashPoints, said, &killed)
		})
	}
}

// undisturbedCrashing makes runs that are not killed, and gives their results and
// the fewest steps that one of them took.
func undisturbedCrashing(t *testing.T) (said object, steps int) {
	t.Helper()
	var mu sync.Mutex
	t.Run("undisturbed", func(t *testing.T) {
		for seed := range 4 {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				c := newCrashing(t, seed, func(int) bool { return false })
				o := c.object(c.must(4, c.runs(c.whole()...)))
				c.judge()
				mu.Lock()
				defer mu.Unlock()
				if diff := cmp.Diff(said.Results, o.Results); said.Results != nil && diff != "" {
					t.Errorf("two undisturbed runs differ: %s", diff)
				}
				if steps == 0 || c.gate.steps < steps {
					said, steps = o, c.gate.steps
				}
			})
		}
	})
	return said, steps
}

// crashAt kills the program around a step, and up to some milliseconds later:
// then it is writing down what has come.
func crashAt(t *testing.T, point, step int, undisturbed object, killed *where) {
	c, state := killAt(t, point, step)
	for tries := 0; state == atItsEnd && tries < 5; tries++ {
		step = step * 9 / 10 // with these faults the run took fewer steps
		c, state = killAt(t, point, step)
	}
	killed.count(state)
	var r ran
	for n := 0; r.code != 4 || n == 0; n++ {
		if n == 5 {
			t.Fatalf("no end: %s", r)
		}
		if r = c.runs(c.words("apply", c.run())...); r.code == 5 || r.code == 2 {
			r = c.runs(c.whole()...)
		}
	}
	if diff := cmp.Diff(undisturbed.Results, c.object(r).Results); diff != "" {
		t.Errorf("results: %s", diff)
	}
	c.judge()
	if t.Failed() {
		t.Logf("to replay: go test ./internal/cli -run TestCrashSweep -crash.point %d", point)
	}
}

// killAt runs the program and kills it, and tells how far it had come.
func killAt(t *testing.T, point, step int) (*crashing, string) {
	t.Helper()
	chance := rand.New(rand.NewPCG(crashSeed, uint64(point)))
	delay, drop, later := time.Duration(chance.IntN(12))*time.Millisecond, chance.IntN(2) == 0, chance.IntN(3) > 0
	var p *process
	c := newCrashing(t, point, func(n int) bool {
		if n != step {
			return false
		}
		if later {
			<-time.After(delay)
		}
		_ = p.Process.Kill() // it may have ended by itself
		return drop && !later
	})
	p = c.program(c.whole()...)
	r := p.begins().ends()
	return c, c.state(r)
}

// atItsEnd is the state of a run that was not killed in time.
const atItsEnd = "after its end"

// state checks what a killed process has left, and says how far it had come.
func (c *crashing) state(r ran) string {
	c.t.Helper()
	if r.code >= 0 {
		return atItsEnd
	}
	if _, err := os.Stat(c.run()); err != nil {
		return "before there was a run file"
	}
	l := c.sound()
	c.with(func(j *journal.Journal) error { return c.events(j) })
	states := make(map[job.State]int)
	for _, s := range l.Standings {
		states[s.State]++
	}
	switch {
	case !l.Planned:
		return "while planning"
	case states[job.Sending] > 0:
		return "while sending"
	case states[job.Doubtful] > 0:
		return "while in doubt"
	case states[job.Accepted] > 0:
		return "while waiting"
	}
	return "at other times"
}

// events reads all events: none may be torn.
func (c *crashing) events(j *journal.Journal) error {
	for _, err := range j.Events() {
		if err != nil {
			return err
		}
	}
	return nil
}

// judge holds the report against the ledger of the simulated API.
func (c *crashing) judge() {
	t := c.t
	t.Helper()
	m := mixture{rows: crashRows()}
	l := c.api.ledger()
	if l.Violations != 0 || l.Repeats != 0 {
		t.Errorf("%d domains were in two open tasks, %d changes took effect twice", l.Violations, l.Repeats)
	}
	c.sound()
	c.asked()
	own, _ := m.effects(t, &l)
	input, report := c.table(c.input), c.table(c.report())
	if len(report) != len(input) {
		t.Fatalf("%d rows in the input, %d in the report", len(input)-1, len(report)-1)
	}
	for i, row := range m.rows {
		m.judgeRow(t, row, report[i+1][len(input[0]):], own, nil)
	}
}

// where counts how far runs had come when they were killed.
type where struct {
	mu    sync.Mutex
	times map[string]int
}

func (w *where) count(state string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.times == nil {
		w.times = make(map[string]int)
	}
	w.times[state]++
}

// String lists the counts.
func (w *where) String() string { return strings.TrimPrefix(fmt.Sprint(w.times), "map") }
