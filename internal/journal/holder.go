package journal

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// Holder tells who holds the run file at path; nil when nobody does. It holds
// nothing itself. PID and the others are zero where the holder has not said yet
// who it is.
func Holder(path string) (*LockedError, error) {
	path, err := existing(path)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path + ".lock")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault(path, err)
	}
	defer func() { _ = f.Close() }()
	held, err := lockedElsewhere(f)
	if err != nil || !held {
		return nil, err
	}
	return lockedBy(path, f), nil
}

// Who looks at a lock file that a dead process has left keeps others off for as
// long as that takes: a lock that is taken is tried again before it is refused.
const (
	secondLooks = 20
	glance      = 5 * time.Millisecond
)

// Turn is what one process did for a run, from when it took the run up.
type Turn struct {
	Note  string    // what it was there for, and with which flags; empty: it refused to begin
	Begun time.Time // when
	Ended time.Time // zero: it did not say; it goes on, or was broken off
	Why   string    // why it ended before the end of the run
	Exit  int       // the exit code that it came to
}

// Turns are the processes that took the run up, in their order.
func (j *Journal) Turns() ([]Turn, error) {
	var turns []Turn
	open := false
	for e, err := range entries(j.read, whereTurns) {
		if err != nil {
			return nil, j.reading("turns", err)
		}
		at := e.Event.At
		if e.Event.Kind == "started" {
			turns, open = append(turns, Turn{Note: e.Event.Note, Begun: at}), true
			continue
		}
		if !open {
			turns = append(turns, Turn{Begun: at})
		}
		last := &turns[len(turns)-1]
		last.Ended, last.Why, last.Exit, open = at, e.Event.Note, e.Event.Exit, false
	}
	return turns, nil
}
