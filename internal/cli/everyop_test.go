package cli_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"domainbatch/internal/api"
	"domainbatch/internal/sandbox"
)

// sampleValues are values for what operations need.
var sampleValues = map[string]string{
	"DomainName": "one.com", "ContactType": "admin", "Status": "true", "RegistrantProfileId": "3500101", "Email": "a@example.com",
	"SendIfExist": "true", "TaskNo": "0a1b2c3d-0000-0000-0000-000000000000", "TaskDetailNo": "0a1b2c3d-0000-0000-0000-000000000001",
	"CurrentExpirationDate": "2035-01-01", "SubscriptionDuration": "1", "InstanceId": "S2024", "DnsName": "ns1", "Ip": "192.0.2.1",
	"Token": "token", "TransferAuthorizationCode": "code", "PageNum": "1", "PageSize": "10", "AliyunDns": "true",
}

// words are the parameters that an operation needs, as a user would give them.
func sampleWords(op *api.Operation) (words []string) {
	for _, p := range op.Params {
		if p.Need != api.Required || op.Paging != "" && !op.Write && slices.Contains([]string{"PageNum", "PageSize"}, p.Name) {
			continue
		}
		parts := strings.Split(p.Name, ".")
		value := sampleValues[parts[len(parts)-1]]
		if value == "" {
			value = sampleValues[parts[0]]
		}
		if value == "" && len(p.Enum) > 0 {
			value = p.Enum[0]
		}
		if value == "" {
			value = "text"
		}
		words = append(words, strings.ReplaceAll(p.Name, ".N", ".1")+"="+value)
	}
	return words
}

// Every operation of the documents is reached from the command line, and one
// that lacks what it needs is refused before anything is sent.
func TestEveryOperation(t *testing.T) {
	for _, op := range api.Operations() {
		if op.Current {
			continue
		}
		t.Run(op.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t, "unused.csv", nil, newWire(sandbox.Options{}))
				command := []string{"query", op.Name}
				if op.Write {
					command = []string{"call", op.Name, "--yes", "--allow-orders", "1"}
				}
				words := sampleWords(op)
				r := d.do(context.Background(), append(append(command, d.flags()...), words...)...)
				if n := d.wire.box.Ledger().Calls[op.Name]; n != 1 || r.code != 0 && r.code != 1 || strings.Contains(r.out+r.err, "InvalidAction") {
					t.Errorf("%d calls, %v", n, r)
				}
				wrong := []string{"Nothing=1"} // where nothing is needed
				if len(words) > 0 {
					wrong = words[1:]
				}
				r = d.do(context.Background(), append(append(command, d.flags()...), wrong...)...)
				if n := d.wire.box.Ledger().Calls[op.Name]; n != 1 || r.code != 2 {
					t.Errorf("refused: %d calls, %v", n, r)
				}
			})
		})
	}
}

// reads are all operations of the documents that only ask: what is asked for, and
// what the API refuses with a code.
var reads = []struct{ op, good, refused, code string }{
	{api.QueryContactInfo, "DomainName=one.com ContactType=tech", "DomainName=missing-one.com ContactType=tech", "DomainNotExist"},
	{api.VerifyContactField, "Email=a@example.com Country=US", "City=Nowhere", "ParameterIllegal"},
	{api.QueryRegistrantProfiles, "", "PageNum=1 PageSize=999999", "ParameterIllegal"},
	{api.CheckDomain, "DomainName=one.com", "DomainName=refuse-one.com", "QueryRegistryFailed"},
	{api.QueryChangeLogList, "", "PageNum=1 PageSize=999999", "ParameterIllegal"},
	{api.QueryDomainByInstanceId, "InstanceId=ID", "InstanceId=S1", "ParameterIllegal"},
	{api.QueryDomainList, "DomainName=one.com", "PageNum=1 PageSize=999999", "ParameterIllegal"},
	{api.QueryDnsHost, "InstanceId=ID", "InstanceId=S1", "ParameterIllegal"},
	{api.CheckTransferInFeasibility, "DomainName=one.com", "", ""}, // without the name, which is all that the API refuses
	{api.QueryTransferInByInstanceId, "InstanceId=INCOMING", "InstanceId=S1", "ParameterIllegal"},
	{api.QueryTransferInList, "", "PageNum=1 PageSize=999999", "ParameterIllegal"},
	{api.QueryTransferOutInfo, "DomainName=leaving-one.com", "DomainName=missing-one.com", "DomainNotExist"},
	{api.ListEmailVerification, "", "PageNum=1 PageSize=999999", "ParameterIllegal"},
	{api.PollTaskResult, "", "PageNum=1 PageSize=999999", "ParameterIllegal"},
	{api.QueryTaskDetailHistory, "TaskNo=75addb07-28a3-450e-b5ec-6d40e1f5a5b4", "PageSize=999999 TaskNo=x", "ParameterIllegal"},
	{api.QueryTaskDetailList, "TaskNo=75addb07-28a3-450e-b5ec-6d40e1f5a5b4", "PageNum=1 PageSize=999999 TaskNo=x", "ParameterIllegal"},
	{api.QueryTaskInfoHistory, "", "PageSize=999999", "ParameterIllegal"},
	{api.QueryTaskList, "", "PageNum=1 PageSize=999999", "ParameterIllegal"},
}

// Every operation that asks is answered from the command line, and the API's
// refusal comes with its code and exit code 1.
func TestReadsFromTheCommandLine(t *testing.T) {
	for _, op := range api.Operations() {
		if !op.Write && !op.Current && !slices.ContainsFunc(reads, func(r struct{ op, good, refused, code string }) bool { return r.op == op.Name }) {
			t.Errorf("%s: no test asks it", op.Name)
		}
	}
	for _, read := range reads {
		under(t, read.op, func(t *testing.T) {
			d := newDesk(t, "unused.csv", nil, newWire(sandbox.Options{}))
			ids := strings.NewReplacer("INCOMING", d.instance("incoming-one.com"), "ID", d.instance("one.com"))
			command := func(what, words string) ran {
				if words = ids.Replace(words); strings.Contains(read.good, "InstanceId=I") && what == "call" {
					words = read.refused
				}
				return d.do(t.Context(), append(append([]string{what, read.op}, strings.Fields(words)...), d.flags()...)...)
			}
			if r := command("query", read.good); r.code != 0 {
				t.Errorf("good: %s", r)
			}
			want := 1
			if read.code == "" {
				want = 2
			}
			if r := command("call", read.refused); r.code != want || !strings.Contains(r.out+r.err, read.code) {
				t.Errorf("refused: want exit %d with %s, got %s", want, read.code, r)
			}
			t.Logf("%-30s good exit 0, refused %s exit %d", read.op, read.code, want)
		})
	}
}

// instance is the id of a domain.
func (d *desk) instance(domain string) string {
	d.t.Helper()
	var list struct{ Entries []struct{ InstanceId string } }
	query := "QueryDomainList"
	if strings.HasPrefix(domain, "incoming-") {
		query = "QueryTransferInList"
	}
	r := d.must(0, d.do(d.t.Context(), append([]string{"query", query, "DomainName=" + domain, "--output", "json"}, d.flags()...)...))
	if err := json.Unmarshal([]byte(r.out), &list); err != nil || len(list.Entries) != 1 {
		return "S1"
	}
	return list.Entries[0].InstanceId
}
