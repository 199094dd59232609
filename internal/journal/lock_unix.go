//go:build !windows

package journal

import (
	"errors"
	"os"
	"syscall"
)

func tryLock(f *os.File) (bool, error) { return flock(f, syscall.LOCK_EX) }

// lockedElsewhere tells whether somebody holds the lock. What it takes itself
// goes with the file's closing.
func lockedElsewhere(f *os.File) (bool, error) {
	free, err := flock(f, syscall.LOCK_SH)
	return !free, err
}

func flock(f *os.File, how int) (bool, error) {
	for {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return false, &os.PathError{Op: "flock", Path: f.Name(), Err: err}
		}
	}
}

// release takes the lock file away while it is still locked: who waits for
// that very file finds it without a name and starts over.
func (l *lock) release() error {
	return errors.Join(os.Remove(l.file.Name()), l.file.Close())
}

// syncFolder makes a new name in a folder durable.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
