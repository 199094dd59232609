package handoff

import (
	"bytes"
	"errors"
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

// BenchmarkCompareWorkbook holds a workbook of 10,000 domains, two changes each,
// that was altered in its looks, against what it should be.
func BenchmarkCompareWorkbook(b *testing.B) {
	d := manyDossier(dossier.EN, 10_000)
	var content bytes.Buffer
	if err := WriteWorkbook(&content, d); err != nil {
		b.Fatal(err)
	}
	content.WriteByte(0) // behind the end, where no program looks
	b.ReportAllocs()
	for b.Loop() {
		if err := CompareWorkbook(d, bytes.NewReader(content.Bytes()), int64(content.Len())); !errors.Is(err, ErrLooks) {
			b.Fatal(err)
		}
	}
}
