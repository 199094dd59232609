package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// Kind is one complaint that several rows share.
type Kind struct {
	Rows int
	Text string // what is wrong, where first, and what to do
}

// issueLine is one complaint in the sheet Issues. As in taskLine, nothing in it
// is what an input may have for a header of the domain: see parameter and quoted.
type issueLine struct {
	Cell    string `csv:"Source Cell"`
	Kind    string `csv:"Kind"`
	Unicode string `csv:"Domain (Unicode)"`
	Column  string `csv:"Parameter And Column"`
	Value   string `csv:"Value In The Cell"`
	Code    string `csv:"Code"`
	Message string `csv:"Message"`
	Hint    string `csv:"What To Do"`
}

// The kinds of lines in the sheet Issues.
const (
	kindComplaint = "complaint" // nothing is sent for the row before it is mended
	kindRefusal   = "refused"   // the API's no
	kindNote      = "note"      // allowed, but worth knowing
)

// Issues lists everything that keeps rows from being done: complaints about
// headers and sheets, then those about rows in the order of the input, and the
// refusals of the API, which stand at the cell of the domain. Rows that the user
// left out are none of it.
func (d *Data) Issues() []job.Issue {
	all := slices.Clone(d.Complaints)
	for i := range d.Plan.Rows {
		all = append(all, d.issuesOf(&d.Plan.Rows[i])...)
	}
	return all
}

func (d *Data) issuesOf(row *job.Row) []job.Issue {
	switch {
	case row.LeftOut != "":
		return nil
	case len(row.Issues) > 0:
		return row.Issues
	}
	var refusals []job.Issue
	for _, id := range row.Changes {
		s := d.Ledger.Standing(id)
		if r := s.Outcome(); r == job.Failed || r == job.Invalid {
			refusals = append(refusals, job.Issue{Cell: d.source(row.ID), Code: s.Code, Message: refusal(s, d.Plan.GroupOf(id))})
		}
	}
	return refusals
}

// refusal is what the API said to a change, and to which one of its domain.
func refusal(s *job.Standing, g *job.Group) string {
	return g.What() + ": " + cmp.Or(s.Message, s.Code, string(s.Outcome()))
}

// issues writes one line per complaint, and then the notes of the plan.
func (b *workbook) issues() error {
	l, err := newList[issueLine](b, "Issues", columns{widths: []float64{22, 12, 30, 34, 28, 20, 48, 54}})
	if err != nil {
		return err
	}
	l.link = 0
	write := func(kind string, names []string, list []job.Issue) error {
		for _, is := range list {
			if l.line == lineLimit {
				return nil
			}
			if err := b.issue(l, b.data.issueLine(kind, names, is), is.Cell); err != nil {
				return err
			}
		}
		return nil
	}
	err = write(kindComplaint, nil, b.data.Complaints)
	for i := 0; i < len(b.data.Plan.Rows) && err == nil; i++ {
		row := &b.data.Plan.Rows[i]
		kind := kindComplaint
		if len(row.Issues) == 0 {
			kind = kindRefusal
		}
		err = write(kind, row.Names, b.data.issuesOf(row))
	}
	if err == nil {
		err = write(kindNote, nil, b.data.Plan.Warnings)
	}
	if err != nil {
		return err
	}
	return l.close()
}

func (d *Data) issueLine(kind string, names []string, is job.Issue) issueLine {
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = api.WireName(name)
	}
	return issueLine{
		Cell: is.Cell, Kind: kind, Unicode: strings.Join(shown, ", "), Column: parameter(is), Value: d.quoted(is),
		Code: is.Code, Message: is.Message, Hint: is.Hint,
	}
}

// parameter names what a complaint is about together with its column.
func parameter(is job.Issue) string {
	_, _, column, ok := parseCell(is.Cell)
	switch {
	case is.Column == "":
		return ""
	case !ok:
		return "the option for " + is.Column
	}
	return fmt.Sprintf("%s in column %s", is.Column, sheet.Letters(column))
}

// quoted is the value that a complaint is about. A header of the input is said
// to be one: a list in which it stood alone would pass for a table of its own.
func (d *Data) quoted(is job.Issue) string {
	if isSecret(is.Column) {
		return "" // it stands in the cell
	}
	for i := range d.Plan.Tables {
		for _, c := range d.Plan.Tables[i].Columns {
			if is.Value != "" && strings.EqualFold(strings.TrimSpace(is.Value), strings.TrimSpace(c.Header)) {
				return fmt.Sprintf("the header %q", is.Value)
			}
		}
	}
	return is.Value
}

// isSecret tells whether a parameter must not be shown.
func isSecret(name string) bool {
	return slices.ContainsFunc(api.Operations(), func(op *api.Operation) bool {
		p, ok := op.Param(name)
		return ok && p.Secret
	})
}

// issue writes a line, its cell as a link.
func (b *workbook) issue(l *list, line issueLine, cell string) error {
	if err := add(l, line); err != nil {
		return err
	}
	name, row, column, ok := parseCell(cell)
	if !ok || l.line > mostLinks {
		return nil
	}
	if name == "" {
		name = sheetName(b.book.Name())
	}
	own := job.CellName("", "A", l.line)
	return b.file.SetCellHyperLink(l.name, own, location(name, row, column), "Location")
}

// mostLinks is how many lines have a link; a sheet may hold 65,530. The workbook
// library looks through all of them for each one.
const mostLinks = 20_000

// location is a cell as a link names it. A name in quotes is right whatever it is.
func location(name string, line, column int) string {
	return "'" + strings.ReplaceAll(name, "'", "''") + "'!" + job.CellName("", sheet.Letters(column), line)
}
