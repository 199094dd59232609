package sheet

import (
	"bytes"
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"
)

// delimiters are tried in this order; the first wins where several fit equally.
const delimiters = ",;\t|"

// wideDelimiters look like delimiters to a person and are none.
const wideDelimiters = "，；｜、"

// sepLine is what Excel writes and reads to say the delimiter.
var sepLine = regexp.MustCompile(`^(?i:"?sep=)([^"\r\n])"?(\r\n?|\n)`)

// settleDialect finds where the lines start, what ends them and the delimiter.
func (t *text) settleDialect() error {
	for bytes.HasPrefix(t.body[t.start:], []byte(bom)) {
		t.start += len(bom) // some programs write the mark twice
	}
	candidates := delimiters
	if m := sepLine.FindSubmatch(t.body[t.start:]); m != nil {
		t.format.SepLine, candidates = true, string(m[1])
		t.start += len(m[0])
	}
	best := sniff(t.body[t.start:], candidates)
	if best.lines == 0 && !t.format.SepLine {
		if wide := sniff(t.body[t.start:], wideDelimiters); wide.lines > 1 && wide.lines == wide.of {
			return &FormatError{Name: t.name, What: "the cells are separated by a full-width character (" + string(wide.delimiter) + ")",
				Hint: "put a comma in its place, and straight quotes around cells that hold one"}
		}
	}
	t.format.Delimiter, t.columns = best.delimiter, best.columns
	t.settleLineEnd()
	return nil
}

// settleLineEnd finds what ends the first line that is not empty.
func (t *text) settleLineEnd() {
	p := t.parser()
	if _, err := p.next(); err != nil {
		p.ends = p.lineEnd(t.start)
	}
	end := t.body[p.ends:]
	switch {
	case len(end) == 0 || bytes.HasPrefix(end, []byte("\r\n")):
		t.format.LineEnd = "\r\n" // the usual one of CSV, RFC 4180, where nothing tells
	default:
		t.format.LineEnd = string(end[:1])
	}
}

// fit is how well a delimiter fits the first lines.
type fit struct {
	delimiter rune
	columns   int // in most of the records that it divides
	lines     int // of the text, in records that have so many columns
	stray     int // of these, in records with a quote that is out of place
	of        int // lines looked at
}

// sniff finds the delimiter that divides the largest part of the first lines into
// the same number of columns; among equals the one with the most columns.
func sniff(body []byte, candidates string) fit {
	first, _ := utf8.DecodeRuneInString(candidates)
	best := fit{delimiter: first}
	for _, c := range candidates {
		if f := fitOf(body, c); f.lines > 0 && f.compare(best) > 0 {
			best = f
		}
	}
	return best
}

// compare is above 0 where f fits better. The lines of a quoted cell count as
// part of their record, so that a delimiter inside it wins nothing; a record with
// a quote out of place counts half, for it is mostly a quoted cell that a wrong
// delimiter cuts.
func (f fit) compare(other fit) int {
	mine, others := (2*f.lines-f.stray)*max(other.of, 1), (2*other.lines-other.stray)*max(f.of, 1)
	return cmp.Or(cmp.Compare(mine, others), cmp.Compare(f.columns, other.columns))
}

const enough = 30 // records tell the dialect: more tell no more

func fitOf(body []byte, delimiter rune) fit {
	f := fit{delimiter: delimiter}
	like := make(map[int]*tally) // by the number of columns
	p := newParser(head(body), 0, delimiter)
	for range enough {
		from := p.at
		ok, err := p.next()
		if err != nil {
			p.pass(p.lineEnd(p.at)) // the next line may be a record again
			f.of++
			continue
		}
		if !ok {
			break
		}
		lines := 1
		if p.inner {
			lines += lineEnds(bytes.TrimLeft(p.body[from:p.ends], "\r\n"))
		}
		f.of += lines
		if n := len(p.cells); n > 1 {
			if like[n] == nil {
				like[n] = &tally{}
			}
			like[n].add(lines, p.stray())
		}
	}
	f.settle(like)
	return f
}

// tally counts records with the same number of columns.
type tally struct{ records, lines, stray int }

func (t *tally) add(lines int, stray bool) {
	t.records++
	t.lines += lines
	if stray {
		t.stray += lines
	}
}

// settle takes the number of columns that most records have.
func (f *fit) settle(like map[int]*tally) {
	most := 0
	for columns, t := range like {
		if t.records > most || t.records == most && columns > f.columns {
			most, f.columns, f.lines, f.stray = t.records, columns, t.lines, t.stray
		}
	}
}

// stray tells whether the line just read has a quote in a cell that it does not open.
func (p *parser) stray() bool {
	for i, cell := range p.spans {
		if cell.closing == 0 && strings.IndexByte(p.cells[i], '"') >= 0 {
			return true
		}
	}
	return false
}

// head is what is looked at to find the dialect, whole lines where there are any.
func head(body []byte) []byte {
	const most = 256 << 10
	if len(body) <= most {
		return body
	}
	if end := bytes.LastIndexAny(body[:most], "\r\n"); end >= 0 {
		return body[:end]
	}
	return body[:most]
}
