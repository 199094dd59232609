package handoff

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Draft is a package that is being written: a folder beside its place, which
// nobody but its owner can read. It is not safe for concurrent use.
type Draft struct {
	path string // of the package
	dir  string
}

// ErrThere is the refusal to put a package in the place of something: evidence is
// never written over.
var ErrThere = errors.New("it is there already")

// NewDraft begins a package at path: an archive where that ends in .zip, else a
// folder. It returns ErrThere when something stands there.
func NewDraft(path string) (*Draft, error) {
	if err := vacant(path); err != nil {
		return nil, fmt.Errorf("write package %s: %w", path, err)
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return nil, fmt.Errorf("write package %s: %w", path, err)
	}
	return &Draft{path: path, dir: dir}, nil
}

// vacant tells whether a package can be put there: an empty folder is no hindrance.
func vacant(path string) error {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && len(entries) == 0 && !archived(path):
		return nil
	}
	return ErrThere
}

func archived(path string) bool { return strings.EqualFold(filepath.Ext(path), ".zip") }

// Write adds a file, mode 0600. name has slashes between its parts.
func (d *Draft) Write(name string, write func(io.Writer) error) (err error) {
	path := filepath.Join(d.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	buf := bufio.NewWriterSize(f, 64<<10)
	if err = write(buf); err == nil {
		err = buf.Flush()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// Files are those that were written so far.
func (d *Draft) Files() fs.FS { return os.DirFS(d.dir) }

// Finish puts the package in its place, whole or not at all. Files of an archive
// bear the time made.
func (d *Draft) Finish(made time.Time) error {
	err := vacant(d.path)
	if err == nil && archived(d.path) {
		err = d.pack(made)
	} else if err == nil {
		if err = os.Remove(d.path); err == nil || errors.Is(err, fs.ErrNotExist) {
			err = os.Rename(d.dir, d.path)
		}
	}
	if err != nil {
		return fmt.Errorf("write package %s: %w", d.path, errors.Join(err, d.Drop()))
	}
	return d.Drop()
}

// Drop removes what is left of the draft. A finished one has left nothing.
func (d *Draft) Drop() error { return os.RemoveAll(d.dir) }

func (d *Draft) pack(made time.Time) (err error) {
	path := d.dir + ".zip"
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	buf := bufio.NewWriterSize(f, 256<<10)
	z := zip.NewWriter(buf)
	names, err := list(d.Files())
	for _, name := range names {
		if err == nil {
			err = packOne(z, d.Files(), name, made)
		}
	}
	err = errors.Join(err, z.Close())
	if err == nil {
		err = errors.Join(buf.Flush(), f.Sync())
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(path, d.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

func packOne(z *zip.Writer, from fs.FS, name string, made time.Time) error {
	r, err := from.Open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: made}
	header.SetMode(0o600)
	w, err := z.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return err
}

// list names all files, in byte order.
func list(files fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, name)
		}
		return err
	})
	slices.Sort(names)
	return names, err
}

// largest is the most that a package is read of, unpacked: some 100 times that of
// 100,000 domains.
const largest = 64 << 30

// Open opens a package for reading, a folder or an archive. close lets go of it.
func Open(path string) (files fs.FS, closeFiles func() error, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open package: %w", err)
	}
	if info.IsDir() {
		root, err := os.OpenRoot(path) // no link leads out of it
		if err != nil {
			return nil, nil, fmt.Errorf("open package: %w", err)
		}
		return root.FS(), root.Close, nil
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open package %s: %w", path, err)
	}
	var total uint64
	for _, f := range z.File {
		total += min(f.UncompressedSize64, largest+1)
		if total > largest {
			return nil, nil, errors.Join(fmt.Errorf("open package %s: unpacked it is larger than any package", path), z.Close())
		}
	}
	return z, z.Close, nil
}
