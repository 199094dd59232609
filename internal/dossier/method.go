package dossier

import (
	"strings"
	"time"

	"domainbatch/internal/api"
)

// method describes how the dossier was made, what it rests on, and where that ends.
func (m *maker) method() {
	m.d.Method = []Section{m.inputs(), m.interfaces(), m.integrity(), m.promises(), m.times(), m.vocabulary(), m.rules(), m.limits()}
}

// section collects facts.
type section struct {
	m *maker
	Section
}

func (m *maker) section(title string) *section { return &section{m, Section{Title: title}} }

func (s *section) add(name, text string) {
	if text != "" {
		s.Facts = append(s.Facts, Fact{Name: name, Text: text})
	}
}

func (m *maker) inputs() Section {
	s := m.section(m.say("method.input"))
	s.add(m.say("fact.file"), m.info.Input)
	s.add(m.say("fact.sha256"), m.info.SHA256)
	s.add(m.say("fact.digest"), m.plan.Digest)
	s.add(m.say("fact.planned"), stamp(m.info.Created))
	s.add(m.say("fact.digest.what"), m.say("fact.digest.text"))
	return s.Section
}

func (m *maker) interfaces() Section {
	s := m.section(m.say("method.api"))
	s.add(m.say("fact.endpoint"), m.info.Endpoint)
	s.add(m.say("fact.version"), m.info.Version)
	s.add(m.say("fact.site"), m.info.Site)
	s.add(m.say("fact.accounts"), strings.Join(m.d.Run.Accounts, ", "))
	s.add(m.say("fact.uid"), m.say("fact.uid.text"))
	s.add(m.say("fact.tool.planned"), m.info.Tool)
	s.add(m.say("fact.tool.made"), m.o.Tool)
	s.add(m.say("fact.calls"), number(m.calls))
	return s.Section
}

func (m *maker) integrity() Section {
	s := m.section(m.say("method.integrity"))
	s.add(m.say("fact.entries"), number(int(m.chain.Entries)))
	s.add(m.say("fact.head"), m.chain.Head)
	s.add(m.say("fact.chain"), m.say("fact.chain.text"))
	s.add(m.say("fact.chain.limit"), m.say("fact.chain.limit.text"))
	s.add(m.say("fact.corrections"), m.say("fact.corrections.text"))
	s.add(m.say("fact.keeping"), m.say("fact.keeping.text"))
	if m.o.Redacted || m.masked > 0 {
		s.add(m.say("fact.masked"), m.say("fact.masked.text", m.masked))
	}
	return s.Section
}

func (m *maker) promises() Section {
	s := m.section(m.say("method.promises"))
	s.add(m.say("fact.rows"), m.d.Counts.Statement)
	s.add(m.say("fact.once"), m.say("fact.once.text"))
	s.add(m.say("fact.once.end"), m.say("fact.once.end.text"))
	s.add(m.say("fact.asked"), m.say("fact.asked.text"))
	return s.Section
}

func (m *maker) times() Section {
	s := m.section(m.say("method.times"))
	s.add(m.say("fact.zone"), m.say("fact.zone.text"))
	s.add(m.say("fact.submitted"), m.say("fact.submitted.text"))
	s.add(m.say("fact.accepted"), m.say("fact.accepted.text"))
	s.add(m.say("fact.completed"), m.say("fact.completed.text"))
	s.add(m.say("fact.read"), m.say("fact.read.text"))
	return s.Section
}

func (m *maker) vocabulary() Section {
	s := m.section(m.say("method.words"))
	s.add(m.say("word.submitted"), m.say("word.submitted.text"))
	s.add(m.say("word.accepted"), m.say("word.accepted.text"))
	s.add(m.say("word.completed"), m.say("word.completed.text"))
	s.add(m.say("word.read"), m.say("word.read.text"))
	s.add(m.say("word.registry"), m.say("word.registry.text"))
	s.add(m.say("word.registrant"), m.say("word.registrant.text"))
	s.add(m.say("word.typo"), m.say("word.typo.text"))
	s.add(m.say("word.transfer"), m.say("word.transfer.text"))
	return s.Section
}

// rules lists the policies of others that were used, for names that they hold for.
func (m *maker) rules() Section {
	s := m.section(m.say("method.rules"))
	at := m.info.Created
	if !m.begun.IsZero() {
		at = m.begun
	}
	names := map[api.Rule]string{
		api.LockAfterRegistrant: m.say("rule.lock"), api.VerifyAddress: m.say("rule.verify"), api.HolderIsOrg: m.say("rule.organization"),
	}
	for _, rule := range []api.Rule{api.HolderIsOrg, api.LockAfterRegistrant, api.VerifyAddress} {
		p, holds := m.o.Policies.On(rule, at)
		if !holds {
			continue
		}
		text := m.say("rule.from", p.Title, p.From, p.Source)
		if p.Until != "" {
			text = m.say("rule.until", p.Title, p.From, p.Until, p.Source)
		}
		if p.Days > 0 {
			text = m.say("rule.days", p.Days, text)
		}
		s.add(names[rule], text)
	}
	s.add(m.say("rule.scope"), m.say("rule.scope.text"))
	return s.Section
}

func (m *maker) limits() Section {
	s := m.section(m.say("method.limits"))
	s.add(m.say("limit.record"), m.say("limit.record.text"))
	s.add(m.say("limit.advice"), m.say("limit.advice.text"))
	s.add(m.say("limit.consent"), m.say("limit.consent.text"))
	s.add(m.say("limit.registry"), m.say("limit.registry.text"))
	s.add(m.say("limit.lock"), m.say("limit.lock.text"))
	return s.Section
}

// stamp writes a time by UTC; one that is not there is empty.
func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
