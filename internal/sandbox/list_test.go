package sandbox

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Whatever page is asked for, the first comes, promises more and tells no totals.
func TestRepeatedPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fault Fault
		c := newCaller(t, New(Options{Faults: func(Call) Fault { return fault }}))
		no := c.call(byNewContact, write("admin", "New Ltd", "a.com", "b.com", "c.com")).taskNo(t)
		fault = named(t, "repeated-page")
		for _, num := range []string{"1", "2", "9"} {
			tasks := c.call("QueryTaskList", args{"PageNum": num, "PageSize": "10"})
			details := c.call("QueryTaskDetailList", args{"PageNum": num, "PageSize": "2", "TaskNo": no})
			for _, got := range []answer{tasks, details} {
				var body map[string]any
				got.into(t, &body)
				delete(body, "Data")
				delete(body, "RequestId")
				delete(body, "PageSize")
				want := map[string]any{"CurrentPageNum": 1.0, "PrePage": false, "NextPage": true}
				if d := cmp.Diff(want, body); d != "" {
					t.Errorf("page %s: %s", num, d)
				}
			}
			var page detailPage
			details.into(t, &page)
			if got := page.Data.TaskDetail; len(got) != 2 || got[0].DomainName != "a.com" || got[1].DomainName != "b.com" {
				t.Errorf("page %s: %+v", num, got)
			}
		}
	})
}

// Stale lists are those of a while ago: without the tasks since then, with the
// totals, the states and the history of that time.
func TestStaleList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stale := false
		s := New(Options{Late: 10 * time.Second, HistoryAfter: time.Minute, TaskTime: 5 * time.Second, Faults: func(c Call) Fault {
			if stale {
				return named(t, "stale-list")
			}
			return Fault{}
		}})
		c := newCaller(t, s)
		look := func() string {
			list := c.tasks(args{"PageSize": "2"})
			var old historyPage
			c.call("QueryTaskInfoHistory", args{"PageSize": "2"}).into(t, &old)
			said, err := json.Marshal([]any{list, old})
			if err != nil {
				t.Fatal(err)
			}
			return string(said)
		}
		// A write every 7 s, and a look every second that is compared with the
		// stale look ten seconds later.
		var fresh []string
		for second := range 100 {
			if second%7 == 0 {
				c.call(byNewContact, write("admin", "New Ltd", fmt.Sprintf("d%d.com", second))).taskNo(t)
			}
			fresh = append(fresh, look())
			stale = true
			want := `[{"TotalItemNum":0,"CurrentPageNum":1,"TotalPageNum":0,"PageSize":2,"PrePage":false,"NextPage":false,"Data":{"TaskInfo":[]}},` +
				`{"PageSize":2,"CurrentPageCursor":{},"NextPageCursor":{},"PrePageCursor":{},"Objects":[]}]`
			if second >= 10 {
				want = fresh[second-10]
			}
			if d := cmp.Diff(want, look()); d != "" {
				t.Fatalf("after %d s: %s", second, d)
			}
			stale = false
			pass(time.Second)
		}
	})
}
