package cli

import (
	"slices"

	"domainbatch/internal/api"
)

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
	"Account": {
		zh: "账号", width: 16, examples: [2]string{"holding", "technology"}, need: optional,
		rule: "The account that has the domain: the name of a profile in ~/.aliyun/config.json. Blank: that of --account.", zhRule: "域名所在的账号：~/.aliyun/config.json 中的配置名称。留空则为 --account 指定的账号。",
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
	"DomainNameServer.1": {
		zh: "第一台 DNS 服务器", width: 28, examples: [2]string{"ns1.example.net", ""},
		rule: "The host name of a DNS server, not its address; or default for the registrar's own servers.", zhRule: "DNS 服务器的主机名，不是 IP；填 default 表示使用阿里云 DNS。",
	},
	"DomainNameServer.2": {
		zh: "第二台 DNS 服务器", need: optional, width: 28, examples: [2]string{"ns2.example.net", ""},
		rule: "The host name of another DNS server.", zhRule: "另一台 DNS 服务器的主机名。",
	},
	"DomainNameServer.3": {
		zh: "第三台 DNS 服务器", need: optional, width: 28,
		rule: "The host name of another DNS server. Up to 13: add columns DomainNameServer.4 and so on.", zhRule: "另一台 DNS 服务器的主机名。最多 13 台，可加列 DomainNameServer.4 等。",
	},
	"AliyunDns": {
		zh: "是否用阿里云的服务器", need: optional, width: 12, examples: [2]string{"", "true"}, list: booleanList,
		rule: "true for the registrar's own DNS servers, and then name no others; blank where servers are named.", zhRule: "true 表示使用阿里云 DNS，此时不填服务器；已填服务器则留空。",
	},
	"DnsName": {
		zh: "主机，如 ns1", width: 20, examples: [2]string{"ns1", "ns2.example.net"},
		rule: "What stands before the domain, such as ns1; the full name will do.", zhRule: "域名前面的部分，例如 ns1；填完整名称也可。",
	},
	"Ip.1": {
		zh: "主机地址", width: 20, examples: [2]string{"198.51.100.53", "2001:db8::53"},
		rule: "An IPv4 or IPv6 address of the host.", zhRule: "主机的 IPv4 或 IPv6 地址。",
	},
	"Ip.2": {
		zh: "另一个主机地址", need: optional, width: 20,
		rule: "Another address of the host. Up to 13: add columns Ip.3 and so on.", zhRule: "主机的另一个地址。最多 13 个，可加列 Ip.3 等。",
	},
	"Status": {
		zh: "开或关", width: 10, examples: [2]string{"on", "off"}, list: []string{"on", "off"},
		rule: "on sets it, off lifts it.", zhRule: "on 表示开启，off 表示关闭。",
	},
	"SubscriptionDuration": {
		zh: "几年", width: 12, examples: [2]string{"1", "2"},
		rule: "The number of years, 1 to 10. It is what is paid for.", zhRule: "年数，1 到 10，据此计费。",
	},
	"CurrentExpirationDate": {
		zh: "现在到哪一天", need: optional, width: 22,
		rule: "When the domain expires now, such as 2027-03-01. Blank: as the account says; a date that differs from the account's is a complaint.", zhRule: "现在的到期日，例如 2027-03-01。留空则以账号中的为准；与账号不一致会报错。",
	},
	"Dns1": {
		zh: "注册时的第一台服务器", need: optional, width: 28, examples: [2]string{"ns1.example.net", ""},
		rule: "The first of two DNS servers; blank for the registrar's own.", zhRule: "两台 DNS 服务器中的第一台；留空则使用阿里云 DNS。",
	},
	"Dns2": {
		zh: "注册时的第二台服务器", need: optional, width: 28, examples: [2]string{"ns2.example.net", ""},
		rule: "The second of two DNS servers.", zhRule: "两台 DNS 服务器中的第二台。",
	},
	"EnableDomainProxy": {
		zh: "是否开启隐私", need: optional, width: 12, list: booleanList,
		rule: "true hides the owner in WHOIS; blank: as the registrar does by default, which is true.", zhRule: "true 表示在 WHOIS 中隐藏持有者；留空按注册商默认（true）。",
	},
	"PermitPremiumActivation": {
		zh: "是否接受溢价", need: optional, width: 12, list: booleanList,
		rule: "true allows a premium name at its price; blank: false.", zhRule: "true 表示允许按溢价注册；留空为 false。",
	},
	"DefaultRegistrantProfile": {
		zh: "是否设为账号默认", width: 14, examples: [2]string{"false", "false"}, list: booleanList,
		rule: "true makes it the default profile of the account.", zhRule: "true 表示设为账号的默认模板。",
	},
	"SendIfExist": {
		zh: "提交过的是否再发", need: optional, width: 14, list: booleanList,
		rule: "true sends a mail to addresses that were submitted before too; blank: false.", zhRule: "true 表示已提交过的邮箱也再次发信；留空为 false。",
	},
	"Token": {
		zh: "邮件里的令牌码", width: 40, examples: [2]string{"token-of-the-first-mail", "token-of-the-second-mail"},
		rule: "The token from the link of the mail. It is a secret.", zhRule: "邮件链接中的令牌，请保密。",
	},
	"TransferAuthorizationCode": {
		zh: "原注册商给的转移码", width: 26, examples: [2]string{"code-of-example-com", "code-of-example-net"},
		rule: "The code that the present registrar gave. It is a secret.", zhRule: "原注册商提供的转移密码，请保密。",
	},
	"TaskDetailNo": {
		zh: "任务明细的编号", width: 40, examples: [2]string{"0f1e2d3c-0001", "0f1e2d3c-0002"},
		rule: "The number of a task's detail, as PollTaskResult or the report shows it.", zhRule: "任务明细编号，见 PollTaskResult 或报告。",
	},
	"TaskNo": {
		zh: "要取消任务的编号", width: 40, examples: [2]string{"0f1e2d3c-4b5a", "1f1e2d3c-4b5a"},
		rule: "The number of a task, as QueryTaskList or the report shows it.", zhRule: "任务编号，见 QueryTaskList 或报告。",
	},
	"Operation": {
		zh: "要做什么", width: 46,
		rule: "The operation that the row asks for; domainbatch ops lists them all.", zhRule: "本行要执行的操作，domainbatch ops 列出全部。",
	},
}

// columnsAt are the parameters of the template that a site knows.
func (t *template) columnsAt(site api.Site) []string {
	return slices.DeleteFunc(slices.Clone(t.columns), func(name string) bool { return site.Lacks[name] })
}

// sheet is the name of the sheet to fill in. It says what the rows ask for, but
// for contacts and where a column Operation does.
func (t *template) sheet() string {
	if op, ok := api.Lookup(t.op); ok && op.Short != "" && len(t.targets) == 0 {
		return op.Short
	}
	if len(t.targets) == 0 {
		return sheetOperations
	}
	return sheetContacts
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
	switch {
	case name == "ContactType":
		return t.targets[min(row, len(t.targets)-1)]
	case name == "Operation":
		return t.op
	case name == "TransferOutProhibited" && len(t.targets) == 1:
		return "false" // both rows change the registrant
	case name == "RegistrantProfileId" && t.op == api.SaveRegistrantProfile:
		return "" // both rows make a new one
	}
	return templateColumns[name].examples[row]
}

// needOf says whether a cell must be filled in.
func (t *template) needOf(name string) need {
	if slices.Contains(t.free, name) {
		return optional
	}
	return templateColumns[name].need
}

// label is the Chinese name with whether it is needed. It is none of the names
// that a header is known by: the header stands below it.
func (t *template) label(name string) string {
	return map[need]string{always: "必填：", forRegistrant: "过户必填：", optional: "选填："}[t.needOf(name)] + templateColumns[name].zh
}
