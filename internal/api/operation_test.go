package api

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

type fixture struct {
	Name      string
	RAM       string
	TaskTypes map[string]string
	Params    [][]any // name, type, required and, where there is one, the enumeration
	SDK       []string
}

// The facts of all 49 operations stand in testdata; every entry of the
// catalogue must say the same as they do.
func TestCatalogueAgreesWithTheReference(t *testing.T) {
	text, err := os.ReadFile("testdata/operations.json")
	if err != nil {
		t.Fatal(err)
	}
	var reference []fixture
	if err := json.Unmarshal(text, &reference); err != nil {
		t.Fatal(err)
	}
	for _, op := range Operations() {
		t.Run(op.Name, func(t *testing.T) {
			at := slices.IndexFunc(reference, func(f fixture) bool { return f.Name == op.Name })
			if at < 0 {
				t.Fatal("the reference does not have it")
			}
			want := reference[at]
			if diff := cmp.Diff(referenceParams(want), catalogueParams(op)); diff != "" {
				t.Errorf("parameters (-reference +catalogue):\n%s", diff)
			}
			if op.RAM != want.RAM {
				t.Errorf("RAM action %q, reference %q", op.RAM, want.RAM)
			}
			for target, taskType := range want.TaskTypes {
				if op.TaskTypes[target] != taskType {
					t.Errorf("task type for %q: %q, reference %q", target, op.TaskTypes[target], taskType)
				}
			}
			checkShape(t, op)
		})
	}
}

func referenceParams(f fixture) map[string]Param {
	params := make(map[string]Param)
	for _, p := range f.Params {
		entry := Param{Name: p[0].(string), Type: Type(p[1].(string)), Need: Need(p[2].(string))}
		if len(p) > 3 {
			for _, v := range p[3].([]any) {
				entry.Enum = append(entry.Enum, v.(string))
			}
		}
		params[entry.Name] = entry
	}
	for _, name := range f.SDK {
		params[name] = Param{Name: name, Type: Text, Need: Optional, SDK: true}
	}
	return params
}

func catalogueParams(op *Operation) map[string]Param {
	params := make(map[string]Param)
	for _, p := range op.Params {
		p.Enum = slices.Clone(p.Enum)
		slices.Sort(p.Enum)
		params[p.Name] = p
	}
	return params
}

// checkShape holds what the parts of an entry owe one another.
func checkShape(t *testing.T, op *Operation) {
	t.Helper()
	if op.Write != (op.AfterDoubt != "") {
		t.Error("a write says what follows on doubt, a read does not")
	}
	if op.Write && len(op.TaskTypes) == 0 {
		t.Error("a write that makes tasks has task types")
	}
	if (op.Paging != "") != (op.PageMax > 0) {
		t.Error("a list has both a way of paging and a page size")
	}
	if op.List != "" && !op.Has(op.List+".1") && !op.Has(op.List+".1."+op.Subject) {
		t.Errorf("it has no parameter %s.N and no %s.N.%s", op.List, op.List, op.Subject)
	}
	if op.List == "" && op.Subject != "" && !op.Has(op.Subject) {
		t.Errorf("it has no parameter %s", op.Subject)
	}
	if op.Source == "" || !strings.HasPrefix(op.Name, "Save") && op.Write {
		t.Error("source or kind is missing")
	}
}

func TestLookup(t *testing.T) {
	if op, ok := Lookup(QueryTaskList); !ok || op.Name != QueryTaskList {
		t.Errorf("QueryTaskList: %v %v", op, ok)
	}
	if op, ok := Lookup("querytasklist"); ok {
		t.Errorf("names are exact, got %v", op)
	}
}

func TestParamFindsEntriesOfLists(t *testing.T) {
	op := Operation{Params: []Param{{Name: "DomainName.N"}, {Name: "OrderRenewParam.N.DomainName"}, {Name: "Lang"}}}
	for name, want := range map[string]bool{
		"DomainName.1": true, "DomainName.50": true, "DomainName": false, "DomainName.x": false,
		"OrderRenewParam.3.DomainName": true, "OrderRenewParam.3.Country": false, "Lang": true, "Lang.1": false,
	} {
		if got := op.Has(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestLockName(t *testing.T) {
	for name, want := range map[string]string{
		SaveBatchTaskForUpdatingContactInfoByNewContact:        "TransferOutProhibited",
		SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID: "TransferOutProhibited",
		SaveSingleTaskForUpdatingContactInfo:                   "AddTransferLock",
		VerifyContactField:                                     "",
	} {
		op, _ := Lookup(name)
		if got := op.Lock(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestMayBe(t *testing.T) {
	op, _ := Lookup(SaveBatchTaskForUpdatingContactInfoByNewContact)
	tests := []struct {
		name, taskType, target string
		want                   bool
	}{
		{"its own type", "CHG_HOLDER", "registrant", true},
		{"the other candidate for a registrant", "UPDATE_REGISTRANT_CONTACT", "registrant", true},
		{"which is no candidate for another target", "UPDATE_REGISTRANT_CONTACT", "admin", false},
		{"another target's", "UPDATE_TECH_CONTACT", "admin", false},
		{"another operation's", "ORDER_RENEW", "registrant", false},
		{"another operation's in the documents' other spelling", "CREATE_DNS_HOST", "admin", false},
		{"its own with stray underscores, as the documents print it", "UPDATE_ADM_IN_CONTACT", "admin", true},
		{"an unknown type may be ours", "SOMETHING_NEW", "admin", true},
		{"no type may be ours", "", "admin", true},
		{"lower case", "chg_holder", "registrant", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := op.MayBe(tt.taskType, tt.target); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

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
