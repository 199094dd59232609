package executor_test

import (
	"slices"
	"strings"
	"testing"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
)

const transferLock = api.SaveBatchTaskForTransferProhibitionLock

// Where the answer to a lock or to DNS servers was lost and no task is listed, what
// the registrar shows decides: the wanted state is left to a person, another one
// is set once more.
func TestStateInDoubt(t *testing.T) {
	lock := step{action: transferLock, name: "transfer-lock on", shared: job.Params{"Status": "true"}, subjects: []string{"a.com"}}
	dns := step{action: api.SaveBatchTaskForModifyingDomainDns, name: "dns", subjects: []string{"a.com"},
		shared: job.Params{"AliyunDns": "false", "DomainNameServer.1": "ns2.example.net", "DomainNameServer.2": "NS1.example.net"}}
	own := step{action: api.SaveBatchTaskForModifyingDomainDns, name: "dns", subjects: []string{"a.com"}, shared: job.Params{"AliyunDns": "true"}}
	for name, test := range map[string]struct {
		step   step
		state  map[string]any
		before *job.DomainState
		want   job.Result
		shown  string
	}{
		"locked":           {lock, map[string]any{"TransferProhibitionLock": "OPEN"}, nil, job.Unknown, "the lock as it is wanted"},
		"not locked":       {lock, map[string]any{"TransferProhibitionLock": "CLOSE"}, nil, ok, ""},
		"never set":        {lock, map[string]any{"TransferProhibitionLock": "NONE_SETTING"}, nil, ok, ""},
		"wanted servers":   {dns, map[string]any{"DnsList": map[string]any{"Dns": []string{"ns1.example.net.", "ns2.example.net"}}}, nil, job.Unknown, "the wanted DNS servers"},
		"servers before":   {dns, map[string]any{"DnsList": map[string]any{"Dns": []string{"old1.example.net"}}}, &job.DomainState{DNS: []string{"old1.example.net"}}, ok, ""},
		"other servers":    {own, map[string]any{"DnsList": map[string]any{"Dns": []string{"dns1.example.cn"}}}, &job.DomainState{DNS: []string{"old1.example.net"}}, job.Unknown, "other DNS servers than before"},
		"servers not told": {own, map[string]any{}, nil, ok, ""},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				m := newModel()
				r, f := faked(t, planOfSteps(test.step), func(nth int, action string, params job.Params) (rpc.Response, error) {
					switch {
					case action == test.step.action && nth == 1:
						return lostAnswer(action)
					case action == api.QueryDomainByInstanceId:
						state := map[string]any{"DomainName": "a.com", "InstanceId": "S-a.com", "UpdateProhibitionLock": "CLOSE"}
						for name, value := range test.state {
							state[name] = value
						}
						return answer(state)
					}
					return m.Call(t.Context(), action, params)
				})
				if test.before != nil {
					e := &job.Event{Kind: job.KindAccount, Account: &job.Account{Holdings: []job.Holding{{Domain: "a.com", InstanceID: "S-a.com", State: test.before}}}}
					if err := r.journal.Append(e); err != nil {
						t.Fatal(err)
					}
				}
				if err := r.planned().Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				s := r.standingOf(1, "a.com")
				if s.Outcome() != test.want || test.shown != "" && !strings.Contains(s.Message, "the registrar shows "+test.shown) {
					t.Errorf("%s: %s", s.Outcome(), s.Message)
				}
				if asked := f.count(api.QueryDomainList) == 0; asked != (test.before != nil) {
					t.Errorf("the instance id was looked up: %v", !asked)
				}
			})
		})
	}
}

// An order whose answer was lost says until when the account has the domain now.
func TestOrderShowsItsDate(t *testing.T) {
	for name, want := range map[string]string{"a.com": "until 2030-01-01", "missing-a.com": "does not show the domain"} {
		in(t, func(t *testing.T) {
			g := &registry{domains: []string{"a.com"}}
			m := newModel()
			plan := planOfSteps(step{action: renew, own: job.Params{"CurrentExpirationDate": "1", "SubscriptionDuration": "1"}, subjects: []string{name}})
			r, f := faked(t, plan, func(nth int, action string, params job.Params) (rpc.Response, error) {
				switch action {
				case renew:
					return lostAnswer(action)
				case api.QueryDomainList:
					return g.list(params)
				}
				return m.Call(t.Context(), action, params)
			})
			if err := r.planned().Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s := r.standingOf(1, name); s.Outcome() != job.Unknown || !strings.Contains(s.Message, want) || f.count(renew) != 1 {
				t.Errorf("%s, %d orders: %s", s.Outcome(), f.count(renew), s.Message)
			}
		})
	}
}

// Hosts of one domain are made one after the other, and each finds its own detail.
func TestHostsOfOneDomain(t *testing.T) {
	in(t, func(t *testing.T) {
		host := func(name string) step {
			return step{action: api.SaveSingleTaskForCreatingDnsHost, name: "dns-host", subjects: []string{"a.com", "b.com"},
				own: job.Params{"InstanceId": "S-a.com", "DnsName": name, "Ip.1": "192.0.2.1"}}
		}
		m := newModel()
		plan := planOfSteps(host("ns1"), host("ns2"), host("ns3"))
		for i := range plan.Changes {
			c := &plan.Changes[i]
			c.Own = job.Params{"InstanceId": "S-" + c.Subject, "DnsName": c.Own["DnsName"], "Ip.1": "192.0.2.1"}
		}
		r, f := faked(t, plan, func(_ int, action string, params job.Params) (rpc.Response, error) {
			return m.Call(t.Context(), action, params)
		})
		r.size = 1
		if err := r.planned().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{ok: 6})
		m.sound(t)
		var order []string
		for _, p := range f.params(api.SaveSingleTaskForCreatingDnsHost) {
			if p["InstanceId"] == "S-a.com" {
				order = append(order, p["DnsName"])
			}
		}
		if !slices.Equal(order, []string{"ns1", "ns2", "ns3"}) {
			t.Errorf("made in the order %v", order)
		}
	})
}

// Contact data that changes have for themselves are verified too, each once.
func TestOwnContactsAreVerified(t *testing.T) {
	in(t, func(t *testing.T) {
		plan := planOfSteps(step{action: api.SaveRegistrantProfile, own: contact("Good"), subjects: []string{"A2", "A3", "A4"}})
		plan.Contacts = []job.Contact{{ID: 1, Fields: contact("Good")}, {ID: 2, Fields: contact("Bad")}}
		for i, id := range []job.ContactID{1, 2, 1} {
			plan.Changes[i].Contact = id
		}
		r, f := faked(t, plan, func(_ int, action string, params job.Params) (rpc.Response, error) {
			if params["RegistrantOrganization"] == "Bad" {
				return refuse(action, 400, "ParameterIllegal")
			}
			return answer(map[string]any{})
		})
		if err := r.executor().Read(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Invalid: 1, unsent: 2})
		if n := f.count(api.VerifyContactField); n != 2 {
			t.Errorf("%d verifications", n)
		}
	})
}

// A task of unknown type is found by what it holds.
func TestLostCodeIsFound(t *testing.T) {
	in(t, func(t *testing.T) {
		m := newModel()
		m.fates = []fate{{Kind: "after"}}
		r, f := faked(t, planOfSteps(step{action: fetchCode, subjects: []string{"a.com"}}), func(_ int, action string, params job.Params) (rpc.Response, error) {
			response, err := m.Call(t.Context(), action, params)
			response.Body = []byte(strings.ReplaceAll(string(response.Body), `"TaskStatusCode":2`, `"TaskStatusCode":2,"TaskResult":"c0de"`))
			return response, err
		})
		r.opts.Secrets = &safe{}
		if err := r.planned().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{ok: 1})
		if s := r.standingOf(1, "a.com"); !s.Found || f.count(fetchCode) != 1 {
			t.Errorf("%+v after %d requests", s, f.count(fetchCode))
		}
	})
}

// A task that was found and set the lock the other way is another's: the result is unknown.
func TestFoundLockOfAnother(t *testing.T) {
	in(t, func(t *testing.T) {
		m := newModel()
		m.fates = []fate{{Kind: "after"}}
		r, _ := faked(t, planOfSteps(step{action: updateLock, name: job.UpdateLockOn, shared: job.Params{"Status": "true"}, subjects: []string{"a.com"}}),
			func(_ int, action string, params job.Params) (rpc.Response, error) {
				if action == api.QueryDomainByInstanceId {
					return answer(map[string]any{"DomainName": "a.com", "InstanceId": "S-a.com", "UpdateProhibitionLock": "CLOSE"})
				}
				return m.Call(t.Context(), action, params)
			})
		if err := r.planned().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := r.standingOf(1, "a.com"); s.Outcome() != job.Unknown || !strings.Contains(s.Message, "another's task") {
			t.Errorf("%s: %s", s.Outcome(), s.Message)
		}
	})
}
