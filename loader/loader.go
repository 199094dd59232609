// Package loader makes rows of the lines of a spreadsheet: it finds the header
// of each sheet, binds its columns to the parameters of the API, cleans and
// checks the cells and normalises the domain names.
//
// Nothing is guessed in silence: every column says how it was understood, and
// what could mean several things is decided by what stands under it, or asked
// about. Every line below a header becomes a row, with issues where it makes no
// sense; only lines that are blank in all columns in use, and footers, do not.
// All complaints are made in one pass, and each names its cell.
//
// A row asks for a change of contacts unless a column Operation, the name of its
// sheet or an option names operations, in that order. Only then do columns count
// that these operations take and contacts do not. Codes and tokens are never repeated.
package loader

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// Options say how a spreadsheet is to be read. The zero value reads it by its
// headers alone, for the China site.
type Options struct {
	Sheet         string            // read this sheet alone; empty: all
	HeaderRow     int               // the line that the header stands in; 0: found
	NoHeader      bool              // there is none: columns are found by what stands in them, or named by their letters
	VisibleOnly   bool              // leave out hidden rows, columns and sheets, and rows that a filter leaves out
	Columns       map[string]string // header → parameter; the header as it stands, or alike as by Normal
	Set           job.Params        // for every row that has no value of its own
	Null          []string          // cell texts that mean empty
	Partial       bool              // required contact fields may be blank
	KeepIDColumns bool              // columns of identity documents are no complaint
	Op            string            // what rows ask for that name nothing, as a column Operation says it; empty: a contact change
	Site          api.Site
	Progress      func(rows int) // told now and then how many rows were read; nil: nobody
}

// Input is what a spreadsheet holds. Complaints about cells stand with the rows.
type Input struct {
	Tables   []job.Table
	Rows     []job.Row
	Warnings []job.Issue // columns that are not used, sheets left alone, footers, what was made of values, values of --set that no row needed
}

// Load reads all sheets of a book. It returns a *UsageError when the options
// ask for what is not possible, an *InputError when no row can be read or a
// header must be settled first, and what package sheet says when the book
// cannot be read to its end. With an *InputError the input is there as far as
// it could be read, so that it can be shown; it must not be planned or stored.
func Load(book *sheet.Book, opts Options) (*Input, error) {
	l, err := newLoad(book, opts)
	if err != nil {
		return nil, err
	}
	tables, err := l.bindAll(book)
	if err != nil {
		return nil, err
	}
	if err := l.strayFlags(len(tables)); err != nil {
		return nil, err
	}
	for _, t := range tables {
		l.now = t.wanted
		if err := t.rows(); err != nil {
			return nil, err
		}
		l.in.Tables = append(l.in.Tables, t.done())
	}
	return l.finish(tables)
}

// Check finds what is wrong with the options whatever the book is: names of
// parameters that there are not, values that are wrong. It returns the
// *UsageError that Load would return for it, or nil. Whether the headers of
// --column exist is for Load to find.
func Check(opts Options) error {
	_, err := readOptions(opts)
	return err
}

// understood are options as they count.
type understood struct {
	words *vocabulary // what options and headers are read by
	set   job.Params  // values of --set as they are sent
	rest  []call      // what rows ask for that name nothing
}

func readOptions(opts Options) (*understood, error) {
	words, err := parseVocabulary()
	if err != nil {
		return nil, err
	}
	set, issues := checkOptions(words, opts)
	rest, is := readRest(words, opts)
	if is != nil {
		issues = append(issues, *is)
	}
	if len(issues) > 0 {
		return nil, &UsageError{issues}
	}
	return &understood{words, set, rest}, nil
}

// load is one reading of a book.
type load struct {
	understood
	opts   Options
	in     *Input
	now    *wanted     // by the sheet at hand
	issues []job.Issue // complaints about headers and sheets
	ragged bool        // lines may have more cells than the header: a text file

	order   []string          // the parameters of contacts that values are checked for, in order
	loose   map[string]string // normal form of a --column header → the header
	found   map[string]bool   // --column headers that a sheet has
	headers []string          // all headers, to say what there is instead
	others  []string          // the like of sheets without a domain column
	null    map[string]bool
	setUsed map[string]bool // those that a row needed

	notes    map[noteKey]*noted
	noteKeys []noteKey // in the order in which they came first

	accounts map[string]string     // the names of accounts, one text for equal ones
	shared   map[string]job.Params // one map for equal parameters
	fieldKey []byte
	slab     []string
}

func newLoad(book *sheet.Book, opts Options) (*load, error) {
	said, err := readOptions(opts)
	if err != nil {
		return nil, err
	}
	l := &load{
		understood: *said, opts: opts, in: &Input{}, now: &wanted{},
		ragged: book.Format().Kind == sheet.CSV,
		order:  contactParameters()[1:],
		loose:  make(map[string]string), found: make(map[string]bool),
		null: make(map[string]bool), setUsed: make(map[string]bool),
		accounts: make(map[string]string),
		shared:   make(map[string]job.Params), notes: make(map[noteKey]*noted),
	}
	l.opts.Columns = make(map[string]string, len(opts.Columns))
	for _, header := range slices.Sorted(maps.Keys(opts.Columns)) {
		l.opts.Columns[clean(header)] = opts.Columns[header]
		if n := Normal(header); n != "" {
			l.loose[n] = clean(header)
		}
	}
	for _, text := range opts.Null {
		l.null[clean(text)] = true
	}
	return l, nil
}

// value is a cell as it counts: without what cannot be seen, empty for --null.
func (l *load) value(cells []string, index int) string {
	if index >= len(cells) {
		return ""
	}
	v := clean(cells[index])
	if len(l.null) > 0 && l.null[v] {
		return ""
	}
	return v
}

// bindAll finds and binds the header of every sheet.
func (l *load) bindAll(book *sheet.Book) ([]*table, error) {
	sources, err := l.sheets(book)
	if err != nil {
		return nil, err
	}
	var tables []*table
	var alone []job.Issue
	for _, src := range sources {
		t, left, err := l.table(src)
		if err != nil {
			return nil, err
		}
		if t == nil {
			alone = append(alone, left)
			continue
		}
		tables = append(tables, t)
	}
	l.leftAlone(alone, len(tables) == 0)
	return tables, nil
}

// sheets are the sheets that are to be read. All are looked through for
// identity documents, since the run file keeps the whole input.
func (l *load) sheets(book *sheet.Book) ([]*sheet.Table, error) {
	all := book.Tables()
	if name := l.opts.Sheet; name != "" {
		wanted := book.Table(name)
		if wanted == nil || book.Format().Kind == sheet.CSV {
			return nil, noSheet(name, all)
		}
		all = []*sheet.Table{wanted}
	}
	var read []*sheet.Table
	for _, src := range book.Tables() {
		switch {
		case src.Hidden && l.opts.VisibleOnly && l.opts.Sheet == "":
			l.warn(job.Issue{Cell: job.CellName(src.Name, "A", 1), Message: place(src) + " is hidden in the workbook: left out"})
		case slices.Contains(all, src):
			read = append(read, src)
			continue
		}
		lines, err := l.top(src.Records(), nil)
		if err != nil {
			return nil, err
		}
		l.guard(src, lines)
	}
	return read, nil
}

func noSheet(name string, all []*sheet.Table) error {
	is := job.Issue{Column: "--sheet", Value: name, Message: "there is no sheet of that name", Hint: "a text file has no sheets: leave the flag out"}
	var names []string
	for _, t := range all {
		if t.Name != "" {
			names = append(names, t.Name)
		}
	}
	if len(names) > 0 {
		is.Hint = "the sheets are " + quoted(names)
	}
	return &UsageError{[]job.Issue{is}}
}

// table finds and binds the header of a sheet. Where there is none with a
// domain column, left says so.
func (l *load) table(src *sheet.Table) (t *table, left job.Issue, err error) {
	hidden, err := src.HiddenColumns()
	if err != nil {
		return nil, left, err
	}
	lines, err := l.top(l.records(src), hidden)
	if err != nil {
		return nil, left, err
	}
	head, err := l.headerWanted(src, lines, hidden)
	if err != nil {
		return nil, left, err
	}
	if head == nil {
		l.guard(src, lines)
		left, err = l.headless(src, lines)
		return nil, left, err
	}
	head.hidden = hidden
	cols, err := l.bind(src, head)
	if err != nil {
		return nil, left, err
	}
	for i := range cols {
		l.headers = append(l.headers, cols[i].name())
	}
	t = l.newTable(src, head, cols)
	l.warn(notices(src.Name, max(head.number, 1), cols)...)
	l.warnHidden(src, head, cols, hidden)
	return t, left, nil
}

// warnHidden says what of a sheet is hidden and read all the same, or left out.
func (l *load) warnHidden(src *sheet.Table, head *header, cols []binding, hidden []int) {
	line := max(head.number, 1)
	if src.Hidden {
		l.warn(job.Issue{Cell: job.CellName(src.Name, "A", line), Message: place(src) + " is hidden in the workbook; it is read all the same"})
	}
	n, first := 0, ""
	for _, i := range hidden {
		if i < len(cols) && (cols[i].param != "" || l.opts.VisibleOnly) {
			n++
			first = cmp.Or(first, cols[i].letters)
		}
	}
	if n > 0 {
		is := job.Issue{Cell: job.CellName(src.Name, first, line)}
		is.Message, is.Hint = hiddenWords(n, "column", l.opts.VisibleOnly)
		l.warn(is)
	}
}

// leftAlone says which sheets have no domain column: a warning beside other
// sheets, a complaint where there is none.
func (l *load) leftAlone(alone []job.Issue, all bool) {
	if all {
		l.issues = append(l.issues, alone...)
		return
	}
	for _, is := range alone {
		is.Message += ": left alone"
		is.Hint = ""
		l.warn(is)
	}
}

func (l *load) warn(issues ...job.Issue) { l.in.Warnings = append(l.in.Warnings, issues...) }

// guard looks for columns of identity documents in a sheet without domains:
// the run file would keep them as well.
func (l *load) guard(src *sheet.Table, lines []line) {
	for i := range lines {
		alone := lines[i].filled() < 2
		for j, c := range lines[i].cells {
			if alone || l.opts.KeepIDColumns || !l.isPapers(c) {
				continue
			}
			b := binding{letters: sheet.Letters(j), header: c}
			l.issues = append(l.issues, identityIssue(src.Name, lines[i].number, &b))
		}
	}
}

// isPapers tells whether a cell is the header of identity documents.
func (l *load) isPapers(cell string) bool {
	const longest = 20 // characters of a header; longer ones are sentences about documents
	return len([]rune(cell)) <= longest && l.words.isIdentity(Normal(cell))
}

// strayFlags finds --column flags whose header is in no sheet.
func (l *load) strayFlags(tables int) error {
	var issues []job.Issue
	for _, header := range slices.Sorted(maps.Keys(l.opts.Columns)) {
		// Without any table only the flag that would have made one can be wrong.
		if l.found[header] || tables == 0 && l.opts.Columns[header] != paramDomain {
			continue
		}
		is := job.Issue{
			Column: "--column", Value: header + "=" + l.opts.Columns[header],
			Message: fmt.Sprintf("no sheet with a domain column has the header %q", header),
		}
		if seen := l.seen(); len(seen) > 0 {
			is.Hint = "the headers are " + quoted(seen)
		}
		issues = append(issues, is)
	}
	if len(issues) > 0 {
		return &UsageError{issues}
	}
	return nil
}

func (l *load) seen() []string {
	headers := l.headers
	if len(headers) == 0 {
		headers = l.others
	}
	var seen []string
	for _, h := range headers {
		if h != "" && !slices.Contains(seen, h) {
			seen = append(seen, h)
		}
	}
	return seen
}

// finish judges the whole.
func (l *load) finish(tables []*table) (*Input, error) {
	l.tellNotes()
	for _, t := range tables {
		l.oneScript(t)
	}
	if len(l.in.Rows) == 0 && len(l.issues) == 0 {
		for _, t := range tables {
			l.issues = append(l.issues, job.Issue{
				Cell: job.CellName(t.source.Name, "A", max(t.header.number, 1)), Message: "no row stands below the header",
			})
		}
	}
	if len(l.issues) > 0 {
		return l.in, &InputError{append(l.issues, l.in.Issues()...)}
	}
	for _, name := range l.set.Names() {
		if !l.setUsed[name] {
			l.warn(job.Issue{Column: name, Message: "--set " + name + " was not needed: every row has a value of its own"})
		}
	}
	return l.in, nil
}
