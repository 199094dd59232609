package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/loader"
)

// covering is a comparison of a spreadsheet's domains with the account's.
type covering struct {
	output
	file     string
	sum      string // SHA-256 of the file
	rows     int
	asked    map[string][]string // domain → the cells that name it
	order    []string            // the domains as they come first
	unread   []unreadCell
	held     *held
	endpoint string
	account  string

	missing, extra, both []covered
}

// covered is one domain of the comparison.
type covered struct {
	Domain  string `json:"domain"` // as people write it
	Cells   string `json:"cells,omitempty"`
	Expires string `json:"expires,omitempty"`
	Status  string `json:"status,omitempty"`
	ID      string `json:"instanceId,omitempty"`
	Expired bool   `json:"expired,omitempty"`
}

// unreadCell is a row that names no domain that can be looked for.
type unreadCell struct {
	Cell      string `json:"cell"`
	Complaint string `json:"complaint"`
}

func (a *app) coverageCommand() *cobra.Command {
	v := new(covering)
	c := a.command("coverage FILE", "Compare a spreadsheet's domains with the account's", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error { return a.coverage(ctx, v, args[0]) })
	c.Long = c.Short + `.

Which domains of the list are not in the account, which of the account are not in the list, and which are in
both. The spreadsheet is read as run reads it, but only its domains count: one column will do. Nothing is
changed. --out writes a workbook with a sheet for each set and a summary that says what was compared when.

Exit code 0: every domain of the list is in the account; 4: some are not.`
	c.Example = "  domainbatch coverage purchase-agreement.xlsx\n" +
		"  domainbatch coverage purchase-agreement.xlsx --out coverage.xlsx"
	a.connecting(c)
	a.reads(c)
	v.listing(a, c)
	return c
}

// coverage compares, and says or writes what came of it.
func (a *app) coverage(ctx context.Context, v *covering, path string) error {
	if err := v.settle(a); err != nil {
		return err
	}
	l, err := a.link()
	if err != nil {
		return err
	}
	if err := v.read(a, l.site, path); err != nil {
		return err
	}
	if v.path != "" {
		if err := a.free(v.path); err != nil {
			return err
		}
	}
	if v.held, err = l.holdings(ctx); err != nil {
		return err
	}
	v.endpoint, v.account = l.endpoint, l.account(ctx)
	v.compare()
	if err := a.toOut(v.path, v.write); err != nil {
		return err
	}
	return v.said(l)
}

// read takes the domains out of the spreadsheet. Complaints about anything else
// do not count here.
func (v *covering) read(a *app, site api.Site, path string) error {
	data, book, err := a.readInput(path)
	if err != nil {
		return err
	}
	opts, err := a.loading(site)
	if err != nil {
		return err
	}
	in, err := loader.Load(book, opts)
	if in == nil || err != nil && len(in.Rows) == 0 {
		return a.settled.blame(err)
	}
	in.Rows = a.ofAccount(in.Rows)
	v.file, v.rows, v.asked = filepath.Base(path), len(in.Rows), make(map[string][]string)
	sum := sha256.Sum256(data)
	v.sum = hex.EncodeToString(sum[:])
	for i := range in.Rows {
		v.take(&in.Rows[i])
	}
	return nil
}

func (v *covering) take(row *job.Row) {
	cell := row.Cell(nil, "DomainName")
	switch {
	case row.LeftOut != "":
		return
	case len(row.Names) == 0 || unnamed(row, cell) != "": // of a cell that is read in part nothing is sure
		v.unread = append(v.unread, unreadCell{cell, orElse(unnamed(row, cell), "the row names no domain")})
		return
	}
	for _, name := range row.Names {
		if v.asked[name] == nil {
			v.order = append(v.order, name)
		}
		if !slices.Contains(v.asked[name], cell) {
			v.asked[name] = append(v.asked[name], cell)
		}
	}
}

// unnamed is what is wrong with the domains of a row; empty: nothing.
func unnamed(row *job.Row, cell string) string {
	for _, is := range row.Issues {
		if is.Cell == cell && is.Column == "DomainName" && (is.Value != "" || len(row.Names) == 0) {
			return is.Message
		}
	}
	return ""
}

// compare makes the three sets, each in the order of where it comes from.
func (v *covering) compare() {
	there := make(map[string]*job.Holding, len(v.held.Holdings))
	for i := range v.held.Holdings {
		h := &v.held.Holdings[i]
		there[h.Domain] = h
		if v.asked[h.Domain] == nil {
			v.extra = append(v.extra, v.covered(h.Domain, h))
		}
	}
	for _, name := range v.order {
		if h := there[name]; h != nil {
			v.both = append(v.both, v.covered(name, h))
		} else {
			v.missing = append(v.missing, v.covered(name, nil))
		}
	}
}

func (v *covering) covered(name string, h *job.Holding) covered {
	c := covered{Domain: api.WireName(name), Cells: strings.Join(v.asked[name], ", ")}
	if h != nil {
		c.Expires, c.Status, c.ID = stamp(h.Expires), h.Status, h.InstanceID
		c.Expired = !h.Expires.IsZero() && h.Expires.Before(v.held.At)
	}
	return c
}

// said says what the comparison means.
func (v *covering) said(l *link) error {
	if v.path != "" {
		v.count(func(what string, n int) { l.print("%s: %d\n", what, n) })
		l.tell("%s: written", v.path)
	}
	if len(v.held.Holdings) == 0 {
		l.tell("note: the account's list is empty; is this the right account? (--endpoint, --site, the access key)")
	}
	switch n := len(v.missing); {
	case n > 0 && !v.held.Whole:
		return &fault{code: exitSome, err: fmt.Errorf("%s of the list %s not in what was read of the account's list, which did not come whole: nothing is said of those", count(n, "domain"), are(n)), hint: "read it again"}
	case n > 0:
		return &fault{code: exitSome, err: fmt.Errorf("%s of the list %s not in the account", count(n, "domain"), are(n))}
	}
	if n := len(v.unread); n > 0 {
		return &fault{code: exitSome, err: fmt.Errorf("%s of the list %s no domain that can be looked for, first %s", count(n, "row"), plural(n, "names", "name"), v.unread[0].Cell)}
	}
	if !v.held.Whole {
		return errShort()
	}
	return nil
}

// count gives the numbers that sum the comparison up.
func (v *covering) count(each func(what string, n int)) {
	expired := 0
	for _, c := range v.both {
		if c.Expired {
			expired++
		}
	}
	each("domains in the list", len(v.order))
	each("domains in the account", len(v.held.Holdings))
	each("in both", len(v.both))
	each("of these expired", expired)
	each("in the list, "+v.setMissing(), len(v.missing))
	each("in the account, not in the list", len(v.extra))
	each("rows of the list without a readable domain", len(v.unread))
}

// facts are what the comparison is about, for whoever files it.
func (v *covering) facts() [][2]string {
	whole := "yes"
	if !v.held.Whole {
		whole = "no: it may have changed while it was read"
	}
	facts := [][2]string{
		{"List", v.file}, {"SHA-256 of the list", v.sum}, {"Rows of the list", strconv.Itoa(v.rows)},
		{"Endpoint", v.endpoint}, {"Access key", v.account},
		{"Account's list read at", stamp(v.held.At)}, {"Account's list whole", whole},
	}
	v.count(func(what string, n int) {
		facts = append(facts, [2]string{upperFirst(what), strconv.Itoa(n)})
	})
	for i, id := range v.held.Requests {
		facts = append(facts, [2]string{fmt.Sprintf("Request id of page %d", i+1), id})
	}
	return facts
}

// write writes the comparison in the form that is wanted.
func (v *covering) write(w io.Writer) error {
	switch v.form {
	case formXLSX:
		return v.workbook(w)
	case formJSON:
		return v.object(w)
	}
	return v.flat(w)
}

func (v *covering) object(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		File     string         `json:"file"`
		Sum      string         `json:"sha256"`
		Rows     int            `json:"rows"`
		Endpoint string         `json:"endpoint"`
		Account  string         `json:"accessKey"`
		At       string         `json:"readAt"`
		Whole    bool           `json:"whole"`
		Requests []string       `json:"requestIds"`
		Counts   map[string]int `json:"counts"`
		Missing  []covered      `json:"missing"`
		Extra    []covered      `json:"extra"`
		Both     []covered      `json:"both"`
		Unread   []unreadCell   `json:"unread"`
	}{
		v.file, v.sum, v.rows, v.endpoint, v.account, stamp(v.held.At), v.held.Whole, append([]string{}, v.held.Requests...),
		map[string]int{"list": len(v.order), "account": len(v.held.Holdings), "missing": len(v.missing), "extra": len(v.extra), "both": len(v.both), "unread": len(v.unread)},
		append([]covered{}, v.missing...), append([]covered{}, v.extra...), append([]covered{}, v.both...), append([]unreadCell{}, v.unread...),
	})
}

func upperFirst(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
