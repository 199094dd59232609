package sandbox

import (
	"math/rand/v2"
	"net/http"
	"time"
)

// The times of faults.
const (
	hangTime    = 45 * time.Second // no client in use waits that long for an answer
	archiveTime = 3 * time.Second
	stormTime   = 20 * time.Second
)

// faultKind is a row of the table of faults.
type faultKind struct {
	name   string
	rate   func(*Options) float64 // nil: Options.Rates by name
	shapes []Fault                // each as likely as the others

	of   func(*operation) bool              // the operations whose calls chance gives it to; nil: every call
	draw func(*Fault, *Options, *rand.Rand) // what chance changes in a shape; nil: nothing
}

const proxyPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n"

// faultKinds is the table of faults. Adding one is adding a row, at the end: a
// row in between would change what the seeds give to those after it.
func faultKinds() []faultKind {
	throttled := Fault{
		Dropped: true, Status: http.StatusBadRequest, Code: "Throttling.User",
		Message: "Request was denied due to user flow control.",
	}
	hinted, later, storm := throttled, throttled, throttled
	hinted.Header = map[string]string{"x-ratelimit-user-api": "Limit:50,Remain:0,TimeLeft:400"}
	later.Header = map[string]string{"Retry-After": "1"}
	storm.Storm = stormTime
	unavailable := Fault{Status: http.StatusServiceUnavailable, Code: "ServiceUnavailable", Message: "The request has failed due to a temporary failure of the server."}
	internal := Fault{Status: http.StatusInternalServerError, Code: "InternalError", Message: "The request processing has failed due to some unknown error."}
	// A call that hangs without an effect must not end in what reads as a success.
	hung := unavailable
	hung.Dropped, hung.Delay = true, hangTime
	return []faultKind{ // the table
		{name: "throttle", rate: func(o *Options) float64 { return o.Throttle }, shapes: []Fault{throttled}},
		{name: "lose-before", rate: func(o *Options) float64 { return o.LoseBefore }, shapes: []Fault{{Dropped: true, Lost: true}}},
		{name: "lose-after", rate: func(o *Options) float64 { return o.LoseAfter }, shapes: []Fault{{Lost: true}}},
		{name: "server-error", rate: func(o *Options) float64 { return o.ServerError }, shapes: bothWays(unavailable, internal)},
		{name: "garbage", rate: func(o *Options) float64 { return o.Garbage }, shapes: bothWays(
			Fault{Status: http.StatusBadGateway, Body: proxyPage, Type: "text/html"},
			Fault{Cut: true},
		)},
		{name: "refuse-connection", shapes: []Fault{{Refused: true}}},
		{name: "throttle-hint", shapes: []Fault{hinted, later}},
		{name: "network-error", shapes: bothWays(Fault{Status: http.StatusBadRequest, Code: "NetworkIOError", Message: "Network IO Error."})},
		{name: "empty", shapes: bothWays(Fault{Empty: true})},
		{name: "no-task", shapes: []Fault{{Status: http.StatusOK, Body: "{}", Type: typeJSON}}},
		{name: "nonce-used", shapes: bothWays(Fault{
			Status: http.StatusBadRequest, Code: "SignatureNonceUsed", Message: "Specified signature nonce was used already.",
		})},
		{name: "redirect", shapes: []Fault{redirect(http.StatusTemporaryRedirect), redirect(http.StatusPermanentRedirect)}},
		{name: "short-task", of: makesTask, shapes: []Fault{{Take: 1}, {Take: 10}}},
		{name: "late-task", of: makesTask, shapes: []Fault{{Hide: 5 * time.Second}, {Hide: time.Minute, Lost: true}}, draw: someTime},
		{name: "hang", shapes: []Fault{hung, {Delay: hangTime}}},
		{name: "forbidden", shapes: []Fault{refusal(http.StatusForbidden, "Forbidden.RAM", "User not authorized to operate on the specified resource, or this API doesn't support RAM.")}},
		{name: "key-refused", shapes: []Fault{refusal(http.StatusBadRequest, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.")}},
		{name: "token-expired", shapes: []Fault{refusal(http.StatusBadRequest, codeExpired, messageExpired)}},
		{name: "busy", of: makesTask, shapes: []Fault{refusal(http.StatusBadRequest, codeBusy, messageBusy)}},
		{name: "foreign-task", of: makesTask, shapes: []Fault{{Foreign: true}}},
		{name: "stuck-task", of: makesTask, shapes: []Fault{{Stuck: true}}},
		{name: "archived-task", of: makesTask, shapes: []Fault{{Archive: archiveTime}}},
		{name: "double-details", of: listsDetails, shapes: []Fault{{Double: true}}},
		{name: "shuffled-details", of: listsDetails, shapes: []Fault{{Shuffle: true}}},
		{name: "repeated-page", of: hasPages, shapes: []Fault{{Repeat: true}}},
		{name: "stale-list", of: listsTasks, shapes: []Fault{{Stale: true}}},
		{name: "storm", shapes: []Fault{storm}},
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

// refusal is an error of the API that the call surely got instead of its effect.
func refusal(status int, code, message string) Fault {
	return Fault{Dropped: true, Status: status, Code: code, Message: message}
}

func redirect(status int) Fault {
	return Fault{Dropped: true, Status: status, Empty: true, Header: map[string]string{"Location": "/?moved=1"}}
}

// someTime hides a task for any time up to Options.Late.
func someTime(f *Fault, o *Options, chance *rand.Rand) {
	f.Hide = time.Duration(chance.Int64N(int64(o.Late)))
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
// after it, with one error and another. It is nil for a name that it does not
// know. What a shape does to tasks and lists it does to calls that have some,
// whatever call a script gives it to.
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
