package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"domainbatch/internal/job"
)

func openedPart(t *testing.T, path, with string) *part {
	t.Helper()
	p, err := openPart(path, partHead{Endpoint: "https://api.example.test", Account: "key", With: with})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// fill writes a list of two domains and the details of the first.
func fill(t *testing.T, path string) {
	t.Helper()
	p := openedPart(t, path, "contacts")
	err := p.list(&held{Holdings: []job.Holding{{Domain: "a.com"}, {Domain: "b.com"}}, Total: 2, Whole: true})
	if err == nil {
		err = p.append(&partLine{Detail: &detail{Domain: "a.com", Values: job.Params{"admin City": "Paris"}}})
	}
	if err := errors.Join(err, p.close(false)); err != nil {
		t.Fatal(err)
	}
}

// What was read is there again, wherever the file was torn off: whole lines
// count, a list that is not complete does not.
func TestPartTornAnywhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.part")
	fill(t, path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	listed := len(whole) - len(lines[4]) // without the detail
	for size := range len(whole) + 1 {
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		p := openedPart(t, path, "contacts")
		if (p.whole != nil) != (size >= listed) || p.whole != nil && len(p.all) != 2 || p.whole == nil && len(p.all) != 0 {
			t.Fatalf("%d of %d bytes: list %v with %d domains", size, len(whole), p.whole, len(p.all))
		}
		if p.has("a.com") != (size == len(whole)) {
			t.Fatalf("%d of %d bytes: detail %t", size, len(whole), p.has("a.com"))
		}
		fill2 := p.append(&partLine{Detail: &detail{Domain: "b.com", Values: job.Params{"admin City": "Rome"}}})
		values, err := p.detail("b.com")
		if err := errors.Join(fill2, err, p.close(false)); err != nil || values["admin City"] != "Rome" {
			t.Fatalf("%d of %d bytes: %v, %v", size, len(whole), values, err)
		}
	}
}

// What another export has read is refused and stays as it is.
func TestPartOfAnotherExport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.part")
	fill(t, path)
	before, _ := os.ReadFile(path)
	_, err := openPart(path, partHead{Endpoint: "https://api.example.test", Account: "key", With: "dns"})
	if code, _ := codeOf(err); code != exitStale {
		t.Errorf("error %v", err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("the file was changed")
	}
}
