package report

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Orders of the elements of parts: ECMA-376 part 1, 18.8.39 and 18.2.27.
var (
	styleOrder = []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"}
	bookOrder  = []string{"fileVersion", "fileSharing", "workbookPr", "AlternateContent", "workbookProtection", "bookViews", "sheets", "functionGroups",
		"externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
		"fileRecoveryPr", "webPublishObjects", "extLst"}
)

// stylesheet is the styles of the input, to which those of the report are added
// without a change to any of them. New styles are made in the file of the new
// sheets, whose numbers start where those of the input end: so they hold in both.
type stylesheet struct {
	styles *markup
	base   int // how many styles for cells the input has
	file   *excelize.File
	fills  map[fillKey]int
	filled map[int]fillKey // styles that are those of the input but for the fill
}

// fillKey is a style of the input with the fill of a style of ours.
type fillKey struct{ style, like int }

// mostStyles is how many styles the input may have to be given more: a workbook
// has some 64,000, of which the report needs a few.
const mostStyles = 65_000

// noStyles is the part of styles of a workbook that has none.
const noStyles = `<styleSheet xmlns="` + nsMain + `"><cellXfs count="1"><xf/></cellXfs></styleSheet>`

// newStylesheet reads the styles of the input, and fills up those of file.
func newStylesheet(content []byte, file *excelize.File) (*stylesheet, error) {
	m, err := parseMarkup(content, 3)
	if err != nil {
		return nil, fmt.Errorf("read styles: %w", err)
	}
	s := &stylesheet{styles: m, base: max(len(m.root.list("cellXfs")), 1), file: file,
		fills: make(map[fillKey]int), filled: make(map[int]fillKey)}
	if s.base > mostStyles {
		return nil, plainError("it has as many styles as a workbook can have")
	}
	if fonts := m.root.list("fonts"); len(fonts) > 0 {
		if name := fonts[0].child("name"); name != nil && name.attr("val") != "" {
			if err := file.SetDefaultFont(name.attr("val")); err != nil {
				return nil, err
			}
		}
	}
	for len(file.Styles.CellXfs.Xf) < s.base {
		s.reserve()
	}
	return s, nil
}

// reserve takes the next number for a style that stands in the input's list only.
func (s *stylesheet) reserve() int {
	list := s.file.Styles.CellXfs
	list.Xf = append(list.Xf, list.Xf[0])
	list.Count = len(list.Xf)
	return list.Count - 1
}

// refilled is a style of the input's cells with the fill of another style and
// everything else as it is.
func (s *stylesheet) refilled(style, like int) int {
	key := fillKey{style, like}
	if _, ok := s.fills[key]; !ok && len(s.file.Styles.CellXfs.Xf) > mostStyles {
		return like
	} else if !ok {
		s.fills[key] = s.reserve()
		s.filled[s.fills[key]] = key
	}
	return s.fills[key]
}

// hasFill tells whether a style of the input has a fill of that colour.
func (s *stylesheet) hasFill(style int, color string) bool {
	fills := s.styles.root.list("fills")
	id, err := strconv.Atoi(s.original(style).root.attr("fillId"))
	if err != nil || id < 0 || id >= len(fills) {
		return false
	}
	return bytes.Contains(s.styles.xml[fills[id].start:fills[id].end], []byte(color+`"`))
}

// merged is the part of the styles with ours, the content of the new sheets' own
// part, added.
func (s *stylesheet) merged(ours []byte) ([]byte, error) {
	from, err := parseMarkup(ours, 3)
	if err != nil {
		return nil, fmt.Errorf("read styles of the new sheets: %w", err)
	}
	n := numbers{"numFmtId": s.addFormats(from)}
	for _, l := range []struct {
		list, attr string
		usual      int // those that every workbook begins with
	}{{"fonts", "fontId", 1}, {"fills", "fillId", 2}, {"borders", "borderId", 1}} {
		n[l.attr] = s.addList(from, l.list, l.usual)
	}
	list := from.root.list("cellXfs")
	var items strings.Builder
	added := len(list) - s.base
	if len(s.styles.root.list("cellXfs")) == 0 {
		items.WriteString("<" + s.styles.prefix + "xf/>")
		added++
	}
	for i := s.base; i < len(list); i++ {
		style := from.piece(list[i])
		if key, ok := s.filled[i]; ok {
			style = s.original(key.style)
			n.point(style, list[key.like], "fillId")
			style.setAttr(style.root, "applyFill", "1")
		} else {
			n.point(style, list[i], "fontId", "fillId", "borderId", "numFmtId")
		}
		items.Write(s.styles.local(style))
	}
	s.styles.extend("cellXfs", items.String(), added, styleOrder)
	return s.styles.changed(), nil
}

// numbers say, by the attribute that points at it, how an element of ours is
// numbered among those of the input.
type numbers map[string]map[string]string

// point makes a style point at what another one of ours points at.
func (n numbers) point(style *markup, like *element, attrs ...string) {
	for _, attr := range attrs {
		value := like.attr(attr)
		if to, ok := n[attr][value]; ok {
			value = to
		}
		if value != "" {
			style.setAttr(style.root, attr, value)
		}
	}
}

// original is a style of the input on its own.
func (s *stylesheet) original(style int) *markup {
	if list := s.styles.root.list("cellXfs"); style < len(list) {
		return s.styles.piece(list[style])
	}
	const plain = "<xf/>"
	return &markup{xml: []byte(plain), root: &element{name: "xf", inner: len(plain), after: len(plain), end: len(plain)}}
}

// addList adds our elements of a list, but for those that every workbook has.
func (s *stylesheet) addList(from *markup, name string, usual int) map[string]string {
	have, ours := len(s.styles.root.list(name)), from.root.list(name)
	numbers := make(map[string]string)
	var items strings.Builder
	first := min(usual, have)
	for i := first; i < len(ours); i++ {
		numbers[strconv.Itoa(i)] = strconv.Itoa(have + i - first)
		items.Write(s.styles.local(from.piece(ours[i])))
	}
	s.styles.extend(name, items.String(), len(ours)-first, styleOrder)
	return numbers
}

// addFormats adds our number formats under numbers that are free.
func (s *stylesheet) addFormats(from *markup) map[string]string {
	const lastBuiltIn = 163
	next := lastBuiltIn
	for _, f := range s.styles.root.list("numFmts") {
		if n, err := strconv.Atoi(f.attr("numFmtId")); err == nil {
			next = max(next, n)
		}
	}
	numbers := make(map[string]string)
	var items strings.Builder
	ours := from.root.list("numFmts")
	for _, f := range ours {
		next++
		numbers[f.attr("numFmtId")] = strconv.Itoa(next)
		one := from.piece(f)
		one.setAttr(one.root, "numFmtId", strconv.Itoa(next))
		items.Write(s.styles.local(one))
	}
	s.styles.extend("numFmts", items.String(), len(ours), styleOrder)
	return numbers
}
