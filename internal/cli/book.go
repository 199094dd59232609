package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"domainbatch/internal/job"
)

// lookAhead is how many lines decide how wide the columns of a sheet are.
const lookAhead = 200

// book is a workbook that is written sheet by sheet; its lines go to a temporary
// file, so that long ones take little memory.
type book struct {
	file                 *excelize.File
	text, header, marked int // styles
	sheets               int
}

func newBook(title string) (*book, error) {
	b := &book{file: excelize.NewFile()}
	head := func(colour string) *excelize.Style {
		return &excelize.Style{
			NumFmt: 49, Font: &excelize.Font{Family: "Calibri", Size: 11, Bold: true, Color: "FFFFFF"},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}},
		}
	}
	var errs [4]error
	b.text, errs[0] = b.file.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top"}})
	b.header, errs[1] = b.file.NewStyle(head(colourNeeded))
	b.marked, errs[2] = b.file.NewStyle(head("9C0006")) // of a column with secrets
	errs[3] = b.file.SetDocProps(&excelize.DocProperties{Creator: "domainbatch", Title: title})
	return b, errors.Join(errs[:]...)
}

// sheet begins the next sheet. The one before it must be at its end.
func (b *book) sheet(name string, columns []column) (*bookSheet, error) {
	if runes := []rune(name); len(runes) > 31 { // what spreadsheet programs take
		name = string(runes[:31])
	}
	var err error
	if b.sheets++; b.sheets == 1 {
		err = b.file.SetSheetName("Sheet1", name)
	} else {
		_, err = b.file.NewSheet(name)
	}
	if err != nil {
		return nil, err
	}
	wide, long, fit, landscape := 1, 0, true, "landscape"
	if err := errors.Join(
		b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}),
		b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &long}),
	); err != nil {
		return nil, err
	}
	w, err := b.file.NewStreamWriter(name)
	return &bookSheet{book: b, w: w, columns: columns}, err
}

// bookSheet is one sheet while it is written. Every cell is a text: ids keep
// their digits, and nothing is a formula.
type bookSheet struct {
	book    *book
	w       *excelize.StreamWriter
	columns []column
	held    [][]string // the first lines, until the widths are set
	begun   bool
	written int
}

func (s *bookSheet) line(values job.Params) error {
	cells := make([]string, len(s.columns))
	for i, c := range s.columns {
		cells[i] = values[c.name]
	}
	if !s.begun {
		if s.held = append(s.held, cells); len(s.held) < lookAhead {
			return nil
		}
		return s.begin()
	}
	return s.put(cells)
}

// begin writes the header, and the lines that have come so far.
func (s *bookSheet) begin() error {
	s.begun = true
	header := make([]any, len(s.columns))
	var errs []error
	for i, c := range s.columns {
		style, width := s.book.header, places(c.name)
		if c.secret {
			style = s.book.marked
		}
		header[i] = excelize.Cell{StyleID: style, Value: c.name}
		for _, cells := range s.held {
			width = max(width, places(cells[i]))
		}
		errs = append(errs, s.w.SetColWidth(i+1, i+1, float64(min(60, width+3))))
	}
	errs = append(errs, s.w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	errs = append(errs, s.w.SetRow("A1", header))
	s.written = 1
	for _, cells := range s.held {
		errs = append(errs, s.put(cells))
	}
	s.held = nil
	return errors.Join(errs...)
}

func (s *bookSheet) put(cells []string) error {
	if s.written >= lineLast {
		return fmt.Errorf("there are more lines than a sheet of a workbook can hold; name a file that ends in .csv")
	}
	row := make([]any, len(cells))
	for i, cell := range cells {
		if cell != "" {
			row[i] = excelize.Cell{StyleID: s.book.text, Value: cell}
		}
	}
	s.written++
	return s.w.SetRow(place(0, s.written), row)
}

// end writes what is left.
func (s *bookSheet) end() error {
	if !s.begun {
		if err := s.begin(); err != nil {
			return err
		}
	}
	return s.w.Flush()
}

// bookLines is a workbook of one sheet.
type bookLines struct {
	*bookSheet
	book *book
	w    io.Writer
}

func (l *bookLines) end() error {
	return errors.Join(l.bookSheet.end(), l.book.write(l.w))
}

// write writes the workbook and gives back what it took; the last call to make.
func (b *book) write(w io.Writer) error {
	b.file.SetActiveSheet(0)
	return errors.Join(b.file.Write(w), b.file.Close())
}
