package planner

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// completion is a plan into which the knowledge of the account is put.
type completion struct {
	from   *job.Plan
	to     job.Plan // rows, changes and warnings are its own; groups still those of from
	known  Known
	left   func(job.ChangeID) bool
	opts   Options
	ops    []*api.Operation             // of each group
	told   map[string]asked             // what the plan asks for a domain beside others
	bad    map[job.RowID]bool           // rows refused here
	groups map[job.ChangeID]*job.Group  // of changes whose group becomes another one
	extra  map[job.RowID][]job.ChangeID // what was added for a row
	locks  map[lockKey]*job.Group       // those that lift and set update locks
	by     map[byKey]*job.Group         // those of contacts that go by profiles
	news   bool                         // something became different
}

// asked is what a plan asks for a domain, that decides on its other changes.
type asked struct {
	made     bool // it is registered
	saved    bool // it is redeemed or renewed
	unlocked bool // its update lock is lifted
}

func newCompletion(plan *job.Plan, known Known, left func(job.ChangeID) bool, opts Options) *completion {
	c := &completion{
		from: plan, to: *plan, known: known, left: left, opts: opts,
		ops: make([]*api.Operation, len(plan.Groups)), told: make(map[string]asked), bad: make(map[job.RowID]bool),
		groups: make(map[job.ChangeID]*job.Group), extra: make(map[job.RowID][]job.ChangeID),
		locks: make(map[lockKey]*job.Group), by: make(map[byKey]*job.Group),
	}
	c.to.Rows, c.to.Changes = slices.Clone(plan.Rows), slices.Clone(plan.Changes)
	for i := range plan.Groups {
		c.ops[i], _ = api.Lookup(plan.Groups[i].Action)
	}
	for i := range plan.Changes {
		change := &plan.Changes[i]
		tell(c.told, change.Subject, plan.Group(change.Group).Rank)
	}
	return c
}

func tell(told map[string]asked, domain string, rank int) {
	switch rank {
	case RankActivate, RankRedeem, RankRenew, RankUpdateLockOff:
		a := told[domain]
		a.made = a.made || rank == RankActivate
		a.saved = a.saved || rank == RankRedeem || rank == RankRenew
		a.unlocked = a.unlocked || rank == RankUpdateLockOff
		told[domain] = a
	}
}

// open tells whether a change may still be sent as far as the plan knew before: it
// is left, and a row asks for it. All that is wrong with it is to be said.
func (c *completion) open(change *job.Change) bool {
	return (c.left == nil || c.left(change.ID)) &&
		slices.ContainsFunc(change.Rows, func(id job.RowID) bool { return len(c.from.Row(id).Issues) == 0 })
}

// active tells whether a change may still be sent: a row asks for it that was not refused here.
func (c *completion) active(change *job.Change) bool {
	return (c.left == nil || c.left(change.ID)) &&
		slices.ContainsFunc(change.Rows, func(id job.RowID) bool { return len(c.to.Row(id).Issues) == 0 })
}

// groupOf is the group of a change as it stands now.
func (c *completion) groupOf(change *job.Change) *job.Group {
	if g := c.groups[change.ID]; g != nil {
		return g
	}
	return c.from.Group(change.Group)
}

// each calls f for each change that was in the plan before and passes a test.
func (c *completion) each(passes func(*job.Change) bool, f func(*job.Change, *job.Group, *api.Operation)) {
	for i := range c.from.Changes {
		change := &c.to.Changes[i]
		if op := c.ops[change.Group-1]; op != nil && passes(change) {
			f(change, c.groupOf(change), op)
		}
	}
}

// elsewhere are operations on domains that need not be in the account.
var elsewhere = []string{
	api.CheckDomain, api.CheckTransferInFeasibility, api.SaveSingleTaskForCancelingTransferIn,
	api.TransferInRefetchWhoisEmail, api.TransferInResendMailToken, api.TransferInReenterTransferAuthorizationCode,
}

// mustBeHeld tells whether a change is for a domain that is in the account.
func (c *completion) mustBeHeld(change *job.Change, op *api.Operation) bool {
	return isDomain(op) && !c.told[change.Subject].made && !slices.Contains(elsewhere, op.Name)
}

// refuse puts an issue on all rows that ask for a change.
func (c *completion) refuse(change *job.Change, param, message, hint string) {
	for _, id := range change.Rows {
		row := c.to.Row(id)
		if len(row.Issues) > 0 && !c.bad[id] {
			continue // it asks for nothing any more
		}
		is := job.Issue{Cell: cellOf(&c.to, row, c.from.Group(change.Group).Target, param), Column: param, Message: message, Hint: hint}
		if !slices.Contains(row.Issues, is) {
			row.Issues = append(row.Issues[:len(row.Issues):len(row.Issues)], is)
		}
		c.bad[id], c.news = true, true
	}
}

// fillIn gives each change what it must know of its domain.
func (c *completion) fillIn() {
	c.each(c.open, func(change *job.Change, _ *job.Group, op *api.Operation) {
		if !slices.ContainsFunc(change.Rows, func(id job.RowID) bool { return !c.bad[id] }) {
			return // the domain is not there, which is said
		}
		if op.Subject == paramInstance {
			c.fillInstance(change)
		}
		if op.Takes(paramExpiration) {
			c.fillDate(change)
		}
	})
}

func (c *completion) fillInstance(change *job.Change) {
	given, id := change.Own[paramInstance], c.known.Holdings[change.Subject].InstanceID
	name := api.WireName(change.Subject)
	switch {
	case id == "" && given == "":
		c.refuse(change, paramDomain, "the instance id of "+name+" is not known", "have the account's list read (without --no-account), or write an InstanceId")
	case id != "" && given != "" && given != id:
		c.refuse(change, paramInstance, "is not the instance id that "+name+" has in the account", "leave the cell empty: it is read from the account")
	case id != "":
		c.own(change, paramInstance, id)
	}
}

func (c *completion) fillDate(change *job.Change) {
	given, expires := change.Own[paramExpiration], c.known.Holdings[change.Subject].Expires
	name := api.WireName(change.Subject)
	switch {
	case expires.IsZero() && given == "":
		c.refuse(change, paramDomain, "the present expiration date of "+name+" is not known", "have the account's list read (without --no-account), or write a "+paramExpiration)
	case !expires.IsZero() && given != "" && !api.SameDay(given, expires):
		c.refuse(change, paramExpiration, "is not the day on which "+name+" expires in the account: "+day(expires), "see whether it was renewed already, or leave the cell empty")
	case !expires.IsZero():
		c.own(change, paramExpiration, strconv.FormatInt(expires.UnixMilli(), 10))
	}
}

// own sets a parameter of a change; Own may be shared by others.
func (c *completion) own(change *job.Change, param, value string) {
	if change.Own[param] == value {
		return
	}
	own := make(job.Params, len(change.Own)+1)
	for name, old := range change.Own {
		own[name] = old
	}
	own[param] = value
	if value == "" {
		delete(own, param)
	}
	change.Own, c.news = own, true
}

// day is a date as the registrar has days.
func day(t time.Time) string { return t.In(time.FixedZone("", 8*60*60)).Format(time.DateOnly) }

// warn says what is worth knowing of the account, once.
func (c *completion) warn() {
	c.warnListless()
	var locked, unknown tally
	seen := make(map[string]bool)
	c.each(c.active, func(change *job.Change, g *job.Group, _ *api.Operation) {
		if !lockRefuses(g.Rank) || c.told[change.Subject].unlocked || seen[change.Subject] {
			return
		}
		seen[change.Subject] = true
		switch state := c.known.Holdings[change.Subject].State; {
		case state.Locked() && !c.opts.Unlock:
			locked.add(1, c.domainCell(change))
		case state == nil && c.opts.Unlock:
			unknown.add(1, c.domainCell(change))
		}
	})
	c.warnOf(locked, fmt.Sprintf("the update lock is on for %s, and the registrar refuses changes of them", count(locked.count, "domain")),
		"use --unlock: they are unlocked, changed and locked again")
	c.warnOf(unknown, fmt.Sprintf("it is not known whether the update lock is on for %s: they are not unlocked", count(unknown.count, "domain")),
		"where it is on, the registrar refuses their changes")
}

func (c *completion) warnOf(t tally, message, hint string) {
	if t.count > 0 {
		c.addWarning(job.Issue{Cell: t.first, Column: paramDomain, Message: message, Hint: hint})
	}
}

func (c *completion) addWarning(w job.Issue) {
	if !slices.Contains(c.to.Warnings, w) {
		c.to.Warnings = append(slices.Clip(c.to.Warnings), w)
		c.news = true
	}
}

// domainCell is the cell of the domain in the first row that asks for a change still.
func (c *completion) domainCell(change *job.Change) string {
	first := max(0, slices.IndexFunc(change.Rows, func(id job.RowID) bool { return len(c.to.Row(id).Issues) == 0 }))
	return cellOf(&c.to, c.to.Row(change.Rows[first]), "", paramDomain)
}

// end gives the completed plan.
func (c *completion) end() (*job.Plan, []job.ChangeID) {
	if !c.news {
		return c.from, nil
	}
	p := &c.to
	r := newRegrouping(c.from, p)
	if c.needsAllContacts() {
		r.keepContacts() // what is known of them by their numbers stays true
	}
	made := make(map[*job.Group]job.GroupID)
	for i := range p.Changes {
		change := &p.Changes[i]
		g := c.groupOf(change)
		if made[g] == 0 {
			made[g] = r.regroup(g)
		}
		change.Group, change.Contact = made[g], r.copied(change.Contact)
	}
	c.arrangeRows()
	refused := withdraw(p, c.bad)
	c.countAnew()
	return p, refused
}

// countAnew has the warnings count what can still be sent.
func (c *completion) countAnew() {
	before, after := countedWarnings(c.from), countedWarnings(&c.to)
	counted := func(w job.Issue) bool {
		return slices.ContainsFunc(before, func(b job.Issue) bool { return b.Message == w.Message })
	}
	at := slices.IndexFunc(c.to.Warnings, counted)
	if at < 0 || slices.Equal(before, after) {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(c.to.Warnings), counted)
	c.to.Warnings = slices.Insert(rest, at, after...)
}

// needsAllContacts tells whether no contact has lost all that use it.
func (c *completion) needsAllContacts() bool {
	needed := make([]bool, len(c.from.Contacts)+1)
	for i := range c.to.Changes {
		change := &c.to.Changes[i]
		needed[c.groupOf(change).Contact], needed[change.Contact] = true, true
	}
	needed[0] = true
	return !slices.Contains(needed, false)
}

// regroup takes over a group whose contact is one of the plan before.
func (r *regrouping) regroup(from *job.Group) job.GroupID {
	g := *from
	g.Contact = r.copied(from.Contact)
	return r.group(&g)
}

// add adds a change that the run needs for all rows of some others that ask for them still.
func (c *completion) add(g *job.Group, subject string, of []job.ChangeID) job.ChangeID {
	var rows []job.RowID
	for _, id := range of {
		rows = append(rows, c.to.Change(id).Rows...)
	}
	slices.Sort(rows)
	rows = slices.DeleteFunc(slices.Compact(rows), func(id job.RowID) bool { return len(c.to.Row(id).Issues) > 0 })
	id := job.ChangeID(len(c.to.Changes) + 1)
	c.to.Changes = append(c.to.Changes, job.Change{ID: id, Subject: subject, Rows: rows, Added: true})
	c.groups[id] = g
	for _, row := range rows {
		c.extra[row] = append(c.extra[row], id)
	}
	c.news = true
	return id
}

// arrangeRows lists what was added for a row among its changes: profiles first,
// then for each domain what lifts the lock, what the row asks for, and what sets it.
func (c *completion) arrangeRows() {
	for id, added := range c.extra {
		row := c.to.Row(id)
		var changes []job.ChangeID
		before, after := make(map[string]job.ChangeID), make(map[string]job.ChangeID)
		for _, change := range added {
			switch subject := c.to.Change(change).Subject; c.groups[change].Rank {
			case RankUpdateLockOff:
				before[subject] = change
			case RankUpdateLockOn:
				after[subject] = change
			default:
				changes = append(changes, change)
			}
		}
		row.Changes = c.between(changes, row.Changes, before, after)
	}
}

// between adds changes to a list, those of before in front of the first one of
// their subject, those of after behind the last one.
func (c *completion) between(list, changes []job.ChangeID, before, after map[string]job.ChangeID) []job.ChangeID {
	rest := make(map[string]int)
	for _, id := range changes {
		rest[c.to.Change(id).Subject]++
	}
	for _, id := range changes {
		subject := c.to.Change(id).Subject
		if off := before[subject]; off != 0 {
			list = append(list, off)
			delete(before, subject)
		}
		list = append(list, id)
		rest[subject]--
		if on := after[subject]; rest[subject] == 0 && on != 0 {
			list = append(list, on)
		}
	}
	return list
}
