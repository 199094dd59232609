package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"domainbatch/internal/rpc"
)

// Reaction is what to do about a call that did not go well.
type Reaction int

// The reactions. For a write, all but Doubt promise that nothing was done.
const (
	Refuse Reaction = iota + 1 // the API said no, and this request is the reason: another one may go through
	Retry                      // nothing was done, or it was a read: the same again, later
	Doubt                      // it may have been done: ask before anything is sent again (writes only)
	Stop                       // no other request would fare better: the account, the keys, the endpoint, this program
)

// String names the reaction in lower case.
func (r Reaction) String() string {
	return [...]string{"none", "refuse", "retry", "doubt", "stop"}[r]
}

// Diagnosis is what an error means.
type Diagnosis struct {
	Reaction    Reaction // 0 for no error
	Code        string   // as the API wrote it; for errors without one, a word of our own such as "NoAnswer"
	Message     string   // the API's own words; may repeat contact data
	RequestID   string
	HTTP        int           // 0: no answer came
	Throttled   bool          // too many calls: lower the pace
	Busy        bool          // another task holds a domain of the request: it goes through later
	Credentials bool          // the keys are refused, or lack a permission
	Clock       bool          // our clock was wrong; the client has learned the right time: try once more
	ClockOff    time.Duration // how far our clock is behind the API's; with Clock only
	Passing     bool          // with Stop: it may pass; what goes on comes again and again
	Wait        time.Duration // how long the answer asks to wait; 0: it does not
	Hint        string        // what to do about it, in plain words; may be empty
}

// Words that stand in for a code where the API gave none.
const (
	CodeNoAnswer    = "NoAnswer"    // the connection broke after the request may have gone out
	CodeNotSent     = "NotSent"     // no connection was made
	CodeTooLong     = "TooLong"     // the request is too long for the chosen form; nothing was sent
	CodeBadAnswer   = "BadAnswer"   // a good status with an unusable answer
	CodeCredentials = "Credentials" // no credentials were found
	CodeInterrupted = "Interrupted" // the program was asked to stop
	CodeProxy       = "HTTP"        // a status without an error of the API: something on the way answered
)

// Diagnose tells what an error of a call means for what to do next. write says
// that the call was to change something; what is Doubt for a write is Retry for
// a read. Errors of package rpc, an *AnswerError and the end of a context are
// told apart; anything else leaves open what was done.
func Diagnose(err error, write bool) Diagnosis {
	if err == nil {
		return Diagnosis{}
	}
	d := diagnose(err)
	switch {
	case d.Reaction != Doubt || write:
	case errors.Is(err, context.Canceled):
		return interrupted
	default:
		d.Reaction = Retry
	}
	return d
}

var interrupted = Diagnosis{Reaction: Stop, Code: CodeInterrupted, Message: "the program was asked to stop"}

func diagnose(err error) Diagnosis {
	if e, ok := errors.AsType[*rpc.Error](err); ok {
		return diagnoseAnswer(e)
	}
	if e, ok := errors.AsType[*rpc.TransportError](err); ok {
		return diagnoseTransport(e)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return interrupted
	}
	if _, ok := errors.AsType[*rpc.CredentialsError](err); ok {
		d := Diagnosis{
			Reaction: Stop, Code: CodeCredentials, Message: err.Error(), Credentials: true,
			Hint: "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or make a profile in ~/.aliyun/config.json",
		}
		if errors.Is(err, rpc.ErrExpired) {
			d.Hint = hintToken
		}
		return d
	}
	if e, ok := errors.AsType[*AnswerError](err); ok {
		return Diagnosis{Reaction: Doubt, Code: CodeBadAnswer, Message: e.Error(), Hint: "something between here and the API may have changed the answer"}
	}
	return Diagnosis{Reaction: Doubt, Code: CodeNoAnswer, Message: err.Error()}
}

func diagnoseTransport(e *rpc.TransportError) Diagnosis {
	d := Diagnosis{Reaction: Doubt, Code: CodeNoAnswer, Message: e.Error(), Hint: "check the network; what was sent is looked for before anything is sent again"}
	switch {
	case e.TooLong:
		d.Reaction, d.Code, d.Hint = Refuse, CodeTooLong, "use a smaller --batch-size, or --params body"
	case !e.Sent && errors.Is(e.Err, context.Canceled):
		return interrupted
	case !e.Sent:
		d.Reaction, d.Code, d.Hint = Retry, CodeNotSent, "check the network, the endpoint's name and the proxy settings; nothing was sent"
	}
	return d
}

// diagnoseAnswer decides by code, never by status where there is a code:
// documents disagree on the statuses.
func diagnoseAnswer(e *rpc.Error) Diagnosis {
	d := Diagnosis{Code: e.Code, Message: e.Message, RequestID: e.RequestID, HTTP: e.Status, Wait: e.RetryAfter}
	f, ok := faultOf(e.Code)
	if !ok {
		f = faultOfStatus(e.Status, e.Code != "")
	}
	if d.Code == "" {
		d.Code, d.Message = CodeProxy, e.Error()
	}
	d.Reaction, d.Hint = f.do, f.hint
	d.Throttled, d.Busy, d.Credentials, d.Passing = f.is&throttled != 0, f.is&busy != 0, f.is&credentials != 0, f.is&passing != 0
	if f.is&clock != 0 {
		d.Clock, d.ClockOff = true, e.ClockOff
		if e.ClockOff == 0 {
			d.Reaction = Stop // the answer does not tell the right time: the next call would fare no better
		}
	}
	if op, known := Lookup(e.Action); known && f.is&permission != 0 && op.RAM != "" {
		d.Hint += "; the permission is " + op.RAM
	}
	return d
}

// faultOfStatus judges what has no code that we know. Below 500, a code means
// that the API read the request and said no. Without one it may be a proxy that
// said no, or the API whose words were cut off: NetworkIOError comes with status
// 400 too, and leaves open what was done.
func faultOfStatus(status int, code bool) fault {
	switch {
	case status == http.StatusTooManyRequests && code:
		return fault{do: Retry, is: throttled, hint: hintThrottled}
	case status == http.StatusTooManyRequests: // of a proxy, which does not tell what became of the request
		return fault{do: Doubt, is: throttled, hint: hintThrottled}
	case status == http.StatusRequestEntityTooLarge, status == http.StatusRequestURITooLong:
		return fault{do: Refuse, hint: "use a smaller --batch-size"}
	case status == http.StatusProxyAuthRequired:
		return fault{do: Stop, hint: "the proxy wants a name and a password: set HTTPS_PROXY with both"}
	case status == http.StatusRequestTimeout, status == statusClientClosed, status >= 500:
		return fault{do: Doubt, hint: hintServer}
	case status >= 400 && code:
		return fault{do: Refuse}
	case status >= 400:
		return fault{do: Doubt, hint: "this is not the API answering, or its answer was cut off: check --endpoint and the proxy settings"}
	case status == http.StatusTemporaryRedirect, status == http.StatusPermanentRedirect:
		return fault{do: Stop, is: passing, hint: hintRedirect} // says that the request was not carried out (RFC 9110 §15.4)
	case status >= 300:
		return fault{do: Doubt, hint: hintRedirect} // 303 follows on what was done
	}
	return fault{do: Doubt, hint: hintServer}
}

// statusClientClosed is what some proxies (nginx first) say when they think
// that the client left; the request may have gone on.
const statusClientClosed = 499

// CodeMeaning returns what is done about a code of the API, and what a person can
// do; for writes, as reads in doubt are simply tried again. 0 for a code that
// has no entry of its own, which is judged by its status.
func CodeMeaning(code string) (Reaction, string) {
	f, _ := faultOf(code)
	return f.do, f.hint
}

// Codes lists the codes that have an entry of their own; a star at the end of
// one stands for anything.
func Codes() []string {
	codes := make([]string, len(faults))
	for i, f := range faults {
		codes[i] = f.code
	}
	return codes
}

// CodeEntry is the one of Codes that a code falls under; empty where none is.
func CodeEntry(code string) string {
	f, _ := faultOf(code)
	return f.code
}

// IsVerifyRefusal tells whether an answer to VerifyContactField is its verdict
// on the contact, and no trouble of another kind.
func IsVerifyRefusal(d Diagnosis) bool {
	f, ok := faultOf(d.Code)
	return ok && f.do == Refuse && f.is&parameter != 0
}

// AboutDomain tells whether the code names a domain as the cause, so that the
// contact it came with is not to blame.
func AboutDomain(code string) bool {
	f, _ := faultOf(code)
	return f.is&domain != 0
}

// faultOf finds the entry of a code: the exact one, else the longest prefix.
func faultOf(code string) (fault, bool) {
	code = strings.ToLower(code)
	best, found := fault{}, false
	for _, f := range faults {
		prefix, open := strings.CutSuffix(strings.ToLower(f.code), "*")
		switch {
		case code == "":
		case code == prefix:
			return f, true
		case open && strings.HasPrefix(code, prefix) && len(f.code) > len(best.code):
			best, found = f, true
		}
	}
	return best, found
}
