package api

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// decimalPostal is a postal code that went through a program as a number.
var decimalPostal = regexp.MustCompile(`^([0-9]+)[.,]0+$`)

var groupedPostal = regexp.MustCompile(`^[0-9]{1,3}(?:,[0-9]{3})+$`)

// postalCode checks a postal code as far as its country does not matter.
func postalCode(s string) (string, *ValueError) {
	code := unquoted(narrow(spaced(s)))
	if m := decimalPostal.FindStringSubmatch(code); m != nil {
		return "", wrong("the spreadsheet has turned this postal code into a decimal number", fmt.Sprintf("format the column as text and write %q, with the zeros that it may have lost in front", m[1]))
	}
	switch {
	case isScientific(code):
		return "", wrong("the spreadsheet has turned this postal code into a rounded number", hintScientific)
	case groupedPostal.MatchString(code):
		return "", wrong("there are commas between the digits of the postal code", "write it without commas")
	case isDate(code):
		return "", wrong("the spreadsheet has turned this postal code into a date", hintText)
	case strings.Contains(code, "?"):
		return "", errLost()
	case strings.ContainsFunc(code, Invisible):
		return "", wrong(dross[0].complaint, dross[0].hint)
	}
	return code, nil
}

// checkPostal holds a postal code against what its country has. Only countries
// whose codes are digits alone are known: how many there are is what shows that
// zeros were lost.
func checkPostal(country, code string) *ValueError {
	lengths := postalDigits[country]
	if lengths == nil || code == "" {
		return nil
	}
	digits := strings.TrimPrefix(strings.ToUpper(code), country)
	digits = postalSeparators.Replace(postalPrefix.ReplaceAllString(digits, ""))
	switch {
	case slices.Contains(lengths, len(digits)) && isDigits(digits):
		return nil
	case !isDigits(digits):
		return wrong(fmt.Sprintf("a postal code of %s has digits only", country), "write "+many(lengths)+", or another country")
	}
	message := fmt.Sprintf("this postal code has %s, those of %s have %s", many([]int{len(digits)}), country, strings.TrimSuffix(many(lengths), " digits"))
	if whole := zeros(country, digits, lengths); whole != "" {
		return wrong(message, fmt.Sprintf("if a spreadsheet has dropped zeros in front, write %q; else write the whole code", whole))
	}
	return wrong(message, "write the whole code, or another country")
}

// postalPrefix is the country that some write before a postal code: D-10115.
var postalPrefix = regexp.MustCompile(`^[A-Z]{1,3}[- ]`)

var postalSeparators = strings.NewReplacer(" ", "", "-", "")

// zeros puts back the zeros that a number loses, in countries whose codes may
// start with some; no code has more than two that matter.
func zeros(country, digits string, lengths []int) string {
	if !strings.Contains(zeroFirst, country) {
		return ""
	}
	for _, want := range lengths {
		if lost := want - len(digits); 0 < lost && lost <= 2 {
			return strings.Repeat("0", lost) + digits
		}
	}
	return ""
}

// many words a number of digits: "5 or 9 digits".
func many(lengths []int) string {
	words := make([]string, len(lengths))
	for i, n := range lengths {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, " or ") + " digits"
}

// postalDigits says how many digits the postal codes of a country have, where
// they are digits alone beside blanks, hyphens and a country's letters. Countries
// that changed their codes have the old length too.
var postalDigits = map[string][]int{
	"AF": {4}, "AL": {4}, "AM": {4, 6}, "AT": {4}, "AU": {4}, "AZ": {4}, "BD": {4}, "BE": {4}, "BG": {4}, "CH": {4}, "CV": {4}, "CY": {4},
	"DK": {4}, "ET": {4}, "GE": {4}, "GL": {4}, "GW": {4}, "HU": {4}, "LI": {4}, "LR": {4}, "LU": {4}, "LV": {4}, "MD": {4}, "MK": {4}, "MZ": {4},
	"NE": {4}, "NO": {4}, "NZ": {4}, "PH": {4}, "SI": {4}, "SJ": {4}, "TN": {4}, "VE": {4}, "ZA": {4},
	"BA": {5}, "BT": {5, 6}, "CU": {5}, "CZ": {5}, "DE": {5}, "DO": {5}, "DZ": {5}, "EE": {5}, "EG": {5}, "ES": {5}, "FI": {5}, "FR": {5},
	"GR": {5}, "GT": {5}, "HR": {5}, "ID": {5}, "IQ": {5}, "IT": {5}, "JO": {5}, "KE": {5}, "KH": {5, 6}, "KR": {5, 6}, "KW": {5}, "LA": {5}, "LK": {5},
	"LT": {5}, "MA": {5}, "ME": {5}, "MM": {5}, "MN": {5, 6}, "MX": {5}, "MY": {5}, "NI": {5}, "NP": {5}, "PK": {5}, "PL": {5}, "RS": {5, 6},
	"SA": {5, 9}, "SE": {5}, "SK": {5}, "SN": {5}, "TH": {5}, "TR": {5}, "UA": {5}, "UY": {5}, "VN": {5, 6}, "ZM": {5},
	"AS": {5, 9}, "GU": {5, 9}, "MP": {5, 9}, "PR": {5, 9}, "US": {5, 9}, "VI": {5, 9}, "GF": {5}, "GP": {5}, "MC": {5}, "MQ": {5}, "NC": {5}, "PF": {5},
	"RE": {5}, "SM": {5}, "VA": {5}, "YT": {5}, "BY": {6}, "CN": {6}, "CO": {6}, "IN": {6}, "KG": {6}, "KZ": {6}, "NG": {6}, "RO": {6}, "RU": {6},
	"SG": {6}, "TJ": {6}, "TM": {6}, "UZ": {6}, "CL": {7}, "IL": {5, 7}, "JP": {7}, "PT": {4, 7}, "BR": {8}, "IR": {10}, "TW": {3, 5, 6},
	"FO": {3}, "GN": {3}, "IS": {3}, "LS": {3}, "MG": {3}, "OM": {3}, "PG": {3},
}

// zeroFirst are the countries among them whose codes may start with a zero.
const zeroFirst = "AM AU BR CN CO DE ES FI FR GE GN GT IT JP KE KR KZ LA LK LT MX MY NO NZ PL PR RO SG SK TR UA US VA VI VN ZA"
