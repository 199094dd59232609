package journal

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock locks one byte far behind the text: a lock is mandatory here, and
// others must be able to read who holds it.
func tryLock(f *os.File) (bool, error) { return lockFile(f, windows.LOCKFILE_EXCLUSIVE_LOCK) }

// lockedElsewhere tells whether somebody holds the lock. What it takes itself
// goes with the file's closing.
func lockedElsewhere(f *os.File) (bool, error) {
	free, err := lockFile(f, 0)
	return !free, err
}

func lockFile(f *os.File, how uint32) (bool, error) {
	far := &windows.Overlapped{OffsetHigh: 1 << 30}
	err := windows.LockFileEx(windows.Handle(f.Fd()), how|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, far)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, windows.ERROR_IO_PENDING):
		return false, nil
	}
	return false, &os.PathError{Op: "lock", Path: f.Name(), Err: err}
}

// release takes the lock file away after it was closed, as an open one cannot
// be: where somebody has opened it meanwhile it stays, and is theirs.
func (l *lock) release() error {
	err := l.file.Close()
	_ = os.Remove(l.file.Name())
	return err
}

// syncFolder does nothing: the system has no way to ask for it.
func syncFolder(string) error { return nil }
