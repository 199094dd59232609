package dossier

import (
	"maps"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// mostSubjects is how many domains or mailboxes an open item names.
const mostSubjects = 20

// opening collects the open items.
type opening struct {
	m     *maker
	items []OpenItem
}

// add adds an item about some subjects; none where there are none.
func (o *opening) add(code string, subjects []string, title, text string) {
	if len(subjects) == 0 {
		return
	}
	o.items = append(o.items, OpenItem{
		Code: code, Title: title, Text: text, Count: len(subjects), Subjects: subjects[:min(len(subjects), mostSubjects)],
	})
}

// open lists what is left to be done, what presses first.
func (m *maker) open() {
	o := &opening{m: m}
	o.unsettled()
	o.unlocked()
	o.verifications()
	o.readBacks()
	o.ofPersons()
	m.d.Open = append(m.d.Open, o.items...)
}

// unsettled are changes without an end.
func (o *opening) unsettled() {
	m := o.m
	o.add("unknown", m.subjectsWith(job.Unknown), m.say("open.unknown"), m.say("open.unknown.text"))
	o.add("pending", m.subjectsWith(job.Pending), m.say("open.pending"), m.say("open.pending.text"))
	if m.held == 0 {
		o.add("unsent", m.subjectsWith(job.Unsent), m.say("open.unsent"), m.say("open.unsent.text"))
	}
	if m.needsApproval() && !m.approved() {
		o.add("approval", []string{short(m.plan.Digest)}, m.say("open.approval"), m.say("open.approval.text"))
	}
}

// subjectsWith are what the changes with a result are about, one for each change.
func (m *maker) subjectsWith(r job.Result) []string {
	return m.subjects(func(c *Change) bool { return c.Result == r })
}

// subjects are what some changes are about, as people write it.
func (m *maker) subjects(is func(*Change) bool) []string {
	var all []string
	for i := range m.d.Changes {
		if c := &m.d.Changes[i]; is(c) {
			all = append(all, c.name())
		}
	}
	return all
}

// name is what a change is about, as people write it.
func (c *Change) name() string {
	if c.Unicode != "" {
		return c.Unicode
	}
	return c.Subject
}

// once leaves out what was there before.
func once(names []string) []string {
	seen := make(map[string]bool, len(names))
	return slices.DeleteFunc(names, func(name string) bool {
		before := seen[name]
		seen[name] = true
		return before
	})
}

// unlocked are domains that the run has unlocked and not locked again.
func (o *opening) unlocked() {
	var names []string
	for _, domain := range o.m.plan.Unlocked(o.m.ledger) {
		names = append(names, o.m.unicode(domain))
	}
	o.add("unlocked", names, o.m.say("open.unlocked"), o.m.say("open.unlocked.text"))
}

// verifications are the mails that wait for an answer, by the day on which it is due.
func (o *opening) verifications() {
	m := o.m
	days := make(map[string][]string)
	for i := range m.d.Changes {
		c := &m.d.Changes[i]
		if c.Verify != nil && (c.Result == job.Succeeded || c.Result == job.Pending) {
			days[c.Verify.By] = append(days[c.Verify.By], c.Verify.Mailbox)
		}
	}
	dates := slices.Sorted(maps.Keys(days))
	for _, date := range dates {
		text := m.say("open.verification.text", date)
		if date == "" {
			text = m.say("open.verification.later")
		}
		o.add("verification", once(days[date]), m.say("open.verification"), text)
		o.items[len(o.items)-1].By = date
	}
}

// readBacks are changes of which the registrar was not seen to show the new data.
func (o *opening) readBacks() {
	m := o.m
	found := func(r ReadBack) []string {
		return once(m.subjects(func(c *Change) bool { return c.Target != "" && c.Result == job.Succeeded && c.ReadBack == r }))
	}
	o.add("other-data", found(ReadOther), m.say("open.other"), m.say("open.other.text"))
	o.add("read-refused", found(ReadNoWay), m.say("open.refused"), m.say("open.refused.text"))
	o.add("read-back", found(ReadNot), m.say("open.read-back"), m.say("open.read-back.text"))
	o.readAgain()
}

// readAgain are changes of registrant that were read back while somebody could still
// say no to them: a refusal puts the old data back.
func (o *opening) readAgain() {
	m := o.m
	last := ""
	early := once(m.subjects(func(c *Change) bool {
		policy, holds := m.policy(c, api.VerifyAddress)
		if !holds || c.Kind != Registrant || c.Result != job.Succeeded || !slices.Contains([]ReadBack{ReadNew, ReadLater, ReadAlone}, c.ReadBack) {
			return false
		}
		end := c.Completed.AddDate(0, 0, policy.Days)
		if !c.ReadAt.Before(end) {
			return false
		}
		last = max(last, day(end))
		return true
	}))
	o.add("read-again", early, m.say("open.read-again"), m.say("open.read-again.text", last))
	if len(early) > 0 {
		o.items[len(o.items)-1].By = last
	}
}

// ofPersons are things that the program cannot do or see.
func (o *opening) ofPersons() {
	m := o.m
	done := func(c *Change) bool { return c.Target != "" && c.Result == job.Succeeded }
	holder := func(c *Change) bool {
		return done(c) && c.Target == "registrant" && (c.Kind == Registrant || c.Kind == KindUnknown)
	}
	o.add("registry", once(m.subjects(done)), m.say("open.registry"), m.say("open.registry.text"))
	o.add("real-name", once(m.subjects(func(c *Change) bool { return holder(c) && c.Registry != nil && c.Registry.CNNIC })),
		m.say("open.real-name"), m.say("open.real-name.text"))
	o.add("icp", once(m.subjects(holder)), m.say("open.icp"), m.say("open.icp.text"))
	o.add("lock", once(m.subjects(func(c *Change) bool { return c.Lock.Ends != "" })), m.say("open.lock"), m.say("open.lock.text"))
	var parts []string
	for i := range m.d.Registrar {
		if log := &m.d.Registrar[i]; !log.Whole {
			parts = append(parts, strings.TrimSpace(day(log.From)+" – "+day(log.To)+" "+log.Domain))
		}
	}
	o.add("registrar-log", once(parts), m.say("open.log"), m.say("open.log.text"))
}
