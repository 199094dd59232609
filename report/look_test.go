package report

import (
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestLook(t *testing.T) {
	p := write(t, "acq.report.xlsx", open(t, "acquisition.xlsx", acquisition(t)), fixture())
	f, _ := excelize.OpenFile(p)
	fit, wide, anyv, l := true, 1, 0, "landscape"
	for _, n := range []string{"Contacts", "二"} {
		f.SetSheetProps(n, &excelize.SheetPropsOptions{FitToPage: &fit})
		f.SetPageLayout(n, &excelize.PageLayoutOptions{Orientation: &l, FitToWidth: &wide, FitToHeight: &anyv})
	}
	f.SaveAs(filepath.Join("/tmp/look", "acq.xlsx"))
}
