package api

import (
	"strings"

	"golang.org/x/text/language"
)

// country checks a country code of two letters.
func country(s string) (string, *ValueError) {
	code := strings.ToUpper(narrow(s))
	if len(code) == 2 && isCountry(code) {
		return code, nil
	}
	if suggestion := countryCode(code); suggestion != "" {
		return "", wrong("the country is not written as its code of two letters", "write "+suggestion)
	}
	return "", wrong("this is no country code", "write the two letters of ISO 3166-1, such as CN or US")
}

func isCountry(code string) bool {
	at := strings.Index(countries, code)
	return at >= 0 && at%3 == 0
}

// countryCode finds the code for the names and abbreviations that stand in
// spreadsheets; empty when the text is none of them.
func countryCode(upper string) string {
	if code, ok := countryNames[upper]; ok {
		return code
	}
	// Codes of three letters and of three digits, and UK for GB.
	region, err := language.ParseRegion(upper)
	if err != nil {
		return ""
	}
	if code := region.Canonicalize().String(); isCountry(code) {
		return code
	}
	return ""
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

// countryNames are suggestions only: a name is never taken for its code.
var countryNames = map[string]string{
	"CHINA": "CN", "PRC": "CN", "P.R. CHINA": "CN", "P.R.CHINA": "CN", "PEOPLE'S REPUBLIC OF CHINA": "CN", "MAINLAND CHINA": "CN",
	"中国": "CN", "中國": "CN", "中华人民共和国": "CN", "中国大陆": "CN",
	"HONG KONG": "HK", "HONGKONG": "HK", "香港": "HK", "中国香港": "HK",
	"MACAO": "MO", "MACAU": "MO", "澳门": "MO", "TAIWAN": "TW", "台湾": "TW", "臺灣": "TW",
	"UNITED STATES": "US", "UNITED STATES OF AMERICA": "US", "AMERICA": "US", "U.S.": "US", "U.S.A.": "US", "美国": "US", "美國": "US",
	"UNITED KINGDOM": "GB", "GREAT BRITAIN": "GB", "ENGLAND": "GB", "U.K.": "GB", "英国": "GB", "英國": "GB",
	"GERMANY": "DE", "DEUTSCHLAND": "DE", "德国": "DE", "FRANCE": "FR", "法国": "FR", "ITALY": "IT", "ITALIA": "IT", "意大利": "IT",
	"SPAIN": "ES", "ESPAÑA": "ES", "西班牙": "ES", "PORTUGAL": "PT", "葡萄牙": "PT", "NETHERLANDS": "NL", "THE NETHERLANDS": "NL", "HOLLAND": "NL", "荷兰": "NL",
	"BELGIUM": "BE", "比利时": "BE", "SWITZERLAND": "CH", "SCHWEIZ": "CH", "瑞士": "CH", "AUSTRIA": "AT", "ÖSTERREICH": "AT", "奥地利": "AT",
	"SWEDEN": "SE", "瑞典": "SE", "NORWAY": "NO", "挪威": "NO", "DENMARK": "DK", "丹麦": "DK", "FINLAND": "FI", "芬兰": "FI",
	"IRELAND": "IE", "爱尔兰": "IE", "POLAND": "PL", "波兰": "PL", "RUSSIA": "RU", "RUSSIAN FEDERATION": "RU", "俄罗斯": "RU",
	"JAPAN": "JP", "日本": "JP", "KOREA": "KR", "SOUTH KOREA": "KR", "REPUBLIC OF KOREA": "KR", "韩国": "KR", "韓國": "KR",
	"INDIA": "IN", "印度": "IN", "SINGAPORE": "SG", "新加坡": "SG", "MALAYSIA": "MY", "马来西亚": "MY", "THAILAND": "TH", "泰国": "TH",
	"VIETNAM": "VN", "VIET NAM": "VN", "越南": "VN", "INDONESIA": "ID", "印度尼西亚": "ID", "PHILIPPINES": "PH", "菲律宾": "PH",
	"AUSTRALIA": "AU", "澳大利亚": "AU", "NEW ZEALAND": "NZ", "新西兰": "NZ", "CANADA": "CA", "加拿大": "CA", "MEXICO": "MX", "墨西哥": "MX",
	"BRAZIL": "BR", "BRASIL": "BR", "巴西": "BR", "UNITED ARAB EMIRATES": "AE", "UAE": "AE", "阿联酋": "AE", "TURKEY": "TR", "TÜRKIYE": "TR", "土耳其": "TR",
	"SOUTH AFRICA": "ZA", "南非": "ZA", "ISRAEL": "IL", "以色列": "IL",
}
