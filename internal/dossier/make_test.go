package dossier

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// acquisition is a run with something of everything.
func acquisition() *build {
	b := newBuild()
	c := b.contact(buyer())
	registrant := want{target: "registrant", lock: "true", contact: c}
	for _, name := range []string{"one.com", "two.cn", "three.co.uk", "four.net", "xn--fiqs8s.xn--55qx5d"} {
		row := b.row(name)
		row.Carried = map[string]string{"C": "DEED-7"}
		b.change(row, registrant)
	}
	admin := want{target: "admin", contact: c}
	row := b.row("one.com")
	b.change(row, admin)
	bad := b.row("bad.cn")
	bad.Issues = []job.Issue{{
		Cell: "Domains!E8", Column: api.ParamTransferOutProhibited, Message: "TransferOutProhibited is empty",
		Hint: "a change of the registrant needs the choice: true locks the domain against transfer for 60 days, false does not",
	}}
	left := b.row("left.com")
	left.LeftOut = job.MessageLeftByOnly
	b.load()
	for i := range b.plan.Changes {
		b.before(b.plan.Changes[i].ID, seller())
	}
	b.planned()
	b.begin()
	b.succeed(1, start.Add(time.Hour))
	b.succeed(2, start.Add(2*time.Hour))
	b.send(3, job.Refused, job.Standing{Code: "DomainNotExist", Message: "The domain name does not exist."})
	b.send(4, job.Doubtful, job.Standing{Lost: 1, Message: job.MessageUntold})
	b.send(5, job.Accepted, job.Standing{})
	return b
}

func TestMake(t *testing.T) {
	d := acquisition().make(t, Options{PreparedBy: "Ann", Matter: "M-7"})
	if got, want := d.Counts.Statement, "8 rows in, 8 rows out: 2 succeeded, 1 pending, 1 not sent, 1 left out, 1 failed, 1 unknown, 1 invalid"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	one := d.Changes[0]
	if one.Kind != Registrant || !slices.Equal(one.Because, material) || one.Typo {
		t.Errorf("kind %s because of %v, typo %v", one.Kind, one.Because, one.Typo)
	}
	if one.Fields[0].Name != fieldOrg || *one.Fields[0].Before != "Seller Holdings Ltd" || *one.Fields[0].Sent != "Buyer Group Inc." || !one.Fields[0].Changed {
		t.Errorf("the first field is %+v", one.Fields[0])
	}
	if want := (Lock{
		Choice: "asked", Text: "60-day lock asked for", Days: 60, Ends: "2026-05-01",
		Basis: "computed: requested, 60 days from completion, not confirmed by the API",
	}); one.Lock != want {
		t.Errorf("lock %+v", one.Lock)
	}
	if one.Verify == nil || one.Verify.By != "2026-03-17" || one.Verify.Mailbox != "hostmaster@buyer.example" {
		t.Errorf("verify %+v", one.Verify)
	}
	if one.Submitted.IsZero() || one.Accepted.Before(one.Submitted) || !one.Completed.Equal(start.Add(time.Hour)) {
		t.Errorf("times %v %v %v", one.Submitted, one.Accepted, one.Completed)
	}
	if want := []Source{{Row: 1, Cell: "Domains!B2"}}; !slices.Equal(one.Sources, want) {
		t.Errorf("sources %v", one.Sources)
	}
	if got := d.Rows[0].Carried; len(got) != 1 || got[0] != (Carried{"Consent", "DEED-7"}) {
		t.Errorf("carried %v", got)
	}
	if d.Run.Options["set"] != "Country" {
		t.Errorf("options %v", d.Run.Options)
	}
	if got := d.People[1]; got.What != "executed" || got.Name != "night" || got.Host != "host-2" {
		t.Errorf("executed %+v", got)
	}
	if got := d.Changes[4].Registry; got.TLD != "公司" || got.Class != "gtld" || !got.CNNIC {
		t.Errorf("registry %+v", got)
	}
}

// Nothing that is said of a name of a country speaks of the days of ICANN's lock.
func TestCountryNamesHaveNoLock(t *testing.T) {
	for _, d := range acquisition().both(t, Options{}) {
		country := func(name string) bool { return strings.HasSuffix(name, ".cn") || strings.HasSuffix(name, ".uk") }
		var parts []any
		for _, c := range d.Changes {
			if country(c.Subject) {
				parts = append(parts, c)
				if c.Kind != Registrant || c.Lock.Choice != "asked" || c.Lock.Text == "" || c.Verify != nil {
					t.Errorf("%s: %+v", c.Subject, c)
				}
			}
		}
		for _, r := range d.Rows {
			if country(r.Subjects[0]) {
				parts = append(parts, r)
			}
		}
		for _, f := range d.Failures {
			if country(f.Subject) {
				parts = append(parts, f)
			}
		}
		for _, l := range d.Coverage.Lines {
			if country(l.Domain) {
				parts = append(parts, l)
			}
		}
		parts = append(parts, d.Contacts)
		for _, part := range parts {
			text, err := json.Marshal(part)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(text, []byte("60")) {
				t.Errorf("%s: %s", d.Lang, text)
			}
		}
	}
}

// Of names that ICANN's policy holds for, the lock is told as long as the policy is in force.
func TestLockEnds(t *testing.T) {
	policies := api.Policies{
		{Rule: api.LockAfterRegistrant, Title: "Lock", Days: 60, From: "2016-12-01", Until: "2026-03-02", Source: "here"},
		{Rule: api.VerifyAddress, Title: "Verify", Days: 15, From: "2014-01-01", Source: "there"},
	}
	b := newBuild()
	c := b.contact(buyer())
	for _, name := range []string{"early.com", "late.com"} {
		b.change(b.row(name), want{target: "registrant", lock: "true", contact: c})
	}
	b.load()
	b.before(1, seller())
	b.before(2, seller())
	b.planned()
	b.begin()
	b.succeed(1, start.Add(time.Hour))
	b.succeed(2, start.Add(24*time.Hour))
	for _, d := range b.both(t, Options{Policies: policies}) {
		early, late := d.Changes[0].Lock, d.Changes[1].Lock
		if early.Days != 60 || early.Ends != "2026-05-01" {
			t.Errorf("early: %+v", early)
		}
		if late.Days != 0 || late.Ends != "" || late.Basis != "" || strings.Contains(late.Text, "60") {
			t.Errorf("late: %+v", late)
		}
		if d.Counts.Locks != 1 {
			t.Errorf("%d locks", d.Counts.Locks)
		}
	}
}

func TestMakeOfNoPlan(t *testing.T) {
	b := newBuild()
	if _, err := Make(b.seq(), Options{}); !errors.Is(err, ErrNoPlan) {
		t.Errorf("no entries: %v", err)
	}
	b.add(job.Event{Kind: job.KindOpened, Info: &b.info})
	if _, err := Make(b.seq(), Options{}); !errors.Is(err, ErrNoPlan) {
		t.Errorf("no plan: %v", err)
	}
	b = acquisition()
	for i := range b.entries {
		if e := &b.entries[i].Event; e.Chunk != nil {
			e.Chunk = &job.Chunk{Digest: e.Chunk.Digest}
		}
	}
	b.add(job.Event{Kind: job.KindForgotten, Totals: &job.Totals{Rows: 8}})
	if _, err := Make(b.seq(), Options{}); !errors.Is(err, ErrForgotten) {
		t.Errorf("forgotten: %v", err)
	}
	broken := errors.New("torn")
	if _, err := Make(func(yield func(Entry, error) bool) { yield(Entry{}, broken) }, Options{}); !errors.Is(err, broken) {
		t.Errorf("broken entries: %v", err)
	}
}

// Equal entries give equal bytes, and lists that are empty are lists.
func TestJSON(t *testing.T) {
	first, err := acquisition().make(t, Options{Lang: ZH}).JSON()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := acquisition().make(t, Options{Lang: ZH}).JSON()
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("other bytes, %v", err)
		}
	}
	for _, never := range []string{`\u003c`, `\u0026`} {
		if bytes.Contains(first, []byte(never)) {
			t.Errorf("the JSON has %q", never)
		}
	}
	var back map[string]any
	if err := json.Unmarshal(first, &back); err != nil {
		t.Fatal(err)
	}
	for name, part := range back {
		if part == nil {
			t.Errorf("%s is null", name)
		}
	}
}

// What is written element by element is what the library writes in one piece.
func TestWriteJSON(t *testing.T) {
	d := &Dossier{Schema: Schema, Lang: ZH, Changes: []Change{{ID: 1, Subject: "a<b>.com"}, {ID: 2}}, People: []Act{}, Coverage: Coverage{Lines: []CoverageLine{{Domain: "x"}}}}
	var whole bytes.Buffer
	encoder := json.NewEncoder(&whole)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(d); err != nil {
		t.Fatal(err)
	}
	text, err := d.JSON()
	if err != nil || !bytes.Equal(text, whole.Bytes()) {
		t.Errorf("%v\n%s\nwant\n%s", err, text, whole.Bytes())
	}
}
