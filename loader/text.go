package loader

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normal is the form in which headers are compared: compatibility characters
// folded (full-width letters and brackets), lower case, and nothing left but
// letters, digits and marks. Byte order marks, blanks and punctuation, Chinese
// punctuation too, do not count. Normal(Normal(s)) is Normal(s).
func Normal(s string) string {
	if plain(s) {
		return s
	}
	folded := norm.NFKC.String(strings.ToLower(norm.NFKC.String(s)))
	return norm.NFKC.String(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, folded))
}

func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// clean takes away what surrounds a value and cannot be seen: blanks of all
// widths, zero-width characters, byte order marks. Nothing inside is touched.
func clean(s string) string {
	if s == "" || visible(s[0]) && visible(s[len(s)-1]) {
		return s
	}
	return strings.TrimFunc(s, unseen)
}

func visible(c byte) bool { return c > ' ' && c < 0x7f }

func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r)
}

// han tells whether s holds a Chinese character.
func han(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}
