package handoff

import (
	"strings"

	"domainbatch/internal/dossier"
)

// changeFact is one fact of a change in a column of its own.
type changeFact struct {
	title string // a key of the vocabulary
	of    func(l *lines, c *dossier.Change) string
}

// changeFacts are all facts of a change but its fields.
func changeFacts() []changeFact {
	return []changeFact{
		{"sheet.fact.account", func(_ *lines, c *dossier.Change) string { return c.Account }},
		{"sheet.fact.ascii", func(_ *lines, c *dossier.Change) string { return c.Subject }},
		{"sheet.fact.unicode", func(_ *lines, c *dossier.Change) string { return c.Unicode }},
		{"sheet.fact.registry", func(_ *lines, c *dossier.Change) string {
			if c.Registry == nil {
				return ""
			}
			return c.Registry.Text
		}},
		{"sheet.fact.target", func(_ *lines, c *dossier.Change) string { return c.Target }},
		{"sheet.fact.operation", func(_ *lines, c *dossier.Change) string { return c.Operation }},
		{"sheet.fact.what", func(_ *lines, c *dossier.Change) string { return c.What }},
		{"sheet.fact.kind", func(_ *lines, c *dossier.Change) string { return c.KindText }},
		{"sheet.fact.because", func(_ *lines, c *dossier.Change) string { return strings.Join(c.Because, ", ") }},
		{"sheet.fact.typo", func(l *lines, c *dossier.Change) string {
			if c.Typo {
				return l.say("sheet.yes")
			}
			return ""
		}},
		{"sheet.fact.lock", func(_ *lines, c *dossier.Change) string { return c.Lock.Text }},
		{"sheet.fact.lockends", func(_ *lines, c *dossier.Change) string { return c.Lock.Ends }},
		{"sheet.fact.mailbox", func(_ *lines, c *dossier.Change) string { return deadline(c).Mailbox }},
		{"sheet.fact.clickby", func(_ *lines, c *dossier.Change) string { return deadline(c).By }},
		{"sheet.submitted", func(_ *lines, c *dossier.Change) string { return stamp(c.Submitted) }},
		{"sheet.accepted", func(_ *lines, c *dossier.Change) string { return stamp(c.Accepted) }},
		{"sheet.completed", func(_ *lines, c *dossier.Change) string { return stamp(c.Completed) }},
		{"sheet.readback", func(_ *lines, c *dossier.Change) string { return stamp(c.ReadAt) }},
		{"sheet.fact.finding", func(_ *lines, c *dossier.Change) string { return c.ReadText }},
		{"sheet.fact.result", func(_ *lines, c *dossier.Change) string { return string(c.Result) }},
		{"sheet.fact.request", func(_ *lines, c *dossier.Change) string { return c.RequestID }},
		{"sheet.fact.task", func(_ *lines, c *dossier.Change) string { return c.TaskNo }},
		{"sheet.fact.detail", func(_ *lines, c *dossier.Change) string { return c.TaskDetailNo }},
		{"sheet.fact.code", func(_ *lines, c *dossier.Change) string { return c.Code }},
		{"sheet.fact.reason", func(_ *lines, c *dossier.Change) string { return c.Reason }},
		{"sheet.fact.said", func(_ *lines, c *dossier.Change) string { return c.Said }},
		{"sheet.fact.warnings", func(_ *lines, c *dossier.Change) string { return strings.Join(c.Warnings, "\n") }},
		{"sheet.source", func(_ *lines, c *dossier.Change) string {
			cells := make([]string, len(c.Sources))
			for i, s := range c.Sources {
				cells[i] = s.Cell
			}
			return strings.Join(cells, ", ")
		}},
	}
}

// deadline is that of the registrant's new address, or an empty one.
func deadline(c *dossier.Change) dossier.Deadline {
	if c.Verify == nil {
		return dossier.Deadline{}
	}
	return *c.Verify
}
