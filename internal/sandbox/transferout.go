package sandbox

import (
	"encoding/hex"
	"strconv"
	"time"
)

// The Status of a transfer out (003 §5.19).
const (
	outNothing = 1 // nothing has happened yet
	outCode    = 3
	outRunning = 4
	outFailed  = 8
)

// codeLife is how long an authorization code is good.
const codeLife = 30 * 24 * time.Hour

// transferOut is what was done about the transfer of a domain out of the account.
type transferOut struct {
	code      time.Time // when it was told; zero: never
	cancelled time.Time
}

// codeOf is the authorization code of a domain: always the same, and told by
// its beginning wherever it should not be.
func codeOf(name string) string {
	return "Epp&" + hex.EncodeToString(strconv.AppendUint(nil, hash64("code "+name)%1e6, 10)) + "<" + strconv.FormatUint(hash64(name)%1e4, 10)
}

func transferCode(_ *Sandbox, t *task, i int) string { return codeOf(t.details[i].name) }

// endCode refuses the code of a domain that must not be transferred out.
func endCode(s *Sandbox, t *task, d *detail) outcome {
	st := s.at(d.name, t.created)
	switch {
	case s.isOn(d.name, transferLock, t.created), st != nil && t.created.Before(st.barred):
		return guarded
	case s.phase(d.name, t.created) != inForce:
		return overdue
	}
	return done
}

func tellCode(_ *Sandbox, d *domain, t *task, i int) { d.out.code = t.ended(i) }

// outStatus tells how the transfer of a domain out of the account stands.
func (s *Sandbox) outStatus(name string, now time.Time) int {
	d := s.at(name, now)
	switch {
	case d != nil && !d.out.cancelled.IsZero() && !d.out.code.After(d.out.cancelled):
		return outFailed
	case fateOf(name) == fateLeaving && (d == nil || d.out.cancelled.IsZero()):
		return outRunning
	case d != nil && !d.out.code.IsZero():
		return outCode
	}
	return outNothing
}

// leavingStatus is the TransferOutStatus of a domain.
func (s *Sandbox) leavingStatus(name string, now time.Time) string {
	if s.outStatus(name, now) == outRunning {
		return "PENDING"
	}
	return "NORMAL"
}

// endCancelOut refuses where there is nothing to cancel.
func endCancelOut(s *Sandbox, t *task, d *detail) outcome {
	if status := s.outStatus(d.name, t.created); status != outRunning && status != outCode {
		return staying
	}
	return done
}

func cancelOut(_ *Sandbox, d *domain, t *task, i int) { d.out.cancelled = t.ended(i) }

// queryOutgoing answers how a transfer out stands.
func queryOutgoing(s *Sandbox, _ *operation, c *call) (object, *fail) {
	name := c.names[0]
	if !s.exists(name, c.at) {
		return nil, notThere()
	}
	status := s.outStatus(name, c.at)
	var told, requested time.Time
	if d := s.at(name, c.at); d != nil {
		told = d.out.code
	}
	if fateOf(name) == fateLeaving {
		requested = startOfDay(c.at)
		if told.IsZero() {
			told = requested.Add(-24 * time.Hour)
		}
	}
	o := object{{"Status", status}, {"Email", s.contactOf(name, registrant, c.at)["Email"]}, {"ResultCode", ""}, {"ResultMsg", ""}}
	if status == outFailed {
		o[2].value, o[3].value = "clientRejected", "The transfer was rejected by the losing registrar."
	}
	o = append(o, field{"TransferAuthorizationCodeSendDate", timeOrNone(told)}, field{"PendingRequestDate", timeOrNone(requested)})
	if !told.IsZero() {
		return append(o, field{"ExpirationDate", wireTime(told.Add(codeLife))}), nil
	}
	return append(o, field{"ExpirationDate", ""}), nil
}

func transferOutOperations() []operation {
	return []operation{
		{name: "QueryTransferOutInfo", run: queryOutgoing, params: []param{domainName}},
		{
			name: "SaveSingleTaskForQueryingTransferAuthorizationCode", run: submit, params: []param{domainName},
			types: map[string]string{"": typeTransferCode}, ends: endCode, effect: tellCode, result: transferCode,
		},
		{
			name: "SaveSingleTaskForCancelingTransferOut", run: submit, params: []param{domainName},
			types: map[string]string{"": typeCancelOut}, ends: endCancelOut, effect: cancelOut,
		},
	}
}
