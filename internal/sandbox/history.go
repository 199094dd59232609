package sandbox

import (
	"slices"
)

// queryTaskHistory walks through the archived tasks, newest first. A cursor
// names the first entry of the wanted page.
func queryTaskHistory(s *Sandbox, _ *operation, c *call) (object, *fail) {
	sp := s.days(c)
	sp.old = true
	tasks := s.tasks.show(sp)
	at, ok := taskCursor(tasks, c)
	if !ok {
		return nil, illegal("TaskNoCursor")
	}
	show := func(i int) object {
		t := tasks[len(tasks)-1-i]
		return append(s.taskObject(t, sp.at, c), field{"CreateTimeLong", t.created.UnixMilli()})
	}
	return c.cursors("TaskInfoHistory", at, len(tasks), show), nil
}

// taskCursor finds the entry, counted from the newest, at which a page begins.
func taskCursor(tasks []*task, c *call) (at int, ok bool) {
	no, ms := c.get("TaskNoCursor"), c.integer("CreateTimeCursor")
	if no == "" && ms == 0 {
		return 0, true
	}
	if ms == 0 {
		i := slices.IndexFunc(tasks, func(t *task) bool { return t.no == no })
		return len(tasks) - 1 - i, i >= 0
	}
	i, _ := slices.BinarySearchFunc(tasks, ms, func(t *task, ms int64) int {
		if t.created.UnixMilli() <= ms {
			return -1
		}
		return 1
	})
	for at = len(tasks) - i; at < len(tasks); at++ {
		t := tasks[len(tasks)-1-at]
		if no == "" || t.no == no {
			return at, true
		}
		if t.created.UnixMilli() < ms {
			break
		}
	}
	return at, no == ""
}

// queryDetailHistory walks through the details of one archived task.
func queryDetailHistory(s *Sandbox, _ *operation, c *call) (object, *fail) {
	t := s.tasks.find(c.get("TaskNo"), c.at)
	var picked []int
	if t != nil && t.isOld(c.at) {
		picked = pick(t, c)
	}
	at := slices.IndexFunc(picked, func(i int) bool { return t.details[i].isAt(t, i, c) })
	if at < 0 && (c.get("TaskDetailNoCursor") != "" || c.get("DomainNameCursor") != "") {
		return nil, illegal("TaskDetailNoCursor")
	}
	show := func(i int) object { return detailObject(t, picked[i], c) }
	return c.cursors("TaskDetailHistory", max(at, 0), len(picked), show), nil
}

// isAt tells whether the detail is the one that the call's cursor names.
func (d *detail) isAt(t *task, i int, c *call) bool {
	no, name := c.get("TaskDetailNoCursor"), c.get("DomainNameCursor")
	return (no == "" || no == detailNo(t.no, i)) && (name == "" || name == display(d.name))
}

// cursors makes a page of total entries that begins at at. The cursors are
// the first entries of their pages; an empty one says that there is no page.
func (c *call) cursors(item string, at, total int, show func(int) object) object {
	size := int(c.integer("PageSize"))
	objects := list{item: item, flat: true}
	for i := at; i < min(at+size, total); i++ {
		objects.objects = append(objects.objects, show(i))
	}
	current, next, before := object{}, object{}, object{}
	if at < total {
		current = show(at)
	}
	if at+size < total {
		next = show(at + size)
	}
	if at > 0 {
		before = show(max(at-size, 0))
	}
	return object{
		{"PageSize", size}, {"CurrentPageCursor", current}, {"NextPageCursor", next}, {"PrePageCursor", before},
		{"Objects", objects},
	}
}
