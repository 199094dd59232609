package api

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// Item is one subject of a request with what it has for itself.
type Item struct {
	Subject string     // a domain in ASCII form, or whatever the operation acts on
	Own     job.Params // parameters of this subject alone, by their names without index
}

// Request makes the parameters of one call: the shared ones and the subjects,
// domains in Unicode form as the API wants them. Empty values are left out,
// since no document says what they mean. An operation that takes one subject
// gets the first.
func Request(op *Operation, shared job.Params, subjects []string) job.Params {
	items := make([]Item, len(subjects))
	for i, subject := range subjects {
		items[i].Subject = subject
	}
	return RequestItems(op, shared, items)
}

// RequestItems is Request for subjects that have parameters of their own.
func RequestItems(op *Operation, shared job.Params, items []Item) job.Params {
	params := make(job.Params, len(shared)+len(items))
	maps.Copy(params, shared)
	switch {
	case op.Subject == "":
		for _, it := range items[:min(1, len(items))] {
			maps.Copy(params, it.Own)
		}
	case op.Joined:
		params[op.Subject] = joined(op, items)
	case op.List == "":
		for _, it := range items[:min(1, len(items))] {
			params[op.Subject] = wireSubject(op, it.Subject)
			maps.Copy(params, it.Own) // with the InstanceId of the domain, where that is the subject
		}
	default:
		list(params, op, items)
	}
	maps.DeleteFunc(params, func(_, value string) bool { return value == "" })
	return params
}

// list numbers the entries from 1: as DomainName.1 where the list is of the
// subjects themselves, as OrderRenewParam.1.DomainName where entries have fields.
func list(params job.Params, op *Operation, items []Item) {
	for i, it := range items {
		entry := op.List + "." + strconv.Itoa(i+1)
		if op.List == op.Subject {
			params[entry] = wireSubject(op, it.Subject)
			continue
		}
		params[entry+"."+op.Subject] = wireSubject(op, it.Subject)
		for name, value := range it.Own {
			params[entry+"."+name] = value
		}
	}
}

func joined(op *Operation, items []Item) string {
	subjects := make([]string, len(items))
	for i, it := range items {
		subjects[i] = wireSubject(op, it.Subject)
	}
	return strings.Join(subjects, ",")
}

func wireSubject(op *Operation, subject string) string {
	if op.Subject == "DomainName" {
		return WireName(subject)
	}
	return subject
}

// VerifyRequest makes the parameters of VerifyContactField for a contact.
func VerifyRequest(site Site, contact job.Params) job.Params {
	op, _ := Lookup(VerifyContactField)
	params := site.Fields(op, contact)
	delete(params, "DomainName")
	return params
}

// ContactRequest makes the parameters of QueryContactInfo for a domain in ASCII form.
func ContactRequest(domain, target string) job.Params {
	return job.Params{"DomainName": WireName(domain), "ContactType": target}
}

// TasksRequest makes the parameters of QueryTaskList for the tasks created in
// that time, which the API reads as whole days of a zone it does not name.
func TasksRequest(from, to time.Time, page, size int) job.Params {
	params := window(from, to, size)
	params["PageNum"] = strconv.Itoa(page)
	return params
}

// TaskHistoryRequest is TasksRequest for QueryTaskInfoHistory; the first page
// is asked for with the zero cursor.
func TaskHistoryRequest(from, to time.Time, size int, at Cursor) job.Params {
	params := window(from, to, size)
	maps.Copy(params, at.next)
	return params
}

// DetailsRequest makes the parameters of QueryTaskDetailList.
func DetailsRequest(taskNo string, page, size int) job.Params {
	return job.Params{"TaskNo": taskNo, "PageNum": strconv.Itoa(page), "PageSize": strconv.Itoa(size)}
}

// DetailHistoryRequest is DetailsRequest for QueryTaskDetailHistory; the first
// page is asked for with the zero cursor.
func DetailHistoryRequest(taskNo string, size int, at Cursor) job.Params {
	params := job.Params{"TaskNo": taskNo, "PageSize": strconv.Itoa(size)}
	maps.Copy(params, at.next)
	return params
}

func window(from, to time.Time, size int) job.Params {
	return job.Params{
		"BeginCreateTime": strconv.FormatInt(from.UnixMilli(), 10),
		"EndCreateTime":   strconv.FormatInt(to.UnixMilli(), 10),
		"PageSize":        strconv.Itoa(size),
	}
}

// QueryBudget is how many bytes the parameters of one request may take in a URL
// of 8 KiB. The rest is for the endpoint and the public
// parameters, of which a security token alone may take 1.5 KiB.
const QueryBudget = 6 << 10

// QueryBytes counts the bytes of the parameters in a URL query, percent-encoded
// as they are sent, with the & that follows each. It adds up: the bytes of two
// sets are the sum of the bytes of each.
func QueryBytes(params job.Params) int {
	n := 0
	for name, value := range params {
		n += encodedLen(name) + encodedLen(value) + len("=&")
	}
	return n
}

// encodedLen counts what the signature's encoding makes of a text: three bytes
// for each byte that is not unreserved.
func encodedLen(s string) int {
	n := len(s)
	for i := range len(s) {
		if !unreserved(s[i]) {
			n += 2
		}
	}
	return n
}

func unreserved(c byte) bool {
	return isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' || c == '~'
}

func isLetterOrDigit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || isDigit(c)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
