package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
)

// Account is one of several accounts at one address.
type Account struct {
	Name        string
	Key, Secret string
}

// Accounts are several simulated accounts at one address. The AccessKeyId of a call
// says which one it is for; each has tasks, contacts, profiles, addresses, limits and
// faults of its own, and its tasks have numbers that no other account's have. It is
// safe for concurrent use.
type Accounts struct {
	list  []Account
	boxes []*Sandbox
}

// NewAccounts makes accounts that all behave as the options say. Where these have
// Holdings, each account has those that name it, and the first one also those that
// name none; else every domain exists in each of them. Record is not used.
func NewAccounts(opts Options, list []Account) *Accounts {
	a := &Accounts{list: list}
	for i, account := range list {
		own := opts
		own.Key, own.Secret, own.Record = account.Key, account.Secret, nil
		own.Seed = opts.Seed + int64(i)
		own.Holdings = HoldingsOf(opts.Holdings, account.Name, i == 0)
		a.boxes = append(a.boxes, New(own))
	}
	return a
}

// HoldingsOf are the domains of an account: those that name it, with rest those that
// name none too. Of nil, where every domain exists, it is nil.
func HoldingsOf(all []Holding, account string, rest bool) []Holding {
	if all == nil {
		return nil
	}
	own := []Holding{}
	for _, h := range all {
		if h.Account == account || h.Account == "" && rest {
			own = append(own, h)
		}
	}
	return own
}

// Box is the account of that name; nil where there is none.
func (a *Accounts) Box(name string) *Sandbox {
	for i := range a.list {
		if a.list[i].Name == name {
			return a.boxes[i]
		}
	}
	return nil
}

// RoundTrip answers as the account of the request's AccessKeyId does.
func (a *Accounts) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Path == "/ledger" {
		return response(req, a.serveLedger(req)), nil
	}
	r := req.Clone(req.Context())
	return a.pick(r).RoundTrip(r)
}

// ServeHTTP answers as the account of the request's AccessKeyId does, and
// GET /ledger with what all of them have seen.
func (a *Accounts) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler(func() {})(w, r) }

// Serve is Sandbox.Serve for all accounts.
func (a *Accounts) Serve(ctx context.Context, listener net.Listener) error {
	return serveOn(ctx, listener, a.handler)
}

func (a *Accounts) handler(leave func()) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/ledger" {
			deliver(w, a.serveLedger(r))
			return
		}
		a.pick(r).handler(leave)(w, r)
	}
}

// pick finds the account that a call is for. One whose key nobody has is answered by
// the first: it is refused. What was read of the call is there to be read again.
func (a *Accounts) pick(r *http.Request) *Sandbox {
	var body []byte
	var broken error
	if r.Body != nil {
		body, broken = io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		r.Body = again{bytes.NewReader(body), nil, r.Body}
	}
	var c call
	var read []byte
	if c.params, read, _ = readParams(r); signedInHeaders(r) {
		c.readHeaders(r, read)
	} else {
		c.readSelf()
	}
	if r.Body != nil {
		r.Body = again{bytes.NewReader(body), broken, r.Body}
	}
	for i := range a.list {
		if a.list[i].Key == c.says.key {
			return a.boxes[i]
		}
	}
	return a.boxes[0]
}

// again is a body that was read before, with the error that its reading ended in.
type again struct {
	*bytes.Reader
	broken error
	io.Closer
}

// Read reads what was read before.
func (b again) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if errors.Is(err, io.EOF) && b.broken != nil {
		err = b.broken
	}
	return n, err
}

// Ledger is what all accounts have seen, in the order of time; counts are added up,
// and the most of a second is that of the account that had most.
func (a *Accounts) Ledger() Ledger {
	all := Ledger{Calls: make(map[string]int), Faults: make(map[string]int)}
	for i, box := range a.boxes {
		l := box.Ledger()
		for _, e := range l.Effects {
			e.Account = a.list[i].Name
			all.Effects = append(all.Effects, e)
		}
		for _, arrival := range l.Arrivals {
			arrival.Account = a.list[i].Name
			all.Arrivals = append(all.Arrivals, arrival)
		}
		add(all.Calls, l.Calls)
		add(all.Faults, l.Faults)
		all.MaxSecond, all.MaxTen = max(all.MaxSecond, l.MaxSecond), max(all.MaxTen, l.MaxTen)
		all.Tasks, all.Overlaps, all.Violations = all.Tasks+l.Tasks, all.Overlaps+l.Overlaps, all.Violations+l.Violations
		all.Repeats, all.LateRepeats = all.Repeats+l.Repeats, all.LateRepeats+l.LateRepeats
	}
	slices.SortStableFunc(all.Effects, func(x, y Effect) int { return x.At.Compare(y.At) })
	slices.SortStableFunc(all.Arrivals, func(x, y Arrival) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Number, y.Number)) })
	for i := range all.Effects {
		all.Effects[i].Seq = i + 1
	}
	return all
}

func add(to, from map[string]int) {
	for name := range maps.Keys(from) {
		to[name] += from[name]
	}
}

func (a *Accounts) serveLedger(r *http.Request) reply {
	return a.boxes[0].ledgerReply(r, func() ([]byte, error) {
		ledger := a.Ledger()
		return json.Marshal(&ledger)
	})
}
