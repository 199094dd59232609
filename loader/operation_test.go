package loader_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/loader"
)

// wants are the asks of a row as a person would say them.
func wants(r job.Row) []string {
	var all []string
	for _, a := range r.Asks {
		text := strings.Join(r.Names, " ") + ": " + a.Op
		if a.Step > 0 {
			text += fmt.Sprintf(" step %d", a.Step)
		}
		if len(a.Targets) > 0 {
			text += " " + strings.Join(a.Targets, ",")
		}
		for _, name := range slices.Sorted(maps.Keys(a.Fields)) {
			text += " " + name + "=" + a.Fields[name]
		}
		all = append(all, text)
	}
	return all
}

// A good row of each operation that rows can ask for becomes the ask for it, and
// a bad one a complaint at its cell.
func TestEveryOperation(t *testing.T) {
	const contact = "RegistrantType,RegistrantOrganization,RegistrantName,Country,Province,City,Address,PostalCode,Email,TelArea,Telephone"
	const person = "2,Tidewise Ltd,Eleanor Marsh,GB,Greater London,London,1 Canary Row,E14 0ZZ,legal@example.com,44,2079460118"
	const fields = " Address=1 Canary Row City=London Country=GB Email=legal@example.com PostalCode=E14 0ZZ Province=Greater London" +
		" RegistrantName=Eleanor Marsh RegistrantOrganization=Tidewise Ltd RegistrantType=2 TelArea=44 Telephone=2079460118"
	for _, test := range []struct{ op, header, good, ask, bad, issue string }{
		{"contacts", "Domain,ContactType," + contact, "a.com,admin," + person, "a.com:  admin" + fields,
			"a.com,boss," + person, `B3 ContactType "boss": this is not one of registrant, admin, billing, tech`},
		{api.SaveBatchTaskForUpdatingContactInfoByNewContact, "Domain,ContactType," + contact, "a.com,tech," + person,
			"a.com: SaveBatchTaskForUpdatingContactInfoByNewContact tech" + fields, "a.com,," + person, `B3 ContactType "": ContactType is empty`},
		{api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID, "Domain,ContactType,Profile ID,TransferOutProhibited", "a.com,registrant,17,no",
			"a.com: SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID registrant RegistrantProfileId=17 TransferOutProhibited=false",
			"a.com,registrant,17,", `D3 TransferOutProhibited "": TransferOutProhibited is empty`},
		{api.SaveSingleTaskForUpdatingContactInfo, "Domain,ContactType,Profile", "a.com,admin,Tidewise Ltd",
			"a.com: SaveSingleTaskForUpdatingContactInfo admin RegistrantProfileName=Tidewise Ltd", "a.com,admin,", `C3 RegistrantProfileName "": the row has no contact data`},
		{"dns", "Domain,NS1,NS2", "a.com,ns1.example.net,NS2.example.net",
			"a.com: SaveBatchTaskForModifyingDomainDns AliyunDns=false DomainNameServer.1=ns1.example.net DomainNameServer.2=ns2.example.net",
			"a.com,ns1.example.net,192.0.2.1", `C3 DomainNameServer.2 "192.0.2.1": this is an IP address; a DNS server is named by its host name`},
		{"dns", "域名,DNS服务器", "a.com,ns1.example.net; ns2.example.net",
			"a.com: SaveBatchTaskForModifyingDomainDns AliyunDns=false DomainNameServer.1=ns1.example.net DomainNameServer.2=ns2.example.net",
			"a.com,", `B3 DomainNameServer "": no DNS server is given`},
		{"dns", "Domain,DNS", "a.com,default", "a.com: SaveBatchTaskForModifyingDomainDns AliyunDns=true",
			"a.com,default ns1.example.net", `B3 DomainNameServer "default ns1.example.net": the registrar's own DNS servers are named beside others`},
		{"dns-host", "Domain,DnsName,IP 1,IP 2", "a.com,ns1.a.com,192.0.2.1,2001:db8::1",
			"a.com: SaveSingleTaskForCreatingDnsHost DnsName=ns1 Ip.1=192.0.2.1 Ip.2=2001:db8::1",
			"a.com,ns1.b.com,192.0.2.1,", `B3 DnsName "ns1.b.com": the host is not below the domain of the row`},
		{"dns-host", "Host Name,IP", "ns1.a.co.uk,192.0.2.1", "a.co.uk: SaveSingleTaskForCreatingDnsHost DnsName=ns1 Ip.1=192.0.2.1",
			"ns1,192.0.2.1", `A3 DnsName "ns1": the row names no domain, and this is not the full name of a host`},
		{"dns-host-modify", "Domain,InstanceId,Host,IPv4,IPv6", "a.com,S1,ns1,192.0.2.1,2001:db8::1",
			"a.com: SaveSingleTaskForModifyingDnsHost DnsName=ns1 InstanceId=S1 Ip.1=192.0.2.1 Ip.2=2001:db8::1",
			"a.com,S1,ns1,x,", `D3 Ip "x": this is no IPv4 and no IPv6 address`},
		{"dns-host-sync", "Domain,Instance ID", "a.com,S1", "a.com: SaveSingleTaskForSynchronizingDnsHost InstanceId=S1",
			"a.com,S 1", `B3 InstanceId "S 1": there is a blank or another character in the id that none has`},
		{"update-lock", "Domain,Status", "a.com,off", "a.com: SaveBatchTaskForUpdateProhibitionLock Status=false",
			"a.com,perhaps", `B3 Status "perhaps": this says neither on nor off`},
		{"transfer-lock", "域名,转移锁", "a.com,开启", "a.com: SaveBatchTaskForTransferProhibitionLock Status=true",
			"a.com,", `B3 TransferProhibitionLock "": transfer-lock needs Status`},
		{api.SaveSingleTaskForUpdateProhibitionLock, "Domain,Lock", "a.com,lock", "a.com: SaveSingleTaskForUpdateProhibitionLock Status=true",
			"a..com,lock", `A3 DomainName "a..com": *`},
		{api.SaveSingleTaskForTransferProhibitionLock, "Domain,Lock", "a.com,unlock", "a.com: SaveSingleTaskForTransferProhibitionLock Status=false",
			"a.com,maybe", `B3 TransferProhibitionLock "maybe": this says neither on nor off`},
		{"renew", "Domain,Expiry date,Years", "a.com,2027-03-01,2", "a.com: SaveBatchTaskForCreatingOrderRenew CurrentExpirationDate=1803830400000 SubscriptionDuration=2",
			"a.com,2027-03-01,0", `C3 SubscriptionDuration "0": an order is for 1 to 10 years`},
		{"renew", "Domain,Years", "a.com,2", "a.com: SaveBatchTaskForCreatingOrderRenew SubscriptionDuration=2",
			"a.com,", `B3 SubscriptionDuration "": renew needs SubscriptionDuration`},
		{api.SaveSingleTaskForCreatingOrderRenew, "域名,到期日期,续费年限", "a.com,2027-03-01,1年", "a.com: SaveSingleTaskForCreatingOrderRenew CurrentExpirationDate=1803830400000 SubscriptionDuration=1",
			"a.com,03/04/2027,1", `B3 CurrentExpirationDate "03/04/2027": *`},
		{"redeem", "Domain,Expires", "a.com,2027-03-01", "a.com: SaveBatchTaskForCreatingOrderRedeem CurrentExpirationDate=1803830400000",
			"a.com,soon", `B3 CurrentExpirationDate "soon": *`},
		{api.SaveSingleTaskForCreatingOrderRedeem, "Domain", "a.com", "a.com: SaveSingleTaskForCreatingOrderRedeem", "a b", `A3 DomainName *`},
		{"activate", "Domain,Profile ID,Dns1,Dns2,Years", "a.com,17,ns1.example.net,ns2.example.net,1",
			"a.com: SaveBatchTaskForCreatingOrderActivate AliyunDns=false Dns1=ns1.example.net Dns2=ns2.example.net RegistrantProfileId=17 SubscriptionDuration=1",
			"a.com,,,,", `B3 RegistrantProfileId "": activate needs RegistrantProfileId`},
		{api.SaveSingleTaskForCreatingOrderActivate, "Domain," + contact, "a.com," + person, "a.com: SaveSingleTaskForCreatingOrderActivate" + fields,
			"a.com," + strings.Replace(person, "E14 0ZZ", "", 1), `I3 PostalCode "": without RegistrantProfileId SaveSingleTaskForCreatingOrderActivate needs PostalCode`},
		{"profile", contact + ",Default Profile", person + ",no", ": SaveRegistrantProfile Address=1 Canary Row City=London Country=GB DefaultRegistrantProfile=false Email=legal@example.com PostalCode=E14 0ZZ Province=Greater London" +
			" RegistrantName=Eleanor Marsh RegistrantOrganization=Tidewise Ltd RegistrantType=2 TelArea=44 Telephone=2079460118",
			strings.Replace(person, "legal@example.com", "legal", 1) + ",no", `I3 Email "legal": there is no @ in the e-mail address`},
		{"profile", "Profile ID,Email", "17,legal@example.com", ": SaveRegistrantProfile Email=legal@example.com RegistrantProfileId=17",
			"17,", `A3 RegistrantProfileId "17": the row names a profile and nothing to change in it`},
		{"profile-delete", "Profile ID", "17", "17: DeleteRegistrantProfile", "seventeen", `A3 RegistrantProfileId "seventeen": a profile id is a positive whole number`},
		{"verify-email", "Email", "a@example.com b@example.com", "a@example.com b@example.com: SubmitEmailVerification SendIfExist=false",
			"a@example.com b", `A3 Email "b": there is no @ in the e-mail address`},
		{"verify-email-resend", "邮箱", "a@example.com", "a@example.com: ResendEmailVerification", "a@", `A3 Email "a@": *`},
		{"verify-email-delete", "E-mail", "a@example.com", "a@example.com: DeleteEmailVerification", "a", `A3 Email "a": there is no @ in the e-mail address`},
		{"verify-email-confirm", "Token,Note", "s3cret,x", ": VerifyEmail Token=s3cret", ",x", ``},
		{"transfer-code", "Domain", "a.com", "a.com: SaveSingleTaskForQueryingTransferAuthorizationCode", "a", `A3 DomainName "a": *`},
		{"transfer-in", "Domain,Auth code", "a.com,s3cret", "a.com: TransferInReenterTransferAuthorizationCode TransferAuthorizationCode=s3cret",
			"a.com,", `B3 TransferAuthorizationCode "": transfer-in needs TransferAuthorizationCode`},
		{"transfer-in-check", "域名,转移密码", "a.com,", "a.com: CheckTransferInFeasibility", "a,", `A3 DomainName "a": *`},
		{"transfer-in-cancel", "Domain", "a.com", "a.com: SaveSingleTaskForCancelingTransferIn", "a", `A3 DomainName "a": *`},
		{"transfer-in-confirm", "Token,Mail", "s3cret,x", ": TransferInCheckMailToken Token=s3cret", "1.5E+10,x", `A3 Token "": the spreadsheet has turned this code into a rounded number`},
		{"transfer-in-resend", "Domain", "a.com", "a.com: TransferInResendMailToken", "a", `A3 DomainName "a": *`},
		{"transfer-in-refetch", "Domain", "a.com", "a.com: TransferInRefetchWhoisEmail", "a", `A3 DomainName "a": *`},
		{"transfer-out-cancel", "Domain", "a.com", "a.com: SaveSingleTaskForCancelingTransferOut", "a", `A3 DomainName "a": *`},
		{"transfer-out-info", "Domain", "a.com", "a.com: QueryTransferOutInfo", "a", `A3 DomainName "a": *`},
		{"check", "Domain", "a.com", "a.com: CheckDomain", "a", `A3 DomainName "a": *`},
		{"acknowledge", "Task Detail No", "d-1", "d-1: AcknowledgeTaskResult", "d 1/2", `A3 TaskDetailNo "1/2": *`},
		{api.SaveBatchTaskForDomainNameProxyService, "Domain,Status", "a.com,on", "a.com: SaveBatchTaskForDomainNameProxyService Status=true", "a.com,?", `B3 Status "?": this says neither on nor off`},
		{api.SaveSingleTaskForDeletingDnsHost, "Host", "ns1.a.com", "a.com: SaveSingleTaskForDeletingDnsHost DnsName=ns1", "a.com", `A3 DnsName "a.com": this is a domain, not a host below one`},
		{api.CancelTask, "Task No", "t-1", "t-1: CancelTask", "t#1", `A3 TaskNo "t#1": *`},
	} {
		t.Run(test.op+" "+test.header, func(t *testing.T) {
			in := load(t, test.header+"\n"+test.good+"\n"+test.bad+"\n", loader.Options{Op: test.op, Site: site(t, "cn")})
			if issues := in.Rows[0].Issues; len(issues) > 0 {
				t.Errorf("complaints: %v", lines(issues))
			}
			if diff := cmp.Diff([]string{test.ask}, wants(in.Rows[0])); diff != "" {
				t.Error(diff)
			}
			if test.issue != "" {
				if diff := cmp.Diff([]string{test.issue}, lines(in.Rows[1].Issues), cmp.Comparer(likely)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}
