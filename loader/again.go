package loader

import (
	"fmt"
	"slices"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// again tells whether a line repeats the header.
func (t *table) again(cells []string) bool {
	at := max(t.domain, 0)
	if t.header.bare() || clean(cells[min(at, len(cells)-1)]) != t.header.cells[at] {
		return false
	}
	for i, c := range cells {
		if clean(c) != t.header.cell(i) {
			return false
		}
	}
	return true
}

// headers tells whether a line below the header is one of headers too.
func (t *table) headers(rec sheet.Record) bool {
	if t.header.bare() || rec.Hidden && t.load.opts.VisibleOnly {
		return false
	}
	return t.load.headersIn(rec)
}

func (l *load) headersIn(rec sheet.Record) bool {
	here := line{rec.Line, make([]string, len(rec.Cells))}
	for i, c := range rec.Cells {
		here.cells[i] = clean(c)
	}
	return l.mostlyHeaders(&here)
}

// alike tells whether a line of headers names the columns as the header does,
// in other words or another language.
func (t *table) alike(cells []string) bool {
	for i, c := range cells {
		if c = clean(c); c != "" && !t.same(i, c) {
			return false
		}
	}
	return t.keyless() || t.domain < len(cells) && t.load.isKeyHeader(clean(cells[t.domain]))
}

// same tells whether a header can mean what the column is used as, or what its
// own header means; one that no column can be used as is anything.
func (t *table) same(column int, header string) bool {
	l := t.load
	m := l.words.meaning(l.words.normal(header))
	if !slices.ContainsFunc(m.params(), bindable) {
		return true
	}
	if column >= t.width {
		return false
	}
	c := t.columns[column]
	here := l.words.meaningUnder(c.Over, l.words.normal(c.Header))
	bound := meaning{field: c.Param, role: c.Role}
	return m.alike(&here) || c.Param != "" && m.alike(&bound)
}

// otherHeader complains about a line of headers inside a table: what stands
// below it may not belong to the columns of the header.
func (t *table) otherHeader(rec sheet.Record, at int) job.Issue {
	is := job.Issue{Cell: job.CellName(t.source.Name, sheet.Letters(at), rec.Line)}
	is.Message = fmt.Sprintf("line %d is a header that names other columns than the header in line %d: the rows below it cannot be read", rec.Line, t.header.number)
	is.Hint = "put the second table on a sheet of its own or give it the columns of the first; --header-row reads from another line on"
	if !t.keyless() && !slices.ContainsFunc(rec.Cells, func(c string) bool { return t.load.isKeyHeader(clean(c)) }) {
		is.Message = fmt.Sprintf("line %d is a line of headers and not a row, and does not belong to the header in line %d", rec.Line, t.header.number)
		is.Hint = "write the header in one line, or in two directly below each other; take this line out if it says nothing"
	}
	return is
}
