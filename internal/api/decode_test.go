package api

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

func TestTaskNo(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"PascalCase", `{"RequestId":"r","TaskNo":"t1"}`, "t1"},
		{"camelCase", `{"requestId":"r","taskNo":"t1"}`, "t1"},
		{"a number", `{"TaskNo":123456789012345678}`, "123456789012345678"},
		{"XML", `<?xml version='1.0' encoding='UTF-8'?><XResponse><TaskNo>t1</TaskNo><RequestId>r</RequestId></XResponse>`, "t1"},
		{"camelCase XML over several lines", "<XResponse>\n <taskNo>\n t1\n </taskNo>\n</XResponse>\n", "t1"},
		{"byte order mark", "\ufeff{\"TaskNo\":\"t1\"}", "t1"},
		{"both cases, one empty", `{"taskNo":"","TaskNo":"t1"}`, "t1"},
		{"both cases, one null", `{"taskNo":null,"TaskNo":"t1"}`, "t1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := TaskNo([]byte(tt.body))
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// What is no answer is an *AnswerError for every reader, and never repeats what
// it holds.
func TestGarbage(t *testing.T) {
	const secret = "Zhang San"
	bodies := map[string]string{
		"nothing":                "",
		"blanks":                 " \n",
		"text":                   secret,
		"HTML":                   "<!DOCTYPE html><html><head><title>502</title></head><body>" + secret + "</body></html>",
		"HTML that is no XML":    "<html><body><br>" + secret,
		"JSON cut off":           `{"Data":{"TaskInfo":[{"TaskNo":"` + secret,
		"JSON cut off at a key":  `{"RequestId":"r","Da`,
		"JSON cut off in a list": `{"RequestId":"r","Data":[{"TaskNo":"t1"}`,
		"XML cut off":            `<QueryTaskListResponse><Data><TaskInfo><TaskNo>` + secret,
		"text after JSON":        `{"RequestId":"r"}` + secret,
		"two XML roots":          `<A><RequestId>r</RequestId></A><B/>`,
		"a JSON list":            `[{"RequestId":"r"}]`,
		"an empty object":        `{}`,
		"another product":        `{"Regions":[]}`,
		"an error":               `{"Code":"InternalError","Message":"` + secret + `","RequestId":"r"}`,
		"deep JSON":              `{"Data":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`,
		"deep XML":               strings.Repeat("<a>", 100_000) + strings.Repeat("</a>", 100_000),
		"an unknown encoding":    `<?xml version="1.0" encoding="EBCDIC"?><A><RequestId>r</RequestId></A>`,
	}
	readers := map[string]func([]byte) error{
		"TaskNo":        func(b []byte) error { _, err := TaskNo(b); return err },
		"Verified":      Verified,
		"Tasks":         func(b []byte) error { _, err := Tasks(b, 1, 100); return err },
		"Details":       func(b []byte) error { _, err := Details(b, 1, 100); return err },
		"TaskHistory":   func(b []byte) error { _, _, err := TaskHistory(b); return err },
		"DetailHistory": func(b []byte) error { _, _, err := DetailHistory(b); return err },
		"Contact":       func(b []byte) error { _, err := Contact(b); return err },
		"Holdings":      func(b []byte) error { _, err := Holdings(b, 1, 100); return err },
		"HoldingOf":     func(b []byte) error { _, err := HoldingOf(b); return err },
		"Profiles":      func(b []byte) error { _, err := Profiles(b, 1, 100); return err },
		"Emails":        func(b []byte) error { _, err := Emails(b, 1, 100); return err },
		"Each":          func(b []byte) error { _, err := Each(operation(t, SubmitEmailVerification), b); return err },
	}
	for what, body := range bodies {
		for who, read := range readers {
			t.Run(who+" "+what, func(t *testing.T) {
				err := read([]byte(body))
				var answer *AnswerError
				if !errors.As(err, &answer) {
					t.Fatalf("got %v, want an *AnswerError", err)
				}
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error repeats the answer: %v", err)
				}
			})
		}
	}
}

func TestRequestID(t *testing.T) {
	for body, want := range map[string]string{
		`{"RequestId":"r1"}`:                                  "r1",
		`{"requestId":"r1"}`:                                  "r1",
		`<A><requestId>r1</requestId>`:                        "",
		`<A><RequestId> r1 </RequestId></A>`:                  "r1",
		`{"Code":"X","RequestId":"r1"}`:                       "r1",
		`{"RequestId":{}}`:                                    "",
		`<html><head><title>502</title></head><body/></html>`: "",
	} {
		if got := RequestID([]byte(body)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestTasksShapes(t *testing.T) {
	first := job.Task{No: "t1", Type: "CHG_DNS", Num: 15, Complete: true, Created: "Dec 26, 2017 11:00:54"}
	second := job.Task{No: "t2", Type: "CHG_HOLDER", Num: 2, Created: "2017-12-26 11:00:54"}
	const (
		pascal1 = `{"TaskNo":"t1","TaskType":"CHG_DNS","TaskNum":15,"TaskStatus":"COMPLETE","TaskStatusCode":3,"CreateTime":"Dec 26, 2017 11:00:54"}`
		pascal2 = `{"TaskNo":"t2","TaskType":"CHG_HOLDER","TaskNum":"2","TaskStatusCode":"2","CreateTime":"2017-12-26 11:00:54"}`
		camel1  = `{"taskNo":"t1","taskType":"CHG_DNS","taskNum":15,"taskStatus":"COMPLETE","createTime":"Dec 26, 2017 11:00:54"}`
		camel2  = `{"taskNo":"t2","taskType":"CHG_HOLDER","taskNum":2,"taskStatus":"EXECUTING","createTime":"2017-12-26 11:00:54"}`
		xml1    = `<TaskNo>t1</TaskNo><TaskType>CHG_DNS</TaskType><TaskNum>15</TaskNum><TaskStatus>COMPLETE</TaskStatus><CreateTime>Dec 26, 2017 11:00:54</CreateTime>`
		xml2    = `<TaskNo>t2</TaskNo><TaskType>CHG_HOLDER</TaskType><TaskNum>2</TaskNum><TaskStatusCode>2</TaskStatusCode><CreateTime>2017-12-26 11:00:54</CreateTime>`
	)
	tests := []struct {
		name, body string
		want       []job.Task
	}{
		{"nested", `{"RequestId":"r","Data":{"TaskInfo":[` + pascal1 + `,` + pascal2 + `]}}`, []job.Task{first, second}},
		{"nested camelCase", `{"requestId":"r","data":{"taskInfo":[` + camel1 + `,` + camel2 + `]}}`, []job.Task{first, second}},
		{"flat", `{"RequestId":"r","Data":[` + pascal1 + `,` + pascal2 + `]}`, []job.Task{first, second}},
		{"flat camelCase", `{"requestId":"r","data":[` + camel1 + `,` + camel2 + `]}`, []job.Task{first, second}},
		{"nested, one object for a list", `{"Data":{"TaskInfo":` + pascal1 + `}}`, []job.Task{first}},
		{"each entry wrapped", `{"Data":[{"TaskInfo":` + pascal1 + `},{"TaskInfo":` + pascal2 + `}]}`, []job.Task{first, second}},
		{"null entries", `{"Data":[null,` + pascal2 + `]}`, []job.Task{second}},
		{"XML", `<R><Data><TaskInfo>` + xml1 + `</TaskInfo><TaskInfo>` + xml2 + `</TaskInfo></Data></R>`, []job.Task{first, second}},
		{"XML with one entry", `<R><Data><TaskInfo>` + xml1 + `</TaskInfo></Data></R>`, []job.Task{first}},
		{"XML flat", `<R><Data>` + xml1 + `</Data><Data>` + xml2 + `</Data></R>`, []job.Task{first, second}},
		{"XML camelCase", `<R><data><taskInfo>` + xml2 + `</taskInfo></data></R>`, []job.Task{second}},
		{"empty list", `{"RequestId":"r","Data":[]}`, []job.Task{}},
		{"empty nested list", `{"RequestId":"r","Data":{"TaskInfo":[]}}`, []job.Task{}},
		{"empty as a text", `{"RequestId":"r","Data":""}`, []job.Task{}},
		{"empty as an object", `{"RequestId":"r","Data":{}}`, []job.Task{}},
		{"empty as null", `{"RequestId":"r","Data":null}`, []job.Task{}},
		{"absent", `{"RequestId":"r","TotalItemNum":0}`, []job.Task{}},
		{"empty XML", `<R><RequestId>r</RequestId><Data/></R>`, []job.Task{}},
		{"empty XML with an empty entry", `<R><RequestId>r</RequestId><Data><TaskInfo/></Data></R>`, []job.Task{}},
		{"absent in XML", `<R><RequestId>r</RequestId></R>`, []job.Task{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, err := Tasks([]byte(tt.body), 1, 100)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, page.Items); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestListsThatProveNothing(t *testing.T) {
	for name, body := range map[string]string{
		"a task without number":        `{"Data":{"TaskInfo":[{"TaskType":"CHG_DNS"}]}}`,
		"a list of texts":              `{"Data":["t1"]}`,
		"a text for a list":            `{"Data":"t1"}`,
		"a list under an unknown name": `{"Data":{"Tasks":[{"TaskNo":"t1"}]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			var answer *AnswerError
			if page, err := Tasks([]byte(body), 1, 100); !errors.As(err, &answer) {
				t.Errorf("got %+v, %v", page, err)
			}
		})
	}
}

func TestMorePages(t *testing.T) {
	const three = `"Data":[{"TaskNo":"a"},{"TaskNo":"b"},{"TaskNo":"c"}]`
	tests := []struct {
		name, body string
		page, size int
		total      int
		more       bool
	}{
		{"NextPage true", `{` + three + `,"NextPage":true,"TotalItemNum":9}`, 1, 3, 9, true},
		{"NextPage as a text", `{` + three + `,"NextPage":"true"}`, 1, 3, -1, true},
		{"NextPage false wins over the rest", `{` + three + `,"NextPage":false,"TotalPageNum":9}`, 1, 3, -1, false},
		{"by pages", `{` + three + `,"TotalPageNum":3,"TotalItemNum":"9"}`, 2, 3, 9, true},
		{"by pages, the last", `{` + three + `,"TotalPageNum":3,"TotalItemNum":9}`, 3, 3, 9, false},
		{"by total", `{` + three + `,"totalItemNum":9}`, 2, 3, 9, true},
		{"by total, the last", `{` + three + `,"totalItemNum":9}`, 3, 3, 9, false},
		{"the server gives less than asked for", `{` + three + `,"TotalItemNum":9}`, 1, 100, 9, true},
		{"and says so", `{` + three + `,"TotalItemNum":9,"PageSize":3}`, 2, 100, 9, true},
		{"the echoed size is larger", `{` + three + `,"TotalItemNum":9,"PageSize":20,"CurrentPageNum":0}`, 2, 3, 9, true},
		{"by a full page", `{` + three + `}`, 1, 3, -1, true},
		{"by a page that is not full", `{` + three + `}`, 1, 4, -1, false},
		{"an empty page is the last", `{"Data":"","NextPage":true,"TotalItemNum":9}`, 4, 3, 9, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Tasks([]byte(tt.body), tt.page, tt.size)
			if err != nil {
				t.Fatal(err)
			}
			if got.More != tt.more || got.Total != tt.total {
				t.Errorf("more %v, total %d; want %v, %d", got.More, got.Total, tt.more, tt.total)
			}
		})
	}
}

var detailTests = []struct {
	name, body string
	want       job.Detail
}{
	{
		"the SDKs' shape",
		`{"Data":{"TaskDetail":[{"TaskNo":"t","TaskDetailNo":"d","TaskType":"CHG_HOLDER","DomainName":"测试.cn","TaskStatus":"EXECUTE_SUCCESS",` +
			`"TaskStatusCode":2,"ErrorMsg":"The operation is successful.","CreateTime":"2018-01-25 20:46:57","UpdateTime":"2018-01-25 20:47:01","TryCount":1,"TaskResult":"x"}]}}`,
		job.Detail{
			TaskNo: "t", No: "d", Type: "CHG_HOLDER", Domain: "测试.cn", Status: job.StatusSuccess, Message: "The operation is successful.",
			Created: "2018-01-25 20:46:57", Updated: "2018-01-25 20:47:01", TryCount: 1, Result: "x",
		},
	},
	{
		"camelCase and flat, the code only", `{"data":[{"domainName":"a.com","taskStatusCode":0,"tryCount":"3"}]}`,
		job.Detail{Domain: "a.com", Status: job.StatusWaiting, TryCount: 3},
	},
	{
		"code 1 is running, on this scale", `{"data":[{"domainName":"a.com","taskStatusCode":"1"}]}`,
		job.Detail{Domain: "a.com", Status: job.StatusExecuting},
	},
	{
		"a word decides before a code", `{"data":[{"domainName":"a.com","taskStatus":"EXECUTE_FAILURE","taskStatusCode":2}]}`,
		job.Detail{Domain: "a.com", Status: job.StatusFailure},
	},
	{
		"a word with the documents' stray characters", `{"data":[{"domainName":"a.com","taskStatus":"EXECUTE_SU_CCESS"}]}`,
		job.Detail{Domain: "a.com", Status: job.StatusSuccess},
	},
	{
		"an unknown status is no success", `{"data":[{"domainName":"a.com","taskStatus":"PAUSED","taskStatusCode":7}]}`,
		job.Detail{Domain: "a.com"},
	},
	{
		"on failure the reason is told", `{"data":[{"domainName":"a.com","taskStatusCode":3,"errorMsg":"Failed.","failReason":"The domain is locked."}]}`,
		job.Detail{Domain: "a.com", Status: job.StatusFailure, Message: "The domain is locked."},
	},
	{
		"an empty reason is none", `{"data":[{"domainName":"a.com","taskStatusCode":3,"errorMsg":"Failed.","failReason":""}]}`,
		job.Detail{Domain: "a.com", Status: job.StatusFailure, Message: "Failed."},
	},
	{
		"on success the message stays", `{"data":[{"domainName":"a.com","taskStatusCode":2,"errorMsg":"Done.","failReason":"none"}]}`,
		job.Detail{Domain: "a.com", Status: job.StatusSuccess, Message: "Done."},
	},
	{
		"XML with one entry", `<R><Data><TaskDetail><DomainName>a.com</DomainName><TaskStatusCode>3</TaskStatusCode><ErrorMsg>a &amp; b</ErrorMsg></TaskDetail></Data></R>`,
		job.Detail{Domain: "a.com", Status: job.StatusFailure, Message: "a & b"},
	},
}

func TestDetails(t *testing.T) {
	for _, tt := range detailTests {
		t.Run(tt.name, func(t *testing.T) {
			page, err := Details([]byte(tt.body), 1, 1000)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]job.Detail{tt.want}, page.Items); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTaskCompletion(t *testing.T) {
	for name, tt := range map[string]struct {
		word, code string
		want       bool
	}{
		"complete":                    {"COMPLETE", "3", true},
		"the code only":               {"", "3", true},
		"the word only":               {"COMPLETE", "", true},
		"2 is running, on this scale": {"", "2", false},
		"running":                     {"EXECUTING", "2", false},
		"waiting":                     {"WAITING_EXECUTE", "1", false},
		"the word wins":               {"EXECUTING", "3", false},
		"nothing known":               {"PAUSED", "9", false},
	} {
		if got := taskComplete(tt.word, tt.code); got != tt.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestContact(t *testing.T) {
	tests := []struct {
		name, body string
		want       job.Params
	}{
		{
			"fields that are there, empty ones too",
			`{"RequestId":"r","CreateDate":"2018","City":"Beijing","TelArea":86,"TelExt":"","ZhCity":"北京","Country":null}`,
			job.Params{"City": "Beijing", "TelArea": "86", "TelExt": "", "ZhCity": "北京"},
		},
		{"camelCase", `{"requestId":"r","registrantName":"Zhang San"}`, job.Params{"RegistrantName": "Zhang San"}},
		{"XML", `<R><RequestId>r</RequestId><Address>1 &lt;a&gt;</Address><TelExt/></R>`, job.Params{"Address": "1 <a>", "TelExt": ""}},
		{"a domain without contact", `{"RequestId":"r"}`, job.Params{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Contact([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestVerified(t *testing.T) {
	for _, body := range []string{`{"RequestId":"r"}`, `{"requestId":"r"}`, `<VerifyContactFieldResponse><RequestId>r</RequestId></VerifyContactFieldResponse>`} {
		if err := Verified([]byte(body)); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// Whatever comes, the readers end, give an *AnswerError or tasks with numbers,
// and say the same of the same bytes.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"Data":{"TaskInfo":[{"TaskNo":"t1","TaskStatusCode":3}]},"TotalItemNum":1,"NextPage":false}`,
		`<R><Data><TaskDetail><DomainName>a.com</DomainName></TaskDetail></Data><RequestId>r</RequestId></R>`,
		`{"objects":[],"nextPageCursor":{"taskNo":"t"}}`, `<html/>`, `{"Data":"","RequestId":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := Tasks(body, 1, 10)
		var answer *AnswerError
		if err != nil && !errors.As(err, &answer) {
			t.Fatalf("got %T", err)
		}
		for _, task := range page.Items {
			if task.No == "" {
				t.Fatal("a task without number came through")
			}
		}
		again, _ := Tasks(body, 1, 10)
		if diff := cmp.Diff(page, again); diff != "" {
			t.Fatalf("a second reading differs:\n%s", diff)
		}
		_, _ = Details(body, 1, 10)
		_, _, _ = DetailHistory(body)
		if _, cursor, err := TaskHistory(body); err != nil && cursor.More() {
			t.Fatal("an error with a next page")
		}
		if fields, err := Contact(body); err == nil && fields == nil {
			t.Fatal("no error and no fields")
		}
		fuzzReadings(t, body)
	})
}

// fuzzReadings reads a body as the answer of every operation: an error is an
// *AnswerError, and what came through is the same twice.
func fuzzReadings(t *testing.T, body []byte) {
	for _, op := range Operations() {
		got, err := Read(op, body, Asked{Page: 1, Size: 10})
		var answer *AnswerError
		if err != nil && !errors.As(err, &answer) {
			t.Fatalf("%s: got %T", op.Name, err)
		}
		again, _ := Read(op, body, Asked{Page: 1, Size: 10})
		if diff := cmp.Diff(got, again); diff != "" {
			t.Fatalf("%s: a second reading differs:\n%s", op.Name, diff)
		}
	}
	if h, err := HoldingOf(body); err == nil && (h.Domain == "" || h.State == nil) {
		t.Fatal("a domain without name or state came through")
	}
	op, _ := Lookup(SubmitEmailVerification)
	for range 2 {
		each, _ := Each(op, body)
		for _, e := range each {
			if e.OK && e.Exists {
				t.Fatal("a subject in two lists at once")
			}
		}
	}
}
