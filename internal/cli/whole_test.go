package cli_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/sandbox"
)

// every is all the targets that a cell can name.
const every = "registrant, admin, billing, tech"

// carried does the whole job on rows and compares everything that comes out
// with what the simulated API knows.
func carried(t *testing.T, rows []wish, o sandbox.Options, code int, flags ...string) (*desk, object) {
	t.Helper()
	d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(o))
	r := d.must(code, d.do(t.Context(), d.whole(append(flags, "--json")...)...))
	said := d.object(r)
	d.adds(said, rows, d.wire.calls())
	if said.Exit != code {
		t.Errorf("exit %d in the object, %d in truth", said.Exit, code)
	}
	d.truth(d.wire.box, d.wire.exchanges).check(rows)
	return d, said
}

// Rows that are all good, for every target.
func TestWholeGood(t *testing.T) {
	in(t, func(t *testing.T) {
		_, said := carried(t, wishes(40, 3, every), sandbox.Options{}, 0)
		if said.Batches != 12 || said.Contacts != 3 {
			t.Errorf("%d requests for 3 contacts and 4 targets, want 12", said.Batches)
		}
	})
}

// The embedded simulated API does the same; its state is in the run file.
func TestWholeEmbedded(t *testing.T) {
	in(t, func(t *testing.T) {
		rows := append(wishes(40, 3, every), wish{"missing-all.com", every, 1}, wish{"refuse-all.com", every, 1}, wish{"busy-all.com", every, 1})
		d := newDesk(t, "portfolio.csv", csvOf(rows), nil)
		said := d.object(d.must(4, d.do(t.Context(), d.whole("--json")...)))
		d.adds(said, rows, said.Calls)
		d.truth(d.replayed(), nil).check(rows)
		if said.Calls["VerifyContactField"] != 3 || said.Calls["QueryContactInfo"] != said.Changes {
			t.Errorf("%v for 3 contacts and %d changes", said.Calls, said.Changes)
		}
	})
}

// Parameters in the URL come to the same end.
func TestWholeInQuery(t *testing.T) {
	in(t, func(t *testing.T) {
		carried(t, wishes(120, 2, "admin"), sandbox.Options{}, 0, "--params", "query", "--before", "none")
	})
}

// A long run keeps the pace and makes no call that is not needed.
func TestWholeLong(t *testing.T) {
	in(t, func(t *testing.T) {
		d, said := carried(t, wishes(1002, 7, "admin"), sandbox.Options{}, 0, "--max-domains", "2000", "--before", "none")
		want := map[string]int{
			"QueryDomainList": 1, "VerifyContactField": 7, "SaveBatchTaskForUpdatingContactInfoByNewContact": 21, "QueryTaskDetailList": said.Calls["QueryTaskDetailList"],
		}
		if diff := cmp.Diff(want, said.Calls); diff != "" {
			t.Error(diff)
		}
		if n := said.Calls["QueryTaskDetailList"]; n > 2*21 {
			t.Errorf("%d questions about 21 tasks of 2 seconds", n)
		}
		if l := d.wire.box.Ledger(); l.MaxSecond > 5 || l.MaxTen > 50 {
			t.Errorf("%d calls in a second, %d in ten; the pace is 5", l.MaxSecond, l.MaxTen)
		}
	})
}

// Reading what is there before keeps to the pace too, over a thousand calls.
func TestWholeLongWithBefore(t *testing.T) {
	in(t, func(t *testing.T) {
		d, said := carried(t, wishes(1002, 7, "admin"), sandbox.Options{Latency: 100 * time.Millisecond}, 0, "--max-domains", "2000")
		if n := said.Calls["QueryContactInfo"]; n != 1002 {
			t.Errorf("%d domains were read before, want 1002", n)
		}
		l := d.wire.box.Ledger()
		if l.MaxSecond > 5 || l.MaxTen > 50 {
			t.Errorf("%d calls in a second, %d in ten; the pace is 5", l.MaxSecond, l.MaxTen)
		}
		if most := float64(len(l.Arrivals))/5*1.05 + 10; said.Seconds > most {
			t.Errorf("%.0f s for %d calls at 5 a second, want at most %.0f", said.Seconds, len(l.Arrivals), most)
		}
	})
}

// Domains that are not there, are refused or are busy get their own answer and
// hold up nobody.
func TestWholeTroubles(t *testing.T) {
	rows := wishes(45, 2, "admin", "missing-one.com", "refuse-one.com", "busy-one.com", "slow-one.com", "missing-two.com")
	rows = append(rows, wish{"refuse-all.com", every, 1}, wish{"busy-all.com", every, 1}, wish{"missing-all.com", every, 1})
	in(t, func(t *testing.T) {
		_, said := carried(t, rows, sandbox.Options{}, 4, "--max-failures", "100%")
		if diff := cmp.Diff(map[string]int{"succeeded": 48, "failed": 5}, said.Results); diff != "" {
			t.Error(diff)
		}
	})
}

// What was already right is not sent, and a second run of the same input in
// another run file finds it so.
func TestWholeUnchanged(t *testing.T) {
	in(t, func(t *testing.T) {
		rows := wishes(20, 2, "admin, tech")
		d, _ := carried(t, rows, sandbox.Options{}, 0)
		before := len(d.wire.box.Ledger().Effects)
		r := d.must(0, d.do(t.Context(), d.whole("--json", "--run", d.dir+"/again.run")...))
		if diff := cmp.Diff(map[string]int{"unchanged": 20}, d.object(r).Results); diff != "" {
			t.Error(diff)
		}
		if after := len(d.wire.box.Ledger().Effects); after != before {
			t.Errorf("%d effects more", after-before)
		}
	})
}

// Whatever is lost, late or garbled on the way, every row has its one true answer.
func TestWholeFaults(t *testing.T) {
	const rate = 0.15
	// The table of faults.
	faults := map[string]sandbox.Options{
		"throttle":     {Throttle: 2 * rate},
		"lose-before":  {LoseBefore: rate},
		"lose-after":   {LoseAfter: rate},
		"server-error": {ServerError: rate},
		"garbage":      {Garbage: rate},
		"late-task":    {Rates: map[string]float64{"late-task": 2 * rate}},
		"mixed":        {Throttle: 0.08, LoseBefore: 0.05, LoseAfter: 0.05, ServerError: 0.05, Garbage: 0.05},
	}
	rows := append(wishes(7, 2, "registrant, tech"), wishes(0, 1, "admin", "missing-one.com", "refuse-one.com", "busy-one.com", "slow-one.com")...)
	for name, o := range faults {
		for seed := range int64(10) {
			o.Seed = seed + 1
			under(t, fmt.Sprintf("%s/%d", name, o.Seed), func(t *testing.T) {
				_, said := carried(t, rows, o, 4, "--qps", "50", "--batch-size", "3")
				if diff := cmp.Diff(map[string]int{"succeeded": 9, "failed": 2}, said.Results); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}
