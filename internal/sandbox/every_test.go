package sandbox

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"domainbatch/internal/api"
)

// trial is one operation with a call that succeeds, after others that make its
// state, and calls that are refused.
type trial struct {
	before  []step // each waits for the end of its task
	good    args
	refused map[string]args // code to what is changed of the good call; "-Name" leaves Name out
	empty   []string        // fields that the documents leave empty here
}

type step struct {
	action string
	params args
}

func page() args { return args{"PageNum": "1", "PageSize": "10"} }

func with(params args, more args) args {
	all := maps.Clone(params)
	maps.Copy(all, more)
	return all
}

// aProfile gives the parameters of a new profile.
func aProfile(organization string) args {
	return with(contact(organization), args{"DefaultRegistrantProfile": "false", "TelExt": "1"})
}

// trials holds every operation of the documents.
func trials() map[string]trial {
	id := func(name string) args { return args{"InstanceId": instanceID(name)} }
	host := with(id("a.com"), args{"DnsName": "ns1", "Ip.1": "192.0.2.1"})
	makeHost := step{"SaveSingleTaskForCreatingDnsHost", host}
	makeTask := step{byNewContact, write("admin", "New Ltd", "a.com")}
	sendMail := step{"SubmitEmailVerification", args{"Email": "x@y.example", "SendIfExist": "false"}}
	verifyMail := step{"VerifyEmail", args{"Token": "token-x@y.example"}}
	makeProfile := step{"SaveRegistrantProfile", with(aProfile("New Ltd"), args{"Email": "verified@y.example"})}
	incoming := args{"DomainName": "incoming-a.com"}
	giveCode := step{"TransferInReenterTransferAuthorizationCode", with(incoming, args{"TransferAuthorizationCode": "wrong"})}
	cancelIn := step{"SaveSingleTaskForCancelingTransferIn", incoming}
	order := func(list string, fields args) args {
		params := make(args)
		for name, value := range fields {
			params[list+".1."+name] = value
		}
		return params
	}
	renew := args{"DomainName": "a.com", "CurrentExpirationDate": expiryOf("a.com"), "SubscriptionDuration": "1"}
	redeem := args{"DomainName": "redeem-a.com", "CurrentExpirationDate": expiryOf("redeem-a.com")}
	activate := args{"DomainName": "new.com", "RegistrantProfileId": "1234567", "AliyunDns": "false", "Dns1": "ns1.b.com", "Dns2": "ns2.b.com"}
	one := args{"DomainName": "a.com"}
	lock, dns := args{"Status": "true"}, args{"AliyunDns": "true"}
	busy := args{"DomainName": "busy-a.com"}
	return map[string]trial{
		"VerifyContactField":    {good: contact("New Ltd"), refused: map[string]args{"ParameterIllegal": {"City": "Nowhere"}}},
		"SaveRegistrantProfile": {good: aProfile("New Ltd"), refused: map[string]args{"MissingCity": {"-City": ""}, "ParameterIllegal": {"Country": "China"}}},
		"QueryRegistrantProfiles": {
			before: []step{makeProfile}, good: page(), refused: map[string]args{"ParameterIllegal": {"PageSize": "5001"}},
		},
		"DeleteRegistrantProfile": {
			good: args{"RegistrantProfileId": "1234567"}, refused: map[string]args{"ContactTemplateNotExist": {"RegistrantProfileId": "404"}, "MissingRegistrantProfileId": {"-RegistrantProfileId": ""}},
		},
		"AcknowledgeTaskResult": {good: args{"TaskDetailNo.1": "x"}, refused: map[string]args{"MissingTaskDetailNo": {"-TaskDetailNo.1": ""}}},
		"CheckDomain": {good: one, refused: map[string]args{
			"Failed": {"DomainName": "stuck-a.com"}, "QueryRegistryFailed": {"DomainName": "refuse-a.com"}, "Busy": busy, "InvaildParameter": {"DomainName": "a com"}, "MissingDomainName": {"-DomainName": ""},
		}},
		"ListEmailVerification":   {before: []step{sendMail, verifyMail}, good: page(), refused: map[string]args{"MissingPageNum": {"-PageNum": ""}, "ParameterIllegal": {"VerificationStatus": "2"}}},
		"SubmitEmailVerification": {good: args{"Email": "x@y.example,refused@y.example,verified@y.example", "SendIfExist": "true"}, refused: map[string]args{"MissingEmail": {"-Email": ""}, "MissingSendIfExist": {"-SendIfExist": ""}}},
		"ResendEmailVerification": {before: []step{sendMail}, good: args{"Email": "x@y.example,quota@y.example"}, refused: map[string]args{"MissingEmail": {"-Email": ""}}},
		"DeleteEmailVerification": {before: []step{sendMail}, good: args{"Email": "x@y.example,z@y.example"}, refused: map[string]args{"MissingEmail": {"-Email": ""}}},
		"VerifyEmail":             {before: []step{sendMail}, good: args{"Token": "token-x@y.example"}, refused: map[string]args{"ParameterIllegal": {"Token": "other"}, "MissingToken": {"-Token": ""}}},
		"CheckTransferInFeasibility": {
			good: args{"DomainName": "guarded-a.com"}, refused: map[string]args{"MissingDomainName": {"-DomainName": ""}},
		},
		"PollTaskResult":       {before: []step{{"SaveSingleTaskForQueryingTransferAuthorizationCode", one}}, good: page(), refused: map[string]args{"MissingPageSize": {"-PageSize": ""}}},
		"QueryChangeLogList":   {before: []step{makeTask}, good: page(), refused: map[string]args{"ParameterIllegal": {"PageSize": "101"}}},
		"QueryContactInfo":     {before: []step{{byNewContact, with(write("tech", "New Ltd", "a.com"), args{"TelExt": "1"})}}, good: with(one, args{"ContactType": "tech"}), refused: map[string]args{"ParameterIllegal": {"ContactType": "owner"}}},
		"QueryDnsHost":         {before: []step{makeHost}, good: id("a.com"), refused: map[string]args{"ParameterIllegal": {"InstanceId": "S1"}}},
		"QueryDomainList":      {good: with(page(), args{"DomainName": "a.com"}), refused: map[string]args{"ParameterIllegal": {"OrderByType": "UP"}, "MissingPageNum": {"-PageNum": ""}}},
		"QueryTaskDetailList":  {before: []step{{"SaveSingleTaskForQueryingTransferAuthorizationCode", one}}, good: page(), refused: map[string]args{"MissingTaskNo": {"-TaskNo": ""}, "ParameterIllegal": {"TaskStatus": "9"}}},
		"QueryTaskList":        {before: []step{makeTask}, good: page(), refused: map[string]args{"ParameterIllegal": {"PageNum": "0"}}},
		"QueryTransferInList":  {before: []step{giveCode, cancelIn}, good: with(page(), incoming), refused: map[string]args{"MissingPageNum": {"-PageNum": ""}}},
		"QueryTransferOutInfo": {before: []step{{"SaveSingleTaskForCancelingTransferOut", args{"DomainName": "leaving-a.com"}}}, good: args{"DomainName": "leaving-a.com"}, refused: map[string]args{"DomainNotExist": {"DomainName": "missing-a.com"}}},

		"QueryTaskDetailHistory":      {before: []step{makeTask}, good: args{"PageSize": "10"}, refused: map[string]args{"MissingPageSize": {"-PageSize": ""}}},
		"QueryTaskInfoHistory":        {before: []step{makeTask}, good: args{"PageSize": "10"}, refused: map[string]args{"ParameterIllegal": {"TaskNoCursor": "x"}}},
		"QueryDomainByInstanceId":     {good: id("a.com"), refused: map[string]args{"MissingInstanceId": {"-InstanceId": ""}, "DomainNotExist": id("missing-a.com")}},
		"QueryTransferInByInstanceId": {before: []step{giveCode, cancelIn}, good: id("incoming-a.com"), refused: map[string]args{"MissingInstanceId": {"-InstanceId": ""}, "DomainTransferPendingNotExist": id("a.com")}},

		"SaveBatchTaskForCreatingOrderActivate": {good: order("OrderActivateParam", activate), refused: map[string]args{"ParameterIllegal": {"OrderActivateParam.1.RegistrantProfileId": "404"}, "MissingOrderActivateParam": {"-OrderActivateParam.1.DomainName": "", "-OrderActivateParam.1.RegistrantProfileId": "", "-OrderActivateParam.1.AliyunDns": "", "-OrderActivateParam.1.Dns1": "", "-OrderActivateParam.1.Dns2": ""}, "TaskIsBeingProcessed": {"OrderActivateParam.1.DomainName": "busy-a.com"}}},
		"SaveBatchTaskForCreatingOrderRedeem":   {good: order("OrderRedeemParam", redeem), refused: map[string]args{"ParameterIllegal": {"OrderRedeemParam.1.CurrentExpirationDate": "1"}, "DomainNotExist": {"OrderRedeemParam.1.DomainName": "missing-a.com"}}},
		"SaveBatchTaskForCreatingOrderRenew":    {good: order("OrderRenewParam", renew), refused: map[string]args{"ParameterIllegal": {"OrderRenewParam.1.SubscriptionDuration": "11"}}},

		"SaveBatchTaskForModifyingDomainDns":                     {good: listOf(dns, "a.com"), refused: map[string]args{"MissingAliyunDns": {"-AliyunDns": ""}, "TaskIsBeingProcessed": {"DomainName.1": "busy-a.com"}}},
		"SaveBatchTaskForTransferProhibitionLock":                {good: listOf(lock, "a.com"), refused: map[string]args{"ParameterIllegal": {"Status": "open"}}},
		"SaveBatchTaskForUpdateProhibitionLock":                  {good: listOf(lock, "a.com"), refused: map[string]args{"MissingStatus": {"-Status": ""}}},
		"SaveBatchTaskForUpdatingContactInfoByNewContact":        {good: write("admin", "New Ltd", "a.com"), refused: map[string]args{"DomainNotExist": {"DomainName.1": "missing-a.com"}, "MissingContactType": {"-ContactType": ""}}},
		"SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID": {good: listOf(args{"RegistrantProfileId": "1234567"}, "a.com"), refused: map[string]args{"contactTemplateRealNamedNotExist": {"RegistrantProfileId": "404"}}},

		"SaveSingleTaskForCancelingTransferIn":               {good: incoming, refused: map[string]args{"DomainTransferPendingNotExist": one, "MissingDomainName": {"-DomainName": ""}}},
		"SaveSingleTaskForCancelingTransferOut":              {good: args{"DomainName": "leaving-a.com"}, refused: map[string]args{"TaskIsBeingProcessed": busy}},
		"SaveSingleTaskForCreatingDnsHost":                   {good: host, refused: map[string]args{"MissingIp": {"-Ip.1": ""}, "ParameterIllegal": {"Ip.1": "here"}}},
		"SaveSingleTaskForCreatingOrderActivate":             {good: activate, refused: map[string]args{"MissingDns2": {"-Dns2": ""}, "MissingRegistrantProfileId": {"-RegistrantProfileId": ""}, "MissingCity": {"-RegistrantProfileId": "", "RegistrantName": "A", "RegistrantOrganization": "A", "Country": "US", "Province": "A"}}},
		"SaveSingleTaskForCreatingOrderRedeem":               {good: redeem, refused: map[string]args{"ParameterIllegal": {"DomainName": "a.com", "CurrentExpirationDate": expiryOf("a.com")}}},
		"SaveSingleTaskForCreatingOrderRenew":                {good: renew, refused: map[string]args{"MissingSubscriptionDuration": {"-SubscriptionDuration": ""}}},
		"SaveSingleTaskForModifyingDnsHost":                  {before: []step{makeHost}, good: host, refused: map[string]args{"MissingDnsName": {"-DnsName": ""}}},
		"SaveSingleTaskForQueryingTransferAuthorizationCode": {good: one, refused: map[string]args{"TaskIsBeingProcessed": busy}},
		"SaveSingleTaskForSynchronizingDnsHost":              {good: id("a.com"), refused: map[string]args{"TaskIsBeingProcessed": id("busy-a.com")}},
		"SaveSingleTaskForTransferProhibitionLock":           {good: with(one, lock), refused: map[string]args{"TaskIsBeingProcessed": busy}},
		"SaveSingleTaskForUpdateProhibitionLock":             {good: with(one, lock), refused: map[string]args{"DomainNotExist": {"DomainName": "missing-a.com"}}},
		"SaveSingleTaskForUpdatingContactInfo":               {good: with(one, args{"ContactType": "tech", "RegistrantProfileId": "1"}), refused: map[string]args{"ParameterIllegal": {"RegistrantProfileId": "404"}}},

		"TransferInCheckMailToken":                   {good: args{"Token": "token-incoming-a.com,a.com"}, refused: map[string]args{"TokenFailed": {"Token": "token-a.com"}}},
		"TransferInRefetchWhoisEmail":                {good: incoming, refused: map[string]args{"DomainTransferPendingNotExist": one}},
		"TransferInResendMailToken":                  {good: incoming, refused: map[string]args{"DomainTransferPendingNotExist": one}},
		"TransferInReenterTransferAuthorizationCode": {good: giveCode.params, refused: map[string]args{"DomainTransferPendingNotExist": one, "MissingTransferAuthorizationCode": {"-TransferAuthorizationCode": ""}}},
	}
}

// Every operation of the documents has a call that succeeds, with every field
// that they fill, and calls that are refused by its own codes.
func TestEveryOperation(t *testing.T) {
	count := 0
	for _, op := range api.Operations() {
		if op.Current {
			continue
		}
		count++
		t.Run(op.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tt, ok := trials()[op.Name]
				if !ok {
					t.Fatal("not tried")
				}
				try(t, op, &tt)
			})
		})
	}
	if count != 49 {
		t.Errorf("%d operations", count)
	}
}

func try(t *testing.T, op *api.Operation, tt *trial) {
	history := DefaultHistory
	if strings.HasSuffix(op.Name, "History") {
		history = 1
	}
	s := New(Options{HistoryAfter: history})
	c := newCaller(t, s)
	for _, st := range tt.before {
		got := c.call(st.action, st.params)
		var task struct{ TaskNo string }
		got.into(t, &task)
		if op.Takes("TaskNo") && strings.Contains(op.Name, "Detail") {
			tt.good["TaskNo"] = task.TaskNo
		}
		pass(DefaultTaskTime)
	}
	for code, change := range tt.refused {
		params := with(tt.good, change)
		maps.DeleteFunc(params, func(name, _ string) bool { _, out := change["-"+name]; return out || strings.HasPrefix(name, "-") })
		before := len(s.Ledger().Effects)
		if got := c.call(op.Name, params).code(); got != code {
			t.Errorf("%v: %q; want %q", change, got, code)
		}
		if after := len(s.Ledger().Effects); after != before {
			t.Errorf("%s: %d effects of a refused call", code, after-before)
		}
	}
	good := c.call(op.Name, tt.good)
	var body map[string]any
	good.into(t, &body)
	if op.Task && body["TaskNo"] == nil {
		t.Errorf("no task: %s", good.body)
	}
	wholeAnswer(t, op, body, good.body)
}

// wholeAnswer finds the fields of the documents that an answer has empty or not at all.
func wholeAnswer(t *testing.T, op *api.Operation, body map[string]any, text string) {
	t.Helper()
	for _, name := range op.Answer.Fields {
		if isHollow(body[name]) {
			t.Errorf("%s is empty: %s", name, text)
		}
	}
	if op.Answer.List == "" {
		return
	}
	entries, _ := body[op.Answer.List].([]any)
	if nested, ok := body[op.Answer.List].(map[string]any); ok {
		entries, _ = nested[op.Answer.Inner].([]any)
	}
	if len(entries) == 0 {
		t.Fatalf("%s is empty: %s", op.Answer.List, text)
	}
	entry, _ := entries[0].(map[string]any)
	for _, name := range op.Answer.Items {
		if isHollow(entry[name]) {
			t.Errorf("%s of an entry is empty: %s", name, text)
		}
	}
}

func isHollow(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0 || slices.ContainsFunc(slices.Collect(maps.Values(v)), func(v any) bool { return isHollow(v) })
	}
	return false
}

// What an operation takes is what the catalogue says, by name and need; each
// has its knowledge of its own. Of the filters that only the current API has
// some are not simulated.
func TestParametersAreThoseOfTheCatalogue(t *testing.T) {
	for _, op := range api.Operations() {
		mine := New(Options{}).ops[op.Name]
		if mine == nil {
			if !op.Current {
				t.Errorf("%s is missing", op.Name)
			}
			continue
		}
		var want, got []string
		for _, p := range op.Params {
			if !p.SDK && p.Name != "Lang" && p.Name != "UserClientIp" {
				want = append(want, p.Name)
			}
		}
		for i := range mine.params {
			got = append(got, catalogueName(&mine.params[i]))
		}
		for _, name := range want {
			if !op.Current && !slices.Contains(got, name) {
				t.Errorf("%s does not take %s", op.Name, name)
			}
		}
		for i := range mine.params {
			p := &mine.params[i]
			k := slices.IndexFunc(op.Params, func(q api.Param) bool { return q.Name == catalogueName(p) })
			if k < 0 {
				t.Errorf("%s: %s is not documented", op.Name, catalogueName(p))
				continue
			}
			if need := op.Params[k].Need; need == api.Required && !p.required || need == api.Optional && p.required {
				t.Errorf("%s: %s is required %v here, and %s", op.Name, catalogueName(p), p.required, need)
			}
			for _, value := range op.Params[k].Enum {
				if p.ok != nil && !p.ok(value) {
					t.Errorf("%s: %s does not take %s", op.Name, catalogueName(p), value)
				}
			}
		}
	}
}

func catalogueName(p *param) string {
	name := p.name
	if p.list {
		name += ".N"
	}
	if p.field != "" {
		name += "." + p.field
	}
	return name
}

// In the documents' shapes and in XML every answer is well formed.
func TestEveryOperationInOtherShapes(t *testing.T) {
	for name, tt := range trials() {
		synctest.Test(t, func(t *testing.T) {
			for _, camel := range []bool{false, true} {
				c := newCaller(t, New(Options{Camel: camel}))
				got := c.call(name, tt.good)
				if got.err != nil || !json.Valid([]byte(got.body)) {
					t.Errorf("%s: %v %s", name, got.err, got.body)
				}
				if got := c.call(name, with(tt.good, args{"Format": "XML"})); got.err != nil || wellFormedXML(got.body) != nil {
					t.Errorf("%s: %v %s", name, got.err, got.body)
				}
			}
		})
	}
}

func wellFormedXML(body string) error {
	d := xml.NewDecoder(strings.NewReader(body))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// Whatever stands in a parameter, the answer is a success or a refusal that
// changes nothing.
func TestStrangeValues(t *testing.T) {
	strange := []string{"0", "-1", "99999999999999999999", "x", "中文", "S1", ",", " ", "a@b", "xn--a.com", "token-", "token-,", strings.Repeat("9", 500), "\x00", "true"}
	for name, tt := range trials() {
		synctest.Test(t, func(t *testing.T) {
			for parameter := range tt.good {
				for _, value := range strange {
					s := New(Options{Domains: []string{"a.com"}})
					got := newCaller(t, s).call(name, with(tt.good, args{parameter: value}))
					switch effects := len(s.Ledger().Effects); {
					case got.err != nil, got.status != 200 && got.status != 400, !json.Valid([]byte(got.body)):
						t.Errorf("%s with %s=%q: %v %d %s", name, parameter, value, got.err, got.status, got.body)
					case got.status != 200 && effects > 0:
						t.Errorf("%s with %s=%q: %d effects of %s", name, parameter, value, effects, got.body)
					}
				}
			}
		})
	}
}
