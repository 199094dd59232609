package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"domainbatch/internal/job"
)

// The kinds of records.
const (
	kindTask = "task" // a write was accepted
	kindBusy = "busy" // busy names have refused a write

	kindChange = "change" // a write took effect at once
	kindHold   = "hold"   // the domains of the account were given
)

// record is one change of a sandbox's state: everything that changes it is
// one, whether it happens now or is replayed.
type record struct {
	Kind string    `json:"kind"`
	Call int64     `json:"call"` // number of the call
	At   time.Time `json:"at"`

	Number  int64           `json:"number,omitempty"` // of the task, from 1
	TaskNo  string          `json:"taskNo,omitempty"`
	Action  string          `json:"action,omitempty"`
	Version string          `json:"version,omitempty"`
	Params  job.Params      `json:"params,omitempty"`
	Names   []string        `json:"names,omitempty"` // of the domains that were taken, in ASCII form
	Start   []time.Duration `json:"start,omitempty"` // of each, in nanoseconds from At
	Finish  []time.Duration `json:"finish,omitempty"`
	Visible time.Time       `json:"visible,omitzero"`
	Archive time.Time       `json:"archive,omitzero"` // zero: after Options.HistoryAfter
	IP      string          `json:"ip,omitempty"`
	Foreign bool            `json:"foreign,omitempty"`

	Busy map[string]int `json:"busy,omitempty"` // refusals so far, by name

	Holdings []Holding `json:"holdings,omitempty"`
}

// record hands a record out before it takes effect.
func (s *Sandbox) record(r *record) *fail {
	if s.opts.Record == nil {
		return nil
	}
	data, err := json.Marshal(r)
	if err == nil {
		err = s.opts.Record(data)
	}
	if err != nil {
		return &fail{http.StatusInternalServerError, "InternalError", "The request processing has failed: the effect is not recorded.", ""}
	}
	return nil
}

// Replay takes one record of Options.Record in again. Records come in their
// order and before the first call. A sandbox with equal options that was given
// all of them answers as the one that wrote them, except that it remembers no
// nonces, tokens and arrivals. The error is that of a record that is not one, or
// comes out of order; nothing has changed then.
func (s *Sandbox) Replay(data []byte) error {
	r := new(record)
	if err := json.Unmarshal(data, r); err != nil {
		return fmt.Errorf("read sandbox record: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.Kind {
	case kindBusy:
		s.count(r)
	case kindTask:
		op := s.ops[r.Action]
		if err := s.fits(op, r); err != nil {
			return err
		}
		s.apply(op, r)
	case kindChange:
		op := s.ops[r.Action]
		if op == nil || !takesEffect(op) {
			return fmt.Errorf("read sandbox record: %q takes no effect at once", r.Action)
		}
		s.make(op, r)
	case kindHold:
		s.domains.hold(r.Holdings)
	default:
		return fmt.Errorf("read sandbox record: kind %q is not known", r.Kind)
	}
	s.number = max(s.number, r.Call)
	return nil
}

// fits tells whether a record can follow what is there.
func (s *Sandbox) fits(op *operation, r *record) error {
	switch {
	case op == nil || op.types == nil:
		return fmt.Errorf("read sandbox record %d: %q makes no task", r.Number, r.Action)
	case r.Number != s.tasks.count+1:
		return fmt.Errorf("read sandbox record %d: %d was expected", r.Number, s.tasks.count+1)
	case len(r.Names) == 0 || len(r.Start) != len(r.Names) || len(r.Finish) != len(r.Names):
		return fmt.Errorf("read sandbox record %d: names and times do not go together", r.Number)
	}
	return nil
}
