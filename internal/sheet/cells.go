package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	mostCells = 1 << 27   // of all lines of a sheet up to the last used one of each; a million lines of 128
	mostTexts = 512 << 20 // bytes of the texts of a sheet's cells
)

// layout is what a sheet says beside its cells.
type layout struct {
	hidden []int
	merged []Area
	width  int // up to the last cell that holds something
}

// reader goes through the part of a sheet once.
type reader struct {
	scanner
	shared  *sharedTexts
	formats *formats
	yield   func(Record) bool // nil: the lines are not wanted
	layout  layout

	rows   int // 0: before the rows, 1: in them, 2: behind them
	line   int
	hidden bool
	column int // of the cell at hand, from 1
	cells  []string
	marks  []Mark
	dates  []Date
	cell   cell
	inline richText
	total  int // cells up to now
	bytes  int // of their texts
}

// cell is what is known of the cell at hand.
type cell struct {
	kind             string
	style            int
	formula, written bool // it has a formula; it has an inline text
	valued           bool // it has a value, which may be empty
	value            []byte
}

// read goes through the sheet to its end, or until yield has enough.
func (r *reader) read() (whole bool, err error) {
	for r.scan() {
		if more, err := r.pass(); err != nil || !more {
			return false, err
		}
	}
	slices.Sort(r.layout.hidden)
	r.layout.hidden = slices.Compact(r.layout.hidden)
	return r.err == nil, r.err
}

// pass takes the tag at hand; more is false when yield has enough.
func (r *reader) pass() (more bool, err error) {
	name := string(r.name)
	switch {
	case r.depth == 1:
		if name != "worksheet" {
			err = errors.New("it is no sheet")
		}
	case r.depth == depthRows && name == "sheetData":
		err = r.border()
	case r.rows != 1:
		err = r.beside(name)
	case name == "row" || name == "c":
		return r.place(name)
	case r.depth >= depthValue:
		r.content(name)
	}
	return true, err
}

func (r *reader) border() error {
	if r.rows == 2 || r.closes != (r.rows == 1) {
		return errRowsTwice
	}
	r.rows++
	if r.empty {
		r.rows++
	}
	return nil
}

// beside takes what stands before and after the rows.
func (r *reader) beside(name string) error {
	switch {
	case r.closes || r.depth != depthRow:
	case name == "col" && r.rows == 0:
		return r.columns()
	case name == "mergeCell" && r.rows == 2:
		a, err := parseArea(string(r.attr("ref")))
		if err != nil {
			return fmt.Errorf("its merged cells: %w", err)
		}
		r.layout.merged = append(r.layout.merged, a)
	}
	return nil
}

// columns notes columns that are hidden, or so narrow that nothing of them is seen.
func (r *reader) columns() error {
	from, to := number(r.attr("min")), number(r.attr("max"))
	if from < 1 || to < from || to > lastColumn {
		return errors.New("its widths are not of columns that a sheet has")
	}
	width, err := strconv.ParseFloat(string(r.attr("width")), 64)
	if !r.flag("hidden") && (err != nil || width != 0) {
		return nil
	}
	for n := from; n <= to && len(r.layout.hidden) < lastColumn; n++ {
		r.layout.hidden = append(r.layout.hidden, n-1)
	}
	return nil
}

// place takes the beginning and the end of rows and cells.
func (r *reader) place(name string) (more bool, err error) {
	switch {
	case name == "row" && r.depth == depthRow:
		return r.row()
	case name == "c" && r.depth == depthCell:
		return true, r.oneCell()
	case r.depth <= depthCell:
		err = fmt.Errorf("row %d: rows and cells are nested in a way that is not known", r.line)
	}
	return true, err
}

func (r *reader) row() (more bool, err error) {
	if !r.closes {
		err = r.startRow()
	}
	if err == nil && (r.closes || r.empty) {
		return r.endRow()
	}
	return true, err
}

func (r *reader) oneCell() (err error) {
	if !r.closes {
		err = r.startCell()
	}
	if err == nil && (r.closes || r.empty) {
		err = r.endCell()
	}
	return err
}

func (r *reader) startRow() (err error) {
	if r.line, err = r.rowNumber(r.line); err != nil {
		return err
	}
	height, err := strconv.ParseFloat(string(r.attr("ht")), 64)
	r.hidden = r.flag("hidden") || err == nil && height == 0
	r.column, r.cells, r.marks, r.dates = 0, r.cells[:0], r.marks[:0], r.dates[:0]
	return nil
}

func (r *reader) endRow() (more bool, err error) {
	r.cells = trim(r.cells)
	if r.total += len(r.cells); r.total > mostCells {
		return false, beyond("row %d: up to here it has more cells than the %d that are read", r.line, mostCells)
	}
	if r.yield == nil || len(r.cells) == 0 && len(r.marks) == 0 {
		return true, nil
	}
	return r.yield(Record{Line: r.line, Cells: r.cells, Hidden: r.hidden, Marks: r.marks, Dates: r.dates}), nil
}

func (r *reader) startCell() (err error) {
	if r.column, err = r.columnNumber(r.line, r.column); err != nil {
		return err
	}
	r.cell = cell{kind: kindName(r.attr("t")), style: number(r.attr("s")), value: r.cell.value[:0]}
	r.inline.reset()
	return nil
}

// kindName gives the word for a type without making a text of it each time.
func kindName(t []byte) string {
	for _, known := range []string{"s", "n", "str", "inlineStr", "b", "e", "d"} {
		if string(t) == known {
			return known
		}
	}
	return string(t)
}

// content takes what stands in a cell.
func (r *reader) content(name string) {
	switch {
	case r.cell.written && r.depth > depthValue:
		r.inline.tag(&r.scanner, depthValue)
	case r.depth != depthValue:
	case name == "f":
		r.cell.formula = true
	case name == "is":
		r.cell.written = true
	case name == "v":
		r.cell.valued = true
		if r.closes {
			r.cell.value = append(r.cell.value[:0], r.text...)
		}
		r.collect = !r.closes && !r.empty
	}
}

// endCell puts what the cell shows into the row.
func (r *reader) endCell() error {
	if r.cell.formula || r.cell.holds() {
		r.layout.width = max(r.layout.width, r.column)
	}
	if r.yield == nil {
		return nil
	}
	gaveNothing := r.cell.kind == "str" && r.cell.valued // a text that is empty
	if r.cell.formula && !r.cell.holds() && !gaveNothing {
		r.marks = append(r.marks, Mark{r.column - 1, MarkNoValue})
		return nil
	}
	if r.cell.kind == "e" {
		r.marks = append(r.marks, Mark{r.column - 1, MarkError})
	}
	text, err := r.shows()
	if err != nil {
		return fmt.Errorf("cell %s%d: %w", Letters(r.column-1), r.line, err)
	}
	return r.put(text)
}

// holds tells whether the cell has a value.
func (c *cell) holds() bool { return len(c.value) > 0 || c.written }

// put puts a text into the row.
func (r *reader) put(text string) error {
	if text == "" {
		return nil
	}
	if r.bytes += len(text); r.bytes > mostTexts {
		return beyond("row %d: up to here it has more text than the %d MB that are read", r.line, mostTexts>>20)
	}
	for len(r.cells) < r.column {
		r.cells = append(r.cells, "")
	}
	r.cells[r.column-1] = text
	return nil
}

// shows is the text that the cell shows.
func (r *reader) shows() (string, error) {
	code := r.formats.of(r.cell.style)
	switch r.cell.kind {
	case "s":
		return r.points(code)
	case "inlineStr":
		text := r.cell.value
		if r.cell.written {
			text = r.inline.text
		}
		return r.formats.text(unescape(text), code)
	case "str":
		return unescape(r.cell.value), nil
	}
	value := strings.TrimSpace(string(r.cell.value))
	switch {
	case value == "":
		return "", nil
	case r.cell.kind == "" || r.cell.kind == "n":
		if day := r.formats.day(value, code); day != "" {
			r.dates = append(r.dates, Date{r.column - 1, day})
		}
		return r.formats.number(value, code)
	case r.cell.kind == "b":
		return truth(value), nil
	case r.cell.kind == "d":
		return r.formats.date(value, code)
	case r.cell.kind == "e":
		return value, nil
	}
	return "", errors.New("it is of a type that workbooks do not have")
}

// points is the shared text that the cell points at.
func (r *reader) points(code string) (string, error) {
	value := strings.TrimSpace(string(r.cell.value))
	if value == "" {
		return "", nil
	}
	i, err := strconv.Atoi(value)
	if err != nil {
		return "", errors.New("it points at no text")
	}
	text, err := r.shared.at(i)
	if err != nil {
		return "", err
	}
	return r.formats.text(text, code)
}

// truth is what a cell shows for a truth value.
func truth(value string) string {
	switch value {
	case "1", "true":
		return "TRUE"
	case "0", "false":
		return "FALSE"
	}
	return value
}
