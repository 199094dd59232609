package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/sheet"
	"domainbatch/report"
)

// The forms of an answer.
const (
	formTable = "table"
	formCSV   = "csv"
	formJSON  = "json"
	formXLSX  = "xlsx"
)

// output says in which form an answer is written, and where.
type output struct {
	form string
	path string // empty: standard output
}

// listing adds the flags of commands that write an answer.
func (o *output) listing(a *app, c *cobra.Command) {
	c.Flags().StringVar(&o.form, "output", "", "`FORM` of the answer: table, csv, json or xlsx (default by the extension of --out, else table)")
	c.Flags().StringVar(&o.path, "out", "", "write the answer to `FILE` (.csv, .json or .xlsx; mode 0600)")
	c.Flags().BoolVar(&a.flags.force, "force", false, "replace the file of --out that is there")
	c.Flags().Lookup("json").Usage = "the same as --output json"
}

// settle finds the form, and what is wrong with the flags.
func (o *output) settle(a *app) error {
	if a.flags.json {
		if o.form != "" && o.form != formJSON {
			return usage("--json and --output "+o.form+" exclude each other", "")
		}
		o.form = formJSON
	}
	return o.settleForm()
}

// settleForm finds the form of --output and --out.
func (o *output) settleForm() error {
	forms := []string{formTable, formCSV, formJSON, formXLSX}
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(o.path), "."))
	switch {
	case o.form != "" && !slices.Contains(forms, o.form):
		return usage(fmt.Sprintf("--output %s: not one of %s", o.form, strings.Join(forms, ", ")), "")
	case o.path == "" && o.form == formXLSX:
		return usage("--output xlsx: a workbook cannot go to standard output", "name a file with --out")
	case o.path == "":
		o.form = orElse(o.form, formTable)
	case o.form == "" && !slices.Contains(forms[1:], ending):
		return usage(fmt.Sprintf("--out %s: what form it is to have is not known", o.path), "end its name in .csv, .json or .xlsx, or give --output")
	case o.form == "":
		o.form = ending
	case slices.Contains(forms[1:], ending) && ending != o.form:
		return usage(fmt.Sprintf("--out %s and --output %s contradict each other", o.path, o.form), "")
	}
	return nil
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// lines takes the lines of an answer, one after the other.
type lines interface {
	line(values job.Params) error
	end() error // the last call to make
}

// columnsOf are columns by the names of an answer's members.
func columnsOf(names []string) []column {
	columns := make([]column, len(names))
	for i, name := range names {
		columns[i] = column{name: name, secret: journal.Powerful(name) || api.Hides(name)}
	}
	return columns
}

// column is one column of an answer.
type column struct {
	name   string
	secret bool // it gives power over a domain: marked, and never on a terminal
}

// withheld stands where a secret is not shown.
const withheld = "[withheld]"

// shown is a value as standard output may have it.
func (c column) shown(value string) string {
	if c.secret && value != "" {
		return withheld
	}
	return value
}

// lines makes what takes the lines of an answer in this form.
func (o *output) lines(w io.Writer, title string, columns []column) (lines, error) {
	if o.path == "" {
		w = &withholding{w}
	}
	switch o.form {
	case formCSV:
		return newCSVLines(w, columns, o.path != "")
	case formXLSX:
		book, err := newBook(title)
		if err != nil {
			return nil, err
		}
		sheet, err := book.sheet(title, columns)
		return &bookLines{sheet, book, w}, err
	}
	return &tableLines{w: w, columns: columns}, nil
}

// withholding marks standard output, where no secret goes.
type withholding struct{ io.Writer }

func cut(w io.Writer, columns []column, values job.Params) []string {
	_, open := w.(*withholding)
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = values[c.name]
		if open {
			cells[i] = c.shown(cells[i])
		}
	}
	return cells
}

// csvLines writes a CSV: one for spreadsheet programs, with a byte order mark,
// where it goes to a file.
type csvLines struct {
	w       io.Writer
	to      *sheet.Writer
	columns []column
}

func newCSVLines(w io.Writer, columns []column, mark bool) (*csvLines, error) {
	to, err := sheet.NewWriter(w, sheet.Format{BOM: mark})
	if err != nil {
		return nil, err
	}
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.name
	}
	return &csvLines{w, to, columns}, to.Write(header)
}

func (l *csvLines) line(values job.Params) error {
	cells := cut(l.w, l.columns, values)
	for i, cell := range cells {
		cells[i] = report.Harmless(cell)
	}
	return l.to.Write(cells)
}

func (l *csvLines) end() error { return l.to.Flush() }

// tableLines writes a table for people, when all lines are known: columns are as
// wide as they need to be, and those that are empty throughout are left out.
type tableLines struct {
	w       io.Writer
	columns []column
	held    [][]string
}

func (l *tableLines) line(values job.Params) error {
	cells := cut(l.w, l.columns, values)
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(seen(cell), "\t", " ")
	}
	l.held = append(l.held, cells)
	return nil
}

func (l *tableLines) end() error {
	if len(l.held) == 0 {
		return nil
	}
	widths := make([]int, len(l.columns))
	header := make([]string, len(l.columns))
	for i, c := range l.columns {
		header[i] = c.name
		for _, cells := range l.held {
			if cells[i] != "" {
				widths[i] = max(widths[i], places(c.name), places(cells[i]))
			}
		}
	}
	for _, cells := range append([][]string{header}, l.held...) {
		var parts []string
		for i, cell := range cells {
			if widths[i] > 0 {
				parts = append(parts, padded(cell, widths[i]))
			}
		}
		if _, err := fmt.Fprintln(l.w, strings.TrimRight(strings.Join(parts, "  "), " ")); err != nil {
			return err
		}
	}
	return nil
}

// facts writes single values for people, one a line, without those that are empty.
func facts(w io.Writer, columns []column, values job.Params) error {
	width := 0
	for _, c := range columns {
		width = max(width, places(c.name))
	}
	for i, cell := range cut(w, columns, values) {
		if cell == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s  %s\n", padded(columns[i].name, width), strings.ReplaceAll(seen(cell), "\t", " ")); err != nil {
			return err
		}
	}
	return nil
}

// object is a JSON object of the values of a line, with the columns that it has.
func object(w io.Writer, columns []column, values job.Params) json.RawMessage {
	var b strings.Builder
	b.WriteByte('{')
	for i, cell := range cut(w, columns, values) {
		if _, there := values[columns[i].name]; !there {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.Write(jsonText(columns[i].name))
		b.WriteByte(':')
		b.Write(jsonText(cell))
	}
	b.WriteByte('}')
	return json.RawMessage(b.String())
}

// jsonText is a text in JSON as people read it: without escapes for HTML.
func jsonText(text string) []byte {
	line := jsonLine([]string{text})
	return line[1 : len(line)-2] // without the brackets and the line end
}

// writeAll writes lines that are all known, in the form that is wanted.
func (o *output) writeAll(w io.Writer, title string, columns []column, all []job.Params) error {
	if o.form == formJSON {
		return o.array(w, columns, all)
	}
	to, err := o.lines(w, title, columns)
	if err != nil {
		return err
	}
	for _, values := range all {
		if err := to.line(values); err != nil {
			return err
		}
	}
	return to.end()
}

// array writes lines as a JSON array of objects.
func (o *output) array(w io.Writer, columns []column, all []job.Params) error {
	if o.path == "" {
		w = &withholding{w}
	}
	objects := make([]json.RawMessage, len(all))
	for i, values := range all {
		objects[i] = object(w, columns, values)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(objects)
}
