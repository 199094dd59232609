package executor

import (
	"fmt"
	"strings"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Verification mails: 500 addresses for an account and day are documented, in a day
// that is counted where the registrar is.
const mailsADay = 500

// QuotaError is returned when verification mails are left that must not be sent
// today any more. The run can go on the next day.
type QuotaError struct {
	Left  int       // addresses
	Again time.Time // when the next day begins
}

// Error says how many are left, and until when.
func (e *QuotaError) Error() string {
	return fmt.Sprintf(job.StoppedByQuota,
		e.Left, mailsADay, e.Again.Format(time.RFC3339))
}

// Is makes it one of the ends after which a run goes on by waiting: ErrWaitOver.
func (e *QuotaError) Is(target error) bool { return target == ErrWaitOver }

// mails tells whether an operation has verification mails sent.
func mails(op *api.Operation) bool {
	return op.Name == api.SubmitEmailVerification || op.Name == api.ResendEmailVerification
}

// mailZone is where the days of the quota are counted.
var mailZone = time.FixedZone("", 8*60*60)

func mailDay(at time.Time) string { return at.In(mailZone).Format(time.DateOnly) }

// countMails counts the addresses that mails were sent to, or may have been, by day.
func (a *apply) countMails() {
	a.mailed = make(map[string]int)
	for i := range a.Plan.Changes {
		s := a.standing(a.Plan.Changes[i].ID)
		if !a.mine(s.Change) {
			continue
		}
		no := s.State == job.Refused || s.State == job.Settled && s.Result == job.Failed
		if !s.Submitted.IsZero() && !no && mails(operation(a.Plan.GroupOf(s.Change).Action)) {
			a.mailed[mailDay(s.Submitted)]++
		}
	}
}

// mailRoom is how many changes of a batch may be sent now.
func (a *apply) mailRoom(w *work, now time.Time) int {
	if !mails(operation(a.Plan.Group(w.batch.Group).Action)) {
		return len(w.batch.Changes)
	}
	return min(len(w.batch.Changes), mailsADay-a.mailed[mailDay(now)])
}

// countMail takes in that a batch is sent, or with -1 that it surely was not.
func (a *apply) countMail(w *work, at time.Time, sign int) {
	if mails(operation(a.Plan.Group(w.batch.Group).Action)) {
		a.mailed[mailDay(at)] += sign * len(w.batch.Changes)
	}
}

// usedUp tells whether the API says that no more mails can be sent today: other
// programs of the account have mails sent too.
func usedUp(code string) bool { return strings.EqualFold(code, "SendTokenQuotaExceeded") }

// noMoreToday takes the API's word that the day's mails are used up.
func (a *apply) noMoreToday(w *work) {
	a.mailed[mailDay(time.Now())] = mailsADay
	a.leaveForTomorrow(w)
}

// leaveForTomorrow puts a batch aside that must not be sent today.
func (a *apply) leaveForTomorrow(w *work) {
	a.queue.overQuota = append(a.queue.overQuota, w)
	for _, id := range w.batch.Changes {
		a.queue.of[id] = w
	}
}

// putAside counts the addresses that are left for another day.
func (q *queue) putAside() (n int) {
	for _, w := range q.overQuota {
		n += len(w.batch.Changes)
	}
	return n
}

// quota is the error of what was put aside; nil for nothing.
func (a *apply) quota(now time.Time) error {
	left := a.queue.putAside()
	if left == 0 {
		return nil
	}
	year, month, today := now.In(mailZone).Date()
	return &QuotaError{Left: left, Again: time.Date(year, month, today+1, 0, 0, 0, 0, mailZone)}
}
