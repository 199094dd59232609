package dossier

import (
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// lock says which choice of the lock against transfers was sent with a change of
// the registrant, and until when it lasts. The days are those of the policy that is
// in force on the day of the change; where none is, as for names that ICANN's rules
// do not hold for, no days are named.
func (m *maker) lock(out *Change) Lock {
	choice := lockChoice(m.plan, out.ID)
	if choice == "" {
		return Lock{Choice: "none", Text: m.say("lock.none")}
	}
	if out.Result == job.Unchanged {
		return Lock{Choice: "none", Text: m.say("lock.unsent")}
	}
	l := Lock{Choice: "declined"}
	if choice == "true" {
		l.Choice = "asked"
	}
	policy, holds := m.policy(out, api.LockAfterRegistrant)
	l.Text = m.lockText(out, l.Choice, policy, holds)
	if !holds || l.Choice != "asked" {
		return l
	}
	l.Days = policy.Days
	switch {
	case !sending(out):
	case out.Result == job.Failed:
		l.Basis = m.say("lock.failed")
	case out.Completed.IsZero():
		l.Basis = m.say("lock.later", policy.Days)
	default:
		l.Ends = day(out.Completed.AddDate(0, 0, policy.Days))
		l.Basis = m.say("lock.basis", policy.Days)
	}
	return l
}

func (m *maker) lockText(out *Change, choice string, policy api.Policy, holds bool) string {
	asked, sent := choice == "asked", sending(out)
	if !holds {
		return m.lockByOtherRules(asked, sent)
	}
	switch {
	case asked && sent:
		return m.say("lock.asked", policy.Days)
	case asked:
		return m.say("lock.planned", policy.Days)
	case sent:
		return m.say("lock.declined", policy.Days)
	}
	return m.say("lock.undecided", policy.Days)
}

// lockByOtherRules says the choice where no rule that is known names days.
func (m *maker) lockByOtherRules(asked, sent bool) string {
	switch {
	case asked && sent:
		return m.say("lock.rules.asked")
	case asked:
		return m.say("lock.rules.planned")
	case sent:
		return m.say("lock.rules.declined")
	}
	return m.say("lock.rules.undecided")
}

// lockChoice is the value that a change of the registrant has for the lock; empty: none.
func lockChoice(p *job.Plan, id job.ChangeID) string {
	group := p.GroupOf(id)
	if group.Target != api.TargetRegistrant {
		return ""
	}
	for _, params := range []job.Params{p.Change(id).Own, group.Shared} {
		for _, name := range []string{api.ParamTransferOutProhibited, api.ParamAddTransferLock} {
			if value := params[name]; value == "true" || value == "false" {
				return value
			}
		}
	}
	return ""
}

// policy is the rule that holds for a change: for names of ICANN's rules, on the day
// on which it was completed, or else sent, or else planned.
func (m *maker) policy(out *Change, rule api.Rule) (api.Policy, bool) {
	if !out.icann() {
		return api.Policy{}, false
	}
	at := m.info.Created
	for _, one := range []time.Time{out.Completed, out.Submitted} {
		if !one.IsZero() {
			at = one
			break
		}
	}
	return m.o.Policies.On(rule, at)
}

// verify says who has to answer the registrar's mail by when: whoever reads the new
// address of a registrant. Where the old one is not known, the new one may be new.
func (m *maker) verify(out *Change, before, now job.Params) *Deadline {
	address := now[fieldEmail]
	had, known := before[fieldEmail]
	switch {
	case out.Target != api.TargetRegistrant || address == "" || out.Kind == NoDifference:
		return nil
	case known && liken(fieldEmail, had, address) < typo:
		return nil
	}
	switch out.Result {
	case job.Invalid, job.Skipped, job.Failed:
		return nil
	}
	policy, holds := m.policy(out, api.VerifyAddress)
	if !holds {
		return nil
	}
	return m.deadline(out, policy.Days, address, known)
}

// deadline is that for an address; sure that it is a new one, or not.
func (m *maker) deadline(out *Change, days int, address string, sure bool) *Deadline {
	d := &Deadline{Mailbox: address, Days: days, Text: m.say("verify.later", address, days)}
	if !out.Completed.IsZero() {
		d.By = day(out.Completed.AddDate(0, 0, days))
		d.Text = m.say("verify.perhaps", address, d.By)
		if sure {
			d.Text = m.say("verify.by", address, d.By)
		}
	}
	if m.emails[folded(address)] {
		d.Text = m.say("verify.known", d.Text)
	}
	return d
}
