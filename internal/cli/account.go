package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/planner"
)

// left tells which changes of the plan are still to be sent.
func (s *session) left(id job.ChangeID) bool { return !s.ledger.Standing(id).State.Ended() }

// readAccount reads what the plan needs to know of the account and completes it
// with that. A run that dies in between reads on, or completes the plan anew.
func (s *session) readAccount(ctx context.Context, e *executor.Executor) error {
	opts := planOptions(&s.info, s.site)
	needs := s.needed()
	if needs.List {
		if err := e.ReadAccount(ctx); err != nil {
			return err
		}
	}
	if err := e.ReadDomains(ctx, s.unread(needs.Domains)); err != nil {
		return err
	}
	s.tellStates(needs.States)
	if err := e.ReadStates(ctx, needs.States); err != nil {
		return err
	}
	known := planner.Known{Holdings: s.ledger.Holdings, Now: s.started}
	s.readings(&known)
	var err error
	if needs.Profiles {
		if known.Profiles, err = e.ReadProfiles(ctx); err != nil {
			return err
		}
	}
	plan, refused := planner.InAccount(s.plan, known, s.left, opts)
	if plan == s.plan {
		return nil
	}
	return s.replace(plan, refused)
}

// needed is what the plan needs to know of the account before it can be completed.
func (s *session) needed() planner.Needs {
	if s.needs != nil {
		return *s.needs
	}
	opts := planOptions(&s.info, s.site)
	opts.Unlock = opts.Unlock || s.info.Options["locks"] == "true"
	needs := planner.Needed(s.plan, s.left, opts)
	needs.List = needs.List && s.info.Options["no-account"] != "true"
	s.needs = &needs
	return needs
}

// expected is needed for a forecast: where the list was empty, every domain was
// looked up by its name.
func (s *session) expected() planner.Needs {
	needs := s.needed()
	empty := func(name string) bool { list := s.ledger.Reading(name); return list.Whole && list.Total == 0 }
	if len(needs.Domains) > 0 && !slices.ContainsFunc(s.accounts(), func(name string) bool { return !empty(name) }) {
		needs.List = false
	}
	return needs
}

// unread are those of some domains that nothing is known of yet.
func (s *session) unread(domains []string) []string {
	return slices.DeleteFunc(slices.Clone(domains), func(name string) bool {
		_, known := s.ledger.Holdings[name]
		return known
	})
}

// tellStates says beforehand that reading many states takes its time.
func (s *session) tellStates(domains []string) {
	const many = 50
	if n := len(domains); n > many {
		s.print("reading the locks of %s: a call for each, about %s\n", count(n, "domain"),
			rounded(time.Duration(float64(n)/s.flags.qps*float64(time.Second))))
	}
}

// replace records a plan in the place of the one that it was made from, together
// with what cannot be sent any more: a run that dies before or after that goes
// on alike.
func (s *session) replace(plan *job.Plan, refused []job.ChangeID) error {
	settled := &job.Event{At: time.Now(), Kind: job.KindSettle}
	for _, id := range refused {
		if st := *s.ledger.Standing(id); !st.State.Ended() {
			st.State, st.Result, st.Message = job.Settled, job.Invalid, job.MessageRowsInvalid
			settled.Standings = append(settled.Standings, st)
		}
	}
	if err := s.journal.SavePlan(settled.At, plan, settled); err != nil {
		return err
	}
	if err := s.ledger.Apply(settled); err != nil {
		return err
	}
	s.printUnresolved(plan)
	*s.plan = *plan // the executor has it too
	return nil
}

// settleNeedless settles what the run has added for changes of which nothing is
// left: a domain that is right already is not unlocked.
func (s *session) settleNeedless() error {
	ids := planner.Needless(s.plan, s.left)
	if len(ids) == 0 {
		return nil
	}
	settled := &job.Event{At: time.Now(), Kind: job.KindSettle}
	for _, id := range ids {
		st := *s.ledger.Standing(id)
		st.State, st.Result, st.Message = job.Settled, job.Unchanged, job.MessageNeedless
		settled.Standings = append(settled.Standings, st)
	}
	return s.record(settled)
}

// warnEmails notes in the plan which owner addresses are not verified for the
// account: they block the changes of contacts (limits of the registrar for
// domains of ICANN's rules).
func (s *session) warnEmails(ctx context.Context, e *executor.Executor) error {
	if s.info.Options["no-account"] == "true" {
		return nil
	}
	first := s.ownerAddresses()
	seen := make(map[string]bool)
	for address := range first {
		seen[address.name] = true
	}
	if len(seen) == 0 {
		return nil
	}
	known, err := e.ReadEmails(ctx, slices.Sorted(maps.Keys(seen)))
	if stop, ok := errors.AsType[*executor.StopError](err); ok && strings.HasPrefix(stop.Diagnosis.Code, "Forbidden") {
		return s.warn(job.Issue{Column: "Email", Message: "whether owner addresses are verified cannot be read: " + stop.Diagnosis.Code, Hint: stop.Diagnosis.Hint})
	}
	if err != nil {
		return err
	}
	for _, account := range s.accounts() {
		if err := s.warnUnverified(account, first, known); err != nil {
			return err
		}
	}
	return nil
}

// warnUnverified notes which owner addresses of an account are not verified for it.
func (s *session) warnUnverified(account string, first map[ownerAddress]string, known []job.Email) error {
	var addresses []string
	for address := range first {
		verified := func(m job.Email) bool {
			return m.Verified && (m.Account == "" || m.Account == account) && strings.EqualFold(m.Address, address.name)
		}
		if address.account == account && !slices.ContainsFunc(known, verified) {
			addresses = append(addresses, address.name)
		}
	}
	if len(addresses) == 0 {
		return nil
	}
	slices.Sort(addresses)
	many, whose := "1 owner address is", "this account"
	if n := len(addresses); n > 1 {
		many = fmt.Sprintf("%d owner addresses are", n)
	}
	if len(s.info.Accounts) > 0 {
		whose = "account " + account
	}
	warning := job.Issue{
		Cell: first[ownerAddress{account, addresses[0]}], Column: "Email",
		Message: fmt.Sprintf("%s not verified for %s, and the registrar stops contact changes for it: %s", many, whose, firstFew(addresses)),
		Hint:    "have them verified before: domainbatch verify-email submit ADDRESS…" + s.accountFlag(account),
	}
	return s.warn(warning)
}

// warn adds a warning to the plan, once.
func (s *session) warn(warning job.Issue) error {
	if slices.ContainsFunc(s.plan.Warnings, func(w job.Issue) bool { return w.Message == warning.Message }) {
		return nil
	}
	plan := *s.plan
	plan.Warnings = append(slices.Clip(plan.Warnings), warning)
	return s.replace(&plan, nil)
}

// ownerAddress is an address that registrants are to get in an account.
type ownerAddress struct{ account, name string }

// ownerAddresses are the addresses that registrants are to get, each with the
// first cell that it is about.
func (s *session) ownerAddresses() map[ownerAddress]string {
	first := make(map[ownerAddress]string)
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		g := s.plan.Group(c.Group)
		contact := g.Contact
		if g.Profile != 0 {
			contact = s.plan.GroupOf(g.Profile).Contact
		}
		if contact == 0 || g.Target != api.TargetRegistrant || !s.left(c.ID) {
			continue
		}
		address := ownerAddress{g.Account, s.plan.Contact(contact).Fields["Email"]}
		if _, known := first[address]; address.name == "" || address.name == api.Current || known {
			continue
		}
		first[address] = s.cellOf(s.plan.Row(c.Rows[0]), "Email")
	}
	return first
}

// firstFew names the first ones of a list and counts the others.
func firstFew(names []string) string {
	const most = 20
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
