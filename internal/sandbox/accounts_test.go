package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// two are two accounts and a client of each.
func two(o sandbox.Options) (box *sandbox.Accounts, east, west *rpc.Client) {
	box = sandbox.NewAccounts(o, []sandbox.Account{{Name: "east", Key: "k1", Secret: "s1"}, {Name: "west", Key: "k2", Secret: "s2"}})
	client := func(key, secret string) *rpc.Client {
		return &rpc.Client{
			Endpoint: "https://sandbox.invalid", Version: "2018-01-29", Transport: box,
			Credentials: func(context.Context) (rpc.Credentials, error) {
				return rpc.Credentials{AccessKeyID: key, AccessKeySecret: secret}, nil
			},
		}
	}
	return box, client("k1", "s1"), client("k2", "s2")
}

func codeOf(t *testing.T, c *rpc.Client, action string, params map[string]string) string {
	t.Helper()
	_, err := c.Call(t.Context(), action, params)
	if api, ok := errors.AsType[*rpc.Error](err); ok {
		return api.Code
	}
	if err != nil {
		t.Fatal(err)
	}
	return ""
}

// A domain of one account is not in the other; each has its own lists and its own
// throttling, in whatever way calls are signed; and a key that nobody has is refused.
func TestAccountsApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list, err := sandbox.Holdings([]byte("DomainName,Account\na.com,east\nb.com,west\nc.com,\n"))
		if err != nil {
			t.Fatal(err)
		}
		box, east, west := two(sandbox.Options{Holdings: list, QPS: 2})
		west.Signature = rpc.ACS3
		west.InQuery = true
		lock := func(c *rpc.Client, domain string) string {
			<-time.After(time.Second)
			return codeOf(t, c, "SaveSingleTaskForUpdateProhibitionLock", map[string]string{"DomainName": domain, "Status": "true"})
		}
		got := []string{lock(east, "a.com"), lock(east, "b.com"), lock(east, "c.com"), lock(west, "a.com"), lock(west, "b.com"), lock(west, "c.com")}
		if d := cmp.Diff([]string{"", "DomainNotExist", "", "DomainNotExist", "", "DomainNotExist"}, got); d != "" {
			t.Error(d)
		}
		for _, e := range box.Ledger().Effects {
			if want := map[string]string{"a.com": "east", "c.com": "east", "b.com": "west"}[e.Domain]; e.Account != want {
				t.Errorf("%s took effect in %q", e.Domain, e.Account)
			}
		}
		<-time.After(time.Second)
		read := func(c *rpc.Client) string {
			return codeOf(t, c, "QueryDomainList", map[string]string{"PageNum": "1", "PageSize": "10"})
		}
		got = []string{read(east), read(east), read(east), read(west), read(west), read(west)}
		if d := cmp.Diff([]string{"", "", "Throttling.User", "", "", "Throttling.User"}, got); d != "" {
			t.Error(d)
		}
		east.Credentials = func(context.Context) (rpc.Credentials, error) {
			return rpc.Credentials{AccessKeyID: "k3", AccessKeySecret: "s1"}, nil
		}
		<-time.After(time.Second)
		if code := read(east); code != "InvalidAccessKeyId.NotFound" {
			t.Errorf("a strange key: %q", code)
		}
	})
}

// The ledger of all accounts says of each effect and call whose it was.
func TestLedgerOfAccounts(t *testing.T) {
	box, _, _ := two(sandbox.Options{})
	server := httptest.NewServer(box)
	defer server.Close()
	client := &rpc.Client{Endpoint: server.URL, Version: "2018-01-29", Credentials: func(context.Context) (rpc.Credentials, error) {
		return rpc.Credentials{AccessKeyID: "k2", AccessKeySecret: "s2"}, nil
	}}
	if code := codeOf(t, client, "SaveSingleTaskForUpdateProhibitionLock", map[string]string{"DomainName": "a.com", "Status": "true"}); code != "" {
		t.Fatal(code)
	}
	response, err := http.Get(server.URL + "/ledger")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var l sandbox.Ledger
	if err := json.NewDecoder(response.Body).Decode(&l); err != nil {
		t.Fatal(err)
	}
	if len(l.Effects) != 1 || l.Effects[0].Account != "west" || len(l.Arrivals) != 1 || l.Arrivals[0].Account != "west" || l.Tasks != 1 {
		t.Errorf("%+v", l)
	}
}
