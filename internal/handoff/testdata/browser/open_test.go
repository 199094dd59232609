package browser

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A page says nothing on the console and asks for nothing but itself, whatever
// stands in it.
func TestOpensAlone(t *testing.T) {
	for name, title := range map[string]string{
		"en.html": "Record of domain contact changes – M-2026/0417 <Acquisition of Old Co.> & Töchter", "zh.html": "域名联系人变更记录 – M-2026/0417 <Acquisition of Old Co.> & Töchter",
		"odd.html": `Record of domain contact changes – </td></script></style><script>document.title="broken"</script><img src="https://example.invalid/x.png" onerror="document.title='broken'">`,
	} {
		b := open(t, fixture(name), look{})
		if got := ask[string](b, "document.title"); got != title {
			t.Errorf("%s: title %q", name, got)
		}
		b.do(chromedp.Click(chromedp.CSS("#changes details summary")), chromedp.SendKeys(chromedp.CSS("#q-changes"), "example"))
		if said, requests := b.heard(); len(said)+len(requests) > 0 {
			t.Errorf("%s: said %q, asked for %q", name, said, requests)
		}
		if n := ask[int](b, "document.querySelectorAll('img').length"); n != 0 {
			t.Errorf("%s: %d pictures came out of values", name, n)
		}
	}
}

// The test above can fail: what a page with a foreign picture and another script
// would do is kept from it by its own policy, and is heard.
func TestPolicyHolds(t *testing.T) {
	page, err := os.ReadFile(fixture("en.html"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(page), "<main", `<img src="https://example.invalid/x.png"><script>document.title="broken"</script><b style="color:red">x</b><main`, 1)
	path := filepath.Join(t.TempDir(), "broken.html")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, path, look{})
	if got := ask[string](b, "document.title"); got == "broken" {
		t.Error("a foreign script ran")
	}
	said, _ := b.heard()
	for _, what := range []string{"x.png", "inline script", "inline style"} {
		if !slices.ContainsFunc(said, func(s string) bool {
			return strings.Contains(s, what) && strings.Contains(s, "Content Security Policy")
		}) {
			t.Errorf("nothing is said of the %s: %q", what, said)
		}
	}
}

// A name that would turn the text around is shown with its codes, and one in
// letters from right to left keeps its neighbours in their order.
func TestDirectionOfText(t *testing.T) {
	b := open(t, fixture("odd.html"), look{})
	if text := ask[string](b, "document.querySelector('#c1 details').textContent"); !strings.Contains(text, "Ltd U+202EgnidloH") || strings.Contains(text, "\u202e") {
		t.Errorf("an override is not shown: %q", text)
	}
	// The places of the words on the screen tell their order there.
	const places = `(() => {
		const cell = document.querySelector('#c3 td:nth-child(10)'), apart = cell.querySelector('bdi');
		const before = cell.querySelector('.tag').getBoundingClientRect(), inside = apart.getBoundingClientRect();
		return getComputedStyle(apart).direction + ' ' + getComputedStyle(cell).direction + ' ' + (inside.left >= before.left - 1);
	})()`
	if got := ask[string](b, places); got != "rtl ltr true" {
		t.Errorf("direction of the value, of its cell, and whether it starts where the cell does: %s", got)
	}
}
