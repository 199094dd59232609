package journal

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"time"
)

// lock is the hold of one process on a run: an operating system lock on
// PATH.lock, free again when the process dies, however it dies. It is not on
// the run file itself, where it would meet the locks of SQLite on some systems.
type lock struct {
	file *os.File
}

// holder is what the lock file says about who holds it.
type holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// acquire takes the lock of the run file at path, or fails with *LockedError.
func acquire(path string) (*lock, error) {
	for looks := 0; ; looks++ {
		f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		held, err := tryLock(f)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if !held && looks < secondLooks {
			if err := f.Close(); err != nil {
				return nil, err
			}
			<-time.After(glance)
			continue
		}
		if !held {
			return nil, errors.Join(lockedBy(path, f), f.Close())
		}
		// A holder takes the file away when it lets go: what was locked may be
		// a file that has no name any more, and protects nothing.
		if same(f) {
			l := &lock{file: f}
			if err := l.sign(); err != nil {
				return nil, errors.Join(err, l.release())
			}
			return l, nil
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
}

// Hold keeps other processes off what stands at a path, until it is released or
// this process dies. The error is a *LockedError where another one holds it.
func Hold(path string) (release func() error, err error) {
	l, err := acquire(path)
	if err != nil {
		return nil, err
	}
	return l.release, nil
}

func same(f *os.File) bool {
	held, err := f.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(f.Name())
	return err == nil && os.SameFile(held, named)
}

func (l *lock) sign() error {
	host, err := os.Hostname()
	if err != nil {
		host = "this host"
	}
	text, err := json.Marshal(holder{PID: os.Getpid(), Host: host, Since: time.Now().Round(0)})
	if err != nil {
		return err
	}
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err = l.file.WriteAt(append(text, '\n'), 0)
	return err
}

func lockedBy(path string, f *os.File) *LockedError {
	e := &LockedError{Path: path}
	// The holder may be about to write who it is: then it is not known.
	var h holder
	if text, err := io.ReadAll(io.NewSectionReader(f, 0, 4<<10)); err == nil && json.Unmarshal(text, &h) == nil {
		e.PID, e.Host, e.Since = h.PID, h.Host, h.Since
	}
	return e
}
