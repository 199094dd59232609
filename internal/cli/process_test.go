package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"testing"
	"time"

	"domainbatch/internal/sandbox"
)

// built is the program as a user has it, made once for all tests that need it
// as a process of its own.
var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(builtIn(), "domainbatch")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if said, err := exec.Command("go", "build", "-o", path, "domainbatch").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, said)
	}
	return path, nil
})

// builtIn is the folder that is removed when all tests are over.
func builtIn() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("domainbatch-built-%d", os.Getpid()))
}

// process is the program as a process.
type process struct {
	*exec.Cmd
	t        *testing.T
	out, err bytes.Buffer
}

// program prepares a process of the program. Its home is the test's, so that
// runs of other tests are not seen.
func (d *desk) program(words ...string) *process {
	d.t.Helper()
	path, err := built()
	if err != nil {
		d.t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(path, words...), t: d.t}
	p.Env = append(os.Environ(), "HOME="+d.dir, "USERPROFILE="+d.dir, "XDG_STATE_HOME=", "LOCALAPPDATA=", "DOMAINBATCH_ENDPOINT=",
		"ALIBABA_CLOUD_ACCESS_KEY_ID="+sandbox.DefaultKey, "ALIBABA_CLOUD_ACCESS_KEY_SECRET="+sandbox.DefaultSecret, "ALIBABA_CLOUD_SECURITY_TOKEN=")
	p.Stdout, p.Stderr = &p.out, &p.err
	return p
}

// ends waits for the process, and gives what it left; code -1 when a signal ended it.
func (p *process) ends() ran {
	p.t.Helper()
	err := p.Wait()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		p.t.Fatal(err)
	}
	return ran{p.ProcessState.ExitCode(), p.out.String(), p.err.String()}
}

func (p *process) begins() *process {
	p.t.Helper()
	if err := p.Start(); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// runs is begins and ends.
func (d *desk) runs(words ...string) ran {
	d.t.Helper()
	return d.program(words...).begins().ends()
}

// served is the simulated API as a process.
type served struct {
	t   *testing.T
	url string
}

// serves starts the simulated API; it ends with the test.
func (d *desk) serves(flags ...string) *served {
	d.t.Helper()
	p := d.program(append([]string{"sandbox", "--addr", "127.0.0.1:0"}, flags...)...)
	p.Stdout = nil
	out, err := p.StdoutPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	p.begins()
	d.t.Cleanup(func() { _ = p.Process.Kill(); _ = p.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	found := regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
	if err != nil || found == "" {
		d.t.Fatalf("the simulated API says %q, %v, %s", line, err, p.err.String())
	}
	return &served{d.t, found}
}

// ledger is what the simulated API has seen.
func (s *served) ledger() (l sandbox.Ledger) {
	s.t.Helper()
	answer, err := http.Get(s.url + "/ledger")
	if err == nil {
		err = errors.Join(json.NewDecoder(answer.Body).Decode(&l), answer.Body.Close())
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return l
}

// await waits until the simulated API has seen so many calls of an action.
func (s *served) await(action string, n int) {
	s.t.Helper()
	ticks, end := time.NewTicker(10*time.Millisecond), time.After(time.Minute)
	defer ticks.Stop()
	for s.ledger().Calls[action] < n {
		select {
		case <-ticks.C:
		case <-end:
			s.t.Fatalf("%d calls of %s did not come", n, action)
		}
	}
}
