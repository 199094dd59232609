package cli

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// metricsMode lets the exporter that collects the figures read them: they hold no
// data of the input.
const metricsMode = 0o644

// callKey is what calls are counted by.
type callKey struct{ account, action, code string }

// countCalls counts the calls of the run, while its file is open.
func (s *session) countCalls() {
	if s.flags.telling.metrics == "" || s.journal == nil {
		return
	}
	s.end.calls = make(map[callKey]int)
	for call, err := range s.journal.Calls() {
		if err != nil {
			s.end.calls = nil
			return
		}
		s.end.calls[callKey{call.Account, call.Action, cmp.Or(codeWord(call.Code), "OK")}]++
	}
}

// family is a metric: its figures are lines of one kind.
type family struct {
	name, kind, help string
	figures          []figure
}

type figure struct {
	labels []string // names and values in turns
	value  float64
}

// single is a family of one figure.
func single(name, help string, value float64, labels ...string) family {
	return family{name, "gauge", help, []figure{{labels, value}}}
}

// writeMetrics writes the figures of --metrics, whole or not at all.
func (s *session) writeMetrics(code int) error {
	path := s.flags.telling.metrics
	if path == "" {
		return nil
	}
	if s.end.report != "" && samePath(path, s.end.report) || samePath(path, s.path) {
		return errors.New("they would replace the report or the run file")
	}
	return replace(path, metricsMode, func(w io.Writer) error { return writeFamilies(w, s.families(code)) })
}

// families are the figures of a command that has ended. All name the run: an
// exporter may collect those of several.
func (s *session) families(code int) []family {
	run := s.runName()
	if whole, err := filepath.Abs(run); err == nil {
		run = whole
	}
	run = filepath.ToSlash(run)
	now := time.Now()
	all := []family{
		s.information(run),
		single("domainbatch_start_timestamp_seconds", "When the process began, in seconds since 1970.", seconds(s.started), "run", run),
		single("domainbatch_end_timestamp_seconds", "When the process ended, in seconds since 1970.", seconds(now), "run", run),
		single("domainbatch_duration_seconds", "How long the process took.", now.Sub(s.started).Seconds(), "run", run),
		single("domainbatch_exit_code", "The exit code of the process, as the README lists them.", float64(code), "run", run),
	}
	if s.plan == nil || s.ledger == nil {
		return all
	}
	all = append(all,
		byResult("domainbatch_rows", "Rows of the input by their result so far.", run, s.plan.Counts(s.ledger, s.held())),
		byResult("domainbatch_changes", "Changes that rows without an issue ask for, by their result so far.", run, s.changesBy()),
		single("domainbatch_unlocked_domains", "Domains that the run has unlocked and not locked again, as far as is known.", float64(len(s.unlocked())), "run", run),
	)
	if s.end.calls != nil {
		all = append(all, callFamily(run, s.end.calls))
	}
	return all
}

func (s *session) information(run string) family {
	digest := ""
	if s.plan != nil {
		digest = s.plan.Digest
	}
	return single("domainbatch_info", "What the process was about; always 1.", 1,
		"run", run, "command", s.name, "plan", digest, "version", toolVersion())
}

func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// changesBy counts the changes that are asked for by what became of them.
func (s *session) changesBy() map[job.Result]int {
	counts := make(map[job.Result]int)
	for i := range s.plan.Changes {
		if id := s.plan.Changes[i].ID; s.plan.Asked(id) {
			counts[s.ledger.Standing(id).Outcome()]++
		}
	}
	return counts
}

// byResult has a figure for every result, so that none appears out of nothing.
func byResult(name, help, run string, counts map[job.Result]int) family {
	f := family{name: name, kind: "gauge", help: help}
	for _, r := range job.Results {
		f.figures = append(f.figures, figure{[]string{"run", run, "result", string(r)}, float64(counts[r])})
	}
	return f
}

// callFamily is a counter: a run that goes on adds to what it counted before.
func callFamily(run string, calls map[callKey]int) family {
	f := family{name: "domainbatch_calls_total", kind: "counter", help: "Calls of the API that the run has made, by operation and code of the answer."}
	for key, n := range calls {
		f.figures = append(f.figures, figure{[]string{"run", run, "account", key.account, "action", key.action, "code", key.code}, float64(n)})
	}
	slices.SortFunc(f.figures, func(a, b figure) int { return slices.Compare(a.labels, b.labels) })
	return f
}

var (
	helpEscapes  = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	labelEscapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
)

// writeFamilies writes metrics in the text format of Prometheus, version 0.0.4.
func writeFamilies(to io.Writer, families []family) error {
	w := bufio.NewWriter(to)
	for _, f := range families {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", f.name, helpEscapes.Replace(f.help), f.name, f.kind)
		for _, s := range f.figures {
			var labels []string
			for i := 0; i < len(s.labels); i += 2 {
				labels = append(labels, s.labels[i]+`="`+labelEscapes.Replace(strings.ToValidUTF8(s.labels[i+1], "\uFFFD"))+`"`)
			}
			fmt.Fprintf(w, "%s{%s} %s\n", f.name, strings.Join(labels, ","), strconv.FormatFloat(s.value, 'f', -1, 64))
		}
	}
	return w.Flush()
}
