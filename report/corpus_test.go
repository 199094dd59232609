package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/google/go-cmp/cmp"
)

// Workbooks of many programs keep everything when answers are put beside their
// rows and notes on their cells. The files are not part of the project.
func TestWorkbooksOfOthersStay(t *testing.T) {
	files, err := filepath.Glob("../../shared/data/xlsx/*/*.xlsx")
	if err != nil || len(files) == 0 {
		t.Log("no files to try")
		return
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			input, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			book, err := sheet.Open(file, input, sheet.Options{})
			if err != nil {
				return // it is refused
			}
			data := everyRow(t, book)
			if data == nil {
				return // a sheet of it is refused
			}
			staysWhole(t, book, input, data)
		})
	}
}

// staysWhole compares a report with its input, part by part.
func staysWhole(t *testing.T, book *sheet.Book, input []byte, data *Data) {
	t.Helper()
	output := read(t, write(t, "r.xlsx", book, data))
	before, after := partsIn(t, input), partsIn(t, output)
	for name, was := range before {
		is, ok := after[name]
		switch kind := kindOfPart(book, data, name); {
		case !ok:
			t.Errorf("%s is missing", name)
		case kind == "sheet":
			sameBesideAnswers(t, book, data, was, is)
		case kind != "":
			keepsElements(t, name, was, is)
		case !bytes.Equal(was, is):
			t.Errorf("%s is changed", name)
		}
	}
	linksHold(t, after)
	again := open(t, "r.xlsx", output)
	for i, table := range book.Tables() {
		if diff := cmp.Diff(texts(t, table), beside(again.Tables()[i], data, texts(t, again.Tables()[i]))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table.Name, diff)
		}
	}
}

// beside leaves the answers out of the texts of a table.
func beside(table *sheet.Table, data *Data, lines map[int][]string) map[int][]string {
	for _, planned := range data.Plan.Tables {
		if planned.Sheet != table.Name {
			continue
		}
		columns := positions(headers, lines[planned.Header])
		for line, cells := range lines {
			for i := range cells {
				if slices.Contains(columns, i) {
					cells[i] = ""
				}
			}
			for len(cells) > 0 && cells[len(cells)-1] == "" {
				cells = cells[:len(cells)-1]
			}
			lines[line] = cells
		}
	}
	return lines
}

func partsIn(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := make(map[string][]byte)
	for _, f := range zr.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if parts[f.Name] != nil {
			t.Errorf("%s is there twice", f.Name)
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return parts
}

// kindOfPart says what may change in a part: nothing in one without a kind.
func kindOfPart(book *sheet.Book, data *Data, name string) string {
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	workbook := strings.ToLower(book.Parts().Workbook())
	for _, planned := range data.Plan.Tables {
		switch part := strings.ToLower(book.Table(planned.Sheet).Part()); name {
		case part:
			return "sheet"
		case sheet.RelationsPart(part):
			return "list"
		}
	}
	switch name {
	case strings.ToLower(sheet.TypesPart), workbook, sheet.RelationsPart(workbook):
		return "list"
	}
	if strings.HasSuffix(name, "styles.xml") || strings.Contains(name, "/tables/") || strings.Contains(name, "comments") {
		return "list"
	}
	if strings.HasSuffix(name, ".vml") {
		return "list"
	}
	return ""
}

// keepsElements holds a part that is added to: every element that it had below
// its lists is there as it was, in its place.
func keepsElements(t *testing.T, name string, was, is []byte) {
	t.Helper()
	if strings.HasSuffix(name, ".vml") {
		if end := bytes.LastIndex(was, []byte("</xml>")); !bytes.HasPrefix(is, was[:end]) {
			t.Errorf("%s is changed before its end", name)
		}
		return
	}
	before, err := parseMarkup(was, 3)
	after, err2 := parseMarkup(is, 3)
	if err != nil || err2 != nil {
		t.Fatalf("%s: %v, %v", name, err, err2)
	}
	for i, list := range before.root.children {
		if len(list.children) == 0 {
			filled := after.root.child(list.name) != nil && len(after.root.child(list.name).children) > 0
			if !filled && !bytes.Contains(is, was[list.start:list.end]) && !strings.Contains(name, "/tables/") {
				t.Errorf("%s: %s is changed", name, list.name)
			}
			continue
		}
		at := slices.IndexFunc(after.root.children, func(e *element) bool { return e.name == list.name })
		if list.name == "Override" || list.name == "Default" || list.name == "Relationship" {
			at = i
		}
		if at < 0 || len(after.root.children[at].children) < len(list.children) {
			t.Errorf("%s: %s has lost something", name, list.name)
			continue
		}
		for j, e := range list.children {
			to := after.root.children[at].children[j]
			begins, _, note := bytes.Cut(was[e.start:e.end], []byte("</text></comment>")) // ours may stand behind it
			if e.attr("name") != filterName && !bytes.Equal(was[e.start:e.end], is[to.start:to.end]) && !(note && bytes.HasPrefix(is[to.start:to.end], begins)) {
				t.Errorf("%s: %s %d is changed", name, list.name, j)
			}
		}
	}
}

var rowLook = regexp.MustCompile(`(<(?:\w+:)?row\b[^>]*?)/?>`)

// sameBesideAnswers takes the answers out of a sheet: what is left is what was
// there. A bad cell has another style, or is there for it.
func sameBesideAnswers(t *testing.T, book *sheet.Book, data *Data, was, is []byte) {
	t.Helper()
	planned := data.Plan.Tables[0]
	lines := map[int]bool{planned.Header: true}
	for _, row := range data.Plan.Rows {
		lines[row.Line] = true
	}
	var none []sheet.NewCell
	for _, c := range answerColumns(t, book, data) {
		none = append(none, sheet.NewCell{Column: c})
	}
	marks := data.marks()[planned.Sheet]
	line := func(line int) (l sheet.Line) {
		for _, m := range on(line, marks) {
			l.Cells = append(l.Cells, sheet.NewCell{Column: m.column, Restyle: func(int) int { return 9999 }})
		}
		if lines[line] {
			l.Cells = append(l.Cells, none...)
		}
		slices.SortFunc(l.Cells, func(a, b sheet.NewCell) int { return a.Column - b.Column })
		return l
	}
	rows := func(xml []byte) string {
		nothing := func([]byte) []byte { return nil }
		var out bytes.Buffer
		if err := sheet.Splice(&out, bytes.NewReader(xml), sheet.Edit{Head: nothing, Line: line, Tail: nothing}); err != nil {
			t.Fatal(err)
		}
		return rowLook.ReplaceAllString(strings.ReplaceAll(out.String(), "</row>", ""), "<row>")
	}
	if was, is := rows(was), rows(is); was != is {
		t.Errorf("cells beside the answers (-was +is):\n%s", cmp.Diff(was, is))
	}
}

// answerColumns are those of the answers in the first table of the plan.
func answerColumns(t *testing.T, book *sheet.Book, data *Data) []int {
	t.Helper()
	a, err := newAnswers(data)
	if err != nil {
		t.Fatal(err)
	}
	e := &sheetEdit{annotation: &annotation{workbook: &workbook{book: book, data: data, answers: a}, edits: make(map[string]func() error)},
		table: book.Table(data.Plan.Tables[0].Sheet)}
	if err := e.placeIn(e); err != nil {
		t.Fatal(err)
	}
	return e.place.columns
}

// wellFormed holds the parts in XML to having one root, and no attribute twice.
func wellFormed(t *testing.T, name string, content []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(content))
	depth, roots := 0, 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
			seen := make(map[xml.Name]bool)
			for _, a := range tok.Attr {
				if seen[a.Name] {
					t.Errorf("%s: %s has %s twice", name, tok.Name.Local, a.Name.Local)
				}
				seen[a.Name] = true
			}
		case xml.EndElement:
			depth--
		}
	}
	if roots != 1 {
		t.Errorf("%s has %d roots", name, roots)
	}
}

// linksHold follows every relation and looks up every type.
func linksHold(t *testing.T, parts map[string][]byte) {
	t.Helper()
	for name, content := range parts {
		if ext := path.Ext(name); ext == ".xml" || ext == ".rels" {
			wellFormed(t, name, content)
		}
	}
	types := string(parts[sheet.TypesPart])
	lower := make(map[string]bool)
	for name := range parts {
		lower[strings.ToLower(strings.ReplaceAll(name, `\`, "/"))] = true
	}
	for name, content := range parts {
		if path.Ext(name) != ".rels" {
			continue
		}
		m, err := parseMarkup(content, 2)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ids := make(map[string]bool)
		for _, r := range m.root.children {
			if ids[r.attr("Id")] {
				t.Errorf("%s has %s twice", name, r.attr("Id"))
			}
			ids[r.attr("Id")] = true
			target := r.attr("Target")
			if ours := strings.HasPrefix(target, "/"); ours && !lower[strings.ToLower(target[1:])] {
				t.Errorf("%s leads to %s, which is missing", name, target)
			}
		}
	}
	for name, content := range parts {
		if ext := strings.TrimPrefix(path.Ext(name), "."); name != sheet.TypesPart && !strings.Contains(types, `"/`+name+`"`) &&
			!strings.Contains(strings.ToLower(types), `extension="`+strings.ToLower(ext)+`"`) && strings.HasPrefix(name, "xl/") {
			t.Errorf("%s has no type (%d bytes)", name, len(content))
		}
	}
}

// everyRow is a run over the first sheet that has lines: the first one is its
// header, and the first cells of some rows are bad. It is nil where a sheet is refused.
func everyRow(t *testing.T, book *sheet.Book) *Data {
	t.Helper()
	const far = 10_000 // lines: a cell at the very end only takes long
	data := csvData()
	data.Plan.Tables, data.Plan.Rows, data.Plan.Changes = nil, nil, nil
	for _, table := range book.Tables() {
		for rec, err := range table.Records() {
			if err != nil {
				return nil
			}
			switch {
			case len(data.Plan.Tables) == 0:
				data.Plan.Tables = []job.Table{{Sheet: table.Name, Header: rec.Line, Last: rec.Line}}
			case data.Plan.Tables[0].Sheet == table.Name && rec.Line < far:
				data.Plan.Tables[0].Last = rec.Line
				row := job.Row{ID: job.RowID(len(data.Plan.Rows) + 1), Sheet: table.Name, Line: rec.Line, LeftOut: "left out"}
				data.Plan.Rows = append(data.Plan.Rows, row)
			}
		}
	}
	return data
}

func texts(t *testing.T, table *sheet.Table) map[int][]string {
	t.Helper()
	lines := make(map[int][]string)
	for rec, err := range table.Records() {
		if err != nil {
			t.Fatal(err)
		}
		lines[rec.Line] = append([]string{}, rec.Cells...)
	}
	return lines
}
