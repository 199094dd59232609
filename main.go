// Domainbatch changes the contact data of many domains through the Alibaba
// Cloud Domain API, and writes what became of each beside its row in a copy of
// the spreadsheet that asked for it.
//
//	domainbatch run FILE          read, check, plan, confirm, apply, report: the whole job
//	domainbatch plan FILE         read, check, verify, group; change nothing
//	domainbatch apply RUN         carry out a planned run, or go on with an interrupted one
//	domainbatch reconcile RUN     ask about unknown results, or record what a person found
//	domainbatch status RUN        how far it is
//	domainbatch report RUN        write the report again
//	domainbatch inspect FILE      how a spreadsheet is read
//	domainbatch template OUT      write a workbook to fill in
//	domainbatch ops [NAME]        the operations and their columns
//	domainbatch query NAME        ask any operation that reads, all pages
//	domainbatch call NAME         make one call, for support
//	domainbatch export OUT        write the account's domains into a spreadsheet
//	domainbatch coverage FILE     compare a spreadsheet's domains with the account's
//	domainbatch verify-email      verify addresses of owners
//	domainbatch inbox             the account's inbox of task results
//	domainbatch sandbox           serve the simulated API
//
// # The road of a row
//
//  1. package sheet reads the line as cells, whatever the format of the file;
//  2. loader binds the columns to parameters, cleans and checks the cells and
//     makes a row of them, with an issue for each thing that is wrong;
//  3. planner.Changes makes the changes that the row asks for, folds repeats
//     and refuses conflicts;
//  4. executor.Read has each distinct contact verified and reads what each
//     domain has at present;
//  5. planner.Batches cuts what is left into as few requests as possible;
//  6. executor.Apply sends them, follows the tasks that the registrar makes of
//     them and gives each change its result; the journal holds every step;
//  7. report writes the results beside the row.
//
// Run domainbatch help for flags, and see README.md for exit codes.
package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"domainbatch/internal/cli"
)

func main() {
	// What is ignored at the start stays so: nohup has a run outlive its terminal,
	// and a script's Ctrl-C is not for what it runs in the background.
	signals := slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGHUP}, signal.Ignored)
	signals = append(signals, syscall.SIGTERM)
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	// A reader of the output that goes away, such as head, must not end a run.
	signal.Ignore(syscall.SIGPIPE)
	// After the first signal the next one has its usual effect: it ends the
	// program at once. The run file survives that.
	context.AfterFunc(ctx, stop)
	os.Exit(cli.Main(ctx, cli.Env{
		Args: os.Args, Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	}))
}
