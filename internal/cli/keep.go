package cli

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"reflect"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// keepMapping writes how the book was read, and only what reads it so again:
// headers that stand twice cannot be told apart by a mapping.
func (a *app) keepMapping(book *sheet.Book, in *loader.Input, opts loader.Options) error {
	r := a.settled.recognised(book, in)
	if opts.Op != "" { // what the columns are depends on it
		r.set = maps.Clone(r.set)
		r.set["Operation"], opts.Op = opts.Op, ""
	}
	opts.Sheet, opts.HeaderRow, opts.Columns, opts.Set = r.sheet, r.headerRow, r.columns, r.set
	again, err := loader.Load(book, opts)
	if err != nil {
		return unkept(a.flags.saveMapping, err.Error())
	}
	if what := difference(in, again); what != "" {
		return unkept(a.flags.saveMapping, "by it "+what+" would be read otherwise")
	}
	return a.save(a.flags.saveMapping, func(w io.Writer) error { return writeMapping(w, r) })
}

func unkept(path, why string) error {
	return &fault{
		code: exitInvalid, err: fmt.Errorf("mapping %s is not written: %s", path, why),
		hint: "give columns different headers, or keep a mapping for one sheet with --sheet",
	}
}

// recognised is the reading with what was found in the book filled in. The
// sheet and the header row are where they are one and the same for all rows.
func (r *reading) recognised(book *sheet.Book, in *loader.Input) *reading {
	full := *r
	full.encoding = cmp.Or(r.encoding, book.Format().Encoding)
	full.columns = maps.Clone(r.columns)
	if len(in.Tables) == 1 {
		full.sheet = in.Tables[0].Sheet
	}
	rows := make(map[int]bool)
	for _, t := range in.Tables {
		rows[t.Header] = true
		for _, c := range t.Columns {
			if c.Param != "" {
				full.columns[c.Name()] = strings.TrimSpace(c.Role + " " + c.Param)
			}
		}
	}
	if len(rows) == 1 {
		full.headerRow = in.Tables[0].Header
	}
	return &full
}

// difference names the first thing that two readings of a book differ in; empty
// when they are the same.
func difference(a, b *loader.Input) string {
	bindings := func(in *loader.Input) (all []string) {
		for _, t := range in.Tables {
			for _, c := range t.Columns {
				all = append(all, fmt.Sprintf("column %s (%q) and its parameter %s", job.CellName(t.Sheet, c.Letters, t.Header), c.Header, cmp.Or(strings.TrimSpace(c.Role+" "+c.Param), "(none)")))
			}
		}
		return all
	}
	before, after := bindings(a), bindings(b)
	for i, what := range before {
		if i >= len(after) || after[i] != what {
			return what
		}
	}
	if len(before) != len(after) || len(a.Rows) != len(b.Rows) {
		return "a sheet"
	}
	for i := range a.Rows {
		one, other := a.Rows[i], b.Rows[i]
		one.Issues, other.Issues = nil, nil // their hints may name other flags
		if !reflect.DeepEqual(one, other) {
			return "row " + job.CellName(one.Sheet, "A", one.Line)
		}
	}
	return ""
}
