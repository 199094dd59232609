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
	named := accountOf(nil, "x.com")
	named.Account.Total = 0
	tests := []struct {
		name    string
		asks    []job.Ask
		known   Known
		message string
		empty   bool // it is said that the list is empty
	}{
		{"the list is empty, and the domain was found by name", []job.Ask{admin}, named, "", false},
		{"there", []job.Ask{admin}, accountOf(nil, "x.com"), "", false},
		{"not there", []job.Ask{admin}, accountOf(nil, "y.com"), "x.com is not in the account", false},
		{"asked for by name and not there", []job.Ask{admin}, gone, "x.com is not in the account", false},
		{"the list is not whole", []job.Ask{admin}, piece, "", false},
		{"the list is empty", []job.Ask{admin}, empty, "", true},
		{"expired", []job.Ask{admin}, expired, "x.com expired on 2026-05-01", false},
		{"expired, and redeemed before", []job.Ask{admin, op("redeem", "CurrentExpirationDate", millis(today))}, expired, "", false},
		{"expired, and renewed", []job.Ask{op("renew", "SubscriptionDuration", "1")}, expired, "", false},
		{"expired, and only looked at", []job.Ask{op("transfer-out-info")}, expired, "", false},
		{"to be registered", []job.Ask{op("activate", "RegistrantProfileId", "7"), admin}, accountOf(nil, "y.com"), "", false},
		{"to be checked", []job.Ask{op("check")}, accountOf(nil, "y.com"), "", false},
		{"to be transferred in", []job.Ask{op("transfer-in", "TransferAuthorizationCode", "c")}, accountOf(nil, "y.com"), "", false},
		{"to be transferred out", []job.Ask{op("transfer-code")}, accountOf(nil, "y.com"), "x.com is not in the account", false},
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
			said := slices.ContainsFunc(got.Warnings, func(w job.Issue) bool {
				return strings.HasPrefix(w.Message, "the account's list of domains is empty")
			})
			if said != tt.empty {
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
