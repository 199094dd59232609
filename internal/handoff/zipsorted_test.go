package handoff

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
)

// unpacked is a part of a workbook.
func unpacked(t *testing.T, content []byte, name string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	part, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return part
}

// Parts stand in the order of their names, the types first, and the first part
// of a name is the one that counts.
func TestSortedZip(t *testing.T) {
	var b bytes.Buffer
	z := (&sortedZip{}).onto(&b)
	for _, p := range [][2]string{{"xl/b", "first"}, {"xl/a", strings.Repeat("a", 100_000)}, {"[Content_Types].xml", "types"}, {"xl/b", "second"}, {"_rels/.rels", ""}} {
		w, err := z.Create(p[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range r.File {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "[Content_Types].xml _rels/.rels xl/a xl/b" {
		t.Errorf("parts %s", got)
	}
	if got := string(unpacked(t, b.Bytes(), "xl/b")); got != "first" {
		t.Errorf("xl/b is %q", got)
	}
	if got := unpacked(t, b.Bytes(), "xl/a"); len(got) != 100_000 {
		t.Errorf("xl/a has %d bytes", len(got))
	}
}
