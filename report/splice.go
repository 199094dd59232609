package report

import (
	"fmt"
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
	afterViews   = regexp.MustCompile(`<(?:\w+:)?(?:sheetFormatPr|cols|sheetData)\b`)
)

// splice puts the answers into the text of the part, which the workbook library
// then never reads as a whole. All else of the sheet stays as it is.
func (b *workbook) splice(p *place, part *sheetPart) error {
	part.freeze(p.table.Header)
	part.widen(p)
	const room = 1000 // bytes of a line's answers, mostly
	xml := make([]byte, 0, len(part.xml)+len(part.rows)+len(p.rows)*room)
	var wrong error
	xml, err := sheet.Splice(append(xml, part.xml[:part.tail]...), part.rows, func(line int) []sheet.TextCell {
		cells, err := b.cells(p, line)
		if wrong == nil {
			wrong = err
		}
		return cells
	})
	if wrong != nil {
		err = wrong
	}
	if err != nil {
		return fmt.Errorf("annotate sheet %q: %w", p.table.Sheet, err)
	}
	b.file.Pkg.Store(part.name, append(xml, part.xml[part.tail:]...))
	return nil
}

// cells makes the answers for a line, none where it is no row.
func (b *workbook) cells(p *place, line int) ([]sheet.TextCell, error) {
	texts, result, row := b.answers.headers, job.Result(""), p.rows[line]
	if row != nil {
		var err error
		if texts, result, err = b.answers.of(row); err != nil {
			return nil, err
		}
		b.results[result]++
	} else if line != p.table.Header {
		return nil, nil
	}
	cells := make([]sheet.TextCell, len(texts))
	for i, text := range texts {
		cells[i] = sheet.TextCell{Column: p.columns[i], Text: text, Style: b.styles.header}
		if row != nil {
			cells[i].Style = b.styles.of(i, result, text)
		}
	}
	slices.SortFunc(cells, func(a, b sheet.TextCell) int { return a.Column - b.Column })
	return cells, nil
}

// head is where the rows start.
func (p *sheetPart) head() int {
	if at := dataTag.FindIndex(p.xml); at != nil {
		return at[0]
	}
	return 0
}

// widen keeps the sheet's own word of its size true, as that of workbook does.
func (p *sheetPart) widen(at *place) {
	m := dimensionTag.FindSubmatchIndex(p.xml[:p.head()])
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

// freeze keeps the header in sight where that of workbook does.
func (p *sheetPart) freeze(header int) {
	head := p.xml[:p.head()]
	if header > mostFrozen || paneTag.Match(head) {
		return
	}
	first := job.CellName("", "A", header+1)
	inner := fmt.Sprintf(`<%spane ySplit="%d" topLeftCell="%s" activePane="bottomLeft" state="frozen"/>`+
		`<%sselection pane="bottomLeft" activeCell="%s" sqref="%s"/>`, p.prefix, header, first, p.prefix, first, first)
	end := "</" + p.prefix + "sheetView>"
	m := viewTag.FindSubmatchIndex(head)
	switch {
	case m == nil:
		if at := afterViews.FindIndex(p.xml); at != nil {
			view := fmt.Sprintf(`<%ssheetViews><%ssheetView workbookViewId="0">%s%s</%ssheetViews>`, p.prefix, p.prefix, inner, end, p.prefix)
			p.replace(at[0], at[0], []byte(view))
		}
	case m[2] < 0:
		open := scrolledAttr.ReplaceAll(head[m[0]:m[1]-len("/>")], nil)
		p.replace(m[0], m[1], []byte(string(open)+">"+inner+end))
	default:
		open := scrolledAttr.ReplaceAll(head[m[0]:m[2]], nil)
		rest := selectionTag.ReplaceAll(head[m[2]:m[3]], nil)
		p.replace(m[0], m[3], []byte(string(open)+inner+string(rest)))
	}
}
