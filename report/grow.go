package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	tableTag   = regexp.MustCompile(`<((?:\w+:)?)table\b[^>]*?\sref="([^"]+)"`)
	columnsTag = regexp.MustCompile(`<(?:\w+:)?tableColumns\b[^>]*?\bcount="(\d+)"`)
	columnsEnd = regexp.MustCompile(`</(?:\w+:)?tableColumns>`)
)

// tableObject is what counts of the part of a table object.
type tableObject struct {
	Type    string `xml:"tableType,attr"`
	Headers *int   `xml:"headerRowCount,attr"`
	Columns []struct {
		ID   int    `xml:"id,attr"`
		Name string `xml:"name,attr"`
	} `xml:"tableColumns>tableColumn"`
}

// grow widens a table object that ends where the new columns start, so that
// its filter and its sorting take them along. One that does not have our header
// line, is filled from elsewhere, has a column of such a name or would meet
// something else stays as it is: then there is no part to be written.
func grow(p *place, o object, taken []area) []byte {
	columns, _ := p.newColumns()
	if len(columns) == 0 || o.area.top != p.table.Header || o.area.right != columns[0]-1 {
		return nil
	}
	added := area{columns[0], o.area.top, columns[len(columns)-1], o.area.bottom}
	if slices.ContainsFunc(taken, added.meets) {
		return nil
	}
	var t tableObject
	if err := xml.Unmarshal(o.content, &t); err != nil || t.Type != "" && t.Type != "worksheet" || t.Headers != nil && *t.Headers == 0 {
		return nil
	}
	var names []string
	for _, i := range p.fresh {
		names = append(names, p.headers[i])
	}
	return t.widened(o.content, o.area, names)
}

func (a area) meets(b area) bool {
	return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom
}

// widened gives the part with columns of these names added; nil when that
// cannot be.
func (t *tableObject) widened(part []byte, a area, names []string) []byte {
	id := 0
	for _, c := range t.Columns {
		id = max(id, c.ID)
		for _, name := range names {
			if strings.EqualFold(c.Name, name) {
				return nil // names of columns are unique in a table
			}
		}
	}
	root, count, end := tableTag.FindSubmatchIndex(part), columnsTag.FindSubmatchIndex(part), columnsEnd.FindIndex(part)
	if root == nil || count == nil || end == nil || len(t.Columns) != a.right-a.left+1 {
		return nil
	}
	a.right += len(names)
	cuts := []cut{{root[4], root[5], a.String()}}
	if m := filterTag.FindSubmatchIndex(part); m != nil {
		filter, err := parseArea(string(part[m[2]:m[3]]))
		if err != nil {
			return nil
		}
		filter.right = a.right
		cuts = append(cuts, cut{m[2], m[3], filter.String()})
	}
	var columns strings.Builder
	for i, name := range names {
		fmt.Fprintf(&columns, `<%stableColumn id="%d" name="%s"/>`, part[root[2]:root[3]], id+1+i, name)
	}
	cuts = append(cuts, cut{count[2], count[3], fmt.Sprint(len(t.Columns) + len(names))}, cut{end[0], end[0], columns.String()})
	return apply(part, cuts)
}

// cut is a piece of a text and what stands there instead.
type cut struct {
	start, end int
	text       string
}

// apply makes cuts that are in the order of the text.
func apply(text []byte, cuts []cut) []byte {
	var out bytes.Buffer
	at := 0
	for _, c := range cuts {
		out.Write(text[at:c.start])
		out.WriteString(c.text)
		at = c.end
	}
	out.Write(text[at:])
	return out.Bytes()
}
