// Package planner turns rows into a plan, in two halves. Changes says what is
// to be done: one change per domain and target, repeats folded, conflicts
// refused, equal contacts found, an order among the changes of a domain. Where
// rows want present values, Resolve puts those in once they are read. Batches
// cuts what is left of it, after verification and reading, into as few write
// requests as the batch size allows. Estimate says what that will take.
//
// The package is pure: it has no clock, disk, network or logging, and equal
// input gives an equal plan. All functions are safe for concurrent use as long
// as nobody writes to what they were given.
package planner

import (
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// DefaultBatch is the batch size where none is given. The
// documents name no maximum.
const DefaultBatch = 50

// Options decide how rows become a plan and a plan becomes requests. The zero
// value is of use: no account name, batches of DefaultBatch, all parameters known.
type Options struct {
	Account    string      // of rows that name none
	BatchSize  int         // most domains in one request; below 1: DefaultBatch
	MaxQuery   int         // most bytes of the parameters of one request, as api.QueryBytes counts; 0: no limit
	FirstBatch job.BatchID // number of the first batch; 0: 1
	Endpoint   string      // of the API; part of the digest
	Version    string      // of the API; part of the digest
	Site       api.Site    // parameters that it lacks are not sent
	Lang       string      // language of the API's messages; empty: not sent
	Partial    bool        // blank required contact fields are allowed, and warned of
	Current    bool        // operations of the current API that no document describes may be used
	Unlock     bool        // InAccount unlocks domains whose update lock is on, and locks them again
	Via        int         // contacts that more domains than this use go by a registrant profile; 0: none does
}

// Changes makes the plan for rows, without batches. The rows are numbered from
// 1 in the order given; they and everything they hold are left as they are.
//
// Each row ends in one of three ways: it was left out; it has issues, its own
// or new ones, and no change; or it has one change for each of its domains and
// the targets of all its asks. New issues are: two rows, or two asks of one
// row, want different data for one domain and target; contact fields stand beside a RegistrantProfileId; neither is there;
// TransferOutProhibited is not chosen for a registrant. A row with an issue
// sends nothing, not even what is right in it, unless another row asks for the
// same. Rows that were left out or have issues of their own conflict with nobody.
//
// Groups and contacts that only refused rows need are not in the plan.
func Changes(rows []job.Row, tables []job.Table, opts Options) *job.Plan {
	d := newDraft(rows, tables, opts)
	d.collect()
	d.refuseConflicts()
	d.fill()
	d.order()
	d.plan.Warnings = d.warnings()
	d.plan.Digest = d.digest()
	return d.plan
}

// draft is a plan in the making.
type draft struct {
	opts    Options
	plan    *job.Plan
	store   *store
	domains []domain
	byName  map[string]int32 // domain name → index in domains
	slots   []slot
	claims  []claim
	spans   []int32 // the claims of row i are claims[spans[i]:spans[i+1]]
}

// domain is a name that rows ask something for.
type domain struct {
	name  string
	class job.Class
	head  int32 // first of its slots, the lowest rank first; none: no slot
}

// slot is one place in the order of a domain. It holds one change, or a
// conflict about it.
type slot struct {
	domain  int32
	next    int32 // the slot of the next higher rank, or none
	rank    int
	group   *group // what the first row asks for
	clashes bool   // another row asks for something else
	last    job.RowID
	change  job.ChangeID // 0: no good row asks for it
}

const none int32 = -1

// claim is what one row wants in one slot.
type claim struct {
	slot  int32
	group *group
	ask   *job.Ask // the one of the row's that it comes from
}

func newDraft(rows []job.Row, tables []job.Table, opts Options) *draft {
	d := &draft{
		opts:    opts,
		plan:    &job.Plan{Tables: tables, Rows: make([]job.Row, len(rows))},
		store:   newStore(opts),
		domains: make([]domain, 0, len(rows)),
		byName:  make(map[string]int32, len(rows)),
		slots:   make([]slot, 0, len(rows)),
		claims:  make([]claim, 0, len(rows)),
		spans:   make([]int32, 1, len(rows)+1),
	}
	for i := range rows {
		row := rows[i]
		row.ID, row.Changes = job.RowID(i+1), nil
		// A later append must not write into the caller's array.
		row.Issues = row.Issues[:len(row.Issues):len(row.Issues)]
		if row.Account == "" {
			row.Account = opts.Account
		}
		d.plan.Rows[i] = row
	}
	return d
}

// collect finds out what each row asks for.
func (d *draft) collect() {
	for i := range d.plan.Rows {
		row := &d.plan.Rows[i]
		if row.LeftOut == "" {
			row.Issues = append(row.Issues, d.complaints(row)...)
			if len(row.Issues) == 0 {
				d.take(row)
			}
		}
		d.spans = append(d.spans, int32(len(d.claims)))
	}
}

// take notes the claims of a good row: for each of its domains the targets in
// the order of their ranks.
func (d *draft) take(row *job.Row) {
	start := len(d.claims)
	for _, name := range row.Names {
		at := d.domain(name)
		for _, t := range targets {
			for i := range row.Asks {
				if ask := &row.Asks[i]; asksFor(ask, t.name) {
					w := wish{account: row.Account, target: t, class: d.domains[at].class}
					d.claim(row, d.claims[start:], claim{d.slot(at, t.rank), d.store.group(d.store.material(ask.Fields), w), ask})
				}
			}
		}
	}
}

// claim notes what a row wants in a slot, beside what the row has claimed
// before. A domain, a target or data that it names twice count once; other data
// for the same target is a clash of the row with itself.
func (d *draft) claim(row *job.Row, before []claim, c claim) {
	s := &d.slots[c.slot]
	if s.last == row.ID && slices.ContainsFunc(before, func(b claim) bool { return b.slot == c.slot && b.group == c.group }) {
		return
	}
	s.last = row.ID
	if s.group == nil {
		s.group = c.group
	}
	s.clashes = s.clashes || s.group != c.group
	d.claims = append(d.claims, c)
}

func (d *draft) domain(name string) int32 {
	if at, ok := d.byName[name]; ok {
		return at
	}
	at := int32(len(d.domains))
	d.domains = append(d.domains, domain{name: name, class: api.ClassOf(name), head: none})
	d.byName[name] = at
	return at
}

// slot finds the slot of a domain at a rank, and makes it where there is none.
func (d *draft) slot(at int32, rank int) int32 {
	link := &d.domains[at].head
	for *link != none && d.slots[*link].rank < rank {
		link = &d.slots[*link].next
	}
	if *link != none && d.slots[*link].rank == rank {
		return *link
	}
	made := int32(len(d.slots))
	next := *link
	*link = made
	d.slots = append(d.slots, slot{domain: at, next: next, rank: rank})
	return made
}

// claimsOf returns the claims of a row that has no issue.
func (d *draft) claimsOf(row *job.Row) []claim {
	if len(row.Issues) > 0 {
		return nil
	}
	return d.claims[d.spans[row.ID-1]:d.spans[row.ID]]
}

// fill makes the changes that the good rows ask for, and numbers contacts,
// groups and changes in the order in which they are first needed.
func (d *draft) fill() {
	p := d.plan
	p.Changes = make([]job.Change, 0, len(d.slots))
	first := make([]job.RowID, 0, len(d.slots))
	ids := make([]job.ChangeID, 0, len(d.claims))
	for i := range p.Rows {
		row := &p.Rows[i]
		start := len(ids)
		for _, c := range d.claimsOf(row) {
			s := &d.slots[c.slot]
			if s.change == 0 {
				s.change = job.ChangeID(len(p.Changes) + 1)
				p.Changes = append(p.Changes, job.Change{
					ID: s.change, Group: d.number(c.group), Subject: d.domains[s.domain].name,
					Rows: first[len(first) : len(first) : len(first)+1],
				})
				first = first[:len(first)+1]
			}
			change := p.Change(s.change)
			change.Rows = append(change.Rows, row.ID)
			ids = append(ids, s.change)
		}
		if len(ids) > start {
			row.Changes = ids[start:len(ids):len(ids)]
		}
	}
}

// number takes a group, and the contact it needs, into the plan.
func (d *draft) number(g *group) job.GroupID {
	if g.ID != 0 {
		return g.ID
	}
	if c := g.contact; c != nil {
		if c.ID == 0 {
			c.ID = job.ContactID(len(d.plan.Contacts) + 1)
			d.plan.Contacts = append(d.plan.Contacts, c.Contact)
		}
		g.Contact = c.ID
	}
	g.ID = job.GroupID(len(d.plan.Groups) + 1)
	d.plan.Groups = append(d.plan.Groups, g.Group)
	return g.ID
}
