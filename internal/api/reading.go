package api

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"domainbatch/internal/job"
)

// Reading is one answer of any operation, by the names of the catalogue.
type Reading struct {
	RequestID string
	TaskNo    string
	Fields    job.Params   // members of the answer itself; lists in them joined by ", "
	Items     []job.Params // entries of its list, in the same way
	Total     int          // entries of the whole list; -1: not told
	More      bool         // another page follows
	Next      job.Params   // with PagesByCursor and PagesByScroll: what to put into the request for the next page
}

// Asked is which page of a list was asked for. Page counts from 1, with cursors
// and scrolls too: there it is the number of the call. Reveal gives what is
// Hidden as well: for a file that its owner asks for, and for nothing else.
type Asked struct {
	Page, Size int
	Reveal     bool
}

// Read reads an answer of an operation, whatever its spelling. Members that the
// answer does not have are left out, and what is Hidden in it stands as Withheld.
// The error is an *AnswerError: what is no answer of this operation, one that
// should name a task and does not, an error that came with a good status.
func Read(op *Operation, body []byte, asked Asked) (Reading, error) {
	n, err := answer(body, op.Name, op.Answer.members()...)
	if err != nil {
		return Reading{}, err
	}
	r := Reading{
		RequestID: n.str("RequestId"),
		TaskNo:    n.str("TaskNo"),
		Fields:    op.Answer.fields(n, op.Answer.own(), asked.Reveal),
		Total:     -1,
	}
	switch {
	case op.Task && r.TaskNo == "":
		return Reading{}, &AnswerError{Action: op.Name, Err: errNoTask}
	case op.Answer.List == "":
		return r, nil
	}
	if err := r.list(op, n, asked); err != nil {
		return Reading{}, err
	}
	return r, nil
}

var errNoTask = errors.New("it has no TaskNo")

func (r *Reading) list(op *Operation, n *node, asked Asked) error {
	names := slices.Concat(op.Answer.Items, op.Answer.Beyond)
	items, err := readList(n, op, func(entry *node) (job.Params, error) {
		return op.Answer.fields(entry, names, asked.Reveal), nil
	})
	if err != nil {
		return err
	}
	r.Items = items
	if total, ok := number(n, "TotalItemNum"); ok {
		r.Total = total
	}
	switch op.Paging {
	case PagesByNumber:
		r.More = more(n, asked, len(items))
	case PagesByCursor:
		at := cursorAfter(n, op.Name, len(items))
		r.More, r.Next = at.More(), at.next
	case PagesByScroll:
		r.scroll(n, asked)
	}
	return nil
}

// scroll says how a scrolled list goes on: its first call gives a ScrollId and
// no entry, the last one no entry. An answer without a ScrollId leaves the one
// in force that it was asked with.
func (r *Reading) scroll(n *node, asked Asked) {
	r.Next = filled(job.Params{"ScrollId": n.str("ScrollId")})
	if asked.Page <= 1 {
		r.More = len(r.Next) > 0
		return
	}
	r.More = len(r.Items) > 0
}

// own lists the members of the answer itself.
func (a *Answer) own() []string {
	if a.List != "" {
		return a.Fields
	}
	return slices.Concat(a.Fields, a.Beyond)
}

// members lists one of which every answer has: those of its own first, as an
// error with a good status has a request id too, but none of them.
func (a *Answer) members() []string {
	members := slices.Clone(a.own())
	if a.List != "" {
		members = append([]string{a.List}, members...)
	}
	if len(members) == 0 {
		members = append(members, "TaskNo")
	}
	return append(members, "TotalItemNum", "NextPageCursor", "ScrollId", "TaskNo", "RequestId")
}

// Hides tells whether a member of some answer is not for everybody's eyes.
func Hides(member string) bool {
	return slices.ContainsFunc(Operations(), func(op *Operation) bool { return slices.Contains(op.Answer.Hidden, member) })
}

// Withheld stands for a value that is there and not for everybody's eyes.
const Withheld = "(withheld)"

// fields reads members by name, those that are not there left out.
func (a *Answer) fields(n *node, names []string, reveal bool) job.Params {
	params := make(job.Params, len(names))
	for _, name := range names {
		members := slices.DeleteFunc(slices.Clone(n.members[strings.ToLower(name)]), func(m *node) bool { return m.null })
		if len(members) == 0 {
			continue
		}
		var all []string
		for _, m := range members {
			all = append(all, m.texts()...)
		}
		params[name] = strings.Join(all, ", ")
		if !reveal && params[name] != "" && slices.Contains(a.Hidden, name) {
			params[name] = Withheld
		}
	}
	return params
}

// texts are the texts of a value, whatever holds them: a list of addresses is
// DnsList[], DnsList.Dns[], DnsList.DnsList[] or repeated DnsList/Dns.
func (n *node) texts() []string {
	switch {
	case n.items != nil:
		return textsOf(n.items)
	case len(n.members) == 1:
		for _, members := range n.members {
			return textsOf(members)
		}
	case len(n.members) > 1:
		return []string{n.entry()}
	case n.text != "":
		return []string{n.text}
	}
	return nil
}

func textsOf(nodes []*node) []string {
	var all []string
	for _, m := range nodes {
		all = append(all, m.texts()...)
	}
	return all
}

// entry shows a value with several members in one text: a tag as key=value, one
// of those that were sent for as its subject, all else as name=value name=value.
func (n *node) entry() string {
	switch {
	case n.has("Email"):
		return n.str("Email")
	case n.has("Key"):
		return n.str("Key") + "=" + cmp.Or(n.str("Value"), n.str("Vaue")) // as an SDK spells it
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(n.members)) {
		parts = append(parts, name+"="+strings.Join(textsOf(n.members[name]), "+"))
	}
	return strings.Join(parts, " ")
}

// yes tells whether a member says so, as a truth value or as the number of one.
func yes(n *node, name string) bool {
	value, _ := meaning(truthWords, n.str(name))
	return value == "true"
}
