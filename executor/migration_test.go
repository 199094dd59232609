package executor_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

// migration unlocks domains, changes their servers and contacts and locks them again.
func migration(domains []string) *job.Plan {
	shared := func(target string) job.Params {
		fields := contact("Example")
		fields["ContactType"], fields["TransferOutProhibited"] = target, "false"
		return fields
	}
	contacts := api.SaveBatchTaskForUpdatingContactInfoByNewContact
	return planOfSteps(
		step{action: updateLock, name: job.UpdateLockOff, shared: job.Params{"Status": "false"}, subjects: domains},
		step{action: api.SaveBatchTaskForModifyingDomainDns, name: "dns", subjects: domains,
			shared: job.Params{"AliyunDns": "false", "DomainNameServer.1": "ns1.example.net", "DomainNameServer.2": "ns2.example.net"}},
		step{action: contacts, shared: shared("registrant"), subjects: domains},
		step{action: contacts, shared: shared("tech"), subjects: domains},
		step{action: updateLock, name: job.UpdateLockOn, shared: job.Params{"Status": "true"}, subjects: domains, relock: true},
	)
}

// of makes this trial one of a plan.
func (r *trial) of(plan *job.Plan) *trial {
	r.plan = plan
	return r
}

// lockedIn tells how the update lock of a domain stands in the simulated API.
func (r *trial) lockedIn(domain string) bool {
	r.t.Helper()
	e := executor.New(executor.Options{Journal: &memory{}, Plan: &job.Plan{}, Ledger: &job.Ledger{}, Accounts: r.opts.Accounts})
	if err := errors.Join(e.ReadDomains(r.t.Context(), []string{domain}), e.ReadStates(r.t.Context(), []string{domain})); err != nil {
		r.t.Fatal(err)
	}
	return e.Ledger.Holdings[domain].State.Locked()
}

// Locked domains are moved whole: everything succeeds, once, with no two tasks at a
// time, and all are locked again, also where answers are lost and processes die.
func TestMigration(t *testing.T) {
	faulty := sandbox.Options{Seed: 5, Throttle: .05, LoseBefore: .05, LoseAfter: .05, ServerError: .03}
	for name, o := range map[string]sandbox.Options{"calm": {}, "camel": {Camel: true}, "faulty": faulty} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				var domains []string
				for i := range 60 {
					domains = append(domains, fmt.Sprintf("locked-%02d.com", i))
				}
				r := newTrial(t, nil, o).of(migration(domains))
				r.size = 25
				e := r.planned()
				for n := 20; ; n += 20 {
					if name == "faulty" && n < 200 {
						r.journal.calls, r.journal.fail = 0, n
					}
					err := e.Apply(t.Context())
					if err == nil {
						break
					}
					if !errors.Is(err, errFull) && !errors.Is(err, executor.ErrWaitOver) {
						t.Fatal(err)
					}
					r.journal.fail = 0
					<-time.After(time.Minute)
					e = r.executor()
				}
				r.expect(map[job.Result]int{ok: 300})
				l := r.box.Ledger()
				if l.Repeats != 0 || l.Violations != 0 || name == "calm" && l.Overlaps != 0 {
					t.Errorf("%d repeats, %d violations, %d overlaps", l.Repeats, l.Violations, l.Overlaps)
				}
				for _, domain := range domains {
					if !r.lockedIn(domain) {
						t.Errorf("%s is unlocked", domain)
					}
				}
			})
		})
	}
}

// Whenever a migration is interrupted, a run that locks only leaves all locked.
func TestMigrationInterrupted(t *testing.T) {
	for seconds := 1; seconds < 25; seconds += 3 {
		in(t, func(t *testing.T) {
			domains := []string{"locked-a.com", "locked-b.com", "locked-c.com", "locked-d.com"}
			r := newTrial(t, nil, sandbox.Options{}).of(migration(domains))
			r.size = 2
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(seconds)*time.Second)
			defer cancel()
			if err := r.planned().Apply(ctx); err != nil && !errors.Is(err, executor.ErrInterrupted) {
				t.Fatal(err)
			}
			r.opts.RelockOnly = true
			if err := r.executor().Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, domain := range domains {
				if !r.lockedIn(domain) {
					t.Errorf("after %d s %s is unlocked", seconds, domain)
				}
			}
			if left := r.plan.Unlocked(r.ledger); len(left) > 0 {
				t.Errorf("after %d s: unlocked %v", seconds, left)
			}
		})
	}
}

// The simulated API answers all that needs no task, in either of its spellings.
func TestInstantInTheSandbox(t *testing.T) {
	for _, camel := range []bool{false, true} {
		in(t, func(t *testing.T) {
			profile := contact("Example")
			profile["DefaultRegistrantProfile"] = "false"
			r := newTrial(t, nil, sandbox.Options{Camel: camel}).of(planOfSteps(
				step{action: api.SaveRegistrantProfile, own: profile, subjects: []string{"A2"}},
				step{action: api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID, subjects: []string{"a.com", "b.com"}, profile: 1,
					shared: job.Params{"TransferOutProhibited": "false"}},
				step{action: api.CheckDomain, subjects: []string{"free-a.com"}},
				step{action: api.SubmitEmailVerification, shared: job.Params{"SendIfExist": "true"},
					subjects: []string{"unverified@example.com", "quota@example.com", "verified@example.com"}},
				step{action: fetchCode, subjects: []string{"c.com"}},
				step{action: api.CheckTransferInFeasibility, subjects: []string{"other.com"}},
				step{action: api.SaveSingleTaskForCreatingDnsHost, subjects: []string{"d.com"},
					own: job.Params{"InstanceId": r0(t, "d.com"), "DnsName": "ns1", "Ip.1": "192.0.2.1"}},
			))
			box := &safe{}
			r.opts.Secrets = box
			r.singles()
			err := r.executor().Apply(t.Context())
			if quota, full := errors.AsType[*executor.QuotaError](err); !full || quota.Left != 1 {
				t.Fatalf("want one address left for another day, got %v", err)
			}
			for i := range r.plan.Changes {
				c := &r.plan.Changes[i]
				want := ok
				if c.Subject == "quota@example.com" {
					want = job.Unsent
				}
				if s := r.ledger.Standing(c.ID); s.Outcome() != want {
					t.Errorf("%s %s is %s: %s %s", r.plan.GroupOf(c.ID).Action, c.Subject, s.Outcome(), s.Code, s.Message)
				}
			}
			if len(box.held) != 1 || r.answers()[4]["Avail"] == "" {
				t.Errorf("kept %d codes, answers %v", len(box.held), r.answers())
			}
		})
	}
}

// r0 is the instance id that the simulated API gives a domain.
func r0(t *testing.T, domain string) string {
	t.Helper()
	r := newTrial(t, nil, sandbox.Options{})
	if err := r.executor().ReadDomains(t.Context(), []string{domain}); err != nil {
		t.Fatal(err)
	}
	return r.ledger.Holdings[domain].InstanceID
}

// singles cuts the plan so that operations on one subject get one.
func (r *trial) singles() {
	r.t.Helper()
	event := &job.Event{At: time.Now(), Kind: job.KindPlanned}
	last := map[job.GroupID]int{}
	for i := range r.plan.Changes {
		c := &r.plan.Changes[i]
		op, _ := api.Lookup(r.plan.GroupOf(c.ID).Action)
		if at, begun := last[c.Group]; begun && op.Batch() {
			event.Batches[at].Changes = append(event.Batches[at].Changes, c.ID)
			continue
		}
		last[c.Group] = len(event.Batches)
		event.Batches = append(event.Batches, job.Batch{ID: job.BatchID(len(event.Batches) + 1), Group: c.Group, Changes: []job.ChangeID{c.ID}})
	}
	if err := r.journal.Append(event); err != nil {
		r.t.Fatal(err)
	}
}

// A whole account is read from the simulated API.
func TestAccountInTheSandbox(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, nil, sandbox.Options{Domains: append(names(230), "locked-a.com")})
		list := []string{"locked-a.com", "name-001.com"}
		e := r.executor()
		if err := errors.Join(e.ReadAccount(t.Context()), e.ReadStates(t.Context(), list)); err != nil {
			t.Fatal(err)
		}
		h := r.ledger.Holdings
		if !r.ledger.Account.Whole || len(h) != 231 || !h["locked-a.com"].State.Locked() || h["name-001.com"].State.Locked() {
			t.Errorf("%+v, %d holdings", r.ledger.Account, len(h))
		}
	})
}
