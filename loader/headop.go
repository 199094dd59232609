package loader

import (
	"slices"

	"domainbatch/internal/sheet"
)

// headerWanted finds the header of a sheet and what its rows can ask for. Where
// they are about something else than domains, another column does for it, or none.
func (l *load) headerWanted(src *sheet.Table, lines []line, hidden []int) (*header, error) {
	l.now = l.wantedOf(src)
	l.domainsAfterAll(lines)
	head, err := l.header(src, lines, hidden)
	if err != nil {
		return nil, err
	}
	if head == nil && !l.opts.NoHeader {
		if head = l.keylessHeader(lines); head == nil {
			head = l.operationHeader(lines)
		}
	}
	if head == nil {
		return nil, nil
	}
	if err := l.operationsIn(src, head); err != nil {
		return nil, err
	}
	if head.domain < 0 && !head.bare() && !l.answerable(head) {
		return nil, nil
	}
	return head, nil
}

// keylessHeader is the header of rows that name nothing that they are about: the
// line with the most parameters of their operations.
func (l *load) keylessHeader(lines []line) *header {
	if !l.now.keyless() {
		return nil
	}
	best, most := -1, 0
	for i := range lines {
		if n := l.operandsIn(&lines[i]); n > most && (l.opts.HeaderRow == 0 || lines[i].number == l.opts.HeaderRow) {
			best, most = i, n
		}
	}
	if best < 0 {
		return nil
	}
	return l.newHeader(lines[best])
}

// operandsIn counts the cells of a line that name parameters of the operations.
func (l *load) operandsIn(here *line) int {
	n := 0
	for _, c := range here.cells {
		if c == "" {
			continue
		}
		flag, flagged := l.flag(c, Normal(c))
		normal := l.words.normal(c)
		field := l.words.meaning(normal).field
		if flagged && l.now.takes(l.opts.Columns[flag]) || l.operand(normal) != "" || field != "" && l.now.takes(field) {
			n++
		}
	}
	return n
}

// operationHeader is the first line with a column Operation and another header:
// what the rows are about is not known before they are read.
func (l *load) operationHeader(lines []line) *header {
	if l.now.named() {
		return nil
	}
	for i := range lines {
		h := l.newHeader(lines[i])
		if at, sure := l.operationColumn(h); at >= 0 && sure && h.filled() > 1 && (l.opts.HeaderRow == 0 || h.number == l.opts.HeaderRow) {
			return h
		}
	}
	return nil
}

// answerable tells whether a header has what its rows can be about.
func (l *load) answerable(head *header) bool {
	return l.now.keyless() && l.operandsIn(&head.line) > 0 || slices.ContainsFunc(head.cells, l.isKeyHeader)
}

// operand is the parameter beside those of contacts that a header in normal form
// means to the operations of the sheet.
func (l *load) operand(normal string) string {
	for _, p := range l.words.operandsNamed(normal) {
		if p == paramAccount || l.now.named() && l.now.takes(p) {
			return p
		}
	}
	return ""
}
