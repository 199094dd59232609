package sandbox

import (
	"slices"
	"strconv"
	"time"
)

// queryContact answers with one contact as it is at this moment.
func queryContact(s *Sandbox, _ *operation, c *call) (object, *fail) {
	name := c.names[0]
	if !s.exists(name, c.at) {
		return nil, notThere()
	}
	contact := s.contactOf(name, roleOf(c.get("ContactType")), c.at)
	answer := object{{"CreateDate", created}}
	for i := range contactFields {
		p := &contactFields[i]
		if p.only == "" || p.only == c.version {
			answer = append(answer, field{p.name, contact[p.name]})
		}
	}
	return answer, nil
}

// integer reads a parameter that was checked before; 0 where it is absent.
func (c *call) integer(name string) int64 {
	n, _ := strconv.ParseInt(c.get(name), 10, 64) // 0 is what an absent one means
	return n
}

// days gives the tasks that a call asks for, by whole days of zone.
func (s *Sandbox) days(c *call) span {
	sp := span{to: c.at.Add(24 * time.Hour), at: c.at}
	if c.fault.Stale {
		sp.at = c.at.Add(-s.opts.Late)
	}
	if ms := c.integer("BeginCreateTime"); ms > 0 {
		sp.from = dayOf(ms)
	}
	if ms := c.integer("EndCreateTime"); ms > 0 {
		sp.to = dayOf(ms).AddDate(0, 0, 1)
	}
	return sp
}

func dayOf(ms int64) time.Time {
	at := time.UnixMilli(ms).In(zone())
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone())
}

// page gives the part of total entries that a call asks for, and how the
// answer tells of it.
func (c *call) page(total int) (lo, hi int, tells object) {
	num, size := max(c.integer("PageNum"), 1), c.integer("PageSize")
	if size == 0 {
		size = unpaged
	}
	if c.fault.Repeat {
		num = 1
	}
	pages := (int64(total) + size - 1) / size
	lo = int(min((num-1)*size, int64(total)))
	hi = int(min(int64(lo)+size, int64(total)))
	if c.fault.Repeat {
		return lo, hi, object{{"CurrentPageNum", num}, {"PageSize", size}, {"PrePage", false}, {"NextPage", true}}
	}
	return lo, hi, object{
		{"TotalItemNum", total}, {"CurrentPageNum", num}, {"TotalPageNum", pages}, {"PageSize", size},
		{"PrePage", num > 1}, {"NextPage", num < pages},
	}
}

// unpaged is the size of a page where none is asked for.
const unpaged = 500

// queryTasks lists the tasks that are not in the history yet, newest first.
func queryTasks(s *Sandbox, _ *operation, c *call) (object, *fail) {
	sp := s.days(c)
	tasks := s.tasks.show(sp)
	lo, hi, answer := c.page(len(tasks))
	data := list{item: "TaskInfo"}
	for i := lo; i < hi; i++ {
		data.objects = append(data.objects, s.taskObject(tasks[len(tasks)-1-i], sp.at, c))
	}
	return append(answer, field{"Data", data}), nil
}

func (s *Sandbox) taskObject(t *task, at time.Time, c *call) object {
	code := t.status(at)
	return object{
		{"TaskNo", t.no}, {"TaskType", t.kind}, {"TaskNum", len(t.details)},
		{"TaskStatus", taskStatus[code]}, {"TaskStatusCode", code},
		{"CreateTime", s.listTime(t.created)}, {"Clientip", t.ip},
		{"TaskTypeDescription", typeWords[t.kind][c.lang()]},
	}
}

// lang gives the language asked for: 0 English, 1 Chinese.
func (c *call) lang() int {
	if c.get("Lang") == "zh" {
		return 1
	}
	return 0
}

func wireTime(at time.Time) string { return at.In(zone()).Format("2006-01-02 15:04:05") }

// listTime has, in the documents' shapes, the other form of their samples (003 §5.16).
func (s *Sandbox) listTime(at time.Time) string {
	if s.opts.Camel {
		return at.In(zone()).Format("Jan 02, 2006 15:04:05")
	}
	return wireTime(at)
}

// queryDetails lists the details of one task that is not in the history yet.
func queryDetails(s *Sandbox, _ *operation, c *call) (object, *fail) {
	t := s.tasks.find(c.get("TaskNo"), c.at)
	var picked []int
	if t != nil && !t.isOld(c.at) {
		picked = pick(t, c)
	}
	lo, hi, answer := c.page(len(picked))
	data := list{item: "TaskDetail"}
	for _, i := range picked[lo:hi] {
		data.objects = append(data.objects, s.resultObject(t, i, c))
	}
	return append(answer, field{"Data", data}), nil
}

// pick gives the details that a call's filters leave.
func pick(t *task, c *call) []int {
	var picked []int
	for i := range t.details {
		d := &t.details[i]
		switch {
		case c.get("TaskStatus") != "" && c.integer("TaskStatus") != int64(d.status(t, c.at)):
		case len(c.names) > 0 && !slices.Contains(c.names, d.name):
		case c.get("InstanceId") != "" && c.get("InstanceId") != instanceID(d.name):
		default:
			picked = append(picked, i)
		}
	}
	return picked
}

// resultObject tells, beside what a detail is, what came of it, where its type has that.
func (s *Sandbox) resultObject(t *task, i int, c *call) object {
	o := detailObject(t, i, c)
	if t.op.result != nil && t.details[i].status(t, c.at) == 2 {
		o = append(o, field{"TaskResult", t.op.result(s, t, i)})
	}
	return o
}

func detailObject(t *task, i int, c *call) object {
	d := &t.details[i]
	code := d.status(t, c.at)
	o := object{
		{"TaskNo", t.no}, {"TaskDetailNo", detailNo(t.no, i)}, {"TaskType", t.kind},
		{"DomainName", display(d.name)}, {"InstanceId", instanceID(d.name)},
		{"TaskStatus", detailStatus[code]}, {"TaskStatusCode", code},
		{"CreateTime", wireTime(t.created)}, {"UpdateTime", wireTime(d.updated(t, c.at))},
		{"TryCount", tries[code]}, {"ErrorMsg", d.message(code, c.lang())},
		{"TaskTypeDescription", typeWords[t.kind][c.lang()]},
	}
	if code == 3 && c.version != versionIntl {
		o = append(o, field{"FailReason", d.message(code, c.lang())})
	}
	return o
}

// tries are the TryCounts by status: a failure is final after the server's own retries.
var tries = []int{0, 1, 1, 3}

func (d *detail) message(code, lang int) string {
	if code < 2 {
		return ""
	}
	return endWords[d.outcome][lang]
}

func taskOperations() []operation {
	return []operation{
		{
			name: "QueryTaskList", lists: taskEntries, run: queryTasks,
			params: []param{pageNum, pageSize(100), beginTime, endTime},
		},
		{
			name: "QueryTaskDetailList", lists: detailEntries, run: queryDetails,
			params: []param{pageNum, pageSize(1000), taskNumber, statusOf, filter(domainName), instanceIs},
		},
		{
			name: "QueryTaskInfoHistory", lists: taskEntries, run: queryTaskHistory,
			params: []param{pageSize(100), beginTime, endTime, {name: "CreateTimeCursor", ok: number(0, 1<<53)}, {name: "TaskNoCursor"}},
		},
		{
			name: "QueryTaskDetailHistory", lists: detailEntries, run: queryDetailHistory,
			params: []param{
				pageSize(100), taskNumber, statusOf, filter(domainName), instanceIs,
				{name: "DomainNameCursor"}, {name: "TaskDetailNoCursor"},
			},
		},
	}
}
