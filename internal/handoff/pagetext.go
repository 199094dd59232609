package handoff

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// shown is a value as the page shows it: escaped, what cannot be seen in it by
// its code, and set apart from the text around it where it runs from right to left.
func shown(value string) template.HTML {
	var b strings.Builder
	writeShown(&b, value)
	return template.HTML(b.String())
}

func writeShown(b *strings.Builder, value string) {
	value = strings.ToValidUTF8(value, "\uFFFD")
	apart := strings.ContainsFunc(value, rightToLeft)
	if apart {
		b.WriteString("<bdi>")
	}
	rest := strings.ReplaceAll(value, "\r\n", "\n")
	for {
		i := strings.IndexFunc(rest, unseen)
		if i < 0 {
			break
		}
		r := []rune(rest[i:])[0]
		b.WriteString(template.HTMLEscapeString(rest[:i]))
		if r == '\n' {
			b.WriteString("<br>")
		} else {
			fmt.Fprintf(b, "<mark>%U</mark>", r)
		}
		rest = rest[i+len(string(r)):]
	}
	b.WriteString(template.HTMLEscapeString(rest))
	if apart {
		b.WriteString("</bdi>")
	}
}

// unmarked is a value where no markup can stand: in a title, a drawing, an attribute.
func unmarked(value string) string {
	value = strings.ReplaceAll(strings.ToValidUTF8(value, "\uFFFD"), "\r\n", "\n")
	var b strings.Builder
	for _, r := range value {
		switch {
		case r == '\n':
			b.WriteByte(' ')
		case unseen(r):
			fmt.Fprintf(&b, "[%U]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unseen tells characters that leave no mark of their own or turn the text
// around, and so could make one value look like another.
func unseen(r rune) bool {
	if r < 0x7F {
		return r < ' '
	}
	const ideographic = '\u3000' // it is as wide as a character, and common
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zs, unicode.Zl, unicode.Zp) && r != ideographic
}

// rightToLeft tells the characters of scripts that run from right to left.
func rightToLeft(r rune) bool {
	return r >= 0x0590 && (r <= 0x08FF || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFC || r >= 0x10800 && r <= 0x10FFF || r >= 0x1E800 && r <= 0x1EFFF)
}

// at is a moment in UTC, to the second; nothing for none.
func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

// day is the date of a moment in UTC; nothing for none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// state is a moment in the column of a state: a dash where it was not reached.
func state(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return at(t)
}

// num is a number with its thousands set apart.
func num[N int | int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// cssString is a text as a string of a style sheet: all but letters, digits and
// blanks by its code, so that nothing in it can end the string.
func cssString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		if r == ' ' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\%x ", r) // the blank ends the code and is no part of the text
		}
	}
	b.WriteByte('"')
	return b.String()
}
