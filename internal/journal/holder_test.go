package journal

import (
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// Who holds a run is told beside it, and is nobody when that process has died,
// though its lock file is still there.
func TestHolder(t *testing.T) {
	path := sample(t)
	if h, err := Holder(path); h != nil || err != nil {
		t.Errorf("held by %v, %v", h, err)
	}
	other := holdElsewhere(t, path)
	h, err := Holder(path)
	if err != nil || h == nil || h.PID != other.Process.Pid || h.Since.IsZero() {
		t.Fatalf("held by %+v, %v, want process %d", h, err, other.Process.Pid)
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait()
	if _, err := os.Stat(path + ".lock"); err != nil {
		t.Errorf("the lock file of a killed process: %v", err)
	}
	if h, err := Holder(path); h != nil || err != nil {
		t.Errorf("held by %v, %v after the holder died", h, err)
	}
}

// Looking who holds a run keeps nobody from taking it up.
func TestHolderKeepsNobodyOff(t *testing.T) {
	path := sample(t)
	if err := os.WriteFile(path+".lock", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var looking sync.WaitGroup
	looking.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				if _, err := Holder(path); err != nil {
					t.Error(err)
				}
			}
		}
	})
	defer looking.Wait()
	defer close(done)
	for range 100 {
		j := mustOpen(t, path)
		mustClose(t, j)
		if err := os.WriteFile(path+".lock", nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// What processes did for a run: one that was broken off has no end, one that
// refused to begin has no beginning of its own.
func TestTurns(t *testing.T) {
	path := sample(t)
	j := mustOpen(t, path)
	at := func(minutes int) time.Time { return time.Date(2026, 11, 26, 22, minutes, 0, 0, time.UTC) }
	for _, e := range []*job.Event{
		{At: at(0), Kind: job.KindStopped, Note: "too many", Exit: 6},
		{At: at(1), Kind: job.KindStarted, Note: "apply --qps 2"},
		{At: at(2), Kind: job.KindStarted, Note: "apply"},
		{At: at(3), Kind: job.KindStopped, Note: "the time is over", Exit: 8},
	} {
		if err := j.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, j)
	r := mustRead(t, path)
	defer mustClose(t, r)
	turns, err := r.Turns()
	if err != nil {
		t.Fatal(err)
	}
	want := []Turn{
		{Begun: at(0), Ended: at(0), Why: "too many", Exit: 6},
		{Note: "apply --qps 2", Begun: at(1)},
		{Note: "apply", Begun: at(2), Ended: at(3), Why: "the time is over", Exit: 8},
	}
	if diff := cmp.Diff(want, turns); diff != "" {
		t.Error(diff)
	}
}
