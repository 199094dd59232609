package dossier

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// said makes a message of a format with things that may be in it.
func said(format string) string {
	var args []any
	for i, verb := range strings.Split(format, "%")[1:] {
		switch {
		case verb[0] == 'd':
			args = append(args, 7+i)
		case format == job.MessageNoTaskShows:
			args = append(args, job.ShowsWanted)
		case format == job.MessageNeeds || format == job.MessageWaits:
			args = append(args, [...]string{"registrant", "unknown"}[i])
		case format == job.MessageStopped:
			args = append(args, fmt.Sprintf(job.StoppedByAPI, "QueryTaskDetailList", "Throttling.User"))
		case format == job.StoppedByAPI:
			args = append(args, [...]string{"QueryTaskDetailList", "Throttling.User"}[i])
		default:
			args = append(args, "TASK-9")
		}
	}
	return fmt.Sprintf(format, args...)
}

func chinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// english are words of the program that no Chinese text has.
func english(text string) bool {
	for _, word := range []string{" the ", "The ", " was ", " is ", "not sent", "answer"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// Whatever the program can record of a change is said in the language of the dossier.
func TestReasonsInBothLanguages(t *testing.T) {
	for _, format := range job.Messages {
		for _, result := range []job.Result{job.Failed, job.Unknown, job.Unsent, job.Skipped, job.Invalid} {
			for _, code := range []string{"", "DomainNotExist", "NobodyKnows"} {
				for _, lang := range []Lang{EN, ZH} {
					m := &maker{lang: lang, Record: &Record{}}
					why := m.explain(result, code, said(format))
					if why.text == "" || why.todo == "" || strings.Contains(why.text, "%!") || strings.Contains(why.text, "…") {
						t.Errorf("%s %s %q %s: %+v", lang, result, format, code, why)
					}
					if got := chinese(why.text) && chinese(why.todo); got != (lang == ZH) {
						t.Errorf("%s %s %q: %q %q", lang, result, format, why.text, why.todo)
					}
					if lang == ZH && (english(why.text) || english(why.todo)) {
						t.Errorf("%s: %q %q", format, why.text, why.todo)
					}
				}
			}
		}
	}
}

func TestReasons(t *testing.T) {
	tests := map[string]struct {
		result        job.Result
		code, message string
		text, said    string
	}{
		"a code":            {job.Failed, "DomainNotExist", "no such domain", "The domain is not in this account.", "no such domain"},
		"an unknown code":   {job.Failed, "Weather.Bad", "it rains", "The registrar refused it with the code Weather.Bad.", "it rains"},
		"the task":          {job.Failed, "EXECUTE_FAILURE", "The registry said no.", "The registrar carried the task out and reports that it failed.", "The registry said no."},
		"nothing":           {job.Unknown, "", "", "It was sent and its answer was lost.", ""},
		"others":            {job.Failed, "ParameterIllegal", fmt.Sprintf(job.MessageLikeOthers, "bad name"), "Not tried for this domain alone, since the same data were refused for others. The API refused a value.", "bad name"},
		"verification":      {job.Invalid, "ParameterIllegal", fmt.Sprintf(job.MessageRefusedData, "bad phone"), "The registrar's check of the contact data (VerifyContactField) refuses them; nothing was sent. The API refused a value.", "bad phone"},
		"a predecessor":     {job.Unsent, "", fmt.Sprintf(job.MessageNeeds, job.UpdateLockOff, job.Failed), "Not sent: it needs “Lifting the update lock” to come before it, and the result of that is “failed”.", ""},
		"waiting":           {job.Unsent, "", fmt.Sprintf(job.MessageWaits, "the change of registrant", job.Pending), "Not sent: it waits for “the registrant”, and the result of that is “pending”.", ""},
		"an end":            {job.Unsent, "", fmt.Sprintf(job.MessageStopped, job.StoppedByUser), "Not sent: the run was interrupted.", ""},
		"an end of another": {job.Unsent, "", fmt.Sprintf(job.MessageStopped, "the moon is full"), "Not sent: the moon is full.", ""},
		"what is shown":     {job.Unknown, "", fmt.Sprintf(job.MessageNoTaskShows, job.ShowsOther), "The answer was lost and the registrar lists no task for it, but it shows other data than before.", ""},
		"somebody":          {job.Unsent, "", fmt.Sprintf(job.MessageSentAgain, "Ann: who is %d"), "Planned again, since Ann: who is %d found that nothing was done.", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := &maker{lang: EN, Record: &Record{}}
			why := m.explain(test.result, test.code, test.message)
			if why.text != test.text || why.said != test.said || why.todo == "" {
				t.Errorf("%+v", why)
			}
		})
	}
}

// One invalid row holds all others up, unless the user said to go on with them.
func TestHeldBack(t *testing.T) {
	for _, skip := range []string{"false", "true"} {
		b := newBuild()
		b.info.Options["skip-invalid"] = skip
		c := b.contact(buyer())
		b.change(b.row("one.com"), want{target: "admin", contact: c})
		bad := b.row("two.com")
		bad.Issues = []job.Issue{{Cell: "Domains!E3", Column: "Email", Value: "x", Message: "there is no @ in the e-mail address"}}
		b.load()
		for _, d := range b.both(t, Options{}) {
			if d.Rows[0].Result != job.Unsent || d.Rows[1].Result != job.Invalid {
				t.Errorf("%s %s", d.Rows[0].Result, d.Rows[1].Result)
			}
			held := d.Lang.Say("reason.held", 1)
			if got := d.Rows[0].Reason == held && d.Changes[0].Reason == held; got != (skip == "false") {
				t.Errorf("skip-invalid %s: %q and %q", skip, d.Rows[0].Reason, d.Changes[0].Reason)
			}
			if d.Rows[1].Reason == "" || chinese(d.Rows[1].Reason) != (d.Lang == ZH) || !strings.Contains(d.Rows[1].Reason, "Domains!E3") {
				t.Errorf("%s: %q", d.Lang, d.Rows[1].Reason)
			}
			if f := d.Failures[0]; !strings.Contains(f.Said, "there is no @") || !strings.HasSuffix(f.Said, "[x]") {
				t.Errorf("said %q", f.Said)
			}
		}
	}
}

// The words of an issue about the lock are not quoted for a name of a country.
func TestQuotes(t *testing.T) {
	m := newMaker(&Record{plan: &job.Plan{}, ledger: &job.Ledger{}, info: &job.Info{}}, Options{Lang: EN, Policies: api.Rules})
	text := "true locks the domain against transfer for 60 days"
	if got := m.quote(m.registry("one.com"), text); got != text {
		t.Errorf("of a gTLD: %q", got)
	}
	if got := m.quote(m.registry("one.cn"), text); got != "" {
		t.Errorf("of a ccTLD: %q", got)
	}
	if got := m.quote(m.registry("one.cn"), "160 domains"); got == "" {
		t.Error("other words are not quoted")
	}
}
