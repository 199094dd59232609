package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"domainbatch/internal/cli"
	"domainbatch/internal/sandbox"
)

// refusing is standard output that takes nothing.
type refusing struct{ err error }

func (w refusing) Write([]byte) (int, error) { return 0, w.err }

// A command whose answer is lost says so and fails; one whose work stands in a
// file does not, and neither does one whose reader has seen enough.
func TestOutputLost(t *testing.T) {
	full := syscall.ENOSPC
	dir := t.TempDir()
	input := filepath.Join(dir, "one.csv")
	if err := os.WriteFile(input, []byte("Domain\none.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		err   error
		words []string
		code  int
	}{
		"ops":                   {full, []string{"ops"}, 1},
		"help":                  {full, []string{"--help"}, 1},
		"version":               {full, []string{"version"}, 1},
		"query":                 {full, []string{"query", "CheckDomain", "DomainName=one.com", "--endpoint", "https://api.example"}, 1},
		"export, for a program": {full, []string{"export", filepath.Join(dir, "a.csv"), "--json", "--endpoint", "https://api.example"}, 1},
		"export":                {full, []string{"export", filepath.Join(dir, "b.csv"), "--endpoint", "https://api.example"}, 0},
		"template":              {full, []string{"template", filepath.Join(dir, "c.xlsx"), "--op", "renew"}, 0},
		"a plan":                {full, []string{"plan", input, "--op", "check", "--endpoint", "https://api.example"}, 0},
		"ops for head":          {syscall.EPIPE, []string{"ops"}, 0},
	} {
		under(t, name, func(t *testing.T) {
			var said bytes.Buffer
			code := cli.Main(t.Context(), cli.Env{
				Args: append([]string{"domainbatch"}, c.words...), Getenv: func(string) string { return "" },
				Stdin: strings.NewReader(""), Stdout: refusing{c.err}, Stderr: &said,
				Transport: newWire(sandbox.Options{}), Credentials: testCredentials,
			})
			if code != c.code || strings.Count(said.String(), full.Error()) != code {
				t.Errorf("exit %d, want %d\n%s", code, c.code, said.String())
			}
		})
	}
}
