package sandbox

import (
	"encoding/csv"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// VerifyContactField names the field that it refuses, and refuses no script.
func TestVerifyContactField(t *testing.T) {
	for _, tt := range []struct {
		field string
		good  []string
		bad   []string
		label string
	}{
		{"Email", []string{"a@b.co", "用户@例子.公司", "o'brien+x@sub.b.gov"}, []string{"a", "a@b", "a b@c.de", "a@b@c.de", "@b.co", "a@.co", "a@b.co.", "a@b..co"}, "email"},
		{"Country", []string{"CN", "us"}, []string{"C", "CHN", "C1", "中国"}, "country"},
		{"TelArea", []string{"1", "86", "1242"}, []string{"+86", "0086 ", "12345", "八六"}, "telephone country code"},
		{"Telephone", []string{"13800000000", "555-0100", "030 123456"}, []string{"+8613800000000", "12", "phone", strings.Repeat("1", 21)}, "telephone number"},
		{"TelExt", []string{"01", "1235"}, []string{"x12"}, "telephone extension"},
		{"PostalCode", []string{"10000", "EC1Y 8SY", "154-0023", "AD.100"}, []string{"１０００００", "12345678901234567", "a/b"}, "postal code"},
		{"RegistrantType", []string{"1", "2"}, []string{"0", "3", "enterprise"}, "registrant type"},
		{"City", []string{"bei jing shi", "Zürich", "北京", "Ελλάδα"}, []string{"Nowhere", "two\nlines", "   "}, "city"},
		{"RegistrantOrganization", []string{"Ünïcode \"GmbH\" & Co. <KG>", "某某公司"}, []string{"tab\there"}, "registrant name"},
		{"ZhAddress", []string{"朝阳区"}, []string{"朝\x00阳"}, "Chinese address"},
	} {
		t.Run(tt.field, func(t *testing.T) {
			c := newCaller(t, New(Options{}))
			for _, value := range tt.good {
				if got := c.call("VerifyContactField", args{tt.field: value}); got.code() != "" {
					t.Errorf("%q: %s", value, got.body)
				}
			}
			for _, value := range tt.bad {
				got := c.call("VerifyContactField", args{tt.field: value})
				if got.code() != "ParameterIllegal" || !strings.Contains(got.body, "Incorrect format. Make sure that the "+tt.label+" is correct") {
					t.Errorf("%q: %s", value, got.body)
				}
			}
		})
	}
}

// Real contact data passes, where it is at hand.
func TestRealContacts(t *testing.T) {
	file, err := os.Open("../../../shared/data/sheets/us-dotgov-full.csv")
	if err != nil {
		t.Log("not at hand")
		return
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	op := New(Options{}).ops[byNewContact]
	for _, r := range records[1:] {
		params := write("admin", strings.TrimSpace(r[2]), r[0])
		params["City"], params["Province"] = strings.TrimSpace(r[4]), strings.TrimSpace(r[5])
		if mail := strings.TrimSpace(r[6]); mail != "(blank)" {
			params["Email"] = mail
		}
		if err := op.check(&call{params: params, version: china}); err != nil {
			t.Errorf("%v: %s %s", r, err.code, err.param)
		}
	}
}

// A write is refused whole for its parameters, in words that name none.
func TestParametersOfWrites(t *testing.T) {
	const profiles = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
	const single = "SaveSingleTaskForUpdatingContactInfo"
	for _, tt := range []struct {
		name   string
		action string
		params args
		code   string
	}{
		{"whole", byNewContact, args{}, ""},
		{"no domain", byNewContact, args{"DomainName.1": ""}, "MissingDomainName"},
		{"domain without a number", byNewContact, args{"DomainName.1": "", "DomainName": "a.com"}, "MissingDomainName"},
		{"from 2", byNewContact, args{"DomainName.1": "", "DomainName.2": "a.com"}, "ParameterIllegal"},
		{"a gap", byNewContact, args{"DomainName.3": "c.com"}, "ParameterIllegal"},
		{"twice the same", byNewContact, args{"DomainName.2": "A.com"}, "ParameterIllegal"},
		{"ASCII form", byNewContact, args{"DomainName.1": "xn--fiq228c.com"}, "ParameterIllegal"},
		{"ASCII form below", byNewContact, args{"DomainName.1": "a.XN--fiqs8s"}, "ParameterIllegal"},
		{"no name", byNewContact, args{"DomainName.1": "com"}, "ParameterIllegal"},
		{"final dot", byNewContact, args{"DomainName.1": "a.com."}, "ParameterIllegal"},
		{"hyphen first", byNewContact, args{"DomainName.1": "-a.com"}, "ParameterIllegal"},
		{"hyphens third and fourth", byNewContact, args{"DomainName.1": "ab--c.com"}, "ParameterIllegal"},
		{"long label", byNewContact, args{"DomainName.1": strings.Repeat("a", 64) + ".com"}, "ParameterIllegal"},
		{"address", byNewContact, args{"DomainName.1": "https://a.com"}, "ParameterIllegal"},
		{"no role", byNewContact, args{"ContactType": ""}, "MissingContactType"},
		{"role in another case", byNewContact, args{"ContactType": "Admin"}, "ParameterIllegal"},
		{"no type", byNewContact, args{"RegistrantType": ""}, "MissingRegistrantType"},
		{"no type, international", byNewContact, args{"RegistrantType": "", "Version": versionIntl}, ""},
		{"another type, international", byNewContact, args{"RegistrantType": "firm", "Version": versionIntl}, ""},
		{"lock", byNewContact, args{"TransferOutProhibited": "true"}, ""},
		{"lock in another case", byNewContact, args{"TransferOutProhibited": "True"}, "ParameterIllegal"},
		{"lock as a number", byNewContact, args{"TransferOutProhibited": "1"}, "ParameterIllegal"},
		{"fields left out", byNewContact, args{"City": "", "Email": "", "TelArea": ""}, ""},
		{"bad field", byNewContact, args{"City": "Nowhere"}, "ParameterIllegal"},
		{"profile", profiles, args{"RegistrantProfileId": "12"}, ""},
		{"no profile", profiles, args{}, "MissingRegistrantProfileId"},
		{"profile is no number", profiles, args{"RegistrantProfileId": "abc"}, "ParameterIllegal"},
		{"unknown profile", profiles, args{"RegistrantProfileId": "404"}, "contactTemplateRealNamedNotExist"},
		{"single", single, args{"RegistrantProfileId": "12", "DomainName": "a.com", "AddTransferLock": "false"}, ""},
		{"single without a domain", single, args{"RegistrantProfileId": "12"}, "MissingDomainName"},
		{"single, other lock", single, args{"RegistrantProfileId": "12", "DomainName": "a.com", "AddTransferLock": "no"}, "ParameterIllegal"},
		{"single, unknown profile", single, args{"RegistrantProfileId": "404", "DomainName": "a.com"}, "ParameterIllegal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := New(Options{})
			c := newCaller(t, s)
			params := write("admin", "New Ltd", "a.com")
			maps.Copy(params, tt.params)
			got := c.call(tt.action, params)
			if got.code() != tt.code {
				t.Errorf("%q; want %q", got.code(), tt.code)
			}
			if tt.code == "ParameterIllegal" && !strings.Contains(got.body, `"Message":"Parameter illegal."`) {
				t.Errorf("words %s", got.body)
			}
			if taken := len(s.Ledger().Effects); (taken == 1) != (tt.code == "") {
				t.Errorf("%d effects", taken)
			}
		})
	}
}

// Numbers of pages and of entries have bounds, and are required.
func TestParametersOfQueries(t *testing.T) {
	for _, tt := range []struct {
		action string
		params args
		code   string
	}{
		{"QueryTaskList", args{"PageNum": "1", "PageSize": "100"}, ""},
		{"QueryTaskList", args{"PageNum": "1", "PageSize": "101"}, "ParameterIllegal"},
		{"QueryTaskList", args{"PageNum": "0", "PageSize": "1"}, "ParameterIllegal"},
		{"QueryTaskList", args{"PageNum": "1", "PageSize": "0"}, "ParameterIllegal"},
		{"QueryTaskList", args{"PageNum": "+1", "PageSize": "1"}, "ParameterIllegal"},
		{"QueryTaskList", args{"PageNum": "1e0", "PageSize": "1"}, "ParameterIllegal"},
		{"QueryTaskList", args{"PageSize": "1"}, "MissingPageNum"},
		{"QueryTaskList", args{"PageNum": "1"}, "MissingPageSize"},
		{"QueryTaskList", args{"PageNum": "2147483648", "PageSize": "100"}, ""},
		{"QueryTaskList", args{"PageNum": "1", "PageSize": "1", "BeginCreateTime": "2026-01-01"}, "ParameterIllegal"},
		{"QueryTaskDetailList", args{"PageNum": "1", "PageSize": "1000", "TaskNo": "x"}, ""},
		{"QueryTaskDetailList", args{"PageNum": "1", "PageSize": "1001", "TaskNo": "x"}, "ParameterIllegal"},
		{"QueryTaskDetailList", args{"PageNum": "1", "PageSize": "1000"}, "MissingTaskNo"},
		{"QueryTaskDetailList", args{"PageNum": "1", "PageSize": "1", "TaskNo": "x", "TaskStatus": "4"}, "ParameterIllegal"},
		{"QueryTaskDetailList", args{"PageNum": "1", "PageSize": "1", "TaskNo": "x", "DomainName": "xn--fiq228c.com"}, "ParameterIllegal"},
		{"QueryTaskInfoHistory", args{}, "MissingPageSize"},
		{"QueryTaskInfoHistory", args{"PageSize": "20"}, ""},
		{"QueryTaskDetailHistory", args{"PageSize": "20"}, "MissingTaskNo"},
		{"QueryTaskDetailHistory", args{"PageSize": "20", "TaskNo": "x"}, ""},
		{"QueryTaskDetailHistory", args{"PageSize": "20", "TaskNo": "x", "TaskDetailNoCursor": "x"}, "ParameterIllegal"},
		{"QueryContactInfo", args{"DomainName": "a.com"}, "MissingContactType"},
		{"QueryContactInfo", args{"ContactType": "tech"}, "MissingDomainName"},
		{"QueryContactInfo", args{"DomainName": "a.com", "ContactType": "owner"}, "ParameterIllegal"},
	} {
		if got := newCaller(t, New(Options{})).call(tt.action, tt.params).code(); got != tt.code {
			t.Errorf("%s %v: %q; want %q", tt.action, tt.params, got, tt.code)
		}
	}
}

// A field that a write leaves out keeps its value, an empty one counts as left
// out, and the international version shows no Chinese fields.
func TestContactAfterWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		ask := args{"DomainName": "a.com", "ContactType": "registrant"}
		read := func() map[string]string {
			var got map[string]string
			c.call("QueryContactInfo", ask).into(t, &got)
			return got
		}
		if got := read(); got["RegistrantOrganization"] != "Prior Holder Ltd" || got["CreateDate"] == "" || got["ZhCity"] != "" {
			t.Errorf("before: %v", got)
		}
		first := write("registrant", "New Ltd", "a.com")
		first["ZhCity"] = "北京"
		c.call(byNewContact, first).taskNo(t)
		pass(2 * time.Second)
		c.call(byNewContact, args{"DomainName.1": "a.com", "ContactType": "registrant", "RegistrantType": "1", "Email": "b@b.com", "City": ""}).taskNo(t)
		pass(2 * time.Second)
		got := read()
		for name, want := range map[string]string{
			"RegistrantOrganization": "New Ltd", "Email": "b@b.com", "City": "bei jing shi", "ZhCity": "北京", "TelExt": "",
		} {
			if value, ok := got[name]; !ok || value != want {
				t.Errorf("%s is %q; want %q", name, value, want)
			}
		}
		c.version = versionIntl
		if _, ok := read()["ZhCity"]; ok {
			t.Error("the international version shows ZhCity")
		}
		c.version = china
		c.call("SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID", args{"DomainName.1": "a.com", "RegistrantProfileId": "77"}).taskNo(t)
		pass(2 * time.Second)
		if got := read()["RegistrantOrganization"]; got != "Profile 77 Ltd" {
			t.Errorf("by profile: %q", got)
		}
	})
}
