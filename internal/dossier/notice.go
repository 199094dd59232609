package dossier

import (
	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// notices says what a reader must know first.
func (m *maker) notices() {
	m.noticeRun()
	m.noticeOrganizations()
	c := &m.d.Counts
	read := c.ReadBack[ReadNew] + c.ReadBack[ReadOther] + c.ReadBack[ReadLater] + c.ReadBack[ReadAlone] + c.ReadBack[ReadNoWay]
	m.notice(read == 0 && c.ReadBack[ReadNot] > 0, Waiting, "notice.read")
	m.notice(c.ReadBack[ReadOther] > 0, Bad, "notice.other", c.ReadBack[ReadOther])
	m.notice(m.o.Redacted || m.masked > 0, Neutral, "notice.redacted", m.masked)
}

func (m *maker) notice(apply bool, tone Tone, key string, args ...any) {
	if apply {
		m.d.Notices = append(m.d.Notices, Notice{Tone: tone, Text: m.say(key, args...)})
	}
}

// noticeRun says how the run stands.
func (m *maker) noticeRun() {
	begun, ended := !m.begun.IsZero(), !m.d.Run.Ended.IsZero()
	m.notice(m.info.Sandbox, Bad, "notice.simulated")
	m.notice(m.held > 0, Bad, "notice.held", m.held)
	m.notice(!begun && m.held == 0, Waiting, "notice.unsent")
	m.notice(begun && !ended && m.running, Waiting, "notice.running")
	m.notice(begun && !ended && !m.running, Waiting, "notice.unfinished")
	unknown := m.d.Counts.ByChange[job.Unknown]
	m.notice(unknown > 0, Bad, "notice.unknown", unknown)
	unlocked := len(m.plan.Unlocked(m.ledger))
	m.notice(unlocked > 0, Bad, "notice.unlocked", unlocked)
	m.notice(m.needsApproval() && !m.approved(), Bad, "notice.approval")
}

// noticeOrganizations says where the organization of a registrant is not what it
// should be: whoever stands there is the holder.
func (m *maker) noticeOrganizations() {
	persons, blanks := 0, 0
	for i := range m.plan.Contacts {
		if Personal(m.plan.Contacts[i].Fields) {
			persons++
		}
	}
	for i := range m.d.Changes {
		c := &m.d.Changes[i]
		before := m.before(c.ID)
		if c.Target == api.TargetRegistrant && before != nil && Blanked(before.fields, m.sent(m.plan.GroupOf(c.ID))) {
			blanks++
		}
	}
	m.notice(persons > 0, Waiting, "notice.person", persons)
	m.notice(blanks > 0, Waiting, "notice.blank", blanks)
}
