package mask

import (
	"bytes"
	"encoding/json"
	"strings"

	"domainbatch/internal/job"
)

// identifiers are members of answers that are the registrar's own, and name nobody.
var identifiers = map[string]bool{
	"requestid": true, "taskno": true, "taskdetailno": true, "domainname": true, "instanceid": true,
	"code": true, "hostid": true, "recommend": true, "tasktype": true, "registrantprofileid": true,
}

// answer masks a raw answer of the API. One that repeats a request, as the gateway
// does with a signature it refuses, is left out as a whole.
func (w *work) answer(c *job.Call) {
	if c == nil || len(c.Body) == 0 {
		return
	}
	call := *c
	switch {
	case w.persons && (bytes.Contains(c.Body, []byte("%40")) || bytes.Contains(c.Body, []byte("%2540"))):
		call.Body = []byte(Gone)
	case json.Valid(c.Body):
		call.Body = eachValue(c.Body, w.member)
	default:
		call.Body = []byte(w.Text(string(c.Body)))
	}
	if !bytes.Equal(call.Body, c.Body) {
		c.Body, w.some = call.Body, true
	}
}

// member masks a value of an answer by the name of its member.
func (w *work) member(name, value string) string {
	if identifiers[strings.ToLower(name)] || value == "" {
		return value
	}
	return w.value(name, value)
}

// eachValue gives a JSON text in which each string value is what change makes of
// it; all else stays byte for byte. Values of a list have the name of the list.
// What is no JSON is given back as it is.
func eachValue(body []byte, change func(name, value string) string) []byte {
	if !json.Valid(body) {
		return body
	}
	var out bytes.Buffer
	done := 0
	name := ""
	for i := 0; i < len(body); i++ {
		if body[i] != '"' {
			continue
		}
		end := stringEnd(body, i)
		if isName(body, end) {
			name = unquote(body[i:end])
			i = end - 1
			continue
		}
		was := unquote(body[i:end])
		if value := change(name, was); value != was {
			out.Write(body[done:i])
			out.Write(quote(value))
			done = end
		}
		i = end - 1
	}
	if done == 0 {
		return body
	}
	out.Write(body[done:])
	return out.Bytes()
}

// stringEnd is the place behind the string that begins at i.
func stringEnd(b []byte, i int) int {
	for i++; i < len(b) && b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return min(i+1, len(b))
}

// isName tells whether the string that ends at i is the name of a member.
func isName(b []byte, i int) bool {
	rest := bytes.TrimLeft(b[i:], " \t\r\n")
	return len(rest) > 0 && rest[0] == ':'
}

func unquote(b []byte) string {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return string(b)
	}
	return s
}

func quote(s string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return []byte(`""`)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
