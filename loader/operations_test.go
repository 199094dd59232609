package loader_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

const (
	lockOp     = api.SaveBatchTaskForUpdateProhibitionLock
	transferOp = api.SaveBatchTaskForTransferProhibitionLock
	dnsOp      = api.SaveBatchTaskForModifyingDomainDns
)

// bookOf makes a book of sheets, each of lines of cells with | between.
func bookOf(t *testing.T, sheets ...[]string) *sheet.Book {
	t.Helper()
	f := excelize.NewFile()
	for i, s := range sheets {
		var err error
		if i == 0 {
			err = f.SetSheetName("Sheet1", s[0])
		} else {
			_, err = f.NewSheet(s[0])
		}
		for n, text := range s[1:] {
			cells := strings.Split(text, "|")
			err = errors.Join(err, f.SetSheetRow(s[0], fmt.Sprintf("A%d", n+1), &cells))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	data, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, "a.xlsx", data.Bytes())
}

func allWants(in *loader.Input) (all []string) {
	for _, r := range in.Rows {
		all = append(all, wants(r)...)
	}
	return all
}

// The cell says what a row asks for, else the sheet's name, else --op.
func TestWhoSaysTheOperation(t *testing.T) {
	book := bookOf(t,
		[]string{"Unlock", "Domain", "a.com"},
		[]string{"dns", "Domain|NS1|操作|Status", "a.com|ns1.example.net||", "b.com|||", "c.com||加锁|", "d.com||update-lock|off"},
		[]string{"List", "Domain", "e.com"},
	)
	in, err := loader.Load(book, loader.Options{Op: "check"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"a.com: " + lockOp + " Status=false",
		"a.com: " + dnsOp + " AliyunDns=false DomainNameServer.1=ns1.example.net", "b.com: " + dnsOp,
		"c.com: " + lockOp + " Status=true", "d.com: " + lockOp + " Status=false",
		"e.com: " + api.CheckDomain,
	}
	if diff := cmp.Diff(want, allWants(in)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{`dns!B3 DomainNameServer.1 "": no DNS server is given`}, lines(in.Issues())); diff != "" {
		t.Error(diff)
	}
}

// Several operations in a cell are asked for in that order, each with what is its own.
func TestSeveralOperationsInARow(t *testing.T) {
	contact := full("ContactType")
	in := load(t, "Domain,Operation,ContactType,NS1,Remark\n"+
		"a.com,unlock | dns | contacts | lock,\"admin, tech\",ns1.example.net,x\n"+
		"b.com,解锁、域名过户,,,\n"+
		"c.com,transfer lock on,,,\n", loader.Options{Set: andSet(contact, "TransferOutProhibited", "false")})
	if issues := in.Issues(); len(issues) > 0 {
		t.Fatal(lines(issues))
	}
	var got []string
	for _, r := range in.Rows {
		for _, a := range r.Asks {
			got = append(got, fmt.Sprintf("%s %s %v %d", r.Names[0], a.Op, a.Targets, len(a.Fields)))
		}
	}
	want := []string{
		"a.com " + lockOp + " [] 1", "a.com " + dnsOp + " [] 2", "a.com  [admin tech] 12", "a.com " + lockOp + " [] 1",
		"b.com " + lockOp + " [] 1", "b.com  [registrant] 12", "c.com " + transferOp + " [] 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, w := range in.Warnings {
		if strings.HasPrefix(w.Message, "--set") {
			t.Error(w.String())
		}
	}
}

func andSet(p job.Params, name, value string) job.Params {
	p[name] = value
	return p
}

// What a cell says of operations and steps and cannot be done is complained about there.
func TestComplaintsAboutOperations(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		opts loader.Options
		want []string
	}{
		"a misspelt word": {"Domain,Operation\na.com,unlok\nb.com,unlock\n", loader.Options{},
			[]string{`B2 Operation "unlok": this names no operation`}},
		"one of several": {"Domain,Action\na.com,unlock|dance\n", loader.Options{},
			[]string{`B2 Operation "unlock|dance": "dance": this names no operation`}},
		"an operation that reads": {"Domain,Operation\na.com,QueryDomainList\n", loader.Options{},
			[]string{`B2 Operation "QueryDomainList": QueryDomainList is an operation that rows cannot ask for`}},
		"none": {"Domain,Operation\na.com,\nb.com,unlock\n", loader.Options{}, []string{`B2 Operation "": Operation is empty`}},
		"the opposite in another cell": {"Domain,Operation,Status\na.com,unlock,on\n", loader.Options{},
			[]string{`C2 Status "on": the operation says the opposite`}},
		"how the lock is now": {"Domain,Operation,UpdateProhibitionLock\na.com,unlock,OPEN\n", loader.Options{}, nil},
		"another contact than the operation's": {"Domain,Operation,ContactType,Profile ID,TransferOutProhibited\na.com,过户,admin,17,no\n", loader.Options{},
			[]string{`C2 ContactType "admin": the operation changes the registrant alone`}},
		"a lock as it is now, beside --set": {"Domain,UpdateProhibitionLock\na.com,OPEN\nb.com,NONE_SETTING\nc.com,\n", loader.Options{Op: "update-lock", Set: job.Params{"Status": "off"}},
			[]string{`B2 UpdateProhibitionLock "OPEN": the cell does not say what --set Status says`}},
		"about different things": {"Domain,Email,Operation\na.com,x@example.com,unlock|verify-email\n", loader.Options{},
			[]string{`C2 Operation "": update-lock and verify-email are about different things`}},
		"columns of other words": {"Domain,Action\na.com,Manage\nb.com,Manage\n", loader.Options{Set: full()},
			[]string{`B1 Action "Action": "Action" could be Operation or something else`}},
		"columns of other words, left out": {"Domain,Action\na.com,Manage\n", loader.Options{Set: full(), Columns: map[string]string{"Action": ""}}, nil},
		"steps": {"Domain,Operation,Step\na.com,unlock,1\na.com,lock,two\nb.com,unlock,0\nb.com,lock,1.5\n", loader.Options{}, []string{
			`C3 Step "two": a step is a whole number from 1`, `C4 Step "0": a step is a whole number from 1`, `C5 Step "1.5": a step is a whole number from 1`,
		}},
		"states of domains are no lock": {"Domain,Status\na.com,active\n", loader.Options{Op: "update-lock"}, []string{`A2 Status "": update-lock needs Status`}},
		"more servers than an order takes": {"Domain,Profile ID,DNS\na.com,17,ns1.a.net ns2.a.net ns3.a.net\n", loader.Options{Op: "activate"},
			[]string{`C2 DomainNameServer "ns3.a.net": an order takes two DNS servers`}},
		"servers beside the registrar's": {"Domain,NS1,AliyunDns\na.com,ns1.a.net,true\n", loader.Options{Op: "dns"}, []string{`C2 AliyunDns "true": *`}},
		"no servers":                     {"Domain,AliyunDns\na.com,no\n", loader.Options{Op: "dns"}, []string{`A2 DomainNameServer "": *`}},
		"twice the same server":          {"Domain,NS1,NS2\na.com,ns1.a.net,NS1.a.net\n", loader.Options{Op: "dns"}, []string{`C2 DomainNameServer.2 "*`}},
		"no key":                         {"Domain\na.com\n", loader.Options{Op: "verify-email"}, []string{`A1  "": the file has no column Email in its first 20 lines`}},
		"a profile twice": {"Domain,ContactType,Profile ID,Profile\na.com,admin,17,Tidewise Ltd\n", loader.Options{Op: "contacts"},
			[]string{`D2 RegistrantProfileName "Tidewise Ltd": a profile is named by its id and by its owner`}},
	} {
		t.Run(name, func(t *testing.T) {
			test.opts.Site = site(t, "cn")
			in, err := loader.Load(open(t, "a.csv", []byte(test.text)), test.opts)
			if diff := cmp.Diff(test.want, lines(issuesOf(t, in, err)), cmp.Comparer(likely)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a site does not know is a matter of the operation.
func TestParametersOfASite(t *testing.T) {
	text := "Domain,RegistrantType,ZhCity,ResourceGroupId,Profile ID\na.com,1,伦敦,rg-1,17\n"
	for op, want := range map[string][]string{
		api.SaveSingleTaskForCreatingOrderActivate: {"Domain=DomainName (synonym)", "RegistrantType=RegistrantType (name)", "ZhCity: this site does not know ZhCity",
			"ResourceGroupId: this site does not know ResourceGroupId", "Profile ID=RegistrantProfileId (synonym)"},
		"contacts": {"Domain=DomainName (synonym)", "RegistrantType: this site does not know RegistrantType", "ZhCity: this site does not know ZhCity",
			"ResourceGroupId: unknown header", "Profile ID=RegistrantProfileId (synonym)"},
	} {
		in := read(t, text, loader.Options{Op: op, Site: site(t, "intl")})
		if diff := cmp.Diff(want, bound(in.Tables)); diff != "" {
			t.Errorf("%s: %s", op, diff)
		}
	}
}

func TestNearestOperation(t *testing.T) {
	for word, want := range map[string]string{"unlok": "unlock", "renw": "renew", "transfer lok on": "transfer-lock-on", "updatelock": "", "reedem": "redeem", "dance": ""} {
		in := load(t, "Domain,Operation\na.com,"+word+"\n", loader.Options{})
		hint := ""
		for _, is := range in.Issues() {
			hint += is.Hint
		}
		if got := strings.Contains(hint, "did you mean "+want+"?"); got != (want != "") {
			t.Errorf("%s: %s", word, hint)
		}
	}
}

func TestSteps(t *testing.T) {
	in := load(t, "Domain,Operation,步骤\na.com,lock,3\na.com,unlock,1\nb.com,lock,\n", loader.Options{})
	want := []string{"a.com: " + lockOp + " step 3 Status=true", "a.com: " + lockOp + " step 1 Status=false", "b.com: " + lockOp + " Status=true"}
	if diff := cmp.Diff(want, allWants(in)); diff != "" {
		t.Error(diff, lines(in.Issues()))
	}
	in = load(t, "Domain,Operation\na.com,lock\n", loader.Options{Set: job.Params{"Step": "2"}})
	if diff := cmp.Diff([]string{"a.com: " + lockOp + " step 2 Status=true"}, allWants(in)); diff != "" {
		t.Error(diff)
	}
}

// --op and --set take the words of cells, and refuse others.
func TestOperationOptions(t *testing.T) {
	for name, test := range map[string]struct {
		opts loader.Options
		want string
	}{
		"a word":                {loader.Options{Op: "unlock"}, "a.com: " + lockOp + " Status=false"},
		"with a value":          {loader.Options{Op: "update-lock", Set: job.Params{"Status": "on"}}, "a.com: " + lockOp + " Status=true"},
		"set":                   {loader.Options{Set: job.Params{"Operation": "续费", "SubscriptionDuration": "2年"}}, "a.com: " + api.SaveBatchTaskForCreatingOrderRenew + " SubscriptionDuration=2"},
		"servers":               {loader.Options{Op: "dns", Set: job.Params{"DomainNameServer": "ns1.a.net,ns2.a.net"}}, "a.com: " + dnsOp + " AliyunDns=false DomainNameServer.1=ns1.a.net DomainNameServer.2=ns2.a.net"},
		"servers, and a column": {loader.Options{Op: "dns", Columns: map[string]string{"B": "DomainNameServer.1"}, Set: job.Params{"DomainNameServer": "ns1.a.net,ns2.a.net"}}, "a.com: " + dnsOp + " AliyunDns=false DomainNameServer.1=ns1.b.net"},
		"a column":              {loader.Options{Op: "dns", Columns: map[string]string{"B": "DomainNameServer.1"}}, "a.com: " + dnsOp + " AliyunDns=false DomainNameServer.1=ns1.b.net"},
		"the exact name":        {loader.Options{Op: "VerifyEmail", Set: job.Params{"Token": "x"}}, ": VerifyEmail Token=x"},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := loader.Load(open(t, "a.csv", []byte("Domain,B\na.com,ns1.b.net\n")), test.opts)
			if name == "the exact name" {
				var wrong *loader.InputError
				if !errors.As(err, &wrong) {
					t.Errorf("a sheet without a token is read: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{test.want}, allWants(in)); diff != "" {
				t.Error(diff, lines(in.Issues()))
			}
		})
	}
	in := load(t, "Domain,Operation\na.com,unlock\nb.com,update-lock\n", loader.Options{Set: job.Params{"Status": "on"}})
	if diff := cmp.Diff([]string{"a.com: " + lockOp + " Status=false", "b.com: " + lockOp + " Status=true"}, allWants(in)); diff != "" {
		t.Error(diff, lines(in.Issues()))
	}
	for name, opts := range map[string]loader.Options{
		"no operation":      {Op: "dance"},
		"one that reads":    {Op: "QueryDomainList"},
		"set, no operation": {Set: job.Params{"Operation": "dance"}},
		"both":              {Op: "dns", Set: job.Params{"Operation": "lock"}},
		"no server":         {Op: "dns", Set: job.Params{"DomainNameServer.1": "192.0.2.1"}},
		"no step":           {Op: "dns", Set: job.Params{"Step": "x"}},
	} {
		var usage *loader.UsageError
		if err := loader.Check(opts); !errors.As(err, &usage) || len(usage.Issues) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// No complaint repeats a code or a token, nor does the error.
func TestSecretsAreNotRepeated(t *testing.T) {
	const secret = "1.5E+10"
	for _, test := range []struct {
		text string
		opts loader.Options
	}{
		{"Domain,Auth code\na.com," + secret + "\n", loader.Options{Op: "transfer-in"}},
		{"Token,x\n" + secret + ",x\n", loader.Options{Op: "verify-email-confirm"}},
		{"a.com," + secret + "\n", loader.Options{Op: "transfer-in"}},
		{secret + ",x\n", loader.Options{Op: "verify-email-confirm"}},
		{"Domain,Auth code\na.com,x," + secret + "\n", loader.Options{Op: "transfer-in"}},
		{"Domain\na.com\n", loader.Options{Op: "transfer-in", Set: job.Params{"TransferAuthorizationCode": secret}}},
	} {
		in, err := loader.Load(open(t, "a.csv", []byte(test.text)), test.opts)
		var issues []job.Issue
		if usage := (*loader.UsageError)(nil); errors.As(err, &usage) {
			issues = usage.Issues
		} else {
			issues = append(issuesOf(t, in, err), in.Warnings...)
		}
		if len(issues) == 0 {
			t.Errorf("no complaint about %q", test.text)
		}
		for _, is := range issues {
			all, _ := json.Marshal(is)
			if strings.Contains(string(all), secret) {
				t.Errorf("%s", all)
			}
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Error(err)
		}
	}
}

// A sheet of contacts is read as it is without operations, whatever columns it
// has that an operation could use, and whatever its name.
func TestContactSheetsNameNoOperation(t *testing.T) {
	header := "Domain|ContactType|Name Server 1|Expiry date|Status|Auth code|Lock status|Token|IP|Step|Profile|Years|Action|Order"
	row := "a.com|admin|ns1.a.net|2027-03-01|active|x|on|t|192.0.2.1|2|P|1||4"
	for _, name := range []string{"Contacts", "Domains", "Profiles", "profile", "Orders", "联系人", "Renewals"} {
		in, err := loader.Load(bookOf(t, []string{name, header, row}), loader.Options{Set: full("ContactType")})
		if err != nil || len(in.Issues()) > 0 {
			t.Fatalf("%s: %v %v", name, err, lines(in.Issues()))
		}
		for _, c := range in.Tables[0].Columns {
			if used := c.Param == "DomainName" || c.Param == "ContactType"; (c.Param != "") != used {
				t.Errorf("%s: %s is used as %s", name, c.Header, c.Param)
			}
		}
		if ask := in.Rows[0].Asks[0]; len(in.Rows[0].Asks) != 1 || ask.Op != "" || ask.Step != 0 || len(ask.Fields) != 11 {
			t.Errorf("%s: %+v", name, in.Rows[0].Asks)
		}
	}
}

// Rows that are about nothing have no names, and need no column for one.
func TestRowsAboutNothing(t *testing.T) {
	in, err := loader.Load(bookOf(t,
		[]string{"Profiles", "Our profiles", "Organization|Contact Name|Default Profile", "Tidewise Ltd|Eleanor Marsh|no", "Northquay Ltd|Eleanor Marsh|no", "Total: 2||"},
		[]string{"Contacts", "Domain|Email", "a.com|x@example.com"},
	), loader.Options{Set: andSet(full("Email", "RegistrantOrganization", "RegistrantName"), "Email", "legal@example.com")})
	if err != nil {
		t.Fatal(err)
	}
	if len(in.Tables) != 2 || len(in.Rows) != 3 || len(in.Rows[0].Names) != 0 || in.Rows[0].Cell(nil, "DomainName") != "Profiles!A3" {
		t.Errorf("%+v\n%+v", in.Tables, in.Rows)
	}
	for i, op := range []string{api.SaveRegistrantProfile, api.SaveRegistrantProfile, ""} {
		if got := in.Rows[i].Asks[0].Op; got != op {
			t.Errorf("row %d: %s", i+1, got)
		}
	}
}

// Cells of an ask lead to the columns that its values came from.
func TestCellsOfLists(t *testing.T) {
	in := load(t, "Domain,NS1,NS2,NS3\na.com,,ns1.a.net ns2.a.net,ns3.a.net\n", loader.Options{Op: "dns"})
	row := in.Rows[0]
	for param, cell := range map[string]string{"DomainNameServer.1": "C2", "DomainNameServer.2": "C2", "DomainNameServer.3": "D2", "AliyunDns": "A2"} {
		if got := row.Cell(&row.Asks[0], param); got != cell {
			t.Errorf("%s: %s, want %s", param, got, cell)
		}
	}
}

// Whatever the parameters are called, the program takes its own names for them.
func TestEveryParameterIsAHeader(t *testing.T) {
	for _, op := range api.Operations() {
		if !op.Rows() {
			continue
		}
		for _, p := range op.Params {
			name := strings.TrimSuffix(op.RowName(p.Name), ".N")
			if name == "Lang" || name == "UserClientIp" || name == op.Subject || strings.Contains(name, ".") || strings.HasPrefix(name, "IdentityCredential") {
				continue
			}
			text := "Domain,Email,TaskNo,TaskDetailNo,RegistrantProfileId," + name + "\na.com,,,,,\n"
			if strings.Contains(text[:len(text)-len(name)-12], name) {
				continue
			}
			in, _ := loader.Load(open(t, "a.csv", []byte(text)), loader.Options{Op: op.Name, Site: site(t, "cn")})
			if in == nil || len(in.Tables) == 0 {
				t.Errorf("%s: no table with %s", op.Name, name)
				continue
			}
			if c := in.Tables[0].Columns[5]; c.Param != name {
				t.Errorf("%s: %s is read as %q: %s", op.Name, name, c.Param, c.How)
			}
		}
	}
}
