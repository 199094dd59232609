package journal

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

const claimFolder = "JOURNAL_TEST_CLAIM"

func mustClaim(t *testing.T, folder string, c Claims) func() {
	t.Helper()
	release, err := Claim(t.Context(), folder, c)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := release(); err != nil {
			t.Error(err)
		}
	}
}

// refusedClaim makes a claim that must be refused.
func refusedClaim(t *testing.T, folder string, c Claims) *ClaimedError {
	t.Helper()
	_, err := Claim(t.Context(), folder, c)
	claimed, ok := errors.AsType[*ClaimedError](err)
	if !ok {
		t.Fatalf("%s for %q: %v", c.Run, c.Domains, err)
	}
	if claimed.Hint() == "" || !strings.Contains(err.Error(), c.Run) {
		t.Errorf("%v (%q)", err, claimed.Hint())
	}
	return claimed
}

func claimFiles(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*"+claimEnd))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Only another run that wants one of the same domains at the same endpoint is
// refused, and only until the first one lets go.
func TestClaimMeetsAnother(t *testing.T) {
	first := Claims{Run: "/a.run", Endpoint: "https://one.example/", Domains: []string{"c.com", "a.com", "b.com"}}
	tests := map[string]struct {
		second Claims
		domain string
		count  int
	}{
		"all of them":      {Claims{"/b.run", first.Endpoint, first.Domains}, "a.com", 3},
		"one of them":      {Claims{"/b.run", first.Endpoint, []string{"x.com", "b.com"}}, "b.com", 1},
		"repeats":          {Claims{"/b.run", first.Endpoint, []string{"c.com", "b.com", "c.com"}}, "b.com", 2},
		"others":           {Claims{"/b.run", first.Endpoint, []string{"x.com", "a.co", "aa.com"}}, "", 0},
		"none":             {Claims{"/b.run", first.Endpoint, nil}, "", 0},
		"another endpoint": {Claims{"/b.run", "https://one.example", first.Domains}, "", 0},
		"the same run":     {Claims{"/a.run", first.Endpoint, first.Domains}, "", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			began := time.Now()
			release := mustClaim(t, folder, first)
			if test.count > 0 {
				e := refusedClaim(t, folder, test.second)
				host, _ := os.Hostname()
				if e.Run != first.Run || e.PID != os.Getpid() || e.Host != host || e.Since.Before(began.Add(-time.Second)) || e.Since.After(time.Now()) {
					t.Errorf("held by %+v", e)
				}
				if e.Domain != test.domain || e.Count != test.count {
					t.Errorf("%d domains, first %q, want %d, %q", e.Count, e.Domain, test.count, test.domain)
				}
				release()
			}
			again := mustClaim(t, folder, test.second)
			again()
			release()
			if left := claimFiles(t, folder); len(left) > 0 {
				t.Errorf("left: %q", left)
			}
		})
	}
}

func TestClaimedErrorText(t *testing.T) {
	since := time.Date(2026, 11, 27, 6, 0, 0, 0, time.UTC)
	tests := []struct {
		e    ClaimedError
		want string
	}{
		{ClaimedError{Run: "/b.run", PID: 7, Host: "h", Since: since, Domain: "a.com", Count: 1},
			"process 7 on h holds 1 of these domains (a.com) since 2026-11-27T06:00:00Z for the run /b.run"},
		{ClaimedError{Run: "/b.run", PID: 7, Host: "h", Since: since, Domain: "a.com", Count: 3},
			"process 7 on h holds 3 of these domains (a.com, …) since 2026-11-27T06:00:00Z for the run /b.run"},
		{ClaimedError{File: "/c/1.claim", Err: io.ErrUnexpectedEOF},
			"another process holds domains, and which they are cannot be read from /c/1.claim: unexpected EOF"},
	}
	for _, test := range tests {
		if got := test.e.Error(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

// TestClaimElsewhere is the second process of the test below: it claims, says
// so, and waits to be killed.
func TestClaimElsewhere(t *testing.T) {
	folder := os.Getenv(claimFolder)
	if folder == "" {
		return
	}
	release, err := Claim(t.Context(), folder, Claims{Run: "/other.run", Endpoint: "e", Domains: []string{"a.com", "b.com"}})
	fmt.Printf("claimed: %v\n", err)
	_, _ = io.Copy(io.Discard, os.Stdin)
	runtime.KeepAlive(release)
}

// A claim of another process counts for as long as that process lives.
func TestClaimOfAProcessThatDies(t *testing.T) {
	folder := t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	other := exec.Command(exe, "-test.run=^TestClaimElsewhere$")
	other.Env = append(os.Environ(), claimFolder+"="+folder)
	in, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "claimed: <nil>\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	mine := Claims{Run: "/mine.run", Endpoint: "e", Domains: []string{"b.com", "c.com"}}
	if e := refusedClaim(t, folder, mine); e.PID != other.Process.Pid || e.Run != "/other.run" || e.Domain != "b.com" || e.Count != 1 {
		t.Errorf("held by %+v, want process %d", e, other.Process.Pid)
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait()
	if left := claimFiles(t, folder); len(left) != 1 {
		t.Errorf("the dead process leaves %q", left)
	}
	release := mustClaim(t, folder, mine)
	if left := claimFiles(t, folder); len(left) != 1 {
		t.Errorf("beside the new claim there are still others: %q", left)
	}
	release()
}

// However many come and go, no domain is claimed twice at the same time, and
// nobody is refused who wants what no one else does.
func TestClaimsAtTheSameTime(t *testing.T) {
	folder := t.TempDir()
	var holds sync.Map
	var made, refused atomic.Int32
	work := func(c Claims, shares bool) {
		release, err := Claim(t.Context(), folder, c)
		if _, claimed := errors.AsType[*ClaimedError](err); claimed && shares {
			refused.Add(1)
			return
		}
		if err != nil {
			t.Error(err)
			return
		}
		made.Add(1)
		for _, name := range c.Domains {
			if other, held := holds.LoadOrStore(c.Endpoint+name, c.Run); held {
				t.Errorf("%s is claimed for %s and %s", name, other, c.Run)
			}
		}
		runtime.Gosched()
		for _, name := range c.Domains {
			holds.Delete(c.Endpoint + name)
		}
		if err := release(); err != nil {
			t.Error(err)
		}
	}
	var group sync.WaitGroup
	for worker := range 10 {
		group.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(worker)))
			for round := range 40 {
				shares := worker%2 == 0
				names := []string{fmt.Sprintf("own-%d.com", worker)}
				for i := 0; shares && i < 3; i++ {
					names = append(names, fmt.Sprintf("%d.com", 3*i+random.IntN(3)))
				}
				work(Claims{Run: fmt.Sprintf("/%d-%d.run", worker, round), Endpoint: fmt.Sprint(random.IntN(2)), Domains: names}, shares)
			}
		})
	}
	group.Wait()
	if left := claimFiles(t, folder); len(left) > 0 || made.Load() == 0 || refused.Load() == 0 {
		t.Errorf("%d made, %d refused, left: %q", made.Load(), refused.Load(), left)
	}
}

// What no living process holds is nobody's claim, whatever stands in it; what
// is none by its name is left alone.
func TestClaimAmongOtherFiles(t *testing.T) {
	folder := t.TempDir()
	whole, err := (&Claims{Run: "/dead.run", Endpoint: "e", Domains: []string{"a.com"}}).text()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"empty.claim": nil, "torn.claim": []byte(`{"pid":1,"host"`), "binary.claim": {0, 255, '\n', 0}, "dead.claim": whole,
		"notes.txt": []byte("mine\n"), "claim": whole,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "folder.claim"), 0o700); err != nil {
		t.Fatal(err)
	}
	mustClaim(t, folder, Claims{Run: "/a.run", Endpoint: "e", Domains: []string{"a.com"}})()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(entries), "[- claim - claims.lock d folder.claim/ - notes.txt]"; got != want {
		t.Errorf("left %s, want %s", got, want)
	}
}

// A living claim that cannot be read may be of anything: nobody passes it.
func TestClaimThatCannotBeRead(t *testing.T) {
	whole, err := (&Claims{Run: "/b.run", Endpoint: "other", Domains: []string{"a.com", "b.com"}}).text()
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]byte{
		"empty":       nil,
		"cut in line": whole[:len(whole)-2],
		"cut":         whole[:len(whole)-len("b.com\n")],
		"head only":   whole[:bytes.IndexByte(whole, '\n')],
		"too long":    append(slices.Clone(whole), "c.com\n"...),
		"no head":     []byte("a.com\nb.com\n"),
		"nothing":     []byte("null\n"),
		"no run":      []byte("{}\n"),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "1"+claimEnd)
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if held, err := tryLock(f); !held {
				t.Fatal(err)
			}
			mine := Claims{Run: "/a.run", Endpoint: "e", Domains: []string{"x.com"}}
			if e := refusedClaim(t, folder, mine); e.File != path || e.Err == nil || !strings.Contains(e.Error(), path) {
				t.Errorf("%+v", e)
			}
			_ = f.Close()
			mustClaim(t, folder, mine)()
		})
	}
}

// Folder and claim are for their owner's eyes.
func TestClaimIsPrivate(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "b")
	defer mustClaim(t, folder, Claims{Run: "/a.run", Endpoint: "e", Domains: []string{"a.com"}})()
	files := claimFiles(t, folder)
	if len(files) != 1 {
		t.Fatalf("%q", files)
	}
	if runtime.GOOS == "windows" {
		return // modes say nothing there
	}
	for path, want := range map[string]fs.FileMode{folder: 0o700, files[0]: 0o600, filepath.Join(folder, doorName): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
}

// A release can be called again, and also where somebody cleaned the folder.
func TestClaimReleasedTwice(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "claims")
	c := Claims{Run: "/a.run", Endpoint: "e", Domains: []string{"a.com"}}
	release := mustClaim(t, folder, c)
	release()
	next := mustClaim(t, folder, Claims{Run: "/b.run", Endpoint: "e", Domains: c.Domains})
	release() // is not the release of the next one
	refusedClaim(t, folder, c)
	next()
	release = mustClaim(t, folder, c)
	if err := os.RemoveAll(folder); err != nil {
		t.Log(err) // where open files cannot be removed
	}
	release()
}

// A folder that cannot be one is named, with what to do.
func TestClaimWithoutAFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	door := t.TempDir()
	if err := os.Mkdir(filepath.Join(door, doorName), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{file, filepath.Join(file, "below"), door} {
		_, err := Claim(t.Context(), folder, Claims{Run: "/a.run"})
		access, ok := errors.AsType[*AccessError](err)
		if !ok || access.Hint() == "" || !strings.Contains(err.Error(), folder) || !strings.Contains(err.Error(), "/a.run") {
			t.Errorf("%s: %v", folder, err)
		}
	}
}

// A text that is no name would make the claim unreadable for others.
func TestClaimOfNoName(t *testing.T) {
	for _, name := range []string{"", "a.com\nb.com"} {
		if _, err := Claim(t.Context(), t.TempDir(), Claims{Run: "/a.run", Domains: []string{"a.com", name}}); err == nil {
			t.Errorf("%q was claimed", name)
		}
	}
}

// A process that stands still in the door holds others up for a bounded time,
// or until they are interrupted; a claim that is made is released all the same.
func TestClaimWaitsForTheDoor(t *testing.T) {
	folder := t.TempDir()
	mine := Claims{Run: "/a.run", Endpoint: "e", Domains: []string{"a.com"}}
	synctest.Test(t, func(t *testing.T) {
		release := mustClaim(t, folder, mine)
		door, err := enter(t.Context(), folder, longest)
		if err != nil {
			t.Fatal(err)
		}
		defer door.Close()
		began := time.Now()
		_, err = Claim(t.Context(), folder, Claims{Run: "/b.run"})
		access, ok := errors.AsType[*AccessError](err)
		if waited := time.Since(began); !ok || !access.Busy || waited != longest {
			t.Errorf("after %v: %v", waited, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := Claim(ctx, folder, Claims{Run: "/b.run"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("interrupted: %v", err)
		}
		release()
		if left := claimFiles(t, folder); len(left) > 0 {
			t.Errorf("left: %q", left)
		}
		time.AfterFunc(time.Second, func() { _ = door.Close() })
		mustClaim(t, folder, Claims{Run: "/b.run", Endpoint: "e", Domains: mine.Domains})()
	})
}
