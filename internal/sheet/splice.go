package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// ErrFormula is returned by Splice where a formula stands in a cell to be replaced.
var ErrFormula = errors.New("a formula stands in the place of a new cell")

// TextCell is a cell with a text and a style of its workbook; column 0 is A.
// One with neither is an empty cell.
type TextCell struct {
	Column int
	Text   string
	Style  int
}

// Splice appends the rows of a worksheet, the content of its element sheetData,
// to dst, with cells put into them in the place of those that stand in their
// columns; everything else stays byte for byte. cells is called once for every
// row, in order, and gives what is to be put there in ascending order of
// columns. It returns ErrFormula when a formula would be lost.
func Splice(dst, rows []byte, cells func(line int) []TextCell) ([]byte, error) {
	s := &splicer{scanner: scanner{xml: rows}, cells: cells, out: appender{dst}}
	for s.scan() {
		if err := s.tag(); err != nil {
			return nil, err
		}
	}
	s.keep(len(rows))
	return s.out.text, nil
}

// appender grows by less than a bytes.Buffer, which doubles.
type appender struct{ text []byte }

func (a *appender) Write(p []byte) (int, error) {
	a.text = append(a.text, p...)
	return len(p), nil
}

func (a *appender) put(texts ...string) {
	for _, t := range texts {
		a.text = append(a.text, t...)
	}
}

// splicer copies rows up to the tag at hand and puts cells between.
type splicer struct {
	scanner
	cells  func(line int) []TextCell
	out    appender
	copied int // what of the rows is in out, or left out
	row    int
	column int // of the last cell of the row, from 1
	prefix string
	put    []TextCell // what is still to be put into the row
	inside bool       // a cell of the row that is kept or left out
	drop   bool       // that cell is left out
}

func (s *splicer) keep(to int) {
	s.out.text = append(s.out.text, s.xml[s.copied:to]...)
	s.copied = to
}

func (s *splicer) tag() error {
	name, attrs := splitTag(bytes.TrimPrefix(s.xml[s.start+1:s.end-1], []byte("/")))
	switch string(name) {
	case "row":
		s.line(attrs)
	case "c":
		s.cell(attrs)
	case "f":
		if s.drop && !s.closes {
			return fmt.Errorf("row %d: %w", s.row, ErrFormula)
		}
	default:
		if !s.inside { // what may follow the cells of a row
			s.rest()
		}
	}
	return nil
}

// spans is how far the writer of a row says that it reaches; a row need not say it.
var spans = regexp.MustCompile(`\s+spans=("[^"]*"|'[^']*')`)

// line passes the beginning or the end of a row.
func (s *splicer) line(attrs []byte) {
	if s.closes {
		s.rest()
		return
	}
	n, err := strconv.Atoi(string(reference(attrs)))
	if err != nil {
		n = s.row + 1
	}
	s.row, s.column = n, 0
	if s.put = s.cells(n); len(s.put) == 0 {
		return
	}
	s.prefix = prefixOf(s.xml[s.start+1 : s.end-1])
	s.keep(s.start)
	s.out.put(string(spans.ReplaceAll(bytes.TrimRight(s.xml[s.start:s.end], "/>"), nil)), ">")
	s.copied = s.end
	if s.empty {
		s.writeAll()
		s.out.put("</", s.prefix, "row>")
	}
}

// cell passes the beginning or the end of a cell.
func (s *splicer) cell(attrs []byte) {
	if s.closes {
		if s.drop {
			s.copied = s.end
		}
		s.inside, s.drop = false, false
		return
	}
	n := columnOf(reference(attrs))
	if n == 0 {
		n = s.column + 1
	}
	s.column, s.inside = n, !s.empty
	if len(s.put) == 0 || s.put[0].Column > n-1 {
		return
	}
	s.keep(s.start)
	for len(s.put) > 0 && s.put[0].Column < n-1 {
		s.write()
	}
	if len(s.put) > 0 && s.put[0].Column == n-1 {
		s.write()
		s.drop, s.copied = !s.empty, s.end
	}
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
		s.write()
	}
}

// escapes is what a spreadsheet program takes for the code of a character.
var escapes = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// write puts the next cell.
func (s *splicer) write() {
	c := s.put[0]
	s.put = s.put[1:]
	if c.Text == "" && c.Style == 0 {
		return
	}
	p := s.prefix
	s.out.put("<", p, `c r="`, Letters(c.Column), strconv.Itoa(s.row), `"`)
	if c.Style != 0 {
		s.out.put(` s="`, strconv.Itoa(c.Style), `"`)
	}
	if c.Text == "" {
		s.out.put("/>")
		return
	}
	s.out.put(` t="inlineStr"><`, p, "is><", p, `t xml:space="preserve">`)
	text := escapes.ReplaceAllString(fitting(c.Text), "_x005F$0")
	_ = xml.EscapeText(&s.out, []byte(text)) // an appender takes everything
	s.out.put("</", p, "t></", p, "is></", p, "c>")
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

// scanner goes from tag to tag of well-formed XML, past comments and the like.
type scanner struct {
	xml           []byte
	start, end    int // of the tag at hand with its brackets
	closes, empty bool
}

func (s *scanner) scan() bool {
	for {
		at := bytes.IndexByte(s.xml[s.end:], '<')
		if at < 0 {
			return false
		}
		s.start = s.end + at
		rest := s.xml[s.start:]
		n, markup := 0, false
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			n = after(rest, "-->")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			n = after(rest, "]]>")
		case bytes.HasPrefix(rest, []byte("<?")):
			n = after(rest, "?>")
		default:
			n, markup = tagLength(rest), true
		}
		if n == 0 {
			return false
		}
		s.end = s.start + n
		if markup {
			s.closes, s.empty = rest[1] == '/', rest[n-2] == '/'
			return true
		}
	}
}

func after(xml []byte, end string) int {
	if i := bytes.Index(xml, []byte(end)); i >= 0 {
		return i + len(end)
	}
	return 0
}

// tagLength finds the bracket that closes a tag; one in a value does not.
func tagLength(xml []byte) int {
	quote := byte(0)
	for i, c := range xml {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return 0
}
