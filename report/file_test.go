package report

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"domainbatch/internal/job"
)

func TestFileIsReplacedWhole(t *testing.T) {
	book := open(t, "acquisition.xlsx", acquisition(t))
	dir := t.TempDir()
	path := filepath.Join(dir, "r.xlsx")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	bad := fixture()
	bad.Calls = func(yield func(job.Call, error) bool) { yield(job.Call{}, os.ErrDeadlineExceeded) }
	if err := Write(path, book, bad); err == nil || string(read(t, path)) != "old" {
		t.Errorf("a report that broke off gives %v and leaves %d bytes", err, len(read(t, path)))
	}
	if err := Write(path, book, fixture()); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, error %v, want the report alone", entries, err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, error %v, want 0600", info.Mode(), err)
	}
}

func TestReplaceError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "r.xlsx")
	if err := os.MkdirAll(filepath.Join(dir, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	err := Write(dir, open(t, "acquisition.xlsx", acquisition(t)), fixture())
	if err == nil || !strings.Contains(err.Error(), "close it in the spreadsheet program") {
		t.Errorf("error is %v", err)
	}
}
