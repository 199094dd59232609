package sandbox

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// domainAnswer is what QueryDomainByInstanceId tells.
type domainAnswer struct {
	UserId, DomainName, InstanceId, RegistrationDate, ExpirationDate         string
	RegistrantOrganization, RegistrantName, Email                            string
	UpdateProhibitionLock, TransferProhibitionLock, DomainStatus, DomainType string
	EmailVerificationStatus                                                  int
	ExpirationDateLong                                                       int64
	Premium                                                                  bool
	DnsList                                                                  struct{ Dns []string }
}

func (c *caller) domain(name string) (d domainAnswer) {
	c.t.Helper()
	ascii, _ := asciiName(name)
	c.call("QueryDomainByInstanceId", args{"InstanceId": instanceID(ascii)}).into(c.t, &d)
	return d
}

// do makes a call that makes a task, waits for its end and gives the codes of
// the details.
func (c *caller) do(action string, params args) (codes []int) {
	c.t.Helper()
	no := c.call(action, params).taskNo(c.t)
	pass(DefaultTaskTime)
	for _, d := range c.details(no, nil) {
		codes = append(codes, d.TaskStatusCode)
	}
	return codes
}

// listOf gives the parameters of a list of domains, beside others.
func listOf(params args, domains ...string) args {
	all := make(args)
	for name, value := range params {
		all[name] = value
	}
	for i, name := range domains {
		all["DomainName."+strconv.Itoa(i+1)] = name
	}
	return all
}

type domainPage struct {
	TotalItemNum, TotalPageNum int
	NextPage                   bool
	Data                       struct {
		Domain []struct {
			DomainName, InstanceId, RegistrationDate, ExpirationDate, DomainStatus, DomainType, ProductId string
			RegistrationDateLong, ExpirationDateLong                                                      int64
			Premium                                                                                       bool
		}
	}
}

func (c *caller) list(params args) (p domainPage, names string) {
	c.t.Helper()
	all := args{"PageNum": "1", "PageSize": "100"}
	for name, value := range params {
		all[name] = value
	}
	c.call("QueryDomainList", all).into(c.t, &p)
	var list []string
	for _, d := range p.Data.Domain {
		list = append(list, d.DomainName)
	}
	return p, strings.Join(list, " ")
}

// An instance id leads back to its name, and nothing else is one.
func TestInstanceIDs(t *testing.T) {
	for _, name := range []string{"a.com", "xn--fiq228c.com", "-", "0.1", strings.Repeat("a.", 126) + "b", strings.Repeat("a", 63) + ".com"} {
		ascii, ok := asciiName(name)
		got, back := nameOf(instanceID(name))
		if back != ok || got != ascii && ok {
			t.Errorf("%s: %q, %v", name, got, back)
		}
	}
	for _, id := range []string{"", "S", "S1", "S123456789", "ST20151102120031118", "S-500", instanceID("a.com") + "0", instanceID("a.com")[1:], strings.Repeat("S9", 300)} {
		if name, ok := nameOf(id); ok {
			t.Errorf("%s is %s", id, name)
		}
	}
}

// Where every domain exists, the list is empty, and only the exact name finds one.
func TestListOfEverything(t *testing.T) {
	c := newCaller(t, New(Options{}))
	for filter, want := range map[string]string{"": "", "a.com": "a.com", "中文.com": "中文.com", "com": "", "missing-a.com": "", "incoming-a.com": ""} {
		if _, got := c.list(args{"DomainName": filter}); got != want {
			t.Errorf("%q finds %q; want %q", filter, got, want)
		}
	}
	if got := c.call("QueryDomainByInstanceId", args{"InstanceId": instanceID("missing-a.com")}).code(); got != "DomainNotExist" {
		t.Errorf("one that is missing: %q", got)
	}
	if got := c.call("QueryDomainByInstanceId", args{"InstanceId": "S123456789"}).code(); got != "ParameterIllegal" {
		t.Errorf("no instance: %q", got)
	}
}

const holdings = "DomainName,ExpirationDate,UpdateLock,TransferLock\n" +
	"one.com,2030-01-02,OPEN,CLOSE\n\"two.net\",2030-06-01 12:00:00,,OPEN\nthree.cn,1893456000000,NONE_SETTING,\n中文.shop\nredeem-four.org\n"

// The list has every page, order and filter of the documents.
func TestListOfHoldings(t *testing.T) {
	list, err := Holdings([]byte(holdings))
	if err != nil {
		t.Fatal(err)
	}
	c := newCaller(t, New(Options{Holdings: list}))
	ms := func(date string) string {
		at, err := time.ParseInLocation(time.DateOnly, date, zone())
		if err != nil {
			t.Fatal(err)
		}
		return strconv.FormatInt(at.UnixMilli(), 10)
	}
	for _, tt := range []struct {
		name   string
		params args
		want   string
	}{
		{"as stored", nil, "one.com two.net three.cn 中文.shop redeem-four.org"},
		{"second page", args{"PageNum": "2", "PageSize": "2"}, "three.cn 中文.shop"},
		{"last page", args{"PageNum": "3", "PageSize": "2"}, "redeem-four.org"},
		{"behind the last", args{"PageNum": "4", "PageSize": "2"}, ""},
		{"by expiry", args{"OrderKeyType": "ExpirationDate", "OrderByType": "ASC", "StartExpirationDate": ms("2029-12-31"), "EndExpirationDate": ms("2031-01-01")}, "three.cn one.com two.net"},
		{"by expiry downwards", args{"OrderKeyType": "ExpirationDate", "StartExpirationDate": ms("2029-12-31"), "EndExpirationDate": ms("2031-01-01")}, "two.net one.com three.cn"},
		{"kind", args{"ProductDomainType": "ccTLD"}, "three.cn"},
		{"to redeem", args{"QueryType": "2"}, "redeem-four.org"},
		{"part of a name", args{"DomainName": "o.n"}, "two.net"},
		{"no name", args{"DomainName": "absent.com"}, ""},
	} {
		if _, got := c.list(tt.params); got != tt.want {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
	}
	page, _ := c.list(args{"PageSize": "1"})
	first := page.Data.Domain[0]
	if first.ExpirationDate != "2030-01-02 00:00:00" || strconv.FormatInt(first.ExpirationDateLong, 10) != ms("2030-01-02") || page.TotalItemNum != 5 || page.TotalPageNum != 5 || !page.NextPage {
		t.Errorf("%+v", page)
	}
	if one := c.domain("one.com"); one.UpdateProhibitionLock != "OPEN" || one.TransferProhibitionLock != "CLOSE" {
		t.Errorf("%+v", one)
	}
	if got := c.call(byNewContact, write("admin", "New Ltd", "five.com")).code(); got != "DomainNotExist" {
		t.Errorf("%q", got)
	}
}

// What is no list of domains is told by its line.
func TestHoldingsRefuses(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"a.com b.net\nnothing\n", "line 2: "},
		{"DomainName,ExpirationDate\na.com,2030-01-01\nb.com,soon\n", "line 3: ExpirationDate: "},
		{"DomainName,UpdateLock\na.com,ajar\n", "line 2: UpdateLock: "},
		{"UpdateLock,DomainName\nOPEN,a com\n", "line 2: DomainName: "},
	} {
		if _, err := Holdings([]byte(tt.text)); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q: %v", tt.text, err)
		}
	}
	list, err := Holdings([]byte("\xEF\xBB\xBFa.com\r\nb.net 中文.com\n"))
	if err != nil || len(list) != 3 {
		t.Errorf("%v, %v", list, err)
	}
}

// A domain tells everything that the documents say of it.
func TestDomainFacts(t *testing.T) {
	c := newCaller(t, New(Options{}))
	want := domainAnswer{
		UserId: accountID, DomainName: "a.com", InstanceId: instanceID("a.com"),
		RegistrationDate: wireTime(registeredOf("a.com")), ExpirationDate: wireTime(Expiry("a.com", time.Now())),
		RegistrantOrganization: "Prior Holder Ltd", RegistrantName: "Prior Holder", Email: "hostmaster@prior.example",
		UpdateProhibitionLock: "NONE_SETTING", TransferProhibitionLock: "NONE_SETTING", DomainStatus: "3", DomainType: "gTLD",
		ExpirationDateLong: Expiry("a.com", time.Now()).UnixMilli(), EmailVerificationStatus: 1,
	}
	want.DnsList.Dns = []string{"ns1.prior.example", "ns2.prior.example"}
	if d := cmp.Diff(want, c.domain("a.com")); d != "" {
		t.Error(d)
	}
	for name, status := range map[string]string{"expired-a.com": "1", "redeem-a.com": "2", "premium-a.com": "3"} {
		if got := c.domain(name); got.DomainStatus != status || got.Premium != (name == "premium-a.com") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// The update lock prevents contacts, DNS and hosts until it is off, and from
// when it is on.
func TestUpdateLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		const name = "locked-a.com"
		id := args{"InstanceId": instanceID(name)}
		host := args{"InstanceId": instanceID(name), "DnsName": "ns1", "Ip.1": "192.0.2.1"}
		prevented := func() {
			t.Helper()
			for _, got := range [][]int{
				c.do(byNewContact, write("tech", "New Ltd", name)),
				c.do("SaveBatchTaskForModifyingDomainDns", listOf(args{"AliyunDns": "true"}, name)),
				c.do("SaveSingleTaskForCreatingDnsHost", host),
				c.do("SaveSingleTaskForModifyingDnsHost", host),
				c.do("SaveSingleTaskForSynchronizingDnsHost", id),
			} {
				if !cmp.Equal(got, []int{3}) {
					t.Errorf("ends as %v", got)
				}
			}
		}
		if got := c.domain(name).UpdateProhibitionLock; got != "OPEN" {
			t.Errorf("at first %s", got)
		}
		prevented()
		no := c.call(byNewContact, write("tech", "New Ltd", name)).taskNo(t)
		pass(DefaultTaskTime)
		if d := c.details(no, nil)[0]; !strings.Contains(d.ErrorMsg, "clientUpdateProhibited") {
			t.Errorf("%+v", d)
		}
		if got := c.do("SaveBatchTaskForUpdateProhibitionLock", listOf(args{"Status": "false"}, name)); got[0] != 2 {
			t.Errorf("unlock %v", got)
		}
		if got := c.domain(name).UpdateProhibitionLock; got != "CLOSE" {
			t.Errorf("then %s", got)
		}
		if got := c.do(byNewContact, write("tech", "New Ltd", name)); got[0] != 2 {
			t.Errorf("contact %v", got)
		}
		if got := c.do("SaveSingleTaskForUpdateProhibitionLock", args{"DomainName": name, "Status": "true"}); got[0] != 2 {
			t.Errorf("lock %v", got)
		}
		prevented()
		if got := c.do("SaveBatchTaskForTransferProhibitionLock", listOf(args{"Status": "true"}, name)); got[0] != 2 || c.domain(name).TransferProhibitionLock != "OPEN" {
			t.Errorf("transfer lock %v", got)
		}
		if got := c.do("SaveBatchTaskForCreatingOrderRenew", renewal("1", name)); got[0] != 2 {
			t.Errorf("renewal %v", got)
		}
	})
}

// Parameters of locks and DNS.
func TestParametersOfLocksAndDNS(t *testing.T) {
	const lock, dns = "SaveBatchTaskForUpdateProhibitionLock", "SaveBatchTaskForModifyingDomainDns"
	for _, tt := range []struct {
		action string
		params args
		code   string
	}{
		{lock, listOf(nil, "a.com"), "MissingStatus"},
		{lock, args{"Status": "true"}, "MissingDomainName"},
		{lock, listOf(args{"Status": "on"}, "a.com"), "ParameterIllegal"},
		{lock, listOf(args{"Status": "true"}, "missing-a.com"), "DomainNotExist"},
		{"SaveSingleTaskForTransferProhibitionLock", args{"Status": "true", "DomainName": "busy-a.com"}, "TaskIsBeingProcessed"},
		{dns, listOf(nil, "a.com"), "MissingAliyunDns"},
		{dns, listOf(args{"AliyunDns": "false"}, "a.com"), "MissingDomainNameServer"},
		{dns, listOf(args{"AliyunDns": "false", "DomainNameServer.1": "no server"}, "a.com"), "ParameterIllegal"},
		{dns, listOf(args{"AliyunDns": "false", "DomainNameServer.2": "ns2.a.com"}, "a.com"), "ParameterIllegal"},
		{dns, listOf(args{"AliyunDns": "false", "DomainNameServer.1": "ns1.b.com"}, "illegal-a.com"), "ParameterIllegal"},
		{dns, listOf(args{"AliyunDns": "false", "DomainNameServer.1": "ns1.b.com", "DomainNameServer.2": "ns2.b.com"}, "a.com"), ""},
	} {
		s := New(Options{})
		if got := newCaller(t, s).call(tt.action, tt.params).code(); got != tt.code {
			t.Errorf("%s %v: %q; want %q", tt.action, tt.params, got, tt.code)
		}
	}
}

// DNS servers are those of the last change; one below the domain needs its host.
func TestDNSAndHosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		const dns = "SaveBatchTaskForModifyingDomainDns"
		own := listOf(args{"AliyunDns": "false", "DomainNameServer.1": "NS1.a.com", "DomainNameServer.2": "ns2.b.net"}, "a.com", "b.com")
		if got := c.do(dns, own); !cmp.Equal(got, []int{3, 2}) {
			t.Errorf("without its host %v", got)
		}
		host := args{"InstanceId": instanceID("a.com"), "DnsName": "ns1", "Ip.1": "192.0.2.1", "Ip.2": "2001:db8::1"}
		if got := c.do("SaveSingleTaskForModifyingDnsHost", host); got[0] != 3 {
			t.Errorf("a change of no host %v", got)
		}
		if got := c.do("SaveSingleTaskForCreatingDnsHost", host); got[0] != 2 {
			t.Errorf("host %v", got)
		}
		host["DnsName"] = "ns1.A.com"
		if got := c.do("SaveSingleTaskForCreatingDnsHost", host); got[0] != 3 {
			t.Errorf("the same host %v", got)
		}
		host["Ip.2"] = "192.0.2.9"
		if got := c.do("SaveSingleTaskForModifyingDnsHost", host); got[0] != 2 {
			t.Errorf("other addresses %v", got)
		}
		var hosts struct {
			DnsHostList []struct {
				DnsName string
				IpList  []string
			}
		}
		answer := c.call("QueryDnsHost", args{"InstanceId": instanceID("a.com")})
		answer.into(t, &hosts)
		if len(hosts.DnsHostList) != 1 || hosts.DnsHostList[0].DnsName != "ns1" || !cmp.Equal(hosts.DnsHostList[0].IpList, []string{"192.0.2.1", "192.0.2.9"}) {
			t.Errorf("%s", answer.body)
		}
		if got := c.do(dns, own); !cmp.Equal(got, []int{2, 2}) {
			t.Errorf("with its host %v", got)
		}
		if got := c.domain("a.com").DnsList.Dns; !cmp.Equal(got, []string{"ns1.a.com", "ns2.b.net"}) {
			t.Errorf("%v", got)
		}
		if got := c.do(dns, listOf(args{"AliyunDns": "true"}, "a.com")); got[0] != 2 || !strings.HasSuffix(c.domain("a.com").DnsList.Dns[0], ".hichina.com") {
			t.Errorf("%v", got)
		}
		for _, bad := range []args{{"DnsName": "-x"}, {"Ip.1": "here"}, {"Ip.14": "192.0.2.1"}, {"InstanceId": "S123456789"}} {
			for name, value := range host {
				if bad[name] == "" {
					bad[name] = value
				}
			}
			if got := c.call("SaveSingleTaskForCreatingDnsHost", bad).code(); got != "ParameterIllegal" {
				t.Errorf("%v: %q", bad, got)
			}
		}
	})
}

// The domains of an account are part of the records.
func TestReplayOfHoldings(t *testing.T) {
	var records [][]byte
	s := New(Options{Record: func(r []byte) error { records = append(records, bytes.Clone(r)); return nil }})
	list, err := Holdings([]byte(holdings))
	if err == nil {
		err = s.Hold(list)
	}
	if err != nil {
		t.Fatal(err)
	}
	again := New(Options{})
	for _, r := range records {
		if err := again.Replay(r); err != nil {
			t.Fatal(err)
		}
	}
	was, _ := newCaller(t, s).list(nil)
	is, _ := newCaller(t, again).list(nil)
	if d := cmp.Diff(was, is); d != "" || was.TotalItemNum != 5 {
		t.Errorf("%d domains: %s", was.TotalItemNum, d)
	}
}
