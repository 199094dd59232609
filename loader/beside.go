package loader

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// besides are the columns of a table that have values and no header: between
// those that have one, and in a workbook right of them too. In a text file
// values right of the last header are a complaint of their row.
type besides struct {
	open  []int          // columns inside the table where no value was seen yet
	first map[int]string // column → its first cell with a value
}

func besidesOf(cols []binding, last int, bare bool) besides {
	b := besides{first: make(map[int]string)}
	for i := range cols[:last] {
		if cols[i].how == noHeader && !bare {
			b.open = append(b.open, i)
		}
	}
	return b
}

// lookBeside finds values in columns without a header.
func (t *table) lookBeside(rec sheet.Record) {
	b := &t.beside
	see := func(i int) bool {
		if i >= len(rec.Cells) || clean(rec.Cells[i]) == "" {
			return false
		}
		b.first[i] = job.CellName(t.source.Name, sheet.Letters(i), rec.Line)
		return true
	}
	b.open = slices.DeleteFunc(b.open, see)
	if t.load.ragged {
		return
	}
	for i := t.width; i < len(rec.Cells); i++ {
		if b.first[i] == "" && !(t.load.opts.VisibleOnly && slices.Contains(t.header.hidden, i)) {
			see(i)
		}
	}
}

// tellBeside says which values no header names. Where the header left of them
// is a contact role and no more, the line that names them is missing, and the
// role alone would be read as the name of a person.
func (t *table) tellBeside() {
	under := make(map[int][]string) // column of a role → first cells without a header
	var cells []string
	for _, i := range sortedKeys(t.beside.first) {
		if role := t.roleLeft(i); role >= 0 {
			under[role] = append(under[role], t.beside.first[i])
		} else {
			cells = append(cells, t.beside.first[i])
		}
	}
	for _, i := range sortedKeys(under) {
		header := t.header.cells[i]
		t.load.issues = append(t.load.issues, job.Issue{
			Cell: job.CellName(t.source.Name, sheet.Letters(i), t.header.number), Column: header, Value: header,
			Message: fmt.Sprintf("%q names a contact role alone, and the columns right of it have values and no header: %s", header, listed(under[i])),
			Hint:    fmt.Sprintf(`give each its header, such as "%s Email", clear them, or say with --column "%s=%s" what it is`, header, header, named(t.load.words.roleAlone(header), "RegistrantName")),
		})
	}
	if len(cells) > 0 {
		t.load.warn(job.Issue{
			Cell:    cells[0],
			Message: "not used, since they have no header: the columns of " + listed(cells),
			Hint:    "give each a header",
		})
	}
}

// roleLeft is the column of the header left of a column without one, where that
// header is a contact role alone that no --column names; else -1.
func (t *table) roleLeft(column int) int {
	for i := min(column, len(t.header.cells)) - 1; i >= 0 && !t.header.bare(); i-- {
		header := t.header.cells[i]
		if header == "" {
			continue
		}
		if _, flagged := t.load.flag(header, Normal(header)); flagged || t.load.words.roleAlone(header) == "" {
			return -1
		}
		return i
	}
	return -1
}

// roleAlone is the contact role that is all that a header says.
func (v *vocabulary) roleAlone(header string) string {
	role, _ := v.roleOf(v.normal(header))
	return role
}

// listed names cells, as many as fit into a line.
func listed(cells []string) string {
	const most = 12
	if more := len(cells) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(cells[:most], ", "), more)
	}
	return strings.Join(cells, ", ")
}
