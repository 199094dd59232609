package handoff

import (
	"io"
	"testing"

	"domainbatch/internal/dossier"
)

// BenchmarkWriteWorkbook is a workbook of 10,000 domains, two changes each.
func BenchmarkWriteWorkbook(b *testing.B) {
	d := manyDossier(dossier.EN, 10_000)
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteWorkbook(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
