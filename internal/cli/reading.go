package cli

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// reading says how a spreadsheet is read, as a mapping and the flags say it
// together. What neither says is recognised.
type reading struct {
	encoding    string
	sheet       string // its name or number until the book is open, then its name
	headerRow   int
	noHeader    bool
	visibleOnly bool
	columns     map[string]string // header → parameter
	set         map[string]string
	null        []string

	origin map[string]string // what a mapping said and no flag took back → its file and line
}

// reads adds the flags that say how a spreadsheet is read.
func (a *app) reads(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&a.flags.encoding, "encoding", "", "`NAME` of the encoding of a text file, such as GB18030 (default recognised)")
	f.StringVar(&a.flags.sheet, "sheet", "", "read this sheet alone, by its `NAME|N`, N counted from 1 (default all with a domain column)")
	f.IntVar(&a.flags.headerRow, "header-row", 0, "the line `N` that the header stands in (default found)")
	f.BoolVar(&a.flags.noHeader, "no-header", false, "there is no header: columns are found by what stands in them, or named by their letters")
	f.BoolVar(&a.flags.visibleOnly, "visible-only", false, "leave out hidden rows, columns and sheets, and rows that a filter leaves out")
	f.StringVar(&a.flags.mapping, "mapping", "", "read the spreadsheet as `FILE` says, which inspect --save-mapping wrote; flags win")
	f.StringArrayVar(&a.flags.column, "column", nil, "`HEADER=NAME`: bind a header to a parameter (repeatable)")
	f.StringArrayVar(&a.flags.set, "set", nil, "`NAME=VALUE`: a value for every row that has none (repeatable)")
	f.StringArrayVar(&a.flags.null, "null", nil, "a cell `TEXT` that means empty (repeatable)")
	f.BoolVar(&a.flags.partial, "partial", false, "allow blank required contact fields: they are not sent")
	f.BoolVar(&a.flags.keepID, "keep-id-columns", false, "columns of identity documents are no complaint; they are not used")
}

// howToRead joins the mapping and the flags, once: a mapping that is changed
// while the command runs does not change the command.
func (a *app) howToRead() (*reading, error) {
	if a.settled != nil {
		return a.settled, nil
	}
	r := &reading{columns: map[string]string{}, set: map[string]string{}, origin: map[string]string{}}
	if path := a.flags.mapping; path != "" {
		var err error
		if r, err = readMapping(path); err != nil {
			return nil, err
		}
	}
	if err := a.override(r); err != nil {
		return nil, err
	}
	a.settled = r
	return r, nil
}

// override has the flags win over what the mapping says.
func (a *app) override(r *reading) error {
	f := &a.flags
	given := func(name string) bool {
		if a.changed != nil && a.changed(name) {
			delete(r.origin, name)
			return true
		}
		return false
	}
	if given("encoding") {
		r.encoding = f.encoding
	}
	if given("sheet") {
		r.sheet = f.sheet
	}
	if given("visible-only") {
		r.visibleOnly = f.visibleOnly
	}
	if err := r.overrideHeader(f, given); err != nil {
		return err
	}
	if r.encoding != "" {
		name, err := sheet.CheckEncoding(r.encoding)
		if err != nil {
			return usage(r.says("encoding", strings.TrimPrefix(err.Error(), "encoding ")), "")
		}
		r.encoding = name
	}
	r.null = append(r.null, f.null...)
	return r.overridePairs(f)
}

// overrideHeader takes the flags about the header. Each takes back what a
// mapping says with the other one.
func (r *reading) overrideHeader(f *flags, given func(string) bool) error {
	row, none := given("header-row"), given("no-header")
	switch {
	case row && f.headerRow < 1:
		return usage("--header-row must be at least 1", "lines are counted from 1, as the spreadsheet program does")
	case row && none && f.noHeader:
		return usage("--header-row and --no-header exclude each other", "")
	}
	if row {
		r.headerRow, r.noHeader = f.headerRow, false
	}
	if none {
		r.noHeader = f.noHeader
		if f.noHeader {
			r.headerRow = 0
		}
	}
	return nil
}

// overridePairs takes --column and --set. A column that a flag binds is bound
// by it alone: another header that the mapping had for the parameter, and the
// mapping's word on the header, are taken back.
func (r *reading) overridePairs(f *flags) error {
	columns, err := pairs("column", f.column, true)
	if err != nil {
		return err
	}
	set, err := pairs("set", f.set, false)
	if err != nil {
		return err
	}
	maps.DeleteFunc(r.columns, func(header, param string) bool {
		for flagged, name := range columns {
			if name == param && name != "" || sameHeader(flagged, header) {
				delete(r.origin, columnKey(header))
				return true
			}
		}
		return false
	})
	maps.Copy(r.columns, columns)
	for name, value := range set {
		delete(r.origin, setKey(name))
		r.set[name] = value
	}
	return nil
}

// sameHeader tells whether the loader takes two headers for the same one.
func sameHeader(a, b string) bool {
	normal := loader.Normal(a)
	return a == b || normal != "" && normal == loader.Normal(b)
}

func columnKey(header string) string { return "column " + strings.TrimSpace(header) }
func setKey(name string) string      { return "set " + name }

// says words a complaint about an option: where the mapping says it, or the flag.
func (r *reading) says(option, text string) string {
	if at := r.origin[option]; at != "" {
		return fmt.Sprintf("mapping %s: %s %s", at, option, text)
	}
	return fmt.Sprintf("--%s %s", option, text)
}

// pairs splits NAME=VALUE texts; the last = of a header counts, since names have none.
func pairs(flag string, texts []string, lastSign bool) (map[string]string, error) {
	out := make(map[string]string, len(texts))
	for _, text := range texts {
		at := strings.Index(text, "=")
		if lastSign {
			at = strings.LastIndex(text, "=")
		}
		if at < 1 {
			return nil, usage(fmt.Sprintf("--%s %q: no NAME=VALUE", flag, text), "")
		}
		if _, twice := out[text[:at]]; twice {
			return nil, usage(fmt.Sprintf("--%s %s: given twice", flag, text[:at]), "")
		}
		out[text[:at]] = text[at+1:]
	}
	return out, nil
}

// openBook opens a spreadsheet and finds the sheet that is asked for in it.
func (r *reading) openBook(name string, data []byte) (*sheet.Book, error) {
	book, err := sheet.Open(name, data, sheet.Options{Encoding: r.encoding})
	if at := r.origin["encoding"]; err != nil && at != "" {
		code, _ := codeOf(err)
		return nil, &fault{code: code, err: err, hint: fmt.Sprintf("mapping %s says encoding: %s", at, r.encoding)}
	}
	if err != nil || r.sheet == "" {
		return book, err
	}
	t, err := r.tableIn(book)
	if err != nil {
		return nil, err
	}
	r.sheet = t.Name
	return book, nil
}

// tableIn finds the sheet that is asked for: by its name, else by its number.
func (r *reading) tableIn(book *sheet.Book) (*sheet.Table, error) {
	if book.Format().Kind == sheet.CSV {
		return nil, usage(r.says("sheet", fmt.Sprintf("%s: %s is a text file, which has no sheets", r.sheet, book.Name())), "")
	}
	if t := book.Table(r.sheet); t != nil {
		return t, nil
	}
	tables := book.Tables()
	if n, err := strconv.Atoi(r.sheet); err == nil && n >= 1 && n <= len(tables) {
		return tables[n-1], nil
	}
	var names []string
	for _, t := range tables {
		names = append(names, strconv.Quote(t.Name))
	}
	return nil, usage(r.says("sheet", fmt.Sprintf("%s: %s has no such sheet", r.sheet, book.Name())), "its sheets are "+strings.Join(names, ", "))
}

// blame names the mapping, its line and the entry where the loader complains
// about an option that came from there.
func (r *reading) blame(err error) error {
	wrong, ok := errors.AsType[*loader.UsageError](err)
	if !ok {
		return err
	}
	blamed := &loader.UsageError{Issues: slices.Clone(wrong.Issues)}
	for i := range blamed.Issues {
		is := &blamed.Issues[i]
		option, value := strings.TrimPrefix(is.Column, "--"), is.Value
		key := option
		switch option {
		case "column":
			key = columnKey(value[:max(0, strings.LastIndex(value, "="))])
		case "set":
			value, _, _ = strings.Cut(value, "=") // the rest may be contact data
			key = setKey(value)
		}
		if at := r.origin[key]; at != "" {
			is.Column, is.Value = "mapping "+at+": "+option, value
		}
	}
	return blamed
}

// loading are the options of the loader.
func (a *app) loading(site api.Site) (loader.Options, error) {
	r, err := a.howToRead()
	if err != nil {
		return loader.Options{}, err
	}
	return loader.Options{
		Sheet: r.sheet, HeaderRow: r.headerRow, NoHeader: r.noHeader, VisibleOnly: r.visibleOnly,
		Columns: r.columns, Set: r.set, Null: r.null, Site: site,
		Partial: a.flags.partial, KeepIDColumns: a.flags.keepID, Op: a.flags.op,
	}, nil
}

// options are what the run file keeps of the reading. Where a new option is not
// used it is not kept, so that run files from before it was there still fit.
func (r *reading) options(into map[string]string) {
	keep := func(name, value string, used bool) {
		if used {
			into[name] = value
		}
	}
	keep("encoding", r.encoding, r.encoding != "")
	keep("sheet", r.sheet, r.sheet != "")
	keep("header-row", strconv.Itoa(r.headerRow), r.headerRow > 0)
	keep("no-header", "true", r.noHeader)
	keep("visible-only", "true", r.visibleOnly)
	null := slices.Clone(r.null)
	slices.Sort(null)
	into["null"] = strings.Join(slices.Compact(null), "\n")
	for name, list := range map[string]map[string]string{"set": r.set, "column": r.columns} {
		lines := make([]string, 0, len(list))
		for key, value := range list {
			lines = append(lines, key+"="+value)
		}
		slices.Sort(lines)
		into[name] = strings.Join(lines, "\n")
	}
}
