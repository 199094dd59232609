package cli_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"domainbatch/internal/journal"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// starts runs the command as a scheduler does, again and again while the exit code
// allows it, and gives the codes.
func (d *desk) starts(most int, words ...string) (codes []int, last ran) {
	for len(codes) < most {
		last = d.do(d.t.Context(), words...)
		codes = append(codes, last.code)
		if last.code != 8 && last.code != 9 {
			break
		}
		<-time.After(15 * time.Minute)
	}
	return codes, last
}

// turns are the processes that the run file knows of.
func (d *desk) turns() (turns []journal.Turn) {
	d.t.Helper()
	d.with(func(j *journal.Journal) (err error) {
		turns, err = j.Turns()
		return err
	})
	return turns
}

// A scheduler's start out of hours does nothing, one shortly before them waits;
// once the run is over each ends at once with the same code, and nothing is written.
func TestScheduledInTheWindow(t *testing.T) {
	for _, scheduler := range []string{"systemd", "cron"} {
		under(t, scheduler, func(t *testing.T) {
			rows := wishes(6, 2, "admin")
			d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{}))
			d.must(0, d.do(t.Context(), d.flags("plan", d.input)...))
			before := d.sums()
			words := []string{"apply", d.run(), "--yes", "--no-input", "--scheduled", scheduler, "--window", "02:05-04:00", "--time-zone", "UTC"}
			r := d.must(8, d.do(t.Context(), words...))
			if said := strings.Contains(r.out, "nothing is done: nothing can be sent before 2000-01-01T02:05:00Z"); said != (scheduler == "systemd") || scheduler == "cron" && r.out+r.err != "" {
				t.Errorf("%s", r)
			}
			if after := d.sums(); len(after) != len(before) || after["portfolio.csv.run"] != before["portfolio.csv.run"] {
				t.Error("the run file was altered")
			}
			codes, r := d.starts(20, words...)
			if want := []int{8, 8, 8, 8, 8, 8, 8, 8, 0}; !slices.Equal(codes, want) {
				t.Errorf("%v: %s", codes, r)
			}
			if sent := d.wire.arrived(update); sent[0].Before(time.Date(2000, 1, 1, 2, 5, 0, 0, time.UTC)) || sent[0].After(time.Date(2000, 1, 1, 2, 6, 0, 0, time.UTC)) {
				t.Errorf("sent %v", sent)
			}
			if turns := d.turns(); turns[len(turns)-1].Exit != 0 || turns[len(turns)-1].Ended.IsZero() {
				t.Errorf("%+v", turns)
			}
			over, calls := d.sums(), len(d.wire.box.Ledger().Arrivals)
			r = d.must(0, d.do(t.Context(), words...))
			if after := d.sums(); len(after) != len(over) || after["portfolio.csv.run"] != over["portfolio.csv.run"] || len(d.wire.box.Ledger().Arrivals) != calls {
				t.Errorf("a finished run was altered: %s", r)
			}
			d.truth(d.wire.box, d.wire.exchanges).check(rows)
		})
	}
}

// The moment of --at lies behind at the later starts, which is no error then.
func TestScheduledAt(t *testing.T) {
	in(t, func(t *testing.T) {
		rows := append(wishes(3, 1, "admin"), wish{"slow-one.com", "admin", 0})
		d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{TaskTime: time.Hour}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input)...))
		words := []string{"apply", d.run(), "--yes", "--no-input", "--scheduled", "systemd", "--at", "2000-01-01T01:00:00Z"}
		codes, r := d.starts(60, words...)
		if len(codes) < 8 || codes[len(codes)-1] != 0 || slices.ContainsFunc(codes[:len(codes)-1], func(code int) bool { return code != 8 }) {
			t.Errorf("%v: %s", codes, r)
		}
		d.truth(d.wire.box, d.wire.exchanges).check(rows)
	})
}

// Exit 9 is started again as often as --retries says, and no more: counted in the
// run file, whoever starts. By hand it can be asked at any time.
func TestScheduledUnknown(t *testing.T) {
	for _, retries := range []string{"0", "1", "3"} {
		under(t, retries, func(t *testing.T) {
			late := sandbox.Fault{Hide: 100 * time.Hour, Lost: true}
			sent := 0
			d := newDesk(t, "portfolio.csv", csvOf(wishes(2, 1, "admin")), newWire(sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
				if c.Action == update {
					if sent++; sent == 1 {
						return late
					}
				}
				return sandbox.Fault{}
			}}))
			d.must(0, d.do(t.Context(), d.flags("plan", d.input)...))
			words := []string{"apply", d.run(), "--yes", "--no-input", "--scheduled", "systemd", "--retries", retries}
			codes, r := d.starts(20, words...)
			want := append(slices.Repeat([]int{9}, 1+int(retries[0]-'0')), 6)
			if !slices.Equal(codes, want) || len(d.turns()) != len(want)-1 {
				t.Fatalf("%v, %d processes, %+v: %s", codes, len(d.turns()), d.turns(), r)
			}
			if !strings.Contains(r.out, "nothing is done: 2 results are unknown after "+retries+" more start") || !strings.Contains(r.out, "domainbatch reconcile "+d.run()) {
				t.Errorf("%s", r)
			}
			if last := d.turns()[len(want)-2]; last.Exit != 9 {
				t.Errorf("%+v", last)
			}
			calls := len(d.wire.box.Ledger().Arrivals)
			d.must(6, d.do(t.Context(), words...))
			if n := len(d.wire.box.Ledger().Arrivals) - calls; n != 0 {
				t.Errorf("%d calls", n)
			}
			d.must(9, d.do(t.Context(), "apply", d.run(), "--yes"))
			d.must(6, d.do(t.Context(), words...))
		})
	}
}

// After 5, 6 and 7 no scheduler starts it again, until somebody has gone on by hand.
func TestScheduledNoMore(t *testing.T) {
	in(t, func(t *testing.T) {
		rows := wishes(6, 1, "admin", "refuse-one.com")
		slices.Reverse(rows) // the refused one is the canary
		d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input, "--batch-size", "2")...))
		words := []string{"apply", d.run(), "--yes", "--no-input", "--scheduled", "systemd", "--canary", "1"}
		d.must(6, d.do(t.Context(), words...))
		calls := len(d.wire.box.Ledger().Arrivals)
		r := d.must(6, d.do(t.Context(), words...))
		if n := len(d.wire.box.Ledger().Arrivals) - calls; n != 0 || !strings.Contains(r.out, "nothing is done: the last process ended with exit code 6 at 2000-01-01T") ||
			!strings.Contains(r.out, "when that is settled, go on by hand: domainbatch apply "+d.run()+" --canary 1") {
			t.Errorf("%d calls: %s", n, r)
		}
		d.must(8, d.do(t.Context(), "apply", d.run(), "--yes", "--wait", "0"))
		words = words[:6]
		d.must(4, d.do(t.Context(), words...))
		d.must(4, d.do(t.Context(), words...))
		d.truth(d.wire.box, d.wire.exchanges).check(rows)
	})
}

// A start beside the process that is at it does nothing.
func TestScheduledHeld(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(4, 1, "admin")), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input)...))
		ended := d.beside("apply", d.run(), "--yes", "--at", "02:00", "--time-zone", "UTC")
		<-time.After(time.Minute)
		if r := d.must(8, d.do(t.Context(), "apply", d.run(), "--yes", "--scheduled", "schtasks")); !strings.Contains(r.out, "nothing is done: process ") {
			t.Errorf("%s", r)
		}
		d.must(0, <-ended)
	})
}

// A plan that lacks its approval, or is another one, is refused and told once; later
// starts say and write nothing, and the first one after the approval carries it out.
func TestScheduledRefusal(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(6, 2, "admin")), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input, "--needs-approval")...))
		words := []string{"apply", d.run(), "--yes", "--no-input", "--scheduled", "cron"}
		twice := func(want string, words ...string) {
			t.Helper()
			if r := d.must(5, d.do(t.Context(), words...)); !strings.Contains(r.err, want) {
				t.Errorf("want %q: %s", want, r)
			}
			before := d.sums()
			for range 2 {
				if r := d.must(5, d.do(t.Context(), words...)); r.out+r.err != "" {
					t.Errorf("said again: %s", r)
				}
			}
			if after := d.sums(); after["portfolio.csv.run"] != before["portfolio.csv.run"] {
				t.Error("the run file was altered")
			}
		}
		twice("needs an approval and has none", words...)
		twice("not that of --digest", append(slices.Clone(words), "--digest", "00")...)
		d.must(0, d.do(t.Context(), "approve", d.run(), "--as", "J. Smith", "--authority", "Board 14"))
		d.must(0, d.do(t.Context(), words...))
		if got := len(d.wire.arrived(update)); got == 0 {
			t.Error("nothing was sent after the approval")
		}
	})
}

// Keys that are refused before anything has begun, as of a plan that was made offline,
// end one start alone; status says why, and by hand it goes on.
func TestScheduledWithoutKeys(t *testing.T) {
	in(t, func(t *testing.T) {
		rows := wishes(6, 2, "admin")
		d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input, "--offline")...))
		words := []string{"apply", d.run(), "--yes", "--no-input", "--scheduled", "systemd"}
		d.keys = func(context.Context) (rpc.Credentials, error) {
			return rpc.Credentials{}, &rpc.CredentialsError{Err: errors.New("none")}
		}
		d.must(7, d.do(t.Context(), words...))
		if r := d.must(7, d.do(t.Context(), words...)); !strings.Contains(r.out, "nothing is done: the last process ended with exit code 7") || r.err != "" {
			t.Errorf("%s", r)
		}
		if r := d.must(0, d.do(t.Context(), "status", d.run())); !strings.Contains(r.out, "planned: the run stopped when QueryDomainList ended with Credentials") {
			t.Errorf("%s", r)
		}
		d.keys = nil
		d.must(0, d.do(t.Context(), "apply", d.run(), "--yes"))
		d.must(0, d.do(t.Context(), words...))
	})
}
