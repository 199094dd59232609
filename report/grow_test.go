package report

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

const tablePart = "xl/tables/table1.xml"

// withTable is the workbook of the fixture with a table object in its second
// sheet; its part is changed by pattern.
func withTable(t *testing.T, ref, pattern, by string) []byte {
	t.Helper()
	return changed(t, acquisition(t), func(f *excelize.File) error {
		if err := f.AddTable("二", &excelize.Table{Range: ref, Name: "Portfolio"}); err != nil {
			return err
		}
		content, _ := f.Pkg.Load(tablePart)
		f.Pkg.Store(tablePart, regexp.MustCompile(pattern).ReplaceAll(content.([]byte), []byte(by)))
		return nil
	})
}

// shape is the range, the filter and the columns of the table object.
func shape(t *testing.T, f *excelize.File) []string {
	t.Helper()
	var table struct {
		Ref    string `xml:"ref,attr"`
		Filter struct {
			Ref string `xml:"ref,attr"`
		} `xml:"autoFilter"`
		Columns struct {
			Count string `xml:"count,attr"`
			List  []struct {
				ID   string `xml:"id,attr"`
				Name string `xml:"name,attr"`
			} `xml:"tableColumn"`
		} `xml:"tableColumns"`
	}
	content, _ := f.Pkg.Load(tablePart)
	if err := xml.Unmarshal(content.([]byte), &table); err != nil {
		t.Fatal(err)
	}
	shape := []string{table.Ref, table.Filter.Ref, table.Columns.Count}
	for _, c := range table.Columns.List {
		shape = append(shape, c.ID+" "+c.Name)
	}
	return shape
}

func TestTableObjectsGrow(t *testing.T) {
	grown := func(first, last string, id int, own ...string) []string {
		want := append([]string{"A1:" + last, first, fmt.Sprint(len(own) + 8)}, own...)
		for i, h := range headers {
			want = append(want, fmt.Sprintf("%d %s", id+1+i, h))
		}
		return want
	}
	tests := []struct {
		name, ref, pattern, by string
		want                   []string
	}{
		{"at once left of the columns", "A1:B2", "", "", grown("A1:J2", "J2", 2, "1 Domain", "2 Company")},
		{"columns numbered otherwise", "A1:B2", `id="2"`, `id="7"`, grown("A1:J2", "J2", 7, "1 Domain", "7 Company")},
		{"without a filter", "A1:B2", `<autoFilter.*?(/>|</autoFilter>)`, "", grown("", "J2", 2, "1 Domain", "2 Company")},
		{"with other rows", "A1:B9", "", "", grown("A1:J9", "J9", 2, "1 Domain", "2 Company")},
		{"not our header", "A2:B4", "", "", []string{"A2:B4", "A2:B4", "2", "1 例.cn", "2 Example Holdings Ltd"}},
		{"filled by a query", "A1:B2", `name="Portfolio"`, `name="Portfolio" tableType="queryTable"`, []string{"A1:B2", "A1:B2", "2", "1 Domain", "2 Company"}},
		{"a column of such a name", "A1:B2", `name="Company"`, `name="result"`, []string{"A1:B2", "A1:B2", "2", "1 Domain", "2 result"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.pattern == "" {
				tt.pattern = "$^"
			}
			book := open(t, "a.xlsx", withTable(t, tt.ref, tt.pattern, tt.by))
			path := write(t, "r.xlsx", book, fixture())
			if diff := cmp.Diff(tt.want, shape(t, reopen(t, path))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			again := write(t, "rr.xlsx", open(t, "r.xlsx", read(t, path)), fixture())
			if diff := cmp.Diff(tt.want, shape(t, reopen(t, again))); diff != "" {
				t.Errorf("report of a report (-want +got):\n%s", diff)
			}
		})
	}
}

// A table object does not grow over what stands below the rows of the input.
func TestTableObjectsDoNotMeet(t *testing.T) {
	book := open(t, "a.xlsx", changed(t, withTable(t, "A1:B9", "$^", ""), func(f *excelize.File) error {
		return f.MergeCell("二", "D8", "E8")
	}))
	want := []string{"A1:B9", "A1:B9", "2", "1 Domain", "2 Company"}
	if diff := cmp.Diff(want, shape(t, reopen(t, write(t, "r.xlsx", book, fixture())))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
