package report

import (
	"io"
	"slices"

	"domainbatch/internal/sheet"
)

func writeCSV(w io.Writer, book *sheet.Book, data *Data) error {
	a, err := newAnswers(data)
	if err != nil {
		return err
	}
	var p *place
	for i := range data.Plan.Tables {
		planned := &data.Plan.Tables[i]
		if p, err = a.place(book.Table(planned.Sheet), planned); err != nil {
			return err
		}
	}
	if book.Format().Kind == sheet.CSV {
		return a.beside(w, book, p)
	}
	return a.fromWorkbook(w, book, p)
}

// beside writes the input's lines as they are with the answers beside them.
func (a *answers) beside(w io.Writer, book *sheet.Book, p *place) error {
	var failed error
	err := book.Rewrite(w, func(rec sheet.Record) []sheet.Cell {
		texts, err := a.line(p, rec.Line)
		if err != nil {
			failed = err
		}
		cells := make([]sheet.Cell, len(texts))
		for i, text := range texts {
			cells[i] = sheet.Cell{Column: p.columns[i], Text: p.harmless(i, text)}
		}
		slices.SortFunc(cells, func(a, b sheet.Cell) int { return a.Column - b.Column })
		return cells
	})
	if err != nil {
		return err
	}
	return failed
}

// line gives what is added to a line: headers, answers, or nothing.
func (a *answers) line(p *place, line int) ([]string, error) {
	if p == nil {
		return nil, nil
	}
	if line == p.table.Header {
		return p.headers, nil
	}
	row := p.rows[line]
	if row == nil {
		return nil, nil
	}
	texts, _, err := a.all(p, row)
	return texts, err
}

// fromWorkbook writes the one table of a workbook as CSV. Rows keep their
// numbers. A byte order mark, since Excel takes a CSV without one for the
// country's old encoding.
func (a *answers) fromWorkbook(w io.Writer, book *sheet.Book, p *place) error {
	if p == nil {
		return nil
	}
	out, err := sheet.NewWriter(w, sheet.Format{Kind: sheet.CSV, BOM: true})
	if err != nil {
		return err
	}
	line := 1
	for rec, err := range book.Table(p.table.Sheet).Records() {
		if err != nil {
			return err
		}
		for ; line < rec.Line; line++ {
			if err := out.Write(nil); err != nil {
				return err
			}
		}
		line++
		texts, err := a.line(p, rec.Line)
		if err != nil {
			return err
		}
		if err := out.Write(p.join(rec.Cells, texts)); err != nil {
			return err
		}
	}
	return out.Flush()
}

// join puts texts into their columns beside the cells of a line.
func (p *place) join(cells, texts []string) []string {
	var out []string
	for _, cell := range cells {
		out = append(out, harmless(cell))
	}
	for i, text := range texts {
		for len(out) <= p.columns[i] {
			out = append(out, "")
		}
		out[p.columns[i]] = p.harmless(i, text)
	}
	return out
}

// harmless is a text among the answers and replies of a line as a CSV has it. A
// secret keeps every character, or nobody could use it; only an apostrophe may
// stand in front.
func (p *place) harmless(i int, text string) string {
	if i >= eightColumns && p.replies[i-eightColumns].secret {
		return notFormula(text)
	}
	return harmless(text)
}
