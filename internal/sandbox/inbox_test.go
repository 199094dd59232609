package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// poll gives the domains and the numbers of the results in the inbox.
func (c *caller) poll(params args) (names string, numbers []string) {
	c.t.Helper()
	var page detailPage
	c.call("PollTaskResult", with(args{"PageNum": "1", "PageSize": "1000"}, params)).into(c.t, &page)
	var list []string
	for _, d := range page.Data.TaskDetail {
		list, numbers = append(list, d.DomainName), append(numbers, d.TaskDetailNo)
	}
	return strings.Join(list, " "), numbers
}

// Results are in the inbox from their end until they are confirmed.
func TestInbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{HistoryAfter: time.Hour})
		c := newCaller(t, s)
		c.call(byNewContact, write("admin", "New Ltd", "a.com", "refuse-b.com", "slow-c.com")).taskNo(t)
		if got, _ := c.poll(nil); got != "" {
			t.Errorf("at once %s", got)
		}
		pass(DefaultTaskTime)
		got, numbers := c.poll(nil)
		if got != "a.com refuse-b.com" {
			t.Errorf("at the end %s", got)
		}
		for filter, want := range map[string]string{"2": "a.com", "3": "refuse-b.com"} {
			if got, _ := c.poll(args{"TaskResultStatus": filter}); got != want {
				t.Errorf("%s: %s", filter, got)
			}
		}
		for i, want := range []int{1, 0} {
			var confirmed struct{ Result int }
			c.call("AcknowledgeTaskResult", args{"TaskDetailNo.1": numbers[0], "TaskDetailNo.2": "nothing"}).into(t, &confirmed)
			if confirmed.Result != want {
				t.Errorf("%d: %d confirmed", i, confirmed.Result)
			}
		}
		pass(slowFactor * DefaultTaskTime)
		if got, _ := c.poll(nil); got != "refuse-b.com slow-c.com" {
			t.Errorf("then %s", got)
		}
		if l := s.Ledger(); l.Repeats != 0 || len(l.Effects) != 4 || l.Effects[3].Subject != numbers[0] {
			t.Errorf("%+v", l.Effects)
		}
		pass(time.Hour)
		if got, _ := c.poll(nil); got != "" {
			t.Errorf("when it is history %s", got)
		}
	})
}

// The change log tells what was there and what came, newest first, of the
// newest thousand.
func TestChangeLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		log := func(params args) (lines []string, limited bool) {
			var page struct {
				ResultLimit bool
				Data        struct {
					ChangeLog []struct{ DomainName, Result, Operation, Details, Time string }
				}
			}
			c.call("QueryChangeLogList", with(args{"PageNum": "1", "PageSize": "100"}, params)).into(t, &page)
			for _, e := range page.Data.ChangeLog {
				lines = append(lines, strings.Join([]string{e.DomainName, e.Result, e.Operation, e.Details}, "|"))
			}
			return lines, page.ResultLimit
		}
		c.do("SaveBatchTaskForModifyingDomainDns", listOf(args{"AliyunDns": "false", "DomainNameServer.1": "ns1.b.net"}, "a.com"))
		c.do("SaveBatchTaskForUpdateProhibitionLock", listOf(args{"Status": "true"}, "a.com"))
		c.do(byNewContact, write("admin", "New Ltd", "a.com"))
		got, limited := log(args{"DomainName": "a.com"})
		want := []string{
			"a.com|Failure|Change administrator|The domain name is in the clientUpdateProhibited status.",
			"a.com|Success|Set security lock|NONE_SETTING -> OPEN",
			"a.com|Success|Modify DNS servers|ns1.prior.example;ns2.prior.example -> ns1.b.net",
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") || limited {
			t.Errorf("%s", strings.Join(got, "\n"))
		}
		names := make([]string, 1000)
		for i := range names {
			names[i] = fmt.Sprintf("d%d.com", i)
		}
		c.do(byNewContact, write("admin", "New Ltd", names...))
		if _, limited := log(nil); !limited {
			t.Error("more than a thousand are not told")
		}
		if got, _ := log(args{"StartDate": fmt.Sprint(time.Now().Add(time.Hour).UnixMilli())}); len(got) != 0 {
			t.Errorf("of the future %v", got)
		}
	})
}

// A lock that is switched back and forth is no repeat; one that is switched on twice is.
func TestRepeatsOfLocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{})
		c := newCaller(t, s)
		for i, status := range []string{"false", "true", "false", "true", "true"} {
			c.do("SaveBatchTaskForUpdateProhibitionLock", listOf(args{"Status": status}, "a.com"))
			c.do("SaveBatchTaskForTransferProhibitionLock", listOf(args{"Status": status}, "a.com"))
			if got, want := s.Ledger().Repeats, max(0, 2*(i-3)); got != want {
				t.Errorf("%d: %d repeats; want %d", i, got, want)
			}
		}
	})
}
