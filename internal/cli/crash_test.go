package cli_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/sandbox"
)

var everyInstant = flag.Bool("crash.every", false, "break the run off at every instant, not at some of them")

// fewInstants is about how many instants of a run are tried by default.
const fewInstants = 40

// instant is what a crash leaves behind.
type instant struct {
	when    string
	at      time.Time
	run     []byte   // the run file
	log     []byte   // its write-ahead log
	effects [][]byte // what the simulated API had done by then; nil where the run file has it
}

// crashRows are changes of every fate, so that the run has splits, waits,
// refusals and domains that go one after the other.
func crashRows() []wish {
	rows := wishes(9, 3, "registrant, tech")
	for _, domain := range []string{"missing-one.com", "refuse-one.com", "busy-one.com"} {
		rows = append(rows, wish{domain, "admin", 0})
	}
	return rows
}

// quick makes a run short, with several requests for each group.
func quick(more ...string) []string {
	return append([]string{"--qps", "50", "--batch-size", "3", "--json"}, more...)
}

func crashDesk(t *testing.T, w *wire) *desk {
	return newDesk(t, "portfolio.csv", csvOf(crashRows()), w)
}

// undisturbed does the whole job, with look called before and after each effect.
func undisturbed(t *testing.T, look func(d *desk, when string)) (said object) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWire(sandbox.Options{})
		w.latency = 70 * time.Millisecond // so that several calls are under way at once
		d := crashDesk(t, w)
		w.before = func(action string) { look(d, "before "+action) }
		w.after = func(action string) { look(d, "after "+action) }
		said = d.object(d.must(4, d.do(t.Context(), d.whole(quick()...)...)))
		d.truth(w.box, w.exchanges).check(crashRows())
	})
	return said
}

// look copies what is on the disk at this moment. An entry that is being
// written meanwhile ends where a crash would end it.
func (d *desk) look(when string) instant {
	i := instant{when: when, at: time.Now()}
	if d.wire != nil {
		i.effects = slices.Clone(d.wire.records)
	}
	var err [2]error
	i.run, err[0] = os.ReadFile(d.run())
	i.log, err[1] = os.ReadFile(d.run() + "-wal")
	if err := errors.Join(err[:]...); err != nil {
		d.t.Error(err)
	}
	return i
}

// A process that is killed before or after any effect leaves a run that ends as
// one that was not disturbed.
func TestCrashAroundEveryEffect(t *testing.T) {
	t.Parallel()
	n := 0
	said := undisturbed(t, func(*desk, string) { n++ })
	step := 1
	if !*everyInstant {
		step = n/fewInstants + 1
	}
	var some []instant
	n = 0
	undisturbed(t, func(d *desk, when string) {
		if n++; n%step == 0 {
			some = append(some, d.look(fmt.Sprintf("%03d %s", n, when)))
		}
	})
	if len(some) < fewInstants/2 {
		t.Fatalf("%d instants of %d", len(some), n)
	}
	for _, i := range some {
		under(t, i.when, func(t *testing.T) {
			w := newWire(sandbox.Options{})
			d := i.restore(crashDesk(t, w))
			known := d.goesOn(said)
			d.truth(w.box, w.exchanges).check(crashRows())
			calls := w.calls()
			if n := calls["VerifyContactField"]; n != said.Contacts-len(known.Checks) {
				t.Errorf("%d contacts verified, after %d of %d", n, len(known.Checks), said.Contacts)
			}
			if n := calls["QueryContactInfo"]; !known.Planned && n != said.Changes-len(known.Befores) {
				t.Errorf("%d contacts read, after %d of %d", n, len(known.Befores), said.Changes)
			}
		})
	}
}

// restore lays out what a crash left on another desk, at the time of the crash.
func (i instant) restore(d *desk) *desk {
	t, w := d.t, d.wire
	t.Helper()
	<-time.After(time.Until(i.at))
	for path, data := range map[string][]byte{d.run(): i.run, d.run() + "-wal": i.log} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, effect := range i.effects {
		if err := w.box.Replay(effect); err != nil {
			t.Fatal(err)
		}
		w.records = append(w.records, effect)
	}
	return d
}

// goesOn takes up the run that a crash left and fails the test when it does not
// end as the undisturbed one, where it is planned again with these flags more. It
// gives what the run file knew.
func (d *desk) goesOn(undisturbed object, more ...string) *job.Ledger {
	d.t.Helper()
	known := d.sound()
	r := d.do(d.t.Context(), "apply", d.run(), "--yes", "--qps", "50", "--json")
	if !known.Planned {
		d.must(5, r)
		if command := "domainbatch plan " + d.input; !strings.Contains(r.err, command) {
			d.t.Errorf("%q is not named: %s", command, r)
		}
		r = d.do(d.t.Context(), d.whole(quick(more...)...)...)
	}
	said := d.object(d.must(4, r))
	if diff := cmp.Diff(undisturbed.Results, said.Results); diff != "" {
		d.t.Errorf("results: %s", diff)
	}
	if diff := cmp.Diff(undisturbed.Digest, said.Digest); diff != "" {
		d.t.Errorf("plan: %s", diff)
	}
	d.sound()
	for _, suffix := range []string{"-wal", "-shm", ".lock"} {
		if _, err := os.Stat(d.run() + suffix); !errors.Is(err, fs.ErrNotExist) {
			d.t.Errorf("%s is left: %v", suffix, err)
		}
	}
	return known
}

// sound fails the test when something in the run file is not as it should be:
// its pages, the chain of its events, the state that they amount to.
func (d *desk) sound() (ledger *job.Ledger) {
	d.t.Helper()
	d.with(func(j *journal.Journal) (err error) {
		if _, err = j.Verify(); err == nil {
			ledger, err = j.Ledger()
		}
		return err
	})
	return ledger
}

// with reads the run file.
func (d *desk) with(do func(*journal.Journal) error) {
	d.t.Helper()
	j, err := journal.Read(d.run())
	if err != nil {
		d.t.Fatal(err)
	}
	if err := errors.Join(do(j), j.Close()); err != nil {
		d.t.Fatal(err)
	}
}
