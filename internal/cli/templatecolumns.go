package cli

import (
	"slices"

	"domainbatch/internal/api"
)

// template is a workbook that can be filled in for one operation.
type template struct {
	op      string
	zh      string // what it is for, in Chinese
	en      string
	targets []string // the contacts that the operation changes
	columns []string // the parameters, in order
}

// templates are those of the operations that a spreadsheet can ask for, the
// usual one first.
var templates = []template{
	{
		op: api.SaveBatchTaskForUpdatingContactInfoByNewContact,
		en: "Change contacts of domains to the data in the row", zh: "把域名联系人改为本行所填的信息",
		targets: api.Targets,
		columns: []string{
			"DomainName", "ContactType", "RegistrantType", "RegistrantOrganization", "RegistrantName", "Country", "Province", "City",
			"Address", "PostalCode", "Email", "TelArea", "Telephone", "TelExt", "ZhRegistrantOrganization", "ZhRegistrantName",
			"ZhProvince", "ZhCity", "ZhAddress", "TransferOutProhibited",
		},
	},
	{
		op: api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID,
		en: "Change the registrant of domains to a registrant profile", zh: "按信息模板过户（更换域名持有者）",
		targets: []string{api.TargetRegistrant},
		columns: []string{"DomainName", "ContactType", "RegistrantProfileId", "TransferOutProhibited"},
	},
	{
		op: api.SaveSingleTaskForUpdatingContactInfo,
		en: "Change admin, billing or tech contacts of domains to a registrant profile", zh: "按信息模板更换管理、付费或技术联系人",
		targets: []string{api.TargetAdmin, api.TargetBilling, api.TargetTech},
		columns: []string{"DomainName", "ContactType", "RegistrantProfileId"},
	},
}

// templateColumn says of a parameter what whoever fills it in has to know.
type templateColumn struct {
	zh       string
	need     need
	rule     string
	zhRule   string
	examples [2]string // of the two rows
	list     []string  // the values to choose from; others are warned of, for some have more spellings
	width    float64
}

// need says whether a cell must be filled in.
type need int

const (
	always need = iota
	forRegistrant
	optional
)

var booleanList = []string{"true", "false"}

// templateColumns is the table of the columns by parameter.
var templateColumns = map[string]templateColumn{
	"DomainName": {
		zh: "域名", width: 28, examples: [2]string{"example.com", "example.net"},
		rule: "One domain a row, without http:// and www.", zhRule: "每行一个域名，不带 http:// 和 www.",
	},
	"ContactType": {
		zh: "要更改的联系人", width: 14, examples: [2]string{"registrant", "admin"},
		rule: "Which contact is changed. Several with commas between.", zhRule: "要更改哪一类联系人：registrant 持有者、admin 管理、billing 付费、tech 技术。多个用逗号隔开。",
	},
	"RegistrantType": {
		zh: "持有者类型", width: 14, examples: [2]string{"enterprise", "enterprise"}, list: []string{"individual", "enterprise"},
		rule: "individual or enterprise; 1 and 2 will do.", zhRule: "individual 个人，enterprise 企业或组织；也可填 1、2、个人、企业。",
	},
	"RegistrantProfileId": {
		zh: "信息模板编号", width: 20, examples: [2]string{"3500101", "3500102"},
		rule: "The number of a registrant profile that has passed real-name verification.", zhRule: "已通过实名认证的信息模板的编号。",
	},
	"RegistrantOrganization": {
		zh: "持有者名称，拉丁字母", width: 34, examples: [2]string{"Example Holdings Ltd", "Example Technology (Hangzhou) Co., Ltd."},
		rule: "The new owner in Latin letters; of an individual the name of the person.", zhRule: "新持有者名称，用英文或拼音；个人则填本人姓名。",
	},
	"RegistrantName": {
		zh: "联系人姓名，拉丁字母", width: 20, examples: [2]string{"Eleanor Marsh", "Li Na"},
		rule: "The contact person in Latin letters.", zhRule: "联系人姓名，用英文或拼音。",
	},
	"Country": {
		zh: "国家或地区代码", width: 10, examples: [2]string{"GB", "CN"},
		rule: "The two letters of ISO 3166-1; the sheet Countries has them all.", zhRule: "两个字母的国家或地区代码，见 Countries 表。",
	},
	"Province": {
		zh: "省份，英文或拼音", width: 18, examples: [2]string{"Greater London", "Zhejiang"},
		rule: "Province or state, in Latin letters.", zhRule: "省或州，用英文或拼音；拼音不带 sheng。",
	},
	"City": {
		zh: "城市，英文或拼音", width: 16, examples: [2]string{"London", "Hangzhou"},
		rule: "City, in Latin letters.", zhRule: "城市，用英文或拼音。",
	},
	"Address": {
		zh: "通讯地址，英文或拼音", width: 36, examples: [2]string{"12 Sample Wharf, Canary Row", "Floor 8, Building 3, 1 Sample Road"},
		rule: "Street and number, in Latin letters, in one line.", zhRule: "街道与门牌，用英文或拼音，写在一行内。",
	},
	"PostalCode": {
		zh: "邮政编码", width: 12, examples: [2]string{"E14 0ZZ", "311100"},
		rule: "As text: a zero in front stays.", zhRule: "以文本填写，保留开头的 0。",
	},
	"Email": {
		zh: "电子邮箱地址", width: 30, examples: [2]string{"domains@example.com", "domains@example.net"},
		rule: "One address. The registrar may write to it.", zhRule: "只填一个地址，注册商可能向其发信。",
	},
	"TelArea": {
		zh: "电话国家代码", width: 10, examples: [2]string{"44", "86"},
		rule: "The country's calling code, digits only.", zhRule: "国际区号，只填数字，例如 86。",
	},
	"Telephone": {
		zh: "电话号码，含城市区号", width: 18, examples: [2]string{"2079460118", "057155550101"},
		rule: "Digits without the country code; the area code of the city in front.", zhRule: "只填数字，不带国家代码，固定电话前加城市区号。",
	},
	"TelExt": {
		zh: "分机号码", need: optional, width: 10, examples: [2]string{"", "801"},
		rule: "Digits; blank where there is none.", zhRule: "只填数字，没有则留空。",
	},
	"ZhRegistrantOrganization": {
		zh: "持有者中文名称", need: optional, width: 30, examples: [2]string{"", "示例科技（杭州）有限公司"},
		rule: "The owner in Chinese; .cn names of Chinese owners have it.", zhRule: "新持有者的中文名称；个人则填本人姓名。",
	},
	"ZhRegistrantName": {
		zh: "联系人中文姓名", need: optional, width: 16, examples: [2]string{"", "李娜"},
		rule: "The contact person in Chinese.", zhRule: "联系人的中文姓名。",
	},
	"ZhProvince": {
		zh: "省份，中文", need: optional, width: 12, examples: [2]string{"", "浙江"},
		rule: "Province in Chinese.", zhRule: "省份的中文名称。",
	},
	"ZhCity": {
		zh: "城市，中文", need: optional, width: 12, examples: [2]string{"", "杭州"},
		rule: "City in Chinese.", zhRule: "城市的中文名称。",
	},
	"ZhAddress": {
		zh: "通讯地址，中文", need: optional, width: 30, examples: [2]string{"", "示例路1号3幢8层"},
		rule: "Street and number in Chinese.", zhRule: "街道与门牌的中文写法。",
	},
	"TransferOutProhibited": {
		zh: "是否加 60 天转出限制", need: forRegistrant, width: 20, examples: [2]string{"false", ""}, list: booleanList,
		rule:   "Needed for registrant: true locks the domain against transfer to another registrar for 60 days, false does not.",
		zhRule: "更改 registrant 时必填：true 表示 60 天内禁止转出到其他注册商，false 表示不加限制。",
	},
}

// columnsAt are the parameters of the template that a site knows.
func (t *template) columnsAt(site api.Site) []string {
	return slices.DeleteFunc(slices.Clone(t.columns), func(name string) bool { return site.Lacks[name] })
}

// values are what can be chosen for a parameter; none where it is free text, or
// the country, whose list is too long to stand in the cell.
func (t *template) values(name string) []string {
	if name == "ContactType" {
		return t.targets
	}
	return templateColumns[name].list
}

// example is what the two example rows have for a parameter.
func (t *template) example(name string, row int) string {
	if name == "ContactType" {
		return t.targets[min(row, len(t.targets)-1)]
	}
	if name == "TransferOutProhibited" && len(t.targets) == 1 {
		return "false" // both rows change the registrant
	}
	return templateColumns[name].examples[row]
}

// label is the Chinese name with whether it is needed. It is none of the names
// that a header is known by: the header stands below it.
func (c *templateColumn) label() string {
	return map[need]string{always: "必填：", forRegistrant: "过户必填：", optional: "选填："}[c.need] + c.zh
}
