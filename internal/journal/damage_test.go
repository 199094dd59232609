package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"domainbatch/internal/job"
)

// sample makes a closed run of a few entries.
func sample(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.run")
	j := mustCreate(t, path)
	mustAppend(t, j, &job.Event{At: noon, Kind: job.KindOpened, Info: &job.Info{Input: "a.csv"}, Input: bytes.Repeat([]byte("example.com\n"), 2000)})
	mustAppend(t, j, planned(1, 2), moved(job.Sending, 1, 2))
	mustAppend(t, j, &job.Event{At: noon, Kind: job.KindCall, Batch: 1, Call: &job.Call{At: noon, Action: "Save", HTTP: 200, Body: []byte(`{"TaskNo":"t"}`)}})
	mustAppend(t, j, moved(job.Accepted, 1, 2))
	mustClose(t, j)
	return path
}

// A file that is no whole run is refused with what is wrong and what to do, and left as it is.
func TestDamagedFiles(t *testing.T) {
	foreign := &DamagedError{Foreign: true}
	for name, test := range map[string]struct {
		harm func(t *testing.T, path string)
		want *DamagedError
	}{
		"empty":      {func(t *testing.T, path string) { overwrite(t, path, nil) }, foreign},
		"text":       {func(t *testing.T, path string) { overwrite(t, path, bytes.Repeat([]byte("Domain,Email\n"), 100)) }, foreign},
		"short text": {func(t *testing.T, path string) { overwrite(t, path, []byte("Domain")) }, foreign},
		"of others":  {func(t *testing.T, path string) { alter(t, path, "PRAGMA application_id = 7") }, foreign},
		"version 0":  {func(t *testing.T, path string) { alter(t, path, "PRAGMA user_version = 0") }, &DamagedError{}},
		"half of it": {func(t *testing.T, path string) { overwrite(t, path, content(t, path)[:20<<10]) }, &DamagedError{}},
		"page lost": {func(t *testing.T, path string) {
			whole := content(t, path)
			overwrite(t, path, whole[:len(whole)-4096])
		}, &DamagedError{}},
		"zeros in it": {func(t *testing.T, path string) { clear4(t, path) }, &DamagedError{}},
		"no table":    {func(t *testing.T, path string) { alter(t, path, "DROP TABLE meta") }, &DamagedError{}},
		"no state":    {func(t *testing.T, path string) { alter(t, path, "DELETE FROM meta") }, &DamagedError{}},
		"last altered": {func(t *testing.T, path string) {
			alter(t, path, "DROP TRIGGER events_update", "UPDATE events SET kind = 'begin' WHERE number = 5")
		}, &DamagedError{Number: 5}},
		"last but one lost": {func(t *testing.T, path string) {
			alter(t, path, "DROP TRIGGER events_delete", "DELETE FROM events WHERE number = 4")
		}, &DamagedError{Number: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			path := sample(t)
			test.harm(t, path)
			before := content(t, path)
			for how, open := range map[string]func(string) (*Journal, error){"Open": Open, "Read": Read} {
				_, err := open(path)
				var damaged *DamagedError
				if !errors.As(err, &damaged) {
					t.Fatalf("%s: %v", how, err)
				}
				if damaged.Foreign != test.want.Foreign || damaged.Number != test.want.Number {
					t.Errorf("%s: %+v", how, damaged)
				}
				if !strings.Contains(err.Error(), path) || damaged.Hint() == "" {
					t.Errorf("%s says %q, hint %q", how, err, damaged.Hint())
				}
			}
			if !bytes.Equal(before, content(t, path)) {
				t.Error("the file was written to")
			}
			if _, err := os.Stat(path + ".lock"); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the lock stayed: %v", err)
			}
		})
	}
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func overwrite(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// clear4 clears the page of the events.
func clear4(t *testing.T, path string) {
	t.Helper()
	j := mustRead(t, path)
	var page int
	if err := j.read.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = 'events'").Scan(&page); err != nil {
		t.Fatal(err)
	}
	mustClose(t, j)
	whole := content(t, path)
	clear(whole[(page-1)*4096 : page*4096])
	overwrite(t, path, whole)
}

func TestFolderIsNoRun(t *testing.T) {
	_, err := Open(t.TempDir())
	var damaged *DamagedError
	if !errors.As(err, &damaged) || !damaged.Foreign {
		t.Errorf("a folder: %v", err)
	}
}

// Versions that the program does not know are refused, newer and older ones, with
// what to do about each.
func TestOtherVersions(t *testing.T) {
	hints := make(map[string]bool)
	for _, other := range []int{Schema + 1, oldest - 1} {
		path := sample(t)
		alter(t, path, fmt.Sprintf("PRAGMA user_version = %d", other))
		for how, open := range map[string]func(string) (*Journal, error){"Open": Open, "Read": Read} {
			_, err := open(path)
			var version *VersionError
			if !errors.As(err, &version) || version.Version != other || version.Hint() == "" {
				t.Fatalf("%s, version %d: %v", how, other, err)
			}
			hints[version.Hint()] = true
		}
	}
	if len(hints) != 2 {
		t.Errorf("what to do about older and newer files: %v", hints)
	}
}

// A run that lost its log in a crash is not taken for whole: what was sent would be sent again.
func TestLogIsMissing(t *testing.T) {
	dir := t.TempDir()
	path, after := filepath.Join(dir, "x.run"), filepath.Join(dir, "after.run")
	j := mustCreate(t, path)
	defer mustClose(t, j)
	mustAppend(t, j, planned(1), moved(job.Sending, 1))
	copyRun(t, path, after)
	log := content(t, after+"-wal")
	if err := os.Remove(after + "-wal"); err != nil {
		t.Fatal(err)
	}
	for how, open := range map[string]func(string) (*Journal, error){"Open": Open, "Read": Read} {
		_, err := open(after)
		var damaged *DamagedError
		if !errors.As(err, &damaged) || !damaged.Tail || !strings.Contains(damaged.Hint(), after+"-wal") {
			t.Fatalf("%s without its log: %v", how, err)
		}
	}
	overwrite(t, after+"-wal", log)
	c := mustOpen(t, after)
	if p := mustVerify(t, c); p.Events != 2 {
		t.Errorf("%d events with the log put back, want 2", p.Events)
	}
	mustClose(t, c)
}

// Whatever is altered behind the journal's back is found and named.
func TestTampering(t *testing.T) {
	free := "DROP TRIGGER events_update"
	for name, test := range map[string]struct {
		statements []string
		number     int64
	}{
		"time":           {[]string{free, "UPDATE events SET at = '2025-03-01T12:00:01Z' WHERE number = 2"}, 2},
		"kind":           {[]string{free, "UPDATE events SET kind = 'warning' WHERE number = 3"}, 3},
		"batch":          {[]string{free, "UPDATE events SET batch = 2 WHERE number = 3"}, 3},
		"facts":          {[]string{free, `UPDATE events SET facts = replace(facts, '"c":1', '"c":3') WHERE number = 3`}, 3},
		"data digest":    {[]string{free, "UPDATE events SET data = NULL WHERE number = 4"}, 4},
		"other data":     {[]string{free, "UPDATE events SET data = (SELECT data FROM events WHERE number = 1) WHERE number = 4"}, 4},
		"prev":           {[]string{free, "UPDATE events SET prev = zeroblob(32) WHERE number = 2"}, 2},
		"digest":         {[]string{free, "UPDATE events SET digest = zeroblob(32) WHERE number = 1"}, 1},
		"number":         {[]string{free, "UPDATE events SET number = 9 WHERE number = 5"}, 9},
		"first removed":  {[]string{"DROP TRIGGER events_delete", "DELETE FROM events WHERE number = 1"}, 2},
		"middle removed": {[]string{"DROP TRIGGER events_delete", "DELETE FROM events WHERE number = 3"}, 4},
		"two swapped": {[]string{free, "UPDATE events SET number = 100 WHERE number = 2", "UPDATE events SET number = 2 WHERE number = 3",
			"UPDATE events SET number = 3 WHERE number = 100"}, 2},
		"body":            {[]string{"DROP TRIGGER data_update", "UPDATE data SET body = x'00' WHERE digest = (SELECT data FROM events WHERE number = 4)"}, 4},
		"packed body":     {[]string{"DROP TRIGGER data_update", "UPDATE data SET body = x'00' WHERE packed"}, 1},
		"salt":            {[]string{"DROP TRIGGER data_update", "UPDATE data SET salt = zeroblob(16)"}, 1},
		"tail cut off":    {[]string{"DROP TRIGGER events_delete", "DELETE FROM data WHERE digest = (SELECT data FROM events WHERE number = 5)", "DELETE FROM events WHERE number = 5"}, 0},
		"data added":      {[]string{"INSERT INTO data VALUES (zeroblob(32), zeroblob(16), 0, x'00')"}, 0},
		"state of change": {[]string{"UPDATE changes SET task_no = 'other' WHERE id = 1"}, 0},
		"state of plan":   {[]string{"UPDATE meta SET is_sent = 0"}, 0},
		"values after":    {[]string{"INSERT INTO afters VALUES (1, 2)"}, 0},
		"approval":        {[]string{`UPDATE meta SET approval = '{"digest":"a1b2","at":"2025-03-01T12:00:00Z"}'`}, 0},
		"forgotten":       {[]string{`UPDATE meta SET forgotten = '{"totals":{"rows":9}}'`}, 0},
		"holdings":        {[]string{`INSERT INTO holdings VALUES ('a.com', '{"domain":"a.com"}')`}, 0},
		"account":         {[]string{`UPDATE meta SET account = '{"whole":true}'`}, 0},
		"digest of plan":  {[]string{"UPDATE meta SET digest = 'x'"}, 0},
		"entry of input":  {[]string{"UPDATE meta SET opened = 2"}, 0},
		"approval forged": {[]string{`UPDATE meta SET approval = '{"name":"Forged"}'`}, 0},
		"batches":         {[]string{"UPDATE batches SET changes = '[1]'"}, 0},
		"batch lost":      {[]string{"DELETE FROM batches"}, 0},
		"before of which": {[]string{"INSERT OR REPLACE INTO befores VALUES (9, '', '', '', '2025-03-01T12:00:00Z', 3, NULL)"}, 0},
		"made":            {[]string{"UPDATE changes SET made = '7' WHERE id = 1"}, 0},
		"calls":           {[]string{"UPDATE calls_by_action SET calls = 7"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			path := sample(t)
			alter(t, path, test.statements...)
			j := lookAt(t, path)
			defer mustClose(t, j)
			p, err := j.Verify()
			var damaged *DamagedError
			if !errors.As(err, &damaged) || damaged.Number != test.number || damaged.Path != path {
				t.Errorf("found %v, want entry %d; %+v", err, test.number, p)
			}
		})
	}
}

// A bit in any value of any entry is found.
func TestEveryBitOfData(t *testing.T) {
	j := everything(t, filepath.Join(t.TempDir(), "x.run"))
	defer mustClose(t, j)
	bodies := 0
	for x, err := range rows(j.read, scanRow, selectEntries+whereNumber, 1, int64(maxNumber)) {
		if err != nil {
			t.Fatal(err)
		}
		body, err := x.plain()
		if err != nil {
			t.Fatal(err)
		}
		if body == nil {
			continue
		}
		bodies++
		x.packed, x.body = false, body
		for i := range body {
			body[i] ^= 1 << (i % 8)
			if _, err := x.plain(); !errors.Is(err, errAltered) {
				t.Errorf("entry %d, byte %d, %q: %v", x.number, i, around(body, i), err)
			}
			body[i] ^= 1 << (i % 8)
		}
	}
	if bodies < 12 {
		t.Errorf("%d bodies", bodies)
	}
}

// lookAt opens a run for reading though the end of its chain may be altered.
func lookAt(t *testing.T, path string) *Journal {
	t.Helper()
	db, err := connect(path, readable)
	if err != nil {
		t.Fatal(err)
	}
	return &Journal{path: path, read: db}
}

// The file itself refuses what must not happen to its entries.
func TestEntriesAreAppendOnly(t *testing.T) {
	path := sample(t)
	j := mustOpen(t, path)
	defer mustClose(t, j)
	for _, s := range []string{
		"UPDATE events SET kind = 'warning'",
		"DELETE FROM events",
		"INSERT OR REPLACE INTO events SELECT 2, at, kind, batch, facts, data, prev, digest FROM events WHERE number = 1",
		"INSERT INTO events SELECT 7, at, kind, batch, facts, data, prev, digest FROM events WHERE number = 1",
		"UPDATE data SET body = x'00'",
	} {
		if _, err := j.write.db.Exec(s); err == nil {
			t.Errorf("%s: no error", s)
		}
	}
	if p := mustVerify(t, j); p.Events != 5 || p.Data != 4 || p.Withheld != 0 || len(p.Head) != 64 {
		t.Errorf("proof %+v", p)
	}
}

// Personal data can be taken out: the chain holds, what is missing is counted,
// and after a rebuild nothing repeats it. Where no entry says that it was, it is lost.
func TestDataTakenOut(t *testing.T) {
	path := sample(t)
	head := mustRead(t, path)
	whole := mustVerify(t, head)
	mustClose(t, head)
	alter(t, path, "DELETE FROM data")
	j := mustOpen(t, path)
	defer mustClose(t, j)
	var damaged *DamagedError
	if _, err := j.Verify(); !errors.As(err, &damaged) || damaged.Number != 1 {
		t.Errorf("lost data: %v", err)
	}
	mustAppend(t, j, &job.Event{At: noon, Kind: job.KindForgotten, Totals: &job.Totals{}})
	if p := mustVerify(t, j); p.Events != 6 || p.Data != 0 || p.Withheld != 4 {
		t.Errorf("proof %+v", p)
	}
	if n, there, err := j.Has(whole.Head); n != 5 || !there || err != nil {
		t.Errorf("the head is that of entry %d, %v, %v", n, there, err)
	}
	if err := j.Rebuild(); err != nil {
		t.Fatal(err)
	}
	mustVerify(t, j)
	l, err := j.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	if s := l.Standings[0]; s.Message != "" || s.State != job.Accepted {
		t.Errorf("standing %+v", s)
	}
	for _, table := range append([]string{"events"}, tables...) {
		if text := fmt.Sprint(dump(t, j, table)); strings.Contains(text, "张三") || strings.Contains(text, "a.csv") {
			t.Errorf("%s still has personal data: %s", table, text)
		}
	}
	for _, e := range collect(t, j.Events()) {
		if e.Withheld != (e.Number != 2 && e.Number != 6) {
			t.Errorf("entry %d: withheld %v", e.Number, e.Withheld)
		}
	}
	if input, err := j.Input(); err != nil || input != nil {
		t.Errorf("input of %d bytes, %v", len(input), err)
	}
	mustAppend(t, j, &job.Event{At: noon, Kind: job.KindStopped, Note: "forgotten"})
}

// A crash at any instant of folding the log in leaves a run that opens.
func TestCrashWhileFolding(t *testing.T) {
	dir := t.TempDir()
	path, after := filepath.Join(dir, "x.run"), filepath.Join(dir, "after.run")
	j := mustCreate(t, path)
	defer mustClose(t, j)
	mustAppend(t, j, planned(1), moved(job.Sending, 1))
	steps := []func() error{
		func() error { return j.write.run(updateTail, 1) },
		func() error { return j.write.checkpoint("PASSIVE") },
		func() error { return j.write.run(updateTail, 0) },
	}
	for i, step := range steps {
		if err := j.alone(step); err != nil {
			t.Fatal(err)
		}
		copyRun(t, path, after)
		mustClose(t, mustRead(t, after)) // looking at it first takes nothing away
		c := mustOpen(t, after)
		if p := mustVerify(t, c); p.Events != 2 {
			t.Errorf("after step %d: %d events, want 2", i, p.Events)
		}
		mustClose(t, c)
	}
}
