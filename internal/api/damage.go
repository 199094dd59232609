package api

import (
	"regexp"
	"strconv"
	"strings"
)

// What spreadsheet programs make of values that were no numbers. None of it can
// be undone for certain, so all of it is a complaint.

const (
	hintScientific = "format the column as text and write all digits"
	hintText       = "format the column as text and write the value again"
)

// isScientific recognises what becomes of long numbers: 1.38E+10, with a comma
// where that is the decimal sign.
func isScientific(s string) bool {
	mantissa, exponent, found := strings.Cut(strings.ToUpper(s), "E+")
	mantissa = strings.TrimPrefix(strings.Replace(mantissa, ",", ".", 1), "-")
	return found && isDigits(strings.Replace(mantissa, ".", "", 1)) && isDigits(exponent)
}

// errorValues are what cells show whose formula has no value (ECMA-376 part 1
// §18.17.3, and newer ones).
var errorValues = []string{
	"#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#GETTING_DATA", "#UNKNOWN!",
}

// isErrorValue knows these, and the hashes of a column that was too narrow when
// it was copied.
func isErrorValue(s string) bool {
	if !strings.HasPrefix(s, "#") {
		return false
	}
	for _, v := range errorValues {
		if strings.EqualFold(v, s) {
			return true
		}
	}
	return len(s) > 2 && strings.Trim(s, "#") == ""
}

// The ways in which a date is shown for something else: 3-1, 12/5, 2E3 are
// typed, and become days.
var (
	dateYearFirst = regexp.MustCompile(`^((?:19|20)[0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?` + timeOfDay)
	dateYearLast  = regexp.MustCompile(`^([0-9]{1,2})([-/.])([0-9]{1,2})[-/.]((?:19|20)[0-9]{2})` + timeOfDay)
	dateWithMonth = regexp.MustCompile(`(?i)^(?:[0-9]{1,2}-)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:-(?:[0-9]{2}|[0-9]{4}))?$`)
	dateChinese   = regexp.MustCompile(`^(?:[0-9]{4}年[0-9]{1,2}月|[0-9]{1,2}月[0-9]{1,2}日)$`)
)

const timeOfDay = `(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?$`

// isDate tells whether a text is a date and nothing else, as spreadsheet
// programs show them.
func isDate(s string) bool {
	if m := dateYearFirst.FindStringSubmatch(s); m != nil {
		return within(m[2], 12) && within(m[3], 31)
	}
	if m := dateYearLast.FindStringSubmatch(s); m != nil {
		return within(m[1], 31) && within(m[3], 31) && (within(m[1], 12) || within(m[3], 12))
	}
	return strings.Contains(s, "-") && dateWithMonth.MatchString(s) || dateChinese.MatchString(s)
}

func within(digits string, most int) bool {
	n, err := strconv.Atoi(digits)
	return err == nil && 1 <= n && n <= most
}

// unquoted takes off what only tells a spreadsheet program that digits are text:
// an apostrophe in front, or the formula ="…".
func unquoted(s string) string {
	if rest, ok := ofFormula(s); ok {
		return rest
	}
	return strings.TrimPrefix(s, "'")
}
