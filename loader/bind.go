package loader

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// binding is what is made of one column.
type binding struct {
	letters string
	header  string // as it stands, without what cannot be seen
	param   string // what it is used as; empty: not used
	how     string
	reason  reason    // why it is not used
	flagged bool      // bound by --column
	open    *question // what it could be, where that was not settled
	role    string    // the contact role in its header
}

// reason says why a column is not used, as far as someone should be told.
type reason int

const (
	used    reason = iota
	ours           // a column of an earlier report, or without a header: nobody needs to be told
	unknown        // nothing is known of the header, or no contact operation takes it
	doubt          // it could be several things
	foreign        // it carries a contact role
	lacked         // the site does not know the parameter
	papers         // identity documents
	part           // part of a field that is not joined
)

// bind decides what every column of a header is used as. Complaints about
// headers go to l.issues.
func (l *load) bind(src *sheet.Table, head *line) ([]binding, error) {
	cols := make([]binding, len(head.cells))
	exact := l.exactly(head.cells)
	for i, h := range head.cells {
		cols[i] = binding{letters: sheet.Letters(i), header: h}
		l.classify(&cols[i], exact)
	}
	if err := l.settle(src, head, cols); err != nil {
		return nil, err
	}
	for i := range cols {
		if b := &cols[i]; l.opts.Site.Lacks[b.param] {
			b.drop(lacked, "this site does not know "+b.param)
		}
	}
	join(cols)
	l.single(src.Name, head.number, cols)
	for i := range cols {
		if cols[i].reason == papers && !l.opts.KeepIDColumns {
			l.issues = append(l.issues, identityIssue(src.Name, head.number, &cols[i]))
		}
	}
	return cols, nil
}

// exactly finds the --column flags that a table has letter by letter; these
// do not bind columns that only look alike.
func (l *load) exactly(headers []string) map[string]bool {
	found := make(map[string]bool)
	for _, h := range headers {
		if _, ok := l.opts.Columns[h]; ok && h != "" {
			found[h] = true
		}
	}
	return found
}

// classify decides what a header alone can decide.
func (l *load) classify(b *binding, exact map[string]bool) {
	normal := Normal(b.header)
	if flag := l.flag(b.header, normal); flag != "" && (flag == b.header || !exact[flag]) {
		l.found[flag] = true
		b.param, b.how, b.flagged = l.opts.Columns[flag], "--column", true
		return
	}
	switch field := l.words.fields[normal]; {
	case b.header == "":
		b.drop(ours, "no header")
	case l.words.results[normal]:
		b.drop(ours, "a column of a report")
	case l.words.isIdentity(normal):
		b.drop(papers, "identity documents")
	case l.words.ambiguous[normal] != nil:
		b.open = l.words.ambiguous[normal]
	case bindable(field):
		b.param, b.how = field, "synonym"
		if normal == Normal(field) {
			b.how = "name"
		}
	case field != "":
		b.drop(unknown, "no contact operation takes "+field)
	default:
		l.unknown(b, normal)
	}
}

// flag is the --column that names a header: as it stands, or else alike.
func (l *load) flag(header, normal string) string {
	if _, ok := l.opts.Columns[header]; ok {
		return header
	}
	if normal == "" {
		return ""
	}
	return l.loose[normal]
}

func (l *load) unknown(b *binding, normal string) {
	role, rest := l.words.role(normal)
	if role != "" && (l.words.fields[rest] != "" || l.words.ambiguous[rest] != nil) {
		b.role = role
		b.drop(foreign, "carries the contact role "+role)
		return
	}
	b.drop(unknown, "unknown header")
}

func (b *binding) drop(why reason, how string) {
	b.param, b.reason, b.how = "", why, how
}

// single sees to it that a parameter comes from one column. A column bound by
// --column wins over others; beyond that nobody can know which one is meant.
func (l *load) single(sheetName string, number int, cols []binding) {
	first := make(map[string]int)
	for i := range cols {
		b := &cols[i]
		if b.param == "" {
			continue
		}
		at, taken := first[b.param]
		switch other := &cols[at]; {
		case !taken:
			first[b.param] = i
		case b.flagged && !other.flagged:
			other.drop(unknown, fmt.Sprintf("%s comes from column %s by --column", b.param, b.letters))
			first[b.param] = i
		case other.flagged && !b.flagged:
			b.drop(unknown, fmt.Sprintf("%s comes from column %s by --column", b.param, other.letters))
		default:
			l.issues = append(l.issues, twice(sheetName, number, other, b))
			b.drop(ours, fmt.Sprintf("column %s is %s too", other.letters, other.param))
		}
	}
}

func twice(sheetName string, number int, a, b *binding) job.Issue {
	is := job.Issue{
		Cell:    job.CellName(sheetName, b.letters, number),
		Column:  b.param,
		Value:   b.header,
		Message: fmt.Sprintf("columns %s %q and %s %q are both %s", a.letters, a.header, b.letters, b.header, b.param),
		Hint:    fmt.Sprintf(`say which with --column "%s=%s" or --column "%s=%s"`, a.header, b.param, b.header, b.param),
	}
	if a.header == b.header || a.flagged && b.flagged {
		is.Hint = "give one of the two another header, or take it out"
	}
	return is
}

func identityIssue(sheetName string, number int, b *binding) job.Issue {
	return job.Issue{
		Cell: job.CellName(sheetName, b.letters, number), Column: b.header, Value: b.header,
		Message: "a column of identity documents, which no contact change needs and which would be kept in the run file",
		Hint:    "take the column out of the spreadsheet, or say --keep-id-columns",
	}
}

// columns makes the bindings what the job vocabulary has for them. A blank
// header right of the last one is no column.
func columns(cols []binding) []job.Column {
	last := len(cols)
	for last > 0 && cols[last-1].header == "" {
		last--
	}
	out := make([]job.Column, last)
	for i, b := range cols[:last] {
		out[i] = job.Column{Letters: b.letters, Header: b.header, Param: b.param, How: b.how}
	}
	return out
}

// notices says what of a header is not used.
func notices(sheetName string, number int, cols []binding) []job.Issue {
	var issues []job.Issue
	notice := func(b *binding, message, hint string) {
		issues = append(issues, job.Issue{
			Cell: job.CellName(sheetName, b.letters, number), Column: b.header, Message: message, Hint: hint,
		})
	}
	for i := range cols {
		switch b := &cols[i]; b.reason {
		case doubt:
			notice(b, fmt.Sprintf("%q could be %s: not used", b.header, either(b.open.params)),
				fmt.Sprintf(`settle it with --column "%s=%s"`, b.header, b.open.params[0]))
		case part, lacked:
			notice(b, fmt.Sprintf("%q is not used: %s", b.header, b.how), partHint(b))
		}
	}
	group := func(why reason, message, hint string) {
		headers, first := unused(cols, why)
		if len(headers) > 0 {
			issues = append(issues, job.Issue{
				Cell:    job.CellName(sheetName, first, number),
				Message: fmt.Sprintf(message, strings.Join(headers, ", ")), Hint: hint,
			})
		}
	}
	group(foreign, "not used, since they carry a contact role: %s",
		`give each role a row of its own with a ContactType, or bind one with --column "HEADER=NAME"`)
	group(unknown, "not used: %s", "")
	group(papers, "not used, identity documents: %s", "")
	return issues
}

func partHint(b *binding) string {
	if b.reason == part {
		return "put the whole value into one column"
	}
	return ""
}

// unused lists the headers that are not used for one reason, with their letters.
func unused(cols []binding, why reason) (headers []string, first string) {
	for _, b := range cols {
		if b.reason == why {
			headers = append(headers, fmt.Sprintf("%q (%s)", b.header, b.letters))
		}
	}
	if i := slices.IndexFunc(cols, func(b binding) bool { return b.reason == why }); i >= 0 {
		first = cols[i].letters
	}
	return headers, first
}

func either(names []string) string {
	if len(names) == 1 {
		return names[0] + " or something else"
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
