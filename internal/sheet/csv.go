package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/gocarina/gocsv"
)

func (b *Book) openText() error {
	t := &text{name: b.name, format: Format{Kind: CSV}}
	if err := t.decode(b.data); err != nil {
		return err
	}
	if bytes.IndexByte(t.body, 0) >= 0 {
		return &FormatError{Name: b.name, What: "the text holds NUL characters, as UTF-16 without a byte order mark does", Hint: saveCSV}
	}
	t.settleLineEnds()
	t.settleDialect()
	if len(bytes.TrimSpace(t.body)) == 0 {
		return refusals[kindEmpty].named(b.name)
	}
	b.text, b.format = t, t.format
	b.tables = []*Table{{rows: t.records, wide: t.width}}
	return nil
}

// reader reads the body strictly: a quote out of place is an error, since
// reading on would join cells that are not one.
func (t *text) reader() *csv.Reader {
	in := bytes.NewReader(t.body)
	r, ok := gocsv.DefaultCSVReader(in).(*csv.Reader)
	if !ok {
		r = csv.NewReader(in)
	}
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = t.format.Delimiter, -1, true
	return r
}

func (t *text) records(yield func(Record, error) bool) {
	r := t.reader()
	inner := 0 // line breaks inside cells so far: they start no row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			yield(Record{}, t.explain(err))
			return
		}
		rec := Record{Line: lineOf(r, cells, &inner), Cells: trim(cells)}
		if blank(rec.Cells) {
			continue
		}
		if !yield(rec, nil) {
			return
		}
	}
}

func (t *text) width() (int, error) {
	r := t.reader()
	width := 0
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return width, nil
		}
		if err != nil {
			return 0, t.explain(err)
		}
		width = max(width, len(cells))
	}
}

// lineOf numbers the record just read as a spreadsheet program does: blank
// lines count, a line break inside a cell does not.
func lineOf(r *csv.Reader, cells []string, inner *int) int {
	end := len(cells) - 1
	first, _ := r.FieldPos(0)
	last, _ := r.FieldPos(end)
	line := first - *inner
	*inner += last - first + strings.Count(cells[end], "\n")
	return line
}

// explain says what to do about a quote out of place.
func (t *text) explain(err error) error {
	e := &FormatError{Name: t.name, What: "the text is no CSV", Err: err}
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return e
	}
	e.Err = nil
	e.Line, e.Column = parse.Line, parse.Column
	e.Hint = "close or double the quote there, or save the file again from a spreadsheet program"
	switch {
	case errors.Is(parse.Err, csv.ErrBareQuote):
		e.What = `a quote (") stands inside a cell that does not start with one`
	case parse.StartLine != parse.Line:
		e.Line, e.Column = parse.StartLine, 0
		e.What = `a cell of the row that starts here opens a quote (") that is not closed where the cell ends`
	default:
		e.What = `a quote (") inside a quoted cell is not doubled, or one is not closed`
	}
	if t.format.SepLine {
		e.Line++
	}
	return e
}
