package loader

import (
	"domainbatch/internal/sheet"
)

// doubled makes the header of the line at an index, with the line above or
// below where the two are one header: contact roles stand in the upper one, over
// several columns each, and fields in the lower one.
func (l *load) doubled(src *sheet.Table, lines []line, at int) (*header, error) {
	areas, err := src.Merged()
	if err != nil {
		return nil, err
	}
	if at+1 < len(lines) {
		if h := l.stacked(&lines[at], &lines[at+1], areas); h != nil && l.fieldsOnly(&lines[at+1]) {
			return h, nil
		}
	}
	if at > 0 {
		if h := l.stacked(&lines[at-1], &lines[at], areas); h != nil {
			return h, nil
		}
	}
	return l.newHeader(lines[at]), nil
}

// fieldsOnly tells whether a line is nothing but headers.
func (l *load) fieldsOnly(here *line) bool {
	return here.filled() > 1 && l.namedCells(here) == here.filled()
}

// stacked makes one header of two lines; nil where no contact role stands over
// the fields, or where it is a title over the whole table.
func (l *load) stacked(upper, lower *line, areas []sheet.Area) *header {
	if lower.number != upper.number+1 {
		return nil
	}
	h := l.newHeader(line{number: lower.number, cells: make([]string, max(len(upper.cells), len(lower.cells)))})
	roofs := 0
	for i, text := range spread(upper, lower, areas) {
		h.cells[i] = lower.cell(i)
		if h.cells[i] == "" {
			h.cells[i] = upper.cell(i)
			continue
		}
		if role, others := l.words.roleOf(Normal(text)); role == "" && !others {
			continue
		}
		if l.isDomainHeader(h.cells[i]) {
			return nil
		}
		h.over[i] = text
		roofs++
	}
	if roofs == 0 {
		return nil
	}
	return h
}

// spread gives for each column what stands over it: the text of its merged
// cells, or where none are merged in that line, the text left of blank cells.
func spread(upper, lower *line, areas []sheet.Area) []string {
	texts := make([]string, max(len(upper.cells), len(lower.cells)))
	copy(texts, upper.cells)
	merged := false
	for _, a := range areas {
		if a.FirstLine > upper.number || a.LastLine < upper.number || a.FirstColumn == a.LastColumn {
			continue
		}
		merged = true
		for i := a.FirstColumn; i <= a.LastColumn && i < len(texts); i++ {
			texts[i] = upper.cell(a.FirstColumn)
		}
	}
	for i := 1; i < len(texts) && !merged; i++ {
		if texts[i] == "" && lower.cell(i) != "" {
			texts[i] = texts[i-1]
		}
	}
	return texts
}
