package dossier

import (
	"strings"
	"testing"
	"time"

	"domainbatch/internal/job"
)

// covering is a run of domains that stand in every state.
func covering(account *job.Account, pieces ...*job.Account) *build {
	b := newBuild()
	c := b.contact(buyer())
	admin := want{target: "admin", contact: c}
	for _, name := range []string{"done.com", "gone.com", "absent.com", "failed.com"} {
		b.change(b.row(name), admin)
	}
	again := b.row("done.com")
	again.Changes = []job.ChangeID{1}
	b.plan.Changes[0].Rows = append(b.plan.Changes[0].Rows, again.ID)
	left := b.row("left.com")
	left.LeftOut = job.MessageLeftByLimit
	half := b.row("half.com")
	b.change(half, admin)
	bad := b.row("half.com")
	bad.Issues = []job.Issue{{Cell: "Domains!E9", Column: "ContactType", Value: "legal", Message: "this is not one of registrant, admin, billing, tech"}}
	none := b.row()
	none.Issues = []job.Issue{{Cell: "Domains!B9", Column: "DomainName", Message: "DomainName is empty"}}
	b.load()
	for _, piece := range append(pieces, account) {
		if piece != nil {
			b.add(job.Event{Kind: job.KindAccount, Account: piece})
		}
	}
	b.planned()
	b.begin()
	b.succeed(1, start.Add(time.Hour))
	b.send(2, job.Refused, job.Standing{Code: "DomainNotExist", Message: "no such domain"})
	b.send(3, job.Refused, job.Standing{Code: "DomainNotExist", Message: "no such domain"})
	b.send(4, job.Settled, job.Standing{Result: job.Failed, Code: "EXECUTE_FAILURE", Message: "The registry said no."})
	b.succeed(5, start.Add(time.Hour))
	return b
}

func held(names ...string) []job.Holding {
	var all []job.Holding
	for _, name := range names {
		all = append(all, job.Holding{Domain: name, Expires: start.AddDate(1, 0, 0)})
	}
	return all
}

func TestCoverage(t *testing.T) {
	there := held("done.com", "failed.com", "left.com", "half.com", "extra.com", "xn--fiqs8s.com")
	gone := job.Holding{Domain: "gone.com", Gone: true}
	tests := map[string]struct {
		account *job.Account
		known   bool
		want    map[string]CoverageState
		note    string
	}{
		"read whole": {&job.Account{Whole: true, Total: 6, At: start, Holdings: append(there, gone)}, true, map[string]CoverageState{
			"done.com": Changed, "failed.com": NotChanged, "left.com": NotChanged, "half.com": NotChanged,
			"gone.com": NotInAccount, "absent.com": NotInAccount, "extra.com": NotScheduled, "xn--fiqs8s.com": NotScheduled,
		}, "read whole"},
		"not read": {nil, false, map[string]CoverageState{
			"done.com": Changed, "failed.com": NotChanged, "left.com": NotChanged, "half.com": NotChanged, "gone.com": NotChanged, "absent.com": NotChanged,
		}, "was not read whole"},
		"asked by name": {&job.Account{At: start, Holdings: []job.Holding{gone}}, false, map[string]CoverageState{
			"done.com": Changed, "failed.com": NotChanged, "left.com": NotChanged, "half.com": NotChanged, "gone.com": NotInAccount, "absent.com": NotChanged,
		}, "was not read whole"},
		"an empty list": {&job.Account{Whole: true, At: start}, false, map[string]CoverageState{
			"done.com": Changed, "failed.com": NotChanged, "left.com": NotChanged, "half.com": NotChanged, "gone.com": NotChanged, "absent.com": NotChanged,
		}, "proves nothing"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := covering(test.account).make(t, Options{})
			checkCoverage(t, d, test.want)
			if !strings.Contains(d.Coverage.Note, test.note) || d.Coverage.Read.IsZero() == test.known {
				t.Errorf("read %v: %s", d.Coverage.Read, d.Coverage.Note)
			}
			for _, sum := range d.Coverage.ByState {
				always := sum.State == Changed || sum.State == NotChanged
				if sum.Known != (always || test.known) {
					t.Errorf("%s: known %v", sum.State, sum.Known)
				}
			}
		})
	}
}

func checkCoverage(t *testing.T, d *Dossier, want map[string]CoverageState) {
	t.Helper()
	got := make(map[string]CoverageState)
	counts := make(map[CoverageState]int)
	for _, l := range d.Coverage.Lines {
		if got[l.Domain] != "" {
			t.Errorf("%s is there twice", l.Domain)
		}
		got[l.Domain] = l.State
		counts[l.State]++
		if why := l.State == NotChanged || l.State == NotInAccount; why != (l.Reason != "") {
			t.Errorf("%s is %s: %q", l.Domain, l.State, l.Reason)
		}
		if scheduled := l.State != NotScheduled; scheduled != (len(l.Sources) > 0) {
			t.Errorf("%s is %s, from %v", l.Domain, l.State, l.Sources)
		}
	}
	for name, state := range want {
		if got[name] != state {
			t.Errorf("%s is %q, want %s", name, got[name], state)
		}
		delete(got, name)
	}
	if len(got) > 0 {
		t.Errorf("more than wanted: %v", got)
	}
	if len(d.Coverage.ByState) != 4 {
		t.Errorf("%d states", len(d.Coverage.ByState))
	}
	for _, sum := range d.Coverage.ByState {
		if sum.Count != counts[sum.State] {
			t.Errorf("%s: %d, and %d lines", sum.State, sum.Count, counts[sum.State])
		}
	}
}

// Without --no-account the list would have been read; the note says so.
func TestCoverageNotWished(t *testing.T) {
	b := covering(nil)
	b.info.Options["no-account"] = "true"
	for _, d := range b.both(t, Options{}) {
		if !strings.Contains(d.Coverage.Note, "--no-account") {
			t.Errorf("%s: %s", d.Lang, d.Coverage.Note)
		}
	}
}

// With several accounts what is not in the schedule is known when all were read whole.
func TestCoverageOfAccounts(t *testing.T) {
	for _, both := range []bool{false, true} {
		b := newBuild()
		c := b.contact(buyer())
		b.change(b.row("one.com"), want{target: "admin", contact: c, account: "alpha"})
		b.change(b.row("two.com"), want{target: "admin", contact: c, account: "beta"})
		b.load()
		b.add(job.Event{Kind: job.KindAccount, Account: &job.Account{Name: "alpha", Whole: true, Total: 2, At: start, Holdings: []job.Holding{
			{Domain: "one.com", Account: "alpha"}, {Domain: "more.com", Account: "alpha"},
		}}})
		if both {
			b.add(job.Event{Kind: job.KindAccount, Account: &job.Account{Name: "beta", Whole: true, Total: 1, At: start.Add(time.Hour), Holdings: []job.Holding{
				{Domain: "other.com", Account: "beta"},
			}}})
		}
		b.planned()
		d := b.make(t, Options{})
		want := map[string]CoverageState{"one.com": NotChanged, "two.com": NotChanged}
		if both {
			want["two.com"], want["more.com"], want["other.com"] = NotInAccount, NotScheduled, NotScheduled
		}
		checkCoverage(t, d, want)
		if known := d.Coverage.ByState[3].Known; known != both {
			t.Errorf("known %v, want %v", known, both)
		}
		if both && !d.Coverage.Read.Equal(start) {
			t.Errorf("read at %v", d.Coverage.Read)
		}
		for _, l := range d.Coverage.Lines {
			if l.Account == "" {
				t.Errorf("%s: of no account", l.Domain)
			}
		}
	}
}

// A domain is changed when what rows ask of it is done, whatever became of locking it again.
func TestCoverageCountsWhatRowsAsk(t *testing.T) {
	b := newBuild()
	c := b.contact(buyer())
	row := b.row("one.com")
	b.change(row, want{target: "admin", contact: c})
	relock := b.change(row, want{action: "SaveBatchTaskForUpdateProhibitionLock", name: job.UpdateLockOn})
	row.Changes = row.Changes[:1]
	b.plan.Changes[1].Added = true
	b.load()
	b.planned()
	b.begin()
	b.succeed(1, start.Add(time.Hour))
	b.send(relock, job.Refused, job.Standing{Code: "UnsupportedOperation", Message: "no"})
	d := b.make(t, Options{})
	checkCoverage(t, d, map[string]CoverageState{"one.com": Changed})
	if len(d.Failures) != 1 || d.Failures[0].Change != relock || d.Failures[0].What != "Setting the update lock" {
		t.Errorf("failures %+v", d.Failures)
	}
}
