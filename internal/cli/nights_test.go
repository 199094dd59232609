package cli_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/sandbox"
)

// migration is a plan of many domains that goes by nightly windows.
type migration struct {
	name string
	noon string   // before the first night, in Berlin
	qps  string   // so that it takes three nights, and no fewer
	long []string // how much the window is open in each
}

const (
	nightly   = "01:30-03:30" // the clock jumps in it, or is set back
	nightZone = "Europe/Berlin"
)

// A plan of 5,000 domains goes by three nightly windows, the second of them in a
// night in which the clock is changed, with a crash in the second: every domain is
// changed once, nothing is sent outside the windows, and nothing is missing in the
// report.
func TestThreeNights(t *testing.T) {
	for _, m := range []migration{
		{"spring", "2000-03-24 12:00", "0.07", []string{"2h0m0s", "1h0m0s", "2h0m0s"}},
		{"autumn", "2000-10-27 12:00", "0.042", []string{"2h0m0s", "3h0m0s", "2h0m0s"}},
	} {
		under(t, m.name, m.test)
	}
}

func (m *migration) test(t *testing.T) {
	zone, err := time.LoadLocation(nightZone)
	if err != nil {
		t.Fatal(err)
	}
	noon, err := time.ParseInLocation("2006-01-02 15:04", m.noon, zone)
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(time.Until(noon))
	rows := wishes(5000, 3, "admin")
	d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{}))
	d.must(0, d.do(t.Context(), append([]string{"plan", d.input, "--before", "none", "--batch-size", "10"}, d.flags()...)...))
	flags := []string{"--yes", "--max-domains", "5000", "--qps", m.qps, "--window", nightly, "--time-zone", nightZone, "--json"}
	start := append([]string{"apply", d.run(), "--at", "13:00"}, flags...) // the next day's, which waits for the night

	d.must(8, d.do(t.Context(), start...))
	first := d.wire.arrived(update)
	m.inNight(t, first, noon, 1)

	<-time.After(time.Until(noon.AddDate(0, 0, 1)))
	crash := d.crashesIn(t.Context(), start...)
	second := d.wire.arrived(update)[len(first):]
	again := newWire(sandbox.Options{})
	left := d.instant(crash, again)
	goesOn := append([]string{"apply", left.run()}, flags...)
	left.must(8, left.do(t.Context(), goesOn...))
	second = append(slices.DeleteFunc(second, func(at time.Time) bool { return at.After(crash.at) }), again.arrived(update)...)
	m.inNight(t, second, noon, 2)

	<-time.After(time.Until(noon.AddDate(0, 0, 2)))
	sent := len(again.arrived(update))
	said := left.object(left.must(0, left.do(t.Context(), append([]string{"apply", left.run(), "--at", "13:00"}, flags...)...)))
	m.inNight(t, again.arrived(update)[sent:], noon, 3)

	left.truth(again.box, again.exchanges).check(rows)
	if said.Rows != 5000 || said.Results["succeeded"] != 5000 || len(said.Results) == 0 || len(left.table(left.report())) != 5001 {
		t.Errorf("%+v, %d lines in the report", said, len(left.table(left.report())))
	}
	m.turns(t, left)
}

// inNight fails the test where something was sent outside the window of a night, by
// the clock on the wall, or hardly anything in it.
func (m *migration) inNight(t *testing.T, sent []time.Time, noon time.Time, night int) {
	t.Helper()
	day := noon.AddDate(0, 0, night)
	for _, at := range sent {
		at = at.In(noon.Location())
		if clock := at.Format("15:04"); clock < nightly[:5] || clock >= nightly[6:] || at.Day() != day.Day() {
			t.Fatalf("night %d: sent at %s", night, at)
		}
	}
	long, err := time.ParseDuration(m.long[night-1])
	if err != nil {
		t.Fatal(err)
	}
	if n := len(sent); n < 50 {
		t.Fatalf("night %d: %d requests", night, n)
	}
	took := sent[len(sent)-1].Sub(sent[0])
	if night < 3 && (took > long || took < long-5*time.Minute) {
		t.Errorf("night %d: it was sent for %s, and the window is open for %s", night, took, long)
	}
}

// crashesIn runs a process that dies in the night: between the effect of a request
// and its answer.
func (d *desk) crashesIn(ctx context.Context, words ...string) (crash instant) {
	d.t.Helper()
	ctx, die := context.WithCancel(ctx)
	defer die()
	n := 0
	d.wire.after = func(action string) {
		if action == api.SaveBatchTaskForUpdatingContactInfoByNewContact {
			if n++; n == 30 {
				crash = d.look("in the second night")
				die() // what it does from here on has not been
			}
		}
	}
	d.must(130, d.do(ctx, words...))
	if crash.run == nil {
		d.t.Fatal("no crash")
	}
	return crash
}

// instant lays out what a crash left on a desk of its own.
func (d *desk) instant(crash instant, w *wire) *desk {
	d.t.Helper()
	data := csvOf(wishes(5000, 3, "admin"))
	return crash.restore(newDesk(d.t, "portfolio.csv", data, w))
}

// turns fails the test when the run file does not tell of the processes: one that
// waited and one that sent for each night but the second, whose first has no end.
func (m *migration) turns(t *testing.T, d *desk) {
	t.Helper()
	var codes []int
	broken := 0
	for _, turn := range d.turns() {
		if turn.Ended.IsZero() {
			broken++
			continue
		}
		codes = append(codes, turn.Exit)
	}
	if !slices.Equal(codes, []int{8, 8, 0}) || broken != 4 {
		t.Errorf("exit codes %v, %d without an end", codes, broken)
	}
}
