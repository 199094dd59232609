package loader_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// real is a sheet of the corpus, with what is known of it.
type real struct {
	File         string `json:"file"`
	Encoding     string `json:"encoding"`
	DomainColumn string `json:"domain_column"`
	Domain       struct {
		Filled int `json:"filled"`
	} `json:"domain"`
	Sheets []struct{ Name string } `json:"sheets"`
}

// Every real sheet gets through with the right header row and domain column
// without an option, or asks the question that settles it.
func TestRealSheets(t *testing.T) {
	dir := "../../shared/data/sheets"
	data, err := os.ReadFile(filepath.Join(dir, "MANIFEST.json"))
	if err != nil {
		t.Logf("not there, not tested: %v", err)
		return
	}
	var all []real
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		t.Run(r.File, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(dir, r.File))
			if err != nil {
				t.Fatal(err)
			}
			in, err := loader.Load(open(t, r.File, decoded(t, &r, data)), loader.Options{})
			if in == nil {
				t.Fatal(err)
			}
			switch {
			case r.DomainColumn == "" && r.Sheets == nil:
				if issues := issuesOf(t, in, err); len(in.Tables) > 0 || len(issues) != 1 || !strings.Contains(issues[0].Message, "has no domain column") {
					t.Errorf("%d tables, %v", len(in.Tables), issues)
				}
			case len(in.Tables) == 0:
				issues := issuesOf(t, in, err)
				if len(issues) != 1 || !strings.Contains(issues[0].Hint, `--column "`+r.DomainColumn+`=DomainName"`) {
					t.Fatalf("asked: %v", issues)
				}
				answer := loader.Options{Columns: map[string]string{r.DomainColumn: "DomainName"}}
				if in, err = loader.Load(open(t, r.File, decoded(t, &r, data)), answer); in == nil {
					t.Fatal(err)
				}
				fallthrough
			default:
				checkReal(t, &r, in)
			}
		})
	}
}

func checkReal(t *testing.T, r *real, in *loader.Input) {
	t.Helper()
	if len(in.Tables) != 1 || in.Tables[0].Header != 1 {
		t.Fatalf("tables %+v", in.Tables)
	}
	header, rows := r.DomainColumn, r.Domain.Filled
	if r.Sheets != nil {
		header, rows = "Domain Name", 2935
	}
	for _, c := range in.Tables[0].Columns {
		if c.Param == "DomainName" && c.Header != header {
			t.Errorf("the domain column is %q, not %q", c.Header, header)
		}
	}
	filled := 0
	for _, row := range in.Rows {
		empty := false
		for _, is := range row.Issues {
			empty = empty || is.Column == "DomainName" && is.Value == "" && strings.HasSuffix(is.Message, "is empty")
		}
		if !empty {
			filled++
		}
	}
	if filled != rows {
		t.Errorf("%d rows with a domain, want %d", filled, rows)
	}
}

// decoded is the text of a sheet in UTF-8 where package sheet does not know its encoding.
func decoded(t *testing.T, r *real, data []byte) []byte {
	t.Helper()
	if _, err := sheet.Open(r.File, data, sheet.Options{}); err == nil {
		return data
	}
	of := map[string]encoding.Encoding{"cp1252": charmap.Windows1252, "cp932": japanese.ShiftJIS}[r.Encoding]
	if of == nil {
		t.Fatalf("encoding %q is not read", r.Encoding)
	}
	text, err := of.NewDecoder().Bytes(data)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
