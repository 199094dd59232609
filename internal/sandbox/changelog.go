package sandbox

import (
	"slices"
	"time"
)

// logLimit is how many records the change log looks at, the newest ones (003 §5.8).
const logLimit = 1000

// logEntry is a detail that has ended.
type logEntry struct {
	t  *task
	i  int
	at time.Time
}

// queryLog lists what was done to domains page by page, newest first.
func queryLog(s *Sandbox, _ *operation, c *call) (object, *fail) {
	found := s.ended(c)
	limited := len(found) > logLimit
	if limited {
		found = found[:logLimit]
	}
	lo, hi, answer := c.page(len(found))
	data := list{item: "ChangeLog"}
	for _, e := range found[lo:hi] {
		data.objects = append(data.objects, s.logObject(e, c))
	}
	return append(answer, field{"ResultLimit", limited}, field{"Data", data}), nil
}

// ended gives the details that have ended and that a call's filters leave.
func (s *Sandbox) ended(c *call) []logEntry {
	var found []logEntry
	for _, t := range s.tasks.all {
		for i := range t.details {
			d := &t.details[i]
			if d.status(t, c.at) < 2 || len(c.names) > 0 && !slices.Contains(c.names, d.name) {
				continue
			}
			if at := t.ended(i); c.between("StartDate", "EndDate", at) {
				found = append(found, logEntry{t, i, at})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b logEntry) int { return b.at.Compare(a.at) })
	return found
}

// logResults are the words for how it ended, by outcome and language.
var logResults = map[bool][2]string{true: {"Success", "成功"}, false: {"Failure", "失败"}}

func (s *Sandbox) logObject(e logEntry, c *call) object {
	d := &e.t.details[e.i]
	s.at(d.name, c.at) // its effect says what has changed
	details := d.change
	if d.outcome != done || details == "" {
		details = d.message(d.status(e.t, c.at), c.lang())
	}
	return object{
		{"DomainName", display(d.name)}, {"Result", logResults[d.outcome == done][c.lang()]},
		{"Operation", typeWords[e.t.kind][c.lang()]}, {"OperationIPAddress", e.t.ip},
		{"Details", details}, {"Time", logTime(e.at, c.lang())},
	}
}

// logTime is in UTC, and in the form of the language (003 §5.8).
func logTime(at time.Time, lang int) string {
	if lang == 1 {
		return at.UTC().Format(time.DateTime)
	}
	return at.UTC().Format("Jan 02, 2006 15:04:05")
}

func logOperations() []operation {
	return []operation{{
		name: "QueryChangeLogList", run: queryLog,
		params: []param{
			pageNum, pageSize(100), {name: "StartDate", ok: number(0, 1<<53)}, {name: "EndDate", ok: number(0, 1<<53)}, filter(domainName),
		},
	}}
}
