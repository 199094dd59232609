package dossier

import (
	"strings"
	"testing"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// What the program calls by a code of its own is no word of the registrar's.
func TestOwnCodesAreNotTheRegistrars(t *testing.T) {
	for _, code := range []string{api.CodeNoAnswer, api.CodeBadAnswer, api.CodeProxy, api.CodeNotSent, api.CodeCredentials, api.CodeInterrupted} {
		for _, lang := range []Lang{EN, ZH} {
			m := &maker{lang: lang, Record: &Record{}}
			why := m.explain(job.Unknown, code, "connection reset by peer")
			if strings.Contains(why.text, code) || chinese(why.text) != (lang == ZH) || chinese(why.todo) != (lang == ZH) || why.said != lang.Say("reason.recorded", "connection reset by peer") {
				t.Errorf("%s %s: %+v", lang, code, why)
			}
		}
	}
	m := &maker{lang: EN, Record: &Record{}}
	if why := m.explain(job.Unknown, "Weather.Bad", ""); strings.Contains(why.text, "refused") {
		t.Errorf("an answer that leaves all open: %+v", why)
	}
}

// A domain whose answer was lost may have been changed, and coverage says so.
func TestCoverageOfWhatIsInDoubt(t *testing.T) {
	b := newBuild()
	c := b.contact(buyer())
	b.change(b.row("one.com"), want{target: "admin", contact: c})
	b.change(b.row("two.com"), want{target: "admin", contact: c})
	b.load()
	b.planned()
	b.begin()
	b.send(1, job.Doubtful, job.Standing{Lost: 1, Code: api.CodeNoAnswer, Message: "reset"})
	b.send(2, job.Settled, job.Standing{Result: job.Unchanged})
	for _, d := range b.both(t, Options{}) {
		right, doubt := d.Coverage.Lines[0], d.Coverage.Lines[1]
		if doubt.State != NotChanged || !strings.HasPrefix(doubt.Reason, d.Lang.Say("coverage.doubt")) {
			t.Errorf("in doubt: %+v", doubt)
		}
		if !strings.Contains(d.Coverage.Note, d.Lang.Say("coverage.open", 1)) {
			t.Errorf("note %q", d.Coverage.Note)
		}
		if right.State != Changed || right.Reason != d.Lang.Say("coverage.right") {
			t.Errorf("right already: %+v", right)
		}
	}
}

// The date of an expiry is the one that the registrar names: its times are UTC+08:00.
func TestExpiryIsTheRegistrarsDate(t *testing.T) {
	at := time.Date(2027, 5, 4, 16, 0, 0, 0, time.UTC)
	if got := expiry(at); got.Format(time.DateOnly) != "2027-05-05" || !got.Equal(at) {
		t.Errorf("expires %s", got)
	}
}
