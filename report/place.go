package report

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// place says in which columns of a table the answers stand.
type place struct {
	table   *job.Table
	headers []string // of the eight answers, and of the replies behind them
	replies []reply
	columns []int // from 0, in the order of the headers
	label   int   // the longest word before a line of a cell with several, beside those of contacts
	fresh   []int // which of them, by their index, the table does not have yet
	rows    map[int]*job.Row
	again   bool // the table has columns of answers already: it is a report itself, or what was left to do
	between bool // new columns are not right of all that is used: there is no room
}

// place finds the columns for a table: those that have the eight headers or
// those of the reasons already, and new ones right of all that is used.
func (a *answers) place(t *sheet.Table, planned *job.Table) (*place, error) {
	if t == nil {
		return nil, fmt.Errorf("find sheet %q of the plan: the input has none of that name", planned.Sheet)
	}
	p := &place{table: planned, rows: make(map[int]*job.Row), headers: slices.Clone(a.headers)}
	for i := range a.data.Plan.Rows {
		if row := &a.data.Plan.Rows[i]; row.Sheet == planned.Sheet {
			p.rows[row.Line] = row
		}
	}
	p.replies, p.label = a.data.replies(p.rows), a.data.label(p.rows)
	for _, r := range p.replies {
		p.headers = append(p.headers, r.header)
	}
	known, err := p.known(t)
	if err != nil {
		return nil, err
	}
	p.again = known[0] >= 0
	for i, column := range known {
		if p.columns = append(p.columns, column); column < 0 {
			p.fresh = append(p.fresh, i)
		}
	}
	if len(p.fresh) == 0 {
		return p, nil
	}
	width, err := t.Width()
	p.moveTo(width)
	return p, err
}

const columnLimit = 16_384 // columns of a sheet, of spreadsheet programs

// fit moves columns that would stand behind the last one of a sheet to the first
// gap that is wide enough.
func (p *place) fit(t *sheet.Table) error {
	n := len(p.fresh)
	if n == 0 || p.columns[p.fresh[n-1]] < columnLimit {
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
			p.moveTo(i + 1 - n)
			return nil
		}
	}
	return fmt.Errorf("sheet %q has no %d columns free for the answers", p.table.Sheet, n)
}

// known looks for the headers in the header line; below 0 is one that is not there.
func (p *place) known(t *sheet.Table) ([]int, error) {
	for rec, err := range t.Records() {
		if err != nil {
			return nil, err
		}
		if rec.Line == p.table.Header {
			return knownIn(rec.Cells, p.headers), nil
		}
		if rec.Line > p.table.Header {
			break
		}
	}
	return knownIn(nil, p.headers), nil
}

// knownIn finds in a line the eight headers of answers, or those of the reasons
// alone, and right of the eight those of the replies.
func knownIn(line, headers []string) []int {
	eight, replies := headers[:eightColumns], headers[eightColumns:]
	found := positions(eight, line)
	last := len(line)
	if found != nil {
		last = slices.Max(found)
	} else {
		found = positions(headers[:reasons], line)
	}
	for len(found) < eightColumns {
		found = append(found, -1)
	}
	for _, h := range replies {
		at := -1
		for i := last + 1; i < len(line); i++ {
			if strings.TrimSpace(line[i]) == h {
				at = i
			}
		}
		found = append(found, at)
	}
	return found
}

// moveTo puts the new columns from there on.
func (p *place) moveTo(first int) {
	for i, at := range p.fresh {
		p.columns[at] = first + i
	}
}

// newColumns are the places and the widths of the new columns.
func (p *place) newColumns() (columns []int, widths []float64) {
	for _, i := range p.fresh {
		columns, widths = append(columns, p.columns[i]), append(widths, p.widthOf(i))
	}
	return columns, widths
}

// widthOf is how wide a column of answers or replies is: so that what one change
// was answered stands in one line.
func (p *place) widthOf(i int) float64 {
	switch {
	case i >= eightColumns:
		return max(replyWidth, shownWidth(p.headers[i])+2)
	case i > resultColumn && i <= requestColumn:
		return answerWidths[i] + float64(p.label)
	}
	return answerWidths[i]
}

// label is how long the longest word is that tells the changes of a row apart,
// where it is not the name of a contact.
func (d *Data) label(rows map[int]*job.Row) int {
	longest := 0
	for _, row := range rows {
		if len(row.Changes) < 2 {
			continue
		}
		for _, id := range row.Changes {
			if name := d.Plan.GroupOf(id).Name; name != "" {
				longest = max(longest, len(name)+len(": "))
			}
		}
	}
	return longest
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
