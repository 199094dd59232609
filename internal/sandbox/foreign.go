package sandbox

import (
	"maps"
	"net/http"
)

// Do makes one call as somebody else of the same account would: unsigned, not
// in the count of arrivals, free of faults and latency. It answers with the HTTP
// status and the JSON body, and marks its effects as Foreign.
func (s *Sandbox) Do(action string, params map[string]string) (status int, body []byte) {
	c := foreignCall(action, params)
	s.mu.Lock()
	c.number, c.at = s.number, s.opts.Now()
	s.mu.Unlock()
	answer, err := s.execute(c)
	out := s.encode(c, answer, err)
	return out.status, out.body
}

func foreignCall(action string, params map[string]string) *call {
	c := &call{
		method: http.MethodPost, host: "localhost", ip: "127.0.0.2",
		action: action, version: china, foreign: true,
		params: map[string]string{"Format": "JSON"},
	}
	maps.Copy(c.params, params)
	return c
}

// intrude makes the task of somebody else that a fault puts before a call: the
// same operation on the call's first domain, with other data.
func (s *Sandbox) intrude(c *call) {
	op := s.ops[c.action]
	if op == nil || !makesTask(op) {
		return
	}
	other := foreignCall(c.action, op.others(c))
	other.number, other.at, other.version = c.number, c.at, c.version
	if op.check(other) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// A domain that is held is left alone, not to count as sent while it was.
	if d := s.at(other.names[0], c.at); d == nil || d.open == nil {
		_, _ = op.run(s, op, other) // what refuses it is nobody's business here
	}
}

// others gives the parameters of a call as somebody else would have them, for
// its first domain.
func (op *operation) others(c *call) map[string]string {
	params := make(map[string]string)
	for i := range op.params {
		p := &op.params[i]
		value := c.get(p.wireName(0))
		if p.other != nil {
			value = p.other(value)
		}
		params[p.wireName(0)] = value
	}
	return params
}

// instead gives a value that is surely not the one there is.
func instead(value, second string) func(string) string {
	return func(s string) string {
		if s == value {
			return second
		}
		return value
	}
}
