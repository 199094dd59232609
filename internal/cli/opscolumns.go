package cli

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
)

// opColumn is one column that rows can have for an operation, or one parameter of
// a query.
type opColumn struct {
	name string // as a header has it
	need string
	what string
}

// describeColumns shows the columns of an operation that rows can ask for, and
// the parameters of all others.
func (a *app) describeColumns(op *api.Operation) {
	columns := opColumns(op)
	if len(columns) == 0 {
		return
	}
	if op.Rows() {
		a.print("\ncolumns (Operation and Step beside them, where a row is to ask for it)\n")
	} else {
		a.print("\nparameters\n")
	}
	for _, c := range columns {
		line := fmt.Sprintf("  %s  %-8s  %s", padded(c.name, 26), c.need, wrapped(c.what, 40))
		a.print("%s\n", strings.TrimRight(line, " "))
	}
}

func opColumns(op *api.Operation) []opColumn {
	var columns []opColumn
	if op.Rows() && op.Subject != "" {
		columns = append(columns, subjectColumn(op))
	}
	for _, p := range op.Params {
		name := op.RowName(p.Name)
		if op.Rows() && (name == op.Subject || p.Name == op.Subject+".N") || ofProgram(op, name) {
			continue
		}
		columns = append(columns, opColumn{header(op, name), needOf(op, p), whatOf(op, p)})
	}
	slices.SortStableFunc(columns, func(a, b opColumn) int { return slices.Index(needs, a.need) - slices.Index(needs, b.need) })
	return columns
}

// The words for what must be given, in the order of the columns.
var needs = []string{needed, conditional, spare}

const (
	needed      = "required"
	conditional = "depends"
	spare       = "optional"
)

func subjectColumn(op *api.Operation) opColumn {
	c := opColumn{name: op.Subject, need: needed, what: "one in a row"}
	switch op.Subject {
	case "DomainName", "Email", "TaskDetailNo":
		c.what = "one in a row, or several with commas between"
	case paramInstance:
		c = opColumn{"DomainName", needed, "the InstanceId is taken from the account's list"}
	case "RegistrantProfileId":
		c.what = "or RegistrantProfileName: the owner of exactly one profile"
	}
	return c
}

const paramInstance = "InstanceId"

// ofProgram tells whether the program gives a parameter by itself.
func ofProgram(op *api.Operation, name string) bool {
	switch name {
	case "PageNum", "PageSize", "ScrollId":
		return op.Paging != ""
	case "Lang", "UserClientIp":
		return op.Rows()
	case paramInstance:
		return op.Rows() && op.Subject == "DomainName"
	}
	return op.Paging == api.PagesByCursor && strings.HasSuffix(name, "Cursor")
}

// header is how rows call a parameter: the choice of the transfer lock has one
// name for all operations.
func header(op *api.Operation, name string) string {
	if list, repeated := strings.CutSuffix(name, ".N"); repeated {
		return list + ".1, .2, …"
	}
	if op.Rows() && name == api.ParamAddTransferLock {
		return api.ParamTransferOutProhibited
	}
	return name
}

func needOf(op *api.Operation, p api.Param) string {
	name := op.RowName(p.Name)
	field, ofContact := contactField(op, name)
	switch {
	case name == "CurrentExpirationDate", name == "SendIfExist" && op.Rows():
		return spare
	case ofContact && field.Required:
		return needed
	case ofContact:
		return spare
	case op.Rows() && name == op.Lock(), p.Need == api.Depends:
		return conditional
	case p.Need == api.Required:
		return needed
	}
	return spare
}

// contactField finds a field of a contact that is changed by its data.
func contactField(op *api.Operation, name string) (api.Field, bool) {
	if op.Rows() && op.Has("ContactType") {
		for _, f := range api.ContactFields {
			if f.Name == name {
				return f, true
			}
		}
	}
	return api.Field{}, false
}

func whatOf(op *api.Operation, p api.Param) string {
	name := op.RowName(p.Name)
	parts := []string{valuesOf(op, p)}
	field, ofContact := contactField(op, name)
	switch {
	case op.Rows() && name == op.Lock():
		parts = append(parts, "needed for the registrant: true locks the domain against transfer for 60 days")
	case ofContact && field.Required && p.Need != api.Required:
		parts = append(parts, "may be blank with --partial")
	case !ofContact || field.Zh:
		parts = append(parts, p.When, usualWords[name])
	}
	if p.Secret {
		parts = append(parts, "never shown")
	}
	if p.SDK {
		parts = append(parts, "in no document")
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

// usualWords say what holds where nothing is given.
var usualWords = map[string]string{
	"CurrentExpirationDate":    "taken from the account's list; a date that is given is compared with it",
	"SendIfExist":              "false unless given: nobody gets a second mail",
	"AliyunDns":                "false where DNS servers are given",
	"DefaultRegistrantProfile": "false unless given",
}

func valuesOf(op *api.Operation, p api.Param) string {
	name := op.RowName(p.Name)
	switch {
	case name == "RegistrantProfileId" && op.Rows():
		return "a number; or RegistrantProfileName, the owner of exactly one profile"
	case name == "Status":
		return "on or off"
	case name == "RegistrantType":
		return "1 or individual, 2 or enterprise"
	case len(p.Enum) > 0:
		return strings.Join(p.Enum, ", ")
	case valueWords[name] != "":
		return valueWords[name]
	case p.Type == api.Boolean:
		return "true or false"
	case p.Type == api.Long && (strings.HasSuffix(name, "Date") || strings.HasSuffix(name, "Time")):
		return "a date, or milliseconds since 1970"
	case p.Type == api.Long, p.Type == api.Integer:
		return "a whole number"
	}
	return ""
}

// valueWords say what the values of some parameters are.
var valueWords = map[string]string{
	"SubscriptionDuration": "years, 1 to 10",
	"DomainNameServer.N":   "host names of the DNS servers",
	"Dns1":                 "host name of a DNS server",
	"Dns2":                 "host name of a DNS server",
	"DnsName":              "what stands before the domain, such as ns1",
	"Ip.N":                 "IPv4 or IPv6 addresses of the host",
	"Country":              "two letters, or the name of the country",
	"TelArea":              "calling code of the country",
}

// describeExample shows how the operation is asked for: with a file for what rows
// can ask for, as a query for what only reads.
func (a *app) describeExample(op *api.Operation) {
	a.print("\nexample\n")
	if op.Rows() {
		columns, row := exampleRow(op)
		if t, err := templateFor(op.Name); err == nil {
			a.print("  from a spreadsheet: domainbatch template OUT.xlsx --op %s\n", t.op)
		}
		a.print("  domainbatch run FILE.csv --op %s%s\n", called(op), exampleFlags(op))
		a.print("  FILE.csv:\n")
		for _, line := range [][]string{columns, row} {
			a.print("    %s\n", csvLine(line))
		}
	}
	if !op.Write {
		a.print("  domainbatch query %s%s\n", called(op), exampleWords(op))
	}
}

func exampleFlags(op *api.Operation) string {
	var flags string
	if op.Current {
		flags += " --api current"
	}
	if op.Money {
		flags += " --allow-orders 1"
	}
	return flags
}

func csvLine(cells []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.Write(cells); err != nil {
		return ""
	}
	w.Flush()
	return strings.TrimSpace(b.String())
}

// exampleRow is a header and a row that ask for the operation.
func exampleRow(op *api.Operation) (columns, row []string) {
	add := func(name, value string) {
		columns, row = append(columns, name), append(row, value)
	}
	switch op.Subject {
	case "":
	case paramInstance:
		add("DomainName", exampleValue(op, "DomainName"))
	default:
		add(op.Subject, exampleValue(op, op.Subject))
	}
	for _, p := range op.Params {
		name := op.RowName(p.Name)
		if !inExample(op, p, name) {
			continue
		}
		if list, repeated := strings.CutSuffix(name, ".N"); repeated {
			for i, value := range strings.Split(exampleValue(op, name), ",") {
				add(fmt.Sprintf("%s.%d", list, i+1), value)
			}
			continue
		}
		add(header(op, name), exampleValue(op, name))
	}
	return columns, row
}

// inExample tells whether a parameter stands in the example: what is needed for a
// usual row, and nothing that the account tells.
func inExample(op *api.Operation, p api.Param, name string) bool {
	switch {
	case name == op.Subject, p.Name == op.Subject+".N", ofProgram(op, name), name == "CurrentExpirationDate":
		return false
	case name == api.ParamTransferOutProhibited, name == "RegistrantProfileId" && op.Name != api.SaveRegistrantProfile:
		return true
	case p.Need == api.Depends:
		return dependsInExample(op, p, name)
	}
	return p.Need == api.Required
}

func dependsInExample(op *api.Operation, p api.Param, name string) bool {
	switch {
	case p.If.Value == "" && p.If.Only, name == "TelExt": // a profile is named instead
		return false
	case p.If.Value != "":
		return op.Has("DomainNameServer.1")
	}
	return name != "RegistrantProfileId"
}

// exampleWords are the parameters of the example of a query.
func exampleWords(op *api.Operation) string {
	var words string
	for _, p := range op.Params {
		if p.Need == api.Required && !ofProgram(op, p.Name) {
			words += " " + p.Name + "=" + exampleValue(op, p.Name)
		}
	}
	return words
}

// exampleValue is a value that the operation takes, of a company that is not there.
func exampleValue(op *api.Operation, name string) string {
	if name == "ContactType" && op.Has(api.ParamAddTransferLock) {
		return api.TargetAdmin
	}
	if value, ok := exampleValues[name]; ok {
		return value
	}
	return templateColumns[name].examples[0]
}

var exampleValues = map[string]string{
	"InstanceId":               "S20131205000000",
	"TaskNo":                   "561b8ca5-b6b3-457c-8a6d-ba1c7ef9f9b1",
	"TaskDetailNo":             "75addb07-28a3-450e-b5ec-6d40e1f5a5b4",
	"Status":                   "off",
	"AliyunDns":                "false",
	"DomainNameServer.N":       "ns1.example.net,ns2.example.net",
	"DnsName":                  "ns1",
	"Ip.N":                     "192.0.2.1,2001:db8::1",
	"SubscriptionDuration":     "1",
	"DefaultRegistrantProfile": "false",
	"SendIfExist":              "false",
	"Token":                    "TOKEN-OF-THE-MAIL",
	api.AnswerCode:             "CODE-OF-THE-REGISTRAR",
	"IdentityCredential":       "DOCUMENT-IN-BASE64",
	"IdentityCredentialNo":     "NUMBER-OF-THE-DOCUMENT",
	"IdentityCredentialType":   "YYZZ",
	"DataSource":               "1",
	"DomainGroupId":            "1234",
	"Replace":                  "false",
}
