package dossier

import (
	"strings"

	"domainbatch/internal/job"
)

// people lists who did what for the run, as it was recorded.
func (m *maker) people() {
	for _, a := range m.acts {
		m.d.People = append(m.d.People, m.actOf(&a))
	}
	if m.o.PreparedBy != "" {
		m.d.People = append(m.d.People, Act{What: "prepared", Text: m.say("act.prepared"), Name: m.o.PreparedBy, At: m.o.Made})
	}
}

func (m *maker) actOf(a *act) Act {
	out := Act{Name: a.person.Name, Authority: a.person.Authority, Note: a.person.Note, Host: a.by.Host, At: utc(a.at)}
	if out.Name == "" {
		out.Name = a.by.User
	}
	switch a.kind {
	case job.KindOpened:
		out.What, out.Text = "planned", m.say("act.planned")
	case job.KindApproved:
		out.What, out.Text, out.Digest = "approved", m.say("act.approved"), a.digest
		if a.digest != m.plan.Digest {
			out.Text = m.say("act.approved.other")
		}
	case job.KindAdopt:
		out.What, out.Text = "adopted", m.say("act.adopted")
	case job.KindUndone:
		out.What, out.Text = "undone", m.say("act.undone")
	case job.KindForgotten:
		out.What, out.Text = "forgotten", m.say("act.forgotten")
	default:
		out.What, out.Text, out.Note = "executed", m.say("act.executed"), m.process(a)
		switch what, _, _ := strings.Cut(a.note, " "); what {
		case "reconcile":
			out.Text = m.say("act.asked")
		case "relock":
			out.Text = m.say("act.relocked")
		case "refresh":
			out.Text = m.say("act.refreshed")
		}
	}
	return out
}

// process says how a process was started, and when and why it ended.
func (m *maker) process(a *act) string {
	switch {
	case a.until.IsZero():
		return a.note
	case a.end == "":
		return m.say("act.ended", a.note, stamp(a.until))
	}
	return m.say("act.stopped", a.note, stamp(a.until), m.ending(a.end))
}

// ending says why a process ended before the end of the run.
func (m *maker) ending(why string) string {
	if format, args, own := job.ReadMessage(why); own {
		return messageWords[format].fill(m.lang, m.terms(args))
	}
	return why
}

// needsApproval tells whether the plan may be carried out after an approval only.
func (m *maker) needsApproval() bool { return m.info.Options["needs-approval"] == "true" }

// approved tells whether the plan as it stands was approved.
func (m *maker) approved() bool { return m.ledger.Approval.Digest == m.plan.Digest }

// short is the beginning of a digest.
func short(digest string) string { return digest[:min(len(digest), 12)] }
