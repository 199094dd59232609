package browser

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// program builds the program of this checkout.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "domainbatch.exe")
	c := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".")
	c.Dir = checkout
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("build domainbatch: %v\n%s", err, out)
	}
	return path
}

// sample runs a sample against the simulated registrar, and gives the run file.
func sample(t *testing.T, program, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(checkout, "samples", name))
	if err != nil {
		t.Fatal(err)
	}
	input := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(input, data, 0o600); err != nil {
		t.Fatal(err)
	}
	do(t, program, "run", "--sandbox", "--yes", "--qps", "200", input)
	return input + ".run"
}

func do(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("domainbatch %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// The page of a package that the program makes is what report.json says, in
// either language and redacted too.
func TestPackage(t *testing.T) {
	program := program(t)
	run := sample(t, program, "acquisition.xlsx")
	for name, flags := range map[string][]string{
		"English": {"--report-lang", "en"}, "Chinese": {"--report-lang", "zh"}, "redacted": {"--redact"},
	} {
		dir := filepath.Join(t.TempDir(), "package")
		do(t, program, append([]string{"report", run, "--package", dir, "--matter", "2026-114", "--prepared-by", "R. Roe"}, flags...)...)
		text, err := os.ReadFile(filepath.Join(dir, "report.json"))
		if err != nil {
			t.Fatal(err)
		}
		var said struct {
			Chain         struct{ Head string }
			Run           struct{ Digest string }
			Changes, Rows []struct{}
			Coverage      struct{ Lines []struct{} }
		}
		if err := json.Unmarshal(text, &said); err != nil {
			t.Fatal(err)
		}
		b := open(t, filepath.Join(dir, "report.html"), look{})
		if head := ask[string](b, `document.querySelector('header').innerText`); !strings.Contains(head, said.Chain.Head) || !strings.Contains(head, said.Run.Digest) || !strings.Contains(head, "2026-114") {
			t.Errorf("%s: the head of the page is %q", name, head)
		}
		for section, want := range map[string]int{"changes": len(said.Changes), "rows": len(said.Rows), "coverage": len(said.Coverage.Lines)} {
			if got := len(b.visible(section)); got != want || want == 0 {
				t.Errorf("%s: %d lines of %s, report.json has %d", name, got, section, want)
			}
		}
		b.do(chromedp.SendKeys(search, "quayside-tea.com"))
		if got := b.visible("changes"); len(got) == 0 || len(got) == len(said.Changes) || !strings.Contains(b.count("changes"), strconv.Itoa(len(got))) {
			t.Errorf("%s: %q are left, %q", name, got, b.count("changes"))
		}
		if quiet, requests := b.heard(); len(quiet)+len(requests) > 0 {
			t.Errorf("%s: said %q, asked for %q", name, quiet, requests)
		}
	}
}
