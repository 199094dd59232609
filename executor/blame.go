package executor

import (
	"fmt"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// blame is what is known about whose fault the refusals of a group are: the
// domain's, or that of what all its changes have in common.
type blame struct {
	accepted bool              // something of the group was
	alone    map[[2]string]int // changes refused alone, by code and words
}

func (a *apply) blame(id job.ChangeID) *blame {
	group := a.Plan.Change(id).Group
	b := a.blames[group]
	if b == nil {
		b = &blame{alone: make(map[[2]string]int)}
		a.blames[group] = b
	}
	return b
}

// refuse takes in that one change was refused alone. Where two of a group are
// refused with the same code and words and nothing of the group ever passed,
// what they share is at fault: the others would be refused too and are not
// tried. A code that speaks of the domain says nothing about the others.
func (a *apply) refuse(id job.ChangeID, try *attempt) error {
	a.ended++
	if err := a.queue.ended(id); err != nil {
		return err
	}
	b := a.blame(id)
	key := [2]string{try.diagnosis.Code, try.diagnosis.Message}
	b.alone[key]++
	if b.accepted || b.alone[key] < 2 || api.AboutDomain(try.diagnosis.Code) {
		return nil
	}
	return a.refuseGroup(a.Plan.Change(id).Group, try)
}

func (a *apply) refuseGroup(group job.GroupID, try *attempt) error {
	var rest []job.ChangeID
	for i := range a.Plan.Changes {
		c := &a.Plan.Changes[i]
		if c.Group == group && a.queue.of[c.ID] != nil {
			rest = append(rest, c.ID)
		}
	}
	if len(rest) == 0 {
		return nil
	}
	now := time.Now()
	err := a.record(&job.Event{At: now, Kind: job.KindRefuse, Standings: a.standings(rest, func(s *job.Standing) {
		s.State, s.Code, s.Finished = job.Refused, try.diagnosis.Code, now
		s.Message = fmt.Sprintf("%s (not tried for this domain: the same contact was refused for others with these words)", sentence(try))
	})})
	if err != nil {
		return err
	}
	a.sent += len(rest)
	for _, id := range rest {
		a.ended++
		a.queue.leave(id)
		if err := a.queue.ended(id); err != nil {
			return err
		}
	}
	return nil
}
