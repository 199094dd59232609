package sheet

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The rates here are logarithms of how likely a character is in text of the
// language. They need no precision: what decides is that a wrong encoding makes
// rare characters of frequent ones.

// class rates the characters of a block; a block is told by their bytes.
type class struct {
	low, high byte // of the first byte
	second    byte // lowest second byte
	rate      float64
}

// ideographs rates text of an encoding of two bytes.
type ideographs struct {
	frequent map[rune]float64
	classes  []class
	other    float64
	base     float64 // of the encoding, where another one is more usual
}

// common rates the characters of a list that makes that part of a text.
func common(into map[rune]float64, list string, part float64) {
	n := float64(utf8.RuneCountInString(list))
	for _, r := range list {
		into[r] = math.Log(part / n)
	}
}

// punctuation is full-width and usual in all languages of two-byte encodings.
const punctuation = "，。、（）：；「」・ー　？！／－％＆＋々〇"

func (m *ideographs) rate(c *charset, raw []byte) float64 {
	common(m.frequent, punctuation, 0.04)
	rate := m.base
	run := 0 // half-width kana that stand together
	before := '\n'
	for _, ch := range append(c.chars(raw), char{r: '\n'}) {
		if ch.r >= 0xff61 && ch.r <= 0xff9f {
			run++
			continue
		}
		if run > 0 {
			rate += halfKana(run, before, ch.r)
		}
		last := before
		run, before = 0, ch.r
		switch {
		case ch.r == utf8.RuneError:
			rate += impossible
		case ch.r < utf8.RuneSelf:
			rate += control(ch.r)
		default:
			rate += m.of(ch)
			if asciiLetter(last) && ch.raw[len(ch.raw)-1] < utf8.RuneSelf {
				rate -= 5 // a letter with an accent or an apostrophe, and the next letter of its word
			}
		}
	}
	return rate
}

// halfKana rates a run of half-width kana: one of them makes the next one
// likely. They do not stand alone, nor in a word with Latin letters.
func halfKana(run int, before, after rune) float64 {
	rate := -4.5 - 4.5*float64(run)
	if run == 1 {
		rate -= 4
	}
	if asciiLetter(before) || asciiLetter(after) {
		rate -= 4
	}
	return rate
}

func (m *ideographs) of(ch char) float64 {
	if rate, ok := m.frequent[ch.r]; ok {
		return rate
	}
	for _, cl := range m.classes {
		if ch.raw[0] >= cl.low && ch.raw[0] <= cl.high && len(ch.raw) == 2 && ch.raw[1] >= cl.second {
			return cl.rate
		}
	}
	return m.other
}

// control rates an ASCII character: those of text cost nothing, as they are
// the same in all encodings.
func control(r rune) float64 {
	if r < ' ' && !strings.ContainsRune("\t\r\n", r) || r == 0x7f {
		return impossible / 2
	}
	return 0
}

func rateGB(c *charset, raw []byte) float64 {
	m := ideographs{frequent: map[rune]float64{}, other: -15}
	common(m.frequent, frequentTraditional, 0.05)
	common(m.frequent, frequentSimplified, 0.7)
	m.classes = []class{
		{0xb0, 0xd7, 0xa1, -9.7},  // the usual characters of GB 2312
		{0xd8, 0xf7, 0xa1, -12.2}, // its others
		{0xa1, 0xa3, 0xa1, -10},   // its signs
		{0xa4, 0xa9, 0xa1, -12.5}, // its other scripts
	}
	return m.rate(c, raw)
}

func rateBig5(c *charset, raw []byte) float64 {
	m := ideographs{frequent: map[rune]float64{}, other: -15}
	common(m.frequent, frequentTraditional, 0.7)
	m.classes = []class{
		{0xa4, 0xc6, 0x40, -10},   // the usual characters
		{0xc9, 0xf9, 0x40, -13.5}, // the others
		{0xa1, 0xa3, 0x40, -11},   // signs
	}
	return m.rate(c, raw)
}

func rateSJIS(c *charset, raw []byte) float64 {
	m := ideographs{frequent: map[rune]float64{}, other: -14}
	common(m.frequent, frequentKanji, 0.45)
	m.classes = []class{
		{0x82, 0x82, 0x9f, -5.6},  // hiragana
		{0x83, 0x83, 0x40, -6},    // katakana, and Greek, which is rare
		{0x88, 0x97, 0x40, -10.3}, // the usual kanji
		{0x98, 0xef, 0x40, -13.5}, // the others
		{0x81, 0x82, 0x40, -11},   // signs
	}
	return m.rate(c, raw)
}

func rateEUCJP(c *charset, raw []byte) float64 {
	m := ideographs{frequent: map[rune]float64{}, other: -14, base: -4}
	common(m.frequent, frequentKanji, 0.45)
	m.classes = []class{
		{0xa4, 0xa4, 0xa1, -5.6},  // hiragana
		{0xa5, 0xa5, 0xa1, -6},    // katakana
		{0xb0, 0xcf, 0xa1, -10.3}, // the usual kanji
		{0xd0, 0xf4, 0xa1, -13.5}, // the others
		{0xa1, 0xa3, 0xa1, -11},   // signs
	}
	return m.rate(c, raw)
}

func rateEUCKR(c *charset, raw []byte) float64 {
	m := ideographs{frequent: map[rune]float64{}, other: -14, base: -1}
	common(m.frequent, frequentHangul, 0.7)
	m.classes = []class{
		{0xb0, 0xc8, 0xa1, -9.1}, // hangul
		{0xca, 0xfd, 0xa1, -13},  // hanja
		{0xa1, 0xa3, 0xa1, -11},  // signs
	}
	return m.rate(c, raw)
}

// alphabet is the letters of a language beside the ASCII ones, in lower case,
// the most frequent first.
type alphabet struct {
	letters string
	latin   bool    // they stand among ASCII letters
	base    float64 // of a line: rarer languages need more of their letters
}

// alphabets lists the languages of the encodings of one byte.
func alphabets(name string) []alphabet {
	const cyrillic, greek = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў", "αοιτεσνηυρπκμλςόίέάθγδωφχβήξύώζψϊϋ"
	western := []alphabet{{"éèàêçôûîâùëïüöœæ", true, 0}, {"üäöß", true, 0}, {"óíáéñúü", true, 0}, {"ãçáéíóêõúâôàü", true, 0},
		{"àèòùìé", true, -1}, {"äöåøæéü", true, -0.5}, {"ëéïöüèâúûô", true, -0.5}, {"áíðéöóþúýæ", true, -5}}
	central := []alphabet{{"łąęóżśćńź", true, -4.5}, {"áíéěřýčšžůúňťďó", true, -4.5}, {"áíéčýžšúľťôňóďäŕĺ", true, -4.5}, {"áéőöíóüúű", true, -4.5},
		{"ăşîţâ", true, -4.5}, {"čžšćđ", true, -4.5}}
	// table
	return map[string][]alphabet{
		Windows1252:    western,
		"Mac Roman":    rarer(western, 6),
		"IBM850":       rarer(western, 6),
		"IBM437":       rarer(western, 6.5),
		"Windows-1250": central,
		"ISO-8859-2":   rarer(central, 1),
		"KOI8-R":       {{cyrillic, false, -5}},
		"IBM866":       {{cyrillic, false, -5.5}},
		"Windows-1251": {{cyrillic, false, -2}},
		"Windows-1253": {{greek, false, -2}},
		"Windows-1254": {{"ıüşiöçğâ", true, -2}}, // i is the lower case of İ
		"Windows-1255": {{"יוהלארשתבמדנעחםקפגסןצטכזךףץ", false, -4}},
		"Windows-1256": {{"اليمونرتبةعدسفهكقأحجشطصىخإذضثغئزءظؤآپچژگ", false, -4}},
		"Windows-1257": {{"ėšųžįūčąę", true, -7}, {"āīēšņūļžčķģ", true, -7}, {"äõüöšž", true, -7}},
		"Windows-874":  {{"านรกเงมยลวอ่ทดส้ะตัีิคไปหบพแจช์ข็ใถโุืูณผซศธญภษฐฟฝฮฉฎฏฑฒฆฌๆำ", false, -5}},
	}[name]
}

// rarer are the same languages in an encoding that fewer files have.
func rarer(all []alphabet, by float64) []alphabet {
	out := slices.Clone(all)
	for i := range out {
		out[i].base -= by
	}
	return out
}

// rates gives the letters with their rates: those of 90 in 100 characters that
// are not ASCII, each less frequent than the one before.
func (a alphabet) rates() map[rune]float64 {
	var sum float64
	letters := []rune(a.letters)
	for i := range letters {
		sum += 1 / float64(i+3)
	}
	rates := make(map[rune]float64)
	for i, r := range letters {
		rates[r] = math.Log(0.9 / float64(i+3) / sum)
	}
	return rates
}

// Characters that stand in text of any language: quotes and dashes beside any
// letter, signs mostly beside digits, spaces and ASCII letters.
const (
	quotes = "’‘“”„«»–—…\u00a0"
	signs  = "•°©®™€£§ºª·¿¡´½¼¾²³×±№"

	endSigns = "®™´½¼¾²³±" // those that no word starts with
)

// rateLetters rates text of an encoding of one byte: each line by the language
// that fits it best.
func rateLetters(c *charset, raw []byte) float64 {
	languages := alphabets(c.name)
	rates := make([]map[rune]float64, len(languages))
	for i, a := range languages {
		rates[i] = a.rates()
	}
	rate := 0.0
	for _, line := range bytes.FieldsFunc(raw, func(r rune) bool { return r == '\n' || r == '\r' }) {
		chars := c.chars(line)
		best := math.Inf(-1)
		for i, a := range languages {
			best = max(best, a.rate(chars, rates[i]))
		}
		rate += best
	}
	return rate
}

func (a alphabet) rate(line []char, rates map[rune]float64) float64 {
	rate := a.base
	for i, ch := range line {
		before, after := ' ', ' '
		if i > 0 {
			before = line[i-1].r
		}
		if i+1 < len(line) {
			after = line[i+1].r
		}
		switch {
		case ch.r < utf8.RuneSelf:
			rate += control(ch.r)
		case ch.r == utf8.RuneError || ch.r < 0xa0:
			rate += impossible
		case wordy(ch.r) && !strings.ContainsRune(signs, ch.r):
			rate += rateOf(ch.r, rates) + a.beside(before, ch.r, after)
		default:
			rate += sign(before, ch.r, after)
		}
	}
	return rate
}

// sign rates a character that is no letter.
func sign(before, r, after rune) float64 {
	switch {
	case strings.ContainsRune(quotes, r):
		return -5.5
	case !strings.ContainsRune(signs, r):
		return -12
	case accented(before) || accented(after), wordy(after) && strings.ContainsRune(endSigns, r):
		return -9.5
	}
	return -5.5
}

// rateOf rates a letter by itself.
func rateOf(r rune, rates map[rune]float64) float64 {
	if rate, ok := rates[unicode.ToLower(r)]; ok {
		return rate
	}
	return -9.5
}

// beside rates a letter by what stands before and after it.
func (a alphabet) beside(before, r, after rune) float64 {
	rate := 0.0
	if unicode.IsUpper(r) {
		rate -= 2
		if unicode.IsLower(before) {
			rate -= 6
		}
	}
	if strings.ContainsRune("[]\\^`{}|~@", after) {
		rate -= 4 // the second bytes of two-byte encodings
	}
	if a.latin {
		return rate + besideLatin(before, after)
	}
	if asciiLetter(before) || asciiLetter(after) {
		rate -= 6 // other scripts do not mix with it in a word
	} else if !wordy(before) {
		rate -= 2
	}
	return rate
}

// besideLatin rates a letter of Latin script: most stand beside an ASCII one,
// few alone, few beside each other.
func besideLatin(before, after rune) float64 {
	switch {
	case !wordy(before) && !wordy(after):
		return -3
	case accented(before):
		return -2
	}
	return 0
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// accented tells a letter that is not ASCII.
func accented(r rune) bool { return wordy(r) && !asciiLetter(r) }

func asciiLetter(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }
