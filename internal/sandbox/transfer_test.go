package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func (c *caller) incoming(name string) string {
	c.t.Helper()
	var in struct {
		Status                                         int
		SimpleTransferInStatus, ResultCode, ResultDate string
	}
	c.call("QueryTransferInByInstanceId", args{"InstanceId": instanceID(name)}).into(c.t, &in)
	return strings.TrimSpace(fmt.Sprint(in.Status, " ", in.SimpleTransferInStatus, " ", in.ResultCode))
}

// A transfer in waits for its mail and its code, and brings the domain in.
func TestTransferIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list, err := Holdings([]byte("a.com incoming-a.com incoming-b.com"))
		if err != nil {
			t.Fatal(err)
		}
		c := newCaller(t, New(Options{Holdings: list}))
		const name = "incoming-a.com"
		steps := []struct {
			action string
			params args
			want   string
		}{
			{"TransferInResendMailToken", args{"DomainName": name}, "11 AUTHORIZATION"},
			{"TransferInCheckMailToken", args{"Token": "token-" + name}, "19 PASSWORD_VERIFICATION"},
			{"TransferInReenterTransferAuthorizationCode", args{"DomainName": name, "TransferAuthorizationCode": "wrong one"}, "31 PASSWORD_VERIFICATION"},
			{"TransferInReenterTransferAuthorizationCode", args{"DomainName": name, "TransferAuthorizationCode": "Right"}, "39 PENDING"},
		}
		for _, st := range steps {
			if got := c.call(st.action, st.params).code(); got != "" {
				t.Errorf("%s: %q", st.action, got)
			}
			if got := c.incoming(name); got != st.want {
				t.Errorf("after %s %s; want %s", st.action, got, st.want)
			}
		}
		if _, got := c.list(nil); got != "a.com" {
			t.Errorf("in the account %s", got)
		}
		pass(DefaultTaskTime)
		if _, got := c.list(nil); got != "a.com incoming-a.com" || c.incoming(name) != "59 SUCCESS" {
			t.Errorf("then %s, %s", got, c.incoming(name))
		}
		if got := c.call("TransferInRefetchWhoisEmail", args{"DomainName": name}).code(); got != "DomainTransferPendingNotExist" {
			t.Errorf("after its end: %q", got)
		}
		if got := c.do("SaveSingleTaskForCancelingTransferIn", args{"DomainName": "incoming-b.com"}); got[0] != 2 || c.incoming("incoming-b.com") != "50 FAIL clientCancelled" {
			t.Errorf("cancelled %v %s", got, c.incoming("incoming-b.com"))
		}
		var page struct {
			Data struct{ TransferInInfo []struct{ DomainName string } }
		}
		c.call("QueryTransferInList", args{"PageNum": "1", "PageSize": "10", "SimpleTransferInStatus": "FAIL"}).into(t, &page)
		if got := page.Data.TransferInInfo; len(got) != 1 || got[0].DomainName != "incoming-b.com" {
			t.Errorf("%v", got)
		}
	})
}

// An authorization code is told in the task and nowhere else, to a domain that
// may be transferred out.
func TestTransferCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var records []string
		c := newCaller(t, New(Options{Record: func(r []byte) error { records = append(records, string(r)); return nil }}))
		const ask = "SaveSingleTaskForQueryingTransferAuthorizationCode"
		status := func(name string) int {
			var out struct{ Status int }
			c.call("QueryTransferOutInfo", args{"DomainName": name}).into(t, &out)
			return out.Status
		}
		for name, code := range map[string]int{"a.com": 2, "guarded-a.com": 3, "expired-a.com": 3, "locked-a.com": 2} {
			if got := c.do(ask, args{"DomainName": name}); got[0] != code {
				t.Errorf("%s ends as %v", name, got)
			}
			if got := status(name); got != map[int]int{2: outCode, 3: outNothing}[code] {
				t.Errorf("%s: status %d", name, got)
			}
		}
		c.do("SaveBatchTaskForTransferProhibitionLock", listOf(args{"Status": "false"}, "guarded-a.com"))
		no := c.call(ask, args{"DomainName": "guarded-a.com"}).taskNo(t)
		pass(DefaultTaskTime)
		var page struct {
			Data struct{ TaskDetail []struct{ TaskResult string } }
		}
		c.call("QueryTaskDetailList", args{"PageNum": "1", "PageSize": "10", "TaskNo": no}).into(t, &page)
		if got := page.Data.TaskDetail[0].TaskResult; got != codeOf("guarded-a.com") {
			t.Errorf("%q", got)
		}
		if all := strings.Join(records, ""); strings.Contains(all, "Epp") {
			t.Error("a code is in the records")
		}
		barred := with(write("registrant", "New Ltd", "b.com"), args{"TransferOutProhibited": "true"})
		if got := c.do(byNewContact, barred); got[0] != 2 {
			t.Errorf("%v", got)
		}
		if got := c.do(ask, args{"DomainName": "b.com"}); got[0] != 3 {
			t.Errorf("barred %v", got)
		}
		pass(61 * 24 * time.Hour)
		if got := c.do(ask, args{"DomainName": "b.com"}); got[0] != 2 {
			t.Errorf("60 days later %v", got)
		}
		for name, code := range map[string]int{"leaving-a.com": 2, "b.com": 2, "c.com": 3} {
			if got := c.do("SaveSingleTaskForCancelingTransferOut", args{"DomainName": name}); got[0] != code {
				t.Errorf("%s: cancelled as %v", name, got)
			}
		}
		if got := status("leaving-a.com"); got != outFailed {
			t.Errorf("status %d", got)
		}
	})
}

// Secrets of transfers in are not in the records either.
func TestSecretsInRecords(t *testing.T) {
	var records []string
	s := New(Options{Record: func(r []byte) error { records = append(records, string(r)); return nil }})
	c := newCaller(t, s)
	c.call("TransferInReenterTransferAuthorizationCode", args{"DomainName": "incoming-a.com", "TransferAuthorizationCode": "Zuf4llig"})
	c.call("TransferInCheckMailToken", args{"Token": "token-incoming-b.com"})
	c.mails("SubmitEmailVerification", args{"Email": "a@x.example", "SendIfExist": "false"})
	c.call("VerifyEmail", args{"Token": "token-a@x.example"})
	if all := strings.Join(records, "\n"); len(records) != 4 || strings.Contains(all, "Zuf4llig") || strings.Contains(all, "token-") {
		t.Errorf("%d records: %s", len(records), all)
	}
}

// A name is free unless it is the account's, or says that it is not.
func TestAvailability(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{Domains: []string{"mine.com"}}))
		check := func(name string) string {
			var got struct {
				Avail   int
				Premium bool
			}
			c.call("CheckDomain", args{"DomainName": name}).into(t, &got)
			return fmt.Sprint(got.Avail, got.Premium)
		}
		for name, want := range map[string]string{"new.com": "1 false", "mine.com": "0 false", "taken-a.com": "0 false", "premium-a.com": "1 true", "missing-a.com": "1 false", "中文.com": "1 false"} {
			if got := check(name); got != want {
				t.Errorf("%s: %s; want %s", name, got, want)
			}
		}
		feasible := func(params args) string {
			var got struct {
				CanTransfer bool
				Code        string
			}
			c.call("CheckTransferInFeasibility", params).into(t, &got)
			return fmt.Sprint(got.CanTransfer, got.Code)
		}
		for name, want := range map[string]string{
			"new.com": "true", "mine.com": "falseCheckTransferResult.DomainInAccount", "guarded-a.com": "falseCheckTransferResult.DomainTransferProhibited",
		} {
			if got := feasible(args{"DomainName": name}); got != want {
				t.Errorf("%s: %s; want %s", name, got, want)
			}
		}
		if got := feasible(args{"DomainName": "new.com", "TransferAuthorizationCode": "wrong"}); got != "falseCheckTransferResult.PasswordError" {
			t.Errorf("a wrong code: %s", got)
		}
	})
}
