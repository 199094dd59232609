package journal

import (
	"fmt"
	"slices"

	"domainbatch/internal/job"
)

// request is what one caller wants written.
type request struct {
	entries []*entry
	record  []byte
	alone   func() error // runs after the transaction of its group; nothing else is written meanwhile
	turn    chan bool    // true: lead the next group; false: done, see err
	err     error
}

// Append records events, all or none of them. When it returns they are on the
// disk, and their order is the order of the numbers they got. Callers at the
// same time share one transaction. An event that the ledger refuses is an error
// of its caller alone; after a failure of the disk every later call fails too,
// as what was recorded is not known for sure until the run is opened again.
// The events are read, not changed and not kept.
func (j *Journal) Append(events ...*job.Event) error {
	if j.write == nil {
		return fmt.Errorf("append to journal %s: %w", j.path, ErrReadOnly)
	}
	if len(events) == 0 {
		return nil
	}
	r := &request{entries: make([]*entry, len(events))}
	for i, e := range events {
		x, err := j.encode(e)
		if err != nil {
			return fmt.Errorf("append to journal %s: %w", j.path, err)
		}
		r.entries[i] = x
	}
	if err := j.submit(r); err != nil {
		return fmt.Errorf("append to journal %s: %w", j.path, fault(j.path, err))
	}
	return nil
}

// alone runs what must not meet a write.
func (j *Journal) alone(do func() error) error { return j.submit(&request{alone: do}) }

// submit has a request written. Whoever comes while nobody writes leads: writes
// what has gathered, then hands the lead to the first who came meanwhile. So
// the slower the disk, the larger the groups, and no goroutine is needed.
func (j *Journal) submit(r *request) error {
	r.turn = make(chan bool, 1)
	j.mu.Lock()
	j.queue = append(j.queue, r)
	lead := !j.leading
	j.leading = true
	j.mu.Unlock()
	if lead || <-r.turn {
		j.lead()
	}
	return r.err
}

// lead writes the group that has gathered. Its first request is the leader's own.
func (j *Journal) lead() {
	j.mu.Lock()
	group := j.queue
	j.queue = nil
	j.mu.Unlock()

	j.commit(group)
	for _, r := range group[1:] {
		r.turn <- false
	}

	j.mu.Lock()
	defer j.mu.Unlock()
	if j.leading = len(j.queue) > 0; j.leading {
		j.queue[0].turn <- true
	}
}

// commit writes a group in one transaction and leaves each its error.
func (j *Journal) commit(group []*request) {
	var accepted []*request
	for _, r := range group {
		switch {
		case r.alone != nil:
			continue
		case j.failure != nil:
			r.err = j.failure
		default:
			if r.err = j.take(r); r.err == nil {
				accepted = append(accepted, r)
			}
		}
	}
	if len(accepted) > 0 {
		if err := j.store(accepted); err != nil {
			j.failure = err
			for _, r := range accepted {
				r.err = err
			}
		}
	}
	for _, r := range group {
		if r.alone != nil {
			r.err = r.alone()
		}
	}
}

// take moves the ledger on by the events of a request, or by none of them.
func (j *Journal) take(r *request) error {
	moved := make(map[job.ChangeID]job.Standing)
	for _, x := range r.entries {
		if err := rehearse(&j.state.ledger, moved, x.event); err != nil {
			return err
		}
	}
	top := len(j.state.ledger.Standings)
	for id := range moved {
		top = max(top, int(id))
	}
	// At once: it would grow by one change at a time, and leave thrice its size behind.
	j.state.ledger.Standings = slices.Grow(j.state.ledger.Standings, top-len(j.state.ledger.Standings))
	for _, x := range r.entries {
		if err := j.state.ledger.Apply(x.event); err != nil {
			return err
		}
	}
	return nil
}

// rehearse tells whether the ledger, moved on by moved, would take an event.
// The ledger itself takes the moves before the first bad one: here it is all or none.
func rehearse(l *job.Ledger, moved map[job.ChangeID]job.Standing, e *job.Event) error {
	for id, next := range moves(e) {
		now, ok := moved[id]
		if !ok && int(id) <= len(l.Standings) {
			now = l.Standings[id-1]
		}
		if !now.May(next.State) {
			return fmt.Errorf("%s: change %d: %q to %q is no move", e.Kind, id, now.State, next.State)
		}
		moved[id] = next
	}
	return nil
}

// store writes what take accepted. The ledger is ahead of the file until it
// returns, and stays so when it fails: then the journal takes nothing more.
func (j *Journal) store(accepted []*request) error {
	err := j.write.transaction(func() error {
		p := projection{writer: j.write, ledger: &j.state.ledger, marks: j.state.marks}
		for _, r := range accepted {
			for _, x := range r.entries {
				if err := j.storeEntry(&p, x); err != nil {
					return err
				}
			}
			if r.record != nil {
				j.write.count(len(r.record))
				if err := j.write.run(insertRecord, r.record); err != nil {
					return err
				}
			}
		}
		if p.marks == j.state.marks {
			return nil
		}
		j.state.marks = p.marks
		return j.write.run(updateMeta, p.marks.values()...)
	})
	if err != nil {
		return err
	}
	return j.write.foldIfLong()
}

func (j *Journal) storeEntry(p *projection, x *entry) error {
	var digest []byte
	if d := x.data; d != nil {
		digest = d.digest[:]
		j.write.count(len(d.body))
		if err := j.write.run(insertData, digest, d.salt[:], d.packed, d.body); err != nil {
			return err
		}
	}
	j.write.count(len(x.facts))
	prev := j.state.head
	head := prev.next(x.at, string(x.event.Kind), int64(x.event.Batch), x.facts, digest)
	err := j.write.run(insertEvent, head.number, x.at, string(x.event.Kind), int64(x.event.Batch),
		string(x.facts), digest, prev.digest[:], head.digest[:])
	if err != nil {
		return err
	}
	j.state.head = head
	return p.project(x.event, head.number, digest, x.piece)
}
