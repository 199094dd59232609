package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/sandbox"
)

// presentDesk has an input whose contacts are present values but for the e-mail
// address, and one domain whose present values are not to be had.
func presentDesk(t *testing.T, w *wire) *desk {
	var b strings.Builder
	b.WriteString("Domain,ContactType,RegistrantType,Organization,Contact Name,Country,Province,City,Address,Postal Code,Email,Telephone\n")
	for i, name := range []string{"one.com", "two.com", "three.com", "missing-four.com", "five.com"} {
		fmt.Fprintf(&b, "%s,\"admin,tech\",2%s,owner%d@example.com,(current)\n", name, strings.Repeat(",(current)", 7), i%2)
	}
	d := newDesk(t, "present.csv", []byte(b.String()), w)
	d.via = unmarked{t, w}
	return d
}

// unmarked fails the test when a call carries what stands for a value.
type unmarked struct {
	t  *testing.T
	to http.RoundTripper
}

func (u unmarked) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	if strings.Contains(req.URL.RawQuery+string(body), "current") {
		u.t.Errorf("sent: %s", body)
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	return u.to.RoundTrip(req)
}

// effectsOf says what took effect, each time that it did.
func effectsOf(box *sandbox.Sandbox) map[string]int {
	out := make(map[string]int)
	for _, e := range box.Ledger().Effects {
		out[e.Domain+" "+e.Target+" "+e.Digest]++
	}
	return out
}

// A process that is killed around any call of a run with present values leaves a
// run that ends as one that was not disturbed: what was read is sent, once, and
// nothing that only stands for it ever is.
func TestCrashWithPresentValues(t *testing.T) {
	for name, steps := range map[string]func(d *desk) [][]string{
		"run": func(d *desk) [][]string { return [][]string{d.whole(quick("--skip-invalid")...)} },
		"apply": func(d *desk) [][]string {
			return [][]string{d.offline(), {"apply", d.run(), "--yes", "--qps", "50", "--json"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			crashWithPresentValues(t, steps)
		})
	}
}

// offline is the command that makes a plan without a call.
func (d *desk) offline() []string {
	return append(append([]string{"plan", d.input, "--offline"}, d.flags()...), "--batch-size", "3", "--skip-invalid")
}

func crashWithPresentValues(t *testing.T, steps func(d *desk) [][]string) {
	var some []instant
	var said object
	var want map[string]int
	synctest.Test(t, func(t *testing.T) {
		w := newWire(sandbox.Options{})
		w.latency = 70 * time.Millisecond
		d := presentDesk(t, w)
		n := 0
		look := func(when string) func(string) {
			return func(action string) { n++; some = append(some, d.look(fmt.Sprintf("%03d %s %s", n, when, action))) }
		}
		w.before, w.after = look("before"), look("after")
		var r ran
		for i, words := range steps(d) {
			if r = d.do(t.Context(), words...); i > 0 || len(steps(d)) == 1 {
				said = d.object(d.must(4, r))
			}
		}
		want = effectsOf(w.box)
		if diff := cmp.Diff(map[string]int{"succeeded": 4, "invalid": 1}, said.Results); diff != "" || len(want) != 8 || said.Calls["VerifyContactField"] != 2 {
			t.Errorf("%s%d effects, calls %v", diff, len(want), said.Calls)
		}
	})
	for _, i := range some {
		under(t, i.when, func(t *testing.T) {
			w := newWire(sandbox.Options{})
			d := i.restore(presentDesk(t, w))
			d.goesOn(said, "--skip-invalid")
			if diff := cmp.Diff(want, effectsOf(w.box)); diff != "" {
				t.Error(diff)
			}
			if n := w.calls()["VerifyContactField"]; n > 2 {
				t.Errorf("%d contacts were verified: some of them are not to be sent", n)
			}
		})
	}
}
