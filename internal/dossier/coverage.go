package dossier

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"domainbatch/internal/job"
)

var coverageTones = map[CoverageState]Tone{Changed: Good, NotChanged: Bad, NotInAccount: Bad, NotScheduled: Neutral}

// scheduled is a domain of the input.
type scheduled struct {
	domain string
	rows   []job.RowID
}

// schedule lists the domains of the input, each once, in its order.
func (m *maker) schedule() []scheduled {
	if m.domains != nil {
		return m.domains
	}
	at := make(map[string]int)
	all := make([]scheduled, 0, len(m.plan.Rows))
	add := func(name string, row job.RowID) {
		i, known := at[name]
		if !known {
			i = len(all)
			at[name] = i
			all = append(all, scheduled{domain: name})
		}
		if n := len(all[i].rows); n == 0 || all[i].rows[n-1] != row {
			all[i].rows = append(all[i].rows, row)
		}
	}
	for i := range m.plan.Rows {
		row := &m.plan.Rows[i]
		for _, id := range row.Changes {
			if m.plan.GroupOf(id).Class != "" {
				add(m.plan.Change(id).Subject, row.ID)
			}
		}
		for _, name := range row.Names {
			if _, known := at[name]; known || len(row.Changes) == 0 && domainLike(name) {
				add(name, row.ID)
			}
		}
	}
	m.domains = all
	return all
}

// coverage holds the schedule against what the account has.
func (m *maker) coverage() {
	lines := make(map[CoverageState][]CoverageLine)
	listed := make(map[string]bool)
	for _, s := range m.schedule() {
		listed[s.domain] = true
		line := m.covered(&s)
		lines[line.State] = append(lines[line.State], line)
	}
	lines[NotScheduled] = m.unscheduled(listed)
	c := Coverage{Read: utc(m.listRead()), Lines: []CoverageLine{}}
	known, open := !c.Read.IsZero(), 0
	for _, line := range lines[NotChanged] {
		if m.inDoubt(line.Domain) {
			open++
		}
	}
	for _, state := range []CoverageState{Changed, NotChanged, NotInAccount, NotScheduled} {
		c.Lines = append(c.Lines, lines[state]...)
		c.ByState = append(c.ByState, CoverageSum{
			State: state, Text: m.coverageText(state), Count: len(lines[state]),
			Known: known || state == Changed || state == NotChanged,
		})
	}
	c.Note = m.coverageNote(known)
	if open > 0 {
		c.Note += m.say("coverage.open", open)
	}
	m.d.Coverage = c
}

func (m *maker) coverageText(state CoverageState) string {
	switch state {
	case Changed:
		return m.say("coverage.changed")
	case NotChanged:
		return m.say("coverage.not-changed")
	case NotInAccount:
		return m.say("coverage.not-in-account")
	}
	return m.say("coverage.not-scheduled")
}

// expiry is when a domain expires, in the zone of the registrar, UTC+08:00: its dates
// are those that the registrar's list and its reminders name.
func expiry(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return at.In(time.FixedZone("", 8*60*60))
}

// inDoubt tells whether a change of a domain was sent and nobody knows whether it
// was done.
func (m *maker) inDoubt(domain string) bool {
	return slices.ContainsFunc(m.bySubject[domain], func(id job.ChangeID) bool { return m.d.Changes[id-1].Result == job.Unknown })
}

// covered says where a domain of the schedule stands.
func (m *maker) covered(s *scheduled) CoverageLine {
	line := CoverageLine{Domain: s.domain, Unicode: m.unicode(s.domain), Sources: m.sourcesOf(s.rows)}
	line.Account = m.onlyAccount()
	if changes := m.bySubject[s.domain]; len(changes) > 0 {
		line.Account = m.plan.GroupOf(changes[0]).Account
	}
	held, known := m.ledger.Holdings[s.domain]
	line.Expires = expiry(held.Expires)
	switch {
	case m.changed(s):
		line.State = Changed
		if !slices.ContainsFunc(m.bySubject[s.domain], func(id job.ChangeID) bool { return m.d.Changes[id-1].Result != job.Unchanged }) {
			line.Reason = m.say("coverage.right")
		}
	case known && held.Gone, !known && m.readWhole(line.Account):
		line.State, line.Reason = NotInAccount, m.notDone(s)
	default:
		line.State, line.Reason = NotChanged, m.notDone(s)
	}
	return line
}

// changed tells whether all that the rows ask of a domain is so. What the run adds by
// itself, as locking it again, does not count: it is told of among the open items.
func (m *maker) changed(s *scheduled) bool {
	for _, id := range s.rows {
		if m.alone(m.plan.Row(id)) {
			return false
		}
	}
	changes := 0
	for _, id := range m.bySubject[s.domain] {
		if m.plan.Change(id).Added {
			continue
		}
		changes++
		if !m.d.Changes[id-1].done() {
			return false
		}
	}
	return changes > 0
}

// notDone says why a domain was not changed.
func (m *maker) notDone(s *scheduled) string {
	var parts []string
	add := func(text string) {
		if text != "" && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	changes := m.bySubject[s.domain]
	if m.inDoubt(s.domain) {
		add(m.say("coverage.doubt"))
	}
	for _, id := range changes {
		c := &m.d.Changes[id-1]
		switch {
		case c.done() || m.plan.Change(id).Added || !m.plan.Asked(id): // its rows say why
		case len(changes) > 1:
			add(m.say("row.part", c.What, c.ResultText, c.Reason))
		default:
			add(c.Reason)
		}
	}
	for _, id := range s.rows {
		if m.alone(m.plan.Row(id)) {
			add(m.d.Rows[id-1].Reason)
		}
	}
	return strings.Join(parts, m.say("row.join"))
}

// alone tells whether it is the row itself that stands in its way, and no change of it.
func (m *maker) alone(row *job.Row) bool {
	return len(row.Issues) > 0 || row.LeftOut != "" || len(row.Changes) == 0
}

// done tells whether what was wanted is so.
func (c *Change) done() bool { return c.Result == job.Succeeded || c.Result == job.Unchanged }

// unscheduled lists the domains of the account that the input does not have, in
// byte order.
func (m *maker) unscheduled(listed map[string]bool) []CoverageLine {
	if m.listRead().IsZero() {
		return nil
	}
	var lines []CoverageLine
	for name, h := range m.ledger.Holdings {
		if listed[name] || h.Gone || len(m.bySubject[name]) > 0 {
			continue
		}
		lines = append(lines, CoverageLine{
			State: NotScheduled, Domain: name, Unicode: m.unicode(name), Account: cmp.Or(h.Account, m.onlyAccount()), Expires: expiry(h.Expires),
		})
	}
	slices.SortFunc(lines, func(a, b CoverageLine) int { return strings.Compare(a.Domain, b.Domain) })
	return lines
}

// onlyAccount is the account of a run that has but one.
func (m *maker) onlyAccount() string {
	if names := m.accountNames(); len(names) == 1 {
		return names[0]
	}
	return ""
}

// readWhole tells whether the list of an account was read from end to end. An empty
// list proves nothing: it may be the wrong account's.
func (m *maker) readWhole(account string) bool {
	reading := m.ledger.Reading(account)
	return reading.Whole && reading.Total > 0
}

// listRead is when the lists of all accounts of the plan had been read, the first of
// them; zero where one was not, or not whole.
func (m *maker) listRead() time.Time {
	var first time.Time
	for _, account := range m.accountNames() {
		if !m.readWhole(account) {
			return time.Time{}
		}
		if at := m.ledger.Reading(account).At; first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

func (m *maker) coverageNote(known bool) string {
	switch {
	case known:
		return m.say("coverage.whole", len(m.accountNames()))
	case m.info.Options["no-account"] == "true":
		return m.say("coverage.unread")
	case m.ledger.Account.Whole:
		return m.say("coverage.empty")
	}
	return m.say("coverage.part")
}
