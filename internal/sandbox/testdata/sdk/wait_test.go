package sdk

import (
	"encoding/json"
	"testing"
	"time"
)

// wait returns when every detail of a task has ended.
func (s *suite) wait(t *testing.T, address, task string) {
	t.Helper()
	ticks := time.NewTicker(5 * time.Millisecond)
	defer ticks.Stop()
	for {
		body, _, err := s.call(address, "QueryTaskDetailList", map[string]string{"PageNum": "1", "PageSize": "100", "TaskNo": task})
		if err != nil {
			t.Errorf("wait for the task %s: %v", task, err)
			return
		}
		var page struct {
			Data struct {
				TaskDetail []struct{ TaskStatusCode int }
			}
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil || len(page.Data.TaskDetail) == 0 {
			t.Errorf("wait for the task %s: %v in %s", task, err, body)
			return
		}
		open := false
		for _, d := range page.Data.TaskDetail {
			open = open || d.TaskStatusCode < 2
		}
		if !open {
			return
		}
		<-ticks.C
	}
}

// secrets are what the simulated API sends by mail; they follow from what they are for.
func (s *suite) secrets() {
	s.kept["mailToken"] = "?"
	s.kept["transferToken"] = "?"
}
