package cli

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
)

// A wait follows the clock on the wall: a machine that has slept past the moment
// starts at once when it wakes, and one whose clock was set back waits on.
func TestWaitFollowsTheWall(t *testing.T) {
	for name, jump := range map[string]time.Duration{"slept": 9 * time.Hour, "set back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				at := begun.Add(3 * time.Hour)
				wall := func() time.Time {
					if time.Since(begun) < 10*time.Minute {
						return time.Now()
					}
					return time.Now().Add(jump)
				}
				if err := waitUntil(t.Context(), at, wall, func(time.Duration) {}); err != nil {
					t.Fatal(err)
				}
				want := 10 * time.Minute
				if jump < 0 {
					want = 4 * time.Hour
				}
				if took := time.Since(begun); took < want || took > want+lookEvery {
					t.Errorf("it took %v, want %v", took, want)
				}
			})
		})
	}
}

// What a wait tells goes down to nothing, and an interrupt ends it at once.
func TestWaitTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		var told []time.Duration
		tell := func(left time.Duration) { told = append(told, left) }
		if err := waitUntil(ctx, time.Now().Add(2500*time.Millisecond), time.Now, tell); err != nil || len(told) != 4 || told[0] != 2500*time.Millisecond || told[3] != 0 {
			t.Errorf("%v, %v", told, err)
		}
		begun := time.Now()
		err := waitUntil(ctx, begun.Add(time.Hour), time.Now, tell)
		if !errors.Is(err, executor.ErrInterrupted) || time.Since(begun) != 87500*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// What is watched is drawn over in place, a line to a row, however narrow the
// terminal is.
func TestWatchDrawsInPlace(t *testing.T) {
	var b strings.Builder
	w := &watch{to: &b, terminal: true, width: func() int { return 20 }}
	w.show([]string{"portfolio.xlsx.run: running: process 12", "  5 pending"})
	w.show([]string{"域名清单域名清单域名清单.run", "  2 succeeded", "  3 pending"})
	w.show([]string{"done"})
	want := "portfolio.xlsx.run…\n  5 pending\n" + "\x1b[2A\r\x1b[J域名清单域名清单域…\n  2 succeeded\n  3 pending\n" + "\x1b[3A\r\x1b[Jdone\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}
