package dossier

import (
	"fmt"
	"strconv"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// tones are what results mean for a reader.
var tones = map[job.Result]Tone{
	job.Succeeded: Good, job.Unchanged: Good, job.Pending: Waiting, job.Skipped: Neutral, job.Unsent: Waiting,
	job.Failed: Bad, job.Invalid: Bad, job.Unknown: Bad,
}

func (m *maker) resultText(r job.Result) string { return resultWords[r].name.in(m.lang) }

// what says what a change does.
func (m *maker) what(group *job.Group) string {
	switch group.Target {
	case api.TargetRegistrant:
		return m.say("what.registrant")
	case "admin":
		return m.say("what.admin")
	case "billing":
		return m.say("what.billing")
	case "tech":
		return m.say("what.tech")
	}
	if words, known := termWords[group.Name]; known {
		return words.in(m.lang)
	}
	op, known := api.Lookup(group.Action)
	if !known {
		return group.Action
	}
	return m.operation(op)
}

// operation says what an operation does.
func (m *maker) operation(op *api.Operation) string {
	if words, known := operationWords[op.Name]; known {
		return words.in(m.lang)
	}
	return op.Name
}

func (m *maker) kindText(c *Change) string {
	switch c.Kind {
	case NoDifference:
		return m.say("kind.no-difference")
	case ContactUpdate:
		return m.say("kind.contact-update")
	case KindUnknown:
		return m.say("kind.not-known")
	case Registrant:
		if len(c.Because) == 0 {
			return m.say("kind.holder")
		}
		text := m.say("kind.registrant", m.list(m.fieldTitles(c.Because)))
		if c.Typo {
			text = m.say("kind.typo", text)
		}
		return text
	}
	return m.say("kind.none")
}

// fieldTitle names a field of a contact.
func (m *maker) fieldTitle(name string) string { return m.lang.FieldTitle(name) }

// FieldTitle names a field of a contact, by the API's name of it.
func (l Lang) FieldTitle(name string) string {
	if words, known := fieldWords[name]; known {
		return words.in(l)
	}
	return name
}

func (m *maker) fieldTitles(names []string) []string {
	titles := make([]string, len(names))
	for i, name := range names {
		titles[i] = m.fieldTitle(name)
	}
	return titles
}

// fill puts terms into a text.
func (a advice) fill(l Lang, args []any) string {
	text := strings.ReplaceAll(a.text.in(l), "%d", "%s")
	if strings.Count(text, "%s") != len(args) {
		return strings.ReplaceAll(text, "%s", "…")
	}
	return fmt.Sprintf(text, args...)
}

// namesDays tells whether a text speaks of that many days.
func namesDays(text string, days int) bool {
	number := strconv.Itoa(days)
	for _, form := range []string{number + "-day", number + " day", number + "天", number + " 天", number + "日"} {
		if strings.Contains(text, form) {
			return true
		}
	}
	return false
}

// holding counts the invalid rows that hold up all others: one does, unless the
// user has said to go on with the good ones.
func (m *maker) holding() int {
	if m.info.Options["skip-invalid"] == "true" {
		return 0
	}
	n := 0
	for i := range m.plan.Rows {
		row := &m.plan.Rows[i]
		if row.LeftOut == "" && m.plan.Outcome(row, m.ledger, "").Result == job.Invalid {
			n++
		}
	}
	return n
}

// heldBack is the reason for what was not sent because rows are invalid.
func (m *maker) heldBack() reason {
	entry := messageWords[job.MessageHeld]
	return reason{text: m.say("reason.held", m.held), todo: entry.todo.in(m.lang), own: true}
}
