package job

import (
	"slices"
	"time"
)

// ReadUntil is up to when the registrar's log of an account was read whole, from
// that moment on and without a gap.
func ReadUntil(from time.Time, account string, logs []ChangeLog) time.Time {
	whole := slices.DeleteFunc(slices.Clone(logs), func(c ChangeLog) bool {
		return c.Account != account || c.Domain != "" || !c.Whole
	})
	slices.SortStableFunc(whole, func(a, b ChangeLog) int { return a.From.Compare(b.From) })
	until := from
	for i := range whole {
		if !whole[i].From.After(until.Add(time.Millisecond)) && whole[i].To.After(until) {
			until = whole[i].To
		}
	}
	return until
}

// Gaps are the stretches of the registrar's logs that were not read whole, and
// have not been since: they begin where what was read whole from the first
// stretch of an account on ends.
func Gaps(logs []ChangeLog) (gaps []ChangeLog) {
	begins := make(map[string]time.Time)
	for i := range logs {
		if at, known := begins[logs[i].Account]; !known || logs[i].From.Before(at) {
			begins[logs[i].Account] = logs[i].From
		}
	}
	for i := range logs {
		account := logs[i].Account
		if !logs[i].Whole && logs[i].Domain == "" && logs[i].To.After(ReadUntil(begins[account], account, logs)) {
			gaps = append(gaps, logs[i])
		}
	}
	return gaps
}
