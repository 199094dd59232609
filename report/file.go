package report

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// ReplaceError is a finished report that could not take its place, mostly
// because the one that stands there is open in a spreadsheet program.
type ReplaceError struct {
	Path string
	Err  error
}

// Error names the file and what to do.
func (e *ReplaceError) Error() string {
	return fmt.Sprintf("replace report %s: %v; close it in the spreadsheet program, or name another with --report, and write it again", e.Path, e.Err)
}

// Unwrap returns the cause.
func (e *ReplaceError) Unwrap() error { return e.Err }

// replace writes a temporary file beside path and renames it when it is whole
// and on the disk. CreateTemp gives it mode 0600.
func replace(path string, write func(io.Writer) error) error {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	tmp, err := os.CreateTemp(dir, "."+base+".*.tmp")
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	buf := bufio.NewWriterSize(tmp, 256<<10)
	err = write(buf)
	if err == nil {
		err = errors.Join(buf.Flush(), tmp.Sync())
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return errors.Join(fmt.Errorf("write report %s: %w", path, err), os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return errors.Join(&ReplaceError{Path: path, Err: err}, os.Remove(tmp.Name()))
	}
	return syncDir(dir)
}

// syncDir makes the rename durable. Windows has no such call for folders.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder of report: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return fmt.Errorf("sync folder of report: %w", err)
	}
	return nil
}
