package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A folder that cannot be made or written to is named, with what to do.
func TestClaimReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	reachable(t, dir)
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	powerless(t)
	for _, folder := range []string{dir, filepath.Join(dir, "claims")} {
		_, err := Claim(t.Context(), folder, Claims{Run: "/a.run"})
		access, ok := errors.AsType[*AccessError](err)
		if !ok || !errors.Is(err, fs.ErrPermission) || access.Hint() == "" || !strings.Contains(err.Error(), folder) {
			t.Errorf("%s: %v", folder, err)
		}
	}
}
