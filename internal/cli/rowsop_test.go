package cli_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"domainbatch/internal/api"
	"domainbatch/internal/sandbox"
)

// askedFor is one operation as rows ask for it: a row that goes well, one that
// the API refuses with a code, and one with a wrong cell.
type askedFor struct {
	header  string
	good    string
	refused string
	code    string // in Result Code
	bad     string
	cell    string // of the complaint
}

// endedDetail stands for the detail of a task that has ended.
const endedDetail = "(ended)"

const (
	person     = "RegistrantType,RegistrantOrganization,RegistrantName,Country,Province,City,Address,PostalCode,Email,TelArea,Telephone"
	personGood = "2,Northquay Holdings Ltd,Network Operations,US,WA,Seattle,400 Pier Street,98101,noc@northquay.example.com,1,2065550143"
	personBad  = "2,Northquay Holdings Ltd,Network Operations,US,WA,Seattle,400 Pier Street,98101,noc,1,2065550143"
)

func named(more, good, bad string) askedFor {
	letter := string(rune('A' + strings.Count("DomainName"+more, ",")))
	return askedFor{
		header: "DomainName" + more, good: "one.com" + good, refused: "illegal-one.com" + good, code: "ParameterIllegal",
		bad: "one.com" + bad, cell: letter + "2",
	}
}

// with changes the rows of an operation that needs other domains.
func (a askedFor) with(good, refused, code string) askedFor {
	a.good = strings.Replace(a.good, "one.com", good, 1)
	a.bad = strings.Replace(a.bad, "one.com", good, 1)
	a.refused = strings.Replace(a.refused, "illegal-one.com", refused, 1)
	a.code = code
	return a
}

// fromRows are all operations of the documents that rows can ask for.
func fromRows() map[string]askedFor {
	plain := askedFor{header: "DomainName", good: "one.com", refused: "illegal-one.com", code: "ParameterIllegal", bad: "one_two.com", cell: "A2"}
	order := named(",SubscriptionDuration", ",2", ",11")
	activate := named(",RegistrantProfileId", ",3500101", ",x")
	redeem := named(",CurrentExpirationDate", ",", ",soon").with("redeem-one.com", "illegal-one.com", "ParameterIllegal")
	mail := func(good string) askedFor {
		return askedFor{header: "Email", good: good, refused: "refused@example.com", code: "ParameterIllegal", bad: "nobody", cell: "A2"}
	}
	lock := named(",Status", ",on", ",maybe")
	host := named(",DnsName,Ip.1", ",ns1,192.0.2.1", ",ns1,192.0.2.300")
	pending := func(a askedFor) askedFor {
		return a.with("incoming-one.com", "one.com", "DomainTransferPendingNotExist")
	}
	return map[string]askedFor{
		api.SaveBatchTaskForUpdatingContactInfoByNewContact: {
			header: "DomainName,ContactType," + person, good: "one.com,admin," + personGood,
			refused: "illegal-one.com,admin," + personGood, code: "ParameterIllegal", bad: "one.com,admin," + personBad, cell: "K2",
		},
		api.SaveSingleTaskForUpdatingContactInfo: {
			header: "DomainName,ContactType,RegistrantProfileId", good: "one.com,tech,3500101", refused: "one.com,tech,404", code: "ParameterIllegal",
			bad: "one.com,owners,3500101", cell: "B2",
		},
		api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID: {
			header: "DomainName,RegistrantProfileId,TransferOutProhibited", good: "one.com,3500101,false", refused: "one.com,404,false",
			code: "contactTemplateRealNamedNotExist", bad: "one.com,3500101,perhaps", cell: "C2",
		},
		api.SaveRegistrantProfile: {
			header: "RegistrantProfileId," + person, good: "," + personGood, refused: "404," + personGood, code: "ParameterIllegal",
			bad: "," + personBad, cell: "J2",
		},
		api.DeleteRegistrantProfile: {header: "RegistrantProfileId", good: "3500101", refused: "404", code: "ContactTemplateNotExist", bad: "TPL-1", cell: "A2"},
		api.AcknowledgeTaskResult: {
			header: "TaskDetailNo", good: endedDetail, refused: "75addb07-28a3-450e-b5ec-6d40e1f5a5b4", code: "failed", bad: "#N/A", cell: "A2",
		},
		api.CheckDomain:                             plain.with("one.com", "illegal-one.com", "InvaildParameter"),
		api.SaveBatchTaskForModifyingDomainDns:      named(",DNS1,DNS2", ",ns1.example.net,ns2.example.net", ",ns1.example.net,-"),
		api.SaveBatchTaskForTransferProhibitionLock: lock, api.SaveSingleTaskForTransferProhibitionLock: lock,
		api.SaveBatchTaskForUpdateProhibitionLock: lock, api.SaveSingleTaskForUpdateProhibitionLock: lock,
		api.SaveSingleTaskForCreatingDnsHost: host, api.SaveSingleTaskForModifyingDnsHost: host, api.SaveSingleTaskForSynchronizingDnsHost: plain,
		api.SaveBatchTaskForCreatingOrderRenew: order, api.SaveSingleTaskForCreatingOrderRenew: order,
		api.SaveBatchTaskForCreatingOrderRedeem: redeem, api.SaveSingleTaskForCreatingOrderRedeem: redeem,
		api.SaveBatchTaskForCreatingOrderActivate: activate, api.SaveSingleTaskForCreatingOrderActivate: activate,
		api.CheckTransferInFeasibility: plain.with("one.com", "one.com", ""), api.QueryTransferOutInfo: plain.with("leaving-one.com", "missing-one.com", "DomainNotExist"),
		api.SaveSingleTaskForCancelingTransferIn:               plain.with("incoming-one.com", "one.com", "DomainTransferPendingNotExist"),
		api.SaveSingleTaskForCancelingTransferOut:              plain.with("leaving-one.com", "illegal-two.com", "ParameterIllegal"),
		api.SaveSingleTaskForQueryingTransferAuthorizationCode: plain,
		api.TransferInRefetchWhoisEmail:                        pending(plain.with("one.com", "one.com", "")), api.TransferInResendMailToken: pending(plain),
		api.TransferInReenterTransferAuthorizationCode: pending(named(",TransferAuthorizationCode", ",code-1", ",")),
		api.TransferInCheckMailToken:                   {header: "Token,Remarks", good: "token-incoming-one.com,", refused: "nobody's,", code: "TokenFailed", bad: "#N/A,", cell: "A2"},
		api.VerifyEmail:                                {header: "Token,Remarks", good: "token-new@example.com,", refused: "nobody's,", code: "ParameterIllegal", bad: "#N/A,", cell: "A2"},
		api.SubmitEmailVerification:                    mail("new@example.com"), api.ResendEmailVerification: mail("new@example.com"), api.DeleteEmailVerification: mail("new@example.com"),
	}
}

// Rows reach every operation that they can ask for: what is right goes through,
// the API's refusal stands in the row with its code, and a wrong cell is named
// before anything is sent.
func TestOperationsFromRows(t *testing.T) {
	all := fromRows()
	for _, op := range api.Operations() {
		if _, ok := all[op.Name]; !ok && op.Rows() && !op.Current {
			t.Errorf("%s: rows can ask for it, and no test does", op.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		under(t, name, func(t *testing.T) { all[name].tried(t, name) })
	}
}

func (a askedFor) tried(t *testing.T, name string) {
	op, _ := api.Lookup(name)
	d := newDesk(t, "rows.csv", nil, newWire(sandbox.Options{}))
	detail := prepare(d, name)
	before := d.wire.calls()[name]
	runs := 0
	run := func(row string) ran {
		runs++
		row = strings.Replace(row, endedDetail, detail, 1)
		if err := os.WriteFile(d.input, []byte(a.header+"\n"+row+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return d.do(t.Context(), d.whole("--op", name, "--no-account", "--qps", "50", "--allow-orders", "1", "--run", d.input+"."+fmt.Sprint(runs)+".run")...)
	}
	r := run(a.bad)
	if r.code != 3 || !strings.Contains(r.err, a.cell+":") && !strings.Contains(r.err, "at "+a.cell) || d.wire.calls()[name] != before {
		t.Errorf("bad: want exit 3 at %s, %d calls, got %s", a.cell, d.wire.calls()[name]-before, r)
	}
	if r := run(a.good); r.code != 0 || d.wire.calls()[name] <= before {
		t.Errorf("good: %d calls, %s", d.wire.calls()[name]-before, r)
	}
	if a.code == "" {
		return // no document names a refusal of what it names
	}
	r = run(a.refused)
	if got := d.table(d.report()); r.code != 4 || !slices.Contains(got[1], a.code) {
		t.Errorf("refused: want %s, got %q in %s", a.code, got, r)
	}
	t.Logf("%-60s rows: good exit 0, refused %s exit 4, bad %s exit 3", op.Name, a.code, a.cell)
}

// prepare has the account hold what an operation is about. It gives the detail of
// a task where there is one.
func prepare(d *desk, name string) (detail string) {
	d.t.Helper()
	call := func(words ...string) {
		d.must(0, d.do(d.t.Context(), append(append([]string{"call"}, words...), d.flags("--yes")...)...))
	}
	carryOut := func(op, rows string) {
		if err := os.WriteFile(d.input, []byte(rows), 0o600); err != nil {
			d.t.Fatal(err)
		}
		d.must(0, d.do(d.t.Context(), d.whole("--op", op, "--no-account", "--run", d.input+".first.run")...))
	}
	switch name {
	case api.VerifyEmail, api.ResendEmailVerification, api.DeleteEmailVerification:
		call("SubmitEmailVerification", "Email=new@example.com", "SendIfExist=true")
	case api.SaveSingleTaskForModifyingDnsHost:
		carryOut("dns-host", "DomainName,DnsName,Ip.1\none.com,ns1,192.0.2.7\n")
	case api.AcknowledgeTaskResult:
		carryOut("update-lock", "DomainName,Status\none.com,on\n")
		var inbox struct {
			Entries []struct{ TaskDetailNo string }
		}
		r := d.must(0, d.do(d.t.Context(), append([]string{"query", "PollTaskResult", "--output", "json"}, d.flags()...)...))
		if err := json.Unmarshal([]byte(r.out), &inbox); err != nil || len(inbox.Entries) != 1 {
			d.t.Fatalf("%v in %s", err, r)
		}
		return inbox.Entries[0].TaskDetailNo
	}
	return ""
}
