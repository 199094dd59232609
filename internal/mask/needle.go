package mask

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shortest is the fewest digits by which a telephone number is known in a text.
const shortest = 6

// needle is a name or a street as it is looked for in texts: folded, its words
// parted by single blanks.
type needle struct {
	text      []rune
	pseudonym string
}

var mailPattern = regexp.MustCompile(`[\p{L}\p{N}.!#$%&'*+/=?^_{|}~\x60-]+@[\p{L}\p{N}.-]+`)

// digitRun finds what may be a telephone number.
var digitRun = regexp.MustCompile(`\+?[0-9](?:[0-9 ().\-\x{2010}-\x{2015}/]*[0-9])?`)

// fold makes texts alike that differ in case and blanks only.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// ownWords are what the program itself says; a cell that holds one names nobody.
var ownWords = []string{"registrant", "admin", "billing", "tech", "true", "false"}

// dialled is what can be nothing but a number to dial: with the sign of a country code,
// or longer than a postal code.
var dialled = regexp.MustCompile(`\+[0-9][0-9 ().\-/]{5,}[0-9]|\b[0-9](?:[ ().\-/]?[0-9]){9,14}\b`)

// dialled masks numbers that were learnt nowhere.
func (m *Masker) dialled(s string) string {
	if !m.persons {
		return s
	}
	return dialled.ReplaceAllStringFunc(s, func(run string) string { return m.pseudonym(phone, run) })
}

// learnWords has a name or a street be found in texts. A single letter is no name.
func (m *Masker) learnWords(value, pseudonym string) {
	text := []rune(fold(value))
	first := firstWord(text)
	if len(text) < 2 || first == "" || slices.Contains(ownWords, string(text)) {
		return
	}
	same := func(n needle) bool { return slices.Equal(n.text, text) }
	if slices.ContainsFunc(m.words[first], same) {
		return
	}
	list := append(m.words[first], needle{text, pseudonym})
	slices.SortStableFunc(list, func(a, b needle) int { return len(b.text) - len(a.text) }) // the longest is found first
	m.words[first] = list
}

func (m *Masker) learnMail(value string) {
	if found := mailPattern.FindString(value); found != value {
		if at := strings.LastIndexByte(value, '@'); at > 0 && !strings.ContainsAny(value, ",;") {
			m.learnWords(value, m.pseudonym(mail, value)+value[at:]) // quoted local parts
		}
	}
}

// firstWord is what a text is looked up by: its first word, of Chinese and the like
// its first character.
func firstWord(text []rune) string {
	n := 0
	for n < len(text) && wordy(text[n]) {
		if n++; ideographic(text[n-1]) {
			break
		}
	}
	if n == 0 && len(text) > 0 {
		n = 1
	}
	return string(text[:n])
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func ideographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// mails masks the local parts of all addresses in a text.
func (m *Masker) mails(s string) string {
	if !strings.ContainsAny(s, "@＠") {
		return m.named(s)
	}
	return m.named(mailPattern.ReplaceAllStringFunc(s, func(address string) string {
		at := strings.LastIndexByte(address, '@')
		return m.pseudonym(mail, address) + address[at:]
	}))
}

// Text masks what concerns persons in a text: every address, and the names,
// streets and numbers that were learnt.
func (m *Masker) Text(s string) string {
	switch {
	case len(s) < 2:
		return s
	case !m.persons:
		return m.named(s)
	}
	return m.numbers(m.mails(s))
}

// numbers masks telephone numbers, however they are written. What stands in a word,
// as the digits of an identifier, is none.
func (m *Masker) numbers(s string) string {
	if len(m.digits) == 0 {
		return s
	}
	var out strings.Builder
	done := 0
	for _, run := range digitRun.FindAllStringIndex(s, -1) {
		before, _ := utf8.DecodeLastRuneInString(s[:run[0]])
		after, _ := utf8.DecodeRuneInString(s[run[1]:])
		pseudonym, known := m.number(s[run[0]:run[1]])
		if !known || latin(before) || latin(after) {
			continue
		}
		out.WriteString(s[done:run[0]])
		out.WriteString(pseudonym)
		done = run[1]
	}
	return out.String() + s[done:]
}

func latin(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }

// number finds the telephone number that is among the digits of a run.
func (m *Masker) number(run string) (pseudonym string, known bool) {
	all := digitsOf(run)
	for n := len(all); n >= shortest && len(all) <= 40; n-- {
		for from := 0; from+n <= len(all); from++ {
			if pseudonym, known = m.digits[all[from:from+n]]; known {
				return pseudonym, true
			}
		}
	}
	return "", false
}

// named masks names and streets where they stand as whole words.
func (m *Masker) named(s string) string {
	if len(m.words) == 0 {
		return s
	}
	text := []rune(s)
	var out strings.Builder
	done := 0
	for i := 0; i < len(text); i++ {
		if i > 0 && joined(text[i-1], text[i]) {
			continue
		}
		n, pseudonym := m.at(text, i)
		if n == 0 {
			continue
		}
		out.WriteString(string(text[done:i]))
		out.WriteString(pseudonym)
		done, i = i+n, i+n-1
	}
	if done == 0 {
		return s
	}
	out.WriteString(string(text[done:]))
	return out.String()
}

// at finds the longest name that the text has at i.
func (m *Masker) at(text []rune, i int) (length int, pseudonym string) {
	end := min(len(text), i+utf8.UTFMax*16)
	word := firstWord(text[i:end])
	for _, n := range m.words[strings.ToLower(word)] {
		if length := matches(text[i:], n.text); length > 0 {
			return length, n.pseudonym
		}
	}
	return 0, ""
}

// matches tells how much of text a needle is; 0: it is not there as a whole word.
func matches(text, needle []rune) int {
	at := 0
	for _, r := range needle {
		n := 1
		if r == ' ' {
			n = blanks(text[at:])
		} else if at >= len(text) || unicode.ToLower(text[at]) != r {
			return 0
		}
		if n == 0 {
			return 0
		}
		at += n
	}
	if last := needle[len(needle)-1]; at < len(text) && joined(last, text[at]) {
		return 0
	}
	return at
}

func blanks(text []rune) (n int) {
	for n < len(text) && unicode.IsSpace(text[n]) {
		n++
	}
	return n
}

// joined tells whether two characters that stand side by side are of one word.
func joined(a, b rune) bool { return wordy(a) && wordy(b) && !ideographic(a) && !ideographic(b) }
