package api

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func TestMoments(t *testing.T) {
	midnight := day(2027, time.March, 1)
	tests := []struct {
		name, in string
		want     time.Time
	}{
		{"milliseconds", "1803830400000", midnight},
		{"milliseconds as text", "'1803830400000", midnight},
		{"milliseconds with a fraction of nothing", "1803830400000.0", midnight},
		{"milliseconds of the last century", "946656000000", day(2000, time.January, 1)},
		{"year first", "2027-03-01", midnight},
		{"with slashes", "2027/3/1", midnight},
		{"with dots", "2027.3.1", midnight},
		{"compact", "20270301", midnight},
		{"in Chinese", "2027年3月1日", midnight},
		{"in Chinese with a time", "2027年3月1日 8时30分", midnight.Add(8*time.Hour + 30*time.Minute)},
		{"full width", "２０２７－０３－０１", midnight},
		{"days as a workbook counts", "46447", midnight},
		{"days and a fraction", "46447.5", midnight.Add(12 * time.Hour)},
		{"month first, for certain", "3/31/2027", day(2027, time.March, 31)},
		{"day first, for certain", "31/12/2026", day(2026, time.December, 31)},
		{"day and month the same", "5/5/2027", day(2027, time.May, 5)},
		{"day first, with dots", "01.03.2027", midnight},
		{"month as a word", "Mar 1 2027", midnight},
		{"with a comma", "March 1, 2027", midnight},
		{"day first", "1-Mar-2027", midnight},
		{"as the API writes it", "2027-03-01 17:22:51", midnight.Add(17*time.Hour + 22*time.Minute + 51*time.Second)},
		{"as the API's other format", "Mar 01, 2027 17:22:51", midnight.Add(17*time.Hour + 22*time.Minute + 51*time.Second)},
		{"RFC 3339 in UTC", "2027-02-28T16:00:00Z", midnight},
		{"with an offset", "2027-03-01T01:00:00+09:00", midnight},
		{"with a fraction", "2027-03-01T00:00:00.000+08:00", midnight},
		{"as a registrar writes it", "2027/03/01 07:59 PRC", midnight.Add(7*time.Hour + 59*time.Minute)},
		{"twelve hours", "3/31/2027 12:30 PM", day(2027, time.March, 31).Add(12*time.Hour + 30*time.Minute)},
		{"the first hour of twelve", "3/31/2027 12:30:00 am", day(2027, time.March, 31).Add(30 * time.Minute)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := CheckValue("CurrentExpirationDate", tt.in)
			if err != nil || got != millis(tt.want) {
				t.Errorf("%s: got %s, %v; want %s", tt.in, got, err, millis(tt.want))
			}
			if err == nil {
				if again, err := CheckValue("CurrentExpirationDate", got); again != got || err != nil {
					t.Errorf("checked twice it is %s, %v", again, err)
				}
			}
		})
	}
}

func TestMomentsRefused(t *testing.T) {
	for in, part := range map[string]string{
		"3/1/2027":            "one day or another",
		"03-01-2027":          "one day or another",
		"1/3/27":              "two digits",
		"2027-02-30":          "no such day",
		"2027-13-01":          "no such day",
		"31/31/2027":          "no such day",
		"0027-01-01":          "out of range",
		"next year":           "no date",
		"2027":                "no date",
		"1803830400":          "seconds",
		"1.80383E+12":         "rounded",
		"2027-03-01 25:00":    "time of the day",
		"2027-03-01 8:00 CST": "time of the day",
		"2027-03-01 13:00 pm": "time of the day",
		"12345678":            "no date",
		"12340101":            "out of range",
		"00000":               "out of range",
		"9999999999999":       "out of range",
		"46447.5.1":           "no date",
		"-1":                  "no date",
	} {
		got, err := CheckValue("CurrentExpirationDate", in)
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: got %q, %v; want an error with %q", in, got, err, part)
		}
		if err != nil && (strings.Contains(err.Error(), in) && len(in) > 4) {
			t.Errorf("%s: the error repeats the value: %v", in, err)
		}
	}
}

func TestSameDay(t *testing.T) {
	expires := time.Date(2027, 2, 28, 16, 30, 0, 0, time.UTC) // half past midnight on March 1 at UTC+08:00
	for value, want := range map[string]bool{
		"2027-03-01": true, "2027-02-28": false, "2027-03-02": false, "2027-03-01 23:59:59": true, "2027-02-28T16:00:00Z": true,
	} {
		moment, err := CheckValue("CurrentExpirationDate", value)
		if err != nil || SameDay(moment, expires) != want {
			t.Errorf("%s: %v, want %v (%v)", value, !want, want, err)
		}
	}
	if SameDay("", expires) || SameDay("soon", expires) {
		t.Error("what is no time is on no day")
	}
}
