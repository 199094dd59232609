package api

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

func TestHoldings(t *testing.T) {
	want := []job.Holding{
		{Domain: "a.com", InstanceID: "S1", Registered: day(2017, 11, 1), Expires: day(2027, 11, 1), Status: "3"},
		{Domain: "xn--0zwm56d.xn--fiqs8s", InstanceID: "S2", Registered: day(2017, 11, 1)},
	}
	for _, body := range []string{
		`{"TotalItemNum":2,"Data":{"Domain":[{"DomainName":"A.com","InstanceId":"S1","RegistrationDate":"2017-11-01 00:00:00","RegistrationDateLong":1509465600000,` +
			`"ExpirationDate":"2099-01-01 00:00:00","ExpirationDateLong":1824998400000,"DomainStatus":"3"},` +
			`{"DomainName":"测试.中国","InstanceId":"S2","RegistrationDate":"2017-11-01 00:00:00"}]}}`,
		`{"totalItemNum":"2","data":[{"domainName":"a.com","instanceId":"S1","registrationDateLong":"1509465600000","expirationDate":"Nov 01, 2027 00:00:00","domainStatus":3},` +
			`{"domainName":"xn--0zwm56d.xn--fiqs8s","instanceId":"S2","registrationDate":"2017-11-01 00:00:00"}]}`,
		`<R><TotalItemNum>2</TotalItemNum><Data><Domain><DomainName>a.com</DomainName><InstanceId>S1</InstanceId><RegistrationDate>2017-11-01 00:00:00</RegistrationDate>` +
			`<ExpirationDate>2027-11-01 00:00:00</ExpirationDate><DomainStatus>3</DomainStatus></Domain>` +
			`<Domain><DomainName>测试.中国</DomainName><InstanceId>S2</InstanceId><RegistrationDateLong>1509465600000</RegistrationDateLong></Domain></Data></R>`,
	} {
		page, err := Holdings([]byte(body), 1, 100)
		if err != nil || page.Total != 2 || page.More {
			t.Errorf("total %d, more %v, %v", page.Total, page.More, err)
		}
		if diff := cmp.Diff(want, page.Items); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	if _, err := Holdings([]byte(`{"Data":{"Domain":[{"InstanceId":"S1"}]}}`), 1, 100); err == nil {
		t.Error("a domain without a name was taken")
	}
}

// Who holds a domain is a number or a word, and nothing where it is neither.
func TestHoldingType(t *testing.T) {
	for text, want := range map[string]string{`"1"`: "1", `2`: "2", `"personal"`: "1", `"Enterprise"`: "2", `"organization"`: "2", `""`: "", `"0"`: "", `null`: ""} {
		body := `{"DomainName":"a.com","RegistrantType":` + text + `}`
		h, err := HoldingOf([]byte(body))
		if err != nil || h.Type != want {
			t.Errorf("%s: %q, %v", text, h.Type, err)
		}
		page, err := Holdings([]byte(`{"Data":{"Domain":[`+body+`]},"RequestId":"r"}`), 1, 100)
		if err != nil || len(page.Items) != 1 || page.Items[0].Type != want {
			t.Errorf("%s in a list: %+v, %v", text, page.Items, err)
		}
	}
}

func TestHoldingOf(t *testing.T) {
	want := job.Holding{
		Domain: "a.com", InstanceID: "S1", Registered: day(2013, 12, 6), Expires: day(2016, 12, 6),
		State: &job.DomainState{UpdateLock: "OPEN", TransferLock: "NONE_SETTING", EmailVerified: "1", DNS: []string{"ns1.a.com", "ns2.a.com"}},
	}
	for _, body := range []string{
		`{"DomainName":"a.com","InstanceId":"S1","RegistrationDate":"2013-12-06 00:00:00","ExpirationDate":"2016-12-06 00:00:00","UpdateProhibitionLock":"OPEN",` +
			`"TransferProhibitionLock":"NONE_SETTING","EmailVerificationStatus":true,"DnsList":{"Dns":["NS1.a.com","ns2.a.com"]}}`,
		`{"domainName":"a.com","instanceId":"S1","registrationDate":"2013-12-06 00:00:00","expirationDate":"2016-12-06 00:00:00","updateProhibitionLock":"open",` +
			`"transferProhibitionLock":"none_setting","emailVerificationStatus":1,"dnsList":["ns1.a.com","ns2.a.com"]}`,
		`<QueryDomainByIdResponse><DomainName>a.com</DomainName><InstanceId>S1</InstanceId><RegistrationDate>2013-12-06 00:00:00</RegistrationDate>` +
			`<ExpirationDate>2016-12-06 00:00:00</ExpirationDate><UpdateProhibitionLock>OPEN</UpdateProhibitionLock><TransferProhibitionLock>NONE_SETTING</TransferProhibitionLock>` +
			`<EmailVerificationStatus>1</EmailVerificationStatus><DnsList><Dns>ns1.a.com</Dns><Dns>ns2.a.com</Dns></DnsList></QueryDomainByIdResponse>`,
	} {
		got, err := HoldingOf([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	if h, err := HoldingOf([]byte(`{"RequestId":"r"}`)); err == nil {
		t.Errorf("an answer without a domain was taken: %+v", h)
	}
	h, err := HoldingOf([]byte(`{"DomainName":"a.com","RealNameStatus":"SUCCEED","UpdateProhibitionLock":"CLOSE"}`))
	if err != nil || h.State.RealName != "SUCCEED" || h.State.Locked() {
		t.Errorf("%+v, %v", h.State, err)
	}
}

func TestProfiles(t *testing.T) {
	want := []job.Profile{{
		ID: "3696573", Default: true, Verified: "SUCCEED",
		Fields: job.Params{"RegistrantOrganization": "Acme", "Country": "CN", "TelExt": ""},
	}}
	for _, body := range []string{
		`{"RegistrantProfiles":{"RegistrantProfile":[{"RegistrantProfileId":"3696573","DefaultRegistrantProfile":true,"RealNameStatus":"SUCCEED","RegistrantOrganization":"Acme","Country":"CN","TelExt":""}]}}`,
		`{"registrantProfiles":[{"registrantProfileId":3696573,"defaultRegistrantProfile":"true","realNameStatus":"SUCCEED","registrantOrganization":"Acme","country":"CN","telExt":""}]}`,
		`<R><RegistrantProfiles><RegistrantProfile><RegistrantProfileId>3696573</RegistrantProfileId><DefaultRegistrantProfile>1</DefaultRegistrantProfile>` +
			`<RealNameStatus>SUCCEED</RealNameStatus><RegistrantOrganization>Acme</RegistrantOrganization><Country>CN</Country><TelExt/></RegistrantProfile></RegistrantProfiles></R>`,
	} {
		page, err := Profiles([]byte(body), 1, 100)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, page.Items); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	if _, err := Profiles([]byte(`{"RegistrantProfiles":[{"Country":"CN"}]}`), 1, 100); err == nil {
		t.Error("a profile without id was taken")
	}
	if page, err := Profiles([]byte(`{"RequestId":"r","TotalItemNum":0,"RegistrantProfiles":""}`), 1, 100); err != nil || len(page.Items) != 0 || page.Total != 0 {
		t.Errorf("no profiles: %+v, %v", page, err)
	}
}

func TestEmails(t *testing.T) {
	want := []job.Email{{Address: "a@a.com", Verified: true}, {Address: "b@a.com"}}
	for _, body := range []string{
		`{"data":[{"email":"a@a.com","verificationStatus":1},{"email":"b@a.com","verificationStatus":0}]}`,
		`{"Data":{"EmailVerification":[{"Email":"a@a.com","VerificationStatus":"1"},{"Email":"b@a.com","VerificationStatus":"0"}]}}`,
		`<R><Data><EmailVerification><Email>a@a.com</Email><VerificationStatus>1</VerificationStatus></EmailVerification>` +
			`<EmailVerification><Email>b@a.com</Email><VerificationStatus>0</VerificationStatus></EmailVerification></Data></R>`,
	} {
		page, err := Emails([]byte(body), 1, 100)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, page.Items); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	if _, err := Emails([]byte(`{"Data":[{"VerificationStatus":1}]}`), 1, 100); err == nil {
		t.Error("an entry without an address was taken")
	}
}

func TestEach(t *testing.T) {
	want := []ForEach{
		{Subject: "c@a.com", OK: true}, {Subject: "d@a.com", OK: true},
		{Subject: "b@a.com", Code: "SendTokenQuotaExceeded", Message: "too many"},
		{Subject: "a@a.com", Exists: true},
	}
	op := operation(t, SubmitEmailVerification)
	for _, body := range []string{
		`{"existList":[{"email":"a@a.com"}],"failList":[{"code":"SendTokenQuotaExceeded","email":"b@a.com","message":"too many"}],"requestId":"r","successList":[{"email":"c@a.com"},{"email":"d@a.com"}]}`,
		`{"ExistList":{"SendResult":{"Email":"a@a.com"}},"FailList":{"SendResult":[{"Code":"SendTokenQuotaExceeded","Email":"b@a.com","Message":"too many"}]},` +
			`"SuccessList":{"SendResult":[{"Email":"c@a.com","Code":"","Message":""},{"Email":"d@a.com"}]}}`,
		`<R><FailList><SendResult><Email>b@a.com</Email><Message>too many</Message><Code>SendTokenQuotaExceeded</Code></SendResult></FailList><RequestId>r</RequestId>` +
			`<ExistList><SendResult><Email>a@a.com</Email></SendResult></ExistList><SuccessList><SendResult><Email>c@a.com</Email><Message/><Code/></SendResult>` +
			`<SendResult><Email>d@a.com</Email><Message/><Code/></SendResult></SuccessList></R>`,
	} {
		got, err := Each(op, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
}

func TestEachOfDomains(t *testing.T) {
	want := []ForEach{{Subject: "a.com", OK: true}, {Subject: "b.com"}}
	op := operation(t, TransferInCheckMailToken)
	for _, body := range []string{
		`{"FailList":{"FailDomain":["b.com"]},"RequestId":"r","SuccessList":{"SuccessDomain":["a.com"]}}`,
		`{"FailList":["b.com"],"SuccessList":["a.com"]}`,
		`{"FailList":"b.com","SuccessList":"a.com"}`,
		`<R><FailList><FailDomain>b.com</FailDomain></FailList><SuccessList><SuccessDomain>a.com</SuccessDomain></SuccessList></R>`,
	} {
		got, err := Each(op, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	if got, err := Each(op, []byte(`{"FailList":"","RequestId":"r","SuccessList":null,"ExistList":{}}`)); err != nil || len(got) != 0 {
		t.Errorf("nothing listed: %v, %v", got, err)
	}
	if got, err := Each(op, []byte(`{"Code":"InternalError","Message":"x","RequestId":"r"}`)); err == nil {
		t.Errorf("an error was taken: %v", got)
	}
}
