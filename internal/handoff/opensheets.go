package handoff

import (
	"cmp"
	"fmt"

	"domainbatch/internal/dossier"
)

// writeFailures writes what is not done, why, and what to do about it.
func (b *workbook) writeFailures(name string) error {
	l, err := b.newList(name, freeze{1, 2}, column{b.say("sheet.change.no"), 8}, column{b.say("sheet.domain.plain"), 24}, column{b.say("sheet.fact.what"), 20}, column{b.say("sheet.result"), 12}, column{b.say("sheet.failure.reason"), 36},
		column{b.say("sheet.failure.todo"), 36}, column{b.say("sheet.failure.said"), 26}, column{b.say("sheet.source"), b.sourceWidth()})
	if err != nil {
		return err
	}
	l.header()
	for i := range b.Failures {
		f := &b.Failures[i]
		number := l.text("–")
		if f.Change > 0 {
			number = l.toChange(fmt.Sprint(f.Change), f.Change)
		}
		said := f.Code
		if f.Said != "" && f.Said != f.Code {
			said = cmp.Or(said, "–") + "\n" + f.Said
		}
		l.add(number, l.text(domainText(f.Subject, f.Unicode)), l.text(f.What), l.toned(f.Text, f.Tone), l.text(f.Reason), l.text(f.ToDo), cell{said, l.looks.small, ""}, l.sources(f.Sources))
	}
	return l.closeOr(len(b.Failures), "sheet.none.failures")
}

// closeOr ends a sheet of so many lines; a sheet of none says so.
func (l *lines) closeOr(lines int, none string) error {
	if lines == 0 {
		l.add(l.text("–"), l.text(l.say(none)))
	}
	return l.close()
}

// writeOpen writes what is left to be done, with room for who did it.
func (b *workbook) writeOpen(name string) error {
	l, err := b.newList(name, freeze{1, 2}, column{b.say("sheet.no"), 5.5}, column{b.say("sheet.open.title"), 32}, column{b.say("sheet.open.text"), 54}, column{b.say("sheet.open.count"), 8}, column{b.say("sheet.open.subjects"), 38},
		column{b.say("sheet.open.by"), 12}, column{b.say("sheet.open.done"), 22})
	if err != nil {
		return err
	}
	l.header()
	for i := range b.Open {
		o := &b.Open[i]
		l.add(l.number(i+1), cell{o.Title, l.looks.band, ""}, l.text(o.Text), l.number(o.Count), l.text(b.subjects(o.Subjects, o.Count)), l.text(cmp.Or(o.By, "–")), l.blank())
	}
	return l.closeOr(len(b.Open), "sheet.none.open")
}

// writeRegistrar writes the registrar's own log: a band per stretch that was
// read, and its lines in the registrar's words.
func (b *workbook) writeRegistrar(name string) error {
	l, err := b.newList(name, freeze{1, 0}, column{b.say("sheet.fact.account"), 13}, column{b.say("sheet.log.time"), 23}, column{b.say("sheet.domain.plain"), 31}, column{b.say("sheet.log.operation"), 27}, column{b.say("sheet.log.result"), 14},
		column{b.say("sheet.log.details"), 47}, column{b.say("sheet.log.ip"), 15})
	if err != nil {
		return err
	}
	l.header()
	for i := range b.Registrar {
		s := &b.Registrar[i]
		l.add(l.stretch(s)...)
		for _, r := range s.Records {
			l.add(l.text(s.Account), l.text(r.Time), l.text(domainText(r.Domain, r.Unicode)), l.text(r.Operation), l.text(r.Result), l.text(r.Details), l.text(r.IP))
		}
	}
	return l.closeOr(len(b.Registrar), "sheet.none.log")
}

// stretch is the band above the lines of one.
func (l *lines) stretch(s *dossier.RegistrarLog) []cell {
	whole, band := l.say("sheet.log.whole"), l.looks.band
	if !s.Whole {
		whole, band = l.say("sheet.log.part"), l.looks.tones[dossier.Waiting]
	}
	var cells []cell
	for _, text := range []string{s.Account, l.say("sheet.log.period", stamp(s.From), stamp(s.To)), cmp.Or(s.Domain, l.say("sheet.log.all")), l.say("sheet.log.lines", len(s.Records)), whole,
		s.Text + "\n" + l.say("sheet.log.read", stamp(s.Read)), ""} {
		cells = append(cells, cell{text, band, ""})
	}
	return cells
}

// writeMethod writes the description of method and integrity.
func (b *workbook) writeMethod(name string) error {
	l, err := b.newList(name, freeze{}, column{"", 36}, column{"", 130})
	if err != nil {
		return err
	}
	for _, s := range b.Method {
		l.add(cell{s.Title, l.looks.band, ""}, cell{"", l.looks.band, ""})
		for _, f := range s.Facts {
			l.add(cell{f.Name, l.looks.small, ""}, l.text(f.Text))
		}
		l.add()
	}
	return l.close()
}
