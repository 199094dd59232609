package api

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// LogPage is the most records that one page of QueryChangeLogList can have, and
// LogLimit how many it looks at, the newest ones (003 §5.8).
const (
	LogPage  = 100
	LogLimit = 1000
)

// LogRequest makes the parameters of QueryChangeLogList for what was done in that
// time, both ends in it. domain, in ASCII form, may be empty: then it is asked
// for all of the account's.
func LogRequest(from, to time.Time, domain string, page int) job.Params {
	return filled(job.Params{
		"StartDate":  strconv.FormatInt(from.UnixMilli(), 10),
		"EndDate":    strconv.FormatInt(to.UnixMilli(), 10),
		"DomainName": WireName(domain),
		"PageNum":    strconv.Itoa(page),
		"PageSize":   strconv.Itoa(LogPage),
	})
}

// LogRecords is a page of the registrar's own log.
type LogRecords struct {
	Page[job.LogRecord]
	Limited bool // more matched than it looks at: the older ones are in no page
}

// ChangeLogs reads a page of QueryChangeLogList. page is the one that was asked
// for. One record without a domain is refused: whose it is cannot be told. The
// error is an *AnswerError.
func ChangeLogs(body []byte, page int) (LogRecords, error) {
	records, err := readPage(body, QueryChangeLogList, Asked{Page: page, Size: LogPage}, logRecord)
	if err != nil {
		return LogRecords{}, err
	}
	n, err := parse(body)
	if err != nil {
		return LogRecords{}, &AnswerError{Action: QueryChangeLogList, Err: err}
	}
	return LogRecords{Page: records, Limited: yes(n, "ResultLimit") || records.Total > LogLimit}, nil
}

func logRecord(n *node) (job.LogRecord, error) {
	r := job.LogRecord{
		Domain:    strings.ToLower(n.str("DomainName")),
		Operation: n.str("Operation"),
		Result:    n.str("Result"),
		Details:   n.str("Details"),
		IP:        n.str("OperationIPAddress"),
		Time:      n.str("Time"),
	}
	if r.Domain == "" {
		return r, errors.New("a record in it has no DomainName")
	}
	if ascii, err := Domain(r.Domain); err == nil {
		r.Domain = ascii
	}
	return r, nil
}
