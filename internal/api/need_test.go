package api

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

func site(t *testing.T, name string) Site {
	t.Helper()
	s, ok := SiteNamed(name)
	if !ok {
		t.Fatalf("no site %s", name)
	}
	return s
}

var contactOfTest = job.Params{
	"RegistrantType": "2", "RegistrantOrganization": "Acme", "RegistrantName": "Jane Doe", "Country": "CN", "Province": "Beijing", "City": "Beijing",
	"Address": "1 Road", "PostalCode": "100000", "Email": "a@example.com", "TelArea": "86", "Telephone": "13800000000",
}

func with(params job.Params, more ...string) job.Params {
	all := make(job.Params)
	for name, value := range params {
		all[name] = value
	}
	for i := 0; i < len(more); i += 2 {
		all[more[i]] = more[i+1]
	}
	return all
}

func TestCheckNeeds(t *testing.T) {
	tests := []struct {
		name, op string
		params   job.Params
		want     []string // parameter: part of the message
	}{
		{"a lock", "update-lock", job.Params{"Status": "true"}, nil},
		{"a lock without status", "transfer-lock", nil, []string{"Status: needs Status"}},
		{"the single form of it", SaveSingleTaskForUpdateProhibitionLock, nil, []string{"Status: needs Status"}},

		{"own DNS servers", "dns", job.Params{"AliyunDns": "false", "DomainNameServer.1": "ns1.a.com", "DomainNameServer.2": "ns2.a.com"}, nil},
		{"Alibaba Cloud's", "dns", job.Params{"AliyunDns": "true"}, nil},
		{"neither", "dns", nil, []string{"AliyunDns: needs AliyunDns"}},
		{"own ones that are missing", "dns", job.Params{"AliyunDns": "false"}, []string{"DomainNameServer.1: with AliyunDns=false"}},
		{"both", "dns", job.Params{"AliyunDns": "true", "DomainNameServer.1": "ns1.a.com"}, []string{"AliyunDns: counts with AliyunDns=false only"}},
		{"servers and no word", "dns", job.Params{"DomainNameServer.1": "ns1.a.com"}, nil},
		{"a gap", "dns", job.Params{"AliyunDns": "false", "DomainNameServer.1": "ns1.a.com", "DomainNameServer.3": "ns2.a.com"}, []string{"DomainNameServer.3: no DomainNameServer.2"}},
		{"a gap at the start", "dns", job.Params{"AliyunDns": "false", "DomainNameServer.2": "ns1.a.com"}, []string{"DomainNameServer.2: no DomainNameServer.1"}},
		{"one twice", "dns", job.Params{"AliyunDns": "false", "DomainNameServer.1": "ns1.a.com", "DomainNameServer.2": "ns1.a.com"}, []string{"DomainNameServer.2: same as DomainNameServer.1"}},

		{"a host", "dns-host", job.Params{"DnsName": "ns1", "Ip.1": "192.0.2.1"}, nil},
		{"a host without anything", "dns-host", nil, []string{"DnsName: needs DnsName", "Ip.1: needs addresses"}},
		{"an address twice", "dns-host-modify", job.Params{"DnsName": "ns1", "Ip.1": "192.0.2.1", "Ip.2": "192.0.2.1"}, []string{"Ip.2: same as Ip.1"}},
		{"hosts to synchronise", "dns-host-sync", nil, nil},

		{"a renewal", "renew", job.Params{"SubscriptionDuration": "1"}, nil},
		{"a renewal for no time", "renew", job.Params{"CurrentExpirationDate": "1803830400000"}, []string{"SubscriptionDuration: needs SubscriptionDuration"}},
		{"a redemption", "redeem", nil, nil},
		{"a registration", "activate", job.Params{"RegistrantProfileId": "1"}, nil},
		{"by the profile's name", "activate", job.Params{"RegistrantProfileName": "Acme"}, nil},
		{"by both", "activate", job.Params{"RegistrantProfileId": "1", "RegistrantProfileName": "Acme"}, []string{"RegistrantProfileName: by its id too"}},
		{"without a profile", "activate", contactOfTest, []string{"RegistrantProfileId: needs RegistrantProfileId"}},
		{"with a profile and contact data", "activate", with(contactOfTest, "RegistrantProfileId", "1"), []string{"RegistrantProfileId: contact data too"}},
		{"the single form, with contact data", SaveSingleTaskForCreatingOrderActivate, contactOfTest, nil},
		{"the single form, with nothing", SaveSingleTaskForCreatingOrderActivate, nil, []string{"RegistrantProfileId: neither"}},
		{"the single form, a part missing", SaveSingleTaskForCreatingOrderActivate, with(contactOfTest, "City", ""), []string{"City: without RegistrantProfileId"}},
		{"own servers of a new name", "activate", job.Params{"RegistrantProfileId": "1", "AliyunDns": "false", "Dns1": "ns1.a.com"}, []string{"Dns2: with AliyunDns=false"}},
		{"one server twice", "activate", job.Params{"RegistrantProfileId": "1", "AliyunDns": "false", "Dns1": "ns1.a.com", "Dns2": "ns1.a.com"}, []string{"Dns2: same as Dns1"}},
		{"servers and no word", "activate", job.Params{"RegistrantProfileId": "1", "Dns1": "ns1.a.com", "Dns2": "ns2.a.com"}, nil},
		{"servers that would not count", "activate", job.Params{"RegistrantProfileId": "1", "AliyunDns": "true", "Dns1": "ns1.a.com", "Dns2": "ns2.a.com"},
			[]string{"AliyunDns: counts with AliyunDns=false only"}},

		{"a new profile", "profile", with(contactOfTest, "DefaultRegistrantProfile", "false"), nil},
		{"a part of one", "profile", with(contactOfTest, "City", "", "DefaultRegistrantProfile", "false"), []string{"City: without RegistrantProfileId"}},
		{"no word of the default", "profile", contactOfTest, nil},
		{"no profile at all", "profile", nil, []string{"RegistrantProfileId: neither"}},
		{"a profile to change", "profile", job.Params{"RegistrantProfileId": "1", "City": "Shanghai"}, nil},
		{"nothing to change", "profile", job.Params{"RegistrantProfileId": "1"}, []string{"RegistrantProfileId: nothing to change"}},
		{"an extension without a number", "profile", job.Params{"RegistrantProfileId": "1", "TelExt": "5"}, []string{"Telephone: without a number"}},
		{"a profile to delete", "profile-delete", nil, nil},

		{"contacts, which are checked elsewhere", "contacts", nil, nil},
		{"a contact by profile", SaveSingleTaskForUpdatingContactInfo, job.Params{"RegistrantProfileId": "1"}, nil},
		{"a contact by no profile", SaveSingleTaskForUpdatingContactInfo, nil, []string{"RegistrantProfileId: needs RegistrantProfileId"}},
		{"an address", "verify-email", job.Params{"SendIfExist": "false"}, nil},
		{"an address and no word", "verify-email", nil, nil},
		{"a token", "verify-email-confirm", nil, []string{"Token: needs Token"}},
		{"a code", "transfer-in", nil, []string{"TransferAuthorizationCode: needs TransferAuthorizationCode"}},
		{"a name to check", "check", nil, nil},
		{"what it does not take", "check", job.Params{"Status": "true"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			op, ok := Named(tt.op)
			if !ok {
				t.Fatalf("no operation %s", tt.op)
			}
			checkErrors(t, tt.want, op.Check(tt.params, site(t, "cn")))
		})
	}
}

func checkErrors(t *testing.T, want []string, errs []FieldError) {
	t.Helper()
	var got []string
	for _, e := range errs {
		got = append(got, e.Param+": "+e.Message)
		if e.Hint == "" {
			t.Errorf("no hint: %v", e)
		}
	}
	matches := len(got) == len(want)
	for i := range min(len(got), len(want)) {
		param, part, _ := strings.Cut(want[i], ": ")
		matches = matches && strings.HasPrefix(got[i], param+": ") && strings.Contains(got[i], part)
	}
	if !matches {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCheckKnowsTheSite(t *testing.T) {
	op := operation(t, QueryAdvancedDomainList)
	if errs := op.Check(nil, site(t, "intl")); len(errs) != 1 || errs[0].Param != "" {
		t.Errorf("an operation that the site does not have: %v", errs)
	}
	if errs := op.Check(nil, site(t, "cn")); len(errs) != 0 {
		t.Errorf("the China site has it: %v", errs)
	}
}

// Whatever rows give, there is at most one complaint about each parameter, and
// none repeats a value.
func TestCheckComplainsOnce(t *testing.T) {
	for _, op := range Operations() {
		full := make(job.Params)
		for _, p := range op.Params {
			full[first(op.RowName(p.Name))] = "secret-value"
		}
		full["TelArea"] = "86" // which complaints may name
		for _, params := range []job.Params{nil, full} {
			var seen []string
			for _, e := range op.Check(params, site(t, "cn")) {
				if slices.Contains(seen, e.Param) || strings.Contains(e.Error(), "secret-value") {
					t.Errorf("%s: %v", op.Name, e)
				}
				seen = append(seen, e.Param)
			}
		}
	}
}

func TestImplied(t *testing.T) {
	tests := []struct {
		op     string
		params job.Params
		want   job.Params
	}{
		{"dns", job.Params{"DomainNameServer.1": "ns1.a.com"}, job.Params{"AliyunDns": "false"}},
		{"activate", job.Params{"Dns1": "ns1.a.com"}, job.Params{"AliyunDns": "false"}},
		{"dns", job.Params{"DomainNameServer.1": "ns1.a.com", "AliyunDns": "true"}, nil},
		{"dns", nil, nil},
		{"profile", job.Params{"City": "Beijing"}, job.Params{"DefaultRegistrantProfile": "false"}},
		{"profile", job.Params{"City": "Beijing", "RegistrantProfileId": "1"}, nil},
		{"verify-email", nil, job.Params{"SendIfExist": "false"}},
		{"verify-email", job.Params{"SendIfExist": "true"}, nil},
		{"renew", job.Params{"Dns1": "ns1.a.com"}, nil},
	}
	for _, tt := range tests {
		op, _ := Named(tt.op)
		if diff := cmp.Diff(tt.want, op.Implied(tt.params)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.op, diff)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	op, _ := Named("activate")
	cn, _ := SiteNamed("cn")
	params := job.Params{"RegistrantProfileId": "1", "SubscriptionDuration": "1", "AliyunDns": "false", "Dns1": "ns1.a.com", "Dns2": "ns2.a.com"}
	for b.Loop() {
		op.Check(params, cn)
	}
}
