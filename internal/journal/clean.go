package journal

import (
	"slices"
	"strings"
	"unicode/utf8"

	"domainbatch/internal/job"
)

// clean is the event as it will be read back: what it must not hold cut out,
// text that JSON would alter altered now. The event itself is left as it is.
func clean(event *job.Event) *job.Event {
	e := *event
	if e.Call != nil && len(e.Call.Body) > 0 {
		call := *e.Call
		call.Body = cut(withhold(call.Body))
		e.Call = &call
	}
	for i := range e.Standings {
		if s := &e.Standings[i]; s.Message != words(s.Message) || !utf8.ValidString(s.Code) {
			e.Standings = cleanStandings(e.Standings)
			break
		}
	}
	if e.Check != nil {
		check := *e.Check
		check.Code, check.Message = text(check.Code), words(check.Message)
		e.Check = &check
	}
	e.Before, e.After = cleanBefore(e.Before), cleanBefore(e.After)
	if e.Account != nil {
		e.Account = cleanAccount(*e.Account)
	}
	return &e
}

func cleanBefore(dirty *job.Before) *job.Before {
	if dirty == nil {
		return nil
	}
	b := *dirty
	b.Code, b.Message = text(b.Code), words(b.Message)
	return &b
}

// cleanAccount leaves out what is not kept: profiles and addresses are personal
// data, and read anew where they are needed.
func cleanAccount(a job.Account) *job.Account {
	a.Profiles, a.Emails = nil, nil
	a.Holdings = slices.Clone(a.Holdings)
	for i := range a.Holdings {
		h := &a.Holdings[i]
		h.InstanceID, h.Status = text(h.InstanceID), text(h.Status)
	}
	return &a
}

func cleanStandings(dirty []job.Standing) []job.Standing {
	standings := make([]job.Standing, len(dirty))
	for i, s := range dirty {
		s.Code, s.Message = text(s.Code), words(s.Message)
		standings[i] = s
	}
	return standings
}

// words are what the API says of something: as little as its answers may they
// repeat a key or a code.
func words(s string) string {
	if strings.ContainsAny(s, `"<=%`) {
		s = string(withhold([]byte(s)))
	}
	return text(s)
}

func text(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// maxBody bounds a raw answer: the longest page of the API is a tenth of it.
const maxBody = 1 << 20

func cut(body []byte) []byte {
	if len(body) > maxBody {
		return body[:maxBody]
	}
	return body
}
