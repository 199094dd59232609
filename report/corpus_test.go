package report

import (
	"os"
	"path/filepath"
	"testing"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/google/go-cmp/cmp"
)

// Workbooks of many programs keep every text when answers are put beside their
// rows. The files are not part of the project.
func TestWorkbooksOfOthersKeepTheirCells(t *testing.T) {
	files, err := filepath.Glob("../../shared/data/xlsx/plain/*.xlsx")
	if err != nil || len(files) == 0 {
		t.Log("no files to try")
		return
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			input, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			book := open(t, file, input)
			data := everyRow(t, book)
			const far = 10_000 // lines: a cell at the very end only takes long
			if len(data.Plan.Tables) > 0 && data.Plan.Tables[0].Last > far {
				return
			}
			keepsTexts(t, book, write(t, "r.xlsx", book, data))
		})
	}
}

func keepsTexts(t *testing.T, book *sheet.Book, path string) {
	t.Helper()
	after := open(t, "r.xlsx", read(t, path))
	for i, table := range book.Tables() {
		want, got := texts(t, table), texts(t, after.Tables()[i])
		for line, cells := range want {
			width := min(len(cells), len(got[line]))
			if diff := cmp.Diff(cells, got[line][:width]); diff != "" {
				t.Fatalf("%s, line %d (-want +got):\n%s", table.Name, line, diff)
			}
		}
	}
}

// everyRow is a run over the first sheet that has lines: the first one is its header.
func everyRow(t *testing.T, book *sheet.Book) *Data {
	t.Helper()
	data := csvData()
	data.Plan.Tables, data.Plan.Rows, data.Plan.Changes = nil, nil, nil
	for _, table := range book.Tables() {
		for rec, err := range table.Records() {
			if err != nil {
				t.Fatal(err)
			}
			if len(data.Plan.Tables) == 0 {
				data.Plan.Tables = []job.Table{{Sheet: table.Name, Header: rec.Line, Last: rec.Line}}
				continue
			}
			data.Plan.Tables[0].Last = rec.Line
			data.Plan.Rows = append(data.Plan.Rows, job.Row{ID: job.RowID(len(data.Plan.Rows) + 1), Sheet: table.Name, Line: rec.Line, LeftOut: "left out"})
		}
		if len(data.Plan.Tables) > 0 {
			return data
		}
	}
	return data
}

func texts(t *testing.T, table *sheet.Table) map[int][]string {
	t.Helper()
	lines := make(map[int][]string)
	for rec, err := range table.Records() {
		if err != nil {
			t.Fatal(err)
		}
		lines[rec.Line] = append([]string(nil), rec.Cells...)
	}
	return lines
}
