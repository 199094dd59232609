package planner

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

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
