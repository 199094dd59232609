package loader

import (
	"slices"

	"domainbatch/internal/api"
)

// takeOperand uses a column as a parameter of an operation. What is called
// Status may be the domain's: its content tells.
func (b *binding) takeOperand(param, normal string) {
	if param == paramStatus && slices.Contains(statusHeaders, normal) {
		b.open = &question{"switch", []string{paramStatus}}
		return
	}
	b.takeName(param, normal)
}

// statusHeaders are those that columns of a domain's state have too, in normal form.
var statusHeaders = []string{"status", "状态"}

// decideSwitch: a Status is a lock's, unless only states of domains stand there.
func (t *tally) decideSwitch(b *binding) {
	if t.all > 0 && t.yes == t.all {
		b.drop(unknown, "content: states of a domain")
		return
	}
	b.take(b.open.params[0], "synonym, since an operation of the sheet takes it")
}

// operate fits the meaning of a column to the operations of the sheet: the
// column that names them, what none of them takes, and a second list of the same.
func (l *load) operate(b *binding, i int) {
	w := l.now
	switch {
	case w.column == i && (w.asks || w.foreign):
		if b.reason != papers && !b.flagged {
			b.operation(w.asks)
		}
	case b.param != "" && !w.takes(b.param):
		b.drop(unknown, w.notTaken(b.param))
	case w.named() && b.param == "" && b.open != nil && !slices.ContainsFunc(b.open.params, w.takes):
		b.drop(unknown, w.notTaken(b.open.params[0]))
		b.open = nil
	}
}

// operation makes a column the one that says what rows ask for, or asks whether it is.
func (b *binding) operation(sure bool) {
	b.role, b.open, b.param = "", nil, ""
	if !sure {
		b.open = &question{"operation", []string{paramOperation}}
		return
	}
	b.take(paramOperation, "synonym")
	if Normal(b.header) == Normal(paramOperation) {
		b.how = "name"
	}
}

// oneContact makes the owner's columns those of the one contact that orders and
// profiles have, where no operation of the sheet changes contacts by their role.
// Lists that come in several columns are told apart by number.
func (l *load) oneContact(cols []binding) {
	if !l.now.named() {
		return
	}
	for i := range cols {
		b := &cols[i]
		if b.param == "" || l.now.contacts() {
			continue
		}
		if b.role != "" && b.role != api.TargetRegistrant {
			b.drop(unknown, "no operation of this sheet is about the contact "+b.role)
		}
		b.role = ""
	}
	numberLists(cols)
}

// numberLists gives each further column of a list the next number that is free.
func numberLists(cols []binding) {
	for _, list := range lists {
		has := func(param string) bool {
			return slices.ContainsFunc(cols, func(b binding) bool { return b.param == param })
		}
		first := true
		for i := range cols {
			b := &cols[i]
			if b.param != list {
				continue
			}
			for n := 2; !first && n <= mostListed; n++ {
				if name := numberedName(list, n); !has(name) {
					b.param = name
					break
				}
			}
			first = false
		}
	}
}
