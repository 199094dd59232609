package loader

import (
	"fmt"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// table is one sheet with a domain column, its header bound.
type table struct {
	load    *load
	source  *sheet.Table
	header  int
	width   int // columns of the header
	domain  int // index of the domain column
	values  []slot
	letters map[string]string // parameter → letters of its column
	doubts  []binding         // columns that could be something the rows lack
	columns []job.Column

	entries map[string]*entry // by the cells of the slots
	key     []byte
	last    int // last line that holds a row
}

// slot is a column whose values are taken.
type slot struct {
	param string
	index int
}

func (l *load) newTable(src *sheet.Table, head *line, cols []binding) *table {
	t := &table{
		load: l, source: src, header: head.number, last: head.number,
		columns: columns(cols),
		letters: make(map[string]string),
		entries: make(map[string]*entry),
	}
	t.width = len(t.columns)
	for i, b := range cols {
		switch {
		case b.reason == doubt:
			t.doubts = append(t.doubts, b)
		case b.param == paramDomain:
			t.domain = i
			t.letters[paramDomain] = b.letters
		case b.param != "":
			t.values = append(t.values, slot{b.param, i})
			t.letters[b.param] = b.letters
			if whole := joined[b.param]; whole != "" && t.letters[whole] == "" {
				t.letters[whole] = b.letters
			}
		}
	}
	return t
}

// rows reads what stands below the header. No line is dropped but those that
// are blank in every column that is used, and footers.
func (t *table) rows() error {
	for rec, err := range t.source.Records() {
		if err != nil {
			return err
		}
		if rec.Line > t.header {
			t.row(rec)
			t.load.tell()
		}
	}
	return nil
}

// often is after how many rows the progress is told.
const often = 1000

func (l *load) tell() {
	if n := len(l.in.Rows); l.opts.Progress != nil && n%often == 0 {
		l.opts.Progress(n)
	}
}

func (t *table) row(rec sheet.Record) {
	l := t.load
	cell := l.value(rec.Cells, t.domain)
	e := t.entry(rec.Cells)
	if cell == "" && e.blank {
		return
	}
	row := job.Row{
		ID: job.RowID(len(l.in.Rows) + 1), Sheet: t.source.Name, Line: rec.Line,
		Targets: e.targets, Fields: e.fields, Cells: t.letters,
	}
	var faults []fault
	if cell == "" {
		faults = []fault{{param: paramDomain, message: "DomainName is empty", hint: "fill in the domain, or clear the line"}}
	} else {
		row.Names, faults = l.domains(cell)
	}
	if len(row.Names) == 0 && isFooter(cell) && (e.blank || figures(rec.Cells, t.domain)) {
		t.footer(rec.Line)
		return
	}
	t.complain(&row, rec.Cells, faults, e.faults)
	for _, name := range e.filled {
		l.setUsed[name] = true
	}
	e.filled = nil
	l.in.Rows = append(l.in.Rows, row)
	t.last = rec.Line
}

// complain makes issues of the faults of a row. What no column has is
// complained about at the domain.
func (t *table) complain(row *job.Row, cells []string, lists ...[]fault) {
	for _, faults := range lists {
		for _, f := range faults {
			at := f.param
			if t.letters[at] == "" {
				at = paramDomain
			}
			if f.note {
				t.load.note(row, row.Cell(at), &f)
				continue
			}
			row.Issues = append(row.Issues, job.Issue{
				Cell: row.Cell(at), Column: f.param, Value: f.value, Message: f.message, Hint: f.hint,
			})
		}
	}
	if t.load.ragged {
		t.surplus(row, cells)
	}
}

// surplus finds values right of the last column of a text file: a delimiter
// inside a value moved the others out of their columns.
func (t *table) surplus(row *job.Row, cells []string) {
	for i := t.width; i < len(cells); i++ {
		if value := clean(cells[i]); value != "" {
			row.Issues = append(row.Issues, job.Issue{
				Cell: job.CellName(row.Sheet, sheet.Letters(i), row.Line), Value: value,
				Message: fmt.Sprintf("the line has more values than the header has columns (%d)", t.width),
				Hint:    "a value with the delimiter inside needs quotes around it",
			})
			return
		}
	}
}

func (t *table) footer(line int) {
	t.load.warn(job.Issue{
		Cell: job.CellName(t.source.Name, t.letters[paramDomain], line), Message: "a footer below the table, not a row",
	})
}

// done is what the report and the plan need to know of the table.
func (t *table) done() job.Table {
	return job.Table{Sheet: t.source.Name, Header: t.header, Last: t.last, Columns: t.columns}
}
