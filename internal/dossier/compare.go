package dossier

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// likeness says how far two values of a field are apart.
type likeness int

// The degrees of likeness.
const (
	alike     likeness = iota // equal but for how Unicode writes a character
	formal                    // upper and lower case, width, blanks and punctuation alone
	typo                      // in substance, by so little that a slip of the pen is likely
	different                 // in substance
)

// liken compares two values of a field of a contact, as a change of registrant is
// told from an update: ICANN's transfer policy asks for a material change of name,
// organization or e-mail address, and leaves corrections of typing errors to the
// registrar's judgement. So
//
//   - what Unicode writes in two ways (NFC) is alike;
//   - upper and lower case, full and half width, blanks and punctuation are no
//     difference in substance: Acme Inc and ACME, INC. are one name. In an address
//     for mail only case and width are form: a dot in it makes another mailbox;
//   - one letter too many, too few or another, or two neighbours swapped, is a
//     probable typo, in a longer text two such slips. It is flagged and stays a
//     difference. Digits carry meaning, and so does each character of a script that
//     writes words in characters: there nothing is taken for a slip;
//   - anything else is a difference, a letter with and without an accent too.
//
// Values that were masked can only be alike or different.
func liken(name, before, now string) likeness {
	if before == now {
		return alike
	}
	before, now = norm.NFC.String(strings.TrimSpace(before)), norm.NFC.String(strings.TrimSpace(now))
	switch {
	case before == now:
		return alike
	case masked(before) || masked(now):
		return different
	}
	form := plain
	if name == fieldEmail {
		form = folded
	}
	a, b := form(before), form(now)
	switch {
	case a == b && a != "":
		return formal
	case slip([]rune(folded(before)), []rune(folded(now))):
		return typo
	}
	return different
}

var pseudonym = regexp.MustCompile(`\[[^\[\]]+ \d+\]|\[withheld\]|•`)

// masked tells whether a value stands for one that was taken out.
func masked(value string) bool { return pseudonym.MatchString(value) }

// folded is a text without what case and width make of it.
func folded(text string) string { return strings.ToLower(norm.NFKC.String(text)) }

// plain is a text's letters and digits.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, folded(text))
}

const (
	shortest = 4  // letters of a word in which one slip can be told
	longer   = 12 // letters of a text in which two can
	longest  = 200
)

// slip tells whether two texts are apart by typing errors alone.
func slip(a, b []rune) bool {
	most := max(len(a), len(b))
	if most < shortest || most > longest || !slices.Equal(digits(a), digits(b)) || ideographic(a) || ideographic(b) {
		return false
	}
	slips := 1
	if most >= longer {
		slips = 2
	}
	return distance(a, b) <= slips
}

func digits(text []rune) []rune {
	return slices.DeleteFunc(slices.Clone(text), func(r rune) bool { return !unicode.IsNumber(r) })
}

func ideographic(text []rune) bool {
	return slices.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
	})
}

// distance is how many letters have to be put in, left out, exchanged, or swapped
// with their neighbour to make one text of the other (optimal string alignment).
func distance(a, b []rune) int {
	last, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		older := last
		last, row = row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
