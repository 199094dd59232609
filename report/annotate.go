package report

import (
	"hash/maphash"
	"path"
	"regexp"
	"slices"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

// mostNotes is how many cells of a sheet get a note; those after them are filled
// only. The workbook library takes longer for each one that it has, and much
// longer to take one away.
const (
	mostNotes = 10_000
	mostStale = 300
)

// annotateCells fills the bad cells in the input's own sheets and puts notes on
// them, behind those that people made. What an earlier report put there goes: a
// report may be given as input. It tells whether every text stayed where it was.
func (b *workbook) annotateCells(marks map[string][]mark) (kept bool, err error) {
	for _, t := range b.book.Tables() {
		old, err := b.file.GetComments(t.Name)
		if err != nil {
			return false, err
		}
		earlier := slices.ContainsFunc(old, func(c excelize.Comment) bool { _, is := theirs(c); return is })
		if len(marks[t.Name]) == 0 && !earlier {
			continue
		}
		kept, err := b.unmoved(t, func() error { return b.markSheet(t.Name, marks[t.Name], old) })
		if err != nil || !kept {
			return false, err
		}
	}
	return true, nil
}

// unmoved tells whether a change leaves the texts of a sheet where they are.
// Sheets with answers have been looked at already.
func (b *workbook) unmoved(t *sheet.Table, change func() error) (bool, error) {
	planned := func(p job.Table) bool { return strings.EqualFold(p.Sheet, t.Name) }
	if slices.ContainsFunc(b.data.Plan.Tables, planned) {
		return true, change()
	}
	p := &place{table: &job.Table{Sheet: t.Name}, seed: maphash.MakeSeed()}
	if _, err := p.survey(t, nil); err != nil {
		return false, err
	}
	if err := change(); err != nil {
		return false, err
	}
	return p.same(b.file, t)
}

// markSheet takes away what an earlier report put onto cells, then fills bad
// cells and puts notes on them.
func (b *workbook) markSheet(name string, list []mark, old []excelize.Comment) error {
	able := b.styles.bad != 0 && b.canNote(name, len(old) > 0) && len(old) <= mostStale
	before := make(map[string]excelize.Comment, len(old))
	for _, c := range old {
		rest, was := theirs(c)
		before[c.Cell] = rest
		if !was || !able {
			continue
		}
		if err := b.unmark(name, rest); err != nil {
			return err
		}
	}
	for i, m := range list {
		cell := job.CellName("", sheet.Letters(m.column), m.line)
		if err := b.refill(name, cell, b.styles.bad); err != nil {
			return err
		}
		if !able || i >= mostNotes {
			continue
		}
		if err := b.noteBehind(name, cell, m.text, before[cell]); err != nil {
			return err
		}
	}
	return nil
}

// noteBehind puts a note onto a cell behind what people noted there.
func (b *workbook) noteBehind(name, cell, text string, before excelize.Comment) error {
	if strings.HasPrefix(before.Author, threadAuthor) {
		return nil
	}
	if len(before.Paragraph) > 0 {
		if err := b.file.DeleteComment(name, cell); err != nil {
			return err
		}
	}
	return b.note(name, comment(cell, text, before))
}

// threadAuthor begins the author of a note that stands for a conversation: the
// program shows that instead, and takes a changed note for damage.
const threadAuthor = "tc="

// unmark leaves of a note what people made, and of our fill nothing.
func (b *workbook) unmark(name string, rest excelize.Comment) error {
	id, err := b.file.GetCellStyle(name, rest.Cell)
	if err != nil {
		return err
	}
	if b.styles.isBad(b.file, id) {
		if err := b.refill(name, rest.Cell, b.styles.text); err != nil {
			return err
		}
	}
	if err := b.file.DeleteComment(name, rest.Cell); err != nil || len(rest.Paragraph) == 0 {
		return err
	}
	return b.note(name, rest)
}

// note puts a note onto a cell that has none.
func (b *workbook) note(name string, c excelize.Comment) error {
	if err := b.file.AddComment(name, c); err != nil {
		return err
	}
	// The workbook library takes the first author for any that it knows already.
	for _, list := range b.file.Comments {
		if n := len(list.CommentList.Comment); n > 0 && list.CommentList.Comment[n-1].Ref == c.Cell {
			if at := slices.Index(list.Authors.Author, c.Author); at >= 0 {
				list.CommentList.Comment[n-1].AuthorID = at
			}
		}
	}
	return nil
}

// canNote tells whether the workbook library puts a note where those of the
// sheet are: it takes their parts to be named as Excel does, and one drawing for
// each part of notes.
func (b *workbook) canNote(name string, noted bool) bool {
	if fonts := b.file.Styles.Fonts.Font; len(fonts) == 0 || fonts[0] == nil || fonts[0].Name == nil || fonts[0].Name.Val == nil {
		return false // it writes notes in the workbook's first font
	}
	drawings, lists := 0, 0
	b.file.Pkg.Range(func(key, _ any) bool {
		part, _ := key.(string)
		if strings.HasSuffix(part, ".vml") {
			drawings++
		}
		if strings.HasPrefix(part, "xl/comments") {
			lists++
		}
		return true
	})
	if drawings != lists {
		return false
	}
	dir, base := path.Split(b.book.Table(name).Part())
	content, _ := b.file.Pkg.Load(dir + "_rels/" + base + ".rels")
	relations, _ := content.([]byte)
	m := commentsTarget.FindSubmatch(relations)
	if m == nil {
		return !noted
	}
	return strings.Contains(string(relations), `"../drawings/vmlDrawing`+string(m[1])+`.vml"`)
}

var commentsTarget = regexp.MustCompile(`"\.\./comments(\d+)\.xml"`)

// refill gives a cell the fill of a style and leaves all else of its own.
func (b *workbook) refill(name, cell string, like int) error {
	if b.styles.bad == 0 {
		return nil // a workbook without styles can be given none
	}
	id, err := b.file.GetCellStyle(name, cell)
	if err != nil {
		return err
	}
	return b.file.SetCellStyle(name, cell, cell, b.styles.refilled(b.file, id, like))
}

// refilled is a style with the fill of another one.
func (s *styles) refilled(f *excelize.File, id, like int) int {
	if have, ok := s.refills[[2]int{id, like}]; ok {
		return have
	}
	list := f.Styles.CellXfs
	style, apply := list.Xf[id], true
	style.FillID, style.ApplyFill = list.Xf[like].FillID, &apply
	list.Xf = append(list.Xf, style)
	list.Count = len(list.Xf)
	s.refills[[2]int{id, like}] = list.Count - 1
	return list.Count - 1
}

// isBad tells whether a style has the fill of bad cells.
func (s *styles) isBad(f *excelize.File, id int) bool {
	style, err := f.GetStyle(id)
	return err == nil && slices.Equal(style.Fill.Color, []string{badFill})
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
		c.StyleID = b.styles.refilled(b.file, c.StyleID, b.styles.bad)
		cells[m.column] = c
	}
	return cells
}

// annotateStream puts notes onto cells of a sheet that is written as a stream.
func (b *workbook) annotateStream(name string, marks []mark) error {
	for _, m := range marks[:min(len(marks), mostNotes)] {
		cell := job.CellName("", sheet.Letters(m.column), m.line)
		if err := b.file.AddComment(name, comment(cell, m.text, excelize.Comment{})); err != nil {
			return err
		}
	}
	return nil
}
