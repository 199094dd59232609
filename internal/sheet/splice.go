package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// ErrFormula is returned by Splice where a formula stands in a cell to be replaced.
var ErrFormula = errors.New("a formula stands in the place of a new cell")

// Edit says how Splice changes a sheet. What is nil leaves its part as it is.
type Edit struct {
	Head func(xml []byte) []byte // gives what stands before the rows anew
	Line func(line int) Line     // called once for every row, in order
	Tail func(xml []byte) []byte // gives what comes after the rows anew, from the end of their element on
}

// Line is what changes in a row.
type Line struct {
	Cells  []NewCell // in ascending order of columns
	Height float64   // of the row at least, in points
}

// NewCell is a cell with a text and a style of its workbook, put in the place of
// the one that stands there; column 0 is A. One with neither takes the cell
// away. With Restyle the cell that stands there stays, with the style that it
// gives for its own; where there is none, an empty one gets it.
type NewCell struct {
	Column  int
	Text    string
	Style   int
	Restyle func(style int) int
}

// Splice copies the part of a worksheet from r to w with changes; everything
// else stays byte for byte. It holds one row's cells at most, beside what stands
// before and after the rows. It returns ErrFormula when a formula would be lost.
func Splice(w io.Writer, r io.Reader, e Edit) error {
	s := &splicer{scanner: scanner{in: r}, edit: e, to: w}
	s.spill = func() {
		s.keep(s.end)
		s.copied = 0 // the scanner moves what comes after it to the front
	}
	for s.scan() {
		if err := s.change(); err != nil {
			return err
		}
	}
	s.keep(len(s.xml))
	if s.err == nil && s.state != behindRows {
		s.err = errors.New("it has no rows")
	}
	if s.err != nil {
		return s.err
	}
	return s.hand(s.edit.Tail)
}

// States of a splicer.
const (
	beforeRows = iota
	inRows
	behindRows
)

// splicer copies a part up to the tag at hand and puts cells between.
type splicer struct {
	scanner
	edit   Edit
	to     io.Writer
	out    []byte // what is not written yet
	copied int    // what of the held XML is in out, or left out
	state  int
	height float64 // of rows that do not say theirs
	cols   []colStyle
	row    int
	style  int // of the row
	column int // of the last cell of the row, from 1
	prefix string
	put    []NewCell // what is still to be put into the row
	drop   bool      // the cell at hand is left out
}

// colStyle is the style of the cells of some columns that are not there.
type colStyle struct{ from, to, style int }

// keep copies up to a place of the held XML, unless that is left out.
func (s *splicer) keep(to int) {
	if !s.drop {
		s.out = append(s.out, s.xml[s.copied:to]...)
	}
	s.copied = to
	if s.state == inRows && len(s.out) >= readSize {
		s.flush()
	}
}

func (s *splicer) flush() {
	if _, err := s.to.Write(s.out); err != nil && s.err == nil {
		s.err = err
	}
	s.out = s.out[:0]
}

// hand writes what was gathered as change gives it anew.
func (s *splicer) hand(change func([]byte) []byte) error {
	if change != nil {
		s.out = change(s.out)
	}
	s.flush()
	s.out = nil // it may be the caller's
	return s.err
}

// depths of elements in the part of a sheet.
const (
	depthRows = iota + 2
	depthRow
	depthCell
	depthValue
)

// change passes the tag at hand.
func (s *splicer) change() error {
	switch {
	case string(s.name) == "sheetData" && s.depth == depthRows:
		return s.border()
	case s.state == beforeRows:
		s.defaults()
	case s.state == inRows:
		return s.inside(string(s.name))
	}
	return nil
}

// inside passes a tag of the rows.
func (s *splicer) inside(name string) error {
	switch {
	case s.depth == depthRow && name == "row":
		return s.line()
	case s.depth == depthCell && name == "c":
		return s.cell()
	case s.depth == depthCell && !s.closes:
		s.rest() // what may follow the cells of a row
	case s.drop && s.depth == depthValue && !s.closes && name == "f":
		return fmt.Errorf("row %d: %w", s.row, ErrFormula)
	}
	return nil
}

// border passes the beginning or the end of all rows.
func (s *splicer) border() error {
	if s.state == behindRows || s.closes != (s.state == inRows) {
		return errRowsTwice
	}
	change := s.edit.Head
	if s.closes {
		change = nil
	}
	s.keep(s.start)
	s.state++
	err := s.hand(change)
	if s.empty {
		s.state++
	}
	return err
}

// defaults notes what goes for rows and cells that do not say.
func (s *splicer) defaults() {
	switch {
	case s.closes:
	case string(s.name) == "sheetFormatPr":
		s.height, _ = strconv.ParseFloat(string(s.attr("defaultRowHeight")), 64)
	case string(s.name) == "col":
		from, to, style := number(s.attr("min")), number(s.attr("max")), number(s.attr("style"))
		if style > 0 {
			s.cols = append(s.cols, colStyle{from, to, style})
		}
	}
}

// number is a whole number, 0 where there is none.
func number(text []byte) int {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// line passes the beginning or the end of a row.
func (s *splicer) line() error {
	if s.closes {
		s.rest()
		return nil
	}
	var err error
	if s.row, err = s.rowNumber(s.row); err != nil {
		return err
	}
	s.column, s.style = 0, number(s.attr("s"))
	if s.edit.Line == nil {
		return nil
	}
	l := s.edit.Line(s.row)
	if s.put = l.Cells; len(s.put) == 0 && l.Height == 0 {
		return nil
	}
	s.prefix = prefixOf(s.xml[s.start+1 : s.end-1])
	s.keep(s.start)
	s.out = append(s.out, s.opening(l.Height)...)
	s.copied = s.end
	if s.empty {
		s.writeAll()
		s.write("</", s.prefix, "row>")
	}
	return nil
}

var (
	spansAttr  = regexp.MustCompile(`\s+spans=("[^"]*"|'[^']*')`) // how far the writer of a row says that it reaches; none need say it
	heightAttr = regexp.MustCompile(`\s+(ht|customHeight)=("[^"]*"|'[^']*')`)
)

// opening is the tag of a row without its end, of that height at least.
func (s *splicer) opening(height float64) []byte {
	tag := spansAttr.ReplaceAll(bytes.TrimRight(s.xml[s.start:s.end], "/>"), nil)
	const usual = 15 // points, where a sheet does not say
	now, err := strconv.ParseFloat(string(s.attr("ht")), 64)
	if err != nil {
		now = max(s.height, usual)
	}
	if height > now && now > 0 { // a row without height is hidden
		tag = fmt.Appendf(heightAttr.ReplaceAll(tag, nil), ` ht="%g" customHeight="1"`, height)
	}
	return append(tag, '>')
}

// cell passes the beginning or the end of a cell.
func (s *splicer) cell() error {
	if s.closes {
		if s.drop {
			s.drop, s.copied = false, s.end
		}
		return nil
	}
	var err error
	if s.column, err = s.columnNumber(s.row, s.column); err != nil {
		return err
	}
	at := s.column - 1
	if len(s.put) == 0 || s.put[0].Column > at {
		return nil
	}
	s.keep(s.start)
	for len(s.put) > 0 && s.put[0].Column < at {
		s.writeNext()
	}
	if len(s.put) == 0 || s.put[0].Column > at {
		return nil
	}
	if restyle := s.put[0].Restyle; restyle != nil {
		s.restyle(restyle(number(s.attr("s"))))
		s.put = s.put[1:]
	} else {
		s.writeNext()
		s.drop = !s.empty
	}
	s.copied = s.end
	return nil
}

var styleAttr = regexp.MustCompile(`\s+s=("[^"]*"|'[^']*')`)

// restyle writes the tag of the cell at hand with another style.
func (s *splicer) restyle(style int) {
	tag := bytes.TrimRight(s.xml[s.start:s.end], "/>")
	s.out = append(s.out, styleAttr.ReplaceAll(tag, nil)...)
	s.write(` s="`, strconv.Itoa(style), `"`)
	if s.empty {
		s.write("/")
	}
	s.write(">")
}

// rest puts what is left before the tag at hand.
func (s *splicer) rest() {
	if len(s.put) > 0 {
		s.keep(s.start)
		s.writeAll()
	}
}

func (s *splicer) writeAll() {
	for len(s.put) > 0 {
		s.writeNext()
	}
}

func (s *splicer) write(texts ...string) {
	for _, t := range texts {
		s.out = append(s.out, t...)
	}
}

// Write takes escaped text.
func (s *splicer) Write(p []byte) (int, error) {
	s.out = append(s.out, p...)
	return len(p), nil
}

// escapes is what a spreadsheet program takes for the code of a character.
var escapes = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// writeNext puts the next cell.
func (s *splicer) writeNext() {
	c := s.put[0]
	s.put = s.put[1:]
	if c.Restyle != nil {
		c.Style = c.Restyle(s.styleOf(c.Column + 1))
	}
	if c.Text == "" && c.Style == 0 {
		return
	}
	p := s.prefix
	s.write("<", p, `c r="`, Letters(c.Column), strconv.Itoa(s.row), `"`)
	if c.Style != 0 {
		s.write(` s="`, strconv.Itoa(c.Style), `"`)
	}
	if c.Text == "" {
		s.write("/>")
		return
	}
	s.write(` t="inlineStr"><`, p, "is><", p, `t xml:space="preserve">`)
	text := escapes.ReplaceAllString(fitting(c.Text), "_x005F$0")
	_ = xml.EscapeText(s, []byte(text)) // a splicer takes everything
	s.write("</", p, "t></", p, "is></", p, "c>")
}

// styleOf is the style of a cell that is not there.
func (s *splicer) styleOf(column int) int {
	if s.style != 0 {
		return s.style
	}
	for _, c := range s.cols {
		if c.from <= column && column <= c.to {
			return c.style
		}
	}
	return 0
}

// fitting cuts a text to what a cell holds.
func fitting(text string) string {
	const most = 32_767 // UTF-16 units, of spreadsheet programs
	if len(text) <= most {
		return text
	}
	units := utf16.Encode([]rune(text))
	return string(utf16.Decode(units[:min(most, len(units))]))
}

// prefixOf is the prefix of an element's name with its colon.
func prefixOf(tag []byte) string {
	name := tag
	if end := bytes.IndexAny(tag, " \t\r\n/"); end >= 0 {
		name = tag[:end]
	}
	return string(name[:bytes.IndexByte(name, ':')+1])
}
