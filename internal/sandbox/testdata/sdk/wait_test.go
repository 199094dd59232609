package sdk

import (
	"encoding/json"
	"testing"
	"time"
)

// wait returns when every detail of a task has ended and can be read, in the
// list or in the history.
func (s *suite) wait(t *testing.T, history bool, task string) {
	t.Helper()
	address, operation := s.address, "QueryTaskDetailList"
	params := map[string]string{"PageNum": "1", "PageSize": "100", "TaskNo": task}
	if history {
		address, operation = s.past, "QueryTaskDetailHistory"
		delete(params, "PageNum")
	}
	ticks := time.NewTicker(5 * time.Millisecond)
	defer ticks.Stop()
	for {
		body, _, err := s.call(address, operation, params)
		if err != nil {
			t.Errorf("wait for the task %s: %v", task, err)
			return
		}
		if ended(body) {
			return
		}
		select {
		case <-ticks.C:
		case <-t.Context().Done():
			return
		}
	}
}

// ended tells whether a page has details, none of them open.
func ended(body string) bool {
	type detail struct{ TaskStatusCode int }
	var page struct {
		Data    struct{ TaskDetail []detail }
		Objects []detail
	}
	if json.Unmarshal([]byte(body), &page) != nil {
		return false
	}
	details := append(page.Data.TaskDetail, page.Objects...)
	for _, d := range details {
		if d.TaskStatusCode < 2 {
			return false
		}
	}
	return len(details) > 0
}
