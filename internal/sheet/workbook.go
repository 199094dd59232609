package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

func (b *Book) openWorkbook() error {
	p, err := openParts(b.name, b.data)
	if err != nil {
		return err
	}
	if what := p.refused(); what != "" {
		return refusals[what].named(b.name)
	}
	if err := p.verify(); err != nil {
		return err
	}
	part, err := p.workbook()
	if err != nil {
		return err
	}
	macros, err := p.macros(part)
	if err != nil {
		return err
	}
	b.format = Format{Kind: XLSX}
	if macros {
		b.format.Kind = XLSM
	}
	if b.tables, err = p.tables(part); err != nil {
		return err
	}
	w := &workbook{name: b.name, data: b.data, seen: make(map[*Table]bool)}
	for _, t := range b.tables {
		t.rows = func(yield func(Record, error) bool) { w.records(t, yield) }
	}
	_, err = w.open()
	b.workbook = w
	return err
}

// workbook unpacks the file once for all readings.
type workbook struct {
	name string
	data []byte
	file *excelize.File
	seen map[*Table]bool // sheets that were looked through
}

// Unpack opens the workbook for changes, apart from the book, which stays as
// it is. The caller closes it. It is an error for a CSV.
func (b *Book) Unpack() (*excelize.File, error) {
	if b.workbook == nil {
		return nil, fmt.Errorf("unpack %s: it is no workbook", b.name)
	}
	b.workbook.file = nil // one unpacked copy at a time; reading makes it anew
	return unpack(b.name, b.data)
}

// unpack keeps everything in memory: the limit bounds it, and no copy of
// contact data is left in a temporary file.
func unpack(name string, data []byte) (f *excelize.File, err error) {
	defer recovered(name, "", &err)
	f, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: unzipLimit, UnzipXMLSizeLimit: unzipLimit,
		ShortDatePattern: "yyyy-mm-dd", // the format that follows the reader's country: ours is the one that is not ambiguous
	})
	if err != nil {
		return nil, damaged(name, "", err)
	}
	return f, nil
}

func (w *workbook) open() (*excelize.File, error) {
	var err error
	if w.file == nil {
		w.file, err = unpack(w.name, w.data)
	}
	return w.file, err
}

// recovered turns a panic of the workbook library, which takes the structure of
// a file on trust, into an error.
func recovered(name, part string, err *error) {
	if r := recover(); r != nil {
		*err = damaged(name, part, fmt.Errorf("%v", r))
	}
}

func (w *workbook) records(t *Table, yield func(Record, error) bool) {
	f, err := w.open()
	if err != nil {
		yield(Record{}, err)
		return
	}
	if err := w.ordered(f, t); err != nil {
		yield(Record{}, err)
		return
	}
	r := &rowReader{file: f, book: w.name, table: t}
	defer r.close()
	r.each(yield)
}

// ordered looks through a sheet once.
func (w *workbook) ordered(f *excelize.File, t *Table) error {
	if w.seen[t] {
		return nil
	}
	content, _ := f.Pkg.Load(t.part)
	part, _ := content.([]byte)
	if err := disorder(part); err != nil {
		return damaged(w.name, t.Name, err)
	}
	w.seen[t] = true
	return nil
}

// RecordsOf gives the lines of the table as they stand in f, a copy of its
// workbook from Unpack that may have been changed.
func (t *Table) RecordsOf(f *excelize.File) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		r := &rowReader{file: f, book: f.Path, table: t}
		defer r.close()
		r.each(yield)
	}
}

// rowReader reads a sheet row by row, and where a cell is shown in scientific
// notation a second time without number formats.
type rowReader struct {
	file  *excelize.File
	book  string
	table *Table
	shown *excelize.Rows
	plain *excelize.Rows
	line  int      // of shown
	at    int      // of plain
	bare  []string // the row that plain stands at
}

// each gives all rows that are not blank.
func (r *rowReader) each(yield func(Record, error) bool) {
	for {
		rec, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			yield(Record{}, err)
			return
		case blank(rec.Cells):
		case !yield(rec, nil):
			return
		}
	}
}

// next gives the next row; io.EOF after the last.
func (r *rowReader) next() (rec Record, err error) {
	defer recovered(r.book, r.table.Name, &err)
	if r.shown == nil {
		if r.shown, err = r.file.Rows(r.table.Name); err != nil {
			return rec, damaged(r.book, r.table.Name, err)
		}
	}
	if !r.shown.Next() {
		return rec, r.whole()
	}
	r.line++
	cells, err := r.shown.Columns()
	if err != nil {
		return rec, damaged(r.book, fmt.Sprintf("%s, row %d", r.table.Name, r.line), err)
	}
	cells = trim(cells)
	for i, c := range cells {
		if !scientific(c) {
			continue
		}
		plain, err := r.unformatted()
		if err != nil {
			return rec, err
		}
		if i < len(plain) {
			cells[i] = digits(c, plain[i])
		}
	}
	return Record{Line: r.line, Cells: cells}, nil
}

// unformatted reads the row at hand once more, without number formats.
func (r *rowReader) unformatted() (cells []string, err error) {
	if r.at == r.line {
		return r.bare, nil
	}
	if r.plain == nil {
		if r.plain, err = r.file.Rows(r.table.Name); err != nil {
			return nil, damaged(r.book, r.table.Name, err)
		}
	}
	for r.at < r.line && r.plain.Next() {
		r.at++
	}
	if r.bare, err = r.plain.Columns(excelize.Options{RawCellValue: true}); err != nil {
		return nil, damaged(r.book, r.table.Name, err)
	}
	return r.bare, nil
}

func (r *rowReader) close() {
	for _, rows := range []*excelize.Rows{r.shown, r.plain} {
		if rows != nil {
			_ = rows.Close() // nothing is open: all is in memory
		}
	}
}

// scientific tells whether a cell is shown as 1.38E+10.
func scientific(cell string) bool { return strings.Contains(cell, "E+") }

// digits gives the digits of a whole number that is shown in scientific
// notation. Above 15 digits a spreadsheet program has lost some: then the cell
// stays as it is shown, for the reader of it to complain about.
func digits(shown, plain string) string {
	const exact = 1e15
	n, err := strconv.ParseFloat(plain, 64)
	if shown == plain || err != nil || n != float64(int64(n)) || n >= exact || n <= -exact {
		return shown
	}
	return strconv.FormatInt(int64(n), 10)
}

// whole tells whether the sheet was read to its end. The workbook library ends
// silently at XML that is not well formed, so the rest of the part is read
// again from its last row on: that row must have been seen, and nothing be wrong after it.
func (r *rowReader) whole() error {
	content, ok := r.file.Pkg.Load(r.table.part)
	part, isBytes := content.([]byte)
	if !ok || !isBytes {
		return io.EOF
	}
	at := bytes.LastIndex(part, []byte("<row"))
	d := xml.NewDecoder(bytes.NewReader(part[max(at, 0):]))
	d.CharsetReader = r.file.CharsetReader
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		if err != nil {
			return damaged(r.book, r.table.Name, err)
		}
		if start, ok := tok.(xml.StartElement); ok && r.unseen(start) {
			return damaged(r.book, r.table.Name, fmt.Errorf("row %d and those after it are not readable", r.line+1))
		}
	}
}

// unseen tells whether start is a row that was not read.
func (r *rowReader) unseen(start xml.StartElement) bool {
	if start.Name.Local != "row" {
		return false
	}
	for _, a := range start.Attr {
		if n, err := strconv.Atoi(a.Value); a.Name.Local == "r" && err == nil {
			return n > r.line
		}
	}
	return false
}
