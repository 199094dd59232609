package executor

import (
	"errors"
	"maps"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// request makes the parameters of the call for a batch. It is safe to call side by side.
func (a *apply) request(b job.Batch) job.Params {
	group, op := a.Plan.Group(b.Group), operation(a.Plan.Group(b.Group).Action)
	shared, items := group.Shared, a.items(b)
	if group.Profile == 0 {
		return api.RequestItems(op, shared, items)
	}
	made := a.standing(group.Profile).Made
	if !op.Own(profileID) {
		shared = maps.Clone(shared)
		shared[profileID] = made
		return api.RequestItems(op, shared, items)
	}
	for i := range items {
		own := maps.Clone(items[i].Own)
		if own == nil {
			own = make(job.Params)
		}
		own[profileID] = made
		items[i].Own = own
	}
	return api.RequestItems(op, shared, items)
}

// items are the subjects of a batch with what each has for itself.
func (a *apply) items(b job.Batch) []api.Item {
	out := make([]api.Item, len(b.Changes))
	for i, id := range b.Changes {
		out[i] = a.itemOf(id)
	}
	return out
}

// withoutProfile tells whether a batch needs a profile that has no number: sent
// without one it would be another request than the planned one.
func (a *apply) withoutProfile(w *work) bool {
	profile := a.Plan.Group(w.batch.Group).Profile
	return profile != 0 && a.standing(profile).Made == ""
}

// giveUpBatch settles what was taken out of the line as not sent.
func (a *apply) giveUpBatch(w *work, why string) error {
	err := a.record(&job.Event{At: time.Now(), Kind: job.KindSettle, Standings: a.standings(w.batch.Changes, func(s *job.Standing) {
		s.State, s.Result, s.Code, s.Message = job.Settled, job.Unsent, "", why
	})})
	for _, id := range w.batch.Changes {
		if err != nil {
			return err
		}
		s := a.standing(id)
		a.judgeCanary(&s)
		err = errors.Join(err, a.queue.ended(id))
	}
	return err
}
