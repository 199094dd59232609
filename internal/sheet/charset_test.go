package sheet

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestCheckEncoding(t *testing.T) {
	for name, want := range map[string]string{
		"gbk": GB18030, "GB2312": GB18030, "gb-2312": GB18030, "cp936": GB18030, "GB18030": GB18030, "big5": Big5, "Big-5": Big5, "cp950": Big5,
		"sjis": ShiftJIS, "shift-jis": ShiftJIS, "Shift_JIS": ShiftJIS, "cp932": ShiftJIS, "windows-31j": ShiftJIS, "cp1252": Windows1252,
		"latin1": Windows1252, "ISO-8859-1": Windows1252, "windows 1252": Windows1252, "utf-16le": UTF16LE, "UTF-16": UTF16LE, "utf_16be": UTF16BE,
		"utf8": UTF8, "UTF-8": UTF8, "euc-kr": EUCKR, "EUC-JP": EUCJP, "cp1251": "Windows-1251",
		"latin2": "ISO-8859-2", "koi8-r": "KOI8-R", "cp866": "IBM866", "cp850": "IBM850", "macintosh": "Mac Roman",
	} {
		if got, err := CheckEncoding(name); err != nil || got != want {
			t.Errorf("%q is %s, %v, want %s", name, got, err, want)
		}
	}
	for _, name := range []string{"", "ebcdic", "utf-9"} {
		if got, err := CheckEncoding(name); err == nil || !strings.Contains(err.Error(), "GB18030, Windows-1252, Big5, Shift_JIS") {
			t.Errorf("%q is %s, %v; want an error that lists what is known", name, got, err)
		}
	}
}

// The name that Format has is a name to give.
func TestEncodingsKnowTheirNames(t *testing.T) {
	for _, cs := range charsets() {
		if got, err := CheckEncoding(cs.name); err != nil || got != cs.name {
			t.Errorf("%s is %s, %v", cs.name, got, err)
		}
	}
}

// What is said goes before what is likely; a byte order mark goes before both.
func TestEncodingOption(t *testing.T) {
	sjis := encoded(t, ShiftJIS, "ﾄﾞﾒｲﾝ,名\r\nａ,b\r\n")
	tests := []struct {
		name, encoding string
		data           []byte
		want, cell     string // cell A1, or part of the error
	}{
		{"half-width kana", "sjis", sjis, ShiftJIS, "ﾄﾞﾒｲﾝ"},
		{"what could be UTF-8 too", "latin1", []byte("é,b\n"), Windows1252, "Ã©"},
		{"chinese said to be japanese", "shift-jis", gb(t, zhLines), "", "damaged"},
		{"utf-16 without a mark", "utf-16le", utf16Bytes("名,b\n", false)[2:], UTF16LE, "名"},
		{"utf-16 with its mark", "utf-16", utf16Bytes("名,b\n", false), UTF16LE, "名"},
		{"another mark", "gbk", []byte(bom + "a,b\n"), "", "byte order mark of UTF-8"},
		{"utf-8 with its mark", "utf-8", []byte(bom + "a,b\n"), UTF8, "a"},
		{"no utf-8", "utf-8", gb(t, zhLines), "", "damaged"},
		{"nothing of that name", "utf-9", []byte("a,b\n"), "", "is none of those known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := Open("o.csv", tt.data, Options{Encoding: tt.encoding})
			if tt.want == "" {
				if err == nil || !strings.Contains(err.Error(), tt.cell) {
					t.Errorf("error is %v, want %q", err, tt.cell)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if f := b.Format(); f.Encoding != tt.want || f.Guessed {
				t.Errorf("format %+v, want %s", f, tt.want)
			}
			if got := readAll(t, b.Tables()[0])[0].Cells[0]; got != tt.cell {
				t.Errorf("cell %q, want %q", got, tt.cell)
			}
		})
	}
}

func encoded(t *testing.T, name, text string) []byte {
	t.Helper()
	cs, err := lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return cs.encode(text)
}

// One damaged character does not make a text another one: it is named.
func TestDamage(t *testing.T) {
	utf8List := strings.Join(lists["simplified"], "\n")
	tests := []struct {
		name         string
		data         []byte
		line, column int
		encoding     string
	}{
		{"utf-8", []byte(strings.Replace(utf8List, "\n", "\n\xe4\xb8", 1)), 2, 1, UTF8},
		{"utf-8, cut at the end", []byte(utf8List + "\n例\xe5"), 12, 2, UTF8},
		{"utf-8 with one line of another encoding", []byte("Domain,Company\na.com,Müller\nb.com,M\xfcller\n"), 3, 8, UTF8},
		{"utf-8 with one line of chinese", []byte("域名,注册人\nexample-a.cn,北京晨光\nexample-b.cn," + string(gb(t, "上海浦东")) + "\n"), 3, 14, UTF8},
		{"utf-8 with a mark", []byte(bom + "a,b\r\nc,\xff\r\n"), 2, 3, UTF8},
		{"gb18030", []byte(strings.Replace(string(gb(t, utf8List)), "example-c", "\xd0\x20example-c", 1)), 4, 1, GB18030},
		{"big5", []byte(strings.Replace(string(encoded(t, Big5, strings.Join(lists["traditional"], "\r"))), "example-c", "\xa4\x20", 1)), 4, 1, Big5},
		{"utf-16 with half a pair", []byte("\xff\xfea\x00\n\x00a\x00\x00\xd8b\x00"), 2, 2, UTF16LE},
		{"utf-16 with an odd end", []byte("\xfe\xff\x00a\x00,\x00b\x00"), 1, 4, UTF16BE},
		{"a byte that Windows-1252 has not", []byte("société,Orléans\nHélène,\x81\nNîmes,é\n"), 2, 8, Windows1252},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := tt.data
			if tt.encoding == Windows1252 {
				data = []byte(strings.NewReplacer("é", "\xe9", "è", "\xe8", "î", "\xee").Replace(string(data)))
			}
			_, err := Open("d.csv", data, Options{})
			var f *FormatError
			if !errors.As(err, &f) {
				t.Fatalf("error is %v, want a FormatError", err)
			}
			if f.Line != tt.line || f.Column != tt.column || !strings.Contains(f.What, "it is not "+tt.encoding) || !strings.Contains(f.Hint, "--encoding") {
				t.Errorf("got %v, want line %d, column %d, %s", err, tt.line, tt.column, tt.encoding)
			}
		})
	}
}

// A replacement character that stands in the file as such is no damage.
func TestReplacementCharacter(t *testing.T) {
	for _, encoding := range []string{UTF8, UTF16LE, UTF16BE, GB18030} {
		b, err := Open("r.csv", encoded(t, encoding, "37\uFFFD36,域\n"), Options{Encoding: encoding})
		if err != nil {
			t.Errorf("%s: %v", encoding, err)
			continue
		}
		if got := string(b.text.body); got != "37\uFFFD36,域\n" {
			t.Errorf("%s: read as %q", encoding, got)
		}
	}
}

// UTF-16 without a mark is told by its pattern, also where most of it is Chinese.
func TestUTF16WithoutMark(t *testing.T) {
	for _, text := range []string{"a,b\r\n", "a,b", zhLines, "域名\n例子\n"} {
		for _, big := range []bool{false, true} {
			b := openText(t, utf16Bytes(text, big)[2:])
			if f := b.Format(); f.BOM || f.Guessed || string(b.text.body) != text {
				t.Errorf("%q is read as %q, %+v", text, b.text.body, f)
			}
		}
	}
}

// Each character of an encoding is as long as step says, so that bytes are
// found again.
func TestSteps(t *testing.T) {
	for _, cs := range charsets() {
		if cs.codec == nil || strings.HasPrefix(cs.name, "UTF") {
			continue
		}
		bad := 0
		for a := 0x80; a < 0x100 && bad < 5; a++ {
			for b := 0x21; b < 0x100; b++ {
				raw := []byte{byte(a), byte(b), '.', '.'}
				if cs.name == EUCJP && a == 0x8f {
					raw = []byte{0x8f, byte(b), 0xb0, '.', '.'}
				}
				text := cs.decode(raw)
				if strings.ContainsRune(string(text), utf8.RuneError) {
					continue
				}
				if got := cs.measure(raw, text); got != len(raw) {
					bad++
					t.Errorf("%s: % x is %q and %d bytes", cs.name, raw, text, got)
				}
			}
		}
	}
}

// What an encoding lacks is written so that it can be seen.
func TestEncodeWhatIsLacking(t *testing.T) {
	tests := []struct{ encoding, text, want string }{
		{Windows1252, "café 北京 €", `caf` + "\xe9" + ` \u5317\u4EAC ` + "\x80"},
		{Big5, "한域🜁", `\uD55C` + "\xb0\xec" + `\U0001F701`},
		{ShiftJIS, `a\~¥名`, `a\~\u00A5` + "\x96\xbc"},
		{GB18030, "한🜁", string(gb(t, "한🜁"))},
		{UTF8, "한🜁", "한🜁"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, string(encoded(t, tt.encoding, tt.text))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.encoding, diff)
		}
	}
}

// What could switch to another encoding, and stands in a text that is none such, is text.
func TestEscapesThatAreText(t *testing.T) {
	for text, encoding := range map[string]string{"a,\x1b[1mb\n": "", "a,~{}~ ~{x~}\n": "", "é,\x1b$B\n": "", "a,\x1b$B3t\x1b(B\n": "utf-8"} {
		b, err := Open("e.csv", []byte(text), Options{Encoding: encoding})
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if got := string(b.text.body); got != text || b.Format().Encoding != UTF8 {
			t.Errorf("%q is read as %q in %s", text, got, b.Format().Encoding)
		}
	}
}
