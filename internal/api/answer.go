package api

import (
	"errors"
	"fmt"
	"strings"
)

// AnswerError is an answer with a good HTTP status that says nothing usable: a
// page of a proxy, a body cut off, a task without its number. What became of
// the call is not known.
type AnswerError struct {
	Action string // the operation, where the reader knows it
	Err    error  // what is wrong with the answer; never what it contains
}

// Error says what is wrong with the answer, without repeating it.
func (e *AnswerError) Error() string {
	if e.Action == "" {
		return fmt.Sprintf("read answer: %v", e.Err)
	}
	return fmt.Sprintf("read answer of %s: %v", e.Action, e.Err)
}

// Unwrap gives the cause.
func (e *AnswerError) Unwrap() error { return e.Err }

// node is one value of an answer, whatever notation it came in: a text, or
// members by name. Members of one name stand in a list, as repeated XML
// elements and JSON arrays do; the documents mix the two freely.
type node struct {
	text    string
	null    bool
	members map[string][]*node // by name in lower case: the documents print both key cases
	items   []*node            // of an array that stands inside an array
}

// Every reason to give up is one of these, so that no error repeats contact data.
var (
	errEmpty    = errors.New("it is empty")
	errNotation = errors.New("it is neither JSON nor XML")
	errCut      = errors.New("it ends in the middle or is no well-formed JSON or XML")
	errDeep     = errors.New("it is nested too deeply")
	errHTML     = errors.New("it is a web page, not an answer of the API")
	errAnother  = errors.New("it has none of the members of such an answer")
	errShape    = errors.New("a list in it is no list")
)

func (n *node) add(name string, value *node) {
	if n.members == nil {
		n.members = make(map[string][]*node)
	}
	name = strings.ToLower(name)
	n.members[name] = append(n.members[name], value)
}

// value returns the text of a member, a filled one before an empty one where
// both key cases stand beside each other; false when there is none.
func (n *node) value(name string) (text string, ok bool) {
	for _, m := range n.members[strings.ToLower(name)] {
		if m.null || len(m.members) > 0 || m.items != nil {
			continue
		}
		if text, ok = m.text, true; text != "" {
			break
		}
	}
	return text, ok
}

// str is value without the difference between absent and empty.
func (n *node) str(name string) string {
	text, _ := n.value(name)
	return text
}

// has tells whether one of the members is there, be it empty.
func (n *node) has(names ...string) bool {
	for _, name := range names {
		if len(n.members[strings.ToLower(name)]) > 0 {
			return true
		}
	}
	return false
}

// list returns the entries of a list that stands in member outer, in any of
// the shapes that documents and SDKs have: outer[], outer.inner[], one
// outer.inner, repeated outer. An absent list, "", {} and [] are empty.
func (n *node) list(outer, inner string) ([]*node, error) {
	var entries []*node
	for _, m := range n.members[strings.ToLower(outer)] {
		more, err := m.entries(inner)
		if err != nil {
			return nil, err
		}
		entries = append(entries, more...)
	}
	return entries, nil
}

func (n *node) entries(inner string) ([]*node, error) {
	switch {
	case n.null:
		return nil, nil
	case n.items != nil:
		return flatten(n.items, inner)
	case n.has(inner):
		return flatten(n.members[strings.ToLower(inner)], inner)
	case len(n.members) > 0:
		return []*node{n}, nil
	case n.text != "":
		return nil, errShape
	}
	return nil, nil
}

func flatten(nodes []*node, inner string) ([]*node, error) {
	var entries []*node
	for _, m := range nodes {
		more, err := m.entries(inner)
		if err != nil {
			return nil, err
		}
		entries = append(entries, more...)
	}
	return entries, nil
}
