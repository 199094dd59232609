// Package job is the vocabulary that all parts of the program share: what a
// row asks for, what is planned for it, the states a change passes through and
// what became of it. It imports the standard library only and does no input or
// output. Nothing in it is safe for concurrent use unless it says so.
package job

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// RowID numbers the data rows of an input from 1, in reading order.
type RowID int

// ChangeID numbers the changes of a plan from 1, in the order in which rows ask for them.
type ChangeID int

// GroupID numbers the groups of a plan from 1, in the order in which changes need them.
type GroupID int

// ContactID numbers the distinct contacts of a plan from 1; 0 is no contact.
type ContactID int

// BatchID numbers the batches of a run from 1; halves of a batch get numbers of their own.
type BatchID int

// Params are request parameters by their names on the wire.
type Params map[string]string

// Key is equal for equal parameters only.
func (p Params) Key() string {
	var b strings.Builder
	for _, name := range p.Names() {
		value := p[name]
		fmt.Fprintf(&b, "%d:%s%d:%s", len(name), name, len(value), value)
	}
	return b.String()
}

// Names lists the names in byte order.
func (p Params) Names() []string {
	names := make([]string, 0, len(p))
	for name := range p {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Table is one sheet of the input that holds rows: where its header stands and
// what its columns mean. A CSV file is one table with an empty Sheet.
type Table struct {
	Sheet   string   `json:"sheet,omitempty"`
	Header  int      `json:"header"`  // line of the header row, from 1
	Last    int      `json:"last"`    // last line that holds a row
	Columns []Column `json:"columns"` // all columns of the header, in order
}

// Column is one column of a table.
type Column struct {
	Letters string `json:"letters"`         // as a spreadsheet program names it: A, B, AA
	Header  string `json:"header"`          // as it stands in the input
	Over    string `json:"over,omitempty"`  // the contact role that stands over it and others, in a header of two lines
	Param   string `json:"param,omitempty"` // what it is used as; empty: not used
	Role    string `json:"role,omitempty"`  // the contact that it is about, by ContactType; empty: no particular one
	How     string `json:"how,omitempty"`   // how that was decided: "name", "synonym", "--column", or why it is not used
}

// Name is what --column and a mapping call the column: its header, after what
// stands over it, or its letters where it has none.
func (c Column) Name() string {
	if c.Over != "" {
		return c.Over + " / " + c.Header
	}
	return cmp.Or(c.Header, c.Letters)
}

// CellName names a cell the way a spreadsheet program does. Sheet names that
// are not plain words are quoted.
func CellName(sheet, letters string, line int) string {
	cell := fmt.Sprintf("%s%d", letters, line)
	switch {
	case sheet == "":
		return cell
	case strings.ContainsAny(sheet, " '!-()&,;+"):
		return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" + cell
	}
	return sheet + "!" + cell
}

// Row is one data row of the input. The fields without a JSON name are what
// the planner makes changes from; they are not kept, since the input's copy is.
type Row struct {
	ID      RowID      `json:"id"`
	Sheet   string     `json:"sheet,omitempty"`
	Line    int        `json:"line"`
	Names   []string   `json:"names,omitempty"`   // what it is about: domains in ASCII form, lower case, as the cell orders them, or whatever its operations act on
	Changes []ChangeID `json:"changes,omitempty"` // set by the planner
	Issues  []Issue    `json:"issues,omitempty"`
	LeftOut string     `json:"leftOut,omitempty"` // why the user left it out; empty: not left out

	// Carried are the cells of columns that are not used, as they read, by the letters
	// of their column: a reference to a consent, a price. Blank ones are left out.
	Carried map[string]string `json:"carried,omitempty"`

	Account string `json:"-"`
	Column  string `json:"-"` // letters of the column that the domains stand in; empty: A
	Asks    []Ask  `json:"-"` // rows with equal cells share one list: never write to it
}

// Ask is one thing that a row wants for each of its names: an operation with
// its data, or a contact for one target or several. A row with columns for several
// contacts, or several operations, asks several times.
type Ask struct {
	Op      string            // the operation by the API's name; empty: a contact change, for which the planner chooses one
	Step    int               // its place among the changes of its domain, from 1; 0: by its rank
	Targets []string          // ContactType values, where the operation has them
	Fields  Params            // parameters by wire name, those of list entries by their field alone, "(current)" for present values; asks with equal data share one map: never write to it
	Cells   map[string]string // parameter → letters of its column, one map for all asks that are alike
}

// Cell names the cell of the row that a parameter of one of its asks came
// from. A parameter that came from no cell (a value set for all rows) gives
// the cell of the domain, as no ask does.
func (r *Row) Cell(ask *Ask, param string) string {
	letters := ""
	if ask != nil {
		letters = ask.Cells[param]
	}
	return CellName(r.Sheet, cmp.Or(letters, r.Column, "A"), r.Line)
}

// Issue is one complaint about one cell: what is there, what is wrong with it
// and what to do.
type Issue struct {
	Cell    string `json:"cell"`
	Column  string `json:"column,omitempty"` // the parameter, or the header where it is none
	Value   string `json:"value,omitempty"`
	Code    string `json:"code,omitempty"` // the API's code, where it was the API that complained
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Contact is one distinct set of contact data, shared by many rows.
type Contact struct {
	ID     ContactID `json:"id"`
	Fields Params    `json:"fields"`
}

// Group is what the changes of one write request have in common.
type Group struct {
	ID      GroupID   `json:"id"`
	Account string    `json:"account"`
	Action  string    `json:"action"`
	Name    string    `json:"name,omitempty"`    // of what is done, in a word: "update-lock off"; empty for contacts
	Target  string    `json:"target,omitempty"`  // ContactType, or empty
	Step    int       `json:"step,omitempty"`    // place among the changes of a domain that the user chose; 0: none
	Rank    int       `json:"rank"`              // place among the changes of a domain, within a step
	Class   Class     `json:"class"`             // of its domains; empty: its changes are about no domain
	Contact ContactID `json:"contact,omitempty"` // contact data among Shared; 0: none
	Shared  Params    `json:"shared"`            // everything of the request but the subjects and what each has for itself
	Profile ChangeID  `json:"profile,omitempty"` // the change that makes the registrant profile which these use; 0: none
	Relock  bool      `json:"relock,omitempty"`  // it locks again what the run has unlocked
}

// The names of the groups that lift and set the update lock.
const (
	UpdateLockOff = "update-lock off"
	UpdateLockOn  = "update-lock on"
)

// What names what the changes of a group change: the contact, or else what the
// operation is called.
func (g *Group) What() string { return cmp.Or(g.Target, g.Name, g.Action) }

// Doing is What in the middle of a sentence: "the change of registrant", "update-lock off".
func (g *Group) Doing() string {
	if g.Target != "" {
		return "the change of " + g.Target
	}
	return g.What()
}

// Class is the registry class of a domain; one request holds domains of one class.
type Class string

// The registry classes that the registrar's console demands to be kept apart.
const (
	ClassCNNIC Class = "cnnic" // .cn, .中国, .公司, .网络 and below
	ClassOther Class = "other"
)

// Change is one thing asked for: one operation on one subject, for one target.
// What it sends is the Shared of its group, its Subject where the operation has
// one, and its Own: the fields of its entry in a list, or the parameters of an
// operation on a single thing, InstanceId among them.
//
// Contact data stands among the Shared of its group, whose Contact it is then, or
// among its Own (the order of a registration), and is its own Contact. Either is
// verified once for all that share it; where it is refused, so is the change.
type Change struct {
	ID      ChangeID  `json:"id"`
	Rows    []RowID   `json:"rows"` // several where rows repeat each other
	Group   GroupID   `json:"group"`
	Subject string    `json:"subject"`           // what the answer comes back by: a domain in ASCII form, lower case; an address, an id; the first cell where the operation acts on no such thing
	Own     Params    `json:"own,omitempty"`     // what this change has for itself
	Contact ContactID `json:"contact,omitempty"` // contact data among Own; 0: none
	Added   bool      `json:"added,omitempty"`   // no row asks for it: the run needs it, as unlocking
	After   []Dep     `json:"after,omitempty"`   // changes of the same domain that come before, in their order; and the one that makes the profile it uses
}

// Dep is a change that comes before another one.
type Dep struct {
	Change ChangeID `json:"change"`
	Always bool     `json:"always,omitempty"` // only its end is needed, not its success
}

// Batch is one write request over changes of one group.
type Batch struct {
	ID      BatchID    `json:"id"`
	Group   GroupID    `json:"group"`
	Changes []ChangeID `json:"changes"`
}

// Plan is all that is to be done for one input. Rows, Contacts, Groups and
// Changes stand at index ID-1.
type Plan struct {
	Tables   []Table
	Rows     []Row
	Contacts []Contact
	Groups   []Group
	Changes  []Change
	Batches  []Batch
	Warnings []Issue // what is allowed but worth knowing; Cell may be empty
	Digest   string  // SHA-256 over what is to be sent, in hex
}

// Row returns the row with that number.
func (p *Plan) Row(id RowID) *Row { return &p.Rows[id-1] }

// Change returns the change with that number.
func (p *Plan) Change(id ChangeID) *Change { return &p.Changes[id-1] }

// GroupOf returns the group of a change.
func (p *Plan) GroupOf(id ChangeID) *Group { return &p.Groups[p.Changes[id-1].Group-1] }

// Group returns the group with that number.
func (p *Plan) Group(id GroupID) *Group { return &p.Groups[id-1] }

// Contact returns the contact with that number.
func (p *Plan) Contact(id ContactID) *Contact { return &p.Contacts[id-1] }

// Asked tells whether a row without an issue asks for a change. What none does is
// never sent.
func (p *Plan) Asked(id ChangeID) bool {
	return slices.ContainsFunc(p.Change(id).Rows, func(row RowID) bool { return len(p.Row(row).Issues) == 0 })
}

// Asks counts the changes that rows without an issue ask for.
func (p *Plan) Asks() (n int) {
	for i := range p.Changes {
		if p.Asked(p.Changes[i].ID) {
			n++
		}
	}
	return n
}

// Domains counts the distinct domains of the changes that are Asked. What is no
// domain, as an address or a profile, does not count.
func (p *Plan) Domains() int {
	seen := make(map[string]bool, len(p.Changes))
	for i := range p.Changes {
		if c := &p.Changes[i]; p.Group(c.Group).Class != "" && p.Asked(c.ID) {
			seen[c.Subject] = true
		}
	}
	return len(seen)
}

// Info says what a run belongs to. A run is gone on with only under equal Info.
type Info struct {
	Input    string            `json:"input"` // file name without its folder
	SHA256   string            `json:"sha256"`
	Endpoint string            `json:"endpoint"`
	Version  string            `json:"version"` // of the API
	Site     string            `json:"site"`
	Sandbox  bool              `json:"sandbox,omitempty"`
	Options  map[string]string `json:"options"` // what decides the plan: flags by name
	Tool     string            `json:"tool"`    // version of this program
	Created  time.Time         `json:"created"`
	Expires  time.Duration     `json:"expires,omitempty"` // how long after Created something of it may be sent; 0: for ever
	Report   string            `json:"report,omitempty"`  // where the report goes; empty: beside the run file

	// Accounts are the profiles that the run takes its credentials from, in byte order;
	// an account that is not among them has those of the usual places.
	Accounts []string `json:"accounts,omitempty"`
}

// Same tells whether two runs are one: equal input, options, endpoint and
// version. Names, places and times do not count.
func (i *Info) Same(other *Info) bool {
	return i.SHA256 == other.SHA256 && i.Endpoint == other.Endpoint && i.Version == other.Version &&
		i.Site == other.Site && i.Sandbox == other.Sandbox && maps.Equal(i.Options, other.Options)
}
