package cli_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/htmlindex"
)

// scriptCommand is a command that scripts have beside those of testscript.
type scriptCommand = func(ts *testscript.TestScript, neg bool, args []string)

// scriptCommands are these:
//
//	exits CODE PROGRAM ARG…   run and compare the exit code; what differs from run to run is replaced in stdout and stderr
//	serve [OPTION=VALUE…]     a simulated API at $ENDPOINT, its credentials in the environment; see serve
//	freeport                  a free loopback port in $PORT, and $ENDPOINT for it
//	await ACTION N            wait until the API at $ENDPOINT has had N calls of ACTION; "any 0" waits until it answers
//	ended CODE                the exit code of the background program that await saw, after wait
//	ledger WHAT N             what the API has seen: effects, twice (effects that were there already), overlaps (domains sent with a task open), calls, writes, or an action
//	table FILE[:SHEET] HEADER…  print columns of a CSV or a workbook to stdout
//	summary [NAME=VALUE…]     stdout is the object of --json, whole, its results adding up to its rows
//	mode FILE PERM            compare permissions; nothing on Windows, which has others
//	shorten FILE N            cut a file off behind N bytes
//	recode FILE ENCODING      write a UTF-8 file in another encoding
func scriptCommands() map[string]scriptCommand {
	return map[string]scriptCommand{
		"exits": exits, "serve": serve, "freeport": freePort, "await": await, "ended": ended,
		"ledger": ledger, "table": showTable, "summary": checkSummary, "mode": checkMode, "shorten": shorten, "recode": recode,
	}
}

// watch remembers the background program of a script.
type watch struct{ program *exec.Cmd }

type watchKey struct{}

// usageOf ends a script whose command has the wrong number of arguments.
func usageOf(ts *testscript.TestScript, neg, ok bool, text string) {
	if neg || !ok {
		ts.Fatalf("usage: %s", text)
	}
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, len(args) > 1, "exits CODE PROGRAM ARG…")
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	stdout, stderr := steady(ts, ts.ReadFile("stdout")), steady(ts, ts.ReadFile("stderr"))
	fmt.Fprint(ts.Stdout(), stdout)
	fmt.Fprint(ts.Stderr(), stderr)
	if want := number(ts, args[0]); code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// changing is what differs from one run to the next.
var changing = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\b[0-9a-f]{64}\b`), "DIGEST"},
	{regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`), "ID"},
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`), "TIME"},
	{regexp.MustCompile(`"seconds":[0-9.e-]+`), `"seconds":0`},
}

// steady replaces what differs from one run to the next. Numbers of calls stay.
func steady(ts *testscript.TestScript, text string) string {
	for _, c := range changing {
		text = c.pattern.ReplaceAllString(text, c.instead)
	}
	if endpoint := ts.Getenv("ENDPOINT"); endpoint != "" {
		text = strings.ReplaceAll(text, endpoint, "ENDPOINT")
	}
	return strings.ReplaceAll(text, ts.Getenv("WORK"), "WORK")
}

func ended(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, len(args) == 1, "ended CODE")
	program := ts.Value(watchKey{}).(*watch).program
	if program == nil || program.ProcessState == nil {
		ts.Fatalf("no background program that await saw has ended")
	}
	if code := program.ProcessState.ExitCode(); code != number(ts, args[0]) {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// summaryKeys are what the object of --json consists of.
var summaryKeys = []string{
	"batches", "calls", "changes", "contacts", "digest", "domains", "exit", "report", "results", "rows", "run", "seconds",
}

func checkSummary(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, true, "summary [NAME=VALUE…]")
	var out map[string]json.RawMessage
	text := ts.ReadFile("stdout")
	ts.Check(json.Unmarshal([]byte(text), &out))
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(out)), func(key string) bool {
		// There only where domains are, where something was read back, and where accounts are several.
		return key == "unlocked" || key == "after" || key == "accounts"
	})
	if !slices.Equal(keys, summaryKeys) {
		ts.Fatalf("keys %v, want %v", keys, summaryKeys)
	}
	if strings.Count(text, "\n") != 1 {
		ts.Fatalf("stdout has more than one line")
	}
	var results map[string]int
	ts.Check(json.Unmarshal(out["results"], &results))
	sum := 0
	for _, n := range results {
		sum += n
	}
	if rows := number(ts, string(out["rows"])); sum != rows {
		ts.Fatalf("results add up to %d, rows are %d", sum, rows)
	}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		if got := strings.Trim(string(out[name]), `"`); got != value {
			ts.Fatalf("%s is %s, want %s", name, got, value)
		}
	}
}

func checkMode(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, len(args) == 2, "mode FILE PERM")
	if runtime.GOOS == "windows" {
		return
	}
	perm, err := strconv.ParseUint(args[1], 8, 32)
	ts.Check(err)
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := info.Mode().Perm(); got != fs.FileMode(perm) {
		ts.Fatalf("mode of %s is %o, want %s", args[0], got, args[1])
	}
}

func shorten(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, len(args) == 2, "shorten FILE N")
	ts.Check(os.Truncate(ts.MkAbs(args[0]), int64(number(ts, args[1]))))
}

func recode(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, len(args) == 2, "recode FILE ENCODING")
	to, err := htmlindex.Get(args[1])
	ts.Check(err)
	text, err := to.NewEncoder().String(ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}
