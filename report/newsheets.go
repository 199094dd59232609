package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

// newFile is a workbook for the new sheets. It has an empty sheet for each one
// of the input, so that names which are taken are known, and what counts sheets
// counts those of the input.
func newFile(names []string) (*excelize.File, error) {
	f := excelize.NewFile()
	for i, name := range names {
		if at, err := f.GetSheetIndex(name); err != nil || at >= 0 && i > 0 {
			name = fmt.Sprintf("input %d", i+1) // one that the library does not take, and that ours cannot be called
		}
		var err error
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

// made is the file of the new sheets as it was written.
type made struct {
	parts  map[string]*zip.File
	types  map[string]string
	book   *markup
	rels   map[string]string // relation of the workbook → part
	shared *markup           // texts that cells point at; nil: none do
	moved  map[string]string // parts → their names in the report
}

func readMade(data []byte) (*made, error) {
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	m := &made{parts: make(map[string]*zip.File), types: make(map[string]string), rels: make(map[string]string), moved: make(map[string]string)}
	for _, f := range zr.File {
		m.parts[f.Name] = f
	}
	var types struct {
		Overrides []struct {
			Part string `xml:"PartName,attr"`
			Type string `xml:"ContentType,attr"`
		} `xml:"Override"`
	}
	content, err := m.read(sheet.TypesPart)
	if err == nil {
		err = xml.Unmarshal(content, &types)
	}
	if err != nil {
		return nil, err
	}
	for _, o := range types.Overrides {
		m.types[strings.TrimPrefix(o.Part, "/")] = o.Type
	}
	if m.book, err = m.parse("xl/workbook.xml", 3); err != nil {
		return nil, err
	}
	if m.parts["xl/sharedStrings.xml"] != nil {
		if m.shared, err = m.parse("xl/sharedStrings.xml", 2); err != nil {
			return nil, err
		}
	}
	rels, err := m.relations("xl/workbook.xml")
	for _, r := range rels {
		m.rels[r.ID] = r.Target
	}
	return m, err
}

func (m *made) read(part string) ([]byte, error) {
	f := m.parts[part]
	if f == nil {
		return nil, fmt.Errorf("the new sheets have no part %s", part)
	}
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(in)
}

func (m *made) parse(part string, depth int) (*markup, error) {
	content, err := m.read(part)
	if err != nil {
		return nil, err
	}
	return parseMarkup(content, depth)
}

// relations lists the relations of a part, none where it has none.
func (m *made) relations(part string) ([]sheet.Relation, error) {
	name := sheet.RelationsPart(part)
	if m.parts[name] == nil {
		return nil, nil
	}
	list, err := m.parse(name, 2)
	if err != nil {
		return nil, err
	}
	var rels []sheet.Relation
	for _, c := range list.root.children {
		target := c.attr("Target")
		if c.attr("TargetMode") != "External" && !strings.HasPrefix(target, "/") {
			target = path.Join(path.Dir(part), target)
		}
		rels = append(rels, sheet.Relation{ID: c.attr("Id"), Type: c.attr("Type"), Target: strings.TrimPrefix(target, "/"), Mode: c.attr("TargetMode")})
	}
	return rels, nil
}

// move adds a part to the report, with all that it has relations to.
func (m *made) move(g *graft, part string) (name string, err error) {
	if name, ok := m.moved[part]; ok {
		return name, nil
	}
	name = g.free(part)
	m.moved[part] = name
	rels, err := m.relations(part)
	if err != nil {
		return "", err
	}
	if len(rels) > 0 {
		list := bytes.NewBufferString(`<Relationships xmlns="` + nsPackage + `">`)
		for _, r := range rels {
			target, mode := r.Target, ` TargetMode="External"`
			if r.Mode != "External" {
				if target, err = m.move(g, r.Target); err != nil {
					return "", err
				}
				target, mode = "/"+target, ""
			}
			fmt.Fprintf(list, `<Relationship Id="%s" Type="%s" Target="%s"%s/>`, r.ID, g.named([]byte(r.Type)), escaped(target), mode)
		}
		list.WriteString(`</Relationships>`)
		if err := g.add(sheet.RelationsPart(name), typeRels, list.Bytes()); err != nil {
			return "", err
		}
	}
	return name, m.copy(g, part, name)
}

// copy writes a part under another name: as it is packed where nothing in it changes.
func (m *made) copy(g *graft, part, name string) error {
	g.types = append(g.types, partType{name, m.types[part]})
	f := m.parts[part]
	points, err := m.points(f)
	if err != nil {
		return err
	}
	if points || g.strict {
		content, err := m.read(part)
		if err != nil {
			return err
		}
		if points {
			content = m.spelled(content)
		}
		return g.write(name, g.named(content))
	}
	header := f.FileHeader
	header.Name = name
	to, err := g.out.CreateRaw(&header)
	if err != nil {
		return err
	}
	from, err := f.OpenRaw()
	if err == nil {
		_, err = io.Copy(to, from)
	}
	return err
}

var pointing = regexp.MustCompile(` t="s"([^>]*)><v>(\d+)</v>`)

// points tells whether cells of a part point at shared texts. Sheets that were
// written as a stream, the big ones, have none; of others all is looked at.
func (m *made) points(f *zip.File) (bool, error) {
	if m.shared == nil || !strings.HasPrefix(f.Name, "xl/worksheets/") {
		return false, nil
	}
	in, err := f.Open()
	if err != nil {
		return false, err
	}
	defer in.Close()
	const sign = ` t="s"`
	held := make([]byte, 0, 64<<10)
	for {
		n, err := in.Read(held[len(held):cap(held)])
		held = held[:len(held)+n]
		if bytes.Contains(held, []byte(sign)) {
			return true, nil
		}
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		held = append(held[:0], held[max(len(held)-len(sign), 0):]...)
	}
}

// spelled puts shared texts into the cells that point at them: the input's own
// list of texts stays as it is.
func (m *made) spelled(content []byte) []byte {
	texts := m.shared.root.children
	return pointing.ReplaceAllFunc(content, func(cell []byte) []byte {
		p := pointing.FindSubmatch(cell)
		i, err := strconv.Atoi(string(p[2]))
		if err != nil || i >= len(texts) {
			return cell
		}
		return fmt.Appendf(nil, ` t="inlineStr"%s><is>%s</is>`, p[1], m.shared.xml[texts[i].inner:texts[i].after])
	})
}
