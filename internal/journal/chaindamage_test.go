package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"domainbatch/internal/job"
)

// bad is where reading an export stops, nil where it does not.
func (x *export) bad(t *testing.T) *ChainError {
	t.Helper()
	_, err := x.read()
	bad, found := errors.AsType[*ChainError](err)
	if err != nil && !found {
		t.Fatalf("an error without a place: %v", err)
	}
	return bad
}

func (x *export) with(lines ...[]byte) *export {
	return &export{text: slices.Concat(lines...), raws: maps.Clone(x.raws)}
}

// Whatever is altered in an export is found where it is.
func TestDamagedChain(t *testing.T) {
	j := everything(t, filepath.Join(t.TempDir(), "x.run"))
	defer mustClose(t, j)
	whole := exported(t, j, nil)
	masked := exported(t, j, maskAll)
	line := func(x *export, number int) []byte { return x.lines()[number-1] }
	swap := func(x *export, old, new string) *export {
		if bytes.Count(x.text, []byte(old)) < 1 {
			t.Fatalf("%q is not there", old)
		}
		return &export{text: bytes.Replace(x.text, []byte(old), []byte(new), 1), raws: x.raws}
	}
	pick := func(x *export, numbers ...int) *export {
		var lines [][]byte
		for _, n := range numbers {
			lines = append(lines, line(x, n))
		}
		return x.with(lines...)
	}
	answer := func(body string) *export {
		x := whole.with(whole.text)
		x.raws[rawName(10, "Save")] = []byte(body)
		return x
	}
	salts := regexp.MustCompile(`"salts":"..`)
	for name, test := range map[string]struct {
		export *export
		number int64
		value  string
	}{
		"first removed":       {pick(whole, 2, 3, 4), 1, ""},
		"one removed":         {pick(whole, 1, 2, 4, 5), 3, ""},
		"two swapped":         {pick(whole, 1, 3, 2, 4), 2, ""},
		"one twice":           {pick(whole, 1, 2, 2, 3), 3, ""},
		"none":                {whole.with([]byte("\n")), 1, ""},
		"last torn":           {whole.with(whole.text[:len(whole.text)-1]), int64(len(whole.lines())), ""},
		"blank line":          {whole.with(line(whole, 1), []byte("\n"), line(whole, 2)), 2, ""},
		"two in a line":       {whole.with(bytes.TrimSpace(line(whole, 1)), line(whole, 2)), 1, ""},
		"a value":             {swap(whole, `"City":"Köln"`, `"City":"Bonn"`), 5, "/before/fields/City"},
		"a value of a list":   {swap(whole, `"value":"<li@`, `"value":"<xi@`), 2, "/chunk/rows#1/issues#0/value"},
		"an odd name":         {swap(whole, `line\nline`, `line line`), 2, "/chunk/rows#2/carried/AA"},
		"a number":            {swap(whole, `"input":36`, `"input":37`), 1, "/input"},
		"a name":              {swap(whole, `"City":"Köln"`, `"Town":"Köln"`), 5, ""},
		"two values":          {swap(whole, `"City":"Köln","Email":"li@example.com"`, `"City":"li@example.com","Email":"Köln"`), 5, "/before/fields/City"},
		"a value added":       {swap(whole, `"City":"Köln"`, `"City":"Köln","Fax":"1"`), 5, ""},
		"a value twice":       {swap(whole, `"City":"Köln"`, `"City":"Köln","City":"Köln"`), 5, ""},
		"facts":               {swap(whole, `"batch":1,"facts":{"standings"`, `"batch":2,"facts":{"standings"`), 9, ""},
		"facts with blanks":   {swap(whole, `"facts":{`, `"facts":{ `), 1, ""},
		"time":                {swap(whole, `"at":"2025-03-01T12:00:00Z","kind":"read"`, `"at":"2025-03-01T12:00:01Z","kind":"read"`), 5, ""},
		"member added":        {swap(whole, `"kind":"stopped"`, `"note":"x","kind":"stopped"`), int64(len(whole.lines())), ""},
		"upper case":          {swap(whole, `"prev":"0`, `"Prev":"0`), 1, ""},
		"answer":              {answer("{}"), 10, "answer"},
		"answer cut off":      {answer(`{"TaskNo":"t"`), 10, "answer"},
		"masked one's place":  {swap(masked, `"name":"[masked]"`, `"note":"[masked]"`), 3, ""},
		"beside a masked one": {swap(masked, `"City":"Köln"`, `"City":"Bonn"`), 5, "/before/fields/City"},
		"salt of a value":     {masked.with(salts.ReplaceAll(masked.text, []byte(`"salts":"AA`))), 1, "/info/options/set"},
	} {
		t.Run(name, func(t *testing.T) {
			switch bad := test.export.bad(t); {
			case bad == nil:
				t.Error("nothing was found")
			case bad.Number != test.number || bad.Value != test.value:
				t.Errorf("found %v (%q), want entry %d %s", bad, bad.Value, test.number, test.value)
			}
		})
	}
	gone := &export{text: whole.text}
	for e, err := range ReadChain(bytes.NewReader(gone.text), Beside{Raw: func(int64, string) ([]byte, error) { return nil, errors.New("no file") }}) {
		if bad, ok := errors.AsType[*ChainError](err); !ok || bad.Number != 1 {
			t.Errorf("a raw part that cannot be read: entry %d, %v", e.Number, err)
		}
	}
}

// Every single bit counts, but those of what stands for a masked value.
func TestEveryBitOfAChain(t *testing.T) {
	j := everything(t, filepath.Join(t.TempDir(), "x.run"))
	defer mustClose(t, j)
	for name, mask := range map[string]Mask{"whole": nil, "masked": maskAll} {
		x := exported(t, j, mask)
		var head link
		for _, line := range x.lines() {
			for i := range line {
				line[i] ^= 1 << (i % 8)
				err := x.entry(line, head)
				line[i] ^= 1 << (i % 8)
				if _, found := errors.AsType[*ChainError](err); !found && !bytes.Contains(around(line, i), []byte("[masked]")) {
					t.Errorf("%s: bit %d of byte %d of entry %d, %q: found %v", name, i%8, i, head.number+1, around(line, i), err)
				}
			}
			if _, err := readEntry(line, &head, Beside{Raw: x.raw}); err != nil {
				t.Fatal(err)
			}
		}
		for part, body := range x.raws {
			for i := range body {
				body[i] ^= 1 << (i % 8)
				if bad := x.bad(t); (bad == nil) != (mask != nil) {
					t.Errorf("%s: byte %d of raw part %s: found %v", name, i, part, bad)
				}
				body[i] ^= 1 << (i % 8)
			}
		}
	}
}

// entry reads one line that follows head.
func (x *export) entry(line []byte, head link) error {
	text, err := nextLine(bufio.NewReader(bytes.NewReader(line)))
	if err == nil {
		_, err = readEntry(text, &head, Beside{Raw: x.raw})
	}
	return err
}

func around(text []byte, i int) []byte { return text[max(i-8, 0):min(i+8, len(text))] }

// A chain whose end was cut off is sound as far as it goes: count and head tell.
func TestTailOfAChainCutOff(t *testing.T) {
	j := everything(t, filepath.Join(t.TempDir(), "x.run"))
	defer mustClose(t, j)
	x := exported(t, j, nil)
	lines := x.lines()
	have, err := x.with(lines[:len(lines)-1]...).read()
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(have)) == x.sum.Entries || have[len(have)-1].Digest == x.sum.Head {
		t.Errorf("%d entries, head %s: as if it were whole", len(have), have[len(have)-1].Digest)
	}
	if number, ok, err := j.Has(have[len(have)-1].Digest); number != int64(len(have)) || !ok || err != nil {
		t.Errorf("the run has its head as entry %d, %v, %v", number, ok, err)
	}
	for _, other := range []string{"", "zz", strings.Repeat("0", 64), x.sum.Head[:62]} {
		if number, ok, err := j.Has(other); ok || err != nil {
			t.Errorf("the run has %q as entry %d, %v", other, number, err)
		}
	}
}

// A run file that was altered is not exported, and the first bad entry is named.
func TestDamagedRunIsNotExported(t *testing.T) {
	path := sample(t)
	alter(t, path, "DROP TRIGGER data_update", "UPDATE data SET salt = zeroblob(16) WHERE digest = (SELECT data FROM events WHERE number = 4)")
	j := lookAt(t, path)
	defer mustClose(t, j)
	_, err := j.WriteChain(&bytes.Buffer{}, nil, nil)
	if damaged, ok := errors.AsType[*DamagedError](err); !ok || damaged.Number != 4 || damaged.Path != path {
		t.Errorf("exported: %v", err)
	}
}

// Whatever is read, it ends: with an error, or with entries that are numbered,
// each with the digest of the one before it.
func FuzzReadChain(f *testing.F) {
	path := filepath.Join(f.TempDir(), "x.run")
	j := everything(f, path)
	for _, mask := range []Mask{nil, maskAll} {
		for i, line := range exported(f, j, mask).lines() {
			f.Add(line)
			if i == 3 {
				f.Add(bytes.Join(exported(f, j, mask).lines()[:i], nil))
			}
		}
	}
	mustClose(f, j)
	f.Fuzz(func(t *testing.T, text []byte) {
		number := int64(0)
		ended := false
		raw := func(n int64, action string) ([]byte, error) { return []byte(fmt.Sprint(n, action)), nil }
		for e, err := range ReadChain(bytes.NewReader(text), Beside{Raw: raw}) {
			if ended {
				t.Fatal("it went on after an error")
			}
			if ended = err != nil; ended {
				continue
			}
			if number++; e.Number != number || len(e.Digest) != 64 {
				t.Fatalf("entry %d has number %d, digest %s", number, e.Number, e.Digest)
			}
			_ = new(job.Ledger).Apply(&e.Event)
		}
	})
}

// An entry whose digests somebody has made to fit is read or refused, whatever
// stands in it.
func FuzzForgedEntry(f *testing.F) {
	f.Add("opened", `{"info":{}}`, `{"info":{"input":"a"},"input":1}`, "i", true)
	f.Add("call", `{"call":{"action":"Save"}}`, `{"body":2}`, "{}", true)
	f.Add("call", `{}`, `{"body":2}`, "", true)
	f.Add("settle", `{"standings":[{"c":1}]}`, `{"messages":["x","y"]}`, "", false)
	f.Add("settle", `{"standings":[{"c":-1}]}`, `null`, "", true)
	f.Add("loaded", `{"piece":{}}`, `{"chunk":{"rows":[{}]}}`, "", false)
	f.Add("approved", `{"digest":"a"}`, `[[[]]]`, "", false)
	f.Fuzz(func(t *testing.T, kind, facts, body, answer string, whole bool) {
		l := line{Number: 1, Kind: kind, Facts: []byte(facts), Body: []byte(body), Prev: make([]byte, 32)}
		var own []leaf
		raw, err := jsonLeaves(l.Body, keep(&own))
		if err != nil {
			return
		}
		raw.leaves([]byte(answer), []byte(answer), keep(&own))
		shown := slices.Clone(own)
		if !whole && len(shown) > 0 {
			shown[0].value = nil
		}
		l.prove(salt{1}, own, shown)
		sum := newTree()
		for i := range own {
			sum.add(own[i].path, sum.leaf(leafSalt(salt{1}, uint64(i)), &own[i]))
		}
		digest := sum.sum()
		l.Data = digest[:]
		next := link{}.next("", kind, 0, l.Facts, l.Data)
		l.Digest = next.digest[:]
		text, err := plainJSON(&l)
		if err != nil {
			return
		}
		for e, err := range ReadChain(bytes.NewReader(text), Beside{Raw: func(int64, string) ([]byte, error) { return []byte(answer), nil }}) {
			if err != nil {
				continue
			}
			if e.Number != 1 || e.Masked != len(l.Withheld) {
				t.Errorf("entry %+v", e)
			}
			if e.Event.Kind == job.KindCall && e.Event.Call == nil || e.Event.Kind == job.KindRead && e.Event.Before == nil {
				t.Errorf("%s without its own", kind)
			}
		}
	})
}
