package cli_test

import (
	"testing"

	"domainbatch/internal/api"
	"domainbatch/internal/sandbox"
)

// readingWire fails the test at the first call that is not one of the reads of
// the catalogue.
func readingWire(t *testing.T) *wire {
	w := newWire(sandbox.Options{})
	w.before = func(action string) {
		if op, known := api.Lookup(action); !known || op.Write {
			t.Errorf("%s was called, which may change something", action)
		}
	}
	return w
}

// Planning asks what it has to know and changes nothing, whatever the input.
func TestPlanOnlyReads(t *testing.T) {
	for name, data := range samples(t) {
		for _, flags := range [][]string{nil, {"--params", "query", "--lang", "zh"}, {"--before", "none"}} {
			under(t, name, func(t *testing.T) {
				d := newDesk(t, name, data, readingWire(t))
				words := append([]string{"plan", d.input, "--skip-invalid", "--json"}, flags...)
				said := d.object(d.must(0, d.do(t.Context(), d.flags(words...)...)))
				calls := d.wire.calls()
				if said.Changes == 0 || calls["VerifyContactField"] != said.Contacts {
					t.Errorf("%d calls to verify %d contacts of %d changes", calls["VerifyContactField"], said.Contacts, said.Changes)
				}
				read := said.Changes
				if len(flags) > 0 && flags[0] == "--before" {
					read = 0
				}
				if calls["QueryContactInfo"] != read {
					t.Errorf("%d contacts were read before, want %d", calls["QueryContactInfo"], read)
				}
				d.silent("status", d.run())
				d.silent("report", d.run())
				d.silent("inspect", d.input)
				if l := d.wire.box.Ledger(); len(l.Effects) != 0 || d.kinds()["begin"] != 0 {
					t.Errorf("%d effects, %d requests begun", len(l.Effects), d.kinds()["begin"])
				}
			})
		}
	}
}

// silent runs a command that succeeds without any call.
func (d *desk) silent(words ...string) {
	d.t.Helper()
	before := len(d.wire.box.Ledger().Arrivals)
	d.must(0, d.do(d.t.Context(), words...))
	if after := len(d.wire.box.Ledger().Arrivals); after != before {
		d.t.Errorf("%s made %d calls", words[0], after-before)
	}
}

// A plan that is made offline makes no call; carrying it out asks everything
// before it sends anything.
func TestPlanOffline(t *testing.T) {
	for name, data := range samples(t) {
		under(t, name, func(t *testing.T) {
			d := newDesk(t, name, data, newWire(sandbox.Options{}))
			d.silent(d.flags("plan", d.input, "--skip-invalid", "--offline")...)
			if d.kinds()["planned"] != 1 {
				t.Fatalf("no plan: %v", d.kinds())
			}
			code := 0
			if name == "troubles.xlsx" {
				code = 4
			}
			said := d.object(d.must(code, d.do(t.Context(), "apply", d.run(), "--yes", "--json")))
			if calls := d.wire.calls(); calls["VerifyContactField"] != said.Contacts || calls["QueryContactInfo"] != said.Changes {
				t.Errorf("%v for %d contacts and %d changes", calls, said.Contacts, said.Changes)
			}
			sending := false
			for _, a := range d.wire.box.Ledger().Arrivals {
				op, _ := api.Lookup(a.Action)
				sending = sending || op.Write
				if sending && a.Action == api.VerifyContactField {
					t.Error("a contact was verified after something had been sent")
				}
			}
			if !sending {
				t.Error("nothing was sent")
			}
			d.truth(d.wire.box, nil)
		})
	}
}
