package api

import (
	"errors"
	"strconv"

	"domainbatch/internal/job"
)

// Page is one page of a list.
type Page[T any] struct {
	Items []T
	Total int  // entries of the whole list; -1: not told
	More  bool // another page follows
}

// RequestID returns the request id of any answer, empty when it has none.
func RequestID(body []byte) string {
	n, err := parse(body)
	if err != nil {
		return ""
	}
	return n.str("RequestId")
}

// TaskNo returns the number of the task that a write made. The error is an
// *AnswerError: the write may have been done all the same.
func TaskNo(body []byte) (string, error) {
	n, err := parse(body)
	if err != nil {
		return "", &AnswerError{Err: err}
	}
	if no := n.str("TaskNo"); no != "" {
		return no, nil
	}
	return "", &AnswerError{Err: errNoTask}
}

// Verified tells whether an answer with a good status is that of
// VerifyContactField, which holds a request id and nothing else. The error is
// an *AnswerError.
func Verified(body []byte) error {
	n, err := parse(body)
	if err == nil && (n.str("RequestId") == "" || n.str("Code") != "") {
		err = errAnother
	}
	if err != nil {
		return &AnswerError{Action: VerifyContactField, Err: err}
	}
	return nil
}

// Tasks reads a page of QueryTaskList. page and size are what was asked for:
// the answer's own echo of them is not to be trusted. The error
// is an *AnswerError.
func Tasks(body []byte, page, size int) (Page[job.Task], error) {
	return readPage(body, QueryTaskList, Asked{Page: page, Size: size}, task)
}

// Details reads a page of QueryTaskDetailList, as Tasks does.
func Details(body []byte, page, size int) (Page[job.Detail], error) {
	return readPage(body, QueryTaskDetailList, Asked{Page: page, Size: size}, detail)
}

func readPage[T any](body []byte, action string, asked Asked, read func(*node) (T, error)) (Page[T], error) {
	op, _ := Lookup(action)
	n, err := answer(body, action, op.Answer.List, "TotalItemNum", "RequestId")
	if err != nil {
		return Page[T]{}, err
	}
	items, err := readList(n, op, read)
	if err != nil {
		return Page[T]{}, err
	}
	p := Page[T]{Items: items, Total: -1}
	if total, ok := number(n, "TotalItemNum"); ok {
		p.Total = total
	}
	p.More = more(n, asked, len(items))
	return p, nil
}

// answer reads a body that must hold one of the named members. One with a code
// in place of data is an error that came with a good status.
func answer(body []byte, action string, members ...string) (*node, error) {
	n, err := parse(body)
	if err == nil && (!n.has(members...) || n.str("Code") != "" && !n.has(members[0])) {
		err = errAnother
	}
	if err != nil {
		return nil, &AnswerError{Action: action, Err: err}
	}
	return n, nil
}

func readList[T any](n *node, op *Operation, read func(*node) (T, error)) ([]T, error) {
	entries, err := n.list(op.Answer.List, op.Answer.Inner)
	if err != nil {
		return nil, &AnswerError{Action: op.Name, Err: err}
	}
	items := make([]T, len(entries))
	for i, entry := range entries {
		if items[i], err = read(entry); err != nil {
			return nil, &AnswerError{Action: op.Name, Err: err}
		}
	}
	return items, nil
}

// more tells whether a page follows: by NextPage, else by the number of pages,
// else by the total, else by whether the page is full. The examples of 003 leave
// out the first; an empty page is always the last.
func more(n *node, asked Asked, got int) bool {
	if got == 0 {
		return false
	}
	switch n.str("NextPage") {
	case "true", "True", "TRUE", "1":
		return true
	case "":
	default:
		return false
	}
	if pages, ok := number(n, "TotalPageNum"); ok {
		return asked.Page < pages
	}
	// A server that gives less than was asked for shows it in the size that it
	// echoes, or by a short first page; taking the smaller one asks for at most
	// one page too many.
	size := asked.Size
	if told, ok := number(n, "PageSize"); ok && told > 0 {
		size = min(size, told)
	}
	if asked.Page == 1 {
		size = min(size, got)
	}
	if total, ok := number(n, "TotalItemNum"); ok {
		return asked.Page*size < total
	}
	return got >= asked.Size
}

func number(n *node, name string) (int, bool) {
	v, err := strconv.Atoi(n.str(name))
	return v, err == nil
}

// task reads an entry of QueryTaskList or QueryTaskInfoHistory. One without
// number is refused: a list that has it is no proof of what is not in it.
func task(n *node) (job.Task, error) {
	t := job.Task{
		No:       n.str("TaskNo"),
		Type:     n.str("TaskType"),
		Complete: taskComplete(n.str("TaskStatus"), n.str("TaskStatusCode")),
		Created:  n.str("CreateTime"),
	}
	if long := n.str("CreateTimeLong"); long != "" {
		t.Created = long
	}
	t.Num, _ = number(n, "TaskNum")
	if t.No == "" {
		return t, errors.New("a task in it has no TaskNo")
	}
	return t, nil
}

func detail(n *node) (job.Detail, error) {
	d := job.Detail{
		TaskNo:  n.str("TaskNo"),
		No:      n.str("TaskDetailNo"),
		Type:    n.str("TaskType"),
		Domain:  n.str("DomainName"),
		Status:  detailStatusOf(n.str("TaskStatus"), n.str("TaskStatusCode")),
		Message: n.str("ErrorMsg"),
		Created: n.str("CreateTime"),
		Updated: n.str("UpdateTime"),
		Result:  n.str("TaskResult"),
	}
	d.TryCount, _ = number(n, "TryCount")
	// FailReason is in the SDKs only. ErrorMsg is filled on success too, so
	// that on failure it may be the less telling of the two.
	if reason := n.str("FailReason"); reason != "" && (d.Status == job.StatusFailure || d.Message == "") {
		d.Message = reason
	}
	if d.Domain == "" && d.No == "" {
		return d, errors.New("a task detail in it has neither DomainName nor TaskDetailNo")
	}
	return d, nil
}

// Contact reads the answer of QueryContactInfo: the contact fields that it has,
// empty ones too, by the names of request parameters. The error is an *AnswerError.
func Contact(body []byte) (job.Params, error) {
	names := make([]string, len(ContactFields))
	for i, f := range ContactFields {
		names[i] = f.Name
	}
	n, err := answer(body, QueryContactInfo, append(names, "RequestId")...)
	if err != nil {
		return nil, err
	}
	return contactFields(n), nil
}

func contactFields(n *node) job.Params {
	fields := make(job.Params)
	for _, f := range ContactFields {
		if value, ok := n.value(f.Name); ok {
			fields[f.Name] = value
		}
	}
	return fields
}
