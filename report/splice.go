package report

import (
	"fmt"
	"io"
	"regexp"
	"slices"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

var (
	dimensionTag = regexp.MustCompile(`<(?:\w+:)?dimension\b[^>]*?\bref="([^"]+)"`)
	paneTag      = regexp.MustCompile(`<(?:\w+:)?pane\b`)
	viewTag      = regexp.MustCompile(`(?s)<(?:\w+:)?sheetView\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?sheetView>)`)
	selectionTag = regexp.MustCompile(`<(?:\w+:)?selection\b[^>]*?(?:/>|></(?:\w+:)?selection>)`)
	scrolledAttr = regexp.MustCompile(`\s+topLeftCell="[^"]*"`)
	afterViews   = regexp.MustCompile(`<(?:\w+:)?(?:sheetFormatPr|cols)\b`)
)

// sheetEdit is what changes in one sheet of the input: answers beside the rows
// of a table, notes on cells, or both.
type sheetEdit struct {
	*annotation
	table   *sheet.Table
	place   *place // nil: the sheet has no rows of the plan
	covered bool   // a table object with a filter of its own has the header
	notes   *sheetNotes
	prefix  string
	err     error // of making answers
}

// write copies the sheet with the changes made. All else stays as it is.
func (e *sheetEdit) write(w io.Writer) error {
	in, err := e.book.Parts().Open(e.table.Part())
	if err != nil {
		return err
	}
	defer in.Close()
	err = sheet.Splice(w, in, sheet.Edit{Head: e.head, Line: e.line, Tail: e.tail})
	if e.err != nil {
		err = e.err
	}
	if err != nil {
		return fmt.Errorf("annotate sheet %q: %w", e.table.Name, err)
	}
	return nil
}

func (e *sheetEdit) head(xml []byte) []byte {
	e.prefix = prefixIn(xml)
	if e.place == nil {
		return xml
	}
	p := &sheetPart{xml: xml, prefix: e.prefix}
	p.freeze(e.place.table.Header)
	p.widen(e.place)
	if columns, widths := e.place.newColumns(); len(columns) > 0 {
		p.setWidths(columns, widths)
	}
	return p.xml
}

func (e *sheetEdit) tail(xml []byte) []byte {
	p := &sheetPart{xml: xml, prefix: e.prefix}
	if e.place != nil && !e.covered {
		if widened, ok := e.place.filter(p); ok {
			e.filters[e.table.Name] = widened
		}
	}
	if e.notes != nil {
		e.notes.name(p)
	}
	return p.xml
}

// line makes what is put into a line: nothing where it is no row and has no notes.
func (e *sheetEdit) line(line int) sheet.Line {
	var l sheet.Line
	if e.place != nil {
		var err error
		if l, err = e.answersIn(e.place, line); err != nil && e.err == nil {
			e.err = err
		}
	}
	if e.notes == nil {
		return l
	}
	if fills := e.notes.cells(line); len(fills) > 0 {
		l.Cells = append(l.Cells, fills...)
		slices.SortStableFunc(l.Cells, func(a, b sheet.NewCell) int { return a.Column - b.Column })
		// What is written anew needs no other fill.
		l.Cells = slices.CompactFunc(l.Cells, func(a, b sheet.NewCell) bool { return a.Column == b.Column })
	}
	return l
}

// answers makes the answers for a line.
func (a *annotation) answersIn(p *place, line int) (sheet.Line, error) {
	texts, result, row := p.headers, job.Result(""), p.rows[line]
	if row != nil {
		var err error
		if texts, result, err = a.answers.all(p, row); err != nil {
			return sheet.Line{}, err
		}
		a.results[result]++
	} else if line != p.table.Header {
		return sheet.Line{}, nil
	}
	l := sheet.Line{Cells: make([]sheet.NewCell, len(texts))}
	for i, text := range texts {
		l.Cells[i] = sheet.NewCell{Column: p.columns[i], Text: text, Style: a.styles.beside(p, i, row, result, text)}
	}
	slices.SortFunc(l.Cells, func(a, b sheet.NewCell) int { return a.Column - b.Column })
	if row != nil && !p.again {
		l.Height = p.heightFor(texts[messageColumn])
	}
	return l, nil
}

// heightFor is how high a row has to be for its message, 0 for one line: not
// every program makes it so for rows that come without a height, and none for
// those that have one.
func (p *place) heightFor(message string) float64 {
	if lines := linesIn(message, p.widthOf(messageColumn)); lines > 1 {
		return heightOf(lines)
	}
	return 0
}

// widen keeps the sheet's own word of its size true: some readers trust it.
func (p *sheetPart) widen(at *place) {
	m := dimensionTag.FindSubmatchIndex(p.xml)
	if m == nil {
		return
	}
	a, err := parseArea(string(p.xml[m[2]:m[3]]))
	if err != nil {
		return
	}
	a.right, a.bottom = max(a.right, at.width()-1), max(a.bottom, at.table.Last)
	p.replace(m[2], m[3], []byte(a.String()))
}

// freeze keeps the header in sight, unless the sheet has panes of its own, no
// header, or so much above it that nothing else would be seen.
func (p *sheetPart) freeze(header int) {
	if header == 0 || header > mostFrozen || paneTag.Match(p.xml) {
		return
	}
	first := job.CellName("", "A", header+1)
	inner := fmt.Sprintf(`<%spane ySplit="%d" topLeftCell="%s" activePane="bottomLeft" state="frozen"/>`+
		`<%sselection pane="bottomLeft" activeCell="%s" sqref="%s"/>`, p.prefix, header, first, p.prefix, first, first)
	end := "</" + p.prefix + "sheetView>"
	m := viewTag.FindSubmatchIndex(p.xml)
	switch {
	case m == nil:
		at := len(p.xml)
		if later := afterViews.FindIndex(p.xml); later != nil {
			at = later[0]
		}
		view := fmt.Sprintf(`<%ssheetViews><%ssheetView workbookViewId="0">%s%s</%ssheetViews>`, p.prefix, p.prefix, inner, end, p.prefix)
		p.replace(at, at, []byte(view))
	case m[2] < 0:
		open := scrolledAttr.ReplaceAll(p.xml[m[0]:m[1]-len("/>")], nil)
		p.replace(m[0], m[1], []byte(string(open)+">"+inner+end))
	default:
		open := scrolledAttr.ReplaceAll(p.xml[m[0]:m[2]], nil)
		rest := selectionTag.ReplaceAll(p.xml[m[2]:m[3]], nil)
		p.replace(m[0], m[3], []byte(string(open)+inner+string(rest)))
	}
}
