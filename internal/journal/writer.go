package journal

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

// writer is the one connection that writes. All of it belongs to whoever leads.
type writer struct {
	db    *sql.DB
	stmts map[statement]*sql.Stmt

	log     string // path of the write-ahead log
	longest int64  // size from which it is folded in
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
	replaceChange statement = "INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	replaceCheck  statement = "INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?, ?, ?)"
	replaceBefore statement = "INSERT OR REPLACE INTO befores VALUES (?, ?, ?, ?, ?, ?, ?)"
	replaceCalls  statement = "INSERT OR REPLACE INTO calls_by_action VALUES (?, ?)"
	updateMeta    statement = `UPDATE meta SET opened = ?, loaded = ?, planned = ?, is_loaded = ?, is_planned = ?,
		is_sent = ?, last_batch = ?, batches = ?, digest = ?`
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
	w := &writer{db: db, log: path + "-wal", stmts: make(map[statement]*sql.Stmt)}
	if err := w.wholeTail(path); err != nil {
		return nil, errors.Join(fault(path, err), w.close())
	}
	return w, nil
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

// longLog is how much the log grows before it is folded in: some thousands of events.
const longLog = 16 << 20

// foldIfLong folds the log in when it has grown. Readers may keep it from
// shrinking: then it may grow by as much again.
func (w *writer) foldIfLong() error {
	if w.logSize() < w.longest {
		return nil
	}
	return w.fold()
}

// logSize is 0 for a log that cannot be looked at: the next write finds out why.
func (w *writer) logSize() int64 {
	info, err := os.Stat(w.log)
	if err != nil {
		return 0
	}
	return info.Size()
}

// fold takes the log into the file. A file that was parted from its log after a
// crash must not pass for whole: the newest entries would be missing, and what
// they say was sent would be sent again. So what is folded in says that more
// follows in the log, and the log goes on by saying that this is over.
func (w *writer) fold() error {
	if err := w.run(updateTail, 1); err != nil {
		return err
	}
	if err := w.checkpoint(0); err != nil {
		return err
	}
	if err := w.run(updateTail, 0); err != nil {
		return err
	}
	w.longest = w.logSize() + longLog
	return nil
}

// checkpoint copies the log into the file and empties it, where readers let it
// within that time; where they do not, both together stay whole.
func (w *writer) checkpoint(wait time.Duration) error {
	_, err := w.db.Exec(fmt.Sprintf("PRAGMA busy_timeout = %d; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = %d",
		wait.Milliseconds(), patience.Milliseconds()))
	return err
}

// wholeTail tells whether the newest entries are there: in the file, or in a
// log that belongs to it.
func (w *writer) wholeTail(path string) error {
	var tail, busy, frames, folded int
	if err := w.db.QueryRow("SELECT tail FROM file").Scan(&tail); err != nil {
		return err
	}
	if tail == 0 {
		return nil
	}
	if err := w.db.QueryRow("PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &frames, &folded); err != nil {
		return err
	}
	if frames > 0 {
		return nil
	}
	return &DamagedError{Path: path, Tail: true, What: "its newest entries are missing"}
}
