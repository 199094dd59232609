package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// save writes a file of the user's whole or not at all, with mode 0600. One
// that is there already is replaced with --force only.
func (a *app) save(path string, write func(io.Writer) error) (err error) {
	there, statErr := os.Lstat(path)
	if statErr == nil && !there.Mode().IsRegular() {
		return usage(fmt.Sprintf("%s is no file that can be replaced", path), "name another file")
	}
	if statErr == nil && !a.flags.force {
		return &fault{code: exitUsage, err: fmt.Errorf("%s is there already", path), hint: "name another file, or replace it with --force"}
	}
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	tmp, err := os.CreateTemp(dir, "."+base+".*.tmp")
	if errors.Is(err, fs.ErrNotExist) {
		return usage(fmt.Sprintf("write %s: its folder is not there", path), "make the folder, or name another file")
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	err = write(tmp)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(tmp.Name()))
	}
	return nil
}
