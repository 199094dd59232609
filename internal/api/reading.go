package api

import (
	"errors"

	"domainbatch/internal/job"
)

// Reading is one answer of any operation, by the names of the catalogue.
type Reading struct {
	RequestID string
	TaskNo    string
	Fields    job.Params   // members of the answer itself; lists in them joined by ", "
	Items     []job.Params // entries of its list
	Total     int          // entries of the whole list; -1: not told
	More      bool         // another page follows
	Next      job.Params   // with PagesByCursor and PagesByScroll: what to add to the request for the next page
}

// Asked is which page of a list was asked for.
type Asked struct{ Page, Size int }

// Read reads an answer of an operation, whatever its spelling. The error is an
// *AnswerError.
func Read(op *Operation, body []byte, asked Asked) (Reading, error) {
	return Reading{}, &AnswerError{Action: op.Name, Err: errors.ErrUnsupported}
}

// Holdings reads a page of QueryDomainList (003 §5.12). The error is an *AnswerError.
func Holdings(body []byte, page, size int) (Page[job.Holding], error) {
	return Page[job.Holding]{}, &AnswerError{Action: QueryDomainList, Err: errors.ErrUnsupported}
}

// HoldingOf reads the answer of QueryDomainByInstanceId (003 §5.11), or of
// QueryDomainByDomainName: a domain with its State. The error is an *AnswerError.
func HoldingOf(body []byte) (job.Holding, error) {
	return job.Holding{}, &AnswerError{Action: QueryDomainByInstanceId, Err: errors.ErrUnsupported}
}

// Profiles reads a page of QueryRegistrantProfiles (003 §4.2). The error is an *AnswerError.
func Profiles(body []byte, page, size int) (Page[job.Profile], error) {
	return Page[job.Profile]{}, &AnswerError{Action: QueryRegistrantProfiles, Err: errors.ErrUnsupported}
}

// Emails reads a page of ListEmailVerification (003 §5.3). The error is an *AnswerError.
func Emails(body []byte, page, size int) (Page[job.Email], error) {
	return Page[job.Email]{}, &AnswerError{Action: ListEmailVerification, Err: errors.ErrUnsupported}
}

// ForEach is what an answer says of one of the subjects of a joined request, in
// the operations that list those that went well and those that did not
// (SubmitEmailVerification and its like, TransferInCheckMailToken).
type ForEach struct {
	Subject string // as the API writes it
	OK      bool
	Exists  bool // in ExistList: it is there already; nothing was sent
	Code    string
	Message string
}

// Each reads SuccessList, FailList and ExistList. The error is an *AnswerError.
func Each(op *Operation, body []byte) ([]ForEach, error) {
	return nil, &AnswerError{Action: op.Name, Err: errors.ErrUnsupported}
}
