package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// The types of the tasks of transfers, of which the documents tell none.
const (
	typeTransferCode = "QUERY_TRANSFER_AUTHORIZATION_CODE"
	typeCancelIn     = "CANCEL_TRANSFER_IN"
	typeCancelOut    = "CANCEL_TRANSFER_OUT"
)

// The Status of a transfer in (003 §5.17), and the coarse one.
const (
	inMailSent  = 11
	inMailDone  = 19
	inWrongCode = 31
	inSubmitted = 39
	inCancelled = 50
	inSucceeded = 59
)

var inSimple = map[int]string{
	inMailSent: "AUTHORIZATION", inMailDone: "PASSWORD_VERIFICATION", inWrongCode: "PASSWORD_VERIFICATION",
	inSubmitted: "PENDING", inCancelled: "FAIL", inSucceeded: "SUCCESS",
}

// transferIn is what was done about the transfer of a domain into the account.
// One that nothing was done about waits for the answer to its mail.
type transferIn struct {
	status   int
	began    time.Time
	modified time.Time
	coded    time.Time // when the code was given
	finish   time.Time // when the transfer succeeds; zero: it does not
	ended    time.Time
}

// inLife is how long a transfer in may take; inBegan how long ago one began, at
// the beginning of the day, that the name of its domain says there is.
const (
	inLife  = 15 * 24 * time.Hour
	inBegan = 24 * time.Hour
)

func startOfDay(at time.Time) time.Time { return dayOf(at.UnixMilli()) }

// incoming gives the transfer of a domain into the account at a moment; ok
// tells whether there is one. Only names order one.
func (s *Sandbox) incoming(name string, now time.Time) (t transferIn, ok bool) {
	if fateOf(name) != fateIncoming {
		return t, false
	}
	d := s.at(name, now)
	if d == nil || d.in == nil {
		began := startOfDay(now).Add(-inBegan)
		return transferIn{status: inMailSent, began: began, modified: began}, true
	}
	if in := d.in; in.status == inSubmitted && !now.Before(in.finish) {
		in.status, in.modified, in.ended = inSucceeded, in.finish, in.finish
		d.taken, d.registered = true, registeredOf(name)
	}
	return *d.in, true
}

// pending refuses a domain that is not being transferred in.
func (s *Sandbox) pending(name string, now time.Time) *fail {
	if t, ok := s.incoming(name, now); ok && t.status < inCancelled {
		return nil
	}
	return &fail{http.StatusBadRequest, "DomainTransferPendingNotExist", "The domain name is not currently being transferred in.", "DomainName"}
}

// transferring gives the transfer of a domain for writing.
func (s *Sandbox) transferring(name string, now time.Time) *transferIn {
	t, _ := s.incoming(name, now)
	d := s.touch(name, now)
	s.domains.name(name, d)
	if d.in == nil {
		d.in = &t
	}
	d.in.modified = now
	return d.in
}

// nudge is the run of what only sends a mail or reads an address again.
func nudge(s *Sandbox, op *operation, c *call) (object, *fail) {
	if err := s.pending(c.names[0], c.at); err != nil {
		return nil, err
	}
	return nil, s.commit(op, c, c.names, nil)
}

func nudged(s *Sandbox, r *record) []string {
	s.transferring(r.Names[0], r.At)
	return nil
}

// enterCode gives the code of a transfer anew; one that begins with "wrong" is.
func enterCode(s *Sandbox, op *operation, c *call) (object, *fail) {
	if err := s.pending(c.names[0], c.at); err != nil {
		return nil, err
	}
	// The code is a secret: what a record needs of it is whether it is right,
	// and which from another.
	code := c.get("TransferAuthorizationCode")
	params := job.Params{"TransferAuthorizationCode": "right", "Digest": digest(job.Params{"Code": code})}
	if isWrong(code) {
		params["TransferAuthorizationCode"] = "wrong"
	}
	return nil, s.commit(op, c, c.names, params)
}

func isWrong(code string) bool { return strings.HasPrefix(code, "wrong") }

func codeEntered(s *Sandbox, r *record) []string {
	t := s.transferring(r.Names[0], r.At)
	t.coded, t.status, t.finish = r.At, inWrongCode, time.Time{}
	if r.Params["TransferAuthorizationCode"] == "right" {
		t.status, t.finish = inSubmitted, r.At.Add(s.opts.TaskTime)
	}
	return nil
}

// checkToken confirms the transfers whose domains stand in the token.
func checkToken(s *Sandbox, op *operation, c *call) (object, *fail) {
	var confirmed, failed []string
	rest, ok := strings.CutPrefix(c.get("Token"), tokenPrefix)
	for word := range strings.SplitSeq(rest, ",") {
		name, isName := readName(word)
		if !ok || !isName {
			continue
		}
		if t, there := s.incoming(name, c.at); there && t.status == inMailSent {
			confirmed = append(confirmed, name)
		} else {
			failed = append(failed, display(name))
		}
	}
	if len(confirmed) == 0 {
		return nil, &fail{http.StatusBadRequest, "TokenFailed", "Invalid email link, please get a new verification email", "Token"}
	}
	if err := s.commit(op, c, confirmed, nil); err != nil {
		return nil, err
	}
	for i, name := range confirmed {
		confirmed[i] = display(name)
	}
	return object{
		{"SuccessList", words{item: "SuccessDomain", values: confirmed}}, {"FailList", words{item: "FailDomain", values: failed}},
	}, nil
}

func tokenChecked(s *Sandbox, r *record) []string {
	for _, name := range r.Names {
		s.transferring(name, r.At).status = inMailDone
	}
	return nil
}

// cancelIn is the effect of cancelling a transfer in.
func cancelIn(s *Sandbox, _ *domain, t *task, i int) {
	in := s.transferring(t.details[i].name, t.ended(i))
	if in.status < inCancelled {
		in.status, in.ended = inCancelled, t.ended(i)
	}
}

func onlyPending(s *Sandbox, c *call) *fail { return s.pending(c.names[0], c.at) }

// queryIncoming answers with one transfer in.
func queryIncoming(s *Sandbox, _ *operation, c *call) (object, *fail) {
	t, ok := s.incoming(c.names[0], c.at)
	if !ok {
		return nil, &fail{http.StatusBadRequest, "DomainTransferPendingNotExist", "The domain name is not currently being transferred in.", "InstanceId"}
	}
	return incomingObject(c.names[0], &t), nil
}

// listIncoming lists the transfers in page by page; where every name exists,
// only a filter by name finds one that nothing was done about.
func listIncoming(s *Sandbox, _ *operation, c *call) (object, *fail) {
	names := s.domains.candidates(c.get("DomainName"))
	if !s.domains.whole() && c.get("DomainName") == "" {
		for name, d := range s.domains.touched {
			if d.in != nil {
				names = append(names, name)
			}
		}
		slices.Sort(names)
	}
	var found []string
	for _, name := range names {
		t, ok := s.incoming(name, c.at)
		simple := c.get("SimpleTransferInStatus")
		if ok && (simple == "" || simple == inSimple[t.status]) && c.between("SubmissionStartDate", "SubmissionEndDate", t.began) {
			found = append(found, name)
		}
	}
	lo, hi, answer := c.page(len(found))
	data := list{item: "TransferInInfo"}
	for _, name := range found[lo:hi] {
		t, _ := s.incoming(name, c.at)
		data.objects = append(data.objects, incomingObject(name, &t))
	}
	return append(answer, field{"Data", data}), nil
}

func incomingObject(name string, t *transferIn) object {
	o := object{
		{"UserId", accountID}, {"InstanceId", instanceID(name)}, {"DomainName", display(name)},
		{"Status", t.status}, {"SimpleTransferInStatus", inSimple[t.status]}, {"NeedMailCheck", true},
		{"Email", previous()["Email"]}, {"WhoisMailStatus", true}, {"ProgressBarType", 1},
		{"ResultCode", ""}, {"ResultMsg", ""},
	}
	if t.status == inCancelled {
		o[len(o)-2].value, o[len(o)-1].value = "clientCancelled", "The transfer was cancelled."
	}
	for _, date := range []struct {
		name string
		at   time.Time
	}{
		{"SubmissionDate", t.began}, {"ModificationDate", t.modified}, {"ExpirationDate", t.began.Add(inLife)},
		{"ResultDate", t.ended}, {"TransferAuthorizationCodeSubmissionDate", t.coded},
	} {
		if !date.at.IsZero() {
			o = append(o, field{date.name, wireTime(date.at)}, field{date.name + "Long", date.at.UnixMilli()})
		}
	}
	return o
}

func transferInOperations() []operation {
	code := param{name: "TransferAuthorizationCode", required: true, ok: isText}
	return []operation{
		{
			name: "QueryTransferInList", run: listIncoming,
			params: []param{
				pageNum, pageSize(100), {name: "DomainName"},
				{name: "SimpleTransferInStatus", ok: oneOf("INIT", "AUTHORIZATION", "NAME_VERIFICATION", "PASSWORD_VERIFICATION", "PENDING", "SUCCESS", "FAIL")},
				{name: "SubmissionStartDate", ok: number(0, 1<<53)}, {name: "SubmissionEndDate", ok: number(0, 1<<53)},
			},
		},
		{name: "QueryTransferInByInstanceId", run: queryIncoming, params: []param{instance}},
		{name: "TransferInRefetchWhoisEmail", run: nudge, change: nudged, params: []param{domainName}},
		{name: "TransferInResendMailToken", run: nudge, change: nudged, params: []param{domainName}},
		{name: "TransferInReenterTransferAuthorizationCode", run: enterCode, change: codeEntered, params: []param{domainName, code}},
		{name: "TransferInCheckMailToken", run: checkToken, change: tokenChecked, params: []param{{name: "Token", required: true}}},
		{
			name: "SaveSingleTaskForCancelingTransferIn", run: submit, foreign: true, params: []param{domainName},
			types: map[string]string{"": typeCancelIn}, refuse: onlyPending, effect: cancelIn,
		},
	}
}
