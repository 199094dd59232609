package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// LockedError is the refusal of a run that another process holds. PID and the
// others are zero where the holder has not said yet who it is.
type LockedError struct {
	Path  string
	PID   int
	Host  string
	Since time.Time
}

// Error says who holds the run, and since when.
func (e *LockedError) Error() string {
	if e.PID == 0 {
		return "another process holds the run"
	}
	return fmt.Sprintf("process %d on %s holds the run since %s", e.PID, e.Host, e.Since.Format(time.RFC3339))
}

// Hint says what to do about it.
func (e *LockedError) Hint() string {
	return "wait until that process has ended, or end it; status and report can be used meanwhile"
}

// VersionError is the refusal of a run file that a newer program made, or a much
// older one.
type VersionError struct {
	Path    string
	Version int // of the file; this program knows versions from oldest to Schema
}

// Error names the versions.
func (e *VersionError) Error() string {
	return fmt.Sprintf("the run file has version %d, this program knows versions %d to %d", e.Version, oldest, Schema)
}

// Hint says what to do about it.
func (e *VersionError) Hint() string {
	if e.Version < oldest {
		return "finish the run with the program version that made it"
	}
	return "use the program version that made the run, or a newer one"
}

// DamagedError is the refusal of a file that is no run file, or no whole one.
type DamagedError struct {
	Path    string
	Foreign bool   // it never was a run file
	Tail    bool   // only its newest entries are missing: they are in PATH-wal
	Number  int64  // of the first bad entry; 0 where that is not known
	What    string // what is wrong
	Err     error  // what SQLite says; may be nil
}

// Error says what is wrong with the file, and where.
func (e *DamagedError) Error() string {
	text := "the run file is damaged: "
	if e.Foreign {
		text = "this is no run file: "
	}
	if e.Number > 0 {
		text += fmt.Sprintf("entry %d: ", e.Number)
	}
	text += e.What
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives what SQLite says.
func (e *DamagedError) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (e *DamagedError) Hint() string {
	switch {
	case e.Foreign:
		return "give the path of a run file, or another path for a new one"
	case e.Tail:
		return "put " + e.Path + "-wal back beside it; without its newest entries the run cannot be gone on with safely"
	}
	return "go on with an untouched copy together with its -wal file; without one, compare the task list of the account before anything is sent again"
}

// AccessError says that the run file cannot be written or read: no space, no
// permission, a folder that is read-only, a disk that fails.
type AccessError struct {
	Path string
	Full bool // no space is left
	Busy bool // another program has the file open and lets nobody write
	Err  error
}

// Error names the file and what the system says.
func (e *AccessError) Error() string {
	switch {
	case e.Full:
		return "no space is left for " + e.Path + ": " + e.Err.Error()
	case e.Busy:
		return e.Path + " is in use by another program: " + e.Err.Error()
	}
	return e.Path + " is out of reach: " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *AccessError) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (e *AccessError) Hint() string {
	switch {
	case e.Full:
		return "make room on that disk and go on with the run; what is recorded is safe"
	case e.Busy:
		return "close the other program and go on with the run"
	}
	return "check the disk and that you may write to the file and its folder (log and lock stand beside it), or copy all of it to another folder"
}

// fault sorts an error of SQLite or the system by what a person can do about it.
func fault(path string, err error) error {
	if sorted(err) {
		return err
	}
	var s *sqlite.Error
	if !errors.As(err, &s) {
		switch {
		case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
			return &AccessError{Path: path, Full: true, Err: err}
		case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.EIO):
			return &AccessError{Path: path, Err: err}
		}
		return err
	}
	switch s.Code() & 0xff { // the rest of a code is detail
	case lib.SQLITE_NOTADB:
		return &DamagedError{Path: path, Foreign: true, What: "it is no SQLite file", Err: err}
	case lib.SQLITE_CORRUPT:
		return &DamagedError{Path: path, What: "its pages do not fit together", Err: err}
	case lib.SQLITE_FULL:
		return &AccessError{Path: path, Full: true, Err: err}
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return &AccessError{Path: path, Busy: true, Err: err}
	case lib.SQLITE_IOERR:
		return &AccessError{Path: path, Full: full(filepath.Dir(path)), Err: err}
	case lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_AUTH:
		return &AccessError{Path: path, Err: err}
	}
	return err
}

// full tells whether a folder's disk has no room, by trying: SQLite says no more
// than that writing failed where its memory map cannot grow.
func full(dir string) bool {
	f, err := os.CreateTemp(dir, ".room-*.tmp")
	if err != nil {
		return errors.Is(err, syscall.ENOSPC)
	}
	_, err = f.Write(make([]byte, 64<<10)) // two pages of a memory map
	_ = f.Close()
	_ = os.Remove(f.Name())
	return errors.Is(err, syscall.ENOSPC)
}

func sorted(err error) bool {
	var (
		locked  *LockedError
		version *VersionError
		damaged *DamagedError
		access  *AccessError
	)
	return err == nil || errors.As(err, &locked) || errors.As(err, &version) || errors.As(err, &damaged) || errors.As(err, &access)
}
