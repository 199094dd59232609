package api

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// The log comes in the shape of the table, in that of the example, and as XML.
func TestChangeLogs(t *testing.T) {
	want := []job.LogRecord{
		{Domain: "test1.com", Operation: "DNS modification", Result: "Failed", Details: "dns1;dns2 -> dns3;dns4", IP: "127.0.0.1", Time: "2017-12-26 12:00:00"},
		{Domain: "xn--0zwm56d.xn--fiqs8s", Operation: "Change owner", Result: "Success", Time: "Dec 26, 2017 12:00:01"},
	}
	for _, body := range []string{
		`{"TotalItemNum":2,"NextPage":false,"ResultLimit":false,"RequestId":"r","Data":{"ChangeLog":[` +
			`{"DomainName":"test1.com","Operation":"DNS modification","Result":"Failed","Details":"dns1;dns2 -> dns3;dns4","OperationIPAddress":"127.0.0.1","Time":"2017-12-26 12:00:00"},` +
			`{"DomainName":"测试.中国","Operation":"Change owner","Result":"Success","Details":"","Time":"Dec 26, 2017 12:00:01"}]}}`,
		`{"currentPageNum":1,"data":[{"Details":"dns1;dns2 -> dns3;dns4","domainName":"TEST1.com","operation":"DNS modification","operationIPAddress":"127.0.0.1","result":"Failed","time":"2017-12-26 12:00:00"},` +
			`{"domainName":"xn--0zwm56d.xn--fiqs8s","operation":"Change owner","result":"Success","time":"Dec 26, 2017 12:00:01"}],"nextPage":false,"requestId":"r","totalItemNum":"2"}`,
		`<QueryChangeLogListResponse><Data><ChangeLog><Result>Failed</Result><Operation>DNS modification</Operation><Time>2017-12-26 12:00:00</Time>` +
			`<Details>dns1;dns2 -&gt; dns3;dns4</Details><DomainName>test1.com</DomainName><OperationIPAddress>127.0.0.1</OperationIPAddress></ChangeLog>` +
			`<ChangeLog><Result>Success</Result><Operation>Change owner</Operation><Time>Dec 26, 2017 12:00:01</Time><DomainName>测试.中国</DomainName></ChangeLog></Data>` +
			`<TotalItemNum>2</TotalItemNum><ResultLimit>false</ResultLimit><NextPage>false</NextPage></QueryChangeLogListResponse>`,
	} {
		page, err := ChangeLogs([]byte(body), 1)
		if err != nil || page.Total != 2 || page.More || page.Limited {
			t.Errorf("%+v, %v", page, err)
		}
		if diff := cmp.Diff(want, page.Items); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
}

// What the log does not show is said in one way or the other, and an answer that is
// none, or that hides whose record it is, is refused.
func TestChangeLogsLimited(t *testing.T) {
	for body, want := range map[string]bool{
		`{"RequestId":"r","Data":"","ResultLimit":true}`:                  true,
		`{"requestId":"r","data":[],"resultLimit":"true"}`:                true,
		`{"RequestId":"r","Data":{"ChangeLog":[]},"TotalItemNum":1001}`:   true,
		`{"RequestId":"r","Data":{"ChangeLog":[]},"TotalItemNum":1000}`:   false,
		`<R><RequestId>r</RequestId><ResultLimit>false</ResultLimit></R>`: false,
	} {
		if page, err := ChangeLogs([]byte(body), 1); err != nil || page.Limited != want || len(page.Items) != 0 {
			t.Errorf("%s: %+v, %v", body, page, err)
		}
	}
	for _, body := range []string{`{"Data":{"ChangeLog":[{"Operation":"x"}]}}`, `{"RequestId":"r","Code":"ParameterIllegal"}`, `<html></html>`, ``} {
		if page, err := ChangeLogs([]byte(body), 1); err == nil {
			t.Errorf("%s was taken: %+v", body, page)
		}
	}
}

func TestLogRequest(t *testing.T) {
	from := time.UnixMilli(1514203200123)
	want := job.Params{"StartDate": "1514203200123", "EndDate": "1514203201000", "DomainName": "测试.中国", "PageNum": "2", "PageSize": "100"}
	if diff := cmp.Diff(want, LogRequest(from, time.UnixMilli(1514203201000), "xn--0zwm56d.xn--fiqs8s", 2)); diff != "" {
		t.Error(diff)
	}
	if _, filter := LogRequest(from, from, "", 1)["DomainName"]; filter {
		t.Error("an empty name is a filter")
	}
}
