package api

import (
	"slices"
	"strings"
)

// targetWords are what people write for the contacts of a domain,
// in the form that word gives.
var targetWords = map[string][]string{
	TargetRegistrant: {"registrant", "owner", "holder", "持有者", "所有者", "注册人", "注册者", "域名持有者", "过户"},
	TargetAdmin: {
		"admin", "administrative", "administrator", "administrativecontact", "admincontact",
		"管理者", "管理联系人", "管理人", "管理员", "行政联系人",
	},
	TargetBilling: {"billing", "billingcontact", "payer", "付费者", "付费联系人", "缴费者", "缴费联系人", "财务联系人", "账务联系人"},
	TargetTech:    {"tech", "technical", "technician", "techcontact", "technicalcontact", "技术者", "技术联系人", "技术人员"},
}

var registrantTypeWords = map[string][]string{
	"1": {"1", "individual", "individualregistrant", "person", "personal", "privateperson", "naturalperson", "个人", "個人", "个人用户", "自然人"},
	"2": {
		"2", "enterprise", "organization", "organisation", "org", "company", "corporate", "corporation", "business", "legalentity", "legalperson",
		"企业", "企業", "组织", "組織", "单位", "單位", "公司", "机构", "機構", "法人", "企业组织", "企业或组织", "企业单位", "事业单位", "企业用户",
	},
}

var truthWords = map[string][]string{
	"true": {
		"true", "t", "yes", "y", "on", "1", "enabled", "locked", "是", "真", "开", "開", "开启", "已开启", "已開啟", "启用", "已启用", "锁定", "已锁定",
	},
	"false": {
		"false", "f", "no", "n", "off", "0", "disabled", "unlocked", "否", "不", "不是", "假", "关", "關", "关闭", "未开启", "未開啟", "已关闭",
		"停用", "未启用", "已停用", "未锁定",
	},
}

// separators divide several targets in one cell.
const separators = ",;、，；/|\n"

// targets reads one or more contacts of a domain and returns them with commas
// between, each once, in the order in which they are done.
func targets(s string) (string, *ValueError) {
	named := make(map[string]bool)
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if trim(part) == "" {
			continue
		}
		target, ok := meaning(targetWords, part)
		if !ok {
			return "", wrong("this is not one of registrant, admin, billing, tech", "write one of these words, or several with commas between")
		}
		named[target] = true
	}
	if len(named) == 0 {
		return "", wrong("no contact is named", "write one of registrant, admin, billing, tech")
	}
	list := slices.DeleteFunc(slices.Clone(Targets), func(t string) bool { return !named[t] })
	return strings.Join(list, ","), nil
}

func registrantType(s string) (string, *ValueError) {
	if value, ok := meaning(registrantTypeWords, s); ok {
		return value, nil
	}
	return "", wrong("this is not one of 1 (individual) or 2 (enterprise or organization)", "write 1 or 2")
}

func truth(s string) (string, *ValueError) {
	if value, ok := meaning(truthWords, s); ok {
		return value, nil
	}
	return "", wrong("this is neither true nor false", "write true or false")
}

func meaning(words map[string][]string, s string) (string, bool) {
	plain := word(s)
	for value, all := range words {
		if slices.Contains(all, plain) {
			return value, true
		}
	}
	return "", false
}

// word brings a word into the form in which the tables have it: ASCII width,
// lower case, without blanks and punctuation.
func word(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0\u3000-_/.（）()", r) {
			return -1
		}
		return r
	}, strings.ToLower(narrow(s)))
}
