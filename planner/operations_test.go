package planner

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// op asks for an operation by its name, short or not, with parameters in pairs.
func op(name string, params ...string) job.Ask {
	o, _ := api.Named(name)
	ask := job.Ask{Op: o.Name, Fields: make(job.Params), Cells: map[string]string{"Operation": "H", "Step": "I", "Status": "J", "DnsName": "K"}}
	for i := 0; i < len(params); i += 2 {
		ask.Fields[params[i]] = params[i+1]
	}
	return ask
}

// at puts an ask at a step.
func at(step int, ask job.Ask) job.Ask {
	ask.Step = step
	return ask
}

// sayOrder writes the changes of a plan with what they wait for, one that must
// succeed with a ! behind it.
func sayOrder(p *job.Plan) []string {
	var out []string
	for i := range p.Changes {
		c := &p.Changes[i]
		var after []string
		for _, dep := range c.After {
			text := fmt.Sprint(dep.Change)
			if !dep.Always {
				text += "!"
			}
			after = append(after, text)
		}
		line := fmt.Sprintf("%d %s %s", c.ID, c.Subject, p.Group(c.Group).What())
		if len(after) > 0 {
			line += " after " + strings.Join(after, " ")
		}
		out = append(out, line)
	}
	return out
}

// The parameters of an operation stand where its request wants them.
func TestSharedAndOwn(t *testing.T) {
	x := names("x.com")
	tests := []struct {
		name        string
		row         job.Row
		action      string
		what        string
		subject     string
		shared, own job.Params
	}{
		{"a list of domains: all is shared, and own servers are not the vendor's", asksOf(x, op("dns", "DomainNameServer.1", "ns1.x.com", "DomainNameServer.2", "ns2.x.com", "City", "B")),
			api.SaveBatchTaskForModifyingDomainDns, "dns", "x.com",
			job.Params{"AliyunDns": "false", "DomainNameServer.1": "ns1.x.com", "DomainNameServer.2": "ns2.x.com", "Lang": "en"}, nil},
		{"a list of entries: their fields are own", asksOf(x, op("renew", "SubscriptionDuration", "2", "UseCoupon", "true")),
			api.SaveBatchTaskForCreatingOrderRenew, "renew", "x.com",
			job.Params{"UseCoupon": "true", "Lang": "en"}, job.Params{"SubscriptionDuration": "2"}},
		{"an operation on one thing: all is own", asksOf(x, op("dns-host", "DnsName", "ns1", "Ip.1", "192.0.2.1", "InstanceId", "S1")),
			api.SaveSingleTaskForCreatingDnsHost, "dns-host", "x.com",
			job.Params{"Lang": "en"}, job.Params{"DnsName": "ns1", "Ip.1": "192.0.2.1", "InstanceId": "S1"}},
		{"the single form by its full name, parted as its batch form is", asksOf(x, op("SaveSingleTaskForUpdateProhibitionLock", "Status", "false")),
			api.SaveSingleTaskForUpdateProhibitionLock, "update-lock off", "x.com", job.Params{"Status": "false", "Lang": "en"}, nil},
		{"the single order by its full name", asksOf(x, op("SaveSingleTaskForCreatingOrderRenew", "SubscriptionDuration", "2", "CurrentExpirationDate", "1800000000000")),
			api.SaveSingleTaskForCreatingOrderRenew, "renew", "x.com", job.Params{"Lang": "en"}, job.Params{"SubscriptionDuration": "2", "CurrentExpirationDate": "1800000000000"}},
		{"locks", asksOf(x, op("transfer-lock", "Status", "true")),
			api.SaveBatchTaskForTransferProhibitionLock, "transfer-lock on", "x.com", job.Params{"Status": "true", "Lang": "en"}, nil},
		{"addresses", asksOf(names("a@x.com"), op("verify-email")),
			api.SubmitEmailVerification, "verify-email", "a@x.com", job.Params{"SendIfExist": "false", "Lang": "en"}, nil},
		{"a profile to be made", asksOf(nil, op("profile", pairs(contactOf("A"))...)),
			api.SaveRegistrantProfile, "profile", "Domains!A2", contactOf("A", "DefaultRegistrantProfile", "false", "Lang", "en"), nil},
		{"a profile to be changed", asksOf(nil, op("profile", "RegistrantProfileId", "7", "City", "B")),
			api.SaveRegistrantProfile, "profile", "Domains!A2", job.Params{"RegistrantProfileId": "7", "City": "B", "Lang": "en"}, nil},
		{"a profile to be deleted", asksOf(names("7"), op("profile-delete")),
			api.DeleteRegistrantProfile, "profile-delete", "7", job.Params{"Lang": "en"}, nil},
		{"a token", asksOf(nil, op("verify-email-confirm", "Token", "t")),
			api.VerifyEmail, "verify-email-confirm", "Domains!A2", job.Params{"Lang": "en"}, job.Params{"Token": "t"}},
		{"a check", asksOf(x, op("check")), api.CheckDomain, "check", "x.com", job.Params{"Lang": "en"}, nil},
		{"a registration with its data", asksOf(x, op("activate", pairs(contactOf("A"))...)),
			api.SaveBatchTaskForCreatingOrderActivate, "activate", "x.com", job.Params{"Lang": "en"}, contactOf("A")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := options
			opts.Lang = "en"
			p := Changes(inOrder(tt.row), nil, opts)
			if len(p.Changes) != 1 {
				t.Fatalf("changes %v, issues %v", sayOrder(p), complain(p))
			}
			c := &p.Changes[0]
			g := p.Group(c.Group)
			if g.Action != tt.action || g.What() != tt.what || c.Subject != tt.subject || g.Target != "" {
				t.Errorf("%s, %s, for %s, target %q", g.Action, g.What(), c.Subject, g.Target)
			}
			if d := cmp.Diff(tt.shared, g.Shared); d != "" {
				t.Errorf("shared (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.own, c.Own); d != "" {
				t.Errorf("own (-want +got):\n%s", d)
			}
		})
	}
}

func pairs(p job.Params) []string {
	var out []string
	for _, name := range p.Names() {
		out = append(out, name, p[name])
	}
	return out
}

// Equal contact data are one contact, wherever they stand: each is verified once.
func TestContactsOfOperations(t *testing.T) {
	a := contactOf("A")
	p := Changes(inOrder(
		asksOf(nil, op("profile", pairs(a)...)),
		asking(a, names("x.com"), "admin"),
		asksOf(names("y.com"), op("activate", pairs(a)...)),
	), nil, options)
	if len(p.Contacts) != 1 || p.GroupOf(1).Contact != 1 || p.GroupOf(2).Contact != 1 || p.GroupOf(3).Contact != 0 || p.Change(3).Contact != 1 {
		t.Errorf("contacts %v, groups %+v, change %+v; %v", p.Contacts, p.Groups, p.Changes, complain(p))
	}
}

// The changes of a domain have one order, by step, rank and host, and needs only what it cannot do without.
func TestOrderOfOperations(t *testing.T) {
	x := names("x.com")
	admin := job.Ask{Targets: names("admin"), Fields: contactOf("A"), Cells: letters}
	on, off := op("update-lock", "Status", "true"), op("update-lock", "Status", "false")
	servers := op("dns", "DomainNameServer.1", "ns1.x.com", "DomainNameServer.2", "ns2.x.com")
	tests := []struct {
		name string
		rows []job.Row
		want []string
	}{
		{"a migration in one row", inOrder(asksOf(x, on, admin, servers, op("transfer-code"), op("renew", "SubscriptionDuration", "1"), off)), []string{
			"1 x.com renew", "2 x.com update-lock off after 1", "3 x.com dns after 1 2!", "4 x.com admin after 1 2! 3",
			"5 x.com transfer-code after 1 2! 3 4", "6 x.com update-lock on after 1 2 3 4 5",
		}},
		{"in several rows", inOrder(asksOf(x, on), asksOf(x, admin), asksOf(x, off)), []string{
			"1 x.com update-lock on after 3 2", "2 x.com admin after 3!", "3 x.com update-lock off",
		}},
		{"hosts one by one, and the servers only with all of them", inOrder(asksOf(x, servers), asksOf(x, op("dns-host", "DnsName", "ns2", "Ip.1", "192.0.2.2")),
			asksOf(x, op("dns-host", "DnsName", "ns1", "Ip.1", "192.0.2.1")), asksOf(x, op("dns-host-sync"))), []string{
			"1 x.com dns after 3! 2! 4", "2 x.com dns-host after 3", "3 x.com dns-host", "4 x.com dns-host-sync after 3 2",
		}},
		{"registered first", inOrder(asksOf(x, servers, op("check"), op("activate", "RegistrantProfileId", "7"))), []string{
			"1 x.com check", "2 x.com activate after 1", "3 x.com dns after 1 2!",
		}},
		{"steps before ranks", inOrder(asksOf(x, at(1, admin)), asksOf(x, at(2, servers)), asksOf(x, at(3, admin))), []string{
			"1 x.com admin", "2 x.com dns after 1", "3 x.com admin after 1 2",
		}},
		{"unlocked twice: each time for what follows", inOrder(asksOf(x, at(1, off)), asksOf(x, at(2, admin)), asksOf(x, at(3, on)), asksOf(x, at(4, off)), asksOf(x, at(5, servers)), asksOf(x, at(6, on))), []string{
			"1 x.com update-lock off", "2 x.com admin after 1!", "3 x.com update-lock on after 1 2", "4 x.com update-lock off after 1 2 3",
			"5 x.com dns after 1 2 3 4!", "6 x.com update-lock on after 1 2 3 4 5",
		}},
		{"both transfer locks, with steps", inOrder(asksOf(x, at(1, op("transfer-lock", "Status", "false"))), asksOf(x, at(2, op("transfer-lock", "Status", "true")))), []string{
			"1 x.com transfer-lock off", "2 x.com transfer-lock on after 1",
		}},
		{"several operations of one rank", inOrder(asksOf(x, op("transfer-out-info"), op("check"), op("transfer-code"), op("transfer-out-cancel"))), []string{
			"1 x.com check", "2 x.com transfer-out-info after 1", "3 x.com transfer-out-cancel after 1 2", "4 x.com transfer-code after 1 2 3",
		}},
		{"addresses have the order of their steps", inOrder(asksOf(names("a@x.com"), at(2, op("verify-email"))), asksOf(names("a@x.com"), at(1, op("verify-email-delete"))), asksOf(names("b@x.com"), op("verify-email"), op("verify-email-delete"))), []string{
			"1 a@x.com verify-email after 2", "2 a@x.com verify-email-delete", "3 b@x.com verify-email-delete", "4 b@x.com verify-email",
		}},
		{"no subject: equal ones are one", inOrder(asksOf(nil, op("profile", pairs(contactOf("A"))...)), asksOf(nil, op("profile", pairs(contactOf("A"))...)), asksOf(nil, op("profile", pairs(contactOf("B"))...))), []string{
			"1 Domains!A2 profile", "2 Domains!A4 profile",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Changes(tt.rows, nil, options)
			if d := cmp.Diff(tt.want, sayOrder(p)); d != "" {
				t.Errorf("changes (-want +got):\n%s%v", d, complain(p))
			}
		})
	}
}

// Locks that the run has lifted before are set again in a group of their own.
func TestRelock(t *testing.T) {
	on, off := op("update-lock", "Status", "true"), op("update-lock", "Status", "false")
	bad := but(asksOf(names("z.com"), off), "", job.Issue{Message: "is wrong"})
	p := Changes(inOrder(asksOf(names("x.com"), on, off), asksOf(names("y.com", "z.com"), on), bad), nil, options)
	got := make(map[string]bool)
	for i := range p.Changes {
		c := &p.Changes[i]
		got[c.Subject+" "+p.Group(c.Group).What()] = p.Group(c.Group).Relock
	}
	want := map[string]bool{"x.com update-lock on": true, "x.com update-lock off": false, "y.com update-lock on": false, "z.com update-lock on": false}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("relock (-want +got):\n%s", d)
	}
}

// With the current API, profiles go to many domains at once; the operation that
// was named is the one that is used.
func TestContactOperationsByName(t *testing.T) {
	current := options
	current.Current = true
	intl := current
	intl.Site, _ = api.SiteNamed("intl")
	profile := job.Params{"RegistrantProfileId": "7", "TransferOutProhibited": "true"}
	tests := []struct {
		name   string
		ask    job.Ask
		opts   Options
		action string
		shared job.Params
	}{
		{"profile, current API", job.Ask{Fields: profile, Targets: names("tech")}, current,
			api.SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId, job.Params{"RegistrantProfileId": "7", "ContactType": "tech"}},
		{"profile for the registrant, current API", job.Ask{Fields: profile, Targets: names("registrant")}, current, byProfile, profile},
		{"profile, international site", job.Ask{Fields: profile, Targets: names("tech")}, intl, bySingle, job.Params{"RegistrantProfileId": "7", "ContactType": "tech"}},
		{"the single operation for the registrant", job.Ask{Op: bySingle, Fields: profile, Targets: names("registrant")}, options,
			bySingle, job.Params{"RegistrantProfileId": "7", "ContactType": "registrant", "AddTransferLock": "true"}},
		{"the registrant's operation without a target", job.Ask{Op: byProfile, Fields: profile}, options, byProfile, profile},
		{"by the name of the owner", job.Ask{Fields: job.Params{"RegistrantProfileName": "Acme"}, Targets: names("tech")}, options,
			bySingle, job.Params{"RegistrantProfileName": "Acme", "ContactType": "tech"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Changes(inOrder(asksOf(names("x.com", "y.com"), tt.ask)), nil, tt.opts)
			if len(p.Groups) != 1 {
				t.Fatalf("groups %+v, issues %v", p.Groups, complain(p))
			}
			if p.Groups[0].Action != tt.action || p.Groups[0].Target == "" {
				t.Errorf("action %s, target %q", p.Groups[0].Action, p.Groups[0].Target)
			}
			if d := cmp.Diff(tt.shared, p.Groups[0].Shared); d != "" {
				t.Errorf("shared (-want +got):\n%s", d)
			}
		})
	}
}

// A named operation and the one that is chosen are the same where they are equal.
func TestNamedAndChosenFold(t *testing.T) {
	a := contactOf("A")
	p := Changes(inOrder(asking(a, names("x.com"), "admin"),
		asksOf(names("x.com"), job.Ask{Op: byContact, Fields: maps.Clone(a), Targets: names("admin"), Cells: letters})), nil, options)
	if len(p.Changes) != 1 || len(p.Groups) != 1 {
		t.Errorf("changes %v, issues %v", sayOrder(p), complain(p))
	}
}

// What does not go together is said by all that ask for it, with what to do.
func TestOperationsConflict(t *testing.T) {
	x := names("x.com")
	lock := func(status string) job.Row { return asksOf(x, op("transfer-lock", "Status", status)) }
	host := func(name string) job.Row { return asksOf(x, op(name, "DnsName", "ns1", "Ip.1", "192.0.2.1")) }
	tests := []struct {
		name string
		rows []job.Row
		want []string
		hint string
	}{
		{"both transfer locks", inOrder(lock("false"), lock("true")), []string{
			"1 Domains!J2 Status: asks for other data for x.com, transfer-lock off, than Domains!J3: Status differs",
			"2 Domains!J3 Status: asks for other data for x.com, transfer-lock on, than Domains!J2: Status differs",
		}, "give each a Step"},
		{"a host made and changed", inOrder(host("dns-host"), host("dns-host-modify")), []string{
			"1 Domains!H2 Operation: asks for other data for x.com, dns-host, than Domains!H3: Operation differs",
			"2 Domains!H3 Operation: asks for other data for x.com, dns-host-modify, than Domains!H2: Operation differs",
		}, "give each a Step"},
		{"other years", inOrder(asksOf(x, op("renew", "SubscriptionDuration", "1")), asksOf(x, op("renew", "SubscriptionDuration", "2"))), []string{
			"1 Domains!A2 DomainName: asks for other data for x.com, renew, than Domains!A3: SubscriptionDuration differs",
			"2 Domains!A3 DomainName: asks for other data for x.com, renew, than Domains!A2: SubscriptionDuration differs",
		}, "make these rows equal"},
		{"a profile changed in two ways", inOrder(asksOf(nil, op("profile", "RegistrantProfileId", "7", "City", "A")), asksOf(nil, op("profile", "RegistrantProfileId", "7", "City", "B"))), []string{
			"1 Domains!A2 DomainName: asks for other data for the same, profile, than Domains!A3: City differs",
			"2 Domains!A3 DomainName: asks for other data for the same, profile, than Domains!A2: City differs",
		}, "make these rows equal"},
		{"a step here and none there", inOrder(asksOf(x, at(1, op("check")), op("transfer-code")), asksOf(names("y.com"), op("check")), asksOf(x, op("update-lock", "Status", "true"))), []string{
			"1 Domains!I2 Step: other changes of x.com have a Step, and this one has none",
			"3 Domains!I4 Step: other changes of x.com have a Step, and this one has none",
		}, "write a Step for all changes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Changes(tt.rows, nil, options)
			if d := cmp.Diff(tt.want, complain(p)); d != "" {
				t.Errorf("issues (-want +got):\n%s", d)
			}
			if hint := p.Rows[0].Issues[0].Hint; !strings.Contains(hint, tt.hint) {
				t.Errorf("hint %q", hint)
			}
		})
	}
}

// Orders are warned of with their years, and names that the console refuses in bulk.
func TestWarningsOfOperations(t *testing.T) {
	p := Changes(inOrder(
		asksOf(names("a.com", "b.com"), op("renew", "SubscriptionDuration", "2")),
		asksOf(names("c.com"), op("redeem")), asksOf(names("d.com", "e.com"), op("activate", "RegistrantProfileId", "7")),
		asksOf(names("x.hk"), op("dns", "AliyunDns", "true")), asksOf(names("y.hk"), op("transfer-code")),
		asksOf(names("7", "8"), op("profile-delete")),
	), nil, options)
	var got []string
	for _, w := range p.Warnings {
		got = append(got, w.Cell+" "+w.Message)
	}
	want := []string{"Domains!A5 1 domain: " + api.BulkWarning("x.hk"), "Domains!A2 5 orders for 6 years; they cost money",
		"Domains!A4 2 changes by a profile that other rows delete: it may be gone before"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("warnings (-want +got):\n%s", d)
	}
	left := func(id job.ChangeID) bool { return id != 1 }
	if orders, years := Orders(p, left); orders != 4 || years != 4 {
		t.Errorf("%d orders for %d years are left", orders, years)
	}
}

// Steps, operations, what a change has for itself, and what the run may add are in the digest.
func TestDigestOfOperations(t *testing.T) {
	x := names("x.com")
	seen := make(map[string]string)
	check := func(what string, opts Options, rows ...job.Row) {
		t.Helper()
		p := Changes(inOrder(rows...), nil, opts)
		if other, ok := seen[p.Digest]; ok || len(complain(p)) > 0 {
			t.Errorf("%s has the digest of %s; %v", what, other, complain(p))
		}
		seen[p.Digest] = what
	}
	unlock, via := options, options
	unlock.Unlock, via.Via = true, 3
	check("a renewal", options, asksOf(x, op("renew", "SubscriptionDuration", "1")))
	check("years", options, asksOf(x, op("renew", "SubscriptionDuration", "2")))
	check("unlock", unlock, asksOf(x, op("renew", "SubscriptionDuration", "1")))
	check("via", via, asksOf(x, op("renew", "SubscriptionDuration", "1")))
	check("step", options, asksOf(x, at(1, op("renew", "SubscriptionDuration", "1"))))
	check("single form", options, asksOf(x, op("SaveSingleTaskForCreatingOrderRenew", "SubscriptionDuration", "1")))
	check("profile", options, asksOf(nil, op("profile", pairs(contactOf("A"))...)))
	check("other profile", options, asksOf(nil, op("profile", pairs(contactOf("B"))...)))
	check("both", options, asksOf(nil, op("profile", pairs(contactOf("A"))...)), asksOf(nil, op("profile", pairs(contactOf("B"))...)))
	check("address", options, asksOf(names("7"), op("verify-email-delete")))
	check("profile of the same name", options, asksOf(names("7"), op("profile-delete")))
	if len(slices.Collect(maps.Keys(seen))) != 11 {
		t.Errorf("%d digests", len(seen))
	}
}
