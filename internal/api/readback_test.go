package api

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

func TestDiffering(t *testing.T) {
	want := job.Params{"RegistrantType": "2", "RegistrantOrganization": "New", "Email": "a@example.com", "TelExt": "", "ZhCity": "北京", "City": Current}
	for _, test := range []struct {
		name string
		now  job.Params
		want []string
	}{
		{"all", job.Params{"RegistrantOrganization": "New", "Email": "a@example.com", "City": "x"}, nil},
		{"what is returned", job.Params{"RegistrantOrganization": "New", "Email": "a@example.com", "City": "", "RegistrantType": "1", "ZhCity": "上海"}, []string{"RegistrantType", "ZhCity"}},
		{"what is missing", job.Params{"City": "x", "RegistrantOrganization": "Old"}, []string{"RegistrantOrganization", "Email"}},
		{"an extension", job.Params{"RegistrantOrganization": "New", "Email": "a@example.com", "City": "x", "TelExt": "9"}, []string{"TelExt"}},
	} {
		if diff := cmp.Diff(test.want, Differing(want, test.now)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

// What a contact shows is held against what was sent, by a profile that the run
// made too, and else against what was there.
func TestReadBack(t *testing.T) {
	plan := &job.Plan{
		Contacts: []job.Contact{{ID: 1, Fields: job.Params{"Email": "new@example.com"}}},
		Groups:   []job.Group{{ID: 1, Contact: 1}, {ID: 2, Profile: 1}, {ID: 3}},
		Changes:  []job.Change{{ID: 1, Group: 1}, {ID: 2, Group: 2}, {ID: 3, Group: 3}},
	}
	of := func(email string) job.Before { return job.Before{Fields: job.Params{"Email": email}} }
	for _, test := range []struct {
		id            job.ChangeID
		before, after job.Before
		want          Shown
	}{
		{1, of("old@example.com"), of("new@example.com"), ShownNew},
		{1, of("old@example.com"), of("old@example.com"), ShownOther},
		{1, of("old@example.com"), job.Before{Code: "X"}, ShownNothing},
		{2, job.Before{}, of("new@example.com"), ShownNew},
		{2, job.Before{}, of("other@example.com"), ShownOther},
		{3, of("old@example.com"), of("new@example.com"), ShownChanged},
		{3, of("old@example.com"), of("old@example.com"), ShownOther},
		{3, job.Before{}, of("new@example.com"), ShownUntold},
	} {
		if got := ReadBack(plan, test.id, test.before, test.after); got != test.want {
			t.Errorf("%d %v %v: %s, want %s", test.id, test.before.Fields, test.after.Fields, got, test.want)
		}
	}
}
