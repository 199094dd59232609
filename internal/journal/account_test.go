package journal

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// What was read of the account is there when the run is opened again; profiles
// and addresses, which are personal data, are not kept at all.
func TestAccountComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := mustCreate(t, path)
	locked := &job.DomainState{UpdateLock: "OPEN", EmailVerified: "1", DNS: []string{"ns1.example.net", "ns2.example.net"}}
	pieces := []*job.Account{
		{Name: "default", At: noon, Holdings: []job.Holding{{Domain: "a.com", InstanceID: "S1", Expires: noon}, {Domain: "b.com", InstanceID: "S2"}}},
		{Name: "default", At: noon, Whole: true, Total: 3, Holdings: []job.Holding{{Domain: "c.com", Gone: true}}},
		{Name: "default", At: noon, Holdings: []job.Holding{{Domain: "b.com", InstanceID: "S2", State: locked}}},
		{Name: "default", At: noon, Profiles: []job.Profile{{ID: "7", Fields: job.Params{"Email": "张三@example.com"}}}, Emails: []job.Email{{Address: "张三@example.com"}}},
	}
	for _, a := range pieces {
		mustAppend(t, j, &job.Event{At: noon, Kind: job.KindAccount, Account: a})
	}
	mustVerify(t, j)
	mustClose(t, j)
	j = mustOpen(t, path)
	defer mustClose(t, j)
	l, err := j.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	want := &job.Ledger{
		Account: job.Account{Name: "default", At: noon, Whole: true, Total: 3},
		Holdings: map[string]job.Holding{
			"a.com": {Domain: "a.com", InstanceID: "S1", Expires: noon},
			"b.com": {Domain: "b.com", InstanceID: "S2", State: locked},
			"c.com": {Domain: "c.com", Gone: true},
		},
	}
	if diff := cmp.Diff(want, l); diff != "" {
		t.Error(diff)
	}
	if text := fmt.Sprint(dump(t, j, "events"), dump(t, j, "data")); strings.Contains(text, "张三") || strings.Contains(text, `"7"`) {
		t.Errorf("personal data was kept: %s", text)
	}
}

// The lists of several accounts are read apart, and come back apart; each domain
// comes back with the account that has it.
func TestSeveralAccountsComeBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := mustCreate(t, path)
	for _, a := range []*job.Account{
		{Name: "east", At: noon, Holdings: []job.Holding{{Domain: "a.com", Account: "east"}}},
		{Name: "east", At: noon, Whole: true, Total: 1},
		{Name: "west", At: noon, Whole: true, Total: 1, Holdings: []job.Holding{{Domain: "b.com", Account: "west"}}},
		{Name: "empty", At: noon, Whole: true},
	} {
		mustAppend(t, j, &job.Event{At: noon, Kind: job.KindAccount, Account: a})
	}
	mustVerify(t, j)
	mustClose(t, j)
	j = mustOpen(t, path)
	defer mustClose(t, j)
	l, err := j.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]job.Account{
		"east": {Name: "east", At: noon, Whole: true, Total: 1}, "west": {Name: "west", At: noon, Whole: true, Total: 1},
		"empty": {Name: "empty", At: noon, Whole: true}, "other": {},
	} {
		if diff := cmp.Diff(want, l.Reading(name)); diff != "" {
			t.Error(name, diff)
		}
	}
	want := map[string]job.Holding{"a.com": {Domain: "a.com", Account: "east"}, "b.com": {Domain: "b.com", Account: "west"}}
	if diff := cmp.Diff(want, l.Holdings); diff != "" {
		t.Error(diff)
	}
	mustVerify(t, j)
}

// Answers come back in their order; they stand among what can be taken out, and
// are gone then.
func TestAnswers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := mustCreate(t, path)
	first := []job.Answer{{Change: 2, Fields: job.Params{"Avail": "1"}}, {Change: 1, Fields: job.Params{"Avail": "0", "Email": "张三@example.com"}}}
	second := []job.Answer{{Change: 3, Fields: job.Params{"Result": "1"}}}
	mustAppend(t, j, planned(1, 2, 3))
	for i, answers := range [][]job.Answer{first, second} {
		e := moved(job.Settled, job.ChangeID(i+1))
		e.Answers = answers
		mustAppend(t, j, e)
	}
	if diff := cmp.Diff(append(first, second...), collect(t, j.Answers())); diff != "" {
		t.Error(diff)
	}
	if text := fmt.Sprint(dump(t, j, "events"), dump(t, j, "answers")); strings.Contains(text, "张三") {
		t.Errorf("an answer stands in the open: %s", text)
	}
	if err := j.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if got := collect(t, j.Answers()); len(got) != 3 {
		t.Errorf("after a rebuild: %v", got)
	}
	mustClose(t, j)
	alter(t, path, "DELETE FROM data")
	j = mustOpen(t, path)
	defer mustClose(t, j)
	mustAppend(t, j, &job.Event{At: noon, Kind: job.KindForgotten, Totals: &job.Totals{}})
	mustVerify(t, j)
	if got := collect(t, j.Answers()); len(got) != 0 {
		t.Errorf("answers that were taken out: %v", got)
	}
}
