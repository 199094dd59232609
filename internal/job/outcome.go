package job

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Outcome is what became of a row: its result and the lines of its report cells.
type Outcome struct {
	Result    Result
	Codes     []string // one entry per change, "target: value"; the value alone where the row has one change
	Messages  []string
	TaskNos   []string
	DetailNos []string
	Requests  []string
	Submitted time.Time // the first of its changes
	Finished  time.Time // the last of its changes; zero while one is open
}

// Outcome makes the outcome of a row from its own issues and its changes.
// held is the reason why nothing of the plan is sent at all (one invalid row
// without leave to skip it); empty when things are sent.
func (p *Plan) Outcome(row *Row, l *Ledger, held string) Outcome {
	switch {
	case row.LeftOut != "":
		return Outcome{Result: Skipped, Messages: []string{row.LeftOut}}
	case len(row.Issues) > 0:
		return issueOutcome(row.Issues)
	case len(row.Changes) == 0:
		return Outcome{Result: Unsent, Messages: []string{held}}
	}
	var o Outcome
	results := make([]Result, len(row.Changes))
	for i, id := range row.Changes {
		s := *l.Standing(id)
		results[i] = s.Outcome()
		switch {
		case held != "" && s.State != Settled:
			s.Message = held
		case s.Message == "" && s.Outcome() == Unsent:
			s.Message = p.waits(id, l)
		}
		o.add(p.label(row, id), &s)
	}
	o.Result = first(results)
	if slices.ContainsFunc(row.Changes, func(id ChangeID) bool { return !l.Standing(id).State.Ended() }) {
		o.Finished = time.Time{}
	}
	return o
}

// waits says why a planned change was not sent yet.
func (p *Plan) waits(id ChangeID, l *Ledger) string {
	for _, dep := range p.Change(id).After {
		if s := l.Standing(dep.Change); !s.State.Ended() {
			return fmt.Sprintf(MessageWaits, p.GroupOf(dep.Change).Doing(), s.Outcome())
		}
	}
	switch {
	case l.Stopped != "":
		return fmt.Sprintf(MessageStopped, l.Stopped)
	case !l.Planned:
		return MessageIncomplete
	case !l.Sent:
		return MessageNotBegun
	}
	return MessageNotYet
}

func issueOutcome(issues []Issue) Outcome {
	o := Outcome{Result: Invalid}
	for _, is := range issues {
		if is.Code != "" {
			o.Codes = append(o.Codes, is.Code)
		}
		o.Messages = append(o.Messages, is.String())
	}
	return o
}

// String says the complaint in one line, without what it is about being lost.
func (is Issue) String() string {
	text := is.Message
	if is.Column != "" && !strings.HasPrefix(text, is.Column) {
		text = is.Column + ": " + text
	}
	if is.Cell != "" {
		text = is.Cell + ": " + text
	}
	if is.Hint != "" {
		text += "; " + is.Hint
	}
	return text
}

// add adds what became of one change to the lines of its row.
func (o *Outcome) add(label string, s *Standing) {
	line := func(lines []string, value string) []string {
		if value == "" {
			return lines
		}
		return append(lines, label+value)
	}
	message := s.Message
	if label != "" {
		// The row has one result only, so each line says its own.
		message = string(s.Outcome())
		if s.Message != "" {
			message += ": " + s.Message
		}
	}
	o.Codes = line(o.Codes, s.Code)
	o.Messages = line(o.Messages, message)
	o.TaskNos = line(o.TaskNos, s.TaskNo)
	o.DetailNos = line(o.DetailNos, s.TaskDetailNo)
	o.Requests = line(o.Requests, s.RequestID)
	if !s.Submitted.IsZero() && (o.Submitted.IsZero() || s.Submitted.Before(o.Submitted)) {
		o.Submitted = s.Submitted
	}
	if s.Finished.After(o.Finished) {
		o.Finished = s.Finished
	}
}

// label tells the changes of one row apart: by what is changed, by the host, and
// by the subject where the row has several.
func (p *Plan) label(row *Row, id ChangeID) string {
	if len(row.Changes) == 1 {
		return ""
	}
	c, g := p.Change(id), p.GroupOf(id)
	what := g.What()
	if host := c.Own["DnsName"]; host != "" {
		what += " " + host
	}
	// Where an operation acts on no single thing, its subject is a cell.
	if len(row.Names) > 1 && (g.Class != "" || slices.Contains(row.Names, c.Subject)) {
		what = c.Subject + " " + what
	}
	return what + ": "
}

func first(results []Result) Result {
	for _, r := range Results {
		if slices.Contains(results, r) {
			return r
		}
	}
	return Unsent
}

// Counts counts the rows by result; the numbers add up to the rows.
func (p *Plan) Counts(l *Ledger, held string) map[Result]int {
	counts := make(map[Result]int)
	for i := range p.Rows {
		counts[p.Outcome(&p.Rows[i], l, held).Result]++
	}
	return counts
}
