package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"domainbatch/internal/sandbox"
)

// A finished run is left as it is: apply, run and report make no call, end as
// the first time, and write the same report.
func TestAgain(t *testing.T) {
	for name, data := range samples(t) {
		under(t, name, func(t *testing.T) {
			d := newDesk(t, name, data, newWire(sandbox.Options{}))
			code := 0
			if name == "troubles.xlsx" {
				code = 4
			}
			first := d.object(d.must(code, d.do(t.Context(), d.whole("--skip-invalid", "--json")...)))
			report := d.take(d.report())
			calls := len(d.wire.box.Ledger().Arrivals)
			for _, words := range [][]string{
				{"apply", d.run(), "--yes", "--json"}, d.whole("--skip-invalid", "--json"), {"report", d.run(), "--json"},
			} {
				<-time.After(50 * time.Hour)
				r := d.do(t.Context(), words...)
				if words[0] == "report" {
					d.must(0, r)
				} else {
					said := d.object(d.must(code, r))
					said.Seconds = first.Seconds
					if diff := cmp.Diff(first, said); diff != "" {
						t.Errorf("%s: %s", words[0], diff)
					}
				}
				d.same(report, d.take(d.report()))
			}
			if after := len(d.wire.box.Ledger().Arrivals); after != calls {
				t.Errorf("%d calls for a finished run", after-calls)
			}
		})
	}
}

// take reads a report and takes it away.
func (d *desk) take(path string) []byte {
	d.t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = os.Remove(path)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return data
}

// same fails the test when two reports differ: a CSV in a byte, a workbook in a cell.
func (d *desk) same(want, got []byte) {
	d.t.Helper()
	if filepath.Ext(d.input) == ".csv" {
		if !bytes.Equal(want, got) {
			d.t.Errorf("the report is another one:\n%s", cmp.Diff(string(want), string(got)))
		}
		return
	}
	if diff := cmp.Diff(d.cells(want), d.cells(got)); diff != "" {
		d.t.Errorf("the report is another one:\n%s", diff)
	}
}

// cells reads all sheets of a workbook.
func (d *desk) cells(data []byte) map[string][][]string {
	d.t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		d.t.Fatal(err)
	}
	all := make(map[string][][]string)
	for _, sheet := range book.GetSheetList() {
		if all[sheet], err = book.GetRows(sheet); err != nil {
			d.t.Fatal(err)
		}
	}
	if len(all) < 5 || len(all["Tasks"]) < 2 {
		d.t.Errorf("%d sheets, %d tasks", len(all), len(all["Tasks"]))
	}
	return all
}
