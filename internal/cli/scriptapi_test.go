package cli_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"domainbatch/internal/sandbox"
)

// serve starts a simulated API whose tasks take 100 ms, sets $ENDPOINT and the
// credentials that it takes. Its options, all repeatable but task:
//
//	task=DURATION             how long a task takes
//	domain=NAME               a domain that exists; without any, all do
//	held=FILE                 domains that exist, as sandbox --domains reads them
//	account=NAME              another account, with the key NAMEid and the secret NAMEsecret
//	fault=ACTION:NAME:SHAPE   every call of ACTION has this fault; SHAPE counts from 0
//	fault=ACTION:NAME:SHAPE:N only the Nth call has
func serve(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, true, "serve [OPTION=VALUE…]")
	o := sandbox.Options{TaskTime: 100 * time.Millisecond}
	accounts := []sandbox.Account{{Name: "default", Key: sandbox.DefaultKey, Secret: sandbox.DefaultSecret}}
	var faults []orderedFault
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		switch name {
		case "task":
			d, err := time.ParseDuration(value)
			ts.Check(err)
			o.TaskTime = d
		case "domain":
			o.Domains = append(o.Domains, value)
		case "account":
			accounts = append(accounts, sandbox.Account{Name: value, Key: value + "id", Secret: value + "secret"})
		case "held":
			list, err := sandbox.Holdings([]byte(ts.ReadFile(value)))
			ts.Check(err)
			o.Holdings = list
		case "fault":
			faults = append(faults, parseFault(ts, value))
		default:
			ts.Fatalf("serve has no option %s", name)
		}
	}
	o.Faults = func(c sandbox.Call) sandbox.Fault {
		for _, f := range faults {
			if f.action == c.Action && (f.nth == 0 || f.nth == c.Nth) {
				return f.fault
			}
		}
		return sandbox.Fault{}
	}
	var api http.Handler = sandbox.New(o)
	if len(accounts) > 1 {
		api = sandbox.NewAccounts(o, accounts)
	}
	server := httptest.NewServer(api)
	ts.Defer(server.Close)
	ts.Setenv("ENDPOINT", server.URL)
	ts.Setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", sandbox.DefaultKey)
	ts.Setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", sandbox.DefaultSecret)
}

// orderedFault is a fault of certain calls.
type orderedFault struct {
	action string
	nth    int // 0: all
	fault  sandbox.Fault
}

func parseFault(ts *testscript.TestScript, text string) orderedFault {
	parts := append(strings.Split(text, ":"), "0")
	if len(parts) < 4 {
		ts.Fatalf("fault %s: want ACTION:NAME:SHAPE or ACTION:NAME:SHAPE:N", text)
	}
	shapes, shape := sandbox.FaultNamed(parts[1]), number(ts, parts[2])
	if shape >= len(shapes) {
		ts.Fatalf("fault %s: %d shapes", text, len(shapes))
	}
	return orderedFault{action: parts[0], nth: number(ts, parts[3]), fault: shapes[shape]}
}

func freePort(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, len(args) == 0, "freeport")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(errors.Join(err, listener.Close()))
	ts.Setenv("PORT", port)
	ts.Setenv("ENDPOINT", "http://127.0.0.1:"+port)
}

// await asks for the ledger again and again.
func await(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, len(args) == 2, "await ACTION N")
	if background := ts.BackgroundCmds(); len(background) > 0 {
		ts.Value(watchKey{}).(*watch).program = background[len(background)-1]
	}
	want, ticks, end := number(ts, args[1]), time.NewTicker(10*time.Millisecond), time.After(30*time.Second)
	defer ticks.Stop()
	for {
		if l, err := readLedger(ts); err == nil && l.Calls[args[0]] >= want {
			return
		}
		select {
		case <-ticks.C:
		case <-end:
			ts.Fatalf("%d calls of %s did not come in 30 s", want, args[0])
		}
	}
}

func readLedger(ts *testscript.TestScript) (l sandbox.Ledger, err error) {
	answer, err := http.Get(ts.Getenv("ENDPOINT") + "/ledger")
	if err != nil {
		return l, err
	}
	err = json.NewDecoder(answer.Body).Decode(&l)
	return l, errors.Join(err, answer.Body.Close())
}

func ledger(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, len(args) == 2, "ledger WHAT N")
	l, err := readLedger(ts)
	ts.Check(err)
	got := 0
	switch args[0] {
	case "effects":
		got = len(l.Effects)
	case "overlaps":
		got = l.Overlaps
	case "twice":
		seen := make(map[string]bool)
		for _, e := range l.Effects {
			key := e.Domain + " " + e.Target + " " + e.Digest
			if seen[key] {
				got++
			}
			seen[key] = true
		}
	case "calls", "writes":
		for action, n := range l.Calls {
			if args[0] == "calls" || strings.HasPrefix(action, "Save") {
				got += n
			}
		}
	default:
		got = l.Calls[args[0]]
	}
	if got != number(ts, args[1]) {
		ts.Fatalf("%s: %d, want %s; calls %v", args[0], got, args[1], l.Calls)
	}
}

// showTable prints the columns under some headers, or all cells, of every line
// from the headers on.
func showTable(ts *testscript.TestScript, neg bool, args []string) {
	usageOf(ts, neg, len(args) > 0, "table FILE[:SHEET] HEADER…")
	name, sheet, _ := strings.Cut(args[0], ":")
	lines := readLines(ts, name, sheet)
	headers := args[1:]
	at := make([]int, len(headers))
	first := slices.IndexFunc(lines, func(line []string) bool {
		for i, header := range headers {
			at[i] = slices.Index(line, header)
		}
		return !slices.Contains(at, -1)
	})
	if first < 0 {
		ts.Fatalf("%s has no line with %q", args[0], headers)
	}
	for _, line := range lines[first:] {
		cells := line
		if len(headers) > 0 {
			cells = make([]string, len(at))
			for i, column := range at {
				cells[i] = "-"
				if column < len(line) && line[column] != "" {
					cells[i] = strings.ReplaceAll(line[column], "\n", " / ")
				}
			}
		}
		fmt.Fprintln(ts.Stdout(), steady(ts, strings.Join(cells, " | ")))
	}
}

func readLines(ts *testscript.TestScript, name, sheet string) [][]string {
	data := []byte(ts.ReadFile(name))
	if !bytes.HasPrefix(data, []byte("PK")) {
		reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
		reader.FieldsPerRecord = -1
		lines, err := reader.ReadAll()
		ts.Check(err)
		return lines
	}
	book, err := excelize.OpenReader(bytes.NewReader(data))
	ts.Check(err)
	if sheet == "" {
		sheet = book.GetSheetName(0)
	}
	lines, err := book.GetRows(sheet)
	ts.Check(errors.Join(err, book.Close()))
	return lines
}
