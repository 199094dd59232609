package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/common/expfmt"
	"github.com/xuri/excelize/v2"

	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/sandbox"
)

// values are the cells of an input that are contact data, or may be: all but
// domains, what kind of thing they are, and what is too short to tell anything by.
func values(t *testing.T, name string, data []byte) []string {
	t.Helper()
	var cells []string
	if filepath.Ext(name) == ".csv" {
		for line := range strings.Lines(string(data)) {
			cells = append(cells, strings.Split(strings.TrimSpace(line), ",")...)
		}
	} else {
		book, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range book.GetSheetList() {
			rows, err := book.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				cells = append(cells, row...)
			}
		}
	}
	known := regexp.MustCompile(`(?i)^([^@ ]*\.[^@ 0-9]+|[-/:. 0-9]{1,7}|\S{0,5}|[a-z]+|.*(registrant|admin|billing|tech|organi|contact|domain).*)$`)
	seen := make(map[string]bool)
	var all []string
	for _, cell := range cells {
		cell = strings.Trim(cell, ` "`)
		if !seen[cell] && !known.MatchString(cell) {
			seen[cell] = true
			all = append(all, cell)
		}
	}
	return all
}

// parrot has every message of the API repeat the contact data that it was sent, as
// the documents show it do for some.
type parrot struct {
	box   http.RoundTripper
	mu    sync.Mutex
	heard map[string]string
}

// RoundTrip carries one call.
func (p *parrot) RoundTrip(req *http.Request) (*http.Response, error) {
	form, err := formOf(req)
	if err != nil {
		return nil, err
	}
	res, err := p.box.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), broken{err}))
		return res, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.heard == nil {
		p.heard = make(map[string]string)
	}
	for name, values := range form {
		if regexp.MustCompile(`^(Zh)?(Registrant(Name|Organization)|Address|Email|Telephone)$`).MatchString(name) {
			p.heard[name] = values[0]
		}
	}
	var said strings.Builder
	for _, value := range p.heard {
		said.WriteString(value + " ")
	}
	quoted, err := json.Marshal(said.String())
	if err != nil {
		return nil, err
	}
	body = regexp.MustCompile(`"(Message|ErrorMsg)":"`).ReplaceAllFunc(body, func(found []byte) []byte {
		return append(found, quoted[1:len(quoted)-1]...)
	})
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	res.Header.Del("Content-Length")
	return res, nil
}

// broken is the end of an answer that did not come whole.
type broken struct{ err error }

// Read fails.
func (b broken) Read([]byte) (int, error) { return 0, b.err }

// Nothing of the contacts is in a log, on any level and in either form, also where
// calls and answers go wrong; nor is the secret.
func TestLogHoldsNoContactData(t *testing.T) {
	checked := 0
	for name, data := range samples(t) {
		needles := values(t, name, data)
		checked += len(needles)
		for seed := range int64(3) {
			under(t, fmt.Sprintf("%s %d", name, seed), func(t *testing.T) {
				rates := make(map[string]float64)
				for _, fault := range sandbox.FaultNames() {
					rates[fault] = 0.004 * float64(seed)
				}
				d := newDesk(t, name, data, newWire(sandbox.Options{Seed: seed, Rates: rates, QPS: 4, TaskTime: 5 * time.Second}))
				got := new(inbox)
				d.notify, d.via = got.take, &parrot{box: d.wire.box}
				log, figures := filepath.Join(d.dir, "run.log"), filepath.Join(d.dir, "run.prom")
				form := []string{"text", "json"}[seed%2]
				params := []string{"body", "query"}[seed%2]
				d.do(lasting(t.Context(), 10*time.Minute), d.whole("--skip-invalid", "--params", params, "--set", "TransferOutProhibited=false", "--log-file", log, "--log-format", form,
					"--log-level", "debug", "--metrics", figures, "--notify", secretURL, "--max-failures", "100%")...)
				text := string(d.bytes(log))
				if strings.Count(text, "\n") < 5 {
					t.Fatalf("the log: %s", text)
				}
				harmless(t, "the log", text, append(needles, "WNA3PBYV6")...)
				harmless(t, "the figures", string(d.bytes(figures)), append(needles, "WNA3PBYV6")...)
				harmless(t, "a message", strings.Join(got.texts, "\n"), append(needles, "WNA3PBYV6")...)
			})
		}
	}
	if checked < 100 {
		t.Errorf("only %d values were looked for", checked)
	}
}

// The log has a line for every change of state that the run file has, with what
// one needs to find it again, also over processes.
func TestLogHasEveryChangeOfState(t *testing.T) {
	in(t, func(t *testing.T) {
		rows := wishes(20, 2, "registrant, tech", "refuse-a.com", "missing-b.com", "busy-c.com")
		d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{Rates: map[string]float64{"lose-after": 0.05, "throttle": 0.05}, Seed: 4}))
		log := filepath.Join(d.dir, "run.log")
		flags := []string{"--log-file", log, "--log-format", "json", "--log-level", "debug", "--max-failures", "100%", "--batch-size", "4"}
		r := d.must(130, d.do(lasting(t.Context(), 40*time.Second), d.whole(flags...)...))
		d.do(t.Context(), d.goOn(r)...)
		d.do(t.Context(), d.goOn(r)...)
		got, messages := d.loggedMoves(log)
		want, calls := d.recordedMoves()
		if len(want) < 100 {
			t.Fatalf("%d changes of state", len(want))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if messages["call"] != calls || messages["begin"] != 3 || messages["end"] != 3 || messages["throttled"] == 0 || messages["stage"] == 0 {
			t.Errorf("%d calls: %v", calls, messages)
		}
		info, err := os.Stat(log)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	})
}

// loggedMoves counts the changes of state in a log of JSON, and its lines by what they say.
func (d *desk) loggedMoves(log string) (moves, messages map[string]int) {
	d.t.Helper()
	moves, messages = make(map[string]int), make(map[string]int)
	for line := range strings.Lines(string(d.bytes(log))) {
		var m struct {
			Run, Msg, Event, Account, Action, Domain, From, To, Request string
			Change, Batch                                               int
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			d.t.Fatalf("%v in %s", err, line)
		}
		messages[m.Msg]++
		if m.Run != d.run() {
			d.t.Fatalf("a line of run %q", m.Run)
		}
		if m.Msg != "state" {
			continue
		}
		if m.Domain == "" || m.Action == "" || m.Account == "" || m.Batch == 0 || m.Change == 0 || m.Event == "accept" && m.Request == "" {
			d.t.Fatalf("a line lacks something: %s", line)
		}
		moves[fmt.Sprintf("%d %s %s", m.Change, m.From, m.To)]++
	}
	return moves, messages
}

// recordedMoves counts the changes of state in the run file, and its calls.
func (d *desk) recordedMoves() (moves map[string]int, calls int) {
	d.t.Helper()
	moves = make(map[string]int)
	states := make(map[job.ChangeID]job.State)
	moved := func(id job.ChangeID, to job.State) {
		moves[fmt.Sprintf("%d %s %s", id, states[id], to)]++
		states[id] = to
	}
	d.with(func(j *journal.Journal) error {
		for e, err := range j.Events() {
			if err != nil {
				return err
			}
			if e.Event.Call != nil {
				calls++
			}
			for _, b := range e.Event.Batches {
				for _, id := range b.Changes {
					moved(id, job.Planned)
				}
			}
			for _, s := range e.Event.Standings {
				moved(s.Change, s.State)
			}
		}
		return nil
	})
	return moves, calls
}

// The levels and the forms are those that were asked for.
func TestLogLevels(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(3, 1, "admin")), newWire(sandbox.Options{}))
		r := d.must(0, d.do(t.Context(), d.whole("--log-file", "-", "--log-level", "error")...))
		if strings.Contains(r.err, "level=") {
			t.Errorf("errors of a run without: %s", r)
		}
		d = newDesk(t, "portfolio.csv", csvOf(wishes(3, 1, "admin")), newWire(sandbox.Options{}))
		r = d.must(0, d.do(t.Context(), d.whole("--log-file", "-")...))
		if !strings.Contains(r.err, " level=INFO msg=state run=") || strings.Contains(r.err, "level=DEBUG") || strings.Contains(r.out, "level=") {
			t.Errorf("%s", r)
		}
	})
}

// figuresOf reads a file of --metrics as its collector does: sums of each metric
// and the sample of each by one of its labels.
func (d *desk) figuresOf(path, label string) (sums map[string]float64, by map[string]float64) {
	d.t.Helper()
	var parser expfmt.TextParser
	families, err := parser.TextToMetricFamilies(bytes.NewReader(d.bytes(path)))
	if err != nil {
		d.t.Fatalf("%v in %s", err, d.bytes(path))
	}
	sums, by = make(map[string]float64), make(map[string]float64)
	for name, f := range families {
		for _, m := range f.GetMetric() {
			value := m.GetGauge().GetValue() + m.GetCounter().GetValue()
			sums[name] += value
			for _, l := range m.GetLabel() {
				if l.GetName() == label {
					by[name+" "+l.GetValue()] += value
				}
				if l.GetName() == "run" && !filepath.IsAbs(filepath.FromSlash(l.GetValue())) {
					d.t.Errorf("run is %s", l.GetValue())
				}
			}
		}
	}
	return sums, by
}

// The figures say what the object of --json says, whatever the end of the run.
func TestMetricsOfRuns(t *testing.T) {
	tests := map[string]struct {
		rows  []wish
		flags []string
		after time.Duration
		code  int
	}{
		"all is well":  {rows: wishes(30, 2, "admin"), code: 0},
		"some failed":  {rows: wishes(30, 2, "registrant, tech", "refuse-a.com"), code: 4},
		"a limit":      {rows: wishes(30, 30, "admin"), flags: []string{"--max-domains", "3"}, code: 6},
		"interrupted":  {rows: wishes(60, 60, "admin"), flags: []string{"--qps", "2", "--batch-size", "1"}, after: time.Minute, code: 130},
		"waiting over": {rows: wishes(3, 1, "admin", "stuck-a.com"), flags: []string{"--wait", "1m"}, code: 8},
		"invalid":      {rows: []wish{{"tide_wise.com", "admin", 0}}, code: 3},
	}
	for name, test := range tests {
		under(t, name, func(t *testing.T) {
			d := newDesk(t, "portfolio.csv", csvOf(test.rows), newWire(sandbox.Options{Rates: map[string]float64{"throttle": 0.05}}))
			ctx := t.Context()
			if test.after > 0 {
				ctx = lasting(ctx, test.after)
			}
			path := filepath.Join(d.dir, "run.prom")
			if err := os.WriteFile(path, []byte("of the run before"), 0o600); err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			said := d.object(d.must(test.code, d.do(ctx, d.whole(append(test.flags, "--json", "--metrics", path)...)...)))
			sums, results := d.figuresOf(path, "result")
			for name, want := range map[string]float64{
				"domainbatch_exit_code": float64(test.code), "domainbatch_rows": float64(said.Rows), "domainbatch_changes": float64(said.Changes),
				"domainbatch_duration_seconds": time.Since(begin).Seconds(), "domainbatch_start_timestamp_seconds": float64(begin.Unix()),
				"domainbatch_unlocked_domains": 0, "domainbatch_info": 1,
			} {
				if diff := sums[name] - want; diff > 0.01 || diff < -0.01 {
					t.Errorf("%s is %g, want %g", name, sums[name], want)
				}
			}
			for result, n := range said.Results {
				if got := results["domainbatch_rows "+result]; got != float64(n) {
					t.Errorf("%s: %g rows, want %d", result, got, n)
				}
			}
			_, calls := d.figuresOf(path, "action")
			for action, n := range said.Calls {
				if got := calls["domainbatch_calls_total "+action]; got != float64(n) {
					t.Errorf("%s: %g calls, want %d", action, got, n)
				}
			}
			if _, codes := d.figuresOf(path, "code"); len(d.wire.exchanges) > 0 && codes["domainbatch_calls_total OK"] == 0 {
				t.Errorf("%v", codes)
			}
			if left, err := filepath.Glob(filepath.Join(d.dir, ".*.tmp")); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}
