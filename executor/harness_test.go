package executor_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// memory is a journal that keeps its events. fail makes the n-th Append fail
// from then on, as a full disk does.
type memory struct {
	mu     sync.Mutex
	events []*job.Event
	state  job.Ledger
	each   func(*job.Event) // told of every event
	fail   int
	calls  int
}

var errFull = errors.New("disk full")

func (m *memory) Append(events ...*job.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls++
	if m.fail > 0 && m.calls >= m.fail {
		return errFull
	}
	for _, e := range events {
		if err := m.state.Apply(e); err != nil {
			return err
		}
		m.events = append(m.events, e)
		if m.each != nil {
			m.each(e)
		}
	}
	return nil
}

// Before gives what was read last.
func (m *memory) Before(id job.ChangeID) (before job.Before, known bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.events {
		if e.Before != nil && e.Before.Change == id {
			before, known = *e.Before, true
		}
	}
	return before, known, nil
}

// Batch gives a batch as it was made.
func (m *memory) Batch(id job.BatchID) (batch job.Batch, known bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.events {
		for _, b := range e.Batches {
			if b.ID == id {
				batch, known = b, true
			}
		}
	}
	return batch, known, nil
}

// kinds counts the events by kind.
func (m *memory) kinds() map[job.Kind]int {
	out := make(map[job.Kind]int)
	for _, e := range m.events {
		out[e.Kind]++
	}
	return out
}

// tb is what the tests of this package and rapid's checks have in common.
type tb interface {
	Helper()
	Context() context.Context
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// trial is one run against a sandbox.
type trial struct {
	t       tb
	box     *sandbox.Sandbox
	journal *memory
	plan    *job.Plan
	ledger  *job.Ledger
	size    int // most changes in a request; 0: 50
	opts    executor.Options
}

// contact is contact data that verification takes.
func contact(name string) job.Params {
	return job.Params{
		"RegistrantType": "2", "RegistrantOrganization": name, "RegistrantName": "Ada Byron", "Country": "CN",
		"Province": "bei jing", "City": "bei jing shi", "Address": "1 Sample Road", "PostalCode": "100000",
		"Email": "owner@example.com", "TelArea": "86", "Telephone": "13800000000",
	}
}

// rows makes a row for each domain, of one target and one contact.
func rows(target string, fields job.Params, domains ...string) []job.Row {
	fields["TransferOutProhibited"] = "false"
	var out []job.Row
	for i, name := range domains {
		out = append(out, job.Row{
			ID: job.RowID(i + 1), Line: i + 2, Names: []string{name},
			Asks: []job.Ask{{Targets: []string{target}, Fields: fields}},
		})
	}
	return out
}

// names makes n domain names.
func names(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("name-%03d.com", i+1)
	}
	return out
}

// newTrial plans rows and makes what carries them out. Inside a bubble only.
func newTrial(t tb, rows []job.Row, o sandbox.Options) *trial {
	t.Helper()
	site, _ := api.SiteNamed("cn")
	plan := planOf(rows)
	r := &trial{t: t, box: sandbox.New(o), journal: &memory{}, plan: plan, ledger: &job.Ledger{}}
	r.opts = executor.Options{
		Site: site, Workers: 4, Wait: 10 * time.Minute, Settle: 10 * time.Minute, Recheck: -1,
		Accounts: map[string]executor.Account{"default": {Client: r.client(), QPS: 20}},
	}
	return r
}

func (r *trial) client() *rpc.Client {
	return &rpc.Client{
		Endpoint: "https://sandbox.invalid", Version: "2018-01-29", Transport: r.box,
		Credentials: func(context.Context) (rpc.Credentials, error) {
			return rpc.Credentials{AccessKeyID: sandbox.DefaultKey, AccessKeySecret: sandbox.DefaultSecret}, nil
		},
	}
}

// executor makes one that goes on from what the journal holds.
func (r *trial) executor() *executor.Executor {
	r.ledger = &job.Ledger{}
	for _, e := range r.journal.events {
		if err := r.ledger.Apply(e); err != nil {
			r.t.Fatalf("replay: %v", err)
		}
	}
	r.opts.Journal, r.opts.Plan, r.opts.Ledger = r.journal, r.plan, r.ledger
	return executor.New(r.opts)
}

// planOf makes the plan of rows that are all good and ask for different things:
// a group for each target and contact, in the order of the targets.
func planOf(rows []job.Row) *job.Plan {
	p := &job.Plan{Rows: rows}
	contacts, groups := make(map[string]job.ContactID), make(map[string]job.GroupID)
	last := make(map[string][]job.Dep)
	for rank, target := range api.Targets {
		for _, row := range rows {
			if !slices.Contains(row.Asks[0].Targets, target) {
				continue
			}
			fields := maps.Clone(row.Asks[0].Fields)
			delete(fields, "TransferOutProhibited")
			key := fields.Key()
			if contacts[key] == 0 {
				contacts[key] = job.ContactID(len(contacts) + 1)
				p.Contacts = append(p.Contacts, job.Contact{ID: contacts[key], Fields: fields})
			}
			shared := maps.Clone(row.Asks[0].Fields)
			shared["ContactType"] = target
			if group := target + key; groups[group] == 0 {
				groups[group] = job.GroupID(len(groups) + 1)
				p.Groups = append(p.Groups, job.Group{
					ID: groups[group], Account: "default", Action: api.SaveBatchTaskForUpdatingContactInfoByNewContact,
					Target: target, Rank: rank + 1, Class: job.ClassOther, Contact: contacts[key], Shared: shared,
				})
			}
			id := job.ChangeID(len(p.Changes) + 1)
			name := row.Names[0]
			p.Changes = append(p.Changes, job.Change{
				ID: id, Rows: []job.RowID{row.ID}, Group: groups[target+key], Subject: name, After: slices.Clone(last[name]),
			})
			last[name] = append(last[name], job.Dep{Change: id, Always: true})
		}
	}
	return p
}

// batches completes the plan: what is left of each group, cut to size.
func (r *trial) batches() error {
	event := &job.Event{At: time.Now(), Kind: job.KindPlanned}
	open := make(map[job.GroupID][]job.ChangeID)
	for i := range r.plan.Changes {
		c := &r.plan.Changes[i]
		if !r.ledger.Standing(c.ID).State.Ended() {
			open[c.Group] = append(open[c.Group], c.ID)
		}
	}
	id := r.ledger.LastBatch
	for i := range r.plan.Groups {
		for part := range slices.Chunk(open[r.plan.Groups[i].ID], cmp.Or(r.size, 50)) {
			id++
			event.Batches = append(event.Batches, job.Batch{ID: id, Group: r.plan.Groups[i].ID, Changes: part})
		}
	}
	return errors.Join(r.journal.Append(event), r.ledger.Apply(event))
}

// carryOut reads, cuts and applies.
func (r *trial) carryOut(ctx context.Context) error {
	e := r.executor()
	if err := e.Read(ctx); err != nil {
		return err
	}
	if err := r.batches(); err != nil {
		return err
	}
	return e.Apply(ctx)
}

// ends carries the plan out to its end, and fails when that is another one or
// a change took effect twice.
func (r *trial) ends(want map[job.Result]int) {
	r.t.Helper()
	if err := r.carryOut(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.once()
	if diff := gocmp.Diff(want, r.results()); diff != "" {
		r.t.Error(diff)
	}
}

// results counts the changes by result.
func (r *trial) results() map[job.Result]int {
	out := make(map[job.Result]int)
	for i := range r.plan.Changes {
		out[r.ledger.Standing(r.plan.Changes[i].ID).Outcome()]++
	}
	return out
}

// once fails when a domain got an effect more than once, or two tasks at a time.
func (r *trial) once() {
	r.t.Helper()
	seen := make(map[string]int)
	ledger := r.box.Ledger()
	for _, e := range ledger.Effects {
		if !e.Foreign {
			seen[e.Domain+" "+e.Target]++
		}
	}
	for what, n := range seen {
		if n != 1 {
			r.t.Errorf("%s took effect %d times", what, n)
		}
	}
	if ledger.Violations != 0 {
		r.t.Errorf("%d domains had two open tasks", ledger.Violations)
	}
}

// in runs a test in virtual time.
func in(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}
