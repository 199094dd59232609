package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
)

func (a *app) templateCommand() *cobra.Command {
	c := a.command("template OUT.xlsx", "Write a workbook to fill in", cobra.ExactArgs(1), func(_ context.Context, args []string) error {
		return a.template(args[0])
	})
	c.Long = `Write a workbook to fill in: a column for each parameter, with notes, lists to choose from and two
example rows, and a sheet of instructions in English and Chinese. The name of the sheet, or a column
Operation, says what its rows ask for.`
	c.Example = "  domainbatch template contacts.xlsx\n" +
		"  domainbatch template dns.xlsx --op dns\n" +
		"  domainbatch template contacts.xlsx --accounts\n" +
		"  domainbatch template profiles.xlsx --op " + api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID
	f := c.Flags()
	f.StringVar(&a.flags.op, "op", "", "for the operation `NAME` as domainbatch ops lists it (default contacts)")
	f.BoolVar(&a.flags.accounts, "accounts", false, "with a column Account, for domains of several accounts")
	f.StringVar(&a.flags.site, "site", defaultSite, "cn or intl, which knows fewer parameters")
	f.BoolVar(&a.flags.force, "force", false, "replace the file that is there")
	return c
}

func (a *app) template(path string) error {
	site, ok := api.SiteNamed(a.flags.site)
	if !ok {
		return usage("--site "+a.flags.site+": not one of cn, intl", "")
	}
	t, err := templateFor(a.flags.op)
	if err != nil {
		return err
	}
	if op, known := api.Lookup(t.op); known && op.China && site.Name != defaultSite {
		return usage(fmt.Sprintf("--op %s: site %s does not have it", t.op, site.Name), "")
	}
	if a.flags.accounts {
		t.columns = slices.Insert(slices.Clone(t.columns), min(1, len(t.columns)), "Account")
	}
	if !strings.EqualFold(filepath.Ext(path), ".xlsx") {
		return usage(fmt.Sprintf("template %s: it is a workbook", path), "name a file that ends in .xlsx")
	}
	if err := a.save(path, func(w io.Writer) error { return writeTemplate(w, t, site) }); err != nil {
		return err
	}
	a.print("%s: %s, for %s\n", path, count(len(t.columnsAt(site)), "column"), t.op)
	a.print("replace the two example rows by yours, then: domainbatch plan %s\n", quote(path))
	return nil
}

// templateFor finds the template of an operation, by its short name or the API's.
// An operation on a single domain has that of its batch form.
func templateFor(name string) (*template, error) {
	op, known := api.Named(cmp.Or(name, templates[0].op))
	switch {
	case !known:
		return nil, usage(fmt.Sprintf("--op %s: there is no such operation", name), "domainbatch ops lists them")
	case !op.Rows():
		return nil, usage(fmt.Sprintf("--op %s: a spreadsheet cannot ask for this operation", op.Name), "domainbatch ops lists those that it can ask for")
	}
	for i := range templates {
		t := templates[i]
		if t.op != op.Name && t.op != op.BatchForm {
			continue
		}
		if t.op = op.Name; op.Short == "" && len(t.targets) == 0 {
			t.columns = slices.Insert(slices.Clone(t.columns), 1, "Operation")
		}
		return &t, nil
	}
	return nil, usage(fmt.Sprintf("--op %s: there is no template for this operation", op.Name), "the columns are its parameters: domainbatch ops "+op.Name)
}

func writeTemplate(w io.Writer, t *template, site api.Site) (err error) {
	b, err := newTemplateBook(t, site)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.file.Close()) }()
	for _, step := range []func() error{b.rows, b.notes, b.lists, b.layout, b.instructions, b.countries, b.finish} {
		if err := step(); err != nil {
			return fmt.Errorf("make template: %w", err)
		}
	}
	return b.file.Write(w)
}
