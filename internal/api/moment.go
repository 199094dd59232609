package api

import (
	"cmp"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const hintDate = "write a date such as 2027-03-01, or the milliseconds since 1970 as the API gives them"

// moment reads a time and returns it in milliseconds since 1970, as the API takes
// it: that number itself, or a date as spreadsheets and registrars write it, with
// a time of the day or without. What has no zone is in UTC+08:00, as
// the API's own times are; a date alone is the midnight it starts with. A day
// that could be another one (03/01/2027) is refused.
func moment(s string) (string, *ValueError) {
	s = unquoted(spaced(narrow(s)))
	if isScientific(s) {
		return "", wrong("the spreadsheet has turned this time into a rounded number", hintScientific)
	}
	if isDigits(strings.Replace(s, ".", "", 1)) && strings.Count(s, ".") <= 1 {
		return momentOfNumber(s)
	}
	t, complaint := dateTime(s)
	if complaint != nil {
		return "", complaint
	}
	return strconv.FormatInt(t.UnixMilli(), 10), nil
}

// What a number can be, by its length.
const (
	digitsMillis  = 13 // from 2001 to 2286; one less since 1973
	digitsSeconds = 10
	digitsCompact = 8 // 20270301
	digitsSerial  = 5 // days as workbooks count them, from 1927 to 2173
)

func momentOfNumber(s string) (string, *ValueError) {
	whole, fraction, _ := strings.Cut(s, ".")
	switch {
	case len(whole) == digitsSerial:
		return timely(serial(s))
	case strings.Trim(fraction, "0") != "":
	case len(whole) == digitsMillis, len(whole) == digitsMillis-1:
		ms, _ := strconv.ParseInt(whole, 10, 64) // its digits are checked
		return timely(time.UnixMilli(ms).In(zone))
	case len(whole) == digitsCompact:
		if t, err := time.ParseInLocation("20060102", whole, zone); err == nil {
			return timely(t)
		}
	case len(whole) == digitsSeconds:
		return "", wrong("these are seconds; the API counts milliseconds", "write a date such as 2027-03-01, or put 000 behind it")
	}
	return "", wrong("this number is no date and no milliseconds since 1970", hintDate)
}

func timely(t time.Time) (string, *ValueError) {
	if !isTimely(t.Year()) {
		return "", wrong("the year of this date is out of range", hintDate)
	}
	return strconv.FormatInt(t.UnixMilli(), 10), nil
}

// serial reads the number behind a cell that lost the format of a date: days
// since 30 December 1899, the time of the day behind the point.
func serial(s string) time.Time {
	days, _ := strconv.ParseFloat(s, 64) // its digits are checked
	whole, rest := math.Modf(days)
	return time.Date(1899, 12, 30+int(whole), 0, 0, int(math.Round(rest*24*60*60)), 0, zone)
}

var (
	numeric   = regexp.MustCompile(`^(\d{1,4})([-/.])(\d{1,2})[-/.](\d{1,4})$`)
	clockTime = regexp.MustCompile(`(?i)^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)? ?([ap]m)? ?(z|utc|gmt|prc|[+-]\d{2}:?\d{2})?$`)
	divided   = regexp.MustCompile(`^(.*?\d)(?:T| +)(\d{1,2}:.*)$`)
	chinese   = strings.NewReplacer("年", "-", "月", "-", "日", " ", "时", ":", "分", ":", "秒", "")
)

func dateTime(s string) (time.Time, *ValueError) {
	if strings.ContainsRune(s, '年') {
		s = strings.Trim(chinese.Replace(strings.ReplaceAll(s, " ", "")), " :")
	}
	date, ofDay := s, "0:00"
	if m := divided.FindStringSubmatch(s); m != nil {
		date, ofDay = m[1], m[2]
	}
	day, complaint := dateOf(date)
	if complaint != nil {
		return time.Time{}, complaint
	}
	past, where, ok := timeOf(ofDay)
	if !ok {
		return time.Time{}, wrong("the time of the day cannot be read", hintDate)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, past, 0, where), nil
}

func dateOf(s string) (time.Time, *ValueError) {
	m := numeric.FindStringSubmatch(s)
	if m == nil {
		return dateInWords(s)
	}
	first, second, last := atoi(m[1]), atoi(m[3]), atoi(m[4])
	switch {
	case len(m[1]) == 4:
		return dayOf(first, second, last)
	case len(m[4]) != 4:
		return time.Time{}, wrong("the year of this date has two digits", hintDate)
	case m[2] == "." || first > 12: // with dots the day comes first wherever that is in use
		return dayOf(last, second, first)
	case second > 12 || first == second:
		return dayOf(last, first, second)
	}
	return time.Time{}, wrong("this may be one day or another: the day or the month may come first", "write it with the year first, such as 2027-03-01")
}

// dateInWords reads dates whose month is a word. The day is at one end or the other.
func dateInWords(s string) (time.Time, *ValueError) {
	plain := strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,-./", r) }), " ")
	for _, layout := range []string{"Jan 2 2006", "January 2 2006", "2 Jan 2006", "2 January 2006", "2006 Jan 2"} {
		if t, err := time.ParseInLocation(layout, plain, zone); err == nil {
			return dayOf(t.Year(), int(t.Month()), t.Day())
		}
	}
	return time.Time{}, wrong("this is no date", hintDate)
}

func dayOf(year, month, day int) (time.Time, *ValueError) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
	switch {
	case int(t.Month()) != month || t.Day() != day:
		return time.Time{}, wrong("there is no such day", hintDate)
	case !isTimely(year):
		return time.Time{}, wrong("the year of this date is out of range", hintDate)
	}
	return t, nil
}

// isTimely tells whether a year is one that domains live in.
func isTimely(year int) bool { return 1985 <= year && year <= 2199 }

// timeOf reads a time of the day as seconds past midnight, and its zone.
func timeOf(s string) (seconds int, where *time.Location, ok bool) {
	m := clockTime.FindStringSubmatch(strings.Join(strings.Fields(s), " "))
	if m == nil {
		return 0, nil, false
	}
	hour, minute, second := atoi(m[1]), atoi(m[2]), atoi(cmp.Or(m[3], "0"))
	if half := strings.ToLower(m[4]); half != "" {
		if hour < 1 || hour > 12 {
			return 0, nil, false
		}
		hour %= 12
		if half == "pm" {
			hour += 12
		}
	}
	where, ok = zoneOf(m[5])
	return hour*3600 + minute*60 + second, where, ok && hour < 24 && minute < 60 && second < 60
}

func zoneOf(s string) (*time.Location, bool) {
	switch strings.ToLower(s) {
	case "", "prc":
		return zone, true
	case "z", "utc", "gmt":
		return time.UTC, true
	}
	t, err := time.Parse("-0700", strings.ReplaceAll(s, ":", ""))
	return t.Location(), err == nil
}

// atoi is for digits that a pattern found, too few to overflow.
func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// SameDay tells whether a time as CheckValue returned it is on the day of another
// one, as UTC+08:00 has days: a date in a spreadsheet has no time of the day, and
// what the account tells has one.
func SameDay(value string, t time.Time) bool {
	of, ok := ParseTime(value)
	if !ok {
		return false
	}
	return of.In(zone).Format(time.DateOnly) == t.In(zone).Format(time.DateOnly)
}

// maxYears is the longest an order may be for (newer documents of
// SaveBatchTaskForCreatingOrderRenew).
const maxYears = 10

var yearsPattern = regexp.MustCompile(`(?i)^(\d{1,3})(?:\.0+)? ?(?:y|yr|yrs|year|years|年)?$`)

func years(s string) (string, *ValueError) {
	m := yearsPattern.FindStringSubmatch(unquoted(spaced(narrow(s))))
	if m == nil {
		return "", wrong("this is no number of years", "write a whole number from 1 to 10")
	}
	if n := atoi(m[1]); n < 1 || n > maxYears {
		return "", wrong("an order is for 1 to 10 years", "write a whole number from 1 to 10")
	}
	return strconv.Itoa(atoi(m[1])), nil
}
