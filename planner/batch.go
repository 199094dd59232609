package planner

import (
	"sort"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Batches cuts the changes that are left into write requests: group by group,
// in the order of their numbers, each request as full as it may be. Without
// MaxQuery their number is the smallest there is, the sum over groups of
// ceil(n / size), where the size is BatchSize, and 1 for an operation on a single
// domain; with it, the smallest that keeps the order. A change that is over
// MaxQuery by itself stands alone.
//
// Left tells which changes are left; nil: all of them. The batches are
// numbered from FirstBatch without gaps. The plan is left as it is.
func Batches(plan *job.Plan, left func(job.ChangeID) bool, opts Options) []job.Batch {
	byGroup := leftByGroup(plan, left)
	next := max(opts.FirstBatch, 1)
	var batches []job.Batch
	for i := range plan.Groups {
		g := &plan.Groups[i]
		for rest := byGroup[i]; len(rest) > 0; next++ {
			n := fitting(plan, g, rest, opts)
			batches = append(batches, job.Batch{ID: next, Group: g.ID, Changes: rest[:n:n]})
			rest = rest[n:]
		}
	}
	return batches
}

// leftByGroup lists the changes that are left, at index GroupID-1.
func leftByGroup(plan *job.Plan, left func(job.ChangeID) bool) [][]job.ChangeID {
	sizes := make([]int, len(plan.Groups))
	for i := range plan.Changes {
		sizes[plan.Changes[i].Group-1]++
	}
	lists := make([][]job.ChangeID, len(plan.Groups))
	for i, n := range sizes {
		lists[i] = make([]job.ChangeID, 0, n)
	}
	for i := range plan.Changes {
		c := &plan.Changes[i]
		if left == nil || left(c.ID) {
			lists[c.Group-1] = append(lists[c.Group-1], c.ID)
		}
	}
	return lists
}

// fitting says how many of the changes go into one request of the group, from the first one on.
func fitting(plan *job.Plan, g *job.Group, rest []job.ChangeID, opts Options) int {
	op, ok := api.Lookup(g.Action)
	if !ok || !op.Batch() {
		return 1
	}
	size := opts.BatchSize
	if size < 1 {
		size = DefaultBatch
	}
	size = min(size, len(rest))
	if opts.MaxQuery <= 0 {
		return size
	}
	var items []api.Item
	over := func(n int) bool {
		for len(items) < n {
			c := plan.Change(rest[len(items)])
			items = append(items, api.Item{Subject: c.Subject, Own: c.Own})
		}
		return api.QueryBytes(api.RequestItems(op, g.Shared, items[:n])) > opts.MaxQuery
	}
	// Doubling first: the answer is near the start, and measuring a request is linear in its size.
	low := 1
	for low*2 <= size && !over(low*2) {
		low *= 2
	}
	high := min(low*2, size)
	return low + sort.Search(high-low, func(i int) bool { return over(low + i + 1) })
}
