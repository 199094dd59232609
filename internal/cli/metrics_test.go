package cli

import (
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
)

// What is written is read back by the parser that exporters use, whatever stands
// in a label.
func TestMetricsFormat(t *testing.T) {
	hostile := "a\"b\\c\nd{},=# é\xff"
	families := []family{
		single("domainbatch_exit_code", "One \\ of\ntwo lines.", 130, "run", hostile),
		callFamily("x.run", map[callKey]int{{"default", "QueryTaskList", "OK"}: 1_000_000, {"default", "QueryTaskList", "Throttling.User"}: 2}),
		byResult("domainbatch_rows", "Rows.", "x.run", nil),
	}
	var text strings.Builder
	if err := writeFamilies(&text, families); err != nil {
		t.Fatal(err)
	}
	var parser expfmt.TextParser
	read, err := parser.TextToMetricFamilies(strings.NewReader(text.String()))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text.String())
	}
	exit := read["domainbatch_exit_code"]
	if exit.GetHelp() != families[0].help || exit.GetType().String() != "GAUGE" || exit.GetMetric()[0].GetGauge().GetValue() != 130 {
		t.Errorf("%v", exit)
	}
	if got, want := exit.GetMetric()[0].GetLabel()[0].GetValue(), strings.ToValidUTF8(hostile, "\uFFFD"); got != want {
		t.Errorf("label %q, want %q", got, want)
	}
	calls := read["domainbatch_calls_total"]
	if len(calls.GetMetric()) != 2 || calls.GetType().String() != "COUNTER" || calls.GetMetric()[0].GetCounter().GetValue() != 1_000_000 {
		t.Errorf("%v", calls)
	}
	if rows := read["domainbatch_rows"]; len(rows.GetMetric()) != 8 {
		t.Errorf("%v", rows)
	}
}
