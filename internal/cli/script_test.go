package cli_test

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"domainbatch/internal/cli"
)

// TestMain lets the test binary be the program in scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"domainbatch": func() {
		os.Exit(cli.Main(context.Background(), cli.Env{
			Args: os.Args, Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		}))
	}})
}

// TestScripts runs the program as a user would. Every command and every exit
// code has a script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
