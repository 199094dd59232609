package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// unzipLimit bounds what a workbook may unpack to, in bytes: some twenty times
// a workbook of 100,000 rows and 12 columns, and little enough to be held.
const unzipLimit = 512 << 20

const (
	relWorkbook  = "/officeDocument"
	relWorksheet = "/worksheet"
	typeMacros   = "macroEnabled"
)

// parts is a workbook file as a list of parts, each of which was read to its
// end once: sizes and checksums hold.
type parts struct {
	name  string
	files map[string]*zip.File
}

// relation is one entry of a .rels part.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
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

func openParts(name string, data []byte) (*parts, error) {
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged(name, "", err)
	}
	p := &parts{name: name, files: make(map[string]*zip.File, len(zr.File))}
	var total uint64
	for _, f := range zr.File {
		total += f.UncompressedSize64
		if f.UncompressedSize64 > unzipLimit || total > unzipLimit || bomb(f) {
			return nil, &FormatError{Name: name, Part: f.Name, What: "the workbook unpacks to far more than its size (at most 512 MB are read)",
				Hint: "remove what is not needed, or save the sheet as CSV UTF-8"}
		}
		p.files[strings.ReplaceAll(f.Name, `\`, "/")] = f
	}
	return p, nil
}

// bomb tells a part that holds next to nothing: sheets of equal rows shrink to
// a fiftieth, deflate at its best to a thousandth.
func bomb(f *zip.File) bool {
	const big, ratio = 64 << 20, 200
	return f.UncompressedSize64 > big && f.UncompressedSize64/ratio > f.CompressedSize64
}

// verify reads every part to its end: the workbook library takes a part that
// breaks off for a whole one.
func (p *parts) verify() error {
	for name, f := range p.files {
		rc, err := f.Open()
		if err == nil {
			_, err = io.Copy(io.Discard, rc)
			err = errors.Join(err, rc.Close())
		}
		if err != nil {
			return damaged(p.name, name, err)
		}
	}
	return nil
}

func damaged(name, part string, err error) error {
	return &FormatError{Name: name, Part: part, What: "the workbook is damaged", Hint: saveXLSX, Err: err}
}

// decode reads an XML part.
func (p *parts) decode(part string, into any) error {
	f := p.files[part]
	if f == nil {
		return damaged(p.name, part, errors.New("the part is missing"))
	}
	rc, err := f.Open()
	if err != nil {
		return damaged(p.name, part, err)
	}
	defer rc.Close()
	if err := xml.NewDecoder(rc).Decode(into); err != nil {
		return damaged(p.name, part, err)
	}
	return nil
}

// relations lists the relations of a part; the empty name is the file itself.
// Targets are made full names.
func (p *parts) relations(part string) ([]relation, error) {
	var rels struct {
		Relations []relation `xml:"Relationship"`
	}
	dir, base := path.Split(part)
	if err := p.decode(path.Join(dir, "_rels", base+".rels"), &rels); err != nil {
		return nil, err
	}
	for i := range rels.Relations {
		r := &rels.Relations[i]
		if strings.HasPrefix(r.Target, "/") {
			r.Target = path.Clean(r.Target)[1:]
		} else {
			r.Target = path.Join(dir, r.Target)
		}
	}
	return rels.Relations, nil
}

// workbook finds the part that lists the sheets.
func (p *parts) workbook() (string, error) {
	rels, err := p.relations("")
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if strings.HasSuffix(r.Type, relWorkbook) && path.Ext(r.Target) == ".xml" {
			return r.Target, nil
		}
	}
	return "", refusals[kindOtherZip].named(p.name)
}

// macros tells whether the workbook may hold macros, by its content type.
func (p *parts) macros(workbook string) (bool, error) {
	var types struct {
		Overrides []struct {
			Part string `xml:"PartName,attr"`
			Type string `xml:"ContentType,attr"`
		} `xml:"Override"`
	}
	if err := p.decode("[Content_Types].xml", &types); err != nil {
		return false, err
	}
	for _, o := range types.Overrides {
		if strings.EqualFold(strings.TrimPrefix(o.Part, "/"), workbook) {
			return strings.Contains(o.Type, typeMacros), nil
		}
	}
	return false, nil
}

// tables lists the worksheets in order; chart sheets have no cells.
func (p *parts) tables(workbook string) ([]*Table, error) {
	var wb struct {
		Sheets []listed `xml:"sheets>sheet"`
	}
	if err := p.decode(workbook, &wb); err != nil {
		return nil, err
	}
	rels, err := p.relations(workbook)
	if err != nil {
		return nil, err
	}
	var tables []*Table
	for _, s := range wb.Sheets {
		for _, r := range rels {
			if r.ID != s.relation() || !strings.HasSuffix(r.Type, relWorksheet) {
				continue
			}
			if p.files[r.Target] == nil {
				return nil, damaged(p.name, r.Target, errors.New("the part is missing"))
			}
			tables = append(tables, &Table{Name: s.Name, Hidden: s.State != "" && s.State != "visible", part: r.Target})
		}
	}
	if len(tables) == 0 {
		return nil, damaged(p.name, workbook, errors.New("it lists no sheet"))
	}
	return tables, nil
}

// refused recognises archives that are no workbook of ours.
func (p *parts) refused() kind {
	switch {
	case p.files["xl/workbook.bin"] != nil:
		return kindXLSB
	case p.files["mimetype"] != nil && p.files["content.xml"] != nil:
		return kindODS
	case p.files["[Content_Types].xml"] == nil:
		return kindOtherZip
	}
	return ""
}
