package journal

import (
	"database/sql"
	"errors"
	"os"
)

// writer is the one connection that writes. All of it belongs to whoever leads.
type writer struct {
	path  string
	db    *sql.DB
	stmts map[statement]*sql.Stmt

	written int // about how many bytes since the log was folded in
}

// statement is a text of SQL that is prepared once.
type statement string

const (
	insertEvent  statement = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
	insertData   statement = "INSERT INTO data VALUES (?, ?, ?, ?)"
	insertRecord statement = "INSERT INTO sandbox (record) VALUES (?)"
	insertBatch  statement = "INSERT OR REPLACE INTO batches VALUES (?, ?, ?)"
	moveBatch    statement = `INSERT INTO changes (id, state, batch) SELECT value, 'planned', ? FROM json_each(?) WHERE true
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, batch = excluded.batch`
	replaceChange  statement = "INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	replaceCheck   statement = "INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?, ?, ?)"
	replaceBefore  statement = "INSERT OR REPLACE INTO befores VALUES (?, ?, ?, ?, ?, ?, ?)"
	replaceAfter   statement = "INSERT OR REPLACE INTO afters VALUES (?, ?)"
	insertAnswers  statement = "INSERT INTO answers VALUES (?)"
	replaceHolding statement = "INSERT OR REPLACE INTO holdings VALUES (?, ?)"
	replaceCalls   statement = "INSERT OR REPLACE INTO calls_by_action VALUES (?, ?)"
	updateMeta     statement = `UPDATE meta SET opened = ?, loaded = ?, planned = ?, is_loaded = ?, is_planned = ?,
		is_sent = ?, last_batch = ?, batches = ?, digest = ?, taken = ?, stopped = ?, account = ?, approval = ?, forgotten = ?`
	updateTail statement = "UPDATE file SET tail = ?"
	begin      statement = "BEGIN IMMEDIATE"
	commit     statement = "COMMIT"
	rollback   statement = "ROLLBACK"
)

// newWriter opens the run file for its holder, after a look at what it is.
func newWriter(path string) (*writer, error) {
	db, err := connect(path, writable)
	if err != nil {
		return nil, err
	}
	// One connection: transactions are begun and ended by statements, since
	// those of database/sql start a goroutine each.
	db.SetMaxOpenConns(1)
	err = known(path, db)
	if err == nil {
		err = logged(db)
	}
	if err != nil {
		return nil, errors.Join(fault(path, err), db.Close())
	}
	return &writer{path: path, db: db, stmts: make(map[statement]*sql.Stmt)}, nil
}

func (w *writer) run(s statement, args ...any) error {
	stmt, ok := w.stmts[s]
	if !ok {
		var err error
		if stmt, err = w.db.Prepare(string(s)); err != nil {
			return err
		}
		w.stmts[s] = stmt
	}
	_, err := stmt.Exec(args...)
	return err
}

// transaction runs do in a transaction; what it wrote is on the disk or undone.
func (w *writer) transaction(do func() error) error {
	if err := w.run(begin); err != nil {
		return err
	}
	err := do()
	if err == nil {
		err = w.run(commit)
	}
	if err != nil {
		// SQLite has rolled back by itself after some failures: then this is one more, without meaning.
		_ = w.run(rollback)
	}
	return err
}

func (w *writer) close() error {
	errs := make([]error, 0, len(w.stmts)+1)
	for _, stmt := range w.stmts {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, w.db.Close())...)
}

// longLog is how much may be written before the log is folded in: some
// thousands of events.
const longLog = 16 << 20

// count takes note of what is written: three pages for an event and its state,
// and what it holds.
func (w *writer) count(bytes int) { w.written += 12<<10 + bytes }

func (w *writer) foldIfLong() error {
	if w.written < longLog {
		return nil
	}
	return w.fold()
}

// fold takes the log into the file. A file that was parted from its log after a
// crash must not pass for whole: the newest entries would be missing, and what
// they say was sent would be sent again. So what is folded in says that more
// follows in the log, and the log goes on by saying that this is over. The log
// is not shortened here: it is there, and not empty, as long as the file says so.
func (w *writer) fold() error {
	if err := w.run(updateTail, 1); err != nil {
		return err
	}
	w.written = 0
	return errors.Join(w.checkpoint("PASSIVE"), w.run(updateTail, 0))
}

// checkpoint copies the log into the file. Readers may keep it from being
// complete: then both together stay whole, and the next one has another go.
func (w *writer) checkpoint(mode string) error {
	_, err := w.db.Exec("PRAGMA wal_checkpoint(" + mode + ")")
	return err
}

// empty takes the log into the file and cuts it to nothing, which readers can prevent.
func (w *writer) empty() error {
	var busy, pages, done int
	if err := w.db.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &done); err != nil {
		return err
	}
	if busy != 0 {
		return &AccessError{Path: w.path, Busy: true, Err: errors.New("its log is being read")}
	}
	return nil
}

// wholeTail tells whether the newest entries are there: in the file, or in the
// log beside it.
func wholeTail(path string, q querier) error {
	var tail sql.NullInt64 // damage can take away what the table's own rules demand
	switch err := q.QueryRow("SELECT tail FROM file").Scan(&tail); {
	case err != nil:
		return err
	case !tail.Valid:
		return &DamagedError{Path: path, What: "what it says of itself is gone"}
	case tail.Int64 == 0 || hasLog(path):
		return nil
	}
	return &DamagedError{Path: path, Tail: true, What: "its newest entries are missing"}
}

// hasLog tells whether something is in the log of the run file at path.
func hasLog(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}
