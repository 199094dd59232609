package dossier

import (
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// reason is why something is not done, in the dossier's language, with what to do.
type reason struct {
	text, todo string
	said       string // what was recorded, where that is more than the reason says
	own        bool   // the program has recorded it, and no word of the registrar's is in it
}

// taskFailed is the code of a change whose task ended in failure.
const taskFailed = "EXECUTE_FAILURE"

type reasonKey struct {
	result        job.Result
	code, message string
}

// reasonOf says why a change is not done. What the program has recorded is said in
// the dossier's language; what the registrar has said is quoted.
func (m *maker) reasonOf(out *Change, s *job.Standing) reason {
	message := s.Message
	switch {
	case out.Result == job.Invalid && s.State != job.Settled:
		message = job.MessageRowsInvalid
	case m.held > 0 && s.State != job.Settled:
		return m.heldBack()
	case message == "" && out.Result == job.Unsent:
		message = m.waits(out.ID)
	}
	key := reasonKey{out.Result, s.Code, message}
	why, known := m.reasons[key]
	if !known {
		why = m.explain(out.Result, s.Code, message)
		m.reasons[key] = why
	}
	why.said = m.quote(out.Registry, why.said)
	return why
}

// waits says why a planned change was not sent, as the report does.
func (m *maker) waits(id job.ChangeID) string {
	row := job.Row{Changes: []job.ChangeID{id}}
	return strings.Join(m.plan.Outcome(&row, m.ledger, "").Messages, "\n")
}

// explain finds the words for a result with its code and message.
func (m *maker) explain(result job.Result, code, message string) reason {
	why := reason{said: message}
	m.explainCode(&why, code)
	if format, args, own := job.ReadMessage(message); own {
		m.restate(&why, format, args)
	}
	if why.text == "" {
		why.text = m.plainReason(result, code)
	}
	if why.todo == "" {
		why.todo = resultWords[result].todo.in(m.lang)
	}
	return why
}

// explainCode says what a code means: one of the API's, or one of the program's own.
func (m *maker) explainCode(why *reason, code string) {
	entry, known := codeWords[api.CodeEntry(code)]
	if own, is := ownWords[code]; is {
		entry, known = own, true
		if why.said != "" {
			why.said = m.say("reason.recorded", why.said)
		}
	}
	if known {
		why.text, why.todo = entry.text.in(m.lang), entry.todo.in(m.lang)
	}
}

// plainReason is what can be said where there are no words for a code.
func (m *maker) plainReason(result job.Result, code string) string {
	switch {
	case code == taskFailed:
		return m.say("reason.task")
	case code == "":
		return resultWords[result].text.in(m.lang)
	case result == job.Failed || result == job.Invalid:
		return m.say("reason.code", code)
	}
	return m.say("reason.open", code)
}

// restate says what the program has recorded in the dossier's words. What it has
// quoted of the registrar's stays quoted, and the code says what that means.
func (m *maker) restate(why *reason, format string, args []string) {
	entry := messageWords[format]
	todo := entry.todo.in(m.lang)
	if quoting[format] {
		why.said = args[0]
		why.text = strings.TrimSpace(entry.text.in(m.lang) + " " + why.text)
		if why.todo == "" {
			why.todo = todo
		}
		return
	}
	why.own, why.said = true, ""
	why.text = entry.fill(m.lang, m.terms(args))
	if format == job.MessageStopped {
		why.text = m.stopped(args[0])
	}
	if todo != "" {
		why.todo = todo
	}
}

// stopped says that something was not sent since a process stopped, and why it did.
func (m *maker) stopped(why string) string {
	return m.say("reason.stopped", m.ending(why))
}

// terms puts what was filled into a message into the dossier's language: results,
// what is changed, what the registrar shows.
func (m *maker) terms(args []string) []any {
	out := make([]any, len(args))
	for i, arg := range args {
		out[i] = m.term(arg)
	}
	return out
}

func (m *maker) term(text string) string {
	if entry, known := resultWords[job.Result(text)]; known {
		return entry.name.in(m.lang)
	}
	if words, known := termWords[text]; known {
		return words.in(m.lang)
	}
	rest, doing := strings.CutPrefix(text, "the change of ")
	if doing {
		return m.term(rest)
	}
	if op, known := api.Lookup(text); known {
		return m.operation(op)
	}
	return text
}

// quote gives what was recorded, without what does not hold for the domain: the
// policies of ICANN do not for the names of countries.
func (m *maker) quote(registry *Registry, text string) string {
	if registry == nil || registry.Class == string(api.GTLD) {
		return text
	}
	for _, policy := range m.o.Policies {
		if policy.Rule == api.LockAfterRegistrant && namesDays(text, policy.Days) {
			return ""
		}
	}
	return text
}

// saying is a text in English and in Chinese.
type saying [2]string

func (s saying) in(l Lang) string {
	if l == ZH {
		return s[1]
	}
	return s[0]
}

// advice is what is said of a case, and what to do about it.
type advice struct{ text, todo saying }
