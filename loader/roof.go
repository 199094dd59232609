package loader

import (
	"slices"

	"domainbatch/internal/sheet"
)

// doubled makes the header of the line at an index, with the line above or
// below where the two are one header: what stands in the upper one, such as a
// contact role, is over several fields of the lower one, or reaches down to it.
func (l *load) doubled(src *sheet.Table, lines []line, at int) (*header, error) {
	areas, err := src.Merged()
	if err != nil {
		return nil, err
	}
	if at+1 < len(lines) {
		if h := l.withBelow(&lines[at], &lines[at+1], areas); h != nil {
			return h, nil
		}
	}
	if at > 0 {
		above := lines[at-1].number
		h, roofs := l.stacked(&lines[at-1], &lines[at], areas)
		if h != nil && (roofs > 1 || roofs > 0 && mergedIn(areas, above) || reachDown(areas, above)) {
			return h, nil
		}
	}
	return l.newHeader(lines[at]), nil
}

// withBelow makes one header of the line of the domain column and the one below
// it; nil where they are not one.
func (l *load) withBelow(upper, lower *line, areas []sheet.Area) *header {
	h, roofs := l.stacked(upper, lower, areas)
	if h != nil && (l.goesOn(upper, lower, areas) || roofs > 0 && l.namedAgain(upper, lower)) {
		return h
	}
	return nil
}

// goesOn tells whether a header goes on in the line below, where the domain
// column is blank: merged cells say so, or its cells are mostly headers.
func (l *load) goesOn(upper, lower *line, areas []sheet.Area) bool {
	if lower.cell(slices.IndexFunc(upper.cells, l.isKeyHeader)) != "" {
		return false
	}
	return reachDown(areas, upper.number) || l.roleMerged(upper, areas) || l.mostlyHeaders(lower)
}

// namedAgain tells whether the lower line names the domain column too, and columns
// that the upper one leaves blank.
func (l *load) namedAgain(upper, lower *line) bool {
	below := false
	for i, c := range lower.cells {
		below = below || c != "" && upper.cell(i) == ""
	}
	return below && l.mostlyHeaders(lower) && l.isKeyHeader(lower.cell(slices.IndexFunc(upper.cells, l.isKeyHeader)))
}

// roleMerged tells whether a contact role is merged over several columns of a line.
func (l *load) roleMerged(here *line, areas []sheet.Area) bool {
	return slices.ContainsFunc(areas, func(a sheet.Area) bool {
		role, others := l.words.roleOf(l.words.normal(here.cell(a.FirstColumn)))
		return over(a, here.number) && a.FirstLine == here.number && (role != "" || others)
	})
}

// reachDown tells whether cells of a line are merged with some of the line below.
func reachDown(areas []sheet.Area, number int) bool {
	return slices.ContainsFunc(areas, func(a sheet.Area) bool { return a.FirstLine == number && a.LastLine == number+1 })
}

// mergedIn tells whether cells of a line are merged over several columns.
func mergedIn(areas []sheet.Area, number int) bool {
	return slices.ContainsFunc(areas, func(a sheet.Area) bool { return over(a, number) })
}

// mostlyHeaders tells whether more than half of the cells of a line are headers
// of something; a contact role alone may be a value.
func (l *load) mostlyHeaders(here *line) bool {
	all, others := here.filled(), 0
	for _, c := range here.cells {
		if c != "" && !l.namesField(c) {
			others++
		}
		if others*2 >= all {
			return false // most lines of data, by their first cells
		}
	}
	return all-others > 1
}

// over tells whether an area covers several columns of a line.
func over(a sheet.Area, number int) bool {
	return a.FirstLine <= number && a.LastLine >= number && a.FirstColumn < a.LastColumn
}

// stacked makes one header of two lines and counts the contact roles that
// stand over fields; nil where the role is a title over the whole table.
func (l *load) stacked(upper, lower *line, areas []sheet.Area) (h *header, roofs int) {
	if lower.number != upper.number+1 {
		return nil, 0
	}
	h = l.newHeader(line{number: lower.number, cells: make([]string, max(len(upper.cells), len(lower.cells)))})
	h.top = upper.number
	for i, text := range spread(upper, lower, areas) {
		h.cells[i] = lower.cell(i)
		if h.cells[i] == "" || l.namesField(upper.cell(i)) && !l.isHeader(h.cells[i]) { // a note below a header is none
			h.cells[i] = upper.cell(i)
			continue
		}
		if role, others := l.words.roleOf(l.words.normal(text)); role == "" && !others {
			continue
		}
		if l.isKeyHeader(h.cells[i]) {
			return nil, 0
		}
		h.over[i] = text
		if i == 0 || h.over[i-1] != text {
			roofs++
		}
	}
	return h, roofs
}

// spread gives for each column what stands over it: the text of its merged
// cells, or where none are merged in that line, the text left of blank cells.
func spread(upper, lower *line, areas []sheet.Area) []string {
	texts := make([]string, max(len(upper.cells), len(lower.cells)))
	copy(texts, upper.cells)
	merged := false
	for _, a := range areas {
		if !over(a, upper.number) {
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
