package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Some operations leave a mark that the registrar shows beside contacts: locks and
// DNS servers (QueryDomainByInstanceId, 003 §5.11), and for orders the date of expiry.

// lockOf gives how the lock stands that an operation sets.
func lockOf(action string, now *job.DomainState) string {
	switch action {
	case api.SaveBatchTaskForUpdateProhibitionLock, api.SaveSingleTaskForUpdateProhibitionLock:
		return now.UpdateLock
	case api.SaveBatchTaskForTransferProhibitionLock, api.SaveSingleTaskForTransferProhibitionLock:
		return now.TransferLock
	}
	return ""
}

// stateful tells whether what an operation changes stands in a domain's state.
func stateful(action string) bool {
	return lockOf(action, &job.DomainState{UpdateLock: "is", TransferLock: "is"}) != "" || action == api.SaveBatchTaskForModifyingDomainDns
}

// showsState says what a state shows that a request may have done; empty: nothing
// that it did. before is the state that was read last before it; nil: none was.
func showsState(group *job.Group, now, before *job.DomainState) string {
	if group.Action == api.SaveBatchTaskForModifyingDomainDns {
		return showsServers(group.Shared, now, before)
	}
	lock := lockOf(group.Action, now)
	on, err := strconv.ParseBool(group.Shared["Status"])
	switch {
	case lock == "" || err != nil:
		return ""
	case on == (lock == "OPEN"):
		return job.ShowsLock
	}
	return ""
}

// contradicts tells whether a state shows that what a request was to set is not so.
func contradicts(group *job.Group, now *job.DomainState) bool {
	told := lockOf(group.Action, now) != ""
	if group.Action == api.SaveBatchTaskForModifyingDomainDns {
		own, err := strconv.ParseBool(group.Shared["AliyunDns"])
		told = len(now.DNS) > 0 && !own && err == nil
	}
	return told && showsState(group, now, nil) == ""
}

// showsServers compares DNS servers. Which ones the registrar's own are, it alone knows.
func showsServers(shared job.Params, now, before *job.DomainState) string {
	var want []string
	for i := 1; shared["DomainNameServer."+strconv.Itoa(i)] != ""; i++ {
		want = append(want, shared["DomainNameServer."+strconv.Itoa(i)])
	}
	own, _ := strconv.ParseBool(shared["AliyunDns"])
	switch {
	case len(now.DNS) == 0:
		return ""
	case !own && slices.Equal(servers(want), servers(now.DNS)):
		return job.ShowsServers
	case before != nil && len(before.DNS) > 0 && !slices.Equal(servers(before.DNS), servers(now.DNS)):
		return job.ShowsOtherServers
	}
	return ""
}

// servers are names of DNS servers in one spelling and order.
func servers(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, asciiName(strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), ".")))
	}
	slices.Sort(all)
	return all
}

// readState reads how a domain stands now; nil where the API does not tell.
func (e *Executor) readState(ctx context.Context, l *line, id job.ChangeID) (now, before *job.DomainState, err error) {
	c := e.Plan.Change(id)
	h, _ := e.holding(c.Subject)
	instance := c.Own["InstanceId"]
	if instance == "" {
		instance = h.InstanceID
	}
	if instance == "" {
		found, err := e.lookUp(ctx, l, c.Subject)
		if err != nil || found.InstanceID == "" {
			return nil, nil, err
		}
		instance = found.InstanceID
	}
	read, err := e.stateNow(ctx, l, instance)
	return read.State, h.State, err
}

// dateOf says how long the account has a domain for, which tells a person whether an
// order was placed. Where it cannot be read, the person has to look there too.
func (e *Executor) dateOf(ctx context.Context, l *line, domain string) (string, error) {
	now, err := e.lookUp(ctx, l, domain)
	_, stopped := errors.AsType[*StopError](err)
	switch {
	case stopped:
		return "", nil
	case err != nil:
		return "", err
	case now.Gone:
		return "; the account does not show the domain now", nil
	case now.Expires.IsZero():
		return "; the account shows the domain now", nil
	}
	return "; the account shows the domain now, until " + now.Expires.Format(time.DateOnly), nil
}

// recheckState reads how a domain stands before a change is sent again whose answer
// was lost, and settles the change where it shows what was wanted.
func (a *apply) recheckState(ctx context.Context, l *line, id job.ChangeID) (settled bool, err error) {
	s := a.standing(id)
	now, before, err := a.readState(ctx, l, id)
	if err != nil || now == nil || s.Undone {
		return false, err
	}
	shown := showsState(a.Plan.GroupOf(id), now, before)
	if shown == "" {
		return false, nil
	}
	s.State, s.Result, s.Message = job.Settled, job.Unknown, fmt.Sprintf(job.MessageNoTaskShows, shown)
	if a.relocks(id) {
		s.Result, s.Message = job.Unchanged, job.MessageLockedAgain
	}
	return true, a.record(&job.Event{At: time.Now(), Kind: job.KindSettle, Standings: []job.Standing{s}})
}
