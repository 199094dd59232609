package journal

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"domainbatch/internal/job"
)

// Entry is one event as it stands in the journal.
type Entry struct {
	Number   int64 // from 1, without gaps
	Event    job.Event
	Digest   string // of the entry and all before it, SHA-256 in hex
	Withheld bool   // its personal data and raw answers were taken out
	Masked   int    // of an exported chain: how many of its values are withheld, and masked or missing here

	piece *piece
}

// entry is an event on its way into the file.
type entry struct {
	event *job.Event // cleaned; what is projected
	at    string
	facts []byte
	data  *sealed // nil: nothing about it is private
	piece *piece
}

// facts are the part of an event that nobody's data is in.
type facts struct {
	Standings []job.Standing `json:"standings,omitempty"`
	Batches   []job.Batch    `json:"batches,omitempty"`
	Info      *job.Info      `json:"info,omitempty"` // without what secrets has of it
	Piece     *piece         `json:"piece,omitempty"`
	Check     *job.Check     `json:"check,omitempty"`
	Before    *job.Before    `json:"before,omitempty"`
	After     *job.Before    `json:"after,omitempty"`
	Log       *job.ChangeLog `json:"log,omitempty"`
	Account   *job.Account   `json:"account,omitempty"`
	Call      *job.Call      `json:"call,omitempty"`
	Totals    *job.Totals    `json:"totals,omitempty"`
	Digest    string         `json:"digest,omitempty"`
	Taken     int            `json:"taken,omitempty"`
	Exit      int            `json:"exit,omitempty"`
	Note      string         `json:"note,omitempty"`
}

// piece says what a piece of a plan holds.
type piece struct {
	First    bool   `json:"first,omitempty"` // a plan begins with it
	Rows     int    `json:"rows,omitempty"`
	Contacts int    `json:"contacts,omitempty"`
	Groups   int    `json:"groups,omitempty"`
	Changes  int    `json:"changes,omitempty"`
	Digest   string `json:"digest,omitempty"`
}

// encode splits an event into what is stored openly and what is stored apart.
func (j *Journal) encode(e *job.Event) (*entry, error) {
	if err := within(e); err != nil {
		return nil, err
	}
	e = clean(e)
	x := &entry{event: e, at: stamp(e.At), piece: pieceOf(e.Chunk)}
	var err error
	if x.facts, err = json.Marshal(factsOf(e, x.piece)); err != nil {
		return nil, fmt.Errorf("%s: %w", e.Kind, err)
	}
	s, private := secretsOf(e)
	if !private {
		return x, nil
	}
	body, err := s.body(e)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Kind, err)
	}
	x.data, err = j.seal(body)
	return x, err
}

func pieceOf(c *job.Chunk) *piece {
	if c == nil {
		return nil
	}
	return &piece{
		First:    c.Tables != nil,
		Rows:     len(c.Rows),
		Contacts: len(c.Contacts),
		Groups:   len(c.Groups),
		Changes:  len(c.Changes),
		Digest:   c.Digest,
	}
}

func factsOf(e *job.Event, p *piece) facts {
	f := facts{
		Standings: e.Standings,
		Batches:   e.Batches,
		Piece:     p,
		Check:     e.Check,
		Before:    e.Before,
		After:     e.After,
		Log:       e.Log,
		Account:   e.Account,
		Call:      e.Call,
		Totals:    e.Totals,
		Digest:    e.Digest,
		Taken:     e.Taken,
		Exit:      e.Exit,
		Note:      e.Note,
	}
	if e.Info != nil {
		info := *e.Info
		info.Input, info.Options, info.Report = "", nil, ""
		f.Info = &info
	}
	return f
}

// decode makes an event of its facts.
func decode(at, kind string, batch int64, open []byte) (job.Event, *piece, error) {
	e := job.Event{Kind: job.Kind(kind), Batch: job.BatchID(batch)}
	var f facts
	if err := json.Unmarshal(open, &f); err != nil {
		return e, nil, err
	}
	e.Standings, e.Batches, e.Info, e.Note = f.Standings, f.Batches, f.Info, f.Note
	e.Check, e.Before, e.After, e.Log = f.Check, f.Before, f.After, f.Log
	e.Account, e.Call, e.Totals, e.Digest, e.Taken, e.Exit = f.Account, f.Call, f.Totals, f.Digest, f.Taken, f.Exit
	if f.Piece != nil {
		e.Chunk = &job.Chunk{Digest: f.Piece.Digest}
	}
	// Ids and members that no event can have would be met far from here.
	for id := range moves(&e) {
		if id < 1 || id > math.MaxInt32 {
			return e, nil, fmt.Errorf("%s: there is no change %d", e.Kind, id)
		}
	}
	if own := kindOf(&e); own != e.Kind && (own != "" || openly(e.Kind)) {
		return e, nil, fmt.Errorf("%s: facts of another kind of event", e.Kind)
	}
	var err error
	e.At, err = unstamp(at)
	return e, f.Piece, err
}

// stamp writes a time the one way that times stand in the tables; the zero
// time is empty.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func unstamp(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339Nano, s)
}
