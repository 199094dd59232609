package dossier

import (
	"testing"

	"domainbatch/internal/job"
)

// The type of a registrant is what the account's list of domains said, as a contact
// that is read has none; and why nothing was sent stands with what is unchanged.
func TestTypeBefore(t *testing.T) {
	b := newBuild()
	c := b.contact(buyer())
	registrant := want{target: "registrant", lock: "true", contact: c}
	b.change(b.row("one.com"), registrant)
	b.change(b.row("two.com"), registrant)
	b.change(b.row("one.com"), want{target: "admin", contact: c})
	b.load()
	b.add(job.Event{Kind: job.KindAccount, Account: &job.Account{At: b.now, Whole: true, Total: 1, Holdings: []job.Holding{{Domain: "one.com", Type: "1"}}}})
	for id := job.ChangeID(1); id <= 3; id++ {
		b.before(id, seller())
	}
	b.planned()
	b.add(job.Event{Kind: job.KindSettle, Standings: []job.Standing{{Change: 2, State: job.Settled, Result: job.Unchanged, Message: job.MessageEqual}}})
	for _, d := range b.both(t, Options{}) {
		for i, want := range []string{"1", "", ""} {
			for _, f := range d.Changes[i].Fields {
				if f.Name == fieldType && (f.Before == nil) != (want == "") {
					t.Errorf("%s of %s before: %v, want %q", f.Name, d.Changes[i].Subject, f.Before, want)
				}
				if f.Name == fieldType && want != "" && (*f.Before != want || !f.Changed) {
					t.Errorf("%+v", f)
				}
			}
		}
		if d.Changes[1].Result != job.Unchanged || d.Changes[1].Reason == "" {
			t.Errorf("%s: %q", d.Changes[1].Result, d.Changes[1].Reason)
		}
	}
}

// What a request that changes no contact asks for stands with its change.
func TestAsked(t *testing.T) {
	c := &job.Change{Own: job.Params{"InstanceId": "S1"}}
	g := &job.Group{Shared: job.Params{"AliyunDns": "false", "DomainNameServer.1": "ns1.example", "Lang": "en"}}
	if got := asked(c, g); got != "AliyunDns: false\nDomainNameServer.1: ns1.example\nInstanceId: S1" {
		t.Errorf("%q", got)
	}
	if len(g.Shared) != 3 || asked(&job.Change{}, &job.Group{}) != "" {
		t.Error("a group was written to")
	}
}
