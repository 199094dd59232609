package api

import (
	"strconv"

	"domainbatch/internal/job"
)

// Cursor says where a history goes on. The zero value is its first page.
type Cursor struct{ next job.Params }

// More tells whether there is a next page. It is false for the zero value too,
// so ask the cursor that an answer gave.
func (c Cursor) More() bool { return len(c.next) > 0 }

// Key is equal for equal cursors only; an answer that points at its own page
// would be read for ever.
func (c Cursor) Key() string { return c.next.Key() }

// TaskHistory reads a page of QueryTaskInfoHistory and says where the next
// begins. The error is an *AnswerError.
func TaskHistory(body []byte) ([]job.Task, Cursor, error) {
	return readHistory(body, QueryTaskInfoHistory, task)
}

// DetailHistory reads a page of QueryTaskDetailHistory, as TaskHistory does.
func DetailHistory(body []byte) ([]job.Detail, Cursor, error) {
	return readHistory(body, QueryTaskDetailHistory, detail)
}

func readHistory[T any](body []byte, action string, read func(*node) (T, error)) ([]T, Cursor, error) {
	n, err := answer(body, action, "Objects", "CurrentPageCursor", "NextPageCursor", "RequestId")
	if err != nil {
		return nil, Cursor{}, err
	}
	op, _ := Lookup(action)
	items, err := readList(n, op, read)
	if err != nil {
		return nil, Cursor{}, err
	}
	return items, cursorAfter(n, action, len(items)), nil
}

// cursorAfter reads where a history goes on. An empty page is the last one,
// whatever its cursor says.
func cursorAfter(n *node, action string, got int) Cursor {
	if got == 0 {
		return Cursor{}
	}
	var at Cursor
	for _, next := range n.members["nextpagecursor"] {
		if action == QueryTaskInfoHistory {
			at.next = filled(job.Params{"CreateTimeCursor": cursorTime(next), "TaskNoCursor": next.str("TaskNo")})
		} else {
			at.next = filled(job.Params{"DomainNameCursor": next.str("DomainName"), "TaskDetailNoCursor": next.str("TaskDetailNo")})
		}
	}
	return at
}

// cursorTime is the time a cursor points at: in milliseconds, which the newer
// documents want, made from the text where the answer has only that.
func cursorTime(next *node) string {
	if long := next.str("CreateTimeLong"); long != "" {
		return long
	}
	text := next.str("CreateTime")
	if t, ok := ParseTime(text); ok {
		return strconv.FormatInt(t.UnixMilli(), 10)
	}
	return text
}

func filled(params job.Params) job.Params {
	for name, value := range params {
		if value == "" {
			delete(params, name)
		}
	}
	return params
}
