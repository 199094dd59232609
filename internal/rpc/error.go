package rpc

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Error says that an answer came and was not 2xx: the API refused, or a proxy
// or gateway on the way did.
type Error struct {
	Action     string
	Status     int    // of HTTP
	Code       string // empty: the body is no error of the API
	Message    string // the API's own words; may repeat what was sent
	RequestID  string
	HostID     string
	Recommend  string        // where the API says more can be read
	RetryAfter time.Duration // how long the answer asks to wait; 0: it does not
	ClockOff   time.Duration // how far the server's clock is ahead, where it refused ours and told its own; 0: not so
}

// Error gives the facts without Message, which may repeat contact data.
func (e *Error) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("call %s: HTTP %d without an error of the API", e.Action, e.Status)
	}
	if e.RequestID == "" {
		return fmt.Sprintf("call %s: %s (HTTP %d)", e.Action, e.Code, e.Status)
	}
	return fmt.Sprintf("call %s: %s (HTTP %d, request %s)", e.Action, e.Code, e.Status, e.RequestID)
}

// token is the form of codes and request ids. What does not have it was not
// written by the API, and codes and ids go into logs.
var token = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$`)

// parseError reads an error body: a JSON object or an XML element, keys in
// either case (003 §3.4 prints both). Anything else gives no Code.
func parseError(body []byte) *Error {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	var fields map[string]string
	switch {
	case bytes.HasPrefix(body, []byte("{")):
		fields = jsonFields(body)
	case bytes.HasPrefix(body, []byte("<")):
		fields = xmlFields(body)
	}
	if !token.MatchString(fields["code"]) {
		return &Error{}
	}
	e := &Error{
		Code:      fields["code"],
		Message:   fields["message"],
		HostID:    fields["hostid"],
		Recommend: fields["recommend"],
	}
	if token.MatchString(fields["requestid"]) {
		e.RequestID = fields["requestid"]
	}
	return e
}

// jsonFields gives the strings of an object by lower-case key.
func jsonFields(body []byte) map[string]string {
	var object map[string]any
	if json.Unmarshal(body, &object) != nil {
		return nil
	}
	fields := make(map[string]string, len(object))
	for key, value := range object {
		if text, ok := value.(string); ok {
			fields[strings.ToLower(key)] = strings.TrimSpace(text)
		}
	}
	return fields
}

// xmlFields gives the texts of the root's children by lower-case name, nothing
// unless the whole body is XML. The name of the root is not looked at: an HTML
// page has no child named code.
func xmlFields(body []byte) map[string]string {
	fields := make(map[string]string)
	decoder := xml.NewDecoder(bytes.NewReader(body))
	var path []string
	for {
		next, err := decoder.Token()
		if err == io.EOF {
			return fields
		}
		if err != nil {
			return nil
		}
		switch t := next.(type) {
		case xml.StartElement:
			path = append(path, strings.ToLower(t.Name.Local))
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) == 2 {
				fields[path[1]] = strings.TrimSpace(fields[path[1]] + string(t))
			}
		}
	}
}

// longestWait bounds what an answer can ask for: beyond a day it is a mistake.
const longestWait = 24 * time.Hour

// retryAfter is the longest wait that the headers ask for: Retry-After in
// seconds or as a date (RFC 9110 §10.2.3), or the TimeLeft of a rate limit in
// milliseconds, as the vendor's newer clients read it.
func retryAfter(header http.Header, now time.Time) time.Duration {
	wait := timeLeft(header.Get("X-Ratelimit-User-Api"))
	wait = max(wait, timeLeft(header.Get("X-Ratelimit-User")))
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		wait = max(wait, bounded(seconds, time.Second))
	} else if at, err := http.ParseTime(value); err == nil {
		wait = max(wait, bounded(int64(at.Sub(now)), 1))
	}
	return wait
}

// timeLeft reads "Limit:100,Remain:0,TimeLeft:1500".
func timeLeft(value string) time.Duration {
	for pair := range strings.SplitSeq(value, ",") {
		name, number, _ := strings.Cut(pair, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "TimeLeft") {
			continue
		}
		if millis, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64); err == nil {
			return bounded(millis, time.Millisecond)
		}
	}
	return 0
}

func bounded(n int64, unit time.Duration) time.Duration {
	return time.Duration(min(max(n, 0), int64(longestWait/unit))) * unit
}
