package sheet

import (
	"bytes"
	"regexp"
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
	columns   int // in most of the lines that it divides
	lines     int // that have so many columns
	of        int // lines looked at
}

// sniff finds the delimiter that divides the most of the first lines into the
// same number of columns; among equals the one with the most columns.
func sniff(body []byte, candidates string) fit {
	first, _ := utf8.DecodeRuneInString(candidates)
	best := fit{delimiter: first}
	for _, c := range candidates {
		f := fitOf(body, c)
		if f.lines > best.lines || f.lines == best.lines && f.columns > best.columns {
			best = f
		}
	}
	return best
}

const enough = 30 // lines tell the dialect: more tell no more

func fitOf(body []byte, delimiter rune) fit {
	f := fit{delimiter: delimiter}
	agree := make(map[int]int)
	for p := newParser(head(body), 0, delimiter); f.of < enough; f.of++ {
		ok, err := p.next()
		if !ok || err != nil {
			break
		}
		if n := len(p.cells); n > 1 {
			agree[n]++
		}
	}
	for columns, lines := range agree {
		if lines > f.lines || lines == f.lines && columns > f.columns {
			f.columns, f.lines = columns, lines
		}
	}
	return f
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
