package sheet

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplice(t *testing.T) {
	put := func(cells ...TextCell) func(int) []TextCell {
		return func(line int) []TextCell {
			if line != 2 {
				return nil
			}
			return cells
		}
	}
	inline := func(name, text string) string {
		return `<c r="` + name + `" t="inlineStr"><is><t xml:space="preserve">` + text + `</t></is></c>`
	}
	b, d := TextCell{Column: 1, Text: "b"}, TextCell{Column: 3, Text: "d"}
	tests := []struct {
		name, rows, want string
		cells            []TextCell
	}{
		{"behind the last cell", `<row r="1"><c r="A1"/></row><row r="2" spans="1:1" ht="9"><c r="A2"><f>1+1</f><v>2</v></c></row><row r="3"/>`,
			`<row r="1"><c r="A1"/></row><row r="2" ht="9"><c r="A2"><f>1+1</f><v>2</v></c>` + inline("B2", "b") + inline("D2", "d") + `</row><row r="3"/>`, []TextCell{b, d}},
		{"between and in the place of cells", `<row r="2"><c r="A2"/><c r="C2"/><c r="D2" t="s"><v>7</v></c><c r="E2"/></row>`,
			`<row r="2"><c r="A2"/>` + inline("B2", "b") + `<c r="C2"/>` + inline("D2", "d") + `<c r="E2"/></row>`, []TextCell{b, d}},
		{"in the place of an empty cell", `<row r="2"><c r="B2" s="1"/></row>`, `<row r="2">` + inline("B2", "b") + `</row>`, []TextCell{b}},
		{"a cell is emptied", `<row r="2"><c r="A2"/><c r="B2"><v>1</v></c></row>`, `<row r="2"><c r="A2"/></row>`, []TextCell{{Column: 1}}},
		{"an empty cell with a style", `<row r="2"></row>`, `<row r="2"><c r="B2" s="4"/></row>`, []TextCell{{Column: 1, Style: 4}}},
		{"an empty row", `<row r="2"/>`, `<row r="2">` + inline("B2", "b") + `</row>`, []TextCell{b}},
		{"rows and cells without names", `<row><c><v>1</v></c></row><row><c/><c><v>2</v></c><c/></row>`,
			`<row><c><v>1</v></c></row><row><c/>` + inline("B2", "b") + `<c/></row>`, []TextCell{b}},
		{"with a prefix", `<x:row r="2"><x:c r="A2"/></x:row>`,
			`<x:row r="2"><x:c r="A2"/><x:c r="B2" s="3" t="inlineStr"><x:is><x:t xml:space="preserve">b</x:t></x:is></x:c></x:row>`, []TextCell{{1, "b", 3}}},
		{"before what follows the cells", `<row r="2"><c r="A2"><extLst/></c><extLst><ext/></extLst></row>`,
			`<row r="2"><c r="A2"><extLst/></c>` + inline("B2", "b") + `<extLst><ext/></extLst></row>`, []TextCell{b}},
		{"brackets in values and comments", `<row r="2" x="a>b"><!-- </row> --><c r="A2"><is><t><![CDATA[</c>]]></t></is></c></row>`,
			`<row r="2" x="a>b"><!-- </row> --><c r="A2"><is><t><![CDATA[</c>]]></t></is></c>` + inline("B2", "b") + `</row>`, []TextCell{b}},
		{"text that is markup or a code", `<row r="2"/>`, `<row r="2">` + inline("B2", "&lt;c&gt; _x005F_x000A_&#xA;") + `</row>`, []TextCell{{Column: 1, Text: "<c> _x000A_\n"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Splice([]byte("head"), []byte(tt.rows), put(tt.cells...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff("head"+tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A formula is not written over, and a text is cut to what a cell holds.
func TestSpliceLimits(t *testing.T) {
	rows := []byte(`<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>`)
	at := func(c TextCell) func(int) []TextCell { return func(int) []TextCell { return []TextCell{c} } }
	if _, err := Splice(nil, rows, at(TextCell{Text: "a"})); !errors.Is(err, ErrFormula) {
		t.Errorf("error is %v, want one that a formula would be lost", err)
	}
	got, err := Splice(nil, rows, at(TextCell{Column: 1, Text: strings.Repeat("字", 40_000)}))
	if n := strings.Count(string(got), "字"); err != nil || n != 32_767 {
		t.Errorf("%d characters are written, error %v", n, err)
	}
}
