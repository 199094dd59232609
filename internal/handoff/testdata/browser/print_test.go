package browser

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// print makes a PDF of the page as it stands, on the paper of its style sheet.
func (b *tab) print() []byte {
	b.Helper()
	return call(b, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PrintBackground: new(true)}).Data
}

var (
	leaf  = regexp.MustCompile(`/Type /Page\b[^s]`)
	paper = regexp.MustCompile(`/MediaBox \[0 0 (\d+)(?:\.\d+)? (\d+)(?:\.\d+)?\]`)
)

// leaves counts the pages of a PDF, and checks that each is A4 across.
func leaves(t *testing.T, pdf []byte) int {
	t.Helper()
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Fatalf("no PDF: %.20q", pdf)
	}
	boxes := paper.FindAllSubmatch(pdf, -1)
	for _, box := range boxes {
		if string(box[1]) != "841" && string(box[1]) != "842" || string(box[2]) != "595" && string(box[2]) != "594" {
			t.Errorf("a page of %s by %s points", box[1], box[2])
		}
	}
	if n := len(leaf.FindAll(pdf, -1)); n != len(boxes) {
		t.Errorf("%d pages, %d sizes", n, len(boxes))
	}
	return len(boxes)
}

// text is what a PDF says, page by page; false where there is no pdftotext.
func text(t *testing.T, pdf []byte) ([]string, bool) {
	t.Helper()
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Log("there is no pdftotext in PATH: what is printed was not read")
		return nil, false
	}
	path := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), program, path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f"), true
}

// squeezed is a text without blanks and line ends, which depend on where lines break.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

// Printed, the page is whole: all parts with their lines, the fields open, the
// number of each page and the head of the chain at its foot, and no filter.
func TestPrints(t *testing.T) {
	for _, name := range []string{"en.html", "zh.html"} {
		b := open(t, fixture(name), look{dark: true})
		pdf := b.print()
		n := leaves(t, pdf)
		if n < 8 || n > 20 || len(pdf) < 50_000 {
			t.Errorf("%s: %d pages in %d bytes", name, n, len(pdf))
		}
		t.Logf("%s: %d pages, %d bytes", name, n, len(pdf))
		pages, readable := text(t, pdf)
		if !readable {
			continue
		}
		if len(pages) != n {
			t.Errorf("%s: %d pages of text, %d of paper", name, len(pages), n)
		}
		all := squeezed(strings.Join(pages, ""))
		for _, want := range []string{"example.org", "xn--fiq228c", "legal@example.com", "ExmapleHoldingsLtd", "2Another", "C-2026-012,signed", "forgotten.cn", "Llanfairpwll", "192.0.2.7", "0A1B2C3D"} {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q is not on paper", name, want)
			}
		}
		for i, p := range pages {
			foot := squeezed(p)
			if !strings.Contains(foot, "c0ffee12d3c4b5a69788c0ffee12d3c4b5a69788c0ffee12d3c4b5a697880001") || !strings.Contains(foot, strings.Join([]string{strconv.Itoa(i + 1), strconv.Itoa(n)}, "/")) {
				t.Errorf("%s: the foot of page %d is missing", name, i+1)
			}
		}
		for _, never := range []string{"Showall", "显示全部", "Openallfields"} {
			if strings.Contains(all, never) {
				t.Errorf("%s: %q is on paper", name, never)
			}
		}
	}
}

// What a filter hides is not printed, and the paper says so.
func TestPrintsWhatIsChosen(t *testing.T) {
	b := open(t, fixture("en.html"), look{})
	b.choose("r-changes", "pending")
	before := leaves(t, b.print())
	pages, readable := text(t, b.print())
	b.choose("r-changes", "*")
	if after := leaves(t, b.print()); after <= before {
		t.Errorf("%d pages of all lines, %d of one", after, before)
	}
	if all := squeezed(strings.Join(pages, "")); readable && (!strings.Contains(all, "Chosen:1of11lines") || strings.Contains(all, "Exmaple")) {
		t.Error("the paper does not say that lines are left out, or has them")
	}
}

// Nothing is cut off at the edge of the paper, and the heads of tables are
// repeated: what is measured is the page as it is laid out for print.
func TestPrintLayout(t *testing.T) {
	for _, name := range []string{"en.html", "zh.html", "odd.html"} {
		b := open(t, fixture(name), look{dark: true, media: "print", width: 1032}) // the width of A4 across, less its margins
		if wide := ask[[]string](b, `[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('.away') && (e.getBoundingClientRect().right > 1033 || e.matches('td, th') && e.scrollWidth > e.clientWidth + 1)).map(e => e.outerHTML.slice(0, 80))`); len(wide) > 0 {
			t.Errorf("%s: cut off: %q", name, wide)
		}
		if got := ask[string](b, `getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).color`); got != "rgb(255, 255, 255)rgb(27, 31, 36)" {
			t.Errorf("%s: printed in %s", name, got)
		}
		if got := ask[string](b, `getComputedStyle(document.querySelector('#changes thead')).display + getComputedStyle(document.querySelector('#changes tbody tr')).breakInside`); got != "table-header-groupavoid" {
			t.Errorf("%s: heads of tables: %s", name, got)
		}
		if n := ask[int](b, `[...document.querySelectorAll('details:not([open]) li')].filter(e => !e.checkVisibility({contentVisibilityAuto: true}) || e.getBoundingClientRect().height === 0).length`); n > 0 {
			t.Errorf("%s: %d fields stay closed", name, n)
		}
	}
}

// Without scripts the page is whole on paper too.
func TestPrintsWithoutScripts(t *testing.T) {
	with, without := leaves(t, open(t, fixture("en.html"), look{}).print()), leaves(t, open(t, fixture("en.html"), look{scriptless: true}).print())
	if with != without {
		t.Errorf("%d pages with scripts, %d without", with, without)
	}
}
