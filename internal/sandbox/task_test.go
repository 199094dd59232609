package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A task goes from waiting over executing to complete, and tells of its domains
// in the order and form of the API.
func TestLifeOfATask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{TaskTime: 10 * time.Second}))
		want := taskInfo{
			TaskNo:   c.call(byNewContact, write("admin", "New Ltd", "one.com", "ONE.net", "中文.com")).taskNo(t),
			TaskType: "UPDATE_ADMIN_CONTACT", TaskStatus: "WAITING_EXECUTE", TaskStatusCode: 1, TaskNum: 3,
			CreateTime: wireTime(time.Now()), Clientip: "127.0.0.1", TaskTypeDescription: "Change administrator",
		}
		for _, step := range []struct {
			wait   time.Duration
			status string
			code   int
		}{
			{0, "WAITING_EXECUTE", 1},
			{4900 * time.Millisecond, "EXECUTING", 2}, // all have begun, none has ended
			{5100 * time.Millisecond, "COMPLETE", 3},
		} {
			pass(step.wait)
			want.TaskStatus, want.TaskStatusCode = step.status, step.code
			if d := cmp.Diff([]taskInfo{want}, c.tasks(nil).Data.TaskInfo); d != "" {
				t.Error(d)
			}
		}
		var names []string
		for _, d := range c.details(want.TaskNo, nil) {
			names = append(names, d.DomainName)
		}
		if d := cmp.Diff([]string{"one.com", "one.net", "中文.com"}, names); d != "" {
			t.Error(d)
		}
	})
}

// A detail waits, is executed, and ends; its effect shows when it ends, not
// before, and on the role that was meant.
func TestLifeOfADetail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{TaskTime: 10 * time.Second}))
		made := time.Now()
		no := c.call(byNewContact, write("admin", "New Ltd", "one.com")).taskNo(t)
		type seen struct {
			Status, Message, Admin, Registrant string
			Code, Tries                        int
		}
		look := func() seen {
			d := c.details(no, nil)[0]
			return seen{d.TaskStatus, d.ErrorMsg, c.organization("one.com", "admin"), c.organization("one.com", "registrant"), d.TaskStatusCode, d.TryCount}
		}
		const prior = "Prior Holder Ltd"
		got := []seen{look()}
		pass(4900 * time.Millisecond)
		got = append(got, look())
		pass(5100 * time.Millisecond)
		got = append(got, look())
		want := []seen{
			{"WAITING_EXECUTE", "", prior, prior, 0, 0},
			{"EXECUTING", "", prior, prior, 1, 1},
			{"EXECUTE_SUCCESS", "The operation is successful.", "New Ltd", prior, 2, 1},
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		d := c.details(no, nil)[0]
		if d.CreateTime != wireTime(made) || d.UpdateTime < wireTime(made.Add(5*time.Second)) || d.UpdateTime > wireTime(made.Add(10*time.Second)) {
			t.Errorf("made %s, ended %s", d.CreateTime, d.UpdateTime)
		}
	})
}

// Each domain of a task changes when its own detail ends, which is also when
// it is free for another task.
func TestDetailsEndApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{TaskTime: 10 * time.Second})
		c := newCaller(t, s)
		no := c.call(byNewContact, write("tech", "New Ltd", "a.com", "slow-b.com")).taskNo(t)
		pass(10 * time.Second)
		codes := []int{}
		for _, d := range c.details(no, nil) {
			codes = append(codes, d.TaskStatusCode)
		}
		if d := cmp.Diff([]int{2, 0}, codes); d != "" && codes[1] != 1 {
			t.Error(d)
		}
		if got := c.tasks(nil).Data.TaskInfo[0].TaskStatusCode; got != 2 {
			t.Errorf("task %d; want 2", got)
		}
		c.call(byNewContact, write("tech", "Third Ltd", "a.com")).taskNo(t)
		if got := c.call(byNewContact, write("admin", "Third Ltd", "slow-b.com")).code(); got != "TaskIsBeingProcessed" {
			t.Errorf("slow domain: %q", got)
		}
		pass(190 * time.Second)
		if got := c.organization("slow-b.com", "tech"); got != "New Ltd" {
			t.Errorf("slow domain has %q", got)
		}
		if got := c.organization("a.com", "tech"); got != "Third Ltd" {
			t.Errorf("changed twice, has %q", got)
		}
		if l := s.Ledger(); l.Overlaps != 1 || l.Violations != 0 || len(l.Effects) != 3 || l.Tasks != 2 {
			t.Errorf("ledger %+v", l)
		}
	})
}

// Names order their fate.
func TestFates(t *testing.T) {
	for _, tt := range []struct {
		names []string
		codes []string // of the same call, again and again
		ends  []int    // TaskStatusCode of each detail after TaskTime
		org   string   // of the first domain then
	}{
		{[]string{"plain.com"}, []string{""}, []int{2}, "New Ltd"},
		{[]string{"missing-a.com", "plain.com"}, []string{"DomainNotExist", "DomainNotExist", "DomainNotExist"}, nil, ""},
		{[]string{"refuse-a.com", "plain.com"}, []string{""}, []int{3, 2}, "Prior Holder Ltd"},
		{[]string{"refuse-中文.com"}, []string{""}, []int{3}, "Prior Holder Ltd"},
		{[]string{"locked-a.com", "plain.com"}, []string{""}, []int{3, 2}, "Prior Holder Ltd"},
		{[]string{"busy-a.com", "busy-b.com"}, []string{"TaskIsBeingProcessed", "TaskIsBeingProcessed", ""}, []int{2, 2}, "New Ltd"},
		{[]string{"slow-a.com"}, []string{"", "TaskIsBeingProcessed"}, []int{0}, "Prior Holder Ltd"},
		{[]string{"stuck-a.com", "plain.com"}, []string{"", "TaskIsBeingProcessed"}, []int{0, 2}, "Prior Holder Ltd"},
		{[]string{"plain.com", "illegal-a.com"}, []string{"ParameterIllegal", "ParameterIllegal"}, nil, ""},
		{[]string{"illegal-a.com", "missing-a.com"}, []string{"ParameterIllegal"}, nil, ""},
		{[]string{"a.refuse-b.com", "xrefuse-c.com"}, []string{""}, []int{2, 2}, "New Ltd"},
	} {
		t.Run(tt.names[0], func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCaller(t, New(Options{}))
				var no string
				for i, want := range tt.codes {
					got := c.call(byNewContact, write("registrant", "New Ltd", tt.names...))
					if got.code() != want {
						t.Errorf("call %d: %q; want %q", i, got.code(), want)
					}
					if want == "" {
						no = got.taskNo(t)
					}
				}
				pass(DefaultTaskTime)
				if tt.ends != nil {
					checkEnds(t, c.details(no, nil), tt.ends)
					if got := c.organization(tt.names[0], "registrant"); got != tt.org {
						t.Errorf("registrant %q; want %q", got, tt.org)
					}
				}
			})
		})
	}
}

// checkEnds compares the codes of details, where 0 stands for not ended, and
// holds failures to having words.
func checkEnds(t *testing.T, details []detailInfo, want []int) {
	t.Helper()
	var ends []int
	for _, d := range details {
		if d.TaskStatusCode < 2 {
			d.TaskStatusCode = 0
		}
		ends = append(ends, d.TaskStatusCode)
		if failed := d.TaskStatusCode == 3; failed != (d.FailReason != "") || failed && d.ErrorMsg == "" {
			t.Errorf("words of %+v", d)
		}
	}
	if d := cmp.Diff(want, ends); d != "" {
		t.Error(d)
	}
}

// Where the domains of the account are given, no other exists, and names are
// compared whatever their form.
func TestDomainsOfTheAccount(t *testing.T) {
	c := newCaller(t, New(Options{Domains: []string{"One.COM ", "xn--fiq228c.com", "missing-x.com"}}))
	for name, want := range map[string]string{
		"one.com": "", "中文.com": "", "two.com": "DomainNotExist", "missing-x.com": "DomainNotExist",
	} {
		if got := c.call("QueryContactInfo", args{"DomainName": name, "ContactType": "admin"}).code(); got != want {
			t.Errorf("read %s: %q; want %q", name, got, want)
		}
		if got := c.call(byNewContact, write("admin", "New Ltd", name)).code(); got != want {
			t.Errorf("write %s: %q; want %q", name, got, want)
		}
	}
}

// Pages of tasks are newest first, whole, and tell of one another.
func TestPagesOfTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		empty := c.tasks(nil)
		if empty.TotalItemNum != 0 || empty.TotalPageNum != 0 || empty.NextPage || empty.Data.TaskInfo == nil {
			t.Errorf("no tasks: %+v", empty)
		}
		var made []string
		for i := range 7 {
			made = append(made, c.call(byNewContact, write("admin", "New Ltd", fmt.Sprintf("d%d.com", i))).taskNo(t))
			pass(time.Second)
		}
		slices.Reverse(made)
		var seen []string
		for num := 1; num <= 4; num++ {
			page := c.tasks(args{"PageNum": strconv.Itoa(num), "PageSize": "3"})
			for _, info := range page.Data.TaskInfo {
				seen = append(seen, info.TaskNo)
			}
			if page.TotalItemNum != 7 || page.TotalPageNum != 3 || page.CurrentPageNum != num || page.PageSize != 3 {
				t.Errorf("page %d: %+v", num, page)
			}
			if page.PrePage != (num > 1) || page.NextPage != (num < 3) {
				t.Errorf("page %d: PrePage %v, NextPage %v", num, page.PrePage, page.NextPage)
			}
		}
		if d := cmp.Diff(made, seen); d != "" {
			t.Error(d)
		}
	})
}

// Times of creation are asked for by whole days of UTC+08:00.
func TestDaysOfTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		pass(time.Until(time.Date(2000, 1, 1, 15, 59, 0, 0, time.UTC))) // a minute before midnight in UTC+08:00
		c.call(byNewContact, write("admin", "New Ltd", "a.com")).taskNo(t)
		firstDay := time.Now()
		pass(2 * time.Minute)
		c.call(byNewContact, write("admin", "New Ltd", "b.com")).taskNo(t)
		secondDay := time.Now()
		ms := func(at time.Time) string { return strconv.FormatInt(at.UnixMilli(), 10) }
		for _, tt := range []struct {
			begin, end time.Time
			want       int
		}{
			{firstDay.Add(-time.Hour), firstDay.Add(-time.Hour), 1},
			{firstDay, secondDay, 2},
			{secondDay.Add(time.Hour), secondDay.Add(2 * time.Hour), 1},
			{secondDay.Add(24 * time.Hour), secondDay.Add(48 * time.Hour), 0},
			{secondDay, firstDay, 0},
		} {
			page := c.tasks(args{"BeginCreateTime": ms(tt.begin), "EndCreateTime": ms(tt.end)})
			if page.TotalItemNum != tt.want || len(page.Data.TaskInfo) != tt.want {
				t.Errorf("from %v to %v: %d tasks; want %d", tt.begin, tt.end, page.TotalItemNum, tt.want)
			}
		}
	})
}

// Details can be asked for by status, domain and instance.
func TestFiltersOfDetails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		no := c.call(byNewContact, write("admin", "New Ltd", "a.com", "refuse-b.com", "slow-c.com", "中文.com")).taskNo(t)
		pass(15 * time.Second) // the slow one ends after twenty
		all := c.details(no, nil)
		for _, tt := range []struct {
			params args
			want   []string
		}{
			{nil, []string{"a.com", "refuse-b.com", "slow-c.com", "中文.com"}},
			{args{"TaskStatus": "2"}, []string{"a.com", "中文.com"}},
			{args{"TaskStatus": "3"}, []string{"refuse-b.com"}},
			{args{"TaskStatus": "0"}, nil},
			{args{"DomainName": "A.COM"}, []string{"a.com"}},
			{args{"DomainName": "中文.com"}, []string{"中文.com"}},
			{args{"DomainName": "other.com"}, nil},
			{args{"InstanceId": all[1].InstanceId}, []string{"refuse-b.com"}},
			{args{"PageNum": "2", "PageSize": "3"}, []string{"中文.com"}},
			{args{"PageNum": "3", "PageSize": "3"}, nil},
			{args{"TaskNo": "no such task"}, nil},
		} {
			var names []string
			for _, d := range c.details(no, tt.params) {
				names = append(names, d.DomainName)
			}
			if tt.params["TaskStatus"] == "0" {
				names = slices.DeleteFunc(names, func(n string) bool { return n == "slow-c.com" }) // waiting or executing
			}
			if d := cmp.Diff(tt.want, names); d != "" && len(tt.want)+len(names) > 0 {
				t.Errorf("%v: %s", tt.params, d)
			}
		}
		numbers := map[string]bool{}
		for _, d := range all {
			numbers[d.TaskDetailNo] = true
		}
		if len(numbers) != 4 {
			t.Errorf("detail numbers %v", slices.Collect(maps.Keys(numbers)))
		}
	})
}

type historyPage struct {
	PageSize                                         int
	CurrentPageCursor, NextPageCursor, PrePageCursor map[string]any
	Objects                                          []map[string]any
}

// Old tasks are in the history operations and nowhere else; cursors lead
// through all of them once, and back.
func TestHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{HistoryAfter: 24 * time.Hour}))
		var made []string
		for i := range 5 {
			made = append(made, c.call(byNewContact, write("admin", "New Ltd", fmt.Sprintf("d%d.com", i), fmt.Sprintf("e%d.com", i))).taskNo(t))
		}
		pass(24 * time.Hour)
		if n := c.tasks(nil).TotalItemNum; n != 5 {
			t.Errorf("%d tasks after a day; want 5", n)
		}
		pass(time.Second)
		fresh := c.call(byNewContact, write("admin", "New Ltd", "new.com")).taskNo(t)
		if page := c.tasks(nil); page.TotalItemNum != 1 || page.Data.TaskInfo[0].TaskNo != fresh {
			t.Errorf("list holds %+v", page)
		}
		if got := c.details(made[0], nil); len(got) != 0 {
			t.Errorf("details of an old task %+v", got)
		}
		slices.Reverse(made)
		seen := walk(t, c, "QueryTaskInfoHistory", nil, "TaskNo", map[string]string{"CreateTimeLong": "CreateTimeCursor", "TaskNo": "TaskNoCursor"})
		if d := cmp.Diff(made, seen); d != "" {
			t.Error(d)
		}
		seen = walk(t, c, "QueryTaskDetailHistory", args{"TaskNo": made[4]}, "DomainName", map[string]string{"DomainName": "DomainNameCursor", "TaskDetailNo": "TaskDetailNoCursor"})
		if d := cmp.Diff([]string{"d0.com", "e0.com"}, seen); d != "" {
			t.Error(d)
		}
		if seen := walk(t, c, "QueryTaskDetailHistory", args{"TaskNo": fresh}, "DomainName", nil); len(seen) != 0 {
			t.Errorf("history of a new task %v", seen)
		}
		for _, params := range []args{{"TaskNoCursor": fresh}, {"CreateTimeCursor": "1", "TaskNoCursor": made[0]}, {"CreateTimeCursor": "yesterday"}} {
			params["PageSize"] = "2"
			if got := c.call("QueryTaskInfoHistory", params).code(); got != "ParameterIllegal" {
				t.Errorf("cursor %v: %q", params, got)
			}
		}
	})
}

// walk follows the cursors of a history operation to its end, two entries at a
// time, and checks that the way back is told too.
func walk(t *testing.T, c *caller, action string, params args, key string, cursor map[string]string) []string {
	t.Helper()
	var seen []string
	ask := args{"PageSize": "2"}
	maps.Copy(ask, params)
	for range 10 {
		var page historyPage
		c.call(action, ask).into(t, &page)
		for _, o := range page.Objects {
			seen = append(seen, fmt.Sprint(o[key]))
		}
		if back := page.PrePageCursor[key]; (back != nil) != (len(seen) > 2) || back != nil && fmt.Sprint(back) != seen[(len(seen)-1)/2*2-2] {
			t.Errorf("%s: page before begins with %v; seen so far %v", action, back, seen)
		}
		if len(page.NextPageCursor) == 0 {
			return seen
		}
		for from, to := range cursor {
			value := page.NextPageCursor[from]
			if f, ok := value.(float64); ok {
				value = int64(f)
			}
			ask[to] = fmt.Sprint(value)
		}
	}
	t.Fatalf("%s has no end", action)
	return nil
}
