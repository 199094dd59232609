package mask_test

import (
	"encoding/json"
	"strings"
	"testing"

	"domainbatch/internal/job"
	"domainbatch/internal/mask"
)

// marsh is a contact whose every personal value is looked for in what is left.
var marsh = job.Params{
	"RegistrantOrganization": "Tidewise Ltd", "RegistrantName": "Eleanor Marsh", "Address": "12 Harbour Road", "City": "Hull",
	"Email": "e.marsh@tidewise.example", "TelArea": "44", "Telephone": "1482555010", "ZhRegistrantName": "李娜", "ZhAddress": "中山路1号",
}

// needles are what must be nowhere.
var needles = []string{"eleanor marsh", "12 harbour road", "e.marsh", "1482555010", "1482 555010", "李娜", "中山路1号"}

func leaks(t *testing.T, what string, v any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range needles {
		if strings.Contains(strings.ToLower(string(text)), n) {
			t.Errorf("%s: %q is left in %s", what, n, text)
		}
	}
}

func learnt() *mask.Masker {
	m := mask.New(true)
	m.Learn(&job.Event{Kind: job.KindLoaded, Chunk: &job.Chunk{Contacts: []job.Contact{{ID: 1, Fields: marsh}}}})
	return m
}

// What was learnt is found in words, whatever its case and blanks, and nowhere else.
func TestText(t *testing.T) {
	m := learnt()
	for text, want := range map[string]string{
		"the name ELEANOR  Marsh, is refused":     "the name [person 1], is refused",
		"Eleanor Marshall stays":                  "Eleanor Marshall stays",
		"call +44 (0)1482 555-010 or 555010":      "call [phone 1] or 555010",
		"联系人李娜的地址":                                "联系人[person 2]的地址",
		"mail to <E.Marsh@tidewise.example>":      "mail to <[mailbox 1]@tidewise.example>",
		"somebody.else@example.com is not known":  "[mailbox 2]@example.com is not known",
		"at 12 Harbour Road, Hull":                "at [street 1], Hull",
		"task b2607b74-1482-5550-10aa of 2026-11": "task b2607b74-1482-5550-10aa of 2026-11",
		"": "",
	} {
		if got := learnt().Text(text); got != want && !strings.Contains(want, "mailbox 2") {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if got := m.Text(text); strings.Contains(got, "somebody") {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// Every part of an entry that can hold somebody's data loses it, and keeps its structure.
func TestEvent(t *testing.T) {
	words := "Eleanor Marsh of 12 Harbour Road, e.marsh@tidewise.example, +44 1482 555010, 李娜 中山路1号"
	body := `{"RequestId":"R-1","RegistrantName":"Eleanor Marsh","Email":"e.marsh@tidewise.example","List":{"Item":["e.marsh@tidewise.example"]},"Address":"12 Harbour\u0020Road","Message":"` + words + `","City":"Hull"}`
	for name, e := range map[string]*job.Event{
		"standings":  {Kind: job.KindSettle, Standings: []job.Standing{{Change: 1, Message: words}}},
		"check":      {Kind: job.KindVerified, Check: &job.Check{Contact: 1, Message: words}},
		"before":     {Kind: job.KindRead, Before: &job.Before{Change: 1, Fields: marsh, Message: words}},
		"after":      {Kind: job.KindAfter, After: &job.Before{Change: 1, Fields: marsh}},
		"answers":    {Kind: job.KindSettle, Answers: []job.Answer{{Change: 1, Fields: job.Params{"Email": marsh["Email"], "Details": words}}}},
		"log":        {Kind: job.KindLogged, Log: &job.ChangeLog{Records: []job.LogRecord{{Domain: "a.com", Details: words}}}},
		"person":     {Kind: job.KindUndone, Person: &job.Person{Name: "J. Smith", Note: words}},
		"call":       {Kind: job.KindCall, Call: &job.Call{Action: "QueryContactInfo", Body: []byte(body)}},
		"call, torn": {Kind: job.KindCall, Call: &job.Call{Action: "QueryContactInfo", Body: []byte(body[:len(body)-40])}},
		"call, echo": {Kind: job.KindCall, Call: &job.Call{Action: "QueryContactInfo", Body: []byte(`{"Message":"POST&%2F&Email%3De.marsh%2540tidewise.example"}`)}},
		"info": {Kind: job.KindOpened, Input: []byte(words), Info: &job.Info{
			Input: "Eleanor Marsh.xlsx", Report: "/home/e.marsh/out.xlsx", Options: map[string]string{"set": "RegistrantName=Eleanor Marsh", "only": "*.com"},
		}},
		"chunk": {Kind: job.KindLoaded, Chunk: &job.Chunk{
			Tables: []job.Table{{Columns: []job.Column{{Letters: "A", Header: "Eleanor Marsh"}}}},
			Rows: []job.Row{{
				ID: 1, Names: []string{"e.marsh@tidewise.example"}, Carried: map[string]string{"K": words, "L": "CONSENT-2026-14"},
				Issues: []job.Issue{{Cell: "A1", Column: "Telephone", Value: "01482 555010x", Message: "01482 555010x is no number", Hint: "write 01482 555010x"}},
			}},
			Contacts: []job.Contact{{ID: 1, Fields: marsh}},
			Groups:   []job.Group{{ID: 1, Shared: marsh}},
			Changes:  []job.Change{{ID: 1, Subject: "e.marsh@tidewise.example", Own: marsh}},
			Warnings: []job.Issue{{Message: words}},
		}},
	} {
		m := learnt()
		m.Learn(e)
		if !m.Event(e) {
			t.Errorf("%s: nothing was masked", name)
		}
		leaks(t, name, e)
		if e.Call != nil {
			leaks(t, name, string(e.Call.Body))
		}
		leaks(t, name, string(e.Input))
	}
	leaks(t, "the contact that others share", []string{"stays"})
	if marsh["RegistrantName"] != "Eleanor Marsh" {
		t.Error("a map that others share was written to")
	}
}

// What stands in a cell that is complained about is not known to be nobody's.
func TestComplaints(t *testing.T) {
	for _, is := range []job.Issue{
		{Column: "Email", Value: "noc.northquay.example.com", Message: "there is no @ in noc.northquay.example.com"},
		{Column: "Email", Value: "Egon Adress <egon@x.example>", Message: "Egon Adress <egon@x.example> is no address"},
		{Column: "DomainName", Value: "Hannibal Lektor", Message: `"Hannibal Lektor" is no domain`},
		{Column: "ContactType", Value: "Winfried Kontakt", Message: "Winfried Kontakt is not one of registrant, admin, billing, tech"},
	} {
		was := is
		e := &job.Event{Kind: job.KindLoaded, Chunk: &job.Chunk{Rows: []job.Row{{ID: 1, Issues: []job.Issue{is}}}}}
		mask.New(true).Event(e)
		got := e.Chunk.Rows[0].Issues[0]
		for _, word := range strings.FieldsFunc(was.Value, func(r rune) bool { return strings.ContainsRune(" <>@", r) }) {
			if word != "x.example" && strings.Contains(got.Value+got.Message, word) {
				t.Errorf("%q is left in %+v", word, got)
			}
		}
	}
	stays := &job.Event{Kind: job.KindLoaded, Chunk: &job.Chunk{Rows: []job.Row{{ID: 1, Issues: []job.Issue{{
		Column: "DomainName", Value: "tide_wise.com", Message: "tide_wise.com has an underscore", Hint: "write one address such as name@example.com",
	}}}}}}
	if mask.New(true).Event(stays) {
		t.Errorf("%+v", stays.Chunk.Rows[0].Issues)
	}
}

// A code that lets a domain be moved is taken out also where persons are not masked,
// and the copy of the input that it stands in; nothing else is.
func TestSecrets(t *testing.T) {
	const code = "SECRET-CODE-77"
	chunk := func() *job.Event {
		return &job.Event{Kind: job.KindLoaded, Chunk: &job.Chunk{
			Rows:    []job.Row{{ID: 1, Issues: []job.Issue{{Cell: "B2", Column: "TransferAuthorizationCode", Value: code, Message: code + " is refused"}}}},
			Groups:  []job.Group{{ID: 1, Shared: marsh}},
			Changes: []job.Change{{ID: 1, Subject: "a.com", Own: job.Params{"TransferAuthorizationCode": code}}},
		}}
	}
	m := mask.New(false)
	m.Learn(chunk())
	for name, e := range map[string]*job.Event{
		"plan":    chunk(),
		"input":   {Kind: job.KindOpened, Input: []byte(code), Info: &job.Info{Options: map[string]string{"set": "TransferAuthorizationCode=" + code}}},
		"message": {Kind: job.KindSettle, Standings: []job.Standing{{Change: 1, Message: "the code " + code + " is wrong"}}},
	} {
		if !m.Event(e) {
			t.Errorf("%s: nothing was masked", name)
		}
		text, err := json.Marshal(e)
		if err != nil || strings.Contains(string(text)+string(e.Input), code) {
			t.Errorf("%s: %s, %v", name, text, err)
		}
		if e.Chunk != nil && e.Chunk.Groups[0].Shared["RegistrantName"] != "Eleanor Marsh" {
			t.Errorf("a person was masked: %v", e.Chunk.Groups[0].Shared)
		}
	}
	none := &job.Event{Kind: job.KindOpened, Input: []byte("a"), Info: &job.Info{}}
	if mask.New(false).Event(none) || len(none.Input) == 0 {
		t.Error("an input without a secret is left out")
	}
}

// Only a mask may stand where a value was taken out.
func TestStands(t *testing.T) {
	for path, values := range map[string]map[string]bool{
		"/chunk/contacts#0/fields/RegistrantName": {"[person 1]": true, "Jane Doe": false, "Jane Doe [person 1]": false},
		"/chunk/contacts#0/fields/Email":          {"[mailbox 2]@example.com": true, "jane@example.com": false, "[mailbox 2]@a.com,[mailbox 3]@b.com": true},
		"/messages#0":                             {"the name [person 1] is refused": true, "refused": false},
		"answer":                                  {`{"Email":"[mailbox 1]@a.com"}`: true, `{"Email":"x@a.com"}`: false},
	} {
		for value, want := range values {
			if mask.Stands(path, value) != want {
				t.Errorf("%s: %q", path, value)
			}
		}
	}
}

// What identifies a change stays, and so do organization, place and a reference.
func TestStays(t *testing.T) {
	m := learnt()
	e := &job.Event{Kind: job.KindLoaded, Chunk: &job.Chunk{
		Rows:     []job.Row{{ID: 1, Names: []string{"eleanor-marsh.com"}, Carried: map[string]string{"L": "CONSENT-2026-14"}}},
		Contacts: []job.Contact{{ID: 1, Fields: marsh}},
		Changes:  []job.Change{{ID: 1, Subject: "eleanor-marsh.com"}},
	}}
	m.Event(e)
	c := e.Chunk
	if c.Changes[0].Subject != "eleanor-marsh.com" || c.Rows[0].Names[0] != "eleanor-marsh.com" || c.Rows[0].Carried["L"] != "CONSENT-2026-14" {
		t.Errorf("%+v", c)
	}
	want := job.Params{
		"RegistrantOrganization": "Tidewise Ltd", "RegistrantName": "[person 1]", "Address": "[street 1]", "City": "Hull",
		"Email": "[mailbox 1]@tidewise.example", "TelArea": "44", "Telephone": "[phone 1]", "ZhRegistrantName": "[person 2]", "ZhAddress": "[street 2]",
	}
	if got := c.Contacts[0].Fields; got.Key() != want.Key() {
		t.Errorf("%v\nwant %v", got, want)
	}
	call := &job.Event{Kind: job.KindCall, Call: &job.Call{Action: "QueryTaskList", Body: []byte(`{ "RequestId": "1482555010", "TaskNo":"x" }`)}}
	if m.Event(call) || string(call.Call.Body) != `{ "RequestId": "1482555010", "TaskNo":"x" }` {
		t.Errorf("%s", call.Call.Body)
	}
}

// A list of JSON whose values stay keeps every byte.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"a":"b","c":["d\"e",{"Email":"x@y.example"}],"f":1}`))
	f.Add([]byte(`{"a":"\u00e9`))
	f.Fuzz(func(t *testing.T, body []byte) {
		m := learnt()
		e := &job.Event{Kind: job.KindCall, Call: &job.Call{Body: body}}
		valid := json.Valid(body)
		if some := m.Event(e); valid && !json.Valid(e.Call.Body) && string(e.Call.Body) != mask.Gone {
			t.Errorf("%q became %q (%v)", body, e.Call.Body, some)
		}
	})
}
