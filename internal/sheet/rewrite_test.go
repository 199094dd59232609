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
	b := openText(t, []byte("a,b\n1,\"y\n"))
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

// Whatever stands in the cells, in whatever dialect and encoding: cells that
// are added are read back, and the others are what they were.
func TestRewriteProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := drawDialect(rt)
		cell := rapid.StringOfN(rapid.RuneFrom([]rune(d.letters+"ab ,;\t|\"\n'=+")), 0, 6, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 5), 1, 6).Draw(rt, "rows")
		added := rapid.SliceOfN(cell, 2, 2).Draw(rt, "added")
		added[1] += "."
		book, err := Open("p.csv", d.write(rt, rows), Options{Encoding: d.charset.name})
		if err != nil {
			return // nothing but white space
		}
		before, err := lines(book)
		if err != nil {
			return // by chance the cells look like lines
		}
		const column = 6
		got := rewrite(t, book, func(rec Record) []Cell {
			return []Cell{{column, added[0]}, {column + 1, added[1]}}
		})
		if book, err = Open("p.csv", got, Options{Encoding: d.charset.name}); err != nil {
			rt.Fatal(err)
		}
		after, err := lines(book)
		if err != nil {
			return
		}
		for i, r := range before {
			at := slices.IndexFunc(after, func(a row) bool { return a.Line == r.Line })
			if at < 0 {
				rt.Fatalf("line %d is gone", r.Line)
			}
			if diff := cmp.Diff(r.Cells, trim(after[at].Cells[:column])); diff != "" {
				rt.Fatalf("row %d (-want +got):\n%s", i, diff)
			}
			if diff := cmp.Diff(added, after[at].Cells[column:]); diff != "" {
				rt.Fatalf("added cells of row %d (-want +got):\n%s", i, diff)
			}
		}
	})
}
