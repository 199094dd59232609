package browser

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// faint lists the texts that can hardly be read: what is painted has less than
// 4.5:1 of contrast against what is painted behind it. Colours are as the browser
// has computed them, each behind the other until one is opaque.
const faint = `(() => {
	const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
	const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
	const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; if (c[3] > 0) return null; } return null; };
	const found = [];
	let seen = 0;
	for (const e of document.querySelectorAll('body *')) {
		if (!e.checkVisibility() || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
		const style = getComputedStyle(e), colour = parse(e.namespaceURI.endsWith('svg') ? style.fill : style.color), behind = ground(e.closest('svg') ?? e);
		if (['SCRIPT', 'OPTION', 'TITLE', 'DESC'].includes(e.tagName.toUpperCase())) continue;
		seen++;
		const [a, b] = behind ? [light(colour), light(behind)] : [0, 0];
		const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (contrast < 4.5) found.push(e.tagName + '.' + e.className + ' ' + contrast.toFixed(2) + ' ' + e.textContent.slice(0, 40));
	}
	return seen < 300 ? ['only ' + seen + ' texts'] : found;
})()`

// Every text has the contrast that it needs, in the light, in the dark, on a
// phone, and on paper.
func TestContrast(t *testing.T) {
	for name, l := range map[string]look{"light": {}, "dark": {dark: true}, "narrow": {dark: true, width: 400}, "print": {media: "print", dark: true}} {
		b := open(t, fixture("en.html"), l)
		if got := ask[[]string](b, `document.querySelectorAll('details').forEach(d => d.open = true), `+faint); len(got) > 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
	b := open(t, fixture("en.html"), look{})
	if got := ask[[]string](b, `document.querySelector('h1').style.color = '#999', `+faint); len(got) != 1 {
		t.Errorf("a title in grey is found as %q", got)
	}
}

// shot is a picture of what is seen first.
func (b *tab) shot() image.Image {
	b.Helper()
	picture, err := png.Decode(bytes.NewReader(call(b, page.CaptureScreenshot, page.CaptureScreenshotParams{}).Data))
	b.check(err)
	return picture
}

// shares tells how much of a picture is nearly white, and nearly black.
func shares(picture image.Image) (white, black float64) {
	r := picture.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			switch c, g, b, _ := picture.At(x, y).RGBA(); {
			case min(c, g, b) > 0xf000:
				white++
			case max(c, g, b) < 0x3000:
				black++
			}
		}
	}
	all := float64(r.Dx() * r.Dy())
	return white / all, black / all
}

// What is painted is light in the light and dark in the dark, and has marks on it.
func TestPainted(t *testing.T) {
	b := open(t, fixture("zh.html"), look{})
	if white, black := shares(b.shot()); white < 0.7 || black < 0.005 {
		t.Errorf("in the light %.3f is white, %.3f black", white, black)
	}
	b.set(look{dark: true})
	if white, black := shares(b.shot()); black < 0.7 || white > 0.1 {
		t.Errorf("in the dark %.3f is white, %.3f black", white, black)
	}
}

// On a phone nothing reaches out of the screen, and every cell has the word of
// its column before it.
func TestNarrow(t *testing.T) {
	for _, name := range []string{"en.html", "zh.html", "odd.html"} {
		b := open(t, fixture(name), look{width: 400})
		if got := ask[[]string](b, `[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('thead, .skip, .away') && e.getBoundingClientRect().right > 401).map(e => e.outerHTML.slice(0, 80))`); len(got) > 0 {
			t.Errorf("%s: out of the screen: %q", name, got)
		}
		if n := ask[int](b, `document.documentElement.scrollWidth`); n > 400 {
			t.Errorf("%s: %d wide", name, n)
		}
		if got := ask[[]string](b, `[...document.querySelectorAll('.list td')].filter(e => e.checkVisibility() && getComputedStyle(e, '::before').content === 'none').map(e => e.outerHTML.slice(0, 80))`); len(got) > 0 {
			t.Errorf("%s: without the word of the column: %q", name, got)
		}
	}
}

// Without scripts everything is there, and nothing that would not work.
func TestWithoutScripts(t *testing.T) {
	b := open(t, fixture("en.html"), look{scriptless: true})
	for section, want := range map[string]int{"coverage": 10, "changes": 11, "rows": 12, "contacts": 2, "failures": 5, "registrar": 5} {
		if got := b.visible(section); len(got) != want {
			t.Errorf("%s: %d lines, want %d", section, len(got), want)
		}
	}
	if n := ask[int](b, `[...document.querySelectorAll('.filter, input, select, button')].filter(e => e.checkVisibility()).length`); n != 0 {
		t.Errorf("%d controls that do nothing", n)
	}
	if got := b.count("changes"); got != "11 lines" {
		t.Errorf("%q", got)
	}
	if said, requests := b.heard(); len(said)+len(requests) > 0 {
		t.Errorf("said %q, asked for %q", said, requests)
	}
}
