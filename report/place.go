package report

import (
	"fmt"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// place says in which columns of a table the answers stand.
type place struct {
	table   *job.Table
	columns []int // from 0, in the order of the headers
	rows    map[int]*job.Row
	again   bool // the table has these columns already, or some: it is a report itself, or what was left to do
	between bool // the columns are not right of all that is used: there is no room
}

// place finds the columns for a table: those that have the eight headers or
// those of the reasons already, and new ones right of all that is used.
func (a *answers) place(t *sheet.Table, planned *job.Table) (*place, error) {
	if t == nil {
		return nil, fmt.Errorf("find sheet %q of the plan: the input has none of that name", planned.Sheet)
	}
	p := &place{table: planned, rows: make(map[int]*job.Row)}
	for i := range a.data.Plan.Rows {
		if row := &a.data.Plan.Rows[i]; row.Sheet == planned.Sheet {
			p.rows[row.Line] = row
		}
	}
	if err := p.find(t, a.headers); err != nil || len(p.columns) == len(a.headers) {
		return p, err
	}
	width, err := t.Width()
	if err != nil {
		return nil, err
	}
	known := p.columns
	p.moveTo(width, len(a.headers)-len(known))
	p.columns = append(known, p.columns...)
	return p, nil
}

const columnLimit = 16_384 // columns of a sheet, of spreadsheet programs

// fit moves columns that would stand behind the last one of a sheet to the first
// gap that is wide enough.
func (p *place) fit(t *sheet.Table) error {
	n := len(p.columns)
	if p.columns[n-1] < columnLimit {
		return nil
	}
	used := make([]bool, columnLimit)
	for rec, err := range t.Records() {
		if err != nil {
			return err
		}
		for i, cell := range rec.Cells {
			used[i] = used[i] || cell != ""
		}
		for _, m := range rec.Marks {
			used[m.Column] = true
		}
	}
	free := 0
	for i, taken := range used {
		if free++; taken {
			free = 0
		}
		if free == n {
			p.between = true
			p.moveTo(i+1-n, n)
			return nil
		}
	}
	return fmt.Errorf("sheet %q has no %d columns free for the answers", p.table.Sheet, n)
}

// find looks for the headers in the header line.
func (p *place) find(t *sheet.Table, headers []string) error {
	for rec, err := range t.Records() {
		if err != nil {
			return err
		}
		if rec.Line == p.table.Header {
			if p.columns = positions(headers, rec.Cells); p.columns == nil {
				p.columns = positions(headers[:reasons], rec.Cells)
			}
			p.again = p.columns != nil
		}
		if rec.Line >= p.table.Header {
			break
		}
	}
	return nil
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
