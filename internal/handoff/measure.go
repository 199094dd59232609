package handoff

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// The face of the workbook, which every office has or replaces by one as wide,
// and its sizes in points.
const (
	face      = "Arial"
	bodySize  = 9.0
	pageSize  = 10.0 // of the summary, and of what is measured in characters
	titleSize = 18.0
)

// advances are the widths of the characters from blank to tilde, in thousandths
// of the size: those of Helvetica, after which Arial was made.
const advances = "" +
	"278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 " +
	"1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 " +
	"333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"

// measure tells how much room texts take.
type measure struct{ ascii [95]float64 }

func newMeasure() *measure {
	m := &measure{}
	for i, text := range strings.Fields(advances) {
		var n float64
		if _, err := fmt.Sscan(text, &n); err == nil {
			m.ascii[i] = n / 1000
		}
	}
	return m
}

// rune is the width of a character as a part of the size.
func (m *measure) rune(r rune) float64 {
	switch {
	case r >= ' ' && r <= '~':
		return m.ascii[r-' ']
	case unicode.Is(unicode.Mn, r):
		return 0
	case wide(r):
		return 1
	}
	return 0.62
}

// wideRunes are the characters that are as wide as high, between which a line may
// break: those of East Asia, and pictures.
var wideRunes = [][2]rune{
	{0x1100, 0x115F}, {0x2E80, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x10000, unicode.MaxRune},
}

func wide(r rune) bool {
	if r < wideRunes[0][0] {
		return false
	}
	for _, w := range wideRunes {
		if r >= w[0] && r <= w[1] {
			return true
		}
	}
	return false
}

// slack is how much wider than its outlines a text may come out: screens round
// to pixels, and another face may stand in.
const slack = 1.06

// tall is how high a text stands in a cell that wraps, in points.
func (m *measure) tall(text string, size, columns float64) float64 {
	points := 0.0
	for line := range strings.SplitSeq(text, "\n") {
		each := size * 1.29
		if strings.ContainsFunc(line, wide) {
			each = size * 1.38
		}
		points += each * float64(m.lines(line, size, columns))
	}
	return points
}

// lines counts those that one line of text takes. Programs differ in whether
// they break at a hyphen: the longer way counts.
func (m *measure) lines(line string, size, columns float64) int {
	room := (7*columns - 5) * 0.75 / (size * slack) // a column's unit is 7 pixels, 5 of them are margin
	if m.sum(line) <= room {
		return 1
	}
	n := m.broken(line, room, false)
	if strings.Contains(line, "-") {
		n = max(n, m.broken(line, room, true))
	}
	return n
}

// sum is the width of a text in one line, as a multiple of its size.
func (m *measure) sum(text string) float64 {
	sum := 0.0
	for _, r := range text {
		sum += m.rune(r)
	}
	return sum
}

// columns is how wide a column is that a text fits into without a break.
func (m *measure) columns(text string, size float64) float64 {
	return (m.sum(text)*size*slack/0.75 + 5) / 7
}

// broken counts the lines that one line becomes, breaking at
// blanks, hyphens if so, between wide characters, and inside of what is longer
// than a line.
func (m *measure) broken(line string, room float64, hyphens bool) int {
	lines, at, word := 1, 0.0, 0.0 // where the line ends, and the part of it that moves with the next character
	for _, r := range line {
		w := m.rune(r)
		if r == ' ' && at+w > room {
			word = 0 // a blank at the end of a line takes no room
			continue
		}
		if at+w > room {
			lines++
			if word == at {
				word = 0 // longer than a line: it is broken here
			}
			at = word
		}
		at, word = at+w, word+w
		if r == ' ' || hyphens && r == '-' || wide(r) {
			word = 0
		}
	}
	return lines
}

// most is how long a text in a cell may be, a little below the limit of
// spreadsheet programs, which count in UTF-16.
const most = 32_700

// cut shortens a text to a number of characters, with words for what is left out.
func cut(text string, n int, rest string) string {
	if len(text) <= n || utf8.RuneCountInString(text) <= n && utf16Len(text) <= most {
		return text
	}
	left, units := utf8.RuneCountInString(text), 0
	for i, r := range text {
		if units += max(1, utf16.RuneLen(r)); units > min(n, most-len(rest)-20) {
			return text[:i] + "… " + fmt.Sprintf(rest, left)
		}
		left--
	}
	return text
}

func utf16Len(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
