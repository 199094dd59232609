package sdk

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// programVariable names a program that is there already; otherwise it is built.
const programVariable = "DOMAINBATCH"

func TestMain(m *testing.M) {
	runtime.LockOSThread() // a child that dies with its parent dies with the thread that started it
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if os.Getenv(programVariable) == "" {
		dir, err := os.MkdirTemp("", "domainbatch-sdk-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		program := filepath.Join(dir, "domainbatch.exe")
		build := exec.Command("go", "build", "-o", program, ".")
		build.Dir = filepath.Join("..", "..", "..", "..")
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "build domainbatch: %v\n%s", err, out)
			return 1
		}
		if err := os.Setenv(programVariable, program); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return m.Run()
}

var address = regexp.MustCompile(`http://(\S+:\d+)`)

// sandbox starts the simulated API as a process that ends with the test, and
// gives its address. domains are those in the account.
func sandbox(t *testing.T, domains []string, flags ...string) string {
	t.Helper()
	list := filepath.Join(t.TempDir(), "domains.txt")
	if err := os.WriteFile(list, []byte(strings.Join(domains, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, os.Getenv(programVariable), append([]string{"sandbox", "--addr", "127.0.0.1:0", "--domains", list}, flags...)...)
	dieWithParent(c)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_, _ = io.Copy(io.Discard, out)
		_ = c.Wait() // it was killed, which is its error
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	found := address.FindStringSubmatch(line)
	if found == nil {
		t.Fatalf("the sandbox did not start: %q, %v", line, err)
	}
	return found[1]
}
