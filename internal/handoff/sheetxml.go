package handoff

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sheetXML writes the part of a sheet: ECMA-376 part 1, 18.3. The library's own
// stream keeps lines in a file on disk, which must not be where there are contact
// data, and looks through all links for each new one.
type sheetXML struct {
	w     *bufio.Writer
	links strings.Builder
	count int // of links
	names []string
	faces map[run]string
}

// run is a piece of a text that has a face of its own. The zero value beside the
// text is that of the cell.
type run struct {
	text  string
	bold  bool
	color string
}

const (
	worksheetOpen = xml.Header + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<sheetPr><outlinePr summaryRight="0"/><pageSetUpPr fitToPage="1"/></sheetPr>`
	// 6 mm on the left and right, room for headers and footers above and below.
	worksheetPage = `<printOptions horizontalCentered="1"/><pageMargins left="0.236" right="0.236" top="0.67" bottom="0.59" header="0.276" footer="0.276"/>` +
		`<pageSetup paperSize="9" fitToWidth="1" fitToHeight="0" orientation="landscape"/>`
)

// freeze are the lines and columns that stay in sight.
type freeze struct{ lines, columns int }

// open writes what comes before the lines.
func (x *sheetXML) open(columns []column, f freeze) {
	x.faces = make(map[run]string)
	x.w.WriteString(worksheetOpen + `<sheetViews><sheetView workbookViewId="0">`)
	if f.lines > 0 {
		pane, split, at := "bottomLeft", "", cellAt(f.columns+1, f.lines+1)
		if f.columns > 0 {
			pane, split = "bottomRight", fmt.Sprintf(` xSplit="%d"`, f.columns)
		}
		fmt.Fprintf(x.w, `<pane%s ySplit="%d" topLeftCell="%s" activePane="%s" state="frozen"/><selection pane="%s" activeCell="%s" sqref="%s"/>`, split, f.lines, at, pane, pane, at, at)
	}
	x.w.WriteString(`</sheetView></sheetViews><sheetFormatPr defaultRowHeight="13" outlineLevelCol="1"/><cols>`)
	for i, c := range columns {
		x.names = append(x.names, strings.TrimRight(cellAt(i+1, 1), "1"))
		if c.width > 0 {
			fmt.Fprintf(x.w, `<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, c.width)
		} else {
			fmt.Fprintf(x.w, `<col min="%d" max="%d" width="%g" customWidth="1" outlineLevel="1"/>`, i+1, i+1, moreWidth)
		}
	}
	x.w.WriteString(`</cols><sheetData>`)
}

// row writes a line.
func (x *sheetXML) row(line int, height float64, cells []cell) {
	number := strconv.Itoa(line)
	x.w.WriteString(`<row r="` + number + `" ht="` + strconv.FormatFloat(height, 'f', -1, 64) + `" customHeight="1">`)
	for i := range cells {
		c := &cells[i]
		if c.value == nil && c.look == 0 {
			continue
		}
		x.w.WriteString(`<c r="` + x.names[i] + number + `" s="` + strconv.Itoa(c.look) + `"`)
		switch v := c.value.(type) {
		case int:
			x.w.WriteString(`><v>` + strconv.Itoa(v) + `</v></c>`)
		case string:
			x.w.WriteString(` t="inlineStr"><is>`)
			x.text(v)
			x.w.WriteString(`</is></c>`)
		case []run:
			x.w.WriteString(` t="inlineStr"><is>`)
			for _, r := range v {
				x.w.WriteString(`<r>` + x.face(r))
				x.text(r.text)
				x.w.WriteString(`</r>`)
			}
			x.w.WriteString(`</is></c>`)
		default:
			x.w.WriteString(`/>`)
		}
	}
	x.w.WriteString(`</row>`)
}

// face is the markup of a piece's face.
func (x *sheetXML) face(r run) string {
	r.text = ""
	if r == (run{}) {
		return ""
	}
	made, known := x.faces[r]
	if !known {
		if r.bold {
			made = `<b/>`
		}
		made += fmt.Sprintf(`<sz val="%g"/>`, bodySize)
		if r.color != "" {
			made += `<color rgb="FF` + r.color + `"/>`
		}
		made = `<rPr>` + made + `<rFont val="` + face + `"/></rPr>`
		x.faces[r] = made
	}
	return made
}

// text writes a text, all of whose blanks stay.
func (x *sheetXML) text(text string) {
	x.w.WriteString(`<t xml:space="preserve">`)
	from := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if instead, bad := escape(r, size, text[i:]); bad {
			x.w.WriteString(text[from:i])
			x.w.WriteString(instead)
			from = i + size
		}
		i += size
	}
	x.w.WriteString(text[from:])
	x.w.WriteString(`</t>`)
}

// escape says what stands for a character that cannot stand for itself. Those
// that markup cannot hold at all are written as _x0007_, and what looks so
// likewise: ECMA-376 part 1, 22.9.2.19.
func escape(r rune, size int, rest string) (string, bool) {
	switch r {
	case '&':
		return "&amp;", true
	case '<':
		return "&lt;", true
	case '>':
		return "&gt;", true
	case '_':
		return "_x005F_", looksEscaped(rest)
	case '\n', '\t':
		return "", false
	case utf8.RuneError:
		return "\uFFFD", size == 1
	}
	if r < ' ' || r == 0xFFFE || r == 0xFFFF {
		return fmt.Sprintf("_x%04X_", r), true
	}
	return "", false
}

// looksEscaped tells whether a text begins like a character that is written by
// its number.
func looksEscaped(text string) bool {
	if len(text) < 7 || text[1] != 'x' || text[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(text[2:6], 16, 16)
	return err == nil
}

// link makes a link of a cell.
func (x *sheetXML) link(at, to string) {
	x.count++
	x.links.WriteString(`<hyperlink ref="` + at + `" location="` + escaped(to) + `"/>`)
}

// close writes what comes behind the lines.
func (x *sheetXML) close(filter, header, footer string) error {
	x.w.WriteString(`</sheetData>`)
	if filter != "" {
		x.w.WriteString(`<autoFilter ref="` + filter + `"/>`)
	}
	if x.count > 0 {
		x.w.WriteString(`<hyperlinks>` + x.links.String() + `</hyperlinks>`)
	}
	x.w.WriteString(worksheetPage + `<headerFooter><oddHeader>` + escaped(header) + `</oddHeader><oddFooter>` + escaped(footer) + `</oddFooter></headerFooter></worksheet>`)
	return x.w.Flush() // the first error of all writes
}
