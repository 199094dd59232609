package planner

import (
	"math"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// take notes the claims of a good row: for each of its names what is asked for
// it, in the order in which it is done, and at the end what has no subject.
func (d *draft) take(row *job.Row) {
	start := len(d.claims)
	for _, name := range row.Names {
		from := len(d.claims)
		for i := range row.Asks {
			d.takeAsk(row, &row.Asks[i], name, start)
		}
		d.sort(d.claims[from:])
	}
	for i := range row.Asks {
		ask := &row.Asks[i]
		if ask.Op == "" {
			continue
		}
		if op, _ := d.store.operation(ask); !changesContact(op) && (op.Subject == "" || len(row.Names) == 0) {
			d.takeNameless(row, ask, op, start)
		}
	}
}

// sort puts the claims for one name in the order in which they are done.
func (d *draft) sort(claims []claim) {
	if len(claims) > 1 {
		slices.SortStableFunc(claims, func(a, b claim) int { return d.slots[a.slot].compare(&d.slots[b.slot].position) })
	}
}

// takeAsk notes what one ask wants for one name.
func (d *draft) takeAsk(row *job.Row, ask *job.Ask, name string, start int) {
	op, _ := d.store.operation(ask)
	switch {
	case changesContact(op):
		d.takeContact(row, ask, op, name, start)
	case op.Subject == "":
	case isDomain(op):
		r := d.store.recipe(op, ask.Fields)
		at := d.domain(name, ask.Step)
		rank := rankOf(op, r.given[paramStatus])
		d.unlocks = d.unlocks || rank == RankUpdateLockOff
		w := wish{account: row.Account, op: op, step: ask.Step, target: target{rank: rank}, class: d.objects[at].class}
		d.claim(row, start, claim{d.slot(at, placeAt(ask, rank, keyOf(op, rank, r))), d.store.deed(r, w), ask})
	default:
		w := wish{account: row.Account, op: op, step: ask.Step}
		at := d.object(otherKey{kind: op.Subject + " of " + row.Account, name: spelling(op, name)})
		if d.objects[at].head == none {
			d.objects[at].name = name // as it stands where it comes first
		}
		d.claim(row, start, claim{d.slot(at, placeAt(ask, 0, form(op).Name)), d.store.deed(d.store.recipe(op, ask.Fields), w), ask})
	}
}

func (d *draft) takeContact(row *job.Row, ask *job.Ask, op *api.Operation, name string, start int) {
	at := d.domain(name, ask.Step)
	wanted, m := targetsOf(ask, op), d.store.material(ask.Fields)
	for _, t := range targets {
		if slices.Contains(wanted, t.name) {
			w := wish{account: row.Account, op: op, step: ask.Step, target: t, class: d.objects[at].class}
			if op == nil {
				w.op = d.store.chosen(m, t.name)
			}
			g := d.store.group(m, w)
			d.claim(row, start, claim{d.slot(at, placeAt(ask, t.rank, "")), &g.deed, ask})
		}
	}
}

// takeNameless notes what is asked for with no name: equal ones are one. What is
// done to one profile is in its order, whether the row has its id or its owner's name.
func (d *draft) takeNameless(row *job.Row, ask *job.Ask, op *api.Operation, start int) {
	r := d.store.recipe(op, ask.Fields)
	made := d.store.deed(r, wish{account: row.Account, op: op, step: ask.Step})
	key := otherKey{kind: op.Name, deed: made}
	switch {
	case r.given[paramProfile] != "":
		key = otherKey{kind: paramProfile + " of " + row.Account, name: r.given[paramProfile]}
	case r.given[paramProfileName] != "":
		key = otherKey{kind: paramProfileName + " of " + row.Account, name: r.given[paramProfileName]}
	}
	d.claim(row, start, claim{d.slot(d.object(key), placeAt(ask, 0, form(op).Name)), made, ask})
}

// spelling is equal for names of one thing: an address gets one mail, in whatever case
// it is written.
func spelling(op *api.Operation, name string) string {
	if op.Subject == "Email" {
		return strings.ToLower(name)
	}
	return name
}

// targetsOf are the contacts that an ask is about. An operation that changes
// the registrant only needs not be told so.
func targetsOf(ask *job.Ask, op *api.Operation) []string {
	if op != nil && len(ask.Targets) == 0 && !op.Has(paramTarget) {
		return api.Targets[:1]
	}
	return ask.Targets
}

// isDomain tells whether an operation acts on a domain: what it wants to know by
// its instance id is named by its domain.
func isDomain(op *api.Operation) bool {
	return op.Subject == paramDomain || op.Subject == paramInstance
}

func placeAt(ask *job.Ask, rank int, key string) position {
	return position{int32(min(ask.Step, math.MaxInt32)), int32(rank), key}
}

// keyOf tells the places of one rank apart.
func keyOf(op *api.Operation, rank int, r *recipe) string {
	switch rank {
	case RankDNSHosts:
		return r.given[paramHost]
	case RankCheck, RankOther, RankTransfer:
		return form(op).Name
	}
	return ""
}

// claim notes what a row wants in a slot, beside what the row has claimed from
// start on. A name, a target or data that it names twice count once; other data
// for the same place is a clash of the row with itself.
func (d *draft) claim(row *job.Row, start int, c claim) {
	s := &d.slots[c.slot]
	if s.last == row.ID && slices.ContainsFunc(d.claims[start:], func(b claim) bool { return b.slot == c.slot && b.deed == c.deed }) {
		return
	}
	s.last = row.ID
	if s.deed == nil {
		s.deed = c.deed
	}
	s.clashes = s.clashes || s.deed != c.deed
	d.claims = append(d.claims, c)
}

// domain finds or makes the object of a domain for which something is asked with or without a step.
func (d *draft) domain(name string, step int) int32 {
	at, ok := d.byName[name]
	if !ok {
		at = int32(len(d.objects))
		d.objects = append(d.objects, object{name: name, class: api.ClassOf(name), head: none})
		d.byName[name] = at
	}
	o := &d.objects[at]
	o.stepped, o.unstepped = o.stepped || step > 0, o.unstepped || step == 0
	return at
}

// object finds or makes what is no domain.
func (d *draft) object(key otherKey) int32 {
	at, ok := d.byKey[key]
	if !ok {
		at = int32(len(d.objects))
		d.objects = append(d.objects, object{name: key.name, other: &key, head: none})
		d.byKey[key] = at
	}
	return at
}

// slot finds the slot of an object at a place, and makes it where there is none.
func (d *draft) slot(at int32, p position) int32 {
	link := &d.objects[at].head
	for *link != none {
		order := d.slots[*link].compare(&p)
		if order == 0 {
			return *link
		}
		if order > 0 {
			break
		}
		link = &d.slots[*link].next
	}
	made := int32(len(d.slots))
	next := *link
	*link = made
	d.slots = append(d.slots, slot{position: p, object: at, next: next})
	return made
}
