package sheet

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

const (
	mostText  = 1 << 20 // bytes of a tag, a comment or the text of a cell; spreadsheet programs hold 32,767 characters
	mostDepth = 64      // elements in each other; a sheet has some ten
	readSize  = 64 << 10
)

var (
	errUTF16 = errors.New("it is UTF-16; spreadsheet programs write UTF-8")
	errDTD   = errors.New("it declares a document type, which no workbook has: entities are not resolved")
)

const errTooLong = limitError("it has a text or an element of more than 1 MB; a cell holds 32,767 characters")

// scanner goes from tag to tag of an XML part, and takes nothing on trust:
// what is not well formed ends it with an error. It reads as it goes, and holds
// one tag with the text before it.
type scanner struct {
	in         io.Reader // nil when xml is all there is
	xml        []byte    // what is held
	start, end int       // of the tag at hand with its brackets
	spill      func()    // called before what stands before end is given up; nil: nobody minds

	name          []byte // of the tag at hand, without its prefix
	attrs         []byte
	closes, empty bool
	depth         int // of the element of the tag at hand; the root has 1
	open          []byte
	lengths       []int // of the names in open, which are those of the elements around

	collect bool   // gather the text before the tag
	text    []byte // decoded
	err     error  // what ended it; nil: the part did
	begun   bool
}

// scan goes to the next tag. It is false at the end of the part and where
// something is wrong with it, which err says.
func (s *scanner) scan() bool {
	s.text = s.text[:0]
	for s.err == nil {
		if !s.begin() {
			break
		}
		n, markup := s.construct()
		if s.err != nil {
			break
		}
		from := s.start
		s.end = s.start + n
		if markup {
			s.err = s.tag(s.xml[from:s.end])
			return s.err == nil
		}
	}
	return false
}

// begin finds the next bracket, and takes the text before it.
func (s *scanner) begin() bool {
	from := 0 // what was looked through behind end
	for {
		if at := bytes.IndexByte(s.xml[s.end+from:], '<'); at >= 0 {
			at += from
			if s.collect {
				s.err = s.take(s.xml[s.end : s.end+at])
			}
			s.start = s.end + at
			return s.err == nil
		}
		from = len(s.xml) - s.end
		if s.collect && from > mostText {
			s.err = errTooLong
			return false
		}
		if !s.collect && from > 0 && s.in != nil {
			from = 0
			s.end = len(s.xml) // text that nobody wants
		}
		if !s.more() {
			s.finish()
			return false
		}
	}
}

// finish says whether the part may end here.
func (s *scanner) finish() {
	if s.err == nil && s.in != nil && (len(s.lengths) > 0 || !s.begun) {
		s.err = io.ErrUnexpectedEOF
	}
}

// more reads on, after giving up what stands before end.
func (s *scanner) more() bool {
	if s.in == nil || s.err != nil {
		return false
	}
	if s.spill != nil {
		s.spill()
	}
	s.start -= s.end
	s.xml = append(s.xml[:0], s.xml[s.end:]...)
	s.end = 0
	held := len(s.xml)
	if cap(s.xml)-held < readSize {
		s.xml = append(make([]byte, 0, 2*cap(s.xml)+2*readSize), s.xml...)
	}
	n, err := s.in.Read(s.xml[held : held+readSize])
	s.xml = s.xml[:held+n]
	if !s.begun && (bytes.HasPrefix(s.xml, []byte{0xff, 0xfe}) || bytes.HasPrefix(s.xml, []byte{0xfe, 0xff}) || bytes.IndexByte(s.xml[:min(len(s.xml), 2)], 0) >= 0) {
		s.err = errUTF16
	}
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n > 0 || err == nil
}

// construct measures what starts at start: a tag, or something to be passed.
func (s *scanner) construct() (n int, markup bool) {
	for {
		n, markup = s.measure(s.xml[s.start:])
		if n == 0 && s.err == nil {
			s.err = s.longer(len(s.xml) - s.start)
			if s.err == nil {
				continue
			}
		}
		return n, markup
	}
}

// passed are constructs that are no tags, by how they begin and end.
var passed = []struct{ begin, end string }{{"<!--", "-->"}, {cdata, "]]>"}, {"<?", "?>"}}

const cdata = "<![CDATA["

// measure gives the length of what rest begins with, 0 when its end is not there yet.
func (s *scanner) measure(rest []byte) (n int, markup bool) {
	if len(rest) < len(cdata) && s.in != nil && bytes.IndexByte(rest, '>') < 0 {
		return 0, false // too little to tell
	}
	for _, p := range passed {
		if !bytes.HasPrefix(rest, []byte(p.begin)) {
			continue
		}
		at := bytes.Index(rest[len(p.begin):], []byte(p.end))
		if at < 0 {
			return 0, false
		}
		if p.begin == cdata && s.collect {
			s.err = s.takePlain(rest[len(cdata) : len(cdata)+at])
		}
		return len(p.begin) + at + len(p.end), false
	}
	if bytes.HasPrefix(rest, []byte("<!")) {
		s.err = errDTD
		return 0, false
	}
	return tagLength(rest), true
}

// longer reads on in the middle of a construct of which so much is there.
func (s *scanner) longer(have int) error {
	if have > mostText {
		return errTooLong
	}
	s.end = s.start // the construct is kept
	if !s.more() && s.err == nil {
		return io.ErrUnexpectedEOF
	}
	return s.err
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

// tag looks at a tag, brackets included.
func (s *scanner) tag(tag []byte) error {
	inner := tag[1 : len(tag)-1]
	s.closes, s.empty = bytes.HasPrefix(inner, []byte("/")), bytes.HasSuffix(inner, []byte("/"))
	full, attrs := cutName(bytes.TrimSuffix(bytes.TrimPrefix(inner, []byte("/")), []byte("/")))
	s.name, s.attrs = full[bytes.IndexByte(full, ':')+1:], attrs
	if len(s.name) == 0 || s.closes && s.empty {
		return errors.New("it is not well formed")
	}
	for rest := attrs; ; {
		_, _, left, err := nextAttr(rest)
		if err != nil {
			return err
		}
		if left == nil {
			break
		}
		rest = left
	}
	s.begun = true
	if s.closes {
		return s.pop(full)
	}
	if s.depth = len(s.lengths) + 1; s.depth > mostDepth {
		return errors.New("its elements are nested too deeply")
	}
	if !s.empty {
		s.open, s.lengths = append(s.open, full...), append(s.lengths, len(full))
	}
	return nil
}

// pop closes an element.
func (s *scanner) pop(full []byte) error {
	if s.depth = len(s.lengths); s.depth == 0 {
		return errors.New("an element ends that did not begin")
	}
	from := len(s.open) - s.lengths[s.depth-1]
	if !bytes.Equal(s.open[from:], full) {
		return errors.New("elements do not end in the order in which they began")
	}
	s.open, s.lengths = s.open[:from], s.lengths[:s.depth-1]
	return nil
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// cutName cuts the name off a tag; it is empty where none can be.
func cutName(tag []byte) (name, attrs []byte) {
	end := 0
	for end < len(tag) && !space(tag[end]) {
		if !nameByte(tag[end]) && (end == 0 || !inName(tag[end])) {
			return nil, nil
		}
		end++
	}
	return tag[:end], tag[end:]
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= utf8.RuneSelf
}

func inName(c byte) bool { return c == ':' || c == '-' || c == '.' || c >= '0' && c <= '9' }

var errAttr = errors.New("an attribute is not well formed")

// nextAttr takes the first attribute off; rest is nil when there is none.
func nextAttr(attrs []byte) (name, value, rest []byte, err error) {
	attrs = skipSpace(attrs)
	if len(attrs) == 0 {
		return nil, nil, nil, nil
	}
	at := bytes.IndexByte(attrs, '=')
	if at < 0 {
		return nil, nil, nil, errAttr
	}
	end := 0
	for end < at && (nameByte(attrs[end]) || end > 0 && inName(attrs[end])) {
		end++
	}
	value, rest, ok := quoted(skipSpace(attrs[at+1:]))
	if !ok || end == 0 || len(skipSpace(attrs[end:at])) > 0 {
		return nil, nil, nil, errAttr
	}
	return attrs[:end], value, rest, nil
}

// quoted takes the value of an attribute off.
func quoted(text []byte) (value, rest []byte, ok bool) {
	if len(text) == 0 || text[0] != '"' && text[0] != '\'' {
		return nil, nil, false
	}
	at := bytes.IndexByte(text[1:], text[0]) + 1
	if at < 1 || bytes.IndexByte(text[1:at], '<') >= 0 {
		return nil, nil, false
	}
	return text[1:at], text[at+1:], true
}

func skipSpace(text []byte) []byte {
	for len(text) > 0 && space(text[0]) {
		text = text[1:]
	}
	return text
}

// attr is the value of an attribute of the tag at hand, nil when it has none.
func (s *scanner) attr(name string) []byte {
	for rest := s.attrs; ; {
		n, value, left, err := nextAttr(rest)
		if err != nil || left == nil {
			return nil
		}
		if string(n) == name {
			return value
		}
		rest = left
	}
}

// flag tells whether an attribute is true.
func (s *scanner) flag(name string) bool {
	v := string(s.attr(name))
	return v == "1" || v == "true"
}
