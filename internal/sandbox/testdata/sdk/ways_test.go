package sdk

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"

	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	domain "github.com/aliyun/alibaba-cloud-sdk-go/services/domain"
)

// What the clients read of XML, in which a list of one has no other form: the
// newer client knows errors by their content type.
func TestXML(t *testing.T) {
	address := sandbox(t, owned, "--task-time", "1h")
	api, err := domain.NewClientWithAccessKey("cn-hangzhou", "testid", "testsecret")
	if err != nil {
		t.Fatal(err)
	}
	lock := domain.CreateSaveSingleTaskForUpdateProhibitionLockRequest()
	lock.Domain, lock.AcceptFormat = address, "XML"
	lock.DomainName, lock.Status = "plain-own.com", "true"
	task, err := api.SaveSingleTaskForUpdateProhibitionLock(lock)
	if err != nil || task.TaskNo == "" {
		t.Fatalf("%+v, %v", task, err)
	}
	list := domain.CreateQueryTaskListRequest()
	list.Domain, list.AcceptFormat = address, "XML"
	list.PageNum, list.PageSize = "1", "10"
	page, err := api.QueryTaskList(list)
	if err != nil || len(page.Data.TaskInfo) != 1 || page.Data.TaskInfo[0].TaskNo != task.TaskNo || page.TotalItemNum != 1 {
		t.Errorf("%+v, %v", page, err)
	}
	for _, c := range []*newer{{}, {form: true}, {algorithm: "v2"}} {
		params := map[string]string{"Format": "XML", "PageNum": "1", "PageSize": "10", "TaskNo": task.TaskNo}
		if c.algorithm == "v2" {
			delete(params, "Format") // it sends its own
		}
		answer, err := c.ask(address, "QueryTaskDetailList", "string", params)
		var details struct {
			Data struct {
				TaskDetail []struct{ TaskNo, DomainName string }
			}
		}
		text, _ := answer.(string)
		if err != nil || c.algorithm == "" && xml.Unmarshal([]byte(text), &details) != nil {
			t.Fatalf("%+v: %s, %v", c, text, err)
		}
		if d := details.Data.TaskDetail; c.algorithm == "" && (len(d) != 1 || d[0].TaskNo != task.TaskNo || d[0].DomainName != "plain-own.com") {
			t.Errorf("%+v: %s", c, text)
		}
		delete(params, "TaskNo")
		if _, err := c.ask(address, "QueryTaskDetailList", "string", params); err != error(refusal{"MissingTaskNo"}) {
			t.Errorf("%+v: %v; want MissingTaskNo", c, err)
		}
	}
}

// Where calls need a security token, each client brings it its own way.
func TestTokens(t *testing.T) {
	address := sandbox(t, owned, "--token-life", "1h")
	for token, want := range map[string]string{"": "MissingSecurityToken", "CAIS+token/==": ""} {
		api, err := domain.NewClientWithStsToken("cn-hangzhou", "testid", "testsecret", token)
		if err != nil {
			t.Fatal(err)
		}
		request := domain.CreateQueryContactInfoRequest()
		request.Domain, request.DomainName, request.ContactType = address, "plain-own.com", "tech"
		_, err = api.QueryContactInfo(request)
		refused, _ := errors.AsType[*sdkerrors.ServerError](err)
		if (err != nil) != (want != "") || refused != nil && refused.ErrorCode() != want {
			t.Errorf("the Go SDK, token %q: %v; want %q", token, err, want)
		}
		for _, c := range []*newer{{token: token}, {token: token, form: true}, {token: token, algorithm: "v2"}} {
			_, err := c.ask(address, "QueryContactInfo", "json", map[string]string{"DomainName": "plain-own.com", "ContactType": "tech"})
			if want == "" && err != nil || want != "" && err != error(refusal{want}) {
				t.Errorf("%+v: %v; want %q", c, err, want)
			}
		}
	}
}

// Another secret is refused to each of them by the code that tells it.
func TestWrongSecret(t *testing.T) {
	address := sandbox(t, owned, "--secret", "another")
	api, err := domain.NewClientWithAccessKey("cn-hangzhou", "testid", "testsecret")
	if err != nil {
		t.Fatal(err)
	}
	request := domain.CreateQueryContactInfoRequest()
	request.Domain, request.DomainName, request.ContactType = address, "plain-own.com", "tech"
	_, err = api.QueryContactInfo(request)
	// The SDK finds its own string to sign in the message, and concludes that the secret is wrong.
	if refused, ok := errors.AsType[*sdkerrors.ServerError](err); !ok || !strings.Contains(refused.Recommend(), "InvalidAccessKeySecret") {
		t.Errorf("the Go SDK: %v", err)
	}
	for _, c := range []*newer{{}, {form: true}, {algorithm: "v2"}} {
		if _, err := c.ask(address, "QueryContactInfo", "json", map[string]string{"DomainName": "plain-own.com"}); err != error(refusal{"SignatureDoesNotMatch"}) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A success may have a Code in it, which says why a domain cannot come.
func TestInfeasibleTransfer(t *testing.T) {
	api, err := domain.NewClientWithAccessKey("cn-hangzhou", "testid", "testsecret")
	if err != nil {
		t.Fatal(err)
	}
	request := domain.CreateCheckTransferInFeasibilityRequest()
	request.Domain, request.DomainName = sandbox(t, owned), "guarded-name.com"
	answer, err := api.CheckTransferInFeasibility(request)
	if err != nil || answer.CanTransfer || answer.Code == "" || answer.Message == "" || answer.ProductId == "" {
		t.Errorf("%+v, %v", answer, err)
	}
}
