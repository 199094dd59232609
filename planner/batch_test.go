package planner

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// many makes one row for each of n domains.
func many(n int, fields job.Params, ending string, wanted ...string) []job.Row {
	rows := make([]job.Row, n)
	for i := range rows {
		rows[i] = asking(fields, names(fmt.Sprintf("d%d.%s", i, ending)), wanted...)
	}
	return rows
}

// Requests are full, in order, of one group each.
func TestBatches(t *testing.T) {
	a, b, profile := contactOf("A"), contactOf("B"), job.Params{"RegistrantProfileId": "7"}
	odd := func(id job.ChangeID) bool { return id%2 == 1 }
	tests := []struct {
		name string
		rows []job.Row
		left func(job.ChangeID) bool
		opts Options
		want []job.Batch
	}{
		{"nothing", nil, nil, Options{}, nil},
		{"cut at the size", inOrder(many(5, a, "com", "admin")...), nil, Options{BatchSize: 2}, []job.Batch{
			{ID: 1, Group: 1, Changes: []job.ChangeID{1, 2}}, {ID: 2, Group: 1, Changes: []job.ChangeID{3, 4}}, {ID: 3, Group: 1, Changes: []job.ChangeID{5}},
		}},
		{"mixed groups", inOrder(asking(a, names("x.com"), "admin"), asking(b, names("y.com"), "admin"), asking(a, names("z.com"), "admin")),
			nil, Options{BatchSize: 2, FirstBatch: 8}, []job.Batch{
				{ID: 8, Group: 1, Changes: []job.ChangeID{1, 3}}, {ID: 9, Group: 2, Changes: []job.ChangeID{2}},
			}},
		{"single operations", inOrder(many(2, profile, "com", "admin")...), nil, Options{BatchSize: 50}, []job.Batch{
			{ID: 1, Group: 1, Changes: []job.ChangeID{1}}, {ID: 2, Group: 1, Changes: []job.ChangeID{2}},
		}},
		{"what is left", inOrder(many(5, a, "com", "admin")...), odd, Options{BatchSize: 2}, []job.Batch{
			{ID: 1, Group: 1, Changes: []job.ChangeID{1, 3}}, {ID: 2, Group: 1, Changes: []job.ChangeID{5}},
		}},
		{"nothing left", inOrder(many(5, a, "com", "admin")...), func(job.ChangeID) bool { return false }, Options{}, nil},
		{"a limit that nothing keeps: one each", inOrder(many(2, a, "com", "admin")...), nil, Options{MaxQuery: 1}, []job.Batch{
			{ID: 1, Group: 1, Changes: []job.ChangeID{1}}, {ID: 2, Group: 1, Changes: []job.ChangeID{2}},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Batches(Changes(tt.rows, nil, options), tt.left, tt.opts)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("batches (-want +got):\n%s", d)
			}
		})
	}
}

// Without a size it is that of the design.
func TestBatchesDefaultSize(t *testing.T) {
	got := Batches(Changes(inOrder(many(101, contactOf("A"), "com", "admin")...), nil, options), nil, Options{})
	if len(got) != 3 || len(got[0].Changes) != 50 || len(got[2].Changes) != 1 {
		t.Errorf("%d batches", len(got))
	}
}

// Under a limit of bytes each request is as long as it can be: with one domain
// more it would be over.
func TestBatchesUnderMaxQuery(t *testing.T) {
	fields := contactOf("A", "ZhRegistrantOrganization", "甲乙丙丁有限公司")
	p := Changes(inOrder(many(300, fields, "example.com", "admin")...), nil, options)
	op, _ := api.Lookup(byContact)
	bytes := func(ids []job.ChangeID) int {
		subjects := make([]string, len(ids))
		for i, id := range ids {
			subjects[i] = p.Change(id).Subject
		}
		return api.QueryBytes(api.Request(op, p.Groups[0].Shared, subjects))
	}
	for _, limit := range []int{500, 1000, 2000, 6 << 10, 1 << 20} {
		for _, size := range []int{1, 3, 50, 128, 1000} {
			opts := Options{BatchSize: size, MaxQuery: limit}
			next := job.ChangeID(1)
			for _, b := range Batches(p, nil, opts) {
				if b.Changes[0] != next {
					t.Fatalf("limit %d, size %d: batch %d starts with %d, want %d", limit, size, b.ID, b.Changes[0], next)
				}
				n := len(b.Changes)
				next += job.ChangeID(n)
				if n > size || n > 1 && bytes(b.Changes) > limit {
					t.Errorf("limit %d, size %d: batch %d has %d domains, %d bytes", limit, size, b.ID, n, bytes(b.Changes))
				}
				if full := n == size || int(next) > len(p.Changes); !full && bytes(append(b.Changes[:n:n], next)) <= limit {
					t.Errorf("limit %d, size %d: batch %d has room for %d more", limit, size, b.ID, next)
				}
			}
			if int(next) != len(p.Changes)+1 {
				t.Errorf("limit %d, size %d: %d changes in batches", limit, size, next-1)
			}
		}
	}
}
