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
		for _, is := range d.found(row, &asks[i]) {
			same := func(known job.Issue) bool { return known.Column == is.Column && known.Cell == is.Cell }
			if !slices.ContainsFunc(row.Issues, same) && !slices.ContainsFunc(issues, same) {
				issues = append(issues, is)
			}
		}
	}
	return issues
}

// severally complains about operations of one row that act on different things:
// its names can be those of one kind only.
func (d *draft) severally(row *job.Row, ask *job.Ask) (issues []job.Issue) {
	first := d.actsOn(&row.Asks[0])
	for i := range row.Asks {
		other := &row.Asks[i]
		switch kind := d.actsOn(other); {
		case kind == "" || kind == first:
		case first == "":
			first = kind
		case other == ask:
			issues = append(issues, complaint(row, ask, paramOperation,
				"acts on "+kind+", and another operation of the row on "+first, "write them into rows of their own"))
		}
	}
	return issues
}

// actsOn names the kind of thing that an ask is about; empty: none, or none that is known.
func (d *draft) actsOn(ask *job.Ask) string {
	op, known := d.store.operation(ask)
	switch {
	case !known:
		return ""
	case changesContact(op):
		return paramDomain
	}
	return subjectParam(op)
}

// found is what is wrong with one ask.
func (d *draft) found(row *job.Row, ask *job.Ask) (issues []job.Issue) {
	op, known := d.store.operation(ask)
	if !known {
		return []job.Issue{complaint(row, ask, paramOperation, "there is no such operation", "domainbatch ops lists them")}
	}
	if op != nil {
		issues = d.unusable(row, ask, op)
	}
	if len(row.Asks) > 1 {
		issues = append(issues, d.severally(row, ask)...)
	}
	switch {
	case len(issues) > 0:
		return issues
	case !changesContact(op):
		return d.operationIssues(row, ask, op)
	}
	m := d.store.material(ask.Fields)
	issues = choices(row, ask, op, m)
	if len(row.Issues) == 0 {
		issues = append(issues, missing(row, ask, op, m)...)
	}
	return issues
}

// choices are complaints about what the user has to decide.
func choices(row *job.Row, ask *job.Ask, op *api.Operation, m *material) (issues []job.Issue) {
	if m.contact != nil && m.profile != "" {
		issues = append(issues, complaint(row, ask, m.profileParam(),
			"stands beside contact fields: these are two ways to say who it is", "leave one of them empty"))
	}
	if slices.Contains(targetsOf(ask, op), api.TargetRegistrant) && m.lock != "true" && m.lock != "false" {
		issues = append(issues, complaint(row, ask, paramLock, "the 60-day transfer-out lock must be chosen for a registrant change",
			"write true (lock) or false (no lock), or use --set "+paramLock+"=true or =false"))
	}
	return issues
}

// missing are complaints about what a contact change cannot do without.
func missing(row *job.Row, ask *job.Ask, op *api.Operation, m *material) (issues []job.Issue) {
	if len(row.Names) == 0 {
		issues = append(issues, complaint(row, ask, paramDomain, "no domain", "write the domain to be changed"))
	}
	wanted := targetsOf(ask, op)
	switch {
	case len(wanted) == 0 || slices.ContainsFunc(wanted, isNoTarget):
		issues = append(issues, complaint(row, ask, paramTarget, "is not made of "+strings.Join(api.Targets, ", "),
			"write which contacts to change, or use --set "+paramTarget+"=admin"))
	case op != nil && !op.Has(paramTarget) && (len(wanted) > 1 || wanted[0] != api.TargetRegistrant):
		issues = append(issues, complaint(row, ask, paramTarget, op.Name+" changes the registrant only", "write registrant, or leave the operation away"))
	}
	return append(issues, whose(row, ask, op, m)...)
}

// whose are complaints about a contact change that does not say who it is, in
// the way that its operation takes it.
func whose(row *job.Row, ask *job.Ask, op *api.Operation, m *material) []job.Issue {
	switch {
	case op == nil && m.contact == nil && m.profile == "":
		return []job.Issue{complaint(row, ask, paramOrganization,
			"neither contact fields nor a "+paramProfile, "fill in the contact fields or a "+paramProfile)}
	case op != nil && op.Has(paramProfile) && m.profile == "":
		return []job.Issue{complaint(row, ask, paramProfile, "no "+paramProfile+", which "+op.Name+" needs", "fill it in, or leave the operation away")}
	case op != nil && !op.Has(paramProfile) && m.contact == nil:
		return []job.Issue{complaint(row, ask, paramOrganization, "no contact fields, which "+op.Name+" needs", "fill them in, or leave the operation away")}
	}
	return nil
}

// profileParam is the parameter that names the profile.
func (m *material) profileParam() string {
	if m.named {
		return paramProfileName
	}
	return paramProfile
}

func complaint(row *job.Row, ask *job.Ask, param, message, hint string) job.Issue {
	return job.Issue{Cell: row.Cell(ask, param), Column: param, Message: message, Hint: hint}
}

func isNoTarget(name string) bool { return !slices.Contains(api.Targets, name) }
