package handoff

import (
	"domainbatch/internal/dossier"

	"github.com/xuri/excelize/v2"
)

// tint is how a tone is shown: dark text on a light fill in cells, one strong
// colour in charts. The word stands beside it: nothing is said by colour alone.
type tint struct{ fill, font, chart string }

var tints = map[dossier.Tone]tint{
	dossier.Good:    {"C6EFCE", "0B5D1E", "2E7D32"},
	dossier.Neutral: {"E7EBF3", "36415A", "5B7DB1"},
	dossier.Waiting: {"FFEB9C", "6B4E00", "E0A100"},
	dossier.Bad:     {"FFC7CE", "9C0006", "C00000"},
}

// tones are all of them, in an order of their own: equal dossiers make equal files.
var tones = []dossier.Tone{dossier.Good, dossier.Neutral, dossier.Waiting, dossier.Bad}

const (
	darkBlue  = "1F3864"
	midBlue   = "44546A"
	ruleColor = "C9CED6"
	labelGray = "595959"
	linkBlue  = "0B4DA2"
	differs   = "FFF2CC" // fill of what differs
	forPerson = "FBFBF5" // fill of what a person fills in
)

// typedText is the number format under which a spreadsheet program takes for
// text what is typed into a cell: ECMA-376 part 1, 18.8.30.
const typedText = 49

// looks are the numbers of the styles in the workbook.
type looks struct {
	head, headMore      int // of the columns, and of those beside the print area
	headRight           int
	text, small, number int
	link, blank, band   int
	more, moreDiffers   int // beside the print area
	title, under        int
	section, label      int
	plain, strong, count, share,
	sum, total, tally int // of the summary
	tones, notes map[dossier.Tone]int
}

func font(size float64, bold bool, color string) *excelize.Font {
	return &excelize.Font{Family: face, Size: size, Bold: bold, Color: color}
}

func fill(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

func rules(sides ...string) []excelize.Border {
	var list []excelize.Border
	for _, side := range sides {
		list = append(list, excelize.Border{Type: side, Color: ruleColor, Style: 1})
	}
	return list
}

// newLooks makes the styles.
func newLooks(f *excelize.File) (*looks, error) {
	l := &looks{tones: make(map[dossier.Tone]int), notes: make(map[dossier.Tone]int)}
	top := &excelize.Alignment{Horizontal: "left", Vertical: "top", WrapText: true}
	middle := &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}
	right := &excelize.Alignment{Horizontal: "right", Vertical: "top"}
	percent, grouped := "0.0%", 3
	box := rules("left", "right", "top", "bottom")
	list := []struct {
		into  *int
		style excelize.Style
	}{
		{&l.head, excelize.Style{Font: font(bodySize, true, "FFFFFF"), Fill: fill(darkBlue), Alignment: middle, Border: box}},
		{&l.headMore, excelize.Style{Font: font(bodySize, true, "FFFFFF"), Fill: fill(midBlue), Alignment: middle, Border: box}},
		{&l.headRight, excelize.Style{Font: font(bodySize, true, "FFFFFF"), Fill: fill(darkBlue), Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"}, Border: box}},
		{&l.text, excelize.Style{NumFmt: typedText, Font: font(bodySize, false, ""), Alignment: top, Border: box}},
		{&l.small, excelize.Style{NumFmt: typedText, Font: font(bodySize, false, labelGray), Alignment: top, Border: box}},
		{&l.number, excelize.Style{NumFmt: 1, Font: font(bodySize, false, ""), Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "top"}, Border: box}},
		{&l.link, excelize.Style{NumFmt: typedText, Font: &excelize.Font{Family: face, Size: bodySize, Color: linkBlue, Underline: "single"}, Alignment: top, Border: box}},
		{&l.blank, excelize.Style{NumFmt: typedText, Font: font(bodySize, false, ""), Fill: fill(forPerson), Alignment: top, Border: box}},
		{&l.band, excelize.Style{NumFmt: typedText, Font: font(bodySize, true, darkBlue), Fill: fill(tints[dossier.Neutral].fill), Alignment: top, Border: box}},
		{&l.more, excelize.Style{NumFmt: typedText, Font: font(bodySize, false, ""), Alignment: top}},
		{&l.moreDiffers, excelize.Style{NumFmt: typedText, Font: font(bodySize, false, ""), Fill: fill(differs), Alignment: top}},
		{&l.title, excelize.Style{Font: font(titleSize, true, darkBlue), Alignment: middle}},
		{&l.under, excelize.Style{NumFmt: typedText, Font: font(pageSize+2, false, labelGray), Alignment: middle}},
		{&l.section, excelize.Style{Font: font(pageSize+2, true, darkBlue), Border: rules("bottom"), Alignment: &excelize.Alignment{Vertical: "bottom"}}},
		{&l.label, excelize.Style{Font: font(pageSize, false, labelGray), Alignment: top}},
		{&l.plain, excelize.Style{NumFmt: typedText, Font: font(pageSize, false, ""), Alignment: top}},
		{&l.strong, excelize.Style{NumFmt: typedText, Font: font(pageSize, true, ""), Alignment: top}},
		{&l.count, excelize.Style{NumFmt: grouped, Font: font(pageSize, false, ""), Alignment: right}},
		{&l.tally, excelize.Style{NumFmt: grouped, Font: font(pageSize, false, ""), Alignment: top}},
		{&l.share, excelize.Style{CustomNumFmt: &percent, Font: font(pageSize, false, labelGray), Alignment: right}},
		{&l.sum, excelize.Style{Font: font(pageSize, true, ""), Alignment: top, Border: rules("top")}},
		{&l.total, excelize.Style{NumFmt: grouped, Font: font(pageSize, true, ""), Alignment: right, Border: rules("top")}},
	}
	for _, s := range list {
		id, err := f.NewStyle(&s.style)
		if err != nil {
			return nil, err
		}
		*s.into = id
	}
	return l, l.addTones(f, top, middle, box)
}

// addTones makes the styles of results and notices.
func (l *looks) addTones(f *excelize.File, top, middle *excelize.Alignment, box []excelize.Border) error {
	for _, tone := range tones {
		t := tints[tone]
		cell, err := f.NewStyle(&excelize.Style{NumFmt: typedText, Font: font(bodySize, true, t.font), Fill: fill(t.fill), Alignment: top, Border: box})
		if err != nil {
			return err
		}
		note, err := f.NewStyle(&excelize.Style{NumFmt: typedText, Font: font(pageSize, tone == dossier.Bad, t.font), Fill: fill(t.fill), Alignment: middle})
		if err != nil {
			return err
		}
		l.tones[tone], l.notes[tone] = cell, note
	}
	return nil
}
