package api

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// text checks a name or a part of an address that is sent in Latin letters.
func text(s string) (string, *ValueError) { return checkText(latin(s)) }

// zhText checks one that is sent in Chinese, where full-width characters are at home.
func zhText(s string) (string, *ValueError) { return checkText(spaced(s)) }

func checkText(s string) (string, *ValueError) {
	for _, d := range dross {
		if _, found := d.takeOff(s); found {
			return "", wrong(d.complaint, d.hint)
		}
	}
	switch {
	case strings.ContainsFunc(s, turns):
		return "", wrong("there is a character in the value that cannot be seen and turns others around", "write the value again instead of copying it")
	case isScientific(narrow(s)):
		return "", wrong("the spreadsheet has turned this text into a rounded number", hintScientific)
	case isLost(s):
		return "", errLost()
	}
	return s, nil
}

// place checks a part of an address, where house and unit numbers become dates.
func place(s string) (string, *ValueError) { return undated(text(s)) }

func zhPlace(s string) (string, *ValueError) { return undated(zhText(s)) }

func undated(s string, err *ValueError) (string, *ValueError) {
	if err == nil && isDate(narrow(s)) {
		return "", wrong("this is a date; the spreadsheet may have made it of a house or unit number", hintText)
	}
	return s, err
}

// spaced makes plain spaces of those of other widths, which look no different
// and which the API may not take for any.
func spaced(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, s)
}

// latin is spaced, and narrow where no letter of the text is one that
// full-width characters belong to.
func latin(s string) string {
	s = spaced(s)
	if strings.ContainsFunc(s, isEastAsian) {
		return s
	}
	return narrow(s)
}

func isEastAsian(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo)
}

// question matches what becomes of letters that the encoding of a file does not
// have: several question marks, or one inside a word. One at the end of a word
// may be meant.
var question = regexp.MustCompile(`\?[\s?]*\?|\pL\?\p{Ll}`)

// isLost tells whether letters were lost when a file was saved.
func isLost(s string) bool {
	return question.MatchString(s) || strings.Contains(s, "?") && !strings.ContainsFunc(s, isWordy)
}

func isWordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func errLost() *ValueError {
	return wrong("there are question marks where letters were: the file was saved in an encoding that does not have them",
		"save the original again as a workbook or as CSV in UTF-8, or write the value again")
}

// Tidy takes off a value what no reader of the spreadsheet sees as a part of it,
// and says what that was: characters without ink, and what only tells a
// spreadsheet program that a cell is text. CheckValue complains about all of it,
// so that nothing is taken off in silence. It does so with names and addresses,
// and with postal codes for what cannot be seen; other values come back as they are.
func Tidy(param, value string) (tidy string, said []string) {
	last := len(dross)
	switch {
	case param == "PostalCode":
		last = 1
	case !slices.Contains(texts, param):
		return value, nil
	}
	tidy = trim(value)
	for _, d := range dross[:last] {
		if rest, found := d.takeOff(tidy); found {
			tidy, said = trim(rest), append(said, d.note)
		}
	}
	return tidy, said
}

// texts are the parameters that hold names and addresses.
var texts = []string{
	"RegistrantOrganization", "RegistrantName", "Province", "City", "Address",
	"ZhRegistrantOrganization", "ZhRegistrantName", "ZhProvince", "ZhCity", "ZhAddress",
}

// dross is what Tidy takes off, in this order.
var dross = []struct {
	takeOff               func(string) (rest string, found bool)
	note, complaint, hint string
}{
	{
		visible, "characters that cannot be seen are left out",
		"there is a character in the value that cannot be seen", "write the value again instead of copying it",
	},
	{
		ofFormula, `the formula ="…" is left out around its text`,
		`there is a formula ="…" around the text`, "write the text alone",
	},
	{
		unforced, "the apostrophe in front is left out: spreadsheets have it before what is text",
		"there is an apostrophe in front, as spreadsheets have it before what is text", "leave it out, or write ’ where it belongs to a name",
	},
}

// visible takes out what is Invisible and has no effect where it stands. Control
// characters stay, for they may have divided words, and so does what turns others.
func visible(s string) (string, bool) {
	if !strings.ContainsFunc(s, Invisible) {
		return s, false
	}
	var kept []rune
	all := []rune(s)
	for i, r := range all {
		after := rune(0)
		if i+1 < len(all) {
			after = all[i+1]
		}
		if !Invisible(r) || unicode.IsControl(r) || turns(r) || len(kept) > 0 && shapes(kept[len(kept)-1], r, after) {
			kept = append(kept, r)
		}
	}
	return string(kept), len(kept) < len(all)
}

// turns tells whether a character has those behind it read in another order than
// they stand: without it the value is not what was seen.
func turns(r rune) bool { return r == '\u202d' || r == '\u202e' }

// shapes tells whether an invisible character changes how its neighbours look: a
// joiner in scripts that join letters and between emoji, a selector of variants
// behind a character that has some.
func shapes(before, r, after rune) bool {
	switch {
	case unicode.Is(unicode.Variation_Selector, r):
		return unicode.In(before, unicode.Han, unicode.Mongolian, unicode.Phags_Pa, unicode.Myanmar) || isEmoji(before)
	case !isJoiner(r):
		return false
	case unicode.In(before, joining...):
		return unicode.In(after, joining...) || unicode.Is(unicode.Mn, before)
	}
	return r == '\u200d' && isEmoji(before) && unicode.Is(unicode.So, after)
}

func isEmoji(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Variation_Selector) || '\U0001f3fb' <= r && r <= '\U0001f3ff'
}

// joining are the scripts in which joiners have a meaning (Unicode 16, §9.2 and §12).
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mandaic, unicode.Mongolian,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
	unicode.Malayalam, unicode.Sinhala, unicode.Tibetan, unicode.Myanmar, unicode.Khmer, unicode.Balinese, unicode.Javanese,
}

// ofFormula gives the text of ="…".
func ofFormula(s string) (string, bool) {
	rest, ok := strings.CutPrefix(s, `="`)
	if !ok || !strings.HasSuffix(rest, `"`) {
		return s, false
	}
	return strings.ReplaceAll(strings.TrimSuffix(rest, `"`), `""`, `"`), true
}

// unforced takes an apostrophe off the front: the only one there, no other
// closes it, and no name starts so.
func unforced(s string) (string, bool) {
	rest, ok := strings.CutPrefix(s, "'")
	if !ok || closed.MatchString(rest) || clipped.MatchString(rest) {
		return s, false
	}
	return rest, true
}

// closed is an apostrophe behind which no letter follows, or the second of two.
var closed = regexp.MustCompile(`^'|['’](?:[^\pL]|$)`)

// clipped are words that lack their beginning: 's-Hertogenbosch, 't Hooft,
// 'n Sync, '90s Records.
var clipped = regexp.MustCompile(`^(?i:s[- ]|[tn] |[0-9]0s\b)`)
