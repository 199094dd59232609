package cli_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/internal/sandbox"
)

// halfDone is a run that was interrupted while it was sending, and what the
// simulated API had done by then.
func halfDone(t *testing.T) (end instant, rows []wish) {
	t.Helper()
	rows = wishes(30, 2, "admin")
	synctest.Test(t, func(t *testing.T) {
		d := slowDesk(t, rows)
		r := d.do(d.wire.at(t.Context(), update, 3), d.whole("--qps", "20", "--batch-size", "3")...)
		d.must(130, r)
		data, err := os.ReadFile(d.run())
		if err != nil {
			t.Fatal(err)
		}
		end = instant{at: time.Now(), run: data, effects: d.wire.records}
	})
	return end, rows
}

// A run file that is torn off, or altered, is refused with what to do, or it is
// one whose damage touches nothing; it never has anything sent twice.
func TestTornRunFile(t *testing.T) {
	t.Parallel()
	end, rows := halfDone(t)
	chance := rand.New(rand.NewPCG(1, 8))
	damages := make(map[string][]byte)
	for i := range 30 {
		cut := len(end.run) * (i + 1) / 31
		damages["cut at "+string(rune('A'+i))] = end.run[:cut]
		flipped := bytes.Clone(end.run)
		flipped[chance.IntN(len(flipped))] ^= byte(1 << chance.IntN(8))
		damages["flipped "+string(rune('A'+i))] = flipped
		zeroed := bytes.Clone(end.run)
		at := chance.IntN(len(zeroed) - 512)
		clear(zeroed[at : at+512])
		damages["zeroed "+string(rune('A'+i))] = zeroed
	}
	refused := 0
	for name, data := range damages {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				i := end
				i.run = data
				d := i.restoreClosed(t, newWire(sandbox.Options{}), rows)
				r := d.do(t.Context(), "apply", d.run(), "--yes", "--qps", "20", "--json")
				switch {
				case r.code == 0:
					d.truth(d.wire.box, nil).check(rows)
				case r.code == 1 && (strings.Contains(r.err, "the run file is damaged") || strings.Contains(r.err, "this is no run file") || strings.Contains(r.err, "has version")):
					refused++
				default:
					t.Errorf("%s", r)
				}
				if l := d.wire.box.Ledger(); l.Repeats != 0 {
					t.Errorf("%d effects were repeated", l.Repeats)
				}
			})
		})
	}
	if refused < 45 {
		t.Errorf("only %d of %d damaged files were refused", refused, len(damages))
	}
}

// restoreClosed is restore for a run file without a log.
func (i instant) restoreClosed(t *testing.T, w *wire, rows []wish) *desk {
	t.Helper()
	<-time.After(time.Until(i.at))
	d := newDesk(t, "portfolio.csv", csvOf(rows), w)
	if err := os.WriteFile(d.run(), i.run, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, effect := range i.effects {
		if err := w.box.Replay(effect); err != nil {
			t.Fatal(err)
		}
	}
	return d
}
