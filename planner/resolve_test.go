package planner

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// presentOf is what QueryContactInfo returns of a contact.
func presentOf(company string, more ...string) job.Params {
	fields := contactOf(company, more...)
	delete(fields, "RegistrantType")
	if _, given := fields["TelExt"]; !given {
		fields["TelExt"] = ""
	}
	return fields
}

// wanting is a contact with present values for all fields that have them but the e-mail address.
func wanting(email string) job.Params {
	fields := job.Params{"RegistrantType": "2"}
	for _, f := range api.ContactFields {
		if api.Readable(f.Name) {
			fields[f.Name] = api.Current
		}
	}
	fields["Email"] = email
	return fields
}

// tables are what the rows of these tests stand in.
var tables = []job.Table{{Sheet: "Domains", Header: 2, Columns: []job.Column{
	{Letters: "A", Param: "DomainName"}, {Letters: "B", Param: "ContactType"}, {Letters: "C", Param: "RegistrantOrganization"},
	{Letters: "D", Param: "Email"}, {Letters: "G", Param: "City", Role: "tech"}, {Letters: "H", Param: "City"}, {Letters: "I", Param: "Telephone"},
}}}

func read(all ...job.Params) map[job.ChangeID]job.Before {
	befores := make(map[job.ChangeID]job.Before)
	for i, fields := range all {
		befores[job.ChangeID(i+1)] = job.Before{Change: job.ChangeID(i + 1), Fields: fields}
	}
	return befores
}

func said(p *job.Plan) []string {
	var out []string
	for i := range p.Rows {
		for _, is := range p.Rows[i].Issues {
			out = append(out, fmt.Sprintf("%s %s %s: %s", is.Cell, is.Column, is.Code, is.Message))
		}
	}
	return out
}

// Present values take the place of what stands for them; equal contacts are one,
// written ones too, in the order in which changes need them.
func TestResolve(t *testing.T) {
	rows := inOrder(
		asking(contactOf("B", "Email", "new@example.com"), names("b.com"), "admin"),
		asking(wanting("new@example.com"), names("a.com", "c.com", "d.cn"), "admin"),
		asking(wanting("new@example.com"), names("e.com"), "tech"),
		asking(job.Params{"RegistrantProfileId": "7"}, names("f.com"), "tech"),
		asking(wanting("other@example.com"), names("g.com"), "admin"),
	)
	plan := Changes(rows, tables, options)
	befores := read(nil, presentOf("A"), presentOf("B", "Email", "old@example.com"), presentOf("A"), presentOf("A", "TelExt", "5"), nil, presentOf("B"))
	p, refused := Resolve(plan, befores, nil, options)
	want := []string{
		"[1] " + byContact + " b.com admin contact 1",
		"[2] " + byContact + " a.com admin contact 2",
		"[2] " + byContact + " c.com admin contact 1",
		"[2] " + byContact + " d.cn admin contact 2",
		"[3] " + byContact + " e.com tech contact 3",
		"[4] " + bySingle + " f.com tech contact 0",
		"[5] " + byContact + " g.com admin contact 4",
	}
	if diff := cmp.Diff(want, say(p)); diff != "" {
		t.Error(diff)
	}
	contacts := []job.Params{
		contactOf("B", "Email", "new@example.com"), contactOf("A", "Email", "new@example.com"),
		contactOf("A", "Email", "new@example.com", "TelExt", "5"), contactOf("B", "Email", "other@example.com"),
	}
	for i := range p.Contacts {
		if diff := cmp.Diff(contacts[i], p.Contacts[i].Fields); diff != "" || p.Contacts[i].ID != job.ContactID(i+1) {
			t.Errorf("contact %d: %s", p.Contacts[i].ID, diff)
		}
	}
	shared := maps.Clone(contacts[1])
	shared["ContactType"] = "admin"
	if diff := cmp.Diff(shared, p.GroupOf(2).Shared); diff != "" {
		t.Error(diff)
	}
	if p.Change(1).Group != p.Change(3).Group || p.Change(2).Group == p.Change(4).Group || len(p.Groups) != 6 {
		t.Errorf("groups: %+v", p.Groups)
	}
	if p.Digest != plan.Digest || len(refused) != 0 || len(said(p)) != 0 {
		t.Errorf("digest %s was %s, refused %v, issues %v", p.Digest, plan.Digest, refused, said(p))
	}
	if batches := Batches(p, nil, options); len(batches) != 6 {
		t.Errorf("%d batches", len(batches))
	}
	if _, found := FirstCurrent(plan); !found {
		t.Error("the plan that was given has changed")
	}
}

// What was not read is a complaint at its cell, and the row sends nothing.
func TestResolveComplains(t *testing.T) {
	without := func(fields job.Params, param string) job.Params {
		fields = maps.Clone(fields)
		delete(fields, param)
		return fields
	}
	tests := map[string]struct {
		fields  job.Params
		target  string
		before  job.Before
		partial bool
		left    bool
		want    []string
	}{
		"a domain that cannot be read": {wanting("a@example.com"), "admin", job.Before{Code: "DomainNotExist", Message: "No such domain."}, false, true,
			[]string{"Domains!C2 RegistrantOrganization DomainNotExist: the present value of a.com, admin, cannot be read: No such domain."}},
		"nothing known": {wanting("a@example.com"), "admin", job.Before{}, false, true,
			[]string{"Domains!C2 RegistrantOrganization : the present value of a.com, admin, was not read"}},
		"a field that is not returned": {wanting("a@example.com"), "admin", job.Before{Fields: without(presentOf("A"), "City")}, false, true,
			[]string{"Domains!H2 City : the present value of a.com, admin, was not returned by the API"}},
		"the column of the role": {wanting("a@example.com"), "tech", job.Before{Fields: without(presentOf("A"), "City")}, false, true,
			[]string{"Domains!G2 City : the present value of a.com, tech, was not returned by the API"}},
		"the column beside": {wanting("a@example.com"), "admin", job.Before{Fields: without(presentOf("A"), "TelExt")}, false, true,
			[]string{"Domains!I2 TelExt : the present value of a.com, admin, was not returned by the API"}},
		"an empty field": {wanting("a@example.com"), "admin", job.Before{Fields: presentOf("A", "Province", "")}, false, true,
			[]string{"Domains!A2 Province : the present value of a.com, admin, is empty, and a value is required"}},
		"an empty field, partial":   {wanting("a@example.com"), "admin", job.Before{Fields: presentOf("A", "Province", "")}, true, true, nil},
		"an empty field, unchanged": {wanting("a@example.com"), "admin", job.Before{Fields: presentOf("A", "Province", "")}, false, false, nil},
		"nothing wanted":            {contactOf("A"), "admin", job.Before{Code: "DomainNotExist"}, false, true, nil},
		"a value that is the word": {wanting("a@example.com"), "admin", job.Before{Fields: presentOf("A", "Address", api.Current)}, false, true,
			[]string{"Domains!A2 Address : the present value of a.com, admin, was not returned by the API"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			opts := options
			opts.Partial = tt.partial
			plan := Changes(inOrder(asking(tt.fields, names("a.com"), tt.target)), tables, opts)
			tt.before.Change = 1
			p, refused := Resolve(plan, map[job.ChangeID]job.Before{1: tt.before}, func(job.ChangeID) bool { return tt.left }, opts)
			if diff := cmp.Diff(tt.want, said(p)); diff != "" {
				t.Error(diff)
			}
			if (len(refused) == 1) != (tt.want != nil) || (len(p.Rows[0].Changes) == 0) != (tt.want != nil) {
				t.Errorf("refused %v, changes of the row %v", refused, p.Rows[0].Changes)
			}
			if cell, found := FirstCurrent(p); found {
				t.Errorf("%s is still to be read", cell)
			}
		})
	}
}

// A row that cannot be sent takes nothing of another row with it.
func TestResolveKeepsOtherRows(t *testing.T) {
	fields := wanting("a@example.com")
	plan := Changes(inOrder(
		asking(fields, names("a.com", "b.com"), "admin"),
		asking(fields, names("b.com"), "admin"),
	), tables, options)
	p, refused := Resolve(plan, read(nil, presentOf("A")), nil, options)
	if diff := cmp.Diff([]job.ChangeID{1}, refused); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]job.RowID{2}, p.Change(2).Rows); diff != "" || len(p.Rows[0].Changes) != 0 || len(p.Rows[1].Issues) != 0 {
		t.Error(diff, p.Rows)
	}
	if len(plan.Change(2).Rows) != 2 || len(plan.Rows[0].Issues) != 0 {
		t.Error("the plan that was given has changed")
	}
}

// Whatever was read, nothing is left that stands for a value; equal contacts and
// groups are one, and each is needed; and resolving again changes nothing.
func TestResolveLeavesNothing(t *testing.T) { rapid.Check(t, checkResolve) }

func checkResolve(t *rapid.T) {
	data := []job.Params{contactOf("A"), contactOf("B"), wanting("a@example.com"), wanting("b@example.com"), {"RegistrantProfileId": "8"}}
	row := rapid.Custom(func(t *rapid.T) job.Row {
		return asking(rapid.SampledFrom(data).Draw(t, "fields"),
			rapid.SliceOfN(rapid.SampledFrom(names("a.com", "b.com", "c.cn", "d.com", "e.com")), 1, 3).Draw(t, "names"),
			rapid.SampledFrom(api.Targets[1:]).Draw(t, "target"))
	})
	plan := Changes(inOrder(rapid.SliceOfN(row, 0, 10).Draw(t, "rows")...), tables, options)
	present := []job.Params{presentOf("A"), presentOf("A", "Email", "a@example.com"), presentOf("B", "City", ""), {"City": "Here"}, {}, nil}
	befores := make(map[job.ChangeID]job.Before)
	for i := range plan.Changes {
		befores[job.ChangeID(i+1)] = job.Before{Fields: rapid.SampledFrom(present).Draw(t, "present")}
	}
	p, refused := Resolve(plan, befores, nil, options)
	checkDistinct(t, p)
	for i := range p.Changes {
		c := &p.Changes[i]
		bad := slices.Contains(refused, c.ID)
		for _, id := range c.Rows {
			if (len(p.Row(id).Issues) > 0) != bad || slices.Contains(p.Row(id).Changes, c.ID) == bad {
				t.Fatalf("change %d, refused: %v; its row %d has issues %v and changes %v", c.ID, bad, id, p.Row(id).Issues, p.Row(id).Changes)
			}
		}
	}
	again, _ := Resolve(p, befores, nil, options)
	if diff := cmp.Diff(p, again); diff != "" {
		t.Fatal(diff)
	}
}

func checkDistinct(t *rapid.T, p *job.Plan) {
	contacts, groups := make(map[string]bool), make(map[string]bool)
	for i := range p.Contacts {
		contacts[p.Contacts[i].Fields.Key()] = true
	}
	needed, used := make(map[job.ContactID]bool), make(map[job.GroupID]bool)
	for i := range p.Groups {
		g := &p.Groups[i]
		groups[g.Action+string(g.Class)+g.Shared.Key()] = true
		if api.HasCurrent(g.Shared) || g.Contact != 0 && api.HasCurrent(p.Contact(g.Contact).Fields) {
			t.Fatalf("group %d holds what stands for a value", g.ID)
		}
		if g.Contact != 0 {
			needed[g.Contact] = true
		}
	}
	last := job.GroupID(0)
	for i := range p.Changes {
		g := p.Changes[i].Group
		if g > last+1 {
			t.Fatalf("group %d comes before %d", g, last+1)
		}
		last = max(last, g)
		used[g] = true
	}
	if len(contacts) != len(p.Contacts) || len(groups) != len(p.Groups) || len(needed) != len(p.Contacts) || len(used) != len(p.Groups) {
		t.Fatalf("%d contacts, %d of them distinct, %d needed; %d groups, %d distinct, %d used",
			len(p.Contacts), len(contacts), len(needed), len(p.Groups), len(groups), len(used))
	}
}
