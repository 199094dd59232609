package sheet

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// mostShared is what the shared texts of a workbook may take, in bytes of their
// part: they are held in memory, and with them the reader stays below 512 MB.
const mostShared = 160 << 20

// sharedTexts are the texts that cells of a workbook point at.
type sharedTexts struct {
	all  string
	ends []uint32 // of the texts in all
}

func (t *sharedTexts) at(i int) (string, error) {
	if i < 0 || i >= len(t.ends) {
		return "", errors.New("it points at a text that the workbook does not have")
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.all[from:t.ends[i]], nil
}

// readShared reads the part of the shared texts, which is so big.
func readShared(r io.Reader, size uint64) (*sharedTexts, error) {
	if size > mostShared {
		return nil, beyond("its texts take more than the %d MB that are read", mostShared>>20)
	}
	s := &scanner{in: r}
	var all strings.Builder
	all.Grow(int(size))
	t := &sharedTexts{}
	var item richText
	for s.scan() {
		if s.depth == 2 && string(s.name) == "si" && !s.closes {
			item.reset()
		}
		item.tag(s, 2)
		if s.depth == 2 && string(s.name) == "si" && (s.closes || s.empty) {
			all.WriteString(unescape(item.text))
			t.ends = append(t.ends, uint32(all.Len()))
		}
	}
	t.all = all.String()
	return t, s.err
}

// richText gathers a text that may come in runs, each with its own look. How
// it is read aloud, rPh, is left out.
type richText struct {
	text []byte
	runs bool // it is inside a run
}

func (t *richText) reset() { t.text, t.runs = t.text[:0], false }

// tag passes a tag inside an element of that depth that holds the text.
func (t *richText) tag(s *scanner, depth int) {
	name := string(s.name)
	switch {
	case s.depth == depth+1 && name == "r":
		t.runs = !s.closes && !s.empty
	case name == "t" && (s.depth == depth+1 || s.depth == depth+2 && t.runs):
		if s.closes {
			t.text = append(t.text, s.text...)
		}
		s.collect = !s.closes && !s.empty
	}
}

// escapedUnits are characters that XML does not hold, as codes.
var escapedUnits = regexp.MustCompile(`(?:_x[0-9A-Fa-f]{4}_)+`)

// unescape gives the characters that stand as codes in a text of a workbook.
func unescape(text []byte) string {
	if !bytes.Contains(text, []byte("_x")) {
		return string(text)
	}
	return string(escapedUnits.ReplaceAllFunc(text, func(codes []byte) []byte {
		var units []uint16
		for i := 0; i < len(codes); i += len("_x0000_") {
			n, _ := strconv.ParseUint(string(codes[i+2:i+6]), 16, 16) // digits, says the pattern
			units = append(units, uint16(n))
		}
		return []byte(string(utf16.Decode(units)))
	}))
}
