package api

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"domainbatch/internal/job"
)

func operation(t *testing.T, name string) *Operation {
	t.Helper()
	op, ok := Lookup(name)
	if !ok {
		t.Fatalf("the catalogue lacks %s", name)
	}
	return op
}

// The same answer in every shape that documents and SDKs have.
func TestReadShapes(t *testing.T) {
	tests := []struct {
		name, op string
		bodies   []string
		fields   job.Params
		items    []job.Params
	}{
		{
			name: "a list of texts in an answer", op: QueryDomainByInstanceId,
			bodies: []string{
				`{"DomainName":"a.com","DnsList":{"Dns":["ns1.a.com","ns2.a.com"]}}`,
				`{"DomainName":"a.com","DnsList":{"DnsList":["ns1.a.com","ns2.a.com"]}}`,
				`{"domainName":"a.com","dnsList":["ns1.a.com","ns2.a.com"],"RequestId":"r"}`,
				`<R><DomainName>a.com</DomainName><DnsList><Dns>ns1.a.com</Dns><Dns>ns2.a.com</Dns></DnsList></R>`,
				`<R><DomainName>a.com</DomainName><DnsList>ns1.a.com</DnsList><DnsList>ns2.a.com</DnsList></R>`,
			},
			fields: job.Params{"DomainName": "a.com", "DnsList": "ns1.a.com, ns2.a.com"},
		},
		{
			name: "an empty list in an answer", op: QueryDomainByInstanceId,
			bodies: []string{
				`{"DomainName":"a.com","DnsList":""}`, `{"DomainName":"a.com","DnsList":[]}`, `{"DomainName":"a.com","DnsList":{}}`,
				`{"DomainName":"a.com","DnsList":{"Dns":[]}}`, `<R><DomainName>a.com</DomainName><DnsList/></R>`,
			},
			fields: job.Params{"DomainName": "a.com", "DnsList": ""},
		},
		{
			name: "null is absent", op: QueryDomainByInstanceId,
			bodies: []string{`{"DomainName":"a.com","DnsList":null}`, `{"DomainName":"a.com"}`},
			fields: job.Params{"DomainName": "a.com"},
		},
		{
			name: "a list of texts in each entry", op: QueryDnsHost,
			bodies: []string{
				`{"dnsHostList":[{"dnsName":"ns3","ipList":["192.0.2.1","192.0.2.2"]}],"requestId":"r"}`,
				`{"DnsHostList":[{"DnsName":"ns3","IpList":["192.0.2.1","192.0.2.2"]}],"RequestId":"r"}`,
				`{"DnsHostList":{"DnsHost":[{"DnsName":"ns3","IpList":{"Ip":["192.0.2.1","192.0.2.2"]}}]},"RequestId":"r"}`,
				`{"DnsHostList":{"DnsHost":{"DnsName":"ns3","IpList":{"Ip":["192.0.2.1","192.0.2.2"]}}},"RequestId":"r"}`,
				`<R><DnsHostList><DnsHost><DnsName>ns3</DnsName><IpList><ip>192.0.2.1</ip><ip>192.0.2.2</ip></IpList></DnsHost></DnsHostList><RequestId>r</RequestId></R>`,
			},
			fields: job.Params{}, items: []job.Params{{"DnsName": "ns3", "IpList": "192.0.2.1, 192.0.2.2"}},
		},
		{
			name: "entries whose XML has a name of its own", op: ListEmailVerification,
			bodies: []string{
				`{"data":[{"email":"a@a.com","verificationStatus":1},{"email":"b@a.com","verificationStatus":"0"}]}`,
				`{"Data":{"EmailVerification":[{"Email":"a@a.com","VerificationStatus":1},{"Email":"b@a.com","VerificationStatus":0}]}}`,
				`<R><Data><EmailVerification><Email>a@a.com</Email><VerificationStatus>1</VerificationStatus></EmailVerification>` +
					`<EmailVerification><Email>b@a.com</Email><VerificationStatus>0</VerificationStatus></EmailVerification></Data></R>`,
			},
			fields: job.Params{},
			items:  []job.Params{{"Email": "a@a.com", "VerificationStatus": "1"}, {"Email": "b@a.com", "VerificationStatus": "0"}},
		},
		{
			name: "a list of one", op: QueryTransferInList,
			bodies: []string{
				`{"Data":{"TransferInInfo":[{"DomainName":"a.com","NeedMailCheck":true}]}}`,
				`{"Data":{"TransferInInfo":{"DomainName":"a.com","NeedMailCheck":"true"}}}`,
				`{"data":[{"domainName":"a.com","needMailCheck":true}]}`,
				`<R><Data><TransferInInfo><DomainName>a.com</DomainName><NeedMailCheck>true</NeedMailCheck></TransferInInfo></Data></R>`,
			},
			fields: job.Params{}, items: []job.Params{{"DomainName": "a.com", "NeedMailCheck": "true"}},
		},
		{
			name: "no entries", op: QueryChangeLogList,
			bodies: []string{
				`{"RequestId":"r","Data":"","ResultLimit":false}`, `{"RequestId":"r","Data":[],"ResultLimit":false}`,
				`{"RequestId":"r","Data":{"ChangeLog":[]},"ResultLimit":false}`, `{"RequestId":"r","Data":null,"ResultLimit":"false"}`,
				`{"RequestId":"r","ResultLimit":false}`, `<R><Data/><RequestId>r</RequestId><ResultLimit>false</ResultLimit></R>`,
			},
			fields: job.Params{"ResultLimit": "false"}, items: []job.Params{},
		},
		{
			name: "a verdict with a code is no error", op: CheckTransferInFeasibility,
			bodies: []string{
				`{"RequestId":"r","CanTransfer":false,"Code":"NotOpen","Message":"no","ProductId":"2a"}`,
				`<R><CanTransfer>false</CanTransfer><Code>NotOpen</Code><Message>no</Message><ProductId>2a</ProductId><RequestId>r</RequestId></R>`,
			},
			fields: job.Params{"CanTransfer": "false", "Code": "NotOpen", "Message": "no", "ProductId": "2a"},
		},
		{
			name: "the root that CheckDomain prints", op: CheckDomain,
			bodies: []string{
				`<CheckDomain><DomainName>a.com</DomainName><Avail>1</Avail><Premium>false</Premium></CheckDomain>`,
				`{"DomainName":"a.com","Avail":1,"Premium":"false"}`,
			},
			fields: job.Params{"DomainName": "a.com", "Avail": "1", "Premium": "false"},
		},
		{
			name: "domains confirmed by a token", op: TransferInCheckMailToken,
			bodies: []string{
				`{"FailList":{"FailDomain":[]},"RequestId":"r","SuccessList":{"SuccessDomain":["a.com"]}}`,
				`<R><FailList/><RequestId>r</RequestId><SuccessList><SuccessDomain>a.com</SuccessDomain></SuccessList></R>`,
			},
			fields: job.Params{"SuccessList": "a.com", "FailList": ""},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, body := range tt.bodies {
				got, err := Read(operation(t, tt.op), []byte(body), Asked{Page: 1, Size: 100})
				if err != nil {
					t.Fatalf("%s: %v", body, err)
				}
				if diff := cmp.Diff(tt.fields, got.Fields); diff != "" {
					t.Errorf("%s: fields (-want +got):\n%s", body, diff)
				}
				if diff := cmp.Diff(tt.items, got.Items); diff != "" {
					t.Errorf("%s: items (-want +got):\n%s", body, diff)
				}
			}
		})
	}
}

func TestReadPages(t *testing.T) {
	tests := []struct {
		name, op, body string
		asked          Asked
		total          int
		more           bool
		next           job.Params
	}{
		{"the last page", QueryTaskList, `{"TotalItemNum":3,"NextPage":false,"Data":{"TaskInfo":[{"TaskNo":"t"}]}}`, Asked{Page: 2, Size: 2}, 3, false, nil},
		{"another page", QueryTaskList, `{"TotalItemNum":3,"NextPage":true,"Data":{"TaskInfo":[{"TaskNo":"t"},{"TaskNo":"u"}]}}`, Asked{Page: 1, Size: 2}, 3, true, nil},
		{"no total", QueryDnsHost, `{"DnsHostList":[{"DnsName":"ns3"}]}`, Asked{}, -1, false, nil},
		{
			"a cursor of tasks", QueryTaskInfoHistory, `{"objects":[{"taskNo":"t"}],"nextPageCursor":{"taskNo":"t","createTimeLong":1509528171000}}`,
			Asked{Page: 1, Size: 2}, -1, true, job.Params{"TaskNoCursor": "t", "CreateTimeCursor": "1509528171000"},
		},
		{
			"a cursor of details", QueryTaskDetailHistory, `<R><Objects><TaskDetailHistory><TaskNo>t</TaskNo></TaskDetailHistory></Objects>` +
				`<NextPageCursor><DomainName>a.com</DomainName><TaskDetailNo>d</TaskDetailNo></NextPageCursor></R>`,
			Asked{Page: 1, Size: 2}, -1, true, job.Params{"DomainNameCursor": "a.com", "TaskDetailNoCursor": "d"},
		},
		{"a cursor behind nothing", QueryTaskInfoHistory, `{"Objects":[],"NextPageCursor":{"TaskNo":"t"}}`, Asked{Page: 2, Size: 2}, -1, false, nil},
		{"no cursor", QueryTaskInfoHistory, `{"Objects":[{"TaskNo":"t"}],"NextPageCursor":""}`, Asked{Page: 1, Size: 2}, -1, false, nil},
		{"the first call of a scroll", ScrollDomainList, `{"TotalItemNum":3,"ScrollId":"s"}`, Asked{Page: 1, Size: 2}, 3, true, job.Params{"ScrollId": "s"}},
		{"the next one", ScrollDomainList, `{"TotalItemNum":3,"ScrollId":"s","Data":{"Domain":[{"DomainName":"a.com"}]}}`, Asked{Page: 2, Size: 2}, 3, true, job.Params{"ScrollId": "s"}},
		{"one without its id", ScrollDomainList, `{"TotalItemNum":3,"Data":{"Domain":[{"DomainName":"a.com"}]}}`, Asked{Page: 2, Size: 2}, 3, true, job.Params{}},
		{"the end of a scroll", ScrollDomainList, `{"TotalItemNum":3,"ScrollId":"s","Data":{"Domain":[]}}`, Asked{Page: 4, Size: 2}, 3, false, job.Params{"ScrollId": "s"}},
		{"a scroll that cannot go on", ScrollDomainList, `{"TotalItemNum":3,"Data":{"Domain":[]}}`, Asked{Page: 1, Size: 2}, 3, false, job.Params{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Read(operation(t, tt.op), []byte(tt.body), tt.asked)
			if err != nil || got.Total != tt.total || got.More != tt.more {
				t.Errorf("total %d, more %v, %v", got.Total, got.More, err)
			}
			if diff := cmp.Diff(tt.next, got.Next, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("next (-want +got):\n%s", diff)
			}
		})
	}
}

// Every operation of the catalogue can be read, with all members that it lists,
// in both notations and key cases.
func TestReadReadsAll(t *testing.T) {
	for _, op := range Operations() {
		t.Run(op.Name, func(t *testing.T) {
			wantFields, wantItems := filledMembers(op.Answer.own()), []job.Params(nil)
			if op.Answer.List != "" {
				wantItems = []job.Params{filledMembers(slices.Concat(op.Answer.Items, op.Answer.Beyond))}
			}
			bodies := sampleAnswers(op, wantFields, wantItems)
			for _, item := range wantItems {
				for _, name := range op.Answer.Hidden {
					item[name] = Withheld
				}
			}
			for _, body := range bodies {
				got, err := Read(op, []byte(body), Asked{Page: 1, Size: 10})
				if err != nil {
					t.Fatalf("%s: %v", body, err)
				}
				if got.RequestID != "r" || op.Task && got.TaskNo != "t" {
					t.Errorf("request id %q, task %q", got.RequestID, got.TaskNo)
				}
				if diff := cmp.Diff(wantFields, got.Fields); diff != "" {
					t.Errorf("%s: fields (-want +got):\n%s", body, diff)
				}
				if diff := cmp.Diff(wantItems, got.Items); diff != "" {
					t.Errorf("%s: items (-want +got):\n%s", body, diff)
				}
			}
		})
	}
}

func filledMembers(names []string) job.Params {
	params := make(job.Params)
	for _, name := range names {
		params[name] = "of " + name
	}
	return params
}

// sampleAnswers writes one answer in JSON nested and flat, in camelCase, and in XML.
func sampleAnswers(op *Operation, fields job.Params, items []job.Params) []string {
	object := func(params job.Params, key func(string) string) string {
		var b strings.Builder
		for _, name := range params.Names() {
			b.WriteString(`,"` + key(name) + `":"` + params[name] + `"`)
		}
		return b.String()
	}
	write := func(key func(string) string, flat bool) string {
		s := `{"` + key("RequestId") + `":"r"` + object(fields, key)
		if op.Task {
			s += `,"` + key("TaskNo") + `":"t"`
		}
		for _, item := range items {
			entry := `[{` + strings.TrimPrefix(object(item, key), ",") + `}]`
			if !flat {
				entry = `{"` + key(op.Answer.Inner) + `":` + entry + `}`
			}
			s += `,"` + key(op.Answer.List) + `":` + entry
		}
		return s + "}"
	}
	pascal := func(s string) string { return s }
	camel := func(s string) string { return strings.ToLower(s[:1]) + s[1:] }
	return []string{write(pascal, false), write(pascal, true), write(camel, true), sampleXML(op, fields, items)}
}

func sampleXML(op *Operation, fields job.Params, items []job.Params) string {
	elements := func(params job.Params) string {
		var b strings.Builder
		for _, name := range params.Names() {
			b.WriteString("<" + name + ">" + params[name] + "</" + name + ">")
		}
		return b.String()
	}
	s := "<R><RequestId>r</RequestId>" + elements(fields)
	if op.Task {
		s += "<TaskNo>t</TaskNo>"
	}
	for _, item := range items {
		a := op.Answer
		s += "<" + a.List + "><" + a.Inner + ">" + elements(item) + "</" + a.Inner + "></" + a.List + ">"
	}
	return s + "</R>"
}

// What is no answer of an operation is refused for every one of them, and never repeated.
func TestReadRefuses(t *testing.T) {
	const secret = "Zhang San"
	bodies := map[string]string{
		"nothing": "", "text": secret, "HTML": "<html><body>" + secret + "</body></html>", "cut off": `{"RequestId":"` + secret,
		"an error":        `{"Code":"InternalError","Message":"` + secret + `","RequestId":"r","HostId":"h"}`,
		"an error in XML": `<Error><RequestId>r</RequestId><HostId>h</HostId><Code>InternalError</Code><Message>` + secret + `</Message></Error>`,
		"another product": `{"Regions":[]}`, "a JSON list": `[{"RequestId":"r"}]`,
	}
	for _, op := range Operations() {
		for what, body := range bodies {
			_, err := Read(op, []byte(body), Asked{Page: 1, Size: 10})
			var wrong *AnswerError
			if !errors.As(err, &wrong) || wrong.Action != op.Name || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %s: %v", op.Name, what, err)
			}
		}
	}
	if _, err := Read(operation(t, SaveSingleTaskForUpdateProhibitionLock), []byte(`{"RequestId":"r"}`), Asked{}); err == nil {
		t.Error("a write that makes a task was taken without its TaskNo")
	}
	if _, err := Read(operation(t, QueryTaskList), []byte(`{"Data":"secret"}`), Asked{Page: 1, Size: 10}); err == nil {
		t.Error("a list that is none was taken")
	}
}

func TestTagsAreReadable(t *testing.T) {
	op := &Operation{Name: "X", Answer: Answer{Fields: []string{"DomainName", "Tag", "StaticPriceInfo"}}}
	got, err := Read(op, []byte(`{"DomainName":"a.com","Tag":{"Tag":[{"Key":"team","Value":"legal"},{"Key":"x","Vaue":"y"}]},`+
		`"StaticPriceInfo":{"PriceInfo":[{"period":1,"money":68.5,"action":"activate"}]}}`), Asked{})
	want := job.Params{"DomainName": "a.com", "Tag": "team=legal, x=y", "StaticPriceInfo": "action=activate money=68.5 period=1"}
	if diff := cmp.Diff(want, got.Fields); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Whatever may be an authorization code or a number of an identity document is
// hidden in every operation that has it.
func TestHiddenMembers(t *testing.T) {
	for _, op := range Operations() {
		for _, name := range slices.Concat(op.Answer.Fields, op.Answer.Items, op.Answer.Beyond) {
			secret := name == "TaskResult" || name == "CredentialNo" || name == AnswerCode
			if hidden := slices.Contains(op.Answer.Hidden, name); hidden != secret {
				t.Errorf("%s: %s: hidden %v, secret %v", op.Name, name, hidden, secret)
			}
		}
	}
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, zone)
}
