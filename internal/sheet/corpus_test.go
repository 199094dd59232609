package sheet

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// corpus holds workbooks of many programs with what their cells show. It is
// not part of the project.
const corpus = "../../../shared/data/xlsx"

// expectation is what a sheet of the corpus holds. Raw lists, by cell, the
// values that are right too.
type expectation struct {
	Name    string
	State   string
	Grid    [][]string
	Raw     map[string][]string
	Formats map[string]string
	Types   map[string]string
	Doubt   []string
	Merged  []string
	Rows    []int `json:"hidden_rows"`
}

func TestCorpus(t *testing.T) {
	var index []struct {
		File, Expected string
		Firm           bool
	}
	if !decodeFile(t, "index.json", &index) {
		t.Log("no files to try")
		return
	}
	for _, entry := range index {
		if !entry.Firm {
			continue
		}
		t.Run(filepath.Base(entry.File), func(t *testing.T) {
			var want struct{ Sheets []expectation }
			decodeFile(t, entry.Expected, &want)
			book := openFile(t, filepath.Join(corpus, entry.File))
			if len(book.Tables()) != len(want.Sheets) {
				t.Fatalf("there are %d sheets, want %d", len(book.Tables()), len(want.Sheets))
			}
			for i := range want.Sheets {
				want.Sheets[i].check(t, book.Tables()[i])
			}
		})
	}
}

func decodeFile(t *testing.T, name string, into any) bool {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(corpus, name))
	if os.IsNotExist(err) {
		return false
	}
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
	return true
}

func openFile(t *testing.T, path string) *Book {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	book, err := Open(path, data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func (e *expectation) check(t *testing.T, table *Table) {
	t.Helper()
	if table.Name != e.Name || table.Hidden != (e.State != "visible") {
		t.Errorf("sheet %q, hidden %v, want %q, %s", table.Name, table.Hidden, e.Name, e.State)
	}
	got := make(map[int][]string)
	var hidden []int
	for rec, err := range table.Records() {
		if err != nil {
			t.Fatal(err)
		}
		got[rec.Line] = slices.Clone(rec.Cells)
		if rec.Hidden {
			hidden = append(hidden, rec.Line)
		}
		for _, m := range rec.Marks {
			if cell := Letters(m.Column) + strconv.Itoa(rec.Line); m.Kind == MarkError && e.Types[cell] != "e" {
				t.Errorf("%s!%s is marked as an error", e.Name, cell)
			}
		}
	}
	if diff := cmp.Diff(e.visibleOnly(got), hidden); diff != "" {
		t.Errorf("hidden lines of %s (-want +got):\n%s", e.Name, diff)
	}
	e.checkMerged(t, table)
	for line, cells := range e.Grid {
		for column := range max(len(cells), len(got[line+1])) {
			e.checkCell(t, cellOf(cells, column), cellOf(got[line+1], column), Letters(column)+strconv.Itoa(line+1))
		}
		delete(got, line+1)
	}
	if len(got) > 0 {
		t.Errorf("%s has lines that are not expected: %v", e.Name, got)
	}
}

// visibleOnly are the hidden lines that have a cell with a text.
func (e *expectation) visibleOnly(got map[int][]string) []int {
	var lines []int
	for _, line := range e.Rows {
		if got[line] != nil {
			lines = append(lines, line)
		}
	}
	return lines
}

func (e *expectation) checkMerged(t *testing.T, table *Table) {
	t.Helper()
	areas, err := table.Merged()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range areas {
		got = append(got, fmt.Sprintf("%s%d:%s%d", Letters(a.FirstColumn), a.FirstLine, Letters(a.LastColumn), a.LastLine))
	}
	slices.Sort(got)
	slices.Sort(e.Merged)
	if diff := cmp.Diff(e.Merged, got); diff != "" {
		t.Errorf("merged areas of %s (-want +got):\n%s", e.Name, diff)
	}
}

var padded = regexp.MustCompile(`^0{2,}$`)

// checkCell takes the text that is shown for right, or what stands for it in
// the file, unless zeros were lost on the way.
func (e *expectation) checkCell(t *testing.T, want, got, cell string) {
	t.Helper()
	if want == got || slices.Contains(e.Doubt, cell) {
		return
	}
	if !padded.MatchString(e.Formats[cell]) {
		if slices.Contains(e.Raw[cell], got) || e.Types[cell] == "b" && strings.EqualFold(got, want) {
			return
		}
		for _, right := range append(e.Raw[cell], want) {
			if e.Types[cell] == "n" && near(right, got) {
				return
			}
		}
	}
	t.Errorf("%s!%s is %q, want %q", e.Name, cell, got, want)
}

func near(want, got string) bool {
	a, err := strconv.ParseFloat(want, 64)
	b, err2 := strconv.ParseFloat(got, 64)
	return err == nil && err2 == nil && math.Abs(a-b) <= 1e-12*math.Abs(a)
}

func cellOf(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}
