package sheet

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf "golang.org/x/text/encoding/unicode"
)

// Encodings of CSV files.
const (
	UTF8        = "UTF-8"
	UTF16LE     = "UTF-16LE"
	UTF16BE     = "UTF-16BE"
	GB18030     = "GB18030" // GBK and GB2312 are parts of it
	Big5        = "Big5"
	ShiftJIS    = "Shift_JIS"
	EUCJP       = "EUC-JP"
	EUCKR       = "EUC-KR"
	Windows1252 = "Windows-1252" // ISO-8859-1 is a part of it
)

// charset is an encoding that is read and written.
type charset struct {
	name    string
	aliases string            // other names, folded
	mark    string            // its byte order mark
	codec   encoding.Encoding // nil for UTF-8
	step    func(raw []byte) int
	rate    func(*charset, []byte) float64 // how likely a sample is
}

// charsets are all that are known, the most usual first: where two read a text
// alike, the first one names it.
func charsets() []charset {
	// table
	return []charset{
		{UTF8, "utf8 ascii usascii", bom, nil, one, nil},
		{UTF16LE, "utf16le utf16 unicode ucs2", "\xff\xfe", utf.UTF16(utf.LittleEndian, utf.IgnoreBOM), func(raw []byte) int { return stepUTF16(raw, 1) }, nil},
		{UTF16BE, "utf16be", "\xfe\xff", utf.UTF16(utf.BigEndian, utf.IgnoreBOM), func(raw []byte) int { return stepUTF16(raw, 0) }, nil},
		{GB18030, "gb18030 gbk gb2312 gb euccn cp936 windows936 ms936 936 cp54936 54936", "\x84\x31\x95\x33", simplifiedchinese.GB18030, stepGB, rateGB},
		{Windows1252, "windows1252 cp1252 1252 latin1 iso88591 l1", "", charmap.Windows1252, one, rateLetters},
		{Big5, "big5 big5hkscs big5eten cp950 windows950 ms950 950", "", traditionalchinese.Big5, stepPair, rateBig5},
		{ShiftJIS, "shiftjis sjis mskanji cp932 windows932 ms932 932 windows31j xsjis", "", japanese.ShiftJIS, stepSJIS, rateSJIS},
		{EUCJP, "eucjp ujis cp20932 cp51932 51932", "", japanese.EUCJP, stepEUCJP, rateEUCJP},
		{EUCKR, "euckr cp949 windows949 ms949 949 uhc ksc5601 ksc56011987", "", korean.EUCKR, stepPair, rateEUCKR},
		{"Windows-1250", "windows1250 cp1250 1250", "", charmap.Windows1250, one, rateLetters},
		{"Windows-1251", "windows1251 cp1251 1251", "", charmap.Windows1251, one, rateLetters},
		{"Windows-1253", "windows1253 cp1253 1253", "", charmap.Windows1253, one, rateLetters},
		{"Windows-1254", "windows1254 cp1254 1254 latin5 iso88599", "", charmap.Windows1254, one, rateLetters},
		{"Windows-1255", "windows1255 cp1255 1255", "", charmap.Windows1255, one, rateLetters},
		{"Windows-1256", "windows1256 cp1256 1256", "", charmap.Windows1256, one, rateLetters},
		{"Windows-1257", "windows1257 cp1257 1257", "", charmap.Windows1257, one, rateLetters},
		{"Windows-874", "windows874 cp874 874 tis620", "", charmap.Windows874, one, rateLetters},
		{"ISO-8859-2", "iso88592 latin2 l2", "", charmap.ISO8859_2, one, rateLetters},
		{"KOI8-R", "koi8r koi8 cp20866 20866", "", charmap.KOI8R, one, rateLetters},
		{"IBM866", "ibm866 cp866 866 dos866", "", charmap.CodePage866, one, rateLetters},
		{"IBM850", "ibm850 cp850 850", "", charmap.CodePage850, one, rateLetters},
		{"IBM437", "ibm437 cp437 437", "", charmap.CodePage437, one, rateLetters},
		{"Mac Roman", "macroman macintosh mac cp10000 10000", "", charmap.Macintosh, one, rateLetters},
	}
}

// CheckEncoding gives the name of an encoding as Format has it. The name may be
// written in any usual way: "gbk", "cp936" and "GB 2312" are GB18030. It is an
// error that lists what is known when it is unknown.
func CheckEncoding(name string) (string, error) {
	cs, err := lookup(name)
	if err != nil {
		return "", err
	}
	return cs.name, nil
}

func lookup(name string) (*charset, error) {
	folded := strings.NewReplacer("-", "", "_", "", " ", "", ".", "", ":", "").Replace(strings.ToLower(name))
	all := charsets()
	var known []string
	for i := range all {
		if slices.Contains(strings.Fields(all[i].aliases), folded) {
			return &all[i], nil
		}
		known = append(known, all[i].name)
	}
	return nil, fmt.Errorf("encoding %q is none of those known: %s; other usual names of them are understood, such as gbk, sjis, cp1252 and latin1",
		name, strings.Join(known, ", "))
}

// decode gives the text of raw; what is damaged in it becomes U+FFFD.
func (c *charset) decode(raw []byte) []byte {
	if c.codec == nil {
		return bytes.ToValidUTF8(raw, []byte(string(utf8.RuneError)))
	}
	text, err := c.codec.NewDecoder().Bytes(raw)
	if err != nil { // no decoder used here has one
		return []byte(string(utf8.RuneError))
	}
	return text
}

// oneByte tells whether all characters of the encoding are one byte. It has
// gaps then, which are read as control characters that no text means.
func (c *charset) oneByte() bool {
	_, ok := c.codec.(*charmap.Charmap)
	return ok
}

// measure tells how many bytes of raw the text is that it starts with.
func (c *charset) measure(raw, text []byte) int {
	if c.codec == nil {
		return len(text)
	}
	n := 0
	for at := 0; at < len(text); {
		for range c.runes(raw[n:]) {
			_, size := utf8.DecodeRune(text[at:])
			at += size
		}
		n += c.step(raw[n:])
	}
	return n
}

// runes tells what number of characters raw starts with that are one in the
// encoding: two for four letters of Big5.
func (c *charset) runes(raw []byte) int {
	if c.name == Big5 && len(raw) > 1 && raw[0] == 0x88 && strings.IndexByte("\x62\x64\xa3\xa5", raw[1]) >= 0 {
		return 2
	}
	return 1
}

// encode writes a text; what the encoding lacks becomes \uXXXX or \UXXXXXXXX,
// so that it can be seen what it was.
func (c *charset) encode(s string) []byte {
	if c.codec == nil {
		return []byte(s)
	}
	enc := c.codec.NewEncoder()
	if raw, err := enc.Bytes([]byte(s)); err == nil && string(c.decode(raw)) == s {
		return raw
	}
	var out []byte
	for _, r := range s {
		raw, err := enc.Bytes([]byte(string(r)))
		if err != nil || string(c.decode(raw)) != string(r) {
			escape := fmt.Sprintf(`\u%04X`, r)
			if r > 0xffff {
				escape = fmt.Sprintf(`\U%08X`, r)
			}
			raw = []byte(escape)
		}
		out = append(out, raw...)
	}
	return out
}

// one is the step of an encoding whose characters are bytes.
func one([]byte) int { return 1 }

// stepUTF16 measures a character whose units have their high byte there.
func stepUTF16(raw []byte, high int) int {
	if len(raw) > high && raw[high]&0xfc == 0xd8 {
		return min(4, len(raw))
	}
	return min(2, len(raw))
}

// stepGB measures a character of GB18030. The decoder takes more second bytes for
// those of a character of four than the standard has.
func stepGB(raw []byte) int {
	if len(raw) > 3 && raw[0] > 0x80 && raw[1] >= 0x30 && raw[1] < 0x40 {
		return 4
	}
	return stepPair(raw)
}

// stepPair measures a character of one byte below 0x81, or else of two.
func stepPair(raw []byte) int {
	if raw[0] > 0x80 && raw[0] < 0xff {
		return min(2, len(raw))
	}
	return 1
}

func stepSJIS(raw []byte) int {
	if raw[0] == 0xa0 || raw[0] >= 0xa1 && raw[0] < 0xe0 {
		return 1
	}
	return stepPair(raw)
}

func stepEUCJP(raw []byte) int {
	if raw[0] == 0x8f {
		return min(3, len(raw))
	}
	return stepPair(raw)
}
