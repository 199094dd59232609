package report

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

var (
	filterTag    = regexp.MustCompile(`<(?:\w+:)?autoFilter\b[^>]*?\bref="([^"]+)"`)
	viewsTag     = regexp.MustCompile(`<(?:\w+:)?customSheetViews\b`) // has filters of its own
	beforeFilter = regexp.MustCompile(`</?(?:\w+:)?(?:sheetData|sheetCalcPr|sheetProtection|protectedRanges|scenarios)\b[^>]*>`)
	rootTag      = regexp.MustCompile(`<(\w+:)?worksheet\b`)
)

// area is a range of cells: columns from 0, lines from 1.
type area struct{ left, top, right, bottom int }

func (a area) String() string {
	return job.CellName("", sheet.Letters(a.left), a.top) + ":" + job.CellName("", sheet.Letters(a.right), a.bottom)
}

func parseArea(ref string) (area, error) {
	from, to, ok := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if !ok {
		to = from
	}
	left, top, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		return area{}, err
	}
	right, bottom, err := excelize.CellNameToCoordinates(to)
	return area{left - 1, top, right - 1, bottom}, err
}

// sheetPart is the XML of a sheet before its rows, or what comes after them,
// from the end of their element on.
type sheetPart struct {
	xml    []byte
	prefix string // of the names of elements
}

// prefixIn is the prefix of the names of a sheet's elements.
func prefixIn(head []byte) string {
	if m := rootTag.FindSubmatch(head); m != nil {
		return string(m[1])
	}
	return ""
}

// filter finds the range of the sheet's filter; zero when it has none.
func (p *sheetPart) filter() (start, end int) {
	tail := p.xml
	if i := viewsTag.FindIndex(tail); i != nil {
		tail = tail[:i[0]]
	}
	if m := filterTag.FindSubmatchIndex(tail); m != nil {
		return m[2], m[3]
	}
	return 0, 0
}

// filterPlace is where a filter may stand: ECMA-376 part 1, 18.3.1.99, gives the
// order of elements.
func (p *sheetPart) filterPlace() int {
	at := 0
	for _, m := range beforeFilter.FindAllIndex(p.xml, -1) {
		at = m[1]
	}
	return at
}

// replace changes a piece of the XML.
func (p *sheetPart) replace(start, end int, text []byte) {
	p.xml = slices.Concat(p.xml[:start], text, p.xml[end:])
}

// object is a table object: the name of its part, its content and its range.
type object struct {
	part    string
	content []byte
	area    area
}

// objectsOf lists the table objects of a sheet.
func objectsOf(parts *sheet.Parts, name string) ([]object, error) {
	if !parts.Has(sheet.RelationsPart(name)) {
		return nil, nil
	}
	rels, err := parts.Relations(name)
	if err != nil {
		return nil, err
	}
	var objects []object
	for _, r := range rels {
		if !strings.HasSuffix(r.Type, "/table") {
			continue
		}
		o := object{part: r.Target}
		if o.content, err = parts.Read(r.Target); err != nil {
			return nil, err
		}
		var table struct {
			Ref string `xml:"ref,attr"`
		}
		if err := xml.Unmarshal(o.content, &table); err != nil {
			return nil, fmt.Errorf("read %s: %w", r.Target, err)
		}
		if o.area, err = parseArea(table.Ref); err != nil {
			return nil, fmt.Errorf("read %s: %w", r.Target, err)
		}
		objects = append(objects, o)
	}
	return objects, nil
}
