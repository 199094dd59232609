// Package cli is the command line: commands, flags, exit codes and words. It
// joins the stages, which know nothing of each other, and is the only package
// that knows the run file and the simulated API.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"domainbatch/internal/rpc"
)

// Env is all that the program takes from its surroundings.
type Env struct {
	Args   []string // the program's name first
	Getenv func(string) string
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer

	Transport   http.RoundTripper // nil: the network
	Credentials rpc.Provider      // nil: the usual places of Alibaba Cloud tools

	// Notify sends a message to the service of a URL, and gives up when done is
	// closed. Its errors are printed. Nil: by shoutrrr.
	Notify func(done <-chan struct{}, url, title, text string) error
}

// Main runs one command and returns the exit code.
func Main(ctx context.Context, env Env) int {
	out := &standardOut{to: env.Stdout}
	env.Stdout = out
	a := &app{Env: env, started: time.Now()}
	a.begins = a.started.Round(0)
	root := a.root()
	root.SetArgs(env.Args[1:])
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	c, err := root.ExecuteContextC(ctx)
	a.name = named(c)
	if err != nil && !a.ran {
		err = &fault{code: exitUsage, err: err, hint: "see: domainbatch help"}
	}
	code := a.finish(err)
	if lost := out.lost(); lost != nil && code != exitFailed && a.answers() {
		a.complain(fmt.Errorf("write the answer: %w", lost), "")
		return exitFailed
	}
	return code
}

// app is one run of the program.
type app struct {
	Env
	flags    flags
	started  time.Time
	at       time.Time              // what --at says; zero without it
	begins   time.Time              // from when on this command may send: its start, or the end of its wait
	name     string                 // of the command
	ran      bool                   // a command was found and its flags are right
	changed  func(flag string) bool // tells whether the user gave a flag of the command
	profiles *profiles              // what accounts can be, when that was asked for
	has      func(flag string) bool // tells whether the command has a flag
	operands []string               // its words that are no flags
	settled  *reading               // how the spreadsheet is read, when that was asked for
	end      *ending
}

const long = `Bulk changes of domain contact data through the Alibaba Cloud Domain API.

A spreadsheet of domains and contacts goes in; every row comes out again with
what became of it.`

const examples = `  domainbatch run --sandbox acquisition.xlsx      the whole job, against the embedded simulated API
  domainbatch plan acquisition.xlsx               check, verify and group; change nothing
  domainbatch apply acquisition.xlsx.run          carry the plan out, or go on after an interruption`

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use: "domainbatch", Short: "Bulk changes of domain contact data", Long: long, Example: examples,
		SilenceErrors: true, SilenceUsage: true, Version: toolVersion(),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { a.ran = true; return c.Help() },
	}
	root.SetHelpCommand(a.helpCommand(root))
	root.SetVersionTemplate("domainbatch {{.Version}}\n")
	root.AddCommand(
		a.runCommand(), a.planCommand(), a.approveCommand(), a.applyCommand(), a.reconcileCommand(), a.statusCommand(), a.reportCommand(),
		a.runsCommand(), a.scheduleCommand(), a.refreshCommand(), a.undoCommand(),
		a.inspectCommand(), a.templateCommand(), a.opsCommand(), a.sandboxCommand(), a.versionCommand(),
		a.queryCommand(), a.callCommand(), a.exportCommand(), a.coverageCommand(), a.verifyEmailCommand(), a.inboxCommand(), a.verifyCommand(), a.forgetCommand(),
	)
	return root
}

// helpCommand is help that does not take an unknown command for success.
func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Help about any command",
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return fmt.Errorf("help: there is no command %s", strings.Join(args, " "))
			}
			c.InitDefaultHelpFlag() // these two are otherwise added when the command itself runs
			c.InitDefaultVersionFlag()
			return c.Help()
		},
	}
}

// command makes a command whose work is do. Its usage errors are told from the
// errors of its work by whether do was reached.
func (a *app) command(use, short string, args cobra.PositionalArgs, do func(ctx context.Context, args []string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: args,
		RunE: func(c *cobra.Command, args []string) error {
			a.ran, a.changed, a.operands = true, c.Flags().Changed, args
			a.name, a.has = named(c), func(flag string) bool { return c.Flags().Lookup(flag) != nil }
			if err := blank(c); err != nil {
				return err
			}
			return do(c.Context(), args)
		},
	}
}

// named is the name of a command below the program's.
func named(c *cobra.Command) string { return strings.TrimPrefix(c.CommandPath(), "domainbatch ") }

// blank refuses a flag that was given without a value, as by a variable of the
// shell that is not set: it would pass for one that was not given.
func blank(c *cobra.Command) (err error) {
	c.Flags().Visit(func(f *pflag.Flag) {
		text := strings.TrimSpace(f.Value.String())
		if f.Value.Type() == "string" && text == "" || f.Value.Type() == "stringSlice" && text == "[]" {
			err = usage(fmt.Sprintf("--%s has no value", f.Name), "leave the flag out, or give it one")
		}
	})
	return err
}

func (a *app) versionCommand() *cobra.Command {
	return a.command("version", "Print the version", cobra.NoArgs, func(context.Context, []string) error {
		a.print("domainbatch %s\n", toolVersion())
		return nil
	})
}

// toolVersion is the version that the program was built from.
func toolVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// usage is an error of how the program was called.
func usage(text, hint string) error {
	return &fault{code: exitUsage, err: errors.New(text), hint: hint}
}
