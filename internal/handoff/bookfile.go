package handoff

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"path"
	"strings"
)

// unpackedMost bounds a workbook of ours, which is not bounded by another.
const unpackedMost = 4 << 30

// bookFile is a workbook as a file, read without trust: no part is unpacked whole,
// and all of them together no further than a limit.
type bookFile struct {
	parts  map[string]*zip.File
	room   int64 // bytes that may still be unpacked
	sheets []sheetRef
	shared []string
	core   string // the part of the properties
}

// sheetRef is a sheet and where it stands.
type sheetRef struct{ name, state, part string }

// openBook opens a workbook, of which so many bytes may be unpacked.
func openBook(r io.ReaderAt, size, room int64) (*bookFile, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("it is no workbook: %w", err)
	}
	b := &bookFile{parts: make(map[string]*zip.File, len(z.File)), room: room}
	folded := make(map[string]bool, len(z.File))
	for _, f := range z.File {
		// Of two parts of one name, programs read different ones.
		lower := strings.ToLower(f.Name)
		if folded[lower] {
			return nil, fmt.Errorf("it holds %s twice", shortly(f.Name))
		}
		folded[lower] = true
		b.parts[f.Name] = f
	}
	if err := b.outline(); err != nil {
		return nil, err
	}
	return b, nil
}

// unpacked is how large the parts are, as they say.
func (b *bookFile) unpacked() int64 {
	sum := int64(0)
	for _, f := range b.parts {
		sum += int64(min(f.UncompressedSize64, unpackedMost))
	}
	return min(sum, unpackedMost)
}

func (b *bookFile) names() iter.Seq[string] { return maps.Keys(b.parts) }

// outline finds the sheets, the shared texts and the properties, by the ways that
// programs go.
func (b *bookFile) outline() error {
	top, err := b.relations("")
	if err != nil {
		return err
	}
	book := ""
	for _, r := range top {
		switch path.Base(r.kind) {
		case "officeDocument":
			book = r.target
		case "core-properties":
			b.core = r.target
		}
	}
	if book == "" {
		return errors.New("it is no workbook: it does not say where its sheets are")
	}
	inside, err := b.relations(book)
	if err != nil {
		return err
	}
	if err := b.listSheets(book, inside); err != nil {
		return err
	}
	for _, r := range inside {
		if path.Base(r.kind) == "sharedStrings" {
			return b.readShared(r.target)
		}
	}
	return nil
}

// relation is one part that another one names.
type relation struct{ id, kind, target string }

// relations are those of a part, or of the file.
func (b *bookFile) relations(part string) ([]relation, error) {
	dir, file := path.Split(part)
	name := path.Join(dir, "_rels", file+".rels")
	if part == "" {
		name = "_rels/.rels"
	}
	if b.parts[name] == nil {
		return nil, nil
	}
	var list []relation
	err := b.elements(name, func(_ *partReader, e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		r := relation{id: attr(e, "Id"), kind: attr(e, "Type"), target: attr(e, "Target")}
		if attr(e, "TargetMode") != "External" {
			if r.target = path.Join("/", dir, r.target); strings.HasPrefix(attr(e, "Target"), "/") {
				r.target = path.Clean(attr(e, "Target"))
			}
			r.target = strings.TrimPrefix(r.target, "/")
		}
		list = append(list, r)
		return nil
	})
	return list, err
}

func (b *bookFile) listSheets(book string, inside []relation) error {
	return b.elements(book, func(_ *partReader, e xml.StartElement) error {
		if e.Name.Local != "sheet" {
			return nil
		}
		s := sheetRef{name: attr(e, "name"), state: attr(e, "state")}
		if s.state == "visible" {
			s.state = ""
		}
		for _, r := range inside {
			if r.id == attr(e, "id") {
				s.part = r.target
			}
		}
		if b.sheets = append(b.sheets, s); len(b.sheets) > 1000 {
			return errors.New("it has more than 1,000 sheets")
		}
		return nil
	})
}

// readShared reads the texts that cells name by number.
func (b *bookFile) readShared(part string) error {
	return b.elements(part, func(p *partReader, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := p.richText()
		b.shared = append(b.shared, text)
		return err
	})
}

// properties are those of the file, by their names.
func (b *bookFile) properties() (map[string]string, error) {
	found := make(map[string]string)
	if b.parts[b.core] == nil {
		return found, nil
	}
	err := b.elements(b.core, func(p *partReader, e xml.StartElement) error {
		if e.Name.Local == "coreProperties" {
			return nil
		}
		text, err := p.content()
		found[e.Name.Local] = strings.TrimSpace(text)
		return err
	})
	return found, err
}

// elements reads a part and hands over each element where it begins.
func (b *bookFile) elements(part string, do func(p *partReader, e xml.StartElement) error) error {
	p, err := b.open(part)
	if err != nil {
		return err
	}
	defer p.close()
	for {
		token, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, begins := token.(xml.StartElement); begins {
			if err := do(p, e); err != nil {
				return err
			}
		}
	}
}
