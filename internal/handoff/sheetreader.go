package handoff

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cellKind is what kind of value a cell holds.
type cellKind byte

const (
	textCell cellKind = iota
	numberCell
	otherCell // true or false, an error, a date
)

// sheetCell is one cell that holds something.
type sheetCell struct {
	line, column int
	kind         cellKind
	text         string
	formula      string
}

// same tells whether two cells say the same at the same place.
func (c *sheetCell) same(o *sheetCell) bool {
	if c.line != o.line || c.column != o.column || c.kind != o.kind || c.formula != o.formula {
		return false
	}
	if c.text == o.text {
		return true
	}
	if c.kind != numberCell {
		return false
	}
	a, err := strconv.ParseFloat(c.text, 64)
	if err != nil {
		return false
	}
	b, err := strconv.ParseFloat(o.text, 64)
	return err == nil && a == b
}

func (c *sheetCell) before(o *sheetCell) bool {
	return c.line < o.line || c.line == o.line && c.column < o.column
}

// factsMost bounds how much a sheet may say beside its cells.
const factsMost = 200_000

// sheetReader reads the cells of a sheet in their order, and notes what else it
// says: links, merged cells, what is hidden, what is drawn.
type sheetReader struct {
	book  *bookFile
	sheet sheetRef
	facts []string
	p     *partReader
	at    sheetCell // where the last cell was
	links []relation
}

func newSheetReader(b *bookFile, s sheetRef) *sheetReader { return &sheetReader{book: b, sheet: s} }

// cells gives the cells that hold something. Facts are whole when it has ended.
func (s *sheetReader) cells() iter.Seq2[sheetCell, error] {
	return func(yield func(sheetCell, error) bool) {
		if err := s.read(func(c sheetCell) bool { return yield(c, nil) }); err != nil && !errors.Is(err, errEnough) {
			yield(sheetCell{}, err)
		}
	}
}

// errEnough ends the reading of a sheet, of which no more is asked for.
var errEnough = errors.New("enough")

func (s *sheetReader) read(yield func(sheetCell) bool) (err error) {
	if s.links, err = s.book.relations(s.sheet.part); err != nil {
		return err
	}
	if s.p, err = s.book.open(s.sheet.part); err != nil {
		return err
	}
	defer s.p.close()
	for {
		token, err := s.p.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		e, begins := token.(xml.StartElement)
		if !begins {
			continue
		}
		if e.Name.Local == "c" {
			err = s.cell(e, yield)
		} else {
			err = s.note(e)
		}
		if err != nil {
			return err
		}
	}
	return s.drawn()
}

// cell reads one.
func (s *sheetReader) cell(e xml.StartElement, yield func(sheetCell) bool) error {
	last := s.at
	if err := s.place(attr(e, "r")); err != nil {
		return err
	}
	if !last.before(&s.at) {
		return fmt.Errorf("its cells are out of order at %s", shortly(attr(e, "r")))
	}
	c := sheetCell{line: s.at.line, column: s.at.column}
	value, inline, err := s.held(&c)
	if err != nil {
		return err
	}
	if err := s.value(&c, attr(e, "t"), value, inline); err != nil {
		return err
	}
	if c.text == "" && c.formula == "" {
		return nil
	}
	if !yield(c) {
		return errEnough
	}
	return nil
}

// held reads what stands in a cell: its value, a text of its own, a formula.
func (s *sheetReader) held(c *sheetCell) (value, inline string, err error) {
	err = s.p.inside(func(token xml.Token) (err error) {
		part, begins := token.(xml.StartElement)
		if !begins {
			return nil
		}
		switch part.Name.Local {
		case "v":
			value, err = s.p.content()
		case "is":
			inline, err = s.p.richText()
		case "f":
			if c.formula, err = s.p.content(); c.formula == "" {
				c.formula = "(shared)"
			}
		}
		return err
	})
	return value, inline, err
}

// value reads what a cell holds by its type.
func (s *sheetReader) value(c *sheetCell, kind, value, inline string) error {
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(s.book.shared) {
			return fmt.Errorf("the cell %s names a text that there is not", cellAt(c.column, c.line))
		}
		c.text = s.book.shared[n]
	case "inlineStr":
		c.text = inline
	case "str":
		c.text = unescaped(value)
	case "", "n":
		c.kind, c.text = numberCell, strings.TrimSpace(value)
	default:
		c.kind, c.text = otherCell, kind+value
	}
	return nil
}

// place says where a cell is; one without a name is the next.
func (s *sheetReader) place(name string) error {
	if name == "" {
		s.at.column++
		return nil
	}
	column, line, err := excelize.CellNameToCoordinates(name)
	if err != nil {
		return fmt.Errorf("a cell has the name %s", shortly(name))
	}
	if line != s.at.line {
		return fmt.Errorf("the cell %s stands in line %d", shortly(name), s.at.line)
	}
	s.at.column = column
	return nil
}

// note keeps what an element says beside cells.
func (s *sheetReader) note(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return s.row(e)
	case "col":
		if yes(attr(e, "hidden")) || attr(e, "width") == "0" {
			return s.fact("hidden columns from %s to %s", attr(e, "min"), attr(e, "max"))
		}
	case "sheetFormatPr":
		if yes(attr(e, "zeroHeight")) {
			return s.fact("hidden rows")
		}
	case "mergeCell":
		return s.fact("merged cells %s", attr(e, "ref"))
	case "hyperlink":
		return s.fact("a link at %s to %s", attr(e, "ref"), s.target(e))
	case "legacyDrawing", "oleObject", "control", "webPublishItem":
		return s.fact("a comment or an object")
	}
	return nil
}

// row begins a line.
func (s *sheetReader) row(e xml.StartElement) error {
	line := s.at.line + 1
	if name := attr(e, "r"); name != "" {
		n, err := strconv.Atoi(name)
		if err != nil || n < line || n > excelize.TotalRows {
			return fmt.Errorf("its rows are out of order at %s", shortly(name))
		}
		line = n
	}
	s.at = sheetCell{line: line}
	if yes(attr(e, "hidden")) || attr(e, "ht") == "0" {
		return s.fact("a hidden row, %d", line)
	}
	return nil
}

func (s *sheetReader) fact(format string, args ...any) error {
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = shortly(text)
		}
	}
	if s.facts = append(s.facts, fmt.Sprintf(format, args...)); len(s.facts) > factsMost {
		return errors.New("it has more links and merged cells than a report can have")
	}
	return nil
}

// target is where a link leads, in one of several ways to write it.
func (s *sheetReader) target(e xml.StartElement) string {
	if id := attr(e, "id"); id != "" {
		for _, r := range s.links {
			if r.id == id {
				return r.target
			}
		}
	}
	return strings.ReplaceAll(strings.TrimPrefix(attr(e, "location"), "#"), "'", "")
}

func yes(value string) bool { return value == "1" || value == "true" || value == "on" }

// drawn counts what is drawn over the sheet: a picture can hide a cell.
func (s *sheetReader) drawn() error {
	for _, r := range s.links {
		if path.Base(r.kind) != "drawing" {
			continue
		}
		err := s.book.elements(r.target, func(_ *partReader, e xml.StartElement) error {
			switch e.Name.Local {
			case "graphicFrame":
				return s.fact("a chart")
			case "sp", "pic", "cxnSp":
				return s.fact("a drawing")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
