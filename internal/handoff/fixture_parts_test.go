package handoff

import (
	"fmt"
	"strings"
	"time"

	"domainbatch/internal/dossier"
	"domainbatch/internal/job"
)

func rows(s said) []dossier.Row {
	good := s.of("completed by the registrar", "注册商已完成")
	failed := s.of("failed", "失败")
	row := func(id int, subject string, result job.Result, text string, tone dossier.Tone, reason string, changes ...job.ChangeID) dossier.Row {
		return dossier.Row{ID: job.RowID(id), Cell: fmt.Sprintf("Contacts!A%d", id+3), Subjects: []string{subject}, Result: result, Text: text, Tone: tone, Reason: reason, Changes: changes,
			Carried: []dossier.Carried{{Header: "Consent", Value: fmt.Sprintf("C-2026-%03d, signed", id)}, {Header: "备注", Value: "=1+1"}}}
	}
	list := []dossier.Row{
		row(1, "example.com", job.Succeeded, good, dossier.Good, "", 1, 2),
		row(2, "example.com", job.Succeeded, good, dossier.Good, "", 1),
		row(3, "example.cn", job.Succeeded, good, dossier.Good, "", 3),
		row(4, "example.net", job.Unsent, s.of("not sent", "未发送"), dossier.Neutral, s.of("The window closed before it was sent.", "发送前时间窗口已关闭。"), 4, 11),
		row(5, "legal@example.com", job.Succeeded, good, dossier.Good, "", 5),
		row(6, "中文.中国", job.Pending, s.of("accepted, not completed", "已受理，未完成"), dossier.Waiting, "", 6),
		row(7, "example.org", job.Unknown, s.of("in doubt", "不明"), dossier.Bad, s.of("The answer was lost.", "答复丢失。"), 7),
		row(8, "example.shop", job.Failed, failed, dossier.Bad, s.of("The domain's security lock is on.", "域名安全锁已开启。"), 8),
		row(9, "example.shop", job.Failed, failed, dossier.Bad, s.of("Another task of the domain was open.", "该域名有其他任务正在处理。"), 9),
		row(10, "example.info", job.Unchanged, s.of("unchanged: it was so already", "无需变更：原已一致"), dossier.Good, "", 10),
		row(11, "exa mple.com", job.Invalid, s.of("refused", "被拒绝"), dossier.Bad, s.of("Contacts!A14: \"exa mple.com\" is no domain; write it without the blank", "Contacts!A14：“exa mple.com” 不是域名；请去掉空格")),
		row(12, "example.biz", job.Skipped, s.of("left out", "略过"), dossier.Neutral, s.of("left out by --only", "由 --only 略过")),
	}
	list[0].Carried = append(list[0].Carried, dossier.Carried{Header: "Note of counsel", Value: strings.Repeat("See the deed of assignment, schedule 3. ", 12) + "\nSecond paragraph."})
	return list
}

func coverage(s said) dossier.Coverage {
	line := func(state dossier.CoverageState, domain, reason string, sources ...int) dossier.CoverageLine {
		return dossier.CoverageLine{State: state, Domain: domain, Unicode: domain, Account: "default", Reason: reason, Expires: day0.AddDate(0, 7, 0), Sources: source(sources...)}
	}
	c := dossier.Coverage{
		Read: day0.Add(-9 * time.Hour),
		Note: s.of("The account's list was read on 2026-03-03, before the plan was made. A domain that was bought or moved since then is not in it.", "账户列表于 2026-03-03 制定计划前读取。此后购买或转入的域名不在其中。"),
		Lines: []dossier.CoverageLine{
			line(dossier.Changed, "example.com", "", 1, 2), line(dossier.Changed, "example.cn", "", 3), line(dossier.Changed, "example.info", s.of("it was so already", "原已一致"), 10),
			line(dossier.NotChanged, "xn--fiq228c.xn--fiqs8s", s.of("accepted, not completed", "已受理，未完成"), 6), line(dossier.NotChanged, "example.net", s.of("not sent: the window closed", "未发送：时间窗口已关闭"), 4),
			line(dossier.NotChanged, "example.org", s.of("in doubt: the answer was lost", "不明：答复丢失"), 7), line(dossier.NotChanged, "example.shop", s.of("failed: the domain's security lock is on", "失败：域名安全锁已开启"), 8, 9),
			line(dossier.NotInAccount, "example.biz", s.of("left out by --only", "由 --only 略过"), 12), line(dossier.NotScheduled, "forgotten.com", ""), line(dossier.NotScheduled, "forgotten.cn", ""),
		},
		ByState: []dossier.CoverageSum{
			{State: dossier.Changed, Text: s.of("in the schedule and changed", "清单内且已变更"), Count: 3, Known: true}, {State: dossier.NotChanged, Text: s.of("in the schedule, not changed", "清单内未变更"), Count: 4, Known: true},
			{State: dossier.NotInAccount, Text: s.of("in the schedule, not in the account", "清单内但不在账户内"), Count: 1, Known: true}, {State: dossier.NotScheduled, Text: s.of("in the account, not in the schedule", "在账户内但不在清单内"), Count: 2, Known: true},
		},
	}
	c.Lines[3].Unicode = "中文.中国"
	c.Lines[7].Account, c.Lines[7].Expires = "", time.Time{}
	return c
}

func contacts(s said) []dossier.Contact {
	sent := fields(s, "sent", "RegistrantOrganization", "Province", "City", "Address", "Email", "ZhRegistrantOrganization")
	person := set(fields(s, "sent"), "RegistrantOrganization", "", "Li Lei")
	for i := range person {
		person[i].Before, person[i].Changed = nil, false
	}
	return []dossier.Contact{
		{ID: 1, Fields: sent, Targets: []string{"registrant", "admin", "billing"}, Domains: 6, Verified: s.of("accepted by VerifyContactField", "VerifyContactField 检查通过"), Tone: dossier.Good, At: day0.Add(-9 * time.Hour),
			Mailbox: &dossier.Deadline{Mailbox: "legal@example.com", Days: 15, By: "2026-03-19", Text: s.of("has to click a link by 2026-03-19", "须在 2026-03-19 前点击链接")}},
		{ID: 2, Fields: person, Targets: []string{"tech"}, Domains: 1, Verified: s.of("refused: the postal code does not belong to the province", "被拒绝：邮编与省份不符"), Tone: dossier.Bad, Code: "ParameterIllegal", At: day0.Add(-9 * time.Hour),
			Mailbox:  &dossier.Deadline{Mailbox: "li.lei@example.com", Days: 15, Text: s.of("has to click a link within 15 days of completion", "须在完成后 15 天内点击链接")},
			Warnings: []string{s.of("The organization holds a person's name: the registry may take the person for the registrant.", "单位名称一栏填写了个人姓名：注册局可能将该个人视为持有者。")}},
	}
}

func failures(s said) []dossier.Failure {
	list := uncertain(s)
	fail := func(c dossier.Change, todo string) dossier.Failure {
		return dossier.Failure{Change: c.ID, Subject: c.Subject, Unicode: c.Unicode, What: c.What, Result: c.Result, Text: c.ResultText, Tone: c.Tone, Code: c.Code, Reason: c.Reason, ToDo: todo, Said: c.Said, Sources: c.Sources}
	}
	return []dossier.Failure{
		{Subject: "exa mple.com", What: s.of("row of the input", "输入行"), Result: job.Invalid, Text: s.of("refused", "被拒绝"), Tone: dossier.Bad, Reason: s.of("\"exa mple.com\" is no domain", "“exa mple.com” 不是域名"), ToDo: s.of("Write it without the blank and run the row again.", "去掉空格后重新运行该行。"), Sources: source(11)},
		fail(list[1], s.of("Ask the registrar whether task 77a or 77b is of this change; then state it with adopt.", "向注册商确认任务 77a 或 77b 是否属于此变更，然后用 adopt 登记。")),
		fail(list[2], s.of("Switch the security lock off, submit again, and switch it on after completion.", "关闭安全锁后重新提交，完成后再开启。")),
		fail(list[3], s.of("Wait until the other task has ended, then run it again.", "等待其他任务结束后重新运行。")),
		fail(list[5], s.of("Go on with apply in the next window.", "在下一个时间窗口继续执行 apply。")),
	}
}

func openItems(s said) []dossier.OpenItem {
	return []dossier.OpenItem{
		{Code: "pending", Title: s.of("Tasks that the registrar has not completed", "注册商尚未完成的任务"), Text: s.of("Ask again with refresh; changes of .cn names take 3 to 5 working days.", "用 refresh 再次查询；.cn 域名变更需 3 至 5 个工作日。"), Count: 1, Subjects: []string{"中文.中国"}},
		{Code: "verification", Title: s.of("Mailboxes that must click a link", "须点击链接的邮箱"), Text: s.of("Otherwise the registrar may put the domains on hold.", "否则注册商可能暂停域名解析。"), Count: 2, By: "2026-03-19", Subjects: []string{"legal@example.com", "li.lei@example.com"}},
		{Code: "unknown", Title: s.of("Changes in doubt", "状态不明的变更"), Text: s.of("Nothing is sent again until a person has decided.", "在人工决定之前不会重新发送。"), Count: 1, Subjects: []string{"example.org"}},
		{Code: "icp", Title: s.of("ICP filing", "ICP 备案"), Text: s.of("The filing of each site in mainland China must be updated after a change of registrant.", "域名持有者变更后，须更新中国大陆网站的备案信息。"), Count: 2, Subjects: []string{"example.cn", "中文.中国"}},
	}
}

func registrar(s said) []dossier.RegistrarLog {
	return []dossier.RegistrarLog{
		{Account: "default", From: day0.Add(-time.Hour), To: day0.Add(24 * time.Hour), Whole: true, Text: s.of("all lines of the period", "该时段的全部记录"), Read: day0.Add(25 * time.Hour), Records: []dossier.RegistrarOp{
			{Domain: "example.com", Operation: "CHG_HOLDER", Result: "SUCCESS", Details: "持有者由 Old Co. Ltd 变更为 Example Holdings Ltd", IP: "192.0.2.7", Time: "2026-03-04 02:07:00"},
			{Domain: "example.cn", Operation: "CHG_HOLDER", Result: "SUCCESS", IP: "192.0.2.7", Time: "2026-03-04 02:07:10"},
			{Domain: "example.shop", Operation: "=CHG_HOLDER", Result: "FAIL", Details: strings.Repeat("security lock; ", 30), IP: "192.0.2.7", Time: "2026-03-04 02:08:00"}}},
		{Account: "holding", From: day0.Add(-time.Hour), To: day0.Add(24 * time.Hour), Domain: "example.net", Text: s.of("not whole: the log gives the newest 1,000 lines only", "不完整：日志仅提供最新 1,000 条"), Read: day0.Add(25 * time.Hour)},
	}
}

func method(s said) []dossier.Section {
	return []dossier.Section{
		{Title: s.of("What was sent", "发送内容"), Facts: []dossier.Fact{{Name: s.of("Endpoint", "接口地址"), Text: "https://domain.aliyuncs.com"}, {Name: s.of("Version of the API", "API 版本"), Text: "2018-01-29"},
			{Name: s.of("Requests", "请求"), Text: s.of("Each answer of the API stands in raw/, as it came, without signatures and ids of keys.", "API 的每个答复均原样保存在 raw/ 中，不含签名与密钥标识。")}}},
		{Title: s.of("What the sums prove, and what they do not", "校验值能证明与不能证明的内容"), Facts: []dossier.Fact{{Name: s.of("Head of the chain", "链首哈希"), Text: headDigest}, {Name: s.of("Digest of the plan", "计划摘要"), Text: planDigest},
			{Name: s.of("Limit", "局限"), Text: strings.Repeat(s.of("A chain shows that an entry was altered. It does not keep whoever holds the file from making the whole chain anew. ", "链可显示条目被更改，但不能阻止持有者重建整条链。"), 2)}}},
	}
}
