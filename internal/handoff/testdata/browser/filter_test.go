package browser

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	search = chromedp.CSS("#q-changes")
	clear  = chromedp.CSS("#changes .filter button")
)

// choose takes an option of a choice, as a user does.
func (b *tab) choose(id, value string) {
	b.Helper()
	ask[bool](b, `(() => { const s = document.getElementById('`+id+`'); s.value = '`+value+`'; s.dispatchEvent(new Event('input', {bubbles: true})); return s.value === '`+value+`' || (() => { throw Error('no such option') })() })()`)
}

// What is typed and chosen leaves the lines that fit, and says how many they are.
func TestFilter(t *testing.T) {
	b := open(t, fixture("en.html"), look{})
	all := b.visible("changes")
	if len(all) != 11 || b.count("changes") != "11 lines" {
		t.Fatalf("%d lines, %q", len(all), b.count("changes"))
	}
	steps := []struct {
		name  string
		step  func()
		want  []string
		count string
	}{
		{"a domain", func() { b.do(chromedp.SendKeys(search, "EXAMPLE.shop")) }, []string{"example.shop", "example.shop"}, "Chosen: 2 of 11 lines"},
		{"and a word", func() { b.do(chromedp.SendKeys(search, " security_lock")) }, []string{"example.shop"}, "Chosen: 1 of 11 lines"},
		{"nothing fits", func() { b.do(chromedp.SendKeys(search, "zzz")) }, nil, "Chosen: 0 of 11 lines"},
		{"all again", func() { b.do(chromedp.Click(clear)) }, all, "11 lines"},
		{"a value of a closed field", func() { b.do(chromedp.SendKeys(search, "exmaple")) }, []string{"example.org"}, "Chosen: 1 of 11 lines"},
		{"the other form of a name", func() { b.do(chromedp.Click(clear), chromedp.SendKeys(search, "中文.中国")) }, []string{"xn--fiq228c.xn--fiqs8s"}, "Chosen: 1 of 11 lines"},
		{"a result", func() { b.do(chromedp.Click(clear)); b.choose("r-changes", "failed") }, []string{"example.shop", "example.shop"}, "Chosen: 2 of 11 lines"},
		{"and a contact", func() { b.choose("t-changes", "billing") }, []string{"example.shop"}, "Chosen: 1 of 11 lines"},
		{"a kind", func() { b.do(chromedp.Click(clear)); b.choose("k-changes", "no-difference") }, []string{"example.info"}, "Chosen: 1 of 11 lines"},
		{"a state", func() { b.do(chromedp.Click(clear)); b.choose("s-changes", "4") }, []string{"example.com", "example.cn"}, "Chosen: 2 of 11 lines"},
		{"no contact", func() { b.do(chromedp.Click(clear)); b.choose("t-changes", "") }, []string{"example.net", "legal@example.com"}, "Chosen: 2 of 11 lines"},
	}
	for _, s := range steps {
		s.step()
		if got := b.visible("changes"); !slices.Equal(got, s.want) && len(got)+len(s.want) > 0 {
			t.Errorf("%s: %q, want %q", s.name, got, s.want)
		}
		if got := b.count("changes"); got != s.count {
			t.Errorf("%s: %q, want %q", s.name, got, s.count)
		}
	}
	// The other lists are left alone, and have filters of their own.
	for section, want := range map[string]int{"coverage": 10, "rows": 12, "contacts": 2, "failures": 5, "registrar": 5} {
		if got := b.visible(section); len(got) != want {
			t.Errorf("%s: %d lines, want %d: %q", section, len(got), want, got)
		}
	}
	b.choose("s-coverage", "not-scheduled")
	if got := b.visible("coverage"); !slices.Equal(got, []string{"forgotten.com", "forgotten.cn"}) {
		t.Errorf("coverage: %q", got)
	}
}

// A link to a line that the filter hides shows it.
func TestLinkToHiddenLine(t *testing.T) {
	b := open(t, fixture("en.html"), look{})
	b.choose("r-changes", "succeeded")
	b.do(chromedp.Click(chromedp.CSS(`#failures a[href="#c7"]`)))
	if !b.until(`document.getElementById('c7').checkVisibility()`) {
		t.Error("the line stays hidden")
	}
	if got := b.count("changes"); got != "11 lines" {
		t.Errorf("the filter stays: %q", got)
	}
	if got := ask[string](b, `document.querySelector('tr:target').id`); got != "c7" {
		t.Errorf("the line of the link is %q", got)
	}
}

// All fields can be opened at once, and closed.
func TestOpenAllFields(t *testing.T) {
	b := open(t, fixture("en.html"), look{})
	opened := func() int { return ask[int](b, `document.querySelectorAll('#changes details[open]').length`) }
	all := ask[int](b, `document.querySelectorAll('#changes details').length`)
	box := chromedp.CSS("#changes .filter input[type=checkbox]")
	if b.do(chromedp.Click(box)); all < 5 || opened() != all {
		t.Errorf("%d of %d are open", opened(), all)
	}
	if b.do(chromedp.Click(box)); opened() != 0 {
		t.Errorf("%d stay open", opened())
	}
}

// The keyboard alone does: the first key leads past the head of the page, and
// whoever has the focus can be seen to have it.
func TestKeyboard(t *testing.T) {
	b := open(t, fixture("en.html"), look{})
	b.do(chromedp.KeyEvent("\t"))
	const focus = `(() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e); return [e.getAttribute('href') ?? e.id, r.left >= 0 && r.top >= 0, s.outlineStyle + s.outlineWidth].join(' ') })()`
	if got := ask[string](b, focus); got != "#main true solid3px" {
		t.Errorf("the first stop is %q", got)
	}
	b.do(chromedp.KeyEvent("\r"))
	if got := ask[string](b, `document.activeElement.id`); got != "main" {
		t.Errorf("it leads to %q", got)
	}
	seen := make(map[string]bool)
	for range 60 {
		b.do(chromedp.KeyEvent("\t"))
		seen[ask[string](b, focus)] = true
	}
	for _, want := range []string{"q-coverage true solid3px", "q-changes true solid3px", "r-changes true solid3px", "#r1 true solid3px"} {
		if !seen[want] {
			t.Errorf("the tabulator does not come by %q: %v", want, seen)
		}
	}
}
