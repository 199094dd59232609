package handoff

import (
	"html/template"
	"strings"

	"domainbatch/internal/dossier"
)

// fields are the fields of a change, before and after: those that differ each
// in a line of its own, the others together behind them.
func (p *page) fields(c *dossier.Change) template.HTML {
	asked := below(strings.Split(c.Asked, "\n"))
	switch {
	case len(c.Fields) > 0:
	case c.Asked != "":
		return asked
	default:
		return "–"
	}
	var b, same strings.Builder
	changed, unknown := 0, 0
	for i := range c.Fields {
		f := &c.Fields[i]
		switch {
		case f.Before == nil:
			unknown++
		case f.Changed:
			changed++
		case f.Sent != nil && !readOtherwise(f):
			p.field(&same, f, "; ")
			continue
		}
		b.WriteString("<li>")
		p.difference(&b, f)
	}
	if same.Len() > 0 {
		b.WriteString(`<li class="same">`)
		b.WriteString(template.HTMLEscapeString(p.say("page-same")))
		b.WriteByte(' ')
		b.WriteString(same.String())
	}
	summary := p.say("page-fields-changed", num(changed), num(len(c.Fields)))
	if unknown > 0 {
		summary += "; " + p.say("page-fields-unknown", num(unknown))
	}
	return asked + template.HTML("<details><summary>"+template.HTMLEscapeString(summary)+"</summary><ul>"+b.String()+"</ul></details>")
}

// readOtherwise tells whether a field was read back as something else than what was sent.
func readOtherwise(f *dossier.Field) bool {
	return f.After != nil && f.Sent != nil && *f.After != *f.Sent
}

// field writes a field that is the same before and after.
func (p *page) field(b *strings.Builder, f *dossier.Field, between string) {
	if b.Len() > 0 {
		b.WriteString(between)
	}
	writeShown(b, f.Title)
	b.WriteString(": ")
	p.value(b, f.Sent)
}

// difference writes a field before and after, with what was read back where
// that is something else.
func (p *page) difference(b *strings.Builder, f *dossier.Field) {
	writeShown(b, f.Title)
	b.WriteString(": ")
	before, after := "", ""
	if f.Changed && f.Before != nil {
		before, after = "<del>", "<ins>"
	}
	b.WriteString(before)
	p.value(b, f.Before)
	b.WriteString(strings.Replace(before, "<", "</", 1))
	b.WriteString(" → ")
	sent := f.Sent
	if sent == nil {
		sent = f.After
	}
	b.WriteString(after)
	p.value(b, sent)
	b.WriteString(strings.Replace(after, "<", "</", 1))
	if readOtherwise(f) {
		b.WriteString(` <strong class="other">`)
		b.WriteString(template.HTMLEscapeString(p.say("page-read-as")))
		b.WriteByte(' ')
		p.value(b, f.After)
		b.WriteString("</strong>")
	}
}

// value writes a value of a field, in words where there is none.
func (p *page) value(b *strings.Builder, v *string) {
	switch {
	case v == nil:
		b.WriteString("<em>" + template.HTMLEscapeString(p.say("page-not-known")) + "</em>")
	case *v == "":
		b.WriteString("<em>" + template.HTMLEscapeString(p.say("page-empty")) + "</em>")
	default:
		writeShown(b, *v)
	}
}

// values are the fields of a contact as it was given.
func (p *page) values(list []dossier.Field) template.HTML {
	var b strings.Builder
	for i := range list {
		if list[i].Sent != nil {
			p.field(&b, &list[i], "<br>")
		}
	}
	return template.HTML(b.String())
}
