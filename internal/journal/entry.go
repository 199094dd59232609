package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"domainbatch/internal/job"
)

// Entry is one event as it stands in the journal.
type Entry struct {
	Number   int64 // from 1, without gaps
	Event    job.Event
	Digest   string // of the entry and all before it, SHA-256 in hex
	Withheld bool   // its personal data and raw answers were taken out

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
	Account   *job.Account   `json:"account,omitempty"`
	Call      *job.Call      `json:"call,omitempty"`
	Taken     int            `json:"taken,omitempty"`
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

// secrets are the part of an event that may hold somebody's data. In a body of
// data they stand as one line of JSON; the input and the answer follow it raw.
type secrets struct {
	Messages []string      `json:"messages,omitempty"` // of the standings, in their order
	Check    string        `json:"check,omitempty"`
	Before   *secretBefore `json:"before,omitempty"`
	Info     *secretInfo   `json:"info,omitempty"`
	Chunk    *job.Chunk    `json:"chunk,omitempty"`
	Person   *job.Person   `json:"person,omitempty"`
	Answers  []job.Answer  `json:"answers,omitempty"`
	Input    int           `json:"input,omitempty"` // bytes that follow
	Body     int           `json:"body,omitempty"`  // bytes that follow those
}

type secretBefore struct {
	Fields  job.Params `json:"fields"`
	Message string     `json:"message,omitempty"`
}

// secretInfo is what a person chose: names of files, and the options, as values
// set for all rows are among them.
type secretInfo struct {
	Input   string            `json:"input"`
	Options map[string]string `json:"options"`
	Report  string            `json:"report,omitempty"`
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

// within refuses what the tables cannot hold, and what would not be found again
// under the kind of the event.
func within(e *job.Event) error {
	if own := kindOf(e); own != e.Kind && (own != "" || carries(e.Kind)) {
		return fmt.Errorf("%s: it has what belongs to an event of another kind, or lacks its own", e.Kind)
	}
	if year := e.At.UTC().Year(); year < 0 || year > 9999 {
		return fmt.Errorf("%s: year %d is out of range", e.Kind, year)
	}
	for id := range moves(e) {
		if id < 1 || id > math.MaxInt32 {
			return fmt.Errorf("%s: there is no change %d", e.Kind, id)
		}
	}
	return nil
}

// moves are the changes that an event moves and where to, in the order in which
// job.Ledger takes them.
func moves(e *job.Event) iter.Seq2[job.ChangeID, job.Standing] {
	return func(yield func(job.ChangeID, job.Standing) bool) {
		for i := range e.Batches {
			for _, id := range e.Batches[i].Changes {
				if !yield(id, job.Standing{State: job.Planned}) {
					return
				}
			}
		}
		for i := range e.Standings {
			if !yield(e.Standings[i].Change, e.Standings[i]) {
				return
			}
		}
	}
}

// kindOf is the kind of event that what e carries belongs to, by the order in
// which job.Ledger looks at it; empty for none.
func kindOf(e *job.Event) job.Kind {
	switch {
	case e.Info != nil || e.Input != nil:
		return job.KindOpened
	case e.Chunk != nil:
		return job.KindLoaded
	case e.Check != nil:
		return job.KindVerified
	case e.Before != nil:
		return job.KindRead
	case e.Account != nil:
		return job.KindAccount
	case e.Call != nil:
		return job.KindCall
	case e.Person != nil && e.Kind == job.KindUndone:
		return job.KindUndone
	case e.Person != nil:
		return job.KindAdopt
	}
	return ""
}

func carries(kind job.Kind) bool {
	switch kind {
	case job.KindOpened, job.KindLoaded, job.KindVerified, job.KindRead, job.KindAccount, job.KindCall, job.KindAdopt, job.KindUndone:
		return true
	}
	return false
}

// clean is the event as it will be read back: what it must not hold cut out,
// text that JSON would alter altered now. The event itself is left as it is.
func clean(event *job.Event) *job.Event {
	e := *event
	if e.Call != nil && len(e.Call.Body) > 0 {
		call := *e.Call
		call.Body = cut(withhold(call.Body))
		e.Call = &call
	}
	for i := range e.Standings {
		if s := &e.Standings[i]; !utf8.ValidString(s.Message) || !utf8.ValidString(s.Code) {
			e.Standings = cleanStandings(e.Standings)
			break
		}
	}
	if e.Check != nil {
		check := *e.Check
		check.Code, check.Message = text(check.Code), text(check.Message)
		e.Check = &check
	}
	if e.Before != nil {
		before := *e.Before
		before.Code, before.Message = text(before.Code), text(before.Message)
		e.Before = &before
	}
	if e.Account != nil {
		e.Account = cleanAccount(*e.Account)
	}
	return &e
}

// cleanAccount leaves out what is not kept: profiles and addresses are personal
// data, and read anew where they are needed.
func cleanAccount(a job.Account) *job.Account {
	a.Profiles, a.Emails = nil, nil
	a.Holdings = slices.Clone(a.Holdings)
	for i := range a.Holdings {
		h := &a.Holdings[i]
		h.InstanceID, h.Status = text(h.InstanceID), text(h.Status)
	}
	return &a
}

func cleanStandings(dirty []job.Standing) []job.Standing {
	standings := make([]job.Standing, len(dirty))
	for i, s := range dirty {
		s.Code, s.Message = text(s.Code), text(s.Message)
		standings[i] = s
	}
	return standings
}

func text(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// maxBody bounds a raw answer: the longest page of the API is a tenth of it.
const maxBody = 1 << 20

func cut(body []byte) []byte {
	if len(body) > maxBody {
		return body[:maxBody]
	}
	return body
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
		Account:   e.Account,
		Call:      e.Call,
		Taken:     e.Taken,
		Note:      e.Note,
	}
	if e.Info != nil {
		info := *e.Info
		info.Input, info.Options, info.Report = "", nil, ""
		f.Info = &info
	}
	return f
}

func secretsOf(e *job.Event) (secrets, bool) {
	s := secrets{Chunk: e.Chunk, Person: e.Person, Answers: e.Answers, Input: len(e.Input), Messages: messages(e.Standings)}
	if e.Check != nil {
		s.Check = e.Check.Message
	}
	if e.Before != nil && (e.Before.Fields != nil || e.Before.Message != "") {
		s.Before = &secretBefore{Fields: e.Before.Fields, Message: e.Before.Message}
	}
	if e.Info != nil {
		s.Info = &secretInfo{Input: e.Info.Input, Options: e.Info.Options, Report: e.Info.Report}
	}
	if e.Call != nil {
		s.Body = len(e.Call.Body)
	}
	return s, s.some()
}

func (s *secrets) some() bool {
	parts := s.Before != nil || s.Info != nil || s.Chunk != nil || s.Person != nil
	return parts || s.Messages != nil || s.Answers != nil || s.Check != "" || s.Input+s.Body > 0
}

func messages(standings []job.Standing) []string {
	var all []string
	for i := range standings {
		if standings[i].Message == "" {
			continue
		}
		if all == nil {
			all = make([]string, len(standings))
		}
		all[i] = standings[i].Message
	}
	return all
}

func (s *secrets) body(e *job.Event) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil { // ends in the newline that parts it from what follows
		return nil, err
	}
	b.Write(e.Input)
	if e.Call != nil {
		b.Write(e.Call.Body)
	}
	return b.Bytes(), nil
}

// decode makes an event of its facts.
func decode(at, kind string, batch int64, open []byte) (job.Event, *piece, error) {
	e := job.Event{Kind: job.Kind(kind), Batch: job.BatchID(batch)}
	var f facts
	if err := json.Unmarshal(open, &f); err != nil {
		return e, nil, err
	}
	e.Standings, e.Batches, e.Info, e.Note = f.Standings, f.Batches, f.Info, f.Note
	e.Check, e.Before, e.Account, e.Call, e.Taken = f.Check, f.Before, f.Account, f.Call, f.Taken
	if f.Piece != nil {
		e.Chunk = &job.Chunk{Digest: f.Piece.Digest}
	}
	var err error
	e.At, err = unstamp(at)
	return e, f.Piece, err
}

// disclose puts the private part of an event back into it.
func disclose(e *job.Event, body []byte) error {
	line, rest, _ := bytes.Cut(body, []byte("\n"))
	var s secrets
	if err := json.Unmarshal(line, &s); err != nil {
		return err
	}
	if len(rest) != s.Input+s.Body || len(s.Messages) > len(e.Standings) {
		return fmt.Errorf("%s: data of another entry", e.Kind)
	}
	for i, message := range s.Messages {
		e.Standings[i].Message = message
	}
	if s.Input > 0 {
		e.Input = rest[:s.Input:s.Input]
	}
	if s.Chunk != nil {
		e.Chunk = s.Chunk
	}
	e.Person, e.Answers = s.Person, s.Answers
	s.restore(e, rest[s.Input:])
	return nil
}

// restore fills in what an event of the one kind or the other lacks.
func (s *secrets) restore(e *job.Event, body []byte) {
	switch {
	case e.Check != nil:
		e.Check.Message = s.Check
	case e.Before != nil && s.Before != nil:
		e.Before.Fields, e.Before.Message = s.Before.Fields, s.Before.Message
	case e.Info != nil && s.Info != nil:
		e.Info.Input, e.Info.Options, e.Info.Report = s.Info.Input, s.Info.Options, s.Info.Report
	case e.Call != nil && len(body) > 0:
		e.Call.Body = body
	}
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
