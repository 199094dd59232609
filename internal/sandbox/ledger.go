package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"time"
)

// keptArrivals bounds the memory of a sandbox that serves for days.
const keptArrivals = 1 << 20

// Effect is what one accepted write does to one domain, or to something else.
type Effect struct {
	Account string    `json:"account,omitempty"` // of Accounts
	Seq     int       `json:"seq"`               // from 1
	Call    int64     `json:"call"`              // Number of the call
	At      time.Time `json:"at"`
	Action  string    `json:"action"`
	Domain  string    `json:"domain"`            // ASCII form; empty where it is done to none
	Subject string    `json:"subject,omitempty"` // what else it is done to: an address, a profile or a task detail
	Target  string    `json:"target,omitempty"`  // ContactType
	Digest  string    `json:"digest"`            // SHA-256 of the sorted parameters but the domains, in hex; of an order, those of this domain
	TaskNo  string    `json:"taskNo"`            // empty: it took effect at once
	Visible time.Time `json:"visible,omitzero"`  // when the lists begin to show its task; zero: at once
	Ends    time.Time `json:"ends,omitzero"`     // when its task detail ends; zero: never
	Fails   bool      `json:"fails,omitempty"`   // it ends in EXECUTE_FAILURE
	Foreign bool      `json:"foreign,omitempty"` // made by Do or by the fault foreign-task
}

// Arrival is one call and what came of it.
type Arrival struct {
	Account string    `json:"account,omitempty"` // of Accounts
	Number  int64     `json:"number"`
	At      time.Time `json:"at"`
	Action  string    `json:"action"`
	Code    string    `json:"code,omitempty"`  // of the error that the caller was to get; empty: success
	Fault   string    `json:"fault,omitempty"` // Name of the fault that it had
}

// Ledger is what a sandbox has seen. Two arrivals exactly one second apart are
// not in the same sliding second.
type Ledger struct {
	Effects   []Effect       `json:"effects"`       // in order; replayed ones too
	Arrivals  []Arrival      `json:"arrivals"`      // in the order of the answers; the newest million
	Calls     map[string]int `json:"calls"`         // by action
	Faults    map[string]int `json:"faults"`        // by name
	MaxSecond int            `json:"maxSecond"`     // most arrivals in any sliding second
	MaxTen    int            `json:"maxTenSeconds"` // most arrivals in any sliding ten seconds
	Tasks     int            `json:"tasks"`
	// Overlaps counts the domains that were sent while a task of theirs was
	// open; such a call is refused. Violations counts those that were taken
	// all the same: anything but 0 is a defect of the sandbox.
	Overlaps   int `json:"overlaps"`
	Violations int `json:"violations"`
	// Repeats counts the effects that do again what an earlier one did: the
	// same subject, kind of task (or action), target and digest, neither of them
	// Foreign; of a lock, only while it was not switched the other way in between. LateRepeats
	// counts those among them that a caller could not help: every earlier
	// equal effect was of a task that the lists did not show until more than
	// Options.Settle after its creation.
	Repeats     int `json:"repeats"`
	LateRepeats int `json:"lateRepeats"`
}

// notes is the ledger as it is being written.
type notes struct {
	Ledger
	second, ten sliding
	settle      time.Duration
	late        map[deed]bool   // of each, whether all tasks that did it were hidden longer than settle
	toggled     map[deed]string // of each without a digest, the digest that came last
}

// deed is what one effect does: to what, of which kind, and by which parameters.
type deed struct{ subject, kind, digest string }

// arrive counts a call, and gives which one of its action it is.
func (n *notes) arrive(c *call) int {
	if n.Calls == nil {
		n.Calls, n.Faults = make(map[string]int), make(map[string]int)
		n.second.span, n.ten.span = time.Second, 10*time.Second
	}
	n.Calls[c.action]++
	n.MaxSecond = max(n.MaxSecond, n.second.add(c.at))
	n.MaxTen = max(n.MaxTen, n.ten.add(c.at))
	return n.Calls[c.action]
}

func (n *notes) leave(c *call, err *fail) {
	a := Arrival{Number: c.number, At: c.at, Action: c.action, Fault: c.fault.Name}
	if err != nil {
		a.Code = err.code
	}
	if c.fault.happens() {
		n.Faults[c.fault.Name]++
	}
	if len(n.Arrivals) == keptArrivals {
		n.Arrivals = append(n.Arrivals[:0], n.Arrivals[keptArrivals/2:]...)
	}
	n.Arrivals = append(n.Arrivals, a)
}

func (n *notes) effect(t *task, r *record) {
	n.Tasks++
	sum := digest(r.Params)
	for i := range t.details {
		d := &t.details[i]
		if t.op.itemized() {
			sum = digest(t.op.entry(r.Params, i))
		}
		e := Effect{
			Seq: len(n.Effects) + 1, Call: r.Call, At: r.At, Action: r.Action,
			Domain: d.name, Target: t.target, Digest: sum, TaskNo: t.no,
			Fails: d.outcome != done, Foreign: r.Foreign,
		}
		if t.visible.After(t.created) {
			e.Visible = t.visible
		}
		if d.finish != never {
			e.Ends = t.created.Add(d.finish)
		}
		n.Effects = append(n.Effects, e)
		n.repeat(deed{d.name, t.kind, sum}, &e, t.op.toggles)
	}
}

// changed counts an effect that came at once.
func (n *notes) changed(r *record, e Effect) {
	e.Seq, e.Call, e.At, e.Action, e.Foreign = len(n.Effects)+1, r.Call, r.At, r.Action, r.Foreign
	params := maps.Clone(r.Params)
	if e.Subject != "" {
		delete(params, "Email") // of one that names many, an effect each
	}
	e.Digest = digest(params)
	n.Effects = append(n.Effects, e)
	n.repeat(deed{e.Domain + e.Subject, e.Action, e.Digest}, &e, false)
}

// repeat counts an effect that was there before; of one that toggles, without
// the opposite in between.
func (n *notes) repeat(it deed, e *Effect, toggles bool) {
	if e.Foreign {
		return
	}
	if n.late == nil {
		n.late, n.toggled = make(map[deed]bool), make(map[deed]string)
	}
	if toggles {
		last := deed{it.subject, it.kind, ""}
		if n.toggled[last] != it.digest {
			delete(n.late, it)
		}
		n.toggled[last] = it.digest
	}
	hidden := !e.Visible.IsZero() && e.Visible.Sub(e.At) > n.settle
	late, repeated := n.late[it]
	if repeated {
		n.Repeats++
		if late {
			n.LateRepeats++
		}
	}
	n.late[it] = hidden && (late || !repeated)
}

// Ledger gives a copy of what the sandbox has seen so far.
func (s *Sandbox) Ledger() Ledger {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.notes.Ledger
	l.Effects = slices.Clone(l.Effects)
	l.Arrivals = slices.Clone(l.Arrivals)
	l.Calls = maps.Clone(l.Calls)
	l.Faults = maps.Clone(l.Faults)
	return l
}

// serveLedger answers GET /ledger. It names domains, so it is for callers on
// this host only.
func (s *Sandbox) serveLedger(r *http.Request) reply {
	return s.ledgerReply(r, func() ([]byte, error) {
		ledger := s.Ledger()
		return json.Marshal(&ledger)
	})
}

func (s *Sandbox) ledgerReply(r *http.Request, text func() ([]byte, error)) reply {
	out := reply{status: http.StatusOK, header: s.header(s.opts.Now(), typeJSON)}
	switch {
	case !isLoopback(r.RemoteAddr):
		out.status = http.StatusForbidden
	case r.Method != http.MethodGet:
		out.status = http.StatusMethodNotAllowed
	default:
		body, err := text()
		if err != nil {
			out.status = http.StatusInternalServerError
		}
		out.body = body
	}
	return out
}
