package loader

import (
	"fmt"
	"slices"

	"domainbatch/internal/job"
)

// noteKey is what notes are summed up by: one of a kind per sheet and parameter.
type noteKey struct{ sheet, param, message string }

// noted is one note and how many rows it is about.
type noted struct {
	first job.Issue
	last  job.RowID
	rows  int
}

// faulty tells whether there is a complaint about a parameter.
func faulty(faults []fault, param string) bool {
	return slices.ContainsFunc(faults, func(f fault) bool { return f.param == param && !f.note })
}

// isNoted tells whether there is a note about a parameter.
func isNoted(faults []fault, param string) bool {
	return slices.ContainsFunc(faults, func(f fault) bool { return f.param == param && f.note })
}

// note keeps what was made of a value in a cell of a row.
func (l *load) note(row *job.Row, cell string, f *fault) {
	key := noteKey{row.Sheet, f.param, f.message}
	if n := l.notes[key]; n != nil {
		if n.last != row.ID {
			n.rows, n.last = n.rows+1, row.ID
		}
		if n.first.Hint != f.hint {
			n.first.Hint = ""
		}
		if n.first.Value != f.value {
			n.first.Value = ""
		}
		return
	}
	l.notes[key] = &noted{last: row.ID, rows: 1, first: job.Issue{
		Cell: cell, Column: f.param, Value: f.value, Message: f.message, Hint: f.hint,
	}}
	l.noteKeys = append(l.noteKeys, key)
}

// tellNotes makes warnings of the notes, in the order in which they came first.
func (l *load) tellNotes() {
	for _, key := range l.noteKeys {
		n := l.notes[key]
		if n.rows > 1 {
			n.first.Message = fmt.Sprintf("%d rows: %s", n.rows, n.first.Message)
		}
		l.warn(n.first)
	}
}
