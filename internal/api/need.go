package api

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/job"
)

// Condition ties a parameter to another one of the same operation.
type Condition struct {
	Param string // the other one; empty: there is no condition
	Value string // it holds when the other one has this value; empty: when it is not given
	Only  bool   // where it does not hold, the parameter must not be given
}

// words says the condition to people.
func (c Condition) words() string {
	words := "needed without " + c.Param
	if c.Value != "" {
		words = "needed with " + c.Param + "=" + c.Value
	}
	if c.Only {
		words += ", not taken otherwise"
	}
	return words
}

// Check says what the parameters of one subject lack or have too much of for the
// operation at that site, and where they contradict each other. They are those
// that rows give, by the names that they give them (the fields of list entries
// alone, as SubscriptionDuration; RegistrantProfileName stands for a
// RegistrantProfileId), with values that CheckValue returned. Nothing is said of
// the subject, the contact and the transfer lock of a contact change, of what the
// account tells (InstanceId, CurrentExpirationDate), and of parameters that the
// operation does not take. What is Implied counts as given. An empty Param: the
// complaint is about the operation. Conditions are those of 003, and of newer
// documents where it has none.
func (op *Operation) Check(params job.Params, site Site) []FieldError {
	if !site.Has(op) {
		return []FieldError{{"", *wrong("the international site does not have this operation", "leave it out, or use --site cn")}}
	}
	n := needs{op: op, params: params, site: site}
	if implied := op.Implied(params); len(implied) > 0 {
		n.params = implied
		maps.Copy(n.params, params)
	}
	for _, p := range op.Params {
		if n.asked(p) {
			n.check(p)
		}
	}
	n.lists()
	n.profile()
	return n.errs
}

// Implied returns what goes without saying, as parameters that are not given: DNS
// servers of one's own are not those of Alibaba Cloud, a new profile is not made
// the default one, and nobody gets a second mail.
func (op *Operation) Implied(params job.Params) job.Params {
	var implied job.Params
	usual := func(name, value string, when bool) {
		if when && op.Takes(name) && params[name] == "" {
			if implied == nil {
				implied = make(job.Params)
			}
			implied[name] = value
		}
	}
	usual("AliyunDns", "false", given(params, "DomainNameServer.N") || given(params, "Dns1") || given(params, "Dns2"))
	usual("DefaultRegistrantProfile", "false", op.Name == SaveRegistrantProfile && !given(params, "RegistrantProfileId") && len(params) > 0)
	usual("SendIfExist", "false", true)
	return implied
}

type needs struct {
	op     *Operation
	params job.Params
	site   Site
	errs   []FieldError
}

// complain keeps the first complaint about each parameter.
func (n *needs) complain(param, message, hint string) {
	if !slices.ContainsFunc(n.errs, func(e FieldError) bool { return e.Param == param }) {
		n.errs = append(n.errs, FieldError{param, ValueError{message, hint}})
	}
}

// untold are parameters that rows need not give: the account tells them, the
// program gives them, or the planner asks for them by contact.
var untold = []string{"InstanceId", "CurrentExpirationDate", "ContactType", "PageNum", "PageSize", ParamTransferOutProhibited, ParamAddTransferLock}

func (n *needs) asked(p Param) bool {
	name := n.op.RowName(p.Name)
	switch {
	case name == n.op.Subject, p.Name == n.op.Subject+".N", slices.Contains(untold, name):
		return false
	case n.op.Has("ContactType") && isContactField(name):
		return false
	}
	return !n.site.lacks(n.op, p.Name)
}

// RowName is how rows call a parameter of the catalogue: the fields of the
// entries of a list alone, everything else as it goes on the wire.
func (op *Operation) RowName(param string) string {
	if rest, listed := strings.CutPrefix(param, op.List); listed && op.List != "" {
		if field, ok := strings.CutPrefix(rest, ".N."); ok {
			return field
		}
	}
	return param
}

// given tells whether a parameter has a value, or one of its entries.
func given(params job.Params, name string) bool {
	list, repeated := strings.CutSuffix(name, "N")
	if !repeated || !strings.HasSuffix(list, ".") {
		return params[name] != "" || name == "RegistrantProfileId" && params["RegistrantProfileName"] != ""
	}
	for param, value := range params {
		if value != "" && strings.HasPrefix(param, list) && entryName(param) == name {
			return true
		}
	}
	return false
}

func (n *needs) check(p Param) {
	name := n.op.RowName(p.Name)
	has := given(n.params, name)
	switch {
	case p.Need == Required && !has:
		n.complain(first(name), "this operation needs "+shown(name), hintFor(name))
	case p.Need == Depends && p.If.Param != "":
		n.depends(p, name, has)
	}
}

func (n *needs) depends(p Param, name string, has bool) {
	holds := n.params[p.If.Param] == p.If.Value
	if p.If.Value == "" {
		holds = !given(n.params, p.If.Param)
	}
	switch {
	case n.demands(p.If.Param):
		// That the other one is missing is complaint enough.
	case holds && !has && name != "TelExt": // the one part of a contact that many do not have
		n.missing(p, name)
	case !holds && has && p.If.Only:
		n.surplus(p, name)
	}
}

// demands tells whether a parameter has to be given whatever the others are, and is not.
func (n *needs) demands(name string) bool {
	return !given(n.params, name) && slices.ContainsFunc(n.op.Params, func(p Param) bool {
		return p.Need == Required && n.op.RowName(p.Name) == name
	})
}

func (n *needs) missing(p Param, name string) {
	switch {
	case p.If.Value != "":
		n.complain(first(name), fmt.Sprintf("with %s=%s this operation needs %s", p.If.Param, p.If.Value, shown(name)), hintFor(name))
	case !n.some(p.If):
		n.complain(p.If.Param, "this operation needs "+p.If.Param+" or contact data, and there is neither", "fill in the id of the profile, or the contact fields")
	default:
		n.complain(name, "without "+p.If.Param+" this operation needs "+name, hintFor(name))
	}
}

// some tells whether any parameter of a condition is given.
func (n *needs) some(c Condition) bool {
	return slices.ContainsFunc(n.op.Params, func(p Param) bool { return p.If == c && given(n.params, n.op.RowName(p.Name)) })
}

func (n *needs) surplus(p Param, name string) {
	if p.If.Value == "" {
		n.complain(p.If.Param, "there is a profile and contact data too: one would be ignored", "leave one of the two empty")
		return
	}
	at := p.If.Param
	if n.params[at] == "" {
		at = first(name)
	}
	n.complain(at, fmt.Sprintf("%s counts with %s=%s only", shown(name), p.If.Param, p.If.Value),
		fmt.Sprintf("write %s into %s, or leave %s empty", p.If.Value, p.If.Param, shown(name)))
}

// The most DNS servers of a domain, and addresses of a host (limits that the
// registrar's console names; the API's documents have none).
const maxEntries = 13

// lists checks the entries of repeated parameters: numbered from 1 without a
// gap, each once, and not more than the registrar takes.
func (n *needs) lists() {
	for _, p := range n.op.Params {
		list, repeated := strings.CutSuffix(p.Name, ".N")
		if !repeated || list == n.op.List || !given(n.params, p.Name) {
			continue
		}
		n.entries(list)
	}
	if servers := n.params["Dns1"]; servers != "" && servers == n.params["Dns2"] && n.op.Takes("Dns2") {
		n.complain("Dns2", "this is the same as Dns1", "write another DNS server")
	}
}

func (n *needs) entries(list string) {
	numbers := entryNumbers(n.params, list)
	seen := make(map[string]string)
	for i, number := range numbers {
		name := list + "." + strconv.Itoa(number)
		value := strings.ToLower(n.params[name])
		switch before, twice := seen[value]; {
		case number != i+1:
			n.complain(name, fmt.Sprintf("there is a %s and no %s.%d", name, list, i+1), "number them from 1 without a gap")
			return
		case twice:
			n.complain(name, "this is the same as "+before, "write each one once")
		case number == maxEntries+1:
			n.complain(name, fmt.Sprintf("there are more than %d", maxEntries), "leave some out")
		}
		seen[value] = name
	}
}

func entryNumbers(params job.Params, list string) []int {
	var numbers []int
	for name, value := range params {
		if value != "" && entryName(name) == list+".N" {
			numbers = append(numbers, atoi(name[len(list)+1:]))
		}
	}
	slices.Sort(numbers)
	return numbers
}

// profile checks what operations with one contact of their own need beyond its
// fields. The contacts of contact changes are checked where they are put together.
func (n *needs) profile() {
	op, params := n.op, n.params
	if op.Takes("RegistrantProfileId") && params["RegistrantProfileId"] != "" && params["RegistrantProfileName"] != "" {
		n.complain("RegistrantProfileName", "the profile is named by its id too", "leave one of the two empty")
	}
	if !op.Takes("Telephone") || op.Has("ContactType") {
		return
	}
	for _, e := range CheckContact(params) {
		n.complain(e.Param, e.Message, e.Hint)
	}
	if op.Name == SaveRegistrantProfile && given(params, "RegistrantProfileId") && !n.changes() {
		n.complain("RegistrantProfileId", "the row names a profile and nothing to change in it", "fill in what the profile is to have, or leave out the row")
	}
}

func (n *needs) changes() bool {
	return slices.ContainsFunc(n.op.Params, func(p Param) bool {
		return p.Name != "RegistrantProfileId" && given(n.params, p.Name)
	})
}

// first is the entry that a complaint about a repeated parameter points at.
func first(name string) string {
	if list, repeated := strings.CutSuffix(name, ".N"); repeated {
		return list + ".1"
	}
	return name
}

// shown is how people call a parameter.
func shown(name string) string {
	switch name {
	case "DomainNameServer.N":
		return "DNS servers (DomainNameServer.1, DomainNameServer.2, …)"
	case "Ip.N":
		return "addresses (Ip.1, Ip.2, …)"
	}
	return name
}

// hints say what to write where more than the name of the parameter is needed to know.
var hints = map[string]string{
	"Status":               "write on or off into the cell, or give --set Status=true or --set Status=false",
	"AliyunDns":            "write true for the servers of Alibaba Cloud, or false and the servers themselves",
	"DomainNameServer.N":   "write the names of the DNS servers, mostly two or more",
	"Dns1":                 "write the names of two DNS servers into Dns1 and Dns2",
	"Dns2":                 "write the names of two DNS servers into Dns1 and Dns2",
	"Ip.N":                 "write the addresses that the host has",
	"DnsName":              "write what stands before the domain, such as ns1",
	"SubscriptionDuration": "write the number of years, 1 to 10, or give --set SubscriptionDuration=1",
	"RegistrantProfileId":  "write the id of the profile as QueryRegistrantProfiles or the console shows it, or its owner into RegistrantProfileName",
	AnswerCode:             "write the code that the present registrar gave",
	"Token":                "write the token from the link of the mail",
}

func hintFor(name string) string {
	if hint, ok := hints[name]; ok {
		return hint
	}
	return "fill in the cell, or give --set " + name + "=VALUE for all rows"
}
