package journal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"domainbatch/internal/job"
)

// everything makes a run with an event of every kind, some of them with personal
// data in every place.
func everything(t tb, path string) *Journal {
	t.Helper()
	j := mustCreate(t, path)
	who := &job.Process{User: "ops", Host: "pc-7", Tool: "1.0"}
	mustAppend(t, j,
		&job.Event{At: noon, Kind: job.KindOpened, Info: &job.Info{Input: "李.csv", Options: map[string]string{"set": "City=X"}}, By: who,
			Input: []byte("Domain,Email\na.com,li@example.com\n\x00\xff")})
	plan := bigPlan(3, 2)
	plan.Rows[1].Issues = []job.Issue{{Cell: "A2", Value: "<li@example.com>", Message: "bad & \"worse\""}}
	plan.Rows[2].Carried = map[string]string{"F": "consent 17/~#", "AA": "line\nline"}
	if err := j.SavePlan(noon, plan); err != nil {
		t.Fatalf("%v", err)
	}
	settled := moved(job.Settled, 2)
	settled.Answers = []job.Answer{{Change: 2, Fields: job.Params{"Email": "li@example.com", "Avail": "1"}}}
	mustAppend(t, j,
		&job.Event{At: noon, Kind: job.KindApproved, Digest: plan.Digest, Person: &job.Person{Name: "J. 李", Authority: "resolution <7>"}, By: who},
		&job.Event{At: noon, Kind: job.KindVerified, Check: &job.Check{Contact: 1, OK: true, Message: "fine", At: noon}},
		&job.Event{At: noon, Kind: job.KindRead, Before: &job.Before{Change: 1, Fields: job.Params{"Email": "li@example.com", "City": "Köln"}, At: noon}},
		&job.Event{At: noon, Kind: job.KindRead, Before: &job.Before{Change: 2, Fields: job.Params{}, At: noon}},
		&job.Event{At: noon, Kind: job.KindPlanned, Batches: plan.Batches},
		&job.Event{At: noon, Kind: job.KindStarted, Note: "apply <now> & here", By: who},
		moved(job.Sending, 1, 2, 3),
		&job.Event{At: noon, Kind: job.KindCall, Batch: 1, Call: &job.Call{At: noon, Action: "Save", HTTP: 200, Body: []byte(`{"TaskNo":"t","Email":"li@example.com"}` + "\n\xff")}},
		moved(job.Settled, 1), settled, moved(job.Settled, 3),
		&job.Event{At: noon, Kind: job.KindAfter, After: &job.Before{Change: 1, Fields: job.Params{"Email": "new@example.com"}, At: noon}},
		&job.Event{At: noon, Kind: job.KindLogged, Log: &job.ChangeLog{From: noon, To: noon, At: noon, Records: []job.LogRecord{{Domain: "a.com", IP: "192.0.2.7"}}}},
		&job.Event{At: noon, Kind: job.KindStopped},
	)
	return j
}

// export is a chain with the raw parts that go into files.
type export struct {
	text []byte
	raws map[string][]byte
	sum  Summary
}

func rawName(number int64, action string) string { return fmt.Sprintf("%d %s", number, action) }

func exported(t tb, j *Journal, mask Mask) *export {
	t.Helper()
	x := &export{raws: make(map[string][]byte)}
	var out bytes.Buffer
	var err error
	x.sum, err = j.WriteChain(&out, mask, func(number int64, action string, body []byte) error {
		x.raws[rawName(number, action)] = bytes.Clone(body)
		return nil
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	x.text = out.Bytes()
	return x
}

func (x *export) raw(number int64, action string) ([]byte, error) {
	return x.raws[rawName(number, action)], nil
}

// read gives the entries before the first bad one.
func (x *export) read() (all []Entry, err error) {
	for e, err := range ReadChain(bytes.NewReader(x.text), Beside{Raw: x.raw}) {
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
	return all, nil
}

func (x *export) lines() [][]byte { return slices.Collect(bytes.Lines(x.text)) }

func events(entries []Entry) []job.Event {
	all := make([]job.Event, len(entries))
	for i := range entries {
		all[i] = entries[i].Event
	}
	return all
}

// maskAll takes the address and the name out of everything, whatever holds them.
func maskAll(e *job.Event) bool {
	masked := false
	hide := func(s *string) {
		if was := *s; strings.Contains(was, "li@") || strings.Contains(was, "李") || strings.Contains(was, "ops") {
			*s, masked = "[masked]", true
		}
	}
	params := func(p job.Params) {
		for name, value := range p {
			hide(&value)
			p[name] = value
		}
	}
	if e.Info != nil {
		hide(&e.Info.Input)
		masked, e.Input = masked || e.Input != nil, nil
	}
	for _, b := range []*job.Before{e.Before, e.After} {
		if b != nil {
			params(b.Fields)
		}
	}
	for _, a := range e.Answers {
		params(a.Fields)
	}
	if e.Chunk != nil {
		for i := range e.Chunk.Rows {
			for k := range e.Chunk.Rows[i].Issues {
				hide(&e.Chunk.Rows[i].Issues[k].Value)
			}
		}
	}
	if e.Person != nil {
		hide(&e.Person.Name)
	}
	if e.By != nil {
		hide(&e.By.User)
	}
	if e.Call != nil && bytes.Contains(e.Call.Body, []byte("li@")) {
		e.Call.Body, masked = bytes.ReplaceAll(e.Call.Body, []byte("li@"), []byte("[masked]@")), true
	}
	return masked
}

// An export read back is what the run file says, and a second one is equal to it.
func TestChainComesBack(t *testing.T) {
	j := everything(t, filepath.Join(t.TempDir(), "x.run"))
	defer mustClose(t, j)
	x := exported(t, j, nil)
	have, err := x.read()
	if err != nil {
		t.Fatal(err)
	}
	want := collect(t, j.Events())
	if diff := cmp.Diff(want, have, cmp.AllowUnexported(Entry{}, piece{})); diff != "" {
		t.Errorf("entries (-run file +export):\n%s", diff)
	}
	p := mustVerify(t, j)
	if x.sum != (Summary{Entries: p.Events, Head: p.Head, Data: p.Data}) || have[len(have)-1].Digest != p.Head {
		t.Errorf("sum %+v, proof %+v", x.sum, p)
	}
	for _, mask := range []Mask{nil, maskAll} {
		one, two := exported(t, j, mask), exported(t, j, mask)
		if !bytes.Equal(one.text, two.text) || !cmp.Equal(one.raws, two.raws) {
			t.Error("two exports differ")
		}
	}
	if again := exported(t, j, func(*job.Event) bool { return true }); !bytes.Equal(again.text, x.text) {
		t.Error("a mask that alters nothing makes another export")
	}
	// Without its files of raw parts the chain can be read all the same.
	x.raws = nil
	if have, err = x.read(); err != nil || have[0].Event.Input != nil || len(have) != len(want) {
		t.Errorf("%d entries without raw parts, %v", len(have), err)
	}
}

// What is masked is not in the export, nor what could prove a guess at it; all
// else verifies, and what is withheld is counted.
func TestMaskedChain(t *testing.T) {
	j := everything(t, filepath.Join(t.TempDir(), "x.run"))
	defer mustClose(t, j)
	x := exported(t, j, maskAll)
	have, err := x.read()
	if err != nil {
		t.Fatal(err)
	}
	masked := 0
	want := collect(t, j.Events())
	for i := range want {
		maskAll(&want[i].Event)
		masked += have[i].Masked
	}
	if diff := cmp.Diff(events(want), events(have)); diff != "" {
		t.Errorf("events (-masked +export):\n%s", diff)
	}
	if masked < 8 || int64(masked) != x.sum.Masked || x.sum.Head != exported(t, j, nil).sum.Head {
		t.Errorf("%d values are masked; %+v", masked, x.sum)
	}
	whole := slices.Concat(append(slices.Collect(maps.Values(x.raws)), x.text)...)
	for _, secret := range []string{"li@", "李", "ops", "Domain,Email"} {
		if bytes.Contains(whole, []byte(secret)) {
			t.Errorf("%q is in the export", secret)
		}
	}
	if _, there := x.raws[rawName(1, "")]; there {
		t.Error("the input was handed out")
	}
	for r, err := range rows(j.read, scanRow, selectEntries+whereNumber, 1, int64(maxNumber)) {
		if err != nil {
			t.Fatal(err)
		}
		line := x.lines()[r.number-1]
		if have[r.number-1].Masked > 0 && bytes.Contains(line, []byte(hex.EncodeToString(r.salt))) {
			t.Errorf("entry %d has its salt", r.number)
		}
		l, err := parseLine(line)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range l.Withheld {
			if s := leafSalt(salt(r.salt), uint64(p.Leaf)); bytes.Contains(l.Salts, s[:]) {
				t.Errorf("entry %d has the salt of leaf %d", r.number, p.Leaf)
			}
		}
	}
}

// A mask that does more than it may is refused, with the entry.
func TestMaskThatDoesTooMuch(t *testing.T) {
	j := everything(t, filepath.Join(t.TempDir(), "x.run"))
	defer mustClose(t, j)
	for name, mask := range map[string]Mask{
		"in the open": func(e *job.Event) bool {
			e.Note = "x"
			return true
		},
		"emptied": func(e *job.Event) bool {
			if e.Person != nil {
				e.Person.Authority = ""
			}
			return e.Person != nil
		},
		"more": func(e *job.Event) bool {
			if e.Before != nil {
				e.Before.Fields["More"] = "x"
			}
			return e.Before != nil
		},
		"renamed": func(e *job.Event) bool {
			for _, a := range e.Answers {
				a.Fields["Avail2"] = a.Fields["Avail"]
				delete(a.Fields, "Avail")
			}
			return e.Answers != nil
		},
		"removed": func(e *job.Event) bool {
			e.By = nil
			return true
		},
	} {
		if _, err := j.WriteChain(&bytes.Buffer{}, mask, nil); err == nil || !strings.Contains(err.Error(), "mask entry ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken := errors.New("full")
	if _, err := j.WriteChain(&bytes.Buffer{}, nil, func(int64, string, []byte) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("a raw part that cannot be written: %v", err)
	}
}

// Whatever is exported is read back, also half masked.
func TestAnyChainComesBack(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		path := filepath.Join(dir, "x.run")
		j := mustCreate(t, path)
		defer func() {
			mustClose(t, j)
			if err := os.Remove(path); err != nil {
				t.Fatalf("%v", err)
			}
		}()
		h := newHistory(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") })
		for range rapid.IntRange(1, 12).Draw(t, "events") {
			mustAppend(t, j, h.next())
		}
		mask := maskAll
		if rapid.Bool().Draw(t, "open") {
			mask = nil
		}
		x := exported(t, j, mask)
		have, err := x.read()
		if err != nil {
			t.Fatalf("%v", err)
		}
		want := collect(t, j.Events())
		for i := range want {
			if mask != nil {
				maskAll(&want[i].Event)
			}
		}
		if diff := cmp.Diff(events(want), events(have)); diff != "" {
			t.Fatalf("events (-run file +export):\n%s", diff)
		}
	})
}
