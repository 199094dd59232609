package planner

import (
	"cmp"
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Ranks are the places among the changes of a domain, first to last (design
// §4): what only asks comes first, what makes a domain changeable comes before
// what changes it, and locks that would stand in the way come last.
const (
	RankCheck = iota + 1
	RankActivate
	RankRedeem
	RankRenew
	RankUpdateLockOff
	RankDNSHosts
	RankDNSHostSync
	RankDNS
	RankRegistrant
	RankAdmin
	RankBilling
	RankTech
	RankOther // changes that hang together with no other one: WHOIS privacy, groups of the console
	RankTransferLock
	RankTransfer
	RankUpdateLockOn
)

// target is a contact of a domain, by its ContactType.
type target struct {
	name string
	rank int
}

// targets are all contacts of a domain (operations.yaml, enums.ContactType), in the order of their ranks.
var targets = []target{
	{api.TargetRegistrant, RankRegistrant},
	{api.TargetAdmin, RankAdmin},
	{api.TargetBilling, RankBilling},
	{api.TargetTech, RankTech},
}

// ranks are those of operations on domains that have one of their own, by their
// batch form. Locks and contacts have theirs by what is asked.
var ranks = map[string]int{
	api.SaveBatchTaskForCreatingOrderActivate:                 RankActivate,
	api.SaveBatchTaskForCreatingOrderRedeem:                   RankRedeem,
	api.SaveBatchTaskForCreatingOrderRenew:                    RankRenew,
	api.SaveSingleTaskForCreatingDnsHost:                      RankDNSHosts,
	api.SaveSingleTaskForModifyingDnsHost:                     RankDNSHosts,
	api.SaveSingleTaskForDeletingDnsHost:                      RankDNSHosts,
	api.SaveSingleTaskForSynchronizingDnsHost:                 RankDNSHostSync,
	api.SaveBatchTaskForModifyingDomainDns:                    RankDNS,
	api.SaveTaskForUpdatingRegistrantInfoByIdentityCredential: RankRegistrant,
	api.SaveBatchTaskForTransferProhibitionLock:               RankTransferLock,
	api.SaveSingleTaskForCancelingTransferIn:                  RankTransfer,
	api.SaveSingleTaskForCancelingTransferOut:                 RankTransfer,
	api.SaveSingleTaskForQueryingTransferAuthorizationCode:    RankTransfer,
	api.TransferInRefetchWhoisEmail:                           RankTransfer,
	api.TransferInResendMailToken:                             RankTransfer,
	api.TransferInReenterTransferAuthorizationCode:            RankTransfer,
}

// rankOf is the rank of an operation on a domain, asked for with that Status.
func rankOf(op *api.Operation, status string) int {
	switch {
	case !op.Write:
		return RankCheck
	case form(op).Name != api.SaveBatchTaskForUpdateProhibitionLock:
		return cmp.Or(ranks[form(op).Name], RankOther)
	case status == "false":
		return RankUpdateLockOff
	}
	return RankUpdateLockOn
}

// form is the operation that does the same for several subjects, or the operation itself.
func form(op *api.Operation) *api.Operation {
	if batch, ok := api.Lookup(op.BatchForm); ok {
		return batch
	}
	return op
}

// onlyEnd tells whether a change of rank later goes ahead whatever became of
// the earlier one. A domain that was not registered, redeemed or unlocked cannot be
// changed, and servers below a domain need their hosts; contacts do not depend on
// one another, and a domain is locked again whatever became of its changes.
func onlyEnd(earlier, later int) bool {
	switch {
	case later == RankUpdateLockOn:
		return true
	case earlier == RankDNSHosts:
		return later != RankDNS
	}
	return earlier != RankActivate && earlier != RankRedeem && earlier != RankUpdateLockOff
}

// order names for each change the ones of its domain that come before it. The
// API refuses a second task on a domain while one is open
// (TaskIsBeingProcessed), so all that stand before it in steps, ranks and hosts
// do. There can be no cycle, since a change comes after those before it only.
// What is done to other things than domains has the order of its steps alone.
func (d *draft) order() {
	deps := make([]job.Dep, 0, len(d.slots)-len(d.objects))
	var before []*slot
	for i := range d.objects {
		before = before[:0]
		for at := d.objects[i].head; at != none; at = d.slots[at].next {
			s := &d.slots[at]
			if s.change == 0 {
				continue
			}
			start := len(deps)
			for j, b := range before {
				if d.objects[i].isDomain() || b.step < s.step {
					deps = append(deps, job.Dep{Change: b.change, Always: onlyEnd(int(b.rank), int(s.rank)) || lockedSince(before[j:])})
				}
			}
			if len(deps) > start {
				d.plan.Change(s.change).After = deps[start:len(deps):len(deps)]
			}
			before = append(before, s)
		}
	}
}

// lockedSince tells whether slots begin with lifting an update lock that a later
// one of them sets again: what comes then does not hang on the first.
func lockedSince(slots []*slot) bool {
	return slots[0].rank == RankUpdateLockOff && slices.ContainsFunc(slots, func(s *slot) bool { return s.rank == RankUpdateLockOn })
}
