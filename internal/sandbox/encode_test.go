package sandbox

import (
	"encoding/xml"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
)

// The shapes of answers: PascalCase and nested as the SDKs decode them, or
// camelCase and flat as the documents print them; XML where no format is asked for.
func TestShapes(t *testing.T) {
	const uuid = `[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}`
	list := args{"PageNum": "1", "PageSize": "10"}
	xmlList := args{"PageNum": "1", "PageSize": "10", "-Format": ""}
	for _, tt := range []struct {
		name   string
		camel  bool
		action string
		params args
		status int
		kind   string
		want   string
	}{
		{"empty success", false, "VerifyContactField", args{}, 200, typeJSON, `{"RequestId":"UUID"}`},
		{"empty success in XML", false, "VerifyContactField", args{"Format": "XML"}, 200, typeXML,
			`<?xml version='1.0' encoding='UTF-8'?><VerifyContactFieldResponse><RequestId>UUID</RequestId></VerifyContactFieldResponse>`},
		{"error", false, "QueryContactInfo", args{"ContactType": "tech", "DomainName": "missing-a.com"}, 400, typeJSON,
			`{"RequestId":"UUID","HostId":"sandbox.test","Code":"DomainNotExist","Message":"The domain name does not exist.",` +
				`"Recommend":"https://api.aliyun.com/troubleshoot?q=DomainNotExist&product=Domain&parameter=DomainName"}`},
		{"error in XML, the default", false, "QueryContactInfo", args{"ContactType": "tech", "DomainName": "missing-a.com", "-Format": ""}, 400, typeXML,
			`<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>UUID</RequestId><HostId>sandbox.test</HostId><Code>DomainNotExist</Code>` +
				`<Message>The domain name does not exist.</Message><Recommend>https://api.aliyun.com/troubleshoot?q=DomainNotExist&amp;product=Domain&amp;parameter=DomainName</Recommend></Error>`},
		{"error keeps its shape", true, "MakeCoffee", args{}, 404, typeJSON,
			`{"RequestId":"UUID","HostId":"sandbox.test","Code":"InvalidAction.NotFound","Message":"The specified action is not found, please check your url and method.",` +
				`"Recommend":"https://api.aliyun.com/troubleshoot?q=InvalidAction.NotFound&product=Domain"}`},
		{"nested list", false, "QueryTaskList", list, 200, typeJSON,
			`{"RequestId":"UUID","TotalItemNum":1,"CurrentPageNum":1,"TotalPageNum":1,"PageSize":10,"PrePage":false,"NextPage":false,"Data":{"TaskInfo":[` +
				`{"TaskNo":"UUID","TaskType":"CHG_HOLDER","TaskNum":1,"TaskStatus":"WAITING_EXECUTE","TaskStatusCode":1,"CreateTime":"2000-01-01 08:00:00",` +
				`"Clientip":"127.0.0.2","TaskTypeDescription":"Change registrant"}]}}`},
		{"flat list", true, "QueryTaskList", list, 200, typeJSON,
			`{"requestId":"UUID","totalItemNum":1,"currentPageNum":1,"totalPageNum":1,"pageSize":10,"prePage":false,"nextPage":false,"data":[` +
				`{"taskNo":"UUID","taskType":"CHG_HOLDER","taskNum":1,"taskStatus":"WAITING_EXECUTE","taskStatusCode":1,"createTime":"Jan 01, 2000 08:00:00",` +
				`"clientip":"127.0.0.2","taskTypeDescription":"Change registrant"}]}`},
		{"list of one in XML", false, "QueryTaskList", xmlList, 200, typeXML,
			`<?xml version='1.0' encoding='UTF-8'?><QueryTaskListResponse><RequestId>UUID</RequestId><TotalItemNum>1</TotalItemNum><CurrentPageNum>1</CurrentPageNum>` +
				`<TotalPageNum>1</TotalPageNum><PageSize>10</PageSize><PrePage>false</PrePage><NextPage>false</NextPage><Data><TaskInfo><TaskNo>UUID</TaskNo>` +
				`<TaskType>CHG_HOLDER</TaskType><TaskNum>1</TaskNum><TaskStatus>WAITING_EXECUTE</TaskStatus><TaskStatusCode>1</TaskStatusCode>` +
				`<CreateTime>2000-01-01 08:00:00</CreateTime><Clientip>127.0.0.2</Clientip><TaskTypeDescription>Change registrant</TaskTypeDescription></TaskInfo></Data></QueryTaskListResponse>`},
		{"empty nested list", false, "QueryTaskDetailList", args{"PageNum": "1", "PageSize": "1", "TaskNo": "x"}, 200, typeJSON,
			`{"RequestId":"UUID","TotalItemNum":0,"CurrentPageNum":1,"TotalPageNum":0,"PageSize":1,"PrePage":false,"NextPage":false,"Data":{"TaskDetail":[]}}`},
		{"empty flat list and cursors", false, "QueryTaskInfoHistory", args{"PageSize": "2"}, 200, typeJSON,
			`{"RequestId":"UUID","PageSize":2,"CurrentPageCursor":{},"NextPageCursor":{},"PrePageCursor":{},"Objects":[]}`},
		{"in Chinese", false, "QueryTaskList", args{"PageNum": "2", "PageSize": "1", "Lang": "zh"}, 200, typeJSON,
			`{"RequestId":"UUID","TotalItemNum":1,"CurrentPageNum":2,"TotalPageNum":1,"PageSize":1,"PrePage":true,"NextPage":false,"Data":{"TaskInfo":[]}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New(Options{Camel: tt.camel})
				if status, body := s.Do(byNewContact, write("registrant", "New Ltd", "a.com")); status != http.StatusOK {
					t.Fatalf("%s", body)
				}
				got := newCaller(t, s).call(tt.action, tt.params)
				body := regexp.MustCompile(uuid).ReplaceAllString(got.body, "UUID")
				if got.status != tt.status || got.header.Get("Content-Type") != tt.kind || body != tt.want {
					t.Errorf("answer %d %s\n%s; want\n%s", got.status, got.header.Get("Content-Type"), body, tt.want)
				}
			})
		})
	}
}

// What a contact holds comes back as it was sent, in both formats.
func TestEscaping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const odd = `A & B <C> "D" 'E' \ ü 中文 𠮷`
		c := newCaller(t, New(Options{}))
		c.call(byNewContact, write("admin", odd, "a.com")).taskNo(t)
		pass(DefaultTaskTime)
		if got := c.organization("a.com", "admin"); got != odd {
			t.Errorf("JSON %q; want %q", got, odd)
		}
		var body struct{ RegistrantOrganization string }
		got := c.call("QueryContactInfo", args{"DomainName": "a.com", "ContactType": "admin", "-Format": ""})
		if err := xml.Unmarshal([]byte(got.body), &body); err != nil || body.RegistrantOrganization != odd {
			t.Errorf("XML %q, %v; want %q", body.RegistrantOrganization, err, odd)
		}
		if !strings.Contains(got.body, "<QueryContactInfoResponse>") {
			t.Errorf("root of %s", got.body)
		}
	})
}
