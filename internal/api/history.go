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
	return readHistory(body, QueryTaskInfoHistory, task, func(next *node) job.Params {
		return job.Params{"CreateTimeCursor": cursorTime(next), "TaskNoCursor": next.str("TaskNo")}
	})
}

// DetailHistory reads a page of QueryTaskDetailHistory, as TaskHistory does.
func DetailHistory(body []byte) ([]job.Detail, Cursor, error) {
	return readHistory(body, QueryTaskDetailHistory, detail, func(next *node) job.Params {
		return job.Params{"DomainNameCursor": next.str("DomainName"), "TaskDetailNoCursor": next.str("TaskDetailNo")}
	})
}

func readHistory[T any](body []byte, action string, read func(*node) (T, error), cursor func(*node) job.Params) ([]T, Cursor, error) {
	n, err := answer(body, action, "Objects", "CurrentPageCursor", "NextPageCursor", "RequestId")
	if err != nil {
		return nil, Cursor{}, err
	}
	// Entries stand under the names of their types in XML (Objects/TaskInfoHistory).
	inner := map[string]string{QueryTaskInfoHistory: "TaskInfoHistory", QueryTaskDetailHistory: "TaskDetailHistory"}[action]
	items, err := readList(n, "Objects", inner, read)
	if err != nil {
		return nil, Cursor{}, &AnswerError{Action: action, Err: err}
	}
	var at Cursor
	for _, next := range n.members["nextpagecursor"] {
		at.next = filled(cursor(next))
	}
	if len(items) == 0 {
		at = Cursor{} // an empty page is the last one, whatever its cursor says
	}
	return items, at, nil
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
