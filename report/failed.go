package report

import (
	"io"
	"slices"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// reasons is how many of the answers' columns say why a row is not done: Result,
// Result Code and Result Message.
const reasons = 3

// CheckFailed tells before anything is sent whether WriteFailed can write under
// that name. It returns a *FormatError.
func CheckFailed(path string, book *sheet.Book, tables []job.Table) error {
	wrong := func(what, hint string) error { return &FormatError{Path: path, What: what, Hint: hint, of: failedFile} }
	switch kind := kindOf(path); {
	case kind == "" || kind == sheet.XLSM:
		return wrong("they are written as .xlsx or .csv", "give --failed a name that ends so")
	case kind == sheet.CSV && book.Format().Kind != sheet.CSV && len(tables) > 1:
		return wrong("a CSV holds one table, and the input has rows in several sheets", "name the file .xlsx")
	}
	return nil
}

// WriteFailed writes the rows that are not done, with the reason, as an input of
// their own, and tells how many there are. A row is done when it succeeded or
// was unchanged; one that the user left out is not wanted. Down to the header
// everything is as in the input, the columns too, so that the flags which read
// it read the rest; every value is text, and of several operations that a cell
// names those that are done are left out. A CSV of a CSV has its dialect and
// encoding. Where all is done, the tables have no rows.
//
// The file appears whole or not at all, readable by its owner only; one that
// stood there is replaced. Errors are those of CheckFailed, and a *ReplaceError.
func WriteFailed(path string, book *sheet.Book, data *Data) (rows int, err error) {
	if err := CheckFailed(path, book, data.Plan.Tables); err != nil {
		return 0, err
	}
	a, err := newAnswers(data)
	if err != nil {
		return 0, err
	}
	rests := a.rests()
	for _, r := range rests {
		rows += len(r.rows)
	}
	return rows, replace(failedFile, path, func(w io.Writer) error {
		if kindOf(path) == sheet.CSV {
			return a.failedText(w, book, rests)
		}
		return a.failedWorkbook(w, path, book, rests)
	})
}

// rest is what of one table is not done.
type rest struct {
	table   *job.Table
	rows    map[int]*job.Row // by line
	answers *answers
	columns []int // where the answers stand, in the order of their headers; below 0: left out
	replied []int // columns of replies from an earlier report: they stay empty
	width   int   // of the table with the reasons
}

// rests makes one for each table with rows that are not done, or all of them
// without any rows where everything is done.
func (a *answers) rests() []*rest {
	var some, all []*rest
	for i := range a.data.Plan.Tables {
		r := a.rest(&a.data.Plan.Tables[i])
		all = append(all, r)
		if len(r.rows) > 0 {
			some = append(some, r)
		}
	}
	if some == nil {
		return all
	}
	return some
}

func (a *answers) rest(table *job.Table) *rest {
	r := &rest{table: table, rows: make(map[int]*job.Row), answers: a, width: len(table.Columns)}
	all := make(map[int]*job.Row)
	for i := range a.data.Plan.Rows {
		row := &a.data.Plan.Rows[i]
		if row.Sheet != table.Sheet {
			continue
		}
		all[row.Line] = row
		if row.LeftOut == "" && !a.data.done(row) {
			r.rows[row.Line] = row
		}
	}
	r.find(a.data.replies(all))
	return r
}

// find places the answers, and finds what an earlier report was answered.
func (r *rest) find(replies []reply) {
	line := make([]string, len(r.table.Columns))
	for i, c := range r.table.Columns {
		line[i] = c.Header
	}
	headers := slices.Clone(r.answers.headers)
	for _, reply := range replies {
		headers = append(headers, reply.header)
	}
	for i, column := range knownIn(line, headers) {
		switch {
		case column < 0:
		case i < eightColumns:
			r.columns = append(r.columns, column)
		default:
			r.replied = append(r.replied, column)
		}
	}
	for len(r.columns) < reasons {
		r.columns = append(r.columns, r.width)
		r.width++
	}
}

// done tells whether nothing is left to do of what a row itself asks for: locking
// its domain again, which the run has added, is no row's business.
func (d *Data) done(row *job.Row) bool {
	if isDone(d.Plan.Outcome(row, d.Ledger, d.Held).Result) {
		return true
	}
	own := 0
	for _, id := range row.Changes {
		if d.Plan.Change(id).Added {
			continue
		}
		if own++; !isDone(d.Ledger.Standing(id).Outcome()) {
			return false
		}
	}
	return own > 0 && len(row.Issues) == 0
}

func isDone(r job.Result) bool { return r == job.Succeeded || r == job.Unchanged }

// failedLine is a line of a rest: what stood there and what is put beside it.
type failedLine struct {
	cells   []string // in their columns, without the answers
	surplus []string // what stood right of the last header: behind the answers, where it is found again
	answers []string // headers, reasons, or none
	row     *job.Row // nil: a line down to the header
	from    int      // its line in the input
}

// lines gives the lines of a rest in order; blank ones above the header too, so
// that the header stays in its line.
func (r *rest) lines(t *sheet.Table, yield func(failedLine) error) error {
	next := 1
	for rec, err := range t.Records() {
		if err != nil {
			return err
		}
		row := r.rows[rec.Line]
		if rec.Line > r.table.Header && row == nil {
			continue
		}
		for ; next < min(rec.Line, r.table.Header); next++ {
			if err := yield(failedLine{from: next}); err != nil {
				return err
			}
		}
		next++
		line, err := r.line(rec, row)
		if err == nil {
			err = yield(line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// line makes one line. What has no header stays behind what has one, also when
// the reasons come between: a value that a stray delimiter moved there is a
// complaint when it is read again, and must stay one.
func (r *rest) line(rec sheet.Record, row *job.Row) (failedLine, error) {
	l := failedLine{cells: shown(rec), row: row, from: rec.Line}
	if rec.Line < r.table.Header {
		return l, nil
	}
	if n := len(r.table.Columns); len(l.cells) > n {
		l.cells, l.surplus = l.cells[:n:n], l.cells[n:]
	}
	for _, column := range r.replied {
		if column < len(l.cells) {
			l.cells[column] = ""
		}
	}
	l.answers = r.answers.headers
	if row != nil {
		r.leaveDone(l.cells, row)
		texts, _, err := r.answers.of(row)
		l.answers = texts
		return l, err
	}
	return l, nil
}

// noValue is what stands for the formula of a cell that has no result in the
// file: left empty, it would be read as a cell that people left empty.
const noValue = "#N/A"

// shown are the texts of a line, without formulas.
func shown(rec sheet.Record) []string {
	cells := slices.Clone(rec.Cells)
	for _, m := range rec.Marks {
		if m.Kind != sheet.MarkNoValue {
			continue
		}
		for len(cells) <= m.Column {
			cells = append(cells, "")
		}
		cells[m.Column] = noValue
	}
	return cells
}

// join puts the cells and the answers of a line into one list, each through its function.
func join[T any](r *rest, l failedLine, cell func(column int, text string) T, answer func(i int, text string) T) []T {
	var out []T
	for i, text := range l.cells {
		out = append(out, cell(i, text))
	}
	if l.answers == nil {
		return out
	}
	for len(out) < r.width {
		out = append(out, cell(len(out), ""))
	}
	for i, column := range r.columns {
		out[column] = answer(i, l.answers[i])
	}
	for _, text := range l.surplus {
		out = append(out, cell(len(out), text))
	}
	return out
}

// failedText writes the one table of a rest as a CSV.
func (a *answers) failedText(w io.Writer, book *sheet.Book, rests []*rest) error {
	format := book.Format()
	own := format.Kind == sheet.CSV
	if !own {
		// A byte order mark, as in fromWorkbook.
		format = sheet.Format{Kind: sheet.CSV, Encoding: sheet.UTF8, BOM: true, Delimiter: ',', LineEnd: "\r\n"}
	}
	if format.Guessed {
		format.Encoding, format.BOM = sheet.UTF8, true
	}
	out, err := sheet.NewWriter(w, format)
	if err != nil {
		return err
	}
	for _, r := range rests {
		cell := func(_ int, text string) string {
			if own || number(text) {
				return text
			}
			return harmless(text)
		}
		answer := func(_ int, text string) string { return harmless(text) }
		err := r.lines(book.Table(r.table.Sheet), func(l failedLine) error { return out.Write(join(r, l, cell, answer)) })
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

// isHeader tells whether a line is the header of its table.
func (r *rest) isHeader(l failedLine) bool { return l.row == nil && l.from == r.table.Header }
