package handoff

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"domainbatch/internal/dossier"
	"domainbatch/internal/job"
)

// writeCoverage writes what the states count, and then one line per domain.
func (b *workbook) writeCoverage(name string) error {
	l, err := b.newList(name, freeze{len(b.Coverage.ByState) + 3, 2}, column{b.say("sheet.coverage.state"), 42}, column{b.say("sheet.domain.plain"), 36}, column{b.say("sheet.coverage.reason"), 46},
		column{b.say("sheet.fact.account"), 16}, column{b.say("sheet.coverage.expires"), 12}, column{b.say("sheet.source"), b.sourceWidth() + 2})
	if err != nil {
		return err
	}
	c := &b.Coverage
	states := make(map[dossier.CoverageState]string, len(c.ByState))
	read := b.say("sheet.coverage.unread")
	if !c.Read.IsZero() {
		read = b.say("sheet.coverage.read", stamp(c.Read))
	}
	top := [][]cell{{{b.say("sheet.coverage.basis"), l.looks.band, ""}, {read, l.looks.band, ""}, {c.Note, l.looks.small, ""}}}
	for _, s := range c.ByState {
		states[s.State] = s.Text
		count := cell{s.Count, l.looks.text, ""}
		if !s.Known {
			count = l.text(b.say("sheet.coverage.unknown"))
		}
		top = append(top, []cell{l.toned(s.Text, coverageTone(s.State)), count})
	}
	for _, line := range append(top, nil) {
		l.add(line...)
	}
	l.header()
	for i := range c.Lines {
		x := &c.Lines[i]
		expires := ""
		if !x.Expires.IsZero() {
			expires = x.Expires.Format(time.DateOnly)
		}
		l.add(l.toned(cmp.Or(states[x.State], string(x.State)), coverageTone(x.State)), l.text(domainText(x.Domain, x.Unicode)), l.text(x.Reason), l.text(x.Account), l.text(expires), l.sources(x.Sources))
	}
	return l.close()
}

func coverageTone(s dossier.CoverageState) dossier.Tone {
	switch s {
	case dossier.Changed:
		return dossier.Good
	case dossier.NotScheduled:
		return dossier.Waiting
	default:
		return dossier.Bad
	}
}

// writeRows writes one line per row of the input. Carried columns stand in one
// cell for print, and each by itself beside it.
func (b *workbook) writeRows(name string) error {
	columns := []column{{b.say("sheet.row"), 17}, {b.say("sheet.subjects"), 32}, {b.say("sheet.result"), 18}, {b.say("sheet.row.reason"), 44}, {b.say("sheet.row.changes"), 10}, {b.say("sheet.row.carried"), 50}}
	columns = append(columns, column{title: b.say("sheet.row.changes")})
	carried, at := carriedColumns(b.Rows)
	for _, header := range carried {
		columns = append(columns, column{title: header})
	}
	l, err := b.newList(name, freeze{1, 1}, columns...)
	if err != nil {
		return err
	}
	l.header()
	for i := range b.Rows {
		r := &b.Rows[i]
		cells := append([]cell{l.text(r.Cell), l.text(l.subjects(r.Subjects, len(r.Subjects))), l.toned(r.Text, r.Tone), l.text(r.Reason), l.changes(r.Changes), l.text(l.carried(r.Carried)), l.more(changeNumbers(r.Changes))}, make([]cell, len(carried))...)
		seen := make(map[string]int)
		for _, c := range r.Carried {
			seen[c.Header]++
			cells[7+at[carriedKey{c.Header, seen[c.Header]}]] = l.more(c.Value)
		}
		l.add(cells...)
	}
	return l.close()
}

// carriedKey tells columns of one header apart.
type carriedKey struct {
	header string
	nth    int
}

// carriedColumns are the headers of carried columns and where each stands.
func carriedColumns(rows []dossier.Row) ([]string, map[carriedKey]int) {
	var headers []string
	at := make(map[carriedKey]int)
	for i := range rows {
		seen := make(map[string]int)
		for _, c := range rows[i].Carried {
			seen[c.Header]++
			key := carriedKey{c.Header, seen[c.Header]}
			if _, known := at[key]; !known {
				at[key] = len(headers)
				headers = append(headers, c.Header)
			}
		}
	}
	return headers, at
}

// subjects names the first ones of so many and counts the others.
func (b *workbook) subjects(list []string, total int) string {
	const shown = 12
	names := list[:min(len(list), shown)]
	text := strings.Join(names, ", ")
	if rest := total - len(names); rest > 0 && len(names) > 0 {
		text += ", " + b.say("sheet.more", rest)
	}
	return text
}

// changes is the number of a row's first change and how many more there are, as a
// link to it.
func (l *lines) changes(ids []job.ChangeID) cell {
	switch len(ids) {
	case 0:
		return l.text("–")
	case 1:
		return l.toChange(fmt.Sprint(ids[0]), ids[0])
	}
	return l.toChange(fmt.Sprintf("%d +%d", ids[0], len(ids)-1), ids[0])
}

func changeNumbers(ids []job.ChangeID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = fmt.Sprint(id)
	}
	return strings.Join(names, ", ")
}

func (b *workbook) carried(list []dossier.Carried) string {
	var lines []string
	for _, c := range list {
		if c.Value != "" {
			lines = append(lines, c.Header+b.say("sheet.colon")+cut(c.Value, 600, b.say("sheet.cut.beside")))
		}
	}
	return strings.Join(lines, "\n")
}

// writeContacts writes one line per distinct contact.
func (b *workbook) writeContacts(name string) error {
	all := make([]dossier.Change, len(b.Contacts))
	for i := range b.Contacts {
		all[i].Fields = b.Contacts[i].Fields
	}
	fields := fieldsOf(all)
	columns := []column{{b.say("sheet.no"), 5.5}, {b.say("sheet.contact.data"), 48}, {b.say("sheet.contact.targets"), 13}, {b.say("sheet.contact.domains"), 8.5}, {b.say("sheet.contact.verified"), 30},
		{b.say("sheet.contact.mailbox"), 34}, {b.say("sheet.contact.warnings"), 31}}
	for _, f := range fields {
		columns = append(columns, column{title: f.Title})
	}
	l, err := b.newList(name, freeze{1, 1}, columns...)
	if err != nil {
		return err
	}
	l.header()
	for i := range b.Contacts {
		cells := l.contact(&b.Contacts[i])
		for _, f := range fields {
			cells = append(cells, l.more(sentAs(b.Contacts[i].Fields, f.Name)))
		}
		l.add(cells...)
	}
	return l.close()
}

// sentAs is the value of a field of a contact, or nothing.
func sentAs(fields []dossier.Field, name string) string {
	for i := range fields {
		if fields[i].Name == name && fields[i].Sent != nil {
			return *fields[i].Sent
		}
	}
	return ""
}

// contact is what is printed of one.
func (l *lines) contact(c *dossier.Contact) []cell {
	var lines []string
	for _, f := range c.Fields {
		if f.Sent != nil && *f.Sent != "" {
			lines = append(lines, f.Title+l.say("sheet.colon")+cut(*f.Sent, 300, l.say("sheet.cut.beside")))
		}
	}
	verified := c.Verified
	if c.Code != "" {
		verified += "\n" + c.Code
	}
	if !c.At.IsZero() {
		verified += "\n" + stamp(c.At)
	}
	mailbox := "–"
	if m := c.Mailbox; m != nil {
		mailbox = l.deadline(m)
	}
	targets := make([]string, len(c.Targets))
	for i, target := range c.Targets {
		targets[i] = targetWord(l.say, target)
	}
	warnings := l.text("–")
	if len(c.Warnings) > 0 {
		warnings = l.toned(strings.Join(c.Warnings, "\n"), dossier.Waiting)
	}
	return []cell{l.number(int(c.ID)), l.text(strings.Join(lines, "\n")), l.text(strings.Join(targets, "\n")), l.number(c.Domains), l.toned(verified, c.Tone), l.text(mailbox), warnings}
}
