package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	File     string       `json:"file"`
	Format   sheet.Format `json:"format"`
	Tables   []job.Table  `json:"tables"`
	Rows     int          `json:"rows"`
	Invalid  int          `json:"invalid"`
	Warnings []job.Issue  `json:"warnings"`
	First    []firstRow   `json:"first"`
}

type firstRow struct {
	Cell    string      `json:"cell"`
	Domains []string    `json:"domains"`
	Asks    []firstAsk  `json:"asks"`
	Issues  []job.Issue `json:"issues"`
}

type firstAsk struct {
	Targets []string   `json:"targets"`
	Fields  job.Params `json:"fields"`
}

func (a *app) inspectCommand() *cobra.Command {
	c := a.command("inspect FILE", "How a spreadsheet is read", cobra.ExactArgs(1), func(_ context.Context, args []string) error {
		_, book, err := a.readInput(args[0])
		if err != nil {
			return err
		}
		_, site, err := a.siteOnly()
		if err != nil {
			return err
		}
		opts, err := a.loading(site)
		if err != nil {
			return err
		}
		in, err := loader.Load(book, opts)
		if in == nil {
			return err
		}
		return errors.Join(err, a.show(book, in))
	})
	f := c.Flags()
	f.StringArrayVar(&a.flags.set, "set", nil, "`NAME=VALUE`: a value for every row that has none (repeatable)")
	f.StringArrayVar(&a.flags.null, "null", nil, "a cell `TEXT` that means empty (repeatable)")
	f.StringArrayVar(&a.flags.column, "column", nil, "`HEADER=NAME`: bind a header to a parameter (repeatable)")
	f.BoolVar(&a.flags.partial, "partial", false, "allow blank required contact fields")
	f.BoolVar(&a.flags.keepID, "keep-id-columns", false, "columns of identity documents are no complaint")
	f.StringVar(&a.flags.site, "site", "cn", "cn or intl")
	f.BoolVar(&a.flags.json, "json", false, "one JSON object on standard output")
	return c
}

func (a *app) siteOnly() (string, api.Site, error) {
	site, ok := api.SiteNamed(a.flags.site)
	if !ok {
		return "", site, usage("--site "+a.flags.site+": not one of cn, intl", "")
	}
	return site.Name, site, nil
}

func (a *app) show(book *sheet.Book, in *loader.Input) error {
	out := inspection{File: book.Name(), Format: book.Format(), Tables: in.Tables, Rows: len(in.Rows), Warnings: in.Warnings}
	for i := range in.Rows {
		row := &in.Rows[i]
		if len(row.Issues) > 0 {
			out.Invalid++
		}
		if i < firstRows {
			out.First = append(out.First, firstOf(row))
		}
	}
	if a.flags.json {
		encoder := json.NewEncoder(a.Stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(out)
	}
	a.describe(&out)
	return nil
}

func firstOf(row *job.Row) firstRow {
	first := firstRow{Cell: row.Cell(nil, "DomainName"), Domains: row.Names, Issues: row.Issues}
	for _, ask := range row.Asks {
		first.Asks = append(first.Asks, firstAsk{ask.Targets, ask.Fields})
	}
	return first
}

// asked are the asks of a row, or one for nothing, so that each row is shown.
func (r *firstRow) asked() []firstAsk {
	if len(r.Asks) == 0 {
		return make([]firstAsk, 1)
	}
	return r.Asks
}

func (a *app) describe(in *inspection) {
	a.print("%s: %s\n", in.File, formatWords(in.Format))
	for _, t := range in.Tables {
		name := t.Sheet
		if name == "" {
			name = in.File
		}
		a.print("%s: %s, rows to line %d\n", name, headerWords(t.Header), t.Last)
		for _, c := range t.Columns {
			param := strings.TrimSpace(c.Role + " " + c.Param)
			if param == "" {
				param = "not used"
			}
			a.print("  %-3s %-28s %-26s %s\n", c.Letters, c.Header, param, c.How)
		}
	}
	for _, w := range in.Warnings {
		a.print("note: %s\n", noted(w))
	}
	a.print("%s, %d invalid; the first as they are read:\n", count(in.Rows, "row"), in.Invalid)
	for _, row := range in.First {
		for _, ask := range row.asked() {
			a.print("  %s: %s → %s\n", row.Cell, strings.Join(row.Domains, ", "), strings.Join(ask.Targets, ", "))
			for _, name := range ask.Fields.Names() {
				a.print("      %s = %s\n", name, ask.Fields[name])
			}
		}
		for _, issue := range row.Issues {
			a.print("      invalid: %s [%s]\n", issue.String(), issue.Value)
		}
	}
}

// headerWords says where the header of a table stands.
func headerWords(line int) string {
	if line == 0 {
		return "no header"
	}
	return fmt.Sprintf("header in line %d", line)
}

// formatWords says how a file is stored.
func formatWords(f sheet.Format) string {
	if f.Kind != sheet.CSV {
		return f.Kind
	}
	words := fmt.Sprintf("csv, %s", f.Encoding)
	if f.BOM {
		words += " with byte order mark"
	}
	return fmt.Sprintf("%s, delimiter %q, line ends %q", words, f.Delimiter, f.LineEnd)
}
