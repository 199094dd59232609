package journal

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// Schema is the version of the run files that this program makes.
const Schema = 4

// oldest is the oldest version that it can go on with. Nothing that was released
// has made an older one.
const oldest = 4

// application marks a SQLite file as a run file: "dmbt".
const application = 0x646d6274

// schema is the file from nothing to version 4. What is said of events and
// data is the evidence; everything behind them is a projection, but for file
// (of this copy of the file, not of the run) and sandbox (the simulated API's).
const schema = `
CREATE TABLE events (
	number INTEGER PRIMARY KEY,
	at     TEXT    NOT NULL, -- RFC 3339, UTC
	kind   TEXT    NOT NULL,
	batch  INTEGER NOT NULL, -- 0: none
	facts  TEXT    NOT NULL, -- JSON without personal data
	data   BLOB,             -- digest of the personal data and raw answers that belong to it
	prev   BLOB    NOT NULL, -- digest of the entry before
	digest BLOB    NOT NULL
) STRICT;
CREATE TABLE data (
	digest BLOB    PRIMARY KEY, -- of body as it was before it was packed, see the package's comment
	salt   BLOB    NOT NULL,
	packed INTEGER NOT NULL, -- 1: body is deflated
	body   BLOB    NOT NULL
) STRICT;
CREATE TRIGGER events_gapless BEFORE INSERT ON events
	WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM events)
	BEGIN SELECT RAISE(ABORT, 'events are numbered without gaps'); END;
CREATE TRIGGER events_update BEFORE UPDATE ON events
	BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_delete BEFORE DELETE ON events
	BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER data_update BEFORE UPDATE ON data
	BEGIN SELECT RAISE(ABORT, 'data can be taken out, not changed'); END;

CREATE TABLE changes (
	id             INTEGER PRIMARY KEY,
	state          TEXT    NOT NULL,
	batch          INTEGER NOT NULL,
	result         TEXT    NOT NULL DEFAULT '',
	code           TEXT    NOT NULL DEFAULT '',
	message        TEXT    NOT NULL DEFAULT '',
	task_no        TEXT    NOT NULL DEFAULT '',
	task_detail_no TEXT    NOT NULL DEFAULT '',
	status         INTEGER NOT NULL DEFAULT 0,
	request_id     TEXT    NOT NULL DEFAULT '',
	submitted      TEXT    NOT NULL DEFAULT '',
	finished       TEXT    NOT NULL DEFAULT '',
	lost           INTEGER NOT NULL DEFAULT 0,
	found          INTEGER NOT NULL DEFAULT 0,
	undone         INTEGER NOT NULL DEFAULT 0,
	relock         INTEGER NOT NULL DEFAULT 0,
	maybe          INTEGER NOT NULL DEFAULT 0,
	made           TEXT    NOT NULL DEFAULT '' -- the id of what it made
) STRICT;
CREATE TABLE checks (
	contact    INTEGER PRIMARY KEY,
	ok         INTEGER NOT NULL,
	code       TEXT    NOT NULL,
	message    TEXT    NOT NULL,
	request_id TEXT    NOT NULL,
	at         TEXT    NOT NULL
) STRICT;
CREATE TABLE befores (
	change     INTEGER PRIMARY KEY,
	code       TEXT    NOT NULL,
	message    TEXT    NOT NULL,
	request_id TEXT    NOT NULL,
	at         TEXT    NOT NULL,
	event      INTEGER NOT NULL, -- the entry that has the values
	data       BLOB              -- its digest of them
) STRICT;
CREATE TABLE afters (
	change INTEGER PRIMARY KEY,
	event  INTEGER NOT NULL -- the newest entry that has what was read after it
) STRICT;
CREATE TABLE answers (
	event INTEGER PRIMARY KEY -- an entry that has answers
) STRICT;
CREATE TABLE holdings (
	domain  TEXT PRIMARY KEY,
	holding TEXT NOT NULL -- JSON
) STRICT;
CREATE TABLE batches (
	id      INTEGER PRIMARY KEY,
	grp     INTEGER NOT NULL,
	changes TEXT    NOT NULL -- JSON list of their numbers
) STRICT;
CREATE TABLE calls_by_action (
	action TEXT    PRIMARY KEY,
	calls  INTEGER NOT NULL
) STRICT;
CREATE TABLE meta (
	id         INTEGER PRIMARY KEY CHECK (id = 1),
	opened     INTEGER NOT NULL, -- the entries that say what the run is: the newest of each kind
	loaded     INTEGER NOT NULL, -- the first piece of the plan
	planned    INTEGER NOT NULL,
	is_loaded  INTEGER NOT NULL,
	is_planned INTEGER NOT NULL,
	is_sent    INTEGER NOT NULL,
	last_batch INTEGER NOT NULL,
	batches    INTEGER NOT NULL,
	digest     TEXT    NOT NULL, -- of the plan
	taken      INTEGER NOT NULL, -- the most changes that the registrar took of one request
	stopped    TEXT    NOT NULL, -- why the last process stopped before the end
	account    TEXT    NOT NULL, -- the reading of its list of domains, JSON; empty: there was no whole one
	approval   TEXT    NOT NULL, -- of the plan, JSON; empty: nobody has approved it
	forgotten  TEXT    NOT NULL  -- what is left to say of data that was taken out, JSON; empty: nothing was
) STRICT;
INSERT INTO meta VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, '', '', '', '');

CREATE TABLE file (
	id   INTEGER PRIMARY KEY CHECK (id = 1),
	tail INTEGER NOT NULL -- 1: entries that follow stand in the -wal file
) STRICT;
INSERT INTO file VALUES (1, 0);
CREATE TABLE sandbox (
	number INTEGER PRIMARY KEY,
	record BLOB    NOT NULL
) STRICT;
`

// access is how a connection may use the file.
type access string

const (
	writable access = "mode=rw&_pragma=wal_autocheckpoint(0)&_pragma=synchronous(FULL)" // checkpoints are ours, see fold
	// Who reads a closed run opens it as its holder would, and so leaves no log
	// behind, but is not let write.
	readable access = "mode=rw&_pragma=query_only(1)"
	// Who reads beside a holder, or after a crash, leaves the log as it is.
	beside    access = "mode=ro"
	unchanged access = "mode=ro&immutable=1" // a folder that nobody can write to
)

// patience is how long a lock of SQLite is waited for. Others hold the file for
// moments only: ten seconds are a checkpoint on a slow disk.
const patience = 10 * time.Second

// connect opens the file at path; nothing is read from it yet.
func connect(path string, how access) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/run becomes file:///C:/run
	}
	always := fmt.Sprintf("&_pragma=busy_timeout(%d)&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)", patience.Milliseconds())
	u := url.URL{Scheme: "file", Path: path, RawQuery: string(how) + always}
	return sql.Open("sqlite", u.String())
}

// connectReader opens the file of a run for reading, also where the log that
// SQLite wants beside it cannot be made.
func connectReader(path string) (*sql.DB, error) {
	how := readable
	if hasLog(path) {
		how = beside
	}
	db, err := connect(path, how)
	if err != nil {
		return nil, err
	}
	err = known(path, db)
	var s *sqlite.Error
	if !errors.As(err, &s) || s.Code()&0xff != lib.SQLITE_CANTOPEN && s.Code()&0xff != lib.SQLITE_READONLY {
		return checked(db, err)
	}
	if hasLog(path) { // without it this would be an old state of the run
		return checked(db, err)
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	if db, err = connect(path, unchanged); err != nil {
		return nil, err
	}
	return checked(db, known(path, db))
}

func checked(db *sql.DB, err error) (*sql.DB, error) {
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// lay writes the empty tables into a new file and closes it. The log is switched
// on last: what a close that found the disk full left in it would stay behind
// when the file gets its name.
func lay(path string) (err error) {
	db, err := connect(path, writable)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	_, err = db.Exec(fmt.Sprintf("BEGIN; PRAGMA application_id = %d; PRAGMA user_version = %d; %s COMMIT", application, Schema, schema))
	if err != nil {
		return err
	}
	return logged(db)
}

// logged switches the file to a write-ahead log, which it keeps.
func logged(db *sql.DB) error {
	var mode string
	if err := db.QueryRow("PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("journal mode is %s, not wal", mode)
	}
	return nil
}

// known tells a run file from others, by the head of the file.
func known(path string, db *sql.DB) error {
	var id, version int
	if err := db.QueryRow("PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if id != application {
		return &DamagedError{Path: path, Foreign: true, What: "it is a SQLite file of another program"}
	}
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	switch {
	case version > Schema, version < oldest && version > 0:
		return &VersionError{Path: path, Version: version}
	case version < 1:
		return &DamagedError{Path: path, What: fmt.Sprintf("version %d was never made", version)}
	}
	return nil
}
