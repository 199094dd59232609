package planner

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// Each kind of warning is summed up, with the first cell; refused rows have none.
func TestWarnings(t *testing.T) {
	owner := func(lock string) job.Params { return contactOf("A", "TransferOutProhibited", lock) }
	partial := options
	partial.Partial = true
	blank := contactOf("A")
	delete(blank, "Email")
	lockOn := "they cannot go to another registrar in that time, and no operation of the API takes the lock away"
	tests := []struct {
		name string
		rows []job.Row
		opts Options
		want []job.Issue
	}{
		{"nothing to say", inOrder(asking(contactOf("A"), names("x.com"), "admin")), partial, nil},
		{"registrant changes and their locks", inOrder(
			asking(owner("true"), names("x.com"), "registrant"),
			asking(owner("false"), names("y.com", "z.cn"), "registrant"),
			asking(owner("true"), names("x.com"), "registrant", "admin"),
		), options, []job.Issue{
			{Cell: "Domains!A2", Column: "DomainName", Message: "3 registrant changes in all", Hint: noDocument},
			{Cell: "Domains!F2", Column: "TransferOutProhibited", Message: "a 60-day lock will be added for 1 domain", Hint: lockOn},
			{Cell: "Domains!F3", Column: "TransferOutProhibited", Message: "no 60-day lock will be added for 1 domain"},
			{Cell: "Domains!F3", Column: "TransferOutProhibited", Message: "no lock against moves to another registrar is asked for with 1 domain of country codes", Hint: registryRules},
		}},
		{"a profile brings its documents along", inOrder(
			asking(job.Params{"RegistrantProfileId": "7", "TransferOutProhibited": "true"}, names("x.com"), "registrant"),
		), options, []job.Issue{
			{Cell: "Domains!A2", Column: "DomainName", Message: "1 registrant change in all"},
			{Cell: "Domains!F2", Column: "TransferOutProhibited", Message: "a 60-day lock will be added for 1 domain", Hint: lockOn},
		}},
		{"blank fields", inOrder(
			asking(contactOf("A"), names("x.com"), "admin"), asking(blank, names("y.com"), "admin"), asking(blank, names("z.com"), "admin"),
			asking(job.Params{"RegistrantProfileId": "7"}, names("v.com"), "admin"),
		), partial, []job.Issue{{Cell: "Domains!D3", Column: "Email", Message: "2 rows with blank contact fields: blank fields are not sent; " +
			"the documents do not tell whether the registrar keeps the present value"}}},
		{"refused rows", inOrder(
			asking(owner("true"), names("x.hk"), "registrant"), asking(owner("false"), names("x.hk"), "registrant"),
		), options, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Changes(tt.rows, nil, tt.opts).Warnings
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("warnings (-want +got):\n%s", d)
			}
		})
	}
}

// Domains that the console refuses in bulk are counted once each, by reason;
// the operation on a single domain is not meant.
func TestBulkWarnings(t *testing.T) {
	a := contactOf("A")
	p := Changes(inOrder(
		asking(a, names("x.com"), "admin"),
		asking(a, names("x.hk", "y.hk"), "admin", "tech"),
		asking(a, names("x.gov.cn", "x.hk"), "admin"),
		asking(job.Params{"RegistrantProfileId": "7"}, names("z.hk"), "admin"),
	), nil, options)
	if len(p.Warnings) != 2 {
		t.Fatalf("warnings %v", p.Warnings)
	}
	for i, want := range []struct{ start, cell string }{{"2 domains: ", "Domains!A3"}, {"1 domain: ", "Domains!A4"}} {
		if w := p.Warnings[i]; !strings.HasPrefix(w.Message, want.start) || w.Cell != want.cell || w.Column != "DomainName" {
			t.Errorf("warning %+v, want %s at %s", w, want.start, want.cell)
		}
	}
}
