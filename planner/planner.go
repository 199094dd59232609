// Package planner turns rows into a plan, in two halves. Changes says what is
// to be done: one change per domain and operation, repeats folded, conflicts
// refused, equal contacts found, an order among the changes of a domain. What is
// read of the account completes it (Needed, InAccount): what is not there, ids and
// dates, profiles, locks to be lifted and set again. Where
// rows want present values, Resolve puts those in once they are read. Batches
// cuts what is left of it, after verification and reading, into as few write
// requests as the batch size allows. Estimate says what that will take.
//
// The package is pure: it has no clock, disk, network or logging, and equal
// input gives an equal plan. All functions are safe for concurrent use as long
// as nobody writes to what they were given.
package planner

import (
	"cmp"
	"strings"

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
// or new ones, and no change; or it has one change for each of its names and all
// that its asks want of it, in the order in which they will be done. New issues are:
// two rows, or two asks of one row, want different data for one place in the order of
// a domain; contact fields stand beside a RegistrantProfileId; neither is there;
// TransferOutProhibited is not chosen for a registrant; an operation lacks what it
// needs; some changes of a domain have a Step and others have none. A row with an issue
// sends nothing, not even what is right in it, unless another row asks for the
// same. Rows that were left out or have issues of their own conflict with nobody.
//
// The changes of a domain come one after the other: by Step, then by rank, then
// by the name of their host. A change needs the success of one before it only
// where it would be refused without (a registration, a redemption, lifting the
// update lock, and for DNS servers the hosts); else its end is enough.
// Operations without a subject have the first cell of their row as theirs.
//
// Groups and contacts that only refused rows need are not in the plan.
func Changes(rows []job.Row, tables []job.Table, opts Options) *job.Plan {
	d := newDraft(rows, tables, opts)
	d.collect()
	d.refuse()
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
	objects []object
	byName  map[string]int32   // domain name → index in objects
	byKey   map[otherKey]int32 // the same for all other things
	slots   []slot
	claims  []claim
	spans   []int32 // the claims of row i are claims[spans[i]:spans[i+1]]
	unlocks bool    // some row asks for lifting an update lock
}

// object is what rows ask something for: a domain, an address, a profile. What an
// operation without a subject does is an object of its own.
type object struct {
	name      string
	class     job.Class // of a domain
	other     *otherKey // what it is instead; nil: a domain
	head      int32     // first of its slots in their order; none: no slot
	stepped   bool      // some row gives a Step for it
	unstepped bool      // some row gives none
}

// otherKey tells objects apart that are no domains.
type otherKey struct {
	kind string // the parameter that names it, and the account; or the operation
	name string
	deed *deed // of an operation without a subject: what it does
}

func (o *object) isDomain() bool { return o.other == nil }

// kind is empty for a domain.
func (o *object) kind() string {
	if o.other == nil {
		return ""
	}
	return o.other.kind
}

// slot is one place in the order of an object. It holds one change, or a
// conflict about it.
type slot struct {
	position
	object  int32
	next    int32 // the slot that comes next, or none
	last    job.RowID
	deed    *deed        // what the first row asks for
	change  job.ChangeID // 0: no good row asks for it
	clashes bool         // another row asks for something else
	lifts   bool         // it lifts the update lock, and a good row asks for that
}

// position is where a slot stands among those of its object.
type position struct {
	step int32
	rank int32
	key  string // of several with one rank: the host, or the operation
}

func (p *position) compare(other *position) int {
	return cmp.Or(int(p.step-other.step), int(p.rank-other.rank), strings.Compare(p.key, other.key))
}

const none int32 = -1

// claim is what one row wants in one slot.
type claim struct {
	slot int32
	deed *deed
	ask  *job.Ask // the one of the row's that it comes from
}

func newDraft(rows []job.Row, tables []job.Table, opts Options) *draft {
	d := &draft{
		opts:    opts,
		plan:    &job.Plan{Tables: tables, Rows: make([]job.Row, len(rows))},
		store:   newStore(opts),
		objects: make([]object, 0, len(rows)),
		byName:  make(map[string]int32, len(rows)),
		byKey:   make(map[otherKey]int32),
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
	d.markUnlocks()
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
					ID: s.change, Group: d.number(d.groupOf(c)), Subject: d.subject(row, s),
					Own: c.deed.own, Contact: d.keep(c.deed.contact),
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

// markUnlocks marks the slots in which an update lock will be lifted.
func (d *draft) markUnlocks() {
	if !d.unlocks {
		return
	}
	for i := range d.plan.Rows {
		for _, c := range d.claimsOf(&d.plan.Rows[i]) {
			s := &d.slots[c.slot]
			s.lifts = s.rank == RankUpdateLockOff
		}
	}
}

// groupOf is the group of what a claim comes to. Locks that the run has lifted
// before are set again in groups of their own.
func (d *draft) groupOf(c claim) *group {
	s := &d.slots[c.slot]
	if s.rank == RankUpdateLockOn && d.unlocks {
		for at := d.objects[s.object].head; at != c.slot; at = d.slots[at].next {
			if d.slots[at].lifts {
				return d.store.relock(c.deed.group)
			}
		}
	}
	return c.deed.group
}

// subject is what the answer of a change comes back by. Where the operation acts
// on no single thing, or on one whose id is not known yet, it is the cell.
func (d *draft) subject(row *job.Row, s *slot) string {
	o := &d.objects[s.object]
	if o.isDomain() {
		return o.name
	}
	op, _ := api.Lookup(s.deed.Action)
	if op.Subject == "" || !strings.HasPrefix(o.kind(), op.Subject+" ") {
		return row.Cell(nil, "")
	}
	return o.name
}

// number takes a group, and the contact it needs, into the plan.
func (d *draft) number(g *group) job.GroupID {
	if g.ID != 0 {
		return g.ID
	}
	g.Contact = d.keep(g.contact)
	g.ID = job.GroupID(len(d.plan.Groups) + 1)
	d.plan.Groups = append(d.plan.Groups, g.Group)
	return g.ID
}

// keep takes a contact into the plan.
func (d *draft) keep(c *contact) job.ContactID {
	switch {
	case c == nil:
		return 0
	case c.ID == 0:
		c.ID = job.ContactID(len(d.plan.Contacts) + 1)
		d.plan.Contacts = append(d.plan.Contacts, c.Contact)
	}
	return c.ID
}
