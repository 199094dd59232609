package dossier

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// stretch is a time of the registrar's log of an account, as one reading or several
// that overlap have shown it.
type stretch struct {
	job.ChangeLog           // From and To of them all; the records of them all, each once
	readings      int       // distinct times at which it was read
	last          *logShown // the newest of them
}

// logShown is what one reading showed of a time.
type logShown struct {
	from, to time.Time
	total    int // as the registrar counts them
}

// registrar makes the registrar's own log. A later reading begins in the time of an
// earlier one and records what is new in it only, so that they are told as one.
func (m *maker) registrar() {
	for _, s := range stretches(m.logs) {
		out := RegistrarLog{
			Account: s.Account, From: utc(s.From), To: utc(s.To), Domain: s.Domain, Whole: s.Whole, Read: utc(s.At),
			Text: m.logText(s), Records: make([]RegistrarOp, len(s.Records)),
		}
		for i, r := range s.Records {
			out.Records[i] = RegistrarOp{Domain: r.Domain, Operation: r.Operation, Result: r.Result, Details: r.Details, IP: r.IP, Time: r.Time}
			if name := m.unicode(r.Domain); name != r.Domain {
				out.Records[i].Unicode = name
			}
		}
		m.d.Registrar = append(m.d.Registrar, out)
	}
}

// stretches joins the readings: those of a kind that overlap or follow each other,
// then whatever a whole one of the account has in it.
func stretches(logs []*job.ChangeLog) []*stretch {
	sorted := slices.Clone(logs)
	slices.SortStableFunc(sorted, func(a, b *job.ChangeLog) int {
		whole := 0
		if a.Whole != b.Whole {
			whole = 1
			if a.Whole {
				whole = -1
			}
		}
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Domain, b.Domain), whole, cmp.Compare(a.Code, b.Code), a.From.Compare(b.From))
	})
	var joined []*stretch
	for _, log := range sorted {
		if n := len(joined); n > 0 && joined[n-1].follows(log) {
			joined[n-1].take(log)
			continue
		}
		s := &stretch{ChangeLog: *log}
		s.Records, s.At = nil, time.Time{}
		s.take(log)
		joined = append(joined, s)
	}
	joined = within(joined)
	for _, s := range joined {
		slices.SortStableFunc(s.Records, func(a, b job.LogRecord) int { return cmp.Compare(a.Time, b.Time) })
	}
	slices.SortStableFunc(joined, func(a, b *stretch) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), a.From.Compare(b.From), strings.Compare(a.Domain, b.Domain))
	})
	return joined
}

// follows tells whether a reading that begins no earlier is of the same kind and
// leaves no gap.
func (s *stretch) follows(log *job.ChangeLog) bool {
	return s.Account == log.Account && s.Domain == log.Domain && s.Whole == log.Whole && s.Code == log.Code &&
		!log.From.After(s.To.Add(time.Millisecond))
}

// take adds a reading. The executor records a line of the log once, whichever of
// the readings showed it.
func (s *stretch) take(log *job.ChangeLog) {
	s.Records = append(s.Records, log.Records...)
	if log.To.After(s.To) {
		s.To = log.To
	}
	s.readings++
	if s.last == nil || !log.At.Before(s.At) {
		s.last = &logShown{from: log.From, to: log.To, total: log.Total}
	}
	if log.At.After(s.At) {
		s.At = log.At
	}
}

// within puts what a whole stretch of the account has in it into that one: what
// could not be read and was later, and what was asked for each domain.
func within(joined []*stretch) []*stretch {
	whole := make(map[string][]*stretch)
	for _, s := range joined {
		if s.Whole && s.Domain == "" {
			whole[s.Account] = append(whole[s.Account], s)
		}
	}
	return slices.DeleteFunc(joined, func(s *stretch) bool {
		if s.Whole && s.Domain == "" {
			return false
		}
		for _, over := range whole[s.Account] {
			if !s.From.Before(over.From) && !s.To.After(over.To) {
				over.Records = append(over.Records, s.Records...)
				if s.At.After(over.At) {
					over.At = s.At
				}
				return true
			}
		}
		return false
	})
}

// logText says how many lines stand here, and how many the registrar counts where
// those are others: of domains that are no business of the run nothing is kept.
func (m *maker) logText(s *stretch) string {
	n := len(s.Records)
	var text string
	switch {
	case s.Code != "":
		return m.say("log.refused", s.Code)
	case !s.Whole && s.last.total > 0:
		text = m.say("log.part", n, s.last.total)
	case !s.Whole:
		text = m.say("log.part.uncounted", n)
	default:
		text = m.say("log.whole", n)
	}
	switch {
	case s.readings > 1:
		text += m.say("log.joined")
		if s.last.total > 0 {
			text += m.say("log.last", stamp(s.last.from), stamp(s.last.to), s.last.total)
		}
	case s.Whole && s.last.total > n:
		text += m.say("log.counted", s.last.total)
	}
	return text
}
