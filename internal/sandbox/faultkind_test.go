package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// named gives the one shape of a fault.
func named(t *testing.T, name string) Fault {
	t.Helper()
	shapes := FaultNamed(name)
	if len(shapes) != 1 {
		t.Fatalf("%s has %d shapes; want 1", name, len(shapes))
	}
	return shapes[0]
}

// Chance gives a fault to the calls that it is for, and leaves others alone.
func TestFaultsOfSomeCalls(t *testing.T) {
	const order = "SaveBatchTaskForCreatingOrderRenew"
	calls := map[string]args{
		byNewContact:             write("admin", "New Ltd", "a.com"),
		order:                    renewal("1", "b.com"),
		"QueryTaskList":          {"PageNum": "1", "PageSize": "10"},
		"QueryTaskDetailList":    {"PageNum": "1", "PageSize": "10", "TaskNo": "x"},
		"QueryTaskInfoHistory":   {"PageSize": "10"},
		"QueryTaskDetailHistory": {"PageSize": "10", "TaskNo": "x"},
		"VerifyContactField":     {},
		"MakeCoffee":             {},
	}
	writes := []string{byNewContact, order}
	for name, want := range map[string][]string{
		"short-task": writes, "late-task": writes, "busy": writes, "foreign-task": writes, "stuck-task": writes, "archived-task": writes,
		"double-details":   {"QueryTaskDetailList", "QueryTaskDetailHistory"},
		"shuffled-details": {"QueryTaskDetailList", "QueryTaskDetailHistory"},
		"repeated-page":    {"QueryTaskList", "QueryTaskDetailList"},
		"stale-list":       {"QueryTaskList", "QueryTaskInfoHistory"},
		"forbidden": {
			byNewContact, order, "QueryTaskList", "QueryTaskDetailList", "QueryTaskInfoHistory", "QueryTaskDetailHistory", "VerifyContactField", "MakeCoffee",
		},
	} {
		s := New(Options{Rates: map[string]float64{name: 1}})
		c := newCaller(t, s)
		for action, params := range calls {
			c.call(action, params)
		}
		var got []string
		for _, a := range s.Ledger().Arrivals {
			if a.Fault == name {
				got = append(got, a.Action)
			}
		}
		slices.Sort(got)
		if d := cmp.Diff(slices.Sorted(slices.Values(want)), got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// A fault of other calls does not stand in the way of those that are for this one.
func TestFaultsOfOtherCallsGiveWay(t *testing.T) {
	run := func(rates map[string]float64) []string {
		s := New(Options{Seed: 5, Rates: rates})
		c := newCaller(t, s)
		var names []string
		for range 200 {
			c.call("VerifyContactField", nil)
		}
		for _, a := range s.Ledger().Arrivals {
			names = append(names, a.Fault)
		}
		return names
	}
	alone := run(map[string]float64{"key-refused": 0.2, "storm": 0})
	if !slices.Contains(alone, "key-refused") {
		t.Error("no fault came")
	}
	if d := cmp.Diff(alone, run(map[string]float64{"key-refused": 0.2, "busy": 1, "late-task": 1, "stale-list": 1})); d != "" {
		t.Error(d)
	}
}

// By chance a late task hides for any time up to Late, and its answer is lost
// every other time; equal seeds give equal times.
func TestLateTaskByChance(t *testing.T) {
	const late, calls = 10 * time.Minute, 400
	run := func(seed int64) (hidden []time.Duration, lost int) {
		s := New(Options{Seed: seed, Late: late, Rates: map[string]float64{"late-task": 1}})
		c := newCaller(t, s)
		for i := range calls {
			if c.call(byNewContact, write("admin", "New Ltd", fmt.Sprintf("d%d.com", i))).err != nil {
				lost++
			}
		}
		for _, e := range s.Ledger().Effects {
			hidden = append(hidden, e.Visible.Sub(e.At))
		}
		return hidden, lost
	}
	hidden, lost := run(1)
	if len(hidden) != calls || lost < calls*4/10 || lost > calls*6/10 {
		t.Errorf("%d effects, %d answers lost of %d", len(hidden), lost, calls)
	}
	quarters := make([]int, 4)
	for _, h := range hidden {
		if h < 0 || h > late {
			t.Fatalf("hidden for %v", h)
		}
		quarters[min(3, int(4*h/late))]++
	}
	if slices.Min(quarters) < calls/4*7/10 {
		t.Errorf("times by quarters of %v: %v", late, quarters)
	}
	again, _ := run(1)
	other, _ := run(2)
	if !slices.Equal(hidden, again) || slices.Equal(hidden, other) {
		t.Error("the times do not come from the seed")
	}
}

// Somebody else's task takes the first domain of a call with other data, and
// the call is refused for it; a domain that is held or not there is let be.
func TestForeignTask(t *testing.T) {
	const single = "SaveSingleTaskForUpdatingContactInfo"
	for _, tt := range []struct {
		name    string
		action  string
		params  args
		fault   Fault
		code    string
		effects []string // domain, target and whether it is foreign
	}{
		{"contact", byNewContact, write("tech", "New Ltd", "a.com", "b.com"), Fault{}, "TaskIsBeingProcessed", []string{"a.com tech true"}},
		{"their own organization", byNewContact, write("tech", "Somebody Else Ltd", "a.com"), Fault{}, "TaskIsBeingProcessed", []string{"a.com tech true"}},
		{"no organization", byNewContact, args{"DomainName.1": "a.com", "ContactType": "admin", "RegistrantType": "1"}, Fault{}, "TaskIsBeingProcessed", []string{"a.com admin true"}},
		{"profile", single, args{"DomainName": "a.com", "ContactType": "admin", "RegistrantProfileId": "4041"}, Fault{}, "TaskIsBeingProcessed", []string{"a.com admin true"}},
		{"order", "SaveBatchTaskForCreatingOrderRenew", renewal("10", "a.com", "b.com"), Fault{}, "TaskIsBeingProcessed", []string{"a.com  true"}},
		{"no such domain", byNewContact, write("tech", "New Ltd", "missing-a.com", "b.com"), Fault{}, "DomainNotExist", nil},
		{"held domain", byNewContact, write("tech", "New Ltd", "held.com", "b.com"), Fault{}, "TaskIsBeingProcessed", nil},
		{"lost on the way", byNewContact, write("tech", "New Ltd", "a.com"), Fault{Dropped: true}, "", []string{"a.com tech true"}},
		{"a read", "QueryContactInfo", args{"DomainName": "a.com", "ContactType": "tech"}, Fault{}, "", nil},
		{"no domain", byNewContact, args{}, Fault{}, "MissingDomainName", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tt.fault.Foreign = true
				s := New(Options{Faults: func(Call) Fault { return tt.fault }})
				s.Do(byNewContact, write("tech", "Holder Ltd", "held.com"))
				if got := newCaller(t, s).call(tt.action, tt.params).code(); got != tt.code {
					t.Errorf("%q; want %q", got, tt.code)
				}
				var effects []string
				l := s.Ledger()
				for _, e := range l.Effects[1:] {
					if e.Call != 1 {
						t.Errorf("effect of call %d; want the one it stands before", e.Call)
					}
					effects = append(effects, fmt.Sprintf("%s %s %v", e.Domain, e.Target, e.Foreign))
				}
				if d := cmp.Diff(tt.effects, effects); d != "" {
					t.Error(d)
				}
				if refused := tt.code == "TaskIsBeingProcessed"; l.Overlaps != map[bool]int{true: 1}[refused] {
					t.Errorf("%d overlaps", l.Overlaps)
				}
				again := New(Options{})
				newCaller(t, again).call(tt.action, tt.params)
				if own := again.Ledger().Effects; len(effects) > 0 && own[0].Digest == l.Effects[1].Digest {
					t.Error("somebody else's data is the call's own")
				}
			})
		})
	}
}

// A stuck task is executing for good, and holds its domains.
func TestStuckTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Faults: inTurn(byNewContact, named(t, "stuck-task"))})
		c := newCaller(t, s)
		no := c.call(byNewContact, write("admin", "New Ltd", "a.com", "slow-b.com")).taskNo(t)
		pass(20 * 24 * time.Hour)
		for _, d := range c.details(no, nil) {
			if d.TaskStatus != "EXECUTING" || d.ErrorMsg != "" {
				t.Errorf("detail %+v", d)
			}
		}
		if task := c.tasks(nil).Data.TaskInfo[0]; task.TaskStatus != "EXECUTING" {
			t.Errorf("task %+v", task)
		}
		if got := c.call(byNewContact, write("admin", "Third Ltd", "a.com")).code(); got != "TaskIsBeingProcessed" {
			t.Errorf("the next write: %q", got)
		}
		if e := s.Ledger().Effects[0]; !e.Ends.IsZero() || e.Fails {
			t.Errorf("effect %+v", e)
		}
	})
}

// A task that is archived early is in the history when others of its age are
// not, with its details.
func TestArchivedTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{Faults: inTurn(byNewContact, Fault{}, named(t, "archived-task"))}))
		var made []string
		for i := range 3 {
			made = append(made, c.call(byNewContact, write("admin", "New Ltd", fmt.Sprintf("d%d.com", i))).taskNo(t))
		}
		where := func() (lists, history []string) {
			for _, info := range c.tasks(nil).Data.TaskInfo {
				lists = append(lists, info.TaskNo)
			}
			return lists, walk(t, c, "QueryTaskInfoHistory", nil, "TaskNo", nil)
		}
		pass(3 * time.Second)
		if lists, history := where(); len(lists) != 3 || len(history) != 0 {
			t.Errorf("before: %v, %v", lists, history)
		}
		pass(time.Nanosecond)
		lists, history := where()
		if d := cmp.Diff([][]string{{made[2], made[0]}, {made[1]}}, [][]string{lists, history}); d != "" {
			t.Error(d)
		}
		if details := c.details(made[1], nil); len(details) != 0 {
			t.Errorf("the list has %+v", details)
		}
		seen := walk(t, c, "QueryTaskDetailHistory", args{"TaskNo": made[1]}, "DomainName", nil)
		if d := cmp.Diff([]string{"d1.com"}, seen); d != "" {
			t.Error(d)
		}
	})
}

// In a storm every call is throttled for 20 s, that of a write without effect.
func TestStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{QPS: 1, Faults: inTurn("VerifyContactField", Fault{}, named(t, "storm"))})
		c := newCaller(t, s)
		var codes []string
		for i, gap := range []time.Duration{1, 10000, 9999, 1, 1000} {
			codes = append(codes, c.call("VerifyContactField", nil).code())
			pass(gap * time.Millisecond)
			if i == 0 {
				pass(time.Second)
			}
		}
		const storm = "Throttling.User"
		if d := cmp.Diff([]string{"", storm, storm, storm, ""}, codes); d != "" {
			t.Error(d)
		}
		if l := s.Ledger(); l.Faults["storm"] != 3 || l.Faults["throttle"] != 0 {
			t.Errorf("faults %v", l.Faults)
		}
	})
}

// Details come twice or out of order, in the list and in the history, and no
// page misses any.
func TestDetailsInDisorder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fault Fault
		c := newCaller(t, New(Options{HistoryAfter: time.Minute, Faults: func(Call) Fault { return fault }}))
		var names []string
		for i := range 7 {
			names = append(names, fmt.Sprintf("d%d.com", i))
		}
		no := c.call(byNewContact, write("admin", "New Ltd", names...)).taskNo(t)
		list := func() (got []string) {
			for num := 1; num <= 2; num++ {
				for _, d := range c.details(no, args{"PageNum": strconv.Itoa(num), "PageSize": "4"}) {
					got = append(got, d.DomainName)
				}
			}
			return got
		}
		history := func() (got []string) {
			var page historyPage
			c.call("QueryTaskDetailHistory", args{"TaskNo": no, "PageSize": "7"}).into(t, &page)
			for _, o := range page.Objects {
				got = append(got, fmt.Sprint(o["DomainName"]))
			}
			return got
		}
		for _, look := range []func() []string{list, history} {
			fault = named(t, "double-details")
			var doubled []string
			for _, name := range names {
				doubled = append(doubled, name, name)
			}
			if d := cmp.Diff(doubled, look()); d != "" {
				t.Error(d)
			}
			fault = named(t, "shuffled-details")
			got := look()
			for i, name := range got {
				if name == names[i] {
					t.Errorf("%s is in its place in %v", name, got)
				}
			}
			if d := cmp.Diff(names, slices.Sorted(slices.Values(got))); d != "" {
				t.Error(d)
			}
			fault = Fault{}
			pass(2 * time.Minute)
		}
	})
}
