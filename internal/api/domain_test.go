package api

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"domainbatch/internal/job"
)

func TestDomain(t *testing.T) {
	label63 := strings.Repeat("a", 63)
	tests := []struct{ name, in, want string }{
		{"plain", "example.com", "example.com"},
		{"capitals", "EXAMPLE.Com", "example.com"},
		{"blanks around", " \u00a0\u3000example.com\u200b\t\n", "example.com"},
		{"byte order mark", "\ufeffexample.com", "example.com"},
		{"direction marks", "\u200eexample.com\u200e", "example.com"},
		{"direction embedded around", "\u202aexample.com\u202c", "example.com"},
		{"soft hyphens around", "\u00adexample.com\u00ad ", "example.com"},
		{"word joiner before the trailing dot's blank", "example.com. \u2060", "example.com"},
		{"a variation selector at the end", "例子.公司\ufe0f", "xn--fsqu00a.xn--55qx5d"},
		{"a filler at the end", "example.com\u3164", "example.com"},
		{"trailing dot", "example.com.", "example.com"},
		{"full-width dots", "测试。中国", "xn--0zwm56d.xn--fiqs8s"},
		{"full-width dot in a plain name", "example．com", "example.com"},
		{"full-width dot at the end", "example.com。", "example.com"},
		{"full-width letters", "ｅｘａｍｐｌｅ.com", "example.com"},
		{"Unicode", "bücher.example", "xn--bcher-kva.example"},
		{"Unicode in capitals", "BÜCHER.example", "xn--bcher-kva.example"},
		{"decomposed", "bu\u0308cher.example", "xn--bcher-kva.example"},
		{"ASCII form", "xn--bcher-kva.example", "xn--bcher-kva.example"},
		{"ASCII form in capitals", "XN--FIQ228C.XN--FIQS8S", "xn--fiq228c.xn--fiqs8s"},
		{"digits", "163.com", "163.com"},
		{"hyphens within", "a-b--c.com", "a-b--c.com"},
		{"longest label", label63 + ".com", label63 + ".com"},
		{"a host under a domain", "www.example.co.uk", "www.example.co.uk"},
		{"one letter", "x.org", "x.org"},
		{"right to left", "مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Domain(tt.in)
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

var refusedDomains = []struct{ name, in, part string }{
	{"nothing", "", "empty"},
	{"blanks", " \u3000", "empty"},
	{"a dot", ".", "empty"},
	{"no dot", "example", "no dot"},
	{"no dot in Unicode", "例子", "no dot"},
	{"leading dot", ".example.com", "starts with a dot"},
	{"two dots", "example..com", "two in a row"},
	{"two trailing dots", "example.com..", "two in a row"},
	{"leading hyphen", "-example.com", "hyphen"},
	{"trailing hyphen", "example-.com", "hyphen"},
	{"hyphen at a Unicode label's end", "例子-.com", "hyphen"},
	{"hyphens in third and fourth place", "ab--c.com", "third and fourth"},
	{"the same in Unicode", "ab--ü.com", "third and fourth"},
	{"long label", strings.Repeat("a", 64) + ".com", "63"},
	{"long in ASCII form only", strings.Repeat("例", 60) + ".com", "63"},
	{"long name", strings.Repeat("abcdefgh.", 28) + "com", "253"},
	{"underscore", "_dmarc.example.com", "underscore"},
	{"wildcard", "*.example.com", "wildcard"},
	{"web address", "https://example.com/", "web address"},
	{"path", "example.com/shop", "slash"},
	{"port", "example.com:8080", "colon"},
	{"e-mail", "owner@example.com", "e-mail"},
	{"two names", "example.com, example.org", "comma"},
	{"two names with a semicolon", "example.com;example.org", "semicolon"},
	{"blank within", "exa mple.com", "blank"},
	{"line break within", "example.com\nexample.org", "blank"},
	{"soft hyphen within", "shop.co\u00admpany.com", "invisible"},
	{"zero-width space within", "shop.co\u200bmpany.com", "invisible"},
	{"word joiner within", "shop\u2060.com", "invisible"},
	{"byte order mark within", "shop.\ufeffcom", "invisible"},
	{"direction mark within", "sho\u200fp.com", "invisible"},
	{"direction isolate within", "a.\u2066b\u2069.com", "invisible"},
	{"joiner between Latin letters", "a\u200db.com", "invisible"},
	{"non-joiner between Latin letters", "a\u200cb.com", "invisible"},
	{"variation selector within", "例\ufe0f子.公司", "invisible"},
	{"grapheme joiner within", "a\u034fb.com", "invisible"},
	{"hangul filler within", "a\u3164b.com", "invisible"},
	{"blank of Braille within", "a\u2800b.com", "invisible"},
	{"NUL within", "a\x00b.com", "invisible"},
	{"delete within", "a\x7fb.com", "invisible"},
	{"nothing but what is invisible", "\u200b\u00ad", "empty"},
	{"invisible in an address", "19\u200b2.0.2.1", "invisible"},
	{"invisible before the trailing dot", "example.com\u200b.", "invisible"},
	{"a number sign of Arabic, which shows", "a\u0600b.com", "characters"},
	{"IPv4", "192.0.2.1", "IP address"},
	{"IPv6", "2001:db8::1", "IP address"},
	{"IPv6 in brackets", "[2001:db8::1]", "IP address"},
	{"a decimal number", "12.5", "number"},
	{"a date", "01.02.2024", "number"},
	{"ß", "straße.de", "two different ones"},
	{"ß in ASCII form", "xn--strae-oqa.de", "two different ones"},
	{"final sigma", "βόλος.com", "two different ones"},
	{"capital ß", "STRAẞE.de", "two different ones"},
	{"joiner", "نامه\u200cای.com", "two different ones"},
	{"bad xn--", "xn--x.com", "xn--"},
	{"xn-- of ASCII", "xn--example-.com", ""},
	{"a name that is not its own ASCII form", "xn--Bücher.com", ""},
	{"symbol", "a$b.com", "characters"},
	{"broken UTF-8", "ex\xffample.com", "characters"},
	{"mixed direction", "aא.com", "characters"},
}

func TestDomainRefuses(t *testing.T) {
	for _, tt := range refusedDomains {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Domain(tt.in)
			var value *ValueError
			if !errors.As(err, &value) || got != "" {
				t.Fatalf("got %q, %v", got, err)
			}
			if !strings.Contains(value.Message, tt.part) {
				t.Errorf("message %q does not speak of %q", value.Message, tt.part)
			}
			if value.Hint == "" {
				t.Error("there is no hint")
			}
		})
	}
}

// No character within a name is passed over, and none that is invisible is taken.
func TestDomainPassesOverNothing(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0x20000 && r < 0xe0000 || r > 0xe1000 {
			continue // letters of one kind, unassigned ones, private ones
		}
		name := "a" + string(r) + "b.com"
		switch got, err := Domain(name); {
		case err == nil && (got == "ab.com" || Invisible(r)):
			t.Errorf("%U within the name: %q", r, got)
		case err != nil && Invisible(r) && *err.(*ValueError) != *errInvisible():
			t.Errorf("%U within the name: %v", r, err)
		}
	}
}

func TestInvisible(t *testing.T) {
	for _, r := range "\u00ad\u034f\u061c\u115f\u180b\u180e\u200b\u200c\u200d\u200e\u202e\u2060\u2063\u2069\u2800\u3164\ufe0f\ufeff\ufff9\U000e0041\U000e0100\x00\x1f\x7f\u009f" {
		if !Invisible(r) {
			t.Errorf("%U is visible", r)
		}
	}
	for _, r := range "a-. \t\r\n\v\f\u0085\u00a0\u1680\u2003\u2028\u2029\u202f\u3000éß例\u0301\u0600\ufffd" {
		if Invisible(r) {
			t.Errorf("%U is invisible", r)
		}
	}
}

func TestWireName(t *testing.T) {
	for ascii, want := range map[string]string{
		"example.com": "example.com", "xn--fiq228c.xn--fiqs8s": "中文.中国", "xn--bcher-kva.example": "bücher.example", "xn--x.com": "xn--x.com",
	} {
		if got := WireName(ascii); got != want {
			t.Errorf("%s: %s, want %s", ascii, got, want)
		}
	}
}

func TestClassAndBulkWarning(t *testing.T) {
	tests := []struct {
		name string
		cnic bool
		warn string
	}{
		{"example.cn", true, ""}, {"example.com.cn", true, ""}, {"例子.中国", true, ""}, {"例子.中國", true, ""}, {"例子.公司", true, ""}, {"例子.网络", true, ""},
		{"example.gov.cn", true, ".gov.cn"}, {"gov.cn", true, ""}, {"mygov.cn", true, ""},
		{"example.com", false, ""}, {"cn.com", false, ""}, {"examplecn.net", false, ""},
		{"example.hk", false, ".hk"}, {"例子.香港", false, ".hk"}, {"example.com.hk", false, ".hk"},
		{"example.de", false, ".de"}, {"example.co.uk", false, ".uk"}, {"example.info", false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ascii, err := Domain(tt.name)
			if err != nil {
				t.Fatal(err)
			}
			if got := ClassOf(ascii) == job.ClassCNNIC; got != tt.cnic {
				t.Errorf("CNNIC: %v", got)
			}
			if got := BulkWarning(ascii); (got == "") != (tt.warn == "") || !strings.Contains(got, tt.warn) {
				t.Errorf("warning %q", got)
			}
		})
	}
}

// A name that is accepted is its own ASCII form, and so is its Unicode form.
func FuzzDomain(f *testing.F) {
	for _, seed := range []string{"example.com", "测试。中国", "xn--fiqs8s.cn", "straße.de", "BÜCHER.de.", "a..b", "xn--a.com", "\u200d.com", "①.com"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ascii, err := Domain(s)
		if err != nil {
			var value *ValueError
			if !errors.As(err, &value) || value.Hint == "" {
				t.Fatalf("%q: %#v", s, err)
			}
			return
		}
		if !isPlain(ascii) || strings.ToLower(ascii) != ascii || len(ascii) > maxName || !strings.Contains(ascii, ".") {
			t.Fatalf("%q: %q is no ASCII form", s, ascii)
		}
		for _, spelling := range []string{ascii, WireName(ascii)} {
			if again, err := Domain(spelling); err != nil || again != ascii {
				t.Fatalf("%q: %q as %q gives %q, %v", s, ascii, spelling, again, err)
			}
		}
		if strings.HasPrefix(WireName(ascii), acePrefix) {
			t.Fatalf("%q: the API refuses %q", s, WireName(ascii))
		}
	})
}

func BenchmarkDomain(b *testing.B) {
	names := make([]string, 100_000)
	for i := range names {
		names[i] = fmt.Sprintf("portfolio-name-%d.example.com", i)
	}
	for b.Loop() {
		for _, name := range names {
			if _, err := Domain(name); err != nil {
				b.Fatal(err)
			}
		}
	}
}
