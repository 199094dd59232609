package api

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// country reads a country: its code of two letters or of three, or its name. A
// cell that says it twice, such as "CN - China" or "中国 (CN)", must mean one.
func country(s string) (string, *ValueError) {
	if code := countryOf(s); code != "" {
		return code, nil
	}
	if both := twice.FindStringSubmatch(narrow(s)); both != nil {
		if code := countryOf(both[1]); code != "" && code == countryOf(both[2]) {
			return code, nil
		}
	}
	if code := numbered(s); code != "" {
		return "", wrong("the country is written as a number", "write "+code+" if its number of ISO 3166-1 is meant")
	}
	if choice := sharedNames[folded(s)]; choice != "" {
		return "", wrong("several countries have this name", "write "+choice)
	}
	return "", wrong("this is no country", "write the two letters of ISO 3166-1, such as CN or US")
}

// sharedNames are what several countries are called.
var sharedNames = map[string]string{
	"korea": "KR for the South or KP for the North", "congo": "CG (Brazzaville) or CD (Kinshasa)", "刚果": "CG (Brazzaville) or CD (Kinshasa)",
	"virginislands": "VG (British) or VI (U.S.)", "维尔京群岛": "VG (British) or VI (U.S.)",
}

// twice divides a cell that names a country in two ways.
var twice = regexp.MustCompile(`^(.+?)\s*[-–—/|:,(]\s*(.+?)\)?$`)

// countryOf finds the code of one code or name; empty when it is none.
func countryOf(s string) string {
	code := strings.ToUpper(strings.TrimSpace(narrow(s)))
	switch {
	case len(code) == 2 && isCountry(code):
		return code
	case len(code) == 3 && isUpper(code):
		if region, err := language.ParseRegion(code); err == nil && isCountry(region.String()) {
			return region.String()
		}
	}
	return countryNamed(folded(s))
}

// numbered finds the code for a number of ISO 3166-1. It is a proposal only:
// the same digits may be a calling code.
func numbered(s string) string {
	number := narrow(s)
	if len(number) != 3 || !isDigits(number) {
		return ""
	}
	if region, err := language.ParseRegion(number); err == nil && isCountry(region.String()) {
		return region.String()
	}
	return ""
}

func isUpper(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

func isCountry(code string) bool {
	at := strings.Index(countries, code)
	return at >= 0 && at%3 == 0
}

// countryNamed finds a folded name in the table: its line starts with the code.
func countryNamed(name string) string {
	if name == "" {
		return ""
	}
	at := strings.Index(countryNames, "|"+name+"|")
	if at < 0 {
		return ""
	}
	line := strings.LastIndexByte(countryNames[:at], '\n') + 1
	return countryNames[line : line+2]
}

// folded is the form in which names are compared: lower case without accents,
// blanks, punctuation and a leading article.
func folded(s string) string {
	s = strings.ReplaceAll(strings.ToLower(norm.NFKD.String(s)), "&", "and")
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
	return strings.TrimPrefix(s, "the")
}

// countries are the assigned codes of ISO 3166-1 alpha-2.
const countries = "" +
	"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL " +
	"BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV " +
	"CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD " +
	"GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM " +
	"IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK " +
	"LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW " +
	"MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR " +
	"PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS " +
	"ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY " +
	"UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
