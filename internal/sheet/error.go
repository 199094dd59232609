package sheet

import (
	"fmt"
	"strings"
)

// FormatError is a file, or a place in it, that cannot be read without
// guessing. It never holds the text of a cell.
type FormatError struct {
	Name   string // of the file, without its folder
	Part   string // sheet or part of the workbook; empty where it is the whole file
	Line   int    // line of the text from 1, as an editor counts; 0: none
	Column int    // character in that line from 1; 0: none
	What   string // what is wrong
	Hint   string // what to do
	Err    error  // the cause, where there is one
}

// Error says where, what is wrong and what to do, in one line.
func (e *FormatError) Error() string {
	var b strings.Builder
	b.WriteString(e.Name)
	if e.Part != "" {
		b.WriteString(", " + e.Part)
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, ", line %d", e.Line)
	}
	if e.Column > 0 {
		fmt.Fprintf(&b, ", column %d", e.Column)
	}
	b.WriteString(": " + e.What)
	if e.Err != nil {
		fmt.Fprintf(&b, " (%v)", e.Err)
	}
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *FormatError) Unwrap() error { return e.Err }

func (e FormatError) named(name string) *FormatError {
	e.Name = name
	return &e
}
