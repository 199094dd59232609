package report

import (
	"errors"
	"io"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

// workbook is a report under way.
type workbook struct {
	file    *excelize.File
	book    *sheet.Book
	data    *Data
	answers *answers
	styles  *styles
	results map[job.Result]int // rows written, by result
	plain   string             // why the styles of the input are not kept; empty: they are
}

// writeWorkbook fills the input's own workbook, or a new one where the input is
// a CSV. Above limit rows the workbook library does not read the sheets.
func writeWorkbook(w io.Writer, path string, book *sheet.Book, data *Data, limit int) error {
	a, err := newAnswers(data)
	if err != nil {
		return err
	}
	b := &workbook{book: book, data: data, answers: a, results: make(map[job.Result]int)}
	if err = b.input(limit); b.file != nil {
		defer b.file.Close()
	}
	if err != nil {
		return err
	}
	if err := b.sheets(); err != nil {
		return err
	}
	b.file.Path = path // its extension is what the parts are declared as
	return b.file.Write(w)
}

// input brings the input's sheets with their answers into the file.
func (b *workbook) input(limit int) error {
	if b.book.Format().Kind == sheet.CSV {
		return b.stream()
	}
	marked := func() (bool, error) {
		kept, err := b.annotate(b.fillPlace)
		if err != nil || !kept {
			return kept, err
		}
		return b.annotateCells(b.data.marks())
	}
	ways := []func() (bool, error){marked, func() (bool, error) { return b.annotate(b.splice) }}
	if len(b.data.Plan.Rows) > limit {
		ways = ways[1:]
	}
	for _, annotate := range ways {
		if kept, err := annotate(); err != nil || kept {
			return err
		}
		clear(b.results)
		if err := b.file.Close(); err != nil {
			return err
		}
	}
	b.plain = "the input is built in a way in which changing it would have moved cells or cost formulas"
	return b.stream()
}

// sheets adds the five sheets of the report.
func (b *workbook) sheets() error {
	for _, add := range []func() error{b.summary, b.issues, b.tasks, b.contacts, b.calls} {
		if err := add(); err != nil {
			return err
		}
	}
	return nil
}

// putter puts the answers into a sheet whose part is changed but not stored yet.
type putter func(*place, *sheetPart) error

// annotate puts the answers into the input's own workbook, and tells whether
// everything else in its tables stayed where it was: the workbook library
// misplaces cells of rows that are out of order or without numbers.
func (b *workbook) annotate(put putter) (kept bool, err error) {
	var places []*place
	for i := range b.data.Plan.Tables {
		planned := &b.data.Plan.Tables[i]
		p, err := b.answers.place(b.book.Table(planned.Sheet), planned)
		if err != nil {
			return false, err
		}
		places = append(places, p)
	}
	if b.file, err = b.book.Unpack(); err != nil {
		return false, err
	}
	if b.styles, err = newStyles(b.file); err != nil {
		return false, err
	}
	for _, p := range places {
		err := b.annotateSheet(p, put)
		if errors.Is(err, sheet.ErrFormula) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if kept, err := p.same(b.file, b.book.Table(p.table.Sheet)); err != nil || !kept {
			return false, err
		}
	}
	return true, nil
}

func (b *workbook) annotateSheet(p *place, put putter) error {
	part, err := openPart(b.file, b.book.Table(p.table.Sheet).Part())
	if err != nil {
		return err
	}
	objects, err := part.tables(b.file)
	if err != nil {
		return err
	}
	taken := part.merged()
	for _, o := range objects {
		taken = append(taken, o.area)
	}
	p.makeRoom(taken)
	covered := false
	for _, o := range objects {
		covered = covered || o.area.top == p.table.Header
		b.grow(p, o, taken)
	}
	if !covered {
		if err := b.filter(p, part); err != nil {
			return err
		}
	}
	if !p.again {
		part.setWidths(p.columns, answerWidths)
	}
	return put(p, part)
}

// fillPlace puts the answers in by the workbook library.
func (b *workbook) fillPlace(p *place, part *sheetPart) error {
	b.file.Pkg.Store(part.name, part.whole())
	if err := b.fill(p); err != nil {
		return err
	}
	if err := b.freeze(p); err != nil {
		return err
	}
	return b.widen(p)
}

// widen keeps the sheet's own word of its size true: some readers trust it.
func (b *workbook) widen(p *place) error {
	old, err := b.file.GetSheetDimension(p.table.Sheet)
	if err != nil {
		return err
	}
	a, err := parseArea(old)
	if old == "" || err != nil {
		return nil
	}
	a.right, a.bottom = max(a.right, p.width()-1), max(a.bottom, p.table.Last)
	return b.file.SetSheetDimension(p.table.Sheet, a.String())
}

// fill writes headers and answers.
func (b *workbook) fill(p *place) error {
	for i, h := range b.answers.headers {
		if err := b.set(p, i, p.table.Header, h, b.styles.header); err != nil {
			return err
		}
	}
	for i := range b.data.Plan.Rows {
		row := &b.data.Plan.Rows[i]
		if row.Sheet != p.table.Sheet {
			continue
		}
		texts, result, err := b.answers.of(row)
		if err != nil {
			return err
		}
		for column, text := range texts {
			if err := b.set(p, column, row.Line, text, b.styles.of(column, result, text)); err != nil {
				return err
			}
		}
		if err := b.raise(p, row.Line, texts[messageColumn]); err != nil {
			return err
		}
		b.results[result]++
	}
	return nil
}

// raise makes a row high enough for its message: not every program does so for
// rows that come without a height, and none for those that have one.
func (b *workbook) raise(p *place, line int, message string) error {
	lines := linesIn(message, answerWidths[messageColumn])
	if lines < 2 || p.again {
		return nil
	}
	now, err := b.file.GetRowHeight(p.table.Sheet, line)
	if need := lineHeight * float64(lines); err == nil && need > now {
		err = b.file.SetRowHeight(p.table.Sheet, line, need)
	}
	return err
}

// set writes one answer as text.
func (b *workbook) set(p *place, column, line int, text string, style int) error {
	cell := job.CellName("", sheet.Letters(p.columns[column]), line)
	if err := b.paint(p.table.Sheet, cell, style); err != nil {
		return err
	}
	if text == "" && !p.again {
		return nil
	}
	return b.file.SetCellStr(p.table.Sheet, cell, text)
}

// of gives the style of an answer. A line break only shows in a cell that wraps.
func (s *styles) of(column int, result job.Result, text string) int {
	switch {
	case column == resultColumn:
		return s.results[result]
	case column == messageColumn || strings.Contains(text, "\n"):
		return s.wrap
	}
	return s.text
}

// mostFrozen is how many lines are kept in sight at most: some third of a small window.
const mostFrozen = 12

// freeze keeps the header in sight, unless the sheet has panes of its own or so
// much stands above the header that nothing else would be seen.
func (b *workbook) freeze(p *place) error {
	panes, err := b.file.GetPanes(p.table.Sheet)
	if err != nil || panes.Freeze || panes.Split || p.table.Header > mostFrozen {
		return err
	}
	return b.file.SetPanes(p.table.Sheet, below(p.table.Header))
}

func below(header int) *excelize.Panes {
	first := job.CellName("", "A", header+1)
	return &excelize.Panes{Freeze: true, YSplit: header, TopLeftCell: first, ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: first, ActiveCell: first, Pane: "bottomLeft"}}}
}
