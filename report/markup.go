package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// element is where an element stands in the text of a part: from start to end,
// what is inside it from inner to after. Of one without an end tag of its own,
// inner and after are end.
type element struct {
	name                     string // without its prefix
	attrs                    []xml.Attr
	start, inner, after, end int
	children                 []*element
}

// attr is the value of an attribute without a prefix.
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// child finds the first child of that name; nil when there is none.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// list gives the children of the first child of that name.
func (e *element) list(name string) []*element {
	if c := e.child(name); c != nil {
		return c.children
	}
	return nil
}

// markup is a part with where its elements stand, and what is to be changed in it.
type markup struct {
	xml    []byte
	root   *element
	prefix string // of the names of elements, with its colon
	cuts   []cut
}

// parseMarkup finds the elements of a part down to that depth; the root has 1.
func parseMarkup(content []byte, depth int) (*markup, error) {
	m := &markup{xml: content}
	d := xml.NewDecoder(bytes.NewReader(content))
	var open []*element
	for {
		from := int(d.InputOffset())
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) && m.root != nil && len(open) == 0 {
			return m.opened(depth)
		}
		if err != nil {
			return nil, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			e := &element{name: tok.Name.Local, attrs: tok.Attr, start: from, inner: int(d.InputOffset())}
			m.hang(e, tok.Name.Space, open, depth)
			open = append(open, e)
		case xml.EndElement:
			if len(open) == 0 {
				return nil, errors.New("an element ends that did not begin")
			}
			e := open[len(open)-1]
			e.after, e.end = from, int(d.InputOffset())
			open = open[:len(open)-1]
		}
	}
}

// opened makes room in a root that ends in its tag.
func (m *markup) opened(depth int) (*markup, error) {
	if !m.root.empty(m.xml) {
		return m, nil
	}
	tag := m.xml[m.root.start : m.root.inner-len("/>")]
	end := "></" + m.prefix + m.root.name + ">"
	return parseMarkup(slices.Concat(m.xml[:m.root.start], tag, []byte(end), m.xml[m.root.inner:]), depth)
}

// hang puts an element where it belongs: the root, or below the last one that is open.
func (m *markup) hang(e *element, prefix string, open []*element, depth int) {
	n := len(open)
	switch {
	case m.root == nil:
		m.root = e
		if prefix != "" {
			m.prefix = prefix + ":"
		}
	case n > 0 && n < depth:
		open[n-1].children = append(open[n-1].children, e)
	}
}

// insert puts a text at a place.
func (m *markup) insert(at int, what string) { m.cuts = append(m.cuts, cut{at, at, what}) }

// replace puts a text in the place of another.
func (m *markup) replace(from, to int, what string) { m.cuts = append(m.cuts, cut{from, to, what}) }

// setAttr changes an attribute in the tag of an element, or adds it.
func (m *markup) setAttr(e *element, name, value string) {
	tag := m.xml[e.start:e.inner]
	if from, to := attrIn(tag, name); from >= 0 {
		m.replace(e.start+from, e.start+to, value)
		return
	}
	at := e.inner - len(">")
	if e.empty(m.xml) {
		at--
	}
	m.insert(at, fmt.Sprintf(` %s="%s"`, name, value))
}

// empty tells whether an element ends in its tag.
func (e *element) empty(xml []byte) bool { return xml[e.inner-2] == '/' }

// attrIn finds the value of an attribute in a tag; below 0 when it has none.
func attrIn(tag []byte, name string) (from, to int) {
	for at := 0; ; {
		i := bytes.IndexAny(tag[at:], `"'`)
		if i < 0 {
			return -1, -1
		}
		begin := at + i
		end := bytes.IndexByte(tag[begin+1:], tag[begin]) + begin + 1
		key := strings.Fields(strings.TrimSuffix(strings.TrimSpace(string(tag[at:begin])), "="))
		if len(key) > 0 && key[len(key)-1] == name {
			return begin + 1, end
		}
		at = end + 1
	}
}

// extend adds elements to a list among the children of the root. Where there is
// no such list it is made in its place: order names the lists as they have to
// stand. A list that counts its elements counts on.
func (m *markup) extend(name string, items string, n int, order []string) {
	if n == 0 {
		return
	}
	list := m.root.child(name)
	if list == nil {
		m.insert(m.placeOf(name, order), fmt.Sprintf(`<%s%s>%s</%s%s>`, m.prefix, name, items, m.prefix, name))
		return
	}
	if list.attr("count") != "" {
		m.setAttr(list, "count", strconv.Itoa(len(list.children)+n))
	}
	if list.empty(m.xml) {
		m.replace(list.inner-len("/>"), list.inner, fmt.Sprintf(`>%s</%s%s>`, items, m.prefix, name))
		return
	}
	m.insert(list.after, items)
}

// placeOf is where a child of the root has to stand, by the order of all.
func (m *markup) placeOf(name string, order []string) int {
	later := order[slices.Index(order, name)+1:]
	for _, c := range m.root.children {
		if slices.Contains(later, c.name) {
			return c.start
		}
	}
	return m.root.after
}

// changed is the part with all changes made.
func (m *markup) changed() []byte {
	slices.SortStableFunc(m.cuts, func(a, b cut) int { return a.start - b.start })
	return apply(m.xml, m.cuts)
}

// piece is an element on its own.
func (m *markup) piece(e *element) *markup {
	root := *e
	root.start, root.inner, root.after, root.end = 0, e.inner-e.start, e.after-e.start, e.end-e.start
	return &markup{xml: m.xml[e.start:e.end], root: &root, prefix: m.prefix}
}

// local is an element, with its changes made, as it may stand among those of m:
// where their names are not written the same way, it says what its own mean.
func (m *markup) local(piece *markup) []byte {
	if piece.prefix != m.prefix {
		at := bytes.IndexAny(piece.xml, " />\t\r\n")
		piece.insert(at, ` xmlns="`+m.namespace()+`"`)
	}
	return piece.changed()
}

// namespace is what the names of elements belong to.
func (m *markup) namespace() string {
	for _, a := range m.root.attrs {
		if m.prefix == "" && a.Name.Space == "" && a.Name.Local == "xmlns" || m.prefix != "" && a.Name.Space == "xmlns" && a.Name.Local+":" == m.prefix {
			return a.Value
		}
	}
	return nsMain
}

// fragment is an element that is written here, with a name without a prefix.
func fragment(item string) *markup { return &markup{xml: []byte(item), root: &element{}} }
