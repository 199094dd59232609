package report

import (
	"io"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

// failedWorkbook writes a new workbook with one sheet for each rest. Cells are
// text, and stay so when they are typed over; bad ones are marked as in the report.
func (a *answers) failedWorkbook(w io.Writer, path string, book *sheet.Book, rests []*rest) error {
	b := &workbook{file: excelize.NewFile(), book: book, data: a.data, answers: a}
	defer b.file.Close()
	var err error
	if b.styles, err = newStyles(b.file); err != nil {
		return err
	}
	marks := a.data.marks()
	for i, r := range rests {
		name := r.table.Sheet
		if name == "" {
			name = sheetName(book.Name())
		}
		if i == 0 {
			err = b.file.SetSheetName("Sheet1", name)
		} else {
			_, err = b.file.NewSheet(name)
		}
		if err == nil {
			err = b.failedSheet(name, r, marks[r.table.Sheet])
		}
		if err != nil {
			return err
		}
	}
	b.file.Path = path
	return b.file.Write(w)
}

func (b *workbook) failedSheet(name string, r *rest, marks []mark) error {
	t := b.book.Table(r.table.Sheet)
	w, err := b.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := b.failedHead(w, t, r); err != nil {
		return err
	}
	line := 0
	var moved []mark
	err = r.lines(t, func(l failedLine) error {
		line++
		cells := b.failedCells(r, l)
		for _, m := range on(l.from, marks) {
			if m.column < len(r.table.Columns) {
				m.line = line
				cells = b.marked(cells, []mark{m})
				moved = append(moved, m)
			}
		}
		return w.SetRow(job.CellName("", "A", line), cells)
	})
	if err != nil {
		return err
	}
	if err := b.annotateStream(name, moved); err != nil {
		return err
	}
	if r.table.Header > 0 {
		all := area{0, r.table.Header, r.width - 1, max(line, r.table.Header)}
		if err := b.file.AutoFilter(name, all.String(), nil); err != nil {
			return err
		}
	}
	return w.Flush()
}

// failedCells makes the cells of one line, all of them text.
func (b *workbook) failedCells(r *rest, l failedLine) []any {
	own, ours := b.styles.cell, b.styles.header
	if r.isHeader(l) {
		own = b.styles.input
	}
	return join(r, l, func(_ int, text string) any {
		return excelize.Cell{StyleID: own, Value: text}
	}, func(i int, text string) any {
		if l.row != nil {
			ours = b.styles.of(i, job.Result(l.answers[resultColumn]), text)
		}
		return excelize.Cell{StyleID: ours, Value: text}
	})
}

// failedHead makes columns as wide as their first lines and keeps the header in sight.
func (b *workbook) failedHead(w *excelize.StreamWriter, t *sheet.Table, r *rest) error {
	widths, err := sampleWidths(t, r.table.Header)
	if err != nil {
		return err
	}
	for i, column := range r.columns {
		widths[column] = answerWidths[i]
	}
	for column := range r.width {
		if width, ok := widths[column]; ok {
			err = w.SetColWidth(column+1, column+1, width)
		}
		if err != nil {
			return err
		}
	}
	if r.table.Header == 0 || r.table.Header > mostFrozen {
		return nil
	}
	return w.SetPanes(below(r.table.Header))
}
