package sandbox

import (
	"math"
	"slices"
	"time"

	"domainbatch/internal/job"
)

// task is an asynchronous task. What becomes of it and when is settled at its
// creation; how far it is follows from the moment of asking.
type task struct {
	no       string
	op       *operation
	kind     string // TaskType
	target   string // ContactType, or empty
	created  time.Time
	visible  time.Time // when the lists begin to show it
	archived time.Time // after which the history operations show it, and they alone
	start    time.Duration
	finish   time.Duration // of the last detail
	fields   job.Params    // what the operation's effect needs; shared, never written to
	profile  string        // RegistrantProfileId, where it has one
	bars     bool          // it keeps its domains from being transferred out
	ip       string
	details  []detail
}

// isOld tells whether a task is in the history.
func (t *task) isOld(now time.Time) bool { return now.After(t.archived) }

// detail is one domain of a task; its times count from the creation of the task.
type detail struct {
	name          string // ASCII form
	start, finish time.Duration
	outcome       outcome
	own           job.Params // what this domain's effect needs beside the task's fields; nil: nothing
	change        string     // what was there and what came, in the words of the change log
	confirmed     bool       // taken out of the inbox
}

// never is the finish of a detail that does not end.
const never = time.Duration(math.MaxInt64)

// The status words of tasks and details; a task's code counts from 1, a detail's from 0 (003 §5.14, §5.16).
var (
	taskStatus   = []string{1: "WAITING_EXECUTE", 2: "EXECUTING", 3: "COMPLETE"}
	detailStatus = []string{"WAITING_EXECUTE", "EXECUTING", "EXECUTE_SUCCESS", "EXECUTE_FAILURE"}
)

// status gives the TaskStatusCode of a task.
func (t *task) status(now time.Time) int {
	switch age := now.Sub(t.created); {
	case age < t.start:
		return 1
	case age < t.finish:
		return 2
	}
	return 3
}

// status gives the TaskStatusCode of a detail of t.
func (d *detail) status(t *task, now time.Time) int {
	switch age := now.Sub(t.created); {
	case age < d.start:
		return 0
	case age < d.finish:
		return 1
	case d.outcome == done:
		return 2
	}
	return 3
}

// waiting counts the details that have not started.
func (t *task) waiting(now time.Time) int {
	n := 0
	for i := range t.details {
		if t.details[i].status(t, now) == 0 {
			n++
		}
	}
	return n
}

// updated is when a detail last changed.
func (d *detail) updated(t *task, now time.Time) time.Time {
	switch d.status(t, now) {
	case 0:
		return t.created
	case 1:
		return t.created.Add(d.start)
	}
	return t.created.Add(d.finish)
}

// taskList holds the tasks in the order of their creation. What shows of them
// follows from the moment of asking.
type taskList struct {
	numbered map[string]*task
	all      []*task
	count    int64 // tasks ever made
}

func (l *taskList) add(t *task) {
	if l.numbered == nil {
		l.numbered = make(map[string]*task)
	}
	l.numbered[t.no] = t
	i := len(l.all) // nearly always the newest
	for i > 0 && l.all[i-1].created.After(t.created) {
		i--
	}
	l.all = slices.Insert(l.all, i, t)
}

// find gives a task by its number, once it shows.
func (l *taskList) find(no string, now time.Time) *task {
	if t := l.numbered[no]; t != nil && !t.visible.After(now) {
		return t
	}
	return nil
}

// span is a part of the tasks, as one of the lists shows it at a moment.
type span struct {
	from, to time.Time // creation at from or later and before to
	at       time.Time
	old      bool // the history, not the list
}

// show gives the tasks of a span, oldest first.
func (l *taskList) show(sp span) []*task {
	before := func(t *task, at time.Time) int {
		if t.created.Before(at) {
			return -1
		}
		return 1
	}
	lo, _ := slices.BinarySearchFunc(l.all, sp.from, before)
	hi, _ := slices.BinarySearchFunc(l.all, sp.to, before)
	shown := make([]*task, 0, max(hi-lo, 0))
	for _, t := range l.all[lo:max(lo, hi)] {
		if !t.visible.After(sp.at) && t.isOld(sp.at) == sp.old {
			shown = append(shown, t)
		}
	}
	return shown
}
