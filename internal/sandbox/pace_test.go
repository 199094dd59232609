package sandbox

import (
	"testing"
	"testing/synctest"
	"time"
)

// No sliding second holds more accepted calls than the limit, however the
// calls come; what is refused does not count.
func TestLimit(t *testing.T) {
	for _, tt := range []struct {
		name  string
		qps   float64
		gap   time.Duration
		calls int
		taken int
	}{
		{"no limit", 0, 0, 100, 100},
		{"at the limit", 10, 100 * time.Millisecond, 100, 100},
		{"twice the limit", 10, 50 * time.Millisecond, 100, 50},
		{"all at once", 10, 0, 100, 10},
		{"one in two seconds", 0.5, time.Second, 10, 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New(Options{QPS: tt.qps})
				c := newCaller(t, s)
				taken := 0
				for range tt.calls {
					switch got := c.call("VerifyContactField", nil); got.code() {
					case "":
						taken++
					case "Throttling.User":
						if got.status != 400 {
							t.Errorf("throttled with %d", got.status)
						}
					default:
						t.Errorf("answer %q", got.code())
					}
					pass(tt.gap)
				}
				if taken != tt.taken {
					t.Errorf("%d taken; want %d", taken, tt.taken)
				}
				if l := s.Ledger(); l.Faults["throttle"] != tt.calls-tt.taken || len(l.Arrivals) != tt.calls {
					t.Errorf("ledger %v, %d arrivals", l.Faults, len(l.Arrivals))
				}
			})
		})
	}
}

// The ledger tells the most arrivals of any sliding second and ten seconds.
func TestArrivals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{})
		c := newCaller(t, s)
		for _, gap := range []time.Duration{0, 0, 900, 100, 0, 4000, 4000, 500, 499, 1, 9000} {
			pass(gap * time.Millisecond)
			c.call("VerifyContactField", nil)
		}
		c.call("MakeCoffee", nil)
		l := s.Ledger()
		// They come at 0 0 0.9 1 1 5 9 9.5 9.999 10 19 19. The seconds up to 1 and
		// to 10 hold three each, the ten seconds up to 9.999 hold nine.
		if l.MaxSecond != 3 || l.MaxTen != 9 {
			t.Errorf("most in a second %d, in ten %d; want 3 and 9", l.MaxSecond, l.MaxTen)
		}
		if l.Calls["VerifyContactField"] != 11 || l.Arrivals[11].Code != "InvalidAction.NotFound" || l.Arrivals[10].Code != "" {
			t.Errorf("ledger %+v", l)
		}
	})
}
