package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/report"
)

func (a *app) undoCommand() *cobra.Command {
	c := a.command("undo RUN OUT", "Write the contacts as they were before a run, as an input for another", cobra.ExactArgs(2),
		func(_ context.Context, args []string) error {
			return a.reading(args[0], func(s *session) error { return s.undo(args[1]) })
		})
	c.Long = c.Short + `.

OUT is a workbook (.xlsx), or a CSV without notes (.csv). It has one line for each
domain and contact that the run has changed, with what the registrar showed before:
RegistrantType as the account's list of domains had it. What was not returned is an
empty cell, marked, and never made up; so is what was empty and the run has filled,
which the API cannot empty. TransferOutProhibited is left out, so that
run demands it by --set. Changes that are pending or unknown are not in it, nor are
locks, DNS servers and orders.

Nothing is sent: undoing is another change of registrant, by the command that is
printed, with a confirmation and verification of its own, and possibly a lock.`
	c.Example = "  domainbatch undo acquisition.xlsx.run undo.xlsx\n" +
		"  domainbatch run undo.xlsx --set TransferOutProhibited=false"
	c.Flags().BoolVar(&a.flags.force, "force", false, "replace the file that is there")
	return c
}

// undo writes the reversal of a run.
func (s *session) undo(out string) error {
	extension := strings.ToLower(filepath.Ext(out))
	if extension != ".xlsx" && extension != ".csv" {
		return usage(fmt.Sprintf("%s: the contacts of before are written as .xlsx or .csv", out), "give it a name that ends so")
	}
	r, err := s.reversal()
	if err != nil {
		return err
	}
	if len(r.Lines) == 0 {
		s.printLacks(r)
		return usage(fmt.Sprintf("%s: no change of a contact has succeeded, so there is nothing to undo", s.path), "")
	}
	if r.Unread == len(r.Lines) {
		return usage(fmt.Sprintf("%s: nothing was read before the changes (--before %s), so what was there is not known and cannot be written", s.path, s.info.Options["before"]),
			"take the contacts from the registrar's records or an older export")
	}
	of := s.reversalOf(r, out)
	err = s.save(out, func(w io.Writer) error {
		if extension == ".csv" {
			return report.WriteUndoCSV(w, r)
		}
		return report.WriteUndo(w, r, of)
	})
	if err != nil {
		return err
	}
	s.print("%s: %s as the registrar showed them before\n", out, count(len(r.Lines)-r.Unread, "contact"))
	s.printLacks(r)
	s.print("warning: %s\n", r.Warning())
	s.print("to carry it out: %s\n", of.Command)
	if r.Registrants > 0 {
		s.print("  TransferOutProhibited is to be chosen anew: true asks for a lock against transfers to other registrars, false declines it\n")
	}
	return nil
}

// reversal makes the lines of the contacts of before.
func (s *session) reversal() (*report.Reversal, error) {
	befores := make(map[job.ChangeID]job.Before)
	for before, err := range s.journal.Befores() {
		if err != nil {
			return nil, err
		}
		befores[before.Change] = before
	}
	r := report.Undo(s.plan, s.ledger, func(id job.ChangeID) (job.Before, bool) {
		before, read := befores[id]
		return before, read
	})
	r.Unname(s.info.Accounts)
	return r, nil
}

// reversalOf says what a reversal is made from, and how it is carried out.
func (s *session) reversalOf(r *report.Reversal, out string) *report.ReversalOf {
	return &report.ReversalOf{
		Info: s.info, Digest: s.plan.Digest, Run: filepath.Base(s.path), Made: s.started.UTC().Truncate(time.Second),
		Command: revertCommand(&s.info, r, out),
	}
}

// revertCommand carries a reversal out.
func revertCommand(info *job.Info, r *report.Reversal, out string) string {
	words := []string{"domainbatch", "run", quote(out)}
	site, _ := api.SiteNamed(info.Site)
	switch {
	case info.Sandbox:
		words = append(words, "--sandbox")
	case info.Endpoint != site.Endpoint:
		words = append(words, "--endpoint", word(info.Endpoint))
	}
	if info.Site != defaultSite {
		words = append(words, "--site", info.Site)
	}
	if info.Options["unlock"] == "true" {
		words = append(words, "--unlock")
	}
	for _, set := range r.Sets() {
		words = append(words, "--set", word(set))
	}
	return strings.Join(words, " ")
}

// printLacks says what is missing in a reversal, and what is not undone.
func (s *session) printLacks(r *report.Reversal) {
	for _, line := range r.Lacks() {
		s.print("  %s\n", line)
	}
}
