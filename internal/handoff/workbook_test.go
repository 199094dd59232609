package handoff

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"domainbatch/internal/dossier"

	"github.com/xuri/excelize/v2"
)

// written is the workbook of a dossier, and it read by the library.
func written(t *testing.T, d *dossier.Dossier) ([]byte, *excelize.File) {
	t.Helper()
	return writtenWithin(t, d, limits{lines: excelize.TotalRows, links: excelize.TotalSheetHyperlinks})
}

func writtenWithin(t *testing.T, d *dossier.Dossier, l limits) ([]byte, *excelize.File) {
	t.Helper()
	var b bytes.Buffer
	if err := writeWorkbook(&b, d, l); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return b.Bytes(), f
}

// each calls a function for every cell that holds something.
func each(t *testing.T, f *excelize.File, do func(sheet, cell, value string)) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, value := range row {
				if value != "" {
					do(sheet, cellAt(j+1, i+1), value)
				}
			}
		}
	}
}

func value(t *testing.T, f *excelize.File, sheet, cell string) string {
	t.Helper()
	v, err := f.GetCellValue(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func languages(t *testing.T, test func(t *testing.T, lang dossier.Lang)) {
	for _, lang := range []dossier.Lang{dossier.EN, dossier.ZH} {
		t.Run(string(lang), func(t *testing.T) { test(t, lang) })
	}
}

// The sheets stand in their order, print on A4 in landscape as wide as a page,
// and lists repeat their header on every page and can be filtered.
func TestWorkbookPrints(t *testing.T) {
	languages(t, func(t *testing.T, lang dossier.Lang) {
		_, f := written(t, richDossier(lang))
		var want []string
		for _, key := range []string{"summary", "coverage", "changes", "rows", "contacts", "failures", "open", "registrar", "method"} {
			want = append(want, lang.Say(key))
		}
		if got := f.GetSheetList(); !slices.Equal(got, want) {
			t.Fatalf("sheets %q, want %q", got, want)
		}
		names := make(map[string]string)
		for _, n := range f.GetDefinedName() {
			names[n.Scope+" "+n.Name] = n.RefersTo
			if !strings.HasPrefix(n.RefersTo, quoted(n.Scope)+"!$") {
				t.Errorf("%s of %s refers to %s", n.Name, n.Scope, n.RefersTo)
			}
		}
		changes, coverage := lang.Say("changes"), lang.Say("coverage")
		for name, want := range map[string]string{
			changes + " _xlnm.Print_Area": quoted(changes) + "!$A$1:$J$12", changes + " _xlnm.Print_Titles": quoted(changes) + "!$1:$1",
			coverage + " _xlnm.Print_Area": quoted(coverage) + "!$A$1:$F$17", coverage + " _xlnm.Print_Titles": quoted(coverage) + "!$7:$7",
			lang.Say("registrar") + " _xlnm.Print_Area": quoted(lang.Say("registrar")) + "!$A$1:$G$6",
		} {
			if names[name] != want {
				t.Errorf("%s is %s, want %s", name, names[name], want)
			}
		}
		for _, sheet := range want {
			layout, err := f.GetPageLayout(sheet)
			if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
				t.Errorf("%s: page %+v, %v", sheet, layout, err)
			}
			m, err := f.GetHeaderFooter(sheet)
			if err != nil || !strings.Contains(m.OddHeader, "M-2026/0417 <Acquisition of Old Co.> && Töchter") || !strings.Contains(m.OddHeader, "&P") || !strings.Contains(m.OddHeader, "&N") ||
				!strings.Contains(m.OddFooter, planDigest[:12]) || !strings.Contains(m.OddFooter, headDigest[:12]) || !strings.Contains(m.OddFooter, "2026-03-05") {
				t.Errorf("%s: %+v, %v", sheet, m, err)
			}
			if _, area := names[sheet+" _xlnm.Print_Area"]; !area {
				t.Errorf("%s has no print area", sheet)
			}
			_, filter := names[sheet+" _xlnm._FilterDatabase"]
			if list := sheet != want[0] && sheet != want[len(want)-1]; filter != list {
				t.Errorf("%s: filter %t", sheet, filter)
			}
		}
	})
}

// Nothing in it is a formula, whatever a value looks like, and nothing is a word
// that the vocabulary lacks.
func TestWorkbookIsText(t *testing.T) {
	languages(t, func(t *testing.T, lang dossier.Lang) {
		_, f := written(t, richDossier(lang))
		likeFormulas := 0
		each(t, f, func(sheet, cell, value string) {
			if formula, err := f.GetCellFormula(sheet, cell); err != nil || formula != "" {
				t.Errorf("%s!%s is the formula %q, %v", sheet, cell, formula, err)
			}
			kind, err := f.GetCellType(sheet, cell)
			if strings.HasPrefix(value, "=") {
				likeFormulas++
				if err != nil || kind != excelize.CellTypeInlineString {
					t.Errorf("%s!%s %q is of type %v, %v", sheet, cell, value, kind, err)
				}
			}
			if regexp.MustCompile(`sheet\.[a-z]|%!|%[ds]`).MatchString(value) {
				t.Errorf("%s!%s: %q", sheet, cell, value)
			}
			if text := strings.ToLower(value); strings.Contains(text, "transferred") || strings.Contains(text, "complian") || strings.Contains(text, "legal proof") {
				t.Errorf("%s!%s: %q", sheet, cell, value)
			}
		})
		if likeFormulas == 0 {
			t.Error("no value began with =: the fixture has some")
		}
	})
}

// Headers are in the language of the dossier.
func TestWorkbookHeaders(t *testing.T) {
	_, f := written(t, richDossier(dossier.ZH))
	for _, key := range []string{"changes", "rows", "contacts", "failures", "open", "registrar"} {
		rows, err := f.GetRows(dossier.ZH.Say(key))
		if err != nil {
			t.Fatal(err)
		}
		for _, title := range rows[0] {
			han := strings.ContainsFunc(title, func(r rune) bool { return unicode.Is(unicode.Han, r) })
			if !han && !strings.HasPrefix(title, "Request Id") && !strings.HasPrefix(title, "Task ") && title != "Consent" && title != "Note of counsel" {
				t.Errorf("%s: the header %q is not Chinese", key, title)
			}
		}
	}
}

// Links lead to the line that is about the same thing.
func TestWorkbookLinks(t *testing.T) {
	languages(t, func(t *testing.T, lang dossier.Lang) {
		d := richDossier(lang)
		_, f := written(t, d)
		leads := func(sheet, cell, want string) {
			t.Helper()
			ok, target, err := f.GetCellHyperLink(sheet, cell)
			if !ok || err != nil {
				t.Fatalf("%s!%s has no link, %v", sheet, cell, err)
			}
			name, at, _ := strings.Cut(target, "!")
			if got := value(t, f, strings.Trim(name, "'"), at); got != want {
				t.Errorf("%s!%s leads to %s, where %q stands; want %q", sheet, cell, target, got, want)
			}
		}
		for i, c := range d.Changes {
			leads(lang.Say("changes"), cellAt(10, i+2), c.Sources[0].Cell)
		}
		for i, r := range d.Rows {
			if len(r.Changes) > 0 {
				leads(lang.Say("rows"), cellAt(5, i+2), fmt.Sprint(r.Changes[0]))
			}
		}
		for i, x := range d.Failures {
			leads(lang.Say("failures"), cellAt(8, i+2), x.Sources[0].Cell)
			if x.Change > 0 {
				leads(lang.Say("failures"), cellAt(1, i+2), fmt.Sprint(x.Change))
			}
		}
		for i, x := range d.Coverage.Lines {
			if len(x.Sources) > 0 {
				leads(lang.Say("coverage"), cellAt(6, len(d.Coverage.ByState)+4+i), x.Sources[0].Cell)
			}
		}
	})
}
