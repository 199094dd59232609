package handoff

import (
	"bytes"
	"strings"
	"testing"

	"domainbatch/internal/dossier"

	"github.com/xuri/excelize/v2"
)

// Whose contact it is stands in the language of the workbook.
func TestWorkbookTargets(t *testing.T) {
	for lang, want := range map[dossier.Lang]string{dossier.EN: "technical contact", dossier.ZH: "技术联系人"} {
		var b bytes.Buffer
		if err := WriteWorkbook(&b, richDossier(lang)); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, at := range []int{2, 4} { // Changes, Contacts
			rows, err := f.GetRows(f.GetSheetList()[at])
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, row := range rows {
				found = found || strings.Contains(strings.Join(row[:min(4, len(row))], "\n"), want)
			}
			if !found {
				t.Errorf("%s: no %q in sheet %d", lang, want, at+1)
			}
		}
	}
}
