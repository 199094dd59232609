package planner

import (
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// complaints are what is wrong with a row as a whole. Where the row has a
// complaint about the same parameter already, that one is enough; where it has
// any, what is missing may be missing because of that.
func complaints(row *job.Row, m *material) []job.Issue {
	issues := choices(row, m)
	if len(row.Issues) == 0 {
		issues = append(issues, missing(row, m)...)
	}
	return slices.DeleteFunc(issues, func(is job.Issue) bool {
		return slices.ContainsFunc(row.Issues, func(known job.Issue) bool { return known.Column == is.Column })
	})
}

// choices are complaints about what the user has to decide.
func choices(row *job.Row, m *material) (issues []job.Issue) {
	if m.contact != nil && m.profile != "" {
		issues = append(issues, complaint(row, paramProfile,
			"stands beside contact fields: these are two ways to say who it is", "leave one of them empty"))
	}
	if asksFor(row, api.TargetRegistrant) && m.lock != "true" && m.lock != "false" {
		issues = append(issues, complaint(row, paramLock, "the 60-day transfer-out lock must be chosen for a registrant change",
			"write true (lock) or false (no lock), or use --set "+paramLock+"=true or =false"))
	}
	return issues
}

// missing are complaints about what a row cannot do without.
func missing(row *job.Row, m *material) (issues []job.Issue) {
	if len(row.Names) == 0 {
		issues = append(issues, complaint(row, paramDomain, "no domain", "write the domain to be changed"))
	}
	if len(row.Targets) == 0 || slices.ContainsFunc(row.Targets, isNoTarget) {
		issues = append(issues, complaint(row, paramTarget, "is not made of "+strings.Join(api.Targets, ", "),
			"write which contacts to change, or use --set "+paramTarget+"=admin"))
	}
	if m.contact == nil && m.profile == "" {
		issues = append(issues, complaint(row, "RegistrantOrganization",
			"neither contact fields nor a "+paramProfile, "fill in the contact fields or a "+paramProfile))
	}
	return issues
}

func complaint(row *job.Row, param, message, hint string) job.Issue {
	return job.Issue{Cell: cell(row, param), Column: param, Message: message, Hint: hint}
}

// cell names the cell that a parameter came from; for a value set for all rows, the row's domain.
func cell(row *job.Row, param string) string {
	if row.Cells[param] == "" {
		param = paramDomain
	}
	return row.Cell(param)
}

func isNoTarget(name string) bool { return !slices.Contains(api.Targets, name) }
