package cli

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // zones by name, also where the system has none
)

// hours say when sending may start: inside a daily window, before a last
// moment. The window is a matter of the clock on the wall in its zone: a time
// of day that the clock jumps over is not there, one that it shows twice is
// there twice. The zero value is always open. Safe for concurrent use.
type hours struct {
	zone     *time.Location // of the window
	until    time.Time      // nothing starts from then on; zero where there is no such moment
	from, to int            // the window in minutes of the day; equal where it is always open
}

const (
	wholeDay = 24 * 60 // minutes

	zoneHint   = "give an IANA name such as Asia/Shanghai or Europe/Berlin; without the flag the zone of this machine counts"
	windowHint = "give HH:MM-HH:MM, such as 22:00-06:00; 24:00 is good for an end"
	untilHint  = "give HH:MM for the next time the clock shows that, 2026-11-27 06:00 in the time zone, or 2026-11-27T06:00:00+08:00"
)

// newHours reads the values of --until, --window and --time-zone, empty where
// they are not given. What is wrong with one is a fault of usage.
func newHours(until, window, zone string, now time.Time) (hours, error) {
	place, err := zoneNamed(zone)
	if err != nil {
		return hours{}, err
	}
	h := hours{zone: place}
	if window != "" {
		if h.from, h.to, err = parseWindow(window); err != nil {
			return hours{}, err
		}
	}
	if until != "" {
		if h.until = parseUntil(until, now.In(place)); h.until.IsZero() {
			return hours{}, usage(fmt.Sprintf("--until %s: no time", until), untilHint)
		}
	}
	return h, nil
}

// closes is the moment from which on nothing may start any more: zero where
// there is none, not after now where that is so already.
func (h hours) closes(now time.Time) time.Time {
	if h.from == h.to {
		return h.until
	}
	end := h.turn(now, false)
	if !h.until.IsZero() && h.until.Before(end) {
		return h.until
	}
	return end
}

// opens is the first moment, not before now, at which something may start:
// now itself while it is open. There is none once the last moment has passed,
// or where it comes before the window opens again.
func (h hours) opens(now time.Time) (time.Time, bool) {
	if h.from != h.to {
		now = h.turn(now, true)
	}
	if !h.until.IsZero() && !now.Before(h.until) {
		return time.Time{}, false
	}
	return now, true
}

// turn is the first moment, not before t, at which the window is open, or is
// not. It changes where the clock shows one of its ends; where the clock jumps
// it may change too.
func (h hours) turn(t time.Time, open bool) time.Time {
	for t = t.In(h.zone); h.has(t) != open; {
		next := clockShows(t, h.from)
		if end := clockShows(t, h.to); end.Before(next) {
			next = end
		}
		if jump := steadyTo(t); !jump.IsZero() && jump.Before(next) {
			next = jump
		}
		t = next
	}
	return t
}

func (h hours) has(t time.Time) bool {
	hour, minute, _ := t.Clock()
	at := hour*60 + minute
	if h.from < h.to {
		return h.from <= at && at < h.to
	}
	return h.from <= at || at < h.to
}

// clockShows is the first moment after t at which a clock that does not jump
// shows the minute of the day.
func clockShows(t time.Time, minute int) time.Time {
	hour, past, second := t.Clock()
	left := ((minute-hour*60-past)*60 - second + 2*wholeDay*60) % (wholeDay * 60)
	if left == 0 {
		left = wholeDay * 60
	}
	return t.Add(time.Duration(left)*time.Second - time.Duration(t.Nanosecond()))
}

// steadyTo is a moment after t before which the clock does not jump; zero where
// it never does.
func steadyTo(t time.Time) time.Time {
	_, end := t.ZoneBounds()
	if !end.IsZero() && !end.After(t) {
		// The last day of a leap year is after the end of the year that the
		// library counts to (go.dev/issue/81583): nothing follows in that year.
		return t.Truncate(24 * time.Hour).Add(24 * time.Hour)
	}
	return end
}

func zoneNamed(name string) (*time.Location, error) {
	if name == "" {
		return time.Local, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, usage(fmt.Sprintf("--time-zone %s: no time zone", name), zoneHint)
	}
	return zone, nil
}

func parseWindow(text string) (from, to int, err error) {
	first, second, found := strings.Cut(text, "-")
	from, ok := minuteOfDay(first)
	to, good := minuteOfDay(second)
	if strings.TrimSpace(second) == "24:00" {
		to, good = wholeDay, true
	}
	switch {
	case !found || !ok || !good:
		return 0, 0, usage(fmt.Sprintf("--window %s: not of the form HH:MM-HH:MM", text), windowHint)
	case from == to:
		return 0, 0, usage(fmt.Sprintf("--window %s: it ends where it begins", text), windowHint+"; the whole day is 00:00-24:00")
	case to-from == wholeDay:
		return 0, 0, nil
	}
	return from, to, nil
}

func minuteOfDay(text string) (int, bool) {
	t, err := time.Parse("15:04", strings.TrimSpace(text))
	return t.Hour()*60 + t.Minute(), err == nil
}

// parseUntil reads a moment, in the zone of now where it names none; zero
// where it is none.
func parseUntil(text string, now time.Time) time.Time {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.In(now.Location())
	}
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02T15:04"} {
		if wall, err := time.Parse(form, text); err == nil {
			return clockReaches(wall, now.Location(), time.Time{})
		}
	}
	minute, ok := minuteOfDay(text)
	if !ok {
		return time.Time{}
	}
	// Where the clock is set back over midnight, the end of the day before
	// comes once more.
	year, month, today := now.Date()
	for date := today - 1; ; date++ {
		wall := time.Date(year, month, date, 0, minute, 0, 0, time.UTC)
		if t := clockReaches(wall, now.Location(), now); !t.IsZero() {
			return t
		}
	}
}

// clockReaches is the first moment later than after at which the clock of a
// zone shows what wall shows in UTC, or at which it jumps over that; zero where
// it does so only before.
func clockReaches(wall time.Time, zone *time.Location, after time.Time) time.Time {
	reached := false
	// No zone is as far as a day from UTC.
	for t := wall.AddDate(0, 0, -1).In(zone); t.Before(wall.AddDate(0, 0, 1)); {
		_, offset := t.Zone()
		jump := steadyTo(t)
		at := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if !reached && at.Before(t) {
			at = t // jumped over
		}
		here := !at.Before(t) && (jump.IsZero() || at.Before(jump))
		if here && at.After(after) {
			return at
		}
		if jump.IsZero() {
			break
		}
		reached = reached || here
		t = jump
	}
	return time.Time{}
}
