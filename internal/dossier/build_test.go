package dossier

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"testing"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// start is when made-up runs are planned.
var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// build makes up the entries of a run.
type build struct {
	info    job.Info
	plan    job.Plan
	groups  map[string]job.GroupID
	entries []Entry
	now     time.Time
	batch   job.BatchID
	loaded  bool
}

func newBuild() *build {
	return &build{
		now: start, groups: make(map[string]job.GroupID),
		info: job.Info{
			Input: "schedule.xlsx", SHA256: "5e1f", Endpoint: "https://domain.aliyuncs.com", Version: "2018-01-29", Site: "cn",
			Tool: "v1", Created: start, Options: map[string]string{"skip-invalid": "true", "set": "Country=CN"},
		},
		plan: job.Plan{
			Digest: "d16e57",
			Tables: []job.Table{{Sheet: "Domains", Header: 1, Columns: []job.Column{
				{Letters: "B", Header: "Domain", Param: "DomainName"}, {Letters: "C", Header: "Consent"}, {Letters: "D", Header: "Target Registrar"},
			}}},
		},
	}
}

// add adds an event.
func (b *build) add(e job.Event) {
	if e.At.IsZero() {
		e.At = b.now
	}
	b.now = b.now.Add(time.Second)
	sum := sha256.Sum256(fmt.Append(nil, len(b.entries), e.Kind, e.Note))
	b.entries = append(b.entries, Entry{Number: int64(len(b.entries) + 1), Digest: hex.EncodeToString(sum[:]), Event: e})
}

// contact adds a contact to the plan.
func (b *build) contact(fields job.Params) job.ContactID {
	id := job.ContactID(len(b.plan.Contacts) + 1)
	b.plan.Contacts = append(b.plan.Contacts, job.Contact{ID: id, Fields: fields})
	return id
}

// row adds a row about a domain, without changes.
func (b *build) row(names ...string) *job.Row {
	id := job.RowID(len(b.plan.Rows) + 1)
	b.plan.Rows = append(b.plan.Rows, job.Row{ID: id, Sheet: "Domains", Line: int(id) + 1, Names: names})
	return &b.plan.Rows[id-1]
}

// want is a change that a row wants.
type want struct {
	target, lock string
	contact      job.ContactID
	profile      string // an id
	action, name string // of another operation
	account      string
}

// change adds a change of a domain for a row.
func (b *build) change(row *job.Row, w want) job.ChangeID {
	id := job.ChangeID(len(b.plan.Changes) + 1)
	key := fmt.Sprint(w, api.ClassOf(row.Names[0]))
	group := b.groups[key]
	if group == 0 {
		group = job.GroupID(len(b.plan.Groups) + 1)
		b.groups[key] = group
		g := job.Group{
			ID: group, Account: "default", Action: api.SaveBatchTaskForUpdatingContactInfoByNewContact, Name: w.name,
			Target: w.target, Contact: w.contact, Class: api.ClassOf(row.Names[0]), Shared: job.Params{},
		}
		if w.contact != 0 {
			g.Shared = maps.Clone(b.plan.Contact(w.contact).Fields)
		}
		if w.profile != "" {
			g.Action, g.Shared["RegistrantProfileId"] = api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID, w.profile
		}
		if w.action != "" {
			g.Action = w.action
		}
		if w.account != "" {
			g.Account = w.account
		}
		if w.lock != "" {
			g.Shared[api.ParamTransferOutProhibited] = w.lock
		}
		b.plan.Groups = append(b.plan.Groups, g)
	}
	b.plan.Changes = append(b.plan.Changes, job.Change{ID: id, Rows: []job.RowID{row.ID}, Group: group, Subject: row.Names[0]})
	row.Changes = append(row.Changes, id)
	return id
}

// load records what was planned so far.
func (b *build) load() {
	b.loaded = true
	b.add(job.Event{Kind: job.KindOpened, Info: &b.info, By: &job.Process{User: "ops", Host: "host-1"}, At: start})
	p := &b.plan
	b.add(job.Event{Kind: job.KindLoaded, Chunk: &job.Chunk{
		Tables: p.Tables, Rows: p.Rows, Contacts: p.Contacts, Groups: p.Groups, Changes: p.Changes, Warnings: p.Warnings, Digest: p.Digest,
	}})
}

// before records the contact that a domain has.
func (b *build) before(id job.ChangeID, fields job.Params) {
	b.add(job.Event{Kind: job.KindRead, Before: &job.Before{Change: id, Fields: fields, At: b.now}})
}

// planned records the plan as complete, with all changes that are not settled in one batch.
func (b *build) planned(settled ...job.Standing) {
	done := make(map[job.ChangeID]bool)
	for _, s := range settled {
		done[s.Change] = true
	}
	if len(settled) > 0 {
		b.add(job.Event{Kind: job.KindSettle, Standings: settled})
	}
	b.batch++
	batch := job.Batch{ID: b.batch, Group: 1}
	for i := range b.plan.Changes {
		if id := b.plan.Changes[i].ID; !done[id] && b.plan.Asked(id) {
			batch.Changes = append(batch.Changes, id)
		}
	}
	b.add(job.Event{Kind: job.KindPlanned, Batches: []job.Batch{batch}})
}

// begin records that a process took the run up.
func (b *build) begin() {
	b.add(job.Event{Kind: job.KindStarted, Note: "apply --qps 5", By: &job.Process{User: "night", Host: "host-2", Tool: "v1"}})
}

// send takes a change to a state, through those before it.
func (b *build) send(id job.ChangeID, to job.State, s job.Standing) {
	s.Change, s.Batch = id, b.batch
	sent := job.Standing{Change: id, State: job.Sending, Batch: b.batch, Submitted: b.now}
	b.add(job.Event{Kind: job.KindBegin, Batch: b.batch, Standings: []job.Standing{sent}})
	if to == job.Sending {
		return
	}
	if s.Submitted.IsZero() {
		s.Submitted = sent.Submitted
	}
	s.RequestID = "REQ-1"
	if to == job.Refused || to == job.Doubtful {
		s.State = to
		b.add(job.Event{Kind: job.KindRefuse, Standings: []job.Standing{s}})
		return
	}
	accepted := sent
	accepted.State, accepted.TaskNo, accepted.RequestID = job.Accepted, "TASK-1", "REQ-1"
	b.add(job.Event{Kind: job.KindAccept, Standings: []job.Standing{accepted}})
	if to == job.Accepted {
		return
	}
	s.State, s.TaskNo, s.TaskDetailNo = job.Settled, "TASK-1", "DETAIL-1"
	b.add(job.Event{Kind: job.KindSettle, Standings: []job.Standing{s}})
}

// succeed takes a change to success.
func (b *build) succeed(id job.ChangeID, finished time.Time) {
	b.send(id, job.Settled, job.Standing{
		Result: job.Succeeded, Code: "EXECUTE_SUCCESS", Message: "The operation is successful.", Status: job.StatusSuccess, Finished: finished,
	})
}

// seq gives the entries.
func (b *build) seq() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for _, e := range b.entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// make makes the dossier.
func (b *build) make(t testing.TB, o Options) *Dossier {
	t.Helper()
	if o.Made.IsZero() {
		o.Made = start.AddDate(0, 0, 1)
	}
	d, err := Make(b.seq(), o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// both makes the dossier in both languages.
func (b *build) both(t testing.TB, o Options) []*Dossier {
	t.Helper()
	var all []*Dossier
	for _, lang := range []Lang{EN, ZH} {
		o.Lang = lang
		all = append(all, b.make(t, o))
	}
	return all
}

// seller and buyer are contacts with every field.
func seller() job.Params {
	return job.Params{
		fieldOrg: "Seller Holdings Ltd", fieldName: "Sam Seller", fieldZhOrg: "卖方控股有限公司", fieldZhName: "孙卖方", fieldEmail: "domains@seller.example",
		"Country": "GB", "Province": "London", "City": "London", "Address": "1 Old Street", "PostalCode": "EC1", "TelArea": "44",
		"Telephone": "2079410018", "TelExt": "",
	}
}

func buyer() job.Params {
	return job.Params{
		fieldType: "2", fieldOrg: "Buyer Group Inc.", fieldName: "Domain Team", fieldZhOrg: "买方集团有限公司", fieldZhName: "域名组",
		fieldEmail: "hostmaster@buyer.example", "Country": "US", "Province": "WA", "City": "Seattle", "Address": "4 Pier Road",
		"PostalCode": "98101", "TelArea": "1", "Telephone": "2025550143",
	}
}

// with is a contact with some fields changed.
func with(fields job.Params, pairs ...string) job.Params {
	out := maps.Clone(fields)
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}
