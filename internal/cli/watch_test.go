package cli_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/sandbox"
)

// beside runs the program while the test goes on.
func (d *desk) beside(words ...string) <-chan ran {
	ended := make(chan ran, 1)
	time.AfterFunc(0, func() { ended <- d.do(d.t.Context(), words...) })
	return ended
}

// status --watch says what has changed, line by line, with who holds the run and
// how long it takes still, and ends with the code of the run.
func TestWatch(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(120, 2, "admin")), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input, "--batch-size", "2")...))
		watching := d.beside("status", d.run(), "--watch")
		<-time.After(5 * time.Second)
		d.must(0, d.do(t.Context(), "apply", d.run(), "--yes", "--at", "00:30", "--time-zone", "UTC", "--qps", "1"))
		r := d.must(0, <-watching)
		lines := strings.Split(strings.TrimSpace(r.out), "\n")
		if len(lines) < 20 || len(lines) > 200 {
			t.Errorf("%d lines: %s", len(lines), r)
		}
		for _, want := range []string{
			`(?m): planned; 120 unsent; 0 of 120 changes have their answer$`,
			`(?m)^.*: waiting: process \d+ on \S+ holds it since \S+, and starts at 2000-01-01T00:30:00Z \(2000-01-01T00:30:00Z\); 120 unsent; 0 of 120 changes`,
			`: running: process \d+ on \S+ holds it since \S+; 120 unsent; `,
		} {
			if !regexp.MustCompile(want).MatchString(r.out) {
				t.Errorf("no line %s in %s", want, r)
			}
		}
		if want := regexp.MustCompile(`\d+ of 120 changes have their answer, \d[\d.]* a minute, about \S+ left`); !want.MatchString(lines[len(lines)/2]) {
			t.Errorf("%s", lines[len(lines)/2])
		}
		if !strings.Contains(lines[len(lines)-1], ": finished; 120 succeeded; 120 of 120 changes have their answer") {
			t.Errorf("%s", lines[len(lines)-1])
		}
		again := d.object(d.must(0, d.do(t.Context(), "status", d.run(), "--watch", "--json")))
		if again.Results["succeeded"] != 120 {
			t.Errorf("%+v", again)
		}
	})
}

// It begins while the run is being planned, and ends with the code of a process
// that was stopped, with the command that goes on.
func TestWatchStopped(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(40, 1, "admin")), newWire(sandbox.Options{}))
		running := make(chan ran, 1)
		time.AfterFunc(0, func() { running <- d.do(lasting(t.Context(), 12*time.Second), d.whole("--batch-size", "2")...) })
		<-time.After(3 * time.Second)
		r := d.must(130, d.do(t.Context(), "status", d.run(), "--watch"))
		d.must(130, <-running)
		if !strings.Contains(r.out, ": planning: process ") || !strings.Contains(r.out, ": interrupted: the run was interrupted; ") ||
			!strings.Contains(r.out, "\nto go on: domainbatch apply "+d.run()+"\n") {
			t.Errorf("%s", r)
		}
		begun := time.Now()
		if d.must(130, d.do(lasting(t.Context(), time.Minute), "status", d.run(), "--watch")); time.Since(begun) < time.Minute {
			t.Errorf("nobody is at it, and it was watched for %s only", time.Since(begun))
		}
	})
}

// A plan that takes the place of the one that is watched is watched from then on.
func TestWatchPlannedAnew(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(4, 1, "admin")), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.flags("plan", d.input)...))
		watching := d.beside("status", d.run(), "--watch")
		<-time.After(10 * time.Second)
		d.must(0, d.do(t.Context(), d.flags("plan", d.input, "--limit", "3")...))
		<-time.After(10 * time.Second)
		d.must(0, d.do(t.Context(), "apply", d.run(), "--yes"))
		if r := d.must(0, <-watching); !strings.Contains(r.out, ": planned; 4 unsent") || !strings.Contains(r.out, ": finished; 1 skipped; 3 succeeded; 3 of 3 changes") {
			t.Errorf("%s", r)
		}
	})
}

// runs lists the run files of a folder with how each stands, those too that cannot
// be read, and neither holds nor alters any.
func TestRuns(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(10, 1, "admin")), newWire(sandbox.Options{}))
		plan := func(name string, more ...string) string {
			path := filepath.Join(d.dir, name)
			d.must(0, d.do(t.Context(), d.flags(append([]string{"plan", d.input, "--run", path}, more...)...)...))
			return path
		}
		plan("a-old.run", "--expires", "1h")
		<-time.After(3 * time.Hour)
		plan("b-plan.file")
		plan("c-needs.run", "--needs-approval")
		d.must(0, d.do(t.Context(), "apply", plan("d-done.run"), "--yes"))
		d.must(8, d.do(t.Context(), "apply", plan("e-stopped.run", "--before", "none"), "--yes", "--until", "2000-01-01T00:00:00Z"))
		waiting := plan("f-waits.run", "--before", "none")
		ended := d.beside("apply", waiting, "--yes", "--at", "2000-01-01T12:00:00Z")
		<-time.After(time.Minute)
		whole, err := os.ReadFile(waiting)
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range map[string][]byte{
			"g-torn.run": whole[:len(whole)/2], "h-empty.run": nil, "i-text.run": []byte("not one of ours\n"), "other.sqlite": append([]byte("SQLite format 3\x00"), make([]byte, 5000)...),
		} {
			if err := os.WriteFile(filepath.Join(d.dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		before := d.sums()
		r := d.must(0, d.do(t.Context(), "runs", d.dir))
		said := d.must(0, d.do(t.Context(), "runs", d.dir, "--json"))
		if diff := cmp.Diff(before, d.sums()); diff != "" {
			t.Errorf("the folder: %s", diff)
		}
		list := d.listed(said)
		states := make(map[string]string)
		for _, run := range list.Runs {
			states[filepath.Base(run.Run)] = strings.TrimRight(run.State+" "+run.Why, " ")
		}
		want := map[string]string{
			"a-old.run": "stale planned 2000-01-01T00:00:00Z, good for 1h0m0s", "b-plan.file": "planned", "c-needs.run": "planned it is not approved",
			"d-done.run": "finished", "e-stopped.run": "interrupted the time for sending is over", "f-waits.run": "waiting",
			"g-torn.run": states["g-torn.run"], "h-empty.run": "damaged this is no run file: it is empty", "i-text.run": states["i-text.run"],
		}
		if diff := cmp.Diff(want, states); diff != "" || !strings.HasPrefix(states["g-torn.run"], "damaged the run file is damaged: ") || !strings.HasPrefix(states["i-text.run"], "damaged this is no run file: ") {
			t.Errorf("%s in %s", diff, said)
		}
		waits, done := list.Runs[5], list.Runs[3]
		if waits.PID != os.Getpid() || !waits.Starts.Equal(time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC)) || done.Done != 10 || done.Rows != 10 || done.Results["succeeded"] != 10 || len(done.Digest) != 64 || done.Input != "portfolio.csv" {
			t.Errorf("%+v\n%+v", waits, done)
		}
		for _, line := range []string{
			`(?m)^a-old.run +portfolio.csv +stale: planned \S+, good for 1h0m0s +0/10 +10 unsent +3h +[0-9a-f]{12}$`,
			`(?m)^d-done.run +portfolio.csv +finished +10/10 +10 succeeded +\d+m +[0-9a-f]{12}$`,
			`(?m)^f-waits.run +portfolio.csv +waiting until 2000-01-01T12:00:00Z by \d+ +0/10 +10 unsent +`,
		} {
			if !regexp.MustCompile(line).MatchString(r.out) {
				t.Errorf("no line %s in %s", line, r)
			}
		}
		d.must(0, <-ended)
	})
}

// runList is what runs --json writes.
type runList struct {
	Folder string
	Runs   []struct {
		Run, Input, State, Why, Host, Digest string
		PID, Rows, Done                      int
		Results                              map[string]int
		Starts, Planned                      time.Time
	}
}

func (d *desk) listed(r ran) (list runList) {
	d.t.Helper()
	decoder := json.NewDecoder(strings.NewReader(r.out))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&list); err != nil {
		d.t.Fatalf("%v in %s", err, r)
	}
	return list
}

// sums are the digests of all files of the folder by their names, but for the
// shared memory of runs that are held, in which SQLite notes who reads.
func (d *desk) sums() map[string]string {
	d.t.Helper()
	all := make(map[string]string)
	err := fs.WalkDir(os.DirFS(d.dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "-shm") {
			return err
		}
		data, err := os.ReadFile(filepath.Join(d.dir, path))
		sum := sha256.Sum256(data)
		all[path] = hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

// A run whose personal data was taken out is listed with what is left to say.
func TestRunsForgotten(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(4, 1, "admin")), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), d.whole()...))
		j, err := journal.Open(d.run())
		if err != nil {
			t.Fatal(err)
		}
		totals := job.Totals{Rows: 4, Domains: 4, Contacts: 1, Changes: 4, Results: map[job.Result]int{job.Succeeded: 3, job.Failed: 1}}
		if err := errors.Join(j.Forget(totals, job.Process{}, time.Now()), j.Close()); err != nil {
			t.Fatal(err)
		}
		run := d.listed(d.must(0, d.do(t.Context(), "runs", d.dir, "--json"))).Runs[0]
		if run.State != "forgotten" || run.Rows != 4 || run.Done != 3 || run.Results["failed"] != 1 || run.Input != "" || len(run.Digest) != 64 {
			t.Errorf("%+v", run)
		}
	})
}
