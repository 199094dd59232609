package loader

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/sheet"
)

// headRows is how many lines with something in them may stand above a header
// and the header itself: titles and notes are a few lines, and a word such as
// "domain" far down belongs to the data.
const headRows = 20

// line is one line of a sheet, its cells without what cannot be seen.
type line struct {
	number int
	cells  []string
}

func (l *line) filled() int {
	n := 0
	for _, c := range l.cells {
		if c != "" {
			n++
		}
	}
	return n
}

func (l *line) cell(i int) string {
	if i >= 0 && i < len(l.cells) {
		return l.cells[i]
	}
	return ""
}

// header is the line that names the columns. Where there is none, its number is
// 0 and its cells are the letters of the columns.
type header struct {
	line
	top    int            // the upper line of a header of two lines; else the line itself
	over   []string       // what stands over each cell in a header of two lines; mostly nothing
	hidden []int          // columns that are hidden in the workbook
	domain int            // the column that is the domain by its content; -1: one says so
	found  map[int]string // where there is no header: columns that tell by their content what they are
}

func (l *load) newHeader(here line) *header {
	return &header{line: here, top: here.number, over: make([]string, len(here.cells)), domain: -1}
}

// bare tells whether no line names the columns.
func (h *header) bare() bool { return h.number == 0 }

// records gives the lines of a sheet that count.
func (l *load) records(src *sheet.Table) iter.Seq2[sheet.Record, error] {
	if !l.opts.VisibleOnly {
		return src.Records()
	}
	return func(yield func(sheet.Record, error) bool) {
		for rec, err := range src.Records() {
			if !rec.Hidden && !yield(rec, err) {
				return
			}
		}
	}
}

// top returns the first lines that are not blank. Hidden columns that are left
// out are blank, but for headers of identity documents: the run file would keep these.
func (l *load) top(records iter.Seq2[sheet.Record, error], hidden []int) ([]line, error) {
	var lines []line
	for rec, err := range records {
		if err != nil {
			return nil, err
		}
		here := line{number: rec.Line, cells: make([]string, len(rec.Cells))}
		for i, c := range rec.Cells {
			c = clean(c)
			if !l.opts.VisibleOnly || !slices.Contains(hidden, i) || l.isPapers(c) {
				here.cells[i] = strings.Clone(c)
			}
		}
		if here.filled() > 0 {
			lines = append(lines, here)
		}
		if len(lines) >= headRows && rec.Line > l.opts.HeaderRow {
			break
		}
	}
	return lines, nil
}

func place(src *sheet.Table) string {
	if src.Name == "" {
		return "the file"
	}
	return fmt.Sprintf("sheet %q", src.Name)
}

// header finds the header of a sheet; nil where there is none with a domain column.
func (l *load) header(src *sheet.Table, lines []line, hidden []int) (*header, error) {
	if l.opts.NoHeader {
		return l.unheaded(src, hidden)
	}
	if l.opts.HeaderRow > 0 {
		return l.told(src, lines)
	}
	at := l.find(lines)
	if at < 0 {
		return l.byName(src, lines)
	}
	return l.doubled(src, lines, at)
}

// told makes the header of the line that --header-row says: of a header of two
// lines, either of them.
func (l *load) told(src *sheet.Table, lines []line) (*header, error) {
	row := l.opts.HeaderRow
	for _, number := range []int{row, row - 1, row + 1} {
		at := slices.IndexFunc(lines, func(here line) bool { return here.number == number })
		if at < 0 || !slices.ContainsFunc(lines[at].cells, l.isKeyHeader) {
			continue
		}
		h, err := l.doubled(src, lines, at)
		if err != nil || h.number == row || h.top == row {
			return h, err
		}
	}
	at := slices.IndexFunc(lines, func(here line) bool { return here.number == row })
	if at < 0 {
		return nil, nil
	}
	return l.byName(src, lines[at:at+1])
}

// find returns the index of the header among the first lines: the first that
// names a domain column and another one. A line with nothing but such a word may
// be a title ("域名列表"), and one with other text beside it too; they count only
// where no fuller header follows.
func (l *load) find(lines []line) int {
	best, fullest := -1, 0
	for i := range lines {
		here := &lines[i]
		if !slices.ContainsFunc(here.cells, l.isKeyHeader) {
			continue
		}
		named := 1 + min(here.filled()-1, 1)
		if l.namedCells(here) > 1 {
			named = 3
		}
		if named > fullest {
			best, fullest = i, named
		}
	}
	return best
}

// namedCells counts the cells that are headers.
func (l *load) namedCells(here *line) int {
	n := 0
	for _, c := range here.cells {
		if c != "" && l.isHeader(c) {
			n++
		}
	}
	return n
}

func (l *load) isHeader(cell string) bool {
	_, flagged := l.flag(cell, Normal(cell))
	normal := l.words.normal(cell)
	m := l.words.meaning(normal)
	return flagged || m.known() || l.words.results[normal] || l.words.isIdentity(normal) || l.operand(normal) != ""
}

// namesField tells whether a cell is a header that says more than whose contact
// it is about.
func (l *load) namesField(cell string) bool {
	_, flagged := l.flag(cell, Normal(cell))
	normal := l.words.normal(cell)
	role, others := l.words.roleOf(normal)
	m := l.words.meaning(normal)
	return flagged || role == "" && !others && (m.field != "" || m.open != nil) || l.operand(normal) != ""
}

// isKeyHeader tells whether a cell is the header of what rows are about: the
// domain, unless their operations say otherwise.
func (l *load) isKeyHeader(cell string) bool {
	if cell == "" {
		return false
	}
	if flag, ok := l.flag(cell, Normal(cell)); ok {
		return l.now.key(l.opts.Columns[flag])
	}
	normal := l.words.normal(cell)
	return l.now.key(l.operand(normal)) || l.now.key(l.words.fields[normal])
}

// byName finds a header without a word for domains: one column is called Name,
// as some registrars call it, and domains stand under it, all of them.
func (l *load) byName(src *sheet.Table, lines []line) (*header, error) {
	for i := range lines {
		here := &lines[i]
		for j, c := range here.cells {
			q := l.words.ambiguous[l.words.normal(c)]
			if q == nil || q.decide != "name" || !l.now.key(paramDomain) || l.namedCells(here) < 2 {
				continue
			}
			t := &tally{test: isName}
			if err := l.count(src, here.number, map[int]*tally{j: t}); err != nil {
				return nil, err
			}
			if t.all > 0 && t.yes == t.all {
				h := l.newHeader(*here)
				h.domain = j
				return h, nil
			}
		}
	}
	return nil, nil
}

func isName(cell string) bool {
	if !strings.Contains(cell, ".") {
		return false
	}
	_, err := api.Domain(cell)
	return err == nil
}
