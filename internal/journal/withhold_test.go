package journal

import (
	"strings"
	"testing"

	"domainbatch/internal/job"
)

// What gives power over a domain or an account is cut out of every shape of
// answer; the rest of it stays byte by byte.
func TestWithhold(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"nothing":          {`{"TaskNo":"abc","Tokens":"x","Message":"a \"Token\" is"}`, `{"TaskNo":"abc","Tokens":"x","Message":"a \"Token\" is"}`},
		"json":             {`{"TaskResult":"code-1","TaskNo":"n"}`, `{"TaskResult":"[withheld]","TaskNo":"n"}`},
		"camel case":       {`{"authorizationCode" : "co\"de", "a":1}`, `{"authorizationCode" : "[withheld]", "a":1}`},
		"backslash at end": {`{"Password":"x\\","a":"b"}`, `{"Password":"[withheld]","a":"b"}`},
		"number":           {`{"Token":123,"a":1}`, `{"Token":"[withheld]","a":1}`},
		"last number":      {`{"Token":123}`, `{"Token":"[withheld]"}`},
		"object":           {`{"TaskResult":{"a":["}",{"b":"secret"}]},"c":1}`, `{"TaskResult":"[withheld]","c":1}`},
		"list":             {`{"TaskResult":["a","b"],"c":1}`, `{"TaskResult":"[withheld]","c":1}`},
		"empty":            {`{"TaskResult":"","Token":null,"a":1}`, `{"TaskResult":"","Token":null,"a":1}`},
		"torn":             {`{"a":1,"SecurityToken":"CAIS`, `{"a":1,"SecurityToken":"[withheld]"`},
		"torn object":      {`{"TaskResult":{"a":"secret`, `{"TaskResult":"[withheld]"`},
		"twice":            {`[{"TaskResult":"a"},{"TaskResult":"b"}]`, `[{"TaskResult":"[withheld]"},{"TaskResult":"[withheld]"}]`},
		"json in a string": {`{"Data":"{\"Token\":\"se\\\"cret\",\"b\":1}"}`, `{"Data":"{\"Token\":\"[withheld]\",\"b\":1}"}`},
		"xml":              {`<A><TaskResult>code</TaskResult><b>1</b></A>`, `<A><TaskResult>[withheld]</TaskResult><b>1</b></A>`},
		"xml attribute":    {`<Token type="a">code<x/></Token>`, `<Token type="a">[withheld]</Token>`},
		"xml empty":        {`<Token/><b>1</b><Token></Token>`, `<Token/><b>1</b><Token></Token>`},
		"xml torn":         {`<TransferAuthorizationCode>co`, `<TransferAuthorizationCode>[withheld]`},
		"string to sign":   {`{"Message":"sign is:POST&%2F&SecurityToken%3DCAIS%252Bx%253D%26Version%3D1"}`, `{"Message":"sign is:POST&%2F&SecurityToken%3D[withheld]%26Version%3D1"}`},
		"refused signature": {
			`{"Message":"server string to sign is:POST&%2F&AccessKeyId%3DLTAI5t%26Action%3DQuery%26SignatureNonce%3D7","Signature":"bB+=","accesskeyid":"LTAI5t"}`,
			`{"Message":"server string to sign is:POST&%2F&AccessKeyId%3D[withheld]%26Action%3DQuery%26SignatureNonce%3D7","Signature":"[withheld]","accesskeyid":"[withheld]"}`,
		},
		"refused signature in xml": {`<AccessKeyId>LTAI5t</AccessKeyId><Signature>bB+=</Signature>`, `<AccessKeyId>[withheld]</AccessKeyId><Signature>[withheld]</Signature>`},
		"signed query":             {`https://h/?AccessKeyId=LTAI5t&Signature=bB%2B%3D&SignatureVersion=1.0`, `https://h/?AccessKeyId=[withheld]&Signature=[withheld]&SignatureVersion=1.0`},
		"details": {
			`{"data":[{"domainName":"a.com","taskType":"x","taskResult":"c0de!<&>","taskStatusCode":"2"}],"requestId":"r"}`,
			`{"data":[{"domainName":"a.com","taskType":"x","taskResult":"[withheld]","taskStatusCode":"2"}],"requestId":"r"}`,
		},
		"details in xml": {
			`<R><Data><TaskDetail><DomainName>a.com</DomainName><TaskResult>c0de&lt;</TaskResult></TaskDetail><TaskDetail><TaskResult>c1</TaskResult></TaskDetail></Data></R>`,
			`<R><Data><TaskDetail><DomainName>a.com</DomainName><TaskResult>[withheld]</TaskResult></TaskDetail><TaskDetail><TaskResult>[withheld]</TaskResult></TaskDetail></Data></R>`,
		},
		"xml cdata":       {`<TaskResult><![CDATA[a</b>]]></TaskResult><c/>`, `<TaskResult>[withheld]</TaskResult><c/>`},
		"dates of a code": {`{"TransferAuthorizationCodeSendDate":"2017-11-01"}`, `{"TransferAuthorizationCodeSendDate":"2017-11-01"}`},
		"query":           {`https://h/?Password=abc%20d&x=1`, `https://h/?Password=[withheld]&x=1`},
	} {
		t.Run(name, func(t *testing.T) {
			if have := string(withhold([]byte(test.body))); have != test.want {
				t.Errorf("%s\nhave %s\nwant %s", test.body, have, test.want)
			}
		})
	}
}

// However it is torn, an answer is cut without fault, and what was cut out stays out.
func FuzzWithhold(f *testing.F) {
	f.Add(`{"TaskResult":"`, `"}`)
	f.Add(`<Token>`, `</Token>`)
	f.Add(`{"Data":"{\"Token\":\"`, `\"}"}`)
	f.Fuzz(func(t *testing.T, before, after string) {
		once := withhold([]byte(before + "hunter2" + after))
		if twice := withhold(once); len(twice) > 4*len(once)+64 {
			t.Errorf("%q grows to %q", once, twice)
		}
		if strings.HasSuffix(before, `{"Password":"`) && !strings.ContainsAny(before, `\<`) && strings.Contains(string(once), "hunter2") && !strings.Contains(before+after, "hunter2") {
			t.Errorf("%q kept the password", once)
		}
	})
}

// Nothing that was cut out is in the file, and a long answer is shortened.
func TestSecretsNeverReachTheFile(t *testing.T) {
	j := run(t)
	secret := "hunter2-secret"
	long := `{"Token":"` + secret + `","a":"` + strings.Repeat("é", maxBody)
	for _, body := range []string{`{"TaskResult":"` + secret + `"}`, long} {
		mustAppend(t, j, &job.Event{At: noon, Kind: job.KindCall, Call: &job.Call{At: noon, Action: "Query", Body: []byte(body)}})
	}
	told := moved(job.Sending, 1)
	told.Standings[0].Message = "server string to sign is:POST&%2F&AccessKeyId%3D" + secret
	mustAppend(t, j, planned(1), told)
	for _, call := range collect(t, j.Calls()) {
		if strings.Contains(string(call.Body), secret) || len(call.Body) > maxBody {
			t.Errorf("call %d has an answer of %d bytes that begins %.60s", call.Number, len(call.Body), call.Body)
		}
	}
	for _, suffix := range []string{"", "-wal"} {
		if strings.Contains(string(content(t, j.path+suffix)), secret) {
			t.Errorf("the secret is in the run file%s", suffix)
		}
	}
}
