package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

var (
	filterTag    = regexp.MustCompile(`<(?:\w+:)?autoFilter\b[^>]*?\bref="([^"]+)"`)
	mergeTag     = regexp.MustCompile(`<(?:\w+:)?mergeCell\b[^>]*?\bref="([^"]+)"`)
	viewsTag     = regexp.MustCompile(`<(?:\w+:)?customSheetViews\b`) // has filters of its own
	beforeFilter = regexp.MustCompile(`</?(?:\w+:)?(?:sheetData|sheetCalcPr|sheetProtection|protectedRanges|scenarios)\b[^>]*>`)
	endTag       = regexp.MustCompile(`</(\w+:)?worksheet>\s*$`)
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

// sheetPart is the XML of a sheet that the workbook library has not read yet,
// with its rows apart: what changes stands around them.
type sheetPart struct {
	name   string
	xml    []byte // without the rows
	rows   []byte
	tail   int    // where the rows are missing
	prefix string // of the names of elements
}

func openPart(f *excelize.File, name string) (*sheetPart, error) {
	content, _ := f.Pkg.Load(name)
	part, ok := content.([]byte)
	base := max(len(part)-1<<10, 0)
	end := endTag.FindSubmatchIndex(part[base:])
	data := dataTag.FindIndex(part)
	if !ok || end == nil || data == nil {
		return nil, fmt.Errorf("annotate: part %s is not whole", name)
	}
	p := &sheetPart{name: name, tail: data[1]}
	if end[2] >= 0 {
		p.prefix = string(part[base+end[2] : base+end[3]])
	}
	behind := bytes.LastIndex(part, []byte("</"+p.prefix+"sheetData"))
	if behind < data[1] {
		behind = data[1] // there are no rows
	}
	p.rows = part[data[1]:behind]
	p.xml = slices.Concat(part[:data[1]], part[behind:])
	return p, nil
}

// whole is the XML with its rows.
func (p *sheetPart) whole() []byte { return slices.Concat(p.xml[:p.tail], p.rows, p.xml[p.tail:]) }

// filter finds the range of the sheet's filter; zero when it has none.
func (p *sheetPart) filter() (start, end int) {
	tail := p.xml[p.tail:]
	if i := viewsTag.FindIndex(tail); i != nil {
		tail = tail[:i[0]]
	}
	if m := filterTag.FindSubmatchIndex(tail); m != nil {
		return p.tail + m[2], p.tail + m[3]
	}
	return 0, 0
}

// filterPlace is where a filter may stand: ECMA-376 part 1, 18.3.1.99, gives the
// order of elements.
func (p *sheetPart) filterPlace() int {
	at := p.tail
	for _, m := range beforeFilter.FindAllIndex(p.xml[p.tail:], -1) {
		at = p.tail + m[1]
	}
	return at
}

// replace changes a piece of the XML.
func (p *sheetPart) replace(start, end int, text []byte) {
	p.xml = slices.Concat(p.xml[:start], text, p.xml[end:])
	grown := len(text) - (end - start)
	if start < p.tail {
		p.tail += grown
	}
}

// merged lists the merged cells.
func (p *sheetPart) merged() []area {
	var areas []area
	for _, m := range mergeTag.FindAllSubmatch(p.xml[p.tail:], -1) {
		if a, err := parseArea(string(m[1])); err == nil {
			areas = append(areas, a)
		}
	}
	return areas
}

// object is a table object: the name of its part and its range.
type object struct {
	part string
	area area
}

// tables lists the sheet's table objects.
func (p *sheetPart) tables(f *excelize.File) ([]object, error) {
	dir, base := path.Split(p.name)
	content, ok := f.Pkg.Load(dir + "_rels/" + base + ".rels")
	if !ok {
		return nil, nil
	}
	var rels struct {
		Relations []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := decodePart(content, &rels); err != nil {
		return nil, fmt.Errorf("read relations of %s: %w", p.name, err)
	}
	var objects []object
	for _, r := range rels.Relations {
		if !strings.HasSuffix(r.Type, "/table") {
			continue
		}
		target := strings.TrimPrefix(r.Target, "/")
		if target == r.Target {
			target = path.Join(dir, r.Target)
		}
		var table struct {
			Ref string `xml:"ref,attr"`
		}
		content, _ := f.Pkg.Load(target)
		if err := decodePart(content, &table); err != nil {
			return nil, fmt.Errorf("read %s: %w", target, err)
		}
		a, err := parseArea(table.Ref)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", target, err)
		}
		objects = append(objects, object{target, a})
	}
	return objects, nil
}

func decodePart(content, into any) error {
	data, _ := content.([]byte)
	return xml.Unmarshal(data, into)
}
