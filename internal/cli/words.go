package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/job"
	"domainbatch/loader"
	"domainbatch/planner"
)

// mostLines is how many kinds of complaints a terminal gets; the report has all.
const mostLines = 40

// print writes for people: to standard output, or to standard error when that
// is for a program.
func (a *app) print(format string, args ...any) {
	to := a.Stdout
	if a.flags.json {
		to = a.Stderr
	}
	fmt.Fprintf(to, format, args...)
}

// printIssues prints complaints, identical ones summed up.
func (a *app) printIssues(issues []job.Issue) {
	sums := loader.Summary(issues)
	for i, c := range sums {
		if i == mostLines {
			fmt.Fprintf(a.Stderr, "  and %d more kinds of complaints; the report has all\n", len(sums)-i)
			return
		}
		fmt.Fprintf(a.Stderr, "  %s\n", seen(withValue(c.String(), c.Value)))
	}
}

// withValue adds the value to a complaint about it, where there is one.
func withValue(text, value string) string {
	if value == "" {
		return text
	}
	return fmt.Sprintf("%s [%s]", text, value)
}

// printInvalid prints what is wrong with the rows.
func (s *session) printInvalid() { s.printSince(s.plan.Rows, nil) }

// printUnresolved prints which rows want present values that are not to be had.
func (s *session) printUnresolved(resolved *job.Plan) { s.printSince(resolved.Rows, s.plan.Rows) }

// printSince prints what is wrong with rows and was not before.
func (s *session) printSince(now, before []job.Row) {
	var issues []job.Issue
	rows := 0
	for i := range now {
		row, known := &now[i], 0
		if before != nil {
			known = len(before[i].Issues)
		}
		if row.LeftOut == "" && len(row.Issues) > known {
			rows++
			issues = append(issues, row.Issues[known:]...)
		}
	}
	if rows > 0 {
		fmt.Fprintf(s.Stderr, "%s: %s invalid\n", s.info.Input, count(rows, "row")+" "+are(rows))
		s.printIssues(issues)
	}
}

// printPlan shows what is going to be done.
func (s *session) printPlan() {
	p := s.plan
	rows := fmt.Sprintf("%s, %s, %s, %s in %s", count(len(p.Rows), "row"), count(p.Domains(), "domain"),
		count(len(p.Contacts), "distinct contact"), count(p.Asks(), "change"), count(s.ledger.Batches, "request"))
	s.view.close()
	s.print("%s: %s\n", s.info.Input, rows)
	s.printTargets()
	s.printKinds()
	s.printAccounts()
	for _, check := range s.refusedContacts() {
		fmt.Fprintf(s.Stderr, "  contact %d: VerifyContactField refuses it with %s: %s\n", check.Contact, check.Code, check.Message)
	}
	for _, w := range p.Warnings {
		s.print("  note: %s\n", noted(w))
	}
	if !s.over() {
		f := planner.Estimate(p, s.plan.Batches, s.estimating())
		s.print("  expected: %s, about %s at %g a second, reads and waiting included\n", count(f.Total, "call"), rounded(f.Duration), s.flags.qps)
	}
	if made := total(s.ledger.Calls); made > 0 && !s.ledger.Sent {
		s.print("  of these %s made already, which changed nothing\n", count(made, "call")+" "+were(made))
	}
	s.print("  plan %s\n", p.Digest)
}

// noted says a warning; its cell is only the first of those that it is about.
func noted(w job.Issue) string {
	text := w.Message
	if w.Hint != "" {
		text += "; " + w.Hint
	}
	if w.Cell != "" {
		text += " (first at " + w.Cell + ")"
	}
	return seen(text)
}

func (s *session) estimating() planner.EstimateOptions {
	o := planner.EstimateOptions{QPS: s.flags.qps, Before: s.info.Options["before"] == "all", Needs: s.expected()}
	if s.info.Sandbox {
		o.TaskTime = sandboxTask
	}
	return o
}

// printTargets counts changes and requests by what they change.
func (s *session) printTargets() {
	changes, requests := make(map[string]int), make(map[string]int)
	for i := range s.plan.Changes {
		if id := s.plan.Changes[i].ID; s.plan.Asked(id) {
			changes[s.plan.GroupOf(id).What()]++
		}
	}
	for _, b := range s.plan.Batches {
		requests[s.plan.Group(b.Group).What()]++
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		s.print("  %s: %s in %s\n", name, count(changes[name], "change"), count(requests[name], "request"))
	}
}

func (s *session) refusedContacts() []job.Check {
	var refused []job.Check
	for _, id := range slices.Sorted(maps.Keys(s.ledger.Checks)) {
		if check := s.ledger.Checks[id]; !check.OK {
			refused = append(refused, check)
		}
	}
	return refused
}

// found says what was found when a run is taken up again.
func (s *session) found() string {
	counts := make(map[job.State]int)
	tasks := make(map[string]bool)
	for i := range s.ledger.Standings {
		st := &s.ledger.Standings[i]
		counts[st.State]++
		if st.State == job.Accepted {
			tasks[st.TaskNo] = true
		}
	}
	switch {
	case s.flags.relockOnly && len(s.unlocked()) > 0:
		return fmt.Sprintf("going on with %s: %s unlocked, and locked again", s.path, count(len(s.unlocked()), "domain")+" "+are(len(s.unlocked())))
	case s.final():
		text := fmt.Sprintf("%s is finished: %s their answer", s.path, count(len(s.ledger.Standings), "change")+" "+have(len(s.ledger.Standings)))
		if lacking, err := s.lackingSecrets(); err != nil || lacking > 0 || s.flags.after == afterAll {
			return text
		}
		return text + "; no call is made"
	case !s.ledger.Sent:
		return fmt.Sprintf("going on with %s: nothing was sent yet; %s verified, %s read",
			s.path, count(len(s.ledger.Checks), "contact"), count(len(s.ledger.Befores), "present contact"))
	}
	unknown := s.unknown()
	ended := counts[job.Settled] + counts[job.Refused] - unknown
	text := fmt.Sprintf("going on with %s: %s their answer, %d wait in %s, %d in doubt, %d not sent",
		s.path, count(ended, "change")+" "+have(ended), counts[job.Accepted], count(len(tasks), "task"),
		counts[job.Sending]+counts[job.Doubtful], counts[job.Planned])
	if unknown > 0 {
		text += fmt.Sprintf(", %d unknown, which the registrar is asked about", unknown)
	}
	return text
}

// printEnd says how the command ended, and how to go on.
func (s *session) printEnd(ctx context.Context, err error) {
	s.view.close()
	interrupted := errors.Is(err, executor.ErrInterrupted) || ctx.Err() != nil && !s.final()
	if interrupted && !s.ledger.Planned {
		s.end.goOn = commandLine(s.Args)
		s.print("interrupted; nothing was sent. To go on: %s\n", s.end.goOn)
		s.printNotifyAgain()
		return
	}
	if how := s.ended(err, interrupted); how != "" {
		s.end.goOn = s.goOn()
		s.print("%s: %s\n", how, s.end.goOn)
		s.printNotifyAgain()
	}
	s.printUnlocked()
	if n := s.unknown(); n > 0 {
		s.print("the result of %s is unknown; to ask the registrar again: %s\n", count(n, "change"), s.askAgain())
	}
}

// askAgain is the command that asks about what is unknown.
func (s *session) askAgain() string { return "domainbatch reconcile " + quote(s.path) }

// printNotifyAgain says what the command that goes on leaves out.
func (s *session) printNotifyAgain() {
	if s.notifies() {
		s.print("  %s\n", notifyAgain)
	}
}

// ended says in words how a planned run ended that can go on; empty where it
// came to its end or cannot.
func (s *session) ended(err error, interrupted bool) string {
	code, _ := codeOf(err)
	quota, full := errors.AsType[*executor.QuotaError](err)
	switch {
	case interrupted:
		return "interrupted. To go on"
	case full:
		return quota.Error() + ". To go on then"
	case code == exitStale || !s.ledger.Planned:
		return ""
	case code == exitLimit:
		s.loosen(err)
		return "stopped by a safety limit; nothing new was started. Look at the report; to go on all the same"
	case errors.Is(err, executor.ErrClosed):
		return fmt.Sprintf("%s; %s. To go on", executor.ErrClosed, s.nextOpening())
	case errors.Is(err, executor.ErrWaitOver):
		return "the waiting time is over; some changes are not finished. To go on"
	case err != nil:
		return "stopped. To go on when it is mended"
	}
	return ""
}

// loosen changes the flags of the command that goes on so that it does.
func (s *session) loosen(err error) {
	limit, ok := errors.AsType[*executor.LimitError](err)
	switch {
	case !ok:
	case limit.Canary:
		s.flags.canary = 0
	default:
		s.flags.maxFailures = limit.Failures
	}
}

// nextOpening says when something may be sent again.
func (s *session) nextOpening() string {
	open, err := s.hours()
	if err != nil {
		return err.Error()
	}
	at, comes := open.opens(time.Now())
	if !comes {
		return "--until has passed"
	}
	return "it begins again at " + at.Format(time.RFC3339)
}

// unknown counts the changes whose answers were lost for good.
func (s *session) unknown() (n int) {
	for i := range s.ledger.Standings {
		if st := &s.ledger.Standings[i]; st.State == job.Settled && st.Result == job.Unknown {
			n++
		}
	}
	return n
}

// printCounts prints what became of the rows and where it is written.
func (s *session) printCounts() {
	held := s.held()
	s.print("%s\n", rowsBy(len(s.plan.Rows), s.plan.Counts(s.ledger, held)))
	s.printByAccount()
	if held != "" {
		s.print("%s\n", held)
	}
	s.printFiles()
	s.printHead()
}

// printHead prints what the chain of entries is held against later.
func (s *session) printHead() {
	if head, err := s.journal.Head(); err == nil && s.ledger.Planned {
		s.print("  plan %s\n  head %s\n", s.plan.Digest, head)
	}
}

// printFiles prints what was written.
func (s *session) printFiles() {
	if s.end.report != "" {
		s.print("report: %s\n", s.end.report)
	}
	switch rows := s.end.failed; {
	case rows < 0:
		return
	case rows == 0:
		s.print("rows not done: none; %s has the header alone\n", s.flags.failed)
	default:
		s.print("rows not done: %d in %s\n", rows, s.flags.failed)
	}
	if open := s.openRows(); open > 0 {
		s.print("  %d of them %s pending or unknown: bring this run to its end before they are run again\n", open, are(open))
	}
}

// openRows counts the rows that were sent and have no answer yet.
func (s *session) openRows() int {
	counts := s.plan.Counts(s.ledger, s.held())
	return counts[job.Pending] + counts[job.Unknown]
}

// summary is the JSON object of --json.
type summary struct {
	Run      string             `json:"run"`
	Report   string             `json:"report"`
	Digest   string             `json:"digest"`
	Rows     int                `json:"rows"`
	Domains  int                `json:"domains"`
	Contacts int                `json:"contacts"`
	Changes  int                `json:"changes"`
	Batches  int                `json:"batches"`
	Results  map[job.Result]int `json:"results"`
	Calls    map[string]int     `json:"calls"`
	Accounts accountResults     `json:"accounts,omitempty"` // results of changes, where there are several
	Unlocked []string           `json:"unlocked,omitempty"` // domains that the run has unlocked and not locked again
	After    *readings          `json:"after,omitempty"`    // nil: nothing was read back
	Seconds  float64            `json:"seconds"`
	Exit     int                `json:"exit"`
}

// writeJSON writes the object of --json, whatever there is of it.
func (a *app) writeJSON(code int) error {
	out := summary{Results: map[job.Result]int{}, Calls: map[string]int{}, Exit: code}
	out.Seconds = float64(time.Since(a.started).Milliseconds()) / 1000
	if a.end != nil {
		out.Run, out.Report = filepath.ToSlash(a.end.session.path), filepath.ToSlash(a.end.report)
		a.end.session.sum(&out)
		out.After = a.end.after
	}
	encoder := json.NewEncoder(a.Stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(out)
}

func (s *session) sum(out *summary) {
	switch {
	case s.ledger != nil && s.ledger.Forgotten != nil:
		s.sumLeft(out)
		return
	case s.plan == nil || s.ledger == nil:
		return
	}
	out.Digest, out.Rows, out.Domains = s.plan.Digest, len(s.plan.Rows), s.plan.Domains()
	out.Contacts, out.Changes, out.Batches = len(s.plan.Contacts), s.plan.Asks(), s.ledger.Batches
	out.Results = s.plan.Counts(s.ledger, s.held())
	out.Unlocked, out.Accounts = s.unlocked(), s.byAccount()
	if s.ledger.Calls != nil {
		out.Calls = s.ledger.Calls
	}
}

func total(calls map[string]int) int {
	n := 0
	for _, calls := range calls {
		n += calls
	}
	return n
}
