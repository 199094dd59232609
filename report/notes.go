package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

// mostNotes is how many cells of a sheet get a note; those after them are filled
// only: programs that show a sheet take longer for each one.
const mostNotes = 10_000

// threadAuthor begins the author of a note that stands for a conversation: the
// program shows that instead, and takes a changed note for damage.
const threadAuthor = "tc="

// sheetNotes are the bad cells of one sheet of the input: they get a fill, and
// notes behind those that people made. What an earlier report put there goes, as
// a report may be given as input.
type sheetNotes struct {
	*annotation
	marks   []mark        // in reading order; on a header of ours too
	right   map[int][]int // columns by line that were bad in an earlier report and are not now
	list    string        // the part with the texts
	texts   *markup
	authors []string
	boxes   *boxes
	drawing string // relation of the boxes, when the sheet does not name it yet
	drawn   bool   // boxes can be drawn
}

// noTexts is the part of the texts of a sheet that has no notes.
const noTexts = `<comments xmlns="` + nsMain + `"><authors></authors><commentList></commentList></comments>`

// notesIn prepares the notes on a sheet; nil when there is nothing to be done.
func (a *annotation) notesIn(t *sheet.Table, p *place) (*sheetNotes, error) {
	n := &sheetNotes{annotation: a, marks: a.notesOn(t.Name, p), right: make(map[int][]int)}
	rels, err := n.open(t)
	if err != nil {
		return nil, err
	}
	earlier := n.strip()
	if len(n.marks) == 0 && !earlier {
		return nil, nil
	}
	if !n.drawn {
		return n, nil // fills are all that can be done
	}
	n.write()
	a.keep(n.list, typeComments, n.texts.changed())
	a.keep(n.boxes.part, typeDrawing, n.boxes.changed())
	if len(rels.markup.cuts) > 0 {
		a.keep(sheet.RelationsPart(t.Part()), typeRels, rels.markup.changed())
	}
	return n, nil
}

// open reads the parts of the notes that the sheet has, or makes their names.
func (n *sheetNotes) open(t *sheet.Table) (*relations, error) {
	rels, err := n.graft.relations(t.Part())
	if err != nil {
		return nil, err
	}
	targets := make(map[string]sheet.Relation) // by the last word of their type
	byID := make(map[string]sheet.Relation)
	if n.book.Parts().Has(sheet.RelationsPart(t.Part())) {
		list, err := n.book.Parts().Relations(t.Part())
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			targets[r.Type[strings.LastIndexByte(r.Type, '/')+1:]], byID[r.ID] = r, r
		}
	}
	n.list = targets["comments"].Target
	if !n.readTexts() || len(n.marks) == 0 && n.list == "" {
		return rels, nil
	}
	return rels, n.openBoxes(t, rels, byID, targets)
}

// readTexts reads the texts of the sheet's notes. It is false where they cannot
// be read: then there is nothing but fills.
func (n *sheetNotes) readTexts() bool {
	content, err := []byte(noTexts), error(nil)
	if n.list != "" {
		content, err = n.book.Parts().Read(n.list)
	}
	if err == nil {
		n.texts, err = parseMarkup(content, 6)
	}
	if err != nil {
		n.texts = &markup{root: &element{}}
	}
	return err == nil
}

// openBoxes reads the drawing with the boxes of the notes, or makes one.
func (n *sheetNotes) openBoxes(t *sheet.Table, rels *relations, byID, targets map[string]sheet.Relation) (err error) {
	part := ""
	if targets["vmlDrawing"].Target != "" {
		id, err := n.named(t)
		if err != nil {
			return err
		}
		part = byID[id].Target
	}
	if part == "" && n.list != "" {
		return nil // notes without boxes: a program of another kind has made them
	}
	if n.boxes, err = n.readBoxes(part); err != nil || n.boxes == nil {
		return err
	}
	n.drawn = true
	if n.list == "" {
		n.list = n.graft.free("xl/comments1.xml")
		rels.add(n.graft, "comments", n.list)
	}
	if part == "" {
		n.boxes.part = n.graft.free("xl/drawings/vmlDrawing1.vml")
		n.drawing = rels.add(n.graft, "vmlDrawing", n.boxes.part)
	}
	return nil
}

// named is the relation of the drawing that a sheet names for its boxes.
func (n *sheetNotes) named(t *sheet.Table) (id string, err error) {
	in, err := n.book.Parts().Open(t.Part())
	if err != nil {
		return "", err
	}
	defer in.Close()
	err = sheet.Splice(io.Discard, in, sheet.Edit{Tail: func(tail []byte) []byte {
		if m, err := parseTail(tail); err == nil {
			if e := m.root.child("legacyDrawing"); e != nil {
				id = relationOf(e)
			}
		}
		return tail
	}})
	return id, err
}

// strip takes away what an earlier report has noted, and tells whether it did.
func (n *sheetNotes) strip() bool {
	for _, a := range n.texts.root.list("authors") {
		n.authors = append(n.authors, n.texts.plain(a))
	}
	found := false
	for _, c := range n.texts.root.list("commentList") {
		text := c.child("text")
		if text == nil {
			continue
		}
		at, before := n.texts.ourPart(text)
		if at == nil {
			continue
		}
		found = true
		if _, line, column, ok := parseCell(c.attr("ref")); ok {
			n.right[line] = append(n.right[line], column)
		}
		switch {
		case before == "" && at == text.children[0]:
			n.texts.replace(c.start, c.end, "")
			c.name = "" // it is no note any more
			if n.drawn {
				n.boxes.remove(c.attr("ref"))
			}
		case before == "":
			n.texts.replace(at.start, text.after, "")
		default:
			n.texts.replace(at.start, text.after, string(n.texts.local(fragment(run("", before)))))
		}
	}
	return found
}

// ourPart finds the run with which our part of a note begins; before is what
// stands in that run before it.
func (m *markup) ourPart(text *element) (at *element, before string) {
	for _, r := range text.children {
		words := r
		if r.name == "r" {
			words = r.child("t")
		}
		if words == nil || words.name != "t" {
			continue
		}
		s := m.plain(words)
		if i := ours(s); i >= 0 {
			return r, s[:i]
		}
	}
	return nil, ""
}

// plain is the text of an element that has nothing but text in it.
func (m *markup) plain(e *element) string {
	var text string
	if err := xml.Unmarshal([]byte("<t>"+string(m.xml[e.inner:e.after])+"</t>"), &text); err != nil {
		return ""
	}
	return text
}

// run is a piece of a note in a look of its own.
func run(look, text string) string {
	return `<r><rPr>` + look + `<sz val="9"/></rPr><t xml:space="preserve">` + escaped(text) + `</t></r>`
}

// write puts notes on the bad cells.
func (n *sheetNotes) write() {
	had := make(map[string]*element)
	for _, c := range n.texts.root.list("commentList") {
		if c.name != "" {
			had[c.attr("ref")] = c
		}
	}
	author := slices.Index(n.authors, noteBy)
	if author < 0 {
		author = len(n.authors)
		n.texts.extend("authors", "<"+n.texts.prefix+"author>"+noteBy+"</"+n.texts.prefix+"author>", 1, notesOrder)
	}
	var items strings.Builder
	added := 0
	for _, m := range n.marks[:min(len(n.marks), mostNotes)] {
		cell := job.CellName("", sheet.Letters(m.column), m.line)
		if c := had[cell]; c != nil {
			n.append(c, m.text)
			continue
		}
		item := fmt.Sprintf(`<comment ref="%s" authorId="%d"><text>%s</text></comment>`, cell, author, run("<b/>", noteHead)+run("", m.text))
		items.Write(n.texts.local(fragment(item)))
		n.boxes.add(m)
		added++
	}
	n.texts.extend("commentList", items.String(), added, notesOrder)
}

var notesOrder = []string{"authors", "commentList", "extLst"}

// append puts our part behind a note of people.
func (n *sheetNotes) append(c *element, text string) {
	at := c.child("text")
	var id int
	_, err := fmt.Sscan(c.attr("authorId"), &id)
	talk := err == nil && id < len(n.authors) && strings.HasPrefix(n.authors[id], threadAuthor)
	if at == nil || at.empty(n.texts.xml) || talk {
		return
	}
	for _, r := range []string{run("<b/>", "\n"+noteHead), run("", text)} {
		n.texts.insert(at.after, string(n.texts.local(fragment(r))))
	}
}

// cells gives the cells of a line that get another fill.
func (n *sheetNotes) cells(line int) []sheet.NewCell {
	var cells []sheet.NewCell
	for _, m := range on(line, n.marks) {
		cells = append(cells, sheet.NewCell{Column: m.column, Restyle: func(style int) int { return n.sheet.refilled(style, n.styles.bad) }})
	}
	for _, column := range n.right[line] {
		cells = append(cells, sheet.NewCell{Column: column, Restyle: func(style int) int {
			if n.sheet.hasFill(style, badFill) {
				return n.sheet.refilled(style, n.styles.text)
			}
			return style
		}})
	}
	return cells
}

// name has the sheet name the drawing of the boxes.
func (n *sheetNotes) name(tail *sheetPart) {
	m, err := parseTail(tail.xml)
	if n.drawing == "" || err != nil {
		return
	}
	m.insert(m.placeOf("legacyDrawing", tailOrder), fmt.Sprintf(`<%slegacyDrawing xmlns:r="%s" r:id="%s"/>`, tail.prefix, n.graft.named([]byte(nsRels)), n.drawing))
	tail.xml = m.changed()[len(tailHead):]
}

// tailOrder is the end of the order of a sheet's elements, ECMA-376 part 1, 18.3.1.99.
var tailOrder = []string{"legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent", "webPublishItems", "tableParts", "extLst"}

// tailHead makes a whole of what comes after the rows of a sheet.
const tailHead = "<worksheet><sheetData>"

// parseTail finds the elements after the rows of a sheet.
func parseTail(tail []byte) (*markup, error) {
	head := tailHead
	if !strings.HasPrefix(string(tail[:min(len(tail), 2)]), "</") { // a sheet without rows
		head = "<worksheet" + strings.Repeat(" ", len("<sheetData>")) + ">"
	}
	return parseMarkup([]byte(head+string(tail)), 2)
}

// annotateStream puts notes onto cells of a sheet that is written as a stream.
func (b *workbook) annotateStream(name string, marks []mark) error {
	for _, m := range marks[:min(len(marks), mostNotes)] {
		if err := b.file.AddComment(name, comment(job.CellName("", sheet.Letters(m.column), m.line), m.text)); err != nil {
			return err
		}
	}
	return nil
}

// marked fills the bad ones among the cells of a line that is written as a stream.
func (b *workbook) marked(cells []any, marks []mark) []any {
	for _, m := range marks {
		for len(cells) <= m.column {
			cells = append(cells, nil)
		}
		c, styled := cells[m.column].(excelize.Cell)
		if !styled {
			c.Value = cells[m.column]
		}
		c.StyleID = b.styles.refilled(b.file, c.StyleID)
		cells[m.column] = c
	}
	return cells
}

// refilled is a style of a workbook that is written anew with the fill of bad cells.
func (s *styles) refilled(f *excelize.File, id int) int {
	if have, ok := s.refills[id]; ok {
		return have
	}
	list := f.Styles.CellXfs
	style, apply := list.Xf[id], true
	style.FillID, style.ApplyFill = list.Xf[s.bad].FillID, &apply
	list.Xf = append(list.Xf, style)
	list.Count = len(list.Xf)
	s.refills[id] = list.Count - 1
	return list.Count - 1
}
