package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// signalled starts a run of many requests, sends it signals once some requests
// have been made, and gives how it ended.
func signalled(t *testing.T, begin func(*desk, *served) *process, signals ...os.Signal) (*desk, *served, ran) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Log("a process here is not sent signals by another")
		return nil, nil, ran{}
	}
	d := newDesk(t, "portfolio.csv", csvOf(wishes(60, 3, "admin")), nil)
	s := d.serves("--task-time", "100ms", "--latency", "30ms")
	p := begin(d, s)
	s.await(update, 3)
	for i, signal := range signals {
		if i > 0 {
			<-time.After(time.Millisecond)
		}
		if err := p.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
	}
	return d, s, p.ends()
}

func (d *desk) wholeAt(s *served, more ...string) []string {
	return append([]string{"run", d.input, "--yes", "--endpoint", s.url, "--qps", "20", "--batch-size", "2", "--before", "none"}, more...)
}

// Ctrl-C, SIGTERM and SIGHUP let the calls under way end, write the report and
// print the command that goes on; that ends the run, and nothing is sent twice.
func TestSignals(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(fmt.Sprint(int(signal)), func(t *testing.T) {
			t.Parallel()
			d, s, r := signalled(t, func(d *desk, s *served) *process { return d.program(d.wholeAt(s)...).begins() }, signal)
			if d == nil {
				return
			}
			d.must(130, r)
			if l := d.sound(); l.Standings[len(l.Standings)-1].State != "planned" {
				t.Errorf("everything was sent before the signal: %s", r)
			}
			if n := d.kinds(); n["doubt"] != 0 || n["begin"] != n["accept"] {
				t.Errorf("an answer was not awaited: %v", n)
			}
			if _, err := os.Stat(d.report()); err != nil {
				t.Error(err)
			}
			d.must(0, d.runs(d.goOn(r)...))
			if l := s.ledger(); len(l.Effects) != 60 || l.Repeats != 0 {
				t.Errorf("%d effects, %d repeated", len(l.Effects), l.Repeats)
			}
		})
	}
}

// A second signal ends the program at once; the run file stays whole.
func TestSignalTwice(t *testing.T) {
	t.Parallel()
	d, s, r := signalled(t, func(d *desk, s *served) *process { return d.program(d.wholeAt(s)...).begins() }, os.Interrupt, os.Interrupt)
	if d == nil {
		return
	}
	if r.code != -1 && r.code != 130 {
		t.Fatalf("%s", r)
	}
	d.sound()
	d.must(0, d.runs("apply", d.run(), "--yes", "--qps", "20", "--settle", "3s"))
	if l := s.ledger(); len(l.Effects) != 60 || l.Repeats != 0 {
		t.Errorf("%d effects, %d repeated", len(l.Effects), l.Repeats)
	}
}

// A run that was begun with nohup is not ended by the end of its terminal.
func TestNohup(t *testing.T) {
	t.Parallel()
	d, s, r := signalled(t, func(d *desk, s *served) *process {
		p := d.program(d.wholeAt(s)...)
		nohup, err := exec.LookPath("nohup")
		if err != nil {
			t.Fatal(err)
		}
		p.Path, p.Args = nohup, append([]string{"nohup"}, p.Args...)
		p.Args[1] = must(built())(t)
		return p.begins()
	}, syscall.SIGHUP)
	if d == nil {
		return
	}
	if d.must(0, r); strings.Contains(r.out, "interrupted") || len(s.ledger().Effects) != 60 {
		t.Errorf("%s", r)
	}
}

// must unpacks what must not fail.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
