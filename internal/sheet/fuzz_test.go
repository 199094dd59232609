package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// repacked makes a workbook of the parts of a good one and the texts of three,
// so that what is tried is read, and not refused as a zip file.
func repacked(good []byte, parts map[string][]byte) []byte {
	zr, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		return nil
	}
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, f := range zr.File {
		content, changed := parts[f.Name]
		if !changed {
			err = errors.Join(err, zw.Copy(f))
			continue
		}
		w, err2 := zw.CreateHeader(&zip.FileHeader{Name: f.Name})
		if err2 == nil {
			_, err2 = w.Write(content)
		}
		err = errors.Join(err, err2)
	}
	if errors.Join(err, zw.Close()) != nil {
		return nil
	}
	return buf.Bytes()
}

// Whatever bytes a file or a part of it has, reading ends without a panic: with
// an error that is a FormatError, or with lines in order whose cells are text.
// What is read stays so when the sheet is copied.
func FuzzXLSX(f *testing.F) {
	file := excelize.NewFile()
	err := errors.Join(file.SetSheetRow("Sheet1", "A1", &[]any{"domain", "phone", true, 1.5}), file.SetCellFormula("Sheet1", "B2", "1+1"),
		styled(file, "C3", 46374, 14, ""), file.MergeCell("Sheet1", "A1", "B1"), file.SetColVisible("Sheet1", "D", false))
	buf, err2 := file.WriteToBuffer()
	if err := errors.Join(err, err2); err != nil {
		f.Fatal(err)
	}
	good := buf.Bytes()
	zr, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		f.Fatal(err)
	}
	seeds := make(map[string][]byte)
	for _, name := range []string{sheetPart, stringsPart, stylesPart} {
		in, err := zr.Open(name)
		if err != nil {
			f.Fatal(err)
		}
		if seeds[name], err = io.ReadAll(in); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(good, seeds[sheetPart], seeds[stringsPart], seeds[stylesPart])
	f.Add([]byte{}, []byte(`<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="e"><v>#N/A</v></c><c><f/></c></row></sheetData></worksheet>`),
		[]byte(`<sst><si><r><t>a_x000A_</t></r><rPh><t>b</t></rPh></si></sst>`), []byte(`<styleSheet><numFmts><numFmt numFmtId="9" formatCode="[h]:@;0"/></numFmts><cellXfs><xf numFmtId="9"/></cellXfs></styleSheet>`))
	f.Fuzz(func(t *testing.T, whole, part, texts, styles []byte) {
		reading(t, whole)
		reading(t, repacked(good, map[string][]byte{sheetPart: part, stringsPart: texts, stylesPart: styles}))
	})
}

func reading(t *testing.T, data []byte) {
	t.Helper()
	b, err := Open("f.xlsx", data, Options{})
	if err != nil || b.Format().Kind == CSV {
		formatError(t, err)
		return
	}
	for _, table := range b.Tables() {
		line := 0
		for rec, err := range table.Records() {
			if formatError(t, err) {
				return
			}
			if rec.Line <= line || len(rec.Cells) > lastColumn || len(rec.Cells) == 0 && len(rec.Marks) == 0 {
				t.Fatalf("line %d with %d cells comes after line %d", rec.Line, len(rec.Cells), line)
			}
			line = rec.Line
			for i, cell := range rec.Cells {
				if !utf8.ValidString(cell) {
					t.Fatalf("line %d, column %d is no text", line, i)
				}
			}
		}
		in, err := b.Parts().Open(table.Part())
		if err != nil {
			t.Fatal(err)
		}
		var copied bytes.Buffer
		if err := Splice(&copied, in, Edit{}); err != nil {
			continue // a sheet without rows is read, too
		}
		was, err := b.Parts().Open(table.Part())
		if err != nil {
			t.Fatal(err)
		}
		if original, err := io.ReadAll(was); err != nil || !bytes.Equal(original, copied.Bytes()) {
			t.Fatalf("a copy is not what was copied, error %v", err)
		}
	}
}

// formatError tells whether there is an error, which has to be one of ours.
func formatError(t *testing.T, err error) bool {
	t.Helper()
	var f *FormatError
	if err != nil && !errors.As(err, &f) {
		t.Fatalf("error is %v, want a FormatError", err)
	}
	return err != nil
}
