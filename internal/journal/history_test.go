package journal

import (
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// states a change may go to, in a fixed order.
var states = []job.State{job.Planned, job.Sending, job.Accepted, job.Doubtful, job.Refused, job.Settled}

// history makes legal events at random, over a few changes.
type history struct {
	pick    func(n int) int // 0 to n-1
	ledger  job.Ledger
	clock   time.Time
	changes int
}

func newHistory(pick func(n int) int) *history {
	// A zone of its own: what is read back is the same instant in another one.
	zone := time.FixedZone("", 8*3600)
	return &history{pick: pick, clock: time.Date(2025, 3, 1, 2, 0, 0, 123456789, zone), changes: 1 + pick(7)}
}

// next is an event that the ledger takes.
func (h *history) next() *job.Event {
	h.clock = h.clock.Add(time.Duration(h.pick(1e9)))
	e := &job.Event{At: h.clock}
	switch h.pick(16) {
	case 0:
		e.Kind = job.KindOpened
		e.Info = &job.Info{Input: "a.csv", SHA256: "ab", Endpoint: "https://domain.aliyuncs.com", Options: map[string]string{"set": "City=X"}, Created: h.clock}
		e.Input = []byte("Domain\nexample.com\n")
	case 1:
		e.Kind, e.Chunk = job.KindLoaded, h.chunk()
	case 2:
		e.Kind = job.KindVerified
		e.Check = &job.Check{Contact: job.ContactID(1 + h.pick(3)), OK: h.pick(2) == 0, Code: h.word(), Message: h.words(), RequestID: h.word(), At: h.clock}
	case 3:
		e.Kind = job.KindRead
		e.Before = &job.Before{Change: h.change(), Code: h.word(), Message: h.words(), At: h.clock}
		if h.pick(2) == 0 {
			e.Before.Fields = job.Params{"Email": "o@example.com", "City": h.words()}
		}
	case 4:
		e.Kind = job.KindCall
		e.Call = &job.Call{At: h.clock, Action: "Query" + h.word(), HTTP: 200, Millis: 12, Body: []byte(strings.Repeat(h.words(), h.pick(500)))}
	case 5:
		e.Kind, e.Note = []job.Kind{job.KindStopped, job.KindStarted}[h.pick(2)], h.word()
	case 6:
		e.Kind, e.Batches = job.KindPlanned, h.batches()
		e.Standings = h.standings()
	case 7:
		e.Kind, e.Taken, e.Batches = job.KindCut, h.pick(50), h.batches()
	case 8:
		e.Kind, e.Person = []job.Kind{job.KindAdopt, job.KindUndone}[h.pick(2)], &job.Person{Name: "J. 李", Note: h.word()}
		e.Standings = h.standings()
	case 9:
		e.Kind, e.Account = job.KindAccount, h.account()
	case 10, 11, 12, 13:
		h.handOff(e)
	default:
		e.Kind = []job.Kind{job.KindBegin, job.KindAccept, job.KindSettle}[h.pick(3)]
		e.Batch, e.Standings = job.BatchID(h.pick(4)), h.standings()
		if h.pick(3) == 0 {
			e.Answers = []job.Answer{{Change: h.change(), Fields: job.Params{"Avail": "1", "Email": h.words()}}}
		}
	}
	// A batch may have taken a change to where its standing cannot follow, and a
	// ledger that refuses an event keeps part of it.
	trial := h.ledger
	trial.Standings, trial.Calls = slices.Clone(trial.Standings), maps.Clone(trial.Calls)
	trial.Checks, trial.Befores = maps.Clone(trial.Checks), maps.Clone(trial.Befores)
	trial.Holdings = maps.Clone(trial.Holdings)
	if err := trial.Apply(e); err != nil {
		return h.next()
	}
	h.ledger = trial
	return e
}

// handOff is what is recorded for those who get the report.
func (h *history) handOff(e *job.Event) {
	switch h.pick(4) {
	case 0:
		e.Kind, e.Digest = job.KindApproved, "d"+h.word()
		e.Person, e.By = &job.Person{Name: "J. 李", Authority: h.word()}, &job.Process{User: "ops", Host: h.word()}
	case 1:
		e.Kind = job.KindAfter
		e.After = &job.Before{Change: h.change(), Code: h.word(), Message: h.words(), Fields: job.Params{"City": h.words()}, At: h.clock}
	case 2:
		e.Kind = job.KindLogged
		e.Log = &job.ChangeLog{From: h.clock, To: h.clock, Domain: h.word(), At: h.clock, Records: []job.LogRecord{{Domain: "d1.com", IP: "192.0.2.7"}}}
	default:
		e.Kind, e.Totals = job.KindForgotten, &job.Totals{Rows: h.pick(9), Results: map[job.Result]int{job.Succeeded: h.pick(9)}}
	}
}

// account is a piece of what was read of the account.
func (h *history) account() *job.Account {
	a := &job.Account{Name: "default", At: h.clock, Whole: h.pick(3) == 0, Total: h.pick(3)}
	for range h.pick(3) {
		holding := job.Holding{Domain: fmt.Sprintf("d%d.com", h.pick(3)), InstanceID: h.word(), Expires: h.clock, Status: h.word(), Gone: h.pick(4) == 0}
		if h.pick(2) == 0 {
			holding.State = &job.DomainState{UpdateLock: "OPEN", DNS: []string{"ns1.example.net"}}
		}
		a.Holdings = append(a.Holdings, holding)
	}
	return a
}

func (h *history) change() job.ChangeID { return job.ChangeID(1 + h.pick(h.changes)) }

func (h *history) word() string { return []string{"", "Throttling", "a-1", "zz"}[h.pick(4)] }

func (h *history) words() string {
	return []string{"", "张三 refused", "line\nline \"quoted\" <b>", "torn \xff\xfe text", "nul \x00"}[h.pick(5)]
}

func (h *history) chunk() *job.Chunk {
	c := &job.Chunk{Rows: []job.Row{{ID: 1, Line: 2, Names: []string{"example.com"}}}, Contacts: []job.Contact{{ID: 1, Fields: job.Params{"City": "X"}}}}
	if h.pick(2) == 0 {
		c.Tables = []job.Table{{Header: 1, Last: 2}}
	}
	if h.pick(2) == 0 {
		c.Digest = "d" + h.word()
	}
	return c
}

// batches moves changes that may be planned.
func (h *history) batches() []job.Batch {
	b := job.Batch{ID: h.ledger.LastBatch + 1, Group: 1}
	for id := job.ChangeID(1); int(id) <= h.changes; id++ {
		if h.standing(id).May(job.Planned) && h.pick(2) == 0 {
			b.Changes = append(b.Changes, id)
		}
	}
	return []job.Batch{b}
}

// standings moves each change at most once.
func (h *history) standings() []job.Standing {
	var all []job.Standing
	for id := job.ChangeID(1); int(id) <= h.changes; id++ {
		next := states[h.pick(len(states))]
		if h.pick(2) == 0 || !h.standing(id).May(next) {
			continue
		}
		all = append(all, job.Standing{
			Change: id, State: next, Batch: job.BatchID(h.pick(4)), Result: job.Results[h.pick(len(job.Results))], Code: h.word(), Message: h.words(),
			TaskNo: h.word(), TaskDetailNo: h.word(), Status: job.Status(h.pick(5)), RequestID: h.word(), Submitted: h.clock, Lost: h.pick(3), Found: h.pick(2) == 0, Undone: h.pick(2) == 0,
			Relock: h.pick(2) == 0, Made: h.word(),
		})
	}
	return all
}

func (h *history) standing(id job.ChangeID) *job.Standing {
	if int(id) > len(h.ledger.Standings) {
		return &job.Standing{}
	}
	return &h.ledger.Standings[id-1]
}

// readBack is the ledger of the history as the journal gives it: in UTC, its
// text valid, no change without a state.
func (h *history) readBack() *job.Ledger {
	l := h.ledger
	l.Standings = slices.Clone(l.Standings)
	for i := range l.Standings {
		s := &l.Standings[i]
		s.Message = strings.ToValidUTF8(s.Message, "\uFFFD")
		s.Submitted = s.Submitted.UTC()
	}
	l.Approval.At = l.Approval.At.UTC()
	if f := l.Forgotten; f != nil {
		l.Forgotten = &job.Forgotten{At: f.At.UTC(), Totals: f.Totals}
	}
	checks, befores := l.Checks, l.Befores
	l.Checks, l.Befores = nil, nil
	for id, c := range checks {
		c.Message, c.At = strings.ToValidUTF8(c.Message, "\uFFFD"), c.At.UTC()
		if l.Checks == nil {
			l.Checks = make(map[job.ContactID]job.Check)
		}
		l.Checks[id] = c
	}
	for id, b := range befores {
		b.Message, b.At = strings.ToValidUTF8(b.Message, "\uFFFD"), b.At.UTC()
		if l.Befores == nil {
			l.Befores = make(map[job.ChangeID]job.Before)
		}
		l.Befores[id] = b
	}
	return &l
}

// tb is what tests and rapid's checks have in common.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
}

func mustCreate(t tb, path string) *Journal {
	t.Helper()
	j, err := Create(path)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return j
}

func mustOpen(t tb, path string) *Journal {
	t.Helper()
	j, err := Open(path)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return j
}

func mustRead(t tb, path string) *Journal {
	t.Helper()
	j, err := Read(path)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return j
}

func mustAppend(t tb, j *Journal, events ...*job.Event) {
	t.Helper()
	if err := j.Append(events...); err != nil {
		t.Fatalf("%v", err)
	}
}

func mustClose(t tb, j *Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatalf("%v", err)
	}
}

func mustVerify(t tb, j *Journal) Proof {
	t.Helper()
	p, err := j.Verify()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return p
}

func sameLedger(t tb, j *Journal, want *job.Ledger) {
	t.Helper()
	have, err := j.Ledger()
	if err != nil {
		t.Fatalf("%v", err)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Fatalf("ledger (-want +have):\n%s", diff)
	}
}

func collect[T any](t tb, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for x, err := range seq {
		if err != nil {
			t.Fatalf("%v", err)
		}
		all = append(all, x)
	}
	return all
}

// run opens a new journal for a test and closes it at its end.
func run(t *testing.T) *Journal {
	t.Helper()
	j := mustCreate(t, filepath.Join(t.TempDir(), "x.run"))
	t.Cleanup(func() { mustClose(t, j) })
	return j
}

// copyRun copies a run file and its log, as a crash at this instant leaves them.
func copyRun(t tb, from, to string) {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(from + suffix)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if err := os.WriteFile(to+suffix, content, 0o600); err != nil {
			t.Fatalf("%v", err)
		}
	}
}

// dump gives the rows of a table as text.
func dump(t tb, j *Journal, table string) []string {
	t.Helper()
	r, err := j.read.Query("SELECT * FROM " + table)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer func() { _ = r.Close() }()
	columns, err := r.Columns()
	if err != nil {
		t.Fatalf("%v", err)
	}
	var all []string
	for r.Next() {
		row := make([]any, len(columns))
		at := make([]any, len(columns))
		for i := range row {
			at[i] = &row[i]
		}
		if err := r.Scan(at...); err != nil {
			t.Fatalf("%v", err)
		}
		all = append(all, fmt.Sprintf("%q", row))
	}
	if err := r.Err(); err != nil {
		t.Fatalf("%v", err)
	}
	return all
}
