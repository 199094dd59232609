package planner

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// spread gives the rows of a plan to accounts, in turn.
func spread(rows []job.Row, accounts ...string) []job.Row {
	for i := range rows {
		rows[i].Account = accounts[i%len(accounts)]
	}
	return rows
}

// Two accounts are worked side by side: what is to be done of each counts, and the
// longer one is the duration.
func TestEstimateOfAccounts(t *testing.T) {
	rows := spread(inOrder(many(101, contactOf("A"), "com", "admin")...), "east", "west")
	p := Changes(rows, nil, options)
	batches := Batches(p, nil, Options{BatchSize: 50})
	opts := EstimateOptions{Before: true, Needs: Needs{List: true, Profiles: true}, Known: &job.Ledger{
		Account: job.Account{Name: "east", Whole: true, Total: 60}, Accounts: map[string]job.Account{"east": {Name: "east", Whole: true, Total: 60}},
	}}
	f := Estimate(p, batches, opts)
	want := map[string]int{
		api.VerifyContactField: 1, api.QueryContactInfo: 101, api.QueryDomainList: 1, api.QueryRegistrantProfiles: 2,
		byContact: 3, api.QueryTaskDetailList: 3,
	}
	got := maps.Clone(f.Calls)
	delete(got, api.QueryTaskList)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("calls (-want +got):\n%s", d)
	}
	half := Changes(spread(inOrder(many(51, contactOf("A"), "com", "admin")...), "east"), nil, options)
	alone := Estimate(half, Batches(half, nil, Options{BatchSize: 50}), EstimateOptions{Before: true, Needs: Needs{Profiles: true}})
	if f.Duration != alone.Duration {
		t.Errorf("two accounts take %s, half of it in one %s", f.Duration, alone.Duration)
	}
}

// A domain that another account has is refused at the cell that names the account;
// what an account does not have, at the domain; and profiles are those of the account.
func TestHeldByAnotherAccount(t *testing.T) {
	cells := map[string]string{"DomainName": "A", paramAccount: "F"}
	row := func(name, account string) job.Row {
		r := asksOf(names(name), job.Ask{Fields: contactOf("A"), Targets: names("admin"), Cells: cells})
		r.Account = account
		return r
	}
	tables := []job.Table{{Sheet: "Domains", Columns: []job.Column{{Letters: "A", Param: "DomainName"}, {Letters: "F", Param: paramAccount}}}}
	p := Changes(inOrder(row("a.com", "east"), row("b.com", "east"), row("c.com", "west"), row("d.com", "empty")), tables, options)
	whole := func(n int) job.Account { return job.Account{At: time.UnixMilli(1), Whole: true, Total: n} }
	known := Known{
		Accounts: map[string]job.Account{"east": whole(1), "west": whole(2), "empty": whole(0)},
		Holdings: map[string]job.Holding{
			"a.com": {Domain: "a.com", Account: "east"}, "b.com": {Domain: "b.com", Account: "west"}, "x.com": {Domain: "x.com", Account: "west"},
		},
	}
	resolved, refused := InAccount(p, known, nil, options)
	if d := cmp.Diff([]job.ChangeID{2, 3}, refused); d != "" {
		t.Error(d)
	}
	want := []string{
		"2 Domains!F3 Account: b.com is not in account east; account west has it",
		"3 Domains!A4 DomainName: c.com is not in account west",
	}
	if d := cmp.Diff(want, complain(resolved)); d != "" {
		t.Error(d)
	}
	warned := fmt.Sprint(resolved.Warnings)
	if want := "Domains!A5: DomainName: account empty's list of domains is empty"; strings.Count(warned, want) != 1 {
		t.Errorf("warnings %s", warned)
	}
}

// One domain in two accounts is a complaint about both rows, also where their
// changes do not touch: a domain is in one account.
func TestDomainInTwoAccounts(t *testing.T) {
	cells := map[string]string{"DomainName": "A", paramAccount: "F"}
	row := func(account, target string) job.Row {
		r := asksOf(names("a.com"), job.Ask{Fields: contactOf("A"), Targets: names(target), Cells: cells})
		r.Account = account
		return r
	}
	p := Changes(inOrder(row("east", "admin"), row("west", "tech"), row("east", "billing")), nil, options)
	want := []string{
		"1 Domains!F2 Account: a.com is asked for in account east here, and elsewhere in Domains!F3 (account west)",
		"2 Domains!F3 Account: a.com is asked for in account west here, and elsewhere in Domains!F2 (account east)",
		"3 Domains!F4 Account: a.com is asked for in account east here, and elsewhere in Domains!F3 (account west)",
	}
	if d := cmp.Diff(want, complain(p)); d != "" || len(p.Changes) > 0 {
		t.Error(d, p.Changes)
	}
}

// A profile that is found by its owner's name is one of the account of the row.
func TestProfilesOfAccounts(t *testing.T) {
	row := func(name, account string) job.Row {
		r := asksOf(names(name), job.Ask{Fields: job.Params{paramProfileName: "Acme"}, Targets: names("admin"), Cells: letters})
		r.Account = account
		return r
	}
	p := Changes(inOrder(row("a.com", "east"), row("b.com", "west"), row("c.com", "other")), nil, options)
	known := Known{Profiles: []job.Profile{
		{Account: "east", ID: "7", Fields: contactOf("Acme")}, {Account: "west", ID: "8", Fields: contactOf("Acme")},
	}}
	resolved, refused := InAccount(p, known, nil, options)
	ids := make(map[string]string)
	for i := range resolved.Changes {
		g := resolved.GroupOf(resolved.Changes[i].ID)
		ids[resolved.Changes[i].Subject] = g.Shared[paramProfile]
	}
	if d := cmp.Diff(map[string]string{"a.com": "7", "b.com": "8", "c.com": ""}, ids); d != "" || len(refused) != 1 {
		t.Error(d, refused)
	}
}
