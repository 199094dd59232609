package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/rpc"
)

var codeTests = []struct {
	code        string
	status      int
	write, read Reaction
	flags       string
}{
	{"Throttling", 400, Retry, Retry, "throttled"},
	{"Throttling.User", 400, Retry, Retry, "throttled"},
	{"throttling.api", 400, Retry, Retry, "throttled"},
	{"ThrottlingException", 400, Retry, Retry, "throttled"},
	{"ServiceUnavailable", 503, Doubt, Retry, ""},
	{"ServiceUnavailableTemporary", 503, Doubt, Retry, ""},
	{"ServerBusy", 503, Doubt, Retry, ""},
	{"ServiceBusy", 503, Doubt, Retry, ""},
	{"InternalError", 500, Doubt, Retry, ""},
	{"NetworkIOError", 400, Doubt, Retry, ""},
	{"Networkioerror", 400, Doubt, Retry, ""},
	{"Busy", 400, Doubt, Retry, ""},
	{"SignatureNonceUsed", 400, Doubt, Retry, ""},
	{"InvalidTimeStamp.Expired", 400, Retry, Retry, "clock"},
	{"InvalidTimeStamp.Format", 400, Stop, Stop, ""},
	{"SignatureDoesNotMatch", 403, Stop, Stop, "credentials"},
	{"IncompleteSignature", 400, Stop, Stop, ""},
	{"InvalidAccessKeyId.NotFound", 404, Stop, Stop, "credentials passing"},
	{"InvalidAccessKeyId.Inactive", 400, Stop, Stop, "credentials passing"},
	{"InvalidSecurityToken.Expired", 400, Retry, Retry, "credentials"},
	{"InvalidSecurityToken.Malformed", 400, Stop, Stop, "credentials"},
	{"Forbidden", 403, Stop, Stop, "credentials passing"},
	{"Forbidden.RAM", 403, Stop, Stop, "credentials passing"},
	{"Forbidden.RiskControl", 403, Stop, Stop, "credentials passing"},
	{"Forbidden.UserVerification", 403, Stop, Stop, "credentials passing"},
	{"NoPermission", 403, Stop, Stop, "credentials passing"},
	{"NoSuchVersion", 400, Stop, Stop, ""},
	{"InvalidVersion", 400, Stop, Stop, ""},
	{"InvalidApi.NotFound", 404, Stop, Stop, ""},
	{"InvalidAction.NotFound", 404, Stop, Stop, ""},
	{"InvalidProduct.NotFound", 404, Stop, Stop, ""},
	{"InvalidProtocol.NeedSsl", 404, Stop, Stop, ""},
	{"UnsupportedHTTPMethod", 400, Stop, Stop, ""},
	{"MissingTimestamp", 400, Stop, Stop, ""},
	{"MissingSignatureNonce", 400, Stop, Stop, ""},
	{"MissingParameter", 400, Refuse, Refuse, "verdict"},
	{"missingdomainname", 400, Refuse, Refuse, "verdict"},
	{"ParameterIllegal", 400, Refuse, Refuse, "verdict"},
	{"InvalidParameter", 400, Refuse, Refuse, "verdict"},
	{"InvalidParameter.Format", 400, Refuse, Refuse, "verdict"},
	{"InvaildParameter", 400, Refuse, Refuse, "verdict"},
	{"UnsupportedOperation", 400, Refuse, Refuse, ""},
	{"TaskIsBeingProcessed", 400, Refuse, Refuse, "busy"},
	{"DomainNotExist", 400, Refuse, Refuse, "domain"},
	{"ContactTemplateNotExist", 400, Refuse, Refuse, ""},
	{"contactTemplateRealNamedNotExist", 400, Refuse, Refuse, ""},
	{"NeverHeardOf", 400, Refuse, Refuse, ""},
	{"NeverHeardOf", 404, Refuse, Refuse, ""},
	{"NeverHeardOf", 429, Retry, Retry, "throttled"},
	{"NeverHeardOf", 500, Doubt, Retry, ""},
	{"NeverHeardOf", 302, Doubt, Retry, ""},
	{"", 302, Doubt, Retry, ""},
	{"", 303, Doubt, Retry, ""},
	{"", 307, Stop, Stop, "passing"},
	{"", 308, Stop, Stop, "passing"},
	{"", 403, Doubt, Retry, ""},
	{"", 404, Doubt, Retry, ""},
	{"", 407, Stop, Stop, ""},
	{"", 408, Doubt, Retry, ""},
	{"", 413, Refuse, Refuse, ""},
	{"", 414, Refuse, Refuse, ""},
	{"", 429, Doubt, Retry, "throttled"},
	{"", 499, Doubt, Retry, ""},
	{"", 502, Doubt, Retry, ""},
	{"", 101, Doubt, Retry, ""},
}

func TestDiagnoseCodes(t *testing.T) {
	for _, tt := range codeTests {
		t.Run(fmt.Sprint(tt.code, " ", tt.status), func(t *testing.T) {
			err := fmt.Errorf("call: %w", &rpc.Error{Action: QueryTaskList, Status: tt.status, Code: tt.code, Message: "m", RequestID: "r", RetryAfter: time.Second, ClockOff: time.Hour})
			d := Diagnose(err, true)
			if d.Reaction != tt.write {
				t.Errorf("write: %v, want %v", d.Reaction, tt.write)
			}
			if read := Diagnose(err, false); read.Reaction != tt.read {
				t.Errorf("read: %v, want %v", read.Reaction, tt.read)
			}
			if got := flags(d); got != tt.flags {
				t.Errorf("flags %q, want %q", got, tt.flags)
			}
			if d.RequestID != "r" || d.HTTP != tt.status || d.Wait != time.Second || d.Code == "" || d.Message == "" {
				t.Errorf("facts are lost: %+v", d)
			}
			if d.Clock != (d.ClockOff == time.Hour) {
				t.Errorf("the clock is %v off", d.ClockOff)
			}
			if tt.code != "" && d.Code != tt.code {
				t.Errorf("code %q: it is the API's own, case and all", d.Code)
			}
		})
	}
}

func flags(d Diagnosis) string {
	var names []string
	for name, on := range map[string]bool{
		"throttled": d.Throttled, "busy": d.Busy, "credentials": d.Credentials, "clock": d.Clock, "passing": d.Passing,
		"verdict": IsVerifyRefusal(d), "domain": AboutDomain(d.Code),
	} {
		if on {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func TestDiagnoseWithoutAnswer(t *testing.T) {
	reset := errors.New("connection reset")
	tests := []struct {
		name        string
		err         error
		write, read Reaction
		code        string
	}{
		{"lost answer", &rpc.TransportError{Sent: true, Err: reset}, Doubt, Retry, CodeNoAnswer},
		{"not sent", &rpc.TransportError{Err: reset}, Retry, Retry, CodeNotSent},
		{"not sent in time", &rpc.TransportError{Err: context.DeadlineExceeded}, Retry, Retry, CodeNotSent},
		{"too long", &rpc.TransportError{TooLong: true, Err: reset}, Refuse, Refuse, CodeTooLong},
		{"interrupted before it was sent", &rpc.TransportError{Err: context.Canceled}, Stop, Stop, CodeInterrupted},
		{"interrupted after it was sent", &rpc.TransportError{Sent: true, Err: context.Canceled}, Doubt, Stop, ""},
		{"no answer in time", &rpc.TransportError{Sent: true, Err: context.DeadlineExceeded}, Doubt, Retry, CodeNoAnswer},
		{"no credentials", &rpc.CredentialsError{Err: reset}, Stop, Stop, CodeCredentials},
		{"credentials that expired", &rpc.CredentialsError{Err: rpc.ErrExpired}, Stop, Stop, CodeCredentials},
		{"a clock that nobody corrects", &rpc.Error{Status: 400, Code: "InvalidTimeStamp.Expired"}, Stop, Stop, "InvalidTimeStamp.Expired"},
		{"unusable answer", &AnswerError{Err: errHTML}, Doubt, Retry, CodeBadAnswer},
		{"interrupted while waiting", fmt.Errorf("wait: %w", context.Canceled), Stop, Stop, CodeInterrupted},
		{"out of time while waiting", context.DeadlineExceeded, Stop, Stop, CodeInterrupted},
		{"something else", reset, Doubt, Retry, CodeNoAnswer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			write, read := Diagnose(tt.err, true), Diagnose(tt.err, false)
			if write.Reaction != tt.write || read.Reaction != tt.read {
				t.Errorf("write %v, read %v; want %v, %v", write.Reaction, read.Reaction, tt.write, tt.read)
			}
			if tt.code != "" && write.Code != tt.code {
				t.Errorf("code %q, want %q", write.Code, tt.code)
			}
			if want := tt.code == CodeCredentials; write.Credentials != want {
				t.Errorf("credentials: %v", write.Credentials)
			}
		})
	}
	if diff := cmp.Diff(Diagnosis{}, Diagnose(nil, true)); diff != "" {
		t.Errorf("no error is no reaction:\n%s", diff)
	}
}

func TestHintNamesThePermission(t *testing.T) {
	err := &rpc.Error{Action: SaveSingleTaskForUpdatingContactInfo, Status: 403, Code: "Forbidden.RAM"}
	if d := Diagnose(err, true); !strings.Contains(d.Hint, "domain:DomainInfoModification") {
		t.Errorf("got %q", d.Hint)
	}
	err.Code = "Forbidden.RiskControl"
	if d := Diagnose(err, true); strings.Contains(d.Hint, "domain:") {
		t.Errorf("risk control is no matter of permission: %q", d.Hint)
	}
}

// Every code that the table has by name comes with a hint, found in any case.
func TestEveryCodeHasAHint(t *testing.T) {
	for _, f := range faults {
		code := strings.TrimSuffix(f.code, "*")
		if got, _ := faultOf(strings.ToUpper(code)); f.hint == "" || got.hint != f.hint {
			t.Errorf("%s: %q", code, got.hint)
		}
	}
	if got, known := faultOf("NeverHeardOf"); known {
		t.Errorf("got %+v", got)
	}
}

func TestReactionNames(t *testing.T) {
	for r, want := range map[Reaction]string{0: "none", Refuse: "refuse", Retry: "retry", Doubt: "doubt", Stop: "stop"} {
		if r.String() != want {
			t.Errorf("got %s, want %s", r, want)
		}
	}
}

func TestCodeEntry(t *testing.T) {
	for code, want := range map[string]string{
		"Throttling.User": "Throttling*", "invalidaccesskeyid.inactive": "InvalidAccessKeyId.Inactive", "Nonsense": "", "": "",
	} {
		if got := CodeEntry(code); got != want {
			t.Errorf("%s falls under %q, want %q", code, got, want)
		}
	}
	for _, code := range Codes() {
		if got := CodeEntry(code); got != code {
			t.Errorf("%s falls under %q", code, got)
		}
	}
}
