package executor

import (
	"context"
	"maps"
	"slices"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// survey is what the registrar's lists show of the time of some doubts.
type survey struct {
	asked   time.Time // when the reading began
	tasks   map[string]job.Task
	equal   bool                      // two whole readings, one after the other, showed the same
	ours    map[string][]job.ChangeID // tasks that were found for these changes
	told    map[string]time.Time      // tasks that an answer has named, by when it was sent
	details map[string][]job.Detail
	whole   map[string]bool
	ahead   time.Duration // how far the times of the lists are ahead of this clock, their zone included
	timed   bool          // ahead is known
	line    *line
}

// survey reads the list of tasks and their history from the day before the
// first doubt to the day after today, twice: pages shift while tasks are made,
// so that one reading may miss one.
func (a *apply) survey(ctx context.Context, l *line, doubts []*doubt) (*survey, error) {
	from := doubts[0].begun
	for _, d := range doubts {
		if d.begun.Before(from) {
			from = d.begun
		}
	}
	asked := time.Now()
	first, whole1, err := l.allTasks(ctx, from)
	if err != nil {
		return nil, err
	}
	second, whole2, err := l.allTasks(ctx, from)
	if err != nil {
		return nil, err
	}
	s := &survey{
		asked: asked, line: l, tasks: second, ours: make(map[string][]job.ChangeID), told: make(map[string]time.Time),
		equal:   whole1 && whole2 && slices.Equal(slices.Sorted(maps.Keys(first)), slices.Sorted(maps.Keys(second))),
		details: make(map[string][]job.Detail), whole: make(map[string]bool),
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := range a.Ledger.Standings {
		switch own := &a.Ledger.Standings[i]; {
		case own.TaskNo == "", !a.mine(own.Change):
		case own.Found:
			s.ours[own.TaskNo] = append(s.ours[own.TaskNo], own.Change)
		default:
			s.told[own.TaskNo] = own.Submitted
		}
	}
	s.compareClocks()
	return s, nil
}

// taken tells whether a task surely belongs to another request than the one that
// held these changes. One that was found for some of them may hold the others too.
func (s *survey) taken(no string, sent []job.ChangeID) bool {
	_, told := s.told[no]
	return told || slices.ContainsFunc(s.ours[no], func(id job.ChangeID) bool { return !slices.Contains(sent, id) })
}

// compareClocks learns from the tasks that this run has surely sent how the
// times of the lists are to be read: their zone is not documented. Where they do
// not agree, nothing is learnt.
func (s *survey) compareClocks() {
	least, most := time.Duration(0), time.Duration(0)
	for no, at := range s.told {
		made, dated := api.ParseTime(s.tasks[no].Created)
		if !dated {
			continue
		}
		ahead := made.Sub(at)
		if !s.timed {
			least, most, s.timed = ahead, ahead, true
		}
		least, most = min(least, ahead), max(most, ahead)
	}
	s.ahead = least
	s.timed = s.timed && most-least < slack
}

// before tells whether a task was surely made before a moment of this clock.
func (s *survey) before(t job.Task, at time.Time) bool {
	made, dated := api.ParseTime(t.Created)
	switch {
	case !dated:
		return false
	case s.timed:
		return made.Add(-s.ahead).Before(at.Add(-slack))
	}
	return made.Before(s.line.theirs(at.Add(-day))) // in whatever zone
}

// allTasks reads both lists, all pages. whole is false when a page that repeated
// may have stood in the place of another.
func (l *line) allTasks(ctx context.Context, from time.Time) (all map[string]job.Task, whole bool, err error) {
	all = make(map[string]job.Task)
	listed, err := l.tasks(ctx, from, time.Now(), func(t job.Task) bool {
		all[t.No] = t
		return true
	})
	if err != nil {
		return nil, false, err
	}
	old, err := l.taskHistory(ctx, from, all)
	return all, listed && old, err
}

func (l *line) taskHistory(ctx context.Context, from time.Time, all map[string]job.Task) (whole bool, err error) {
	var at api.Cursor
	read := make(map[string]bool)
	for {
		var page []job.Task
		params := l.run.withLang(api.TaskHistoryRequest(l.theirs(from.Add(-day)), l.theirs(time.Now().Add(day)), listPage, at))
		err := l.read(ctx, api.QueryTaskInfoHistory, params, func(body []byte) (err error) {
			page, at, err = api.TaskHistory(body)
			return err
		})
		if err != nil {
			return false, refusedRead(err)
		}
		for _, t := range page {
			all[t.No] = t
		}
		if !at.More() || read[at.Key()] {
			return !at.More(), nil
		}
		read[at.Key()] = true
	}
}

// claims finds for each change of a doubt the tasks that hold its domain. A task
// with a domain that was not in the batch is not ours. sure is false when the
// details of a candidate could not be read whole.
func (a *apply) claims(ctx context.Context, l *line, s *survey, d *doubt) (claims map[job.ChangeID][]string, sure bool, err error) {
	byName := make(map[string]job.ChangeID, len(d.sent))
	for _, id := range d.sent {
		byName[a.Plan.Change(id).Subject] = id
	}
	claims, sure = make(map[job.ChangeID][]string), true
	candidates := a.candidates(s, d)
	for i, t := range candidates {
		a.progress(StageAsk, i, len(candidates))
		if err := s.read(ctx, l, t); err != nil {
			return nil, false, err
		}
		held, ours := holds(s.details[t.No], byName)
		switch {
		case !ours:
			continue
		case len(held) == 0 || !s.whole[t.No]:
			sure = false
			continue
		}
		for _, id := range held {
			claims[id] = append(claims[id], t.No)
		}
	}
	return claims, sure, nil
}

// holds tells which changes a task's details are about, and whether they are
// about nothing else.
func holds(details []job.Detail, byName map[string]job.ChangeID) (held []job.ChangeID, ours bool) {
	for _, d := range details {
		id, known := byName[asciiName(d.Domain)]
		if !known {
			return nil, false
		}
		if !slices.Contains(held, id) {
			held = append(held, id)
		}
	}
	return held, true
}

// read fetches the details of a task once.
func (s *survey) read(ctx context.Context, l *line, t job.Task) (err error) {
	if _, known := s.whole[t.No]; known {
		return nil
	}
	s.details[t.No], s.whole[t.No], err = l.details(ctx, t.No, t.Num)
	return err
}

// candidates are the tasks that may be what became of a doubt, the likeliest
// first: not known as ours, of no other operation's type, no larger than the
// batch, and not made before it was sent.
func (a *apply) candidates(s *survey, d *doubt) []job.Task {
	group := a.Plan.Group(d.batch.Group)
	op := operation(group.Action)
	var out []job.Task
	for _, t := range s.tasks {
		if s.taken(t.No, d.sent) || !op.MayBe(t.Type, group.Target) || t.Num > len(d.sent) || s.before(t, d.begun) {
			continue
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(x, y job.Task) int {
		if x.Num != y.Num {
			return y.Num - x.Num
		}
		if x.No < y.No {
			return -1
		}
		return 1
	})
	return out
}
