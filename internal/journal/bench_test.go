package journal

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"domainbatch/internal/job"
)

// BenchmarkAppend is what the executor does: calls with answers and moves of
// changes, one event at a time, from sixteen workers.
func BenchmarkAppend(b *testing.B) {
	j, err := Create(filepath.Join(b.TempDir(), "x.run"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
	}()
	body := []byte(`{"TaskNo":"` + strings.Repeat("0a", 16) + `","RequestId":"` + strings.Repeat("7f", 18) + `"}`)
	at := time.Date(2025, 3, 1, 2, 0, 0, 0, time.UTC)
	var next atomic.Int64
	var workers sync.WaitGroup
	b.ResetTimer()
	for range 16 {
		workers.Go(func() {
			for {
				n := int(next.Add(1))
				if n > b.N {
					return
				}
				e := &job.Event{At: at, Kind: job.KindCall, Call: &job.Call{At: at, Action: "SaveBatchTask", HTTP: 200, Body: body}}
				if n%2 == 0 {
					e = &job.Event{At: at, Kind: job.KindPlanned, Standings: []job.Standing{{Change: job.ChangeID(n), State: job.Planned}}}
				}
				if err := j.Append(e); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	workers.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
}

// BenchmarkSavePlan saves a plan of 100,000 rows and changes with 40 contacts and its batches.
func BenchmarkSavePlan(b *testing.B) {
	plan := bigPlan(100_000, 40)
	at := time.Date(2025, 3, 1, 2, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		j, err := Create(filepath.Join(b.TempDir(), "x.run"))
		if err != nil {
			b.Fatal(err)
		}
		if err := j.SavePlan(at, plan); err != nil {
			b.Fatal(err)
		}
		if err := j.Append(&job.Event{At: at, Kind: job.KindPlanned, Batches: plan.Batches}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkSaveContacts saves a plan of 100,000 rows with a contact each.
func BenchmarkSaveContacts(b *testing.B) {
	plan := bigPlan(100_000, 100_000)
	at := time.Date(2025, 3, 1, 2, 0, 0, 0, time.UTC)
	for b.Loop() {
		j, err := Create(filepath.Join(b.TempDir(), "x.run"))
		if err != nil {
			b.Fatal(err)
		}
		if err := j.SavePlan(at, plan); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkChain exports that of 10,000 rows with a contact each, every value of the
// contacts masked, and reads it back.
func BenchmarkChain(b *testing.B) {
	j, err := Create(filepath.Join(b.TempDir(), "x.run"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	if err := j.SavePlan(time.Now(), bigPlan(10_000, 10_000)); err != nil {
		b.Fatal(err)
	}
	mask := func(e *job.Event) bool {
		for _, c := range e.Chunk.Contacts {
			for name := range c.Fields {
				c.Fields[name] = "[masked]"
			}
		}
		return true
	}
	for name, mask := range map[string]Mask{"whole": nil, "masked": mask} {
		var text bytes.Buffer
		b.Run("write "+name, func(b *testing.B) {
			for b.Loop() {
				text.Reset()
				if _, err := j.WriteChain(&text, mask, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(text.Len())/1e6, "MB")
		})
		b.Run("read "+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range ReadChain(bytes.NewReader(text.Bytes()), Beside{}) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkOpen opens that plan again and reads it whole.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "x.run")
	saveBig(b, path)
	for b.Loop() {
		j, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := j.Ledger(); err != nil {
			b.Fatal(err)
		}
		if p, err := j.Plan(); err != nil || len(p.Changes) != 100_000 {
			b.Fatal(err)
		}
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerify looks at everything in a run of that plan with 50,000 events more.
func BenchmarkVerify(b *testing.B) {
	path := filepath.Join(b.TempDir(), "x.run")
	saveBig(b, path)
	j, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	body := []byte(strings.Repeat(`{"RequestId":"1C66EA2F-B1F3-4B9A-8DF9-3A3F8E0C6D5B"}`, 8))
	for range 500 {
		var events []*job.Event
		for range 100 {
			events = append(events, &job.Event{At: time.Now(), Kind: job.KindCall, Call: &job.Call{Action: "QueryContactInfo", HTTP: 200, Body: body}})
		}
		if err := j.Append(events...); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := j.Verify(); err != nil {
			b.Fatal(err)
		}
	}
}

func saveBig(b *testing.B, path string) {
	b.Helper()
	plan := bigPlan(100_000, 40)
	at := time.Date(2025, 3, 1, 2, 0, 0, 0, time.UTC)
	j, err := Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := j.SavePlan(at, plan); err != nil {
		b.Fatal(err)
	}
	if err := j.Append(&job.Event{At: at, Kind: job.KindPlanned, Batches: plan.Batches}); err != nil {
		b.Fatal(err)
	}
	if err := j.Close(); err != nil {
		b.Fatal(err)
	}
}

// bigPlan makes a plan of n rows with one change each.
func bigPlan(n, contacts int) *job.Plan {
	p := &job.Plan{
		Tables:   []job.Table{{Sheet: "Domains", Header: 1, Last: n + 1, Columns: []job.Column{{Letters: "A", Header: "Domain", Param: "DomainName", How: "name"}}}},
		Warnings: []job.Issue{{Cell: "A1", Message: "worth knowing"}},
		Digest:   "a1b2",
	}
	for i := range contacts {
		p.Contacts = append(p.Contacts, job.Contact{ID: job.ContactID(i + 1), Fields: job.Params{
			"Email": fmt.Sprintf("owner%d@example.com", i), "RegistrantOrganization": "Example GmbH", "City": "München", "Address": "Lange Straße 1",
		}})
		p.Groups = append(p.Groups, job.Group{ID: job.GroupID(i + 1), Account: "default", Action: "SaveBatchTaskForUpdatingContactInfoByNewContact",
			Target: "admin", Class: job.ClassOther, Contact: job.ContactID(i + 1), Shared: job.Params{"ContactType": "admin"}})
	}
	for i := range n {
		id := job.ChangeID(i + 1)
		name := fmt.Sprintf("portfolio-%d.example.com", i)
		p.Rows = append(p.Rows, job.Row{ID: job.RowID(i + 1), Sheet: "Domains", Line: i + 2, Names: []string{name}, Changes: []job.ChangeID{id}})
		p.Changes = append(p.Changes, job.Change{ID: id, Rows: []job.RowID{job.RowID(i + 1)}, Group: job.GroupID(i%contacts + 1), Subject: name})
		if i%50 == 0 {
			p.Batches = append(p.Batches, job.Batch{ID: job.BatchID(i/50 + 1), Group: 1})
		}
		b := &p.Batches[len(p.Batches)-1]
		b.Changes = append(b.Changes, id)
	}
	return p
}

// BenchmarkWithhold looks for secrets in a page of a thousand task details.
func BenchmarkWithhold(b *testing.B) {
	body := []byte(strings.Repeat(`{"TaskNo":"75addb07-28a3-450e-b5ec-test","TaskDetailNo":"75addb07","DomainName":"example.com","TaskStatusCode":2,"ErrorMsg":"ok"},`, 1000))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if !bytes.Equal(withhold(body), body) {
			b.Fatal("something was cut out")
		}
	}
}
