package api

import (
	"strings"

	"domainbatch/internal/job"
)

// Current stands in a contact field for the value that the registrar shows for
// the domain. It is put in place of that value before anything is verified or
// sent, and is never sent itself.
const Current = "(current)"

// IsCurrent tells whether a text is one of the spellings of Current: in any
// case, with full-width brackets too.
func IsCurrent(text string) bool { return bracketed(text, Current) }

// bracketed tells whether a text is a word in brackets, however it is written.
func bracketed(text, word string) bool {
	text = trim(text)
	if !strings.HasPrefix(text, "(") && !strings.HasPrefix(text, "（") {
		return false // nearly all texts, so quickly
	}
	return strings.EqualFold(narrow(text), word)
}

// HasCurrent tells whether one of some parameters is Current.
func HasCurrent(params job.Params) bool {
	for _, value := range params {
		if value == Current {
			return true
		}
	}
	return false
}

// Readable tells whether QueryContactInfo returns a contact field (003 §5.9):
// it returns neither RegistrantType nor the Chinese fields.
func Readable(param string) bool {
	for _, f := range ContactFields {
		if f.Name == param {
			return !f.Zh && f.Name != "RegistrantType"
		}
	}
	return false
}

// note reads what stands in other programs' sheets for what is there, or for
// nothing at all. known is false where the value is none of these.
func note(param, value string) (normal string, known bool, complaint *ValueError) {
	switch {
	case IsCurrent(value) && Readable(param):
		return Current, true, nil
	case IsCurrent(value):
		return "", true, wrong("no present value can be taken over here: QueryContactInfo does not return it", "write the value itself")
	case bracketed(value, "(clear)"):
		return "", true, wrong("this is a note for other programs: no value is cleared", "write the value itself")
	}
	return "", false, nil
}
