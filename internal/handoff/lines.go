package handoff

import (
	"bufio"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"domainbatch/internal/dossier"
	"domainbatch/internal/job"

	"github.com/xuri/excelize/v2"
)

// column is one of a list. Those without a width stand beside what is printed,
// one fact in each, for whoever filters and sorts.
type column struct {
	title string
	width float64
}

// moreWidth is that of a column beside the print area.
const moreWidth = 18.0

// cell is what stands in a cell of a list: a text, a number, a text of several
// faces, or nothing.
type cell struct {
	value any
	look  int
	link  string // to a cell of this workbook
}

// lines is a sheet of lines under a header. What was written cannot be changed.
type lines struct {
	*workbook
	name    string
	columns []column
	printed int // how many of them
	xml     *sheetXML
	line    int // the last that was written
	head    int // the line of the header
	full    bool
}

// newList opens a sheet.
func (b *workbook) newList(name string, f freeze, columns ...column) (*lines, error) {
	if _, err := b.file.NewSheet(name); err != nil {
		return nil, err
	}
	b.sheets++
	part, err := b.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", b.sheets))
	if err != nil {
		return nil, err
	}
	l := &lines{workbook: b, name: name, columns: columns, xml: &sheetXML{w: bufio.NewWriterSize(part, 1<<16)}}
	for i, c := range columns {
		if c.width > 0 {
			l.printed = i + 1
		}
	}
	l.xml.open(columns, f)
	return l, nil
}

// header writes the titles of the columns.
func (l *lines) header() {
	cells := make([]cell, len(l.columns))
	for i, c := range l.columns {
		cells[i] = cell{c.title, l.looks.head, ""}
		if c.width == 0 {
			cells[i].look = l.looks.headMore
		}
	}
	l.head = l.line + 1
	l.add(cells...)
}

// add writes a line, as high as what is printed of it takes. When the sheet is
// full, its last line says so.
func (l *lines) add(cells ...cell) {
	if l.full {
		return
	}
	if l.line+1 == l.limits.lines {
		l.full = true
		cells = []cell{{}, {l.say("sheet.full"), l.looks.tones[dossier.Bad], ""}}
	}
	l.line++
	tallest := l.measure.tall("", bodySize, 10)
	for i := range cells {
		c := &cells[i]
		if i < l.printed {
			tallest = max(tallest, l.measure.tall(l.fit(c, l.columns[i].width), bodySize, l.columns[i].width))
		} else if text, ok := c.value.(string); ok {
			c.value = cut(text, most, l.say("sheet.cut"))
		}
		// Beyond what a sheet takes, a link stays a text that says where it leads.
		if c.link != "" && l.xml.count < l.limits.links {
			l.xml.link(cellAt(i+1, l.line), c.link)
		}
	}
	const margin = 3
	l.xml.row(l.line, math.Ceil(min(tallest+margin, excelize.MaxRowHeight-1)), cells)
}

// tallestText is how high a text may stand, a little less than a row can be.
const tallestText = 400.0

// fit shortens a plain text to what can be seen of it, and gives what is shown.
func (l *lines) fit(c *cell, width float64) string {
	switch v := c.value.(type) {
	case string:
		if l.measure.tall(v, bodySize, width) > tallestText {
			v = l.shorten(v, width)
			c.value = v
		}
		return v
	case []run:
		return plain(v)
	case nil:
		return ""
	default:
		return fmt.Sprint(v)
	}
}

// plain is the text of several pieces.
func plain(runs []run) string {
	var text strings.Builder
	for _, run := range runs {
		text.WriteString(run.text)
	}
	return text.String()
}

// shorten takes from a text what does not fit, in steps that leave most of it.
func (l *lines) shorten(text string, width float64) string {
	short := text
	for n := min(utf8.RuneCountInString(text), most); n > 0 && l.measure.tall(short, bodySize, width) > tallestText; n = n * 9 / 10 {
		short = cut(text, n, l.say("sheet.cut"))
	}
	return short
}

// close ends the sheet. Where it has a header, its lines can be filtered.
func (l *lines) close() error {
	filter := ""
	if l.head > 0 {
		filter = cellAt(1, l.head) + ":" + cellAt(len(l.columns), max(l.line, l.head+1))
		if err := l.filtered(filter); err != nil {
			return err
		}
	}
	if err := l.workbook.printed(l.name, l.printed, max(l.line, 1), l.head); err != nil {
		return err
	}
	m := l.margins()
	return l.xml.close(filter, m.OddHeader, m.OddFooter)
}

// filtered defines the name that goes with a filter. The library leaves an
// apostrophe in the name of a sheet as it is, which spreadsheet programs take for
// the end of the name.
func (l *lines) filtered(area string) error {
	if err := l.file.AutoFilter(l.name, area, nil); err != nil {
		return err
	}
	names := l.file.WorkBook.DefinedNames.DefinedName
	for i := range names {
		if of, found := strings.CutPrefix(names[i].Data, "'"+l.name+"'!"); found {
			names[i].Data = quoted(l.name) + "!" + of
		}
	}
	return nil
}

// text, number and so on are cells of these looks.
func (l *lines) text(value string) cell { return cell{value, l.looks.text, ""} }
func (l *lines) number(value int) cell  { return cell{value, l.looks.number, ""} }
func (l *lines) blank() cell            { return cell{nil, l.looks.blank, ""} }
func (l *lines) more(value string) cell { return cell{orNil(value), l.looks.more, ""} }
func (l *lines) toned(value string, tone dossier.Tone) cell {
	return cell{value, l.looks.tones[tone], ""}
}

// orNil leaves a cell out that would hold nothing.
func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// sources names the first cell that something came from and counts the others,
// as a link to the first row. It is one line: some programs do not wrap links.
func (l *lines) sources(list []dossier.Source) cell {
	if len(list) == 0 {
		return l.text("")
	}
	return l.toRow(sourceText(list), list[0].Row)
}

func sourceText(list []dossier.Source) string {
	if len(list) > 1 {
		return fmt.Sprintf("%s +%d", list[0].Cell, len(list)-1)
	}
	return list[0].Cell
}

// sourceWidth is that of a column of sources: names of sheets differ in length.
func (b *workbook) sourceWidth() float64 {
	width := 11.0
	for i := range b.Changes {
		if s := b.Changes[i].Sources; len(s) > 0 {
			width = max(width, b.measure.columns(sourceText(s), bodySize))
		}
	}
	return min(math.Ceil(width), 24)
}

// toRow is a text that leads to a line of the sheet of rows.
func (l *lines) toRow(text string, row job.RowID) cell {
	return l.leads(text, "rows", l.rowLine[row])
}

// toChange is a text that leads to a line of the sheet of changes.
func (l *lines) toChange(text string, change job.ChangeID) cell {
	return l.leads(text, "changes", l.changeLine[change])
}

func (l *lines) leads(text, sheet string, line int) cell {
	if line == 0 || line >= l.limits.lines {
		return l.text(text)
	}
	return cell{text, l.looks.link, fmt.Sprintf("%s!A%d", quoted(l.say(sheet)), line)}
}

// name is a domain in ASCII form, and in Unicode form where that differs.
func domainText(ascii, unicode string) string {
	if unicode == "" || unicode == ascii {
		return ascii
	}
	return ascii + "\n" + unicode
}
