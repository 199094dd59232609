package journal

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"domainbatch/internal/job"
)

// Journal is an open run file. Its methods are safe for concurrent use.
type Journal struct {
	path string
	read *sql.DB

	// The fields below are for the holder only. Of them queue and leading are
	// guarded by mu, the others belong to the request that leads.
	mu      sync.Mutex
	queue   []*request
	leading bool

	write   *writer
	lock    *lock
	packers sync.Pool // of *flate.Writer: one takes a megabyte
	state   state
	failure error // the first failure to write; no append goes through after it
}

// ErrReadOnly is the refusal of a journal opened by Read to write.
var ErrReadOnly = errors.New("the run file was opened for reading only")

// ErrClosed is the refusal of a closed journal to write.
var ErrClosed = errors.New("the run file is closed")

// Create makes a run file that nobody but its owner may read (mode 0600), and
// holds it. A file that is there already is left as it is: fs.ErrExist. A crash
// leaves either no file or a whole one without events. *LockedError says who
// else is making it, *AccessError why the folder cannot be written to.
func Create(path string) (*Journal, error) {
	j, err := create(path)
	if err != nil {
		return nil, fmt.Errorf("create journal %s: %w", path, fault(path, err))
	}
	return j, nil
}

// Open holds an existing run file to go on with it. *LockedError says which
// process holds it; *DamagedError that the file is none of ours, torn or
// altered; *VersionError that a newer program made it; *AccessError why it
// cannot be written to; fs.ErrNotExist that it is not there. It looks at the
// head of the file and the end of the chain only: Verify looks at everything.
func Open(path string) (*Journal, error) {
	j, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("open journal %s: %w", path, fault(path, err))
	}
	return j, nil
}

// Read opens a run file for reading, also while another process holds it; the
// errors are those of Open but *LockedError. Every method sees the state at the
// time of its call. Whatever writes fails with ErrReadOnly.
func Read(path string) (*Journal, error) {
	j, err := read(path)
	if err != nil {
		return nil, fmt.Errorf("read journal %s: %w", path, fault(path, err))
	}
	return j, nil
}

// Path is the run file with its links resolved.
func (j *Journal) Path() string { return j.path }

// Close folds the write-ahead log into the run file, so that the file alone is
// whole, and lets go of it. A second Close does nothing.
func (j *Journal) Close() error {
	if j.write == nil {
		return j.read.Close()
	}
	err := j.alone(j.close)
	if errors.Is(err, ErrClosed) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("close journal %s: %w", j.path, fault(j.path, err))
	}
	return nil
}

func (j *Journal) close() error {
	if errors.Is(j.failure, ErrClosed) {
		return ErrClosed
	}
	whole := j.failure == nil
	j.failure = ErrClosed
	errs := []error{j.read.Close()}
	if whole {
		errs = append(errs, j.write.checkpoint("TRUNCATE"))
	}
	return errors.Join(append(errs, j.write.close(), j.lock.release())...)
}

func create(path string) (*Journal, error) {
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	path = filepath.Join(dir, filepath.Base(path))
	l, err := acquire(path)
	if err != nil {
		return nil, err
	}
	if err := place(path); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return hold(path, l)
}

// place puts a run file without events at path. It is made under another name
// first: what stands at path is whole at every instant.
func place(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	if hasLog(path) { // SQLite would take it for the new file's
		log := filepath.Base(path) + "-wal"
		return &DamagedError{Path: path, What: "it is gone, and its log " + log + " is still there; if it was removed on purpose, remove the log too"}
	}
	draft := path + ".new"
	if err := removeAll(draft); err != nil {
		return err
	}
	f, err := os.OpenFile(draft, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = f.Close()
	if err == nil {
		err = lay(draft)
	}
	if err == nil && hasLog(draft) {
		err = &AccessError{Path: path, Full: true, Err: errors.New("its log was not folded in")}
	}
	if err == nil {
		err = os.Rename(draft, path)
	}
	if err != nil {
		return errors.Join(err, removeAll(draft))
	}
	return syncFolder(filepath.Dir(path))
}

// removeAll removes a SQLite file with all that stands beside it.
func removeAll(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func open(path string) (*Journal, error) {
	path, err := existing(path)
	if err != nil {
		return nil, err
	}
	l, err := acquire(path)
	if err != nil {
		return nil, err
	}
	return hold(path, l)
}

// existing resolves the links of path, since the lock and the log stand beside
// the file itself, and refuses what cannot be a run file at all.
func existing(path string) (string, error) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", &DamagedError{Path: path, Foreign: true, What: "it is no file"}
	case info.Size() == 0:
		return "", &DamagedError{Path: path, Foreign: true, What: "it is empty"}
	}
	return path, nil
}

// hold opens the run file that is locked by l.
func hold(path string, l *lock) (_ *Journal, err error) {
	j := &Journal{path: path, lock: l}
	defer func() {
		if err == nil {
			return
		}
		err = fault(path, err)
		if j.read != nil {
			_ = j.read.Close()
		}
		if j.write != nil {
			_ = j.write.close()
		}
		_ = l.release()
	}()
	if j.write, err = newWriter(path); err != nil {
		return nil, err
	}
	if j.read, err = connect(path, readable); err != nil {
		return nil, err
	}
	if err = soundEnd(path, j.write.db); err != nil {
		return nil, err
	}
	if j.state, err = loadState(j.write.db); err != nil {
		return nil, err
	}
	return j, j.write.fold()
}

func read(path string) (*Journal, error) {
	path, err := existing(path)
	if err != nil {
		return nil, err
	}
	db, err := connectReader(path)
	if err != nil {
		return nil, err
	}
	if err := soundEnd(path, db); err != nil {
		return nil, errors.Join(fault(path, err), db.Close())
	}
	return &Journal{path: path, read: db}, nil
}

// state is what the holder keeps in memory of what the file says.
type state struct {
	ledger job.Ledger
	head   link
	marks  marks
}
