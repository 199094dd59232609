package cli

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Parameters of a call are taken in any case, checked, and sent as the API wants them.
func TestGiven(t *testing.T) {
	tests := map[string]struct {
		op    string
		words string
		want  job.Params
		wrong string // part of the complaint
	}{
		"names in any case":              {"QueryContactInfo", "domainname=A.com CONTACTTYPE=Admin", job.Params{"DomainName": "a.com", "ContactType": "admin"}, ""},
		"Unicode on the wire":            {"QueryContactInfo", "DomainName=xn--mnchen-3ya.de", job.Params{"DomainName": "münchen.de"}, ""},
		"a filter may be part of a name": {"QueryDomainList", "DomainName=shop", job.Params{"DomainName": "shop"}, ""},
		"a date":                         {"QueryDomainList", "EndExpirationDate=2027-01-01", job.Params{"EndExpirationDate": "1798732800000"}, ""},
		"a date with a time":             {"QueryTaskList", "BeginCreateTime=2027-01-01T00:00:00+08:00", job.Params{"BeginCreateTime": "1798732800000"}, ""},
		"milliseconds":                   {"QueryTaskList", "BeginCreateTime=1798732800000", job.Params{"BeginCreateTime": "1798732800000"}, ""},
		"entries of a list":              {"renew", "orderrenewparam.1.domainname=A.com OrderRenewParam.1.CurrentExpirationDate=2027/01/01", job.Params{"OrderRenewParam.1.DomainName": "a.com", "OrderRenewParam.1.CurrentExpirationDate": "1798732800000"}, ""},
		"addresses":                      {"verify-email", "Email=a@example.com,b@example.com SendIfExist=TRUE", job.Params{"Email": "a@example.com,b@example.com", "SendIfExist": "true"}, ""},

		"no such parameter":   {"QueryTaskList", "Foo=1", nil, "has no parameter Foo"},
		"a list's N":          {"update-lock", "DomainName.N=a.com", nil, "has no parameter DomainName.N"},
		"entry 0":             {"update-lock", "DomainName.0=a.com", nil, "has no parameter"},
		"several types":       {"QueryContactInfo", "ContactType=admin,tech", nil, "not one of registrant, admin, billing, tech"},
		"no number":           {"QueryTaskList", "PageNum=one", nil, "PageNum: "},
		"no truth value":      {"verify-email", "SendIfExist=perhaps", nil, "SendIfExist: "},
		"the present value":   {"SaveBatchTaskForUpdatingContactInfoByNewContact", "City=(Current)", nil, "City: a single call"},
		"an empty value":      {"QueryTaskList", "PageNum=", nil, "has no value"},
		"a bad address":       {"verify-email", "Email=a@example.com,b", nil, "Email: "},
		"a secret, not shown": {"VerifyEmail", "Token=open\tsesame", nil, "Token: "},
	}
	site, _ := api.SiteNamed(defaultSite)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			op, ok := api.Named(test.op)
			if !ok {
				t.Fatal("no such operation")
			}
			got, err := given(op, strings.Split(test.words, " "), site)
			if test.wrong == "" {
				if err != nil || !cmp.Equal(got, test.want) {
					t.Errorf("%v, %v", got, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.wrong) || strings.Contains(err.Error(), "sesame") {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}
