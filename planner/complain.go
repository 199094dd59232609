package planner

import (
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// complaints are what is wrong with a row as a whole, in each of its asks.
// Where the row has a complaint about the same cell and parameter already, that
// one is enough; where it has any, what is missing may be missing because of that.
func (d *draft) complaints(row *job.Row) []job.Issue {
	var issues []job.Issue
	asks := row.Asks
	if len(asks) == 0 {
		asks = make([]job.Ask, 1) // complained about for all that it lacks
	}
	for i := range asks {
		m := d.store.material(asks[i].Fields)
		found := choices(row, &asks[i], m)
		if len(row.Issues) == 0 {
			found = append(found, missing(row, &asks[i], m)...)
		}
		for _, is := range found {
			same := func(known job.Issue) bool { return known.Column == is.Column && known.Cell == is.Cell }
			if !slices.ContainsFunc(row.Issues, same) && !slices.ContainsFunc(issues, same) {
				issues = append(issues, is)
			}
		}
	}
	return issues
}

// choices are complaints about what the user has to decide.
func choices(row *job.Row, ask *job.Ask, m *material) (issues []job.Issue) {
	if m.contact != nil && m.profile != "" {
		issues = append(issues, complaint(row, ask, paramProfile,
			"stands beside contact fields: these are two ways to say who it is", "leave one of them empty"))
	}
	if asksFor(ask, api.TargetRegistrant) && m.lock != "true" && m.lock != "false" {
		issues = append(issues, complaint(row, ask, paramLock, "the 60-day transfer-out lock must be chosen for a registrant change",
			"write true (lock) or false (no lock), or use --set "+paramLock+"=true or =false"))
	}
	return issues
}

// missing are complaints about what a row cannot do without.
func missing(row *job.Row, ask *job.Ask, m *material) (issues []job.Issue) {
	if len(row.Names) == 0 {
		issues = append(issues, complaint(row, ask, paramDomain, "no domain", "write the domain to be changed"))
	}
	if len(ask.Targets) == 0 || slices.ContainsFunc(ask.Targets, isNoTarget) {
		issues = append(issues, complaint(row, ask, paramTarget, "is not made of "+strings.Join(api.Targets, ", "),
			"write which contacts to change, or use --set "+paramTarget+"=admin"))
	}
	if m.contact == nil && m.profile == "" {
		issues = append(issues, complaint(row, ask, "RegistrantOrganization",
			"neither contact fields nor a "+paramProfile, "fill in the contact fields or a "+paramProfile))
	}
	return issues
}

func complaint(row *job.Row, ask *job.Ask, param, message, hint string) job.Issue {
	return job.Issue{Cell: row.Cell(ask, param), Column: param, Message: message, Hint: hint}
}

func isNoTarget(name string) bool { return !slices.Contains(api.Targets, name) }
