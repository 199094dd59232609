package report

import (
	"strings"

	"domainbatch/internal/job"

	"github.com/xuri/excelize/v2"
)

// look is how a result is shown: dark text on a light fill in cells, one strong
// colour in the chart.
type look struct {
	fill, font, chart string
	meaning           string
}

// looks are told apart without colour too: the word stands in the cell.
var looks = map[job.Result]look{
	job.Succeeded: {"C6EFCE", "0B5D1E", "4EA72E", "the registrar reports the change as executed"},
	job.Unchanged: {"DDEBF7", "1F4E78", "5B9BD5", "it already was what was asked for; nothing was sent"},
	job.Failed:    {"FFC7CE", "9C0006", "C00000", "the registrar refused the change, or reports it as not executed"},
	job.Invalid:   {"FCE4D6", "833C0B", "ED7D31", "cannot be sent: a cell is wrong, or verification refuses the contact"},
	job.Skipped:   {"EDEDED", "595959", "A5A5A5", "left out by the user, or the contact changed since the plan"},
	job.Pending:   {"FFEB9C", "7F6000", "FFC000", "accepted by the registrar, not finished yet"},
	job.Unknown:   {"E9D8F4", "5B2C83", "7030A0", "sent, the answer was lost, and asking did not settle it"},
	job.Unsent:    {"D9D9D9", "404040", "7F7F7F", "planned and not sent"},
}

const (
	headerFill = "1F3864"
	inputFill  = "D9E1F2" // header cells of the input where its own style is not kept
	lineColor  = "BFBFBF"
	linkColor  = "0563C1"
	badFill    = "FFC7CE" // cells of the input that a complaint is about
	alarmFill  = "9C0006"
	secretFill = "FFF2CC"
)

// textFormat is the number format under which a spreadsheet program takes what
// is typed for text, ECMA-376 part 1, 18.8.30.
const textFormat = 49

// styles are the numbers of the styles in one workbook.
type styles struct {
	header, input, text, wrap int
	title, section, label     int
	note, count, share        int
	total, sum, link          int
	cell, bad                 int // cells of the input, and bad ones among them
	secretHead, secret        int // a column of secrets
	alarm                     int // what must not be overlooked
	results                   map[job.Result]int
	refills                   map[int]int // styles → the same with the fill of bad cells
}

// newStyles makes the styles.
func newStyles(f *excelize.File) (*styles, error) {
	s := &styles{results: make(map[job.Result]int), refills: make(map[int]int)}
	name := defaultFont(f)
	font := func(bold bool, size float64, color string) *excelize.Font {
		return &excelize.Font{Family: name, Bold: bold, Size: size, Color: color}
	}
	text := &excelize.Alignment{Horizontal: "left", Vertical: "top", Indent: 1}
	wrap := &excelize.Alignment{Horizontal: "left", Vertical: "top", Indent: 1, WrapText: true}
	head := &excelize.Alignment{Horizontal: "left", Vertical: "center", Indent: 1, WrapText: true}
	right := &excelize.Alignment{Horizontal: "right", Vertical: "top", Indent: 1}
	percent := "0.0%"
	list := []struct {
		into  *int
		style excelize.Style
	}{
		{&s.header, excelize.Style{Font: font(true, 11, "FFFFFF"), Fill: solid(headerFill), Alignment: head, Border: line("bottom")}},
		{&s.input, excelize.Style{Font: font(true, 11, ""), Fill: solid(inputFill), Alignment: head, Border: line("bottom")}},
		{&s.text, excelize.Style{Alignment: text}},
		{&s.wrap, excelize.Style{Alignment: wrap}},
		{&s.title, excelize.Style{Font: font(true, 18, headerFill)}},
		{&s.section, excelize.Style{Font: font(true, 12, headerFill), Border: line("bottom")}},
		{&s.label, excelize.Style{Font: font(false, 11, "595959"), Alignment: text}},
		{&s.note, excelize.Style{Font: font(false, 11, "404040"), Alignment: wrap}},
		{&s.count, excelize.Style{NumFmt: 3, Alignment: right}},
		{&s.total, excelize.Style{NumFmt: 3, Font: font(true, 11, ""), Border: line("top"), Alignment: right}},
		{&s.sum, excelize.Style{Font: font(true, 11, ""), Border: line("top"), Alignment: text}},
		{&s.link, excelize.Style{Font: &excelize.Font{Family: name, Size: 11, Color: linkColor, Underline: "single"}, Alignment: text}},
		{&s.cell, excelize.Style{NumFmt: textFormat}},
		{&s.bad, excelize.Style{NumFmt: textFormat, Fill: solid(badFill)}},
		{&s.secretHead, excelize.Style{Font: font(true, 11, "FFFFFF"), Fill: solid(alarmFill), Alignment: head, Border: line("bottom")}},
		{&s.secret, excelize.Style{NumFmt: textFormat, Fill: solid(secretFill), Alignment: wrap}},
		{&s.alarm, excelize.Style{Font: font(true, 12, "FFFFFF"), Fill: solid(alarmFill), Alignment: head}},
		{&s.share, excelize.Style{CustomNumFmt: &percent, Alignment: right}},
	}
	for _, l := range list {
		id, err := f.NewStyle(&l.style)
		if err != nil {
			return nil, err
		}
		*l.into = id
	}
	for _, r := range job.Results { // not looks: equal reports have equal styles
		l := looks[r]
		id, err := f.NewStyle(&excelize.Style{Font: font(true, 11, l.font), Fill: solid(l.fill), Alignment: text})
		if err != nil {
			return nil, err
		}
		s.results[r] = id
	}
	return s, nil
}

// defaultFont is the name of the workbook's first font, which is that of cells
// without a style.
func defaultFont(f *excelize.File) string {
	if fonts := f.Styles.Fonts.Font; len(fonts) > 0 && fonts[0] != nil && fonts[0].Name != nil && fonts[0].Name.Val != nil {
		return *fonts[0].Name.Val
	}
	return "Calibri"
}

// paint gives a cell a style.
func (b *workbook) paint(name, cell string, style int) error {
	if style == 0 {
		return nil
	}
	return b.file.SetCellStyle(name, cell, cell, style)
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

func line(side string) []excelize.Border {
	return []excelize.Border{{Type: side, Color: lineColor, Style: 1}}
}

// answerWidths are the widths of the eight columns, in characters.
var answerWidths = []float64{12, 24, 60, 38, 38, 40, 27, 27}

// replyWidth is that of a column of replies.
const replyWidth = 18

// lineHeight is that of a line of text in the default font, in points.
const lineHeight = 15.5

// heightOf is how high a row of so many lines is; more than a spreadsheet program
// takes is cut off there.
func heightOf(lines int) float64 { return min(lineHeight*float64(lines), excelize.MaxRowHeight) }

// linesIn tells how many lines a wrapped text takes in a column so many
// characters wide. Words are not cut, so that a line is seldom full.
func linesIn(text string, width float64) int {
	lines := 0
	for line := range strings.Lines(text) {
		lines += 1 + int(shownWidth(line)/(0.9*width))
	}
	return lines
}
