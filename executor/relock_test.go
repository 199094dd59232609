package executor_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
)

const updateLock = api.SaveBatchTaskForUpdateProhibitionLock

// locked is a trial of changing the admin contact of domains whose update lock is
// on: unlock, change, lock again. rule may answer a call in the model's stead.
func locked(t *testing.T, rule func(action, target string, params job.Params) (rpc.Response, error, bool), domains ...string) (*trial, *model) {
	m := newModel()
	m.locked = make(map[string]bool)
	for _, name := range domains {
		m.locked[name] = true
	}
	admin := contact("Example")
	admin["ContactType"] = "admin"
	plan := planOfSteps(
		step{action: updateLock, name: job.UpdateLockOff, shared: job.Params{"Status": "false"}, subjects: domains},
		step{action: api.SaveBatchTaskForUpdatingContactInfoByNewContact, shared: admin, subjects: domains},
		step{action: updateLock, name: job.UpdateLockOn, shared: job.Params{"Status": "true"}, subjects: domains, relock: true},
	)
	r, _ := faked(t, plan, func(_ int, action string, params job.Params) (rpc.Response, error) {
		if rule != nil {
			if response, err, ruled := rule(action, targetOf(params), params); ruled {
				return response, err
			}
		}
		return m.Call(t.Context(), action, params)
	})
	return r, m
}

// outcomes are what became of unlocking, changing and locking a domain again.
func (r *trial) outcomes(domain string) [3]job.Result {
	return [3]job.Result{r.standingOf(1, domain).Outcome(), r.standingOf(2, domain).Outcome(), r.standingOf(3, domain).Outcome()}
}

func (m *model) sound(t *testing.T) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.wrong) > 0 {
		t.Errorf("%v", m.wrong)
	}
}

const (
	ok     = job.Succeeded
	unsent = job.Unsent
)

// A domain is locked again when its change has ended, however it did; where it was
// not unlocked there is nothing to change and nothing to lock.
func TestLockedAgain(t *testing.T) {
	refuse1 := func(target string) func(string, string, job.Params) (rpc.Response, error, bool) {
		return func(action, of string, _ job.Params) (rpc.Response, error, bool) {
			if of != target {
				return rpc.Response{}, nil, false
			}
			response, err := refuse(action, 400, "ParameterIllegal")
			return response, err, true
		}
	}
	lose := func(action, of string, _ job.Params) (rpc.Response, error, bool) {
		if of != "admin" || action == api.QueryContactInfo {
			return rpc.Response{}, nil, false
		}
		response, err := lostAnswer(action)
		return response, err, true
	}
	for name, test := range map[string]struct {
		rule func(string, string, job.Params) (rpc.Response, error, bool)
		want [3]job.Result
	}{
		"all well":          {nil, [3]job.Result{ok, ok, ok}},
		"change refused":    {refuse1("admin"), [3]job.Result{ok, job.Failed, ok}},
		"change unknown":    {lose, [3]job.Result{ok, job.Unknown, ok}},
		"unlocking refused": {refuse1(job.UpdateLockOff), [3]job.Result{job.Failed, unsent, unsent}},
		"locking refused":   {refuse1(job.UpdateLockOn), [3]job.Result{ok, ok, job.Failed}},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				r, m := locked(t, test.rule, "a.com", "b.com")
				r.opts.Wait = 3 * time.Hour
				if err := r.planned().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				for _, domain := range []string{"a.com", "b.com"} {
					if got := r.outcomes(domain); got != test.want {
						t.Errorf("%s: %v, want %v: %s", domain, got, test.want, r.standingOf(2, domain).Message)
					}
					if m.isLocked(domain) != (test.want[2] != job.Failed) {
						t.Errorf("%s is locked: %v", domain, m.isLocked(domain))
					}
				}
				m.sound(t)
			})
		})
	}
}

// When a limit stops the run, what was unlocked and whose changes have ended is
// locked again before it returns; the rest of the run can still be gone on with.
func TestLimitLeavesLocked(t *testing.T) {
	in(t, func(t *testing.T) {
		r, m := locked(t, nil, append(names(4), "missing-five.com")...)
		r.size = 2
		r.opts.Failures = executor.Tolerance{Limited: true}
		r.opts.Workers = 1
		err := r.planned().Apply(t.Context())
		if _, limit := errors.AsType[*executor.LimitError](err); !limit {
			t.Fatal(err)
		}
		m.sound(t)
		for i := range r.plan.Changes {
			name := r.plan.Changes[i].Subject
			of := r.outcomes(name)
			if of[1] == ok && of[2] != ok {
				t.Errorf("%s: %v", name, of)
			}
		}
		r.opts.Failures = executor.Tolerance{}
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{ok: 12, job.Failed: 1, unsent: 2})
		m.sound(t)
	})
}

// A canary that fails leaves its domain locked.
func TestCanaryLeavesLocked(t *testing.T) {
	in(t, func(t *testing.T) {
		rule := func(action, of string, _ job.Params) (rpc.Response, error, bool) {
			if of != "admin" {
				return rpc.Response{}, nil, false
			}
			response, err := refuse(action, 400, "ParameterIllegal")
			return response, err, true
		}
		r, m := locked(t, rule, names(6)...)
		r.opts.Canary = 1
		err := r.planned().Apply(t.Context())
		if limit, is := errors.AsType[*executor.LimitError](err); !is || !limit.Canary {
			t.Fatal(err)
		}
		if got := r.outcomes("name-001.com"); got != [3]job.Result{ok, job.Failed, ok} || !m.isLocked("name-001.com") {
			t.Errorf("%v", got)
		}
		if got := r.outcomes("name-002.com"); got != [3]job.Result{unsent, unsent, unsent} {
			t.Errorf("%v", got)
		}
		m.sound(t)
	})
}

// cut stops a run after its unlocking: by an interrupt, by the end of the window.
func cut(t *testing.T, r *trial, how string) error {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var closed atomic.Bool
	r.opts.Closes = func(now time.Time) time.Time {
		if closed.Load() {
			return now
		}
		return time.Time{}
	}
	e := r.planned()
	r.journal.each = func(event *job.Event) {
		if event.Kind != job.KindSettle {
			return
		}
		if how == "window" {
			closed.Store(true)
			return
		}
		cancel()
	}
	err := e.Apply(ctx)
	r.journal.each = nil
	r.opts.Closes = nil
	return err
}

// Whatever has ended a run: carried out to lock only, it locks every domain that is
// unlocked, sends nothing else, and says so of what it was not let send.
func TestRelockOnly(t *testing.T) {
	for how, want := range map[string]error{"interrupt": executor.ErrInterrupted, "window": executor.ErrClosed} {
		t.Run(how, func(t *testing.T) {
			in(t, func(t *testing.T) {
				r, m := locked(t, nil, names(5)...)
				r.size = 2
				if err := cut(t, r, how); !errors.Is(err, want) {
					t.Fatal(err)
				}
				if len(r.plan.Unlocked(r.ledger)) == 0 {
					t.Fatalf("nothing is unlocked: %v", r.results())
				}
				r.opts.RelockOnly = true
				if err := r.executor().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				for _, name := range names(5) {
					got := r.outcomes(name)
					if !m.isLocked(name) || got[1] != unsent || (got[2] == ok) != (got[0] == ok) {
						t.Errorf("%s: %v, locked %v", name, got, m.isLocked(name))
					}
					if s := r.standingOf(2, name); !strings.HasPrefix(s.Message, "not sent: ") {
						t.Errorf("%s: %s", name, s.Message)
					}
				}
				if left := r.plan.Unlocked(r.ledger); len(left) > 0 || len(m.sends["name-001.com admin"]) > 0 {
					t.Errorf("unlocked %v, sent %v", left, m.sends)
				}
				m.sound(t)
				// What was locked again is not changed any more by who goes on.
				r.opts.RelockOnly = false
				if err := r.executor().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				m.sound(t)
				for _, name := range names(5) {
					if !m.isLocked(name) {
						t.Errorf("%s is unlocked at the end: %v", name, r.outcomes(name))
					}
				}
			})
		})
	}
}

// A relock that was refused, or whose answer was lost for good, is tried once more
// by a run that only locks, and by no other.
func TestRelockOnceMore(t *testing.T) {
	for name, fail := range map[string]func(action string) (rpc.Response, error){
		"refused": func(action string) (rpc.Response, error) { return refuse(action, 400, "UnsupportedOperation") },
		"lost":    lostAnswer,
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				failing := true
				r, m := locked(t, func(action, of string, _ job.Params) (rpc.Response, error, bool) {
					if of != job.UpdateLockOn || !failing {
						return rpc.Response{}, nil, false
					}
					response, err := fail(action)
					return response, err, true
				}, names(3)...)
				r.opts.Wait = 5 * time.Hour
				if err := r.planned().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				if left := r.plan.Unlocked(r.ledger); len(left) != 3 {
					t.Fatalf("unlocked %v: %v", left, r.results())
				}
				failing = false
				if err := r.executor().Apply(t.Context()); err != nil || m.isLocked("name-001.com") {
					t.Fatalf("without being told: %v, locked %v", err, m.isLocked("name-001.com"))
				}
				r.opts.RelockOnly = true
				for range 2 {
					if err := r.executor().Apply(t.Context()); err != nil {
						t.Fatal(err)
					}
					r.expect(map[job.Result]int{ok: 9})
				}
				if n := len(m.sends["name-001.com "+job.UpdateLockOn]); n != 1 {
					t.Errorf("%d requests arrived", n)
				}
				m.sound(t)
			})
		})
	}
}

// What a person found not done is not sent any more once its domain was locked again.
func TestUndoneAfterRelock(t *testing.T) {
	in(t, func(t *testing.T) {
		r, m := locked(t, func(action, of string, _ job.Params) (rpc.Response, error, bool) {
			if of != "admin" || action == api.QueryContactInfo {
				return rpc.Response{}, nil, false
			}
			response, err := lostAnswer(action)
			return response, err, true
		}, "a.com")
		r.opts.Wait = 3 * time.Hour
		if err := r.planned().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, err := r.executor().Undo(t.Context(), []string{"a.com"}, who); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.outcomes("a.com"); got != [3]job.Result{ok, unsent, ok} || !m.isLocked("a.com") {
			t.Errorf("%v, locked %v", got, m.isLocked("a.com"))
		}
		if s := r.standingOf(2, "a.com"); !strings.Contains(s.Message, "locked again since") {
			t.Error(s.Message)
		}
		m.sound(t)
	})
}
