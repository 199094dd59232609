package dossier

import (
	"strings"

	"domainbatch/internal/job"
)

// failures lists what is not done and is not on its way: rows that are invalid or
// left out first, then changes, each once.
func (m *maker) failures() {
	for i := range m.d.Rows {
		row := &m.d.Rows[i]
		if m.alone(m.plan.Row(row.ID)) {
			m.d.Failures = append(m.d.Failures, m.rowFailure(row))
		}
	}
	for i := range m.d.Changes {
		c := &m.d.Changes[i]
		switch c.Result {
		case job.Succeeded, job.Unchanged, job.Pending:
			continue
		}
		if m.plan.Asked(c.ID) || m.plan.Change(c.ID).Added {
			m.d.Failures = append(m.d.Failures, m.changeFailure(c))
		}
	}
}

func (m *maker) rowFailure(row *Row) Failure {
	in := m.plan.Row(row.ID)
	f := Failure{
		Subject: strings.Join(in.Names, ", "), Unicode: strings.Join(row.Subjects, ", "), What: m.say("failure.row"),
		Result: row.Result, Text: row.Text, Tone: row.Tone, Reason: row.Reason, Said: m.saidOf(in),
		ToDo: resultWords[row.Result].todo.in(m.lang), Sources: []Source{{Row: row.ID, Cell: row.Cell}},
	}
	if f.Subject == "" {
		f.Subject = row.Cell
	}
	for i := range in.Issues {
		is := &in.Issues[i]
		switch {
		case is.Code != "":
			f.Code = is.Code
		case hasExpired(is):
			f.ToDo = m.say("todo.expired")
		case elsewhere(is):
			f.ToDo = m.say("todo.elsewhere")
		}
	}
	return f
}

func (m *maker) changeFailure(c *Change) Failure {
	return Failure{
		Change: c.ID, Subject: c.Subject, Unicode: c.Unicode, What: c.What, Result: c.Result, Text: c.ResultText, Tone: c.Tone,
		Code: c.Code, Reason: c.Reason, Said: c.Said, Sources: c.Sources,
		ToDo: m.reasonOf(c, m.ledger.Standing(c.ID)).todo,
	}
}
