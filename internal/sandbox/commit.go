package sandbox

import (
	"maps"
	"strings"

	"domainbatch/internal/job"
)

// commit is what every operation ends in that takes effect at once: the change
// is recorded, made and counted. params is what a replay needs of the call.
func (s *Sandbox) commit(op *operation, c *call, names []string, params job.Params) *fail {
	r := &record{
		Kind: kindChange, Call: c.number, At: c.at, Action: c.action, Version: strings.Clone(c.version),
		Params: maps.Clone(params), IP: c.ip, Foreign: c.foreign,
	}
	if ip := c.get("UserClientIp"); ip != "" {
		r.IP = strings.Clone(ip)
	}
	for _, name := range names {
		r.Names = append(r.Names, strings.Clone(name))
	}
	if err := s.record(r); err != nil {
		return err
	}
	s.make(op, r)
	return nil
}

// make makes the change of a record; a replay does the same.
func (s *Sandbox) make(op *operation, r *record) {
	subjects := op.change(s, r)
	for _, name := range r.Names {
		s.notes.changed(r, Effect{Domain: name})
	}
	for _, subject := range subjects {
		s.notes.changed(r, Effect{Subject: subject})
	}
}

// takesEffect tells the operations that change something at once.
func takesEffect(op *operation) bool { return op.change != nil }
