package loader

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"domainbatch/internal/api"
)

// shortContacts is what --op and sheets call a change of contacts, for which the
// planner chooses the operation.
const shortContacts = "contacts"

// call is one thing that a row asks for, as a word names it.
type call struct {
	op     *api.Operation
	free   bool   // the planner chooses the operation: a contact change
	status string // what the word says of Status: "unlock" switches off
	target string // what it says of ContactType
}

// name is the operation as an ask names it.
func (c *call) name() string {
	if c.free {
		return ""
	}
	return c.op.Name
}

// word is the operation as people call it.
func (c *call) word() string { return cmp.Or(c.op.Short, c.op.Name) }

// contact tells whether contacts of domains are changed: which contact, and to
// what data, is read as in a sheet that names no operation.
func (c *call) contact() bool { return slices.Contains(contactChanges, c.op.Name) }

var contactChanges = []string{
	api.SaveBatchTaskForUpdatingContactInfoByNewContact,
	api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID,
	api.SaveSingleTaskForUpdatingContactInfo,
	api.SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId,
}

// subject is the parameter that says what the operation acts on, for people a
// domain where the API wants its instance; empty where it acts on no such thing.
func (c *call) subject() string {
	if c.op.Subject == paramInstance {
		return paramDomain
	}
	return c.op.Subject
}

// hosts tells whether it acts on DNS hosts, whose full name names the domain too.
func (c *call) hosts() bool { return c.op.Has(paramHost) }

// byOwner tells whether it acts on registrant profiles, which may be named by
// their owner instead of their id.
func (c *call) byOwner() bool { return c.op.Subject == paramProfile }

// names fills in how operations are called: by the names of the catalogue, and by the
// words of synonyms.json. Words for cells alone are too common to be a sheet's name.
func (v *vocabulary) nameOperations(w *words) {
	v.calls, v.sheetCalls = make(map[string]call), make(map[string]call)
	name := func(word string, c call, sheets bool) {
		v.calls[Normal(word)] = c
		if sheets {
			v.sheetCalls[Normal(word)] = c
		}
	}
	for _, op := range api.Operations() {
		if op.Rows() {
			name(op.Name, exactly(op), true)
		}
	}
	for _, op := range api.Operations() {
		if op.Short != "" {
			name(op.Short, call{op: op, free: op.Short == shortContacts}, true)
		}
	}
	for _, o := range w.Operations {
		c := v.calls[Normal(o.Op)]
		c.status, c.target = o.Status, o.Target
		for _, word := range o.Words {
			name(word, c, true)
		}
		for _, word := range o.Cells {
			name(word, c, false)
		}
	}
}

// exactly is the call of an operation by its own name.
func exactly(op *api.Operation) call {
	c := call{op: op}
	if op.Name == api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID {
		c.target = api.TargetRegistrant
	}
	return c
}

// callNamed is what one of some words asks for. The API's name as the API spells it comes first:
// VerifyEmail is another operation than verify-email.
func callNamed(words map[string]call, word string) (call, bool) {
	if op, ok := api.Lookup(word); ok && op.Rows() {
		return exactly(op), true
	}
	c, ok := words[Normal(word)]
	return c, ok
}

// isStep divides the operations of a cell.
func isStep(r rune) bool { return strings.ContainsRune(";；,，、|\r\n+→", r) }

// callsIn reads the operations that a text names, in its order. unknown are the
// words that are none.
func (v *vocabulary) callsIn(text string) (calls []call, unknown []string) {
	for part := range strings.FieldsFuncSeq(text, isStep) {
		if part = clean(part); part == "" {
			continue
		}
		c, ok := callNamed(v.calls, part)
		switch {
		case !ok:
			unknown = append(unknown, part)
		case !slices.Contains(calls, c):
			calls = append(calls, c)
		}
	}
	return calls, unknown
}

// unknownOperation says that a word names no operation that a row can ask for.
func (v *vocabulary) unknownOperation(word string) (message, hint string) {
	for _, op := range api.Operations() {
		if strings.EqualFold(op.Name, word) {
			return op.Name + " is an operation that rows cannot ask for", "those they can ask for are listed by: domainbatch ops"
		}
	}
	message, hint = "this names no operation", "the operations are listed by: domainbatch ops"
	if near := v.nearOperation(Normal(word)); near != "" {
		hint = fmt.Sprintf("did you mean %s? The operations are listed by: domainbatch ops", near)
	}
	return message, hint
}

// nearOperation is the operation whose names a word is a misspelling of, or which it begins.
func (v *vocabulary) nearOperation(normal string) string {
	word := []rune(normal)
	most := max(1, allowed(word))
	best, found := most+1, ""
	for _, name := range sortedNames(v.calls) {
		c := v.calls[name]
		if d := distance(word, []rune(name), best); d < best && len(word) > 2 {
			best, found = d, spoken(&c)
		}
	}
	return found
}

// nearlyCalled is the operation that the name of a sheet is a longer form of:
// "Renewals", "Transfer locks", 续费清单. Empty: it is none.
func (v *vocabulary) nearlyCalled(normal string) string {
	best, found := 0, ""
	for _, name := range sortedNames(v.calls) {
		c := v.calls[name]
		rest, ok := strings.CutPrefix(normal, name)
		if ok && !c.free && len(name) > max(best, 3) && ending.MatchString(rest) {
			best, found = len(name), spoken(&c)
		}
	}
	return found
}

// ending is what the names of sheets go on with after what they are about.
var ending = regexp.MustCompile(`^(s|als?|ing|domains?|list|sheet|changes?|orders?|清单|列表|表|域名|[0-9])*$`)

// spoken is how a call is written in a cell.
func spoken(c *call) string {
	switch word := c.word(); {
	case c.status == "" || c.op.Short == "":
		return word
	case c.op.Short == "update-lock":
		return map[string]string{"true": "lock", "false": "unlock"}[c.status]
	default:
		return word + map[string]string{"true": "-on", "false": "-off"}[c.status]
	}
}

func sortedNames(m map[string]call) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// stepOf reads the place of a row among the changes of its domains.
func stepOf(value string) (int, *fault) {
	step := 0
	for _, r := range strings.TrimSuffix(value, ".0") {
		if r < '0' || r > '9' || step > 9999 {
			step = 0
			break
		}
		step = step*10 + int(r-'0')
	}
	if step == 0 {
		return 0, &fault{param: paramStep, value: value, message: "a step is a whole number from 1", hint: "number the steps of a domain 1, 2, 3, or leave the cell empty"}
	}
	return step, nil
}
