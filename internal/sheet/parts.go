package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

const (
	// unzipLimit bounds what a workbook may unpack to, in bytes: some twenty times
	// a workbook of 100,000 rows and 12 columns, and little enough to be read in seconds.
	unzipLimit = 512 << 20
	mostParts  = 65_535   // of an archive without extensions
	mostList   = 16 << 20 // bytes of a part that lists others
)

const (
	relWorkbook  = "/officeDocument"
	relWorksheet = "/worksheet"
	relStrings   = "/sharedStrings"
	relStyles    = "/styles"
	typeMacros   = "macroEnabled"
)

// TypesPart lists the types of all parts of a workbook.
const TypesPart = "[Content_Types].xml"

var errMissing = errors.New("the part is missing")

// Parts is a workbook file as a list of parts, each of which was read to its
// end once: sizes and checksums hold. Names are compared without regard to case.
type Parts struct {
	name  string
	book  string // the part that lists the sheets
	files map[string]*zip.File
	order []*zip.File
}

// Relation is one entry of a part's relations; Target is the full name of a part.
type Relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
}

// listed is one sheet of the workbook part.
type listed struct {
	Name  string     `xml:"name,attr"`
	State string     `xml:"state,attr"`
	Attrs []xml.Attr `xml:",any,attr"`
}

func (l *listed) relation() string {
	for _, a := range l.Attrs {
		if a.Name.Local == "id" {
			return a.Value
		}
	}
	return ""
}

// Parts gives the parts of the book's file; nil for a CSV.
func (b *Book) Parts() *Parts {
	if b.workbook == nil {
		return nil
	}
	return b.workbook.parts
}

// Workbook is the name of the part that lists the sheets.
func (p *Parts) Workbook() string { return p.book }

// Has tells whether there is a part of that name.
func (p *Parts) Has(name string) bool { return p.files[partKey(name)] != nil }

// Files lists the parts in their order.
func (p *Parts) Files() []*zip.File { return p.order }

func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func openParts(name string, data []byte) (*Parts, error) {
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged(name, "", err)
	}
	if len(zr.File) > mostParts {
		return nil, damaged(name, "", beyond("it has %d parts", len(zr.File)))
	}
	p := &Parts{name: name, files: make(map[string]*zip.File, len(zr.File)), order: zr.File}
	var total uint64
	for _, f := range zr.File {
		total += f.UncompressedSize64
		if f.UncompressedSize64 > unzipLimit || total > unzipLimit || bomb(f) {
			return nil, damaged(name, f.Name, beyond("it unpacks to far more than its size, or to more than the %d MB that are read", unzipLimit>>20))
		}
		if strings.HasSuffix(f.Name, "/") {
			continue // a folder
		}
		if p.Has(f.Name) {
			return nil, damaged(name, f.Name, errors.New("the part is there twice"))
		}
		p.files[partKey(f.Name)] = f
	}
	return p, nil
}

// bomb tells a part that holds next to nothing: sheets of equal rows shrink to
// a fiftieth, deflate at its best to a thousandth.
func bomb(f *zip.File) bool {
	const big, ratio = 64 << 20, 200
	return f.UncompressedSize64 > big && f.UncompressedSize64/ratio > f.CompressedSize64
}

// verify reads every part to its end, before anything is done that a part which
// breaks off would put in doubt.
func (p *Parts) verify() error {
	for _, f := range p.order {
		rc, err := f.Open()
		if err == nil {
			_, err = io.Copy(io.Discard, rc)
			err = errors.Join(err, rc.Close())
		}
		if err != nil {
			return damaged(p.name, f.Name, err)
		}
	}
	return nil
}

func damaged(name, part string, err error) error {
	e := &FormatError{Name: name, Part: part, What: "the workbook is damaged", Hint: saveXLSX, Err: err}
	var limit limitError
	switch {
	case errors.As(err, &limit):
		e.What, e.Hint = "the workbook has more than is read", "remove what is not needed, or save the sheet as CSV UTF-8"
	case errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrChecksum), errors.Is(err, io.ErrUnexpectedEOF):
		e.Hint = "fetch the file again, or " + saveXLSX
	}
	return e
}

// limitError says which bound of what is read a workbook is beyond.
type limitError string

// Error says which bound it is.
func (e limitError) Error() string { return string(e) }

func beyond(format string, args ...any) error { return limitError(fmt.Sprintf(format, args...)) }

// Open opens a part. The caller closes it.
func (p *Parts) Open(part string) (io.ReadCloser, error) {
	f := p.files[partKey(part)]
	if f == nil {
		return nil, damaged(p.name, part, errMissing)
	}
	in, err := f.Open()
	if err != nil {
		return nil, damaged(p.name, part, err)
	}
	return in, nil
}

// with opens a part of that many bytes for a function.
func (p *Parts) with(part string, read func(in io.Reader, size uint64) error) error {
	in, err := p.Open(part)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := read(in, p.files[partKey(part)].UncompressedSize64); err != nil {
		return damaged(p.name, part, err)
	}
	return nil
}

// Read gives the content of a part, of one that is not big.
func (p *Parts) Read(part string) (content []byte, err error) {
	err = p.with(part, func(in io.Reader, size uint64) (err error) {
		if size > mostStyles {
			return beyond("it takes more than the %d MB that are read", mostStyles>>20)
		}
		content, err = io.ReadAll(in)
		return err
	})
	return content, err
}

// parse reads an XML part that is not big into a struct.
func (p *Parts) parse(part string, into any) error {
	return p.with(part, func(in io.Reader, size uint64) error {
		if size > mostList {
			return beyond("it takes more than the %d MB that are read", mostList>>20)
		}
		return decode(in, into)
	})
}

// decode reads XML that declares no entities and is well formed to its end.
func decode(in io.Reader, into any) error {
	d := xml.NewDecoder(in)
	t := xml.NewTokenDecoder(strict{d})
	if err := t.Decode(into); err != nil {
		return err
	}
	for {
		if _, err := t.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// strict passes tokens on, but for declarations of document types.
type strict struct{ *xml.Decoder }

// Token gives the next token.
func (s strict) Token() (xml.Token, error) {
	t, err := s.Decoder.RawToken()
	if _, ok := t.(xml.Directive); ok {
		return nil, errDTD
	}
	return t, err
}

// Relations lists the relations of a part; the empty name is the file itself.
// It is an error when there are none.
func (p *Parts) Relations(part string) ([]Relation, error) {
	var rels struct {
		Relations []Relation `xml:"Relationship"`
	}
	if err := p.parse(RelationsPart(part), &rels); err != nil {
		return nil, err
	}
	for i := range rels.Relations {
		r := &rels.Relations[i]
		switch target := strings.ReplaceAll(r.Target, `\`, "/"); {
		case r.Mode == "External":
		case strings.HasPrefix(target, "/"):
			r.Target = path.Clean(target)[1:]
		default:
			r.Target = path.Join(path.Dir(part), target)
		}
	}
	return rels.Relations, nil
}

// RelationsPart is the name of the part with the relations of a part.
func RelationsPart(part string) string {
	dir, base := path.Split(part)
	return path.Join(dir, "_rels", base+".rels")
}

// findWorkbook finds the part that lists the sheets.
func (p *Parts) findWorkbook() error {
	rels, err := p.Relations("")
	if err != nil {
		return err
	}
	for _, r := range rels {
		if strings.HasSuffix(r.Type, relWorkbook) && path.Ext(r.Target) == ".xml" {
			p.book = r.Target
			return nil
		}
	}
	return refusals[kindOtherZip].named(p.name)
}

// related finds the part that the workbook has for something; empty when it has none.
func (p *Parts) related(kind string) (string, error) {
	rels, err := p.Relations(p.book)
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if strings.HasSuffix(r.Type, kind) && r.Mode != "External" {
			return r.Target, nil
		}
	}
	return "", nil
}

// macros tells whether the workbook may hold macros, by its content type.
func (p *Parts) macros() (bool, error) {
	var types struct {
		Overrides []struct {
			Part string `xml:"PartName,attr"`
			Type string `xml:"ContentType,attr"`
		} `xml:"Override"`
	}
	if err := p.parse(TypesPart, &types); err != nil {
		return false, err
	}
	for _, o := range types.Overrides {
		if partKey(o.Part) == partKey(p.book) {
			return strings.Contains(o.Type, typeMacros), nil
		}
	}
	return false, nil
}

// refused recognises archives that are no workbook of ours.
func (p *Parts) refused() kind {
	switch {
	case p.Has("xl/workbook.bin"):
		return kindXLSB
	case p.Has("mimetype") && p.Has("content.xml"):
		return kindODS
	case !p.Has(TypesPart):
		return kindOtherZip
	}
	return ""
}
