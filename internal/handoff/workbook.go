package handoff

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"domainbatch/internal/dossier"
	"domainbatch/internal/job"

	"github.com/xuri/excelize/v2"
)

// workbook is the dossier as a workbook while it is written.
type workbook struct {
	*dossier.Dossier
	file    *excelize.File
	zip     *sortedZip
	sheets  int // how many there are
	looks   *looks
	measure *measure
	limits  limits
	// Where what is linked to stands.
	rowLine    map[job.RowID]int
	changeLine map[job.ChangeID]int
}

// limits are those of a sheet.
type limits struct{ lines, links int }

// WriteWorkbook writes the dossier as a workbook that is made to be printed on
// A4. All it says stands in cells as text and numbers: there is no formula in it.
// Equal dossiers make equal files.
func WriteWorkbook(w io.Writer, d *dossier.Dossier) error {
	return writeWorkbook(w, d, limits{lines: excelize.TotalRows, links: excelize.TotalSheetHyperlinks})
}

func writeWorkbook(w io.Writer, d *dossier.Dossier, l limits) (err error) {
	b := &workbook{Dossier: d, file: excelize.NewFile(), zip: &sortedZip{}, sheets: 1, measure: newMeasure(), limits: l}
	defer func() { err = cmp.Or(err, b.file.Close()) }()
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return b.zip.onto(w) })
	b.place()
	if err := b.properties(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	if b.looks, err = newLooks(b.file); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	for _, part := range []struct {
		name  string
		write func(name string) error
	}{
		{"summary", b.writeSummary}, {"coverage", b.writeCoverage}, {"changes", b.writeChanges}, {"rows", b.writeRows}, {"contacts", b.writeContacts},
		{"failures", b.writeFailures}, {"open", b.writeOpen}, {"registrar", b.writeRegistrar}, {"method", b.writeMethod},
	} {
		if err := part.write(b.say(part.name)); err != nil {
			return fmt.Errorf("write sheet %s: %w", part.name, err)
		}
	}
	b.dropPictures()
	if err := b.file.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// dropPictures takes the kinds of pictures out of the list of types, where the
// library names them in the order of a map: there are none.
func (b *workbook) dropPictures() {
	kept := b.file.ContentTypes.Defaults[:0]
	for _, d := range b.file.ContentTypes.Defaults {
		if !strings.HasPrefix(d.ContentType, "image/") {
			kept = append(kept, d)
		}
	}
	b.file.ContentTypes.Defaults = kept
}

func (b *workbook) say(key string, args ...any) string { return b.Lang.Say(key, args...) }

// place notes on which lines rows and changes will stand.
func (b *workbook) place() {
	b.rowLine, b.changeLine = make(map[job.RowID]int, len(b.Rows)), make(map[job.ChangeID]int, len(b.Changes))
	for i := range b.Rows {
		b.rowLine[b.Rows[i].ID] = i + 2
	}
	for i := range b.Changes {
		b.changeLine[b.Changes[i].ID] = i + 2
	}
}

// properties say what the file is and whose, and nothing about the machine.
func (b *workbook) properties() error {
	made := b.Package.Made.UTC().Format("2006-01-02T15:04:05Z")
	language := "en-GB"
	if b.Lang == dossier.ZH {
		language = "zh-CN"
	}
	if err := b.file.SetDocProps(&excelize.DocProperties{Title: b.say("title"), Subject: b.Package.Matter, Creator: b.Package.PreparedBy,
		LastModifiedBy: b.Package.PreparedBy, Created: made, Modified: made, Language: language}); err != nil {
		return err
	}
	if err := b.file.SetAppProps(&excelize.AppProperties{Application: "domainbatch"}); err != nil {
		return err
	}
	return b.defaultFont()
}

// defaultFont sets the font in whose digits columns are measured: one of them is
// 7 pixels wide.
func (b *workbook) defaultFont() error {
	if err := b.file.SetDefaultFont(face); err != nil {
		return err
	}
	for _, f := range b.file.Styles.Fonts.Font[:1] {
		f.Sz.Val = new(pageSize)
	}
	return nil
}

// margins are what stands on every page: matter and page above, sums and date below.
func (b *workbook) margins() *excelize.HeaderFooterOptions {
	// An ampersand begins a code, so it is doubled; a blank keeps digits off a size.
	literal := func(text string, runes int) string {
		if utf8.RuneCountInString(text) > runes {
			text = string([]rune(text)[:runes]) + "…"
		}
		return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "&", "&&")
	}
	matter := cmp.Or(b.Package.Matter, b.say("title"))
	return &excelize.HeaderFooterOptions{
		OddHeader: "&L&8 " + literal(matter, 70) + "&C&8&A&R&8 " + b.say("sheet.page"),
		OddFooter: "&L&8 " + b.say("sheet.foot.plan", first(b.Run.Digest, 12)) + "&C&8 " + b.say("sheet.foot.head", first(b.Chain.Head, 12)) + "&R&8 " + b.Package.Made.Format(time.DateOnly),
	}
}

func first(text string, n int) string { return text[:min(n, len(text))] }

// printed defines what is printed of a sheet, and the line that each page repeats.
func (b *workbook) printed(name string, lastColumn, lastLine, titleLine int) error {
	column, err := excelize.ColumnNumberToName(lastColumn)
	if err != nil {
		return err
	}
	area := fmt.Sprintf("%s!$A$1:$%s$%d", quoted(name), column, lastLine)
	if err := b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: area, Scope: name}); err != nil || titleLine == 0 {
		return err
	}
	titles := fmt.Sprintf("%s!$%d:$%d", quoted(name), titleLine, titleLine)
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: name})
}

// quoted is the name of a sheet in a reference.
func quoted(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// cellAt names a cell by its column and line, from 1.
func cellAt(column, line int) string {
	name, err := excelize.CoordinatesToCellName(column, line)
	if err != nil {
		return "" // which no call of the library takes
	}
	return name
}

// stamp is a time as text, or nothing.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
