package planner

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// TestPlan holds every plan to the promises of the package.
func TestPlan(t *testing.T) { rapid.Check(t, checkPlan) }

func FuzzPlan(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkPlan)) }

func checkPlan(t *rapid.T) {
	rows := drawRows(t)
	before := snapshot(rows)
	opts := options
	opts.BatchSize = rapid.IntRange(1, 5).Draw(t, "size")
	opts.MaxQuery = rapid.SampledFrom([]int{0, 0, 400, 600}).Draw(t, "max query")
	p := Changes(rows, nil, opts)
	checkRows(t, p, rows)
	checkChanges(t, p, rows)
	checkOrder(t, p)
	checkBatches(t, p, opts)
	if got := snapshot(rows); got != before {
		t.Fatalf("the caller's rows were written to:\n%s\n%s", before, got)
	}
	shuffled := inOrder(rapid.Permutation(rows).Draw(t, "order")...)
	if again := Changes(shuffled, nil, opts); again.Digest != p.Digest {
		t.Fatalf("digest %s in another order, %s before", again.Digest, p.Digest)
	}
}

// drawRows makes rows from so few names and values that repeats and conflicts are common.
func drawRows(t *rapid.T) []job.Row {
	data := []job.Params{
		contactOf("A"), contactOf("A"), // equal data in two maps
		contactOf("B"),
		contactOf("A", "TransferOutProhibited", "true"),
		contactOf("A", "TransferOutProhibited", "false"),
		{"RegistrantProfileId": "7", "TransferOutProhibited": "false"},
		{"RegistrantProfileId": "8"},
		contactOf("A", "RegistrantProfileId", "7"),
		{"TransferOutProhibited": "true"},
		nil,
	}
	row := rapid.Custom(func(t *rapid.T) job.Row {
		ask := rapid.Custom(func(t *rapid.T) job.Ask {
			return job.Ask{
				Fields: rapid.SampledFrom(data).Draw(t, "fields"), Cells: letters,
				Targets: rapid.SliceOfN(rapid.SampledFrom(api.Targets), 0, 3).Draw(t, "targets"),
			}
		})
		r := asksOf(
			rapid.SliceOfN(rapid.SampledFrom(names("a.com", "b.com", "c.cn", "d.gov.cn", "e.hk", "f.com", "g.com")), 0, 4).Draw(t, "names"),
			rapid.SliceOfN(ask, rapid.SampledFrom([]int{0, 1, 1, 1}).Draw(t, "fewest"), 3).Draw(t, "asks")...)
		r.Account = rapid.SampledFrom(names("", "", "", "second")).Draw(t, "account")
		switch rapid.IntRange(0, 9).Draw(t, "fate") {
		case 0:
			r.LeftOut = "--only"
		case 1:
			r.Issues = []job.Issue{{Cell: "A1", Column: "City", Message: "is wrong"}}
		}
		return r
	})
	return inOrder(rapid.SliceOfN(row, 0, 12).Draw(t, "rows")...)
}

func snapshot(rows []job.Row) string {
	kept, _ := json.Marshal(rows)
	asks := make([][]job.Ask, len(rows))
	for i := range rows {
		asks[i] = rows[i].Asks
	}
	wanted, _ := json.Marshal(asks)
	return string(kept) + string(wanted)
}

// place is what can be asked for once only.
type place struct{ domain, target string }

// wanted tells in plain terms what a row asks for at each place; nil where it
// cannot be sent for reasons of its own.
func wanted(row *job.Row) map[place]map[string]bool {
	if row.LeftOut != "" || len(row.Issues) > 0 || len(row.Names) == 0 || len(row.Asks) == 0 {
		return nil
	}
	wants := make(map[place]map[string]bool)
	for i := range row.Asks {
		ask := &row.Asks[i]
		if !sendable(ask) {
			return nil
		}
		for _, domain := range row.Names {
			for _, target := range ask.Targets {
				at := place{domain, target}
				if wants[at] == nil {
					wants[at] = make(map[string]bool)
				}
				wants[at][whatOf(row, ask, target)] = true
			}
		}
	}
	return wants
}

func sendable(ask *job.Ask) bool {
	contact, profile, lock := partsOf(ask)
	return len(ask.Targets) > 0 && (len(contact) > 0) != (profile != "") && (lock != "" || !slices.Contains(ask.Targets, "registrant"))
}

func partsOf(ask *job.Ask) (contact job.Params, profile, lock string) {
	contact = maps.Clone(ask.Fields)
	delete(contact, "RegistrantProfileId")
	delete(contact, "TransferOutProhibited")
	return contact, ask.Fields["RegistrantProfileId"], ask.Fields["TransferOutProhibited"]
}

// whatOf is equal for what is the same to the registrar.
func whatOf(row *job.Row, ask *job.Ask, target string) string {
	contact, profile, lock := partsOf(ask)
	if target != "registrant" {
		lock = ""
	}
	return fmt.Sprint(row.Account, profile, contact, lock)
}

// checkRows: each row was left out, or has issues, or has a change for each
// place it asks for; and issues of its own, a conflict, or none as it deserves.
func checkRows(t *rapid.T, p *job.Plan, rows []job.Row) {
	wants := make(map[place]map[string]bool)
	accounts := make(map[string]map[string]bool) // in which a domain is asked for
	for i := range rows {
		for at, what := range wanted(&rows[i]) {
			if wants[at] == nil {
				wants[at] = make(map[string]bool)
			}
			maps.Copy(wants[at], what)
			if accounts[at.domain] == nil {
				accounts[at.domain] = make(map[string]bool)
			}
			accounts[at.domain][rows[i].Account] = true
		}
	}
	for i := range rows {
		mine := wanted(&rows[i])
		conflicts := 0
		torn := make(map[string]bool)
		for at, what := range mine {
			switch {
			case len(wants[at]) > 1:
				conflicts += len(what)
			case len(accounts[at.domain]) > 1 && !torn[at.domain]:
				conflicts++ // once for all places of a domain
				torn[at.domain] = true
			}
		}
		got := p.Rows[i]
		switch {
		case got.LeftOut != "":
			if len(got.Issues)+len(got.Changes) > 0 {
				t.Fatalf("row %d was left out: %+v", got.ID, got)
			}
		case mine == nil:
			if len(got.Issues) == 0 || len(got.Changes) > 0 {
				t.Fatalf("row %d cannot be sent: %+v", got.ID, got)
			}
		case conflicts > 0:
			if len(got.Issues) != conflicts || len(got.Changes) > 0 {
				t.Fatalf("row %d has %d conflicts: %+v", got.ID, conflicts, got)
			}
		case len(got.Issues) > 0 || len(got.Changes) != len(mine):
			t.Fatalf("row %d asks for %d changes: %+v", got.ID, len(mine), got)
		}
	}
}

// checkChanges: the good rows' places are the changes, each once, each with
// all its rows and the data they gave.
func checkChanges(t *rapid.T, p *job.Plan, rows []job.Row) {
	want := make(map[place][]job.RowID)
	for i := range p.Rows {
		if len(p.Rows[i].Changes) == 0 {
			continue
		}
		for at := range wanted(&rows[i]) {
			want[at] = append(want[at], p.Rows[i].ID)
		}
	}
	got := make(map[place][]job.RowID)
	for i := range p.Changes {
		c := &p.Changes[i]
		g := p.Group(c.Group)
		got[place{c.Subject, g.Target}] = c.Rows
		if int(c.ID) != i+1 || g.Class != api.ClassOf(c.Subject) {
			t.Fatalf("change %+v in group %+v", c, g)
		}
		for _, id := range c.Rows {
			if !slices.Contains(p.Row(id).Changes, c.ID) {
				t.Fatalf("row %d does not know of change %d", id, c.ID)
			}
			for _, ask := range rows[id-1].Asks {
				if slices.Contains(ask.Targets, g.Target) {
					checkShared(t, g, ask.Fields)
				}
			}
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("changes (-want +got):\n%s", d)
	}
}

// checkShared: a request says what the row says, and nothing it does not.
func checkShared(t *rapid.T, g *job.Group, fields job.Params) {
	want := maps.Clone(fields)
	if g.Action != byProfile {
		want["ContactType"] = g.Target
	}
	if g.Target != "registrant" {
		delete(want, "TransferOutProhibited")
	}
	if d := cmp.Diff(want, g.Shared); d != "" {
		t.Fatalf("parameters of group %d (-want +got):\n%s", g.ID, d)
	}
}

// checkOrder: a change comes after exactly those of its domain with a lower
// rank. So there is no cycle, and of two changes of a domain one comes first.
func checkOrder(t *rapid.T, p *job.Plan) {
	for i := range p.Changes {
		c := &p.Changes[i]
		var want []job.ChangeID
		for j := range p.Changes {
			other := &p.Changes[j]
			if other.Subject != c.Subject || i == j {
				continue
			}
			switch a, b := p.Group(other.Group).Rank, p.Group(c.Group).Rank; {
			case a == b:
				t.Fatalf("changes %d and %d have one place", c.ID, other.ID)
			case a < b:
				want = append(want, other.ID)
			}
		}
		var got []job.ChangeID
		for _, dep := range c.After {
			got = append(got, dep.Change)
			if !dep.Always {
				t.Fatalf("change %d needs the success of %d", c.ID, dep.Change)
			}
		}
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("change %d comes after (-want +got):\n%s", c.ID, d)
		}
	}
}

// checkBatches: what is left is in exactly one batch each, in order, within
// the limits, and the requests are as few as can be.
func checkBatches(t *rapid.T, p *job.Plan, opts Options) {
	left := make(map[job.ChangeID]bool)
	for i := range p.Changes {
		left[p.Changes[i].ID] = rapid.Bool().Draw(t, "left")
	}
	batches := Batches(p, func(id job.ChangeID) bool { return left[id] }, opts)
	seen := make(map[job.ChangeID]bool)
	last := make(map[job.GroupID]job.ChangeID)
	for i, b := range batches {
		if int(b.ID) != i+1 || len(b.Changes) == 0 || len(b.Changes) > opts.BatchSize {
			t.Fatalf("batch %+v at place %d", b, i)
		}
		if p.Group(b.Group).Action == bySingle && len(b.Changes) > 1 {
			t.Fatalf("batch %+v of a single operation", b)
		}
		for _, id := range b.Changes {
			if !left[id] || seen[id] || p.Change(id).Group != b.Group || id <= last[b.Group] {
				t.Fatalf("change %d in batch %+v", id, b)
			}
			seen[id], last[b.Group] = true, id
		}
	}
	alike := make(map[string]int)
	for id, ok := range left {
		if !ok {
			continue
		}
		if !seen[id] {
			t.Fatalf("change %d is in no batch", id)
		}
		alike[similar(p, id)]++
	}
	if opts.MaxQuery == 0 && len(batches) != fewest(alike, opts.BatchSize) {
		t.Fatalf("%d batches of at most %d for %v", len(batches), opts.BatchSize, alike)
	}
}

// similar is equal for changes that may share a request, told without groups.
func similar(p *job.Plan, id job.ChangeID) string {
	g := p.GroupOf(id)
	single := ""
	if g.Action == bySingle {
		single = fmt.Sprint(id)
	}
	shared, _ := json.Marshal(g.Shared)
	return fmt.Sprint(g.Account, g.Action, g.Rank, api.ClassOf(p.Change(id).Subject), string(shared), single)
}

func fewest(alike map[string]int, size int) int {
	n := 0
	for _, count := range alike {
		n += (count + size - 1) / size
	}
	return n
}
