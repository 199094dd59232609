package dossier

import (
	"maps"
	"slices"
	"strings"

	"domainbatch/internal/job"
)

// head says what was run, of what the dossier was made, and by whom.
func (m *maker) head() {
	m.d.Package = Package{
		Matter: m.o.Matter, PreparedBy: m.o.PreparedBy, Made: m.o.Made, Tool: m.o.Tool, Redacted: m.o.Redacted, Masked: m.masked,
	}
	m.d.Chain = m.chain
	m.d.Run = Run{
		Input: m.info.Input, SHA256: m.info.SHA256, Digest: m.plan.Digest, Endpoint: m.info.Endpoint, Version: m.info.Version,
		Site: m.info.Site, Sandbox: m.info.Sandbox, Tool: m.info.Tool, Options: m.options(), Accounts: m.accountNames(),
		Planned: utc(m.info.Created), Begun: utc(m.begun), Calls: []Tally{},
	}
	if m.ended() {
		m.d.Run.Ended = utc(m.last)
	}
	for _, action := range slices.Sorted(maps.Keys(m.ledger.Calls)) {
		m.d.Run.Calls = append(m.d.Run.Calls, Tally{Name: action, Count: m.ledger.Calls[action]})
	}
}

// options are those that decided the plan, without the values that were set for
// all rows, which may be personal; blank ones and those that are off are left out.
func (m *maker) options() map[string]string {
	options := make(map[string]string)
	for name, value := range m.info.Options {
		if name != "set" && value != "" && value != "false" && value != "0" {
			options[name] = value
		}
	}
	if set := m.info.Options["set"]; set != "" {
		var names []string
		for line := range strings.SplitSeq(set, "\n") {
			name, _, _ := strings.Cut(line, "=")
			names = append(names, name)
		}
		options["set"] = strings.Join(names, ", ")
	}
	return options
}

// accountNames are the accounts of the plan, in byte order.
func (m *maker) accountNames() []string {
	if m.accounts != nil {
		return m.accounts
	}
	seen := make(map[string]bool)
	for i := range m.plan.Groups {
		seen[m.plan.Groups[i].Account] = true
	}
	m.accounts = append([]string{}, slices.Sorted(maps.Keys(seen))...)
	return m.accounts
}

// ended tells whether every change has its answer, or cannot get one.
func (m *maker) ended() bool {
	if m.held > 0 {
		return true
	}
	for i := range m.plan.Changes {
		id := m.plan.Changes[i].ID
		if !m.ledger.Standing(id).State.Ended() && m.result(id) != job.Invalid {
			return false
		}
	}
	return true
}

// count makes the numbers.
func (m *maker) count() {
	c := Counts{
		Rows: len(m.plan.Rows), Domains: len(m.schedule()), Contacts: len(m.plan.Contacts), Changes: len(m.plan.Changes),
		ByResult: make(map[job.Result]int), ByChange: make(map[job.Result]int), ByKind: make(map[Kind]int), ReadBack: make(map[ReadBack]int),
	}
	for i := range m.d.Rows {
		c.ByResult[m.d.Rows[i].Result]++
	}
	locked := make(map[string]bool)
	for i := range m.d.Changes {
		one := &m.d.Changes[i]
		c.ByChange[one.Result]++
		if one.Target == "" {
			continue
		}
		if one.Result != job.Invalid && one.Result != job.Skipped {
			c.ByKind[one.Kind]++
		}
		if one.Result == job.Succeeded {
			c.ReadBack[one.ReadBack]++
		}
		if one.Lock.Days > 0 && sending(one) && one.Result != job.Failed {
			locked[one.Subject] = true
		}
	}
	c.Locks = len(locked)
	m.d.Counts = c
	m.d.Counts.Statement = m.statement()
}

// statement says that no row was lost.
func (m *maker) statement() string {
	var parts []string
	for _, r := range statementOrder {
		if n := m.d.Counts.ByResult[r]; n > 0 {
			parts = append(parts, m.say("statement.part", n, m.resultText(r)))
		}
	}
	n := m.d.Counts.Rows
	return m.say("statement", n, n, strings.Join(parts, m.say("comma")))
}

// statementOrder is the order in which results are told to people.
var statementOrder = []job.Result{
	job.Succeeded, job.Unchanged, job.Pending, job.Unsent, job.Skipped, job.Failed, job.Unknown, job.Invalid,
}

// charts makes the pictures of the numbers.
func (m *maker) charts() {
	results := Chart{ID: "results", Title: m.say("chart.results")}
	for _, r := range statementOrder {
		results.add(m.resultText(r), m.d.Counts.ByResult[r], tones[r])
	}
	kinds := Chart{ID: "kinds", Title: m.say("chart.kinds")}
	for _, k := range []Kind{Registrant, ContactUpdate, NoDifference, KindUnknown} {
		kinds.add(m.kindText(&Change{Kind: k}), m.d.Counts.ByKind[k], Neutral)
	}
	coverage := Chart{ID: "coverage", Title: m.say("chart.coverage")}
	for _, sum := range m.d.Coverage.ByState {
		coverage.add(sum.Text, sum.Count, coverageTones[sum.State])
	}
	m.d.Charts = []Chart{results, kinds, coverage}
}

func (c *Chart) add(label string, count int, tone Tone) {
	if count > 0 {
		c.Bars = append(c.Bars, Bar{Label: label, Count: count, Tone: tone})
	}
}
