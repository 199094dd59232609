package loader

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// unheaded makes the header of a sheet that has none: the letters of its
// columns, and what they are where their content leaves no choice. It is nil
// where no column, or more than one, is the domain.
func (l *load) unheaded(src *sheet.Table, hidden []int) (*header, error) {
	width, err := src.Width()
	if err != nil {
		return nil, err
	}
	h := l.newHeader(line{cells: make([]string, width)})
	h.found = make(map[int]string)
	for i := range h.cells {
		if !l.opts.VisibleOnly || !slices.Contains(hidden, i) {
			h.cells[i] = sheet.Letters(i)
		}
	}
	for _, c := range l.contents() {
		at, err := l.only(src, h.cells, c)
		if err != nil {
			return nil, err
		}
		if at >= 0 {
			h.found[at] = c.param
		}
	}
	for i, letters := range h.cells {
		if name, ok := l.opts.Columns[letters]; l.now.key(name) || !ok && l.now.key(h.found[i]) {
			return h, nil
		}
	}
	return nil, nil
}

// content is a parameter that values can be known by.
type content struct {
	param string
	test  func(string) bool
}

func (l *load) contents() []content {
	return []content{
		{paramDomain, isName},
		{"Email", isAddress},
		{"Country", isCountryCode},
		{paramTarget, l.isRole},
	}
}

// only finds the one column all of whose values pass a test, among those that
// --column does not name; -1 where there is none or more than one.
func (l *load) only(src *sheet.Table, letters []string, c content) (int, error) {
	for _, name := range l.opts.Columns {
		if name == c.param {
			return -1, nil
		}
	}
	tallies := make(map[int]*tally)
	for i := range letters {
		if _, named := l.opts.Columns[letters[i]]; !named && letters[i] != "" {
			tallies[i] = &tally{test: c.test}
		}
	}
	if err := l.count(src, 0, tallies); err != nil {
		return -1, err
	}
	at := -1
	for i, t := range tallies {
		if t.all == 0 || t.yes < t.all {
			continue
		}
		if at >= 0 {
			return -1, nil
		}
		at = i
	}
	return at, nil
}

func isAddress(v string) bool {
	_, err := api.CheckValue("Email", v)
	return err == nil && strings.Contains(v, "@")
}

// isCountryCode knows codes of two letters that are no abbreviation of a state
// or province too, as CA and DE are.
func isCountryCode(v string) bool {
	_, err := api.CheckValue("Country", v)
	return err == nil && len(v) == 2 && !slices.Contains(strings.Fields(states), strings.ToUpper(v))
}

// states are the abbreviations of the United States and of Canada.
const states = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC " +
	"AB BC MB NB NL NS NT NU ON PE QC SK YT"

// headless says that a sheet has no domain column, and what it has instead.
func (l *load) headless(src *sheet.Table, lines []line) (job.Issue, error) {
	if len(lines) == 0 {
		return job.Issue{Cell: job.CellName(src.Name, "A", 1), Message: place(src) + " is empty"}, nil
	}
	guess := l.likeliest(lines)
	is := job.Issue{
		Cell:    job.CellName(src.Name, "A", guess.number),
		Message: fmt.Sprintf("%s has no %s in its first %d lines", place(src), l.now.keyWords(), headRows),
		Hint:    fmt.Sprintf(`name it with --column "HEADER=%s"`, l.now.keyName()),
	}
	switch {
	case l.now.headless():
		is.Hint = "its columns are listed by: domainbatch ops " + l.now.calls[0].word()
		return is, nil
	case l.now.keyName() != paramDomain:
		return is, nil
	case l.opts.NoHeader:
		is.Message, is.Hint = "no column of "+place(src)+", or more than one, holds domains and nothing else", `name it with --column "A=DomainName"`
		return is, nil
	case l.opts.HeaderRow > 0:
		is.Message = fmt.Sprintf("line %d of %s has no header of a domain column", l.opts.HeaderRow, place(src))
		is.Cell = job.CellName(src.Name, "A", l.opts.HeaderRow)
	case slices.ContainsFunc(lines[0].cells, isName):
		is.Hint = "put a header line above the first row: " + paramDomain + ", or say --no-header"
		return is, nil
	}
	candidates, err := l.candidates(src, guess)
	if err != nil {
		return is, err
	}
	if len(candidates) > 0 {
		is.Hint = fmt.Sprintf("which column is the domain? %s say so", strings.Join(candidates, " or "))
		if len(candidates) == 1 {
			is.Hint = fmt.Sprintf("is it this one? %s says so", candidates[0])
		}
	}
	if l.now.secretive() {
		return is, nil // what stands there is not repeated
	}
	seen := someOf(guess)
	l.others = append(l.others, seen...)
	is.Hint += "; seen here: " + quoted(seen)
	return is, nil
}

// someOf are cells of a line, as many as fit into one.
func someOf(here *line) (seen []string) {
	const most = 12
	for _, c := range here.cells {
		if c != "" && len(seen) < most {
			seen = append(seen, c)
		}
	}
	return seen
}

// likeliest is the line that would be the header of a sheet without a domain
// column: the one asked for, or the first of the fullest.
func (l *load) likeliest(lines []line) *line {
	best := &lines[0]
	for i := range lines {
		if lines[i].number == l.opts.HeaderRow {
			return &lines[i]
		}
		if lines[i].filled() > best.filled() {
			best = &lines[i]
		}
	}
	return best
}

// mostCandidates bounds the columns that a question names.
const mostCandidates = 3

// candidates are the --column flags for the columns that may be the domain: a
// misspelt header, or one over domains or the addresses of sites.
func (l *load) candidates(src *sheet.Table, head *line) ([]string, error) {
	tallies := make(map[int]*tally)
	for i, c := range head.cells {
		if c != "" {
			tallies[i] = &tally{test: isSite}
		}
	}
	if err := l.count(src, head.number, tallies); err != nil {
		return nil, err
	}
	var flags []string
	for _, i := range sortedKeys(tallies) {
		t := tallies[i]
		misspelt := l.words.nearField(Normal(head.cells[i])) == paramDomain
		if (misspelt || t.yes*2 > t.all) && len(flags) < mostCandidates {
			flags = append(flags, fmt.Sprintf(`--column "%s=%s"`, head.cells[i], paramDomain))
		}
	}
	return flags, nil
}

// isSite tells whether a value is a domain or the address of a whole site.
func isSite(v string) bool {
	rest, message := shorten(strings.TrimSuffix(v, "/"))
	return isName(rest) && (message == "" || message == webAddress || strings.HasPrefix(strings.ToLower(v), "www.")) &&
		!strings.ContainsAny(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(v, "http://"), "https://"), "/"), "/?@")
}
