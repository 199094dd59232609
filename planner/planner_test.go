package planner

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// letters are the columns of the tables in these tests.
var letters = map[string]string{
	"DomainName": "A", "ContactType": "B", "RegistrantOrganization": "C", "Email": "D",
	"RegistrantProfileId": "E", "TransferOutProhibited": "F",
}

var options = Options{Account: "default", Endpoint: "https://domain.aliyuncs.com", Version: "2018-01-29"}

// contactOf makes a whole contact of a company, with further fields on top.
func contactOf(company string, more ...string) job.Params {
	fields := job.Params{
		"RegistrantType": "2", "RegistrantOrganization": company, "RegistrantName": "Jo Doe",
		"Country": "CN", "Province": "Beijing", "City": "Beijing", "Address": "1 Main Street",
		"PostalCode": "100000", "Email": "dns@example.com", "TelArea": "86", "Telephone": "1088886666",
	}
	for i := 0; i < len(more); i += 2 {
		fields[more[i]] = more[i+1]
	}
	return fields
}

// asking makes a row. The rows get their numbers and lines from inOrder.
func asking(fields job.Params, names []string, wanted ...string) job.Row {
	return asksOf(names, job.Ask{Targets: wanted, Fields: fields, Cells: letters})
}

// asksOf makes a row of several asks.
func asksOf(names []string, asks ...job.Ask) job.Row {
	return job.Row{Names: names, Column: "A", Asks: asks}
}

// but gives a row another fate than to be planned.
func but(row job.Row, leftOut string, issues ...job.Issue) job.Row {
	row.LeftOut, row.Issues = leftOut, issues
	return row
}

func inOrder(rows ...job.Row) []job.Row {
	for i := range rows {
		rows[i].ID, rows[i].Line, rows[i].Sheet = job.RowID(i+1), i+2, "Domains"
	}
	return rows
}

func names(list ...string) []string { return list }

// say writes the changes of a plan as "row,row action subject target", in order.
func say(p *job.Plan) []string {
	var out []string
	for i := range p.Changes {
		c := &p.Changes[i]
		g := p.Group(c.Group)
		out = append(out, fmt.Sprintf("%v %s %s %s contact %d", c.Rows, g.Action, c.Subject, g.Target, g.Contact))
	}
	return out
}

const (
	byContact = api.SaveBatchTaskForUpdatingContactInfoByNewContact
	byProfile = api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID
	bySingle  = api.SaveSingleTaskForUpdatingContactInfo
)

// The operation is chosen from what the row has: contact fields, or a profile
// id for the registrant, or a profile id for another contact.
func TestChangesChooseTheOperation(t *testing.T) {
	site, _ := api.SiteNamed("intl")
	tests := []struct {
		name   string
		fields job.Params
		target string
		opts   Options
		action string
		shared job.Params
	}{
		{"contact for admin: no lock", contactOf("A", "TransferOutProhibited", "true"), "admin", Options{},
			byContact, contactOf("A", "ContactType", "admin")},
		{"contact for registrant: with lock", contactOf("A", "TransferOutProhibited", "true"), "registrant", Options{},
			byContact, contactOf("A", "ContactType", "registrant", "TransferOutProhibited", "true")},
		{"profile for registrant: no ContactType", job.Params{"RegistrantProfileId": "7", "TransferOutProhibited": "false"}, "registrant", Options{},
			byProfile, job.Params{"RegistrantProfileId": "7", "TransferOutProhibited": "false"}},
		{"profile for tech: single operation", job.Params{"RegistrantProfileId": "7", "TransferOutProhibited": "false"}, "tech", Options{},
			bySingle, job.Params{"RegistrantProfileId": "7", "ContactType": "tech"}},
		{"language goes along", job.Params{"RegistrantProfileId": "7"}, "billing", Options{Lang: "zh"},
			bySingle, job.Params{"RegistrantProfileId": "7", "ContactType": "billing", "Lang": "zh"}},
		{"fields that the site lacks stay behind", job.Params{"RegistrantType": "1", "Email": "a@example.com", "ZhCity": "北京"}, "admin", Options{Site: site},
			byContact, job.Params{"Email": "a@example.com", "ContactType": "admin"}},
		{"empty values and foreign parameters stay behind", job.Params{"Email": "a@example.com", "TelExt": "", "InstanceId": "S1"}, "admin", Options{},
			byContact, job.Params{"Email": "a@example.com", "ContactType": "admin"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Changes(inOrder(asking(tt.fields, names("example.com"), tt.target)), nil, tt.opts)
			if len(p.Groups) != 1 {
				t.Fatalf("groups: %d, issues: %v", len(p.Groups), p.Rows[0].Issues)
			}
			if p.Groups[0].Action != tt.action {
				t.Errorf("action %s, want %s", p.Groups[0].Action, tt.action)
			}
			if d := cmp.Diff(tt.shared, p.Groups[0].Shared); d != "" {
				t.Errorf("shared (-want +got):\n%s", d)
			}
			if (p.Groups[0].Contact != 0) != (tt.action == byContact) {
				t.Errorf("contact %d", p.Groups[0].Contact)
			}
		})
	}
}

// Targets and several domains of a cell multiply, repeats fold, contacts with
// equal data are one however the rows hold them.
func TestChanges(t *testing.T) {
	a, b := contactOf("A"), contactOf("B")
	tests := []struct {
		name     string
		rows     []job.Row
		want     []string
		contacts int
		groups   int
	}{
		{"no rows", nil, nil, 0, 0},
		{"two targets, in the order of ranks", inOrder(asking(a, names("x.com"), "tech", "admin")),
			[]string{"[1] " + byContact + " x.com admin contact 1", "[1] " + byContact + " x.com tech contact 1"}, 1, 2},
		{"two domains in a cell", inOrder(asking(a, names("y.com", "x.com"), "admin")),
			[]string{"[1] " + byContact + " y.com admin contact 1", "[1] " + byContact + " x.com admin contact 1"}, 1, 1},
		{"domain and target named twice in a row", inOrder(asking(a, names("x.com", "x.com"), "admin", "admin")),
			[]string{"[1] " + byContact + " x.com admin contact 1"}, 1, 1},
		{"two asks of a row, numbered by the ranks of their targets", inOrder(asksOf(names("x.com", "y.com"),
			job.Ask{Targets: names("tech"), Fields: b}, job.Ask{Targets: names("admin", "billing"), Fields: a})),
			[]string{"[1] " + byContact + " x.com admin contact 1", "[1] " + byContact + " x.com billing contact 1", "[1] " + byContact + " x.com tech contact 2",
				"[1] " + byContact + " y.com admin contact 1", "[1] " + byContact + " y.com billing contact 1", "[1] " + byContact + " y.com tech contact 2"}, 2, 3},
		{"two asks of a row for the same are one change", inOrder(asksOf(names("x.com"),
			job.Ask{Targets: names("tech"), Fields: a}, job.Ask{Targets: names("tech"), Fields: maps.Clone(a)})),
			[]string{"[1] " + byContact + " x.com tech contact 1"}, 1, 1},
		{"repeat with another map of equal data", inOrder(asking(a, names("x.com"), "admin"), asking(maps.Clone(a), names("x.com"), "admin")),
			[]string{"[1 2] " + byContact + " x.com admin contact 1"}, 1, 1},
		{"a row repeats a part of another", inOrder(asking(a, names("x.com", "y.com"), "admin"), asking(a, names("y.com"), "admin", "tech")),
			[]string{"[1] " + byContact + " x.com admin contact 1", "[1 2] " + byContact + " y.com admin contact 1",
				"[2] " + byContact + " y.com tech contact 1"}, 1, 2},
		{"two contacts, numbered by need", inOrder(asking(b, names("x.com"), "admin"), asking(a, names("y.com"), "admin")),
			[]string{"[1] " + byContact + " x.com admin contact 1", "[2] " + byContact + " y.com admin contact 2"}, 2, 2},
		{"registry classes apart", inOrder(asking(a, names("x.com", "x.cn"), "admin")),
			[]string{"[1] " + byContact + " x.com admin contact 1", "[1] " + byContact + " x.cn admin contact 1"}, 1, 2},
		{"locks apart, contact the same", inOrder(
			asking(contactOf("A", "TransferOutProhibited", "true"), names("x.com"), "registrant"),
			asking(contactOf("A", "TransferOutProhibited", "false"), names("y.com"), "registrant")),
			[]string{"[1] " + byContact + " x.com registrant contact 1", "[2] " + byContact + " y.com registrant contact 1"}, 1, 2},
		{"the lock is nothing to other targets", inOrder(
			asking(contactOf("A", "TransferOutProhibited", "true"), names("x.com"), "admin"),
			asking(a, names("x.com"), "admin")),
			[]string{"[1 2] " + byContact + " x.com admin contact 1"}, 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Changes(tt.rows, nil, options)
			if d := cmp.Diff(tt.want, say(p)); d != "" {
				t.Errorf("changes (-want +got):\n%s", d)
			}
			if len(p.Contacts) != tt.contacts || len(p.Groups) != tt.groups {
				t.Errorf("%d contacts, %d groups, want %d and %d", len(p.Contacts), len(p.Groups), tt.contacts, tt.groups)
			}
		})
	}
}

// Accounts are kept apart, and a row without one has the one of the options.
func TestChangesKeepAccountsApart(t *testing.T) {
	a := contactOf("A")
	rows := inOrder(asking(a, names("x.com"), "admin"), asking(a, names("y.com"), "admin"))
	rows[1].Account = "second"
	p := Changes(rows, nil, options)
	if len(p.Groups) != 2 || p.Groups[0].Account != "default" || p.Groups[1].Account != "second" {
		t.Errorf("groups %+v", p.Groups)
	}
}

// What a row as a whole lacks is said at its cell, once, and sends nothing.
func TestChangesComplain(t *testing.T) {
	a := contactOf("A")
	lockIssue := job.Issue{Cell: "Domains!F2", Column: "TransferOutProhibited", Message: "is \"maybe\""}
	tests := []struct {
		name string
		row  job.Row
		want []string // cell and column
	}{
		{"registrant without the choice of the lock", asking(a, names("x.com"), "registrant"), []string{"Domains!F2 TransferOutProhibited"}},
		{"the same with a choice that is none", asking(contactOf("A", "TransferOutProhibited", "maybe"), names("x.com"), "registrant"),
			[]string{"Domains!F2 TransferOutProhibited"}},
		{"contact fields beside a profile", asking(contactOf("A", "RegistrantProfileId", "7"), names("x.com"), "admin"),
			[]string{"Domains!E2 RegistrantProfileId"}},
		{"neither of them", asking(nil, names("x.com"), "admin"), []string{"Domains!C2 RegistrantOrganization"}},
		{"no domain", asking(a, nil, "admin"), []string{"Domains!A2 DomainName"}},
		{"no target", asking(a, names("x.com")), []string{"Domains!B2 ContactType"}},
		{"a target that is none", asking(a, names("x.com"), "admin", "owner"), []string{"Domains!B2 ContactType"}},
		{"a complaint that is there already", but(asking(a, names("x.com"), "registrant"), "", lockIssue), []string{"Domains!F2 TransferOutProhibited"}},
		{"another complaint beside it", but(asking(a, nil, "registrant"), "", job.Issue{Cell: "Domains!A2", Column: "DomainName"}), []string{"Domains!A2 DomainName", "Domains!F2 TransferOutProhibited"}},
		{"left out: nothing is said", but(asking(nil, nil), "--only"), nil},
		{"no ask at all", asksOf(names("x.com")), []string{"Domains!A2 ContactType", "Domains!A2 RegistrantOrganization"}},
		{"each ask at its own cells", asksOf(nil,
			job.Ask{Targets: names("registrant"), Fields: a, Cells: letters},
			job.Ask{Targets: names("owner"), Fields: a, Cells: map[string]string{"ContactType": "K"}},
			job.Ask{Targets: names("tech"), Cells: map[string]string{"RegistrantOrganization": "H"}},
			job.Ask{Targets: names("admin"), Fields: contactOf("A", "RegistrantProfileId", "7"), Cells: map[string]string{"RegistrantProfileId": "J"}}),
			[]string{"Domains!F2 TransferOutProhibited", "Domains!A2 DomainName", "Domains!K2 ContactType", "Domains!H2 RegistrantOrganization", "Domains!J2 RegistrantProfileId"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows := inOrder(tt.row)
			before := len(rows[0].Issues)
			p := Changes(rows, nil, options)
			var got []string
			for _, is := range p.Rows[0].Issues {
				got = append(got, is.Cell+" "+is.Column)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("issues (-want +got):\n%s", d)
			}
			if len(p.Changes)+len(p.Groups)+len(p.Contacts)+len(p.Rows[0].Changes) > 0 {
				t.Errorf("it sends something: %v", say(p))
			}
			if len(rows[0].Issues) != before {
				t.Error("the caller's row was written to")
			}
		})
	}
}

// A change names all of its domain that come before it, whichever row asks for them.
func TestChangesOrder(t *testing.T) {
	a, owner := contactOf("A"), contactOf("B", "TransferOutProhibited", "false")
	p := Changes(inOrder(
		asking(a, names("x.com", "y.com"), "tech"),
		asking(owner, names("x.com"), "registrant"),
		asking(a, names("x.com"), "admin"),
	), nil, options)
	got := make(map[string][]job.Dep)
	for i := range p.Changes {
		c := &p.Changes[i]
		got[c.Subject+" "+p.Group(c.Group).Target] = c.After
	}
	want := map[string][]job.Dep{
		"x.com tech":       {{Change: 3, Always: true}, {Change: 4, Always: true}},
		"y.com tech":       nil,
		"x.com registrant": nil,
		"x.com admin":      {{Change: 3, Always: true}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("after (-want +got):\n%s", d)
	}
}

// The ranks are those of the design, and success is needed only of what makes a
// domain changeable, and of the hosts of its DNS servers.
func TestRanks(t *testing.T) {
	ranks := []int{
		RankCheck, RankActivate, RankRedeem, RankRenew, RankUpdateLockOff, RankDNSHosts, RankDNSHostSync, RankDNS,
		RankRegistrant, RankAdmin, RankBilling, RankTech, RankOther, RankTransferLock, RankTransfer, RankUpdateLockOn,
	}
	for i, rank := range ranks {
		if rank != i+1 {
			t.Errorf("rank %d stands at place %d", rank, i+1)
		}
	}
	tests := []struct {
		name           string
		earlier, later int
		want           bool
	}{
		{"registration before DNS", RankActivate, RankDNS, false},
		{"redemption before renewal", RankRedeem, RankRenew, false},
		{"unlock before a change", RankUpdateLockOff, RankRegistrant, false},
		{"unlock before the transfer code", RankUpdateLockOff, RankTransfer, false},
		{"hosts before DNS", RankDNSHosts, RankDNS, false},
		{"hosts before contacts", RankDNSHosts, RankAdmin, true},
		{"renewal before a change", RankRenew, RankAdmin, true},
		{"registrant before admin", RankRegistrant, RankAdmin, true},
		{"change before locking again", RankTech, RankUpdateLockOn, true},
		{"unlock before locking again", RankUpdateLockOff, RankUpdateLockOn, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := onlyEnd(tt.earlier, tt.later); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
