package report

import (
	"slices"
	"strings"
	"testing"

	"domainbatch/internal/api"
	"domainbatch/internal/job"

	"github.com/google/go-cmp/cmp"
)

// migrating is a run over a CSV with changes of many kinds: unlocking, name
// servers, orders, a contact by a profile that is made first, a mail, locking again.
func migrating() *Data {
	off, on := job.Params{"Status": "false"}, job.Params{"Status": "true"}
	plan := &job.Plan{
		Tables: []job.Table{{Header: 1, Last: 4, Columns: []job.Column{{Letters: "A", Header: "Domain", Param: "DomainName"}, {Letters: "B", Header: "Email", Param: "Email"}}}},
		Groups: []job.Group{
			{ID: 1, Action: api.SaveBatchTaskForUpdateProhibitionLock, Name: "update-lock off", Class: job.ClassOther, Rank: 4, Shared: off},
			{ID: 2, Action: api.SaveBatchTaskForModifyingDomainDns, Name: "dns", Class: job.ClassOther, Rank: 6, Step: 2, Shared: job.Params{}},
			{ID: 3, Action: api.SaveBatchTaskForCreatingOrderRenew, Name: "renew", Class: job.ClassOther, Rank: 3, Shared: job.Params{}},
			{ID: 4, Action: api.SaveRegistrantProfile, Name: "profile", Shared: job.Params{}, Contact: 1},
			{ID: 5, Action: api.SubmitEmailVerification, Name: "verify-email", Shared: job.Params{}},
			{ID: 6, Action: api.SaveBatchTaskForUpdateProhibitionLock, Name: "update-lock on", Class: job.ClassOther, Rank: 14, Shared: on, Relock: true},
			{ID: 7, Action: api.SaveSingleTaskForUpdatingContactInfo, Target: "admin", Class: job.ClassOther, Rank: 8, Shared: job.Params{}},
		},
		Contacts: []job.Contact{{ID: 1, Fields: job.Params{"Email": "a@example.com"}}, {ID: 2, Fields: job.Params{"Email": "b@example.com"}}},
		Rows:     []job.Row{{ID: 1, Line: 2, Names: []string{"a.com"}}, {ID: 2, Line: 3, Names: []string{"xn--fsqu00a.com"}}, {ID: 3, Line: 4, Names: []string{"m@example.com"}}},
	}
	ask := func(group job.GroupID, subject string, row job.RowID, own job.Params, added bool) {
		id := job.ChangeID(len(plan.Changes) + 1)
		plan.Changes = append(plan.Changes, job.Change{ID: id, Group: group, Subject: subject, Rows: []job.RowID{row}, Own: own, Added: added})
		plan.Rows[row-1].Changes = append(plan.Rows[row-1].Changes, id)
	}
	for row, name := range []string{"a.com", "xn--fsqu00a.com"} {
		for group := job.GroupID(1); group <= 3; group++ {
			ask(group, name, job.RowID(row+1), job.Params{"SubscriptionDuration": []string{"2", "3"}[row]}, group == 1)
		}
		ask(6, name, job.RowID(row+1), nil, true)
	}
	ask(4, "A2", 1, nil, true)
	ask(7, "a.com", 1, nil, false)
	ask(5, "m@example.com", 3, nil, false)
	plan.Changes[9].Contact = 2
	ledger := &job.Ledger{Loaded: true, Planned: true, Sent: true}
	for i := range plan.Changes {
		*ledger.Standing(job.ChangeID(i + 1)) = job.Standing{Change: job.ChangeID(i + 1), State: job.Settled, Result: job.Succeeded, Finished: start}
	}
	ledger.Standing(7).Result = job.Unknown // the renewal of the second
	return &Data{Info: job.Info{Input: "list.csv"}, Plan: plan, Ledger: ledger, Zone: zone}
}

func migration(t *testing.T, data *Data) map[string][][]string {
	t.Helper()
	f := reopen(t, write(t, "r.xlsx", open(t, "list.csv", []byte("Domain,Email\na.com\n例子.com\n,m@example.com\n")), data))
	sheets := make(map[string][][]string)
	for _, name := range f.GetSheetList() {
		sheets[name] = rowsOf(t, f, name)
	}
	return sheets
}

// Tasks says of each change what it does, in which step, and names what is no
// domain in a column of its own.
func TestTasksOfOperations(t *testing.T) {
	lines := migration(t, migrating())["Tasks"]
	var got []string
	for _, line := range lines {
		got = append(got, strings.Join(line[:7], "|"))
	}
	want := []string{
		"Source Cell|Domain (Unicode)|Domain (ASCII)|Other Subject|What Was Done|Step In The Plan|Target",
		"A2|a.com|a.com||update-lock off (no row asks for it)||", "A2|a.com|a.com||dns|2|", "A2|a.com|a.com||renew||", "A2|a.com|a.com||update-lock on (no row asks for it)||",
		"A3|例子.com|xn--fsqu00a.com||update-lock off (no row asks for it)||", "A3|例子.com|xn--fsqu00a.com||dns|2|", "A3|例子.com|xn--fsqu00a.com||renew||",
		"A3|例子.com|xn--fsqu00a.com||update-lock on (no row asks for it)||",
		"A2|||A2|profile (no row asks for it)||", "A2|a.com|a.com||contacts||admin", "B4|||m@example.com|verify-email||",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tasks (-want +got):\n%s", diff)
	}
	alone := migrating()
	alone.Plan.Groups = alone.Plan.Groups[4:5]
	alone.Plan.Changes = []job.Change{{ID: 1, Group: 1, Subject: "m@example.com", Rows: []job.RowID{1}}}
	for i := range alone.Plan.Rows {
		alone.Plan.Rows[i].Changes = nil
	}
	if line := migration(t, alone)["Tasks"][0]; !slices.Equal(line[:4], []string{"Source Cell", "Other Subject", "What Was Done", "Action"}) {
		t.Errorf("a run without domains has the columns %q", line)
	}
	if line := migration(t, csvData())["Tasks"][0]; slices.Contains(line, "What Was Done") || slices.Contains(line, "Step In The Plan") || slices.Contains(line, "Other Subject") {
		t.Errorf("a run of contacts has the columns %q", line)
	}
}

// Summary counts by what was done, in the order of the domain's way, and the
// orders with their years; a contact of a change of its own counts as used.
func TestSummaryOfOperations(t *testing.T) {
	sheets := migration(t, migrating())
	var got []string
	for _, line := range sheets["Summary"] {
		got = append(got, strings.Join(line, "|"))
	}
	want := []string{
		"What was done", "What|Changes||Results",
		"profile|1||1 succeeded", "verify-email|1||1 succeeded", "renew|2||1 unknown, 1 succeeded", "update-lock off|2||2 succeeded", "admin|1||1 succeeded",
		"update-lock on|2||2 succeeded", "dns|2||2 succeeded",
		"", "Orders", "What was ordered|Placed|Years|Not certain", "renew|1|2|1 unknown, for 3 years: look at the bill",
	}
	at := slices.Index(got, want[0])
	if at < 0 || len(got) < at+len(want) {
		t.Fatalf("Summary is %q", got)
	}
	if diff := cmp.Diff(want, got[at:at+len(want)]); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
	if !slices.Contains(got, "Number of domains|2") {
		t.Errorf("the domains are not 2: %q", got)
	}
	for i, want := range []string{"0|1", "1|1"} {
		if line := sheets["Contacts"][1+i]; strings.Join(line[6:8], "|") != want {
			t.Errorf("contact %d is used by %q", i+1, line[6:8])
		}
	}
}
