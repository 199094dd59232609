package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// boxes are the drawing with a box for each note of a sheet, in VML: programs
// show no note without one. It is changed as text, since what programs write
// there is not always well-formed XML.
type boxes struct {
	part  string
	vml   []byte
	added strings.Builder
	last  int             // number of the last shape
	gone  map[[2]int]bool // cells whose box is taken away, by line and column from 0
}

const (
	noBoxes = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
		`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>`
	boxType = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>` +
		`<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`
	box = `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>` +
		`<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>` +
		`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 4, %d, 15, %d, 4</x:Anchor>` +
		`<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`
)

var (
	shapeTag  = regexp.MustCompile(`(?s)<v:shape\b.*?</v:shape>`)
	shapeName = regexp.MustCompile(`_x0000_s(\d+)`)
	rowTag    = regexp.MustCompile(`<x:Row>\s*(\d+)\s*</x:Row>`)
	columnTag = regexp.MustCompile(`<x:Column>\s*(\d+)\s*</x:Column>`)
)

// readBoxes reads a drawing of the input, or begins one where the name is empty.
// It is nil for a drawing that is written in a way that is not known.
func (a *annotation) readBoxes(part string) (*boxes, error) {
	const first = 1024 // shapes are numbered from there on
	b := &boxes{part: part, vml: []byte(noBoxes), last: first, gone: make(map[[2]int]bool)}
	if part != "" {
		var err error
		if b.vml, err = a.book.Parts().Read(part); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"xmlns:v=", "xmlns:o=", "xmlns:x=", "</xml>"} {
		if !bytes.Contains(b.vml, []byte(name)) {
			return nil, nil
		}
	}
	for _, m := range shapeName.FindAllSubmatch(b.vml, -1) {
		if n, err := strconv.Atoi(string(m[1])); err == nil {
			b.last = max(b.last, n)
		}
	}
	if !bytes.Contains(b.vml, []byte(`id="_x0000_t202"`)) {
		b.added.WriteString(boxType)
	}
	return b, nil
}

// add draws the box of a note, right of its cell.
func (b *boxes) add(m mark) {
	const columns, perRow = 5, 20 // that a box is wide; pixels of a usual row
	shown := 1
	for line := range strings.Lines(noteHead + m.text) {
		shown += linesIn(line, noteWidth)
	}
	rows := (min(shown, noteLines)*pixelsPerLine + perRow - 1) / perRow
	top := max(m.line-2, 0)
	b.last++
	fmt.Fprintf(&b.added, box, b.last, m.column+1, top, m.column+1+columns, top+rows, m.line-1, m.column)
}

// remove takes the box of a cell's note away.
func (b *boxes) remove(cell string) {
	if _, line, column, ok := parseCell(cell); ok {
		b.gone[[2]int{line - 1, column}] = true
	}
}

// stays gives a shape, or nothing where it is the box of a note that is gone.
func (b *boxes) stays(shape []byte) []byte {
	line, column := rowTag.FindSubmatch(shape), columnTag.FindSubmatch(shape)
	if line == nil || column == nil {
		return shape
	}
	row, err := strconv.Atoi(string(line[1]))
	col, err2 := strconv.Atoi(string(column[1]))
	if err == nil && err2 == nil && b.gone[[2]int{row, col}] {
		return nil
	}
	return shape
}

// changed is the drawing with all boxes. Those that are gone are looked for at
// once: there may be as many as rows.
func (b *boxes) changed() []byte {
	if len(b.gone) > 0 {
		b.vml = shapeTag.ReplaceAllFunc(b.vml, b.stays)
	}
	at := bytes.LastIndex(b.vml, []byte("</xml>"))
	return []byte(string(b.vml[:at]) + b.added.String() + string(b.vml[at:]))
}
