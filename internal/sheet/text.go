package sheet

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

const bom = "\xef\xbb\xbf"

// text is a CSV as UTF-8.
type text struct {
	name    string
	format  Format
	charset *charset
	raw     []byte // the file behind its byte order mark
	body    []byte // raw as UTF-8
	start   int    // where the lines start in body, behind what is no row
	columns int    // in most of the first lines
}

// decode settles the encoding and reads the text: the encoding that is wanted,
// or else byte order mark, UTF-16 by its pattern, strict UTF-8, statistics.
func (t *text) decode(data []byte, wanted string) error {
	marked := markOf(data)
	switch {
	case wanted != "":
		cs, err := lookup(wanted)
		if err != nil {
			return err
		}
		if marked != nil && marked.name != cs.name {
			return &FormatError{Name: t.name, What: "the text starts with the byte order mark of " + marked.name + ", so that it is not " + cs.name,
				Hint: "leave --encoding out: the mark tells the encoding"}
		}
		t.charset = cs
	case marked != nil:
		t.charset = marked
	default:
		if what := recogniseSevenBits(data); what != kindText {
			return refusals[what].named(t.name)
		}
		t.charset = unmarked(data)
	}
	if t.charset == nil {
		if err := t.guess(data); err != nil {
			return err
		}
	}
	t.format.Encoding, t.format.BOM = t.charset.name, marked != nil
	t.raw = data
	if marked != nil {
		t.raw = data[len(marked.mark):]
	}
	return t.settleBody()
}

// markOf returns the encoding whose byte order mark the data start with, or nil.
func markOf(data []byte) *charset {
	for _, cs := range charsets() {
		if cs.mark != "" && bytes.HasPrefix(data, []byte(cs.mark)) {
			return &cs
		}
	}
	return nil
}

// unmarked returns the encoding that data without a byte order mark prove to
// be: UTF-16 or UTF-8; else nil.
func unmarked(data []byte) *charset {
	order := utf16Order(data)
	for _, cs := range charsets() {
		if cs.name == order || order == "" && cs.name == UTF8 && utf8.Valid(data) {
			return &cs
		}
	}
	return nil
}

// utf16Order tells by the NUL bytes of Latin letters, delimiters and line ends
// which UTF-16 the data are without a mark; "" for none. All of it has to be
// text that way: other data hardly ever are.
func utf16Order(data []byte) string {
	if len(data)%2 != 0 || bytes.IndexByte(data, 0) < 0 {
		return ""
	}
	var nul [2]int // in even places, in odd ones
	for i, c := range data {
		if c == 0 {
			nul[i%2]++
		}
	}
	order := UTF16LE
	if nul[0] > nul[1] {
		order = UTF16BE
	}
	cs, err := lookup(order)
	if err != nil {
		return ""
	}
	text := cs.decode(data)
	lines := bytes.ContainsAny(text, "\r\n") || max(nul[0], nul[1])*4 > len(data)
	if !lines || bytes.ContainsFunc(text, unprintable) {
		return ""
	}
	return order
}

func unprintable(r rune) bool {
	return r == utf8.RuneError || !unicode.IsGraphic(r) && !strings.ContainsRune("\t\r\n\uFEFF", r)
}

// settleBody reads the text, all of which has to be in the encoding.
func (t *text) settleBody() error {
	t.body = t.raw
	if t.charset.codec != nil || !utf8.Valid(t.raw) {
		t.body = t.charset.decode(t.raw)
		if at := t.damage(); at >= 0 {
			e := &FormatError{Name: t.name, What: "the text is damaged there: it is not " + t.format.Encoding, Hint: damagedHint}
			e.Line, e.Column = t.place(at)
			return e
		}
	}
	if bytes.Count(t.body, []byte{0})*4 > len(t.body) {
		return noText.named(t.name)
	}
	return nil
}

const damagedHint = "name another encoding with --encoding, or open the file in a spreadsheet program, look at that line, and save it as CSV UTF-8"

// noText is what is said of a file that is none of those known.
var noText = FormatError{What: "the file holds NUL characters and is no text", Hint: saveCSV}

// damage finds the first place in the body that is no text of the encoding; -1
// for none. A U+FFFD that stands in the file as such is text.
func (t *text) damage() int {
	at, raw := 0, t.raw
	for rest := t.body; ; {
		i := bytes.IndexFunc(rest, func(r rune) bool { return r == utf8.RuneError || r >= 0x80 && r < 0xa0 && t.charset.oneByte() })
		if i < 0 {
			return -1
		}
		raw = raw[t.charset.measure(raw, rest[:i]):]
		own := t.charset.encode(string(utf8.RuneError))
		if !bytes.HasPrefix(raw, own) || t.charset.oneByte() {
			return at + i
		}
		raw = raw[len(own):]
		at, rest = at+i+utf8.RuneLen(utf8.RuneError), rest[i+utf8.RuneLen(utf8.RuneError):]
	}
}
