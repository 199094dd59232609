package cli_test

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strconv"
	"sync"
	"testing"
	"time"

	"domainbatch/internal/cli"
)

// BenchmarkPlan100k plans 100,000 rows of 40 contacts without a call: read,
// checked, grouped, saved in the run file. The goals are 3 s on two processors
// and 200 MB.
func BenchmarkPlan100k(b *testing.B) {
	dir := b.TempDir()
	input := filepath.Join(dir, "portfolio.csv")
	if err := os.WriteFile(input, csvOf(wishes(100_000, 40, "admin")), 0o600); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	peak := watchMemory(b)
	n := 0
	for b.Loop() {
		n++
		b.StopTimer()
		runtime.GC() // what the plan before has left is not this one's
		b.StartTimer()
		run := filepath.Join(dir, strconv.Itoa(n)+".run")
		env := cli.Env{
			Args:   []string{"domainbatch", "plan", input, "--offline", "--run", run},
			Getenv: func(string) string { return "" }, Stdout: io.Discard, Stderr: io.Discard,
		}
		if code := cli.Main(b.Context(), env); code != 0 {
			b.Fatalf("exit %d", code)
		}
	}
	heap, all := peak()
	b.ReportMetric(heap/1e6, "MB-live-and-garbage")
	b.ReportMetric(all/1e6, "MB-from-system")
	if info, err := os.Stat(filepath.Join(dir, "1.run")); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "MB-run-file")
	}
}

// watchMemory looks at the memory every few milliseconds; what it returns gives
// the most that was seen: objects on the heap, collected yet or not, and all
// that the process holds.
func watchMemory(b *testing.B) func() (heap, all float64) {
	b.Helper()
	samples := []metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
	}
	var heap, all uint64
	var watcher sync.WaitGroup
	done := make(chan struct{})
	watcher.Go(func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(samples)
			heap = max(heap, samples[0].Value.Uint64())
			all = max(all, samples[1].Value.Uint64()-samples[2].Value.Uint64())
			select {
			case <-tick.C:
			case <-done:
				return
			}
		}
	})
	return func() (float64, float64) {
		close(done)
		watcher.Wait()
		return float64(heap), float64(all)
	}
}
