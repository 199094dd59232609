package dossier

import (
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// rows makes the rows, in the order of the input.
func (m *maker) rows() {
	m.d.Rows = make([]Row, len(m.plan.Rows))
	held := ""
	if m.held > 0 {
		held = job.MessageHeld
	}
	for i := range m.plan.Rows {
		row := &m.plan.Rows[i]
		out := Row{
			ID: row.ID, Cell: m.cell(row), Result: m.plan.Outcome(row, m.ledger, held).Result,
			Changes: row.Changes, Carried: m.carried(row),
		}
		for _, name := range row.Names {
			out.Subjects = append(out.Subjects, m.unicode(name))
		}
		out.Text, out.Tone = m.resultText(out.Result), tones[out.Result]
		out.Reason = m.rowReason(row, out.Result)
		m.d.Rows[i] = out
	}
}

// rowReason says why a row is not done; empty where it is.
func (m *maker) rowReason(row *job.Row, result job.Result) string {
	switch {
	case result == job.Succeeded || result == job.Unchanged:
		return ""
	case row.LeftOut != "":
		return m.explain(job.Skipped, "", row.LeftOut).text
	case len(row.Issues) > 0:
		return m.wrong(row)
	case len(row.Changes) == 0:
		return m.heldBack().text
	}
	var parts []string
	for _, id := range row.Changes {
		c := &m.d.Changes[id-1]
		if c.done() {
			continue
		}
		text := c.Reason
		if len(row.Changes) > 1 {
			text = m.say("row.part", m.label(row, c), c.ResultText, text)
		}
		if !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, m.say("row.join"))
}

// label tells the changes of a row apart.
func (m *maker) label(row *job.Row, c *Change) string {
	if len(row.Names) > 1 && c.Unicode != "" {
		return c.Unicode + ", " + c.What
	}
	return c.What
}

// wrong says what kind of thing is wrong with a row, and where.
func (m *maker) wrong(row *job.Row) string {
	var parts []string
	for _, is := range row.Issues {
		text := m.wrongCell(&is)
		if !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, m.say("row.join"))
}

func (m *maker) wrongCell(is *job.Issue) string {
	what := is.Column
	if words, known := fieldWords[is.Column]; known && words.in(m.lang) != is.Column {
		what = words.in(m.lang) + " (" + is.Column + ")"
	}
	switch {
	case is.Code != "":
		return m.say("wrong.refused", is.Cell, what, is.Code)
	case what == "":
		return m.say("wrong.row", is.Cell)
	case strings.Contains(is.Message, "is empty"):
		return m.say("wrong.missing", is.Cell, what)
	case hasExpired(is):
		return m.say("wrong.expired", is.Cell)
	case elsewhere(is):
		return m.say("wrong.elsewhere", is.Cell)
	case is.Value == "":
		return m.say("wrong.clash", is.Cell, what)
	}
	return m.say("wrong.value", is.Cell, what)
}

// hasExpired tells the planner's complaint about a domain that has expired, and elsewhere
// that about one which the account does not have.
func hasExpired(is *job.Issue) bool {
	return is.Value == "" && strings.Contains(is.Message, " expired on ")
}

func elsewhere(is *job.Issue) bool {
	return is.Value == "" && (strings.Contains(is.Message, " is not in the account") || strings.Contains(is.Message, " is not in account "))
}

// saidOf quotes what was recorded of a row's complaints.
func (m *maker) saidOf(row *job.Row) string {
	var registry *Registry
	for _, name := range row.Names {
		if r := m.domainRegistry(name); r != nil {
			registry = r
		}
	}
	var lines []string
	for _, is := range row.Issues {
		text := m.quote(registry, is.String())
		if text == "" {
			text = is.Cell
		}
		if is.Value != "" {
			text += " [" + is.Value + "]"
		}
		if is.Code == "" { // the words are the program's, in English, whatever the language is
			text = m.say("reason.recorded", text)
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

// domainRegistry is who makes the rules for what a row is about; nil for no domain.
func (m *maker) domainRegistry(name string) *Registry {
	if !domainLike(name) {
		return nil
	}
	return m.registry(name)
}

// domainLike tells domains from the addresses, numbers and cells that rows can be about.
func domainLike(name string) bool {
	ascii, err := api.Domain(name)
	return err == nil && ascii == name
}

// number writes a number of things.
func number(n int) string { return strconv.Itoa(n) }
