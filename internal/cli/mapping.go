package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// mostMapping bounds a mapping file, in bytes: one with a thousand columns is a
// tenth of that.
const mostMapping = 1 << 20

// mappingHead says in a mapping what it is.
const mappingHead = `How a spreadsheet is read: domainbatch inspect, plan or run FILE --mapping THIS
Lines may be changed or taken out; what is not said here is recognised.`

// mapping is a mapping file while it is read.
type mapping struct {
	path string
	read *reading
}

// readMapping reads a mapping file. Its errors name the file and the line, and
// no value of it, which may be contact data.
func readMapping(path string) (*reading, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, usage(fmt.Sprintf("--mapping: %v", err), "give the path of a mapping, as inspect --save-mapping writes it")
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, mostMapping+1))
	if err != nil {
		return nil, usage(fmt.Sprintf("--mapping: %v", err), "")
	}
	if len(data) > mostMapping {
		return nil, usage(fmt.Sprintf("mapping %s: it is larger than 1 MB", path), "give the path of a mapping, as inspect --save-mapping writes it")
	}
	return parseMapping(path, data)
}

func parseMapping(path string, data []byte) (*reading, error) {
	m := &mapping{path: path, read: &reading{columns: map[string]string{}, set: map[string]string{}, origin: map[string]string{}}}
	documents := yaml.NewDecoder(bytes.NewReader(data))
	var root, second yaml.Node
	err := documents.Decode(&root)
	if errors.Is(err, io.EOF) {
		return nil, usage(fmt.Sprintf("mapping %s: there is nothing in it", path), "leave --mapping out, or write one with: inspect --save-mapping")
	}
	if err == nil {
		if err = documents.Decode(&second); err == nil {
			return nil, usage(fmt.Sprintf("mapping %s:%d: here a second document begins", path, second.Line), "leave out what follows ---")
		}
	}
	if !errors.Is(err, io.EOF) {
		return nil, usage(fmt.Sprintf("mapping %s: %v", path, err), "a mapping is YAML; texts with : or # need quotes")
	}
	if err := m.each(root.Content[0], m.entry); err != nil {
		return nil, err
	}
	if m.read.noHeader && m.read.headerRow > 0 {
		return nil, usage(fmt.Sprintf("mapping %s: header-row and no-header exclude each other", m.read.origin["no-header"]), "leave one out")
	}
	return m.read, nil
}

// mappingEntries are what a mapping can say, by the names of the flags.
var mappingEntries = []string{"encoding", "sheet", "header-row", "no-header", "visible-only", "columns", "set", "null"}

// entry takes one entry of the mapping.
func (m *mapping) entry(key, value *yaml.Node) (err error) {
	r := m.read
	m.note(key.Value, key)
	switch key.Value {
	case "encoding":
		r.encoding, err = m.text(value)
	case "sheet":
		r.sheet, err = m.text(value)
	case "header-row":
		r.headerRow, err = m.line(value)
	case "no-header":
		r.noHeader, err = m.truth(value)
	case "visible-only":
		r.visibleOnly, err = m.truth(value)
	case "columns":
		return m.pairs(value, r.columns, columnKey, m.textOrNone)
	case "set":
		return m.pairs(value, r.set, setKey, m.text)
	case "null":
		return m.list(value)
	default:
		return m.wrong(key, fmt.Sprintf("%q is not one of %s", key.Value, strings.Join(mappingEntries, ", ")))
	}
	return err
}

// each goes through the entries of a map, each of which stands once.
func (m *mapping) each(n *yaml.Node, do func(key, value *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		return m.wrong(n, "here NAME: VALUE is expected, one a line")
	}
	seen := make(map[string]bool)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode || key.Value == "":
			return m.wrong(key, "the name before : is not a text")
		case seen[key.Value]:
			return m.wrong(key, fmt.Sprintf("%q stands twice", key.Value))
		}
		seen[key.Value] = true
		if err := do(key, value); err != nil {
			return err
		}
	}
	return nil
}

func (m *mapping) pairs(n *yaml.Node, into map[string]string, key func(string) string, text func(*yaml.Node) (string, error)) error {
	return m.each(n, func(name, value *yaml.Node) error {
		text, err := text(value)
		if err != nil {
			return err
		}
		into[name.Value] = text
		m.note(key(name.Value), name)
		return nil
	})
}

func (m *mapping) list(n *yaml.Node) error {
	if n.Kind != yaml.SequenceNode {
		return m.wrong(n, "here a list is expected: one text a line, each after -")
	}
	for _, item := range n.Content {
		text, err := m.text(item)
		if err != nil {
			return err
		}
		m.read.null = append(m.read.null, text)
	}
	return nil
}

// text takes a value as it is written, whatever YAML takes it for: 0571 keeps
// its zero, and NULL is a text.
func (m *mapping) text(n *yaml.Node) (string, error) {
	if n.Kind != yaml.ScalarNode {
		return "", m.wrong(n, "here a text is expected")
	}
	if n.Value == "" {
		return "", m.wrong(n, "there is no value")
	}
	return n.Value, nil
}

// textOrNone takes a header without a parameter too: that column is not used.
func (m *mapping) textOrNone(n *yaml.Node) (string, error) {
	if n.Kind == yaml.ScalarNode && n.Value == "" {
		return "", nil
	}
	return m.text(n)
}

func (m *mapping) line(n *yaml.Node) (int, error) {
	number, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || number < 1 {
		return 0, m.wrong(n, "header-row is not the number of a line")
	}
	return number, nil
}

func (m *mapping) truth(n *yaml.Node) (bool, error) {
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		return false, m.wrong(n, "this is neither true nor false")
	}
	return n.Value == "true", nil
}

// note remembers where the mapping says something.
func (m *mapping) note(what string, n *yaml.Node) {
	m.read.origin[what] = fmt.Sprintf("%s:%d", m.path, n.Line)
}

func (m *mapping) wrong(n *yaml.Node, what string) error {
	return usage(fmt.Sprintf("mapping %s:%d: %s", m.path, n.Line, what), "")
}

// writeMapping writes a reading as a mapping.
func writeMapping(w io.Writer, r *reading) error {
	root := &yaml.Node{Kind: yaml.MappingNode, HeadComment: mappingHead}
	add := func(name string, value *yaml.Node, said bool) {
		if said {
			root.Content = append(root.Content, textNode(name), value)
		}
	}
	add("encoding", textNode(r.encoding), r.encoding != "")
	add("sheet", textNode(r.sheet), r.sheet != "")
	add("header-row", plainNode("!!int", strconv.Itoa(r.headerRow)), r.headerRow > 0)
	add("no-header", plainNode("!!bool", "true"), r.noHeader)
	add("visible-only", plainNode("!!bool", "true"), r.visibleOnly)
	add("columns", pairsNode(r.columns), len(r.columns) > 0)
	add("set", pairsNode(r.set), len(r.set) > 0)
	null := &yaml.Node{Kind: yaml.SequenceNode}
	for _, text := range r.null {
		null.Content = append(null.Content, textNode(text))
	}
	add("null", null, len(r.null) > 0)
	encoder := yaml.NewEncoder(w)
	encoder.SetIndent(2)
	return errors.Join(encoder.Encode(root), encoder.Close())
}

func pairsNode(pairs map[string]string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		n.Content = append(n.Content, textNode(name), textNode(pairs[name]))
	}
	return n
}

// textNode is a text, with quotes where YAML would take it for something else.
// Line breaks are written as \n: a block of lines would lose some.
func textNode(text string) *yaml.Node {
	n := plainNode("!!str", text)
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

func plainNode(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}
