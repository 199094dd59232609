package cli_test

import (
	"strings"
	"testing"
	"time"

	"domainbatch/internal/sandbox"
)

// A plan whose time is over when it is half carried out follows its tasks and
// sends nothing more; planning again over it is refused.
func TestPlanExpires(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(10, 1, "admin")), newWire(sandbox.Options{}))
		d.must(8, d.do(t.Context(), d.whole("--canary", "1", "--wait", "0")...))
		<-time.After(6 * 24 * time.Hour)
		if r := d.must(0, d.do(t.Context(), "status", d.run())); !strings.Contains(r.out, "to go on: domainbatch apply "+d.run()+" --canary 1 --wait 0s") {
			t.Errorf("%s", r)
		}
		<-time.After(2 * 24 * time.Hour)
		r := d.must(5, d.do(t.Context(), "apply", d.run(), "--yes", "--json"))
		if o := d.object(r); o.Results["succeeded"] != 1 || o.Results["unsent"] != 9 || d.wire.calls()[update] != 1 {
			t.Errorf("%s", r)
		}
		if !strings.Contains(r.err, "the plan is of 2000-01-01T00:00:00Z, and may be carried out for 168h0m0s") {
			t.Errorf("%s", r)
		}
		d.must(5, d.do(t.Context(), append([]string{"plan", d.input}, d.flags()...)...))
		if r := d.must(0, d.do(t.Context(), "status", d.run())); strings.Contains(r.out, "to go on") || !strings.Contains(r.out, "may be carried out for") {
			t.Errorf("%s", r)
		}
		if message := d.table(d.report())[9][len(inputHeader)+2]; message != "not sent: the plan is too old" {
			t.Errorf("a row says %q", message)
		}
	})
}
