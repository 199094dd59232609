package planner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

var (
	today   = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	expires = time.Date(2027, 3, 3, 17, 30, 0, 0, time.UTC) // the fourth in UTC+08:00
	open    = &job.DomainState{UpdateLock: "OPEN"}
)

// accountOf is a whole list of the domains, with the state given.
func accountOf(state *job.DomainState, domains ...string) Known {
	k := Known{Now: today, Account: job.Account{Whole: true, Total: len(domains)}, Holdings: make(map[string]job.Holding)}
	for _, name := range domains {
		k.Holdings[name] = job.Holding{Domain: name, InstanceID: "S-" + name, Expires: expires, State: state}
	}
	return k
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// A row whose domain is not there, or has expired, says so at the domain and sends nothing.
func TestInAccountHeld(t *testing.T) {
	admin := job.Ask{Targets: names("admin"), Fields: contactOf("A"), Cells: letters}
	expired := accountOf(nil, "x.com", "y.com")
	h := expired.Holdings["x.com"]
	h.Expires = today.Add(-time.Hour)
	expired.Holdings["x.com"] = h
	gone := Known{Now: today, Holdings: map[string]job.Holding{"x.com": {Domain: "x.com", Gone: true}}}
	piece := accountOf(nil, "y.com")
	piece.Account.Whole = false
	empty := Known{Now: today, Account: job.Account{Whole: true}}
	tests := []struct {
		name    string
		asks    []job.Ask
		known   Known
		message string
		warning string
	}{
		{"there", []job.Ask{admin}, accountOf(nil, "x.com"), "", ""},
		{"not there", []job.Ask{admin}, accountOf(nil, "y.com"), "x.com is not in the account", ""},
		{"asked for by name and not there", []job.Ask{admin}, gone, "x.com is not in the account", ""},
		{"the list is not whole", []job.Ask{admin}, piece, "", ""},
		{"the list is empty", []job.Ask{admin}, empty, "", "the account's list of domains is empty"},
		{"expired", []job.Ask{admin}, expired, "x.com expired on 2026-05-01", ""},
		{"expired, and redeemed before", []job.Ask{admin, op("redeem", "CurrentExpirationDate", millis(today))}, expired, "", ""},
		{"expired, and renewed", []job.Ask{op("renew", "SubscriptionDuration", "1")}, expired, "", ""},
		{"expired, and only looked at", []job.Ask{op("transfer-out-info")}, expired, "", ""},
		{"to be registered", []job.Ask{op("activate", "RegistrantProfileId", "7"), admin}, accountOf(nil, "y.com"), "", ""},
		{"to be checked", []job.Ask{op("check")}, accountOf(nil, "y.com"), "", ""},
		{"to be transferred in", []job.Ask{op("transfer-in", "TransferAuthorizationCode", "c")}, accountOf(nil, "y.com"), "", ""},
		{"to be transferred out", []job.Ask{op("transfer-code")}, accountOf(nil, "y.com"), "x.com is not in the account", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Changes(inOrder(asksOf(names("x.com"), tt.asks...)), tables, options)
			got, refused := InAccount(p, tt.known, nil, options)
			if tt.message == "" {
				if len(refused) > 0 || len(got.Row(1).Issues) > 0 {
					t.Errorf("issues %v", complain(got))
				}
			} else if is := got.Row(1).Issues; len(is) != 1 || is[0].Message != tt.message || is[0].Cell != "Domains!A2" || len(refused) != len(p.Changes) || len(got.Row(1).Changes) > 0 {
				t.Errorf("issues %v, refused %v", complain(got), refused)
			}
			if said := len(got.Warnings) > 0 && strings.HasPrefix(got.Warnings[len(got.Warnings)-1].Message, tt.warning); tt.warning != "" && !said {
				t.Errorf("warnings %v", got.Warnings)
			}
			if len(p.Row(1).Issues) > 0 {
				t.Error("the plan that was given was written to")
			}
		})
	}
}

// All that is wrong with a row is said at once; a change that another row asks
// for too stays.
func TestInAccountSaysAll(t *testing.T) {
	a := contactOf("A")
	p := Changes(inOrder(asking(a, names("x.com", "y.com", "z.com"), "admin"), asking(a, names("z.com"), "admin")), tables, options)
	got, refused := InAccount(p, accountOf(nil, "z.com"), nil, options)
	want := []string{"1 Domains!A2 DomainName: x.com is not in the account", "1 Domains!A2 DomainName: y.com is not in the account"}
	if d := cmp.Diff(want, complain(got)); d != "" {
		t.Error(d)
	}
	if !slices.Equal(refused, []job.ChangeID{1, 2}) || !slices.Equal(got.Change(3).Rows, []job.RowID{2}) {
		t.Errorf("refused %v, rows of the third change %v", refused, got.Change(3).Rows)
	}
}

// Ids and dates come from the account; what the row says must be the same.
func TestInAccountFillsIn(t *testing.T) {
	tests := []struct {
		name  string
		ask   job.Ask
		known Known
		own   job.Params // nil: an issue
		issue string
	}{
		{"date", op("renew", "SubscriptionDuration", "1"), accountOf(nil, "x.com"), job.Params{"SubscriptionDuration": "1", "CurrentExpirationDate": millis(expires)}, ""},
		{"date of the same day, at midnight", op("redeem", "CurrentExpirationDate", millis(time.Date(2027, 3, 3, 16, 0, 0, 0, time.UTC))), accountOf(nil, "x.com"),
			job.Params{"CurrentExpirationDate": millis(expires)}, ""},
		{"date of the day before", op("redeem", "CurrentExpirationDate", millis(time.Date(2027, 3, 3, 15, 0, 0, 0, time.UTC))), accountOf(nil, "x.com"),
			nil, "Domains!B2 CurrentExpirationDate: is not the day on which x.com expires in the account: 2027-03-04"},
		{"the row's date, where nothing is known", op("redeem", "CurrentExpirationDate", "1800000000000"), Known{}, job.Params{"CurrentExpirationDate": "1800000000000"}, ""},
		{"no date at all", op("redeem"), Known{}, nil, "Domains!A2 DomainName: the present expiration date of x.com is not known"},
		{"id", op("dns-host-sync"), accountOf(nil, "x.com"), job.Params{"InstanceId": "S-x.com"}, ""},
		{"the same id", op("dns-host-sync", "InstanceId", "S-x.com"), accountOf(nil, "x.com"), job.Params{"InstanceId": "S-x.com"}, ""},
		{"another id", op("dns-host-sync", "InstanceId", "S1"), accountOf(nil, "x.com"), nil, "Domains!C2 InstanceId: is not the instance id that x.com has in the account"},
		{"no id at all", op("dns-host-sync"), Known{}, nil, "Domains!A2 DomainName: the instance id of x.com is not known"},
	}
	columns := []job.Table{{Sheet: "Domains", Columns: []job.Column{{Letters: "A", Param: "DomainName"}, {Letters: "B", Param: "CurrentExpirationDate"}, {Letters: "C", Param: "InstanceId"}}}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, refused := InAccount(Changes(inOrder(asksOf(names("x.com"), tt.ask)), columns, options), tt.known, nil, options)
			if tt.own == nil {
				if issues := complain(got); len(refused) != 1 || len(issues) != 1 || issues[0] != "1 "+tt.issue {
					t.Errorf("refused %v, issues %v", refused, issues)
				}
				return
			}
			if d := cmp.Diff(tt.own, got.Change(1).Own); d != "" || len(refused) > 0 {
				t.Errorf("own (-want +got):\n%s%v", d, complain(got))
			}
		})
	}
}

// The name of an owner becomes the id of the one profile that has it.
func TestInAccountNamesProfiles(t *testing.T) {
	known := accountOf(nil, "x.com")
	known.Profiles = []job.Profile{
		{ID: "7", Fields: job.Params{"RegistrantOrganization": "Acme  Inc."}}, {ID: "8", Fields: job.Params{"ZhRegistrantOrganization": "甲公司"}},
		{ID: "9", Fields: job.Params{"RegistrantName": "Jo Doe"}}, {ID: "10", Fields: job.Params{"RegistrantName": "jo doe"}},
	}
	by := func(name string) job.Ask {
		return job.Ask{Fields: job.Params{"RegistrantProfileName": name}, Targets: names("tech"), Cells: letters}
	}
	tests := []struct {
		name  string
		row   job.Row
		id    string
		issue string
	}{
		{"a contact", asksOf(names("x.com"), by("ACME Inc.")), "7", ""},
		{"in Chinese", asksOf(names("x.com"), by("甲公司")), "8", ""},
		{"a registration", asksOf(names("new.com"), op("activate", "RegistrantProfileName", "Acme Inc.")), "7", ""},
		{"a profile to be changed", asksOf(nil, op("profile", "RegistrantProfileName", "Acme Inc.", "City", "B")), "7", ""},
		{"a profile to be deleted", asksOf(nil, op("profile-delete", "RegistrantProfileName", "Acme Inc.")), "7", ""},
		{"none", asksOf(names("x.com"), by("Other")), "", "no registrant profile of the account has an owner of that name"},
		{"several", asksOf(names("x.com"), by("Jo Doe")), "", "2 registrant profiles of the account have an owner of that name: 10, 9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Changes(inOrder(tt.row), tables, options)
			if needs := Needed(p, nil, options); !needs.Profiles {
				t.Errorf("needs %+v", needs)
			}
			got, _ := InAccount(p, known, nil, options)
			if tt.issue != "" {
				if is := got.Row(1).Issues; len(is) != 1 || is[0].Message != tt.issue {
					t.Errorf("issues %v", is)
				}
				return
			}
			c, g := got.Change(1), got.GroupOf(1)
			id := g.Shared["RegistrantProfileId"] + c.Own["RegistrantProfileId"]
			if g.Action == api.DeleteRegistrantProfile {
				id = c.Subject
			}
			if id != tt.id || g.Shared["RegistrantProfileName"] != "" || c.Own["RegistrantProfileName"] != "" {
				t.Errorf("id %q in %+v of %+v; %v", id, c, g, complain(got))
			}
		})
	}
	both := Changes(inOrder(asksOf(names("7"), op("profile-delete")), asksOf(nil, op("profile-delete", "RegistrantProfileName", "Acme Inc."))), tables, options)
	if got, refused := InAccount(both, known, nil, options); !slices.Equal(refused, []job.ChangeID{2}) {
		t.Errorf("one profile by id and by name: refused %v, %v", refused, complain(got))
	}
}

// rowsSay writes what each row lists, by the words of its changes.
func rowsSay(p *job.Plan) []string {
	var out []string
	for i := range p.Rows {
		var words []string
		for _, id := range p.Rows[i].Changes {
			words = append(words, p.Change(id).Subject+" "+p.GroupOf(id).What())
		}
		out = append(out, strings.Join(words, ", "))
	}
	return out
}

// A locked domain is unlocked before what the lock would refuse and locked again
// at the end, for all its rows, unless they see to that.
func TestUnlock(t *testing.T) {
	x := names("x.com")
	admin := job.Ask{Targets: names("admin", "tech"), Fields: contactOf("A"), Cells: letters}
	renew := op("renew", "SubscriptionDuration", "1")
	on, off := op("update-lock", "Status", "true"), op("update-lock", "Status", "false")
	tests := []struct {
		name  string
		rows  []job.Row
		state *job.DomainState
		order []string
		lists []string
	}{
		{"one row", inOrder(asksOf(x, renew, admin)), open, []string{
			"1 x.com renew", "2 x.com admin after 1 4!", "3 x.com tech after 1 4! 2", "4 x.com update-lock off after 1", "5 x.com update-lock on after 1 4 2 3",
		}, []string{"x.com update-lock off, x.com renew, x.com admin, x.com tech, x.com update-lock on"}},
		{"two rows, two domains", inOrder(asksOf(names("x.com", "y.com"), admin), asksOf(x, op("dns", "AliyunDns", "true"))), open, []string{
			"1 x.com admin after 6! 5", "2 x.com tech after 6! 5 1", "3 y.com admin after 8!", "4 y.com tech after 8! 3", "5 x.com dns after 6!",
			"6 x.com update-lock off", "7 x.com update-lock on after 6 5 1 2", "8 y.com update-lock off", "9 y.com update-lock on after 8 3 4",
		}, []string{
			"x.com update-lock off, x.com admin, x.com tech, x.com update-lock on, y.com update-lock off, y.com admin, y.com tech, y.com update-lock on",
			"x.com update-lock off, x.com dns, x.com update-lock on",
		}},
		{"with steps", inOrder(asksOf(x, at(1, renew)), asksOf(x, at(2, admin)), asksOf(x, at(3, op("dns", "AliyunDns", "true")))), open, []string{
			"1 x.com renew", "2 x.com admin after 1 5!", "3 x.com tech after 1 5! 2", "4 x.com dns after 1 5! 2 3", "5 x.com update-lock off after 1", "6 x.com update-lock on after 1 5 2 3 4",
		}, []string{"x.com update-lock off, x.com renew, x.com update-lock on", "x.com update-lock off, x.com admin, x.com tech, x.com update-lock on", "x.com update-lock off, x.com dns, x.com update-lock on"}},
		{"the rows lock at the end", inOrder(asksOf(x, admin, on)), open, []string{
			"1 x.com admin after 4!", "2 x.com tech after 4! 1", "3 x.com update-lock on after 4 1 2", "4 x.com update-lock off",
		}, []string{"x.com update-lock off, x.com admin, x.com tech, x.com update-lock on"}},
		{"the rows lock before", inOrder(asksOf(x, at(1, on)), asksOf(x, at(2, op("dns", "AliyunDns", "true")))), open, []string{
			"1 x.com update-lock on", "2 x.com dns after 1 3!", "3 x.com update-lock off after 1", "4 x.com update-lock on after 1 3 2",
		}, []string{"x.com update-lock off, x.com update-lock on, x.com update-lock on", "x.com update-lock off, x.com dns, x.com update-lock on"}},
		{"the rows unlock", inOrder(asksOf(x, off, op("dns", "AliyunDns", "true"))), open, []string{"1 x.com update-lock off", "2 x.com dns after 1!"}, nil},
		{"nothing that the lock refuses", inOrder(asksOf(x, renew, on, op("transfer-code"))), open, []string{"1 x.com renew", "2 x.com transfer-code after 1", "3 x.com update-lock on after 1 2"}, nil},
		{"not locked", inOrder(asksOf(x, admin)), &job.DomainState{UpdateLock: "CLOSE"}, []string{"1 x.com admin", "2 x.com tech after 1"}, nil},
		{"not known", inOrder(asksOf(x, admin)), nil, []string{"1 x.com admin", "2 x.com tech after 1"}, nil},
	}
	opts := options
	opts.Unlock, opts.Lang = true, "en"
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := InAccount(Changes(tt.rows, tables, opts), accountOf(tt.state, "x.com", "y.com"), nil, opts)
			if d := cmp.Diff(tt.order, sayOrder(got)); d != "" {
				t.Errorf("order (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.lists, rowsSay(got)); tt.lists != nil && d != "" {
				t.Errorf("rows (-want +got):\n%s", d)
			}
			for i := range got.Changes {
				c := &got.Changes[i]
				g := got.Group(c.Group)
				if relock := c.Added || tt.name == "the rows lock at the end"; g.Name == job.UpdateLockOn && g.Relock != relock {
					t.Errorf("change %d: relock %v", c.ID, g.Relock)
				}
				if c.Added && (g.Shared["Status"] == "" || g.Shared["Lang"] != "en" || g.Class != job.ClassOther || len(c.Rows) == 0) {
					t.Errorf("added: %+v of %+v", c, g)
				}
			}
		})
	}
}

// What has its result already, and rows that are refused, need no unlocking.
func TestUnlockForWhatIsLeft(t *testing.T) {
	a := contactOf("A")
	opts := options
	opts.Unlock = true
	p := Changes(inOrder(asking(a, names("x.com"), "admin"), asking(a, names("y.com"), "admin"), asking(a, names("z.com"), "admin")), tables, opts)
	left := func(id job.ChangeID) bool { return id != 1 }
	got, refused := InAccount(p, accountOf(open, "x.com", "z.com"), left, opts)
	if d := cmp.Diff([]string{"x.com admin", "", "z.com update-lock off, z.com admin, z.com update-lock on"}, rowsSay(got)); d != "" || !slices.Equal(refused, []job.ChangeID{2}) {
		t.Errorf("rows (-want +got):\n%s refused %v", d, refused)
	}
	for i, tt := range []struct{ ended, want []job.ChangeID }{
		{nil, nil},
		{[]job.ChangeID{3}, []job.ChangeID{4, 5}}, // it is unchanged
		{[]job.ChangeID{4}, nil},
		{[]job.ChangeID{3, 4}, nil},
		{[]job.ChangeID{3, 4, 5}, nil},
	} {
		needless := Needless(got, func(id job.ChangeID) bool { return left(id) && id != 2 && !slices.Contains(tt.ended, id) })
		if !slices.Equal(needless, tt.want) {
			t.Errorf("case %d: needless %v, want %v", i, needless, tt.want)
		}
	}
}

// Without --unlock the plan warns of locks that will stand in the way.
func TestLockWarning(t *testing.T) {
	p := Changes(inOrder(asking(contactOf("A"), names("x.com", "y.com"), "admin", "tech")), tables, options)
	got, _ := InAccount(p, accountOf(open, "x.com", "y.com"), nil, options)
	if len(got.Warnings) != 1 || got.Warnings[0].Message != "the update lock is on for 2 domains, and the registrar refuses changes of them" || got.Warnings[0].Cell != "Domains!A2" {
		t.Errorf("warnings %v", got.Warnings)
	}
	if same, _ := InAccount(got, accountOf(open, "x.com", "y.com"), nil, options); same != got {
		t.Error("completing it again made another plan")
	}
}

// Contacts that many domains use go by a profile: an equal one of the account, or
// one that is made first, once for all.
func TestVia(t *testing.T) {
	a, b := contactOf("A", "TransferOutProhibited", "true"), contactOf("B")
	rows := func() []job.Row {
		return inOrder(asking(a, names("x.com"), "registrant"), asking(a, names("y.com", "z.com"), "registrant", "tech"), asking(b, names("x.com"), "tech"))
	}
	opts := options
	opts.Via, opts.Lang = 2, "en"
	known := accountOf(nil, "x.com", "y.com", "z.com")
	p := Changes(rows(), tables, opts)
	if needs := Needed(p, nil, opts); !needs.Profiles {
		t.Errorf("needs %+v", needs)
	}
	got, _ := InAccount(p, known, nil, opts)
	want := []string{
		"1 x.com registrant after 7!", "2 y.com registrant after 7!", "3 y.com tech after 2 7!", "4 z.com registrant after 7!", "5 z.com tech after 4 7!",
		"6 x.com tech after 1", "7 Domains!A2 profile",
	}
	if d := cmp.Diff(want, sayOrder(got)); d != "" {
		t.Errorf("order (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"Domains!A2 profile, x.com registrant", "Domains!A2 profile, y.com registrant, y.com tech, z.com registrant, z.com tech", "x.com tech"}, rowsSay(got)); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	made := got.GroupOf(7)
	if d := cmp.Diff(contactOf("A", "DefaultRegistrantProfile", "false", "Lang", "en"), made.Shared); d != "" || made.Contact == 0 || !got.Change(7).Added {
		t.Errorf("the profile (-want +got):\n%s %+v", d, made)
	}
	if len(got.Contacts) != 2 {
		t.Errorf("contacts %v", got.Contacts)
	}
	owner, tech := got.GroupOf(1), got.GroupOf(3)
	if d := cmp.Diff(job.Params{"TransferOutProhibited": "true", "Lang": "en"}, owner.Shared); d != "" || owner.Action != byProfile || owner.Profile != 7 || owner.Contact != 0 || owner.Target != "registrant" {
		t.Errorf("registrant: %+v", owner)
	}
	if d := cmp.Diff(job.Params{"ContactType": "tech", "Lang": "en"}, tech.Shared); d != "" || tech.Action != bySingle || tech.Profile != 7 {
		t.Errorf("tech: %+v", tech)
	}
	known.Profiles = []job.Profile{
		{ID: "30", Verified: "FAILED", Fields: contactOf("A")}, {ID: "20", Fields: contactOf("A")},
		{ID: "10", Verified: "SUCCEED", Fields: contactOf("A", "City", "Else")}, {ID: "100", Verified: "SUCCEED", Fields: contactOf("A", "RegistrantType", "")},
	}
	got, _ = InAccount(p, known, nil, opts)
	if id := got.GroupOf(1).Shared["RegistrantProfileId"]; len(got.Changes) != 6 || id != "100" || got.GroupOf(1).Profile != 0 {
		t.Errorf("%d changes by profile %q", len(got.Changes), id)
	}
	opts.Via = 3
	if same, _ := InAccount(p, known, nil, opts); same != p {
		t.Errorf("contacts of three domains went by a profile: %v", sayOrder(same))
	}
}

// A profile that rows make is the one that equal contacts go by.
func TestViaTheRowsOwnProfile(t *testing.T) {
	opts := options
	opts.Via = 1
	p := Changes(inOrder(asking(contactOf("A"), names("x.com", "y.com"), "tech"), asksOf(nil, op("profile", pairs(contactOf("A"))...))), tables, opts)
	got, _ := InAccount(p, accountOf(nil, "x.com", "y.com"), nil, opts)
	if d := cmp.Diff([]string{"1 x.com tech after 3!", "2 y.com tech after 3!", "3 Domains!A3 profile"}, sayOrder(got)); d != "" {
		t.Error(d)
	}
}

// What must be read is what the plan cannot do without.
func TestNeeded(t *testing.T) {
	admin := job.Ask{Targets: names("admin"), Fields: contactOf("A"), Cells: letters}
	unlock := options
	unlock.Unlock = true
	x := names("x.com")
	tests := []struct {
		name string
		row  job.Row
		opts Options
		want Needs
	}{
		{"contacts", asksOf(x, admin), options, Needs{List: true}},
		{"contacts, unlocked", asksOf(x, admin), unlock, Needs{List: true, Domains: x, States: x}},
		{"a renewal, unlocked", asksOf(x, op("renew", "SubscriptionDuration", "1")), unlock, Needs{List: true, Domains: x}},
		{"rows that unlock", asksOf(x, admin, op("update-lock", "Status", "false")), unlock, Needs{List: true}},
		{"a host", asksOf(x, op("dns-host-sync")), options, Needs{List: true, Domains: x}},
		{"a check", asksOf(x, op("check")), options, Needs{}},
		{"a registration", asksOf(x, op("activate", "RegistrantProfileId", "7"), admin), options, Needs{}},
		{"a profile", asksOf(nil, op("profile", "RegistrantProfileId", "7", "City", "B")), unlock, Needs{}},
		{"a row with an issue", but(asksOf(x, admin), "", job.Issue{Message: "is wrong"}), unlock, Needs{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Needed(Changes(inOrder(tt.row), tables, tt.opts), nil, tt.opts)
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// Reading the account counts, and operations without a task have nothing to wait for.
func TestEstimateOfOperations(t *testing.T) {
	opts := options
	opts.Unlock = true
	p := Changes(inOrder(asksOf(names("x.com", "y.com"), op("check"), job.Ask{Targets: names("admin"), Fields: contactOf("A")})), tables, opts)
	needs := Needed(p, nil, opts)
	f := Estimate(p, Batches(p, nil, opts), EstimateOptions{Needs: needs, Before: true, TaskTime: time.Minute})
	want := map[string]int{
		api.QueryDomainList: 1, api.QueryDomainByInstanceId: 2, api.VerifyContactField: 1, api.QueryContactInfo: 2,
		api.CheckDomain: 2, byContact: 1, api.QueryTaskDetailList: 1, api.QueryTaskList: f.Calls[api.QueryTaskList],
	}
	if d := cmp.Diff(want, f.Calls); d != "" || want[api.QueryTaskList] == 0 {
		t.Errorf("calls (-want +got):\n%s", d)
	}
	if got := depth(p, Batches(p, nil, opts)); got != 1 {
		t.Errorf("depth %d", got)
	}
	known := accountOf(open, "x.com", "y.com")
	p, _ = InAccount(p, known, nil, opts)
	f = Estimate(p, Batches(p, nil, opts), EstimateOptions{Needs: needs, Known: &job.Ledger{Holdings: known.Holdings, Account: known.Account}})
	if f.Calls[api.QueryDomainList] > 0 || f.Calls[api.QueryDomainByInstanceId] > 0 || depth(p, Batches(p, nil, opts)) != 3 {
		t.Errorf("calls %v", f.Calls)
	}
	checks := Changes(inOrder(asksOf(names("x.com"), op("check"))), tables, opts)
	if f := Estimate(checks, Batches(checks, nil, opts), EstimateOptions{}); f.Total != 1 || f.Duration != time.Second/5 {
		t.Errorf("a check alone: %+v", f)
	}
}
