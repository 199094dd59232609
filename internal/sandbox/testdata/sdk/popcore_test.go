//go:build node

package sdk

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// popCore is the vendor's client for Node, in a process of its own.
type popCore struct {
	method  string
	in      io.Writer
	answers *bufio.Reader
}

// The client for Node makes all calls, with its parameters in a form and, as it
// does unless told otherwise, by GET.
func TestPopCore(t *testing.T)      { runSuite(t, startPopCore(t, "POST")) }
func TestPopCoreByGET(t *testing.T) { runSuite(t, startPopCore(t, "GET")) }

func startPopCore(t *testing.T, method string) *popCore {
	t.Helper()
	folder := filepath.Join("..", "pop-core")
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("pop-core is NOT TESTED: Node is not installed")
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal("pop-core is NOT TESTED: npm ci was not run in internal/sandbox/testdata/pop-core")
	}
	ctx, stop := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, node, "call.js")
	c.Dir, c.Stderr = folder, os.Stderr
	dieWithParent(c)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = c.Wait() // it was killed, which is its error
	})
	return &popCore{method: method, in: in, answers: bufio.NewReader(out)}
}

func (c *popCore) lacks(string, string) bool { return false }

func (c *popCore) call(address, operation string, params map[string]string) (string, any, error) {
	question := map[string]any{"address": address, "operation": operation, "params": params, "method": c.method}
	if err := json.NewEncoder(c.in).Encode(question); err != nil {
		return "", nil, err
	}
	line, err := c.answers.ReadBytes('\n')
	if err != nil {
		return "", nil, err
	}
	var answer struct{ Body, Code, Message string }
	if err := json.Unmarshal(line, &answer); err != nil {
		return "", nil, err
	}
	switch {
	case answer.Code != "":
		return "", nil, refusal{answer.Code}
	case answer.Body == "":
		return "", nil, errors.New(answer.Message)
	}
	return answer.Body, nil, nil
}
