package sandbox

import (
	"net/http"
	"reflect"
	"time"
)

// Call is what a fault is chosen for.
type Call struct {
	Number  int64     // from 1, of all calls
	Action  string    // as the call says it, whatever it is
	Nth     int       // from 1, of the calls with this Action
	At      time.Time // arrival
	Params  map[string]string
	Domains []string // of DomainName, DomainName.1 or OrderRenewParam.1.DomainName and so on, as sent
}

// Fault is what goes wrong with one call. The zero value is nothing.
type Fault struct {
	Name string // as the ledger shows it

	// What becomes of the call.
	Refused bool          // no connection: the call surely did not arrive
	Dropped bool          // it arrives and has no effect
	Take    int           // only so many domains of a batch are taken; 0: all
	Hide    time.Duration // the task shows in lists and details only so much later

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

// faultKind is a row of the table of faults.
type faultKind struct {
	name   string
	rate   func(*Options) float64 // nil: Options.Rates by name
	shapes []Fault                // each as likely as the others
}

const proxyPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n"

// faultKinds is the table of faults. Adding one is adding a row.
func faultKinds() []faultKind {
	throttled := Fault{
		Dropped: true, Status: http.StatusBadRequest, Code: "Throttling.User",
		Message: "Request was denied due to user flow control.",
	}
	hinted := throttled
	hinted.Header = map[string]string{"x-ratelimit-user-api": "Limit:50,Remain:0,TimeLeft:400"}
	later := throttled
	later.Header = map[string]string{"Retry-After": "1"}
	unavailable := Fault{Status: http.StatusServiceUnavailable, Code: "ServiceUnavailable", Message: "The request has failed due to a temporary failure of the server."}
	internal := Fault{Status: http.StatusInternalServerError, Code: "InternalError", Message: "The request processing has failed due to some unknown error."}
	network := Fault{Status: http.StatusBadRequest, Code: "NetworkIOError", Message: "Network IO Error."}
	proxy := Fault{Status: http.StatusBadGateway, Body: proxyPage, Type: "text/html"}
	cut := Fault{Cut: true}
	redirect := Fault{Dropped: true, Status: http.StatusTemporaryRedirect, Empty: true, Header: map[string]string{"Location": "/?moved=1"}}
	nonce := Fault{Status: http.StatusBadRequest, Code: "SignatureNonceUsed", Message: "Specified signature nonce was used already."}
	return []faultKind{
		{"throttle", func(o *Options) float64 { return o.Throttle }, []Fault{throttled}},
		{"lose-before", func(o *Options) float64 { return o.LoseBefore }, []Fault{{Dropped: true, Lost: true}}},
		{"lose-after", func(o *Options) float64 { return o.LoseAfter }, []Fault{{Lost: true}}},
		{"server-error", func(o *Options) float64 { return o.ServerError }, bothWays(unavailable, internal)},
		{"garbage", func(o *Options) float64 { return o.Garbage }, bothWays(proxy, cut)},
		{"refuse-connection", nil, []Fault{{Refused: true}}},
		{"throttle-hint", nil, []Fault{hinted, later}},
		{"network-error", nil, bothWays(network)},
		{"empty", nil, bothWays(Fault{Empty: true})},
		{"no-task", nil, []Fault{{Status: http.StatusOK, Body: "{}", Type: typeJSON}}},
		{"nonce-used", nil, bothWays(nonce)},
		{"redirect", nil, []Fault{redirect}},
		{"short-task", nil, []Fault{{Take: 1}, {Take: 10}}},
		{"late-task", nil, []Fault{{Hide: 5 * time.Second}, {Hide: time.Minute, Lost: true}}},
	}
}

// bothWays gives each fault without the call's effect and with it.
func bothWays(faults ...Fault) []Fault {
	var both []Fault
	for _, f := range faults {
		before := f
		before.Dropped = true
		both = append(both, before, f)
	}
	return both
}

// FaultNames lists the faults that Options.Rates and FaultNamed know.
func FaultNames() []string {
	var names []string
	for _, kind := range faultKinds() {
		names = append(names, kind.name)
	}
	return names
}

// FaultNamed gives the shapes of a fault of the table: before the effect and
// after it, with one error and another. It is nil for a name that it does not know.
func FaultNamed(name string) []Fault {
	for _, kind := range faultKinds() {
		if kind.name == name {
			for i := range kind.shapes {
				kind.shapes[i].Name = name
			}
			return kind.shapes
		}
	}
	return nil
}

// faultNamed takes the shapes of a fault in turn.
func faultNamed(name string, turn int64) Fault {
	shapes := FaultNamed(name)
	return shapes[turn%int64(len(shapes))]
}

// choose gives the fault of a call: that of the script, else that of chance,
// which depends on the seed and the call's number only.
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
		if draw < kind.chance(&s.opts) {
			f := kind.shapes[shape]
			f.Name = kind.name
			return f
		}
	}
	return Fault{}
}

func (k *faultKind) chance(o *Options) float64 {
	if k.rate == nil {
		return o.Rates[k.name]
	}
	return max(k.rate(o), o.Rates[k.name])
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

func domainsOf(c *call) []string {
	if name := c.get("DomainName"); name != "" {
		return []string{name}
	}
	for _, list := range []param{domainList, orderedDomain} {
		if names, _ := list.values(c); len(names) > 0 {
			return names
		}
	}
	return nil
}
