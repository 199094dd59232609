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
	file    *excelize.File // of the new sheets; where the input's own workbook is not kept, of all
	book    *sheet.Book
	data    *Data
	answers *answers
	styles  *styles
	results map[job.Result]int // rows written, by result
	marks   map[string][]mark  // of bad cells of the input, by sheet
	plain   string             // why the styles of the input are not kept; empty: they are
}

// writeWorkbook fills the input's own workbook, or a new one where the input is
// a CSV.
func writeWorkbook(w io.Writer, path string, book *sheet.Book, data *Data) error {
	a, err := newAnswers(data)
	if err != nil {
		return err
	}
	b := &workbook{book: book, data: data, answers: a, results: make(map[job.Result]int), marks: data.marks()}
	defer b.close()
	if book.Format().Kind != sheet.CSV {
		var plain plainError
		if err := b.annotate(w); !errors.As(err, &plain) {
			return err
		}
		b.close()
		b.plain = plain.Error()
	}
	if err := b.stream(); err != nil {
		return err
	}
	if err := b.sheets(); err != nil {
		return err
	}
	b.file.Path = path // its extension is what the parts are declared as
	return b.file.Write(w)
}

// close gives up the file, with what it may have in temporary files.
func (b *workbook) close() {
	if b.file != nil {
		_ = b.file.Close() // nothing of it is wanted
		b.file = nil
	}
}

// sheets adds the sheets of the report.
func (b *workbook) sheets() error {
	for _, add := range []func() error{b.summary, b.unlocked, b.issues, b.tasks, b.contacts, b.calls} {
		if err := add(); err != nil {
			return err
		}
	}
	return nil
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

// beside gives the style of a cell among the answers and replies of a line: of
// the header where it is no row.
func (s *styles) beside(p *place, i int, row *job.Row, result job.Result, text string) int {
	secret := i >= eightColumns && p.replies[i-eightColumns].secret
	switch {
	case row == nil && secret:
		return s.secretHead
	case row == nil:
		return s.header
	case secret:
		return s.secret
	}
	return s.of(i, result, text)
}

// mostFrozen is how many lines are kept in sight at most: some third of a small window.
const mostFrozen = 12

func below(header int) *excelize.Panes {
	first := job.CellName("", "A", header+1)
	return &excelize.Panes{Freeze: true, YSplit: header, TopLeftCell: first, ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: first, ActiveCell: first, Pane: "bottomLeft"}}}
}
