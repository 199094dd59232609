package handoff

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"domainbatch/internal/dossier"
)

// changesSheet is the list of changes, with the fields that any of them has.
type changesSheet struct {
	*lines
	fields []dossier.Field // names and titles
	values float64         // width of the columns of values before and after
}

// statesWidth is that of the column of the four times.
const statesWidth = 29.0

// writeChanges writes one line per change. What is printed has related facts in
// one cell, so that it can be read on A4; beside it stands each fact by itself.
func (b *workbook) writeChanges(name string) error {
	source := b.sourceWidth()
	c := &changesSheet{fields: fieldsOf(b.Changes), values: 32.5 - (source-11)/2} // together they take what the page has
	columns := []column{
		{b.say("sheet.no"), 5.5}, {b.say("sheet.domain.registry"), 19}, {b.say("sheet.kind"), 19}, {b.say("sheet.before"), c.values}, {b.say("sheet.after"), c.values},
		{b.say("sheet.lock.verify"), 19}, {b.say("sheet.states"), statesWidth}, {b.say("sheet.visible"), 8.5}, {b.say("sheet.result"), 10.5}, {b.say("sheet.source"), source},
	}
	for _, fact := range changeFacts() {
		columns = append(columns, column{title: b.say(fact.title)})
	}
	for _, f := range c.fields {
		for _, when := range []string{"sheet.field.before", "sheet.field.sent", "sheet.field.after"} {
			columns = append(columns, column{title: b.say(when, f.Title)})
		}
	}
	var err error
	if c.lines, err = b.newList(name, freeze{1, 2}, columns...); err != nil {
		return err
	}
	c.header()
	for i := range b.Changes {
		c.add(c.change(&b.Changes[i])...)
	}
	return c.close()
}

// fieldsOf are the fields of all changes: a field that not all have stands
// behind the one that it follows.
func fieldsOf(changes []dossier.Change) []dossier.Field {
	var list []dossier.Field
	known := make(map[string]bool)
	for i := range changes {
		at := 0
		for _, f := range changes[i].Fields {
			if !known[f.Name] {
				known[f.Name] = true
				list = slices.Insert(list, at, dossier.Field{Name: f.Name, Title: f.Title})
			}
			at = 1 + slices.IndexFunc(list, func(other dossier.Field) bool { return other.Name == f.Name })
		}
	}
	return list
}

// change is the line of one.
func (c *changesSheet) change(ch *dossier.Change) []cell {
	before, after := c.beforeAfter(ch)
	domain := domainText(ch.Subject, ch.Unicode)
	if ch.Registry != nil {
		domain += "\n" + ch.Registry.Text
	}
	if len(c.Run.Accounts) > 1 {
		domain += "\n" + c.say("sheet.fact.account") + " " + ch.Account
	}
	cells := []cell{
		c.number(int(ch.ID)), c.text(domain), c.kind(ch), before, after, c.text(c.lockAndVerify(ch)), c.states(ch), c.blank(),
		c.toned(ch.ResultText, ch.Tone), c.sources(ch.Sources),
	}
	for _, fact := range changeFacts() {
		cells = append(cells, c.more(fact.of(c.lines, ch)))
	}
	byName := make(map[string]*dossier.Field, len(ch.Fields))
	for i := range ch.Fields {
		byName[ch.Fields[i].Name] = &ch.Fields[i]
	}
	for _, f := range c.fields {
		cells = append(cells, c.field(byName[f.Name])...)
	}
	return cells
}

// field is one of the change by itself: before, sent, read back. A dash says
// that it is not known.
func (c *changesSheet) field(f *dossier.Field) []cell {
	if f == nil {
		return make([]cell, 3)
	}
	look := c.looks.more
	if f.Changed {
		look = c.looks.moreDiffers
	}
	cells := make([]cell, 0, 3)
	for _, v := range []*string{f.Before, f.Sent, f.After} {
		switch {
		case v == nil:
			cells = append(cells, cell{"–", look, ""})
		default:
			cells = append(cells, cell{orNil(*v), look, ""})
		}
	}
	return cells
}

// kind says whose contact it is and what becomes of it, and what to mind.
func (c *changesSheet) kind(ch *dossier.Change) cell {
	runs := []run{{cmp.Or(targetWord(c.say, ch.Target), ch.What), true, ""}, {text: "\n" + ch.KindText}}
	for _, w := range ch.Warnings {
		runs = append(runs, run{"\n" + cut(w, 300, c.say("sheet.cut")), false, tints[dossier.Waiting].font})
	}
	return cell{runs, c.looks.text, ""}
}

// beforeAfter are the fields before and after the change: those that differ, are not
// known to be equal, or were read back otherwise than they were sent.
func (c *changesSheet) beforeAfter(ch *dossier.Change) (before, after cell) {
	var shown []dossier.Field
	for _, f := range ch.Fields {
		if f.Changed || f.Before == nil && f.Sent != nil || otherwise(&f) {
			shown = append(shown, f)
		}
	}
	if len(shown) == 0 {
		return c.nothingShown(ch)
	}
	// Long values are shortened until all of them can be seen; they stand whole
	// beside what is printed.
	for _, n := range []int{400, 200, 120, 70, 40, 20, 8} {
		before, after = c.pair(ch, shown, n)
		if max(c.tall(before), c.tall(after)) <= tallestText {
			break
		}
	}
	return before, after
}

// nothingShown is what stands in the place of fields: why there are none, or what was
// asked for that is no contact.
func (c *changesSheet) nothingShown(ch *dossier.Change) (before, after cell) {
	text := c.text("–")
	switch {
	case ch.Asked != "":
		return text, c.text(cut(ch.Asked, 400, c.say("sheet.cut")))
	case ch.Kind == dossier.NoDifference:
		text = c.text(c.say("sheet.nodiff"))
	case ch.Kind == dossier.KindUnknown:
		text = c.text(c.say("sheet.notread"))
	}
	return text, text
}

func otherwise(f *dossier.Field) bool {
	return f.After != nil && f.Sent != nil && *f.After != *f.Sent
}

func (c *changesSheet) tall(v cell) float64 {
	return c.measure.tall(c.fit(&v, c.values), bodySize, c.values)
}

// pair writes fields before and after, values at most n characters long.
func (c *changesSheet) pair(ch *dossier.Change, fields []dossier.Field, n int) (before, after cell) {
	var old, sent []run
	odd := labelGray // of what was read back in another form
	if ch.ReadBack == dossier.ReadOther {
		odd = tints[dossier.Bad].font
	}
	for i, f := range fields {
		label := f.Title + c.say("sheet.colon")
		if i > 0 {
			label = "\n" + label
		}
		old = append(old, run{label, false, labelGray}, c.value(f.Before, n, false))
		sent = append(sent, run{label, false, labelGray}, c.value(cmp.Or(f.Sent, f.After), n, f.Changed))
		if otherwise(&f) {
			sent = append(sent, run{"\n" + c.say("sheet.readback.as") + c.say("sheet.colon"), false, odd}, c.value(f.After, n, true))
		}
	}
	return cell{old, c.looks.text, ""}, cell{sent, c.looks.text, ""}
}

// value is one value of a field.
func (c *changesSheet) value(v *string, n int, bold bool) run {
	switch {
	case v == nil:
		return run{c.say("sheet.notread"), false, labelGray}
	case *v == "":
		return run{c.say("sheet.empty"), false, labelGray}
	}
	return run{cut(*v, n, c.say("sheet.cut.beside")), bold, ""}
}

// lockAndVerify says what follows from the change: the choice of the lock and
// how long it lasts, and who has to click by when.
func (c *changesSheet) lockAndVerify(ch *dossier.Change) string {
	text := ch.Lock.Text
	if ch.Lock.Ends != "" {
		text += "\n" + c.say("sheet.lock.ends", ch.Lock.Ends)
	}
	if ch.Lock.Basis != "" {
		text += "\n(" + ch.Lock.Basis + ")"
	}
	if ch.Verify != nil {
		text += "\n" + c.deadline(ch.Verify)
	}
	return text
}

// deadline says who has to click by when, each once.
func (b *workbook) deadline(d *dossier.Deadline) string {
	text := d.Text
	if !strings.Contains(text, d.Mailbox) {
		text = d.Mailbox + "\n" + text
	}
	if !strings.Contains(text, d.By) {
		text += "\n" + b.say("sheet.by", d.By)
	}
	return text
}

// states are the four times that are told apart, with the registrar's names of
// what was sent. Those that did not come have a dash.
func (c *changesSheet) states(ch *dossier.Change) cell {
	var runs []run
	for i, s := range []struct {
		label, id string
		at        time.Time
		value     string
	}{
		{"sheet.submitted", "Request Id", ch.Submitted, ch.RequestID}, {"sheet.accepted", "Task No", ch.Accepted, ch.TaskNo},
		{"sheet.completed", "", ch.Completed, ""}, {"sheet.readback", "", ch.ReadAt, ""},
	} {
		label, at := c.say(s.label)+" ", cmp.Or(stamp(s.at), "–")
		if c.measure.lines(label+at, bodySize, statesWidth) > 1 {
			label, at = strings.TrimSuffix(label, " "), "\n"+at // a time is not broken
		}
		if i > 0 {
			label = "\n" + label
		}
		runs = append(runs, run{label, false, labelGray}, run{text: at})
		if s.value != "" {
			runs = append(runs, run{"\n" + s.id + " " + s.value, false, labelGray})
		}
	}
	if ch.ReadText != "" {
		color, bold := tints[dossier.Good].font, false
		switch ch.ReadBack {
		case dossier.ReadNew:
		case dossier.ReadLater, dossier.ReadAlone:
			color = tints[dossier.Waiting].font
		default:
			color, bold = tints[dossier.Bad].font, true
		}
		runs = append(runs, run{"\n" + cut(ch.ReadText, 300, c.say("sheet.cut")), bold, color})
	}
	return cell{runs, c.looks.text, ""}
}
