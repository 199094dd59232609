package sheet

import (
	"bytes"
	"strings"
)

// span is a part of a body: where it starts and where it ends.
type span struct{ start, end int }

// parser cuts a text into lines and cells. A line ends with \n, \r\n or \r. A
// quote opens a quoted cell where a cell starts and is a character like any
// other inside an unquoted one, as spreadsheet programs read it. What cannot be
// read in one way only is an error: reading on would join cells that are not
// one, or cut one that is.
type parser struct {
	body  []byte
	comma string

	line  int      // number of the line read last, from 1; a line break inside a cell starts none
	cells []string // its texts
	spans []span   // where its cells stand in the body, with their quotes
	ends  int      // where it ends in the body, without its line end
	at    int      // where the next line starts

	lf, cr int // the next of each at or after at; the length of the body for none
}

func newParser(body []byte, start int, comma rune) *parser {
	return &parser{body: body, comma: string(comma), at: start, lf: -1, cr: -1}
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
	if bytes.IndexByte(p.body[p.at:end], '"') >= 0 {
		return true, p.quoted()
	}
	p.plain(p.at, end)
	p.ends = end
	p.pass(end)
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
	line := string(p.body[start:end])
	for {
		i := strings.Index(line, p.comma)
		if i < 0 {
			break
		}
		p.cells, p.spans = append(p.cells, line[:i]), append(p.spans, span{start, start + i})
		line, start = line[i+len(p.comma):], start+i+len(p.comma)
	}
	p.cells, p.spans = append(p.cells, line), append(p.spans, span{start, end})
}

// quoted cuts a line that has quotes, cell by cell.
func (p *parser) quoted() error {
	at := p.at
	for {
		text, end, err := p.cell(at)
		if err != nil {
			return err
		}
		p.cells, p.spans = append(p.cells, text), append(p.spans, span{at, end})
		if !bytes.HasPrefix(p.body[end:], []byte(p.comma)) {
			p.ends = end
			p.pass(end)
			return nil
		}
		at = end + len(p.comma)
	}
}

// cell reads the cell that starts there.
func (p *parser) cell(start int) (text string, end int, err error) {
	if start < len(p.body) && p.body[start] == '"' {
		return p.inQuotes(start)
	}
	end = p.lineEnd(start)
	if i := bytes.Index(p.body[start:end], []byte(p.comma)); i >= 0 {
		end = start + i
	}
	raw := p.body[start:end]
	if inside := bytes.TrimLeft(raw, " "); bytes.HasPrefix(inside, []byte{'"'}) && bytes.Count(inside, []byte{'"'})%2 == 1 {
		return "", 0, &quoteError{end - len(inside), cutCell}
	}
	return string(raw), end, nil
}

// inQuotes reads a cell from its opening quote on. Spaces between its closing
// quote and the delimiter belong to it, as spreadsheet programs have it.
func (p *parser) inQuotes(open int) (text string, end int, err error) {
	doubled := false
	closing := open + 1
	for {
		i := bytes.IndexByte(p.body[closing:], '"')
		if i < 0 {
			return "", 0, &quoteError{open, unclosed}
		}
		closing += i
		if closing+1 == len(p.body) || p.body[closing+1] != '"' {
			break
		}
		doubled = true
		closing += 2
	}
	end = closing + 1
	for end < len(p.body) && p.body[end] == ' ' {
		end++
	}
	if !p.cellEnds(end) {
		return "", 0, &quoteError{closing, undoubled}
	}
	text = string(p.body[open+1 : closing])
	if doubled {
		text = strings.ReplaceAll(text, `""`, `"`)
	}
	return text + string(p.body[closing+1:end]), end, nil
}

func (p *parser) cellEnds(at int) bool {
	return at == len(p.body) || p.body[at] == '\n' || p.body[at] == '\r' || bytes.HasPrefix(p.body[at:], []byte(p.comma))
}

// swallowed tells whether the line just read is several that quotes out of
// place have made one: each line of text has as many delimiters as a whole
// line of that table. A cell may hold such a text by chance where the columns
// are few, so that their number has to be wrong too.
func (p *parser) swallowed(columns int) bool {
	if columns < 3 || columns < 5 && len(p.cells) == columns {
		return false
	}
	rest := p.body[p.spans[0].start:p.ends]
	lines := 0
	for more := true; more; lines++ {
		var line []byte
		if end := bytes.IndexAny(rest, "\r\n"); end >= 0 {
			line, rest = rest[:end], bytes.TrimPrefix(bytes.TrimPrefix(rest[end:], []byte("\r")), []byte("\n"))
		} else {
			line, more = rest, false
		}
		if bytes.Count(line, []byte(p.comma)) != columns-1 {
			return false
		}
	}
	return lines > 1
}
