package report

import (
	"archive/zip"
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// repacked changes the parts of a workbook, and their names; an empty name takes
// a part away.
func repacked(t *testing.T, data []byte, change func(name, content string) (string, string)) []byte {
	t.Helper()
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for name, content := range partsIn(t, data) {
		name, text := change(name, string(content))
		if name == "" {
			continue
		}
		w, err := zw.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

var (
	elementName = regexp.MustCompile(`<(/?)([a-zA-Z])`)
	stylesThere = regexp.MustCompile(`<(Override|Relationship)\b[^>]*styles[^>]*>(</\w+>)?`)
	cellStyles  = regexp.MustCompile(`<cellXfs.*</cellXfs>`)
)

// Workbooks that are written in ways which are allowed and seldom seen get the
// same report as others.
func TestUnusualWorkbooks(t *testing.T) {
	tests := []struct {
		name   string
		change func(name, content string) (string, string)
	}{
		{"as usual", func(name, content string) (string, string) { return name, content }},
		{"strict", func(name, content string) (string, string) {
			return name, strings.NewReplacer(nsMain, nsStrict, nsRels, "http://purl.oclc.org/ooxml/officeDocument/relationships").Replace(content)
		}},
		{"names of parts as on Windows", func(name, content string) (string, string) { return strings.ReplaceAll(name, "/", `\`), content }},
		{"names of parts in capitals", func(name, content string) (string, string) {
			if strings.HasPrefix(name, "xl/worksheets/") {
				name = strings.ToUpper(name)
			}
			return name, content
		}},
		{"names of elements with a prefix", func(name, content string) (string, string) {
			if name != "xl/workbook.xml" && name != "xl/styles.xml" && !strings.HasPrefix(name, "xl/worksheets/sheet") {
				return name, content
			}
			content = elementName.ReplaceAllString(content, "<${1}q:$2")
			return name, strings.Replace(content, ` xmlns="`, ` xmlns:q="`, 1)
		}},
		{"no styles", func(name, content string) (string, string) {
			if name == "xl/styles.xml" {
				return "", ""
			}
			return name, stylesThere.ReplaceAllString(content, "")
		}},
		{"no styles for cells", func(name, content string) (string, string) {
			if name == "xl/styles.xml" {
				content = cellStyles.ReplaceAllString(content, "")
			}
			return name, content
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			input := repacked(t, acquisition(t), tt.change)
			output := read(t, write(t, "r.xlsx", open(t, "a.xlsx", input), complaining()))
			linksHold(t, partsIn(t, output))
			book := open(t, "r.xlsx", output)
			if got := texts(t, book.Table("Contacts"))[4][3:5]; got[0] != "succeeded" || got[1] != "" {
				t.Errorf("line 4 has %q", got)
			}
			for _, name := range []string{"二", "Hidden", "Summary (2)", "Issues", "Tasks", "Contacts (2)", "Calls"} {
				if table := book.Table(name); table == nil || len(texts(t, table)) == 0 {
					t.Errorf("sheet %s is missing or empty", name)
				}
			}
			f := reopen(t, writeFile(t, "r.xlsx", output))
			if got := notes(t, f, "Contacts")["C10"]; got != "domainbatch|"+postalNote {
				t.Errorf("the note of C10 is %q", got)
			}
			if got := fills(t, f, "Contacts", "C10", "D4"); got != badFill+" "+looks["succeeded"].fill {
				t.Errorf("fills are %q", got)
			}
			again := open(t, "rr.xlsx", read(t, write(t, "rr.xlsx", book, complaining())))
			if got := texts(t, again.Table("Contacts"))[4]; len(got) != 11 {
				t.Errorf("line 4 of the report of a report has %q", got)
			}
		})
	}
}

// A workbook that has as many styles as it can have is written without them.
func TestTooManyStyles(t *testing.T) {
	many := strings.Repeat(`<xf numFmtId="0"/>`, 65_400)
	input := repacked(t, acquisition(t), func(name, content string) (string, string) {
		if name == "xl/styles.xml" {
			content = strings.Replace(content, "</cellXfs>", many+"</cellXfs>", 1)
		}
		return name, content
	})
	book := open(t, "r.xlsx", read(t, write(t, "r.xlsx", open(t, "a.xlsx", input), fixture())))
	if got := texts(t, book.Table("Contacts"))[4][3]; got != "succeeded" {
		t.Errorf("line 4 is %q", got)
	}
	if text := texts(t, book.Table("Summary (2)")); !strings.Contains(strings.Join(text[findLine(text, "Input's form")], "|"), "styles") {
		t.Errorf("the summary does not say what is lost: %v", text)
	}
}

// findLine is the line that begins with a text.
func findLine(lines map[int][]string, first string) int {
	for n, cells := range lines {
		if len(cells) > 0 && cells[0] == first {
			return n
		}
	}
	return 0
}

// Where something beside the cells cannot be read, there is a report all the same.
func TestDamageBesideCells(t *testing.T) {
	tests := []struct {
		name, part, content string
		kept                bool // the input's own workbook
	}{
		{"the notes", "xl/comments1.xml", "<comments", true},
		{"the boxes of the notes", "xl/drawings/vmlDrawing1.vml", "<xml", true},
		{"a table object", tablePart, "<table", false},
		{"relations of the sheet", "xl/worksheets/_rels/sheet1.xml.rels", "<Relationships", false},
	}
	whole := changed(t, acquisition(t), func(f *excelize.File) error {
		return errors.Join(f.AddComment("Contacts", excelize.Comment{Cell: "A4", Author: "Jane", Text: "why?"}),
			f.AddTable("二", &excelize.Table{Range: "A1:B2", Name: "Portfolio"}))
	})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := false
			input := repacked(t, whole, func(name, content string) (string, string) {
				if name == tt.part {
					found, content = true, tt.content
				}
				return name, content
			})
			if !found {
				t.Fatalf("there is no %s", tt.part)
			}
			output := read(t, write(t, "r.xlsx", open(t, "a.xlsx", input), complaining()))
			if got := texts(t, open(t, "r.xlsx", output).Table("Contacts"))[4][3]; got != "succeeded" {
				t.Errorf("line 4 is %q", got)
			}
			if content, kept := partsIn(t, output)[tt.part]; tt.kept && (!kept || string(content) != tt.content) {
				t.Errorf("%s is %q", tt.part, content)
			}
		})
	}
}
