package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// leaf is one value of a body of data, with the place where it stands in it.
type leaf struct {
	tag   tag
	path  []byte // good until the next leaf
	value []byte
}

// Paths of the leaves that are no JSON. No path within the JSON is like them.
const (
	pathInput  = "input"
	pathAnswer = "answer"
)

// What is known of these members of a body before it is decoded.
const (
	sizeOfInput  = "/input"
	sizeOfAnswer = "/body"
)

// deepest bounds how deep values may be nested: twice what is written.
const deepest = 32

var errShape = errors.New("it is not written as entries are")

// eachLeaf gives the leaves of a body in their order: of its JSON, then the copy
// of the input and the answer as a leaf each.
func eachLeaf(body []byte, do func(l *leaf)) error {
	text, rest, _ := bytes.Cut(body, []byte("\n"))
	raw, err := jsonLeaves(text, do)
	if err != nil {
		return err
	}
	if raw.input+raw.answer != len(rest) {
		return fmt.Errorf("%d bytes follow it, %d belong to it", len(rest), raw.input+raw.answer)
	}
	raw.leaves(rest[:raw.input], rest[raw.input:], do)
	return nil
}

// sizes are how many bytes of input and answer belong to a line of JSON.
type sizes struct{ input, answer int }

// jsonLeaves gives the leaves of a line of JSON.
func jsonLeaves(text []byte, do func(l *leaf)) (raw sizes, err error) {
	s := scanner{text: text, path: make([]byte, 0, 64)}
	s.leaf.tag = tagValue
	s.do = func(l *leaf) {
		switch string(l.path) {
		case sizeOfInput:
			raw.input, err = size(l.value, err)
		case sizeOfAnswer:
			raw.answer, err = size(l.value, err)
		}
		do(l)
	}
	shape := s.value(0)
	if shape == nil && s.at != len(text) {
		shape = errShape
	}
	return raw, errors.Join(shape, err)
}

func size(text []byte, before error) (int, error) {
	n, err := strconv.ParseUint(string(text), 10, 31)
	return int(n), errors.Join(before, err)
}

// leaves gives the leaves that are no JSON.
func (s sizes) leaves(input, answer []byte, do func(l *leaf)) {
	if s.input > 0 {
		do(&leaf{tag: tagRaw, path: []byte(pathInput), value: input})
	}
	if s.answer > 0 {
		do(&leaf{tag: tagRaw, path: []byte(pathAnswer), value: answer})
	}
}

// keep gives what gathers the leaves of a body in a list.
func keep(list *[]leaf) func(*leaf) {
	return func(l *leaf) { *list = append(*list, leaf{tag: l.tag, path: bytes.Clone(l.path), value: l.value}) }
}

// scanner walks over JSON as it is written into bodies: without blanks. What it
// takes for JSON may still be none.
type scanner struct {
	text []byte
	at   int
	path []byte
	leaf leaf
	do   func(*leaf)
}

// give hands the text up to the place that is reached over as a leaf.
func (s *scanner) give(value []byte) {
	s.leaf.path, s.leaf.value = s.path, value
	s.do(&s.leaf)
}

func (s *scanner) next(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *scanner) value(depth int) error {
	switch {
	case depth > deepest:
		return errShape
	case s.next('{'):
		return s.object(depth)
	case s.next('['):
		return s.list(depth)
	case s.next('"'):
		value, err := s.str()
		if err == nil {
			s.give(value)
		}
		return err
	}
	n := bytes.IndexAny(s.text[s.at:], ",]}")
	if n < 0 {
		n = len(s.text) - s.at
	}
	if n == 0 {
		return errShape
	}
	s.at += n
	s.give(s.text[s.at-n : s.at])
	return nil
}

func (s *scanner) object(depth int) error {
	if s.next('}') {
		s.give([]byte("{}"))
		return nil
	}
	own := len(s.path)
	for {
		if !s.next('"') {
			return errShape
		}
		name, err := s.str()
		if err != nil || !s.next(':') {
			return errors.Join(errShape, err)
		}
		s.path = appendMember(s.path[:own], name[1:])
		if err := s.value(depth + 1); err != nil {
			return err
		}
		switch {
		case s.next('}'):
			s.path = s.path[:own]
			return nil
		case !s.next(','):
			return errShape
		}
	}
}

func (s *scanner) list(depth int) error {
	if s.next(']') {
		s.give([]byte("[]"))
		return nil
	}
	own := len(s.path)
	for i := int64(0); ; i++ {
		s.path = strconv.AppendInt(append(s.path[:own], '#'), i, 10)
		if err := s.value(depth + 1); err != nil {
			return err
		}
		switch {
		case s.next(']'):
			s.path = s.path[:own]
			return nil
		case !s.next(','):
			return errShape
		}
	}
}

// str gives the string whose first quote was passed, with that quote and without
// the last one: so it is told from a number that reads the same.
func (s *scanner) str() ([]byte, error) {
	from := s.at - 1
	n := bytes.IndexByte(s.text[s.at:], '"')
	if n < 0 {
		return nil, errShape
	}
	if value := s.text[from : s.at+n]; bytes.IndexByte(value, '\\') < 0 {
		s.at += n + 1
		return value, nil
	}
	for i := s.at; i < len(s.text); i++ {
		switch s.text[i] {
		case '\\':
			i++
		case '"':
			s.at = i + 1
			var plain string
			err := json.Unmarshal(s.text[from:s.at], &plain)
			return []byte(`"` + plain), err
		}
	}
	return nil, errShape
}

// appendMember adds the name of a member to a path. What has a meaning in paths
// is written otherwise in names.
func appendMember(path, name []byte) []byte {
	path = append(path, '/')
	if bytes.IndexAny(name, "~/#") < 0 {
		return append(path, name...)
	}
	for _, c := range name {
		switch c {
		case '~':
			path = append(path, "~0"...)
		case '/':
			path = append(path, "~1"...)
		case '#':
			path = append(path, "~2"...)
		default:
			path = append(path, c)
		}
	}
	return path
}
