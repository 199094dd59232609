package api

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// callingCode checks a country calling code. A leading + or 00 is dropped:
// both say no more than that a country code follows.
func callingCode(s string) (string, *ValueError) {
	const hint = "write the digits of the country's calling code, such as 86"
	digits := unquoted(narrow(s))
	if rest, ok := strings.CutPrefix(digits, "+"); ok {
		digits = rest
	} else {
		digits = strings.TrimPrefix(digits, "00")
	}
	if !isDigits(digits) {
		return "", wrong("a country calling code has digits only", hint)
	}
	if !isCallingCode(digits) {
		return "", wrong("no country has this calling code", hint+"; an area code of a city belongs into Telephone")
	}
	return digits, nil
}

// minNumber keeps out counters and extensions; the shortest numbers of a
// country in use have four digits.
const minNumber = 4

const hintCountry = "write the number without the country code; the country code goes into TelArea"

// telephone checks a number without its country code. Separators are dropped.
func telephone(s string) (string, *ValueError) {
	number := unquoted(narrow(s))
	if err := spoiled(number, ""); err != nil {
		return "", err
	}
	if strings.Contains(number, "+") {
		return "", wrong("there is a country code in the telephone number", hintCountry)
	}
	digits := strings.Map(dropSeparators, number)
	switch {
	case !isDigits(digits):
		return "", wrong("there is something else than digits in the telephone number", "write the digits of one number, its extension into TelExt")
	case strings.HasPrefix(digits, "00"): // a zero of a trunk prefix stands alone
		return "", wrong("the telephone number starts with 00, the prefix of a country code", hintCountry)
	case len(digits) < minNumber:
		return "", wrong("the telephone number is too short", "write it with the area code of the city")
	case len(strings.TrimLeft(digits, "0")) > maxNumber:
		return "", wrong("the telephone number has more than 15 digits", "write one number, its extension into TelExt")
	}
	return digits, nil
}

// isDecimal recognises what a spreadsheet makes of a number that was computed:
// a run of digits that would be a number by itself, the only dot, and one or
// two places. Dots between the groups of a number follow shorter groups, are
// several, or have more digits behind them.
func isDecimal(number string) bool {
	whole, places, _ := strings.Cut(number, ".")
	run := len(whole) - len(strings.TrimRight(whole, "0123456789"))
	return run >= minNumber && len(places) <= 2 && isDigits(places)
}

func dropSeparators(r rune) rune {
	switch r {
	case ' ', '-', '.', '(', ')', '\u00a0', '\u2010', '\u2011', '\u2013', '\u3000':
		return -1
	}
	return r
}

func extension(s string) (string, *ValueError) {
	digits := unquoted(narrow(s))
	if isScientific(digits) || !isDigits(digits) {
		return "", wrong("an extension has digits only", "write its digits, or leave it empty")
	}
	return digits, nil
}

// checkPlan holds a number against the numbering plan of its country: how many
// digits numbers there have, and whether a zero in front is missing that is a
// part of the number, as in Italy. Whether a range is in use is not judged: plans
// grow faster than what is known of them.
func checkPlan(area, number string) *ValueError {
	if area == "" || number == "" {
		return nil
	}
	switch reason(area, number) {
	case phonenumbers.TOO_LONG:
		return wrong("the telephone number is too long for its country code "+area, "write one number without its country code, its extension into TelExt")
	case phonenumbers.TOO_SHORT, phonenumbers.INVALID_LENGTH, phonenumbers.INVALID_COUNTRY_CODE:
		return wrong("no telephone number of country code "+area+" has so many digits", "write the whole number with its area code, or the country code that it has")
	}
	if number[0] != '0' && keepsZero(area) && !isNumber(area, number) && isNumber(area, "0"+number) {
		return wrong("the telephone number lacks the zero in front that numbers of country code "+area+" keep", fmt.Sprintf("write %q", "0"+number))
	}
	return nil
}

// keepsZero tells whether a zero in front can be a part of a number: where there
// is no prefix for calls inside the country.
func keepsZero(area string) bool {
	code, err := strconv.Atoi(area)
	return err == nil && phonenumbers.GetNddPrefixForRegion(phonenumbers.GetRegionCodeForCountryCode(code), true) == ""
}
