package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"domainbatch/internal/api"
	"domainbatch/internal/sheet"
)

// The sheets of a template. Only the first is read, under one of these names or that of its operation.
const (
	sheetContacts     = "Contacts"
	sheetOperations   = "Operations"
	sheetInstructions = "Instructions 说明"
	sheetCountries    = "Countries"
)

// Lines of the sheet to fill in.
const (
	lineLabels = 1
	lineHeader = 2
	lineFirst  = 3
	lineLast   = 1_048_576
)

// Colours: what must be filled in is dark.
const (
	colourNeeded   = "1F4E79"
	colourOptional = "7F8FA3"
	colourLabel    = "EAF1F8"
	colourExample  = "8A6D00"
	colourShade    = "FFF8E1"
)

// templateBook is the workbook while it is made.
type templateBook struct {
	*template
	site  api.Site
	names []string // of the columns
	file  *excelize.File
}

func newTemplateBook(t *template, site api.Site) (*templateBook, error) {
	b := &templateBook{template: t, site: site, names: t.columnsAt(site), file: excelize.NewFile()}
	err := b.file.SetSheetName(b.file.GetSheetName(0), b.sheet())
	for _, name := range []string{sheetInstructions, sheetCountries} {
		if err == nil {
			_, err = b.file.NewSheet(name)
		}
	}
	return b, err
}

// place names a cell of the column i.
func place(i, line int) string { return fmt.Sprintf("%s%d", sheet.Letters(i), line) }

// rows writes labels, header and examples. All cells are text, the empty ones
// too: what is typed into them keeps its zeros and is no date.
func (b *templateBook) rows() error {
	text, err := b.file.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top"}})
	if err != nil {
		return err
	}
	last := sheet.Letters(len(b.names) - 1)
	if err := b.file.SetColStyle(b.sheet(), "A:"+last, text); err != nil {
		return err
	}
	styles, err := b.styles()
	if err != nil {
		return err
	}
	for i, name := range b.names {
		c := templateColumns[name]
		header := styles.needed
		if b.needOf(name) == optional {
			header = styles.optional
		}
		for line, cell := range map[int]styled{
			lineLabels: {b.label(name), styles.label}, lineHeader: {name, header},
			lineFirst: {b.example(name, 0), styles.example}, lineFirst + 1: {b.example(name, 1), styles.example},
		} {
			err = errors.Join(err, b.file.SetCellStr(b.sheet(), place(i, line), cell.text),
				b.file.SetCellStyle(b.sheet(), place(i, line), place(i, line), cell.style))
		}
		err = errors.Join(err, b.file.SetColWidth(b.sheet(), sheet.Letters(i), sheet.Letters(i), max(c.width, float64(len(name)+4))))
	}
	return err
}

type styled struct {
	text  string
	style int
}

// templateStyles are the styles of the first lines.
type templateStyles struct{ label, needed, optional, example int }

func (b *templateBook) styles() (s templateStyles, err error) {
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	add := func(style *excelize.Style) int {
		style.NumFmt = 49 // text
		id, wrong := b.file.NewStyle(style)
		err = errors.Join(err, wrong)
		return id
	}
	middle := &excelize.Alignment{Vertical: "center", WrapText: true}
	s.label = add(&excelize.Style{Fill: fill(colourLabel), Font: &excelize.Font{Color: colourNeeded, Size: 10}, Alignment: middle})
	s.needed = add(&excelize.Style{Fill: fill(colourNeeded), Font: &excelize.Font{Color: "FFFFFF", Bold: true}, Alignment: middle})
	s.optional = add(&excelize.Style{Fill: fill(colourOptional), Font: &excelize.Font{Color: "FFFFFF", Bold: true}, Alignment: middle})
	s.example = add(&excelize.Style{Fill: fill(colourShade), Font: &excelize.Font{Color: colourExample, Italic: true}, Alignment: &excelize.Alignment{Vertical: "top"}})
	return s, err
}

// notes puts the rule and an example into a note at each header cell.
func (b *templateBook) notes() error {
	for i, name := range b.names {
		c := templateColumns[name]
		text := fmt.Sprintf("%s\n%s\n%s", b.label(name), c.zhRule, c.rule)
		if values := b.values(name); len(values) > 0 {
			text += "\nValues 取值: " + strings.Join(values, ", ")
		}
		if example := b.shown(name); example != "" {
			text += "\nExample 例: " + example
		}
		note := excelize.Comment{
			Cell: place(i, lineHeader), Author: "domainbatch", Text: text,
			Width: 280, Height: uint(40 + 18*(strings.Count(text, "\n")+len(text)/38)),
		}
		if err := b.file.AddComment(b.sheet(), note); err != nil {
			return err
		}
	}
	return nil
}

// shown is an example of a value, from the first example row that has one.
func (b *templateBook) shown(name string) string {
	if first := b.example(name, 0); first != "" {
		return first
	}
	return b.example(name, 1)
}

// lists lets the user choose where there are few values. Another value is
// warned of and not refused: several contacts, and words that mean the same.
func (b *templateBook) lists() error {
	for i, name := range b.names {
		v := excelize.NewDataValidation(true)
		v.Sqref = place(i, lineFirst) + ":" + place(i, lineLast)
		values := b.values(name)
		switch {
		case name == "Country":
			v.SetSqrefDropList(fmt.Sprintf("%s!$A$2:$A$%d", sheetCountries, len(countryCodes())+1))
		case len(values) > 0:
			if err := v.SetDropList(values); err != nil {
				return err
			}
		default:
			continue
		}
		c := templateColumns[name]
		v.SetError(excelize.DataValidationErrorStyleWarning, name, c.rule+"\n"+c.zhRule)
		if err := b.file.AddDataValidation(b.sheet(), v); err != nil {
			return err
		}
	}
	return nil
}

// layout keeps the header in sight and prints the sheet on one page across.
func (b *templateBook) layout() error {
	landscape, wide, high := "landscape", 1, 0
	yes := true
	return errors.Join(
		b.file.SetRowHeight(b.sheet(), lineLabels, 32), b.file.SetRowHeight(b.sheet(), lineHeader, 22),
		b.file.SetPanes(b.sheet(), &excelize.Panes{
			Freeze: true, XSplit: 1, YSplit: lineHeader, TopLeftCell: place(1, lineFirst), ActivePane: "bottomRight",
			Selection: []excelize.Selection{{Pane: "bottomRight", ActiveCell: place(1, lineFirst), SQRef: place(1, lineFirst)}},
		}),
		b.file.SetSheetProps(b.sheet(), &excelize.SheetPropsOptions{FitToPage: &yes}),
		b.file.SetPageLayout(b.sheet(), &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}),
		b.file.SetSheetProps(sheetInstructions, &excelize.SheetPropsOptions{FitToPage: &yes}),
		b.file.SetPageLayout(sheetInstructions, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}),
	)
}

// countryCodes are the codes that the program takes.
func countryCodes() (codes []string) {
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			if value, err := api.CheckValue("Country", code); err == nil && value == code {
				codes = append(codes, code)
			}
		}
	}
	return codes
}

// countries lists the codes with their names, for whoever looks one up and for
// the list to choose from.
func (b *templateBook) countries() error {
	if !slices.Contains(b.names, "Country") {
		return b.file.DeleteSheet(sheetCountries)
	}
	en, zh := display.English.Regions(), display.SimplifiedChinese.Regions()
	lines := [][]string{{"Code 代码", "English", "中文"}}
	for _, code := range countryCodes() {
		region, err := language.ParseRegion(code)
		if err != nil {
			return err
		}
		lines = append(lines, []string{code, en.Name(region), zh.Name(region)})
	}
	wide, all, fit := 1, 0, true
	return errors.Join(
		b.page(sheetCountries, lines, []float64{12, 36, 30}, 1),
		b.file.SetSheetProps(sheetCountries, &excelize.SheetPropsOptions{FitToPage: &fit}),
		b.file.SetPageLayout(sheetCountries, &excelize.PageLayoutOptions{FitToWidth: &wide, FitToHeight: &all}),
	)
}

// page writes lines of text into a sheet, the first bold ones as a header.
func (b *templateBook) page(name string, lines [][]string, widths []float64, bold int) error {
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	plain, err := b.file.NewStyle(&excelize.Style{NumFmt: 49, Alignment: wrap})
	if err != nil {
		return err
	}
	strong, err := b.file.NewStyle(&excelize.Style{NumFmt: 49, Alignment: wrap, Font: &excelize.Font{Bold: true, Color: colourNeeded}})
	if err != nil {
		return err
	}
	for i, width := range widths {
		err = errors.Join(err, b.file.SetColWidth(name, sheet.Letters(i), sheet.Letters(i), width))
	}
	for n, line := range lines {
		style := plain
		if n < bold {
			style = strong
		}
		high := 1
		for i, text := range line {
			err = errors.Join(err, b.file.SetCellStr(name, place(i, n+1), text))
			high = max(high, 1+places(text)/int(widths[i]-2))
		}
		err = errors.Join(err, b.file.SetCellStyle(name, place(0, n+1), place(len(widths)-1, n+1), style),
			b.file.SetRowHeight(name, n+1, float64(3+14*high)))
	}
	return err
}

func (b *templateBook) finish() error {
	b.file.SetActiveSheet(0)
	return b.file.SetDocProps(&excelize.DocProperties{Creator: "domainbatch", Title: b.en, Description: b.op})
}
