package loader

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// table is one sheet with a domain column, its header bound.
type table struct {
	load    *load
	source  *sheet.Table
	header  *header
	wanted  *wanted
	width   int            // columns of the header
	account int            // index of the column Account; -1: there is none
	domain  int            // index of the column that says what rows are about, mostly the domain; -1: there is none
	column  string         // its letters
	keys    map[string]int // the columns of what rows can be about, by parameter
	forms   []*form
	whole   *form          // all columns that an operation beside contact changes can use
	read    []int          // the columns of all forms, in order
	params  map[int]string // what they and the domain column are used as
	doubts  []binding      // columns that could be something the rows lack
	columns []job.Column

	entries map[string]*entry // by the cells of the slots
	key     []byte
	last    int // last line that holds a row
	hidden  int // rows that are hidden in the workbook
	first   int // line of the first of them

	beside besides
	extras *carrier
}

func (l *load) newTable(src *sheet.Table, head *header, cols []binding) *table {
	t := &table{
		load: l, source: src, header: head, last: head.number, wanted: l.now,
		domain: -1, keys: make(map[string]int),
		params:  make(map[int]string),
		entries: make(map[string]*entry),
	}
	typed := l.set[paramTarget] != ""
	for i, b := range cols {
		switch {
		case b.reason == doubt, b.near != "":
			t.doubts = append(t.doubts, b)
		case b.param == paramTarget:
			typed = true
		case b.role == "" && l.now.key(b.param):
			t.keys[b.param] = i
			t.params[i] = b.param
		}
	}
	t.keyed(cols)
	if l.now.contacts() {
		t.forms = formsOf(cols, typed)
	}
	if l.now.named() {
		t.whole = wholeForm(cols)
	}
	t.accountColumn(cols)
	for _, f := range slices.Concat(t.forms, t.whole.list()) {
		for _, s := range f.slots {
			t.read = append(t.read, s.index)
			t.params[s.index] = s.param
		}
	}
	slices.Sort(t.read)
	t.read = slices.Compact(t.read)
	t.columns = columns(cols, head.bare())
	t.width = len(t.columns)
	t.beside = besidesOf(cols, t.width, head.bare())
	t.extras = l.carrierOf(cols[:t.width], head.hidden)
	return t
}

// rows reads what stands below the header. No line is dropped but those that
// are blank in every column that is used, footers, and the header once more.
func (t *table) rows() error {
	for rec, err := range t.source.Records() {
		if err != nil {
			return err
		}
		if rec.Line > t.header.number {
			t.row(rec)
			t.load.tell()
		}
	}
	return nil
}

// often is after how many rows the progress is told.
const often = 1000

func (l *load) tell() {
	if n := len(l.in.Rows); l.opts.Progress != nil && n%often == 0 {
		l.opts.Progress(n)
	}
}

func (t *table) row(rec sheet.Record) {
	l := t.load
	t.days(rec)
	e := t.entry(rec.Cells)
	at, key, cell := t.subjectIn(e, rec.Cells)
	marks, account := t.marks(rec), t.accountOf(rec)
	if cell == "" && account == "" && e.blank && len(marks) == 0 && !t.forgotten(rec, at) {
		return
	}
	row := job.Row{ID: job.RowID(len(l.in.Rows) + 1), Sheet: t.source.Name, Line: rec.Line, Account: account, Column: t.columnOf(at)}
	names, faults := t.names(e, key, cell)
	row.Names = names
	if len(row.Names) == 0 && t.aside(rec, cell, e) {
		return
	}
	if rec.Hidden && t.hide(rec.Line) {
		row.Names, row.LeftOut = nil, job.MessageLeftHidden
	} else {
		row.Asks, row.Carried = e.asks, t.extras.of(rec.Cells)
		t.complain(&row, rec, marks, faults, e.faults)
		for _, name := range e.filled {
			l.setUsed[name] = true
		}
		e.filled = nil
	}
	l.in.Rows = append(l.in.Rows, row)
	t.last = rec.Line
	t.lookBeside(rec)
}

// days puts days that a workbook holds as such in the place of what their format
// shows, where a date is wanted.
func (t *table) days(rec sheet.Record) {
	for _, d := range rec.Dates {
		if t.params[d.Column] == paramExpiry && d.Column < len(rec.Cells) {
			rec.Cells[d.Column] = d.Text
		}
	}
}

// forgotten tells whether a line that is blank in the one column that is used, as
// of a list of domains to redeem, says something beside it: then what it is about
// was left out. Numbers alone, as of lines that were numbered beforehand, say nothing.
func (t *table) forgotten(rec sheet.Record, at int) bool {
	if slices.ContainsFunc(t.read, func(i int) bool { return i != at }) {
		return false
	}
	for i, c := range rec.Cells {
		if i < t.width && i != at && strings.ContainsFunc(clean(c), unicode.IsLetter) {
			return true
		}
	}
	return false
}

// hide counts a hidden row and tells whether it is left out.
func (t *table) hide(line int) bool {
	if t.hidden == 0 {
		t.first = line
	}
	t.hidden++
	return t.load.opts.VisibleOnly
}

// marks are the faults of cells that do not hold what their text says, in the
// columns that are used.
func (t *table) marks(rec sheet.Record) (faults []fault) {
	for _, m := range rec.Marks {
		f := fault{param: t.params[m.Column], letters: sheet.Letters(m.Column)}
		switch {
		case f.param == "":
			continue
		case m.Kind == sheet.MarkNoValue:
			f.message = "the cell has a formula without a stored result"
			f.hint = "open and save the file in a spreadsheet program, or paste values"
		default:
			if m.Column < len(rec.Cells) {
				f.value = strings.Clone(rec.Cells[m.Column])
			}
			f.message = "the cell shows " + errorText(f.value) + ", not a value"
			f.hint = "correct the formula, or write the value itself"
		}
		faults = append(faults, f)
	}
	return faults
}

// errorText names an error value; no other text of a cell is repeated.
func errorText(cell string) string {
	if slices.Contains(strings.Fields(errorValues), cell) {
		return cell
	}
	return "an error"
}

// errorValues are those that spreadsheet programs know.
const errorValues = "#N/A #REF! #VALUE! #DIV/0! #NAME? #NUM! #NULL! #SPILL! #CALC! #FIELD! #BLOCKED! #UNKNOWN! #CONNECT! #BUSY! #GETTING_DATA"

func marked(marks []sheet.Mark, column int) bool {
	return slices.ContainsFunc(marks, func(m sheet.Mark) bool { return m.Column == column })
}

// complain makes issues of the faults of a row. What no column has is
// complained about at the domain. What else is wrong with a marked cell follows
// from its mark, and is not said.
func (t *table) complain(row *job.Row, rec sheet.Record, marks []fault, lists ...[]fault) {
	t.issues(row, marks, nil)
	for _, faults := range lists {
		t.issues(row, faults, marks)
	}
	if t.load.ragged {
		t.surplus(row, rec.Cells)
	}
}

func (t *table) issues(row *job.Row, faults, marks []fault) {
	for _, f := range faults {
		letters := cmp.Or(f.letters, row.Column)
		if slices.ContainsFunc(marks, func(m fault) bool { return m.param == f.param && m.letters == letters }) {
			continue
		}
		is := job.Issue{
			Cell: job.CellName(row.Sheet, letters, row.Line), Column: f.param, Value: f.value, Message: f.message, Hint: f.hint,
		}
		if t.load.words.secret(f.param) {
			is.Value, is.Hint = "", withoutQuotes(is.Hint)
		}
		if f.note {
			t.load.note(row, is)
			continue
		}
		row.Issues = append(row.Issues, is)
	}
}

// surplus finds values right of the last column of a text file: a delimiter
// inside a value moved the others out of their columns.
func (t *table) surplus(row *job.Row, cells []string) {
	for i := t.width; i < len(cells); i++ {
		if value := clean(cells[i]); value != "" {
			if t.wanted.secretive() {
				value = ""
			}
			row.Issues = append(row.Issues, job.Issue{
				Cell: job.CellName(row.Sheet, sheet.Letters(i), row.Line), Value: value,
				Message: fmt.Sprintf("the line has more values than the header has columns (%d)", t.width),
				Hint:    "a value with the delimiter inside needs quotes around it",
			})
			return
		}
	}
}

// aside tells whether a line without a domain is no row: a footer, the header
// once more, as printed lists have it on each page, or another header. It says so.
func (t *table) aside(rec sheet.Record, cell string, e *entry) bool {
	at := t.domain
	if cell == "" {
		at = slices.IndexFunc(rec.Cells, func(c string) bool { return clean(c) != "" })
	}
	what := "a footer below the table, not a row"
	switch {
	case at < 0:
		return false
	case t.again(rec.Cells):
		what = "the header once more, not a row"
	case t.headers(rec):
		if !t.alike(rec.Cells) {
			t.load.issues = append(t.load.issues, t.otherHeader(rec, at))
			return true
		}
		what = "the header once more in other words, not a row"
	case !isFooter(clean(rec.Cells[at])) || !(e.blank || figures(rec.Cells, at) || labelled(rec.Cells, at)):
		return false
	}
	t.load.warn(job.Issue{Cell: job.CellName(t.source.Name, sheet.Letters(at), rec.Line), Message: what})
	return true
}

// done is what the report and the plan need to know of the table.
func (t *table) done() job.Table {
	t.tellHidden()
	t.tellBeside()
	return job.Table{Sheet: t.source.Name, Header: t.header.number, Last: t.last, Columns: t.columns}
}

func (t *table) tellHidden() {
	if t.hidden == 0 {
		return
	}
	is := job.Issue{Cell: job.CellName(t.source.Name, t.column, t.first)}
	is.Message, is.Hint = hiddenWords(t.hidden, "row", t.load.opts.VisibleOnly)
	t.load.warn(is)
}

// hiddenWords says what becomes of rows or columns that are hidden in the workbook.
func hiddenWords(n int, thing string, left bool) (message, hint string) {
	thing, are := fmt.Sprintf("%d hidden %ss", n, thing), "are"
	if n == 1 {
		thing, are = thing[:len(thing)-1], "is"
	}
	if left {
		return fmt.Sprintf("%s %s left out", thing, are), ""
	}
	return fmt.Sprintf("%s %s used", thing, are), "--visible-only leaves out what is hidden or filtered out"
}
