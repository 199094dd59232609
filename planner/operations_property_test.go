package planner

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// TestOperations holds plans of all operations to the promises of the package.
func TestOperations(t *testing.T) { rapid.Check(t, checkOperations) }

func checkOperations(t *rapid.T) {
	rows := drawWork(t)
	before := snapshot(rows)
	opts := options
	opts.Lang = rapid.SampledFrom([]string{"", "en"}).Draw(t, "lang")
	opts.Current = rapid.Bool().Draw(t, "current")
	opts.BatchSize = rapid.IntRange(1, 4).Draw(t, "size")
	p := Changes(rows, tables, opts)
	checkFates(t, p)
	checkChains(t, p)
	checkFewest(t, p, opts)
	if got := snapshot(rows); got != before {
		t.Fatalf("the caller's rows were written to:\n%s\n%s", before, got)
	}
	if diff := cmp.Diff(p, Changes(rows, tables, opts)); diff != "" {
		t.Fatalf("equal input, another plan:\n%s", diff)
	}
	if again := Changes(inOrder(rapid.Permutation(rows).Draw(t, "order")...), tables, opts); again.Digest != p.Digest {
		t.Fatalf("digest %s in another order, %s before", again.Digest, p.Digest)
	}
	checkInAccount(t, p, opts)
}

// work are asks of every kind, some of them lacking something.
var work = []job.Ask{
	{Op: api.SaveBatchTaskForUpdateProhibitionLock, Fields: job.Params{"Status": "false"}},
	{Op: api.SaveBatchTaskForUpdateProhibitionLock, Fields: job.Params{"Status": "true"}},
	{Op: api.SaveSingleTaskForUpdateProhibitionLock, Fields: job.Params{"Status": "true"}},
	{Op: api.SaveBatchTaskForTransferProhibitionLock, Fields: job.Params{"Status": "true"}},
	{Op: api.SaveBatchTaskForTransferProhibitionLock, Fields: job.Params{"Status": "false"}},
	{Op: api.SaveBatchTaskForModifyingDomainDns, Fields: job.Params{"DomainNameServer.1": "ns1.a.com", "DomainNameServer.2": "ns2.a.com"}},
	{Op: api.SaveBatchTaskForModifyingDomainDns, Fields: job.Params{"AliyunDns": "true"}},
	{Op: api.SaveBatchTaskForModifyingDomainDns},
	{Op: api.SaveSingleTaskForCreatingDnsHost, Fields: job.Params{"DnsName": "ns1", "Ip.1": "192.0.2.1"}},
	{Op: api.SaveSingleTaskForCreatingDnsHost, Fields: job.Params{"DnsName": "ns2", "Ip.1": "192.0.2.2"}},
	{Op: api.SaveSingleTaskForModifyingDnsHost, Fields: job.Params{"DnsName": "ns2", "Ip.1": "192.0.2.3", "InstanceId": "S1"}},
	{Op: api.SaveSingleTaskForSynchronizingDnsHost},
	{Op: api.SaveBatchTaskForCreatingOrderRenew, Fields: job.Params{"SubscriptionDuration": "1"}},
	{Op: api.SaveBatchTaskForCreatingOrderRenew, Fields: job.Params{"SubscriptionDuration": "2", "CurrentExpirationDate": "1800000000000"}},
	{Op: api.SaveBatchTaskForCreatingOrderRedeem},
	{Op: api.SaveBatchTaskForCreatingOrderActivate, Fields: job.Params{"RegistrantProfileName": "Acme"}},
	{Op: api.SaveBatchTaskForCreatingOrderActivate, Fields: contactOf("A")},
	{Op: api.CheckDomain},
	{Op: api.QueryTransferOutInfo},
	{Op: api.SaveSingleTaskForQueryingTransferAuthorizationCode},
	{Op: api.TransferInReenterTransferAuthorizationCode, Fields: job.Params{"TransferAuthorizationCode": "secret"}},
	{Op: api.SaveRegistrantProfile, Fields: contactOf("A")},
	{Op: api.SaveRegistrantProfile, Fields: contactOf("B", "RegistrantProfileId", "7")},
	{Op: api.SaveSingleTaskForUpdatingContactInfo, Fields: job.Params{"RegistrantProfileId": "7"}, Targets: []string{"tech"}},
	{Op: api.SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId, Fields: job.Params{"RegistrantProfileId": "7"}, Targets: []string{"tech"}},
	{Op: api.QueryDomainList},
	{Op: "Nothing"},
	{Fields: contactOf("A"), Targets: []string{"admin", "tech"}},
	{Fields: contactOf("A", "TransferOutProhibited", "true"), Targets: []string{"registrant"}},
	{Fields: contactOf("B", "Email", api.Current), Targets: []string{"billing"}},
	{Fields: job.Params{"RegistrantProfileName": "Acme"}, Targets: []string{"tech"}},
	{Fields: job.Params{"RegistrantProfileId": "9"}, Targets: []string{"admin"}},
}

func drawWork(t *rapid.T) []job.Row {
	row := rapid.Custom(func(t *rapid.T) job.Row {
		asks := slices.Clone(rapid.SliceOfN(rapid.SampledFrom(work), 1, 3).Draw(t, "asks"))
		step := rapid.SampledFrom([]int{0, 0, 0, 0, 1, 2}).Draw(t, "step")
		for i := range asks {
			asks[i].Step, asks[i].Cells = step, letters
		}
		return asksOf(rapid.SliceOfN(rapid.SampledFrom(names("a.com", "b.com", "c.cn", "d.com", "e.com")), 0, 2).Draw(t, "names"), asks...)
	})
	mail := rapid.Custom(func(t *rapid.T) job.Row {
		op := rapid.SampledFrom([]string{api.SubmitEmailVerification, api.DeleteEmailVerification, api.ResendEmailVerification}).Draw(t, "op")
		return asksOf(rapid.SliceOfN(rapid.SampledFrom(names("a@a.com", "b@a.com")), 1, 2).Draw(t, "addresses"),
			job.Ask{Op: op, Cells: letters, Step: rapid.IntRange(0, 2).Draw(t, "step")})
	})
	return inOrder(rapid.SliceOfN(rapid.OneOf(row, row, row, mail), 0, 8).Draw(t, "rows")...)
}

// checkFates: a row ends with issues or with changes, which know of it.
func checkFates(t *rapid.T, p *job.Plan) {
	for i := range p.Rows {
		r := &p.Rows[i]
		if (len(r.Issues) == 0) != (len(r.Changes) > 0) {
			t.Fatalf("row %d has issues %v and changes %v", r.ID, r.Issues, r.Changes)
		}
		sorted := slices.Sorted(slices.Values(r.Changes))
		if len(slices.Compact(sorted)) != len(r.Changes) {
			t.Fatalf("row %d has a change twice: %v", r.ID, r.Changes)
		}
		for _, id := range r.Changes {
			if !slices.Contains(p.Change(id).Rows, r.ID) {
				t.Fatalf("change %d does not know of row %d", id, r.ID)
			}
		}
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		for _, id := range c.Rows {
			if r := p.Row(id); len(r.Issues) == 0 && !slices.Contains(r.Changes, c.ID) {
				t.Fatalf("row %d does not know of change %d", id, c.ID)
			}
		}
	}
}

// checkChains: of two changes of one domain one comes first, and no change comes
// before itself.
func checkChains(t *rapid.T, p *job.Plan) {
	after := func(a, b *job.Change) bool {
		return slices.ContainsFunc(a.After, func(d job.Dep) bool { return d.Change == b.ID })
	}
	for i := range p.Changes {
		for j := range i {
			a, b := &p.Changes[i], &p.Changes[j]
			if a.Subject == b.Subject && p.Group(a.Group).Class != "" && p.Group(b.Group).Class != "" && after(a, b) == after(b, a) {
				t.Fatalf("no order between changes %d and %d of %s", a.ID, b.ID, a.Subject)
			}
		}
	}
	done := make(map[job.ChangeID]bool)
	for range p.Changes {
		for i := range p.Changes {
			c := &p.Changes[i]
			done[c.ID] = !slices.ContainsFunc(c.After, func(d job.Dep) bool { return !done[d.Change] })
		}
	}
	for i := range p.Changes {
		if !done[p.Changes[i].ID] {
			t.Fatalf("change %d waits for itself: %v", p.Changes[i].ID, p.Changes[i].After)
		}
	}
}

// checkFewest: requests are as few as the groups allow, and no two groups are alike.
func checkFewest(t *rapid.T, p *job.Plan, opts Options) {
	sizes, likes := make(map[job.GroupID]int), make(map[string]bool)
	for i := range p.Changes {
		sizes[p.Changes[i].Group]++
	}
	want := 0
	for i := range p.Groups {
		g := &p.Groups[i]
		likes[likeness(g)] = true
		size := opts.BatchSize
		if op, _ := api.Lookup(g.Action); !op.Batch() {
			size = 1
		}
		if sizes[g.ID] == 0 {
			t.Fatalf("group %d has no change", g.ID)
		}
		want += (sizes[g.ID] + size - 1) / size
	}
	if got := len(Batches(p, nil, opts)); got != want || len(likes) != len(p.Groups) {
		t.Fatalf("%d requests, %d are enough; %d groups, %d distinct", got, want, len(p.Groups), len(likes))
	}
}

// checkInAccount: whatever is known of the account, a completed plan keeps all
// promises, what it adds included, and completing it again changes nothing.
func checkInAccount(t *rapid.T, plan *job.Plan, opts Options) {
	known := drawKnown(t)
	opts.Unlock, opts.Via = rapid.Bool().Draw(t, "unlock"), rapid.IntRange(0, 2).Draw(t, "via")
	gone := rapid.SliceOf(rapid.IntRange(1, 12)).Draw(t, "not left")
	left := func(id job.ChangeID) bool { return !slices.Contains(gone, int(id)) }
	before := written(plan)
	p, refused := InAccount(plan, known, left, opts)
	if written(plan) != before {
		t.Fatal("the plan that was given was written to")
	}
	if p.Digest != plan.Digest || len(p.Rows) != len(plan.Rows) {
		t.Fatalf("digest %s, before %s; %d rows, before %d", p.Digest, plan.Digest, len(p.Rows), len(plan.Rows))
	}
	checkFates(t, p)
	checkChains(t, p)
	checkFewest(t, p, opts)
	for i := range p.Changes {
		c := &p.Changes[i]
		noRow := !slices.ContainsFunc(c.Rows, func(id job.RowID) bool { return len(p.Row(id).Issues) == 0 })
		if slices.Contains(refused, c.ID) != noRow {
			t.Fatalf("change %d of rows %v, refused: %v", c.ID, c.Rows, refused)
		}
		if !noRow && left(c.ID) {
			checkComplete(t, p, c, known, opts)
		}
	}
	again, more := InAccount(p, known, left, opts)
	if diff := cmp.Diff(p, again); diff != "" || len(more) > 0 {
		t.Fatalf("completed again (refused %v):\n%s", more, diff)
	}
}

func written(plan *job.Plan) string {
	text, _ := json.Marshal(plan)
	return string(text)
}

// checkComplete: a change that will be sent lacks nothing, and no lock stands in its way.
func checkComplete(t *rapid.T, p *job.Plan, c *job.Change, known Known, opts Options) {
	g := p.Group(c.Group)
	op, _ := api.Lookup(g.Action)
	params := maps.Clone(g.Shared)
	maps.Copy(params, c.Own)
	if params["RegistrantProfileName"] != "" || op.Subject == "InstanceId" && params["InstanceId"] == "" || op.Takes("CurrentExpirationDate") && params["CurrentExpirationDate"] == "" {
		t.Fatalf("change %d is not complete: %s with %v", c.ID, op.Name, params)
	}
	h := known.Holdings[c.Subject]
	if op.Takes("CurrentExpirationDate") && !h.Expires.IsZero() && params["CurrentExpirationDate"] != strconv.FormatInt(h.Expires.UnixMilli(), 10) {
		t.Fatalf("change %d has the date %s, the account %s", c.ID, params["CurrentExpirationDate"], h.Expires)
	}
	lifted := slices.ContainsFunc(c.After, func(d job.Dep) bool { return p.GroupOf(d.Change).Name == job.UpdateLockOff })
	own := slices.ContainsFunc(p.Changes, func(o job.Change) bool {
		return o.Subject == c.Subject && p.Group(o.Group).Name == job.UpdateLockOff && !o.Added
	})
	if opts.Unlock && h.State.Locked() && lockRefuses(g.Rank) && !lifted && !own {
		t.Fatalf("change %d of a locked domain", c.ID)
	}
}

func drawKnown(t *rapid.T) Known {
	known := Known{Now: time.UnixMilli(1_700_000_000_000), Holdings: make(map[string]job.Holding), Profiles: []job.Profile{
		{ID: "7", Fields: contactOf("Acme")},
	}}
	for _, name := range names("a.com", "b.com", "c.cn", "d.com", "e.com") {
		h := job.Holding{Domain: name, InstanceID: "S1", Expires: time.UnixMilli(1_800_000_000_000)}
		switch rapid.IntRange(0, 6).Draw(t, name) {
		case 0:
			continue
		case 1:
			h = job.Holding{Domain: name, Gone: true}
		case 2:
			h.Expires = time.UnixMilli(1_600_000_000_000)
		case 3, 4:
			h.State = &job.DomainState{UpdateLock: "OPEN"}
		}
		known.Holdings[name] = h
	}
	known.Account = job.Account{Whole: rapid.Bool().Draw(t, "whole"), Total: len(known.Holdings)}
	if rapid.Bool().Draw(t, "more profiles") {
		known.Profiles = append(known.Profiles, job.Profile{ID: "8", Fields: contactOf("A"), Verified: "SUCCEED"}, job.Profile{ID: "9", Fields: contactOf("ACME ")})
	}
	return known
}
