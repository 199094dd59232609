package dossier

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/internal/job"
)

// random makes up a run: rows with issues, left out, with changes of several targets,
// shared by rows that repeat each other, in every state.
func random(t *rapid.T) *build {
	b := newBuild()
	b.info.Options["skip-invalid"] = rapid.SampledFrom([]string{"true", "false"}).Draw(t, "skip-invalid")
	contacts := []job.ContactID{b.contact(buyer()), b.contact(with(buyer(), fieldOrg, "James Miller")), b.contact(seller())}
	names := []string{"a.com", "b.cn", "c.co.uk", "d.net", "xn--fiqs8s.cn", "e.xn--55qx5d", "f.com", "g.hk"}
	for range rapid.IntRange(1, 12).Draw(t, "rows") {
		row := b.row(rapid.SampledFrom(names).Draw(t, "name"))
		switch rapid.IntRange(0, 7).Draw(t, "row") {
		case 0:
			row.Issues = []job.Issue{{Cell: "Domains!E3", Column: "Email", Value: "x", Message: "there is no @ in the e-mail address"}}
		case 1:
			row.LeftOut = job.MessageLeftByOnly
			continue
		case 2:
			row.Names = nil
			row.Issues = []job.Issue{{Cell: "Domains!B3", Column: "DomainName", Message: "DomainName is empty"}}
			continue
		}
		for _, target := range []string{"registrant", "admin"} {
			if !rapid.Bool().Draw(t, target) && target == "admin" {
				continue
			}
			if id := b.find(row.Names[0], target); id != 0 {
				row.Changes = append(row.Changes, id)
				b.plan.Change(id).Rows = append(b.plan.Change(id).Rows, row.ID)
				continue
			}
			lock := ""
			if target == "registrant" {
				lock = rapid.SampledFrom([]string{"true", "false"}).Draw(t, "lock")
			}
			b.change(row, want{target: target, lock: lock, contact: rapid.SampledFrom(contacts).Draw(t, "contact")})
		}
	}
	b.load()
	b.act(t)
	return b
}

// find is the change of a domain for a target; 0: there is none.
func (b *build) find(domain, target string) job.ChangeID {
	for i := range b.plan.Changes {
		if c := &b.plan.Changes[i]; c.Subject == domain && b.plan.Group(c.Group).Target == target {
			return c.ID
		}
	}
	return 0
}

// act takes the changes of a run to some states.
func (b *build) act(t *rapid.T) {
	if rapid.Bool().Draw(t, "list") {
		b.add(job.Event{Kind: job.KindAccount, Account: &job.Account{Whole: true, Total: 3, At: b.now, Holdings: held("a.com", "b.cn", "z.com")}})
	}
	for i := range b.plan.Changes {
		if rapid.Bool().Draw(t, "read") {
			b.before(b.plan.Changes[i].ID, seller())
		}
	}
	b.planned()
	b.begin()
	for i := range b.plan.Changes {
		id := b.plan.Changes[i].ID
		if !b.plan.Asked(id) || b.info.Options["skip-invalid"] == "false" {
			continue
		}
		end := start.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "days")) * 24 * time.Hour)
		switch rapid.IntRange(0, 7).Draw(t, "end") {
		case 0:
			b.send(id, job.Accepted, job.Standing{})
		case 1:
			b.send(id, job.Refused, job.Standing{Code: "DomainNotExist", Message: "no such domain"})
		case 2:
			b.send(id, job.Doubtful, job.Standing{Lost: 1, Message: job.MessageUntold})
		case 3:
			b.send(id, job.Settled, job.Standing{Result: job.Failed, Code: "EXECUTE_FAILURE", Message: "no"})
		case 4: // it is not sent
		default:
			b.succeed(id, end)
			if rapid.Bool().Draw(t, "read back") {
				b.add(job.Event{Kind: job.KindAfter, After: &job.Before{Change: id, Fields: rapid.SampledFrom([]job.Params{buyer(), seller(), nil}).Draw(t, "after"), Code: "", At: b.now}})
			}
		}
	}
}

// Whatever a run is like, its numbers add up, each domain of the schedule stands in
// one state, what is not done is told of, and no word is missing.
func TestDossierAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := random(t)
		var changes [2]*Dossier
		for i, lang := range []Lang{EN, ZH} {
			d, err := Make(b.seq(), Options{Lang: lang, Made: start})
			if err != nil {
				t.Fatal(err)
			}
			changes[i] = d
			checkNumbers(t, b, d)
			checkStates(t, b, d)
			checkUndone(t, d)
			checkWords(t, d)
		}
		if a, z := changes[0], changes[1]; len(a.Open) != len(z.Open) || len(a.Failures) != len(z.Failures) || len(a.Notices) != len(z.Notices) {
			t.Fatal("the languages say different things")
		}
	})
}

func checkNumbers(t *rapid.T, b *build, d *Dossier) {
	rows, changes, kinds := 0, 0, 0
	for _, n := range d.Counts.ByResult {
		rows += n
	}
	for _, n := range d.Counts.ByChange {
		changes += n
	}
	for _, n := range d.Counts.ByKind {
		kinds += n
	}
	if rows != len(b.plan.Rows) || rows != len(d.Rows) || rows != d.Counts.Rows || changes != len(b.plan.Changes) || kinds > changes {
		t.Fatalf("%d rows, %d changes, %d kinds: %+v", rows, changes, kinds, d.Counts)
	}
	bars := 0
	for _, bar := range d.Charts[0].Bars {
		bars += bar.Count
	}
	if bars != rows {
		t.Fatalf("the bars of the rows add up to %d of %d", bars, rows)
	}
	told := 0
	for word := range strings.FieldsSeq(strings.NewReplacer(",", " ", ":", " ", "，", " ", "：", " ", "行", " ").Replace(d.Counts.Statement)) {
		var n int
		if _, err := fmt.Sscan(word, &n); err == nil {
			told += n
		}
	}
	if told != 3*rows { // in, out, and in parts
		t.Fatalf("the statement does not add up: %s", d.Counts.Statement)
	}
}

func checkStates(t *rapid.T, b *build, d *Dossier) {
	states := make(map[string]CoverageState)
	for _, l := range d.Coverage.Lines {
		if states[l.Domain] != "" {
			t.Fatalf("%s stands in two states", l.Domain)
		}
		states[l.Domain] = l.State
	}
	scheduled := make(map[string]bool)
	for i := range b.plan.Rows {
		for _, name := range b.plan.Rows[i].Names {
			scheduled[name] = true
			if s := states[name]; s == "" || s == NotScheduled {
				t.Fatalf("%s is in the schedule and %q", name, s)
			}
		}
	}
	for name, state := range states {
		if !scheduled[name] && state != NotScheduled {
			t.Fatalf("%s is not in the schedule and %q", name, state)
		}
	}
	if len(scheduled) != d.Counts.Domains {
		t.Fatalf("%d domains, want %d", d.Counts.Domains, len(scheduled))
	}
}

func checkUndone(t *rapid.T, d *Dossier) {
	rows, failed, pending := make(map[job.RowID]bool), make(map[job.ChangeID]bool), 0
	for _, f := range d.Failures {
		failed[f.Change] = true
		if f.Change == 0 {
			rows[f.Sources[0].Row] = true
		}
		if f.Reason == "" || f.ToDo == "" || f.Text == "" || f.Subject == "" {
			t.Fatalf("a failure that says too little: %+v", f)
		}
	}
	for _, c := range d.Changes {
		told := failed[c.ID]
		for _, s := range c.Sources {
			told = told || rows[s.Row]
		}
		switch {
		case c.Result == job.Pending:
			pending++
		case !c.done() && !told:
			t.Fatalf("nothing tells of %s, which is %s", c.Subject, c.Result)
		case c.done() && failed[c.ID]:
			t.Fatalf("%s is %s and a failure", c.Subject, c.Result)
		}
		if c.done() == (c.Reason != "") {
			t.Fatalf("%s is %s: %q", c.Subject, c.Result, c.Reason)
		}
	}
	for _, o := range d.Open {
		if o.Code == "pending" {
			pending -= o.Count
		}
		if o.Title == "" || o.Text == "" || o.Count < len(o.Subjects) || len(o.Subjects) == 0 {
			t.Fatalf("an open item that says too little: %+v", o)
		}
	}
	if pending != 0 {
		t.Fatalf("%d pending changes more than the open items tell", pending)
	}
}

// never are words that a hand-off must not say.
var never = []string{"transferred", "transfer of ownership", "compliant", "legal proof", "%!", "过户", "合规"}

func checkWords(t *rapid.T, d *Dossier) {
	text, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range never {
		if strings.Contains(strings.ToLower(string(text)), word) {
			t.Fatalf("the dossier says %q", word)
		}
	}
	for _, c := range d.Changes {
		if c.icann() {
			continue
		}
		c.Fields = nil // a telephone number may have the digits
		told, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(told), "60") || slices.ContainsFunc([]string{c.Lock.Ends, c.Lock.Basis}, func(s string) bool { return s != "" }) {
			t.Fatalf("days are named for %s: %s", c.Subject, told)
		}
	}
}
