package executor_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// several is a trial in accounts, whose domains are named after them: east-001.com.
type several struct {
	*trial
	all *sandbox.Accounts
}

// inAccounts plans n domains of each account, one contact for all.
func inAccounts(t tb, n int, o sandbox.Options, accounts ...string) *several {
	t.Helper()
	var domains []string
	for i := range n {
		for _, account := range accounts {
			domains = append(domains, fmt.Sprintf("%s-%03d.com", account, i+1))
		}
	}
	r := &several{trial: newTrial(t, rows("admin", contact("Example"), domains...), o)}
	r.divide(accounts)
	var list []sandbox.Account
	for _, account := range accounts {
		list = append(list, sandbox.Account{Name: account, Key: account, Secret: account})
	}
	r.all = sandbox.NewAccounts(o, list)
	r.opts.Before, r.opts.Accounts = true, make(map[string]executor.Account)
	for _, account := range accounts {
		client := r.client()
		client.Transport = r.all
		client.Credentials = func(context.Context) (rpc.Credentials, error) {
			return rpc.Credentials{AccessKeyID: account, AccessKeySecret: account}, nil
		}
		r.opts.Accounts[account] = executor.Account{Client: client, QPS: 5}
	}
	return r
}

// divide gives each account a group of its own.
func (r *several) divide(accounts []string) {
	like := r.plan.Groups[0]
	r.plan.Groups = nil
	for i, account := range accounts {
		g := like
		g.ID, g.Account = job.GroupID(i+1), account
		r.plan.Groups = append(r.plan.Groups, g)
		for j := range r.plan.Changes {
			if c := &r.plan.Changes[j]; strings.Contains(c.Subject, account) {
				c.Group = g.ID
			}
		}
	}
}

// took carries the plan out and says how long that took.
func (r *several) took() time.Duration {
	began := time.Now()
	if err := r.carryOut(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	return time.Since(began)
}

// only fails where an effect is in another account than that of its domain, or came twice.
func (r *several) only() {
	r.t.Helper()
	seen := make(map[string]bool)
	for _, e := range r.all.Ledger().Effects {
		if !strings.Contains(e.Domain, e.Account) || seen[e.Domain] {
			r.t.Errorf("%s took effect in %s", e.Domain, e.Account)
		}
		seen[e.Domain] = true
	}
}

// by counts the changes of an account by result.
func (r *several) by(account string) map[job.Result]int {
	out := make(map[job.Result]int)
	for i := range r.plan.Changes {
		if c := &r.plan.Changes[i]; r.plan.Group(c.Group).Account == account {
			out[r.ledger.Standing(c.ID).Outcome()]++
		}
	}
	return out
}

// Accounts are worked side by side, each at its own pace: two or three take as long as
// one with the same number of domains.
func TestSideBySide(t *testing.T) {
	took := make(map[int]time.Duration)
	for n, accounts := range map[int][]string{1: {"east"}, 2: {"east", "west"}, 3: {"east", "west", "south"}} {
		in(t, func(t *testing.T) {
			r := inAccounts(t, 150, sandbox.Options{QPS: 5, Latency: 100 * time.Millisecond}, accounts...)
			took[n] = r.took()
			r.only()
			for _, account := range accounts {
				if d := cmp.Diff(map[job.Result]int{job.Succeeded: 150}, r.by(account)); d != "" {
					t.Error(account, d)
				}
			}
			if l := r.all.Ledger(); l.MaxSecond > 5 {
				t.Errorf("%d calls of one account in a second", l.MaxSecond)
			}
		})
	}
	for n, d := range took {
		if d < 30*time.Second || d > took[1]+took[1]/20 {
			t.Errorf("%d accounts took %s, one %s", n, d, took[1])
		}
	}
}

// An account that is throttled, and one that loses its answers, hold up no other one.
func TestSlowAccountAlone(t *testing.T) {
	in(t, func(t *testing.T) {
		began, done := time.Now(), time.Duration(0)
		r := inAccounts(t, 60, sandbox.Options{}, "east", "west")
		slow := r.opts.Accounts["west"]
		slow.QPS = 0.2
		r.opts.Accounts["west"] = slow
		r.opts.Wait = time.Hour
		r.journal.each = func(e *job.Event) {
			if e.Kind == job.KindSettle && r.plan.Group(r.plan.Change(e.Standings[0].Change).Group).Account == "east" {
				done = time.Since(began)
			}
		}
		all := r.took()
		r.only()
		// Reading, too, is done side by side, but nothing is sent before all is read.
		if sending := done - 300*time.Second; done == 0 || sending > 30*time.Second || all < 310*time.Second {
			t.Errorf("the fast account had ended after %s, all after %s", done, all)
		}
	})
}

// A refusal of the account stops that account alone: the others are finished, the error
// says which one it was, and what is left of it can be gone on with.
func TestRefusedAccountAlone(t *testing.T) {
	for _, code := range []string{"SignatureDoesNotMatch", "Forbidden.RAM"} {
		in(t, func(t *testing.T) {
			refused := true
			r := inAccounts(t, 120, sandbox.Options{}, "east", "west", "south")
			west := r.opts.Accounts["west"]
			good := west.Client
			west.Client = clientFunc(func(ctx context.Context, action string, params map[string]string) (rpc.Response, error) {
				if refused && action == write {
					return rpc.Response{Status: 403}, &rpc.Error{Action: action, Status: 403, Code: code}
				}
				return good.Call(ctx, action, params)
			})
			r.opts.Accounts["west"] = west
			err := r.carryOut(t.Context())
			stop, ok := errors.AsType[*executor.StopError](err)
			if !ok || stop.Account != "west" || !strings.HasPrefix(stop.Error(), "account west: ") {
				t.Fatalf("got %v", err)
			}
			for account, want := range map[string]job.Result{"east": job.Succeeded, "south": job.Succeeded, "west": job.Unsent} {
				if d := cmp.Diff(map[job.Result]int{want: 120}, r.by(account)); d != "" {
					t.Error(code, account, d)
				}
			}
			refused = false
			if err := r.executor().Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(map[job.Result]int{job.Succeeded: 120}, r.by("west")); d != "" {
				t.Error(d)
			}
			r.only()
		})
	}
}

type clientFunc func(context.Context, string, map[string]string) (rpc.Response, error)

// Call calls the function.
func (f clientFunc) Call(ctx context.Context, action string, params map[string]string) (rpc.Response, error) {
	return f(ctx, action, params)
}

// A disk that is full stops all accounts, and is what is said.
func TestFullDiskStopsAll(t *testing.T) {
	in(t, func(t *testing.T) {
		r := inAccounts(t, 200, sandbox.Options{}, "east", "west")
		e := r.executor()
		if err := r.batches(); err != nil {
			t.Fatal(err)
		}
		r.journal.fail = r.journal.calls + 8
		err := e.Apply(t.Context())
		if !errors.Is(err, errFull) || errors.Is(err, executor.ErrInterrupted) {
			t.Errorf("got %v", err)
		}
	})
}

// The canary of a run in several accounts goes first in all of them; the others follow
// when it has succeeded, and nothing else is sent when it has not.
func TestCanaryOfAccounts(t *testing.T) {
	for _, name := range []string{"name", "refuse"} {
		in(t, func(t *testing.T) {
			r := inAccounts(t, 60, sandbox.Options{}, "east", "west")
			r.opts.Canary = 3 // east-001, west-001, east-002
			r.plan.Changes[1].Subject = name + "-west-canary.com"
			var first []string
			err := r.carryOut(t.Context())
			ends := time.Time{}
			for _, e := range r.all.Ledger().Effects {
				if len(first) < 3 {
					first, ends = append(first, e.Domain), latest(ends, e.Ends)
				} else if e.At.Before(ends) {
					t.Errorf("%s was sent while the canary was under way", e.Domain)
				}
			}
			if len(first) != 3 || !strings.Contains(fmt.Sprint(first), "west-canary") {
				t.Errorf("the canary was %v", first)
			}
			limit, stopped := errors.AsType[*executor.LimitError](err)
			switch n := r.results()[job.Succeeded]; {
			case name == "name" && (err != nil || n != 120):
				t.Errorf("%d succeeded: %v", n, err)
			case name == "refuse" && (!stopped || !limit.Canary || n != 2):
				t.Errorf("%d succeeded: %v", n, err)
			}
		})
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// A run in two accounts that dies anywhere goes on where it was, and nothing takes
// effect twice or in the other account.
func TestCrashInTwoAccounts(t *testing.T) {
	for fail := 2; fail < 60; fail += 3 {
		in(t, func(t *testing.T) {
			r := inAccounts(t, 60, sandbox.Options{}, "east", "west")
			r.size = 20
			r.opts.Settle = time.Minute
			e := r.executor()
			if err := r.batches(); err != nil {
				t.Fatal(err)
			}
			r.journal.fail = r.journal.calls + fail
			err := e.Apply(t.Context())
			if !errors.Is(err, errFull) {
				if err == nil && fail > 20 {
					return // it had ended before
				}
				t.Fatalf("crash at %d: %v", fail, err)
			}
			r.journal.fail = 0
			if err := r.executor().Apply(t.Context()); err != nil {
				t.Fatalf("crash at %d: %v", fail, err)
			}
			r.only()
			for _, account := range []string{"east", "west"} {
				if d := cmp.Diff(map[job.Result]int{job.Succeeded: 60}, r.by(account)); d != "" {
					t.Errorf("crash at %d: %s %s", fail, account, d)
				}
			}
		})
	}
}

// The lists of accounts are read side by side, each once; what is known of a domain says
// whose it is, and an account that is read whole is not read again.
func TestListsOfAccounts(t *testing.T) {
	in(t, func(t *testing.T) {
		list := []sandbox.Holding{{Name: "east-001.com", Account: "east"}, {Name: "west-001.com", Account: "west"}, {Name: "x.com", Account: "west"}}
		r := inAccounts(t, 1, sandbox.Options{Holdings: list}, "east", "west")
		if err := r.executor().ReadAccount(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := make(map[string]string)
		for name, h := range r.ledger.Holdings {
			got[name] = h.Account
		}
		if d := cmp.Diff(map[string]string{"east-001.com": "east", "west-001.com": "west", "x.com": "west"}, got); d != "" {
			t.Error(d)
		}
		if e, w := r.ledger.Reading("east"), r.ledger.Reading("west"); !e.Whole || e.Total != 1 || !w.Whole || w.Total != 2 {
			t.Error(e, w)
		}
		calls := len(r.all.Ledger().Arrivals)
		e := r.executor()
		if err := errors.Join(e.ReadAccount(t.Context()), e.ReadDomains(t.Context(), []string{"east-001.com"})); err != nil {
			t.Fatal(err)
		}
		if again := len(r.all.Ledger().Arrivals); again != calls {
			t.Errorf("%d calls, then %d", calls, again)
		}
		if _, err := e.ReadProfiles(t.Context()); err != nil {
			t.Fatal(err)
		}
		mails, err := e.ReadEmails(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mails {
			if m.Account == "" {
				t.Errorf("%+v has no account", m)
			}
		}
	})
}
