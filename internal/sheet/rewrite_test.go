package sheet

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func rewrite(t *testing.T, b *Book, edit func(Record) []Cell) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := b.Rewrite(&buf, edit); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// What is not edited is written back byte for byte.
func TestRewriteKeepsBytes(t *testing.T) {
	tests := map[string][]byte{
		"quotes as they were":   []byte("a,\"b\",c\n\"1\",2,\"x\"\"y\"\n"),
		"mixed line ends":       []byte("a,b\r\n1,2\n\n\r\n3,\"4\r\n4\"\r\n"),
		"no line end at end":    []byte("a;b\n1;2"),
		"trailing return":       []byte("a;b\r\n1;2\r"),
		"byte order mark":       []byte(bom + bom + "a,b\n"),
		"sep line":              []byte("sep=;\r\na;b\r\n"),
		"bare carriage returns": []byte("a,b\r\r1,\"2\r3\"\r"),
		"utf-16":                utf16Bytes("域名\ta\r\n1\t\"x\r\ny\"\r\n", false),
		"utf-16 big, two marks": utf16Bytes("\uFEFFa\tb\r\n", true),
		"gb18030":               gb(t, zhLines),
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			got := rewrite(t, openText(t, data), func(Record) []Cell { return nil })
			if diff := cmp.Diff(string(data), string(got)); diff != "" {
				t.Errorf("bytes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRewriteCells(t *testing.T) {
	edits := func(rec Record) []Cell {
		switch rec.Line {
		case 2:
			return []Cell{{3, "Result"}, {4, "Message"}}
		case 3:
			return []Cell{{1, "new"}, {3, "ok"}, {4, "two\nlines, \"quoted\""}}
		case 4:
			return []Cell{{0, ""}, {3, " x"}}
		}
		return nil
	}
	tests := []struct{ name, data, want string }{
		{"comma", "Title\na,b,c\n1,\"2\n,2\",3\nä\n", "Title\na,b,c,Result,Message\n1,new,3,ok,\"two\nlines, \"\"quoted\"\"\"\n,,,\" x\"\n"},
		{"semicolon, no last line end", "Title;;\r\n\"a\";b;c\r\n1;2;3\r\n\"x;y\";2;3", "Title;;\r\n\"a\";b;c;Result;Message\r\n1;new;3;ok;\"two\nlines, \"\"quoted\"\"\"\r\n;2;3;\" x\""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := rewrite(t, openText(t, []byte(tt.data)), edits)
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRewriteErrors(t *testing.T) {
	b := openText(t, []byte("a,b\n1,x\"y\n"))
	var f *FormatError
	if err := b.Rewrite(&bytes.Buffer{}, func(Record) []Cell { return nil }); !errors.As(err, &f) {
		t.Errorf("error is %v, want a FormatError", err)
	}
	full := errors.New("disk full")
	good := openText(t, []byte("a,b\n"))
	if err := good.Rewrite(broken{full}, func(Record) []Cell { return nil }); !errors.Is(err, full) {
		t.Errorf("error is %v, want %v", err, full)
	}
	w, err := Open("w.xlsx", workbookOf(t, func(*excelize.File) error { return nil }), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Rewrite(&bytes.Buffer{}, nil); err == nil {
		t.Error("a workbook was rewritten as CSV")
	}
}

type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

// Whatever stands in the cells and in whatever dialect: cells that are added are
// read back, and the others are what they were.
func TestRewriteProperty(t *testing.T) {
	cell := rapid.StringOfN(rapid.RuneFrom([]rune("ab é域名,;\t|\"\n'=+")), 0, 6, -1)
	rapid.Check(t, func(rt *rapid.T) {
		enc := rapid.SampledFrom([]string{UTF8, UTF16LE, UTF16BE, GB18030}).Draw(rt, "encoding")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(rt, "line end")
		comma := rapid.SampledFrom([]rune(delimiters)).Draw(rt, "delimiter")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 5), 1, 6).Draw(rt, "rows")
		added := rapid.SliceOfN(cell, 2, 2).Draw(rt, "added")
		tx := &text{name: "p.csv", format: Format{Kind: CSV, Encoding: enc, Delimiter: comma, LineEnd: end}}
		c := &copyist{text: tx}
		var body string
		for _, cells := range rows {
			for i, s := range cells {
				if i > 0 {
					body += string(comma)
				}
				body += c.quote(s)
			}
			body += end
		}
		tx.body = []byte(body)
		table := &Table{rows: tx.records}
		before := readAll(t, table)
		const column = 6
		got := rewrite(t, &Book{text: tx}, func(rec Record) []Cell {
			return []Cell{{column, added[0]}, {column + 1, added[1] + "."}}
		})
		decoded := string(got)
		if e := codec(enc); e != nil {
			out, err := e.NewDecoder().Bytes(got)
			if err != nil {
				rt.Fatal(err)
			}
			decoded = string(out)
		}
		back := &text{name: "p.csv", format: tx.format, body: []byte(decoded)}
		after := readAll(t, &Table{rows: back.records})
		for i, r := range before {
			at := slices.IndexFunc(after, func(a row) bool { return a.Line == r.Line })
			if at < 0 {
				rt.Fatalf("line %d is gone", r.Line)
			}
			if diff := cmp.Diff(r.Cells, trim(after[at].Cells[:column])); diff != "" {
				rt.Fatalf("row %d (-want +got):\n%s", i, diff)
			}
			if diff := cmp.Diff([]string{added[0], added[1] + "."}, after[at].Cells[column:]); diff != "" {
				rt.Fatalf("added cells of row %d (-want +got):\n%s", i, diff)
			}
		}
	})
}

// Any file is refused or read, and what is read is written back as it was.
func FuzzRewrite(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "a;\"b\r\nc\"\r\n\r\n1;2", bom + "a\tb\r\r1\t2", "sep=|\na|b\n", "\xff\xfea\x00,\x00b\x00", "PK\x03\x04"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Open("f.csv", data, Options{})
		if err != nil {
			return
		}
		line := 0
		for rec, err := range b.Tables()[0].Records() {
			if err != nil {
				return
			}
			if rec.Line <= line || len(rec.Cells) == 0 {
				t.Fatalf("line %d with %d cells follows line %d", rec.Line, len(rec.Cells), line)
			}
			line = rec.Line
		}
		if b.Format().Kind != CSV || b.Format().Encoding == GB18030 {
			return // several byte sequences of GB18030 are one character
		}
		got := rewrite(t, b, func(Record) []Cell { return nil })
		if !bytes.Equal(got, data) {
			t.Errorf("wrote %q, read %q", got, data)
		}
	})
}
