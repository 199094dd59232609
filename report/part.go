package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"regexp"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

var (
	filterTag = regexp.MustCompile(`<(?:\w+:)?autoFilter\b[^>]*?\bref="([^"]+)"`)
	mergeTag  = regexp.MustCompile(`<(?:\w+:)?mergeCell\b[^>]*?\bref="([^"]+)"`)
	viewsTag  = regexp.MustCompile(`<(?:\w+:)?customSheetViews\b`) // has filters of its own
	endTag    = regexp.MustCompile(`</(\w+:)?worksheet>\s*$`)
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

// sheetPart is the XML of a sheet that the workbook library has not read yet.
type sheetPart struct {
	name   string
	xml    []byte
	tail   int    // where the elements behind the cells start
	end    int    // where the closing tag starts
	prefix string // of the names of elements
}

func openPart(f *excelize.File, name string) (*sheetPart, error) {
	content, _ := f.Pkg.Load(name)
	part, ok := content.([]byte)
	end := endTag.FindSubmatchIndex(part[max(len(part)-1<<10, 0):])
	if !ok || end == nil {
		return nil, fmt.Errorf("annotate: part %s is not whole", name)
	}
	base := max(len(part)-1<<10, 0)
	p := &sheetPart{name: name, xml: part, tail: max(bytes.LastIndex(part, []byte("sheetData")), 0), end: base + end[0]}
	if end[2] >= 0 {
		p.prefix = string(part[base+end[2] : base+end[3]])
	}
	return p, nil
}

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

// replace changes a piece of the XML.
func (p *sheetPart) replace(start, end int, text []byte) {
	p.xml = bytes.Join([][]byte{p.xml[:start], text, p.xml[end:]}, nil)
	grown := len(text) - (end - start)
	if start < p.tail {
		p.tail += grown
	}
	p.end += grown
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

// tables lists the ranges of the sheet's table objects.
func (p *sheetPart) tables(f *excelize.File) ([]area, error) {
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
	var areas []area
	for _, r := range rels.Relations {
		if !strings.HasSuffix(r.Type, "/table") {
			continue
		}
		target := strings.TrimPrefix(r.Target, "/")
		if target == r.Target {
			target = path.Join(dir, r.Target)
		}
		var object struct {
			Ref string `xml:"ref,attr"`
		}
		content, _ := f.Pkg.Load(target)
		if err := decodePart(content, &object); err != nil {
			return nil, fmt.Errorf("read %s: %w", target, err)
		}
		a, err := parseArea(object.Ref)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", target, err)
		}
		areas = append(areas, a)
	}
	return areas, nil
}

func decodePart(content, into any) error {
	data, _ := content.([]byte)
	return xml.Unmarshal(data, into)
}
