package handoff

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"domainbatch/internal/dossier"
)

// What cannot be seen is shown by its code, and what runs from right to left
// keeps to itself.
func TestShown(t *testing.T) {
	tests := map[string]struct{ value, shown, plain string }{
		"plain":          {"Example Ltd", "Example Ltd", "Example Ltd"},
		"markup":         {`<b>"A" & 'B'</b>`, "&lt;b&gt;&#34;A&#34; &amp; &#39;B&#39;&lt;/b&gt;", `<b>"A" & 'B'</b>`},
		"Chinese":        {"示例（上海）\u3000公司", "示例（上海）\u3000公司", "示例（上海）\u3000公司"},
		"override":       {"gpj.\u202egnp", "gpj.<mark>U+202E</mark>gnp", "gpj.[U+202E]gnp"},
		"zero width":     {"a\u200bb\ufeff", "a<mark>U+200B</mark>b<mark>U+FEFF</mark>", "a[U+200B]b[U+FEFF]"},
		"no-break space": {"a\u00a0b", "a<mark>U+00A0</mark>b", "a[U+00A0]b"},
		"control":        {"a\x00b\tc", "a<mark>U+0000</mark>b<mark>U+0009</mark>c", "a[U+0000]b[U+0009]c"},
		"lines":          {"a\r\nb\nc", "a<br>b<br>c", "a b c"},
		"Hebrew":         {"חברה <1>", "<bdi>חברה &lt;1&gt;</bdi>", "חברה <1>"},
		"Arabic":         {"شركة\u202c", "<bdi>شركة<mark>U+202C</mark></bdi>", "شركة[U+202C]"},
		"not UTF-8":      {"a\xffb", "a\uFFFDb", "a\uFFFDb"},
		"emoji":          {"😀", "😀", "😀"},
	}
	for name, test := range tests {
		if got := string(shown(test.value)); got != test.shown {
			t.Errorf("%s: shown as %s, want %s", name, got, test.shown)
		}
		if got := unmarked(test.value); got != test.plain {
			t.Errorf("%s: plainly %q, want %q", name, got, test.plain)
		}
	}
}

// Nothing that a matter or a word holds ends the string that it stands in.
func TestCSSString(t *testing.T) {
	if got, want := cssString(`a"b\</style>é 中`), `"a\22 b\5c \3c \2f style\3e é 中"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestNum(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -999: "-999"} {
		if got := num(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}

// palettes reads the colours of the style sheet: those of daylight, and those of
// the dark, in which what is not said is as in daylight.
func palettes(t *testing.T) map[string]map[string]string {
	t.Helper()
	blocks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(pageStyle, 2)
	if len(blocks) != 2 || strings.Index(pageStyle, "@media screen and (prefers-color-scheme: dark)") > strings.Index(pageStyle, blocks[1][0]) {
		t.Fatal("the style sheet does not begin with two palettes, the dark one for screens alone")
	}
	colours := regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)
	all := make(map[string]map[string]string)
	for i, name := range []string{"light", "dark"} {
		all[name] = make(map[string]string)
		for _, c := range colours.FindAllStringSubmatch(blocks[i][1], -1) {
			all[name][c[1]] = c[2]
		}
	}
	if len(all["light"]) != len(all["dark"]) {
		t.Errorf("%d colours in the light, %d in the dark", len(all["light"]), len(all["dark"]))
	}
	return all
}

// luminance is that of WCAG 2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	rgb, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	channel := func(shift int) float64 {
		c := float64(rgb>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Every text can be read on every ground that it may stand on, and the edges of
// what can be filled in can be seen, in the light and in the dark.
func TestPageContrast(t *testing.T) {
	if c := contrast(t, "#000000", "#ffffff"); math.Abs(c-21) > 0.001 {
		t.Fatalf("black on white has %v", c)
	}
	grounds := map[string][]string{
		"paper": {"ink", "soft", "link", "good", "neutral", "waiting", "bad"}, "shade": {"ink", "soft", "link"}, "target": {"ink", "soft", "link", "good", "bad"},
		"good-shade": {"good"}, "neutral-shade": {"neutral"}, "waiting-shade": {"waiting"}, "bad-shade": {"bad"},
	}
	for name, palette := range palettes(t) {
		for ground, texts := range grounds {
			for _, text := range texts {
				if c := contrast(t, palette[text], palette[ground]); c < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", name, text, ground, c)
				}
			}
		}
		for _, ground := range []string{"paper", "shade"} {
			if c := contrast(t, palette["edge"], palette[ground]); c < 3 {
				t.Errorf("%s: edges on %s have a contrast of %.2f", name, ground, c)
			}
		}
	}
}

// A page of 10,000 domains with two changes each stays of a size that a browser opens.
func TestPageSize(t *testing.T) {
	page := pageOf(t, manyDossier(dossier.EN, 10_000))
	if n := len(page); n > 40<<20 {
		t.Errorf("%d bytes", n)
	}
	if n := strings.Count(string(page), `<tr id="c`); n != 20_000 {
		t.Errorf("%d changes", n)
	}
}
