package journal

import (
	"errors"
	"fmt"
	"time"

	"domainbatch/internal/job"
)

// pieceSize is how many rows, changes, contacts or groups one piece of a plan
// has at most: about half a megabyte of each before it is packed.
const pieceSize = 4000

// SavePlan records a plan, all of it or nothing, in the place of one that was
// recorded before, and along with it what it has settled. Its batches are not part
// of it: they are recorded by an event of KindPlanned. A plan without digest is
// refused, as it is no complete one.
func (j *Journal) SavePlan(at time.Time, plan *job.Plan, settled ...*job.Event) error {
	if plan.Digest == "" {
		return fmt.Errorf("save plan in journal %s: %w", j.path, errors.New("it has no digest"))
	}
	return j.Append(append(pieces(at, plan), settled...)...)
}

func pieces(at time.Time, plan *job.Plan) []*job.Event {
	most := max(len(plan.Rows), len(plan.Contacts), len(plan.Groups), len(plan.Changes), len(plan.Warnings), 1)
	var events []*job.Event
	for from := 0; from < most; from += pieceSize {
		c := &job.Chunk{
			Rows:     part(plan.Rows, from),
			Contacts: part(plan.Contacts, from),
			Groups:   part(plan.Groups, from),
			Changes:  part(plan.Changes, from),
			Warnings: part(plan.Warnings, from),
		}
		if from == 0 {
			c.Tables = append([]job.Table{}, plan.Tables...) // never nil: marks the first piece
		}
		if from+pieceSize >= most {
			c.Digest = plan.Digest
		}
		events = append(events, &job.Event{At: at, Kind: job.KindLoaded, Chunk: c})
	}
	return events
}

func part[T any](all []T, from int) []T {
	return all[min(from, len(all)):min(from+pieceSize, len(all))]
}
