package planner

import (
	"fmt"
	"testing"

	"domainbatch/internal/job"
)

// rowsOver makes 100,000 rows over a number of contacts. Rows with equal data
// share their map, as those of the loader do.
func rowsOver(contacts int) []job.Row {
	const rows = 100_000
	fields := make([]job.Params, contacts)
	for i := range fields {
		fields[i] = contactOf(fmt.Sprint("Company ", i))
	}
	out := make([]job.Row, rows)
	wanted := names("admin")
	for i := range out {
		// Steps of a prime, since names do not come sorted.
		out[i] = asking(fields[i%contacts], names(fmt.Sprintf("domain-%06d.com", i*7919%rows)), wanted...)
	}
	return inOrder(out...)
}

// BenchmarkPlan plans and cuts 100,000 rows.
func BenchmarkPlan(b *testing.B) {
	for _, contacts := range []int{40, 100_000} {
		rows := rowsOver(contacts)
		b.Run(fmt.Sprintf("contacts=%d", contacts), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p := Changes(rows, nil, options)
				if n := len(Batches(p, nil, options)); n < len(rows)/50 {
					b.Fatalf("%d batches", n)
				}
			}
		})
	}
}

// BenchmarkBatchesUnderMaxQuery cuts 100,000 changes by the bytes of their requests.
func BenchmarkBatchesUnderMaxQuery(b *testing.B) {
	opts := options
	opts.BatchSize, opts.MaxQuery = 1000, 6<<10
	p := Changes(rowsOver(40), nil, opts)
	for b.Loop() {
		if n := len(Batches(p, nil, opts)); n < 100 {
			b.Fatalf("%d batches", n)
		}
	}
}

// BenchmarkInAccount completes a plan of 100,000 rows whose domains are all locked.
func BenchmarkInAccount(b *testing.B) {
	opts := options
	opts.Unlock = true
	rows := rowsOver(40)
	known := Known{Account: job.Account{Whole: true, Total: len(rows)}, Holdings: make(map[string]job.Holding, len(rows))}
	for i := range rows {
		name := rows[i].Names[0]
		known.Holdings[name] = job.Holding{Domain: name, InstanceID: "S", State: &job.DomainState{UpdateLock: "OPEN"}}
	}
	p := Changes(rows, nil, opts)
	for b.Loop() {
		if got, _ := InAccount(p, known, nil, opts); len(got.Changes) != 3*len(p.Changes) {
			b.Fatalf("%d changes", len(got.Changes))
		}
	}
}
