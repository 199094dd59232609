package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A sandbox that was given the records of another answers as it does, at every
// later moment, and goes on as it does.
func TestReplay(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			var records [][]byte
			keep := func(r []byte) error {
				records = append(records, bytes.Clone(r))
				return nil
			}
			chance := rand.New(rand.NewPCG(seed, 0))
			faulty := true
			first := New(Options{Seed: int64(seed), Record: keep, Take: 3, Faults: func(c Call) Fault {
				if !faulty || c.Number%2 == 0 {
					return Fault{}
				}
				return [...]Fault{{Stuck: true}, {Archive: 3 * time.Second}, {Hide: 4 * time.Second}, {Foreign: true}}[chance.IntN(4)]
			}})
			stir(t, first, chance, 25)
			faulty = false
			second := New(Options{Seed: int64(seed), TaskTime: time.Hour, Take: 3})
			for _, r := range records {
				if err := second.Replay(r); err != nil {
					t.Fatal(err)
				}
			}
			was, is := first.Ledger(), second.Ledger()
			if d := cmp.Diff(was.Effects, is.Effects); d != "" || was.Repeats != is.Repeats {
				t.Fatalf("seed %d: %d and %d repeats, effects %s", seed, was.Repeats, is.Repeats, d)
			}
			for range 5 {
				if d := cmp.Diff(look(t, first), look(t, second)); d != "" {
					t.Fatalf("seed %d: %s", seed, d)
				}
				pass(time.Duration(chance.Int64N(int64(2 * time.Second))))
			}
			more := write("tech", "Later Ltd", "busy-0.com", "slow-1.com", "late.com")
			if d := cmp.Diff(newCaller(t, first).call(byNewContact, more).code(), newCaller(t, second).call(byNewContact, more).code()); d != "" {
				t.Errorf("seed %d: the next write %s", seed, d)
			}
			pass(time.Hour)
			if d := cmp.Diff(newCaller(t, first).organization("a0.com", "admin"), newCaller(t, second).organization("a0.com", "admin")); d != "" {
				t.Errorf("seed %d: contact in the end %s", seed, d)
			}
		})
	}
}

var prefixes = []string{"a", "refuse-", "busy-", "slow-", "stuck-", "locked-", "missing-", "illegal-", "中文"}

// stir makes some writes over few domains, most of which collide.
func stir(t *testing.T, s *Sandbox, chance *rand.Rand, calls int) {
	c := newCaller(t, s)
	for range calls {
		var names []string
		for _, i := range chance.Perm(len(prefixes) * 2)[:1+chance.IntN(4)] {
			names = append(names, fmt.Sprintf("%s%d.com", prefixes[i/2], i%2))
		}
		params := write(roleNames[chance.IntN(4)], fmt.Sprintf("Firm %d", chance.IntN(3)), names...)
		if chance.IntN(2) == 0 {
			delete(params, "Email")
		}
		c.call(byNewContact, params)
		pass(time.Duration(chance.Int64N(int64(time.Second))))
	}
}

// look asks everything that can be asked, and leaves out the request ids.
func look(t *testing.T, s *Sandbox) string {
	t.Helper()
	c := newCaller(t, s)
	var all strings.Builder
	for _, task := range c.tasks(nil).Data.TaskInfo {
		fmt.Fprintf(&all, "%+v\n", task)
		for _, d := range c.details(task.TaskNo, nil) {
			fmt.Fprintf(&all, "  %+v\n", d)
		}
	}
	var old historyPage
	c.call("QueryTaskInfoHistory", args{"PageSize": "100"}).into(t, &old)
	for _, task := range old.Objects {
		fmt.Fprintf(&all, "%v\n%s\n", task, c.call("QueryTaskDetailHistory", args{"PageSize": "100", "TaskNo": fmt.Sprint(task["TaskNo"])}).body)
	}
	for i := range len(prefixes) * 2 {
		for _, role := range roleNames {
			got := c.call("QueryContactInfo", args{"DomainName": prefixes[i/2] + strconv.Itoa(i%2) + ".com", "ContactType": role})
			all.WriteString(got.body + "\n")
		}
	}
	return regexp.MustCompile(`"RequestId":"[^"]*"`).ReplaceAllString(all.String(), "")
}

// What is no record, or comes out of order, is refused and changes nothing.
func TestReplayRefuses(t *testing.T) {
	var good []byte
	s := New(Options{Record: func(r []byte) error { good = bytes.Clone(r); return nil }})
	s.Do(byNewContact, write("admin", "New Ltd", "a.com"))
	for _, tt := range []struct{ name, record string }{
		{"no JSON", "x"},
		{"another kind", `{"kind":"coffee"}`},
		{"an operation that makes no task", `{"kind":"task","action":"QueryTaskList","number":1}`},
		{"a gap", strings.Replace(string(good), `"number":1`, `"number":2`, 1)},
		{"no times", strings.Replace(string(good), `"start":[`, `"begin":[`, 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := New(Options{})
			if err := s.Replay([]byte(tt.record)); err == nil {
				t.Error("taken")
			}
			if l := s.Ledger(); l.Tasks != 0 {
				t.Errorf("ledger %+v", l)
			}
		})
	}
	if err := s.Replay(good); err == nil {
		t.Error("the same record is taken twice")
	}
}

// A record that tells no time of archiving leaves it to the options.
func TestReplayWithoutArchiveTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var whole []byte
		first := New(Options{Record: func(r []byte) error { whole = bytes.Clone(r); return nil }})
		first.Do(byNewContact, write("admin", "New Ltd", "a.com"))
		s := New(Options{HistoryAfter: time.Hour})
		if err := s.Replay(regexp.MustCompile(`"archive":"[^"]*",`).ReplaceAll(whole, nil)); err != nil {
			t.Fatal(err)
		}
		c := newCaller(t, s)
		pass(time.Hour)
		if n := c.tasks(nil).TotalItemNum; n != 1 {
			t.Errorf("%d tasks after an hour; want 1", n)
		}
		pass(time.Second)
		if n := c.tasks(nil).TotalItemNum; n != 0 {
			t.Errorf("%d tasks later; want 0", n)
		}
	})
}

// What cannot be recorded does not happen, and is tried again with success.
func TestRecordFails(t *testing.T) {
	full := true
	s := New(Options{Record: func([]byte) error {
		if full {
			return errors.New("disk full")
		}
		return nil
	}})
	c := newCaller(t, s)
	if got := c.call(byNewContact, write("admin", "New Ltd", "a.com")); got.status != 500 || got.code() != "InternalError" {
		t.Errorf("answer %d %q", got.status, got.code())
	}
	if l := s.Ledger(); len(l.Effects) != 0 || c.tasks(nil).TotalItemNum != 0 {
		t.Errorf("effects %+v", l.Effects)
	}
	full = false
	c.call(byNewContact, write("admin", "New Ltd", "a.com")).taskNo(t)
}

// Everything that has a state comes back from the records, at every later moment.
func TestReplayOfEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var records [][]byte
		first := New(Options{Record: func(r []byte) error { records = append(records, bytes.Clone(r)); return nil }})
		all := trials()
		for _, name := range slices.Sorted(maps.Keys(all)) {
			for _, st := range append(all[name].before, step{name, all[name].good}) {
				newCaller(t, first).call(st.action, st.params)
				pass(DefaultTaskTime / 3)
			}
		}
		second := New(Options{})
		for _, r := range records {
			if err := second.Replay(r); err != nil {
				t.Fatal(err)
			}
		}
		was, is := first.Ledger(), second.Ledger()
		if d := cmp.Diff(was.Effects, is.Effects); d != "" || was.Repeats != is.Repeats || was.Violations != 0 {
			t.Errorf("%d and %d repeats: %s", was.Repeats, is.Repeats, d)
		}
		id := regexp.MustCompile(`"RequestId":"[^"]*"|"TaskNo":"[^"]*"`)
		for range 4 {
			for name, tt := range all {
				if !strings.HasPrefix(name, "Query") && !strings.HasPrefix(name, "List") && !strings.HasPrefix(name, "Poll") && !strings.HasPrefix(name, "Check") {
					continue
				}
				a, b := newCaller(t, first).call(name, tt.good), newCaller(t, second).call(name, tt.good)
				if d := cmp.Diff(id.ReplaceAllString(a.body, ""), id.ReplaceAllString(b.body, "")); d != "" {
					t.Errorf("%s: %s", name, d)
				}
			}
			pass(DefaultTaskTime / 2)
		}
	})
}
