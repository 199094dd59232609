package journal

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"domainbatch/internal/job"
)

// Proof is what Verify found in a journal that is sound.
type Proof struct {
	Events   int64
	Data     int64  // pieces of personal data and raw answers that are there and fit
	Withheld int64  // those that were taken out
	Head     string // digest of the last entry, SHA-256 in hex; empty for none
}

// Verify walks the whole journal: the pages of the file, the chain of entries,
// the digest of all data that is there, and whether the state tables are what
// the entries amount to. *DamagedError names the first bad entry. What a chain
// cannot show is that its end was cut off and the state tables with it: for
// that its head has to be kept elsewhere.
func (j *Journal) Verify() (Proof, error) {
	var p Proof
	err := j.snapshot(func(q querier) (err error) {
		if err = j.integrity(q); err != nil {
			return err
		}
		p, err = j.walk(q)
		return err
	})
	if err != nil {
		return p, fmt.Errorf("verify journal %s: %w", j.path, fault(j.path, err))
	}
	return p, nil
}

func (j *Journal) integrity(q querier) error {
	var first string
	if err := q.QueryRow("PRAGMA integrity_check(1)").Scan(&first); err != nil {
		return err
	}
	if first != "ok" {
		return &DamagedError{Path: j.path, What: "its pages do not fit together: " + first}
	}
	return nil
}

func (j *Journal) walk(q querier) (Proof, error) {
	var p Proof
	var ledger job.Ledger
	var head link
	mirror, lost := newMirror(&ledger), int64(0) // the first entry whose data is not there
	for x, err := range rows(q, scanRow, selectEntries+whereNumber, 1, int64(maxNumber)) {
		if err != nil {
			return p, err
		}
		if what := x.follows(head); what != "" {
			return p, &DamagedError{Path: j.path, Number: x.number, What: what}
		}
		head = x.link()
		e, err := j.tally(&p, &x, &ledger)
		if err == nil {
			err = mirror.take(e)
		}
		if err != nil {
			return p, err
		}
		if p.Withheld == 1 && lost == 0 {
			lost = x.number
		}
	}
	if p.Events > 0 {
		p.Head = hex.EncodeToString(head.digest[:])
	}
	if lost > 0 && ledger.Forgotten == nil {
		return p, &DamagedError{Path: j.path, Number: lost, What: "its data is missing, and no entry says that it was taken out"}
	}
	return p, errors.Join(j.unknownData(q, p.Data), j.agrees(q, ledger, p.Withheld > 0), j.located(mirror.agree(q)))
}

// tally counts an entry whose place in the chain is sound.
func (j *Journal) tally(p *Proof, x *row, ledger *job.Ledger) (*Entry, error) {
	p.Events++
	e, err := x.entry()
	if err != nil {
		return nil, j.located(err)
	}
	switch {
	case e.Withheld:
		p.Withheld++
	case x.data != nil:
		p.Data++
	}
	if err := ledger.Apply(&e.Event); err != nil {
		return nil, &DamagedError{Path: j.path, Number: x.number, What: "it does not follow from those before it", Err: err}
	}
	return &e, nil
}

func (j *Journal) located(err error) error {
	var damaged *DamagedError
	if errors.As(err, &damaged) && damaged.Path == "" {
		damaged.Path = j.path
	}
	return err
}

// unknownData finds data that belongs to no entry: somebody put it there.
func (j *Journal) unknownData(q querier, want int64) error {
	var have int64
	if err := q.QueryRow("SELECT count(*) FROM data").Scan(&have); err != nil {
		return err
	}
	if have != want {
		return &DamagedError{Path: j.path, What: fmt.Sprintf("%d pieces of data belong to no entry", have-want)}
	}
	return nil
}

// agrees compares the state tables with what the entries amount to. What they
// repeat of data that was taken out may still be there, or not.
func (j *Journal) agrees(q querier, want job.Ledger, wordless bool) error {
	have, err := loadLedger(q)
	if err != nil {
		return err
	}
	for _, l := range []*job.Ledger{&want, &have} {
		plainLedger(l, wordless)
	}
	what := ""
	switch {
	case !slices.Equal(have.Standings, want.Standings):
		what = "the table of changes"
	case !maps.Equal(have.Checks, want.Checks):
		what = "the table of checks"
	case !maps.EqualFunc(have.Befores, want.Befores, equalBefore):
		what = "the table of values before"
	case !maps.EqualFunc(have.Holdings, want.Holdings, equalHolding):
		what = "the table of holdings"
	case !maps.Equal(have.Calls, want.Calls):
		what = "the table of calls"
	case have.LastBatch != want.LastBatch, have.Batches != want.Batches,
		have.Loaded != want.Loaded, have.Planned != want.Planned, have.Sent != want.Sent,
		have.Taken != want.Taken, have.Stopped != want.Stopped, !equalAccount(have.Account, want.Account),
		!maps.EqualFunc(have.Accounts, want.Accounts, equalAccount):
		what = "the state of the plan"
	case have.Approval.Digest != want.Approval.Digest, !have.Approval.At.Equal(want.Approval.At), !equalForgotten(have.Forgotten, want.Forgotten):
		what = "what it says of approvals and of data that was taken out"
	default:
		return nil
	}
	return &DamagedError{Path: j.path, What: what + " is not what the entries amount to"}
}

// plainLedger makes equal states equal in memory: times in one zone, no words
// where words are not compared.
func plainLedger(l *job.Ledger, wordless bool) {
	for i := range l.Standings {
		s := &l.Standings[i]
		s.Submitted, s.Finished = s.Submitted.UTC(), s.Finished.UTC()
		if wordless {
			s.Message = ""
		}
	}
	for id, c := range l.Checks {
		c.At = c.At.UTC()
		if wordless {
			c.Message = ""
		}
		l.Checks[id] = c
	}
	for id, b := range l.Befores {
		b.At = b.At.UTC()
		if wordless {
			b.Message = ""
		}
		l.Befores[id] = b
	}
}

func equalHolding(a, b job.Holding) bool {
	switch {
	case a.State == nil || b.State == nil:
		if a.State != b.State {
			return false
		}
	case !equalState(a.State, b.State):
		return false
	}
	dates := a.Registered.Equal(b.Registered) && a.Expires.Equal(b.Expires)
	same := a.Domain == b.Domain && a.Account == b.Account && a.InstanceID == b.InstanceID && a.Type == b.Type && a.Status == b.Status
	return dates && same && a.Gone == b.Gone
}

func equalState(a, b *job.DomainState) bool {
	same := a.UpdateLock == b.UpdateLock && a.TransferLock == b.TransferLock
	return same && a.EmailVerified == b.EmailVerified && a.RealName == b.RealName && slices.Equal(a.DNS, b.DNS)
}

func equalAccount(a, b job.Account) bool {
	return a.Name == b.Name && a.At.Equal(b.At) && a.Whole == b.Whole && a.Total == b.Total
}

func equalForgotten(a, b *job.Forgotten) bool {
	if a == nil || b == nil {
		return a == b
	}
	x, y := a.Totals, b.Totals
	same := x.Rows == y.Rows && x.Domains == y.Domains && x.Contacts == y.Contacts && x.Changes == y.Changes
	return same && a.At.Equal(b.At) && maps.Equal(x.Results, y.Results)
}

func equalBefore(a, b job.Before) bool {
	return a.Change == b.Change && a.Code == b.Code && a.Message == b.Message && a.RequestID == b.RequestID && a.At.Equal(b.At)
}

// Head is the digest of the last entry at this moment, SHA-256 in hex; empty for none.
func (j *Journal) Head() (string, error) {
	last, some, err := lastRow(j.read)
	if err != nil {
		return "", j.reading("head", err)
	}
	if !some {
		return "", nil
	}
	return hex.EncodeToString(last.digest), nil
}

// Has finds the entry that has this digest, SHA-256 in hex: so a head that was
// written down at some time is looked for in a run that has gone on since. Whether
// the chain up to there is sound is for Verify to say.
func (j *Journal) Has(head string) (number int64, ok bool, err error) {
	digest, err := hex.DecodeString(head)
	if err != nil || len(digest) != sha256.Size {
		return 0, false, nil // no digest at all
	}
	switch err := j.read.QueryRow("SELECT number FROM events WHERE digest = ?", digest).Scan(&number); {
	case errors.Is(err, sql.ErrNoRows):
		return 0, false, nil
	case err != nil:
		return 0, false, j.reading("events", err)
	}
	return number, true, nil
}
