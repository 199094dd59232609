package mask

import (
	"maps"
	"strings"

	"domainbatch/internal/job"
)

// Gone stands where a value is left out as a whole.
const Gone = "[withheld]"

// Event masks an entry, which is the caller's own, and tells whether something of
// it was masked. Its structure stays: as many rows, the same members.
func (m *Masker) Event(e *job.Event) bool {
	w := &work{Masker: m}
	for i := range e.Standings {
		w.text(&e.Standings[i].Message)
	}
	w.chunk(e.Chunk)
	if e.Check != nil {
		w.text(&e.Check.Message)
	}
	for _, contact := range []*job.Before{e.Before, e.After} {
		if contact != nil {
			contact.Fields = w.params(contact.Fields)
			w.text(&contact.Message)
		}
	}
	for i := range e.Answers {
		e.Answers[i].Fields = w.params(e.Answers[i].Fields)
	}
	if e.Log != nil {
		for i := range e.Log.Records {
			w.text(&e.Log.Records[i].Details)
		}
	}
	if e.Person != nil {
		w.text(&e.Person.Note)
	}
	w.info(e)
	w.answer(e.Call)
	return w.some
}

// work is the masking of one entry.
type work struct {
	*Masker
	some bool
}

func (w *work) set(to *string, value string) {
	if *to != value {
		*to, w.some = value, true
	}
}

func (w *work) text(to *string) { w.set(to, w.Text(*to)) }

// params masks parameters; the ones given stay as they are, others may share them.
func (w *work) params(p job.Params) job.Params {
	var masked job.Params
	for _, name := range p.Names() {
		value := w.value(name, p[name])
		if value == p[name] {
			continue
		}
		if masked == nil {
			masked, w.some = maps.Clone(p), true
		}
		masked[name] = value
	}
	if masked == nil {
		return p
	}
	return masked
}

func (w *work) chunk(c *job.Chunk) {
	if c == nil {
		return
	}
	for i := range c.Tables {
		for j := range c.Tables[i].Columns {
			w.text(&c.Tables[i].Columns[j].Header)
		}
	}
	for i := range c.Rows {
		w.row(&c.Rows[i])
	}
	for i := range c.Contacts {
		c.Contacts[i].Fields = w.params(c.Contacts[i].Fields)
	}
	for i := range c.Groups {
		c.Groups[i].Shared = w.params(c.Groups[i].Shared)
	}
	for i := range c.Changes {
		c.Changes[i].Own = w.params(c.Changes[i].Own)
		w.address(&c.Changes[i].Subject)
	}
	w.issues(c.Warnings)
}

func (w *work) row(r *job.Row) {
	for i := range r.Names {
		w.address(&r.Names[i])
	}
	w.issues(r.Issues)
	for _, letters := range job.Params(r.Carried).Names() {
		value := r.Carried[letters]
		if masked := w.carried(value); masked != value {
			r.Carried[letters], w.some = masked, true
		}
	}
}

// carried masks a cell of a column that was not used. What it holds is not known:
// only what reads like a reference stays, a word or a number without a name in it.
func (w *work) carried(value string) string {
	if strings.ContainsAny(value, " \t\n\u3000") || !plainReference(value) {
		return Gone
	}
	return w.Text(value)
}

// plainReference tells whether a text is one word with a digit in it, as references
// are, and does not read like a telephone number.
func plainReference(s string) bool {
	letters, digits := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
			letters++
		case !strings.ContainsRune("-_/.#", r):
			return false
		}
	}
	return digits > 0 && letters > 0 && letters+digits <= 40
}

// address masks what an operation acts on where that is an address.
func (w *work) address(to *string) {
	if strings.Contains(*to, "@") {
		w.set(to, w.mails(*to))
	}
}

func (w *work) issues(list []job.Issue) {
	for i := range list {
		is := &list[i]
		if was := is.Value; was != "" {
			w.set(&is.Value, w.value(is.Column, was))
			if is.Value != was && len(was) > 2 {
				w.set(&is.Message, strings.ReplaceAll(is.Message, was, is.Value))
				w.set(&is.Hint, strings.ReplaceAll(is.Hint, was, is.Value))
			}
		}
		w.text(&is.Message)
		w.text(&is.Hint)
	}
}

// info masks what a person chose: the copy of the input goes as a whole, and so do
// the values that were set for all rows and where the report lies.
func (w *work) info(e *job.Event) {
	if len(e.Input) > 0 {
		e.Input, w.some = nil, true
	}
	if e.Info == nil {
		return
	}
	w.text(&e.Info.Input)
	if e.Info.Report != "" {
		w.set(&e.Info.Report, Gone)
	}
	options := maps.Clone(e.Info.Options)
	for _, name := range job.Params(options).Names() {
		value := w.Text(options[name])
		if name == "set" && value != "" {
			value = Gone
		}
		if options[name] != value {
			options[name], w.some = value, true
		}
	}
	e.Info.Options = options
}
