package cli_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// arrived gives when the calls of an action arrived.
func (w *wire) arrived(action string) (at []time.Time) {
	for _, a := range w.box.Ledger().Arrivals {
		if a.Action == action {
			at = append(at, a.At)
		}
	}
	return at
}

// apply --at says when it starts, by both clocks, and sends nothing before; where
// the window is closed then, it waits for that too. Virtual time begins at
// midnight of 2000-01-01, UTC.
func TestAt(t *testing.T) {
	tests := []struct {
		name  string
		words []string
		starts,
		says string
	}{
		{"next time", []string{"--at", "02:30", "--time-zone", "Asia/Shanghai"}, "2000-01-01T18:30:00Z", "starts at 2000-01-02T02:30:00+08:00 (2000-01-01T18:30:00Z), in 18h29m"},
		{"a day", []string{"--at", "2000-01-03 02:00", "--time-zone", "Europe/Berlin"}, "2000-01-03T01:00:00Z", "starts at 2000-01-03T02:00:00+01:00 (2000-01-03T01:00:00Z)"},
		{"in full", []string{"--at", "2000-01-01T05:00:00Z", "--time-zone", "UTC"}, "2000-01-01T05:00:00Z", "starts at 2000-01-01T05:00:00Z"},
		{"until the window opens", []string{"--at", "2000-01-01 20:00", "--window", "22:00-06:00", "--time-zone", "UTC"}, "2000-01-01T22:00:00Z", "starts at 2000-01-01T22:00:00Z"},
		{"in the window", []string{"--at", "2000-01-01 23:00", "--window", "22:00-06:00", "--time-zone", "UTC"}, "2000-01-01T23:00:00Z", "starts at 2000-01-01T23:00:00Z"},
		{"until counts from the start", []string{"--at", "2000-01-03 02:00", "--until", "06:00", "--time-zone", "UTC"}, "2000-01-03T02:00:00Z", "starts at 2000-01-03T02:00:00Z"},
	}
	for _, test := range tests {
		under(t, test.name, func(t *testing.T) {
			rows := wishes(6, 2, "admin")
			d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{}))
			d.must(0, d.do(t.Context(), d.flags("plan", d.input)...))
			read := len(d.wire.arrived(api.QueryContactInfo))
			r := d.must(0, d.do(t.Context(), append([]string{"apply", d.run(), "--yes"}, test.words...)...))
			starts, err := time.Parse(time.RFC3339, test.starts)
			if err != nil {
				t.Fatal(err)
			}
			sent := d.wire.arrived(update)
			if len(sent) != 2 || sent[0].Before(starts) || sent[0].After(starts.Add(time.Minute)) || !strings.Contains(r.out, test.says) {
				t.Errorf("sent %v: %s", sent, r)
			}
			// What was read for the plan is too old by then, and is read again.
			if again := d.wire.arrived(api.QueryContactInfo)[read:]; len(again) != 6 || again[0].Before(starts) {
				t.Errorf("present contacts were read again at %v", again)
			}
			d.truth(d.wire.box, d.wire.exchanges).check(rows)
		})
	}
}

// run --at plans at once, waits, and reads the present contacts again.
func TestRunAt(t *testing.T) {
	in(t, func(t *testing.T) {
		rows := wishes(4, 1, "admin")
		d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.whole("--at", "2000-01-02T02:00:00Z")...))
		read, sent := d.wire.arrived(api.QueryContactInfo), d.wire.arrived(update)
		if starts := time.Date(2000, 1, 2, 2, 0, 0, 0, time.UTC); len(read) != 8 || read[3].After(starts) || read[4].Before(starts) || sent[0].Before(starts) {
			t.Errorf("read %v, sent %v", read, sent)
		}
		d.truth(d.wire.box, d.wire.exchanges).check(rows)
	})
}

// An interrupt ends the wait; the command that goes on waits for the same moment,
// and after it says that it has passed.
func TestAtInterrupted(t *testing.T) {
	in(t, func(t *testing.T) {
		rows := wishes(4, 1, "admin")
		d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input)...))
		r := d.must(130, d.do(lasting(t.Context(), time.Hour), "apply", d.run(), "--yes", "--at", "02:00", "--window", "02:00-06:00", "--time-zone", "UTC"))
		if time.Since(time.Date(2000, 1, 1, 1, 0, 0, 0, time.UTC)) > time.Minute {
			t.Errorf("the interrupt did not end it at once")
		}
		again := d.goOn(r)
		if want := []string{"--at", "2000-01-01T02:00:00Z", "--window", "02:00-06:00"}; !slices.Equal(again[3:7], want) {
			t.Errorf("%q", again)
		}
		if r := d.must(0, d.do(t.Context(), "status", d.run())); !strings.Contains(r.out, "to go on: domainbatch "+strings.Join(slices.Delete(slices.Clone(again), 2, 3), " ")) {
			t.Errorf("%s", r)
		}
		if message := d.table(d.report())[1][len(inputHeader)+2]; message != "not sent: the run was interrupted" {
			t.Errorf("a row says %q", message)
		}
		d.must(0, d.do(t.Context(), again...))
		if r := d.must(2, d.do(t.Context(), again...)); !strings.Contains(r.err, "--at 2000-01-01T02:00:00Z is past") {
			t.Errorf("%s", r)
		}
		d.truth(d.wire.box, d.wire.exchanges).check(rows)
	})
}

// The command that goes on after the start does not wait for it once more.
func TestAtPassed(t *testing.T) {
	in(t, func(t *testing.T) {
		rows := wishes(4, 1, "admin")
		d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{}))
		r := d.must(8, d.do(t.Context(), d.whole("--at", "02:00", "--time-zone", "UTC", "--wait", "0")...))
		again := d.goOn(r)
		if slices.Contains(again, "--at") {
			t.Errorf("%q", again)
		}
		if r := d.do(t.Context(), "status", d.run()); strings.Contains(r.out, "--at") {
			t.Errorf("%s", r)
		}
		d.must(0, d.do(t.Context(), append(again, "--wait", "10m")...))
	})
}

// A plan that is too old at the start is refused before anything is waited for;
// so is one without a key to sign with.
func TestAtRefused(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(4, 1, "admin")), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input, "--expires", "24h")...))
		begun := time.Now()
		r := d.must(5, d.do(t.Context(), "apply", d.run(), "--yes", "--at", "2000-01-03T00:00:00Z"))
		if !strings.Contains(r.err, "may be carried out for 24h0m0s; at the start, 2000-01-03T00:00:00Z, it is too old") {
			t.Errorf("%s", r)
		}
		d.keys = func(context.Context) (rpc.Credentials, error) { return rpc.Credentials{}, errors.New("none") }
		d.must(7, d.do(t.Context(), "apply", d.run(), "--yes", "--at", "2000-01-01T12:00:00Z"))
		if d.must(2, d.do(t.Context(), "apply", d.run(), "--at", "2000-01-01T12:00:00Z")); time.Since(begun) > time.Minute {
			t.Errorf("it took %s", time.Since(begun))
		}
		if n := len(d.wire.arrived(update)); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

// One whose plan grew old while the machine slept past the start is refused then.
func TestAtSleptTooLong(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(4, 1, "admin")), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input, "--expires", "24h")...))
		d.keys = func(context.Context) (rpc.Credentials, error) {
			<-time.After(30 * time.Hour) // it is the last thing before the wait
			return testCredentials(t.Context())
		}
		d.must(5, d.do(t.Context(), "apply", d.run(), "--yes", "--at", "2000-01-01T12:00:00Z", "--json"))
		if n := len(d.wire.arrived(update)); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

// While a run waits for its start it is held: another apply is told by whom.
func TestAtIsHeld(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(4, 1, "admin")), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input)...))
		ended := make(chan ran, 1)
		time.AfterFunc(0, func() { ended <- d.do(t.Context(), "apply", d.run(), "--yes", "--at", "12:00", "--time-zone", "UTC") })
		<-time.After(time.Hour)
		if r := d.must(1, d.do(t.Context(), "apply", d.run(), "--yes")); !strings.Contains(r.err, "holds the run since") {
			t.Errorf("%s", r)
		}
		d.must(0, d.do(t.Context(), "status", d.run()))
		d.must(0, <-ended)
	})
}
