package dossier

import (
	"slices"
	"strings"
	"testing"
	"time"

	"domainbatch/internal/job"
)

// handedOver is acquisition with what came after it: read back, the registrar's log,
// statements of persons, and a domain left unlocked.
func handedOver() *build {
	b := newBuild()
	b.info.Options["needs-approval"] = "true"
	c := b.contact(buyer())
	registrant := want{target: "registrant", lock: "true", contact: c}
	for _, name := range []string{"one.com", "two.com", "three.com", "four.cn"} {
		b.change(b.row(name), registrant)
	}
	unlock := b.change(b.row("five.com"), want{action: "SaveBatchTaskForUpdateProhibitionLock", name: job.UpdateLockOff})
	relock := b.change(b.row("five.com"), want{action: "SaveBatchTaskForUpdateProhibitionLock", name: job.UpdateLockOn})
	b.plan.Changes[relock-1].After = []job.Dep{{Change: unlock, Always: true}}
	b.change(b.row("six.com"), want{target: "registrant", lock: "false", profile: "7"})
	b.load()
	for id := job.ChangeID(1); id <= 4; id++ {
		b.before(id, seller())
	}
	b.before(7, seller())
	b.add(job.Event{Kind: job.KindVerified, Check: &job.Check{Contact: c, OK: true, At: b.now}})
	b.planned()
	b.add(job.Event{Kind: job.KindApproved, Digest: b.plan.Digest, Person: &job.Person{Name: "Bea", Authority: "Board 7"}})
	b.add(job.Event{Kind: job.KindStarted, Note: "apply"}) // waits for the night
	b.begin()
	for id := job.ChangeID(1); id <= 5; id++ {
		b.succeed(id, start.Add(time.Duration(id)*20*time.Hour))
	}
	b.send(relock, job.Refused, job.Standing{Code: "UnsupportedOperation", Message: "no"})
	b.succeed(7, start.Add(time.Hour))
	b.add(job.Event{Kind: job.KindStopped, Note: job.StoppedByClock})
	b.after(1, with(buyer(), fieldOrg, "BUYER GROUP INC"), "")
	b.after(2, seller(), "")
	b.after(3, nil, "NoPermission")
	b.after(7, with(seller(), fieldOrg, "Profile Holder Ltd"), "")
	b.add(job.Event{Kind: job.KindLogged, Log: &job.ChangeLog{Account: "default", From: start, To: start.AddDate(0, 0, 1), Whole: true, Total: 1, At: b.now, Records: []job.LogRecord{
		{Domain: "one.com", Operation: "ChangeHolder", Result: "success", IP: "192.0.2.7", Time: "2026-03-02 10:00:00"},
	}}})
	b.add(job.Event{Kind: job.KindLogged, Log: &job.ChangeLog{Account: "default", From: start.AddDate(0, 0, 1), To: start.AddDate(0, 0, 2), Total: 5000, At: b.now}})
	return b
}

func (b *build) after(id job.ChangeID, fields job.Params, code string) {
	b.add(job.Event{Kind: job.KindAfter, After: &job.Before{Change: id, Fields: fields, Code: code, At: b.now}})
}

func TestReadBack(t *testing.T) {
	for _, d := range handedOver().both(t, Options{}) {
		want := []ReadBack{ReadNew, ReadOther, ReadNoWay, ReadNot, ReadNot, ReadNot, ReadLater}
		for i, c := range d.Changes {
			if c.ReadBack != want[i] || (c.ReadText == "") != (c.ReadBack == ReadNot) || c.ReadAt.IsZero() != (c.ReadBack == ReadNot) {
				t.Errorf("%s: %s %q at %v", c.Subject, c.ReadBack, c.ReadText, c.ReadAt)
			}
		}
		if got := d.Changes[0].Fields[0]; got.After == nil || *got.After != "BUYER GROUP INC" {
			t.Errorf("after: %+v", got)
		}
		if text := d.Changes[0].ReadText; !strings.Contains(text, d.Lang.FieldTitle(fieldOrg)) {
			t.Errorf("the field that is written another way is not named: %s", text)
		}
		profile := d.Changes[6]
		if profile.Kind != Registrant || !slices.Equal(profile.Because, []string{fieldOrg}) || profile.Fields[0].Sent != nil || !profile.Fields[0].Changed {
			t.Errorf("by a profile: %s because of %v, %+v", profile.Kind, profile.Because, profile.Fields[0])
		}
		if d.Counts.ReadBack[ReadNew] != 1 || d.Counts.ReadBack[ReadLater] != 1 || d.Counts.ReadBack[ReadNot] != 1 {
			t.Errorf("read back: %v", d.Counts.ReadBack)
		}
	}
}

func TestOpenItems(t *testing.T) {
	for _, d := range handedOver().both(t, Options{}) {
		count := make(map[string]int)
		var days []string
		for _, o := range d.Open {
			count[o.Code] += o.Count
			if o.Code == "verification" {
				days = append(days, o.By)
			}
		}
		want := map[string]int{
			"unlocked": 1, "verification": 3, "other-data": 1, "read-refused": 1, "read-back": 1, "read-again": 2, "registry": 5, "real-name": 1, "icp": 5, "lock": 3, "registrar-log": 1,
		}
		for code, n := range want {
			if count[code] != n {
				t.Errorf("%s: %d, want %d", code, count[code], n)
			}
			delete(count, code)
		}
		if len(count) > 0 {
			t.Errorf("more than wanted: %v", count)
		}
		if !slices.Equal(days, []string{"2026-03-17", "2026-03-18", "2026-03-19"}) {
			t.Errorf("due on %v", days)
		}
		box := d.Contacts[0].Mailbox
		if box == nil || box.By != "2026-03-17" || !strings.Contains(box.Text, "2026-03-19") || d.Contacts[0].Domains != 4 || d.Contacts[0].Tone != Good {
			t.Errorf("contact %+v, mailbox %+v", d.Contacts[0], box)
		}
	}
}

func TestPeopleAndLog(t *testing.T) {
	b := handedOver()
	d := b.make(t, Options{PreparedBy: "Cleo"})
	var told []string
	for _, a := range d.People {
		told = append(told, a.What+" "+a.Name)
	}
	if want := []string{"planned ops", "approved Bea", "executed night", "prepared Cleo"}; !slices.Equal(told, want) {
		t.Errorf("people %q, want %q", told, want)
	}
	if d.People[1].Authority != "Board 7" || d.People[1].Digest != b.plan.Digest {
		t.Errorf("approved: %+v", d.People[1])
	}
	if note := d.People[2].Note; !strings.HasPrefix(note, "apply --qps 5; ended ") || !strings.HasSuffix(note, ": the time for sending is over") {
		t.Errorf("executed: %s", note)
	}
	if len(d.Registrar) != 2 || !d.Registrar[0].Whole || d.Registrar[0].Records[0].IP != "192.0.2.7" || d.Registrar[1].Text != "entries about the run's domains: 0; the registrar counts 5000, shows the newest ones only, and older ones are missing" {
		t.Errorf("log %+v", d.Registrar)
	}
}

func TestNotices(t *testing.T) {
	has := func(d *Dossier, key string, args ...any) bool {
		return slices.ContainsFunc(d.Notices, func(n Notice) bool { return n.Text == d.Lang.Say(key, args...) })
	}
	b := handedOver()
	b.info.Sandbox = true
	b.entries[1].Masked = 3
	for _, d := range b.both(t, Options{Redacted: true}) {
		if !has(d, "notice.simulated") || !has(d, "notice.unlocked", 1) || !has(d, "notice.other", 1) || !has(d, "notice.redacted", 3) {
			t.Errorf("%s: %v", d.Lang, d.Notices)
		}
		if has(d, "notice.approval") || has(d, "notice.read") || has(d, "notice.running") || has(d, "notice.unsent") {
			t.Errorf("%s, too much: %v", d.Lang, d.Notices)
		}
	}
	// Another plan was approved, the run was broken off, nothing was read back.
	b = acquisition()
	b.info.Options["needs-approval"] = "true"
	b.add(job.Event{Kind: job.KindApproved, Digest: "another", Person: &job.Person{Name: "Bea"}})
	for _, d := range b.both(t, Options{}) {
		if !has(d, "notice.approval") || !has(d, "notice.running") || !has(d, "notice.read") || !has(d, "notice.unknown", 1) {
			t.Errorf("%s: %v", d.Lang, d.Notices)
		}
		if !slices.ContainsFunc(d.Open, func(o OpenItem) bool { return o.Code == "approval" }) {
			t.Errorf("%s: no open item about the approval", d.Lang)
		}
	}
}

// The words about organizations stand first among the warnings.
func TestWarnings(t *testing.T) {
	b := newBuild()
	b.info.Options["partial"] = "true"
	row := b.row("one.com")
	row.Carried = map[string]string{"D": "Other Registrar"}
	fields := with(buyer(), fieldOrg, "", fieldZhOrg, "", fieldName, "Sam Sellre", fieldEmail, "Domains@Seller.example")
	delete(fields, fieldOrg)
	delete(fields, fieldZhOrg)
	fields[fieldZhName] = "孙卖方"
	b.change(row, want{target: "registrant", lock: "true", contact: b.contact(fields)})
	b.load()
	b.before(1, seller())
	b.planned()
	for _, d := range b.both(t, Options{}) {
		c := d.Changes[0]
		say := d.Lang.Say
		want := []string{
			say("warn.blank"), say("warn.typo"), say("warn.form", d.Lang.FieldTitle(fieldEmail)), say("warn.partial"), say("warn.move"),
		}
		if !slices.Equal(c.Warnings, want) || !c.Typo {
			t.Errorf("%s: %q\nwant %q", d.Lang, c.Warnings, want)
		}
		if got := d.Contacts[0].Warnings; !slices.Equal(got, []string{say("warn.none"), say("warn.partial")}) {
			t.Errorf("%s: contact %q", d.Lang, got)
		}
	}
}

// Values that were withheld leave gaps, and no false differences.
func TestWithheld(t *testing.T) {
	b := handedOver()
	for i := range b.entries {
		e := &b.entries[i]
		for _, read := range []*job.Before{e.Event.Before, e.Event.After} {
			if read != nil {
				read.Fields, e.Masked = nil, 12
			}
		}
	}
	d := b.make(t, Options{Redacted: true})
	c := d.Changes[0]
	if c.Kind != KindUnknown || c.Fields[0].Before != nil || c.Fields[0].Changed || c.ReadBack != ReadNot || c.ReadText == "" {
		t.Errorf("%s %s %+v", c.Kind, c.ReadText, c.Fields[0])
	}
	if d.Package.Masked == 0 {
		t.Error("no masked values are counted")
	}
}
