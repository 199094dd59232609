package planner

import (
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// unusable are complaints about an operation that rows cannot ask for here.
func (d *draft) unusable(row *job.Row, ask *job.Ask, op *api.Operation) []job.Issue {
	message, hint := "", ""
	switch {
	case !op.Rows():
		message, hint = op.Name+" is not for rows", "use domainbatch query or domainbatch call"
	case op.China && d.store.international():
		message, hint = "the international site does not have "+op.Name, "leave the row out"
	case op.Current && !d.opts.Current:
		message, hint = op.Name+" is in no document, only in the current API", "use --api current to allow it"
	default:
		return nil
	}
	return []job.Issue{complaint(row, ask, paramOperation, message, hint)}
}

// operationIssues are complaints about an operation that is not on contacts.
func (d *draft) operationIssues(row *job.Row, ask *job.Ask, op *api.Operation) (issues []job.Issue) {
	r := d.store.recipe(op, ask.Fields)
	if r.given[paramProfile] != "" && r.given[paramProfileName] != "" {
		issues = append(issues, complaint(row, ask, paramProfileName, "stands beside a "+paramProfile+": these are two ways to name a profile", "leave one of them empty"))
	}
	if isOwn(op, paramOrganization) && op.Takes(paramOrganization) && r.contact != nil && r.profile() != "" {
		issues = append(issues, complaint(row, ask, r.profile(),
			"stands beside contact fields: these are two ways to say who it is", "leave one of them empty"))
	}
	for _, name := range r.given.Names() {
		issues = append(issues, valueIssues(row, ask, op, name, r.given[name])...)
	}
	if len(row.Issues) == 0 {
		issues = append(issues, d.lacking(row, ask, r)...)
	}
	return issues
}

// profile is the parameter that names the registrant profile; empty: none does.
func (r *recipe) profile() string {
	switch {
	case r.given[paramProfile] != "":
		return paramProfile
	case r.given[paramProfileName] != "":
		return paramProfileName
	}
	return ""
}

// valueIssues are complaints about a value that the operation cannot mean.
func valueIssues(row *job.Row, ask *job.Ask, op *api.Operation, name, value string) []job.Issue {
	p, known := paramOf(op, name)
	switch {
	case value == api.Current:
		return []job.Issue{complaint(row, ask, name, "there is no present value that "+op.Name+" could take over", "write the value itself")}
	case known && len(p.Enum) > 0 && !slices.Contains(p.Enum, value):
		return []job.Issue{complaint(row, ask, name, "is not one of "+strings.Join(p.Enum, ", "), "write one of these")}
	}
	return nil
}

// paramOf finds a parameter by the name that rows have for it.
func paramOf(op *api.Operation, name string) (api.Param, bool) {
	if op.Own(name) {
		name = op.List + ".N." + name
	}
	return op.Param(name)
}

// lacking are complaints about what an operation needs and the row does not have.
func (d *draft) lacking(row *job.Row, ask *job.Ask, r *recipe) (issues []job.Issue) {
	if r.op.Subject != "" && len(row.Names) == 0 && (r.op.Subject != paramProfile || r.given[paramProfileName] == "") {
		what := subjectWord(r.op)
		issues = append(issues, complaint(row, ask, subjectParam(r.op), "no "+what, "write the "+what+" that it is about"))
	}
	if r.ownerless() {
		issues = append(issues, complaint(row, ask, paramOrganization,
			"neither contact fields nor a "+paramProfile, "fill in the contact fields or a "+paramProfile))
	}
	for i := range r.op.Params {
		p := &r.op.Params[i]
		name := cellParam(r.op, p.Name)
		if r.given[name] == "" && !d.store.lacks(r.op, name) && r.needs(p, name) {
			issues = append(issues, complaint(row, ask, name, "no "+name+", which "+r.op.Name+" needs", "fill it in, or use --set "+name+"=VALUE"))
		}
	}
	return issues
}

// ownerless tells whether a registration does not say for whom it is.
func (r *recipe) ownerless() bool {
	return r.op.Money && r.op.Takes(paramOrganization) && r.contact == nil && r.profile() == ""
}

// cellParam is the name that rows have for a parameter: that of a field of a list
// entry, that of the first one where it is repeated.
func cellParam(op *api.Operation, name string) string {
	if field, ok := strings.CutPrefix(name, op.List+".N."); ok && op.List != "" {
		return field
	}
	if first, ok := strings.CutSuffix(name, ".N"); ok {
		return first + ".1"
	}
	return name
}

// needs tells whether an operation needs a parameter that is not given. What it
// acts on is no parameter; instance id and date come from the account.
func (r *recipe) needs(p *api.Param, name string) bool {
	aliyun := r.given[paramAliyunDNS]
	switch {
	case name == r.op.Subject, name == r.op.Subject+".1", name == paramInstance, name == paramExpiration:
		return false
	case name == paramProfile && r.op.Takes(paramOrganization):
		return false // contact data take its place, or it makes the profile
	case name == "DomainNameServer.1", name == "Dns1", name == "Dns2":
		return aliyun == "false"
	case p.Need == api.Depends && r.op.Takes(paramOrganization):
		return r.profile() == "" && name != "TelExt" && !r.ownerless()
	}
	return p.Need == api.Required
}

// subjectParam is the column of what an operation acts on.
func subjectParam(op *api.Operation) string {
	if isDomain(op) {
		return paramDomain
	}
	return op.Subject
}

func subjectWord(op *api.Operation) string {
	if isDomain(op) {
		return "domain"
	}
	return op.Subject
}
