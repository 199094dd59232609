package planner

import (
	"math"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// TypicalTask is how long the registrar is taken to need for one task where
// nothing better is known. It is an assumption: no document gives a time for
// contact changes; the samples of 003 show 4 s (a renewal, §5.14) and 14 min
// (DNS servers, §5.7), and an owner change that is reviewed takes working days.
const TypicalTask = time.Minute

// Shape of the polling that Estimate reckons with: intervals grow by half from
// the first to the last and fall back to the first when a task has ended.
const (
	firstInterval = 2 * time.Second
	lastInterval  = time.Minute
	// untoldPage is the page size where the catalogue has none.
	untoldPage = 100
)

// EstimateOptions say under which conditions a plan is carried out.
type EstimateOptions struct {
	QPS      float64       // calls per second; 0 or less: 5
	Before   bool          // present contacts are read first
	TaskTime time.Duration // of one task at the registrar; 0: TypicalTask
	Known    *job.Ledger   // what was verified, read and settled already; nil: nothing
	Needs    Needs         // what is to be read of the account, as Needed says
}

// Forecast is what is expected of a run from here on.
type Forecast struct {
	Calls    map[string]int // by action, those of them that are above 0
	Total    int            // all calls
	Duration time.Duration
}

// Estimate tells what it takes to carry out the batches of a plan, every call
// counted, reads too:
//
//   - VerifyContactField: one for each contact that is not known;
//   - QueryContactInfo, with Before: one for each contact change that is neither read nor settled;
//   - of what Needs has and is not known: QueryDomainList, ceil(domains / 100) pages if the list
//     is to be read (the account is taken to have the domains of the plan), else one for each domain;
//     one QueryDomainByInstanceId for each lock; a page of QueryRegistrantProfiles;
//   - each batch: its write, and where that makes a task ceil(domains / 1000) pages of QueryTaskDetailList;
//   - QueryTaskList: rounds × pages, an approximation. While requests are sent,
//     which takes calls for batches / QPS, tasks end all the time and a round comes
//     every 2 s; then come as many as fit into depth × TaskTime, with intervals
//     that grow from 2 s by half up to 60 s. The pages of a round are
//     ceil(open / 100), where open is the smaller of the number of tasks and
//     QPS × TaskTime, the tasks that are under way at once.
//
// The duration is calls / QPS + depth × TaskTime. The depth is the longest
// chain of tasks of one domain, lifting and setting its lock among them, since each waits
// for the end of the one before. Latency does not count: enough workers hide it. Repeated calls,
// splits and throttling cannot be foreseen and are not in it. Several accounts are
// worked side by side, each at the pace: the longest of them is the duration.
func Estimate(plan *job.Plan, batches []job.Batch, opts EstimateOptions) Forecast {
	if opts.QPS <= 0 {
		opts.QPS = 5
	}
	if opts.TaskTime <= 0 {
		opts.TaskTime = TypicalTask
	}
	if opts.Known == nil {
		opts.Known = &job.Ledger{}
	}
	f := Forecast{Calls: make(map[string]int)}
	for _, of := range scopes(plan, batches, opts) {
		one := estimate(of.plan, of.batches, of.opts)
		for action, calls := range one.Calls {
			f.add(action, calls)
		}
		f.Duration = max(f.Duration, one.Duration)
	}
	return f
}

// estimate is Estimate for the changes of one account.
func estimate(plan *job.Plan, batches []job.Batch, opts EstimateOptions) Forecast {
	f := Forecast{Calls: make(map[string]int)}
	f.add(api.VerifyContactField, unverified(plan, opts.Known))
	if opts.Before {
		f.add(api.QueryContactInfo, unread(plan, opts.Known))
	}
	f.addAccount(plan, opts)
	reads := f.Total
	inTasks := 0
	for i := range batches {
		action := plan.Group(batches[i].Group).Action
		f.add(action, 1)
		if op, ok := api.Lookup(action); ok && op.Task {
			inTasks++
			f.add(api.QueryTaskDetailList, pages(len(batches[i].Changes), api.QueryTaskDetailList))
		}
	}
	tasks := time.Duration(depth(plan, batches)) * opts.TaskTime
	sending := atPace(f.Total-reads, opts.QPS)
	open := min(inTasks, int(math.Ceil(opts.QPS*opts.TaskTime.Seconds())))
	f.add(api.QueryTaskList, rounds(sending, tasks)*pages(open, api.QueryTaskList))
	f.Duration = atPace(f.Total, opts.QPS) + tasks
	return f
}

func (f *Forecast) add(action string, n int) {
	if n > 0 {
		f.Calls[action] += n
		f.Total += n
	}
}

// addAccount counts what is read of the account.
func (f *Forecast) addAccount(plan *job.Plan, opts EstimateOptions) {
	list := opts.Needs.List && !opts.Known.Account.Whole
	if list {
		f.add(api.QueryDomainList, max(1, pages(plan.Domains(), api.QueryDomainList)))
	}
	for _, domain := range opts.Needs.Domains {
		if _, known := opts.Known.Holdings[domain]; !known && !list {
			f.add(api.QueryDomainList, 1)
		}
	}
	for _, domain := range opts.Needs.States {
		if opts.Known.Holdings[domain].State == nil {
			f.add(api.QueryDomainByInstanceId, 1)
		}
	}
	if opts.Needs.Profiles {
		f.add(api.QueryRegistrantProfiles, 1)
	}
}

func unverified(plan *job.Plan, known *job.Ledger) int {
	n := 0
	for i := range plan.Contacts {
		if _, ok := known.Checks[plan.Contacts[i].ID]; !ok {
			n++
		}
	}
	return n
}

func unread(plan *job.Plan, known *job.Ledger) int {
	n := 0
	for i := range plan.Changes {
		id := plan.Changes[i].ID
		_, read := known.Befores[id]
		settled := int(id) <= len(known.Standings) && known.Standings[id-1].State.Ended()
		if !read && !settled && plan.GroupOf(id).Target != "" {
			n++
		}
	}
	return n
}

func pages(items int, action string) int {
	size := untoldPage
	if op, ok := api.Lookup(action); ok && op.PageMax > 0 {
		size = op.PageMax
	}
	return (items + size - 1) / size
}

// depth is the longest chain of tasks that wait for one another. A change
// names all that come before it in its domain, so the number of their tasks is its place.
func depth(plan *job.Plan, batches []job.Batch) int {
	tasks := make([]bool, len(plan.Changes)+1) // by change: it is sent, and makes a task
	for i := range batches {
		op, ok := api.Lookup(plan.Group(batches[i].Group).Action)
		for _, id := range batches[i].Changes {
			tasks[id] = ok && op.Task
		}
	}
	deepest := 0
	for i := range batches {
		for _, id := range batches[i].Changes {
			place := 0
			for _, dep := range plan.Change(id).After {
				place += one(tasks[dep.Change])
			}
			deepest = max(deepest, place+one(tasks[id]))
		}
	}
	return deepest
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// rounds counts the polling rounds while requests are sent and while the last
// tasks are waited for.
func rounds(sending, tasks time.Duration) int {
	n := ceil(sending, firstInterval)
	interval := firstInterval
	for ; tasks > 0 && interval < lastInterval; n++ {
		tasks -= interval
		interval += interval / 2
	}
	return n + ceil(max(tasks, 0), lastInterval)
}

func ceil(total, part time.Duration) int { return int((total + part - 1) / part) }

func atPace(calls int, qps float64) time.Duration {
	return time.Duration(float64(calls) / qps * float64(time.Second))
}
