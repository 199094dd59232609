package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// tally counts what became of the changes of one kind.
type tally struct {
	what       string
	step, rank int
	action     string
	changes    int
	results    map[job.Result]int
	years      map[job.Result]int // of orders
}

// tallies counts the changes by what they do, in the order in which a domain goes
// through them.
func (d *Data) tallies() []*tally {
	var list []*tally
	known := make(map[string]*tally)
	for i := range d.Plan.Changes {
		c := &d.Plan.Changes[i]
		g := d.Plan.GroupOf(c.ID)
		k := known[g.What()]
		if k == nil {
			k = &tally{what: g.What(), step: g.Step, rank: g.Rank, action: g.Action, results: make(map[job.Result]int), years: make(map[job.Result]int)}
			known[k.what] = k
			list = append(list, k)
		}
		result := d.Ledger.Standing(c.ID).Outcome()
		k.changes++
		k.results[result]++
		k.years[result] += years(g, c)
	}
	slices.SortStableFunc(list, func(a, b *tally) int { return cmp.Or(a.step-b.step, a.rank-b.rank) })
	return list
}

// years is for how long a change orders; 0 where it orders no time.
func years(g *job.Group, c *job.Change) int {
	const name = "SubscriptionDuration"
	op, ok := api.Lookup(g.Action)
	if !ok || !op.Takes(name) {
		return 0
	}
	n, err := strconv.Atoi(cmp.Or(c.Own[name], g.Shared[name]))
	if err != nil {
		return 1 // what the API takes it for where it is not given
	}
	return n
}

// operations counts the changes of each kind, where there are others than those
// of contacts, and the orders that were placed.
func (p *page) operations() {
	other := func(g job.Group) bool { return g.Name != "" }
	if !slices.ContainsFunc(p.data.Plan.Groups, other) {
		return
	}
	list := p.data.tallies()
	p.section("What was done")
	head := p.styles.header
	p.put(value{head, "What"}, value{head, "Changes"}, value{head, ""}, value{head, "Results"})
	for _, k := range list {
		p.put(value{p.styles.label, k.what}, value{p.styles.count, k.changes}, value{p.styles.text, nil}, value{p.styles.text, k.counted()})
	}
	p.orders(list)
}

// counted says how many changes have which result.
func (k *tally) counted() string {
	var words []string
	for _, r := range job.Results {
		if n := k.results[r]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, r))
		}
	}
	return strings.Join(words, ", ")
}

// orders says how many orders were placed, and for how many years.
func (p *page) orders(list []*tally) {
	sum := &tally{what: "All orders", results: make(map[job.Result]int), years: make(map[job.Result]int)}
	kinds := 0
	for _, k := range list {
		op, ok := api.Lookup(k.action)
		if !ok || !op.Money {
			continue
		}
		if kinds++; kinds == 1 {
			p.section("Orders")
			head := p.styles.header
			p.put(value{head, "What was ordered"}, value{head, "Placed"}, value{head, "Years"}, value{head, "Not certain"})
		}
		p.order(k, p.styles.label, p.styles.count)
		for r, n := range k.results {
			sum.results[r] += n
			sum.years[r] += k.years[r]
		}
	}
	if kinds > 1 {
		p.order(sum, p.styles.sum, p.styles.total)
	}
}

func (p *page) order(k *tally, label, count int) {
	p.put(value{label, k.what}, value{count, k.results[job.Succeeded]}, value{count, k.years[job.Succeeded]}, value{p.styles.text, k.open()})
}

// open says which orders may have been placed beside those that were.
func (k *tally) open() string {
	var words []string
	if n := k.results[job.Pending]; n > 0 {
		words = append(words, fmt.Sprintf("%d under way%s", n, forYears(k.years[job.Pending])))
	}
	if n := k.results[job.Unknown]; n > 0 {
		words = append(words, fmt.Sprintf("%d unknown%s: look at the bill", n, forYears(k.years[job.Unknown])))
	}
	return strings.Join(words, "; ")
}

func forYears(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return ", for 1 year"
	}
	return fmt.Sprintf(", for %d years", n)
}

// secrecy says that the file holds secrets.
func (p *page) secrecy() {
	n := p.data.secrets()
	if n == 0 {
		return
	}
	p.alarm(fmt.Sprintf("This file holds secrets: %s. Whoever has one can transfer its domain away", manyCodes(n)))
	p.line++
}

func manyCodes(n int) string {
	if n == 1 {
		return "1 transfer authorization code"
	}
	return fmt.Sprintf("%d transfer authorization codes", n)
}
