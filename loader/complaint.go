package loader

import (
	"fmt"
	"regexp"
	"strings"

	"domainbatch/internal/job"
)

// InputError says that the input cannot be used as it is: no row can be read,
// or a header must be settled first. Issues holds everything that is wrong,
// complaints about single cells too.
type InputError struct{ Issues []job.Issue }

// Error gives the first complaint and counts the others. It holds no value of
// a cell, as hints may.
func (e *InputError) Error() string {
	if len(e.Issues) == 0 {
		return "read input: nothing to read"
	}
	first := e.Issues[0]
	first.Hint = ""
	return "read input: " + first.String() + others(len(e.Issues)-1)
}

// UsageError says that flags such as --column or --set ask for what is not possible. Column
// of an issue is the flag, Value what was given with it.
type UsageError struct{ Issues []job.Issue }

// Error gives the first complaint and counts the others. It holds no value of
// --set, which may be contact data.
func (e *UsageError) Error() string {
	if len(e.Issues) == 0 {
		return "read options: nothing to read"
	}
	first := e.Issues[0]
	given := first.Value
	if first.Column == "--set" {
		given, _, _ = strings.Cut(given, "=")
	}
	text := first.Column
	if given != "" {
		text += fmt.Sprintf(" %q", given)
	}
	text += ": " + first.Message
	if first.Hint != "" {
		text += "; " + first.Hint
	}
	return text + others(len(e.Issues)-1)
}

func others(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (and %d more)", n)
}

// Complaint is one complaint that several rows share.
type Complaint struct {
	Rows  int       // how many cells it is about
	First job.Issue // the first of them
	Value string    // the value that it is about; empty where there is none or several
	Hint  string    // what to do; without what it quotes of a value where that differs
}

// String says it in one line: "412 rows: PostalCode is empty, first at Contacts!H17".
func (c Complaint) String() string {
	if c.Rows < 2 || c.First.Cell == "" {
		return c.First.String()
	}
	what := c.First
	what.Cell, what.Hint = "", ""
	text := fmt.Sprintf("%d rows: %s, first at %s", c.Rows, what.String(), c.First.Cell)
	if c.Hint != "" {
		text += "; " + c.Hint
	}
	return text
}

// quotes are what a hint repeats of the cell's own value.
var quotes = regexp.MustCompile(`"[^"]*"`)

// general is a hint without what it quotes.
func general(hint string) string { return quotes.ReplaceAllString(hint, `"…"`) }

// withoutQuotes leaves out a hint that repeats something of a value.
func withoutQuotes(hint string) string {
	if quotes.MatchString(hint) {
		return ""
	}
	return hint
}

// Summary sums up identical complaints, in the order in which they come first.
// Complaints are identical when column, code, message and hint are; their
// values may differ, and what the hint quotes of them.
func Summary(issues []job.Issue) []Complaint {
	type key struct{ column, code, message, hint string }
	type place struct {
		index int
		cell  string // the last one counted: a cell with two bad names is one row
	}
	places := make(map[key]*place)
	var sum []Complaint
	for _, is := range issues {
		k := key{is.Column, is.Code, is.Message, general(is.Hint)}
		p, known := places[k]
		if known && p.cell == is.Cell && is.Hint != sum[p.index].Hint {
			k.hint = is.Hint // another name in the same cell
			p, known = places[k]
		}
		if !known {
			places[k] = &place{len(sum), is.Cell}
			sum = append(sum, Complaint{1, is, is.Value, is.Hint})
			continue
		}
		if is.Hint != sum[p.index].Hint {
			sum[p.index].Hint = general(is.Hint)
		}
		if is.Value != sum[p.index].Value {
			sum[p.index].Value = ""
		}
		if p.cell != is.Cell {
			p.cell = is.Cell
			sum[p.index].Rows++
		}
	}
	return sum
}

// Issues lists the complaints about the rows of an input, in reading order.
func (in *Input) Issues() []job.Issue {
	var all []job.Issue
	for i := range in.Rows {
		all = append(all, in.Rows[i].Issues...)
	}
	return all
}

func quoted(headers []string) string {
	q := make([]string, len(headers))
	for i, h := range headers {
		q[i] = fmt.Sprintf("%q", h)
	}
	return strings.Join(q, ", ")
}
