package loader

import (
	"fmt"

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

// note keeps what was made of a value of a row.
func (l *load) note(row *job.Row, is job.Issue) {
	key := noteKey{row.Sheet, is.Column, is.Message}
	if n := l.notes[key]; n != nil {
		if n.last != row.ID {
			n.rows, n.last = n.rows+1, row.ID
		}
		if n.first.Hint != is.Hint {
			n.first.Hint = ""
		}
		if n.first.Value != is.Value {
			n.first.Value = ""
		}
		return
	}
	l.notes[key] = &noted{last: row.ID, rows: 1, first: is}
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
