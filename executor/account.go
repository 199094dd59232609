package executor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// StageAccount is the reading of the account's own lists.
const StageAccount Stage = "account"

// listTries is how often a list is read that changes while it is read.
const listTries = 3

// ReadAccount reads the account's list of domains, all pages (QueryDomainList,
// 003 §5.12). What an earlier reading of the same run has learned whole is not
// asked again; a list that was read in part is read anew. Where the list changes
// each time it is read it is not whole in the ledger, and the observer is told. The
// error is ErrInterrupted, a *StopError or the journal's.
func (e *Executor) ReadAccount(ctx context.Context) error {
	return interruptedOr(ctx, e.everyLine(ctx, func(ctx context.Context, l *line) error {
		if e.listed(l) {
			return nil
		}
		for range listTries {
			whole, err := l.readAccount(ctx)
			if whole || err != nil {
				return err
			}
		}
		return e.warn(l.said("the account's list of domains changes while it is read: what was read of it may lack some, so that nothing is said of those"))
	}))
}

// said is a text about an account, with its name where there are several.
func (l *line) said(text string) string {
	if name := l.called(); name != "" {
		return "account " + name + ": " + text
	}
	return text
}

// listed tells whether the list of an account was read whole.
func (e *Executor) listed(l *line) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.Ledger.Reading(l.name).Whole
}

// everyLine does something for all accounts side by side.
func (e *Executor) everyLine(ctx context.Context, do func(context.Context, *line) error) error {
	group, each := errgroup.WithContext(ctx)
	for _, l := range e.lines {
		group.Go(func() error { return do(each, l) })
	}
	return group.Wait()
}

// readAccount reads the list of an account once.
func (l *line) readAccount(ctx context.Context) (whole bool, err error) {
	began, e := time.Now(), l.run
	seen := make(map[string]bool)
	params := job.Params{"OrderKeyType": "RegistrationDate", "OrderByType": "ASC"} // what is new comes last, and shifts no page
	of := pageOf[job.Holding]{action: api.QueryDomainList, params: params, size: listPage, decode: api.Holdings}
	whole, err = readPages(ctx, l, of, func(h job.Holding) string { return h.Domain }, func(page []job.Holding, all int) error {
		for i := range page {
			seen[page[i].Domain], page[i].Account = true, l.called()
		}
		e.listing(l, len(seen), max(all, len(seen)))
		return e.hold(&job.Account{Name: l.name, At: began, Holdings: page})
	})
	if !whole || err != nil {
		return false, err
	}
	return true, e.hold(&job.Account{Name: l.name, At: began, Whole: true, Total: len(seen), Holdings: l.vanished(seen)})
}

// listing tells the observer how far the reading of all lists is.
func (e *Executor) listing(l *line, done, total int) {
	e.mu.Lock()
	l.listRead, l.listAll = done, total
	done, total = 0, 0
	for _, other := range e.lines {
		done, total = done+other.listRead, total+other.listAll
	}
	e.mu.Unlock()
	e.progress(StageAccount, done, total)
}

// vanished are the domains of an account that an earlier reading, which was broken off,
// has shown and this one has not.
func (l *line) vanished(seen map[string]bool) []job.Holding {
	e := l.run
	e.mu.Lock()
	defer e.mu.Unlock()
	var gone []job.Holding
	for _, name := range slices.Sorted(maps.Keys(e.Ledger.Holdings)) {
		if h := e.Ledger.Holdings[name]; !seen[name] && !h.Gone && h.Account == l.called() {
			gone = append(gone, job.Holding{Domain: name, Account: h.Account, Gone: true})
		}
	}
	return gone
}

// hold records what was read of the account.
func (e *Executor) hold(a *job.Account) error {
	if len(a.Holdings) == 0 && !a.Whole {
		return nil
	}
	return e.record(&job.Event{At: time.Now(), Kind: job.KindAccount, Account: a})
}

// holding gives what is known of a domain.
func (e *Executor) holding(domain string) (job.Holding, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	h, known := e.Ledger.Holdings[domain]
	return h, known
}

// ReadDomains looks up the domains, in ASCII form, that the ledger does not know
// yet, one call for each (QueryDomainList by name). One that is not there is Gone
// in the ledger. The errors are those of ReadAccount.
func (e *Executor) ReadDomains(ctx context.Context, domains []string) error {
	var open []string
	for _, name := range slices.Compact(slices.Sorted(slices.Values(domains))) {
		if _, known := e.holding(name); !known {
			open = append(open, name)
		}
	}
	of := e.homes()
	by := func(i int) string { return of[open[i]] }
	return interruptedOr(ctx, e.each(ctx, StageAccount, len(domains)-len(open), len(open), by, func(ctx context.Context, i int) error {
		for _, l := range e.linesOf(of, open[i]) {
			h, err := e.lookUp(ctx, l, open[i])
			if err != nil {
				return err
			}
			if h.Account = l.called(); !h.Gone || len(e.lines) == 1 || of[open[i]] != "" {
				return e.hold(&job.Account{Name: l.name, At: time.Now(), Holdings: []job.Holding{h}})
			}
		}
		return e.hold(&job.Account{At: time.Now(), Holdings: []job.Holding{{Domain: open[i], Gone: true}}})
	}))
}

// homes gives the account in which the plan wants something of each domain.
func (e *Executor) homes() map[string]string {
	of := make(map[string]string)
	if e.Plan == nil || len(e.lines) < 2 {
		return of
	}
	for i := range e.Plan.Changes {
		if g := e.Plan.Group(e.Plan.Changes[i].Group); g.Class != "" {
			of[e.Plan.Changes[i].Subject] = g.Account
		}
	}
	return of
}

// linesOf are the lines on which a domain is asked for: that of its account, or else all.
func (e *Executor) linesOf(of map[string]string, domain string) []*line {
	if l := e.lines[of[domain]]; l != nil {
		return []*line{l}
	}
	var all []*line
	for _, name := range slices.Sorted(maps.Keys(e.lines)) {
		all = append(all, e.lines[name])
	}
	return all
}

// lookUp finds a domain in the account's list by its name. How the API compares
// names is not documented, so that the answer may hold others too.
func (e *Executor) lookUp(ctx context.Context, l *line, domain string) (job.Holding, error) {
	found := job.Holding{Domain: domain, Gone: true}
	of := pageOf[job.Holding]{
		action: api.QueryDomainList, params: job.Params{"DomainName": api.WireName(domain)}, size: listPage, decode: api.Holdings,
	}
	_, err := readPages(ctx, l, of, func(h job.Holding) string { return h.Domain }, func(page []job.Holding, _ int) error {
		for _, h := range page {
			if h.Domain == domain {
				found = h
			}
		}
		return nil
	})
	return found, err
}

// ReadStates reads locks and states of domains whose instance ids are known, one
// call for each (QueryDomainByInstanceId, 003 §5.11). What the ledger has is not
// asked again; a state that the API does not tell is an empty one, and the observer
// is told. The errors are those of ReadAccount.
func (e *Executor) ReadStates(ctx context.Context, domains []string) error {
	var open []job.Holding
	for _, name := range slices.Compact(slices.Sorted(slices.Values(domains))) {
		if h, known := e.holding(name); known && !h.Gone && h.InstanceID != "" && h.State == nil {
			open = append(open, h)
		}
	}
	silent := make([]bool, len(open))
	of := e.homes()
	by := func(i int) string { return of[open[i].Domain] }
	err := e.each(ctx, StageAccount, len(domains)-len(open), len(open), by, func(ctx context.Context, i int) (err error) {
		silent[i], err = e.readStateOf(ctx, e.linesOf(of, open[i].Domain), open[i])
		return err
	})
	if n := countTrue(silent); n > 0 && err == nil {
		err = e.warn(fmt.Sprintf("the API does not tell the locks of %d domains", n))
	}
	return interruptedOr(ctx, err)
}

func countTrue(all []bool) (n int) {
	for _, yes := range all {
		n += count(yes)
	}
	return n
}

// readStateOf records the state of one domain. silent is true where there was none to be had.
func (e *Executor) readStateOf(ctx context.Context, lines []*line, h job.Holding) (silent bool, err error) {
	for _, l := range lines {
		now, err := e.stateNow(ctx, l, h.InstanceID)
		if err != nil {
			return false, err
		}
		if h.State = now.State; h.State == nil {
			continue
		}
		if h.Expires.IsZero() {
			h.Expires = now.Expires
		}
		h.Type = cmp.Or(h.Type, now.Type)
		if h.Registered.IsZero() {
			h.Registered = now.Registered
		}
		return false, e.hold(&job.Account{Name: l.name, At: time.Now(), Holdings: []job.Holding{h}})
	}
	h.State = &job.DomainState{}
	return true, e.hold(&job.Account{At: time.Now(), Holdings: []job.Holding{h}})
}

// stateNow asks for one domain by its instance id. A no of the API is a holding
// without a state.
func (e *Executor) stateNow(ctx context.Context, l *line, instance string) (now job.Holding, err error) {
	err = l.read(ctx, api.QueryDomainByInstanceId, e.withLang(job.Params{"InstanceId": instance}), func(body []byte) (err error) {
		now, err = api.HoldingOf(body)
		return err
	})
	if _, no := refusal(err); no {
		return job.Holding{}, nil
	}
	return now, err
}

// errShifting is a list that changed each time it was read.
var errShifting = errors.New("the list changes while it is read; try again")

// ReadProfiles reads the registrant profiles of the account, all of them
// (QueryRegistrantProfiles, 003 §4.2). They are personal data and not kept. The
// errors are those of ReadAccount, or that the list changes each time it is read.
func (e *Executor) ReadProfiles(ctx context.Context) ([]job.Profile, error) {
	of := pageOf[job.Profile]{action: api.QueryRegistrantProfiles, size: listPage, decode: api.Profiles}
	return readLists(ctx, e, of, func(p job.Profile) string { return p.ID }, func(p *job.Profile, account string) { p.Account = account })
}

// ReadEmails reads what is known of the verification of addresses
// (ListEmailVerification, 003 §5.3); of nil, of all that were ever submitted. An
// address that is not in the list is not in the answer. Nothing of it is kept. The
// errors are those of ReadProfiles.
func (e *Executor) ReadEmails(ctx context.Context, addresses []string) ([]job.Email, error) {
	of := pageOf[job.Email]{action: api.ListEmailVerification, size: mailPage, decode: api.Emails}
	all, err := readLists(ctx, e, of, func(m job.Email) string { return m.Address }, func(m *job.Email, account string) { m.Account = account })
	if addresses == nil || err != nil {
		return all, err
	}
	wanted := make(map[string]bool, len(addresses))
	for _, address := range addresses {
		wanted[mailKey(address)] = true
	}
	return slices.DeleteFunc(all, func(m job.Email) bool { return !wanted[mailKey(m.Address)] }), nil
}

// mailKey is equal for addresses that differ in case alone, which the API may write
// its own way.
func mailKey(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// mailPage is below the documented maximum of ListEmailVerification, 5000.
const mailPage = 1000

// readLists reads a list of each account, until it is surely whole. mark notes of an
// entry which of several accounts it is of.
func readLists[T any](ctx context.Context, e *Executor, of pageOf[T], key func(T) string, mark func(*T, string)) (all []T, err error) {
	names := slices.Sorted(maps.Keys(e.lines))
	lists := make(map[string][]T)
	var mu sync.Mutex
	err = e.everyLine(ctx, func(ctx context.Context, l *line) error {
		list, err := readList(ctx, l, of, key)
		for i := range list {
			mark(&list[i], l.called())
		}
		mu.Lock()
		defer mu.Unlock()
		lists[l.name] = list
		return err
	})
	if err != nil {
		return nil, interruptedOr(ctx, err)
	}
	for _, name := range names {
		all = append(all, lists[name]...)
	}
	return all, nil
}

func readList[T any](ctx context.Context, l *line, of pageOf[T], key func(T) string) ([]T, error) {
	for range listTries {
		var list []T
		whole, err := readPages(ctx, l, of, key, func(page []T, _ int) error {
			list = append(list, page...)
			return nil
		})
		if whole || err != nil {
			return list, err
		}
	}
	return nil, fmt.Errorf("call %s: %w", of.action, errShifting)
}

// pageOf is a list that is read page by page.
type pageOf[T any] struct {
	action string
	params job.Params
	size   int
	decode func(body []byte, page, size int) (api.Page[T], error)
}

// readPages reads the pages of a list and gives each what it has not seen yet, with
// the length of the list; below 0 where it is not told. whole tells whether surely
// all were read: no page repeated what stood in another one, which may stand in the
// place of something, and there are as many as there were said to be, on each page.
func readPages[T any](ctx context.Context, l *line, of pageOf[T], key func(T) string, take func(page []T, total int) error) (whole bool, err error) {
	r := reading{seen: make(map[string]bool), totals: make(map[int]bool)}
	for number := 1; ; number++ {
		params := make(job.Params, len(of.params)+2)
		maps.Copy(params, of.params)
		params["PageNum"], params["PageSize"] = strconv.Itoa(number), strconv.Itoa(of.size)
		var page api.Page[T]
		err := l.read(ctx, of.action, l.run.withLang(params), func(body []byte) (err error) {
			page, err = of.decode(body, number, of.size)
			return err
		})
		if err != nil {
			return false, refusedRead(err)
		}
		fresh := slices.DeleteFunc(page.Items, func(item T) bool { return r.again(key(item)) })
		r.totals[page.Total] = true
		if err := take(fresh, page.Total); err != nil {
			return false, err
		}
		if !page.More || len(fresh) == 0 {
			return !page.More && r.whole(page.Total), nil
		}
	}
}

// reading is what tells whether a list was read whole.
type reading struct {
	seen    map[string]bool
	totals  map[int]bool // that its pages have told
	repeats bool
}

// again tells whether something came before, and takes it for seen.
func (r *reading) again(key string) bool {
	before := r.seen[key]
	r.seen[key] = true
	r.repeats = r.repeats || before
	return before
}

func (r *reading) whole(total int) bool {
	return !r.repeats && len(r.totals) == 1 && (total < 0 || total == len(r.seen))
}
