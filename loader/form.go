package loader

// form is the columns of a table that make one ask of a row.
type form struct {
	slots   []slot
	letters map[string]string // parameter → letters of its column
}

// slot is a column whose values are taken.
type slot struct {
	param string
	index int
}

// formsOf makes the forms of a table from the bindings of its columns.
func formsOf(cols []binding) []*form {
	f := &form{letters: make(map[string]string)}
	for i, b := range cols {
		if b.param != "" && b.param != paramDomain {
			f.add(slot{b.param, i}, b.letters)
		}
	}
	return []*form{f}
}

func (f *form) add(s slot, letters string) {
	f.slots = append(f.slots, s)
	f.letters[s.param] = letters
	if whole := joined[s.param]; whole != "" && f.letters[whole] == "" {
		f.letters[whole] = letters
	}
}
