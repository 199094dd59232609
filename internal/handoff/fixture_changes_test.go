package handoff

import (
	"fmt"
	"strings"
	"time"

	"domainbatch/internal/dossier"
	"domainbatch/internal/job"
)

// fieldTitles are the fields of a contact: API's name, English, Chinese, an old
// value, a new one.
var fieldTitles = [][5]string{
	{"RegistrantOrganization", "Organization", "单位名称", "Old Co. Ltd", "Example Holdings Ltd"},
	{"RegistrantName", "Name", "联系人", "Jane Doe", "Jane Doe"},
	{"Country", "Country", "国家", "CN", "CN"},
	{"Province", "Province", "省份", "Zhejiang", "Shanghai"},
	{"City", "City", "城市", "Hangzhou", "Shanghai"},
	{"Address", "Address", "地址", "1 Old Street", "88 New Road, Building 7, Floor 21, c/o Legal"},
	{"PostalCode", "Postal code", "邮编", "310000", "200000"},
	{"Email", "E-mail", "电子邮箱", "owner@old.example", "legal@example.com"},
	{"TelArea", "Country code of the phone", "国际区号", "86", "86"},
	{"Telephone", "Phone", "电话", "057112345678", "02187654321"},
	{"ZhRegistrantOrganization", "Organization (Chinese)", "单位名称（中文）", "旧公司有限公司", "示例控股（上海）有限公司"},
	{"ZhRegistrantName", "Name (Chinese)", "联系人（中文）", "张三", "张三"},
	{"ZhProvince", "Province (Chinese)", "省份（中文）", "浙江", "上海"},
	{"ZhCity", "City (Chinese)", "城市（中文）", "杭州", "上海"},
	{"ZhAddress", "Address (Chinese)", "地址（中文）", "旧街一号", "新路八十八号七号楼二十一层法务部转交"},
}

// fields are those of a contact of which the named ones change. Mode says what
// is known: all, read (after, too), or sent alone.
func fields(s said, mode string, changed ...string) []dossier.Field {
	list := make([]dossier.Field, 0, len(fieldTitles))
	for _, f := range fieldTitles {
		before, sent := f[3], f[3]
		field := dossier.Field{Name: f[0], Title: s.of(f[1], f[2])}
		for _, name := range changed {
			if name == f[0] {
				sent, field.Changed = f[4], before != f[4]
			}
		}
		field.Before, field.Sent = new(before), new(sent)
		switch mode {
		case "read":
			field.After = new(sent)
		case "sent":
			field.Before, field.Changed = nil, true
		}
		list = append(list, field)
	}
	return list
}

// set gives a field of a list its values.
func set(list []dossier.Field, name, before, sent string) []dossier.Field {
	for i := range list {
		if list[i].Name == name {
			list[i].Before, list[i].Sent, list[i].Changed = new(before), new(sent), before != sent
		}
	}
	return list
}

func gtld(tld string) *dossier.Registry {
	return &dossier.Registry{TLD: tld, Class: "gtld", Text: "gTLD"}
}

func cnnic(tld string) *dossier.Registry {
	return &dossier.Registry{TLD: tld, Class: "cctld", CNNIC: true, Text: "ccTLD (CNNIC)"}
}

func source(rows ...int) []dossier.Source {
	list := make([]dossier.Source, len(rows))
	for i, r := range rows {
		list[i] = dossier.Source{Row: job.RowID(r), Cell: fmt.Sprintf("Contacts!A%d", r+3)}
	}
	return list
}

// done fills what a change has that the registrar completed.
func done(s said, c dossier.Change) dossier.Change {
	c.Result, c.ResultText, c.Tone = job.Succeeded, s.of("completed by the registrar", "注册商已完成"), dossier.Good
	c.Submitted, c.Accepted, c.Completed = day0, day0.Add(time.Second), day0.Add(7*time.Minute)
	c.TaskNo, c.TaskDetailNo = "80d7a2bc-93d2-4b6e-9f0a-3a1b2c4d5e6f", fmt.Sprintf("detail-%04d", c.ID)
	c.RequestID, c.Code = "0A1B2C3D-4E5F-4000-8000-9A8B7C6D5E4F", "EXECUTE_SUCCESS"
	return c
}

func changes(s said) []dossier.Change {
	list := append(certain(s), uncertain(s)...)
	for i := range list {
		c := &list[i]
		if c.ReadBack == "" {
			c.ReadBack = dossier.ReadNot
		}
		if c.Lock.Choice == "" {
			c.Lock = dossier.Lock{Choice: "none", Text: s.of("none: no change of registrant", "无：不涉及域名持有者变更")}
		}
		if c.Account == "" {
			c.Account = "default"
		}
	}
	return list
}

// certain are the changes that were completed.
func certain(s said) []dossier.Change {
	registrant := s.of("change of registrant (Organization, E-mail)", "域名持有者变更（单位名称、电子邮箱）")
	first := done(s, dossier.Change{ID: 1, Subject: "example.com", Unicode: "example.com", Registry: gtld("com"), Operation: byNew, Target: "registrant",
		What: s.of("contact data of the registrant", "域名持有者信息"), Kind: dossier.Registrant, KindText: registrant, Because: []string{"RegistrantOrganization", "Email"},
		Fields: fields(s, "read", "RegistrantOrganization", "Province", "City", "Address", "PostalCode", "Email", "Telephone", "ZhRegistrantOrganization", "ZhProvince", "ZhCity", "ZhAddress"),
		Lock: dossier.Lock{Choice: "asked", Text: s.of("asked for: no move to another registrar for 60 days", "已选择：60 天内禁止转出注册商"), Days: 60, Ends: "2026-05-03",
			Basis: s.of("requested, 60 days from completion, not confirmed by the API", "按请求计算，自完成之日起 60 天，API 未予确认")},
		Verify: &dossier.Deadline{Mailbox: "legal@example.com", Days: 15, By: "2026-03-19", Text: s.of("the new address has to be confirmed by a click within 15 days", "新邮箱须在 15 天内点击确认")},
		ReadAt: day0.Add(25 * time.Hour), ReadBack: dossier.ReadNew, ReadText: s.of("the registrar shows the new data", "注册商显示新数据"), Sources: source(1, 2)})
	admin := done(s, dossier.Change{ID: 2, Subject: "example.com", Unicode: "example.com", Registry: gtld("com"), Operation: byNew, Target: "admin",
		What: s.of("contact data of the administrator", "管理联系人信息"), Kind: dossier.ContactUpdate, KindText: s.of("contact update", "联系人信息更新"),
		Fields: fields(s, "all", "RegistrantOrganization", "Email"), Sources: source(1)})
	cn := done(s, dossier.Change{ID: 3, Subject: "example.cn", Unicode: "example.cn", Registry: cnnic("cn"), Operation: byNew, Target: "registrant",
		What: s.of("contact data of the registrant", "域名持有者信息"), Kind: dossier.Registrant, KindText: registrant, Because: []string{"RegistrantOrganization"},
		Fields:   fields(s, "read", "RegistrantOrganization", "ZhRegistrantOrganization"),
		Lock:     dossier.Lock{Choice: "none", Text: s.of("none: the rules of .cn know no such lock", "无：.cn 规则无此限制")},
		Warnings: []string{s.of("The registry asks for new identity documents after this change.", "此项变更后注册局要求重新提交实名材料。")},
		ReadAt:   day0.Add(25 * time.Hour), ReadBack: dossier.ReadOther, ReadText: s.of("it shows other data: Address", "显示的数据不同：地址"), Sources: source(3)})
	cn.Fields[5].After = new("2 Another Street")
	lock := done(s, dossier.Change{ID: 4, Account: "holding", Subject: "example.net", Unicode: "example.net", Registry: gtld("net"), Operation: "SaveBatchTaskForTransferProhibitionLock",
		What: s.of("registrar lock on", "开启注册商转移锁"), Kind: dossier.NoContact, KindText: s.of("no contact is changed", "不涉及联系人"), Sources: source(4)})
	mail := done(s, dossier.Change{ID: 5, Subject: "legal@example.com", Operation: "SubmitEmailVerification", What: s.of("mail for verification sent", "发送验证邮件"), Kind: dossier.NoContact,
		KindText: s.of("no contact is changed", "不涉及联系人"), Sources: source(5)})
	mail.TaskNo, mail.TaskDetailNo, mail.Accepted = "", "", time.Time{}
	return []dossier.Change{first, admin, cn, lock, mail}
}

// uncertain are the others.
func uncertain(s said) []dossier.Change {
	registrant, holder := s.of("change of registrant", "域名持有者变更"), s.of("contact data of the registrant", "域名持有者信息")
	declined := dossier.Lock{Choice: "declined", Text: s.of("declined: it may be moved to another registrar at once", "未选择：可随时转出注册商")}
	return []dossier.Change{
		{ID: 6, Subject: "xn--fiq228c.xn--fiqs8s", Unicode: "中文.中国", Registry: cnnic("中国"), Operation: byNew, Target: "registrant", What: holder, Kind: dossier.Registrant, KindText: registrant,
			Because: []string{"RegistrantName"}, Fields: set(fields(s, "all"), "RegistrantName", "Jane Doe", "李雷"), Result: job.Pending, ResultText: s.of("accepted, not completed", "已受理，未完成"), Tone: dossier.Waiting,
			Lock:      dossier.Lock{Choice: "none", Text: s.of("none: the rules of .中国 know no such lock", "无：.中国 规则无此限制")},
			Submitted: day0, Accepted: day0.Add(time.Second), TaskNo: "5b1c", RequestID: "11111111-4E5F-4000-8000-9A8B7C6D5E4F", Sources: source(6)},
		{ID: 7, Subject: "example.org", Unicode: "example.org", Registry: gtld("org"), Operation: byNew, Target: "registrant", What: holder, Kind: dossier.Registrant, KindText: registrant, Typo: true,
			Because: []string{"RegistrantOrganization"}, Fields: set(fields(s, "all"), "RegistrantOrganization", "Exmaple Holdings Ltd", "Example Holdings Ltd"), Lock: declined,
			Result: job.Unknown, ResultText: s.of("in doubt", "不明"), Tone: dossier.Bad, Submitted: day0, RequestID: "", Code: "timeout",
			Reason: s.of("The answer was lost, and the registrar's lists do not show it. Whether it was done is not known.", "答复丢失，注册商列表中也未找到，无法确定是否已执行。"),
			Said:   "candidates: task 77a, task 77b", Sources: source(7)},
		{ID: 8, Subject: "example.shop", Unicode: "example.shop", Registry: gtld("shop"), Operation: byNew, Target: "registrant", What: holder, Kind: dossier.Registrant, KindText: registrant,
			Because: []string{"Email"}, Fields: set(set(fields(s, "all", "Email"), "Address", `=HYPERLINK("http://evil.example","click")`, strings.Repeat("No. 88 \"New\" Road <b>&amp; Sons</b>, ", 40)), "City", "-1+1", longCity), Lock: declined,
			Result: job.Failed, ResultText: s.of("failed", "失败"), Tone: dossier.Bad, Submitted: day0, Accepted: day0.Add(time.Second), TaskNo: "80d7a2bc", TaskDetailNo: "d-8", RequestID: "22222222-4E5F-4000-8000-9A8B7C6D5E4F",
			Code: "SECURITY_LOCK", Reason: s.of("The domain's security lock is on, which refuses every change of contacts and name servers.", "域名安全锁已开启，拒绝修改联系人及 DNS。"),
			Said: "域名安全锁状态不允许此操作 (clientUpdateProhibited); please turn off the lock and submit again", Sources: source(8)},
		{ID: 9, Subject: "example.shop", Unicode: "example.shop", Registry: gtld("shop"), Operation: byNew, Target: "billing", What: s.of("contact data for billing", "付费联系人信息"), Kind: dossier.ContactUpdate, KindText: s.of("contact update", "联系人信息更新"),
			Fields: fields(s, "sent"), Result: job.Failed, ResultText: s.of("failed", "失败"), Tone: dossier.Bad, Submitted: day0, Code: "TaskIsBeingProcessed",
			Reason: s.of("Another task of the domain was open.", "该域名有其他任务正在处理。"), Said: "TaskIsBeingProcessed", Sources: source(9)},
		{ID: 10, Subject: "example.info", Unicode: "example.info", Registry: gtld("info"), Operation: byNew, Target: "tech", What: s.of("contact data for technical matters", "技术联系人信息"), Kind: dossier.NoDifference,
			KindText: s.of("no difference", "无差异"), Fields: fields(s, "all"), Result: job.Unchanged, ResultText: s.of("unchanged: it was so already", "无需变更：原已一致"), Tone: dossier.Good, Sources: source(10)},
		{ID: 11, Account: "holding", Subject: "example.net", Unicode: "example.net", Registry: gtld("net"), Operation: byProfile, Target: "registrant", What: s.of("registrant by profile 4711", "按信息模板 4711 变更持有者"), Kind: dossier.KindUnknown,
			KindText: s.of("not known: the profile's data were not read", "未知：未读取模板内容"), Lock: dossier.Lock{Choice: "not-known", Text: s.of("not known", "未知")},
			Result: job.Unsent, ResultText: s.of("not sent", "未发送"), Tone: dossier.Neutral, Reason: s.of("The window closed before it was sent.", "发送前时间窗口已关闭。"), Sources: source(4)},
	}
}
