package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"domainbatch/internal/job"
)

// meanings say what an exit code means to somebody who was not there.
var meanings = map[int]string{
	exitDone:        "every row succeeded or was unchanged",
	exitFailed:      "the program failed",
	exitUsage:       "usage or configuration",
	exitInvalid:     "the input is invalid, nothing was sent",
	exitSome:        "finished, some rows are not done",
	exitStale:       "the plan is too old, not complete, or not the one that was meant",
	exitLimit:       "a safety limit",
	exitCredentials: "credentials refused, expired, or none",
	exitStopped:     "stopped by a time limit; can go on",
	exitUnknown:     "some answers are unknown",
	exitInterrupted: "interrupted; can go on",
}

// message makes a notice of what happened and the lines of it that say something.
func (s *session) message(happened string, lines ...string) notice {
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "a computer without a name"
	}
	title := seen(fmt.Sprintf("domainbatch: %s %s", filepath.Base(s.runName()), happened))
	text := []string{title, "on " + host}
	for _, line := range lines {
		if line != "" {
			text = append(text, seen(line))
		}
	}
	return notice{title, strings.Join(text, "\n")}
}

// tellFirst tells those who are notified that a run begins. What a scheduler starts
// at an hour at which nothing is sent only looks at open tasks.
func (s *session) tellFirst(what string) {
	s.before = s.rowsLine()
	shut, err := s.shut()
	if s.flags.scheduled != "" && (err != nil || shut || s.toSend() == 0) {
		return
	}
	s.began = true
	s.notices.send(s.firstNotice(what))
}

// repeats tells whether the last message would say what that of an earlier start by
// the scheduler has said.
func (s *session) repeats(code int) bool {
	return s.flags.scheduled != "" && !s.began && s.before == s.rowsLine() && code == s.lastExit
}

// firstNotice says that a run begins.
func (s *session) firstNotice(what string) notice {
	if what != startApply {
		return s.message(what+" started", s.rowsLine(), s.unlockedLine())
	}
	return s.message("started", fmt.Sprintf("%s to send at %s", count(s.toSend(), "domain"), s.info.Endpoint),
		s.rowsLine(), s.unlockedLine(), "plan "+s.plan.Digest)
}

// limitNotice says that a limit was reached, or half of it was used up.
func (s *session) limitNotice(text string, reached bool) notice {
	if !reached {
		return s.message("goes on, and half of its limit is used up", impersonal(text), s.rowsLine())
	}
	return s.message("stopped sending at a limit", impersonal(text),
		"nothing new is sent; what is under way is awaited, and another message follows at the end", s.rowsLine(), s.unlockedLine())
}

// lastNotice says how the command ended.
func (s *session) lastNotice(err error, code int) notice {
	happened := fmt.Sprintf("stopped: exit code %d", code)
	switch code {
	case exitDone, exitSome, exitUnknown:
		happened = fmt.Sprintf("finished: exit code %d", code)
	}
	why := impersonal(reasonOf(err))
	if why == meanings[code] {
		why = ""
	}
	lines := []string{fmt.Sprintf("exit code %d: %s", code, meanings[code]), why, s.rowsLine()}
	lines = append(lines, s.wayOn(err, code)...)
	return s.message(happened, append(lines, s.unlockedLine(), s.relockLine(), s.headLine())...)
}

// headLine is what the chain of entries is held against later.
func (s *session) headLine() string {
	if s.journal == nil || s.plan == nil || s.plan.Digest == "" {
		return ""
	}
	head, err := s.journal.Head()
	if err != nil || head == "" {
		return ""
	}
	return "plan " + s.plan.Digest + ", head " + head
}

// wayOn is how to go on, where the run can.
func (s *session) wayOn(err error, code int) []string {
	command := s.end.goOn
	if _, hint := codeOf(err); command == "" && code == exitLimit {
		return []string{hint}
	}
	if command == "" && s.ledger != nil && s.unknown() > 0 {
		return []string{"to ask the registrar again: " + s.askAgain()}
	}
	if command == "" {
		return nil
	}
	if s.notifies() {
		return []string{"to go on: " + command, notifyAgain}
	}
	return []string{"to go on: " + command}
}

// rowsLine counts the rows by result.
func (s *session) rowsLine() string {
	if s.plan == nil || s.ledger == nil {
		return ""
	}
	return rowsBy(len(s.plan.Rows), s.plan.Counts(s.ledger, s.held()))
}

// rowsBy says what became of the rows.
func rowsBy(rows int, counts map[job.Result]int) string {
	var parts []string
	for _, r := range job.Results {
		if counts[r] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[r], r))
		}
	}
	return fmt.Sprintf("%s: %s", count(rows, "row"), strings.Join(parts, ", "))
}
