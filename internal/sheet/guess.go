package sheet

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// certain is by how much the logarithm of the likelihood of an encoding has to
// be above the next one's: some 150 to 1.
const certain = 5

// hopeless tells the likelihood of a character, on average, below which text is
// in no encoding that is known.
func (c *charset) hopeless() float64 {
	if c.oneByte() {
		return -8
	}
	return -11.5
}

// impossible is the likelihood of what is damaged or never stands in text. It
// is not nothing: one damaged line does not make a file another language.
const impossible = -20

// rival is an encoding with the likelihood of a sample in it.
type rival struct {
	charset *charset
	text    string
	rate    float64
}

// guess finds the encoding of data that are neither UTF-8 nor UTF-16 by how
// likely their characters are in each. It is an error when that does not decide.
func (t *text) guess(data []byte) error {
	if bytes.IndexByte(data, 0) >= 0 {
		return noText.named(t.name)
	}
	all := rivals(sample(data))
	best := all[0]
	var doubt []string
	for _, r := range all[1:] {
		if best.rate-r.rate < certain && r.text != best.text {
			doubt = append(doubt, r.charset.name)
		}
	}
	if len(doubt) > 0 || best.rate < best.charset.hopeless()*float64(foreign(best.text)) {
		names := append([]string{best.charset.name}, doubt...)
		return &FormatError{Name: t.name, What: "the text is not UTF-8, and too little of it tells which other encoding it has; likely: " + strings.Join(names, ", "),
			Hint: "name the right one with --encoding, or " + saveCSV}
	}
	t.charset, t.format.Guessed = best.charset, best.charset.codec != nil
	return nil
}

// rivals rates the encodings, the likeliest first.
func rivals(sample []byte) []rival {
	var all []rival
	for _, cs := range charsets() {
		if cs.rate != nil {
			all = append(all, rival{&cs, string(cs.decode(sample)), cs.rate(&cs, sample)})
		}
	}
	slices.SortStableFunc(all, func(a, b rival) int { return cmp.Compare(b.rate, a.rate) })
	return all
}

// sample returns the lines of data that are not ASCII, up to what is enough.
func sample(data []byte) []byte {
	const most = 64 << 10
	var out []byte
	for line := range bytes.Lines(data) {
		if !bytes.ContainsFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) {
			continue
		}
		out = append(out, line...)
		if len(out) > most {
			cut := bytes.LastIndexAny(out[:most], ",;\t\r\n ") // in no encoding a part of another character
			return out[:max(cut, most/2)]
		}
	}
	return out
}

// foreign counts the characters that are not ASCII.
func foreign(text string) int {
	n := 0
	for _, r := range text {
		if r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// char is a character with its bytes; utf8.RuneError where they are none.
type char struct {
	r   rune
	raw []byte
}

// chars cuts raw text into characters.
func (c *charset) chars(raw []byte) []char {
	var out []char
	decoder := c.codec.NewDecoder()
	for len(raw) > 0 {
		if raw[0] < utf8.RuneSelf {
			out = append(out, char{rune(raw[0]), raw[:1]})
			raw = raw[1:]
			continue
		}
		step := c.step(raw)
		text, _ := decoder.Bytes(raw[:step])
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError || size < len(text) && c.runes(raw) == 1 {
			r, step = utf8.RuneError, 1
		}
		out = append(out, char{r, raw[:step]})
		raw = raw[step:]
	}
	return out
}

// rateUTF8 rates text that would be UTF-8 but for some damage.
func rateUTF8(c *charset, raw []byte) float64 {
	rate := 0.0
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && size == 1:
			rate += impossible
		case r >= utf8.RuneSelf:
			rate -= 8
		}
		raw = raw[size:]
	}
	return rate
}
