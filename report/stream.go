package report

import (
	"path/filepath"
	"strings"
	"unicode/utf8"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

const (
	sheetNameLimit = 31        // characters, of spreadsheet programs
	lineLimit      = 1_048_576 // lines of a sheet, likewise
)

// stream writes the input's sheets into a new workbook, cells as text, with the
// answers beside them. Memory is bounded: lines go to a temporary file.
func (b *workbook) stream() error {
	b.file = excelize.NewFile()
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: "domainbatch", Title: b.data.Info.Input,
		Created: b.data.Info.Created.UTC().Format("2006-01-02T15:04:05Z")}); err != nil {
		return err
	}
	var err error
	if b.styles, err = newStyles(b.file); err != nil {
		return err
	}
	for i, t := range b.book.Tables() {
		name := t.Name
		if name == "" {
			name = sheetName(b.book.Name())
		}
		if i == 0 {
			err = b.file.SetSheetName("Sheet1", name)
		} else {
			_, err = b.file.NewSheet(name)
		}
		if err != nil {
			return err
		}
		if err := b.streamSheet(name, t); err != nil {
			return err
		}
	}
	for _, t := range b.book.Tables() {
		if t.Hidden {
			if err := b.file.SetSheetVisible(t.Name, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// sheetName makes a name for a sheet of the name of a file.
func sheetName(file string) string {
	name := strings.TrimSuffix(file, filepath.Ext(file))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return '_'
		}
		return r
	}, strings.Trim(name, "'"))
	if runes := []rune(name); len(runes) > sheetNameLimit {
		name = string(runes[:sheetNameLimit])
	}
	if strings.TrimSpace(name) == "" {
		return "Input"
	}
	return name
}

func (b *workbook) streamSheet(name string, t *sheet.Table) error {
	p, err := b.placeOf(t)
	if err != nil {
		return err
	}
	w, err := b.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := b.streamHead(w, t, p); err != nil {
		return err
	}
	marks, notes := b.marks[t.Name], b.notesOn(t.Name, p)
	for rec, err := range t.Records() {
		if err != nil {
			return err
		}
		cells, height, err := b.streamLine(p, rec)
		if err != nil {
			return err
		}
		cells = b.marked(cells, on(rec.Line, marks))
		if err := w.SetRow(job.CellName("", "A", rec.Line), cells, excelize.RowOpts{Height: height}); err != nil {
			return err
		}
	}
	if p != nil {
		a := area{0, p.table.Header, p.width() - 1, max(p.table.Last, p.table.Header)}
		if err := b.file.AutoFilter(name, a.String(), nil); err != nil {
			return err
		}
	}
	if err := b.annotateStream(name, notes); err != nil {
		return err
	}
	return w.Flush()
}

// streamLine makes the cells of one line, all of them text, and the height that
// they need, 0 for one line of text.
func (b *workbook) streamLine(p *place, rec sheet.Record) (cells []any, height float64, err error) {
	cells = make([]any, len(rec.Cells))
	header := p != nil && rec.Line == p.table.Header
	for i, text := range rec.Cells {
		cells[i] = text
		if header {
			cells[i] = excelize.Cell{StyleID: b.styles.input, Value: text}
		}
	}
	if p == nil {
		return cells, 0, nil
	}
	texts, result, row := p.headers, job.Result(""), p.rows[rec.Line]
	if row != nil {
		if texts, result, err = b.answers.all(p, row); err != nil {
			return nil, 0, err
		}
		b.results[result]++
		height = p.heightFor(texts[messageColumn])
	} else if !header {
		return cells, 0, nil
	}
	for i, text := range texts {
		for len(cells) <= p.columns[i] {
			cells = append(cells, nil)
		}
		cells[p.columns[i]] = excelize.Cell{StyleID: b.styles.beside(p, i, row, result, text), Value: text}
	}
	return cells, height, nil
}

// streamHead makes columns as wide as their first lines and freezes the header.
func (b *workbook) streamHead(w *excelize.StreamWriter, t *sheet.Table, p *place) error {
	header := 1
	if p != nil {
		header = p.table.Header
	}
	widths, err := sampleWidths(t, header)
	if err != nil {
		return err
	}
	if p != nil {
		for i, c := range p.columns {
			widths[c] = p.widthOf(i)
		}
	}
	for column, width := range widths {
		if err := w.SetColWidth(column+1, column+1, width); err != nil {
			return err
		}
	}
	if p == nil || header > mostFrozen {
		return nil
	}
	return w.SetPanes(below(header))
}

// sampleWidths measures the header line and those after it, by column.
func sampleWidths(t *sheet.Table, header int) (map[int]float64, error) {
	const sample, least, most = 200, 8, 45 // lines, characters
	widths := make(map[int]float64)
	for rec, err := range t.Records() {
		if err != nil {
			return nil, err
		}
		if rec.Line > header+sample {
			break
		}
		if rec.Line < header {
			continue
		}
		for i, text := range rec.Cells {
			widths[i] = min(max(widths[i], least, shownWidth(text)), most)
		}
	}
	return widths, nil
}

// shownWidth is how wide a text is, in characters; those of Chinese count twice.
func shownWidth(text string) float64 {
	runes := utf8.RuneCountInString(text)
	return float64(runes) + float64(len(text)-runes)/2*0.9 + 2
}
