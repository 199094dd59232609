package dossier

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"domainbatch/internal/job"
)

// large is a run of so many domains, each with a change of registrant and of admin,
// all of which were read before and after; every tenth seller is another one.
func large(domains int) *build {
	b := newBuild()
	var contacts []job.ContactID
	for i := range 20 {
		contacts = append(contacts, b.contact(with(buyer(), fieldEmail, fmt.Sprintf("box%d@buyer.example", i))))
	}
	b.plan.Rows = make([]job.Row, 0, domains)
	for i := range domains {
		row := b.row(fmt.Sprintf("name-%06d.com", i))
		row.Carried = map[string]string{"C": fmt.Sprintf("DEED-%d", i)}
		b.change(row, want{target: "registrant", lock: "true", contact: contacts[i%20]})
		b.change(row, want{target: "admin", contact: contacts[i%20]})
	}
	b.load()
	for i := range b.plan.Changes {
		b.before(b.plan.Changes[i].ID, with(seller(), "Telephone", fmt.Sprintf("207941%04d", i/10)))
	}
	b.add(job.Event{Kind: job.KindAccount, Account: &job.Account{Whole: true, Total: domains, At: b.now}})
	b.planned()
	b.begin()
	for i := range b.plan.Changes {
		b.succeed(b.plan.Changes[i].ID, start.Add(time.Duration(i)*time.Second))
	}
	for i := range b.plan.Changes {
		id := b.plan.Changes[i].ID
		b.add(job.Event{Kind: job.KindAfter, After: &job.Before{Change: id, Fields: b.plan.Contacts[b.plan.GroupOf(id).Contact-1].Fields, At: b.now}})
	}
	return b
}

// BenchmarkMake makes the dossier of 10,000 domains and 20,000 changes; MB is what
// it holds when it is made.
func BenchmarkMake(b *testing.B) {
	run := large(10000)
	b.ReportAllocs()
	for b.Loop() {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		d, err := Make(run.seq(), Options{})
		if err != nil || d.Counts.ByResult[job.Succeeded] != 10000 {
			b.Fatal(err, d.Counts)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB")
		runtime.KeepAlive(d)
	}
}
