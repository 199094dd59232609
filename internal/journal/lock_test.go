package journal

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// TestMain holds a run in a second process when it is told to: it opens the
// file, says so, and ends when its input does.
func TestMain(m *testing.M) {
	path := os.Getenv("JOURNAL_TEST_HOLD")
	if path == "" {
		os.Exit(m.Run())
	}
	if _, err := Open(path); err != nil {
		os.Stdout.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Stdout.WriteString("held\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0) // without Close, as a process that dies
}

// hold starts a process that holds the run.
func holdElsewhere(t *testing.T, path string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe)
	c.Env = append(os.Environ(), "JOURNAL_TEST_HOLD="+path)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	return c
}

// A run that another process holds is refused with who that is, is read
// beside it, and is free as soon as that process is killed.
func TestHeldByAnotherProcess(t *testing.T) {
	path := sample(t)
	began := time.Now()
	other := holdElsewhere(t, path)
	for how, open := range map[string]func(string) (*Journal, error){"Open": Open, "Create": Create} {
		_, err := open(path)
		var locked *LockedError
		if !errors.As(err, &locked) {
			t.Fatalf("%s: %v", how, err)
		}
		host, _ := os.Hostname()
		if locked.PID != other.Process.Pid || locked.Host != host || locked.Since.Before(began.Add(-time.Second)) || locked.Hint() == "" {
			t.Errorf("%s: held by %+v, want process %d", how, locked, other.Process.Pid)
		}
	}
	r := mustRead(t, path)
	if p := mustVerify(t, r); p.Events != 5 {
		t.Errorf("%d events beside the holder, want 5", p.Events)
	}
	mustClose(t, r)
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait()
	j := mustOpen(t, path)
	if p := mustVerify(t, j); p.Events != 5 {
		t.Errorf("%d events after the holder died, want 5", p.Events)
	}
	mustClose(t, j)
}

// The same run under another name is the same run.
func TestLockFollowsLinks(t *testing.T) {
	path := sample(t)
	link := filepath.Join(t.TempDir(), "link.run")
	if err := os.Symlink(path, link); err != nil {
		t.Log(err)
		return
	}
	j := mustOpen(t, link)
	defer mustClose(t, j)
	var locked *LockedError
	if _, err := Open(path); !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Errorf("held through a link: %v", err)
	}
}

// However many come and go, one at a time holds the lock.
func TestLockIsExclusive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	var inside, most, rounds int
	var mu sync.Mutex
	count := func(by int) {
		mu.Lock()
		defer mu.Unlock()
		inside += by
		most = max(most, inside)
		rounds++
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 300 {
				l, err := acquire(path)
				var locked *LockedError
				if errors.As(err, &locked) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				count(1)
				count(-1)
				if err := l.release(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if most != 1 || rounds == 0 {
		t.Errorf("%d held the lock at once in %d rounds", most, rounds)
	}
}
