package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// powerless makes the rest of the test one of a user who owns nothing, also
// where the tests run as root.
func powerless(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	runtime.LockOSThread()
	const nobody = 65534
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Setfsuid(0)
		runtime.UnlockOSThread()
	})
}

// reachable lets other users into the folders above a temporary one.
func reachable(t *testing.T, dir string) {
	t.Helper()
	for ; dir != filepath.Clean(os.TempDir()) && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// In a folder that cannot be written to a closed run can be read, and nothing
// else; the errors name the path and say what to do.
func TestReadOnlyFolder(t *testing.T) {
	path := sample(t)
	dir := filepath.Dir(path)
	reachable(t, dir)
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	powerless(t)

	r := mustRead(t, path)
	if p := mustVerify(t, r); p.Events != 5 {
		t.Errorf("%d events, want 5", p.Events)
	}
	mustClose(t, r)
	for how, open := range map[string]func(string) (*Journal, error){"open": Open, "create": Create} {
		_, err := open(map[string]string{"open": path, "create": filepath.Join(dir, "new.run")}[how])
		var access *AccessError
		if !errors.As(err, &access) || !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), dir) || access.Hint() == "" {
			t.Errorf("%s: %v", how, err)
		}
	}
}

// A run that crashed cannot be read where its log cannot be: without the log
// it would be an older state.
func TestReadOnlyFolderAfterACrash(t *testing.T) {
	whole := sample(t)
	j := mustOpen(t, whole)
	mustAppend(t, j, planned(3))
	path := filepath.Join(t.TempDir(), "after.run")
	copyRun(t, whole, path)
	mustClose(t, j)
	dir := filepath.Dir(path)
	reachable(t, dir)
	for _, name := range []string{path, path + "-wal"} {
		if err := os.Chmod(name, 0o444); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	powerless(t)
	r, err := Read(path)
	var access *AccessError
	if err == nil {
		if p := mustVerify(t, r); p.Events != 6 {
			t.Errorf("an older state was read: %d events", p.Events)
		}
		mustClose(t, r)
	} else if !errors.As(err, &access) || !strings.Contains(access.Hint(), "copy") {
		t.Errorf("after a crash: %v", err)
	}
}
