package api

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone is a telephone number in the three parts that the API takes, digits
// only. A part that is not known is empty.
type Phone struct{ Area, Number, Ext string }

// maxPhoneText is more than a number takes with its separators, in bytes.
const maxPhoneText = 200

// SplitPhone divides a telephone number as people write it: +86.13800000000,
// 0086-10-88888888, 010-88888888 ext. 123, 88888888转123. area is the calling
// code that stands beside the number, country the code of two letters; both may
// be empty. A number that names its country must agree with area; one that does
// not has area, or else the calling code of the country, or else none.
//
// Digits are neither added nor lost, but for the prefix 00, and for a trunk zero
// in brackets behind a country code, which nobody dials from abroad. No document
// of the API says whether a number has its trunk zero: it stays as it is written.
// The error is a *ValueError.
func SplitPhone(text, area, country string) (Phone, error) {
	if len(text) > maxPhoneText {
		return Phone{}, wrong("this is too long for a telephone number", "write one number, its extension into TelExt")
	}
	s := hyphens.Replace(unquoted(narrow(trim(text))))
	if rest, ok := strings.CutPrefix(strings.ToLower(s), "tel:"); ok {
		s = trim(rest)
	}
	local := area
	if local == "" {
		local = callingCodeOf(country)
	}
	if err := spoiled(s, local); err != nil {
		return Phone{}, err
	}
	s, ext := cutExtension(s)
	code, number, err := cutCode(s, local)
	switch {
	case err != nil:
		return Phone{}, err
	case code == "":
		code = local
	case area != "" && code != area:
		return Phone{}, wrong("the country code in the telephone number is not that of TelArea", "make the two equal, or write the number without its country code")
	}
	p := Phone{Area: code, Ext: ext}
	if ext == "" {
		number, p.Ext, err = cutHyphen(number, code)
	}
	if err == nil {
		p.Number, err = national(code, number)
	}
	if err != nil {
		return Phone{}, err
	}
	return p, nil
}

// national checks a number behind its country code. Numbers of code 1 start with
// no 1: where one does, the code stands twice.
func national(code, number string) (string, *ValueError) {
	digits, err := telephone(number)
	if err == nil && code == "1" && strings.HasPrefix(digits, "1") {
		return "", wrong("the country code stands twice in the telephone number", "write it once, as +1 and the ten digits of the number")
	}
	return digits, err
}

// NamesCountry tells whether a telephone number starts with a country code, as
// + or 00 say.
func NamesCountry(text string) bool {
	s := strings.TrimLeft(unquoted(narrow(trim(text))), " (")
	return strings.HasPrefix(s, "+") || strings.HasPrefix(s, "00") || strings.HasPrefix(strings.ToLower(s), "tel:+")
}

// hyphens are the dashes that are typed and printed in numbers.
var hyphens = strings.NewReplacer("\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\u2212", "-")

// spoiled finds what a spreadsheet program has made of a number. local is the
// calling code that a number of this row would have.
func spoiled(s, local string) *ValueError {
	switch whole, places, dot := strings.Cut(s, "."); {
	case isScientific(s):
		return wrong("the spreadsheet has turned this telephone number into a rounded number", hintScientific)
	case isDecimal(s):
		return wrong("the telephone number is a decimal number", "format the column as text and write the whole number without a decimal point")
	case dot && local != "" && whole == local && isDigits(places): // +86.1380… without its plus, and its last zeros
		return wrong("the spreadsheet has turned this telephone number into a decimal number, whose last zeros may be lost",
			fmt.Sprintf("format the column as text and write the number as +%s.… again", local))
	case isDate(s):
		return wrong("the spreadsheet has turned this telephone number into a date", hintText)
	}
	return nil
}

// marked matches a number with an extension that is called so.
var marked = regexp.MustCompile(`(?i)^(.*[0-9].*?)[\s,;(-]*(?:ext(?:ensions?|n)?|x|#|转(?:分机)?|轉(?:分機)?|分机号?|分機號?|内线|內線)[\s.:=-]*([0-9]+)[\s)]*$`)

func cutExtension(s string) (number, ext string) {
	if m := marked.FindStringSubmatch(s); m != nil {
		return m[1], m[2]
	}
	return s, ""
}

// cutCode takes the country code off a number that starts with one: behind + or
// 00, and in countries of code 1, whose numbers start with no 1, also without.
func cutCode(s, local string) (code, number string, err *ValueError) {
	s = strings.TrimLeft(s, " (")
	rest, plus := strings.CutPrefix(s, "+")
	if !plus {
		if rest, plus = strings.CutPrefix(s, "00"); !plus {
			return bareCode(s, local)
		}
	}
	for i, r := range rest {
		switch {
		case '0' <= r && r <= '9':
			code += string(r)
		case dropSeparators(r) >= 0:
			return "", "", errNoCode()
		}
		if isCallingCode(code) {
			return code, trunk(code, rest[i+1:]), nil
		}
	}
	return "", "", errNoCode()
}

func errNoCode() *ValueError {
	return wrong("the telephone number starts with a country code that no country has", "write it as +86 and the number, or the code into TelArea")
}

// trunk takes a zero in brackets off the start of a number, unless the number
// has it from abroad too, as in Italy.
func trunk(code, number string) string {
	rest, ok := strings.CutPrefix(strings.TrimLeft(number, " .-)"), "(0)")
	if !ok || !isNumber(code, onlyDigits(rest)) && isNumber(code, "0"+onlyDigits(rest)) {
		return number
	}
	return rest
}

// bareCode finds a number that starts with the country code of its row without
// a plus: as a spreadsheet program leaves +86… that was typed as a number.
func bareCode(s, local string) (code, number string, err *ValueError) {
	digits := onlyDigits(s)
	rest, ok := strings.CutPrefix(digits, local)
	switch {
	case !ok || local == "":
		return "", s, nil
	case local == "1" && strings.HasPrefix(s, "1") && isPossible(local, rest):
		return local, s[1:], nil
	case !isNumber(local, rest), isNumber(local, digits):
		return "", s, nil
	}
	return "", "", wrong("the telephone number starts with its country code, without a plus", fmt.Sprintf(`write "+%s %s"`, local, rest))
}

// hyphened matches a number with the digits behind its last hyphen; longer ones
// are no extension.
var hyphened = regexp.MustCompile(`^(.*[0-9].*)-\s*([0-9]{1,6})\s*$`)

// cutHyphen finds an extension behind a bare hyphen, by the numbering plan: the
// digits before it are a number, those with it are none.
func cutHyphen(s, code string) (number, ext string, err *ValueError) {
	m := hyphened.FindStringSubmatch(s)
	if m == nil || code == "" {
		return s, "", nil
	}
	short, all := onlyDigits(m[1]), onlyDigits(s)
	switch before, whole := isNumber(code, short), isNumber(code, all); {
	case before && whole && !dialled(code):
		return "", "", wrong("the digits behind the last hyphen may be an extension or a part of the number",
			"write ext. before them where they are an extension, and leave out that hyphen where they are not")
	case !whole && (before || isLocal(code, short, all)):
		return m[1], m[2], nil
	}
	return s, "", nil
}

// dialled tells whether an extension behind a hyphen is a part of the number
// that is dialled, as in Germany and Austria (DIN 5008).
func dialled(code string) bool { return code == "49" || code == "43" }

// isLocal tells whether digits may be a number without its area code, and those
// with an extension behind them may not be a number at all.
func isLocal(code, digits, all string) bool {
	if code == "86" { // 7 or 8 digits that do not start like an area code or a mobile number
		return (len(digits) == 7 || len(digits) == 8) && digits[0] > '1'
	}
	return len(digits) >= minNumber && reason(code, digits) == phonenumbers.IS_POSSIBLE_LOCAL_ONLY && !isPossible(code, all)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func isCallingCode(code string) bool {
	n, err := strconv.Atoi(code)
	return err == nil && code[0] != '0' && phonenumbers.GetRegionCodeForCountryCode(n) != phonenumbers.UNKNOWN_REGION
}

// callingCodeOf is the calling code of a country; empty where there is none.
func callingCodeOf(country string) string {
	if code := phonenumbers.GetCountryCodeForRegion(country); code != 0 {
		return strconv.Itoa(code)
	}
	return ""
}

// isNumber tells whether the numbering plan knows such a number.
func isNumber(code, digits string) bool {
	n, err := planned(code, digits)
	return err == nil && phonenumbers.IsValidNumber(n)
}

// isPossible tells whether numbers of that country have so many digits, with
// an area code or without.
func isPossible(code, digits string) bool {
	r := reason(code, digits)
	return r == phonenumbers.IS_POSSIBLE || r == phonenumbers.IS_POSSIBLE_LOCAL_ONLY
}

func reason(code, digits string) phonenumbers.ValidationResult {
	n, err := planned(code, digits)
	switch {
	case errors.Is(err, phonenumbers.ErrTooShortNSN):
		return phonenumbers.TOO_SHORT
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return phonenumbers.TOO_LONG
	case err != nil:
		return phonenumbers.INVALID_LENGTH
	}
	return phonenumbers.IsPossibleNumberWithReason(n)
}

// maxTrunk is the longest trunk prefix: 0, 1, 8, 80, 06.
const maxTrunk = 2

// planned finds a number in the plan of its country. Between code and number
// may stand what is dialled before numbers inside the country, no more: the
// choice of a carrier makes any digits a number of some length.
func planned(code, digits string) (*phonenumbers.PhoneNumber, error) {
	n, err := phonenumbers.Parse("+"+code+digits, "")
	if err != nil {
		return nil, err
	}
	before, ok := strings.CutSuffix(digits, phonenumbers.GetNationalSignificantNumber(n))
	if !ok || strconv.Itoa(int(n.GetCountryCode())) != code || len(before) > maxTrunk {
		return nil, phonenumbers.ErrNumTooLong
	}
	return n, nil
}
