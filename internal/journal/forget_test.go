package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// private is what everything and remembered put into a run: names, addresses,
// streets, words.
var private = []string{"李", "li@", "new@", "owner0@", "Lange Stra", "München", "Köln", "192.0.2.7", "resolution", "pc-7", "consent", "张三", "138000"}

// remembered is a run with data in every place of the file, old states of it too.
func remembered(t *testing.T, path string) *Journal {
	t.Helper()
	j := everything(t, path)
	for range 3 { // what was there before stands in pages that are written no more
		mustAppend(t, j, &job.Event{At: noon, Kind: job.KindVerified, Check: &job.Check{Contact: 1, Message: "+86.13800012345 is no telephone", At: noon}})
		if err := j.AppendRecord([]byte("li@example.com")); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, j)
	return mustOpen(t, path)
}

var total = job.Totals{Rows: 3, Domains: 3, Contacts: 2, Changes: 3, Results: map[job.Result]int{job.Succeeded: 3}}

func mustForget(t *testing.T, j *Journal) {
	t.Helper()
	if err := j.Forget(total, job.Process{User: "keeper"}, noon); err != nil {
		t.Fatal(err)
	}
}

// cleaned fails where something private is in the run file or what stands beside it.
func cleaned(t *testing.T, path string) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		text := content(t, file)
		for _, secret := range private {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s has %q", filepath.Base(file), secret)
			}
		}
	}
}

// What is forgotten is in no byte of the file or its log; the chain stands, and the
// run can be asked and gone on with.
func TestForget(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := remembered(t, path)
	text := content(t, path)
	for _, secret := range private {
		if !bytes.Contains(text, []byte(secret)) {
			t.Errorf("%q was never there", secret)
		}
	}
	before := mustVerify(t, j)
	was, err := j.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	mustForget(t, j)
	cleaned(t, path)
	p := mustVerify(t, j)
	if p.Events != before.Events+1 || p.Data != 1 || p.Withheld != before.Data {
		t.Errorf("proof %+v, before %+v", p, before)
	}
	if number, ok, err := j.Has(before.Head); number != before.Events || !ok || err != nil {
		t.Errorf("the head of before is entry %d, %v, %v", number, ok, err)
	}
	l, err := j.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&job.Forgotten{At: noon, Totals: total}, l.Forgotten); diff != "" {
		t.Error(diff)
	}
	if len(l.Standings) != len(was.Standings) || l.Standings[0].State != was.Standings[0].State || l.Approval != was.Approval || !cmp.Equal(l.Calls, was.Calls) {
		t.Errorf("ledger %+v, was %+v", l, was)
	}
	if records := collect(t, j.Records()); len(records) != 0 {
		t.Errorf("records %q", records)
	}
	x := exported(t, j, nil)
	have, err := x.read()
	if err != nil || x.sum.Withheld != p.Withheld || len(x.raws) != 0 || !have[0].Withheld || have[0].Event.Input != nil {
		t.Errorf("export %+v, %v", x.sum, err)
	}
	mustClose(t, j)
	cleaned(t, path)
}

// Doing it again changes nothing, unless there is new data: that goes too, and the
// totals of the first time stand.
func TestForgetAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := remembered(t, path)
	defer mustClose(t, j)
	mustForget(t, j)
	first := mustVerify(t, j)
	mustForget(t, j)
	if again := mustVerify(t, j); again != first {
		t.Errorf("again %+v, first %+v", again, first)
	}
	mustAppend(t, j, &job.Event{At: noon, Kind: job.KindAfter, After: &job.Before{Change: 1, Fields: job.Params{"City": "Köln"}, At: noon}})
	if err := j.Forget(job.Totals{}, job.Process{User: "other"}, noon.Add(1)); err != nil {
		t.Fatal(err)
	}
	cleaned(t, path)
	if p := mustVerify(t, j); p.Events != first.Events+2 || p.Data != 1 || p.Withheld != first.Withheld+2 {
		t.Errorf("with new data %+v, first %+v", p, first)
	}
	l, err := j.Ledger()
	if err != nil || !cmp.Equal(l.Forgotten.Totals, total) || !l.Forgotten.At.Equal(noon.Add(1)) {
		t.Errorf("forgotten %+v, %v", l.Forgotten, err)
	}
	for _, b := range collect(t, j.Afters()) {
		if b.Fields != nil {
			t.Errorf("values %v", b.Fields)
		}
	}
}

// A crash at any step leaves a run that opens, that is no other one, and whose
// forgetting can be completed.
func TestCrashWhileForgetting(t *testing.T) {
	dir := t.TempDir()
	path, after := filepath.Join(dir, "x.run"), filepath.Join(dir, "after.run")
	j := remembered(t, path)
	defer mustClose(t, j)
	steps := []func() error{
		func() error { return j.announce(total, job.Process{User: "keeper"}, noon) },
		func() error { return j.alone(func() error { return j.write.run(forgetData) }) },
		func() error { return j.alone(func() error { return j.write.run(forgetRecords) }) },
		func() error { return j.alone(j.rebuild) },
		func() error { return j.alone(func() error { return j.write.run(vacuum) }) },
		func() error { return j.alone(j.write.empty) },
		func() error { return j.alone(j.write.fold) },
	}
	var events int64
	for i, step := range steps {
		if err := step(); err != nil {
			t.Fatal(err)
		}
		copyRun(t, path, after)
		mustClose(t, mustRead(t, after))
		c := mustOpen(t, after)
		if p := mustVerify(t, c); i == 0 {
			events = p.Events
		} else if p.Events != events {
			t.Errorf("after step %d: %d events, want %d", i, p.Events, events)
		}
		mustForget(t, c)
		cleaned(t, after)
		if p := mustVerify(t, c); p.Events != events || p.Data != 1 {
			t.Errorf("completed after step %d: %+v", i, p)
		}
		mustClose(t, c)
		cleaned(t, after)
	}
	// What is appended from here on stands in the log, and the file alone is not whole.
	mustAppend(t, j, &job.Event{At: noon, Kind: job.KindStopped})
	copyRun(t, path, after)
	if err := os.Remove(after + "-wal"); err != nil {
		t.Fatal(err)
	}
	_, err := Open(after)
	if damaged, ok := errors.AsType[*DamagedError](err); !ok || !damaged.Tail {
		t.Errorf("without its log: %v", err)
	}
}

// While somebody reads an old state of the run its log cannot be cut: that is told,
// and forgetting can be completed afterwards.
func TestForgetBesideAReader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := remembered(t, path)
	defer mustClose(t, j)
	if _, err := j.write.db.Exec("PRAGMA busy_timeout = 50"); err != nil {
		t.Fatal(err)
	}
	r := mustRead(t, path)
	defer mustClose(t, r)
	for _, err := range r.Events() {
		if err != nil {
			t.Fatal(err)
		}
		err := j.Forget(total, job.Process{User: "keeper"}, noon)
		if access, ok := errors.AsType[*AccessError](err); !ok || !access.Busy || access.Hint() == "" {
			t.Errorf("beside a reader: %v", err)
		}
		break
	}
	mustForget(t, j)
	cleaned(t, path)
	if err := r.Forget(total, job.Process{}, noon); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader forgets: %v", err)
	}
}
