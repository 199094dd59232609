package journal

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"

	"domainbatch/internal/job"
)

// ErrNotYet is the answer to a question for something that the run does not
// have yet: a crash came before it was recorded.
var ErrNotYet = errors.New("the run does not have it yet")

// Info says what the run belongs to. Input, Options and Report are empty where
// personal data was taken out. ErrNotYet before it was recorded.
func (j *Journal) Info() (job.Info, error) {
	e, err := j.opened()
	if err != nil {
		return job.Info{}, j.reading("info", err)
	}
	return *e.Info, nil
}

// Input is the copy of the input, nil where it was taken out. ErrNotYet before
// it was recorded.
func (j *Journal) Input() ([]byte, error) {
	e, err := j.opened()
	if err != nil {
		return nil, j.reading("input", err)
	}
	return e.Input, nil
}

func (j *Journal) opened() (job.Event, error) {
	m, err := loadMarks(j.read)
	if err != nil {
		return job.Event{}, err
	}
	for e, err := range entries(j.read, whereNumber, m.opened, m.opened) {
		if err != nil || e.Event.Info != nil {
			return e.Event, err
		}
	}
	return job.Event{}, ErrNotYet
}

// Plan is the plan that was recorded last, with the batches it began with.
// ErrNotYet before all of it was recorded. Where personal data was taken out it
// is empty but for digest and batches.
func (j *Journal) Plan() (*job.Plan, error) {
	p := &job.Plan{}
	err := j.snapshot(func(q querier) error {
		m, err := loadMarks(q)
		if err != nil {
			return err
		}
		if m.digest == "" {
			return ErrNotYet
		}
		for e, err := range entries(q, wherePlan, m.loaded) {
			if err != nil {
				return err
			}
			gather(p, &e.Event)
		}
		return nil
	})
	if err != nil {
		return nil, j.reading("plan", err)
	}
	return p, nil
}

func gather(p *job.Plan, e *job.Event) {
	if e.Kind == job.KindPlanned {
		p.Batches = e.Batches
	}
	c := e.Chunk
	if c == nil {
		return
	}
	p.Tables = append(p.Tables, c.Tables...)
	p.Rows = append(p.Rows, c.Rows...)
	p.Contacts = append(p.Contacts, c.Contacts...)
	p.Groups = append(p.Groups, c.Groups...)
	p.Changes = append(p.Changes, c.Changes...)
	p.Warnings = append(p.Warnings, c.Warnings...)
	if c.Digest != "" {
		p.Digest = c.Digest
	}
}

// Answers streams what the API answered for changes beside a task, in the order
// in which it was recorded: a later answer for a change stands for an earlier one.
// What was taken out is left out.
func (j *Journal) Answers() iter.Seq2[job.Answer, error] {
	return func(yield func(job.Answer, error) bool) {
		for e, err := range entries(j.read, whereAnswers) {
			if err != nil {
				yield(job.Answer{}, j.reading("answers", err))
				return
			}
			for _, answer := range e.Event.Answers {
				if !yield(answer, nil) {
					return
				}
			}
		}
	}
}

// Started gives the words of the last event with which a process took the run up
// for something; empty when none has.
func (j *Journal) Started(what string) (note string, err error) {
	for e, err := range entries(j.read, whereStarted) {
		if err != nil {
			return "", j.reading("starts", err)
		}
		if first, _, _ := strings.Cut(e.Event.Note, " "); first == what {
			return e.Event.Note, nil
		}
	}
	return "", nil
}

// Checks are the verified contacts in their order, refused ones too.
func (j *Journal) Checks() ([]job.Check, error) {
	l := &job.Ledger{}
	if err := loadChecks(j.read, l); err != nil {
		return nil, j.reading("checks", err)
	}
	checks := make([]job.Check, 0, len(l.Checks))
	for _, c := range l.Checks {
		checks = append(checks, c)
	}
	slices.SortFunc(checks, func(a, b job.Check) int { return int(a.Contact - b.Contact) })
	return checks, nil
}

// Batches are the batches made since the run was planned, halves too, as they
// were made: what has left one stands in a later one.
func (j *Journal) Batches() ([]job.Batch, error) {
	var batches []job.Batch
	for b, err := range rows(j.read, scanBatch, "SELECT id, grp, changes FROM batches ORDER BY id") {
		if err != nil {
			return nil, j.reading("batches", err)
		}
		batches = append(batches, b)
	}
	return batches, nil
}

// Batch is one of Batches; false when there is none with that number.
func (j *Journal) Batch(id job.BatchID) (job.Batch, bool, error) {
	for b, err := range rows(j.read, scanBatch, "SELECT id, grp, changes FROM batches WHERE id = ?", int64(id)) {
		if err != nil {
			return job.Batch{}, false, j.reading("batches", err)
		}
		return b, true, nil
	}
	return job.Batch{}, false, nil
}

func scanBatch(r *sql.Rows) (b job.Batch, err error) {
	var changes []byte
	if err = r.Scan(&b.ID, &b.Group, &changes); err != nil {
		return b, err
	}
	return b, json.Unmarshal(changes, &b.Changes)
}

const (
	selectEntries = `SELECT e.number, e.at, e.kind, e.batch, e.facts, e.data, e.prev, e.digest, d.salt, d.packed, d.body
		FROM events e LEFT JOIN data d ON d.digest = e.data `
	whereNumber   = "WHERE e.number BETWEEN ? AND ? ORDER BY e.number"
	wherePlan     = "WHERE e.number >= ? AND e.kind IN ('loaded', 'planned') ORDER BY e.number"
	whereCall     = "WHERE e.kind = 'call' ORDER BY e.number"
	whereBefore   = "JOIN befores b ON b.event = e.number ORDER BY b.change"
	whereBeforeOf = "JOIN befores b ON b.event = e.number WHERE b.change = ?"
	whereAfter    = "JOIN afters a ON a.event = e.number ORDER BY a.change"
	whereLogged   = "WHERE e.kind = 'logged' ORDER BY e.number"
	whereAnswers  = "JOIN answers a ON a.event = e.number ORDER BY e.number"
	whereStarted  = "WHERE e.kind = 'started' ORDER BY e.number DESC"
	whereTurns    = "WHERE e.kind IN ('started', 'stopped') ORDER BY e.number"
	whereApproved = "WHERE e.kind = 'approved' ORDER BY e.number"
	whereStated   = "WHERE e.kind IN ('adopt', 'undone') ORDER BY e.number"

	maxNumber = 1<<63 - 1 // SQLite's
)

// row is one event with what is there of its data.
type row struct {
	number, batch      int64
	at, kind           string
	facts              []byte
	data, prev, digest []byte
	before             []byte // digest of the entry before
	salt, body         []byte
	packed             bool
}

func scanRow(r *sql.Rows) (x row, err error) {
	var packed sql.NullBool
	err = r.Scan(&x.number, &x.at, &x.kind, &x.batch, &x.facts, &x.data, &x.prev, &x.digest, &x.salt, &packed, &x.body)
	x.packed = packed.Bool
	return x, err
}

func lastRow(q querier) (x row, ok bool, err error) {
	for x, err := range rows(q, scanRow, selectEntries+"ORDER BY e.number DESC LIMIT 1") {
		return x, true, err
	}
	return x, false, nil
}

func (x *row) link() link {
	l := link{number: x.number}
	copy(l.digest[:], x.digest)
	return l
}

// follows says what keeps the entry from being the one after before; empty: nothing.
func (x *row) follows(before link) string {
	own := before.next(x.at, x.kind, x.batch, x.facts, x.data)
	switch {
	case x.number != own.number:
		return "the one before it is missing"
	case !bytes.Equal(x.prev, before.digest[:]):
		return "it does not belong to the one before it"
	case !bytes.Equal(x.digest, own.digest[:]):
		return errAltered.Error()
	}
	return ""
}

// plain gives the data that is there, nil where it was taken out.
func (x *row) plain() ([]byte, error) {
	if x.salt == nil {
		return nil, nil
	}
	s := sealed{packed: x.packed, body: x.body}
	copy(s.salt[:], x.salt)
	body, err := s.open()
	if err != nil {
		return nil, errors.Join(errAltered, err)
	}
	sum, err := s.sum(body)
	if err != nil || len(x.salt) != saltSize || !bytes.Equal(sum[:], x.data) {
		return nil, errors.Join(errAltered, err)
	}
	return body, nil
}

// entry decodes the event, and refuses data that is not its own.
func (x *row) entry() (Entry, error) {
	body, err := x.plain()
	if err != nil {
		return Entry{}, x.unreadable(err)
	}
	return x.decode(body)
}

// decode gives the entry with the body that is there of its data, nil for none.
func (x *row) decode(body []byte) (Entry, error) {
	e := Entry{Number: x.number, Digest: hex.EncodeToString(x.digest), Withheld: x.data != nil && body == nil}
	var err error
	e.Event, e.piece, err = decode(x.at, x.kind, x.batch, x.facts)
	if err == nil && body != nil {
		err = disclose(&e.Event, body)
	}
	if err != nil {
		return e, x.unreadable(err)
	}
	return e, nil
}

func (x *row) unreadable(err error) error {
	return &DamagedError{Number: x.number, What: "its content cannot be read", Err: err}
}

func entries(q querier, where string, args ...any) iter.Seq2[Entry, error] {
	scan := func(r *sql.Rows) (Entry, error) {
		x, err := scanRow(r)
		if err != nil {
			return Entry{}, err
		}
		return x.entry()
	}
	return rows(q, scan, selectEntries+where, args...)
}
