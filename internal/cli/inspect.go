package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// firstRows is how many rows inspect shows as the program sees them.
const firstRows = 5

// inspection is what inspect --json writes.
type inspection struct {
	File       string      `json:"file"`
	Format     format      `json:"format"`
	Sheets     []inspected `json:"sheets"`      // those that are read
	Others     []string    `json:"otherSheets"` // those that are left alone
	Rows       int         `json:"rows"`
	Invalid    int         `json:"invalid"`
	Notes      []job.Issue `json:"notes"`      // what is not used, and doubts with what settles them
	Complaints []job.Issue `json:"complaints"` // why no row can be taken from the file as it is
	Findings   []finding   `json:"findings"`   // what is wrong with the rows, summed up
	First      []firstRow  `json:"first"`
	Mapping    string      `json:"savedMapping,omitempty"`
}

// format is how a file is stored. What follows Kind is said of a text file only.
type format struct {
	Kind      string `json:"kind"`
	Encoding  string `json:"encoding,omitempty"`
	Guessed   bool   `json:"guessed,omitempty"`
	BOM       bool   `json:"bom,omitempty"`
	Delimiter string `json:"delimiter,omitempty"`
	LineEnd   string `json:"lineEnd,omitempty"`
	SepLine   bool   `json:"sepLine,omitempty"`
}

// inspected is one sheet with its header bound. Lines are numbered from 1; a
// header row of 0 is none.
type inspected struct {
	Name      string            `json:"name"`
	Hidden    bool              `json:"hidden"`
	HeaderRow int               `json:"headerRow"`
	FirstRow  int               `json:"firstRow"`
	LastRow   int               `json:"lastRow"`
	Rows      int               `json:"rows"`
	Invalid   int               `json:"invalid"`
	Columns   []inspectedColumn `json:"columns"`
}

// inspectedColumn is one column; without a parameter it is not used, and How says why.
type inspectedColumn struct {
	Letters   string `json:"letters"`
	Header    string `json:"header"`
	Parameter string `json:"parameter"`
	Role      string `json:"role"` // the contact that it is about, by ContactType; empty: no particular one
	How       string `json:"how"`
	name      string // what --column calls it
}

// finding is one complaint that rows share; First is the first of them.
type finding struct {
	Rows  int       `json:"rows"`
	First job.Issue `json:"first"`
	text  string
}

type firstRow struct {
	Sheet   string      `json:"sheet"`
	Line    int         `json:"line"`
	Cell    string      `json:"cell"`
	Domains []string    `json:"domains"`
	Asks    []asked     `json:"asks"`
	Issues  []job.Issue `json:"issues"`
}

// asked is what a row wants for its domains, or for some of their contacts.
type asked struct {
	Operation string     `json:"operation,omitempty"` // by the API's name; empty: a contact change, for which the plan chooses one
	Step      int        `json:"step,omitempty"`
	Targets   []string   `json:"targets"`
	Fields    job.Params `json:"fields"`
}

func (a *app) inspectCommand() *cobra.Command {
	c := a.command("inspect FILE", "How a spreadsheet is read", cobra.ExactArgs(1), func(_ context.Context, args []string) error {
		if a.flags.grid {
			return a.showGrid(args[0])
		}
		return a.inspect(args[0])
	})
	c.Long = `How a spreadsheet is read: its format, encoding and delimiter, the header row, what each column is
taken for and how that was decided, what is not used or in doubt, and the first rows as they are read.
It calls nobody.

--grid writes the cells of one sheet instead, each as text: one JSON array a line, line N of the output
for line N of the sheet. A sheet without domains will do.`
	c.Example = `  domainbatch inspect portfolio.xlsx
  domainbatch inspect portfolio.csv --column "Firm=RegistrantOrganization" --save-mapping portfolio.yaml
  domainbatch inspect portfolio.xlsx --grid --sheet Contacts`
	a.reads(c)
	f := c.Flags()
	f.StringVar(&a.flags.site, "site", "cn", "cn or intl")
	f.StringVar(&a.flags.op, "op", "", "what rows ask for that name no operation: `NAME` as domainbatch ops lists it (default contacts)")
	f.BoolVar(&a.flags.json, "json", false, "one JSON object on standard output")
	f.BoolVar(&a.flags.grid, "grid", false, "every cell of one sheet as text, one JSON array a line")
	f.StringVar(&a.flags.saveMapping, "save-mapping", "", "write how the spreadsheet is read to `FILE`, for --mapping")
	f.BoolVar(&a.flags.force, "force", false, "replace the file of --save-mapping that is there")
	return c
}

func (a *app) inspect(path string) error {
	site, ok := api.SiteNamed(a.flags.site)
	if !ok {
		return usage("--site "+a.flags.site+": not one of cn, intl", "")
	}
	_, book, err := a.readInput(path)
	if err != nil {
		return err
	}
	opts, err := a.loading(site)
	if err != nil {
		return err
	}
	opts.Op = a.flags.op
	in, err := loader.Load(book, opts)
	if in == nil {
		return a.settled.blame(err)
	}
	out := inspectionOf(book, in)
	a.settled.credit(out.Sheets)
	if wrong, ok := errors.AsType[*loader.InputError](err); ok {
		out.Complaints = wrong.Issues[:len(wrong.Issues)-len(in.Issues())] // those of rows are among the findings
	}
	if path := a.flags.saveMapping; path != "" && err == nil {
		if err = a.keepMapping(book, in, opts); err == nil {
			out.Mapping = path
		}
	} else if path != "" {
		fmt.Fprintf(a.Stderr, "note: %s is not written before the complaints are settled\n", path)
	}
	return errors.Join(a.show(out), err)
}

// inspectionOf gathers what is to be shown of an input.
func inspectionOf(book *sheet.Book, in *loader.Input) *inspection {
	out := &inspection{
		File: book.Name(), Format: formatOf(book.Format()), Sheets: []inspected{}, Others: []string{},
		Rows: len(in.Rows), Notes: append([]job.Issue{}, in.Warnings...), Complaints: []job.Issue{},
		Findings: []finding{}, First: []firstRow{},
	}
	for _, c := range loader.Summary(in.Issues()) {
		out.Findings = append(out.Findings, finding{c.Rows, c.First, withValue(c.String(), c.Value)})
	}
	places := make(map[string]int)
	for _, t := range in.Tables {
		places[t.Sheet] = len(out.Sheets)
		s := inspected{Name: t.Sheet, HeaderRow: t.Header, LastRow: t.Last, Columns: []inspectedColumn{}}
		for _, c := range t.Columns {
			s.Columns = append(s.Columns, inspectedColumn{c.Letters, c.Header, c.Param, c.Role, c.How, c.Name()})
		}
		out.Sheets = append(out.Sheets, s)
	}
	for _, t := range book.Tables() {
		if at, ok := places[t.Name]; ok {
			out.Sheets[at].Hidden = t.Hidden
		} else if t.Name != "" {
			out.Others = append(out.Others, t.Name)
		}
	}
	for i := range in.Rows {
		row := &in.Rows[i]
		out.Invalid += out.Sheets[places[row.Sheet]].take(row)
		if i < firstRows {
			out.First = append(out.First, rowAsRead(row))
		}
	}
	return out
}

// take counts a row of the sheet and returns 1 when it is invalid.
func (s *inspected) take(row *job.Row) int {
	if s.Rows == 0 {
		s.FirstRow = row.Line
	}
	s.Rows++
	if len(row.Issues) == 0 {
		return 0
	}
	s.Invalid++
	return 1
}

func rowAsRead(row *job.Row) firstRow {
	first := firstRow{
		Sheet: row.Sheet, Line: row.Line, Cell: row.Cell(nil, "DomainName"), Domains: append([]string{}, row.Names...),
		Asks: []asked{}, Issues: append([]job.Issue{}, row.Issues...),
	}
	for _, ask := range row.Asks {
		first.Asks = append(first.Asks, asked{ask.Op, ask.Step, append([]string{}, ask.Targets...), shownFields(ask.Op, ask.Fields)})
	}
	return first
}

// shownFields are the parameters of an operation without its secrets.
func shownFields(name string, fields job.Params) job.Params {
	op, ok := api.Lookup(name)
	if !ok {
		return fields
	}
	shown := maps.Clone(fields)
	for param := range shown {
		if p, ok := op.Param(param); ok && p.Secret {
			shown[param] = withheld
		}
	}
	return shown
}

func formatOf(f sheet.Format) format {
	out := format{Kind: f.Kind, Encoding: f.Encoding, Guessed: f.Guessed, BOM: f.BOM, LineEnd: f.LineEnd, SepLine: f.SepLine}
	if f.Delimiter != 0 {
		out.Delimiter = string(f.Delimiter)
	}
	return out
}

// credit says of columns that a mapping has bound that it did.
func (r *reading) credit(sheets []inspected) {
	for _, s := range sheets {
		for i := range s.Columns {
			c := &s.Columns[i]
			more, flagged := strings.CutPrefix(c.How, howFlag)
			for header := range r.columns {
				if flagged && r.origin[columnKey(header)] != "" && sameHeader(header, c.name) {
					c.How = "mapping" + more
				}
			}
		}
	}
}

// howFlag is what the loader says of a column that an option has bound.
const howFlag = "--column"

func (a *app) show(in *inspection) error {
	if !a.flags.json {
		a.describe(in)
		return nil
	}
	encoder := json.NewEncoder(a.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(in)
}
