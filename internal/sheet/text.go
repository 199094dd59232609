package sheet

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encodings of CSV files.
const (
	UTF8    = "UTF-8"
	UTF16LE = "UTF-16LE"
	UTF16BE = "UTF-16BE"
	GB18030 = "GB18030"
)

const bom = "\xef\xbb\xbf"

// text is a CSV as UTF-8, with lines that end in \n or \r\n.
type text struct {
	name   string
	format Format
	prefix []byte // what stands before body in the file, as bytes of the file
	body   []byte
}

// codec returns the encoding of that name; nil for UTF-8.
func codec(name string) encoding.Encoding {
	switch name {
	case UTF16LE:
		return utf.UTF16(utf.LittleEndian, utf.IgnoreBOM)
	case UTF16BE:
		return utf.UTF16(utf.BigEndian, utf.IgnoreBOM)
	case GB18030:
		return simplifiedchinese.GB18030
	}
	return nil
}

// decode finds the encoding: byte order mark, strict UTF-8, then GB18030.
func (t *text) decode(data []byte) error {
	switch {
	case bytes.HasPrefix(data, []byte(bom)):
		return t.take(UTF8, data, len(bom))
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return t.take(UTF16LE, data, 2)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return t.take(UTF16BE, data, 2)
	case utf8.Valid(data):
		return t.take(UTF8, data, 0)
	case likelyGB(data):
		return t.take(GB18030, data, 0)
	}
	return t.notUTF8()
}

func (t *text) notUTF8() error {
	return &FormatError{Name: t.name, What: "the text is not UTF-8", Hint: saveCSV}
}

// take decodes data after a byte order mark of that length.
func (t *text) take(name string, data []byte, mark int) error {
	t.format.Encoding, t.format.BOM = name, mark > 0
	t.prefix, t.body = data[:mark], data[mark:]
	enc := codec(name)
	if enc == nil {
		if !utf8.Valid(t.body) {
			return t.notUTF8()
		}
		return nil
	}
	body, err := enc.NewDecoder().Bytes(t.body)
	if err != nil || bytes.ContainsRune(body, utf8.RuneError) {
		return &FormatError{Name: t.name, What: "the text is damaged: not all of it is " + name, Hint: saveCSV, Err: err}
	}
	t.body = body
	return nil
}

// likelyGB tells whether bytes that are not UTF-8 are Chinese text in GB18030.
// Other double-byte encodings decode without an error too, but to characters
// all over the table; real text stays within GB 2312, the common characters.
func likelyGB(data []byte) bool {
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) || !bytes.ContainsFunc(decoded, isHan) {
		return false
	}
	pairs, common := 0, 0
	for i := 0; i+1 < len(data); i++ {
		if data[i] < 0x80 {
			continue
		}
		pairs++
		if data[i] >= 0xa1 && data[i] <= 0xf7 && data[i+1] >= 0xa1 {
			common++
		}
		i++
	}
	return common*4 >= pairs*3
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// encoder wraps w so that UTF-8 comes out in the text's encoding. Close writes
// what is left and does not close w.
func (t *text) encoder(w io.Writer) io.WriteCloser {
	enc := codec(t.format.Encoding)
	if enc == nil {
		return plain{w}
	}
	return transform.NewWriter(w, encoding.ReplaceUnsupported(enc.NewEncoder()))
}

type plain struct{ io.Writer }

func (plain) Close() error { return nil }

// settleLineEnds finds how lines end. Bare carriage returns, as old programs
// wrote them, become line feeds: the reader knows no others.
func (t *text) settleLineEnds() {
	end := bytes.IndexByte(t.body, '\n')
	switch {
	case end < 0 && bytes.IndexByte(t.body, '\r') >= 0:
		t.format.LineEnd = "\r"
		t.body = bytes.ReplaceAll(t.body, []byte("\r"), []byte("\n"))
	case end > 0 && t.body[end-1] == '\r', end < 0:
		t.format.LineEnd = "\r\n" // the usual one of CSV, RFC 4180, where nothing tells
	default:
		t.format.LineEnd = "\n"
	}
}

// cutPrefix moves the first n bytes of the body to what is written back as it is.
func (t *text) cutPrefix(n int) {
	raw := []byte(strings.ReplaceAll(string(t.body[:n]), "\n", t.newline()))
	if enc := codec(t.format.Encoding); enc != nil {
		if encoded, err := enc.NewEncoder().Bytes(raw); err == nil {
			raw = encoded
		}
	}
	t.prefix = append(bytes.Clone(t.prefix), raw...)
	t.body = t.body[n:]
}

// newline is what a line feed of the body is in the file.
func (t *text) newline() string {
	if t.format.LineEnd == "\r" {
		return "\r"
	}
	return "\n"
}
