package report

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	"domainbatch/internal/job"

	"github.com/xuri/excelize/v2"
)

// BenchmarkAnnotate puts answers beside the 100,000 rows of a workbook of 20
// columns, and writes the sheets of the report.
func BenchmarkAnnotate(b *testing.B) {
	const rows = 100_000
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	line := make([]any, 20)
	data := csvData()
	data.Plan.Rows = nil
	for i := range rows + 1 {
		for j := range line {
			line[j] = fmt.Sprintf("text %d of row %d", j, i)
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), line); err != nil {
			b.Fatal(err)
		}
		if i > 0 {
			data.Plan.Rows = append(data.Plan.Rows, job.Row{ID: job.RowID(i), Sheet: "Sheet1", Line: i + 1, Changes: []job.ChangeID{1}})
		}
	}
	data.Plan.Tables = []job.Table{{Sheet: "Sheet1", Header: 1, Last: rows + 1}}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	path := b.TempDir() + "/in.xlsx"
	if err := f.SaveAs(path); err != nil {
		b.Fatal(err)
	}
	input, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	b.ReportAllocs()
	for b.Loop() {
		write(b, "r.xlsx", open(b, "in.xlsx", input), data)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB-sys")
}
