package loader

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
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

// top returns the first lines of a sheet that are not blank.
func top(src *sheet.Table) ([]line, error) {
	var lines []line
	for rec, err := range src.Records() {
		if err != nil {
			return nil, err
		}
		l := line{number: rec.Line, cells: make([]string, len(rec.Cells))}
		for i, c := range rec.Cells {
			l.cells[i] = strings.Clone(clean(c))
		}
		if l.filled() > 0 {
			lines = append(lines, l)
		}
		if len(lines) == headRows {
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

// header finds the header among the first lines: the first that names a domain
// column. A line with nothing but such a word may be a title ("域名列表"); it
// counts only where no fuller header follows.
func (l *load) header(lines []line) *line {
	var title *line
	for i := range lines {
		here := &lines[i]
		if !slices.ContainsFunc(here.cells, l.isDomainHeader) {
			continue
		}
		if here.filled() > 1 {
			return here
		}
		if title == nil {
			title = here
		}
	}
	return title
}

func (l *load) isDomainHeader(cell string) bool {
	if cell == "" {
		return false
	}
	normal := Normal(cell)
	if flag := l.flag(cell, normal); flag != "" {
		return l.opts.Columns[flag] == paramDomain
	}
	return l.words.fields[normal] == paramDomain
}

// headless says that a sheet has no domain column, and what it has instead.
func (l *load) headless(src *sheet.Table, lines []line) job.Issue {
	if len(lines) == 0 {
		return job.Issue{Cell: job.CellName(src.Name, "A", 1), Message: place(src) + " is empty"}
	}
	fullest := &lines[0]
	for i := range lines {
		if lines[i].filled() > fullest.filled() {
			fullest = &lines[i]
		}
	}
	is := job.Issue{
		Cell:    job.CellName(src.Name, "A", fullest.number),
		Message: fmt.Sprintf("%s has no domain column in its first %d lines", place(src), headRows),
		Hint:    `name it with --column "HEADER=DomainName"`,
	}
	first := lines[0].cells
	if slices.ContainsFunc(first, isName) {
		is.Hint = "put a header line above the first row: " + paramDomain
		return is
	}
	var seen []string
	for _, c := range fullest.cells {
		if c != "" && len(seen) < 12 { // what fits into a line
			seen = append(seen, c)
		}
	}
	l.others = append(l.others, seen...)
	is.Hint += "; seen here: " + quoted(seen)
	return is
}

func isName(cell string) bool {
	if !strings.Contains(cell, ".") {
		return false
	}
	_, err := api.Domain(cell)
	return err == nil
}
