package sandbox

import (
	"slices"

	"domainbatch/internal/job"
)

// inInbox tells whether a detail is a result that was not confirmed yet.
func (t *task) inInbox(i int, c *call) bool {
	d := &t.details[i]
	return !d.confirmed && d.status(t, c.at) >= 2 && !t.visible.After(c.at) && !t.isOld(c.at)
}

// pollResults lists the results that were not confirmed yet, oldest task first.
func pollResults(s *Sandbox, _ *operation, c *call) (object, *fail) {
	type at struct {
		t *task
		i int
	}
	var found []at
	for _, t := range s.tasks.all {
		if no := c.get("TaskNo"); no != "" && no != t.no {
			continue
		}
		for i := range t.details {
			if t.inInbox(i, c) && t.details[i].wanted(t, c) {
				found = append(found, at{t, i})
			}
		}
	}
	lo, hi, answer := c.page(len(found))
	data := list{item: "TaskDetail"}
	for _, f := range found[lo:hi] {
		data.objects = append(data.objects, s.resultObject(f.t, f.i, c))
	}
	return append(answer, field{"Data", data}), nil
}

// wanted tells whether the filters of a poll leave a detail.
func (d *detail) wanted(t *task, c *call) bool {
	switch {
	case c.get("TaskResultStatus") != "" && c.integer("TaskResultStatus") != int64(d.status(t, c.at)):
	case len(c.names) > 0 && !slices.Contains(c.names, d.name):
	case c.get("InstanceId") != "" && c.get("InstanceId") != instanceID(d.name):
	default:
		return true
	}
	return false
}

// confirmResults takes results out of the inbox, and tells how many were in it.
func confirmResults(s *Sandbox, op *operation, c *call) (object, *fail) {
	numbers := make(map[string]bool)
	for _, value := range op.business(c) {
		numbers[value] = true
	}
	params := make(job.Params)
	count := 0
	for _, t := range s.tasks.all {
		for i := range t.details {
			if no := detailNo(t.no, i); numbers[no] && t.inInbox(i, c) {
				count++
				params[confirmedDetail.wireName(count-1)] = no
			}
		}
	}
	if count > 0 {
		if err := s.commit(op, c, nil, params); err != nil {
			return nil, err
		}
	}
	return object{{"Result", count}}, nil
}

func resultsConfirmed(s *Sandbox, r *record) []string {
	numbers := make(map[string]bool)
	var subjects []string
	for _, no := range r.Params {
		numbers[no] = true
	}
	for _, t := range s.tasks.all {
		for i := range t.details {
			if no := detailNo(t.no, i); numbers[no] {
				t.details[i].confirmed = true
				subjects = append(subjects, no)
			}
		}
	}
	return subjects
}

var confirmedDetail = param{name: "TaskDetailNo", required: true, list: true}

func inboxOperations() []operation {
	return []operation{
		{
			name: "PollTaskResult", run: pollResults,
			params: []param{pageNum, pageSize(1000), filter(domainName), instanceIs, filter(taskNumber), {name: "TaskResultStatus", ok: oneOf("2", "3")}},
		},
		{name: "AcknowledgeTaskResult", run: confirmResults, change: resultsConfirmed, params: []param{confirmedDetail}},
	}
}
