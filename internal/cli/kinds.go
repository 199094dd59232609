package cli

import (
	"fmt"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/dossier"
	"domainbatch/internal/job"
)

// printKinds says what the changes of contacts mean for who holds the domains, where
// the present contacts were read, and what about organizations to look at: an
// organization that is filled in is the holder.
func (s *session) printKinds() {
	if len(s.ledger.Befores) == 0 {
		return
	}
	sums, err := dossier.Kinds(s.plan, s.ledger, s.journal.Befores())
	if err != nil {
		fmt.Fprintf(s.Stderr, "note: the kinds of the changes are not told: %v\n", err)
		return
	}
	if text := kindsText(sums); text != "" {
		s.print("  %s\n", text)
	}
	s.printFinding(sums.Blank, "change", "the organization of the registrant becomes blank, or may: the person named is the holder then")
	s.printFinding(sums.Person, "contact", "the organization of the registrant seems to be the name of a person, who would be the holder")
	s.printFinding(sums.Moves, "change", "the row names another registrar to move the domain to, and a change of registrant with the lock holds that up: "+
		"move it first, or give TransferOutProhibited=false")
}

// kindsText counts the kinds of changes.
func kindsText(k *dossier.Sums) string {
	var parts []string
	if k.Registrant > 0 {
		var because []string
		for _, one := range []struct{ key, word string }{{"organization", "organization"}, {"name", "name"}, {"email", "e-mail"}} {
			if n := k.Because[one.key]; n > 0 {
				because = append(because, fmt.Sprintf("%s %d", one.word, n))
			}
		}
		text := fmt.Sprintf("%s of registrant (%s)", count(k.Registrant, "change"), strings.Join(because, ", "))
		if k.Typos > 0 {
			text += fmt.Sprintf(", %d of them perhaps of a typing error", k.Typos)
		}
		parts = append(parts, text)
	}
	if k.Updates > 0 {
		parts = append(parts, count(k.Updates, "contact update"))
	}
	if k.Equal > 0 {
		parts = append(parts, fmt.Sprintf("%d without difference", k.Equal))
	}
	if k.Unknown > 0 {
		parts = append(parts, fmt.Sprintf("%s of which it is not known whether the registrant changes", count(k.Unknown, "change")))
	}
	return strings.Join(parts, ", ")
}

// printFinding says what was found, how often, and at which cell first.
func (s *session) printFinding(f dossier.Finding, thing, what string) {
	if f.Count == 0 {
		return
	}
	cell := s.cellOf(s.plan.Row(s.plan.Change(f.First).Rows[0]), "RegistrantOrganization")
	s.print("  note: %s: %s (first at %s)\n", count(f.Count, thing), what, cell)
}

// cellOf names the cell of a row that the registrant's value of a parameter stands
// in; the domain's where no column has it.
func (s *session) cellOf(row *job.Row, param string) string {
	letters := ""
	for i := range s.plan.Tables {
		for _, c := range s.plan.Tables[i].Columns {
			if s.plan.Tables[i].Sheet == row.Sheet && c.Param == param && (c.Role == api.TargetRegistrant || c.Role == "" && letters == "") {
				letters = c.Letters
			}
		}
	}
	if letters == "" {
		return row.Cell(nil, "")
	}
	return job.CellName(row.Sheet, letters, row.Line)
}
