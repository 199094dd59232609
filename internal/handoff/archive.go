package handoff

import (
	"archive/zip"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
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

// Draft is a package that is being written, beside its place, where nobody but its
// owner can read it. Its files are summed as they are written. It is not safe for
// concurrent use.
type Draft struct {
	path string // of the package
	at   string // of the draft: a folder, or an archive
	made time.Time
	file *os.File // of the archive; nil: it is a folder
	buf  *bufio.Writer
	zip  *zip.Writer
	sums map[string]string
	list []byte // what WriteSums wrote
}

// ErrThere is the refusal to put a package in the place of something: evidence is
// never written over.
var ErrThere = errors.New("it is there already")

// NewDraft begins a package at path: an archive where that ends in .zip, whose
// files bear the time made, else a folder. It returns ErrThere when something stands
// there.
func NewDraft(path string, made time.Time) (*Draft, error) {
	d := &Draft{path: path, made: made, sums: make(map[string]string)}
	err := vacant(path)
	pattern := "." + filepath.Base(path) + ".*.tmp"
	switch {
	case err != nil:
	case archived(path):
		if d.file, err = os.CreateTemp(filepath.Dir(path), pattern); err == nil {
			d.at, d.buf = d.file.Name(), bufio.NewWriterSize(d.file, 256<<10)
			d.zip = zip.NewWriter(d.buf)
		}
	default:
		d.at, err = os.MkdirTemp(filepath.Dir(path), pattern)
	}
	if err != nil {
		return nil, fmt.Errorf("write package %s: %w", path, err)
	}
	return d, nil
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

// Write adds a file, mode 0600. name has slashes between its parts. In write, no
// other file can be added.
func (d *Draft) Write(name string, write func(io.Writer) error) error {
	sum := sha256.New()
	err := d.add(name, func(w io.Writer) error { return write(io.MultiWriter(w, sum)) })
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	d.sums[name] = hex.EncodeToString(sum.Sum(nil))
	return nil
}

func (d *Draft) add(name string, write func(io.Writer) error) error {
	if d.zip != nil {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: d.made}
		header.SetMode(0o600)
		w, err := d.zip.CreateHeader(header)
		if err != nil {
			return err
		}
		return write(w)
	}
	path := filepath.Join(d.at, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(f)
	if err = write(buf); err == nil {
		err = buf.Flush()
	}
	return errors.Join(err, f.Close())
}

// Scratch is a file beside the draft, mode 0600, for what is written while others
// are. done takes it away.
func (d *Draft) Scratch() (f *os.File, done func() error, err error) {
	f, err = os.CreateTemp(filepath.Dir(d.path), filepath.Base(d.at)+".*")
	if err != nil {
		return nil, nil, fmt.Errorf("write package %s: %w", d.path, err)
	}
	return f, func() error { return errors.Join(f.Close(), os.Remove(f.Name())) }, nil
}

// Finish puts the package in its place, whole or not at all.
func (d *Draft) Finish() error {
	err := d.close(true)
	if err == nil {
		err = vacant(d.path)
	}
	if err == nil && d.file == nil {
		if err = os.Remove(d.path); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	if err == nil {
		err = os.Rename(d.at, d.path)
	}
	if err != nil {
		return fmt.Errorf("write package %s: %w", d.path, errors.Join(err, d.Drop()))
	}
	return nil
}

// close ends the archive, so that all of it is on the disk where it is to be kept.
func (d *Draft) close(keep bool) error {
	if d.file == nil {
		return nil
	}
	var err error
	if keep {
		err = d.zip.Close()
		if err == nil {
			err = errors.Join(d.buf.Flush(), d.file.Sync())
		}
	}
	err = errors.Join(err, d.file.Close())
	d.file, d.zip = nil, nil
	return err
}

// Drop removes what is left of the draft. A finished one has left nothing.
func (d *Draft) Drop() error { return errors.Join(d.close(false), os.RemoveAll(d.at)) }

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
