package cli

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func moment(t tb, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	m, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return m
}

// tb is what testing.T and rapid.T share.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
}

func mustHours(t tb, until, window, zone string, now time.Time) hours {
	t.Helper()
	h, err := newHours(until, window, zone, now)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return h
}

// The window follows the clock on the wall, also on days when that jumps.
func TestHoursWindow(t *testing.T) {
	tests := []struct {
		name, zone, window, now string
		opens, closes           string // opens is now where it is empty: it is open
	}{
		{"before", "Asia/Shanghai", "09:00-17:30", "2026-11-26T08:59:59.5+08:00", "2026-11-26T09:00:00+08:00", ""},
		{"first", "Asia/Shanghai", "09:00-17:30", "2026-11-26T09:00:00+08:00", "", "2026-11-26T17:30:00+08:00"},
		{"last", "Asia/Shanghai", "09:00-17:30", "2026-11-26T17:29:59.999999999+08:00", "", "2026-11-26T17:30:00+08:00"},
		{"after", "Asia/Shanghai", "09:00-17:30", "2026-11-26T17:30:00+08:00", "2026-11-27T09:00:00+08:00", ""},
		{"seen from elsewhere", "Asia/Shanghai", "09:00-17:30", "2026-11-26T02:00:00Z", "", "2026-11-26T09:30:00Z"},
		{"over midnight, evening", "UTC", "22:00-06:00", "2026-11-26T23:00:00Z", "", "2026-11-27T06:00:00Z"},
		{"over midnight, morning", "UTC", "22:00-06:00", "2026-11-26T05:59:59Z", "", "2026-11-26T06:00:00Z"},
		{"over midnight, closed", "UTC", "22:00-06:00", "2026-11-26T06:00:00Z", "2026-11-26T22:00:00Z", ""},
		{"to midnight", "UTC", "22:00-24:00", "2026-11-26T23:59:59Z", "", "2026-11-27T00:00:00Z"},
		{"to midnight as 00:00", "UTC", "22:00-00:00", "2026-11-26T23:59:59Z", "", "2026-11-27T00:00:00Z"},
		{"to midnight, closed", "UTC", "22:00-24:00", "2026-11-27T00:00:00Z", "2026-11-27T22:00:00Z", ""},
		{"from midnight", "UTC", "00:00-06:00", "2026-11-26T06:00:00Z", "2026-11-27T00:00:00Z", ""},
		{"all but a minute", "UTC", "00:01-00:00", "2026-11-26T00:00:30Z", "2026-11-26T00:01:00Z", ""},

		{"not there in Berlin", "Europe/Berlin", "02:15-02:45", "2026-03-29T00:00:00+01:00", "2026-03-30T02:15:00+02:00", ""},
		{"not there in New York", "America/New_York", "02:15-02:45", "2026-03-08T01:59:59-05:00", "2026-03-09T02:15:00-04:00", ""},
		{"end not there", "Europe/Berlin", "01:00-02:30", "2026-03-29T01:30:00+01:00", "", "2026-03-29T03:00:00+02:00"},
		{"begin not there", "Europe/Berlin", "02:30-04:00", "2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00", ""},
		{"end at the jump", "Europe/Berlin", "01:00-02:00", "2026-03-29T01:30:00+01:00", "", "2026-03-29T03:00:00+02:00"},
		{"begin after the jump", "Europe/Berlin", "03:00-04:00", "2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00", ""},
		{"twice in New York", "America/New_York", "01:00-02:00", "2026-11-01T01:00:00-04:00", "", "2026-11-01T02:00:00-05:00"},
		{"twice in Berlin", "Europe/Berlin", "02:00-03:00", "2026-10-25T02:00:00+02:00", "", "2026-10-25T03:00:00+01:00"},
		{"twice, a part", "Europe/Berlin", "02:15-02:45", "2026-10-25T02:20:00+02:00", "", "2026-10-25T02:45:00+02:00"},
		{"twice, between", "Europe/Berlin", "02:15-02:45", "2026-10-25T02:45:00+02:00", "2026-10-25T02:15:00+01:00", ""},
		{"twice, set back into it", "Europe/Berlin", "01:00-02:30", "2026-10-25T02:59:59+02:00", "2026-10-25T02:00:00+01:00", ""},
		{"twice, set back out of it", "Europe/Berlin", "02:30-04:00", "2026-10-25T02:30:00+02:00", "", "2026-10-25T02:00:00+01:00"},
		{"night with the jump", "Europe/Berlin", "22:00-06:00", "2026-03-28T22:00:00+01:00", "", "2026-03-29T06:00:00+02:00"},
		{"night set back", "America/New_York", "22:00-06:00", "2026-10-31T22:00:00-04:00", "", "2026-11-01T06:00:00-05:00"},
		{"half an hour forth", "Australia/Lord_Howe", "01:00-02:15", "2026-10-04T01:30:00+10:30", "", "2026-10-04T02:30:00+11:00"},
		{"half an hour back", "Australia/Lord_Howe", "01:30-02:00", "2026-04-05T01:30:00+11:00", "", "2026-04-05T02:00:00+10:30"},
		{"midnight not there", "Africa/Cairo", "00:00-06:00", "2026-04-23T23:00:00+02:00", "2026-04-24T01:00:00+03:00", ""},
		{"last day of a leap year", "Europe/Berlin", "22:00-06:00", "2040-12-31T12:00:00+01:00", "2040-12-31T22:00:00+01:00", ""},
		{"last night of a leap year", "Europe/Berlin", "22:00-06:00", "2040-12-31T22:00:00+01:00", "", "2041-01-01T06:00:00+01:00"},
		{"a day not there", "Pacific/Apia", "09:00-10:00", "2011-12-29T12:00:00-10:00", "2011-12-31T09:00:00+14:00", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			now := moment(t, test.now)
			h := mustHours(t, "", test.window, test.zone, now)
			opens, ok := h.opens(now)
			if test.opens == "" {
				test.opens = test.now
			}
			if want := moment(t, test.opens); !ok || !opens.Equal(want) {
				t.Errorf("opens %v, %t, want %v", opens, ok, want)
			}
			closes := h.closes(now)
			if want := moment(t, test.closes); test.closes != "" && !closes.Equal(want) {
				t.Errorf("closes %v, want %v", closes, want)
			}
			if test.closes == "" && closes.After(now) {
				t.Errorf("closes %v, and is closed", closes)
			}
			if test.closes != "" && closes.Location().String() != test.zone {
				t.Errorf("closes %v, not in %s", closes, test.zone)
			}
		})
	}
}

// A last moment is given in full, by the clock of the zone, or as a time of day.
func TestHoursUntil(t *testing.T) {
	tests := []struct{ name, zone, until, now, want string }{
		{"in full", "Europe/Berlin", "2026-11-27T06:00:00+08:00", "2026-11-26T12:00:00Z", "2026-11-26T22:00:00Z"},
		{"in UTC", "Europe/Berlin", "2026-11-27T06:00:01Z", "2026-11-26T12:00:00Z", "2026-11-27T06:00:01Z"},
		{"with a blank", "Asia/Shanghai", "2026-11-27 06:00", "2026-11-26T12:00:00Z", "2026-11-27T06:00:00+08:00"},
		{"with a T", "Asia/Shanghai", "2026-11-27T06:00", "2026-11-26T12:00:00Z", "2026-11-27T06:00:00+08:00"},
		{"past", "Asia/Shanghai", "2026-11-25 06:00", "2026-11-26T12:00:00Z", "2026-11-25T06:00:00+08:00"},
		{"today", "Asia/Shanghai", "20:01", "2026-11-26T12:00:59Z", "2026-11-26T20:01:00+08:00"},
		{"not now", "Asia/Shanghai", "20:00", "2026-11-26T12:00:00Z", "2026-11-27T20:00:00+08:00"},
		{"tomorrow", "Asia/Shanghai", "06:00", "2026-11-26T12:00:00Z", "2026-11-27T06:00:00+08:00"},
		{"midnight", "Asia/Shanghai", "00:00", "2026-11-30T12:00:00Z", "2026-12-01T00:00:00+08:00"},
		{"day not there", "Europe/Berlin", "2026-03-29 02:15", "2026-03-01T12:00:00Z", "2026-03-29T03:00:00+02:00"},
		{"day twice", "Europe/Berlin", "2026-10-25 02:15", "2026-03-01T12:00:00Z", "2026-10-25T02:15:00+02:00"},
		{"not there", "Europe/Berlin", "02:15", "2026-03-28T12:00:00Z", "2026-03-29T03:00:00+02:00"},
		{"not there, begin of the gap", "America/New_York", "02:00", "2026-03-08T00:00:00-05:00", "2026-03-08T03:00:00-04:00"},
		{"not there, passed", "Europe/Berlin", "02:15", "2026-03-29T03:00:00+02:00", "2026-03-30T02:15:00+02:00"},
		{"twice", "America/New_York", "01:30", "2026-11-01T00:00:00-04:00", "2026-11-01T01:30:00-04:00"},
		{"twice, the first has passed", "America/New_York", "01:30", "2026-11-01T01:45:00-04:00", "2026-11-01T01:30:00-05:00"},
		{"twice, both have passed", "America/New_York", "01:30", "2026-11-01T01:30:00-05:00", "2026-11-02T01:30:00-05:00"},
		{"half an hour not there", "Australia/Lord_Howe", "02:20", "2026-10-04T00:00:00+10:30", "2026-10-04T02:30:00+11:00"},
		{"half an hour twice", "Australia/Lord_Howe", "01:45", "2026-04-05T00:00:00+11:00", "2026-04-05T01:45:00+11:00"},
		{"set back over midnight", "Africa/Cairo", "23:30", "2026-10-29T23:45:00+03:00", "2026-10-29T23:30:00+02:00"},
		{"yesterday once more", "America/St_Johns", "23:30", "2010-11-07T00:00:30-02:30", "2010-11-06T23:30:00-03:30"},
		{"midnight not there", "Africa/Cairo", "00:30", "2026-04-23T23:00:00+02:00", "2026-04-24T01:00:00+03:00"},
		{"last day of a leap year", "Europe/Berlin", "20:00", "2040-12-31T12:00:00+01:00", "2040-12-31T20:00:00+01:00"},
		{"day after a leap year", "America/New_York", "2041-01-01 06:00", "2040-12-01T12:00:00Z", "2041-01-01T06:00:00-05:00"},
		{"a day not there", "Pacific/Apia", "2011-12-30 12:00", "2011-12-01T00:00:00Z", "2011-12-31T00:00:00+14:00"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			now, want := moment(t, test.now), moment(t, test.want)
			h := mustHours(t, test.until, "", test.zone, now)
			if got := h.closes(now); !got.Equal(want) || got.Location().String() != test.zone {
				t.Errorf("closes %v, want %v in %s", got, want, test.zone)
			}
			if _, ok := h.opens(now); ok != want.After(now) {
				t.Errorf("opens: %t", ok)
			}
		})
	}
}

// Of the last moment and the end of the window the earlier one counts.
func TestHoursUntilAndWindow(t *testing.T) {
	tests := []struct{ name, until, now, opens, closes string }{
		{"the window ends first", "2026-11-26T20:00:00Z", "2026-11-26T10:00:00Z", "2026-11-26T10:00:00Z", "2026-11-26T17:00:00Z"},
		{"the last moment is first", "2026-11-26T16:00:00Z", "2026-11-26T10:00:00Z", "2026-11-26T10:00:00Z", "2026-11-26T16:00:00Z"},
		{"it opens once more", "2026-11-27T16:00:00Z", "2026-11-26T18:00:00Z", "2026-11-27T09:00:00Z", "2026-11-26T18:00:00Z"},
		{"the last moment comes before", "2026-11-27T08:00:00Z", "2026-11-26T18:00:00Z", "", "2026-11-26T18:00:00Z"},
		{"the last moment is the opening", "2026-11-27T09:00:00Z", "2026-11-26T18:00:00Z", "", "2026-11-26T18:00:00Z"},
		{"the last moment has passed", "2026-11-26T10:00:00Z", "2026-11-26T10:00:00Z", "", "2026-11-26T10:00:00Z"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			now := moment(t, test.now)
			h := mustHours(t, test.until, "09:00-17:00", "UTC", now)
			if got := h.closes(now); !got.Equal(moment(t, test.closes)) {
				t.Errorf("closes %v, want %s", got, test.closes)
			}
			if got, ok := h.opens(now); ok != (test.opens != "") || !got.Equal(moment(t, test.opens)) {
				t.Errorf("opens %v, %t, want %q", got, ok, test.opens)
			}
		})
	}
}

// Without limits it is always open, also for a whole day's window.
func TestHoursWithoutLimit(t *testing.T) {
	now := moment(t, "2026-11-26T10:00:00Z")
	for _, h := range []hours{{}, mustHours(t, "", "", "", now), mustHours(t, "", "00:00-24:00", "Europe/Berlin", now)} {
		if at, ok := h.opens(now); !ok || !at.Equal(now) || !h.closes(now).IsZero() {
			t.Errorf("%+v: opens %v, %t, closes %v", h, at, ok, h.closes(now))
		}
	}
}

// Without a zone it is that of the machine. What comes out is of the wall
// clock, which goes on while a machine sleeps.
func TestHoursOfTheMachine(t *testing.T) {
	now := time.Now()
	h := mustHours(t, "", "09:00-17:00", "", now)
	opens, _ := h.opens(now)
	if h.zone != time.Local || strings.Contains(opens.String(), "m=") || strings.Contains(h.closes(opens).String(), "m=") {
		t.Errorf("in %v it opens %v, closes %v", h.zone, opens, h.closes(opens))
	}
}

func TestHoursRefused(t *testing.T) {
	tests := []struct{ flag, value string }{
		{"--until", "tomorrow"}, {"--until", "24:00"}, {"--until", "6"}, {"--until", "06:00:00"}, {"--until", "2026-11-27"},
		{"--until", "2026-02-30 06:00"}, {"--until", "2026-11-27T06:00:00"}, {"--until", "2026-11-27 24:00"},
		{"--until", "0001-01-01T00:00:00Z"}, {"--until", "0000-01-01 00:00"}, {"--until", " "},
		{"--window", "22:00"}, {"--window", "22:00-"}, {"--window", "-06:00"}, {"--window", "22-06"}, {"--window", "24:00-06:00"},
		{"--window", "22:00-24:01"}, {"--window", "22:60-23:00"}, {"--window", "22:00-06:00-07:00"}, {"--window", "a-b"},
		{"--window", "06:00-06:00"}, {"--window", "00:00-00:00"},
		{"--time-zone", "Berlin"}, {"--time-zone", "../etc/passwd"}, {"--time-zone", "+08:00"}, {"--time-zone", "Europe"},
	}
	for _, test := range tests {
		given := map[string]string{test.flag: test.value}
		_, err := newHours(given["--until"], given["--window"], given["--time-zone"], moment(t, "2026-11-26T10:00:00Z"))
		f, ok := errors.AsType[*fault](err)
		if !ok || f.code != exitUsage || f.hint == "" || !strings.HasPrefix(f.Error(), test.flag+" "+test.value+": ") {
			t.Errorf("%s %q: %v", test.flag, test.value, err)
		}
	}
	for _, window := range []string{"22:00 - 06:00", "9:00-17:00"} {
		mustHours(t, "", window, "", time.Time{})
	}
}

// drawn are a zone and a moment in it, mostly close to a jump of its clock.
func drawn(t *rapid.T) (*time.Location, time.Time) {
	name := rapid.SampledFrom([]string{
		"UTC", "Asia/Shanghai", "Asia/Kathmandu", "Europe/Berlin", "Europe/Dublin", "Europe/Amsterdam", "America/New_York", "America/St_Johns",
		"America/Havana", "America/Santiago", "America/Sao_Paulo", "America/Nuuk", "Africa/Cairo", "Africa/Casablanca", "Africa/Monrovia",
		"Asia/Gaza", "Asia/Tehran", "Asia/Manila", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia", "Pacific/Chatham",
	}).Draw(t, "zone")
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatalf("%v", err)
	}
	now := time.Unix(rapid.Int64Range(-3e9, 3e9).Draw(t, "second"), rapid.Int64Range(0, 1e9-1).Draw(t, "nanosecond")).In(zone)
	if _, jump := now.ZoneBounds(); !jump.IsZero() && rapid.IntRange(0, 9).Draw(t, "close") > 0 {
		now = jump.Add(time.Duration(rapid.Int64Range(-int64(30*time.Hour), int64(3*time.Hour)).Draw(t, "distance")))
	}
	return zone, now
}

// What the hours say is what a look at the clock says, second by second around
// each change and minute by minute in between.
func TestHoursAgreeWithTheClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, now := drawn(t)
		minute := rapid.Custom(func(t *rapid.T) string {
			return time.Unix(60*rapid.Int64Range(0, wholeDay-1).Draw(t, "minute"), 0).UTC().Format("15:04")
		})
		from := minute.Draw(t, "from")
		to := minute.Filter(func(to string) bool { return to != from }).Draw(t, "to")
		if rapid.Bool().Draw(t, "midnight") {
			to = "24:00"
		}
		window := from + "-" + to
		h := mustHours(t, "", window, zone.String(), now)
		if rapid.Bool().Draw(t, "until") {
			h.until = now.Add(time.Duration(rapid.Int64Range(-1e12, 2e14).Draw(t, "later")))
		}
		open := func(at time.Time) bool {
			clock := at.In(zone).Format("15:04")
			in := from <= clock && clock < to
			if to < from {
				in = from <= clock || clock < to
			}
			return (in || window == "00:00-24:00") && (h.until.IsZero() || at.Before(h.until))
		}
		// steady looks at the clock from now to the moment before a change.
		steady := func(change time.Time, want bool) {
			for at := now; at.Before(change); at = at.Add(time.Minute) {
				if open(at) != want {
					t.Fatalf("open at %v: %t, and it is said to change at %v", at, !want, change)
				}
			}
			if change.After(now) && open(change.Add(-1)) != want || open(change) == want {
				t.Fatalf("no change at %v", change)
			}
		}
		closes := h.closes(now)
		opens, ever := h.opens(now)
		switch {
		case open(now):
			if !ever || !opens.Equal(now) {
				t.Fatalf("open now, and is said to open at %v, %t", opens, ever)
			}
			if !closes.IsZero() {
				steady(closes, true)
			} else if window != "00:00-24:00" || !h.until.IsZero() {
				t.Fatal("never closes")
			}
		case closes.After(now):
			t.Fatalf("closed now, and is said to close at %v", closes)
		case ever:
			steady(opens, false)
		default:
			for at := now; at.Before(h.until); at = at.Add(time.Minute) {
				if open(at) {
					t.Fatalf("opens at %v", at)
				}
			}
		}
	})
}

// A time of day is the next moment at which the clock shows it or has jumped
// over it.
func TestHoursUntilAgreesWithTheClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, now := drawn(t)
		text := time.Unix(60*rapid.Int64Range(0, wholeDay-1).Draw(t, "minute"), 0).UTC().Format("15:04")
		at := mustHours(t, text, "", zone.String(), now).until
		if !at.After(now) || at.After(now.Add(49*time.Hour)) {
			t.Fatalf("%s after %v is %v", text, now, at)
		}
		if at.Format("15:04:05") != text+":00" && !jumpsOver(at, text) {
			t.Fatalf("%s after %v is %v", text, now, at)
		}
		for early := now.Add(time.Minute); early.Before(at); early = early.Add(time.Minute) {
			if early.Format("15:04") == text {
				t.Fatalf("%s after %v is %v, and is shown at %v", text, now, at, early)
			}
		}
	})
}

// jumpsOver tells whether the clock jumps to at and leaves a time of day out.
func jumpsOver(at time.Time, text string) bool {
	_, before := at.Add(-1).Zone()
	_, after := at.Zone()
	unjumped := at.In(time.FixedZone("", before))
	for second := range after - before {
		if unjumped.Add(time.Duration(second)*time.Second).Format("15:04:05") == text+":00" {
			return true
		}
	}
	return false
}

func BenchmarkHours(b *testing.B) {
	now := time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)
	h, err := newHours("2027-01-01 00:00", "22:00-06:00", "Europe/Berlin", now)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		h.opens(now)
		h.closes(now)
	}
}
