package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/sheet"
)

// annotation is the input's own workbook with answers beside its rows under way:
// a copy part by part, in which sheets are changed as they pass and the lists of
// parts, sheets and styles are written at the end.
type annotation struct {
	*workbook
	graft   *graft
	bookXML *markup
	sheet   *stylesheet
	edits   map[string]func() error // parts that change as they pass, by the keys of their names
	late    map[string]bool         // parts that are written at the end, likewise
	extra   []func() error          // write parts that the input does not have
	filters map[string]area         // ranges of filters that were widened, by sheet
	style   string                  // the part of the styles; empty: there is none
}

// plainError says why the input's own workbook cannot be kept. Nothing is written then.
type plainError string

// Error says why.
func (e plainError) Error() string { return string(e) }

// annotate writes the input's workbook with the answers, and the new sheets. It
// returns a plainError when that cannot be, before anything is written: a report
// is written even where only the cells of the input can be read.
func (b *workbook) annotate(w io.Writer) error {
	a, err := b.newAnnotation(w)
	if err == nil {
		err = a.prepare()
	}
	var plain plainError
	if err != nil && !errors.As(err, &plain) {
		return plainError(fmt.Sprintf("a part of it cannot be read: %v", err))
	}
	if err != nil {
		return err
	}
	for _, step := range []func() error{a.copy, a.sheets, a.finish} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// newAnnotation reads the parts that list others.
func (b *workbook) newAnnotation(w io.Writer) (*annotation, error) {
	parts := b.book.Parts()
	content, err := parts.Read(parts.Workbook())
	if err != nil {
		return nil, err
	}
	a := &annotation{workbook: b, edits: make(map[string]func() error), late: make(map[string]bool), filters: make(map[string]area)}
	if a.bookXML, err = parseMarkup(content, 3); err != nil {
		return nil, fmt.Errorf("read %s: %w", parts.Workbook(), err)
	}
	a.graft = newGraft(parts, w, a.bookXML.namespace() == nsStrict)
	var names []string
	for _, s := range a.bookXML.root.list("sheets") {
		names = append(names, s.attr("name"))
	}
	if b.file, err = newFile(names); err != nil {
		return nil, err
	}
	return a, a.openStyles()
}

// openStyles reads the styles of the input and makes those of the report.
func (a *annotation) openStyles() error {
	parts := a.book.Parts()
	rels, err := parts.Relations(parts.Workbook())
	if err != nil {
		return err
	}
	content := []byte(noStyles)
	for _, r := range rels {
		if strings.HasSuffix(r.Type, "/styles") && parts.Has(r.Target) {
			a.style = r.Target
			if content, err = parts.Read(r.Target); err != nil {
				return err
			}
		}
	}
	if a.sheet, err = newStylesheet(content, a.file); err != nil {
		return err
	}
	for _, part := range []string{sheet.TypesPart, parts.Workbook(), sheet.RelationsPart(parts.Workbook()), a.style} {
		a.late[partKey(part)] = true
	}
	a.styles, err = newStyles(a.file)
	return err
}

// prepare decides what changes in which part.
func (a *annotation) prepare() error {
	for _, t := range a.book.Tables() {
		e := &sheetEdit{annotation: a, table: t}
		if err := a.placeIn(e); err != nil {
			return err
		}
		var err error
		if e.notes, err = a.notesIn(t, e.place); err != nil {
			return err
		}
		if e.place == nil && e.notes == nil {
			continue
		}
		if e.place != nil && (e.place.again || e.place.between) {
			if err := e.safe(); err != nil {
				return err
			}
		}
		a.edits[partKey(t.Part())] = func() error { return a.pass(t.Part(), e.write) }
	}
	return nil
}

// placeIn finds the place for the answers in a sheet that has rows of the plan.
func (a *annotation) placeIn(e *sheetEdit) (err error) {
	if e.place, err = a.placeOf(e.table); err != nil || e.place == nil {
		return err
	}
	objects, err := objectsOf(a.book.Parts(), e.table.Part())
	if err != nil {
		return err
	}
	merged, err := e.table.Merged()
	if err != nil {
		return err
	}
	var taken []area
	for _, m := range merged {
		taken = append(taken, area{m.FirstColumn, m.FirstLine, m.LastColumn, m.LastLine})
	}
	for _, o := range objects {
		taken = append(taken, o.area)
	}
	e.place.makeRoom(taken)
	if err := e.place.fit(e.table); err != nil {
		return err
	}
	for _, o := range objects {
		e.covered = e.covered || o.area.top == e.place.table.Header
		if grown := grow(e.place, o, taken); grown != nil {
			a.keep(o.part, "", grown)
		}
	}
	return nil
}

// safe looks for formulas where answers are put between other cells.
func (e *sheetEdit) safe() error {
	in, err := e.book.Parts().Open(e.table.Part())
	if err != nil {
		return err
	}
	defer in.Close()
	cells := make([]sheet.NewCell, len(e.place.columns))
	for i, c := range e.place.columns {
		cells[i].Column = c
	}
	slices.SortFunc(cells, func(a, b sheet.NewCell) int { return a.Column - b.Column })
	err = sheet.Splice(io.Discard, in, sheet.Edit{Line: func(line int) sheet.Line {
		if line != e.place.table.Header && e.place.rows[line] == nil {
			return sheet.Line{}
		}
		return sheet.Line{Cells: cells}
	}})
	if errors.Is(err, sheet.ErrFormula) {
		return plainError("an answer would have taken the place of a formula")
	}
	return err
}

// keep notes a part that is written anew, or with a type one that may be new.
func (a *annotation) keep(part, kind string, content []byte) {
	if a.book.Parts().Has(part) {
		a.edits[partKey(part)] = func() error { return a.graft.write(part, content) }
		return
	}
	a.extra = append(a.extra, func() error { return a.graft.add(part, kind, content) })
}

// pass writes a part as write does.
func (a *annotation) pass(part string, write func(io.Writer) error) error {
	w, err := a.graft.create(part)
	if err != nil {
		return err
	}
	return write(w)
}

// copy copies the input's parts with their changes.
func (a *annotation) copy() error {
	for _, f := range a.book.Parts().Files() {
		name := partKey(f.Name)
		var err error
		switch edit := a.edits[name]; {
		case edit != nil:
			err = edit()
		case !a.late[name]:
			err = a.graft.out.Copy(f)
		}
		if err != nil {
			return fmt.Errorf("copy %s: %w", f.Name, err)
		}
	}
	return nil
}

// finish adds the new sheets and writes what lists sheets, styles and parts.
func (a *annotation) finish() error {
	for _, write := range a.extra {
		if err := write(); err != nil {
			return err
		}
	}
	buf, err := a.file.WriteToBuffer()
	if err != nil {
		return err
	}
	m, err := readMade(buf.Bytes())
	if err != nil {
		return err
	}
	rels, err := a.graft.relations(a.book.Parts().Workbook())
	if err != nil {
		return err
	}
	if err := a.addSheets(m, rels); err != nil {
		return err
	}
	if err := a.writeStyles(m, rels); err != nil {
		return err
	}
	a.renameFilters()
	parts := a.book.Parts()
	err = errors.Join(a.graft.write(parts.Workbook(), a.bookXML.changed()),
		a.graft.write(sheet.RelationsPart(parts.Workbook()), rels.markup.changed()), a.graft.contentTypes())
	if err != nil {
		return err
	}
	return a.graft.out.Close()
}

// addSheets moves the new sheets into the report and lists them.
func (a *annotation) addSheets(m *made, rels *relations) error {
	have := a.bookXML.root.list("sheets")
	ids := 0
	for _, s := range have {
		if id, err := strconv.Atoi(s.attr("sheetId")); err == nil {
			ids = max(ids, id)
		}
	}
	var items, names bytes.Buffer
	list := m.book.root.list("sheets")[len(have):]
	for _, s := range list {
		part, err := m.move(a.graft, m.rels[relationOf(s)])
		if err != nil {
			return err
		}
		ids++
		fmt.Fprintf(&items, `<%ssheet name="%s" sheetId="%d" xmlns:r="%s" r:id="%s"/>`, a.bookXML.prefix, escaped(s.attr("name")), ids,
			a.graft.named([]byte(nsRels)), rels.add(a.graft, "worksheet", part))
	}
	a.bookXML.extend("sheets", items.String(), len(list), bookOrder)
	defined := m.book.root.list("definedNames")
	for _, d := range defined {
		names.Write(a.bookXML.local(m.book.piece(d)))
	}
	a.bookXML.extend("definedNames", names.String(), len(defined), bookOrder)
	return nil
}

// relationOf is the relation that leads to a sheet.
func relationOf(s *element) string {
	for _, a := range s.attrs {
		if a.Name.Local == "id" {
			return a.Value
		}
	}
	return ""
}

// writeStyles writes the styles of the input with those of the report.
func (a *annotation) writeStyles(m *made, rels *relations) error {
	ours, err := m.read("xl/styles.xml")
	if err != nil {
		return err
	}
	merged, err := a.sheet.merged(ours)
	if err != nil {
		return err
	}
	if a.style != "" {
		return a.graft.write(a.style, merged)
	}
	part := a.graft.free("xl/styles.xml")
	rels.add(a.graft, "styles", part)
	return a.graft.add(part, typeStyles, merged)
}

// renameFilters widens the hidden names of filters, where there are such.
func (a *annotation) renameFilters() {
	names := a.bookXML.root.list("sheets")
	for _, d := range a.bookXML.root.list("definedNames") {
		index, err := strconv.Atoi(d.attr("localSheetId"))
		if err != nil || d.attr("name") != filterName || index < 0 || index >= len(names) || d.empty(a.bookXML.xml) {
			continue
		}
		name := names[index].attr("name")
		if widened, ok := a.filters[name]; ok {
			a.bookXML.replace(d.inner, d.after, escaped(widened.absolute(name)))
		}
	}
}

// placeOf finds the columns for a sheet; nil when it has no rows of the plan.
func (b *workbook) placeOf(t *sheet.Table) (*place, error) {
	for i := range b.data.Plan.Tables {
		if planned := &b.data.Plan.Tables[i]; strings.EqualFold(planned.Sheet, t.Name) {
			return b.answers.place(t, planned)
		}
	}
	return nil, nil
}
