package handoff

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"domainbatch/internal/dossier"

	"github.com/xuri/excelize/v2"
)

func compare(d *dossier.Dossier, content []byte) error {
	var own bytes.Buffer
	if err := WriteWorkbook(&own, d); err != nil {
		return err
	}
	return CompareBooks(own.Bytes(), content)
}

// saved is a workbook that a spreadsheet program has altered and saved.
func saved(t *testing.T, content []byte, alter func(f *excelize.File) error) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := alter(f); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The file itself agrees; one saved anew is told from it, and from one that says
// something else.
func TestCompareBooks(t *testing.T) {
	languages(t, func(t *testing.T, lang dossier.Lang) {
		d := richDossier(lang)
		content, _ := written(t, d)
		if err := compare(d, content); err != nil {
			t.Errorf("the file itself: %v", err)
		}
		again := saved(t, content, func(*excelize.File) error { return nil })
		if err := compare(d, again); !errors.Is(err, ErrLooks) {
			t.Errorf("saved anew: %v", err)
		}
		wider := saved(t, content, func(f *excelize.File) error { return f.SetColWidth(lang.Say("changes"), "A", "A", 50) })
		if err := compare(d, wider); !errors.Is(err, ErrLooks) {
			t.Errorf("a column made wider: %v", err)
		}
		other := richDossier(lang)
		other.Changes[3].Code = "OTHER"
		if err := compare(other, content); err == nil || errors.Is(err, ErrLooks) || !strings.Contains(err.Error(), lang.Say("changes")+"!AH5: ") {
			t.Errorf("another journal: %v", err)
		}
	})
}

// One cell altered in any sheet is named, with what it was and is.
func TestCompareBooksNamesTheCell(t *testing.T) {
	d := richDossier(dossier.EN)
	content, f := written(t, d)
	last := make(map[string]string)
	each(t, f, func(sheet, cell, _ string) { last[sheet] = cell })
	if len(last) != 9 {
		t.Fatalf("%d sheets hold something", len(last))
	}
	for sheet, cell := range last {
		altered := saved(t, content, func(f *excelize.File) error { return f.SetCellStr(sheet, cell, "forged") })
		err := compare(d, altered)
		if err == nil || errors.Is(err, ErrLooks) || !strings.HasPrefix(err.Error(), fmt.Sprintf(`%s!%s: "forged" where the journal gives `, sheet, cell)) {
			t.Errorf("%s!%s: %v", sheet, cell, err)
		}
	}
}

// What else can be altered is named as well.
func TestCompareBooksNamesWhat(t *testing.T) {
	d := richDossier(dossier.EN)
	content, _ := written(t, d)
	for name, c := range map[string]struct {
		alter func(f *excelize.File) error
		want  string
	}{
		"a text": {func(f *excelize.File) error { return f.SetCellStr("Changes", "B2", "example.net") },
			`Changes!B2: "example.net" where the journal gives "example.com\ngTLD\nAccount default"`},
		"a long text": {func(f *excelize.File) error { return f.SetCellStr("Method & integrity", "B2", strings.Repeat("x", 61)) },
			`Method & integrity!B2: a text of 61 characters where the journal gives "https://domain.aliyuncs.com"`},
		"a number": {func(f *excelize.File) error { return f.SetCellInt("Changes", "A2", 7) },
			`Changes!A2: the number 7 where the journal gives the number 1`},
		"a text for a number": {func(f *excelize.File) error { return f.SetCellStr("Changes", "A2", "1") },
			`Changes!A2: "1" where the journal gives the number 1`},
		"a formula": {func(f *excelize.File) error { return f.SetCellFormula("Failures", "E2", `"all is well"`) },
			`Failures!E2: the formula "=\"all is well\"" where the journal gives "\"exa mple.com\" is no domain"`},
		"a cell more": {func(f *excelize.File) error { return f.SetCellStr("Changes", "H2", "seen") },
			`Changes!H2: "seen" where the journal gives nothing`},
		"a cell less": {func(f *excelize.File) error { return f.SetCellStr("Rows", "A3", "") },
			`Rows!A3: nothing where the journal gives "Contacts!A5"`},
		"a line less": {func(f *excelize.File) error { return f.RemoveRow("Failures", 3) },
			`Failures!A3: "8" where the journal gives "7"`},
		"a line more at the end": {func(f *excelize.File) error { return f.SetCellStr("Failures", "A99", "x") },
			`Failures!A99: "x" where the journal gives nothing`},
		"a hidden row": {func(f *excelize.File) error { return f.SetRowVisible("Failures", 3, false) },
			`the sheet Failures has a hidden row, 3, which the journal does not give`},
		"a hidden column": {func(f *excelize.File) error { return f.SetColVisible("Failures", "E", false) },
			`the sheet Failures has hidden columns from 5 to 5, which the journal does not give`},
		"a hidden sheet": {func(f *excelize.File) error { return f.SetSheetVisible("Failures", false) },
			`the sheet Failures is hidden`},
		"a sheet less": {func(f *excelize.File) error { return f.DeleteSheet("Failures") },
			`the sheet Failures is missing`},
		"a sheet more": {func(f *excelize.File) error { _, err := f.NewSheet("More"); return err },
			`there is a sheet more, More`},
		"a comment": {func(f *excelize.File) error {
			return f.AddComment("Changes", excelize.Comment{Cell: "B2", Author: "x", Text: "not so"})
		}, `the sheet Changes has a comment or an object, which the journal does not give`},
		"a link elsewhere": {func(f *excelize.File) error {
			return f.SetCellHyperLink("Changes", "J2", "https://elsewhere.example/", "External")
		}, `the sheet Changes has a link at J2 to https://elsewhere.example/, which the journal does not give`},
		"merged cells": {func(f *excelize.File) error { return f.MergeCell("Open items", "H8", "I9") },
			`the sheet Open items has merged cells H8:I9, which the journal does not give`},
		"a shape": {func(f *excelize.File) error {
			return f.AddShape("Changes", &excelize.Shape{Cell: "B2", Type: "rect", Width: 100, Height: 100})
		}, `the sheet Changes has a drawing, which the journal does not give`},
		"a property": {func(f *excelize.File) error {
			p, err := f.GetDocProps()
			if err != nil {
				return err
			}
			p.Creator = "Somebody Else"
			return f.SetDocProps(p)
		}, `its property creator is "Somebody Else" where the journal gives "Dana Lindqvist"`},
	} {
		err := compare(d, saved(t, content, c.alter))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
	}
}

// repacked is a workbook whose parts were altered one by one; nil takes a part out.
func repacked(t *testing.T, content []byte, alter func(name string, part []byte) []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		part := alter(f.Name, unpacked(t, content, f.Name))
		if part == nil {
			continue
		}
		into, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := into.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A file that is made to do harm is refused, and takes neither time nor memory.
func TestCompareBooksOfHarm(t *testing.T) {
	d := richDossier(dossier.EN)
	content, _ := written(t, d)
	changes := "xl/worksheets/sheet3.xml"
	in := func(part string, made string) []byte {
		return repacked(t, content, func(name string, old []byte) []byte {
			if name == part {
				return []byte(made)
			}
			return old
		})
	}
	sheet := func(data string) string { return `<worksheet><sheetData>` + data + `</sheetData></worksheet>` }
	var twice bytes.Buffer
	z := zip.NewWriter(&twice)
	for _, name := range []string{"xl/workbook.xml", "XL/Workbook.xml"} {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"nothing":            {nil, "it is no workbook"},
		"no zip":             {[]byte(strings.Repeat("no zip", 100)), "it is no workbook"},
		"an empty zip":       {[]byte("PK\x05\x06" + strings.Repeat("\x00", 18)), "it is no workbook"},
		"a part twice":       {twice.Bytes(), "it holds XL/Workbook.xml twice"},
		"a row twice":        {in(changes, sheet(strings.Repeat(`<row r="1"></row>`, 2))), "its rows are out of order"},
		"a bomb":             {in(changes, sheet(strings.Repeat(`<x/>`+strings.Repeat(" ", 1000), 40_000))), errRoom.Error()},
		"a long text":        {in(changes, sheet(`<row r="1"><c r="A1" t="str"><v>`+strings.Repeat("x", 5<<20))), errToken.Error()},
		"a deep nest":        {in(changes, strings.Repeat(`<a>`, 100_000)), errNested.Error()},
		"cut off":            {in(changes, `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>No.`), "unexpected EOF"},
		"no markup":          {in(changes, `<worksheet><`), "read " + changes},
		"cells out of order": {in(changes, sheet(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`)), "Changes!A1"},
		"a cell twice":       {in(changes, sheet(`<row r="1"><c r="A1" t="str"><v>No.</v></c><c r="A1" t="str"><v>No.</v></c></row>`)), "out of order at A1"},
		"a cell elsewhere":   {in(changes, sheet(`<row r="1"><c r="A2" t="str"><v>No.</v></c></row>`)), "the cell A2 stands in line 1"},
		"a cell of no name":  {in(changes, sheet(`<row r="1"><c r="1A"><v>1</v></c></row>`)), "a cell has the name 1A"},
		"a text of no index": {in(changes, sheet(`<row r="1"><c r="A1" t="s"><v>-1</v></c></row>`)), "names a text that there is not"},
		"no sheets":          {in("xl/workbook.xml", `<workbook/>`), "the sheet Summary is missing"},
		"a sheet of no part": {in("xl/_rels/workbook.xml.rels", `<Relationships/>`), "it lacks the part"},
		"a program":          {repackedWith(t, content, "xl/vbaProject.bin"), "it holds xl/vbaProject.bin, which no report does"},
		"too large":          {append(bytes.Clone(content), make([]byte, 20<<20)...), "bytes, and a report of this run has some"},
	} {
		if err := compare(d, c.content); err == nil || errors.Is(err, ErrLooks) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// repackedWith is a workbook with a part more.
func repackedWith(t *testing.T, content []byte, name string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Create(name); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A byte altered anywhere, or the end cut off, is found.
func TestCompareBooksOfAnyByte(t *testing.T) {
	d := manyDossier(dossier.EN, 1)
	content, _ := written(t, d)
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		altered := bytes.Clone(content)
		altered[random.IntN(len(altered))] ^= byte(1 + random.IntN(255))
		if err := compare(d, altered); err == nil {
			t.Fatal("an altered byte was not found")
		}
		if err := compare(d, content[:random.IntN(len(content))]); err == nil || errors.Is(err, ErrLooks) {
			t.Fatalf("cut off: %v", err)
		}
	}
	if err := compareBooks(content, failing{}, int64(len(content))); err == nil || errors.Is(err, ErrLooks) {
		t.Errorf("a file that cannot be read: %v", err)
	}
}

// failing is a file on a disk that is broken.
type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, io.ErrUnexpectedEOF }
