package cli

import (
	"cmp"
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
	err = replace(path, 0o600, write)
	if errors.Is(err, fs.ErrNotExist) {
		return usage(fmt.Sprintf("write %s: its folder is not there", path), "make the folder, or name another file")
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// replace writes a file whole or not at all, in the place of one that may be there.
func replace(path string, mode os.FileMode, write func(io.Writer) error) error {
	folder, base := filepath.Split(path)
	tmp, err := os.CreateTemp(cmp.Or(folder, "."), "."+base+".*.tmp")
	if err != nil {
		return err
	}
	err = write(tmp)
	if err == nil {
		err = errors.Join(tmp.Chmod(mode), tmp.Sync())
	}
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}
