package report

import (
	"fmt"
	"strings"

	"domainbatch/internal/sheet"
)

// filterName is the hidden name that spreadsheet programs give the range of a filter.
const filterName = "_xlnm._FilterDatabase"

// filter puts a filter over the table, or widens the one that is there. One
// that starts elsewhere is the user's own and stays, and so does that of a
// table object. The workbook library would put a new filter in the place of the
// old one and forget what the user had it show, so the range is changed in the
// part before the library reads it.
func (b *workbook) filter(p *place, part *sheetPart) error {
	want := area{0, p.table.Header, p.width() - 1, max(p.table.Last, p.table.Header)}
	start, end := part.filter()
	if start == 0 {
		at := part.filterPlace()
		part.replace(at, at, []byte("<"+part.prefix+`autoFilter ref="`+want.String()+`"/>`))
		return nil
	}
	old, err := parseArea(string(part.xml[start:end]))
	if err != nil || old.top != want.top {
		return nil
	}
	want.left, want.bottom = old.left, max(old.bottom, want.bottom)
	part.replace(start, end, []byte(want.String()))
	return b.renameFilter(p.table.Sheet, want)
}

// renameFilter widens the hidden name of a filter, where there is one.
func (b *workbook) renameFilter(name string, a area) error {
	index, err := b.file.GetSheetIndex(name)
	if err != nil || b.file.WorkBook == nil || b.file.WorkBook.DefinedNames == nil {
		return err
	}
	names := b.file.WorkBook.DefinedNames.DefinedName
	for i := range names {
		if names[i].Name == filterName && names[i].LocalSheetID != nil && *names[i].LocalSheetID == index {
			names[i].Data = fmt.Sprintf("'%s'!$%s$%d:$%s$%d", strings.ReplaceAll(name, "'", "''"),
				sheet.Letters(a.left), a.top, sheet.Letters(a.right), a.bottom)
		}
	}
	return nil
}

// makeRoom moves the new columns right of table objects and merged cells that
// reach beyond the last text.
func (p *place) makeRoom(areas []area) {
	if p.again {
		return
	}
	first := p.columns[0]
	for _, a := range areas {
		if a.bottom >= p.table.Header && a.top <= p.table.Last {
			first = max(first, a.right+1)
		}
	}
	p.moveTo(first, len(p.columns))
}
