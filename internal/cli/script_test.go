package cli_test

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"domainbatch/internal/cli"
)

// TestMain lets the test binary be the program in scripts.
func TestMain(m *testing.M) {
	testscript.Main(scripts{m}, map[string]func(){"domainbatch": program})
}

// scripts are the tests with the flags that they need.
type scripts struct{ tests *testing.M }

// Run runs more scripts at once than there are processors: they mostly wait for
// tasks of the simulated API.
func (s scripts) Run() int {
	flag.Bool("update", false, "write what the program says now into the scripts")
	flag.Parse()
	if err := flag.Set("test.parallel", "24"); err != nil {
		return 1
	}
	code := s.tests.Run()
	_ = os.RemoveAll(builtIn())
	return code
}

// program is what main.go does.
func program() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(cli.Main(ctx, cli.Env{
		Args: os.Args, Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	}))
}

// TestScripts runs the program as a user would. Every command and every exit
// code has a script.
func TestScripts(t *testing.T) {
	update := flag.Lookup("update").Value.String() == "true"
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", Setup: setUp, Cmds: scriptCommands(), UpdateScripts: update,
		RequireExplicitExec: true, RequireUniqueNames: true,
	})
}

// setUp gives a script the samples, a home without any credentials and no way
// to a metadata server.
func setUp(env *testscript.Env) error {
	env.Values[watchKey{}] = new(watch)
	home := filepath.Join(env.WorkDir, ".home")
	if err := os.Mkdir(home, 0o700); err != nil {
		return err
	}
	env.Setenv("HOME", home)
	env.Setenv("USERPROFILE", home)
	env.Setenv("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
	files, err := filepath.Glob("../../samples/*.*")
	if err != nil {
		return err
	}
	for _, file := range files {
		if strings.Contains(filepath.Base(file), ".report.") || strings.HasSuffix(file, ".run") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(env.WorkDir, filepath.Base(file)), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}
