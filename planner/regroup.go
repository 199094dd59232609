package planner

import (
	"strconv"

	"domainbatch/internal/job"
)

// regrouping makes the contacts and groups of a plan anew, as Changes makes them:
// equal ones are one, numbered in the order in which changes need them.
type regrouping struct {
	from, to *job.Plan
	contacts map[string]job.ContactID
	kept     map[job.ContactID]job.ContactID // those of from that stay as they are
	groups   map[string]job.GroupID          // by all that tells groups apart
}

func newRegrouping(from, to *job.Plan) *regrouping {
	to.Contacts, to.Groups, to.Batches = nil, nil, nil
	return &regrouping{
		from: from, to: to, contacts: make(map[string]job.ContactID),
		kept: make(map[job.ContactID]job.ContactID), groups: make(map[string]job.GroupID),
	}
}

// keepContacts lets all contacts have the numbers that they had.
func (r *regrouping) keepContacts() {
	r.to.Contacts = r.from.Contacts
	for i := range r.from.Contacts {
		c := &r.from.Contacts[i]
		r.kept[c.ID] = c.ID
	}
}

// group finds or makes a group whose contact is numbered already.
func (r *regrouping) group(g *job.Group) job.GroupID {
	like := likeness(g)
	id, ok := r.groups[like]
	if !ok {
		id = job.GroupID(len(r.to.Groups) + 1)
		made := *g
		made.ID = id
		r.groups[like] = id
		r.to.Groups = append(r.to.Groups, made)
	}
	return id
}

// likeness is equal for groups that may share a request.
func likeness(g *job.Group) string {
	return job.Params{
		"account": g.Account, "action": g.Action, "name": g.Name, "target": g.Target, "class": string(g.Class),
		"step": strconv.Itoa(g.Step), "rank": strconv.Itoa(g.Rank),
		"profile": strconv.Itoa(int(g.Profile)), "relock": strconv.FormatBool(g.Relock),
	}.Key() + g.Shared.Key()
}

// contact finds or makes the contact of some fields.
func (r *regrouping) contact(fields job.Params) job.ContactID {
	key := fields.Key()
	id, ok := r.contacts[key]
	if !ok {
		id = job.ContactID(len(r.to.Contacts) + 1)
		r.contacts[key] = id
		r.to.Contacts = append(r.to.Contacts, job.Contact{ID: id, Fields: fields})
	}
	return id
}

// copied finds or makes a contact of the plan that it was in before.
func (r *regrouping) copied(id job.ContactID) job.ContactID {
	if id == 0 {
		return 0
	}
	if _, ok := r.kept[id]; !ok {
		r.kept[id] = r.contact(r.from.Contact(id).Fields)
	}
	return r.kept[id]
}
