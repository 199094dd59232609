package api

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

func TestSites(t *testing.T) {
	cn, ok := SiteNamed("cn")
	if !ok || cn.Version != "2018-01-29" || cn.Endpoint != "https://domain.aliyuncs.com" {
		t.Errorf("cn: %+v", cn)
	}
	intl, ok := SiteNamed("intl")
	if !ok || intl.Version != "2017-12-18" || intl.Endpoint != "https://domain-intl.aliyuncs.com" {
		t.Errorf("intl: %+v", intl)
	}
	if _, ok := SiteNamed("us"); ok {
		t.Error("there is no site us")
	}
	op, _ := Lookup(SaveBatchTaskForUpdatingContactInfoByNewContact)
	fields := job.Params{"RegistrantType": "2", "ZhCity": "北京", "City": "Beijing", "TelExt": "", "Unknown": "x"}
	if diff := cmp.Diff(job.Params{"RegistrantType": "2", "ZhCity": "北京", "City": "Beijing"}, cn.Fields(op, fields)); diff != "" {
		t.Errorf("cn (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(job.Params{"City": "Beijing"}, intl.Fields(op, fields)); diff != "" {
		t.Errorf("intl (-want +got):\n%s", diff)
	}
}

// Every contact field is a parameter of the operations that take contacts.
func TestContactFieldsAreParameters(t *testing.T) {
	for _, name := range []string{SaveBatchTaskForUpdatingContactInfoByNewContact, VerifyContactField} {
		op, _ := Lookup(name)
		for _, f := range ContactFields {
			if !op.Has(f.Name) {
				t.Errorf("%s does not take %s", name, f.Name)
			}
		}
	}
}
