package planner

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// What operations cannot do without, or cannot mean, is said at the cell, and
// sends nothing.
func TestOperationsComplain(t *testing.T) {
	x := names("x.com")
	intl := options
	intl.Site, _ = api.SiteNamed("intl")
	intl.Current = true
	whole := contactOf("A")
	noCity := maps.Clone(whole)
	delete(noCity, "City")
	tests := []struct {
		name string
		row  job.Row
		opts Options
		want []string
	}{
		{"unknown", asksOf(x, job.Ask{Op: "Nothing"}), options, []string{"Domains!A2 Operation: there is no such operation"}},
		{"not for rows", asksOf(x, op("QueryDomainList")), options, []string{"Domains!H2 Operation: QueryDomainList is not for rows"}},
		{"not documented", asksOf(x, op("SaveSingleTaskForDeletingDnsHost", "DnsName", "ns1")), options,
			[]string{"Domains!H2 Operation: SaveSingleTaskForDeletingDnsHost is in no document, only in the current API"}},
		{"not at the site", asksOf(names("7"), op("SetDefaultRegistrantProfile")), intl, []string{"Domains!H2 Operation: the international site does not have SetDefaultRegistrantProfile"}},
		{"no domain", asksOf(nil, op("check")), options, []string{"Domains!A2 DomainName: no domain"}},
		{"domains and addresses in one", asksOf(x, op("check"), op("verify-email"), op("dns", "AliyunDns", "true")), options,
			[]string{"Domains!H2 Operation: acts on Email, and another operation of the row on DomainName"}},
		{"no address", asksOf(nil, op("verify-email")), options, []string{"Domains!A2 Email: no Email"}},
		{"no status", asksOf(x, op("update-lock")), options, []string{"Domains!J2 Status: no Status, which SaveBatchTaskForUpdateProhibitionLock needs"}},
		{"a status that is none", asksOf(x, op("update-lock", "Status", "yes")), options, []string{"Domains!J2 Status: is not one of true, false"}},
		{"no servers", asksOf(x, op("dns")), options, []string{"Domains!A2 AliyunDns: no AliyunDns, which SaveBatchTaskForModifyingDomainDns needs"}},
		{"no servers of one's own", asksOf(x, op("dns", "AliyunDns", "false")), options, []string{"Domains!A2 DomainNameServer.1: no DomainNameServer.1, which SaveBatchTaskForModifyingDomainDns needs"}},
		{"no address of a host", asksOf(x, op("dns-host", "DnsName", "ns1")), options, []string{"Domains!A2 Ip.1: no Ip.1, which SaveSingleTaskForCreatingDnsHost needs"}},
		{"no years", asksOf(x, op("renew")), options, []string{"Domains!A2 SubscriptionDuration: no SubscriptionDuration, which SaveBatchTaskForCreatingOrderRenew needs"}},
		{"nobody to register for", asksOf(x, op("activate")), options, []string{"Domains!A2 RegistrantOrganization: neither contact fields nor a RegistrantProfileId"}},
		{"two ways to say for whom", asksOf(x, op("activate", append(pairs(whole), "RegistrantProfileId", "7")...)), options,
			[]string{"Domains!A2 RegistrantProfileId: stands beside contact fields: these are two ways to say who it is"}},
		{"two ways to name a profile", asksOf(x, op("activate", "RegistrantProfileName", "A", "RegistrantProfileId", "7")), options,
			[]string{"Domains!A2 RegistrantProfileName: stands beside a RegistrantProfileId: these are two ways to name a profile"}},
		{"servers of a registration", asksOf(x, op("activate", "RegistrantProfileId", "7", "AliyunDns", "false", "Dns1", "ns1.x.com")), options,
			[]string{"Domains!A2 Dns2: no Dns2, which SaveBatchTaskForCreatingOrderActivate needs"}},
		{"a new profile lacks a field", asksOf(nil, op("profile", pairs(noCity)...)), options, []string{"Domains!A2 City: no City, which SaveRegistrantProfile needs"}},
		{"no present value of a new profile", asksOf(nil, op("profile", append(pairs(whole), "City", api.Current)...)), options,
			[]string{"Domains!A2 City: there is no present value that SaveRegistrantProfile could take over"}},
		{"contact data by an operation for profiles", asksOf(x, job.Ask{Op: bySingle, Fields: whole, Targets: names("tech")}), options,
			[]string{"Domains!A2 RegistrantProfileId: no RegistrantProfileId, which SaveSingleTaskForUpdatingContactInfo needs"}},
		{"a profile by an operation for contact data", asksOf(x, job.Ask{Op: byContact, Fields: job.Params{"RegistrantProfileId": "7"}, Targets: names("tech")}), options,
			[]string{"Domains!A2 RegistrantOrganization: no contact fields, which SaveBatchTaskForUpdatingContactInfoByNewContact needs"}},
		{"another contact by the registrant's operation", asksOf(x, job.Ask{Op: byProfile, Fields: job.Params{"RegistrantProfileId": "7"}, Targets: names("tech")}), options,
			[]string{"Domains!A2 ContactType: SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID changes the registrant only"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Changes(inOrder(tt.row), nil, tt.opts)
			var got []string
			for _, line := range complain(p) {
				got = append(got, strings.TrimPrefix(line, "1 "))
			}
			if d := cmp.Diff(tt.want, got); d != "" || len(p.Changes) > 0 {
				t.Errorf("issues (-want +got):\n%s%v", d, sayOrder(p))
			}
		})
	}
}

// Each operation that rows can ask for is refused without what it needs, and
// planned with it.
func TestEveryOperation(t *testing.T) {
	opts := options
	opts.Current = true
	for _, o := range api.Operations() {
		if !o.Rows() {
			continue
		}
		full := job.Ask{Op: o.Name, Fields: contactOf("A"), Cells: letters}
		for _, p := range o.Params {
			name := cellParam(o, p.Name)
			switch {
			case p.Name == "RegistrantProfileId" && o.Has("RegistrantOrganization"):
			case len(p.Enum) > 0:
				full.Fields[name] = p.Enum[0]
			case p.Need != api.Optional && full.Fields[name] == "" && !o.Own("RegistrantOrganization"):
				full.Fields[name] = "1"
			}
		}
		switch {
		case o.TaskTypes["registrant"] != "" && o.Has("RegistrantProfileId"):
			full.Fields = job.Params{"RegistrantProfileId": "7", "TransferOutProhibited": "false"}
		case o.TaskTypes["registrant"] != "":
			full.Fields = contactOf("A", "TransferOutProhibited", "false")
		}
		if o.Has("ContactType") {
			full.Targets = names("registrant")
		}
		var about []string
		if o.Subject != "" {
			about = names("x.com")
		}
		p := Changes(inOrder(asksOf(about, full)), nil, opts)
		if len(p.Changes) != 1 || p.Groups[0].Action != o.Name {
			t.Errorf("%s: changes %v, issues %v", o.Name, sayOrder(p), complain(p))
		}
		p = Changes(inOrder(asksOf(nil, job.Ask{Op: o.Name})), nil, opts)
		if len(p.Changes) > 0 || len(p.Rows[0].Issues) == 0 {
			t.Errorf("%s of nothing: changes %v", o.Name, sayOrder(p))
		}
	}
}
