package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func TestSplice(t *testing.T) {
	put := func(cells ...NewCell) func(int) Line {
		return func(line int) Line {
			if line != 2 {
				return Line{}
			}
			return Line{Cells: cells}
		}
	}
	inline := func(name, text string) string {
		return `<c r="` + name + `" t="inlineStr"><is><t xml:space="preserve">` + text + `</t></is></c>`
	}
	b, d := NewCell{Column: 1, Text: "b"}, NewCell{Column: 3, Text: "d"}
	tests := []struct {
		name, rows, want string
		cells            []NewCell
	}{
		{"behind the last cell", `<row r="1"><c r="A1"/></row><row r="2" spans="1:1" ht="9"><c r="A2"><f>1+1</f><v>2</v></c></row><row r="3"/>`,
			`<row r="1"><c r="A1"/></row><row r="2" ht="9"><c r="A2"><f>1+1</f><v>2</v></c>` + inline("B2", "b") + inline("D2", "d") + `</row><row r="3"/>`, []NewCell{b, d}},
		{"between and in the place of cells", `<row r="2"><c r="A2"/><c r="C2"/><c r="D2" t="s"><v>7</v></c><c r="E2"/></row>`,
			`<row r="2"><c r="A2"/>` + inline("B2", "b") + `<c r="C2"/>` + inline("D2", "d") + `<c r="E2"/></row>`, []NewCell{b, d}},
		{"in the place of an empty cell", `<row r="2"><c r="B2" s="1"/></row>`, `<row r="2">` + inline("B2", "b") + `</row>`, []NewCell{b}},
		{"a cell is emptied", `<row r="2"><c r="A2"/><c r="B2"><v>1</v></c></row>`, `<row r="2"><c r="A2"/></row>`, []NewCell{{Column: 1}}},
		{"an empty cell with a style", `<row r="2"></row>`, `<row r="2"><c r="B2" s="4"/></row>`, []NewCell{{Column: 1, Style: 4}}},
		{"an empty row", `<row r="2"/>`, `<row r="2">` + inline("B2", "b") + `</row>`, []NewCell{b}},
		{"rows and cells without names", `<row><c><v>1</v></c></row><row><c/><c><v>2</v></c><c/></row>`,
			`<row><c><v>1</v></c></row><row><c/>` + inline("B2", "b") + `<c/></row>`, []NewCell{b}},
		{"with a prefix", `<x:row r="2"><x:c r="A2"/></x:row>`,
			`<x:row r="2"><x:c r="A2"/><x:c r="B2" s="3" t="inlineStr"><x:is><x:t xml:space="preserve">b</x:t></x:is></x:c></x:row>`, []NewCell{{Column: 1, Text: "b", Style: 3}}},
		{"before what follows the cells", `<row r="2"><c r="A2"><extLst/></c><extLst><ext/></extLst></row>`,
			`<row r="2"><c r="A2"><extLst/></c>` + inline("B2", "b") + `<extLst><ext/></extLst></row>`, []NewCell{b}},
		{"brackets in values and comments", `<row r="2" x="a>b"><!-- </row> --><c r="A2"><is><t><![CDATA[</c>]]></t></is></c></row>`,
			`<row r="2" x="a>b"><!-- </row> --><c r="A2"><is><t><![CDATA[</c>]]></t></is></c>` + inline("B2", "b") + `</row>`, []NewCell{b}},
		{"text that is markup or a code", `<row r="2"/>`, `<row r="2">` + inline("B2", "&lt;c&gt; _x005F_x000A_&#xA;") + `</row>`, []NewCell{{Column: 1, Text: "<c> _x000A_\n"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := splice(tt.rows, Edit{Line: put(tt.cells...)})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// splice changes a sheet that has these rows, as it comes in pieces of any size.
func splice(rows string, e Edit) (string, error) {
	const head, tail = `<?xml version="1.0"?><worksheet><cols><col min="2" max="9" style="6"/></cols><sheetData>`, `</sheetData><mergeCells/></worksheet>`
	var whole, pieces bytes.Buffer
	err := Splice(&whole, strings.NewReader(head+rows+tail), e)
	err2 := Splice(&pieces, iotest.OneByteReader(strings.NewReader(head+rows+tail)), e)
	if whole.String() != pieces.String() || (err == nil) != (err2 == nil) {
		return "", fmt.Errorf("in pieces it gives %q, error %v", pieces.String(), err2)
	}
	return strings.TrimSuffix(strings.TrimPrefix(whole.String(), head), tail), err
}

// A formula is not written over, and a text is cut to what a cell holds.
func TestSpliceLimits(t *testing.T) {
	rows := `<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>`
	at := func(c NewCell) Edit {
		return Edit{Line: func(int) Line { return Line{Cells: []NewCell{c}} }}
	}
	if _, err := splice(rows, at(NewCell{Text: "a"})); !errors.Is(err, ErrFormula) {
		t.Errorf("error is %v, want one that a formula would be lost", err)
	}
	got, err := splice(rows, at(NewCell{Column: 1, Text: strings.Repeat("字", 40_000)}))
	if n := strings.Count(got, "字"); err != nil || n != 32_767 {
		t.Errorf("%d characters are written, error %v", n, err)
	}
}

// A cell that gets another style keeps everything but its style, and is made where there is none.
func TestSpliceRestyles(t *testing.T) {
	tests := []struct{ name, rows, want string }{
		{"with a style", `<row r="1"><c s="3" r="B1" t="s"><v>7</v></c></row>`, `<row r="1"><c r="B1" t="s" s="103"><v>7</v></c></row>`},
		{"without one", `<row r="1"><c r="B1"><f>A1</f><v>7</v></c></row>`, `<row r="1"><c r="B1" s="100"><f>A1</f><v>7</v></c></row>`},
		{"an empty one", `<row r="1"><c r="B1" s='4'/></row>`, `<row r="1"><c r="B1" s="104"/></row>`},
		{"not there, with the style of the column", `<row r="1"><c r="C1"/></row>`, `<row r="1"><c r="B1" s="106"/><c r="C1"/></row>`},
		{"not there, with the style of the row", `<row r="1" s="5" customFormat="1"/>`, `<row r="1" s="5" customFormat="1"><c r="B1" s="105"/></row>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			marked := NewCell{Column: 1, Restyle: func(style int) int { return 100 + style }}
			got, err := splice(tt.rows, Edit{Line: func(int) Line { return Line{Cells: []NewCell{marked}} }})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A row gets higher for its text and never lower; a row that is hidden by its height stays so.
func TestSpliceHeights(t *testing.T) {
	tests := []struct{ row, want string }{
		{`<row r="1"/>`, `<row r="1" ht="31" customHeight="1"></row>`},
		{`<row r="1" ht="20" customHeight="1" hidden="1"/>`, `<row r="1" hidden="1" ht="31" customHeight="1"></row>`},
		{`<row r="1" ht="50"/>`, `<row r="1" ht="50"></row>`},
		{`<row r="1" ht="0"/>`, `<row r="1" ht="0"></row>`},
	}
	for _, tt := range tests {
		got, err := splice(tt.row, Edit{Line: func(int) Line { return Line{Height: 31} }})
		if err != nil || got != tt.want {
			t.Errorf("%s becomes %s, error %v, want %s", tt.row, got, err, tt.want)
		}
	}
}

// What stands around the rows is given whole.
func TestSpliceAround(t *testing.T) {
	for in, want := range map[string]string{
		"<w><a/><sheetData><row/></sheetData><b/></w>\n": "<w><a/>|<sheetData><row/>|</sheetData><b/></w>\n",
		"<w><sheetData/></w>":                            "<w>||<sheetData/></w>",
	} {
		var out bytes.Buffer
		err := Splice(&out, strings.NewReader(in), Edit{Head: func(x []byte) []byte { return append(x, '|') }, Tail: func(x []byte) []byte { return append([]byte("|"), x...) }})
		if err != nil || out.String() != want {
			t.Errorf("%s becomes %s, error %v", in, out.String(), err)
		}
	}
	for _, in := range []string{"<w></w>", "<w><sheetData><row></sheetData></w>", "<w><sheetData/><sheetData/></w>", "<w><sheetData>"} {
		if err := Splice(io.Discard, strings.NewReader(in), Edit{}); err == nil {
			t.Errorf("%s is taken for a sheet", in)
		}
	}
}
