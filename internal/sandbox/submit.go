package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// confirm is the run of an operation that only checks its parameters.
func confirm(*Sandbox, *operation, *call) (object, *fail) { return nil, nil }

// submit is the run of every operation that makes a task: the whole call is
// taken or refused, and a refusal does not name the domain.
func submit(s *Sandbox, op *operation, c *call) (object, *fail) {
	if op.refuse != nil {
		if err := op.refuse(s, c); err != nil {
			return nil, err
		}
	}
	for _, name := range c.names {
		if !op.foreign && !s.exists(name, c.at) {
			return nil, notThere()
		}
		if fateOf(name) == fateIllegal {
			return nil, illegal("DomainName")
		}
	}
	if err := s.held(c); err != nil {
		return nil, err
	}
	if op.due != nil {
		if err := op.due(s, op, c); err != nil {
			return nil, err
		}
	}
	r := s.draft(op, c)
	if err := s.record(r); err != nil {
		return nil, err
	}
	s.apply(op, r)
	return object{{"TaskNo", r.TaskNo}}, nil
}

const (
	codeBusy    = "TaskIsBeingProcessed"
	messageBusy = "An operation is being processed. Please try again later."
)

// held refuses a call with a domain that has an open task, or whose name is
// busy and has not refused often enough yet.
func (s *Sandbox) held(c *call) *fail {
	open := 0
	busy := make(map[string]int)
	for _, name := range c.names {
		d := s.at(name, c.at)
		if d != nil && d.open != nil {
			open++
		}
		if fateOf(name) != fateBusy {
			continue
		}
		if d == nil || d.busy < busyCalls {
			busy[name] = s.touch(name, c.at).busy + 1
		}
	}
	if open == 0 && len(busy) == 0 {
		return nil
	}
	s.notes.Overlaps += open
	if len(busy) > 0 {
		r := &record{Kind: kindBusy, Call: c.number, At: c.at, Busy: busy}
		if err := s.record(r); err != nil {
			return err
		}
		s.count(r)
	}
	return &fail{http.StatusBadRequest, codeBusy, messageBusy, "DomainName"}
}

// draft settles what becomes of an accepted call, without doing it yet.
func (s *Sandbox) draft(op *operation, c *call) *record {
	names := c.names
	for _, most := range []int{s.opts.Take, c.fault.Take} {
		if most > 0 && len(names) > most {
			names = names[:most]
		}
	}
	number := s.tasks.count + 1
	r := &record{
		Kind: kindTask, Call: c.number, At: c.at, Number: number, TaskNo: s.taskNo(number),
		Action: c.action, Version: c.version, Params: op.business(c), Names: make([]string, len(names)),
		IP: c.ip, Foreign: c.foreign, Visible: c.at.Add(c.fault.Hide),
		Archive: c.at.Add(s.opts.HistoryAfter),
	}
	if c.fault.Archive > 0 {
		r.Archive = c.at.Add(c.fault.Archive)
	}
	if ip := c.get("UserClientIp"); ip != "" {
		r.IP = strings.Clone(ip)
	}
	for i, name := range names {
		r.Names[i] = strings.Clone(name) // not to keep the whole body
		start, finish := s.schedule(name, number, i)
		if c.fault.Stuck {
			finish = never
		}
		r.Start = append(r.Start, start)
		r.Finish = append(r.Finish, finish)
	}
	return r
}

// business gives the parameters of a call that the operation knows, without
// the list of its domains.
func (op *operation) business(c *call) job.Params {
	known := make(job.Params)
	for i := range op.params {
		p := &op.params[i]
		if p.domain || p.instance || p.secret || p.only != "" && p.only != c.version {
			continue
		}
		entries := 1
		if p.list {
			entries = p.entries(c)
		}
		for i := range entries {
			if value := c.get(p.wireName(i)); value != "" {
				known[p.wireName(i)] = strings.Clone(value) // not to keep the whole body
			}
		}
	}
	return known
}

// itemized tells whether the domains of a call have parameters of their own.
func (op *operation) itemized() bool {
	return slices.ContainsFunc(op.params, func(p param) bool { return p.field != "" })
}

// entry gives the parameters that one domain of an itemized call has, without
// its place in the list: an order is the same wherever it stands.
func (op *operation) entry(params job.Params, index int) job.Params {
	own := make(job.Params)
	for i := range op.params {
		p := &op.params[i]
		if value := params[p.wireName(index)]; value != "" && p.field != "" && !p.domain {
			own[p.field] = value
		}
	}
	return own
}

// apply makes the task of a record; a replay does the same.
func (s *Sandbox) apply(op *operation, r *record) {
	t := &task{
		no: r.TaskNo, op: op, target: op.target,
		created: r.At, visible: r.Visible, archived: r.Archive, ip: r.IP,
		start: r.Start[0], details: make([]detail, 0, len(r.Names)),
	}
	setDefault(&t.archived, r.At.Add(s.opts.HistoryAfter))
	if kind := r.Params["ContactType"]; t.target == "" && kind != "" {
		t.target = roleNames[roleOf(kind)]
	}
	t.kind = op.types[t.target]
	t.profile = r.Params["RegistrantProfileId"]
	if op.fields != nil {
		t.fields = s.contacts.share(op.fields(s, r.Params))
	}
	t.bars = t.target == roleNames[registrant] && (r.Params["TransferOutProhibited"] == "true" || r.Params["AddTransferLock"] == "true")
	itemized := op.itemized()
	for i, name := range r.Names {
		one := detail{name: name, start: r.Start[i], finish: r.Finish[i]}
		if itemized {
			one.own = op.entry(r.Params, i)
		}
		one.outcome = s.outcome(op, t, &one)
		t.details = append(t.details, one)
		t.start, t.finish = min(t.start, one.start), max(t.finish, one.finish)
		d := s.touch(name, r.At)
		if d.open != nil {
			s.notes.Violations++
		}
		d.open, d.index = t, i
		if op.foreign {
			s.domains.name(name, d)
		}
	}
	s.tasks.count = r.Number
	s.tasks.add(t)
	s.notes.effect(t, r)
}

// count keeps the refusals that busy names have made.
func (s *Sandbox) count(r *record) {
	for name, times := range r.Busy {
		s.touch(name, r.At).busy = times
	}
}

// zone is that of the times the API writes (UTC+08:00 by the sample pairs of 003 §5.15).
func zone() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }
