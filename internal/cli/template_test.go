package cli

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"domainbatch/internal/api"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// made is a template as a file.
func made(t *testing.T, tmpl *template, site api.Site) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := writeTemplate(&out, tmpl, site); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// every calls f for each template at each site.
func every(t *testing.T, f func(t *testing.T, tmpl *template, site api.Site)) {
	for _, name := range []string{"cn", "intl"} {
		site, _ := api.SiteNamed(name)
		for i := range templates {
			t.Run(name+" "+templates[i].op, func(t *testing.T) {
				tmpl, err := templateFor(templates[i].op)
				if err != nil {
					t.Fatal(err)
				}
				if op, _ := api.Lookup(tmpl.op); site.Has(op) {
					f(t, tmpl, site)
				}
			})
		}
	}
}

// The program reads its own template: one sheet, each column by its name, and
// the example rows without a complaint.
func TestTemplateIsRead(t *testing.T) {
	every(t, func(t *testing.T, tmpl *template, site api.Site) {
		book, err := sheet.Open("t.xlsx", made(t, tmpl, site), sheet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		in, err := loader.Load(book, loader.Options{Site: site})
		if err != nil {
			t.Fatal(err)
		}
		if len(in.Tables) != 1 || in.Tables[0].Sheet != tmpl.sheet() || in.Tables[0].Header != lineHeader || len(in.Rows) != 2 {
			t.Fatalf("tables %+v, %d rows", in.Tables, len(in.Rows))
		}
		for i, c := range in.Tables[0].Columns {
			if c.Param != tmpl.columnsAt(site)[i] || c.Param != c.Header {
				t.Errorf("column %s %q is read as %s", c.Letters, c.Header, c.Param)
			}
		}
		if issues := in.Issues(); len(issues) > 0 {
			t.Errorf("complaints: %v", issues)
		}
		for _, w := range in.Warnings {
			if !strings.HasSuffix(w.Message, "left alone") {
				t.Errorf("warning: %s", w.String())
			}
		}
	})
}

// Every value to choose from is one that is taken, and every column is told of.
func TestTemplateColumns(t *testing.T) {
	parameters := loader.Parameters()
	for i := range templates {
		tmpl := &templates[i]
		if _, ok := api.Lookup(tmpl.op); !ok {
			t.Errorf("operation %s is not in the catalogue", tmpl.op)
		}
		for _, name := range tmpl.columns {
			c := templateColumns[name]
			if !strings.Contains(strings.Join(parameters, " "), name) || c.zh == "" || c.rule == "" || c.zhRule == "" || c.width == 0 {
				t.Errorf("%s: %+v", name, c)
			}
			for _, value := range tmpl.values(name) {
				if _, err := api.CheckValue(name, value); err != nil {
					t.Errorf("%s %q: %v", name, value, err)
				}
			}
		}
	}
	for _, f := range api.ContactFields {
		if c, ok := templateColumns[f.Name]; !ok || f.Required != (c.need == always) {
			t.Errorf("%s: required %t, in the template %v", f.Name, f.Required, c.need)
		}
	}
}

// Cells to fill in are text, have lists and notes, and the header stays in sight.
func TestTemplateWorkbook(t *testing.T) {
	every(t, func(t *testing.T, tmpl *template, site api.Site) {
		f, err := excelize.OpenReader(bytes.NewReader(made(t, tmpl, site)))
		if err != nil {
			t.Fatal(err)
		}
		names := tmpl.columnsAt(site)
		for i := range names {
			for _, line := range []int{lineFirst, lineFirst + 1, lineFirst + 2, 5000} {
				id, err := f.GetCellStyle(tmpl.sheet(), place(i, line))
				if err != nil {
					t.Fatal(err)
				}
				style, err := f.GetStyle(id)
				if err != nil || style.NumFmt != 49 {
					t.Errorf("%s is not text: %+v, %v", place(i, line), style, err)
				}
			}
		}
		comments, err := f.GetComments(tmpl.sheet())
		if err != nil || len(comments) != len(names) {
			t.Errorf("%d notes for %d columns, %v", len(comments), len(names), err)
		}
		panes, err := f.GetPanes(tmpl.sheet())
		if err != nil || !panes.Freeze || panes.YSplit != lineHeader {
			t.Errorf("panes %+v, %v", panes, err)
		}
		checkLists(t, f, tmpl, names)
	})
}

func checkLists(t *testing.T, f *excelize.File, tmpl *template, names []string) {
	t.Helper()
	validations, err := f.GetDataValidations(tmpl.sheet())
	if err != nil {
		t.Fatal(err)
	}
	lists := make(map[string]string)
	for _, v := range validations {
		lists[v.Sqref] = v.Formula1
		// Excel refuses a file with longer ones.
		if title, text := utf16.Encode([]rune(*v.ErrorTitle)), utf16.Encode([]rune(*v.Error)); len(title) > 32 || len(text) > 225 || len(v.Formula1) > 255 {
			t.Errorf("%s: title of %d, text of %d, list of %d", v.Sqref, len(title), len(text), len(v.Formula1))
		}
	}
	for i, name := range names {
		got := lists[place(i, lineFirst)+":"+place(i, lineLast)]
		switch want := strings.Join(tmpl.values(name), ","); {
		case name == "Country":
			codes, err := f.GetCols(sheetCountries)
			if err != nil || got != "Countries!$A$2:$A$250" || len(codes[0]) != 250 || codes[2][len(codes[2])-1] == "" {
				t.Errorf("list of countries %s, %d lines, %v", got, len(codes[0]), err)
			}
		case strings.Trim(got, `"`) != want:
			t.Errorf("%s: list %s, want %s", name, got, want)
		}
	}
}
