package cli

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

func secretsAt(t *testing.T, path, digest string) *secrets {
	t.Helper()
	s := &session{path: path, plan: &job.Plan{Digest: digest}, info: job.Info{Created: time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)}}
	x := s.secretsOf()
	t.Cleanup(func() {
		if err := x.close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// What was kept is there for the next process, also after a line that a crash
// has cut off; and nobody else may read it.
func TestSecretsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codes.xlsx.run")
	first := secretsAt(t, path, "d")
	for id, code := range map[job.ChangeID]string{1: "one", 2: "two \"2\""} {
		if err := first.Keep(id, "TransferAuthorizationCode", code); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path + ".secrets")
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	file, err := os.OpenFile(path+".secrets", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(`{"change":3,"name":"Transfer`); err != nil || file.Close() != nil {
		t.Fatal(err)
	}
	second := secretsAt(t, path, "d")
	if err := second.Keep(4, "TransferAuthorizationCode", "four"); err != nil {
		t.Fatal(err)
	}
	all, ours, err := secretsAt(t, path, "d").read()
	want := map[job.ChangeID]job.Params{
		1: {"TransferAuthorizationCode": "one"}, 2: {"TransferAuthorizationCode": "two \"2\""}, 4: {"TransferAuthorizationCode": "four"},
	}
	if err != nil || !ours || !cmp.Equal(all, want) {
		t.Errorf("%v, %t, %v", all, ours, err)
	}
}

// The secrets of another run at the same place are not those of this one.
func TestSecretsOfAnotherRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codes.xlsx.run")
	if err := secretsAt(t, path, "d").Keep(1, "TransferAuthorizationCode", "theirs"); err != nil {
		t.Fatal(err)
	}
	other := secretsAt(t, path, "e")
	if all, ours, err := other.read(); ours || len(all) > 0 || err != nil {
		t.Errorf("%v, %t, %v", all, ours, err)
	}
	if err := other.Keep(1, "TransferAuthorizationCode", "ours"); err != nil {
		t.Fatal(err)
	}
	all, ours, err := other.read()
	if !ours || all[1]["TransferAuthorizationCode"] != "ours" || len(all) != 1 || err != nil {
		t.Errorf("%v, %t, %v", all, ours, err)
	}
}
