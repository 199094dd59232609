package dossier

import (
	"maps"
	"strings"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// changes makes the changes, in the order of the plan.
func (m *maker) changes() {
	m.d.Changes = make([]Change, len(m.plan.Changes))
	for i := range m.plan.Changes {
		c := &m.plan.Changes[i]
		m.d.Changes[i] = m.change(c)
		m.bySubject[c.Subject] = append(m.bySubject[c.Subject], c.ID)
	}
}

func (m *maker) change(c *job.Change) Change {
	group, s := m.plan.Group(c.Group), m.ledger.Standing(c.ID)
	out := Change{
		ID: c.ID, Account: group.Account, Subject: c.Subject, Operation: group.Action, Target: group.Target,
		What: m.what(group), Sources: m.sourcesOf(c.Rows),
		Submitted: utc(s.Submitted), Accepted: utc(m.accepted[c.ID]), RequestID: s.RequestID,
		TaskNo: s.TaskNo, TaskDetailNo: s.TaskDetailNo, Code: s.Code, ReadBack: ReadNot,
	}
	if group.Class != "" {
		out.Unicode, out.Registry = m.unicode(c.Subject), m.registry(c.Subject)
	}
	out.Result = m.result(c.ID)
	out.ResultText, out.Tone = m.resultText(out.Result), tones[out.Result]
	if out.Result == job.Succeeded {
		out.Completed = utc(s.Finished)
	}
	m.judge(&out, group)
	why := m.reasonOf(&out, s)
	if out.Result != job.Succeeded { // why nothing was sent too, and what was not compared for that
		out.Reason = why.text
	}
	if !out.done() || !why.own {
		out.Said = why.said
	}
	return out
}

// judge says what a change means: its kind and fields, the lock, who has to answer
// a mail, what was read back.
func (m *maker) judge(out *Change, group *job.Group) {
	out.Kind, out.Lock.Choice = NoContact, "none"
	if group.Target == "" {
		out.KindText, out.Lock.Text = m.kindText(out), m.say("lock.none")
		out.Asked = asked(m.plan.Change(out.ID), group)
		return
	}
	sent := m.sent(group)
	now, after := sent, m.after(out.ID)
	if now == nil && after != nil {
		now = after.fields
	}
	var before job.Params
	if b := m.before(out.ID); b != nil {
		before = b.fields
	}
	diff := m.differ(out, group, before, now)
	if out.Result == job.Unchanged {
		diff = Diff{Kind: NoDifference}
	}
	out.Kind, out.Because, out.Typo = diff.Kind, diff.Because, diff.Typo
	out.KindText = m.kindText(out)
	out.Fields = m.fieldsOf(out.ID, group)
	out.Lock = m.lock(out)
	out.Verify = m.verify(out, before, now)
	out.Warnings = m.warn(out, group, before, now, &diff)
	m.readBack(out, sent)
	if sent == nil && after != nil {
		rests := func(text string) string {
			return m.say("kind.readback", text, m.afters[out.ID].at.UTC().Format(time.RFC3339))
		}
		out.KindText = rests(out.KindText)
		if out.Verify != nil {
			out.Verify.Text = rests(out.Verify.Text)
		}
	}
}

// asked lists what a request that changes no contact asks for, by the API's names:
// name servers, a lock's status, years.
func asked(c *job.Change, group *job.Group) string {
	params := maps.Clone(group.Shared)
	if params == nil {
		params = make(job.Params, len(c.Own))
	}
	maps.Copy(params, c.Own)
	var lines []string
	for _, name := range params.Names() {
		if name != "Lang" && name != "UserClientIp" {
			lines = append(lines, name+": "+params[name])
		}
	}
	return strings.Join(lines, "\n")
}

// differ is Differ, once for all changes between the same contacts.
func (m *maker) differ(out *Change, group *job.Group, before, now job.Params) Diff {
	id, cnnic := out.ID, out.Registry != nil && out.Registry.CNNIC
	key := diffKey{group.Target == api.TargetRegistrant, cnnic, fieldsKey{m.contactOf(group), m.before(id), m.after(id)}}
	diff, made := m.diffs[key]
	if !made {
		diff = Differ(group.Target, cnnic, before, now)
		m.diffs[key] = diff
	}
	return diff
}

type diffKey struct {
	registrant, cnnic bool
	fieldsKey
}

// sent are the contact data that a change gets; nil where a profile holds them
// that the run has not made.
func (m *maker) sent(group *job.Group) job.Params {
	contact := m.contactOf(group)
	if contact == 0 {
		return nil
	}
	return m.plan.Contact(contact).Fields
}

func (m *maker) contactOf(group *job.Group) job.ContactID { return contactIn(m.plan, group) }

// result is what became of a change; what no good row asks for is invalid.
func (m *maker) result(id job.ChangeID) job.Result {
	s := m.ledger.Standing(id)
	if s.State != job.Settled && s.State != job.Refused && !s.State.Open() && !m.plan.Asked(id) && !m.plan.Change(id).Added {
		return job.Invalid
	}
	return s.Outcome()
}

// sending tells whether the request of a change went out, as far as is known.
func sending(out *Change) bool {
	switch out.Result {
	case job.Succeeded, job.Failed, job.Pending, job.Unknown:
		return !out.Submitted.IsZero()
	}
	return false
}

type fieldsKey struct {
	contact       job.ContactID
	before, after *contents
}

type shownKey struct {
	fieldsKey
	held string // RegistrantType, as the account's list had it
}

// fieldsOf lists the fields of a contact before the change, as sent and after it,
// those first that decide who the holder is.
func (m *maker) fieldsOf(id job.ChangeID, group *job.Group) []Field {
	key := shownKey{fieldsKey: fieldsKey{m.contactOf(group), m.before(id), m.after(id)}}
	if group.Target == api.TargetRegistrant {
		key.held = m.ledger.HolderType(m.plan.Change(id).Subject, group.Account)
	}
	if fields, made := m.fields[key]; made {
		return fields
	}
	var fields []Field
	for _, name := range fieldOrder {
		if f := m.field(&key, name); !blank(f.Before) || f.Sent != nil || !blank(f.After) {
			fields = append(fields, f)
		}
	}
	m.fields[key] = fields
	return fields
}

// field is one field of a contact, as far as it is known.
func (m *maker) field(key *shownKey, name string) Field {
	f := Field{Name: name, Title: m.fieldTitle(name), Before: key.before.text(name), After: key.after.text(name)}
	if name == fieldType && f.Before == nil && key.held != "" { // QueryContactInfo does not return it
		f.Before = &key.held
	}
	if key.contact != 0 {
		if value, given := m.plan.Contact(key.contact).Fields[name]; given {
			f.Sent = &value
		}
	}
	now := f.Sent
	if now == nil && key.contact == 0 {
		now = f.After
	}
	f.Changed = f.Before != nil && now != nil && liken(name, *f.Before, *now) != alike
	return f
}

func blank(text *string) bool { return text == nil || *text == "" }

// text is a field as it was read; nil where it was not.
func (c *contents) text(name string) *string {
	if c == nil {
		return nil
	}
	return c.texts[name]
}

// readBack says what was found when the contact was read after its change.
func (m *maker) readBack(out *Change, sent job.Params) {
	after, read := m.afters[out.ID]
	if !read {
		return
	}
	out.ReadAt = utc(after.at)
	switch {
	case after.code != "":
		out.ReadBack, out.ReadText = ReadNoWay, m.say("read.refused", after.code)
		return
	case after.contents == nil:
		out.ReadText = m.say("read.withheld")
		return
	case sent == nil:
		m.readBackProfile(out, after)
		return
	}
	var other, form []string
	for _, name := range api.Differing(sent, after.fields) {
		if liken(name, sent[name], after.fields[name]) <= formal {
			form = append(form, m.fieldTitle(name))
		} else {
			other = append(other, m.fieldTitle(name))
		}
	}
	out.ReadBack = ReadNew
	switch {
	case len(other) > 0:
		out.ReadBack, out.ReadText = ReadOther, m.say("read.other", m.list(other))
	case len(form) > 0:
		out.ReadText = m.say("read.form", m.list(form))
	default:
		out.ReadText = m.say("read.new")
	}
}

// readBackProfile compares with what was there before, as what the profile holds
// is not known.
func (m *maker) readBackProfile(out *Change, after reading) {
	before, _ := m.Before(out.ID)
	switch api.ReadBack(m.plan, out.ID, before, job.Before{Change: out.ID, Fields: after.fields}) {
	case api.ShownChanged:
		out.ReadBack, out.ReadText = ReadLater, m.say("read.changed")
	case api.ShownOther:
		out.ReadBack, out.ReadText = ReadOther, m.say("read.same")
	default:
		out.ReadBack, out.ReadText = ReadAlone, m.say("read.profile")
	}
}

// list joins words as the language does.
func (m *maker) list(words []string) string {
	if m.lang == ZH {
		return strings.Join(words, "、")
	}
	return strings.Join(words, ", ")
}

// unicode is the form of a domain that people read.
func (m *maker) unicode(ascii string) string {
	name, known := m.names[ascii]
	if !known {
		name = api.WireName(ascii)
		m.names[ascii] = name
	}
	return name
}

// registry says who makes the rules for a domain.
func (m *maker) registry(ascii string) *Registry {
	tld := api.TLDOf(ascii)
	if r := m.classes[tld.Name]; r != nil {
		return r
	}
	r := &Registry{TLD: api.WireName(tld.Name), Class: string(tld.Class), CNNIC: tld.CNNIC}
	switch {
	case tld.Class == api.CCTLD && tld.CNNIC:
		r.Text = m.say("class.cctld.cnnic")
	case tld.Class == api.CCTLD:
		r.Text = m.say("class.cctld")
	case tld.Class == api.OtherTLD:
		r.Text = m.say("class.other")
	case tld.CNNIC:
		r.Text = m.say("class.gtld.cnnic")
	default:
		r.Text = m.say("class.gtld")
	}
	m.classes[tld.Name] = r
	return r
}

// icann tells whether ICANN's policies hold for what a change is about.
func (c *Change) icann() bool { return c.Registry != nil && c.Registry.Class == string(api.GTLD) }

// utc is a time by UTC; one that is not there stays so.
func utc(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return at.UTC()
}

// day is the calendar date of a time, by UTC.
func day(at time.Time) string { return at.UTC().Format(time.DateOnly) }

// fieldOrder is the order in which fields are shown.
var fieldOrder = []string{
	fieldOrg, fieldZhOrg, fieldName, fieldZhName, fieldEmail,
	"Country", "Province", "City", "Address", "PostalCode", "TelArea", "Telephone", "TelExt",
	"ZhProvince", "ZhCity", "ZhAddress", fieldType,
}
