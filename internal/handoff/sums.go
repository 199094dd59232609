package handoff

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// The files of a package that are about its other files.
const (
	SumsFile      = "SHA256SUMS"
	SignatureFile = "SHA256SUMS.sig"
)

// Finding is something about a package that is not as it was made.
type Finding struct {
	File string
	What string // where in it, and what is wrong
}

// String says it in one line.
func (f Finding) String() string {
	if f.File == "" {
		return f.What
	}
	return f.File + ": " + f.What
}

// WriteSums writes the SHA-256 of all files so far, as sha256sum does and checks it.
func (d *Draft) WriteSums() error {
	d.list = sumLines(d.sums)
	return d.Write(SumsFile, func(w io.Writer) error {
		_, err := w.Write(d.list)
		return err
	})
}

func sumLines(sums map[string]string) []byte {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		fmt.Fprintf(&b, "%s  %s\n", sums[name], name)
	}
	return b.Bytes()
}

func sumOf(files fs.FS, name string) (string, error) {
	f, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// CheckSums recomputes the sums of a package. It finds files that are altered,
// missing, and there without a sum.
func CheckSums(files fs.FS) ([]Finding, error) {
	want, found, err := readSums(files)
	if err != nil {
		return found, err
	}
	names, err := list(files)
	if err != nil {
		found = append(found, Finding{What: "its list of files cannot be read: " + err.Error()})
	}
	for _, name := range names {
		sum, summed := want[name]
		if name == SumsFile || name == SignatureFile {
			continue
		}
		delete(want, name)
		own, err := sumOf(files, name)
		switch {
		case err != nil:
			found = append(found, Finding{name, "it cannot be read: " + unwrapped(err)})
		case !summed:
			found = append(found, Finding{name, "it was not there when the package was made: " + SumsFile + " does not have it"})
		case own != sum:
			found = append(found, Finding{name, "its SHA-256 is not the one in " + SumsFile})
		}
	}
	var missing []Finding
	for name := range want {
		missing = append(missing, Finding{name, "it is missing"})
	}
	slices.SortFunc(missing, func(a, b Finding) int { return strings.Compare(a.File, b.File) })
	return append(found, missing...), nil
}

// unwrapped is the last cause of an error, without the paths before it.
func unwrapped(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}

func readSums(files fs.FS) (sums map[string]string, found []Finding, err error) {
	text, err := fs.ReadFile(files, SumsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, []Finding{{SumsFile, "it is missing"}}, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", SumsFile, err)
	}
	sums = make(map[string]string)
	last := ""
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		sum, name, ok := strings.Cut(lines.Text(), "  ")
		raw, err := hex.DecodeString(sum)
		switch {
		case !ok || err != nil || len(raw) != sha256.Size || !fs.ValidPath(name):
			found = append(found, Finding{SumsFile, fmt.Sprintf("line %d is no sum of a file", n)})
			continue
		case name <= last:
			found = append(found, Finding{SumsFile, fmt.Sprintf("line %d is not in its place", n)})
		}
		sums[name], last = strings.ToLower(sum), name
	}
	if len(found) == 0 && !bytes.Equal(text, sumLines(sums)) {
		found = append(found, Finding{SumsFile, "it is not written as it was: capitals, ends of lines"})
	}
	if err := lines.Err(); err != nil {
		found = append(found, Finding{SumsFile, "it cannot be read: " + unwrapped(err)})
	}
	return sums, found, nil
}
