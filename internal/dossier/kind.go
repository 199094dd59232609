package dossier

import (
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

const (
	fieldEmail  = "Email"
	fieldOrg    = "RegistrantOrganization"
	fieldName   = "RegistrantName"
	fieldZhOrg  = "ZhRegistrantOrganization"
	fieldZhName = "ZhRegistrantName"
	fieldType   = "RegistrantType"
	legalEntity = "2" // of RegistrantType
)

// material are the fields that make a change one of the registrant, the
// organization first: where it is filled in, it is the holder.
var material = []string{fieldOrg, fieldZhOrg, fieldName, fieldZhName, fieldEmail}

// Diff is what two contacts have in common and what not, as far as both are known.
type Diff struct {
	Kind    Kind
	Because []string // parameters that make it a change of registrant
	Typo    bool     // what makes it one is in each case probably the correction of a typing error
	Formal  []string // parameters that differ in case, width, blanks or punctuation alone
}

// Differ compares a contact of a domain with the data that it gets. What is not
// among the fields is not known; data that were not sent are not compared. Fields in
// Chinese, which not every site of the registrar shows, are compared where both have
// them; one that is written for the first time, beside a name in Latin letters that
// stays, changes no holder, but where the registry goes by the Chinese one (CNNIC).
func Differ(target string, cnnic bool, before, now job.Params) Diff {
	var d Diff
	equal, slips := len(now) > 0, 0
	for _, name := range now.Names() {
		had, known := before[name]
		if !known {
			equal = equal && name == fieldType
			continue
		}
		like := liken(name, had, now[name])
		equal = equal && like == alike
		if like == formal {
			d.Formal = append(d.Formal, name)
		}
		if like >= typo && slices.Contains(material, name) && (cnnic || !added(name, before, now)) {
			d.Because = append(d.Because, name)
			slips += int(different - like)
		}
	}
	slices.SortFunc(d.Because, func(a, b string) int { return slices.Index(material, a) - slices.Index(material, b) })
	d.Typo = len(d.Because) > 0 && slips == len(d.Because)
	d.Kind = kindOf(target, &d, before, now)
	if equal {
		d.Kind = NoDifference
	}
	return d
}

// added tells whether a name in Chinese is written for the first time beside one in
// Latin letters that stays as it is: the holder is the same.
func added(name string, before, now job.Params) bool {
	latin := map[string]string{fieldZhOrg: fieldOrg, fieldZhName: fieldName}[name]
	return latin != "" && before[name] == "" && now[latin] != "" && liken(latin, before[latin], now[latin]) <= formal
}

func kindOf(target string, d *Diff, before, now job.Params) Kind {
	switch {
	case target != api.TargetRegistrant:
		d.Because, d.Typo = nil, false
		return ContactUpdate
	case len(d.Because) > 0:
		return Registrant
	}
	for _, name := range []string{fieldOrg, fieldName, fieldEmail} {
		_, had := before[name]
		_, has := now[name]
		if !had || !has {
			return KindUnknown
		}
	}
	return ContactUpdate
}
