package loader

import (
	"fmt"
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// binding is what is made of one column.
type binding struct {
	letters string
	header  string // as it stands, without what cannot be seen
	over    string // the contact role that stands over several columns
	param   string // what it is used as; empty: not used
	role    string // the contact that it is about; empty: no particular one
	how     string
	reason  reason    // why it is not used
	flagged bool      // bound by --column
	open    *question // what it could be, where that was not settled
	asked   bool      // a complaint says so
	near    string    // the parameter that an unknown header was probably meant for
}

// name is what --column calls the column, as job.Column's Name.
func (b *binding) name() string {
	return job.Column{Header: b.header, Over: b.over}.Name()
}

// reason says why a column is not used, as far as someone should be told.
type reason int

const (
	used    reason = iota
	ours           // a column of an earlier report, without a header, or left out by the user: nobody needs to be told
	unknown        // nothing is known of the header, or no contact operation takes it
	doubt          // it could be several things
	foreign        // it is about a contact that the API does not have
	lacked         // the site does not know the parameter
	papers         // identity documents
	part           // part of a field that is not joined
)

// How of columns of which nothing is known.
const (
	unknownHeader = "unknown header"
	noHeader      = "no header"
)

// bind decides what every column of a header is used as. Complaints about
// headers go to l.issues.
func (l *load) bind(src *sheet.Table, head *header) ([]binding, error) {
	cols := l.classifyAll(head)
	if err := l.settle(src, head, cols); err != nil {
		return nil, err
	}
	l.oneContact(cols)
	l.settleRoles(cols)
	for i := range cols {
		b := &cols[i]
		if b.reason == doubt {
			b.how = "could be " + either(b.choices())
		}
		if b.param != "" && l.lacks(b.param) {
			b.drop(lacked, "this site does not know "+b.param)
		}
	}
	joinRoles(cols)
	l.single(src.Name, head.number, cols)
	l.guess(cols)
	l.ask(src.Name, head.number, cols)
	l.choosing(src.Name, head.number, cols)
	l.misnamed(src, head.number, cols)
	for i := range cols {
		if cols[i].reason == papers && !l.opts.KeepIDColumns {
			l.issues = append(l.issues, identityIssue(src.Name, head.number, &cols[i]))
		}
	}
	return cols, nil
}

// classifyAll decides what the headers alone can decide, and what was found by
// the content of columns that have none.
func (l *load) classifyAll(head *header) []binding {
	cols := make([]binding, len(head.cells))
	for i, h := range head.cells {
		cols[i] = binding{letters: sheet.Letters(i), header: h, over: head.over[i]}
	}
	exact := l.exactly(cols)
	for i := range cols {
		b := &cols[i]
		l.classify(b, exact)
		switch {
		case l.opts.VisibleOnly && b.reason != papers && slices.Contains(head.hidden, i):
			b.drop(ours, "hidden, left out by --visible-only")
		case b.flagged:
		case i == head.domain:
			b.take(paramDomain, "content: domains, and no other column is the domain")
		case head.found[i] != "":
			b.take(head.found[i], "content: nothing else stands there")
		case head.bare():
			b.drop(unknown, noHeader)
		}
		l.operate(b, i)
	}
	return cols
}

// joinRoles joins parts of contact fields, for each role apart.
func joinRoles(cols []binding) {
	for _, role := range slices.Concat([]string{""}, api.Targets) {
		var at []int
		var mine []binding
		for i := range cols {
			if cols[i].role == role {
				at, mine = append(at, i), append(mine, cols[i])
			}
		}
		join(mine)
		for i, b := range mine {
			cols[at[i]] = b
		}
	}
}

// exactly finds the --column flags that a table has letter by letter; these
// do not bind columns that only look alike.
func (l *load) exactly(cols []binding) map[string]bool {
	found := make(map[string]bool)
	for i := range cols {
		for _, h := range []string{cols[i].header, cols[i].name()} {
			if _, ok := l.opts.Columns[h]; ok && h != "" {
				found[h] = true
			}
		}
	}
	return found
}

// classify decides what a header alone can decide.
func (l *load) classify(b *binding, exact map[string]bool) {
	if flag, ok := l.flagOf(b, exact); ok {
		l.found[flag] = true
		l.obey(b, l.opts.Columns[flag])
		return
	}
	normal := l.words.normal(b.header)
	switch {
	case b.header == "":
		b.drop(ours, noHeader)
	case b.over == "" && l.operand(normal) != "" && (l.opts.KeepIDColumns || !l.words.isIdentity(normal)):
		b.takeOperand(l.operand(normal), normal)
	case l.words.results[normal]:
		b.drop(ours, "a column of a report")
	case l.words.isIdentity(normal):
		b.drop(papers, "identity documents")
	default:
		b.understand(l.words.meaningUnder(b.over, normal), normal, l.now)
		if b.param != "" && b.over != "" {
			b.how += fmt.Sprintf(", under %q", b.over)
		}
	}
}

// flagOf is the --column that names a column: with what stands over it, or by
// its header alone.
func (l *load) flagOf(b *binding, exact map[string]bool) (flag string, ok bool) {
	for _, name := range []string{b.name(), b.header} {
		if flag, ok = l.flag(name, Normal(name)); ok && (flag == name || !exact[flag]) {
			return flag, true
		}
	}
	return "", false
}

// obey binds a column to what --column says; nothing leaves it out.
func (l *load) obey(b *binding, name string) {
	b.role, b.param = l.words.named(name)
	b.how, b.flagged = "--column", true
	if name == "" {
		b.reason = ours
	}
}

// understand takes the meaning of a header.
func (b *binding) understand(m meaning, normal string, w *wanted) {
	b.role = m.role
	switch {
	case m.others:
		b.drop(foreign, "a contact that the API does not have")
	case m.open != nil:
		b.open = m.open
	case bindable(m.field):
		b.takeName(m.field, normal)
	case m.field != "":
		b.drop(unknown, w.notTaken(m.field))
	default:
		b.drop(unknown, unknownHeader)
	}
}

// takeName uses a column as what its header says.
func (b *binding) takeName(param, normal string) {
	b.param, b.how = param, "synonym"
	if normal == Normal(param) {
		b.how = "name"
	}
}

// flag is the --column that names a header: as it stands, or else alike.
func (l *load) flag(header, normal string) (flag string, ok bool) {
	if _, ok := l.opts.Columns[header]; ok {
		return header, true
	}
	flag, ok = l.loose[normal]
	return flag, ok && normal != ""
}

func (b *binding) drop(why reason, how string) {
	b.param, b.reason, b.how = "", why, how
}

// single sees to it that a parameter of one contact comes from one column. A
// column bound by --column wins over others; beyond that nobody can know which
// one is meant.
func (l *load) single(sheetName string, number int, cols []binding) {
	first := make(map[field]int)
	for i := range cols {
		b := &cols[i]
		if b.param == "" {
			continue
		}
		f := field{b.role, b.param}
		at, taken := first[f]
		switch other := &cols[at]; {
		case !taken:
			first[f] = i
		case b.flagged && !other.flagged:
			other.drop(unknown, fmt.Sprintf("%s comes from column %s by --column", b.what(), b.letters))
			first[f] = i
		case other.flagged && !b.flagged:
			b.drop(unknown, fmt.Sprintf("%s comes from column %s by --column", b.what(), other.letters))
		default:
			l.issues = append(l.issues, twice(sheetName, number, other, b))
			b.drop(ours, fmt.Sprintf("column %s is %s too", other.letters, other.what()))
		}
	}
}

// what names what a column is used as, as --column takes it.
func (b *binding) what() string { return named(b.role, b.param) }

func named(role, param string) string {
	if role == "" {
		return param
	}
	return role + " " + param
}

func twice(sheetName string, number int, a, b *binding) job.Issue {
	is := job.Issue{
		Cell:    job.CellName(sheetName, b.letters, number),
		Column:  b.param,
		Value:   b.header,
		Message: fmt.Sprintf("columns %s %q and %s %q are both %s", a.letters, a.header, b.letters, b.header, b.what()),
		Hint:    fmt.Sprintf(`say which with --column "%s=%s" or --column "%s=%s"`, a.name(), a.what(), b.name(), b.what()),
	}
	if a.name() == b.name() || a.flagged && b.flagged {
		is.Hint = "give one of the two another header, or take it out"
	}
	return is
}
