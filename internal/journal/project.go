package journal

import (
	"encoding/json"
	"errors"

	"domainbatch/internal/job"
)

// projection writes into the state tables what an event has made of the ledger.
type projection struct {
	writer *writer
	ledger *job.Ledger
	marks  marks // written by whoever ends the transaction
}

// marks is the row of meta.
type marks struct {
	opened, loaded, planned     int64
	isLoaded, isPlanned, isSent bool
	lastBatch                   job.BatchID
	batches                     int
	digest                      string
	taken                       int
	stopped, account            string
	approval, forgotten         string
}

func (m *marks) values() []any {
	return []any{m.opened, m.loaded, m.planned, m.isLoaded, m.isPlanned, m.isSent, int64(m.lastBatch), m.batches, m.digest, m.taken, m.stopped, m.account, m.approval, m.forgotten}
}

// project follows job.Ledger.Apply, which has taken the event already, step by step.
func (p *projection) project(e *job.Event, number int64, data []byte, piece *piece) error {
	p.mark(e, number, piece)
	if err := p.statement(e); err != nil {
		return err
	}
	if err := p.note(e, number, data); err != nil {
		return err
	}
	if e.Kind == job.KindPlanned {
		if err := p.writer.run("DELETE FROM batches"); err != nil {
			return err
		}
	}
	for i := range e.Batches {
		if err := p.batch(&e.Batches[i]); err != nil {
			return err
		}
	}
	for i := range e.Standings {
		if err := p.standing(&e.Standings[i]); err != nil {
			return err
		}
	}
	return nil
}

func (p *projection) mark(e *job.Event, number int64, piece *piece) {
	m, l := &p.marks, p.ledger
	m.isLoaded, m.isPlanned, m.isSent = l.Loaded, l.Planned, l.Sent
	m.lastBatch, m.batches, m.taken, m.stopped = l.LastBatch, l.Batches, l.Taken, l.Stopped
	switch {
	case e.Kind == job.KindOpened:
		m.opened = number
	case e.Kind == job.KindPlanned:
		m.planned = number
	case piece != nil:
		if piece.First || m.loaded == 0 {
			m.loaded, m.digest = number, ""
		}
		if piece.Digest != "" {
			m.digest = piece.Digest
		}
	}
}

// statement writes what the ledger says of an approval, which a new plan may have
// voided, and of what was taken out.
func (p *projection) statement(e *job.Event) error {
	if e.Chunk == nil && e.Kind != job.KindApproved && e.Kind != job.KindForgotten {
		return nil
	}
	p.marks.approval, p.marks.forgotten = "", ""
	var errs [2]error
	if a := p.ledger.Approval; a.Digest != "" {
		a.At = a.At.UTC()
		p.marks.approval, errs[0] = kept(a)
	}
	if f := p.ledger.Forgotten; f != nil {
		p.marks.forgotten, errs[1] = kept(job.Forgotten{At: f.At.UTC(), Totals: f.Totals})
	}
	return errors.Join(errs[:]...)
}

func kept(what any) (string, error) {
	text, err := json.Marshal(what)
	return string(text), err
}

func (p *projection) note(e *job.Event, number int64, data []byte) error {
	switch {
	case e.Chunk != nil:
	case e.Check != nil:
		c := e.Check
		return p.writer.run(replaceCheck, int64(c.Contact), c.OK, c.Code, c.Message, c.RequestID, stamp(c.At))
	case e.Before != nil:
		b := e.Before
		return p.writer.run(replaceBefore, int64(b.Change), b.Code, b.Message, b.RequestID, stamp(b.At), number, data)
	case e.After != nil:
		return p.writer.run(replaceAfter, int64(e.After.Change), number)
	case e.Account != nil:
		return p.account(e.Account)
	case e.Call != nil:
		return p.writer.run(replaceCalls, e.Call.Action, p.ledger.Calls[e.Call.Action])
	case len(e.Answers) > 0:
		return p.writer.run(insertAnswers, number)
	}
	return nil
}

// account writes what was read of an account. The last whole reading stands in meta.
func (p *projection) account(a *job.Account) error {
	for i := range a.Holdings {
		text, err := json.Marshal(&a.Holdings[i])
		if err != nil {
			return err
		}
		if err := p.writer.run(replaceHolding, a.Holdings[i].Domain, string(text)); err != nil {
			return err
		}
	}
	if !a.Whole {
		return nil
	}
	text, err := json.Marshal(readingsOf(p.ledger))
	p.marks.account = string(text)
	return err
}

func (p *projection) batch(b *job.Batch) error {
	changes, err := json.Marshal(b.Changes)
	if err != nil {
		return err
	}
	if err := p.writer.run(insertBatch, int64(b.ID), int64(b.Group), string(changes)); err != nil {
		return err
	}
	if len(b.Changes) == 0 {
		return nil // its list is null, and there is nothing to move
	}
	return p.writer.run(moveBatch, int64(b.ID), string(changes))
}

func (p *projection) standing(s *job.Standing) error {
	return p.writer.run(replaceChange, int64(s.Change), string(s.State), int64(s.Batch), string(s.Result), s.Code, s.Message,
		s.TaskNo, s.TaskDetailNo, int64(s.Status), s.RequestID, stamp(s.Submitted), stamp(s.Finished), s.Lost, s.Found, s.Undone, s.Relock, s.Maybe, s.Made)
}
