package loader

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// What a column can be used as, beside the contact fields of the API.
const (
	paramDomain  = "DomainName"
	paramTarget  = "ContactType"
	paramProfile = "RegistrantProfileId"
	paramType    = "RegistrantType"
	paramLock    = api.ParamTransferOutProhibited
)

// Parts of a contact field that sheets keep in columns of their own.
const (
	partFirst    = "FirstName"
	partLast     = "LastName"
	partAddress2 = "Address2"
	partAddress3 = "Address3"
	partArea     = "AreaCode"
)

// joined says which contact field a part belongs to.
var joined = map[string]string{
	partFirst: "RegistrantName", partLast: "RegistrantName",
	partAddress2: "Address", partAddress3: "Address",
	partArea: "Telephone",
}

// Parameters lists what a column can be bound to by --column: what contact
// changes take, in the order in which a sheet would have it, then what other
// operations take.
func Parameters() []string { return append(contactParameters(), operands()...) }

// contactParameters are those that a change of contacts takes.
func contactParameters() []string {
	names := []string{paramDomain, paramTarget, paramProfile, paramProfileName, paramLock}
	for _, f := range api.ContactFields {
		names = append(names, f.Name)
	}
	return append(names, partFirst, partLast, partAddress2, partAddress3, partArea)
}

// settable tells whether --set can give every row that value: not the domain,
// and not a part of a field, which would be joined with what the row has.
func settable(name string) bool {
	return name != paramDomain && name != paramAccount && joined[name] == "" && nameable(name)
}

// nearest finds the parameter that a name was probably meant for: the same
// letters, or a header that stands for it.
func (v *vocabulary) nearest(name string, allowed func(string) bool) string {
	for _, p := range Parameters() {
		if Normal(p) == Normal(name) && allowed(p) {
			return p
		}
	}
	for _, p := range v.operandsNamed(Normal(name)) {
		if allowed(p) {
			return p
		}
	}
	if field := v.fields[Normal(name)]; allowed(field) {
		return field
	}
	return ""
}

// checkOptions finds what is wrong with the options, and returns the
// values of --set as they are sent.
func checkOptions(v *vocabulary, opts Options) (values job.Params, issues []job.Issue) {
	issues = checkHeaderOptions(opts)
	for _, header := range slices.Sorted(maps.Keys(opts.Columns)) {
		name := opts.Columns[header]
		_, param := v.named(name)
		flag := header + "=" + name
		switch {
		case clean(header) == "":
			issues = append(issues, job.Issue{Column: "--column", Value: flag, Message: "the header is empty", Hint: "give the column a header in the spreadsheet"})
		case name == "": // leaves the column out
		case !v.params[param]:
			issues = append(issues, unknownName(v, "--column", flag, name, nameable))
		case opts.Site.Lacks[param]:
			issues = append(issues, lacking("--column", flag, param, opts.Site))
		}
	}
	values = make(job.Params, len(opts.Set))
	for _, name := range opts.Set.Names() {
		value, is := checkSet(v, name, clean(opts.Set[name]), opts.Site)
		if is != nil {
			issues = append(issues, *is)
			continue
		}
		values[name] = value
	}
	return values, issues
}

// checkHeaderOptions finds what is wrong with where the header is said to be.
func checkHeaderOptions(opts Options) (issues []job.Issue) {
	switch {
	case opts.HeaderRow < 0:
		issues = append(issues, job.Issue{
			Column: "--header-row", Value: strconv.Itoa(opts.HeaderRow),
			Message: "lines count from 1", Hint: "give the line that the headers stand in",
		})
	case opts.NoHeader && opts.HeaderRow > 0:
		issues = append(issues, job.Issue{
			Column: "--no-header", Message: "there is no header, or it stands in --header-row", Hint: "say one of the two",
		})
	}
	return issues
}

// bindable tells whether a column of a contact change can be used as that.
func bindable(name string) bool { return slices.Contains(contactParameters(), name) }

// nameable tells whether --column can bind a column to that.
func nameable(name string) bool { return slices.Contains(Parameters(), name) }

func checkSet(v *vocabulary, name, value string, site api.Site) (string, *job.Issue) {
	flag := name + "=" + value
	var is job.Issue
	switch {
	case name == paramDomain:
		is = job.Issue{Column: "--set", Value: flag, Message: "every row needs a domain of its own", Hint: `bind a column with --column "HEADER=DomainName"`}
	case name == paramAccount:
		is = job.Issue{Column: "--set", Value: flag, Message: "the account is no parameter", Hint: "say it for all rows that name none with --account NAME"}
	case !settable(name):
		is = unknownName(v, "--set", flag, name, settable)
	case site.Lacks[name]:
		is = lacking("--set", flag, name, site)
	case value == "":
		is = job.Issue{Column: "--set", Value: flag, Message: "the value is empty", Hint: "leave the flag out where rows may stay without a value"}
	case name == paramTarget:
		return value, setTargets(v, flag, value)
	case name == paramOperation: // read as what the rows ask for
		return value, nil
	default:
		normal, f := v.checked(name, value)
		if f == nil {
			return normal, nil
		}
		is = job.Issue{Column: "--set", Value: flag, Message: f.message, Hint: general(f.hint)}
		if v.secrets[name] {
			is.Value, is.Hint = name+"=…", withoutQuotes(f.hint)
		}
	}
	return "", &is
}

func setTargets(v *vocabulary, flag, value string) *job.Issue {
	_, f := readTargets(v, value)
	if f == nil {
		return nil
	}
	return &job.Issue{Column: "--set", Value: flag, Message: f.message, Hint: f.hint}
}

func unknownName(v *vocabulary, flag, value, name string, allowed func(string) bool) job.Issue {
	is := job.Issue{Column: flag, Value: value, Message: fmt.Sprintf("%q is no parameter of an operation", name)}
	is.Hint = "the parameters are listed by: domainbatch ops"
	if near := v.nearest(name, allowed); near != "" {
		is.Hint = fmt.Sprintf("did you mean %s?", near)
	}
	return is
}

func lacking(flag, value, name string, site api.Site) job.Issue {
	return job.Issue{
		Column: flag, Value: value,
		Message: fmt.Sprintf("site %s does not know %s", cmp.Or(site.Name, "cn"), name),
		Hint:    "leave it out for this site",
	}
}
