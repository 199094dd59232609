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
//   - in a name, an organization or an address for mail, a word with one letter too
//     many or too few, two neighbours swapped, or in longer words another letter, is a
//     probable typo, if no more than two words are so. It is flagged and stays a
//     difference. In words of two letters, as UK and US, nothing is taken for a slip,
//     nor in digits, nor in scripts that write words in characters: each carries meaning;
//   - anything else is a difference; a letter with an accent is another letter than without.
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
	case slices.Contains(material, name) && slips(folded(before), folded(now)):
		return typo
	}
	return different
}

var pseudonym = regexp.MustCompile(`\[[^\[\]]+ \d+\]|\[withheld\]|•`)

// masked tells whether a value stands for one that was taken out.
func masked(value string) bool {
	return strings.ContainsAny(value, "[•") && pseudonym.MatchString(value) // most values need no look at the pattern
}

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
	shortest  = 3  // letters of a word in which a letter too many, too few or swapped can be told
	longer    = 5  // of one in which another letter can
	longest   = 10 // of one in which two slips can
	endless   = 64 // of one that is none
	mostSlips = 2  // words with slips
)

// slips tells whether two texts are apart by typing errors in a few words alone.
func slips(a, b string) bool {
	these, those := wordsOf(a), wordsOf(b)
	if len(these) != len(those) || !slices.Equal(digits([]rune(a)), digits([]rune(b))) || ideographic(a) || ideographic(b) {
		return false
	}
	n := 0
	for i, word := range these {
		switch {
		case word == those[i]:
		case !slip([]rune(word), []rune(those[i])):
			return false
		default:
			n++
		}
	}
	return n > 0 && n <= mostSlips
}

// slip tells whether two words are apart by a typing error.
func slip(a, b []rune) bool {
	most := max(len(a), len(b))
	if most < shortest || most > endless || most-min(len(a), len(b)) > 2 {
		return false
	}
	switch distance(a, b) {
	case 1:
		return most >= longer || len(a) != len(b) || slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
	case 2:
		return most >= longest
	}
	return false
}

func digits(text []rune) []rune {
	return slices.DeleteFunc(slices.Clone(text), func(r rune) bool { return !unicode.IsNumber(r) })
}

func ideographic(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
	})
}

// distance is how many letters have to be put in, left out, exchanged, or swapped
// with their neighbour to make one text of the other (optimal string alignment).
func distance(a, b []rune) int {
	older, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		older, last, row = last, row, older
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
