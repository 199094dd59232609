package journal

import (
	"iter"

	"domainbatch/internal/job"
)

// Events streams everything that was recorded, in its order.
func (j *Journal) Events() iter.Seq2[Entry, error] {
	whole := func(e *Entry) Entry { return *e }
	return stream(j, "events", whole, whereNumber, 1, int64(maxNumber))
}

// Statements streams what people have found out about lost answers, as it was
// recorded: name and words are empty where they were taken out.
func (j *Journal) Statements() iter.Seq2[Entry, error] {
	return stream(j, "statements", func(e *Entry) Entry { return *e }, whereStated)
}

// Approvals streams the approvals of plans, those too whose plan was replaced
// afterwards: job.Ledger says whether the plan as it stands has one. Person and
// By are nil where they were taken out.
func (j *Journal) Approvals() iter.Seq2[Entry, error] {
	return stream(j, "approvals", func(e *Entry) Entry { return *e }, whereApproved)
}

// Calls streams the recorded calls in their order, with their numbers and
// answers. It may be called again, and events may be appended meanwhile.
func (j *Journal) Calls() iter.Seq2[job.Call, error] {
	call := func(e *Entry) job.Call {
		e.Event.Call.Number = e.Number
		return *e.Event.Call
	}
	return stream(j, "calls", call, whereCall)
}

// Befores streams what was read of each change before it, the newest of each,
// in the order of the changes. Fields is nil where the values were taken out.
func (j *Journal) Befores() iter.Seq2[job.Before, error] {
	return stream(j, "values", func(e *Entry) job.Before { return *e.Event.Before }, whereBefore)
}

// Before is what was read last of one change before it, with the values unless
// they were taken out. False when nothing was.
func (j *Journal) Before(id job.ChangeID) (job.Before, bool, error) {
	for e, err := range entries(j.read, whereBeforeOf, int64(id)) {
		if err != nil {
			return job.Before{}, false, j.reading("values", err)
		}
		return *e.Event.Before, true, nil
	}
	return job.Before{}, false, nil
}

// Afters streams what was read of each change after it, the newest of each, in
// the order of the changes. Fields is nil where the values were taken out.
func (j *Journal) Afters() iter.Seq2[job.Before, error] {
	return stream(j, "values", func(e *Entry) job.Before { return *e.Event.After }, whereAfter)
}

// Logs streams what was read of the registrar's own log, in the order in which it
// was read. Records is nil where they were taken out.
func (j *Journal) Logs() iter.Seq2[job.ChangeLog, error] {
	return stream(j, "log", func(e *Entry) job.ChangeLog { return *e.Event.Log }, whereLogged)
}

// stream gives one thing of each of some entries. After an error nothing follows.
func stream[T any](j *Journal, what string, of func(*Entry) T, where string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for e, err := range entries(j.read, where, args...) {
			if err != nil {
				var none T
				yield(none, j.reading(what, err))
				return
			}
			if !yield(of(&e), nil) {
				return
			}
		}
	}
}
