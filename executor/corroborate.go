package executor

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"domainbatch/internal/job"
)

// corroborate looks at what the registrar shows where success was read off a task
// that was found by asking: it may be another's task on the same domains. Where
// the registrar shows other data than were sent, the result is unknown.
func (a *apply) corroborate(ctx context.Context, l *line, settled []job.Standing) error {
	for i := range settled {
		s := &settled[i]
		group := a.Plan.GroupOf(s.Change)
		if !s.Found || s.Result != job.Succeeded || group.Contact == 0 {
			continue
		}
		now, err := a.readNow(ctx, l, s.Change)
		if err != nil {
			return err
		}
		if now.Fields != nil && !resembles(a.Plan.Contact(group.Contact).Fields, now.Fields) {
			s.Result, s.Code = job.Unknown, ""
			s.Message = fmt.Sprintf("the answer was lost; task %s holds this domain and reports success, "+
				"but the registrar shows other data: it may be another's task", s.TaskNo)
		}
	}
	return nil
}

// resembles tells whether a contact is the wanted one but for case, spaces and
// punctuation, which a registrar may write its own way.
func resembles(want, have job.Params) bool {
	for name, value := range want {
		if shown, told := have[name]; told && plain(shown) != plain(value) {
			return false
		}
	}
	return true
}

func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
