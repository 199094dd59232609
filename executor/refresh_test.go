package executor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// seen is what the journal holds of earlier readings, the newest contact of each change.
func (r *trial) seen() (s executor.Seen) {
	newest := make(map[job.ChangeID]job.Before)
	for _, e := range r.journal.events {
		switch {
		case e.After != nil:
			newest[e.After.Change] = *e.After
		case e.Log != nil:
			s.Logs = append(s.Logs, *e.Log)
		}
	}
	for _, after := range newest {
		s.Afters = append(s.Afters, after)
	}
	return s
}

func (r *trial) refresh(ctx context.Context) error {
	r.t.Helper()
	return r.executor().Refresh(ctx, r.seen())
}

// records are the lines of the registrar's log that were recorded.
func (r *trial) records() (all []job.LogRecord) {
	for _, log := range r.seen().Logs {
		all = append(all, log.Records...)
	}
	return all
}

// The contacts are read after the changes, and the registrar's log of the time. It
// can be done again: contacts are read anew, and the log a day before its end.
func TestRefresh(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("New Ltd"), "a.com", "b.com", "refuse-c.com"), sandbox.Options{})
		r.ends(map[job.Result]int{job.Succeeded: 2, job.Failed: 1})
		before := slices.Clone(r.ledger.Standings)
		if err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		seen := r.seen()
		if len(seen.Afters) != 2 || len(seen.Logs) != 1 || !seen.Logs[0].Whole || len(seen.Logs[0].Records) != 3 {
			t.Fatalf("%d contacts, log %+v", len(seen.Afters), seen.Logs)
		}
		for _, after := range seen.Afters {
			if got := api.ReadBack(r.plan, after.Change, job.Before{}, after); got != api.ShownNew || after.RequestID == "" || after.At.IsZero() {
				t.Errorf("%+v: %s", after, got)
			}
		}
		if diff := gocmp.Diff(before, r.ledger.Standings); diff != "" {
			t.Errorf("results changed: %s", diff)
		}
		<-time.After(48 * time.Hour)
		if err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		second := r.seen().Logs[1]
		if n := r.journal.kinds()[job.KindAfter]; n != 4 {
			t.Errorf("%d readings of contacts, want 4", n)
		}
		if want := seen.Logs[0].To.Add(-24 * time.Hour); !second.From.Equal(want) || !second.Whole || len(second.Records) != 0 {
			t.Errorf("from %v, want %v: %+v", second.From, want, second)
		}
	})
}

// A change that waits at the registrar, or whose answer was lost, is read too, and
// keeps its result; one that was refused or not sent is not.
func TestRefreshOfOpenChanges(t *testing.T) {
	in(t, func(t *testing.T) {
		r, f := logTrial(t, &registrarLog{}, "a.com", "b.com", "c.com", "d.com")
		s := *r.ledger.Standing(1)
		s.State, s.Result = job.Settled, job.Unknown
		r.settle(s, job.Standing{Change: 2, State: job.Settled, Result: job.Failed, Submitted: time.Now()})
		if err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := f.count(api.QueryContactInfo); n != 3 {
			t.Errorf("%d contacts read, want 3", n)
		}
		if got := r.ledger.Standing(1).Outcome(); got != job.Unknown {
			t.Errorf("unknown has become %s", got)
		}
	})
}

// A reading that was broken off is gone on with.
func TestRefreshGoesOn(t *testing.T) {
	in(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r, f := logTrial(t, &registrarLog{}, names(40)...)
		calls := f.answer
		f.answer = func(nth int, action string, params job.Params) (rpc.Response, error) {
			if nth == 25 {
				cancel()
			}
			return calls(nth, action, params)
		}
		if err := r.refresh(ctx); !errors.Is(err, executor.ErrInterrupted) {
			t.Fatal(err)
		}
		some := len(r.seen().Afters)
		if some == 0 || some == 40 {
			t.Fatalf("%d contacts read", some)
		}
		if err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := r.journal.kinds()[job.KindAfter]; n != 40 || len(r.seen().Afters) != 40 {
			t.Errorf("%d readings of %d contacts, want 40 of 40", n, len(r.seen().Afters))
		}
	})
}

// registrarLog is the log of an account.
type registrarLog struct {
	records []job.LogRecord
	at      []time.Time // of each
	refuse  func(params job.Params) error
}

func (g *registrarLog) add(domain string, at time.Time) {
	g.records = append(g.records, job.LogRecord{Domain: domain, Operation: "Change", Result: "Success", Details: strconv.Itoa(len(g.records)), Time: at.UTC().Format(time.DateTime)})
	g.at = append(g.at, at)
}

// page answers as 003 §5.8 says: the newest 1,000 of what matches.
func (g *registrarLog) page(params job.Params) (rpc.Response, error) {
	number := func(name string) int64 { n, _ := strconv.ParseInt(params[name], 10, 64); return n }
	var found []job.LogRecord
	for i, at := range g.at {
		if ms := at.UnixMilli(); ms >= number("StartDate") && ms <= number("EndDate") && (params["DomainName"] == "" || params["DomainName"] == g.records[i].Domain) {
			found = append(found, g.records[i])
		}
	}
	limited := len(found) > api.LogLimit
	found = found[max(0, len(found)-api.LogLimit):]
	lo := min(len(found), int(number("PageNum")-1)*int(number("PageSize")))
	hi := min(len(found), lo+int(number("PageSize")))
	var list []map[string]any
	for _, record := range found[lo:hi] {
		list = append(list, map[string]any{"DomainName": record.Domain, "Operation": record.Operation, "Result": record.Result, "Details": record.Details, "Time": record.Time})
	}
	return answer(map[string]any{"Data": map[string]any{"ChangeLog": list}, "TotalItemNum": len(found), "NextPage": hi < len(found), "ResultLimit": limited})
}

// logTrial is a run whose changes of domains were all accepted just now.
func logTrial(t tb, g *registrarLog, domains ...string) (*trial, *fake) {
	plan := planOfSteps(step{action: api.SaveBatchTaskForUpdatingContactInfoByNewContact, shared: job.Params{"ContactType": "admin"}, subjects: domains})
	r, f := faked(t, plan, func(_ int, action string, params job.Params) (rpc.Response, error) {
		switch {
		case action == api.QueryContactInfo:
			return answer(map[string]any{"Email": "new@example.com"})
		case g.refuse != nil && g.refuse(params) != nil:
			return rpc.Response{}, g.refuse(params)
		}
		return g.page(params)
	})
	r.executor()
	for i := range plan.Changes {
		r.settle(job.Standing{Change: plan.Changes[i].ID, State: job.Accepted, TaskNo: "t", Submitted: time.Now()})
	}
	return r, f
}

// settle records standings as if they had come about.
func (r *trial) settle(all ...job.Standing) {
	r.t.Helper()
	for _, s := range all {
		way := []job.State{s.State}
		if r.ledger.Standing(s.Change).State == "" {
			way = []job.State{job.Planned, job.Sending, s.State}
		}
		for _, state := range way {
			s := s
			s.State = state
			e := &job.Event{At: time.Now(), Kind: job.KindSettle, Standings: []job.Standing{s}}
			if err := errors.Join(r.journal.Append(e), r.ledger.Apply(e)); err != nil {
				r.t.Fatal(err)
			}
		}
	}
}

// asksOnce fails when a page of a stretch was asked for twice.
func asksOnce(t *testing.T, f *fake) {
	t.Helper()
	asked := make(map[string]bool)
	for _, p := range f.params(api.QueryChangeLogList) {
		if asked[p.Key()] {
			t.Errorf("asked twice: %v", p)
		}
		asked[p.Key()] = true
	}
}

// More than the log shows is read in slices of time, each once: all of the run's
// domains, and nothing of others.
func TestLogInSlices(t *testing.T) {
	in(t, func(t *testing.T) {
		g := &registrarLog{}
		r, f := logTrial(t, g, names(100)...)
		for i := range 6000 {
			g.add(fmt.Sprintf("name-%03d.com", i%200+1), time.Now().Add(time.Duration(i)*200*time.Millisecond))
		}
		<-time.After(time.Hour)
		if err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		asksOnce(t, f)
		r.hasLog(t, g, 3000)
		calls := f.count(api.QueryChangeLogList)
		if calls > 150 {
			t.Errorf("%d calls for 6000 records", calls)
		}
		until := time.Time{}
		for i, log := range r.seen().Logs {
			if !log.Whole || log.Domain != "" || i > 0 && !log.From.Equal(until.Add(time.Millisecond)) {
				t.Errorf("%+v does not follow on %v", log, until)
			}
			until = log.To
		}
	})
}

// hasLog fails when the records of the run's domains are not there once each.
func (r *trial) hasLog(t *testing.T, g *registrarLog, want int) {
	t.Helper()
	ours := make(map[string]bool)
	for i := range r.plan.Changes {
		ours[r.plan.Changes[i].Subject] = true
	}
	wanted := make(map[job.LogRecord]bool)
	for _, record := range g.records {
		if ours[record.Domain] {
			wanted[record] = true
		}
	}
	got := r.records()
	for _, record := range got {
		if !wanted[record] {
			t.Fatalf("%+v: recorded twice, or of another's domain", record)
		}
		delete(wanted, record)
	}
	if len(got) != want || len(wanted) != 0 {
		t.Errorf("%d records, want %d; %d are missing", len(got), want, len(wanted))
	}
}

// Of the log's pages those are kept whole that are about the run's domains alone.
func TestLogKeepsItsOwn(t *testing.T) {
	for domain, kept := range map[string]bool{"a.com": true, "theirs.com": false} {
		in(t, func(t *testing.T) {
			g := &registrarLog{}
			r, _ := logTrial(t, g, "a.com")
			g.add("a.com", time.Now())
			g.add(domain, time.Now())
			if err := r.refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			bodies := 0
			for _, e := range r.journal.events {
				if e.Call != nil && e.Call.Action == api.QueryChangeLogList && len(e.Call.Body) > 0 {
					bodies++
				}
				if e.Call != nil && strings.Contains(string(e.Call.Body), "theirs.com") {
					t.Error("an answer about another domain was recorded")
				}
			}
			if (bodies == 1) != kept {
				t.Errorf("with a line about %s: %d bodies", domain, bodies)
			}
			if slices.ContainsFunc(r.records(), func(record job.LogRecord) bool { return record.Domain != "a.com" }) {
				t.Errorf("recorded: %+v", r.records())
			}
		})
	}
}

// A second that has more than the log shows is asked for each domain.
func TestLogByDomain(t *testing.T) {
	in(t, func(t *testing.T) {
		g := &registrarLog{}
		r, f := logTrial(t, g, names(30)...)
		<-time.After(time.Minute)
		for i := range 3000 {
			g.add(fmt.Sprintf("name-%03d.com", i%60+1), time.Now())
		}
		<-time.After(time.Minute)
		if err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		asksOnce(t, f)
		r.hasLog(t, g, 1500)
		domains := 0
		for _, log := range r.seen().Logs {
			domains += len(log.Domain) / max(1, len(log.Domain))
			if !log.Whole {
				t.Errorf("not whole: %+v", log)
			}
		}
		if domains != 30 {
			t.Errorf("%d domains asked for, want 30", domains)
		}
		calls := f.count(api.QueryChangeLogList)
		if err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.hasLog(t, g, 1500)
		if more := f.count(api.QueryChangeLogList) - calls; more > calls {
			t.Errorf("%d calls, then %d", calls, more)
		}
	})
}

// A registrar that calls everything limited is not asked for ever, and what it
// hides is said.
func TestLogAlwaysLimited(t *testing.T) {
	in(t, func(t *testing.T) {
		r, f := logTrial(t, &registrarLog{}, "a.com", "b.com")
		contacts := f.answer
		f.answer = func(nth int, action string, params job.Params) (rpc.Response, error) {
			if action == api.QueryChangeLogList {
				return answer(map[string]any{"Data": "", "TotalItemNum": 1000, "ResultLimit": true})
			}
			return contacts(nth, action, params)
		}
		if err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := f.count(api.QueryChangeLogList); n > 100 {
			t.Errorf("%d calls", n)
		}
		for _, log := range r.seen().Logs {
			if log.Whole {
				t.Errorf("whole: %+v", log)
			}
		}
	})
}

// A log that the account cannot read is said to be unread, and ends nothing; where
// nobody answers, nothing else could be read either.
func TestLogUnread(t *testing.T) {
	for code, status := range map[string]int{"Forbidden.RAM": 403, "ParameterIllegal": 400, "InvalidAccessKeyId.NotFound": 404} {
		in(t, func(t *testing.T) {
			r, f := logTrial(t, &registrarLog{refuse: func(job.Params) error {
				_, err := refuse(api.QueryChangeLogList, status, code)
				return err
			}}, "a.com")
			err := r.refresh(t.Context())
			_, stopped := errors.AsType[*executor.StopError](err)
			if ends := code == "InvalidAccessKeyId.NotFound"; ends != stopped || !ends && err != nil {
				t.Errorf("%s: %v", code, err)
			}
			logs := r.seen().Logs
			if len(logs) != 1 || logs[0].Whole || logs[0].Code != code || logs[0].From.IsZero() {
				t.Errorf("%s: %+v", code, logs)
			}
			if n := f.count(api.QueryContactInfo); n != 1 {
				t.Errorf("%s: %d contacts read", code, n)
			}
		})
	}
}

// Where nothing was sent there is nothing to read.
func TestRefreshOfNothing(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("New Ltd"), "a.com"), sandbox.Options{})
		if err := r.refresh(t.Context()); err != nil || len(r.journal.events) != 0 {
			t.Errorf("%v, %d entries", err, len(r.journal.events))
		}
	})
}
