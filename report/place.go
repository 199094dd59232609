package report

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

// place says in which columns of a table the answers stand.
type place struct {
	table   *job.Table
	columns []int // from 0, in the order of the headers
	rows    map[int]*job.Row
	again   bool         // the table has these columns already: it is a report itself
	seed    maphash.Seed // of the digest
	digest  uint64       // over all cells but the answers
}

// place finds the columns for a table: those that have the eight headers
// already, or new ones right of all that is used.
func (a *answers) place(t *sheet.Table, planned *job.Table) (*place, error) {
	if t == nil {
		return nil, fmt.Errorf("find sheet %q of the plan: the input has none of that name", planned.Sheet)
	}
	p := &place{table: planned, rows: make(map[int]*job.Row), seed: maphash.MakeSeed()}
	for i := range a.data.Plan.Rows {
		if row := &a.data.Plan.Rows[i]; row.Sheet == planned.Sheet {
			p.rows[row.Line] = row
		}
	}
	width, err := p.survey(t, a.headers)
	if err != nil || p.again {
		return p, err
	}
	if t.Part() == "" {
		if width, err = t.Width(); err != nil {
			return nil, err
		}
	}
	p.moveTo(width, len(a.headers))
	return p, nil
}

// survey reads the table once: what stands in the header line, how wide it is
// and what the digest of its cells is.
func (p *place) survey(t *sheet.Table, headers []string) (width int, err error) {
	var h maphash.Hash
	h.SetSeed(p.seed)
	for rec, err := range t.Records() {
		if err != nil {
			return 0, err
		}
		if rec.Line == p.table.Header {
			p.columns = positions(headers, rec.Cells)
			p.again = p.columns != nil
		}
		width = max(width, len(rec.Cells))
		p.add(&h, rec)
	}
	p.digest = h.Sum64()
	return width, nil
}

// add takes a line into a digest, without its answers.
func (p *place) add(h *maphash.Hash, rec sheet.Record) {
	ours := rec.Line == p.table.Header || p.rows[rec.Line] != nil
	for i, cell := range rec.Cells {
		if cell == "" || ours && slices.Contains(p.columns, i) {
			continue
		}
		maphash.WriteComparable(h, [2]int{rec.Line, i})
		maphash.WriteComparable(h, cell)
	}
}

// same tells whether the cells of a workbook under change are those of the input.
func (p *place) same(f *excelize.File, t *sheet.Table) (bool, error) {
	var h maphash.Hash
	h.SetSeed(p.seed)
	for rec, err := range t.RecordsOf(f) {
		if err != nil {
			return false, err
		}
		p.add(&h, rec)
	}
	return h.Sum64() == p.digest, nil
}

func (p *place) moveTo(first, n int) {
	p.columns = make([]int, n)
	for i := range p.columns {
		p.columns[i] = first + i
	}
}

// width is how many columns the table has with the answers.
func (p *place) width() int {
	last := len(p.table.Columns) - 1
	for _, c := range p.columns {
		last = max(last, c)
	}
	return last + 1
}

// positions finds every header, the last of equal ones; nil when one is missing.
func positions(headers, line []string) []int {
	var columns []int
	for _, h := range headers {
		at := -1
		for i, cell := range line {
			if strings.TrimSpace(cell) == h {
				at = i
			}
		}
		if at < 0 {
			return nil
		}
		columns = append(columns, at)
	}
	return columns
}
