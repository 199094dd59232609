package mask

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"domainbatch/internal/job"
)

// Gone stands where a value is left out as a whole.
const Gone = "[withheld]"

// Event masks an entry, which is the caller's own, and tells whether something of
// it was masked. Its structure stays: as many rows, the same members.
func (m *Masker) Event(e *job.Event) bool {
	if !m.persons && !m.secrets {
		return false
	}
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
		w.set(&e.Person.Note, w.dialled(w.Text(e.Person.Note)))
		w.set(&e.Person.Authority, w.dialled(w.Text(e.Person.Authority)))
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
	if !w.persons {
		return w.Text(value)
	}
	if strings.ContainsAny(value, " \t\n\u3000") || !plainReference(value) {
		return Gone
	}
	return w.Text(value)
}

// plainReference tells whether a text is one word with digits in it, as references
// are: three at least, as a name with a number has fewer.
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
	return digits > 2 && letters > 0 && letters+digits <= 40
}

// address masks what an operation acts on where that is an address.
func (w *work) address(to *string) {
	if w.persons && strings.Contains(*to, "@") {
		w.set(to, w.mails(*to))
	}
}

// issues masks complaints. What stands in a cell that is complained about is not
// known: only a word that reads like a domain stays.
func (w *work) issues(list []job.Issue) {
	for i := range list {
		is := &list[i]
		if was := is.Value; was != "" && (classOf(is.Column) != nothing || !domainLike(was)) {
			value := w.value(is.Column, was)
			if w.persons && classOf(is.Column) == nothing {
				value = Gone
			}
			w.set(&is.Value, value)
			if len(was) > 2 {
				w.set(&is.Message, strings.ReplaceAll(is.Message, was, value))
				w.set(&is.Hint, strings.ReplaceAll(is.Hint, was, value))
			}
		}
		w.text(&is.Message)
		w.set(&is.Hint, w.numbers(w.named(is.Hint))) // the addresses in it are examples
	}
}

// domainLike tells whether a text is one word of a domain's characters with a dot in it.
func domainLike(s string) bool {
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)
	}
	return strings.Contains(s, ".") && !strings.ContainsFunc(s, odd) && strings.ContainsFunc(s, unicode.IsLetter)
}

// info masks what a person chose: the copy of the input goes as a whole, and so do
// the values that were set for all rows and where the report lies.
func (w *work) info(e *job.Event) {
	if len(e.Input) > 0 && (w.persons || w.secrets) {
		e.Input, w.some = nil, true
	}
	if e.Info == nil {
		return
	}
	w.text(&e.Info.Input)
	if w.persons && e.Info.Report != "" {
		w.set(&e.Info.Report, Gone)
	}
	options := maps.Clone(e.Info.Options)
	for _, name := range job.Params(options).Names() {
		value := w.Text(options[name])
		if w.persons && slices.Contains([]string{"set", "null", "column"}, name) && value != "" {
			value = Gone
		}
		if options[name] != value {
			options[name], w.some = value, true
		}
	}
	e.Info.Options = options
}
