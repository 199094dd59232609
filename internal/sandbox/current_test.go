package sandbox

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The searches of the current API find by words, lengths, kinds and dates.
func TestSearch(t *testing.T) {
	list, err := Holdings([]byte("DomainName,ExpirationDate\nshop-one.com,2031-01-01\none-shop.net,2030-01-01\npremium-one.cn,2032-01-01\n中文.shop,\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := newCaller(t, New(Options{Holdings: list}))
	for _, tt := range []struct {
		params args
		want   string
	}{
		{nil, "shop-one.com one-shop.net premium-one.cn 中文.shop"},
		{args{"KeyWord": "shop"}, "shop-one.com one-shop.net"},
		{args{"KeyWord": "Shop", "KeyWordPrefix": "true"}, "shop-one.com"},
		{args{"KeyWord": "shop", "KeyWordSuffix": "true"}, "one-shop.net"},
		{args{"Excluded": "one"}, "中文.shop"},
		{args{"Suffixs": ".com,net"}, "shop-one.com one-shop.net"},
		{args{"EndLength": "2"}, "中文.shop"},
		{args{"StartLength": "9"}, "premium-one.cn"},
		{args{"IsPremiumDomain": "true"}, "premium-one.cn"},
		{args{"ProductDomainType": "ccTLD"}, "premium-one.cn"},
		{args{"KeyWord": "one", "ExpirationDateSort": "true"}, "one-shop.net shop-one.com premium-one.cn"},
		{args{"KeyWord": "one", "ExpirationDateSort": "false"}, "premium-one.cn shop-one.com one-shop.net"},
		{args{"PageNum": "2", "PageSize": "3"}, "中文.shop"},
	} {
		var found domainPage
		c.call("QueryAdvancedDomainList", with(page(), tt.params)).into(t, &found)
		var names []string
		for _, d := range found.Data.Domain {
			names = append(names, d.DomainName)
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("%v: %s; want %s", tt.params, got, tt.want)
		}
	}
}

// A scroll gives its id first, then every domain once, then none.
func TestScroll(t *testing.T) {
	c := newCaller(t, New(Options{Domains: []string{"a.com", "b.com", "c.com"}}))
	var rounds []string
	id := ""
	for range 4 {
		var got struct {
			ScrollId string
			Data     struct{ Domain []struct{ DomainName string } }
		}
		params := args{"PageSize": "2"}
		if id != "" {
			params["ScrollId"] = id
		}
		c.call("ScrollDomainList", params).into(t, &got)
		var names []string
		for _, d := range got.Data.Domain {
			names = append(names, d.DomainName)
		}
		rounds, id = append(rounds, strings.Join(names, " ")), got.ScrollId
	}
	if got := strings.Join(rounds, "|"); got != "|a.com b.com|c.com|" {
		t.Errorf("%s", got)
	}
	if got := c.call("ScrollDomainList", args{"ScrollId": "other"}).code(); got != "ParameterIllegal" {
		t.Errorf("another id: %q", got)
	}
}

// The other writes of the current API do what they say, and are in the records.
func TestCurrentWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var records [][]byte
		s := New(Options{Record: func(r []byte) error { records = append(records, bytes.Clone(r)); return nil }})
		c := newCaller(t, s)
		host := args{"InstanceId": instanceID("a.com"), "DnsName": "ns1"}
		c.do("SaveSingleTaskForCreatingDnsHost", with(host, args{"Ip.1": "192.0.2.1"}))
		for _, want := range []int{2, 3} {
			if got := c.do("SaveSingleTaskForDeletingDnsHost", host); got[0] != want {
				t.Errorf("deletion of a host %v; want %d", got, want)
			}
		}
		if got := c.do("SaveBatchTaskForDomainNameProxyService", listOf(args{"Status": "true"}, "a.com")); got[0] != 2 {
			t.Errorf("privacy %v", got)
		}
		owner := listOf(with(contact("New Ltd"), args{"TransferOutProhibited": "false", "IdentityCredential": "geheim", "IdentityCredentialNo": "geheim", "IdentityCredentialType": "SFZ"}), "a.com")
		if got := c.do("SaveTaskForUpdatingRegistrantInfoByIdentityCredential", owner); got[0] != 2 || c.organization("a.com", "registrant") != "New Ltd" {
			t.Errorf("owner %v", got)
		}
		if bytes.Contains(bytes.Join(records, nil), []byte("geheim")) {
			t.Error("an identity document is in the records")
		}
		id := c.save(aProfile("New Ltd"))
		if got := c.call("SetDefaultRegistrantProfile", args{"RegistrantProfileId": id}).code(); got != "" || c.profiles(args{"DefaultRegistrantProfile": "true"}).TotalItemNum != 1 {
			t.Errorf("default %q", got)
		}
		group := listOf(args{"DomainGroupId": "12", "Replace": "true", "DataSource": "1"}, "a.com")
		if got := c.call("UpdateDomainToDomainGroup", group).code(); got != "" {
			t.Errorf("group %q", got)
		}
		no := c.call(byNewContact, write("admin", "Other Ltd", "a.com", "b.com")).taskNo(t)
		if got := c.call("CancelTask", args{"TaskNo": no}).code(); got != "" {
			t.Errorf("cancel %q", got)
		}
		checkEnds(t, c.details(no, nil), []int{3, 3})
		if got := c.call("CancelTask", args{"TaskNo": no}).code(); got != "ParameterIllegal" {
			t.Errorf("cancel again %q", got)
		}
		if got := c.do(byNewContact, write("admin", "Third Ltd", "a.com")); got[0] != 2 {
			t.Errorf("then %v", got)
		}
		again := New(Options{})
		for _, r := range records {
			if err := again.Replay(r); err != nil {
				t.Fatal(err)
			}
		}
		pass(time.Second)
		for _, name := range []string{"a.com", "b.com"} {
			if was, is := c.domain(name), newCaller(t, again).domain(name); was.InstanceId != is.InstanceId || was.RegistrantName != is.RegistrantName {
				t.Errorf("%+v and %+v", was, is)
			}
			if got := newCaller(t, again).organization(name, "admin"); got != c.organization(name, "admin") {
				t.Errorf("%s: %s", name, got)
			}
		}
	})
}
