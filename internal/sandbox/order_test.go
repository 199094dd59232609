package sandbox

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// renewal gives the parameters of an order for some domains.
func renewal(years string, domains ...string) args {
	params := make(args)
	for i, name := range domains {
		entry := "OrderRenewParam." + strconv.Itoa(i+1) + "."
		params[entry+"DomainName"] = name
		params[entry+"CurrentExpirationDate"] = expiryOf(name)
		params[entry+"SubscriptionDuration"] = years
	}
	return params
}

// expiryOf gives, in milliseconds, when a domain expires that nothing was written to.
func expiryOf(name string) string {
	ascii, _ := asciiName(name)
	return strconv.FormatInt(Expiry(ascii, time.Now()).UnixMilli(), 10)
}

// An order is refused whole for its parameters.
func TestParametersOfOrders(t *testing.T) {
	const first, second = "OrderRenewParam.1.", "OrderRenewParam.2."
	for _, tt := range []struct {
		name   string
		params args
		code   string
	}{
		{"whole", args{}, ""},
		{"ten years", args{first + "SubscriptionDuration": "10"}, ""},
		{"unknown fields are ignored", args{first + "PermitPremiumRenew": "true"}, ""},
		{"eleven years", args{first + "SubscriptionDuration": "11"}, "ParameterIllegal"},
		{"no year", args{second + "SubscriptionDuration": "0"}, "ParameterIllegal"},
		{"years left out", args{second + "SubscriptionDuration": ""}, "ParameterIllegal"},
		{"years are no number", args{second + "SubscriptionDuration": "one"}, "ParameterIllegal"},
		{"another date", args{first + "CurrentExpirationDate": "1767225600000"}, "ParameterIllegal"},
		{"in redemption", args{first + "DomainName": "redeem-a.com", first + "CurrentExpirationDate": expiryOf("redeem-a.com")}, "ParameterIllegal"},
		{"date left out", args{first + "CurrentExpirationDate": ""}, "ParameterIllegal"},
		{"date in words", args{first + "CurrentExpirationDate": "2026-01-01"}, "ParameterIllegal"},
		{"domain left out", args{second + "DomainName": ""}, "ParameterIllegal"},
		{"ASCII form", args{second + "DomainName": "xn--fiq228c.com"}, "ParameterIllegal"},
		{"twice the same", args{second + "DomainName": "A.com"}, "ParameterIllegal"},
		{"a gap", args{"OrderRenewParam.4.DomainName": "c.com", "OrderRenewParam.4.CurrentExpirationDate": "1", "OrderRenewParam.4.SubscriptionDuration": "1"}, "ParameterIllegal"},
		{"an entry of something else", args{"OrderRenewParam.x.DomainName": "c.com"}, "ParameterIllegal"},
		{"no such domain", args{second + "DomainName": "missing-a.com"}, "DomainNotExist"},
		{"busy", args{second + "DomainName": "busy-a.com"}, "TaskIsBeingProcessed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := New(Options{})
			params := renewal("1", "a.com", "b.com")
			maps.Copy(params, tt.params)
			if got := newCaller(t, s).call("SaveBatchTaskForCreatingOrderRenew", params).code(); got != tt.code {
				t.Errorf("%q; want %q", got, tt.code)
			}
			if taken := len(s.Ledger().Effects); (taken == 2) != (tt.code == "") {
				t.Errorf("%d effects", taken)
			}
		})
	}
	if got := newCaller(t, New(Options{})).call("SaveBatchTaskForCreatingOrderRenew", nil).code(); got != "MissingOrderRenewParam" {
		t.Errorf("nothing: %q", got)
	}
}

// An order as the catalogue makes it is a task of its type. Its effects have no
// target, and what is ordered for a domain is the same wherever it stands.
func TestOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		op, ok := api.Lookup("SaveBatchTaskForCreatingOrderRenew")
		if !ok {
			t.Fatal("the catalogue does not have it")
		}
		item := func(domain, years string) api.Item {
			return api.Item{Subject: domain, Own: job.Params{"CurrentExpirationDate": expiryOf(domain), "SubscriptionDuration": years}}
		}
		s := New(Options{})
		c := newCaller(t, s)
		order := func(items ...api.Item) string {
			return c.call(op.Name, api.RequestItems(op, job.Params{"Lang": "en"}, items)).taskNo(t)
		}
		no := order(item("a.com", "1"), item("xn--fiq228c.com", "2"), item("refuse-b.com", "1"))
		task := c.tasks(nil).Data.TaskInfo[0]
		if task.TaskNo != no || task.TaskType != "ORDER_RENEW" || task.TaskNum != 3 || task.TaskTypeDescription == "" {
			t.Errorf("task %+v", task)
		}
		pass(DefaultTaskTime)
		details := c.details(no, nil)
		checkEnds(t, details, []int{2, 2, 3})
		if details[1].DomainName != "中文.com" || details[1].TaskType != "ORDER_RENEW" {
			t.Errorf("detail %+v", details[1])
		}
		order(item("d.com", "2"), item("refuse-b.com", "1"))
		l := s.Ledger()
		if l.Repeats != 1 || l.Effects[2].Digest != l.Effects[4].Digest || l.Effects[0].Digest == l.Effects[3].Digest {
			t.Errorf("%d repeats; want 1: %+v", l.Repeats, l.Effects)
		}
		for _, e := range l.Effects {
			if e.Target != "" || e.Action != op.Name {
				t.Errorf("effect %+v", e)
			}
		}
	})
}

// A script sees the domains of an order, and a short task takes the first.
func TestShortOrder(t *testing.T) {
	var seen []string
	s := New(Options{Faults: func(c Call) Fault {
		seen = c.Domains
		return Fault{Take: 1}
	}})
	newCaller(t, s).call("SaveBatchTaskForCreatingOrderRenew", renewal("1", "a.com", "b.com")).taskNo(t)
	if got := strings.Join(seen, " "); got != "a.com b.com" {
		t.Errorf("domains %q", got)
	}
	if l := s.Ledger(); len(l.Effects) != 1 || l.Effects[0].Domain != "a.com" {
		t.Errorf("effects %+v", l.Effects)
	}
}

// expires gives when a domain expires now, in milliseconds.
func (c *caller) expires(name string) string {
	c.t.Helper()
	return strconv.FormatInt(c.domain(name).ExpirationDateLong, 10)
}

// A renewal moves the expiry by its years, and the same order is refused then.
func TestRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		const action = "SaveBatchTaskForCreatingOrderRenew"
		for _, name := range []string{"a.com", "expired-a.com", "locked-a.com"} {
			was := time.UnixMilli(c.domain(name).ExpirationDateLong).In(zone())
			params := renewal("3", name)
			if got := c.do(action, params); got[0] != 2 {
				t.Errorf("%s ends as %v", name, got)
			}
			if got := time.UnixMilli(c.domain(name).ExpirationDateLong).In(zone()); !got.Equal(was.AddDate(3, 0, 0)) {
				t.Errorf("%s: %s and then %s", name, was, got)
			}
			if got := c.call(action, params).code(); got != "ParameterIllegal" {
				t.Errorf("%s again: %q", name, got)
			}
			single := args{"DomainName": name, "CurrentExpirationDate": c.expires(name), "SubscriptionDuration": "1"}
			if got := c.do("SaveSingleTaskForCreatingOrderRenew", single); got[0] != 2 {
				t.Errorf("%s, one year more: %v", name, got)
			}
			if c.domain(name).DomainStatus != "3" {
				t.Errorf("%s: %+v", name, c.domain(name))
			}
		}
	})
}

// What has expired is renewed before its registrant changes; what is in
// redemption is redeemed before anything else.
func TestExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		const grace, redemption = "expired-a.com", "redeem-a.com"
		for _, tt := range []struct {
			name, role string
			want       int
		}{{grace, "registrant", 3}, {grace, "admin", 2}, {redemption, "admin", 3}} {
			if got := c.do(byNewContact, write(tt.role, "New Ltd", tt.name)); got[0] != tt.want {
				t.Errorf("%s of %s ends as %v", tt.role, tt.name, got)
			}
		}
		redeem := func(name string) args {
			return args{"OrderRedeemParam.1.DomainName": name, "OrderRedeemParam.1.CurrentExpirationDate": c.expires(name)}
		}
		const action = "SaveBatchTaskForCreatingOrderRedeem"
		if got := c.call(action, redeem(grace)).code(); got != "ParameterIllegal" {
			t.Errorf("redemption of what can be renewed: %q", got)
		}
		if got := c.do(action, redeem(redemption)); got[0] != 2 {
			t.Errorf("redemption %v", got)
		}
		if got := c.domain(redemption); got.ExpirationDateLong <= time.Now().UnixMilli() {
			t.Errorf("still expired: %+v", got)
		}
		if got := c.do(byNewContact, write("registrant", "New Ltd", redemption)); got[0] != 2 {
			t.Errorf("then %v", got)
		}
		c.do("SaveBatchTaskForCreatingOrderRenew", renewal("1", grace))
		if got := c.do(byNewContact, write("registrant", "New Ltd", grace)); got[0] != 2 {
			t.Errorf("renewed %v", got)
		}
	})
}

// A registration brings a free name into the account, with what it asked for.
func TestActivation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{Domains: []string{"mine.com"}}))
		params := make(args)
		for i, name := range []string{"new.com", "mine.com", "taken-a.com", "premium-a.com", "premium-b.com"} {
			entry := "OrderActivateParam." + strconv.Itoa(i+1) + "."
			params[entry+"DomainName"], params[entry+"RegistrantProfileId"] = name, "77"
		}
		params["OrderActivateParam.1.SubscriptionDuration"] = "2"
		params["OrderActivateParam.5.PermitPremiumActivation"] = "true"
		for name, value := range map[string]string{"AliyunDns": "false", "Dns1": "ns1.b.net", "Dns2": "ns2.b.net"} {
			params["OrderActivateParam.1."+name] = value
		}
		if got := c.do("SaveBatchTaskForCreatingOrderActivate", params); !slices.Equal(got, []int{2, 3, 3, 3, 2}) {
			t.Errorf("ends as %v", got)
		}
		if _, got := c.list(nil); got != "mine.com new.com premium-b.com" {
			t.Errorf("the account has %s", got)
		}
		got := c.domain("new.com")
		if got.DnsList.Dns[1] != "ns2.b.net" || got.RegistrantName != "Profile 77" || c.organization("new.com", "tech") != "Profile 77 Ltd" {
			t.Errorf("%+v", got)
		}
		if years := time.UnixMilli(got.ExpirationDateLong).Sub(time.Now()).Hours() / 24 / 365; years < 1.9 || years > 2.1 {
			t.Errorf("it ends in %v years", years)
		}
		single := with(contact("Own Ltd"), args{"DomainName": "other.com"})
		if got := c.do("SaveSingleTaskForCreatingOrderActivate", single); got[0] != 2 || c.organization("other.com", "registrant") != "Own Ltd" {
			t.Errorf("with a contact of its own %v", got)
		}
	})
}
