package api

import (
	"slices"

	"domainbatch/internal/job"
)

// TLDClass says whose rules hold for the names below a top-level domain.
type TLDClass string

// The classes of top-level domains.
const (
	GTLD     TLDClass = "gtld"  // run under a contract with ICANN, whose policies hold
	CCTLD    TLDClass = "cctld" // of a country or territory, whose registry makes the rules
	OtherTLD TLDClass = "other" // of neither: .gov, .mil, .edu, .int, .arpa
)

// TLD is the top-level domain of a name.
type TLD struct {
	Name  string // ASCII form, lower case
	Class TLDClass
	CNNIC bool // run by CNNIC, whose real-name rules hold
}

// TLDOf returns the top-level domain of a name in ASCII form, lower case. All of
// two letters are ccTLDs (RFC 1591 §2, ISO 3166-1), and those of the table of
// internationalized ones; whatever is none of these is a gTLD. Among the gTLDs are
// .公司 and .网络, which CNNIC runs under a contract with ICANN.
func TLDOf(ascii string) TLD {
	t := TLD{Name: topLevel(ascii), Class: GTLD, CNNIC: ClassOf(ascii) == job.ClassCNNIC}
	_, international := countryTLDs[t.Name]
	switch {
	case international, len(t.Name) == 2:
		t.Class = CCTLD
	case slices.Contains(specialTLDs, t.Name):
		t.Class = OtherTLD
	}
	return t
}

// specialTLDs are sponsored or for infrastructure: ICANN's transfer policy does
// not hold for them.
var specialTLDs = []string{"arpa", "edu", "gov", "int", "mil"}

// countryTLDs are the internationalized ccTLDs of IANA's root zone database in ASCII
// form, each with the ISO 3166-1 code of its country.
var countryTLDs = map[string]string{ // table
	"xn--2scrj9c":            "IN", // ಭಾರತ
	"xn--3e0b707e":           "KR", // 한국
	"xn--3hcrj9c":            "IN", // ଭାରତ
	"xn--45br5cyl":           "IN", // ভাৰত
	"xn--45brj9c":            "IN", // ভারত
	"xn--4dbrk0ce":           "IL", // ישראל
	"xn--54b7fta0cc":         "BD", // বাংলা
	"xn--80ao21a":            "KZ", // қаз
	"xn--90a3ac":             "RS", // срб
	"xn--90ae":               "BG", // бг
	"xn--90ais":              "BY", // бел
	"xn--clchc0ea0b2g2a9gcd": "SG", // சிங்கப்பூர்
	"xn--d1alf":              "MK", // мкд
	"xn--e1a4c":              "EU", // ею
	"xn--fiqs8s":             "CN", // 中国
	"xn--fiqz9s":             "CN", // 中國
	"xn--fpcrj9c3d":          "IN", // భారత్
	"xn--fzc2c9e2c":          "LK", // ලංකා
	"xn--gecrj9c":            "IN", // ભારત
	"xn--h2breg3eve":         "IN", // भारतम्
	"xn--h2brj9c":            "IN", // भारत
	"xn--h2brj9c8c":          "IN", // भारोत
	"xn--j1amh":              "UA", // укр
	"xn--j6w193g":            "HK", // 香港
	"xn--kprw13d":            "TW", // 台湾
	"xn--kpry57d":            "TW", // 台灣
	"xn--l1acc":              "MN", // мон
	"xn--lgbbat1ad8j":        "DZ", // الجزائر
	"xn--mgb9awbf":           "OM", // عمان
	"xn--mgba3a4f16a":        "IR", // ایران
	"xn--mgbaam7a8h":         "AE", // امارات
	"xn--mgbah1a3hjkrd":      "MR", // موريتانيا
	"xn--mgbai9azgqp6j":      "PK", // پاکستان
	"xn--mgbayh7gpa":         "JO", // الاردن
	"xn--mgbbh1a":            "IN", // بارت
	"xn--mgbbh1a71e":         "IN", // بھارت
	"xn--mgbc0a9azcg":        "MA", // المغرب
	"xn--mgbcpq6gpa1a":       "BH", // البحرين
	"xn--mgberp4a5d4ar":      "SA", // السعودية
	"xn--mgbgu82a":           "IN", // ڀارت
	"xn--mgbpl2fh":           "SD", // سودان
	"xn--mgbtx2b":            "IQ", // عراق
	"xn--mgbx4cd0ab":         "MY", // مليسيا
	"xn--mix891f":            "MO", // 澳門
	"xn--node":               "GE", // გე
	"xn--o3cw4h":             "TH", // ไทย
	"xn--ogbpf8fl":           "SY", // سورية
	"xn--p1ai":               "RU", // рф
	"xn--pgbs0dh":            "TN", // تونس
	"xn--q7ce6a":             "LA", // ລາວ
	"xn--qxa6a":              "EU", // ευ
	"xn--qxam":               "GR", // ελ
	"xn--rvc1e0am3e":         "IN", // ഭാരതം
	"xn--s9brj9c":            "IN", // ਭਾਰਤ
	"xn--wgbh1c":             "EG", // مصر
	"xn--wgbl6a":             "QA", // قطر
	"xn--xkc2al3hye2a":       "LK", // இலங்கை
	"xn--xkc2dl3a5ee0h":      "IN", // இந்தியா
	"xn--y9a3aq":             "AM", // հայ
	"xn--yfro4i67o":          "SG", // 新加坡
	"xn--ygbi2ammx":          "PS", // فلسطين
}
