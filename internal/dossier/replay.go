package dossier

import (
	"cmp"
	"iter"
	"time"

	"domainbatch/internal/job"
)

// Record is what the entries of a run amount to. A dossier is one view of it.
type Record struct {
	plan    *job.Plan
	ledger  *job.Ledger
	info    *job.Info
	chain   Chain
	masked  int
	begun   time.Time // the first request that changes something
	last    time.Time // the last result
	lastAt  time.Time // of the last entry
	running bool      // the process that took the run up last has not ended in order
	removed bool      // personal data was taken out of it

	befores  map[job.ChangeID]reading
	afters   map[job.ChangeID]reading
	accepted map[job.ChangeID]time.Time
	acts     []act
	logs     []*job.ChangeLog
	emails   map[string]bool // verified addresses of the account
	warnings []string
	contents map[string]*contents // those read that are alike are one
	calls    int
}

// reading is a contact that was read of a domain.
type reading struct {
	*contents
	at       time.Time
	code     string // why the registrar did not show it
	withheld bool   // it is not in the entries any more
}

// contents are the fields of a contact that was read, shared by all domains that
// have the same.
type contents struct {
	fields job.Params
	texts  map[string]*string
}

// act is an entry about a person.
type act struct {
	at     time.Time
	kind   job.Kind
	note   string
	person job.Person
	by     job.Process
	digest string
	until  time.Time // when a process that was started ended in order
	end    string    // why, where that was before the end of the run
}

// Read reads the entries of a run, in one pass. The error is ErrNoPlan,
// ErrForgotten, what the entries end with, or that of a ledger which refuses them.
func Read(entries iter.Seq2[Entry, error]) (*Record, error) {
	r := &Record{
		ledger: &job.Ledger{}, plan: &job.Plan{},
		befores: make(map[job.ChangeID]reading), afters: make(map[job.ChangeID]reading),
		accepted: make(map[job.ChangeID]time.Time), emails: make(map[string]bool), contents: make(map[string]*contents),
	}
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		r.chain = Chain{Entries: e.Number, Head: e.Digest}
		r.masked += e.Masked
		if err := r.ledger.Apply(&e.Event); err != nil {
			return nil, err
		}
		r.take(&e)
	}
	switch {
	case r.plan.Digest != "" && len(r.plan.Rows) == 0 && (r.removed || r.masked > 0):
		return nil, ErrForgotten
	case r.plan.Digest == "", r.info == nil:
		return nil, ErrNoPlan
	}
	return r, nil
}

// take takes in one entry, but for what the ledger keeps.
func (r *Record) take(e *Entry) {
	ev := &e.Event
	r.lastAt = ev.At
	if ev.Info != nil {
		r.info = ev.Info
	}
	r.gather(ev)
	switch {
	case ev.Before != nil:
		r.befores[ev.Before.Change] = r.reading(ev.Before, e.Masked)
	case ev.After != nil:
		r.afters[ev.After.Change] = r.reading(ev.After, e.Masked)
	case ev.Log != nil:
		r.logs = append(r.logs, ev.Log)
	case ev.Account != nil:
		for _, one := range ev.Account.Emails {
			r.emails[folded(one.Address)] = one.Verified
		}
	}
	r.mark(ev)
	r.act(ev)
}

// gather takes in a piece of the plan, or its batches.
func (r *Record) gather(e *job.Event) {
	c := e.Chunk
	switch {
	case e.Kind == job.KindPlanned:
		r.plan.Batches = e.Batches
		return
	case e.Kind == job.KindLoaded && c == nil:
		r.removed = true
		return
	case c == nil:
		return
	}
	if c.Tables != nil {
		r.plan = &job.Plan{}
	}
	p := r.plan
	p.Tables = append(p.Tables, c.Tables...)
	p.Rows = append(p.Rows, c.Rows...)
	p.Contacts = append(p.Contacts, c.Contacts...)
	p.Groups = append(p.Groups, c.Groups...)
	p.Changes = append(p.Changes, c.Changes...)
	p.Warnings = append(p.Warnings, c.Warnings...)
	p.Digest = cmp.Or(c.Digest, p.Digest)
}

// reading keeps what was read of a contact; equal contacts are kept once.
func (r *Record) reading(b *job.Before, masked int) reading {
	got := reading{at: b.At, code: b.Code, withheld: b.Fields == nil && b.Code == "" && masked > 0}
	if b.Fields == nil {
		return got
	}
	key := b.Fields.Key()
	c := r.contents[key]
	if c == nil {
		c = &contents{fields: b.Fields, texts: make(map[string]*string, len(b.Fields))}
		for name, value := range b.Fields {
			c.texts[name] = &value
		}
		r.contents[key] = c
	}
	got.contents = c
	return got
}

// mark takes the times that matter.
func (r *Record) mark(e *job.Event) {
	switch e.Kind {
	case job.KindBegin:
		if r.begun.IsZero() {
			r.begun = e.At
		}
	case job.KindAccept:
		for i := range e.Standings {
			r.accepted[e.Standings[i].Change] = e.At
		}
	case job.KindStarted:
		r.running = true
	case job.KindStopped:
		r.running = false
	case job.KindForgotten:
		r.removed = true
	case job.KindWarning:
		r.warnings = append(r.warnings, e.Note)
	}
	for i := range e.Standings {
		if e.Standings[i].State.Ended() {
			r.last = e.At
		}
	}
	if e.Call != nil {
		r.calls++
	}
}

// act takes in who did what.
func (r *Record) act(e *job.Event) {
	last := len(r.acts) - 1
	waiting := last >= 0 && r.acts[last].kind == job.KindStarted && r.acts[last].until.IsZero()
	switch {
	case e.Kind == job.KindStopped && waiting:
		r.acts[last].until, r.acts[last].end = e.At, e.Note
		return
	case e.Kind == job.KindStarted && waiting && r.acts[last].by == (job.Process{}):
		r.acts = r.acts[:last] // it only waited for the start
	}
	switch e.Kind {
	case job.KindOpened, job.KindStarted, job.KindApproved, job.KindAdopt, job.KindUndone, job.KindForgotten:
	default:
		return
	}
	a := act{at: e.At, kind: e.Kind, note: e.Note, digest: e.Digest}
	if e.Person != nil {
		a.person = *e.Person
	}
	if e.By != nil {
		a.by = *e.By
	}
	r.acts = append(r.acts, a)
}

// before is what was read of a contact before its change.
func (r *Record) before(id job.ChangeID) *contents { return r.befores[id].contents }

// after is what was read of it after.
func (r *Record) after(id job.ChangeID) *contents { return r.afters[id].contents }
