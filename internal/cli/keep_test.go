package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// workbookOf writes sheets of cells to a file.
func workbookOf(t *testing.T, sheets map[string][][]string) string {
	t.Helper()
	f := excelize.NewFile()
	for name, lines := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, line := range lines {
			if err := f.SetSheetRow(name, place(0, i+1), &line); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// A header that means one thing in one sheet and another in the next cannot be
// kept by its text: no mapping is written that reads the file otherwise.
func TestMappingThatReadsOtherwiseIsNotWritten(t *testing.T) {
	book := workbookOf(t, map[string][][]string{
		"Places": {{"Domain", "State"}, {"one.com", "Ohio"}},
		"States": {{"Domain", "State"}, {"two.com", "active"}},
	})
	mapping := filepath.Join(filepath.Dir(book), "m.yaml")
	inspect := func(args ...string) error {
		a := parsed(t, append(args, "--save-mapping", mapping, "--set", "ContactType=admin", "--partial")...)
		a.Stdout, a.Stderr = io.Discard, io.Discard
		return a.inspect(book)
	}
	err := inspect()
	code, hint := codeOf(err)
	if code != exitInvalid || !strings.Contains(err.Error(), `column States!B1 ("State")`) || !strings.Contains(hint, "--sheet") {
		t.Errorf("%v; %s", err, hint)
	}
	if _, err := os.Stat(mapping); err == nil {
		t.Error("the mapping is there")
	}
	if err := inspect("--sheet", "Places"); err != nil {
		t.Error(err)
	}
}

// A file is there whole or not at all, and one that is there is kept.
func TestSave(t *testing.T) {
	a := &app{}
	path := filepath.Join(t.TempDir(), "f")
	put := func(text string, err error) error {
		return a.save(path, func(w io.Writer) error {
			_, wrong := io.WriteString(w, text)
			if wrong != nil {
				return wrong
			}
			return err
		})
	}
	check := func(want string) {
		t.Helper()
		got, _ := os.ReadFile(path)
		entries, err := os.ReadDir(filepath.Dir(path))
		if string(got) != want || err != nil || len(entries) > 1 {
			t.Errorf("%q in the file, %v in the folder, %v; want %q", got, entries, err, want)
		}
	}
	if err := put("half", bytes.ErrTooLarge); err == nil {
		t.Error("a failure is none")
	}
	check("")
	if err := put("one", nil); err != nil {
		t.Error(err)
	}
	check("one")
	if code, _ := codeOf(put("two", nil)); code != exitUsage {
		t.Errorf("exit code %d", code)
	}
	check("one")
	a.flags.force = true
	if err := put("half", bytes.ErrTooLarge); err == nil {
		t.Error("a failure is none")
	}
	check("one")
	if err := put("two", nil); err != nil {
		t.Error(err)
	}
	check("two")
}
