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

// output is one of the files that this package writes, and the flag that names it.
type output struct{ what, flag string }

var (
	reportFile = output{"report", "--report"}
	failedFile = output{"rows not done", "--failed"}
)

// ReplaceError is a finished file that could not take its place, mostly because
// the one that stands there is open in a spreadsheet program.
type ReplaceError struct {
	Path string
	Err  error
	of   output
}

// Error names the file and what to do.
func (e *ReplaceError) Error() string {
	return fmt.Sprintf("replace %s %s: %v; close it in the spreadsheet program, or name another with %s, and write it again",
		e.of.what, e.Path, e.Err, e.of.flag)
}

// Unwrap returns the cause.
func (e *ReplaceError) Unwrap() error { return e.Err }

// replace writes a temporary file beside path and renames it when it is whole
// and on the disk. CreateTemp gives it mode 0600.
func replace(of output, path string, write func(io.Writer) error) error {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	tmp, err := os.CreateTemp(dir, "."+base+".*.tmp")
	if err != nil {
		return fmt.Errorf("write %s: %w", of.what, err)
	}
	buf := bufio.NewWriterSize(tmp, 256<<10)
	err = write(buf)
	if err == nil {
		err = errors.Join(buf.Flush(), tmp.Sync())
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return errors.Join(fmt.Errorf("write %s %s: %w", of.what, path, err), os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return errors.Join(&ReplaceError{Path: path, Err: err, of: of}, os.Remove(tmp.Name()))
	}
	return syncDir(of, dir)
}

// syncDir makes the rename durable. Windows has no such call for folders.
func syncDir(of output, dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder of %s: %w", of.what, err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return fmt.Errorf("sync folder of %s: %w", of.what, err)
	}
	return nil
}
