package sheet

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

const benchColumns = 12

func benchRow(i int) []any {
	return []any{fmt.Sprintf("example-%d.com", i), "registrant", "Example Holdings Ltd", "Jane Doe", "CN", "Beijing",
		"Beijing", "1 Example Road, Building 2", "100000", "jane@example.com", "86", "13800000000"}
}

func readBench(b *testing.B, data []byte, rows int) {
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		book, err := Open("bench", data, Options{})
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for rec, err := range book.Tables()[0].Records() {
			if err != nil || len(rec.Cells) != benchColumns {
				b.Fatalf("record %d has %d cells, error %v", n, len(rec.Cells), err)
			}
			n++
		}
		if n != rows {
			b.Fatalf("read %d rows, want %d", n, rows)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkReadCSV(b *testing.B) {
	const rows = 100_000
	var buf bytes.Buffer
	for i := range rows {
		for j, cell := range benchRow(i) {
			if j > 0 {
				buf.WriteByte(';')
			}
			fmt.Fprint(&buf, cell)
		}
		buf.WriteString("\r\n")
	}
	readBench(b, buf.Bytes(), rows)
}

func BenchmarkReadXLSX(b *testing.B) {
	const rows = 20_000
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for i := range rows {
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), benchRow(i)); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		b.Fatal(err)
	}
	readBench(b, buf.Bytes(), rows)
}
