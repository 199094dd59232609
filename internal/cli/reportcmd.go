package cli

import (
	"context"

	"github.com/spf13/cobra"
)

func (a *app) reportCommand() *cobra.Command {
	var p packing
	c := a.command("report RUN", "Write the report again, or the package for counsel", cobra.ExactArgs(1), func(_ context.Context, args []string) error {
		if err := p.check(); err != nil {
			return err
		}
		return a.reading(args[0], func(s *session) error {
			if p.path != "" && s.flags.report == "" && s.flags.failed == "" {
				return s.pack(&p)
			}
			if err := s.checkReport(); err != nil {
				return err
			}
			err := s.writeReport()
			s.printFiles()
			if err == nil && p.path != "" {
				err = s.pack(&p)
			}
			return err
		})
	})
	a.reporting(c)
	p.packaging(c)
	c.Flags().BoolVar(&a.flags.json, "json", false, "one JSON object on standard output")
	c.Long = c.Short + `.

Either is a view of the run file alone, made at any time, also while the run goes on
and after a crash. The package is a folder, or an archive where it ends in .zip:
report.xlsx to print, report.html to read and search in a browser, report.json and
plan.json for other programs, revert.xlsx with the values before as an input for run,
journal.ndjson with every entry of the run, raw with every answer of the API,
SHA256SUMS, and VERIFY.txt. domainbatch verify checks all of it.`
	c.Example = "  domainbatch report portfolio.xlsx.run --failed left.xlsx\n" +
		"  domainbatch report portfolio.xlsx.run --package handoff.zip --matter 2026-114 --prepared-by \"J. Smith\" --sign id_ed25519\n" +
		"  domainbatch report portfolio.xlsx.run --package masked.zip --redact --report-lang zh"
	return c
}
