package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Every shape of every fault of the table does to the call and to its answer
// what it says.
func TestFaults(t *testing.T) {
	type seen struct {
		Effects int
		Answer  string
	}
	want := map[string][]seen{
		"throttle":          {{0, "400 Throttling.User"}},
		"lose-before":       {{0, "lost"}},
		"lose-after":        {{2, "lost"}},
		"server-error":      {{0, "503 ServiceUnavailable"}, {2, "503 ServiceUnavailable"}, {0, "500 InternalError"}, {2, "500 InternalError"}},
		"garbage":           {{0, "502 <html>"}, {2, "502 <html>"}, {0, "200 cut"}, {2, "200 cut"}},
		"refuse-connection": {{0, "refused"}},
		"throttle-hint":     {{0, "400 Throttling.User"}, {0, "400 Throttling.User"}},
		"network-error":     {{0, "400 NetworkIOError"}, {2, "400 NetworkIOError"}},
		"empty":             {{0, "200 empty"}, {2, "200 empty"}},
		"no-task":           {{2, "200 "}},
		"nonce-used":        {{0, "400 SignatureNonceUsed"}, {2, "400 SignatureNonceUsed"}},
		"redirect":          {{0, "307 empty"}, {0, "308 empty"}},
		"short-task":        {{1, "200 TaskNo"}, {2, "200 TaskNo"}},
		"late-task":         {{2, "200 TaskNo"}, {2, "lost"}},
		"hang":              {{0, "503 ServiceUnavailable after 45s"}, {2, "200 TaskNo after 45s"}},
		"forbidden":         {{0, "403 Forbidden.RAM"}},
		"key-refused":       {{0, "400 InvalidAccessKeyId.Inactive"}},
		"token-expired":     {{0, "400 InvalidSecurityToken.Expired"}},
		"busy":              {{0, "400 TaskIsBeingProcessed"}},
		"foreign-task":      {{1, "400 TaskIsBeingProcessed"}},
		"stuck-task":        {{2, "200 TaskNo"}},
		"archived-task":     {{2, "200 TaskNo"}},
		"double-details":    {{2, "200 TaskNo"}},
		"shuffled-details":  {{2, "200 TaskNo"}},
		"repeated-page":     {{2, "200 TaskNo"}},
		"stale-list":        {{2, "200 TaskNo"}},
		"storm":             {{0, "400 Throttling.User"}},
	}
	got := make(map[string][]seen)
	for _, name := range FaultNames() {
		for _, shape := range FaultNamed(name) {
			synctest.Test(t, func(t *testing.T) {
				s := New(Options{Faults: func(Call) Fault { return shape }})
				began := time.Now()
				said := short(newCaller(t, s).call(byNewContact, write("admin", "New Ltd", "a.com", "b.com")))
				if took := time.Since(began); took > 0 {
					said += " after " + took.String()
				}
				l := s.Ledger()
				got[name] = append(got[name], seen{len(l.Effects), said})
				if l.Faults[name] != 1 || l.Arrivals[0].Fault != name {
					t.Errorf("%s: ledger %+v", name, l)
				}
			})
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if FaultNamed("no such fault") != nil {
		t.Error("an unknown name has shapes")
	}
}

// short says what came back in a few words.
func short(a answer) string {
	var op *net.OpError
	switch {
	case errors.As(a.err, &op):
		return "refused"
	case errors.Is(a.err, io.ErrUnexpectedEOF):
		return "lost"
	case a.body == "":
		return fmt.Sprintf("%d empty", a.status)
	case strings.HasPrefix(a.body, "<html>"):
		return fmt.Sprintf("%d <html>", a.status)
	case strings.Contains(a.body, `"TaskNo"`):
		return fmt.Sprintf("%d TaskNo", a.status)
	case strings.HasPrefix(a.code(), "not JSON"):
		return fmt.Sprintf("%d cut", a.status)
	}
	return fmt.Sprintf("%d %s", a.status, a.code())
}

// A script sees each call with its number, in order, and gives one call its fault.
func TestScript(t *testing.T) {
	var seen []Call
	var s *Sandbox
	s = New(Options{Faults: func(c Call) Fault {
		seen = append(seen, c)
		if n := s.Ledger().Calls[c.Action]; n != c.Nth {
			t.Errorf("call %d of %s; the ledger has %d", c.Nth, c.Action, n)
		}
		if c.Action == byNewContact && c.Nth == 2 {
			return Fault{Dropped: true, Status: 400, Code: "Forbidden.RiskControl", Message: "no", Header: map[string]string{"X-Reason": "test"}}
		}
		return Fault{}
	}})
	c := newCaller(t, s)
	codes := []string{}
	for i := range 3 {
		c.call("VerifyContactField", nil)
		codes = append(codes, c.call(byNewContact, write("admin", "New Ltd", fmt.Sprintf("d%d.com", i), "ü.com")).code())
	}
	if d := cmp.Diff([]string{"", "Forbidden.RiskControl", "TaskIsBeingProcessed"}, codes); d != "" {
		t.Error(d)
	}
	if len(seen) != 6 || seen[3].Number != 4 || seen[3].Nth != 2 || seen[3].Params["City"] == "" {
		t.Fatalf("seen %+v", seen)
	}
	if d := cmp.Diff([]string{"d1.com", "ü.com"}, seen[3].Domains); d != "" {
		t.Error(d)
	}
	if l := s.Ledger(); l.Faults["script"] != 1 || l.Arrivals[3].Code != "Forbidden.RiskControl" {
		t.Errorf("ledger %+v", l)
	}
}

// Equal seeds give equal faults, in about the numbers asked for.
func TestChance(t *testing.T) {
	run := func(seed int64) []string {
		s := New(Options{Seed: seed, Throttle: 0.1, LoseAfter: 0.1, ServerError: 0.1, Rates: map[string]float64{"empty": 0.1}})
		c := newCaller(t, s)
		var names []string
		for range 500 {
			c.call("VerifyContactField", nil)
		}
		for _, a := range s.Ledger().Arrivals {
			names = append(names, a.Fault)
		}
		return names
	}
	first := run(1)
	if d := cmp.Diff(first, run(1)); d != "" {
		t.Error(d)
	}
	if cmp.Equal(first, run(2)) {
		t.Error("another seed gives the same faults")
	}
	count := make(map[string]int)
	for _, name := range first {
		count[name]++
	}
	for _, name := range []string{"throttle", "lose-after", "server-error", "empty"} {
		if count[name] < 20 || count[name] > 80 {
			t.Errorf("%s: %d of 500; want about 50", name, count[name])
		}
	}
	if count["lose-before"]+count["garbage"] > 0 {
		t.Errorf("faults that nobody asked for: %v", count)
	}
}

// A task that is hidden shows in no list and has no details until it is time;
// its domains are held all the same.
func TestLateTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Faults: func(c Call) Fault {
			if c.Action == byNewContact && c.Nth == 1 {
				return Fault{Hide: time.Minute}
			}
			return Fault{}
		}})
		c := newCaller(t, s)
		late := c.call(byNewContact, write("admin", "New Ltd", "slow-a.com")).taskNo(t)
		pass(time.Second)
		early := c.call(byNewContact, write("admin", "New Ltd", "b.com")).taskNo(t)
		if got := c.call(byNewContact, write("tech", "New Ltd", "slow-a.com")).code(); got != "TaskIsBeingProcessed" {
			t.Errorf("while hidden: %q", got)
		}
		if page := c.tasks(nil); page.TotalItemNum != 1 || page.Data.TaskInfo[0].TaskNo != early || len(c.details(late, nil)) != 0 {
			t.Errorf("while hidden: %+v", page)
		}
		pass(59 * time.Second)
		page := c.tasks(nil)
		if page.TotalItemNum != 2 || page.Data.TaskInfo[1].TaskNo != late || len(c.details(late, nil)) != 1 {
			t.Errorf("after: %+v", page)
		}
	})
}

// Latency passes after the effect, in virtual time, and ends with the caller's patience.
func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Latency: 100 * time.Millisecond, Faults: func(c Call) Fault { return Fault{Delay: time.Duration(c.Number-1) * time.Second} }})
		c := newCaller(t, s)
		began := time.Now()
		c.call("VerifyContactField", nil)
		if d := time.Since(began); d != 100*time.Millisecond {
			t.Errorf("first call took %v", d)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		got := c.send(c.request(byNewContact, write("admin", "New Ltd", "a.com")).WithContext(ctx))
		if !errors.Is(got.err, context.DeadlineExceeded) || time.Since(began) != 600*time.Millisecond {
			t.Errorf("error %v after %v", got.err, time.Since(began))
		}
		if n := len(s.Ledger().Effects); n != 1 {
			t.Errorf("%d effects; want 1", n)
		}
		if got := c.send(c.request("VerifyContactField", nil).WithContext(ctx)); !errors.Is(got.err, context.DeadlineExceeded) {
			t.Errorf("after the end: %v", got.err)
		}
		if n := s.Ledger().Calls["VerifyContactField"]; n != 1 {
			t.Errorf("a call that was never made arrived: %d", n)
		}
	})
}

// A client can tell from the trace whether its request was sent.
func TestTrace(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault Fault
		want  string
	}{
		{"answered", Fault{}, "get got headers request byte "},
		{"lost", Fault{Lost: true}, "get got headers request "},
		{"refused", Fault{Refused: true}, "get "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var seen strings.Builder
			note := func(word string) { seen.WriteString(word + " ") }
			ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
				GetConn:              func(string) { note("get") },
				GotConn:              func(httptrace.GotConnInfo) { note("got") },
				WroteHeaders:         func() { note("headers") },
				WroteRequest:         func(httptrace.WroteRequestInfo) { note("request") },
				GotFirstResponseByte: func() { note("byte") },
			})
			c := newCaller(t, New(Options{Faults: func(Call) Fault { return tt.fault }}))
			c.send(c.request("VerifyContactField", nil).WithContext(ctx))
			if got := seen.String(); got != tt.want {
				t.Errorf("trace %q; want %q", got, tt.want)
			}
		})
	}
}

// The faults of chance and script come to what takes effect at once as they do
// to tasks: with the effect, or without it.
func TestFaultsOfWritesAtOnce(t *testing.T) {
	for _, tt := range []struct {
		action string
		params args
	}{
		{"SaveRegistrantProfile", aProfile("New Ltd")},
		{"SubmitEmailVerification", args{"Email": "a@x.example", "SendIfExist": "true"}},
		{"TransferInResendMailToken", args{"DomainName": "incoming-a.com"}},
		{"DeleteRegistrantProfile", args{"RegistrantProfileId": "12"}},
	} {
		for name, effects := range map[string]int{"lose-before": 0, "lose-after": 1, "throttle": 0, "refuse-connection": 0} {
			s := New(Options{Faults: inTurn(tt.action, named(t, name))})
			got := newCaller(t, s).call(tt.action, tt.params)
			if got.err == nil && got.status == http.StatusOK {
				t.Errorf("%s, %s: %s", tt.action, name, got.body)
			}
			if l := s.Ledger(); len(l.Effects) != effects || l.Faults[name] != 1 {
				t.Errorf("%s, %s: %d effects, faults %v", tt.action, name, len(l.Effects), l.Faults)
			}
		}
	}
}
