package journal

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"domainbatch/internal/job"
)

// querier is a connection or a transaction on it.
type querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// Ledger is the state of the run, from the state tables, all of it as of one
// instant. It is the caller's own.
func (j *Journal) Ledger() (*job.Ledger, error) {
	var l job.Ledger
	err := j.snapshot(func(q querier) (err error) {
		l, err = loadLedger(q)
		return err
	})
	if err != nil {
		return nil, j.reading("ledger", err)
	}
	return &l, nil
}

// snapshot reads several tables as they are at one instant.
func (j *Journal) snapshot(do func(querier) error) error {
	tx, err := j.read.Begin()
	if err != nil {
		return err
	}
	err = do(tx)
	return errors.Join(err, tx.Rollback())
}

func (j *Journal) reading(what string, err error) error {
	return fmt.Errorf("read %s of journal %s: %w", what, j.path, fault(j.path, j.located(err)))
}

func loadState(db *sql.DB) (state, error) {
	var s state
	var err error
	if s.ledger, err = loadLedger(db); err != nil {
		return s, err
	}
	if s.marks, err = loadMarks(db); err != nil {
		return s, err
	}
	last, _, err := lastRow(db)
	s.head = last.link()
	return s, err
}

func loadLedger(q querier) (job.Ledger, error) {
	var l job.Ledger
	m, err := loadMarks(q)
	if err != nil {
		return l, err
	}
	l.LastBatch, l.Batches, l.Loaded, l.Planned, l.Sent = m.lastBatch, m.batches, m.isLoaded, m.isPlanned, m.isSent
	l.Taken, l.Stopped = m.taken, m.stopped
	return l, errors.Join(loadStandings(q, &l), loadChecks(q, &l), loadBefores(q, &l), loadCalls(q, &l), loadHoldings(q, &l), m.rest(&l))
}

func loadMarks(q querier) (m marks, err error) {
	err = q.QueryRow(`SELECT opened, loaded, planned, is_loaded, is_planned, is_sent, last_batch, batches, digest, taken, stopped,
		account, approval, forgotten FROM meta`).
		Scan(&m.opened, &m.loaded, &m.planned, &m.isLoaded, &m.isPlanned, &m.isSent, &m.lastBatch, &m.batches, &m.digest, &m.taken, &m.stopped,
			&m.account, &m.approval, &m.forgotten)
	return m, err
}

func loadStandings(q querier, l *job.Ledger) error {
	var top sql.NullInt64
	if err := q.QueryRow("SELECT max(id) FROM changes").Scan(&top); err != nil || !top.Valid {
		return err
	}
	l.Standings = make([]job.Standing, 0, top.Int64)
	for s, err := range rows(q, scanStanding, `SELECT id, state, batch, result, code, message, task_no, task_detail_no,
		status, request_id, submitted, finished, lost, found, undone, relock, maybe, made FROM changes ORDER BY id`) {
		if err != nil {
			return err
		}
		*l.Standing(s.Change) = s
	}
	return nil
}

func scanStanding(r *sql.Rows) (s job.Standing, err error) {
	var submitted, finished string
	err = r.Scan(&s.Change, &s.State, &s.Batch, &s.Result, &s.Code, &s.Message, &s.TaskNo, &s.TaskDetailNo,
		&s.Status, &s.RequestID, &submitted, &finished, &s.Lost, &s.Found, &s.Undone, &s.Relock, &s.Maybe, &s.Made)
	if err != nil {
		return s, err
	}
	if s.Submitted, err = unstamp(submitted); err != nil {
		return s, err
	}
	s.Finished, err = unstamp(finished)
	return s, err
}

func loadChecks(q querier, l *job.Ledger) error {
	for c, err := range rows(q, scanCheck, "SELECT contact, ok, code, message, request_id, at FROM checks") {
		if err != nil {
			return err
		}
		if l.Checks == nil {
			l.Checks = make(map[job.ContactID]job.Check)
		}
		l.Checks[c.Contact] = c
	}
	return nil
}

func scanCheck(r *sql.Rows) (c job.Check, err error) {
	var at string
	if err = r.Scan(&c.Contact, &c.OK, &c.Code, &c.Message, &c.RequestID, &at); err != nil {
		return c, err
	}
	c.At, err = unstamp(at)
	return c, err
}

func loadBefores(q querier, l *job.Ledger) error {
	for b, err := range rows(q, scanBefore, "SELECT change, code, message, request_id, at FROM befores") {
		if err != nil {
			return err
		}
		if l.Befores == nil {
			l.Befores = make(map[job.ChangeID]job.Before)
		}
		l.Befores[b.Change] = b
	}
	return nil
}

func scanBefore(r *sql.Rows) (b job.Before, err error) {
	var at string
	if err = r.Scan(&b.Change, &b.Code, &b.Message, &b.RequestID, &at); err != nil {
		return b, err
	}
	b.At, err = unstamp(at)
	return b, err
}

// readings are the whole readings of the lists of accounts as meta holds them: the
// last one, and all of them where there are several.
type readings struct {
	job.Account
	All map[string]job.Account `json:"accounts,omitempty"`
}

func readingsOf(l *job.Ledger) *readings {
	return &readings{Account: l.Account, All: l.Accounts}
}

// rest gives a ledger what meta holds as JSON: the whole readings of the lists of
// its accounts, the approval, what was taken out.
func (m *marks) rest(l *job.Ledger) error {
	var r readings
	err := errors.Join(stored(m.account, &r), stored(m.approval, &l.Approval), stored(m.forgotten, &l.Forgotten))
	l.Account, l.Accounts = r.Account, r.All
	return err
}

func loadHoldings(q querier, l *job.Ledger) error {
	scan := func(r *sql.Rows) (h job.Holding, err error) {
		var text string
		if err = r.Scan(&text); err != nil {
			return h, err
		}
		return h, stored(text, &h)
	}
	for h, err := range rows(q, scan, "SELECT holding FROM holdings") {
		if err != nil {
			return err
		}
		if l.Holdings == nil {
			l.Holdings = make(map[string]job.Holding)
		}
		l.Holdings[h.Domain] = h
	}
	return nil
}

// stored reads what a state table holds as JSON; nothing leaves it as it is.
func stored(text string, into any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return &DamagedError{What: "a table holds what was never written there", Err: err}
	}
	return nil
}

type callCount struct {
	action string
	calls  int
}

func loadCalls(q querier, l *job.Ledger) error {
	scan := func(r *sql.Rows) (c callCount, err error) { return c, r.Scan(&c.action, &c.calls) }
	for c, err := range rows(q, scan, "SELECT action, calls FROM calls_by_action") {
		if err != nil {
			return err
		}
		if l.Calls == nil {
			l.Calls = make(map[string]int)
		}
		l.Calls[c.action] = c.calls
	}
	return nil
}

// rows streams the answer of a query. After an error nothing follows.
func rows[T any](q querier, scan func(*sql.Rows) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		r, err := q.Query(query, args...)
		if err != nil {
			yield(none, err)
			return
		}
		defer func() { _ = r.Close() }()
		for r.Next() {
			row, err := scan(r)
			if err != nil && !sorted(err) {
				err = &DamagedError{What: "a table holds what was never written there", Err: err}
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
		if err := r.Err(); err != nil {
			yield(none, err)
		}
	}
}

// soundEnd looks at the end of the chain and whether the tables are there.
func soundEnd(path string, db *sql.DB) error {
	err := wholeTail(path, db)
	if err == nil {
		_, err = loadMarks(db)
	}
	var last row
	if err == nil {
		last, _, err = lastRow(db)
	}
	var s *sqlite.Error
	switch {
	case errors.Is(err, sql.ErrNoRows), errors.As(err, &s) && s.Code() == lib.SQLITE_ERROR:
		return &DamagedError{Path: path, What: "its tables are not those of a run", Err: err}
	case err != nil:
		return err
	case last.number == 0:
		return nil
	}
	before := link{number: last.number - 1}
	if before.number > 0 {
		if err := db.QueryRow("SELECT digest FROM events WHERE number = ?", before.number).Scan(&last.before); err != nil {
			return &DamagedError{Path: path, Number: before.number, What: "it is missing", Err: err}
		}
		copy(before.digest[:], last.before)
	}
	if what := last.follows(before); what != "" {
		return &DamagedError{Path: path, Number: last.number, What: what}
	}
	return nil
}
