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

// scarce is what more it has to be above for one letter that is not ASCII, half
// as much for two, and so on: the models are rough, and with many letters their
// errors even out. Signs alone, such as ©, are told by certain.
const scarce = 4

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
	e := gather(data)
	if e.damagedUTF8() {
		t.charset, _ = lookup(UTF8)
		return nil // and the damage is found there
	}
	all := rivals(e.sample)
	best := all[0]
	margin := float64(certain)
	if n := letters(best.text); n > 0 {
		margin += scarce / float64(n)
	}
	var doubt []string
	for _, r := range all[1:] {
		if best.rate-r.rate < margin && r.text != best.text {
			doubt = append(doubt, r.charset.name)
		}
	}
	if len(doubt) > 0 || best.rate < best.charset.hopeless()*float64(foreign(best.text)) {
		names := append([]string{best.charset.name}, doubt...)
		return &FormatError{Name: t.name, What: "the text is not UTF-8, and too little of it tells which other encoding it has; likely: " + strings.Join(names, ", "),
			Hint: "name the right one with --encoding, or " + saveCSV}
	}
	t.charset, t.format.Guessed = best.charset, true
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

// evidence is what of a text tells its encoding.
type evidence struct {
	sample []byte          // the words that are not ASCII, in their lines
	words  map[string]bool // the same; true for those that are UTF-8
}

// between are characters that are part of no other one in any encoding.
const between = ",;\t\r\n \""

const most = 64 << 10 // bytes tell an encoding: more tell no more

// gather takes each word once: what is repeated makes no encoding likelier.
func gather(data []byte) evidence {
	e := evidence{words: make(map[string]bool)}
	for len(data) > 0 && len(e.sample) <= most {
		end := bytes.IndexAny(data, between)
		if end < 0 {
			end = len(data)
		}
		e.add(data[:min(end, most)])
		if end < len(data) {
			if n := len(e.sample); n > 0 && (data[end] == '\r' || data[end] == '\n') {
				e.sample[n-1] = '\n'
			}
			end++
		}
		data = data[end:]
	}
	return e
}

func (e *evidence) add(word []byte) {
	if ascii(word) {
		return
	}
	if _, known := e.words[string(word)]; !known {
		e.words[string(word)] = utf8.Valid(word)
		e.sample = append(append(e.sample, word...), ' ')
	}
}

// damagedUTF8 tells UTF-8 with some damage: words of other encodings are hardly
// ever UTF-8 by chance.
func (e *evidence) damagedUTF8() bool {
	n := 0
	for _, valid := range e.words {
		if valid {
			n++
		}
	}
	return n > 0 && 2*n >= len(e.words)
}

func ascii(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
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

// letters counts the letters that are not ASCII, and their marks.
func letters(text string) int {
	n := 0
	for _, r := range text {
		if accented(r) {
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
