package journal

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

var noon = time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)

// A file that is there is never overwritten; one that is not there is not made by Open.
func TestCreateAndOpenAreApart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	if _, err := Open(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("open nothing: %v", err)
	}
	if _, err := Read(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read nothing: %v", err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("create over a file: %v", err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "mine" {
		t.Errorf("the file that was there is %q, %v", content, err)
	}
}

// Nobody but the owner reads the run file, its log or its lock; after Close the
// run file stands alone.
func TestFilesOfARun(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.run")
	// A draft that a crash left behind is in nobody's way.
	if err := os.WriteFile(path+".new", []byte("torn"), 0o644); err != nil {
		t.Fatal(err)
	}
	j := mustCreate(t, path)
	mustAppend(t, j, planned(1))
	if got, want := modes(t, dir), []string{"x.run", "x.run-shm", "x.run-wal", "x.run.lock"}; !slices.Equal(got, want) {
		t.Errorf("while it is held: %v, want %v", got, want)
	}
	mustClose(t, j)
	if got, want := modes(t, dir), []string{"x.run"}; !slices.Equal(got, want) {
		t.Errorf("after Close: %v, want %v", got, want)
	}
	if err := j.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if err := j.Append(planned(2)); !errors.Is(err, ErrClosed) {
		t.Errorf("append after Close: %v", err)
	}
	r := mustRead(t, path)
	mustVerify(t, r)
	mustClose(t, r)
	if got, want := modes(t, dir), []string{"x.run"}; !slices.Equal(got, want) {
		t.Errorf("after reading: %v, want %v", got, want)
	}
}

// modes lists a folder and fails for a file that others may read.
func modes(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Separator == '/' && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
	return names
}

func TestSettingsOfTheFile(t *testing.T) {
	j := run(t)
	for pragma, want := range map[string]string{
		"application_id": "1684890228", "user_version": fmt.Sprint(Schema), "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
	} {
		var have string
		if err := j.write.db.QueryRow("PRAGMA " + pragma).Scan(&have); err != nil || have != want {
			t.Errorf("%s is %q (%v), want %q", pragma, have, err, want)
		}
	}
	var loose int
	if err := j.read.QueryRow("SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%' AND NOT strict").Scan(&loose); err != nil || loose != 0 {
		t.Errorf("%d tables are not strict (%v)", loose, err)
	}
}

// At every instant a crash leaves a run that opens to exactly what Append had returned from.
func TestCrashAfterEveryAppend(t *testing.T) {
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(3, 5))
	h := newHistory(random.IntN)
	h.changes = 7
	path := filepath.Join(dir, "x.run")
	j := mustCreate(t, path)
	for i := range 60 {
		e := h.next()
		mustAppend(t, j, e)
		if i%20 == 19 { // a crash comes between foldings of the log, and after them
			if err := j.alone(j.write.fold); err != nil {
				t.Fatal(err)
			}
		}
		after := filepath.Join(dir, "crashed.run")
		copyRun(t, path, after)
		if i%2 == 0 {
			r := mustRead(t, after)
			sameLedger(t, r, h.readBack())
			mustClose(t, r)
		}
		c := mustOpen(t, after)
		sameLedger(t, c, h.readBack())
		if p := mustVerify(t, c); p.Events != int64(i+1) {
			t.Fatalf("%d events after %d appends", p.Events, i+1)
		}
		mustClose(t, c)
	}
	mustClose(t, j)
	j = mustOpen(t, path)
	sameLedger(t, j, h.readBack())
	mustClose(t, j)
}

// What was appended comes back: every part of it, in its order.
func TestEventsComeBack(t *testing.T) {
	j := run(t)
	want := []*job.Event{
		{At: noon, Kind: job.KindOpened, Info: &job.Info{Input: "a.csv", Options: map[string]string{"set": "City=X"}, Created: noon}, Input: bytes.Repeat([]byte("a,b\n"), 5000)},
		{At: noon, Kind: job.KindVerified, Check: &job.Check{Contact: 1, OK: true, Message: "fine", At: noon}},
		{At: noon, Kind: job.KindRead, Before: &job.Before{Change: 1, Fields: job.Params{}, At: noon}},
		{At: noon, Kind: job.KindRead, Before: &job.Before{Change: 2, Code: "DomainNotExist", Message: "no", At: noon}},
		planned(1, 2, 3),
		{At: noon, Kind: job.KindStarted, Note: "resumed"},
		moved(job.Sending, 1, 2),
		{At: noon, Kind: job.KindCall, Batch: 1, Call: &job.Call{At: noon, Action: "Save", HTTP: 200, Body: []byte("{}\n\x00\xff")}},
		{At: noon.Add(1), Kind: job.KindSettle, Standings: []job.Standing{
			{Change: 1, State: job.Settled, Result: job.Succeeded, Submitted: noon}, {Change: 2, State: job.Settled, Result: job.Unknown, Message: "no"}}},
		{At: noon, Kind: job.KindAdopt, Person: &job.Person{Name: "J. 李", Note: "seen in the console"}, Standings: []job.Standing{
			{Change: 2, State: job.Accepted, TaskNo: "t", Found: true}}},
		{At: noon, Kind: job.KindCut, Taken: 10, Note: "short"},
	}
	mustAppend(t, j, want[:4]...)
	mustAppend(t, j, want[4:]...)
	for i, e := range collect(t, j.Events()) {
		if e.Number != int64(i+1) || e.Withheld {
			t.Errorf("entry %d has number %d, withheld %v", i+1, e.Number, e.Withheld)
		}
		if diff := cmp.Diff(want[i], &e.Event); diff != "" {
			t.Errorf("entry %d (-want +have):\n%s", i+1, diff)
		}
	}
	if p := mustVerify(t, j); p.Events != int64(len(want)) {
		t.Errorf("%d entries, want %d", p.Events, len(want))
	}
	call := *want[7].Call
	call.Number = 8
	if diff := cmp.Diff([]job.Call{call}, collect(t, j.Calls())); diff != "" {
		t.Errorf("calls (-want +have):\n%s", diff)
	}
	if diff := cmp.Diff([]job.Before{*want[2].Before, *want[3].Before}, collect(t, j.Befores())); diff != "" {
		t.Errorf("values before (-want +have):\n%s", diff)
	}
	if b, ok, err := j.Before(2); !ok || err != nil || !cmp.Equal(b, *want[3].Before) {
		t.Errorf("value before of change 2: %+v, %v, %v", b, ok, err)
	}
	if _, ok, err := j.Before(3); ok || err != nil {
		t.Errorf("value before of change 3: %v, %v", ok, err)
	}
	if said := collect(t, j.Statements()); len(said) != 1 || !cmp.Equal(&said[0].Event, want[9]) {
		t.Errorf("statements: %+v", said)
	}
	if l, err := j.Ledger(); err != nil || l.Taken != 10 || !l.Standing(2).Found {
		t.Errorf("ledger %+v, %v", l, err)
	}
	if info, err := j.Info(); err != nil || !cmp.Equal(info, *want[0].Info) {
		t.Errorf("info %+v, %v", info, err)
	}
	if input, err := j.Input(); err != nil || !bytes.Equal(input, want[0].Input) {
		t.Errorf("input of %d bytes, %v", len(input), err)
	}
	if checks, err := j.Checks(); err != nil || !cmp.Equal(checks, []job.Check{*want[1].Check}) {
		t.Errorf("checks %+v, %v", checks, err)
	}
	if batches, err := j.Batches(); err != nil || !cmp.Equal(batches, want[4].Batches) {
		t.Errorf("batches %+v, %v", batches, err)
	}
	if b, ok, err := j.Batch(want[4].Batches[0].ID); !ok || err != nil || !cmp.Equal(b, want[4].Batches[0]) {
		t.Errorf("batch %+v, %v, %v", b, ok, err)
	}
	if _, ok, err := j.Batch(99); ok || err != nil {
		t.Errorf("batch 99: %v, %v", ok, err)
	}
}

// Before anything is recorded every question has an answer, or ErrNotYet.
func TestEmptyRun(t *testing.T) {
	j := run(t)
	if _, err := j.Info(); !errors.Is(err, ErrNotYet) {
		t.Errorf("info: %v", err)
	}
	if _, err := j.Input(); !errors.Is(err, ErrNotYet) {
		t.Errorf("input: %v", err)
	}
	if _, err := j.Plan(); !errors.Is(err, ErrNotYet) {
		t.Errorf("plan: %v", err)
	}
	sameLedger(t, j, &job.Ledger{})
	if p := mustVerify(t, j); p != (Proof{}) {
		t.Errorf("proof of nothing is %+v", p)
	}
}

// The records of the simulated API come back in their order, past a reopening.
func TestRecords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := mustCreate(t, path)
	for _, record := range []string{"one", "", "three"} {
		if err := j.AppendRecord([]byte(record)); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, j)
	j = mustRead(t, path)
	defer mustClose(t, j)
	var have []string
	for _, record := range collect(t, j.Records()) {
		have = append(have, string(record))
	}
	if !slices.Equal(have, []string{"one", "", "three"}) {
		t.Errorf("records %q", have)
	}
}

// A reader sees what is committed at each question, writes nothing, and the
// holder goes on; an iteration may be under way meanwhile.
func TestReadBesideAHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := mustCreate(t, path)
	r := mustRead(t, path)
	sameLedger(t, r, &job.Ledger{})
	mustAppend(t, j, planned(1), moved(job.Sending, 1))
	seen := 0
	for _, err := range r.Events() {
		if err != nil {
			t.Fatal(err)
		}
		seen++
		mustAppend(t, j, &job.Event{At: noon, Kind: job.KindWarning, Note: "more"})
	}
	if seen != 2 {
		t.Errorf("an iteration over 2 events gave %d", seen)
	}
	if l, err := r.Ledger(); err != nil || !l.Sent || l.Standings[0].State != job.Sending {
		t.Errorf("ledger beside the holder: %+v, %v", l, err)
	}
	for what, err := range map[string]error{"append": r.Append(planned(2)), "append record": r.AppendRecord(nil), "rebuild": r.Rebuild()} {
		if !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := r.read.Exec("DELETE FROM data"); err == nil {
		t.Error("a reader's connection writes")
	}
	mustClose(t, j)
	if p := mustVerify(t, r); p.Events != 4 {
		t.Errorf("%d events after the holder left, want 4", p.Events)
	}
	mustClose(t, r)
	if hasLog(path) {
		t.Error("the log still holds something")
	}
	mustClose(t, mustRead(t, path))
	if got, want := modes(t, filepath.Dir(path)), []string{"x.run"}; !slices.Equal(got, want) {
		t.Errorf("after all have left: %v, want %v", got, want)
	}
}

// A journal lives and ends inside a bubble of virtual time, more than one after another.
func TestInVirtualTime(t *testing.T) {
	for range 2 {
		path := filepath.Join(t.TempDir(), "x.run")
		synctest.Test(t, func(t *testing.T) {
			j := mustCreate(t, path)
			began := time.Now()
			done := make(chan error)
			for id := range job.ChangeID(20) {
				go func() {
					<-time.After(time.Minute)
					done <- j.Append(planned(id + 1))
				}()
			}
			for range 20 {
				if err := <-done; err != nil {
					t.Error(err)
				}
			}
			if passed := time.Since(began); passed != time.Minute {
				t.Errorf("%v passed, want one minute: writing takes no virtual time", passed)
			}
			if _, err := j.Ledger(); err != nil {
				t.Error(err)
			}
			r := mustRead(t, path)
			for _, err := range r.Events() {
				if err != nil {
					t.Error(err)
				}
			}
			mustClose(t, r)
			mustClose(t, j)
		})
	}
}

// alter changes a closed run file behind the journal's back, triggers or not.
func alter(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
