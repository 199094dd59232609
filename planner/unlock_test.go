package planner

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

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
		}, []string{"x.com renew", "x.com update-lock off, x.com admin, x.com tech, x.com update-lock on", "x.com update-lock off, x.com dns, x.com update-lock on"}},
		{"the rows lock at the end", inOrder(asksOf(x, admin, on)), open, []string{
			"1 x.com admin after 4!", "2 x.com tech after 4! 1", "3 x.com update-lock on after 4 1 2", "4 x.com update-lock off",
		}, []string{"x.com update-lock off, x.com admin, x.com tech, x.com update-lock on"}},
		{"the rows lock before", inOrder(asksOf(x, at(1, on)), asksOf(x, at(2, op("dns", "AliyunDns", "true")))), open, []string{
			"1 x.com update-lock on", "2 x.com dns after 1 3!", "3 x.com update-lock off after 1", "4 x.com update-lock on after 1 3 2",
		}, []string{"x.com update-lock on", "x.com update-lock off, x.com dns, x.com update-lock on"}},
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
	opts := options
	opts.Unlock = true
	if blind, _ := InAccount(p, accountOf(nil, "x.com", "y.com"), nil, opts); len(blind.Warnings) != 1 || !strings.HasPrefix(blind.Warnings[0].Message, "it is not known whether the update lock is on for 2 domains") {
		t.Errorf("warnings %v", blind.Warnings)
	}
	if same, _ := InAccount(got, accountOf(open, "x.com", "y.com"), nil, options); same != got {
		t.Error("completing it again made another plan")
	}
}

// A warning points at a row that still asks for what it is about.
func TestLockWarningPastRefusedRows(t *testing.T) {
	a := contactOf("A")
	p := Changes(inOrder(asking(a, names("gone.com", "x.com"), "admin"), asking(a, names("x.com"), "admin")), tables, options)
	got, _ := InAccount(p, accountOf(open, "x.com"), nil, options)
	if len(got.Warnings) != 1 || got.Warnings[0].Cell != "Domains!A3" {
		t.Errorf("warnings %v", got.Warnings)
	}
}
