package journal

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"domainbatch/internal/job"
)

// within refuses what the tables cannot hold, and what would not be found again
// under the kind of the event.
func within(e *job.Event) error {
	if own := kindOf(e); own != e.Kind && (own != "" || carries(e.Kind)) {
		return fmt.Errorf("%s: it has what belongs to an event of another kind, or lacks its own", e.Kind)
	}
	switch {
	case e.Input != nil && e.Info == nil:
		return fmt.Errorf("%s: an input without what the run belongs to", e.Kind)
	case e.By != nil && !slices.Contains(byProcess, e.Kind):
		return fmt.Errorf("%s: whose process it was belongs to an event of another kind", e.Kind)
	case e.Kind == job.KindApproved && e.Person == nil:
		return fmt.Errorf("%s: it does not say by whom", e.Kind)
	}
	return bounded(e)
}

// bounded refuses what an event with the right parts may still not hold.
func bounded(e *job.Event) error {
	for id := range moves(e) {
		if id < 1 || id > math.MaxInt32 {
			return fmt.Errorf("%s: there is no change %d", e.Kind, id)
		}
	}
	if year := e.At.UTC().Year(); year < 0 || year > 9999 {
		return fmt.Errorf("%s: year %d is out of range", e.Kind, year)
	}
	return nil
}

// moves are the changes that an event moves and where to, in the order in which
// job.Ledger takes them.
func moves(e *job.Event) iter.Seq2[job.ChangeID, job.Standing] {
	return func(yield func(job.ChangeID, job.Standing) bool) {
		for i := range e.Batches {
			for _, id := range e.Batches[i].Changes {
				if !yield(id, job.Standing{State: job.Planned}) {
					return
				}
			}
		}
		for i := range e.Standings {
			if !yield(e.Standings[i].Change, e.Standings[i]) {
				return
			}
		}
	}
}

// kindOf is the kind of event that what e carries belongs to, by the order in
// which job.Ledger looks at it; empty for none.
func kindOf(e *job.Event) job.Kind {
	stated := job.KindAdopt
	if e.Kind == job.KindUndone {
		stated = job.KindUndone
	}
	for _, part := range [...]struct {
		there bool
		of    job.Kind
	}{
		{e.Info != nil, job.KindOpened},
		{e.Chunk != nil, job.KindLoaded},
		{e.Check != nil, job.KindVerified},
		{e.Before != nil, job.KindRead},
		{e.After != nil, job.KindAfter},
		{e.Log != nil, job.KindLogged},
		{e.Account != nil, job.KindAccount},
		{e.Call != nil, job.KindCall},
		{e.Totals != nil, job.KindForgotten},
		{e.Digest != "", job.KindApproved},
		{e.Person != nil, stated},
	} {
		if part.there {
			return part.of
		}
	}
	return ""
}

func carries(kind job.Kind) bool {
	switch kind {
	case job.KindOpened, job.KindLoaded, job.KindVerified, job.KindRead, job.KindAccount, job.KindCall, job.KindAdopt, job.KindUndone,
		job.KindApproved, job.KindAfter, job.KindLogged, job.KindForgotten:
		return true
	}
	return false
}

// openly tells whether what belongs to a kind of event can be seen without its data.
func openly(kind job.Kind) bool {
	return carries(kind) && kind != job.KindAdopt && kind != job.KindUndone
}

// byProcess are the kinds of events that may say whose process it was.
var byProcess = []job.Kind{job.KindOpened, job.KindStarted, job.KindApproved, job.KindForgotten}
