package dossier

import (
	"maps"
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// use is where a contact is used.
type use struct {
	domains map[string]bool
	targets map[string]bool
	verify  []*Deadline
	address *Deadline // the first of them
}

// usesOf finds out where contacts are used: by changes that rows ask for.
func (m *maker) usesOf() map[job.ContactID]*use {
	uses := make(map[job.ContactID]*use)
	for i := range m.plan.Changes {
		c := &m.plan.Changes[i]
		group := m.plan.Group(c.Group)
		for _, id := range slices.Compact([]job.ContactID{m.contactOf(group), c.Contact}) {
			if id == 0 {
				continue
			}
			u := uses[id]
			if u == nil {
				u = &use{domains: make(map[string]bool), targets: make(map[string]bool)}
				uses[id] = u
			}
			if group.Class != "" {
				u.domains[c.Subject] = true
			}
			if group.Target != "" {
				u.targets[group.Target] = true
			}
			if d := m.d.Changes[i].Verify; d != nil {
				u.verify = append(u.verify, d)
			}
		}
	}
	return uses
}

// contacts makes the distinct contacts.
func (m *maker) contacts() {
	uses := m.usesOf()
	m.d.Contacts = make([]Contact, len(m.plan.Contacts))
	for i := range m.plan.Contacts {
		c := &m.plan.Contacts[i]
		out := Contact{ID: c.ID, Tone: Neutral, Targets: []string{}}
		for _, name := range fieldOrder {
			if value, given := c.Fields[name]; given {
				out.Fields = append(out.Fields, Field{Name: name, Title: m.fieldTitle(name), Sent: &value})
			}
		}
		u := uses[c.ID]
		if u != nil {
			out.Domains = len(u.domains)
			for _, target := range api.Targets {
				if u.targets[target] {
					out.Targets = append(out.Targets, target)
				}
			}
			out.Mailbox = m.mailbox(u)
		}
		if Personal(c.Fields) {
			out.Warnings = append(out.Warnings, m.say("warn.person"))
		}
		if c.Fields[fieldOrg] == "" && c.Fields[fieldZhOrg] == "" {
			out.Warnings = append(out.Warnings, m.say("warn.none"))
		}
		if partial(c.Fields) {
			out.Warnings = append(out.Warnings, m.say("warn.partial"))
		}
		m.verified(&out)
		m.d.Contacts[i] = out
	}
}

// verified says what VerifyContactField answered.
func (m *maker) verified(out *Contact) {
	check, asked := m.ledger.Checks[out.ID]
	switch {
	case !asked:
		out.Verified = m.say("verified.not-asked")
	case check.OK:
		out.Verified, out.Tone, out.At = m.say("verified.yes"), Good, utc(check.At)
	default:
		out.Verified, out.Tone, out.At, out.Code = m.say("verified.no", check.Code), Bad, utc(check.At), check.Code
	}
}

// mailbox says who has to answer for a contact: by the first day on which a domain of
// it has to be answered for.
func (m *maker) mailbox(u *use) *Deadline {
	if len(u.verify) == 0 {
		return nil
	}
	days := make(map[string]bool)
	out := *u.verify[0]
	for _, d := range u.verify {
		days[d.By] = true
	}
	delete(days, "")
	dates := slices.Sorted(maps.Keys(days))
	if len(dates) == 0 {
		return &out
	}
	out.By = dates[0]
	out.Text = m.say("verify.by", out.Mailbox, out.By)
	if last := dates[len(dates)-1]; last != out.By {
		out.Text = m.say("verify.between", out.Mailbox, out.By, last)
	}
	if m.emails[folded(out.Mailbox)] {
		out.Text = m.say("verify.known", out.Text)
	}
	return &out
}
