package report

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

// ReversalOf says what a Reversal was made from.
type ReversalOf struct {
	Info    job.Info
	Digest  string    // of the plan
	Run     string    // the run file
	Command string    // that carries it out
	Made    time.Time // when
}

// The sheets of a reversal. The second one has no domains, so that a run leaves it alone.
const (
	undoSheet   = "Contacts"
	readMeSheet = "Read me"
)

// WriteUndo writes the lines as a workbook that a run reads: every cell is text,
// empty ones say in a note why they are. Equal arguments give equal bytes.
func WriteUndo(w io.Writer, r *Reversal, of *ReversalOf) error {
	b := &workbook{file: excelize.NewFile()}
	defer b.file.Close()
	var err error
	if b.styles, err = newStyles(b.file); err != nil {
		return err
	}
	if err := b.file.SetSheetName("Sheet1", undoSheet); err != nil {
		return err
	}
	if _, err := b.file.NewSheet(readMeSheet); err != nil {
		return err
	}
	if err := b.undoLines(r); err != nil {
		return err
	}
	if err := b.readMe(r, of); err != nil {
		return err
	}
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: noteBy, Title: r.say("Undo of %s", of.Info.Input)}); err != nil {
		return err
	}
	return b.file.Write(w)
}

// undoLines writes the lines below their header.
func (b *workbook) undoLines(r *Reversal) error {
	if err := b.undoPage(undoSheet); err != nil {
		return err
	}
	w, err := b.file.NewStreamWriter(undoSheet)
	if err != nil {
		return err
	}
	if err := b.undoHead(w, r); err != nil {
		return err
	}
	head := &excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: undoSheet + "!$1:$1", Scope: undoSheet}
	if err := b.file.SetDefinedName(head); err != nil {
		return err
	}
	var notes []mark
	for n, line := range r.Lines {
		cells := make([]any, len(line.Cells))
		for i, cell := range line.Cells {
			style := b.styles.cell
			if cell.Note != "" {
				style = b.styles.bad
				notes = append(notes, mark{undoSheet, n + 2, i, r.note(cell.Note)})
			}
			cells[i] = excelize.Cell{StyleID: style, Value: cell.Text}
		}
		if err := w.SetRow(job.CellName("", "A", n+2), cells); err != nil {
			return err
		}
	}
	if err := b.annotateStream(undoSheet, notes); err != nil {
		return err
	}
	return w.Flush()
}

// undoHead writes the header, and has it stay in sight.
func (b *workbook) undoHead(w *excelize.StreamWriter, r *Reversal) error {
	for i, width := range r.widths() {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := w.SetPanes(below(1)); err != nil {
		return err
	}
	head := make([]any, len(r.Columns))
	for i, name := range r.Columns {
		head[i] = excelize.Cell{StyleID: b.styles.header, Value: name}
	}
	return w.SetRow("A1", head)
}

// undoPage has a sheet printed across one page.
func (b *workbook) undoPage(name string) error {
	fit, landscape, wide, any := true, "landscape", 1, 0
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &any})
}

// widths are those of the columns by their first lines.
func (r *Reversal) widths() []float64 {
	const sample, narrow, broad = 200, 10, 44
	widths := make([]float64, len(r.Columns))
	for i, name := range r.Columns {
		longest := len(name) + 3
		for _, line := range r.Lines[:min(len(r.Lines), sample)] {
			longest = max(longest, len([]rune(line.Cells[i].Text))+2)
		}
		widths[i] = float64(min(max(longest, narrow), broad))
	}
	return widths
}

// readMe says what the workbook is, and what it is not. It is no stream: the library
// writes two of them in either order.
func (b *workbook) readMe(r *Reversal, of *ReversalOf) error {
	if err := b.undoPage(readMeSheet); err != nil {
		return err
	}
	const label, value = 26, 96
	err := errors.Join(b.file.SetColWidth(readMeSheet, "A", "A", label), b.file.SetColWidth(readMeSheet, "B", "B", value))
	row := 0
	put := func(name string, nameStyle int, text string, style int) {
		row++
		left, right := job.CellName("", "A", row), job.CellName("", "B", row)
		err = errors.Join(err,
			b.file.SetCellStr(readMeSheet, left, name), b.paint(readMeSheet, left, nameStyle),
			b.file.SetCellStr(readMeSheet, right, text), b.paint(readMeSheet, right, style),
			b.file.SetRowHeight(readMeSheet, row, heightOf(max(1, linesIn(text, value)))))
	}
	put(r.say("Undo of %s", of.Info.Input), b.styles.title, "", 0)
	err = errors.Join(err, b.file.SetRowHeight(readMeSheet, row, 2*lineHeight))
	put(r.say("Warning"), b.styles.alarm, r.sentence(r.Warning()), b.styles.alarm)
	for _, fact := range r.facts(of) {
		put(fact[0], b.styles.label, fact[1], b.styles.note)
	}
	return err
}

// sentence begins with a capital and ends with a stop.
func (r *Reversal) sentence(text string) string {
	if r.Chinese {
		return text + "。"
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// facts are the lines of the sheet that is read by people.
func (r *Reversal) facts(of *ReversalOf) [][2]string {
	facts := [][2]string{
		{"What it is", r.say("%d contacts as the registrar showed them before the run changed them (QueryContactInfo), one line for each domain and contact: an input for another run.", len(r.Lines)-r.Unread)},
		{"To carry it out", of.Command},
		{"TransferOutProhibited", r.say("Left out on purpose, so that it has to be chosen anew with --set: true asks for a lock against transfers to other registrars where the registry's rules have one, false declines it.")},
		{"RegistrantType", r.say("QueryContactInfo does not return it: it is as the account's list of domains had it before, and empty where it had none.")},
		{"Marked cells", r.say("Empty cells with a fill: the value is not known, or was empty and cannot be emptied, and the note says which. Nothing was put in its place.")},
		{"Made from run", of.Run},
		{"Input of that run", of.Info.Input + ", SHA-256 " + of.Info.SHA256},
		{"Plan digest", of.Digest},
		{"Endpoint", of.Info.Endpoint},
		{"Made", of.Made.Format(time.RFC3339)},
		{"Incomplete lines", strconv.Itoa(r.Incomplete)},
		{"Lines never read", strconv.Itoa(r.Unread)},
		{"Lines with filled fields", strconv.Itoa(r.Filled)},
		{"Without RegistrantType", strconv.Itoa(r.Untyped)},
	}
	if of.Info.Sandbox {
		facts = append(facts, [2]string{"Simulated", r.say("The run was one against the simulated API: nothing of it is real.")})
	}
	if lacks := r.Lacks(); len(lacks) > 0 {
		for i := range lacks {
			lacks[i] = r.sentence(lacks[i])
		}
		facts = append(facts, [2]string{"What is missing", strings.Join(lacks, "\n")})
	}
	facts = append(facts, [2]string{"What it does not undo", r.say("Locks, DNS servers and hosts, orders, profiles and verification mails: only contacts are put back.")})
	for i := range facts {
		facts[i][0] = r.say(facts[i][0])
	}
	return facts
}

// WriteUndoCSV writes the lines as a CSV in UTF-8, in which the notes are missing.
func WriteUndoCSV(w io.Writer, r *Reversal) error {
	out, err := sheet.NewWriter(w, sheet.Format{Kind: sheet.CSV, Encoding: sheet.UTF8, BOM: true, Delimiter: ',', LineEnd: "\r\n"})
	if err != nil {
		return err
	}
	if err := out.Write(r.Columns); err != nil {
		return err
	}
	for _, line := range r.Lines {
		cells := make([]string, len(line.Cells))
		for i, cell := range line.Cells {
			cells[i] = cell.Text
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	return out.Flush()
}
