package sheet

import (
	"bytes"
	"strings"
)

// span is where a cell stands in a body, with its quotes.
type span struct {
	start, end int
	closing    int  // the quote that closes it; 0 for none
	doubled    bool // there are quotes inside
}

// parser cuts a text into lines and cells. A line ends with \n, \r\n or \r. A
// quote opens a quoted cell where a cell starts and is a character like any
// other inside an unquoted one, as spreadsheet programs read it. What cannot be
// read in one way only is an error: reading on would join cells that are not
// one, or cut one that is.
type parser struct {
	body  []byte
	comma []byte // the delimiter

	line  int      // number of the line read last, from 1; a line break inside a cell starts none
	cells []string // its texts
	spans []span   // where its cells stand in the body, with their quotes
	ends  int      // where it ends in the body, without its line end
	inner bool     // a cell of it has line breaks
	at    int      // where the next line starts

	lf, cr int // the next of each at or after at; the length of the body for none
}

func newParser(body []byte, start int, comma rune) *parser {
	return &parser{body: body, comma: []byte(string(comma)), at: start, lf: -1, cr: -1}
}

// quoteError is a quote out of place.
type quoteError struct {
	at   int // in the body
	what string
}

func (e *quoteError) Error() string { return e.what }

const (
	unclosed  = `a quote (") that opens a cell here is not closed before the end of the file`
	undoubled = `a quote (") inside a quoted cell is not doubled, or an earlier one is not closed`
	cutCell   = `a space stands before the quote (") that opens a cell, so that the delimiters inside cut the cell`
)

// next reads the next line that is not empty. It tells whether there was one.
func (p *parser) next() (bool, error) {
	end := p.lineEnd(p.at)
	for end == p.at {
		if end == len(p.body) {
			return false, nil
		}
		p.pass(end)
		p.line++
		end = p.lineEnd(p.at)
	}
	p.line++
	p.cells, p.spans = p.cells[:0], p.spans[:0]
	if bytes.IndexByte(p.body[p.at:end], '"') < 0 {
		p.plain(p.at, end)
	} else if err := p.quoted(); err != nil {
		return false, err
	}
	p.inner = p.ends > end
	p.pass(p.ends)
	return true, nil
}

// lineEnd finds the first line end at or after a place. The places found are
// kept, for a text may have only one of the two.
func (p *parser) lineEnd(from int) int {
	p.lf, p.cr = p.find('\n', p.lf, from), p.find('\r', p.cr, from)
	return min(p.lf, p.cr)
}

func (p *parser) find(c byte, known, from int) int {
	if known >= from {
		return known
	}
	if i := bytes.IndexByte(p.body[from:], c); i >= 0 {
		return from + i
	}
	return len(p.body)
}

// pass goes behind the line end that stands there.
func (p *parser) pass(end int) {
	p.at = end
	if p.at < len(p.body) {
		p.at++
		if p.body[end] == '\r' && p.at < len(p.body) && p.body[p.at] == '\n' {
			p.at++
		}
	}
}

// plain cuts a line without quotes.
func (p *parser) plain(start, end int) {
	line, comma := string(p.body[start:end]), string(p.comma)
	for {
		i := strings.Index(line, comma)
		if i < 0 {
			break
		}
		p.cells, p.spans = append(p.cells, line[:i]), append(p.spans, span{start: start, end: start + i})
		line, start = line[i+len(comma):], start+i+len(comma)
	}
	p.cells, p.spans = append(p.cells, line), append(p.spans, span{start: start, end: end})
	p.ends = end
}

// quoted cuts a line that has quotes: first it finds the cells, then it takes
// their texts from one string.
func (p *parser) quoted() error {
	start := p.at
	for at := start; ; {
		cell, err := p.cell(at)
		if err != nil {
			return err
		}
		p.spans = append(p.spans, cell)
		p.ends = cell.end
		if !p.divides(cell.end) {
			break
		}
		at = cell.end + len(p.comma)
	}
	line := string(p.body[start:p.ends])
	for _, cell := range p.spans {
		p.cells = append(p.cells, cell.text(line, start))
	}
	return nil
}

// text is what the cell says; the line starts there in the body.
func (s span) text(line string, start int) string {
	if s.closing == 0 {
		return line[s.start-start : s.end-start]
	}
	inside := line[s.start+1-start : s.closing-start]
	if s.doubled {
		inside = strings.ReplaceAll(inside, `""`, `"`)
	}
	if s.closing+1 < s.end {
		inside += line[s.closing+1-start : s.end-start]
	}
	return inside
}

// cell finds the cell that starts there.
func (p *parser) cell(start int) (span, error) {
	if start < len(p.body) && p.body[start] == '"' {
		return p.inQuotes(start)
	}
	end := p.lineEnd(start)
	if i := bytes.Index(p.body[start:end], p.comma); i >= 0 {
		end = start + i
	}
	inside := bytes.TrimLeft(p.body[start:end], " ")
	if bytes.HasPrefix(inside, []byte{'"'}) && bytes.Count(inside, []byte{'"'})%2 == 1 {
		return span{}, &quoteError{end - len(inside), cutCell}
	}
	return span{start: start, end: end}, nil
}

// inQuotes finds a cell by its opening quote. Spaces between its closing quote
// and the delimiter belong to it, as spreadsheet programs have it.
func (p *parser) inQuotes(open int) (span, error) {
	cell := span{start: open, closing: open + 1}
	for {
		i := bytes.IndexByte(p.body[cell.closing:], '"')
		if i < 0 {
			return span{}, &quoteError{open, unclosed}
		}
		cell.closing += i
		if cell.closing+1 == len(p.body) || p.body[cell.closing+1] != '"' {
			break
		}
		cell.doubled = true
		cell.closing += 2
	}
	cell.end = cell.closing + 1
	for cell.end < len(p.body) && p.body[cell.end] == ' ' {
		cell.end++
	}
	if !p.cellEnds(cell.end) {
		return span{}, &quoteError{cell.closing, undoubled}
	}
	return cell, nil
}

func (p *parser) cellEnds(at int) bool {
	return p.divides(at) || at == len(p.body) || p.body[at] == '\n' || p.body[at] == '\r'
}

// divides tells whether a delimiter stands there.
func (p *parser) divides(at int) bool {
	n := len(p.comma)
	return at+n <= len(p.body) && p.body[at] == p.comma[0] && (n == 1 || bytes.HasPrefix(p.body[at:], p.comma))
}

// swallowed tells whether the line just read is several that quotes out of
// place have made one: each line of text has as many delimiters as a whole
// line of that table. A cell may hold such a text by chance where the columns
// are few, so that their number has to be wrong too.
func (p *parser) swallowed(columns int) bool {
	if !p.inner || columns < 3 || columns < 5 && len(p.cells) == columns {
		return false
	}
	rest := p.body[p.spans[0].start:p.ends]
	for more := true; more; {
		var line []byte
		if end := bytes.IndexAny(rest, "\r\n"); end >= 0 {
			line, rest = rest[:end], bytes.TrimPrefix(bytes.TrimPrefix(rest[end:], []byte("\r")), []byte("\n"))
		} else {
			line, more = rest, false
		}
		if bytes.Count(line, p.comma) != columns-1 {
			return false
		}
	}
	return true
}
