// Package report writes what became of a run: the input as it was, with the
// answer beside every row, and in a workbook sheets more: Summary, Issues, Tasks,
// Contacts, Calls, and Unlocked where many domains are so. It only reads what it is given, so a report can be
// written at any moment and as often as wanted.
//
// Text of the input and of the API is written as text. In a workbook it is
// typed so; in the columns that are added to a CSV, what a spreadsheet program
// would take for a formula gets an apostrophe in front. Times are RFC 3339 with
// a numeric offset.
package report

import (
	"io"
	"iter"
	"path/filepath"
	"strings"
	"time"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// Data is what a report shows. Calls may be nil: then none are listed.
type Data struct {
	Info   job.Info
	Plan   *job.Plan
	Ledger *job.Ledger
	Calls  iter.Seq2[job.Call, error]
	// Answers are what the API answered for changes beside a task; nil: there are none.
	Answers iter.Seq2[job.Answer, error]
	// Secrets are answers that nobody but their owner may see, by change and name;
	// nil: none is kept. They stand beside their rows and nowhere else.
	Secrets map[job.ChangeID]job.Params
	// Statements are the events with a Person; nil: there are none.
	Statements iter.Seq2[job.Event, error]
	Complaints []job.Issue    // about headers and sheets; those about rows stand with the rows
	Kinds      []Kind         // all complaints, summed up; nil: not shown so
	Held       string         // why nothing of the plan is sent at all; empty when things are sent
	Started    time.Time      // when the run was first taken up; zero: not yet
	Run        string         // the run file as commands name it; empty: that of the input
	Finished   time.Time      // when it came to its end; zero: not yet
	Zone       *time.Location // of all times; nil: the zone that each one carries
}

// FormatError is a file that cannot be written in the form that its name asks
// for. Nothing is written then.
type FormatError struct {
	Path string
	What string
	Hint string
	of   output
}

// Error says what is wrong and what to do.
func (e *FormatError) Error() string {
	return e.of.what + " " + e.Path + ": " + e.What + "; " + e.Hint
}

// Check tells before anything is sent whether Write can write the report of a
// book, with rows in these tables, under that name. It returns a *FormatError.
func Check(path string, book *sheet.Book, tables []job.Table) error {
	kind, input := kindOf(path), book.Format().Kind
	wrong := func(what, hint string) error { return &FormatError{Path: path, What: what, Hint: hint, of: reportFile} }
	switch {
	case kind == "":
		return wrong("a report is .xlsx, .xlsm or .csv", "give --report a name that ends so")
	case kind == sheet.CSV && input != sheet.CSV && len(tables) > 1:
		return wrong("a CSV holds one table, and the input has rows in several sheets", "name the report .xlsx")
	case kind == sheet.XLSX && input == sheet.XLSM:
		return wrong("the input has macros, which .xlsx does not hold", "name the report .xlsm")
	case kind == sheet.XLSM && input != sheet.XLSM:
		return wrong("the input has no macros, which .xlsm is for", "name the report .xlsx")
	}
	return nil
}

// kindOf tells the format that a name asks for; empty for none of them.
func kindOf(path string) string {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv", ".tab", ".txt":
		return sheet.CSV
	case ".xlsx":
		return sheet.XLSX
	case ".xlsm":
		return sheet.XLSM
	}
	return ""
}

// Write writes the report to path, whose extension decides the format. The file
// appears whole or not at all, readable by its owner only; one that stood there
// is replaced. It returns a *FormatError as Check does and a *ReplaceError when
// the file there cannot be replaced.
func Write(path string, book *sheet.Book, data *Data) error {
	if err := Check(path, book, data.Plan.Tables); err != nil {
		return err
	}
	return replace(reportFile, path, func(w io.Writer) error {
		if kindOf(path) == sheet.CSV {
			return writeCSV(w, book, data)
		}
		return writeWorkbook(w, path, book, data)
	})
}
