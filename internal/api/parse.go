package api

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// The deepest documented answer has five levels; more than this is no answer
// but something made to exhaust the stack.
const maxDepth = 64

// parse reads a whole body.
func parse(body []byte) (*node, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	if len(body) == 0 {
		return nil, errEmpty
	}
	switch body[0] {
	case '{':
		return parseJSON(body)
	case '<':
		return parseXML(body)
	}
	return nil, errNotation
}

func parseJSON(body []byte) (*node, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber() // task and profile numbers do not fit a float64
	root, err := jsonValue(dec, 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errCut
	}
	return root, nil
}

func jsonValue(dec *json.Decoder, depth int) (*node, error) {
	token, err := dec.Token()
	switch {
	case err != nil:
		return nil, errCut
	case depth > maxDepth:
		return nil, errDeep
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return jsonObject(dec, depth)
		}
		return jsonArray(dec, depth)
	case nil:
		return &node{null: true}, nil
	case string:
		return &node{text: strings.TrimSpace(v)}, nil
	}
	return &node{text: fmt.Sprint(token)}, nil // a number or a truth value
}

func jsonObject(dec *json.Decoder, depth int) (*node, error) {
	n := &node{members: make(map[string][]*node)}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, errCut
		}
		name, _ := key.(string)
		value, err := jsonValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		n.add(name, value)
	}
	return n, closing(dec)
}

func jsonArray(dec *json.Decoder, depth int) (*node, error) {
	n := &node{items: []*node{}}
	for dec.More() {
		value, err := jsonValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, value)
	}
	return n, closing(dec)
}

func closing(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return errCut
	}
	return nil
}

// parseXML keeps the open elements on a stack of its own, so that depth costs
// no stack of the program.
func parseXML(body []byte) (*node, error) {
	dec := xml.NewDecoder(bytes.NewReader(body))
	top := &node{}
	open := []*node{top}
	for {
		token, err := dec.Token()
		switch {
		case err == io.EOF:
			return xmlRoot(top)
		case err != nil:
			return nil, errCut
		case len(open) > maxDepth:
			return nil, errDeep
		}
		last := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			element := &node{}
			last.add(t.Name.Local, element)
			open = append(open, element)
		case xml.EndElement:
			last.text = strings.TrimSpace(last.text)
			open = open[:len(open)-1]
		case xml.CharData:
			last.text += string(t)
		}
	}
}

func xmlRoot(top *node) (*node, error) {
	for name, roots := range top.members {
		switch {
		case name == "html":
			return nil, errHTML
		case len(roots) == 1 && len(top.members) == 1:
			return roots[0], nil
		}
	}
	return nil, errCut
}
