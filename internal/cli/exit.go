package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"domainbatch/executor"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// The exit codes, as the README lists them.
const (
	exitDone        = 0
	exitFailed      = 1 // the program failed
	exitUsage       = 2
	exitInvalid     = 3 // input invalid, nothing sent
	exitSome        = 4 // finished, some rows not done
	exitStale       = 5 // the plan is stale or is not the approved one
	exitLimit       = 6 // a safety limit
	exitCredentials = 7
	exitStopped     = 8 // a time limit; can go on
	exitUnknown     = 9 // some answers unknown
	exitInterrupted = 130
)

// precedence is which code stands where several hold.
var precedence = []int{
	exitFailed, exitUsage, exitCredentials, exitInvalid, exitStale, exitLimit,
	exitInterrupted, exitUnknown, exitStopped, exitSome, exitDone,
}

// fault is an error with its exit code and what to do about it.
type fault struct {
	code   int
	err    error
	hint   string
	reason string // in plain words for the rows that were not sent; empty: by the code
}

func (f *fault) Error() string { return f.err.Error() }

// Unwrap gives the cause.
func (f *fault) Unwrap() error { return f.err }

// hinted is what errors of other packages carry that know what to do.
type hinted interface{ Hint() string }

// codeOf finds the exit code of an error and what to do about it. Where several
// ended the command, the strongest stands.
func codeOf(err error) (code int, hint string) {
	code = exitDone
	for _, part := range parts(err) {
		own, what := codeOfOne(part)
		if all := strongest(code, own); all == own && (all != code || hint == "") {
			code, hint = own, what
		}
	}
	return code, hint
}

// parts are the errors that were joined to one.
func parts(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, part := range joined.Unwrap() {
		all = append(all, parts(part)...)
	}
	return all
}

func codeOfOne(err error) (code int, hint string) {
	if f, ok := errors.AsType[*fault](err); ok {
		return f.code, f.hint
	}
	if stop, ok := errors.AsType[*executor.StopError](err); ok {
		if stop.Diagnosis.Credentials {
			return exitCredentials, said(stop)
		}
		return exitFailed, said(stop)
	}
	if limit, ok := errors.AsType[*executor.LimitError](err); ok {
		return exitLimit, limit.Hint
	}
	if word, ok := errors.AsType[*executor.WordError](err); ok {
		return exitUsage, word.Hint
	}
	var hint2 hinted
	if errors.As(err, &hint2) {
		hint = hint2.Hint()
	}
	return codeOfType(err), hint
}

// reasonOf says in plain words why a process stopped before the end of a run,
// for the rows that were not sent; empty when it did not.
func reasonOf(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[*fault](err); ok && f.reason != "" {
		return f.reason
	}
	return reasonByKind(err)
}

func reasonByKind(err error) string {
	code, _ := codeOf(err)
	stop, stopped := errors.AsType[*executor.StopError](err)
	quota, full := errors.AsType[*executor.QuotaError](err)
	limit, limited := errors.AsType[*executor.LimitError](err)
	switch {
	case stopped && stop.Account != "":
		return fmt.Sprintf("account %s was not gone on with when %s ended with %s", stop.Account, stop.Action, stop.Diagnosis.Code)
	case stopped:
		return fmt.Sprintf(job.StoppedByAPI, stop.Action, stop.Diagnosis.Code)
	case limited:
		return limit.What
	case full:
		return quota.Error()
	case code == exitCredentials:
		return job.StoppedNoKeys
	case code == exitStale:
		return job.StoppedStale
	case errors.Is(err, executor.ErrInterrupted):
		return job.StoppedByUser
	case errors.Is(err, executor.ErrClosed):
		return executor.ErrClosed.Error()
	case errors.Is(err, executor.ErrWaitOver):
		return executor.ErrWaitOver.Error()
	}
	return job.StoppedByDefect
}

// said is what the API said about the account or the way it is called, which
// holds no contact data, and what to do about it.
func said(stop *executor.StopError) string {
	d := &stop.Diagnosis
	if d.RequestID == "" || d.Message == "" {
		return d.Hint
	}
	return fmt.Sprintf("the API says: %s; %s", strings.TrimRight(d.Message, ". "), d.Hint)
}

func codeOfType(err error) int {
	if _, ok := errors.AsType[*loader.UsageError](err); ok {
		return exitUsage
	}
	if _, ok := errors.AsType[*rpc.CredentialsError](err); ok {
		return exitCredentials
	}
	_, unread := errors.AsType[*loader.InputError](err)
	_, format := errors.AsType[*sheet.FormatError](err)
	switch {
	case unread, format:
		return exitInvalid
	case errors.Is(err, executor.ErrInterrupted):
		return exitInterrupted
	case errors.Is(err, executor.ErrWaitOver), errors.Is(err, executor.ErrClosed):
		return exitStopped
	case errors.Is(err, fs.ErrNotExist):
		return exitUsage
	}
	return exitFailed
}

// codeOfRows is the exit code that the rows of a run amount to.
func codeOfRows(p *job.Plan, l *job.Ledger, held string) int {
	codes := []int{exitDone}
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.LeftOut != "" {
			continue
		}
		switch p.Outcome(row, l, held).Result {
		case job.Succeeded, job.Unchanged:
		case job.Unknown:
			codes = append(codes, exitUnknown)
		case job.Pending:
			codes = append(codes, exitStopped)
		default:
			codes = append(codes, exitSome)
		}
	}
	if held != "" {
		codes = append(codes, exitInvalid)
	}
	return strongest(codes...)
}

// strongest is the code that stands where several hold.
func strongest(codes ...int) int {
	for _, code := range precedence {
		if slices.Contains(codes, code) {
			return code
		}
	}
	return exitFailed
}

// finish says how the command ended and returns the exit code.
func (a *app) finish(err error) int {
	code := exitDone
	if a.end != nil {
		code = a.end.code
	}
	if err != nil {
		own, hint := codeOf(err)
		code = strongest(code, own)
		a.complain(err, hint)
	}
	if a.wantsJSON() {
		if err := a.writeJSON(code); err != nil {
			fmt.Fprintf(a.Stderr, "domainbatch: write result: %v\n", err)
			code = exitFailed
		}
	}
	a.endTelling(err, code)
	return code
}

// wantsJSON tells whether the object of a run is to be written: also where the
// flags are wrong, so that a program always gets one.
func (a *app) wantsJSON() bool {
	about := a.aboutRun()
	if a.ran {
		return about && a.flags.json
	}
	return about && slices.ContainsFunc(a.Args, func(arg string) bool { return arg == "--json" || arg == "--json=true" })
}

// aboutRun tells whether the command is about a run, which has its own file.
func (a *app) aboutRun() bool {
	return slices.Contains([]string{"run", "plan", "approve", "apply", "reconcile", "refresh", "status", "report"}, a.name)
}

// answers tells whether what the command has to say is all that there is of it.
// The words about a file or a run stand beside what it wrote: their loss is no
// failure, but for status, which only speaks, and for a program that waits for them.
func (a *app) answers() bool {
	return a.flags.json || a.name == "status" || !a.aboutRun() && a.name != "export" && a.name != "template"
}

// complain prints an error, its complaints summed up, and what to do.
func (a *app) complain(err error, hint string) {
	said := make(map[string]bool) // calls that were under way together fail with the same words
	for _, part := range parts(err) {
		if text := part.Error(); !saidAtEnd(part) && !said[text] {
			said[text] = true
			fmt.Fprintf(a.Stderr, "domainbatch: %s\n", seenLines(text))
		}
	}
	if in, ok := errors.AsType[*loader.InputError](err); ok {
		a.printIssues(in.Issues)
	}
	if hint != "" {
		fmt.Fprintf(a.Stderr, "  %s\n", seen(hint))
	}
}

// saidAtEnd tells whether the end of the run says it, with the command that goes on.
func saidAtEnd(err error) bool {
	if _, ok := errors.AsType[*fault](err); ok {
		return false
	}
	return errors.Is(err, executor.ErrInterrupted) || errors.Is(err, executor.ErrWaitOver) || errors.Is(err, executor.ErrClosed)
}
