// Package sheet reads the cells of CSV files and Excel workbooks as text, and
// copies both with cells added. It knows cells and no meaning: what a header
// is, which sheet matters and what a value stands for is the caller's.
//
// A workbook is read as a stream, one sheet's row at a time; its shared texts
// and number formats are held. All that is taken from it is bounded.
//
// What a file is, is decided by its content, never by its name. Whatever is
// not readable without guessing is a *FormatError that says what to do; no
// error holds the text of a cell. Nothing in this package is safe for
// concurrent use.
package sheet

import (
	"iter"
	"path/filepath"
	"strings"
	"unicode"
)

// Kinds of books.
const (
	CSV  = "csv"
	XLSX = "xlsx"
	XLSM = "xlsm" // a workbook with macros
)

// Format says how a book is stored. The fields after Kind are those of a CSV.
type Format struct {
	Kind      string // CSV, XLSX or XLSM
	Encoding  string // one of the names that CheckEncoding gives
	BOM       bool   // the text starts with a byte order mark
	Delimiter rune   // between the cells
	LineEnd   string // "\n", "\r\n" or "\r", whichever ends the first line
	SepLine   bool   // the first line is Excel's sep=; and no row
	Guessed   bool   // the encoding was found by statistics
}

// Options say what the content of a file does not tell.
type Options struct {
	Encoding string // of a text file, by any name that CheckEncoding knows; empty: recognised
}

// Book is one opened file. It keeps the bytes that it was opened from and
// never changes them.
type Book struct {
	name     string
	data     []byte
	format   Format
	tables   []*Table
	text     *text     // nil unless it is a CSV
	workbook *workbook // nil if it is a CSV
}

// Table is one sheet of a book; a CSV is one table with an empty name.
type Table struct {
	Name   string
	Hidden bool // the sheet is hidden in the workbook; its cells are read all the same

	rows   func(yield func(Record, error) bool)
	wide   func() (int, error)     // nil: as the rows show
	look   func() (*layout, error) // nil: there is nothing beside the cells
	layout *layout                 // nil: the sheet was not read to its end yet
	part   string                  // its part of the workbook
}

// Record is one line that is not blank, or has marks. Line is its number from 1 as a
// spreadsheet program shows it. Cells are the texts as they are displayed, from
// column A on, without empty ones at the end; the slice may be reused for the
// next record, the strings stay as they are.
type Record struct {
	Line   int
	Cells  []string
	Hidden bool   // the line is hidden in the workbook, or left out by a filter
	Marks  []Mark // cells that do not hold what their text says, by column; mostly none
	Dates  []Date // cells of a workbook that hold days as numbers, by column; mostly none
}

// Date is a cell that holds a day, whatever its format shows of it: 03/04/2027 may
// be in March or in April.
type Date struct {
	Column int    // from 0
	Text   string // 2027-04-03, or with a time of day 2027-04-03 12:00:00
}

// Mark says of a cell what its text does not.
type Mark struct {
	Column int // from 0
	Kind   MarkKind
}

// MarkKind is what a cell holds.
type MarkKind int

// Kinds of marks.
const (
	MarkError   MarkKind = iota + 1 // an error value such as #N/A
	MarkNoValue                     // a formula whose result is not in the file
)

// Area is a block of cells, its ends included; lines count from 1, columns from 0.
type Area struct {
	FirstLine, LastLine     int
	FirstColumn, LastColumn int
}

// Open recognises and opens a file by its content; name is used in messages
// and for nothing else. It returns a *FormatError for what is not readable, and
// another error for an encoding that is unknown.
// data must not be changed as long as the book is used.
func Open(name string, data []byte, o Options) (*Book, error) {
	b := &Book{name: filepath.Base(name), data: data}
	var err error
	switch what := recognise(data); what {
	case kindZip:
		err = b.openWorkbook()
	case kindText:
		err = b.openText(o.Encoding)
	default:
		err = refusals[what].named(b.name)
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Name is the name of the file without its folder.
func (b *Book) Name() string { return b.name }

// Format says how the book is stored.
func (b *Book) Format() Format { return b.format }

// Tables lists the sheets in their order, hidden ones too.
func (b *Book) Tables() []*Table { return b.tables }

// Table returns the sheet of that name, or nil. A CSV has one with an empty name.
func (b *Book) Table(name string) *Table {
	for _, t := range b.tables {
		if strings.EqualFold(t.Name, name) {
			return t
		}
	}
	return nil
}

// Part is the name of the sheet's part inside the workbook file; empty for a CSV.
func (t *Table) Part() string { return t.part }

// Records gives the lines of the table in order. Lines whose cells are all
// empty or white space, and have no marks, are left out but counted. An error,
// mostly a *FormatError, is the last thing given. Every call starts again at the top.
func (t *Table) Records() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for rec, err := range t.rows {
			if (err != nil || len(rec.Marks) > 0 || !blank(rec.Cells)) && !yield(rec, err) {
				return
			}
		}
	}
}

// Lines gives what Records gives, and the lines of white space in between.
func (t *Table) Lines() iter.Seq2[Record, error] { return t.rows }

// Merged lists the merged areas of the table as the workbook lists them; a CSV
// has none. The text of an area is that of its first cell, the others are
// empty. After Records was read to its end it costs nothing, else a passage
// through the sheet.
func (t *Table) Merged() ([]Area, error) {
	if t.look == nil {
		return nil, nil
	}
	l, err := t.look()
	if err != nil {
		return nil, err
	}
	return l.merged, nil
}

// HiddenColumns lists the columns that are hidden in the workbook, from 0 and
// in order, also such as hold nothing; a CSV has none. It costs as much as Merged.
func (t *Table) HiddenColumns() ([]int, error) {
	if t.look == nil {
		return nil, nil
	}
	l, err := t.look()
	if err != nil {
		return nil, err
	}
	return l.hidden, nil
}

// Width is how many columns the table has up to the last one that is used. In a
// CSV, columns that are empty in all lines count too, in a workbook formulas that show nothing.
func (t *Table) Width() (int, error) {
	if t.wide != nil {
		return t.wide()
	}
	width := 0
	for rec, err := range t.rows {
		if err != nil {
			return 0, err
		}
		width = max(width, len(rec.Cells))
	}
	return width, nil
}

// Letters names a column as a spreadsheet program does: 0 is A, 26 is AA.
func Letters(col int) string {
	var letters []byte
	for col++; col > 0; col = (col - 1) / 26 {
		letters = append([]byte{byte('A' + (col-1)%26)}, letters...)
	}
	return string(letters)
}

// trim cuts empty cells off the end.
func trim(cells []string) []string {
	n := len(cells)
	for n > 0 && cells[n-1] == "" {
		n--
	}
	return cells[:n]
}

// blank tells whether nothing can be seen in the cells.
func blank(cells []string) bool {
	for _, c := range cells {
		for _, r := range c {
			if !unicode.IsSpace(r) {
				return false
			}
		}
	}
	return true
}
