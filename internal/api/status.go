package api

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"domainbatch/internal/job"
)

// The words of TaskStatus (003 §5.13 to §5.16). Words decide before codes: the
// codes of tasks (1 to 3) and of details (0 to 3) are two scales.
var (
	taskWords = map[string]bool{"WAITINGEXECUTE": false, "EXECUTING": false, "COMPLETE": true}
	taskCodes = map[string]bool{"1": false, "2": false, "3": true}

	detailWords = map[string]job.Status{
		"WAITINGEXECUTE": job.StatusWaiting,
		"EXECUTING":      job.StatusExecuting,
		"EXECUTESUCCESS": job.StatusSuccess,
		"EXECUTEFAILURE": job.StatusFailure,
	}
	detailCodes = map[string]job.Status{
		"0": job.StatusWaiting, "1": job.StatusExecuting, "2": job.StatusSuccess, "3": job.StatusFailure,
	}
)

func taskComplete(word, code string) bool {
	if complete, ok := taskWords[letters(word)]; ok {
		return complete
	}
	return taskCodes[code]
}

// detailStatusOf gives StatusNone for what is neither a known word nor a known
// code: such a detail stays open, it is never taken for a success.
func detailStatusOf(word, code string) job.Status {
	if status, ok := detailWords[letters(word)]; ok {
		return status
	}
	return detailCodes[code]
}

func letters(word string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, word))
}

// zone is the one that the API's times without zone are in. No document says
// so; it follows from examples that have both forms (003 §5.15: 2017-11-01
// 17:22:51 is 1509528171000).
var zone = time.FixedZone("UTC+08:00", 8*60*60)

// ParseTime reads a time as the API writes it: milliseconds since 1970, or one
// of the two formats without zone, which are taken to be in
// UTC+08:00. False for anything else.
func ParseTime(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	// Shorter numbers are no milliseconds of this century.
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) >= 12 && ms > 0 {
		return time.UnixMilli(ms).In(zone), true
	}
	for _, layout := range []string{time.DateTime, "Jan 2, 2006 15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
