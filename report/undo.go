package report

import (
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Reversal is an input for another run: the contacts as they were before the
// changes of one. What the registrar has not returned is an empty cell with a
// note, never a guess. The choice of the 60-day lock is left out, so that the run
// asks for it.
type Reversal struct {
	Chinese     bool     // what it says to people is in Chinese
	Columns     []string // by the API's names
	Lines       []ReversalLine
	Registrants int // lines about registrants, of which each is a change of registrant
	Untyped     int // lines without RegistrantType
	Incomplete  int // lines that lack something else that a run demands, and were read
	Unread      int // lines of which nothing was read before the change
	Filled      int // lines with fields that were empty or not returned, and that the run has filled
	Open        int // changes of contacts that are pending or unknown, and not in it
	Others      int // changes of other things that were done, and are not in it
}

// ReversalLine is one contact of one domain.
type ReversalLine struct {
	Change job.ChangeID
	Cells  []ReversalCell // one for each column
}

// ReversalCell is a value. Where there is none, Note says why; both are empty
// where the registrar itself showed nothing for what may be empty, and the run has
// sent nothing for it.
type ReversalCell struct{ Text, Note string }

// wasEmpty is the note of a field that a run cannot put back: what is not sent is
// kept by the registrar, and there is no value that empties a field.
const (
	wasEmpty  = "was empty before, and the run has filled it: the API has no way to empty it, so clear it by hand at the registrar"
	wasUnseen = "not returned by the registrar, and the run has filled it: fill in what was there; where nothing was, clear it by hand at the registrar"
)

// noteUnshown stands before the code with which the registrar did not show a contact.
const noteUnshown = "the registrar did not show the contact: "

const columnAccount = "Account"

// Undo makes the lines that bring back what was there before the changes of
// contacts that succeeded: one for each domain and target, in the order of the
// plan. Changes that are pending or unknown are only counted. befores gives what
// was read before a change; false where nothing was.
func Undo(plan *job.Plan, ledger *job.Ledger, befores func(job.ChangeID) (job.Before, bool)) *Reversal {
	u := &undo{plan: plan, ledger: ledger, befores: befores, first: make(map[subject]job.ChangeID), all: make(map[subject][]job.ChangeID)}
	r := &Reversal{}
	for i := range plan.Changes {
		id := plan.Changes[i].ID
		result := ledger.Standing(id).Outcome()
		switch contact := plan.GroupOf(id).Target != ""; {
		case result == job.Succeeded && contact:
			u.take(id)
		case result == job.Succeeded:
			r.Others++
		case contact && (result == job.Pending || result == job.Unknown):
			r.Open++
		}
	}
	changes := u.changes()
	r.Columns = u.columns(changes)
	for _, id := range changes {
		_, read := u.befores(id)
		r.add(u.line(id, r.Columns), read)
	}
	return r
}

// Unname leaves the account of lines open for which no profile was named: profiles are
// those of the run. In another run the name that it goes by would be a profile's.
func (r *Reversal) Unname(profiles []string) {
	at := slices.Index(r.Columns, columnAccount)
	if at < 0 || slices.Contains(profiles, unnamed) {
		return
	}
	for i := range r.Lines {
		if c := &r.Lines[i].Cells[at]; c.Text == unnamed {
			c.Text = ""
		}
	}
}

// unnamed is the account of everything that names none.
const unnamed = "default"

// subject is whose contact of what.
type subject struct{ account, domain, target string }

type undo struct {
	plan    *job.Plan
	ledger  *job.Ledger
	befores func(job.ChangeID) (job.Before, bool)
	first   map[subject]job.ChangeID // of several changes of one contact, the one that came first
	all     map[subject][]job.ChangeID
}

func (u *undo) subject(id job.ChangeID) subject {
	g := u.plan.GroupOf(id)
	return subject{g.Account, u.plan.Change(id).Subject, g.Target}
}

func (u *undo) take(id job.ChangeID) {
	s := u.subject(id)
	u.all[s] = append(u.all[s], id)
	known, again := u.first[s]
	if !again || slices.ContainsFunc(u.plan.Change(known).After, func(d job.Dep) bool { return d.Change == id }) {
		u.first[s] = id
	}
}

func (u *undo) changes() []job.ChangeID {
	var all []job.ChangeID
	for _, id := range u.first {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

// columns are those of every contact, those of Chinese fields that some contact
// had or was sent, and the account where not all is in the one that nobody names.
func (u *undo) columns(changes []job.ChangeID) []string {
	columns := []string{"DomainName", "ContactType"}
	for _, f := range api.ContactFields {
		if !f.Zh || slices.ContainsFunc(changes, func(id job.ChangeID) bool {
			before, _ := u.befores(id)
			return before.Fields[f.Name] != "" || u.sent(id, f.Name)
		}) {
			columns = append(columns, f.Name)
		}
	}
	if slices.ContainsFunc(changes, func(id job.ChangeID) bool { return u.plan.GroupOf(id).Account != unnamed }) {
		columns = append(columns, columnAccount)
	}
	return columns
}

func (u *undo) line(id job.ChangeID, columns []string) ReversalLine {
	before, read := u.befores(id)
	line := ReversalLine{Change: id, Cells: make([]ReversalCell, len(columns))}
	for i, name := range columns {
		line.Cells[i] = u.cell(id, name, &before, read)
	}
	return line
}

// cell is what there was of one field, or why it is not known.
func (u *undo) cell(id job.ChangeID, name string, before *job.Before, read bool) ReversalCell {
	group, domain := u.plan.GroupOf(id), u.plan.Change(id).Subject
	value, told := before.Fields[name]
	switch {
	case name == "DomainName":
		return ReversalCell{Text: api.WireName(domain)}
	case name == "ContactType":
		return ReversalCell{Text: group.Target}
	case name == columnAccount:
		return ReversalCell{Text: group.Account}
	case name == "RegistrantType" && value == "":
		return u.typeOf(domain, group.Account)
	case value != "":
		return ReversalCell{Text: value}
	}
	return ReversalCell{Note: u.lacking(id, name, before, read, told)}
}

// lacking says why there is no value; nothing where there was none, and none was sent.
func (u *undo) lacking(id job.ChangeID, name string, before *job.Before, read, told bool) string {
	filled := !required(name) && before.Fields != nil && u.sent(id, name)
	switch {
	case filled && told:
		return wasEmpty
	case filled:
		return wasUnseen
	case !told:
		return untold(before, read)
	case required(name):
		return "the registrar returned an empty value, and a change needs one"
	}
	return ""
}

// sent tells whether the contact of a change was sent with a field, by that change
// or a later one.
func (u *undo) sent(id job.ChangeID, name string) bool {
	return slices.ContainsFunc(u.all[u.subject(id)], func(id job.ChangeID) bool {
		value := api.Wanted(u.plan, id)[name]
		return value != "" && value != api.Current
	})
}

// untold says why a value is not known.
func untold(before *job.Before, read bool) string {
	switch {
	case !read:
		return "not read before the change"
	case before.Fields != nil:
		return "not returned by the registrar"
	case before.Code != "":
		return noteUnshown + before.Code
	}
	return "what was read was taken out of the run file"
}

// typeOf is the RegistrantType that the account's list of domains told before.
func (u *undo) typeOf(domain, account string) ReversalCell {
	if held := u.ledger.HolderType(domain, account); held != "" {
		return ReversalCell{Text: held}
	}
	return ReversalCell{Note: "not returned by the registrar: 1 for an individual, 2 for an organization"}
}

func required(name string) bool {
	return slices.ContainsFunc(api.ContactFields, func(f api.Field) bool { return f.Name == name && f.Required })
}

// add adds a line, and counts what it lacks.
func (r *Reversal) add(line ReversalLine, read bool) {
	lacks, filled := false, false
	for i, name := range r.Columns {
		cell := line.Cells[i]
		filled = filled || cell.Note == wasEmpty || cell.Note == wasUnseen
		switch {
		case name == "ContactType" && cell.Text == api.TargetRegistrant:
			r.Registrants++
		case cell.Text != "":
		case name == "RegistrantType":
			r.Untyped++
		case required(name):
			lacks = true
		}
	}
	r.count(read, lacks, filled)
	r.Lines = append(r.Lines, line)
}

func (r *Reversal) count(read, lacks, filled bool) {
	switch {
	case !read:
		r.Unread++
	case lacks:
		r.Incomplete++
	}
	if filled {
		r.Filled++
	}
}

// Sets are the values that a run of the lines has to be given with --set, each
// with an ellipsis in the place of the value: what is to be chosen by whoever
// runs it.
func (r *Reversal) Sets() (sets []string) {
	if r.Registrants > 0 {
		sets = append(sets, "TransferOutProhibited=…")
	}
	if r.Untyped > 0 {
		sets = append(sets, "RegistrantType=…")
	}
	return sets
}

// Warning says what undoing is.
func (r *Reversal) Warning() string {
	if r.Registrants == 0 {
		return r.say("undoing is another change of contacts at the registrar, with a task of its own for each request")
	}
	return r.say("undoing is another change of registrant: it has a confirmation and a verification of its own, and may bring a lock against transfers to other registrars")
}

// Lacks says in words what is missing in the lines and what is left out of them;
// nothing where all is there.
func (r *Reversal) Lacks() (lines []string) {
	for _, l := range []struct {
		n          int
		one, other string
	}{
		{r.Incomplete, "1 line is incomplete: the marked cells hold what the registrar did not return", "%d lines are incomplete: the marked cells hold what the registrar did not return"},
		{r.Unread, "of 1 line nothing was read before the change: what was there is not known", "of %d lines nothing was read before the change: what was there is not known"},
		{r.Filled, "1 line has fields that were empty before, or not returned, and cannot be emptied by this: the marked cells are to be cleared by hand at the registrar", "%d lines have fields that were empty before, or not returned, and cannot be emptied by this: the marked cells are to be cleared by hand at the registrar"},
		{r.Untyped, "1 line has no RegistrantType: fill in the cell, or give it with --set", "%d lines have no RegistrantType: fill in the cells, or give it with --set"},
		{r.Open, "1 change of a contact is pending or unknown, and not undone: bring the run to its end first", "%d changes of contacts are pending or unknown, and not undone: bring the run to its end first"},
		{r.Others, "1 other change was done and is not undone: a lock, DNS servers, an order", "%d other changes were done and are not undone: locks, DNS servers, orders"},
	} {
		switch {
		case l.n == 1:
			lines = append(lines, r.say(l.one))
		case l.n > 1:
			lines = append(lines, r.say(l.other, l.n))
		}
	}
	return lines
}
