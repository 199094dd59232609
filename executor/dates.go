package executor

import (
	"context"
	"maps"
	"strconv"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

const paramExpiration = "CurrentExpirationDate"

// movedDates are the orders of a batch whose domain another order of the run has
// given a new date of expiry: the one of the plan would be refused.
func (a *apply) movedDates(w *work) []job.ChangeID {
	if w.dated || !operation(a.Plan.Group(w.batch.Group).Action).Money {
		return nil
	}
	var moved []job.ChangeID
	for _, id := range w.batch.Changes {
		for _, dep := range a.Plan.Change(id).After {
			s := a.standing(dep.Change)
			if operation(a.Plan.GroupOf(dep.Change).Action).Money && s.Outcome() == job.Succeeded {
				moved = append(moved, id)
				break
			}
		}
	}
	return moved
}

// launchDates reads the dates of expiry as they are now, for the request alone.
func (a *apply) launchDates(ctx context.Context, w *work, moved []job.ChangeID) {
	a.spawn(func() func() error {
		now, err := a.readDates(ctx, w, moved)
		return func() error {
			if ended(ctx, err) {
				return nil // the batch is still planned
			}
			if err != nil {
				return err
			}
			a.shared.Lock()
			maps.Copy(a.dates, now)
			a.shared.Unlock()
			w.dated = true
			for _, id := range w.batch.Changes {
				a.queue.of[id] = w
			}
			a.queue.first(w)
			return nil
		}
	})
}

func (a *apply) readDates(ctx context.Context, w *work, moved []job.ChangeID) (map[job.ChangeID]string, error) {
	l, err := a.lineOf(a.Plan.Group(w.batch.Group))
	if err != nil {
		return nil, err
	}
	now := make(map[job.ChangeID]string, len(moved))
	for _, id := range moved {
		h, err := a.lookUp(ctx, l, a.Plan.Change(id).Subject)
		if err != nil {
			return nil, err
		}
		if !h.Expires.IsZero() {
			now[id] = strconv.FormatInt(h.Expires.UnixMilli(), 10)
		}
	}
	return now, nil
}

// itemOf is the subject of a change with what it has for itself.
func (a *apply) itemOf(id job.ChangeID) api.Item {
	c := a.Plan.Change(id)
	a.shared.Lock()
	date := a.dates[id]
	a.shared.Unlock()
	if date == "" {
		return api.Item{Subject: c.Subject, Own: c.Own}
	}
	own := maps.Clone(c.Own)
	own[paramExpiration] = date
	return api.Item{Subject: c.Subject, Own: own}
}
