package cli_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

var (
	faultRuns = flag.Int("fault.runs", 1000, "how many runs the fault sweep makes")
	faultSeed = flag.Int64("fault.seed", 0, "make only the run of the fault sweep with this seed")
)

// The limits of a run of the sweep.
const (
	sweepPace    = 20              // calls per second
	sweepSettle  = 5 * time.Minute // the registrar shows every task within a minute less
	sweepWait    = 5 * time.Minute
	sweepProcess = 4 * time.Hour // the longest that one process may take
	sweepStarts  = 40            // the most processes that a run may take
)

// neverSwept are faults that the promise does not reach: a list that forgets what
// it has shown is none that shows a task within the settling time.
var neverSwept = []string{"stale-list"}

// mixture is the faults of one run, all of them from its seed.
type mixture struct {
	seed       int64
	box        sandbox.Options
	flags      []string
	interrupts []time.Duration // how long the first processes are let run
	rows       []wish
}

// newMixture draws up to six kinds of faults, at up to 30 % per call together.
func newMixture(seed int64) mixture {
	chance := rand.New(rand.NewPCG(uint64(seed), 0x5eed))
	m := mixture{seed: seed, box: sandbox.Options{Seed: seed, Rates: make(map[string]float64), Late: sweepSettle - time.Minute}}
	kinds := slices.DeleteFunc(sandbox.FaultNames(), func(name string) bool { return slices.Contains(neverSwept, name) })
	share := 0.3 * chance.Float64()
	for n := 1 + chance.IntN(6); n > 0; n-- {
		part := share * chance.Float64()
		share -= part
		if n == 1 {
			part += share
		}
		m.box.Rates[kinds[chance.IntN(len(kinds))]] += part
	}
	m.world(chance)
	m.orders(chance)
	return m
}

// world draws what is no fault of a call.
func (m *mixture) world(chance *rand.Rand) {
	often := func(n int) bool { return chance.IntN(n) == 0 }
	m.box.TaskTime = time.Duration(1+chance.IntN(60)) * time.Second
	m.box.Latency = time.Duration(chance.IntN(800)) * time.Millisecond
	m.box.Camel = often(4)
	if often(6) {
		m.box.QPS = 3
	}
	if often(6) {
		m.box.Take = 2
	}
	if often(6) {
		m.box.HistoryAfter = time.Duration(1+chance.IntN(120)) * time.Second
	}
	if often(8) {
		m.box.Clock = []time.Duration{20 * time.Minute, -20 * time.Minute}[chance.IntN(2)]
	}
	if often(8) {
		m.box.TokenLife = time.Minute
	}
}

// orders draws what is asked for, and how.
func (m *mixture) orders(chance *rand.Rand) {
	m.rows = wishes(3+chance.IntN(9), 2, "registrant, tech")
	for i, fate := range []string{"missing", "refuse", "busy", "slow", "illegal", "locked", "stuck"} {
		if chance.IntN(5) == 0 {
			m.rows = append(m.rows, wish{fate + "-one.com", []string{"admin", "registrant, tech"}[chance.IntN(2)], i % 2})
		}
	}
	m.flags = []string{
		"--qps", fmt.Sprint(sweepPace), "--batch-size", fmt.Sprint(2 + chance.IntN(4)), "--wait", sweepWait.String(),
		"--settle", sweepSettle.String(), "--max-failures", "100%", "--hold", "5s",
	}
	for _, option := range [][]string{{"--before", "none"}, {"--params", "query"}, {"--canary", "1", "--max-failures", "50%"}, {"--recheck-after", "0s"}, {"--workers", "1"}} {
		if chance.IntN(5) == 0 {
			m.flags = append(m.flags, option...)
		}
	}
	for n := chance.IntN(4); n > 0; n-- {
		m.interrupts = append(m.interrupts, time.Duration(chance.Int64N(int64(2*time.Minute))))
	}
}

// has tells whether the run has a fault or a fate.
func (m *mixture) has(name string) bool {
	fate := slices.ContainsFunc(m.rows, func(row wish) bool { return strings.HasPrefix(row.domain, name+"-") })
	return m.box.Rates[name] > 0 || fate
}

// A thousand runs, each with faults of its own: every change takes effect at most
// once, every row has its one true answer, no domain is in two tasks at a time,
// the pace is kept, and every process comes to an end.
func TestFaultSweep(t *testing.T) {
	t.Parallel()
	seeds := make([]int64, *faultRuns)
	for i := range seeds {
		seeds[i] = int64(i + 1)
	}
	if *faultSeed != 0 {
		seeds = []int64{*faultSeed}
	}
	var all census
	t.Cleanup(func() { all.log(t) })
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m := newMixture(seed)
				defer func() {
					if t.Failed() {
						t.Logf("to replay: go test ./internal/cli -run TestFaultSweep -fault.seed %d\n%v %v\n%+v", seed, m.box.Rates, m.flags, m.box)
					}
				}()
				m.sweep(t, &all)
			})
		})
	}
}

// sweep carries one run to its end, however many processes that takes, and
// judges it.
func (m *mixture) sweep(t *testing.T, all *census) {
	d := newDesk(t, "portfolio.csv", csvOf(m.rows), newWire(m.box))
	d.keys, d.via = m.keys(), d.wire.box
	words := d.whole(append(m.flags, "--json")...)
	var last ran
	n, late := 0, 0
	for ; ; n++ {
		if n == sweepStarts {
			t.Fatalf("no end after %d processes: %s", n, last)
		}
		ctx := t.Context()
		if n < len(m.interrupts) {
			ctx = lasting(ctx, m.interrupts[n])
		}
		began := time.Now()
		last = d.do(ctx, words...)
		if *faultSeed != 0 {
			t.Logf("process %d, %s: %s", n, time.Since(began), last)
		}
		if took := time.Since(began); took > sweepProcess {
			t.Errorf("process %d took %s: %s", n, took, last)
		}
		if last.code == 8 || last.code == 9 {
			late++
		}
		if d.ended(last, late, m) {
			break
		}
		words = m.next(d, last)
		<-time.After(time.Minute)
	}
	said := d.object(last)
	m.judge(d, said)
	l := d.wire.box.Ledger()
	all.add(&l, n+1, said)
}

// ended tells whether going on would bring nothing more. What is stuck, or held
// by what is, stays so; late is how many processes have waited for it, together
// longer than two slow tasks take.
func (d *desk) ended(r ran, late int, m *mixture) bool {
	switch r.code {
	case 0, 4, 9:
		return d.object(r).Results["pending"] == 0 || late > 9
	case 8:
		return late > 9 && (m.has("stuck") || m.has("stuck-task"))
	case 1, 6, 7, 130:
		return false
	}
	d.t.Fatalf("this must not come: %s", r)
	return true
}

// next is the command of the next process: the same again, or without what
// a person would leave out after a safety limit.
func (m *mixture) next(d *desk, r ran) []string {
	words := d.whole(append(slices.Clone(m.flags), "--json")...)
	if r.code == 6 {
		words = append(words, "--canary", "0", "--max-failures", "100%")
	}
	return words
}

// keys gives temporary credentials where the simulated API wants them, each with
// a token of its own.
func (m *mixture) keys() rpc.Provider {
	if m.box.TokenLife == 0 && m.box.Rates["token-expired"] == 0 {
		return testCredentials
	}
	var calls atomic.Int64
	return func(ctx context.Context) (rpc.Credentials, error) {
		key, err := testCredentials(ctx)
		key.SecurityToken = fmt.Sprintf("token-%d", calls.Add(1))
		return key, err
	}
}
