package executor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
)

// registry is an account that lists its domains.
type registry struct {
	domains []string
	page    func(number int) // told before each page of the whole list
}

func (g *registry) call(_ int, action string, params job.Params) (rpc.Response, error) {
	switch action {
	case api.QueryDomainList:
		return g.list(params)
	case api.QueryDomainByInstanceId:
		name := strings.TrimPrefix(params["InstanceId"], "S-")
		if strings.HasPrefix(name, "silent") {
			return refuse(action, 400, "ParameterIllegal")
		}
		return answer(map[string]any{"DomainName": name, "InstanceId": params["InstanceId"], "UpdateProhibitionLock": "OPEN", "TransferProhibitionLock": "CLOSE"})
	}
	return refuse(action, 404, "InvalidAction.NotFound")
}

func (g *registry) list(params job.Params) (rpc.Response, error) {
	number, _ := strconv.Atoi(params["PageNum"])
	size, _ := strconv.Atoi(params["PageSize"])
	if g.page != nil && params["DomainName"] == "" {
		g.page(number)
	}
	var named []string
	for _, name := range g.domains {
		if strings.Contains(name, params["DomainName"]) { // how names are compared is not documented
			named = append(named, name)
		}
	}
	var list []map[string]any
	for _, name := range named[min(len(named), (number-1)*size):min(len(named), number*size)] {
		list = append(list, map[string]any{"DomainName": name, "InstanceId": "S-" + name, "ExpirationDateLong": 1893427200000, "DomainStatus": "3"})
	}
	return answer(map[string]any{"Data": map[string]any{"Domain": list}, "TotalItemNum": len(named), "NextPage": number*size < len(named)})
}

// account is a trial of reading an account.
func accountOf(t *testing.T, g *registry) (*trial, *fake) { return faked(t, &job.Plan{}, g.call) }

// The whole list is read once, and no more by who goes on.
func TestReadAccount(t *testing.T) {
	for _, n := range []int{0, 1, 100, 250} {
		in(t, func(t *testing.T) {
			r, f := accountOf(t, &registry{domains: names(n)})
			if err := r.executor().ReadAccount(t.Context()); err != nil {
				t.Fatal(err)
			}
			if a := r.ledger.Account; !a.Whole || a.Total != n || len(r.ledger.Holdings) != n {
				t.Errorf("of %d: %+v, %d holdings", n, a, len(r.ledger.Holdings))
			}
			if n > 0 && r.ledger.Holdings["name-001.com"].InstanceID != "S-name-001.com" {
				t.Errorf("%+v", r.ledger.Holdings["name-001.com"])
			}
			calls := len(f.asked)
			if want := max(1, (n+99)/100); calls != want {
				t.Errorf("%d calls for %d domains, want %d", calls, n, want)
			}
			if err := r.executor().ReadAccount(t.Context()); err != nil || len(f.asked) != calls {
				t.Errorf("once more: %v, %d calls", err, len(f.asked)-calls)
			}
		})
	}
}

// A list that was read in part is read anew; what has left it meanwhile is gone.
func TestReadAccountBrokenOff(t *testing.T) {
	in(t, func(t *testing.T) {
		g := &registry{domains: names(250)}
		ctx, cancel := context.WithCancel(t.Context())
		g.page = func(number int) {
			if number == 2 {
				cancel()
			}
		}
		r, _ := accountOf(t, g)
		if err := r.executor().ReadAccount(ctx); !errors.Is(err, executor.ErrInterrupted) || r.ledger.Account.Whole || len(r.ledger.Holdings) == 0 {
			t.Fatalf("%v, %d holdings", err, len(r.ledger.Holdings))
		}
		g.domains, g.page = slices.Delete(g.domains, 4, 5), nil
		if err := r.executor().ReadAccount(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !r.ledger.Account.Whole || r.ledger.Account.Total != 249 || !r.ledger.Holdings["name-005.com"].Gone {
			t.Errorf("%+v, %+v", r.ledger.Account, r.ledger.Holdings["name-005.com"])
		}
	})
}

// A list whose pages shift while they are read is read once more; one that never
// keeps still is not whole, and that is said.
func TestReadAccountShifting(t *testing.T) {
	for name, test := range map[string]struct {
		shifts int
		whole  bool
	}{"once": {1, true}, "always": {1000, false}} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				g := &registry{domains: names(250)}
				shifted := 0
				g.page = func(number int) {
					if number == 2 && shifted < test.shifts {
						shifted++
						g.domains = append([]string{fmt.Sprintf("new-%d.com", shifted)}, g.domains...)
					}
				}
				r, _ := accountOf(t, g)
				if err := r.executor().ReadAccount(t.Context()); err != nil {
					t.Fatal(err)
				}
				if r.ledger.Account.Whole != test.whole || test.whole && r.ledger.Account.Total != 251 {
					t.Errorf("%+v", r.ledger.Account)
				}
				if warned := r.journal.kinds()[job.KindWarning] > 0; warned == test.whole {
					t.Errorf("warned: %v", warned)
				}
			})
		})
	}
}

// Domains are looked up one by one where the list is not wanted, and compared whole.
func TestReadDomainsAndStates(t *testing.T) {
	in(t, func(t *testing.T) {
		r, f := accountOf(t, &registry{domains: []string{"my-a.com", "a.com", "silent.com"}})
		list := []string{"a.com", "b.com", "silent.com", "a.com"}
		if err := r.executor().ReadDomains(t.Context(), list); err != nil {
			t.Fatal(err)
		}
		if h := r.ledger.Holdings; h["a.com"].InstanceID != "S-a.com" || !h["b.com"].Gone || len(h) != 3 {
			t.Errorf("%+v", h)
		}
		if err := r.executor().ReadStates(t.Context(), list); err != nil {
			t.Fatal(err)
		}
		h := r.ledger.Holdings
		if !h["a.com"].State.Locked() || h["a.com"].Expires.IsZero() || h["b.com"].State != nil || h["silent.com"].State == nil || h["silent.com"].State.Locked() {
			t.Errorf("%+v", h)
		}
		calls := len(f.asked)
		if err := errors.Join(r.executor().ReadDomains(t.Context(), list), r.executor().ReadStates(t.Context(), list)); err != nil || calls != 5 || len(f.asked) != calls {
			t.Errorf("%d calls, then %d more: %v", calls, len(f.asked)-calls, err)
		}
	})
}

// Profiles and addresses are read whole, and only what was asked for is given.
func TestReadProfilesAndEmails(t *testing.T) {
	in(t, func(t *testing.T) {
		r, _ := faked(t, &job.Plan{}, func(_ int, action string, params job.Params) (rpc.Response, error) {
			if action == api.QueryRegistrantProfiles {
				profile := map[string]any{"RegistrantProfileId": "7" + params["PageNum"], "RegistrantName": "Ada"}
				return answer(map[string]any{"RegistrantProfiles": map[string]any{"RegistrantProfile": []any{profile}}, "TotalItemNum": 2, "NextPage": params["PageNum"] == "1"})
			}
			return answer(map[string]any{"Data": []any{
				map[string]any{"Email": "a@example.com", "VerificationStatus": 1}, map[string]any{"Email": "B@example.com", "VerificationStatus": 0},
			}, "TotalItemNum": 2, "NextPage": false})
		})
		profiles, err := r.executor().ReadProfiles(t.Context())
		if err != nil || len(profiles) != 2 || profiles[1].ID != "72" {
			t.Errorf("%+v, %v", profiles, err)
		}
		mails, err := r.executor().ReadEmails(t.Context(), []string{"b@example.com", "c@example.com"})
		if err != nil || len(mails) != 1 || mails[0].Verified {
			t.Errorf("%+v, %v", mails, err)
		}
		if n := r.journal.kinds()[job.KindAccount]; n != 0 {
			t.Errorf("%d entries of personal data", n)
		}
	})
}
