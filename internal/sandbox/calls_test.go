package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/rpc"
)

// sample is a good call and a refused one, of those that the vendor's clients
// make too; see the module in testdata/sdk.
type sample struct {
	Operation string
	Params    args
	Keep      args // names for what the answer holds at a path
	Wait      bool // for the end of the task
	History   bool // where all tasks are history at once
	Fields    []string
	Refused   *struct {
		Params args
		Code   string
	}
}

func samples(t *testing.T) []sample {
	t.Helper()
	data, err := os.ReadFile("testdata/sdk/testdata/calls.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []sample
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// sampleDomains are the domains of the account in which the calls are made.
var sampleDomains = [...]string{
	"plain-own.com", "second-own.com", "host-own.com", "renew-own.com", "renew-other.com", "redeem-own.com", "redeem-other.com",
	"leaving-own.com", "incoming-one.com", "missing-own.com", "busy-own.com", "busy-other.com", "busy-third.com", "busy-fourth.com",
}

// Every documented operation is among the calls, and every parameter of them in
// the catalogue.
func TestCallsAreThoseOfTheCatalogue(t *testing.T) {
	called := make(map[string]bool)
	for _, c := range samples(t) {
		called[c.Operation] = true
		op, ok := api.Lookup(c.Operation)
		if !ok {
			t.Errorf("%s: not in the catalogue", c.Operation)
			continue
		}
		for name := range c.Params {
			if !op.Takes(name) {
				t.Errorf("%s takes no %s", c.Operation, name)
			}
		}
	}
	documented := 0
	for _, op := range api.Operations() {
		if !op.Current {
			documented++
			if !called[op.Name] {
				t.Errorf("%s is not called", op.Name)
			}
		}
	}
	if documented != 49 || len(called) != 49 {
		t.Errorf("%d operations documented, %d called; want 49", documented, len(called))
	}
}

// The program's own client makes the calls that the vendor's make, signed in
// both ways: the good ones are answered with all that the documents have
// filled, the bad ones refused by their code.
func TestCalls(t *testing.T) {
	for _, method := range []rpc.SignatureMethod{rpc.HMACSHA1, rpc.ACS3} {
		t.Run(string(method), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				present := New(Options{Domains: sampleDomains[:], TokenLife: time.Hour})
				past := New(Options{Domains: sampleDomains[:], TokenLife: time.Hour, HistoryAfter: time.Millisecond})
				r := &rehearsal{t: t, kept: make(args), now: wireClient(present, method, false), past: wireClient(past, method, true)}
				for _, c := range samples(t) {
					r.make(c)
				}
				if l := present.Ledger(); l.Violations != 0 || l.Repeats != 0 {
					t.Errorf("%d violations, %d repeats", l.Violations, l.Repeats)
				}
			})
		})
	}
}

type rehearsal struct {
	t         *testing.T
	kept      args
	now, past *rpc.Client
}

func (r *rehearsal) make(c sample) {
	client := r.now
	if c.History {
		client = r.past
	}
	if c.Refused != nil {
		_, err := client.Call(r.t.Context(), c.Operation, r.filled(c.Refused.Params))
		if e, ok := errors.AsType[*rpc.Error](err); !ok || e.Code != c.Refused.Code || e.RequestID == "" {
			r.t.Errorf("%s: refused with %v; want %s", c.Operation, err, c.Refused.Code)
		}
	}
	res, err := client.Call(r.t.Context(), c.Operation, r.filled(c.Params))
	if err != nil {
		r.t.Errorf("%s: %v %s", c.Operation, err, res.Body)
		return
	}
	var answer any
	if err := json.Unmarshal(res.Body, &answer); err != nil {
		r.t.Errorf("%s: %v in %s", c.Operation, err, res.Body)
		return
	}
	for _, path := range c.Fields {
		if len(valuesAt(strings.Split(path, "."), answer)) == 0 {
			r.t.Errorf("%s: nothing at %s of %s", c.Operation, path, res.Body)
		}
	}
	for name, path := range c.Keep {
		if found := valuesAt(strings.Split(strings.Replace(path, ".0.", ".", 1), "."), answer); len(found) > 0 {
			r.kept[name] = found[0]
		}
	}
	if c.Wait {
		pass(DefaultTaskTime)
	}
}

// filled puts what was kept in its places.
func (r *rehearsal) filled(params args) args {
	filled := maps.Clone(params)
	for name, value := range params {
		if kept, ok := strings.CutPrefix(value, "{"); ok {
			filled[name] = r.kept[strings.TrimSuffix(kept, "}")]
		}
	}
	return filled
}

// valuesAt gives what stands at a path, in every entry of the lists on it.
func valuesAt(path []string, value any) []string {
	switch v := value.(type) {
	case []any:
		var all []string
		for _, entry := range v {
			all = slices.Concat(all, valuesAt(path, entry))
		}
		return all
	case map[string]any:
		if len(path) > 0 {
			return valuesAt(path[1:], v[path[0]])
		}
	case float64:
		return []string{fmt.Sprintf("%.0f", v)}
	case string, bool:
		if text := fmt.Sprint(v); len(path) == 0 && text != "" {
			return []string{text}
		}
	}
	return nil
}
