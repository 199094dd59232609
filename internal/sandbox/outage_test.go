package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// visitor is a caller with connections of its own to a server.
func visitor(t *testing.T) *caller {
	via := new(http.Transport)
	t.Cleanup(via.CloseIdleConnections)
	return newCaller(t, via)
}

// at makes a call to a server, which is never sent twice below it.
func (c *caller) at(base, action string, params args) answer {
	c.t.Helper()
	req := c.request(action, params)
	req.URL.Host, req.Host, req.GetBody = strings.TrimPrefix(base, "http://"), "", nil
	return c.send(req)
}

// patient makes a call until it is answered.
func (c *caller) patient(base, action string, params args) answer {
	c.t.Helper()
	ticks, end := time.NewTicker(10*time.Millisecond), time.After(20*time.Second)
	defer ticks.Stop()
	for {
		got := c.at(base, action, params)
		if got.err == nil {
			return got
		}
		select {
		case <-ticks.C:
		case <-end:
			c.t.Errorf("%s is not answered: %v", action, got.err)
			return got
		}
	}
}

// refuse gives every call with one of these numbers a refused connection.
func refuse(numbers ...int64) func(Call) Fault {
	return func(c Call) Fault {
		for _, n := range numbers {
			if c.Number == n {
				return Fault{Refused: true}
			}
		}
		return Fault{}
	}
}

// A refused connection takes the server out of reach: the call has no effect,
// other connections end, nobody listens for 300 ms, then the same address answers.
func TestOutage(t *testing.T) {
	s := New(Options{Faults: refuse(2)})
	base := serve(t, s)
	c := visitor(t)
	c.at(base, byNewContact, write("admin", "New Ltd", "one.com")).taskNo(t)
	idle, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	began := time.Now()
	if got := c.at(base, byNewContact, write("admin", "New Ltd", "two.com")); got.err == nil {
		t.Fatalf("the refused call is answered: %+v", got)
	}
	var dial *net.OpError
	got := visitor(t).at(base, "VerifyContactField", nil)
	if time.Since(began) < outage && (!errors.As(got.err, &dial) || dial.Op != "dial") {
		t.Errorf("during the outage: %+v", got)
	}
	if err := idle.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var timeout net.Error
	if _, err := io.ReadAll(idle); errors.As(err, &timeout) && timeout.Timeout() {
		t.Error("a connection outlives the outage")
	}
	c.patient(base, byNewContact, write("admin", "New Ltd", "three.com")).taskNo(t)
	if took := time.Since(began); took < outage {
		t.Errorf("back after %v; want %v", took, outage)
	}
	l := s.Ledger()
	if len(l.Effects) != 2 || l.Effects[1].Domain != "three.com" || l.Arrivals[1].Fault != "script" {
		t.Errorf("ledger %+v", l)
	}
}

// However many calls come while the server leaves, is away and comes back, each
// is answered in the end, and has its effect once.
func TestOutagesUnderLoad(t *testing.T) {
	s := New(Options{TaskTime: time.Hour, Faults: refuse(5, 6, 7, 20, 40)})
	base := serve(t, s)
	var wg sync.WaitGroup
	for i := range 8 {
		c := visitor(t)
		wg.Go(func() {
			for k := range 5 {
				got := c.patient(base, byNewContact, write("admin", "New Ltd", fmt.Sprintf("d%d-%d.com", i, k)))
				if code := got.code(); code != "" && code != "TaskIsBeingProcessed" { // the answer before this one was lost
					t.Errorf("%q", code)
				}
			}
		})
	}
	wg.Wait()
	if l := s.Ledger(); len(l.Effects) != 40 || l.Repeats != 0 || l.Faults["script"] != 5 {
		t.Errorf("%d effects, %d repeats, faults %v", len(l.Effects), l.Repeats, l.Faults)
	}
}

// A server can be told to end while it is away, and waits for an address that
// somebody else has in between.
func TestEndOfAnOutage(t *testing.T) {
	s := New(Options{Faults: refuse(1, 3)})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + listener.Addr().String()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { ended <- s.Serve(ctx, listener) })
	c := visitor(t)
	if got := c.at(base, "VerifyContactField", nil); got.err == nil {
		t.Errorf("the refused call is answered: %+v", got)
	}
	if other, err := net.Listen("tcp", listener.Addr().String()); err == nil {
		<-time.After(2 * outage)
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	}
	c.patient(base, "VerifyContactField", nil).into(t, new(any))
	if got := c.at(base, "VerifyContactField", nil); got.err == nil {
		t.Errorf("the refused call is answered: %+v", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
