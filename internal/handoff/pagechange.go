package handoff

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode"

	"domainbatch/internal/dossier"
)

// The cells of the lists. They are made here and not by the template, for there
// may be 20,000 lines: what is written is kept short, and end tags that a
// browser does not need are left out.

// name is the head of a line about a domain: both of its forms.
func name(ascii, native string) template.HTML {
	var b strings.Builder
	b.WriteString(`<th scope="row">`)
	writeName(&b, ascii, native)
	b.WriteString("</th>")
	return template.HTML(b.String())
}

func writeName(b *strings.Builder, ascii, native string) {
	const room = 14 // letters that any column has room for
	from := 0
	for i, r := range ascii {
		if r == '.' && len(ascii) > room {
			writeShown(b, ascii[from:i])
			b.WriteString("<wbr>")
			from = i
		}
	}
	writeShown(b, ascii[from:])
	if native != "" && native != ascii {
		b.WriteString("<br>")
		writeShown(b, native)
	}
}

// subject is the head of a change: its domain, which contact of it, whose rules
// hold, and the account where there are several.
func (p *page) subject(c *dossier.Change) template.HTML {
	var b strings.Builder
	b.WriteString(`<th scope="row">`)
	writeName(&b, c.Subject, c.Unicode)
	var more []string
	if c.Target != "" {
		more = append(more, p.target(c.Target))
	}
	if c.Registry != nil {
		more = append(more, c.Registry.Text)
	}
	if len(p.Run.Accounts) > 1 {
		more = append(more, p.say("page-account", c.Account))
	}
	if len(more) > 0 {
		b.WriteString("<small>")
		writeShown(&b, strings.Join(more, " · "))
		b.WriteString("</small>")
	}
	b.WriteString("</th>")
	return template.HTML(b.String())
}

// target is the word for a contact of a domain.
func (p *page) target(target string) string { return targetWord(p.say, target) }

// targetWord is that word, as say has it.
func targetWord(say func(key string, args ...any) string, target string) string {
	switch target {
	case "registrant":
		return say("page-target-registrant")
	case "admin":
		return say("page-target-admin")
	case "tech":
		return say("page-target-tech")
	case "billing":
		return say("page-target-billing")
	}
	return target
}

func (p *page) targets(list []string) template.HTML {
	words := make([]string, len(list))
	for i, t := range list {
		words[i] = p.target(t)
	}
	return below(words)
}

// kind is what a change means, and what made it so.
func (p *page) kind(c *dossier.Change) template.HTML {
	var b strings.Builder
	word := p.kindWord(c.Kind)
	rest, known := strings.CutPrefix(c.KindText, word)
	if !known {
		word, rest = c.KindText, ""
	}
	b.WriteString("<b>")
	writeShown(&b, word)
	b.WriteString("</b>")
	writeShown(&b, rest)
	if list := because(c); list != "" && !strings.Contains(c.KindText, list) {
		b.WriteString("<br>")
		writeShown(&b, p.say("page-because", list))
	}
	for _, w := range c.Warnings {
		b.WriteString(`<br><span class="tag waiting">`)
		writeShown(&b, w)
		b.WriteString("</span>")
	}
	b.WriteString("<small>")
	writeShown(&b, c.What)
	b.WriteString("<br>")
	writeCode(&b, c.Operation)
	b.WriteString("</small>")
	return template.HTML(b.String())
}

// because are the names of the fields that made a change one of the registrant.
func because(c *dossier.Change) string {
	list := slices.Clone(c.Because)
	for i, name := range list {
		for _, f := range c.Fields {
			if f.Name == name {
				list[i] = f.Title
			}
		}
	}
	return strings.Join(list, ", ")
}

// code is a code of the API's.
func code(name string) template.HTML {
	var b strings.Builder
	writeCode(&b, name)
	return template.HTML(b.String())
}

// writeCode writes a code or a name of the API's so that it is broken between
// its words.
func writeCode(b *strings.Builder, name string) {
	const room = 16 // letters that any column has room for
	from, word := 0, 0
	for i, r := range name + "A" {
		if !unicode.IsUpper(r) {
			continue
		}
		if i-from > room && word > from {
			writeShown(b, name[from:word])
			b.WriteString("<wbr>")
			from = word
		}
		word = i
	}
	writeShown(b, name[from:])
}

// lock is the choice of the lock in words with the day on which it ends, and
// who has to click by when.
func (p *page) lock(c *dossier.Change) template.HTML {
	var b strings.Builder
	writeShown(&b, c.Lock.Text)
	if c.Lock.Ends != "" {
		p.until(&b, "page-lock-ends", c.Lock.Ends)
	}
	if i := slices.Index(p.bases, c.Lock.Basis); i >= 0 {
		fmt.Fprintf(&b, " [%d]", i+1)
	}
	if c.Verify != nil {
		b.WriteString("<p>")
		b.WriteString(string(p.deadline(c.Verify)))
	}
	return template.HTML(b.String())
}

// until writes a date by which something ends or has to be done.
func (p *page) until(b *strings.Builder, key, date string) {
	b.WriteString("<br>")
	b.WriteString(template.HTMLEscapeString(p.say(key)))
	b.WriteString(" <b>")
	writeShown(b, date)
	b.WriteString("</b>")
}

// Bases are how the ends of locks were computed, in words: one note for all
// lines that rest on it.
func (p *page) Bases() []string { return p.bases }

func bases(d *dossier.Dossier) []string {
	var list []string
	for i := range d.Changes {
		if basis := d.Changes[i].Lock.Basis; basis != "" && !slices.Contains(list, basis) {
			list = append(list, basis)
		}
	}
	return list
}

// deadline is a mailbox that has to click, and by when.
func (p *page) deadline(d *dossier.Deadline) template.HTML {
	if d == nil {
		return ""
	}
	var b strings.Builder
	if !strings.Contains(d.Text, d.Mailbox) {
		writeShown(&b, d.Mailbox)
		b.WriteString("<br>")
	}
	writeShown(&b, d.Text)
	if d.By != "" && !strings.Contains(d.Text, d.By) {
		p.until(&b, "page-click-by", d.By)
	}
	return template.HTML(b.String())
}

// readBack is when the contact was read after the change, and what was found.
func (p *page) readBack(c *dossier.Change) template.HTML {
	var b strings.Builder
	b.WriteString(state(c.ReadAt))
	if c.ReadText == "" {
		return template.HTML(b.String())
	}
	b.WriteString("<br>")
	switch c.ReadBack {
	case dossier.ReadNew:
		writeTag(&b, dossier.Good, c.ReadText)
	case dossier.ReadOther:
		writeTag(&b, dossier.Bad, c.ReadText)
	case dossier.ReadNoWay:
		writeTag(&b, dossier.Waiting, c.ReadText)
	default:
		writeShown(&b, c.ReadText)
	}
	return template.HTML(b.String())
}

// result is what became of a change, why, and by what ids the registrar knows it.
func (p *page) result(c *dossier.Change) template.HTML {
	var b strings.Builder
	writeTag(&b, c.Tone, c.ResultText)
	if c.Code != "" {
		b.WriteString("<br>")
		writeCode(&b, c.Code)
	}
	between := "<br>"
	line := func(key, value string) {
		if value != "" {
			b.WriteString(between)
			between = "<br>"
			if key != "" {
				b.WriteString(template.HTMLEscapeString(p.say(key)))
				b.WriteByte(' ')
			}
			writeShown(&b, value)
		}
	}
	line("", c.Reason)
	between = "<small>"
	if c.Said != c.Code && c.Said != c.Reason {
		line("page-recorded", c.Said)
	}
	line("page-request-id", c.RequestID)
	line("page-task", c.TaskNo)
	line("page-detail", c.TaskDetailNo)
	if between != "<small>" {
		b.WriteString("</small>")
	}
	return template.HTML(b.String())
}

// visible is the cell where a person marks that the new data are visible in
// registry data: empty, and a dash where nothing was submitted.
func visible(c *dossier.Change) string {
	if c.Submitted.IsZero() {
		return "–"
	}
	return ""
}

// reached is the last state that a change has reached, for the filter.
func reached(c *dossier.Change) int {
	switch {
	case !c.ReadAt.IsZero():
		return 4
	case !c.Completed.IsZero():
		return 3
	case !c.Accepted.IsZero():
		return 2
	case !c.Submitted.IsZero():
		return 1
	}
	return 0
}

// sources lead to the rows that asked for something.
func sources(list []dossier.Source) template.HTML {
	var b strings.Builder
	for i, s := range list {
		if i > 0 {
			b.WriteString("<br>")
		}
		fmt.Fprintf(&b, `<a href="#r%d">`, s.Row)
		sheet, cell, apart := strings.Cut(s.Cell, "!")
		writeShown(&b, sheet)
		if apart {
			b.WriteString("!<wbr>")
			writeShown(&b, cell)
		}
		b.WriteString("</a>")
	}
	return template.HTML(b.String())
}

// below are values one below the other.
func below(list []string) template.HTML {
	var b strings.Builder
	for i, text := range list {
		if i > 0 {
			b.WriteString("<br>")
		}
		writeShown(&b, text)
	}
	return template.HTML(b.String())
}

// tag is a text with its tone.
func tag(tone dossier.Tone, text string) template.HTML {
	var b strings.Builder
	writeTag(&b, tone, text)
	return template.HTML(b.String())
}

func writeTag(b *strings.Builder, tone dossier.Tone, text string) {
	b.WriteString(`<span class="tag `)
	b.WriteString(template.HTMLEscapeString(string(tone)))
	b.WriteString(`">`)
	writeShown(b, text)
	b.WriteString("</span>")
}

// carried are the cells of columns that the program did not use.
func carried(list []dossier.Carried) template.HTML {
	var b strings.Builder
	for i, c := range list {
		if i > 0 {
			b.WriteString("<br>")
		}
		b.WriteString("<i>")
		writeShown(&b, c.Header)
		b.WriteString("</i> ")
		writeShown(&b, c.Value)
	}
	return template.HTML(b.String())
}
