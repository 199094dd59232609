package loader

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/job"
)

// columns makes the bindings what the job vocabulary has for them. A blank
// header right of the last one is no column.
func columns(cols []binding, bare bool) []job.Column {
	last := len(cols)
	for last > 0 && !bare && cols[last-1].header == "" && cols[last-1].param == "" {
		last--
	}
	out := make([]job.Column, last)
	for i, b := range cols[:last] {
		out[i] = job.Column{Letters: b.letters, Header: b.header, Over: b.over, Param: b.param, Role: b.role, How: b.how}
		if b.param == "" {
			out[i].Role = ""
		}
		if bare {
			out[i].Header = "" // what stands for it is the letters
		}
	}
	return out
}

// notices says what of a header is not used.
func notices(sheetName string, number int, cols []binding) []job.Issue {
	var issues []job.Issue
	for i := range cols {
		b := &cols[i]
		message, hint := b.notice()
		if message != "" {
			issues = append(issues, job.Issue{
				Cell: job.CellName(sheetName, b.letters, number), Column: b.header, Message: message, Hint: hint,
			})
		}
	}
	group := func(why reason, message string) {
		headers, first := unused(cols, why)
		if len(headers) > 0 {
			issues = append(issues, job.Issue{
				Cell:    job.CellName(sheetName, first, number),
				Message: fmt.Sprintf(message, strings.Join(headers, ", ")),
			})
		}
	}
	group(foreign, "not used, since the API has no such contact: %s")
	group(unknown, "not used: %s")
	group(papers, "not used, identity documents: %s")
	return issues
}

// notice is what is said of a column by itself.
func (b *binding) notice() (message, hint string) {
	switch {
	case b.asked: // said as a complaint
	case b.reason == doubt:
		return fmt.Sprintf("%q could be %s: not used", b.header, either(b.choices())), b.settling()
	case b.reason == part:
		return fmt.Sprintf("%q is not used: %s", b.header, b.how), "put the whole value into one column"
	case b.reason == lacked:
		return fmt.Sprintf("%q is not used: %s", b.header, b.how), ""
	case b.near != "":
		return fmt.Sprintf("%q is not used: unknown header", b.header),
			fmt.Sprintf(`did you mean %s? --column "%s=%s"`, b.near, b.name(), b.near)
	}
	return "", ""
}

// unused lists the headers that are not used for one reason, with their letters.
func unused(cols []binding, why reason) (headers []string, first string) {
	for _, b := range cols {
		if b.reason == why && b.near == "" {
			headers = append(headers, fmt.Sprintf("%q (%s)", b.header, b.letters))
			if first == "" {
				first = b.letters
			}
		}
	}
	return headers, first
}

// choices are what a column could be, as --column takes it.
func (b *binding) choices() []string {
	names := make([]string, len(b.open.params))
	for i, p := range b.open.params {
		names[i] = p
		if ofContact(p) {
			names[i] = named(b.role, p)
		}
	}
	return names
}

// settling says which --column settles what a column is.
func (b *binding) settling() string {
	var flags []string
	for _, name := range slices.DeleteFunc(b.choices(), func(name string) bool { return name == statusField }) {
		flags = append(flags, fmt.Sprintf(`--column "%s=%s"`, b.name(), name))
	}
	return fmt.Sprintf(`settle it with %s; --column "%s=" leaves it out`, strings.Join(flags, " or "), b.name())
}

func identityIssue(sheetName string, number int, b *binding) job.Issue {
	return job.Issue{
		Cell: job.CellName(sheetName, b.letters, number), Column: b.header, Value: b.header,
		Message: "a column of identity documents, which no contact change needs and which would be kept in the run file",
		Hint:    "take the column out of the spreadsheet, or say --keep-id-columns",
	}
}

func either(names []string) string {
	if len(names) == 1 {
		return names[0] + " or something else"
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
