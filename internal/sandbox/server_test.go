package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// serve starts a sandbox as a server on this host.
func serve(t *testing.T, s *Sandbox) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.Serve(t.Context(), listener); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(wg.Wait) // the context ends before
	return "http://" + listener.Addr().String()
}

// Over a network: everything in the query, in the form; JSON and XML.
func TestServer(t *testing.T) {
	base := serve(t, New(Options{}))
	c := newCaller(t, http.DefaultTransport)
	all := c.values("POST", byNewContact, write("admin", "New Ltd", "中文.com", "b.com"))
	inQuery, err := http.NewRequestWithContext(t.Context(), "POST", base+"/?"+all.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	inQuery.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	first := c.send(inQuery)
	if first.taskNo(t) == "" || first.header.Get("Content-Type") != typeJSON {
		t.Errorf("all in the query: %+v", first)
	}
	if got := c.send(inQuery); got.code() != "SignatureNonceUsed" {
		t.Errorf("sent again: %q", got.code())
	}
	inForm := c.request("QueryTaskList", args{"PageNum": "1", "PageSize": "10", "-Format": ""})
	inForm.URL.Host, inForm.Host = strings.TrimPrefix(base, "http://"), ""
	if got := c.send(inForm); got.status != 200 || !strings.Contains(got.body, "<Data><TaskInfo><TaskNo>"+first.taskNo(t)) {
		t.Errorf("in the form, XML: %d %s", got.status, got.body)
	}
	get, err := http.Get(base + "/?" + c.values("GET", "QueryContactInfo", args{"DomainName": "a.com", "ContactType": "tech"}).Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer get.Body.Close()
	if get.StatusCode != 200 || get.Header.Get("Date") == "" {
		t.Errorf("GET: %s", get.Status)
	}
}

// A lost answer is a connection that closes after the request was read.
func TestServerLosesAnswers(t *testing.T) {
	s := New(Options{Faults: func(c Call) Fault { return Fault{Lost: c.Number%2 == 1} }})
	base := serve(t, s)
	c := newCaller(t, http.DefaultTransport)
	for i := range 4 {
		req := c.request(byNewContact, write("admin", "New Ltd", fmt.Sprintf("d%d.com", i)))
		req.URL.Host, req.Host, req.GetBody = strings.TrimPrefix(base, "http://"), "", nil
		if got := c.send(req); (got.err != nil) != (i%2 == 0) {
			t.Errorf("call %d: %v", i, got.err)
		}
	}
	if n := len(s.Ledger().Effects); n != 4 {
		t.Errorf("%d effects; want 4", n)
	}
}

// A connection that cannot be taken over gets an answer that says nothing.
func TestDropWithoutHijack(t *testing.T) {
	s := New(Options{Faults: func(Call) Fault { return Fault{Lost: true} }})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, newCaller(t, s).request("VerifyContactField", nil))
	if w.Code != http.StatusBadGateway || w.Body.Len() != 0 {
		t.Errorf("answer %d %q", w.Code, w.Body)
	}
}

// The ledger is served as JSON, to this host only, and is no call.
func TestServedLedger(t *testing.T) {
	s := New(Options{})
	s.Do(byNewContact, write("admin", "New Ltd", "中文.com"))
	base := serve(t, s)
	resp, err := http.Get(base + "/ledger")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var l Ledger
	if err := json.Unmarshal(data, &l); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	if len(l.Effects) != 1 || l.Effects[0].Domain != "xn--fiq228c.com" || !l.Effects[0].Foreign || l.Effects[0].Target != "admin" || len(l.Calls) != 0 {
		t.Errorf("ledger %s", data)
	}
	if strings.Contains(string(data), "New Ltd") {
		t.Error("the ledger holds contact data")
	}
	for _, tt := range []struct {
		method, from string
		want         int
	}{
		{"GET", "127.0.0.1:5", 200}, {"GET", "[::1]:5", 200}, {"GET", "192.0.2.1:5", 403}, {"POST", "127.0.0.1:5", 405},
	} {
		r := httptest.NewRequest(tt.method, "/ledger", nil)
		r.RemoteAddr = tt.from
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%s from %s: %d; want %d", tt.method, tt.from, w.Code, tt.want)
		}
	}
}

// Many callers at once: one open task per domain, every call counted.
func TestConcurrentCalls(t *testing.T) {
	s := New(Options{Seed: 3, TaskTime: time.Hour, LoseAfter: 0.1, Throttle: 0.1})
	c := newCaller(t, s)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for k := range 20 {
				c.call(byNewContact, write("admin", "New Ltd", fmt.Sprintf("d%d.com", (i+k)%8), fmt.Sprintf("e%d.com", k%5)))
				c.call("QueryTaskList", args{"PageNum": "1", "PageSize": "100"})
			}
		})
	}
	wg.Wait()
	l := s.Ledger()
	if len(l.Arrivals) != 640 || l.Violations != 0 || l.Overlaps == 0 {
		t.Errorf("%d arrivals, %d violations, %d overlaps", len(l.Arrivals), l.Violations, l.Overlaps)
	}
	domains := make(map[string]bool)
	for _, e := range l.Effects {
		if domains[e.Domain] {
			t.Errorf("%s was taken twice while its task was open", e.Domain)
		}
		domains[e.Domain] = true
	}
}
