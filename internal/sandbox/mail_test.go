package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type mailAnswer struct {
	SuccessList, FailList, ExistList []struct{ Email, Code, Message string }
}

// mails gives who is in the three lists of an answer, and why not.
func (c *caller) mails(action string, params args) string {
	c.t.Helper()
	var a mailAnswer
	c.call(action, params).into(c.t, &a)
	var words []string
	for _, e := range a.SuccessList {
		words = append(words, "+"+e.Email+e.Code)
	}
	for _, e := range a.FailList {
		words = append(words, "-"+e.Email+" "+e.Code)
	}
	for _, e := range a.ExistList {
		words = append(words, "="+e.Email)
	}
	return strings.Join(words, " ")
}

func (c *caller) mailList(params args) string {
	c.t.Helper()
	var page struct {
		Data []struct {
			Email, VerificationTime string
			VerificationStatus      int
		}
	}
	c.call("ListEmailVerification", with(args{"PageNum": "1", "PageSize": "10"}, params)).into(c.t, &page)
	var words []string
	for _, e := range page.Data {
		words = append(words, fmt.Sprintf("%s:%d", e.Email, e.VerificationStatus))
	}
	return strings.Join(words, " ")
}

// Addresses are submitted, reminded, verified, listed and deleted.
func TestMails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		for i, tt := range []struct{ action, emails, again, want string }{
			{"SubmitEmailVerification", "a@x.example, b@x.example,refused@x.example,quota@x.example,verified@x.example,none", "false",
				"+a@x.example +b@x.example -refused@x.example ParameterIllegal -quota@x.example SendTokenQuotaExceeded -none ParameterIllegal =verified@x.example"},
			{"SubmitEmailVerification", "A@x.example", "false", "=A@x.example"},
			{"SubmitEmailVerification", "a@x.example", "true", "+a@x.example"},
			{"ResendEmailVerification", "a@x.example,c@x.example,verified@x.example", "", "+a@x.example -c@x.example ParameterIllegal -verified@x.example ParameterIllegal"},
			{"DeleteEmailVerification", "b@x.example,c@x.example,verified@x.example", "", "+b@x.example +verified@x.example -c@x.example ParameterIllegal"},
			{"SubmitEmailVerification", "verified@x.example", "true", "+verified@x.example"},
		} {
			params := args{"Email": tt.emails}
			if tt.again != "" {
				params["SendIfExist"] = tt.again
			}
			if got := c.mails(tt.action, params); got != tt.want {
				t.Errorf("%d %s: %s; want %s", i, tt.action, got, tt.want)
			}
		}
		verify := func(token string) string { return c.call("VerifyEmail", args{"Token": token}).code() }
		if got := verify("token-a@x.example"); got != "" {
			t.Errorf("verify: %q", got)
		}
		if got := verify("token-a@x.example"); got != "ParameterIllegal" {
			t.Errorf("the token again: %q", got)
		}
		if got := c.mailList(nil); got != "verified@x.example:0 a@x.example:1" {
			t.Errorf("list %s", got)
		}
		if got := c.mailList(args{"VerificationStatus": "1"}); got != "a@x.example:1" {
			t.Errorf("verified %s", got)
		}
		if got := c.mailList(args{"Email": "verified.too@x.example"}); got != "verified.too@x.example:1" {
			t.Errorf("by its name %s", got)
		}
		pass(3*24*time.Hour + time.Second)
		if got := verify("token-verified@x.example"); got != "ParameterIllegal" {
			t.Errorf("an old token: %q", got)
		}
	})
}

// An account sends mails to 500 addresses a day.
func TestMailQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		var emails []string
		for i := range 501 {
			emails = append(emails, fmt.Sprintf("m%d@x.example", i))
		}
		submit := args{"Email": strings.Join(emails, ","), "SendIfExist": "false"}
		if got := c.mails("SubmitEmailVerification", submit); strings.Count(got, "+") != 500 || !strings.HasSuffix(got, "-m500@x.example SendTokenQuotaExceeded") {
			t.Errorf("%d, the last %s", strings.Count(got, "+"), got[len(got)-50:])
		}
		pass(24 * time.Hour)
		if got := c.mails("SubmitEmailVerification", submit); strings.Count(got, "=") != 500 || strings.Count(got, "+") != 1 {
			t.Errorf("the next day %d and %d", strings.Count(got, "="), strings.Count(got, "+"))
		}
	})
}

// An address that blocks changes does so until it is verified.
func TestUnverifiedAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		change := with(write("registrant", "New Ltd", "a.com"), args{"Email": "unverified@x.example"})
		if got := c.do(byNewContact, change); got[0] != 3 {
			t.Errorf("at first %v", got)
		}
		c.mails("SubmitEmailVerification", args{"Email": "unverified@x.example", "SendIfExist": "false"})
		if got := c.call("VerifyEmail", args{"Token": "token-unverified@x.example"}).code(); got != "" {
			t.Errorf("verify: %q", got)
		}
		if got := c.do(byNewContact, change); got[0] != 2 || c.domain("a.com").EmailVerificationStatus != 1 {
			t.Errorf("then %v", got)
		}
	})
}
