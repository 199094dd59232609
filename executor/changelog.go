package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

const (
	// logMargin is how long before a run its log begins, and how far a later reading
	// goes back into an earlier one: the registrar may write down late what it did.
	logMargin = 24 * time.Hour
	// shortest is the shortest stretch that the log is asked for: its times have no
	// fractions of a second.
	shortest = time.Second
	// fewestSlices is how many stretches are asked for before it may become cheaper
	// to ask for each domain.
	fewestSlices = 64
)

// span is a stretch of time, both ends in it.
type span struct{ from, to time.Time }

// halves divides a span into two, the earlier one first.
func (s span) halves() (span, span) {
	middle := s.from.Add(s.to.Sub(s.from) / 2).Truncate(time.Millisecond)
	return span{s.from, middle}, span{middle.Add(time.Millisecond), s.to}
}

// logReading is one reading of the log of an account. The log shows the newest
// records of a stretch of time only, so a stretch that has more is halved, and
// where that does not help, or would cost more, it is asked for each domain.
type logReading struct {
	run     *Executor
	line    *line
	domains []string // of the run in this account, ASCII form
	open    []span   // left to be read, the earliest last
	asked   int      // spans
	full    []span   // of which the log does not show all

	mu   sync.Mutex
	seen map[job.LogRecord]bool // recorded before
}

// readLogs reads the log of each account whose domains the run has changed.
func (e *Executor) readLogs(ctx context.Context, logs []job.ChangeLog) error {
	e.ours = make(map[string]bool)
	for i := range e.Plan.Changes {
		e.ours[e.Plan.Changes[i].Subject] = true
	}
	for _, name := range e.accounts() {
		r := e.newLogReading(name, logs)
		if r == nil {
			continue
		}
		if r.line == nil {
			return fmt.Errorf("account %s: no credentials configured", name)
		}
		if err := r.read(ctx); err != nil {
			return err
		}
	}
	return nil
}

// accounts are those that the groups of the plan belong to, in order.
func (e *Executor) accounts() (names []string) {
	for i := range e.Plan.Groups {
		names = append(names, e.Plan.Groups[i].Account)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// newLogReading makes the reading of an account; nil where nothing of it was sent.
func (e *Executor) newLogReading(account string, logs []job.ChangeLog) *logReading {
	r := &logReading{run: e, line: e.lines[account], seen: make(map[job.LogRecord]bool)}
	var first time.Time
	for i := range e.Plan.Changes {
		c := &e.Plan.Changes[i]
		if g := e.Plan.Group(c.Group); g.Account != account || g.Class == "" {
			continue
		}
		r.domains = append(r.domains, c.Subject)
		if at := e.standing(c.ID).Submitted; !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if first.IsZero() {
		return nil
	}
	slices.Sort(r.domains)
	r.domains = slices.Compact(r.domains)
	from := first.Add(-logMargin)
	if end := job.ReadUntil(from, account, logs); end.Add(-logMargin).After(from) {
		from = end.Add(-logMargin)
	}
	r.open = []span{{from.Truncate(time.Millisecond), time.Now().Truncate(time.Millisecond)}}
	for i := range logs {
		if logs[i].Account == account {
			r.remember(logs[i].Records)
		}
	}
	return r
}

func (r *logReading) remember(records []job.LogRecord) {
	for _, record := range records {
		r.seen[record] = true
	}
}

// read reads all that is open, the earliest first, so that what a reading that is
// broken off has read has no gaps.
func (r *logReading) read(ctx context.Context) error {
	for len(r.open) > 0 {
		r.run.progress(StageLog, r.asked, r.asked+len(r.open))
		s := r.open[len(r.open)-1]
		r.open = r.open[:len(r.open)-1]
		more, err := r.slice(ctx, s)
		if err != nil || !more {
			return err
		}
		r.asked++
	}
	r.run.progress(StageLog, r.asked, r.asked)
	if len(r.full) == 0 {
		return nil
	}
	return r.each(ctx)
}

// slice reads one stretch; more is false where the account cannot read its log.
func (r *logReading) slice(ctx context.Context, s span) (more bool, err error) {
	got, err := r.pages(ctx, s, "")
	switch {
	case err != nil:
		return r.unread(ctx, s, "", err)
	case !got.limited:
		return true, r.record(s, "", &got)
	case s.to.Sub(s.from) > shortest && r.asked < max(fewestSlices, len(r.domains)):
		earlier, later := s.halves()
		r.open = append(r.open, later, earlier)
	default:
		r.full = append(r.full, s)
	}
	return true, nil
}

// each asks for each domain what happened in the time of which the log does not
// show all.
func (r *logReading) each(ctx context.Context) error {
	all := span{r.full[0].from, r.full[len(r.full)-1].to}
	lacking := make([]bool, len(r.domains))
	err := r.run.each(ctx, StageLog, r.asked, len(r.domains), func(int) string { return r.line.name }, func(ctx context.Context, i int) error {
		got, err := r.pages(ctx, all, r.domains[i])
		lacking[i] = err != nil || got.limited || !got.whole
		if err != nil {
			_, err = r.unread(ctx, all, r.domains[i], err)
			return err
		}
		return r.record(all, r.domains[i], &got)
	})
	for _, s := range r.full {
		if err == nil {
			err = r.record(s, "", &logged{total: -1, whole: countTrue(lacking) == 0})
		}
	}
	return err
}

// unread records that a stretch could not be read. It is no error where the API
// refuses this call and may take others; more is false where it will take none.
func (r *logReading) unread(ctx context.Context, s span, domain string, why error) (more bool, err error) {
	if ended(ctx, why) {
		return false, why
	}
	d, no := refusal(why)
	stop, stopped := errors.AsType[*StopError](why)
	if !no && !stopped {
		return false, why // the journal's
	}
	if stopped {
		d = stop.Diagnosis
	}
	log := &job.ChangeLog{Account: r.line.name, From: s.from, To: s.to, Domain: domain, Code: d.Code, RequestID: d.RequestID, At: time.Now()}
	err = r.run.record(&job.Event{At: log.At, Kind: job.KindLogged, Log: log})
	if stopped && !strings.HasPrefix(d.Code, "Forbidden") {
		err = errors.Join(why, err)
	}
	return no, err
}

// record records what was read of a stretch: of the run's domains, and not what an
// earlier reading has shown.
func (r *logReading) record(s span, domain string, got *logged) error {
	log := &job.ChangeLog{
		Account: r.line.name, From: s.from, To: s.to, Domain: domain, Total: max(got.total, len(got.records)),
		Whole: got.whole && !got.limited, RequestID: got.requestID, At: time.Now(),
	}
	r.mu.Lock()
	for _, record := range got.records {
		if _, ours := slices.BinarySearch(r.domains, record.Domain); ours && !r.seen[record] {
			log.Records = append(log.Records, record)
		}
	}
	r.remember(log.Records)
	r.mu.Unlock()
	return r.run.record(&job.Event{At: log.At, Kind: job.KindLogged, Log: log})
}

// keepable is an answer as it is kept: a page of the log with lines about domains
// that are no business of the run is not.
func (e *Executor) keepable(action string, body []byte) []byte {
	if action != api.QueryChangeLogList {
		return body
	}
	page, err := api.ChangeLogs(body, 1)
	if err == nil && slices.ContainsFunc(page.Items, func(r job.LogRecord) bool { return !e.ours[r.Domain] }) {
		return nil
	}
	return body
}

// logged is what the log shows of a stretch of time.
type logged struct {
	records   []job.LogRecord
	total     int // below 0: not told
	limited   bool
	whole     bool
	requestID string // of the first page
}

// pages reads a stretch, until its pages surely fit together; where they never do,
// it is not whole.
func (r *logReading) pages(ctx context.Context, s span, domain string) (got logged, err error) {
	for range listTries {
		if got, err = r.pagesOnce(ctx, s, domain); err != nil || got.whole || got.limited {
			return got, err
		}
	}
	return got, nil
}

func (r *logReading) pagesOnce(ctx context.Context, s span, domain string) (got logged, err error) {
	got.whole = true
	var last []job.LogRecord
	for number := 1; number <= api.LogLimit/api.LogPage+1; number++ {
		var page api.LogRecords
		params := r.run.withLang(api.LogRequest(r.line.theirs(s.from), r.line.theirs(s.to), domain, number))
		err := r.line.read(ctx, api.QueryChangeLogList, params, func(body []byte) (err error) {
			if page, err = api.ChangeLogs(body, number); number == 1 {
				got.requestID = api.RequestID(body)
			}
			return err
		})
		if err != nil {
			return got, err
		}
		if number == 1 {
			got.total, got.limited = page.Total, page.Limited
		}
		if number > 1 && (page.Total != got.total || slices.Equal(page.Items, last)) {
			got.whole = false // it changed while it was read
			return got, nil
		}
		got.records, last = append(got.records, page.Items...), page.Items
		if got.limited && domain == "" || !page.More {
			got.whole = got.total < 0 || got.total == len(got.records)
			return got, nil
		}
	}
	got.whole = false // pages without an end
	return got, nil
}
