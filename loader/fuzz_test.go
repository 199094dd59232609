package loader_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// Whatever the headers and the options are: nothing panics, the same is made of
// them each time, no parameter of a contact comes from two columns, every column
// says how it was understood, every table has its domain, no line below the
// header is two rows; and another column of which nothing is known changes nothing.
func FuzzBinding(f *testing.F) {
	const row = "a.com,admin,86,active,x@example.com"
	for _, header := range []string{
		"Domain,Email,Contact Email", "域名,联系人,区号,State,Name", "Domain,ID,ID number,Result,Lock", "a,b\nDomain,URL\n",
		"Admin Email,Domain,First Name,Last Name", "Domain,Admin,,Tech,\n,Name,Email,Name,Email", "Name,Expires,Registrant", "Domain,Emial,Registrant City,技术联系人", "Domain,Operation,NS1,Status,Step", "Email,操作,IP,IPv6,Host",
	} {
		f.Add(header, row, "City", "Email", uint8(3+1<<3))
		f.Add(header, row, "IP", "NS1", uint8(3<<3))
		f.Add(header, "a.com,unlock|dns,86,on,2", "B", "Operation", uint8(3))
		f.Add(header, row, "Email", "City", uint8(0))
		f.Add(header, row, "Domain", "DomainName", uint8(1))
		f.Add(header, row, "B", "admin Email", uint8(2))
		f.Add(header, row, "State", "", uint8(3+4))
	}
	f.Fuzz(func(t *testing.T, header, row, flagged, name string, how uint8) {
		opts := loader.Options{VisibleOnly: how&4 != 0}
		switch how & 3 {
		case 1:
			opts.HeaderRow = 1 + int(how>>3)
		case 2:
			opts.NoHeader = true
		case 3:
			opts.Columns = map[string]string{flagged: name}
		}
		if how&1 == 0 || how&2 != 0 {
			opts.Op = []string{"", "dns", "renew", "activate"}[how>>3&3]
		}
		text := header + "\n" + row + "\n" + row + "\n"
		columns, ok := readable(t, text, opts)
		again, _ := readable(t, text, opts)
		if diff := cmp.Diff(columns, again); diff != "" {
			t.Errorf("another time it is read otherwise: %s", diff)
		}
		if !ok || strings.ContainsAny(text, "\"'") || strings.Count(text, "\n") > 3 || opts.NoHeader {
			return
		}
		more, ok := readable(t, header+",zzz unknown\n"+row+"\n"+row+"\n", opts)
		if ok && len(more) > len(columns) {
			if diff := cmp.Diff(columns, more[:len(columns)]); diff != "" {
				t.Errorf("an unknown column changes the others: %s", diff)
			}
		}
	})
}

// readable reads a text and holds its first table to the promises; ok tells that rows can be planned.
func readable(t *testing.T, text string, opts loader.Options) (columns []string, ok bool) {
	book, err := sheet.Open("a.csv", []byte(text), sheet.Options{})
	if err != nil {
		return nil, false
	}
	in, err := loader.Load(book, opts)
	if in == nil || len(in.Tables) == 0 {
		return nil, false
	}
	type field struct{ role, param string }
	seen := make(map[field]bool)
	for _, c := range in.Tables[0].Columns {
		f := field{c.Role, c.Param}
		if c.How == "" || c.Param != "" && seen[f] || c.Param == "" && c.Role != "" {
			t.Errorf("column %s: %q as %q of %q: %q", c.Letters, c.Header, c.Param, c.Role, c.How)
		}
		seen[f] = true
	}
	if !seen[field{"", "DomainName"}] && !seen[field{"", "Operation"}] {
		t.Error("a table without a domain column")
	}
	last := in.Tables[0].Header
	for _, r := range in.Rows {
		if r.Line <= last {
			t.Errorf("line %d is a row after line %d", r.Line, last)
		}
		last = r.Line
		if len(r.Asks) == 0 && len(r.Issues) == 0 && r.LeftOut == "" {
			t.Errorf("line %d asks for nothing and is not complained about", r.Line)
		}
	}
	return bound(in.Tables[:1]), err == nil && len(in.Rows) > 0
}
