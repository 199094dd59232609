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

// BenchmarkCompareBooks holds a workbook of 10,000 domains, two changes each,
// that was altered in its looks, against what it should be.
func BenchmarkCompareBooks(b *testing.B) {
	d := manyDossier(dossier.EN, 10_000)
	var content bytes.Buffer
	if err := WriteWorkbook(&content, d); err != nil {
		b.Fatal(err)
	}
	written := bytes.Clone(content.Bytes())
	content.WriteByte(0) // behind the end, where no program looks
	b.ReportAllocs()
	for b.Loop() {
		if err := CompareBooks(written, content.Bytes()); !errors.Is(err, ErrLooks) {
			b.Fatal(err)
		}
	}
}
