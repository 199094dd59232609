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
		if !s.Found || s.Result != job.Succeeded {
			continue
		}
		other, err := a.showsOther(ctx, l, group, s.Change)
		if err != nil {
			return err
		}
		if other {
			s.Result, s.Code = job.Unknown, ""
			s.Message = fmt.Sprintf(job.MessageOtherData, s.TaskNo)
		}
	}
	return nil
}

// showsOther tells whether the registrar shows something else than a change has asked for.
func (a *apply) showsOther(ctx context.Context, l *line, group *job.Group, id job.ChangeID) (bool, error) {
	switch {
	case stateful(group.Action):
		now, _, err := a.readState(ctx, l, id)
		return now != nil && contradicts(group, now), err
	case group.Contact == 0:
		return false, nil
	}
	now, err := a.readNow(ctx, l, id)
	return now.Fields != nil && !resembles(a.Plan.Contact(group.Contact).Fields, now.Fields), err
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
