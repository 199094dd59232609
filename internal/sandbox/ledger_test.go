package sandbox

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A repeat is an effect that was there before, by nobody else; it is late
// where every earlier one was hidden for too long. A replay counts the same.
func TestRepeats(t *testing.T) {
	type step struct {
		domain, role, organization string
		hide                       time.Duration
		foreign                    bool
	}
	plain := step{domain: "a.com", role: "admin", organization: "New Ltd"}
	hidden := func(d time.Duration) step {
		s := plain
		s.hide = d
		return s
	}
	const long = time.Minute + time.Nanosecond
	foreign := plain
	foreign.foreign = true
	for _, tt := range []struct {
		name          string
		steps         []step
		repeats, late int
	}{
		{"once", []step{plain}, 0, 0},
		{"again", []step{plain, plain, plain}, 2, 0},
		{"another domain, role or contact", []step{plain, {"b.com", "admin", "New Ltd", 0, false}, {"a.com", "tech", "New Ltd", 0, false}, {"a.com", "admin", "Third Ltd", 0, false}}, 0, 0},
		{"back and forth", []step{plain, {"a.com", "admin", "Third Ltd", 0, false}, plain}, 1, 0},
		{"somebody else first", []step{foreign, plain}, 0, 0},
		{"somebody else later", []step{plain, foreign, foreign}, 0, 0},
		{"hidden as long as is allowed", []step{hidden(time.Minute), plain}, 1, 0},
		{"hidden longer", []step{hidden(long), plain}, 1, 1},
		{"all hidden longer", []step{hidden(long), hidden(long), plain}, 2, 2},
		{"then one that showed", []step{hidden(long), plain, plain}, 2, 1},
		{"one that showed first", []step{plain, hidden(long), plain}, 2, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var hide time.Duration
				var records [][]byte
				s := New(Options{
					Settle: time.Minute, Faults: func(Call) Fault { return Fault{Hide: hide} },
					Record: func(r []byte) error { records = append(records, bytes.Clone(r)); return nil },
				})
				for _, st := range tt.steps {
					params := write(st.role, st.organization, st.domain)
					if hide = st.hide; st.foreign {
						s.Do(byNewContact, params)
					} else {
						newCaller(t, s).call(byNewContact, params).taskNo(t)
					}
					pass(DefaultTaskTime)
				}
				again := New(Options{Settle: time.Minute})
				for _, r := range records {
					if err := again.Replay(r); err != nil {
						t.Fatal(err)
					}
				}
				for _, l := range []Ledger{s.Ledger(), again.Ledger()} {
					if l.Repeats != tt.repeats || l.LateRepeats != tt.late {
						t.Errorf("%d repeats, %d of them late; want %d and %d", l.Repeats, l.LateRepeats, tt.repeats, tt.late)
					}
				}
				if d := cmp.Diff(s.Ledger().Effects, again.Ledger().Effects); d != "" {
					t.Error(d)
				}
			})
		})
	}
}

// The ledger says when the lists begin to show a task that they do not show at once.
func TestLedgerShowsHiding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Faults: inTurn(byNewContact, Fault{Hide: time.Minute})})
		c := newCaller(t, s)
		c.call(byNewContact, write("admin", "New Ltd", "a.com")).taskNo(t)
		c.call(byNewContact, write("admin", "New Ltd", "b.com")).taskNo(t)
		l := s.Ledger()
		if e := l.Effects[0]; !e.Visible.Equal(time.Now().Add(time.Minute)) {
			t.Errorf("hidden until %v at %v", e.Visible, time.Now())
		}
		text, err := json.Marshal(&l)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), `"visible":"`); n != 1 || !strings.Contains(string(text), `"repeats":0,"lateRepeats":0`) {
			t.Errorf("%d times visible in %s", n, text)
		}
	})
}
