package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/sheet"
)

// Names that the parts of a workbook use, ECMA-376 part 1; a workbook that was
// saved as strict has others for the same things, without a year in them.
const (
	nsMain    = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	nsRels    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsPackage = "http://schemas.openxmlformats.org/package/2006/relationships"

	nsStrict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
)

const (
	typeRels     = "application/vnd.openxmlformats-package.relationships+xml"
	typeStyles   = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
	typeComments = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
	typeDrawing  = "application/vnd.openxmlformats-officedocument.vmlDrawing"
)

// graft copies the input's workbook part by part, as the bytes are, and adds
// parts to it. What is changed is given before the copying reaches it, or at the
// end where it was kept back.
type graft struct {
	in     *sheet.Parts
	out    *zip.Writer
	taken  map[string]bool // names of parts, by their keys
	types  []partType      // of parts that are added
	strict bool
}

// partType is the content type of a part.
type partType struct{ part, kind string }

func newGraft(in *sheet.Parts, w io.Writer, strict bool) *graft {
	g := &graft{in: in, out: zip.NewWriter(w), taken: make(map[string]bool), strict: strict}
	for _, f := range in.Files() {
		g.taken[partKey(f.Name)] = true
	}
	return g
}

// create starts a part, one of the input's in its place or a new one.
func (g *graft) create(name string) (io.Writer, error) {
	g.taken[partKey(name)] = true
	return g.out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
}

func (g *graft) write(name string, content []byte) error {
	w, err := g.create(name)
	if err == nil {
		_, err = w.Write(content)
	}
	return err
}

// add writes a part that the input does not have.
func (g *graft) add(name, kind string, content []byte) error {
	g.types = append(g.types, partType{name, kind})
	return g.write(name, g.named(content))
}

// named gives a part of ours the names that the input uses.
func (g *graft) named(content []byte) []byte {
	if !g.strict {
		return content
	}
	for _, n := range [][2]string{
		{nsMain, nsStrict},
		{nsRels, "http://purl.oclc.org/ooxml/officeDocument/relationships"},
		{"http://schemas.openxmlformats.org/drawingml/2006/", "http://purl.oclc.org/ooxml/drawingml/"},
	} {
		content = bytes.ReplaceAll(content, []byte(n[0]), []byte(n[1]))
	}
	return content
}

var partNumber = regexp.MustCompile(`\d*(\.\w+)$`)

// free gives a name that no other part has: this one, or one like it.
func (g *graft) free(name string) string {
	at := partNumber.FindStringIndex(name)
	try := name
	for n := 1; g.taken[partKey(try)]; n++ {
		try = name[:at[0]] + strconv.Itoa(n) + path.Ext(name)
	}
	g.taken[partKey(try)] = true
	return try
}

// partKey is a part's name as names are compared.
func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// contentTypes writes the list of types with those of the added parts.
func (g *graft) contentTypes() error {
	content, err := g.in.Read(sheet.TypesPart)
	if err != nil {
		return err
	}
	m, err := parseMarkup(content, 2)
	if err != nil {
		return fmt.Errorf("read types of parts: %w", err)
	}
	relsKnown := slices.ContainsFunc(m.root.children, func(e *element) bool { return strings.EqualFold(e.attr("Extension"), "rels") })
	for _, t := range g.types {
		if t.kind == typeRels && relsKnown {
			continue
		}
		m.insert(m.root.after, fmt.Sprintf(`<%sOverride PartName="/%s" ContentType="%s"/>`, m.prefix, escaped(t.part), t.kind))
	}
	return g.write(sheet.TypesPart, m.changed())
}

// relations are those of a part, with new ones at their end.
type relations struct {
	markup *markup
	part   string // which has them
	taken  map[string]bool
}

const noRelations = `<Relationships xmlns="` + nsPackage + `"/>`

// relations reads the relations of a part of the input; it may have none.
func (g *graft) relations(part string) (*relations, error) {
	content := []byte(noRelations)
	if name := sheet.RelationsPart(part); g.in.Has(name) {
		var err error
		if content, err = g.in.Read(name); err != nil {
			return nil, err
		}
	}
	m, err := parseMarkup(content, 2)
	if err != nil {
		return nil, fmt.Errorf("read relations of %s: %w", part, err)
	}
	r := &relations{markup: m, part: part, taken: make(map[string]bool)}
	for _, c := range m.root.children {
		r.taken[c.attr("Id")] = true
	}
	return r, nil
}

// add makes a relation to a part and gives its name. Kind is the last word of its type.
func (r *relations) add(g *graft, kind, target string) string {
	id := ""
	for n := len(r.taken) + 1; id == "" || r.taken[id]; n++ {
		id = "rId" + strconv.Itoa(n)
	}
	r.taken[id] = true
	item := fmt.Sprintf(`<%sRelationship Id="%s" Type="%s/%s" Target="/%s"/>`, r.markup.prefix, id, g.named([]byte(nsRels)), kind, escaped(target))
	r.markup.insert(r.markup.root.after, item)
	return id
}

// escaped is a text as it stands in XML.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}
