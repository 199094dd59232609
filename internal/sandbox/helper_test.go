package sandbox

import (
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// caller is a client of the tests. Its signature is that of the package, which
// is held to the published vectors by a test of its own.
type caller struct {
	t       *testing.T
	via     http.RoundTripper
	version string
	now     func() time.Time
}

func newCaller(t *testing.T, via http.RoundTripper) *caller {
	return &caller{t: t, via: via, version: "2018-01-29", now: time.Now}
}

// values gives the signed parameters of a call; a parameter "-Name" leaves Name out.
func (c *caller) values(method, action string, params args) url.Values {
	all := args{
		"Action": action, "Version": c.version, "Format": "JSON", "AccessKeyId": DefaultKey,
		"SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0",
		"SignatureNonce": strconv.FormatUint(rand.Uint64(), 16),
		"Timestamp":      c.now().UTC().Format("2006-01-02T15:04:05Z"),
	}
	maps.Copy(all, params)
	for name := range params {
		if strings.HasPrefix(name, "-") {
			delete(all, name)
			delete(all, name[1:])
		}
	}
	if _, given := all["Signature"]; !given {
		all["Signature"] = signature(DefaultSecret, stringToSign(method, all))
	}
	if _, unwanted := params["-Signature"]; unwanted {
		delete(all, "Signature")
	}
	values := make(url.Values)
	for name, value := range all {
		values.Set(name, value)
	}
	return values
}

// args is short for the parameters of a call.
type args = map[string]string

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

// code gives the Code of an error, "" for success.
func (a answer) code() string {
	if a.err != nil {
		return a.err.Error()
	}
	var body struct{ Code string }
	if err := json.Unmarshal([]byte(a.body), &body); err != nil {
		return "not JSON: " + a.body
	}
	return body.Code
}

// into decodes a success, as the SDKs do, and fails the test otherwise.
func (a answer) into(t *testing.T, v any) {
	t.Helper()
	if a.err != nil || a.status != http.StatusOK {
		t.Fatalf("answer %d %s, error %v; want success", a.status, a.body, a.err)
	}
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		t.Fatalf("decode %s: %v", a.body, err)
	}
}

func (a answer) taskNo(t *testing.T) string {
	t.Helper()
	var body struct{ TaskNo string }
	a.into(t, &body)
	if body.TaskNo == "" {
		t.Fatalf("no TaskNo in %s", a.body)
	}
	return body.TaskNo
}

func (c *caller) send(req *http.Request) answer {
	resp, err := c.via.RoundTrip(req)
	if err != nil {
		return answer{err: err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(body), err}
}

// call makes a call with all parameters in a form.
func (c *caller) call(action string, params args) answer {
	c.t.Helper()
	return c.send(c.request(action, params))
}

func (c *caller) request(action string, params args) *http.Request {
	c.t.Helper()
	body := strings.NewReader(c.values("POST", action, params).Encode())
	req, err := http.NewRequestWithContext(c.t.Context(), "POST", "http://sandbox.test/", body)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return req
}

const byNewContact = "SaveBatchTaskForUpdatingContactInfoByNewContact"

// contact is a whole contact in the documents' own words.
func contact(organization string) args {
	return args{
		"RegistrantType": "2", "RegistrantOrganization": organization, "RegistrantName": "ce shi",
		"Country": "CN", "Province": "bei jing", "City": "bei jing shi", "Address": "chao yang qu",
		"PostalCode": "123456", "Email": "test@aliyun.com", "TelArea": "86", "Telephone": "1234567890",
	}
}

// write gives the parameters of a contact change.
func write(role, organization string, domains ...string) args {
	params := contact(organization)
	params["ContactType"] = role
	for i, name := range domains {
		params["DomainName."+strconv.Itoa(i+1)] = name
	}
	return params
}

type taskPage struct {
	TotalItemNum, CurrentPageNum, TotalPageNum, PageSize int
	PrePage, NextPage                                    bool
	Data                                                 struct{ TaskInfo []taskInfo }
}

type taskInfo struct {
	TaskNo, TaskType, TaskStatus, CreateTime, Clientip, TaskTypeDescription string
	TaskNum, TaskStatusCode                                                 int
	CreateTimeLong                                                          int64
}

type detailPage struct {
	TotalItemNum int
	NextPage     bool
	Data         struct{ TaskDetail []detailInfo }
}

type detailInfo struct {
	TaskNo, TaskDetailNo, TaskType, DomainName, InstanceId, TaskStatus string
	CreateTime, UpdateTime, ErrorMsg, FailReason                       string
	TaskStatusCode, TryCount                                           int
}

func (c *caller) tasks(params args) taskPage {
	c.t.Helper()
	all := args{"PageNum": "1", "PageSize": "100"}
	maps.Copy(all, params)
	var page taskPage
	c.call("QueryTaskList", all).into(c.t, &page)
	return page
}

func (c *caller) details(taskNo string, params args) []detailInfo {
	c.t.Helper()
	all := args{"PageNum": "1", "PageSize": "1000", "TaskNo": taskNo}
	maps.Copy(all, params)
	var page detailPage
	c.call("QueryTaskDetailList", all).into(c.t, &page)
	return page.Data.TaskDetail
}

func (c *caller) organization(domain, role string) string {
	c.t.Helper()
	var body struct{ RegistrantOrganization string }
	c.call("QueryContactInfo", args{"DomainName": domain, "ContactType": role}).into(c.t, &body)
	return body.RegistrantOrganization
}

// pass lets virtual time go by.
func pass(d time.Duration) { <-time.After(d) }

// inTurn gives the calls of one operation these faults, one after the other.
func inTurn(action string, faults ...Fault) func(Call) Fault {
	return func(c Call) Fault {
		if c.Action != action || c.Nth > len(faults) {
			return Fault{}
		}
		return faults[c.Nth-1]
	}
}
