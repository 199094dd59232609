package api

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// Holdings reads a page of QueryDomainList (003 §5.12): domains without State.
// One without a name is refused, as a list that has it is no proof of what is
// not in it. The error is an *AnswerError.
func Holdings(body []byte, page, size int) (Page[job.Holding], error) {
	return readPage(body, QueryDomainList, Asked{Page: page, Size: size}, holding)
}

// HoldingOf reads the answer of QueryDomainByInstanceId (003 §5.11), or of
// QueryDomainByDomainName: a domain with its State. The error is an *AnswerError.
func HoldingOf(body []byte) (job.Holding, error) {
	n, err := answer(body, QueryDomainByInstanceId, "DomainName")
	if err != nil {
		return job.Holding{}, err
	}
	h, err := holding(n)
	if err != nil {
		return job.Holding{}, &AnswerError{Action: QueryDomainByInstanceId, Err: err}
	}
	h.State = &job.DomainState{
		UpdateLock:    lockState(n.str("UpdateProhibitionLock")),
		TransferLock:  lockState(n.str("TransferProhibitionLock")),
		EmailVerified: flag(n.str("EmailVerificationStatus")),
		RealName:      n.str("RealNameStatus"),
	}
	for _, m := range n.members["dnslist"] {
		for _, server := range m.texts() {
			h.State.DNS = append(h.State.DNS, strings.ToLower(server))
		}
	}
	return h, nil
}

func holding(n *node) (job.Holding, error) {
	h := job.Holding{
		Domain:     strings.ToLower(n.str("DomainName")),
		InstanceID: n.str("InstanceId"),
		Registered: when(n, "RegistrationDate"),
		Expires:    when(n, "ExpirationDate"),
		Status:     n.str("DomainStatus"),
	}
	h.Type, _ = meaning(registrantTypeWords, n.str("RegistrantType")) // what is none of these is not told
	if h.Domain == "" {
		return h, errors.New("a domain in it has no DomainName")
	}
	if ascii, err := Domain(h.Domain); err == nil {
		h.Domain = ascii
	}
	return h, nil
}

// when reads a time that comes in two members, the one in milliseconds first:
// the other one's zone is not documented. The zero time where it is in neither.
func when(n *node, name string) time.Time {
	for _, member := range []string{name + "Long", name} {
		if t, ok := ParseTime(n.str(member)); ok {
			return t
		}
	}
	return time.Time{}
}

// lockState brings the state of a lock into the spelling of 003 §5.11.
func lockState(s string) string {
	switch plain := strings.ToUpper(s); plain {
	case "TRUE", "1", "ON":
		return "OPEN"
	case "FALSE", "0", "OFF":
		return "CLOSE"
	default:
		return plain
	}
}

// flag makes a number of what the documents call a truth value and enumerate as
// 0 and 1.
func flag(s string) string {
	switch strings.ToLower(s) {
	case "true":
		return "1"
	case "false":
		return "0"
	}
	return s
}

// Profiles reads a page of QueryRegistrantProfiles (003 §4.2). The error is an *AnswerError.
func Profiles(body []byte, page, size int) (Page[job.Profile], error) {
	return readPage(body, QueryRegistrantProfiles, Asked{Page: page, Size: size}, func(n *node) (job.Profile, error) {
		p := job.Profile{
			ID:       n.str("RegistrantProfileId"),
			Default:  yes(n, "DefaultRegistrantProfile"),
			Verified: n.str("RealNameStatus"),
			Fields:   contactFields(n),
		}
		if p.ID == "" {
			return p, errors.New("a profile in it has no RegistrantProfileId")
		}
		return p, nil
	})
}

// Emails reads a page of ListEmailVerification (003 §5.3). The error is an *AnswerError.
func Emails(body []byte, page, size int) (Page[job.Email], error) {
	return readPage(body, ListEmailVerification, Asked{Page: page, Size: size}, func(n *node) (job.Email, error) {
		e := job.Email{Address: n.str("Email"), Verified: yes(n, "VerificationStatus")}
		if e.Address == "" {
			return e, errors.New("an entry in it has no Email")
		}
		return e, nil
	})
}

// ForEach is what an answer says of one of the subjects of a request, in the
// operations that list those that went well and those that did not
// (SubmitEmailVerification and its like, TransferInCheckMailToken).
type ForEach struct {
	Subject string // as the API writes it
	OK      bool   // in SuccessList
	Exists  bool   // in ExistList: it is there already; nothing was sent
	Code    string
	Message string
}

// Each reads SuccessList, FailList and ExistList, in this order. A subject of the
// request that is in none of them was not spoken of. The error is an *AnswerError.
func Each(op *Operation, body []byte) ([]ForEach, error) {
	n, err := answer(body, op.Name, "SuccessList", "FailList", "ExistList", "RequestId")
	if err == nil && n.str("Code") != "" && !n.has("SuccessList", "FailList", "ExistList") {
		err = &AnswerError{Action: op.Name, Err: errAnother}
	}
	if err != nil {
		return nil, err
	}
	var all []ForEach
	for _, list := range []string{"SuccessList", "FailList", "ExistList"} {
		for _, m := range n.members[strings.ToLower(list)] {
			for _, e := range m.each() {
				e.OK, e.Exists = list == "SuccessList", list == "ExistList"
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// each reads the entries of such a list: results with an address, or texts, each
// of one domain or of several with commas between (003 §5.4, §5.40).
func (n *node) each() []ForEach {
	switch {
	case n.null:
		return nil
	case n.has("Email"), n.has("DomainName"):
		subject := n.str("Email")
		if subject == "" {
			subject = n.str("DomainName")
		}
		return []ForEach{{Subject: subject, Code: n.str("Code"), Message: n.str("Message")}}
	}
	var all []ForEach
	for subject := range strings.SplitSeq(n.text, ",") {
		if subject = strings.TrimSpace(subject); subject != "" {
			all = append(all, ForEach{Subject: subject})
		}
	}
	for _, m := range n.items {
		all = append(all, m.each()...)
	}
	for _, name := range slices.Sorted(maps.Keys(n.members)) {
		for _, m := range n.members[name] {
			all = append(all, m.each()...)
		}
	}
	return all
}
