package dossier

// changeWords are what is said of single changes, rows and contacts.
var changeWords = words{ // table
	"comma":    {", ", "，"},
	"row.join": {"\n", "\n"},
	"row.part": {"%s – %s: %s", "%s——%s：%s"},

	"what.registrant": {"Registrant", "持有者信息"},
	"what.admin":      {"Administrative contact", "管理联系人"},
	"what.billing":    {"Billing contact", "付费联系人"},
	"what.tech":       {"Technical contact", "技术联系人"},

	"class.gtld":        {"gTLD", "通用顶级域"},
	"class.gtld.cnnic":  {"gTLD (CNNIC)", "通用顶级域（CNNIC）"},
	"class.cctld":       {"ccTLD", "国家和地区顶级域"},
	"class.cctld.cnnic": {"ccTLD (CNNIC)", "国家和地区顶级域（CNNIC）"},
	"class.other":       {"special TLD", "特殊顶级域"},

	"kind.none":           {"no contact is changed", "不涉及联系人"},
	"kind.no-difference":  {"no difference", "无差异"},
	"kind.contact-update": {"contact update", "联系人信息更新"},
	"kind.not-known":      {"not known: the data before or after are not known", "未知：变更前或变更后的资料未知"},
	"kind.holder":         {"change of registrant", "持有者变更"},
	"kind.registrant":     {"change of registrant (%s)", "持有者变更（%s）"},
	"kind.typo":           {"%s, probably the correction of a typing error: the registrar decides", "%s，可能是更正笔误：由注册商判断"},

	"lock.none":            {"no such choice belongs to it", "不涉及此选项"},
	"lock.unsent":          {"nothing was sent, so no choice was made", "未发送请求，因此未作选择"},
	"lock.asked":           {"%d-day lock asked for", "已要求 %d 天转移锁定"},
	"lock.declined":        {"no %d-day lock was asked for", "未要求 %d 天转移锁定"},
	"lock.planned":         {"the plan asks for a %d-day lock; nothing was sent", "计划要求 %d 天转移锁定；未发送"},
	"lock.undecided":       {"the plan asks for no %d-day lock; nothing was sent", "计划不要求 %d 天转移锁定；未发送"},
	"lock.rules.asked":     {"the choice sent with the request: a lock against moves to another registrar; what the registry makes of it is for its own rules", "请求中发送的选择：锁定转出；是否适用由该注册局的规则决定"},
	"lock.rules.declined":  {"the choice sent with the request: no lock against moves to another registrar; what the registry makes of it is for its own rules", "请求中发送的选择：不锁定转出；是否适用由该注册局的规则决定"},
	"lock.rules.planned":   {"the choice in the plan: a lock against moves to another registrar; nothing was sent", "计划中的选择：锁定转出；未发送"},
	"lock.rules.undecided": {"the choice in the plan: no lock against moves to another registrar; nothing was sent", "计划中的选择：不锁定转出；未发送"},
	"lock.basis":           {"computed: requested, %d days from completion, not confirmed by the API", "推算：已要求，自完成之日起 %d 天，API 未予确认"},
	"lock.later":           {"to be computed: requested, %d days from completion, which is not known yet", "待推算：已要求，自完成之日起 %d 天，完成时间尚未知"},

	"verify.by":      {"Whoever reads %s must answer the registrar's mail by %s", "%s 的收件人须在 %s 前确认注册商的邮件"},
	"verify.between": {"Whoever reads %s must answer the registrar's mail by %s for the first domains, by %s for the last", "%s 的收件人须确认注册商的邮件：最早的域名在 %s 前，最晚的在 %s 前"},
	"verify.later":   {"Whoever reads %s must answer the registrar's mail within %d days of completion", "%s 的收件人须在完成后 %d 天内确认注册商的邮件"},
	"verify.known":   {"%s; the registrar had the address as verified for the account when the plan was made, and may not write", "%s；制定计划时该邮箱在账号中已验证，注册商可能不再发信"},
	"verify.perhaps": {"If the address is new for the domain, whoever reads %s must answer the registrar's mail by %s", "如该邮箱对此域名是新的，%s 的收件人须在 %s 前确认注册商的邮件"},

	"read.new":      {"the registrar shows the new data", "注册商显示新资料"},
	"read.form":     {"the registrar shows the new data, written another way in: %s", "注册商显示新资料，写法不同的字段：%s"},
	"read.other":    {"the registrar shows other data in: %s", "注册商显示不同资料的字段：%s"},
	"read.refused":  {"the registrar refused to show it (%s)", "注册商拒绝显示（%s）"},
	"read.withheld": {"it was read; the values are withheld", "已回读；内容未予披露"},
	"read.profile":  {"the registrar shows these data; what the profile holds is not known to the program", "注册商显示这些资料；信息模板的内容程序未知"},
	"read.changed":  {"the registrar shows other data than before; what the profile holds is not known to the program", "注册商显示的资料与此前不同；信息模板的内容程序未知"},
	"read.same":     {"the registrar shows the same data as before", "注册商显示的资料与此前相同"},

	"warn.blank":    {"Organization becomes blank, or may: where it is filled in it is the registered holder. Without it the person named is.", "域名持有者名称（组织）将变为空白或可能变为空白：填写时即为登记的持有者；空白时则为所列个人。"},
	"warn.none":     {"Organization is blank: the person named is the registered holder.", "域名持有者名称（组织）为空：所列个人即为登记的持有者。"},
	"warn.person":   {"Organization seems to hold a person's name: that person would be the registered holder.", "域名持有者名称（组织）似为个人姓名：该个人将成为登记的持有者。"},
	"warn.typo":     {"Probably the correction of a typing error; whether it counts as a change of registrant is for the registrar to decide.", "可能是更正笔误；是否构成持有者变更由注册商判断。"},
	"warn.form":     {"Differs in case, blanks or punctuation alone, which is no difference in substance: %s.", "仅大小写、空格或标点不同，实质相同：%s。"},
	"warn.partial":  {"Blank fields were not sent; the documents do not tell whether the registrar keeps the present value.", "空白字段未发送；文档未说明注册商是否保留现有值。"},
	"warn.move":     {"The row names another registrar that the domain is to go to: a change of registrant with the lock comes before that move and holds it up. Move it first, or ask for no lock.", "该行写明域名将转至另一注册商：附带锁定的持有者变更会先于转移并使其推迟。应先转移，或不要求锁定。"},
	"warn.realname": {"A change of registrant starts a new real-name verification of this name.", "持有者变更将触发该域名重新进行实名认证。"},

	"verified.yes":       {"accepted", "通过"},
	"verified.no":        {"refused: %s", "拒绝：%s"},
	"verified.not-asked": {"not asked", "未校验"},

	"reason.code":    {"The registrar refused it with the code %s.", "注册商以代码 %s 拒绝。"},
	"reason.task":    {"The registrar carried the task out and reports that it failed.", "注册商执行了任务并报告失败。"},
	"reason.held":    {"Not sent: %d of the rows are invalid, and the run was not to go on without them.", "未发送：有 %d 行无效，且未允许跳过。"},
	"reason.stopped": {"Not sent: %s.", "未发送：%s。"},

	"wrong.refused": {"%s: the registrar refuses what stands in %s (%s)", "%s：注册商拒绝“%s”的内容（%s）"},
	"wrong.value":   {"%s: the value of %s cannot be sent as it stands", "%s：“%s”的值无法按原样发送"},
	"wrong.missing": {"%s: %s lacks a value", "%s：“%s”缺少值"},
	"wrong.clash":   {"%s: %s does not go with the rest of the row, or with other rows", "%s：“%s”与该行其他内容或其他行不符"},
	"wrong.row":     {"%s: the row cannot be carried out as it stands", "%s：该行无法按原样执行"},

	"failure.row": {"Row of the input", "输入行"},

	"log.whole":          {"entries about the run's domains in this time: %d, all that the registrar shows", "该时段内有关本次域名的记录：%d 条，为注册商显示的全部"},
	"log.counted":        {"; the registrar counts %d, and entries of other domains are not kept", "；注册商计 %d 条，其他域名的记录不保留"},
	"log.joined":         {"; read several times, each entry stands here once", "；多次读取，每条记录仅列一次"},
	"log.last":           {"; in the stretch read last (%s to %s) the registrar counts %d, those read before and those of other domains among them, and the latter are not kept", "；最近读取的时段（%s 至 %s）内注册商计 %d 条，含先前已读取的和其他域名的记录，后者不保留"},
	"log.part":           {"entries about the run's domains: %d; the registrar counts %d, shows the newest ones only, and older ones are missing", "有关本次域名的记录：%d 条；注册商计 %d 条，仅显示最新记录，较早的缺失"},
	"log.part.uncounted": {"entries about the run's domains: %d; the registrar shows the newest ones only, and older ones are missing", "有关本次域名的记录：%d 条；注册商仅显示最新记录，较早的缺失"},
	"log.refused":        {"not read: the registrar answered %s", "未读取：注册商返回 %s"},
}
