package report

import (
	"cmp"
	"slices"
	"strings"

	"domainbatch/internal/job"

	"github.com/xuri/excelize/v2"
)

// mark is what is put onto a bad cell of the input: a fill, and a note that says
// what is wrong and what to do.
type mark struct {
	sheet  string
	line   int // from 1
	column int // from 0
	text   string
}

// marks are those of all complaints about cells, by sheet, in reading order.
// Several complaints about one cell are one mark.
func (d *Data) marks() map[string][]mark {
	type cell struct {
		sheet        string
		line, column int
	}
	texts := make(map[cell][]string)
	take := func(issues []job.Issue) {
		for _, is := range issues {
			name, line, column, ok := parseCell(is.Cell)
			is.Cell = ""
			at := cell{name, line, column}
			if text := is.String(); ok && !slices.Contains(texts[at], text) {
				texts[at] = append(texts[at], text)
			}
		}
	}
	take(d.Complaints)
	for i := range d.Plan.Rows {
		if row := &d.Plan.Rows[i]; row.LeftOut == "" {
			take(row.Issues)
		}
	}
	bySheet := make(map[string][]mark)
	for at, lines := range texts {
		bySheet[at.sheet] = append(bySheet[at.sheet], mark{at.sheet, at.line, at.column, strings.Join(lines, "\n")})
	}
	for _, list := range bySheet {
		slices.SortFunc(list, byPlace)
	}
	return bySheet
}

// byPlace is the reading order of marks of one sheet.
func byPlace(a, b mark) int {
	return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
}

// on gives the marks of one line, from a list in reading order.
func on(line int, list []mark) []mark {
	byLine := func(m mark, line int) int { return cmp.Compare(m.line, line) }
	first, _ := slices.BinarySearchFunc(list, line, byLine)
	last, _ := slices.BinarySearchFunc(list, line+1, byLine)
	return list[first:last]
}

// parseCell takes a name as job.CellName makes it apart.
func parseCell(name string) (sheetName string, line, column int, ok bool) {
	ref := name
	if at := strings.LastIndexByte(name, '!'); at >= 0 {
		sheetName, ref = name[:at], name[at+1:]
	}
	if len(sheetName) > 1 && strings.HasPrefix(sheetName, "'") && strings.HasSuffix(sheetName, "'") {
		sheetName = strings.ReplaceAll(sheetName[1:len(sheetName)-1], "''", "'")
	}
	column, line, err := excelize.CellNameToCoordinates(ref)
	return sheetName, line, column - 1, err == nil
}

// The note on a bad cell begins with who says it, as those of people do, so that
// it is told from what stood there before.
const noteBy = "domainbatch"

const noteHead = noteBy + ":\n"

// comment makes the note of a cell for the workbook library.
func comment(cell, text string) excelize.Comment {
	shown := 1
	for _, words := range []string{noteHead, text} {
		shown += linesIn(words, noteWidth)
	}
	return excelize.Comment{Author: noteBy, Cell: cell, Width: noteWidth * pixelsPerLetter, Height: uint(min(shown, noteLines) * pixelsPerLine),
		Paragraph: []excelize.RichTextRun{
			{Text: noteHead, Font: &excelize.Font{Family: noteFont, Bold: true, Size: 9, Color: "000000"}},
			{Text: text, Font: &excelize.Font{Family: noteFont, Size: 9, Color: "000000"}},
		}}
}

// The box of a note: as wide as a message is easily read, as high as it needs.
const (
	noteFont        = "Tahoma" // that of spreadsheet programs for notes
	noteWidth       = 46       // characters
	noteLines       = 18
	pixelsPerLetter = 7
	pixelsPerLine   = 16
)

// ours tells where our part of a note begins; below 0 where there is none.
func ours(text string) int {
	if strings.HasPrefix(text, noteHead) {
		return 0
	}
	return strings.Index(text, "\n"+noteHead)
}
