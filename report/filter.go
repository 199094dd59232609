package report

import (
	"fmt"
	"strings"

	"domainbatch/internal/sheet"
)

// filterName is the hidden name that spreadsheet programs give the range of a filter.
const filterName = "_xlnm._FilterDatabase"

// filter puts a filter over the table, or widens the one that is there and tells
// its range then, as there may be a name for it. One that starts elsewhere is
// the user's own and stays, and so does that of a table object.
func (p *place) filter(tail *sheetPart) (widened area, ok bool) {
	want := area{0, p.table.Header, p.width() - 1, max(p.table.Last, p.table.Header)}
	start, end := tail.filter()
	if start == 0 {
		at := tail.filterPlace()
		tail.replace(at, at, []byte("<"+tail.prefix+`autoFilter ref="`+want.String()+`"/>`))
		return area{}, false
	}
	old, err := parseArea(string(tail.xml[start:end]))
	if err != nil || old.top != want.top {
		return area{}, false
	}
	want.left, want.bottom = old.left, max(old.bottom, want.bottom)
	tail.replace(start, end, []byte(want.String()))
	return want, true
}

// absolute is a range as the name of one has it.
func (a area) absolute(name string) string {
	return fmt.Sprintf("'%s'!$%s$%d:$%s$%d", strings.ReplaceAll(name, "'", "''"), sheet.Letters(a.left), a.top, sheet.Letters(a.right), a.bottom)
}

// makeRoom moves the new columns right of table objects and merged cells that
// reach beyond the last text.
func (p *place) makeRoom(areas []area) {
	if len(p.fresh) == 0 {
		return
	}
	first := p.columns[p.fresh[0]]
	for _, a := range areas {
		if a.bottom >= p.table.Header && a.top <= p.table.Last {
			first = max(first, a.right+1)
		}
	}
	p.moveTo(first)
}
