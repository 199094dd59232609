package sandbox

import (
	"reflect"
	"slices"
	"time"
)

// Call is what a fault is chosen for.
type Call struct {
	Number  int64     // from 1, of all calls
	Action  string    // as the call says it, whatever it is
	Nth     int       // from 1, of the calls with this Action
	At      time.Time // arrival
	Params  map[string]string
	Domains []string // of DomainName, DomainName.1 or OrderRenewParam.1.DomainName and so on, as sent; of InstanceId, as it names one
}

// Fault is what goes wrong with one call. The zero value is nothing.
type Fault struct {
	Name string // as the ledger shows it

	// What becomes of the call.
	Refused bool          // no connection: the call surely did not arrive
	Dropped bool          // it arrives and has no effect
	Take    int           // only so many domains of a batch are taken; 0: all
	Hide    time.Duration // the task shows in lists and details only so much later
	Stuck   bool          // the details of its task never end
	Archive time.Duration // its task is in the history from this age on; 0: Options.HistoryAfter
	Foreign bool          // just before it, somebody else submits the same with other data for its first domain, if that is free
	Storm   time.Duration // calls that arrive within this time after it are throttled

	// What becomes of the list in its answer.
	Double  bool // each detail of the page comes twice
	Shuffle bool // no detail of the page is in its place
	Repeat  bool // the first of pages by number, whatever was asked for, with a next one and without totals
	Stale   bool // tasks as they were Options.Late ago

	// What becomes of its answer.
	Lost          bool              // none comes
	Delay         time.Duration     // waited before it, beside Options.Latency
	Status        int               // in place of the true one; 0: that
	Code, Message string            // an API error in its place, with Status
	Body, Type    string            // a body in its place that is none of the API, and its media type
	Empty         bool              // no body
	Cut           bool              // only the first half of the body
	Header        map[string]string // more of these
}

// choose gives the fault of a call: that of the script, else that of chance,
// which depends on the seed, the call's number and its operation only.
func (s *Sandbox) choose(c *call, nth int) Fault {
	if s.opts.Faults != nil {
		f := s.opts.Faults(Call{c.number, c.action, nth, c.at, c.params, domainsOf(c)})
		if f.happens() {
			setDefault(&f.Name, "script")
			return f
		}
	}
	if !s.opts.chancy() {
		return Fault{}
	}
	chance := dice(s.opts.Seed, "fault", c.number)
	for _, kind := range s.faults {
		// Drawn for every kind, so that one rate does not move the faults of another.
		draw, shape := chance.Float64(), chance.IntN(len(kind.shapes))
		if draw >= kind.chance(&s.opts) || !kind.isFor(s.ops[c.action]) {
			continue
		}
		f := kind.shapes[shape]
		f.Name = kind.name
		if kind.draw != nil {
			kind.draw(&f, &s.opts, chance)
		}
		return f
	}
	return Fault{}
}

func (k *faultKind) chance(o *Options) float64 {
	if k.rate == nil {
		return o.Rates[k.name]
	}
	return max(k.rate(o), o.Rates[k.name])
}

// isFor tells whether chance gives the fault to calls of an operation; nil is
// one that there is not.
func (k *faultKind) isFor(op *operation) bool {
	return k.of == nil || op != nil && k.of(op)
}

// chancy tells whether chance has any fault to give.
func (o *Options) chancy() bool {
	return o.Throttle > 0 || o.LoseBefore > 0 || o.LoseAfter > 0 || o.ServerError > 0 || o.Garbage > 0 || len(o.Rates) > 0
}

// happens tells a fault from none.
func (f *Fault) happens() bool { return !reflect.ValueOf(*f).IsZero() }

// twist makes of a true answer what the fault leaves of it.
func (f *Fault) twist(out reply) reply {
	out.lost = f.Lost
	if f.Status > 0 {
		out.status = f.Status
	}
	switch {
	case f.Body != "":
		out.body = []byte(f.Body)
		out.header.Set("Content-Type", f.Type)
	case f.Empty:
		out.body = nil
	case f.Cut:
		out.body = out.body[:len(out.body)/2]
	}
	for name, value := range f.Header {
		out.header.Set(name, value)
	}
	return out
}

// domainLists gives the lists that domains come in.
func domainLists() []param {
	return slices.Concat(
		[]param{domainList}, inEntries("OrderRenewParam", domainName),
		inEntries("OrderRedeemParam", domainName), inEntries("OrderActivateParam", domainName),
	)
}

func domainsOf(c *call) []string {
	if name := c.get("DomainName"); name != "" {
		return []string{name}
	}
	for _, list := range domainLists() {
		if names, _ := list.values(c); len(names) > 0 {
			return names
		}
	}
	if name, ok := nameOf(c.get("InstanceId")); ok {
		return []string{display(name)}
	}
	return nil
}
