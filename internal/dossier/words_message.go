package dossier

import "domainbatch/internal/job"

// messageWords are the words for what the program records, by its format; verbs stand
// in the order of the format. A text of quoting is said before what the API's code
// means, and the API's own words are quoted beside it.
var messageWords = map[string]advice{ // table
	job.MessageBrokenOff: {
		saying{"The program ended before the answer came; whether it was done is being looked for.", "程序在收到应答之前中断；是否已执行尚待查询。"},
		saying{askAgain, askAgainZH},
	},
	job.MessageUntold: {
		saying{"The answer does not speak of this one; whether it was done is being looked for.", "应答中没有提到此项；是否已执行尚待查询。"},
		saying{askAgain, askAgainZH},
	},
	job.MessageLikeOthers: {
		saying{"Not tried for this domain alone, since the same data were refused for others.", "相同的资料在其他域名上已被拒绝，因此未单独对此域名再试。"}, saying{},
	},
	job.MessageOtherData: {
		saying{"The answer was lost. Task %s holds this domain and reports success, but the registrar shows other data: it may be the task of somebody else.",
			"应答丢失。任务 %s 包含此域名并显示成功，但注册商显示的资料不同：可能是他人的任务。"},
		saying{lookByHand, lookByHandZH},
	},
	job.MessageTwoEnds: {
		saying{"The task shows this domain both as done and as failed (details %s and %s).", "该任务对此域名同时显示成功和失败（明细 %s 与 %s）。"},
		saying{lookByHand, lookByHandZH},
	},
	job.MessageManyTasks: {
		saying{"The answer was lost, and several tasks hold this domain: %s.", "应答丢失，且有多个任务包含此域名：%s。"},
		saying{lookByHand, lookByHandZH},
	},
	job.MessageLongLost: {
		saying{"The answer was lost more than three days ago, and no task was found.", "应答丢失已超过三天，未找到对应任务。"},
		saying{lookByHand, lookByHandZH},
	},
	job.MessageLostOften: {
		saying{"The answer was lost %d times; it is not sent again by itself.", "应答已丢失 %d 次；程序不再自动重发。"},
		saying{lookByHand, lookByHandZH},
	},
	job.MessageNoTask: {
		saying{"The answer was lost, and the registrar lists no task for it.", "应答丢失，注册商的任务列表中没有对应任务。"},
		saying{lookByHand, lookByHandZH},
	},
	job.MessageNoTaskShows: {
		saying{"The answer was lost and the registrar lists no task for it, but it shows %s.", "应答丢失，注册商的任务列表中没有对应任务，但注册商显示%s。"},
		saying{lookByHand, lookByHandZH},
	},
	job.MessageNeverAgain: {
		saying{"The answer was lost, and an operation that costs money or writes mail is never sent again by itself (%s).",
			"应答丢失；涉及费用或邮件的操作绝不自动重发（%s）。"},
		saying{lookByHand, lookByHandZH},
	},
	job.MessageMailedBefore: {saying{"The address was submitted or verified before; nothing was sent to it.", "该邮箱此前已提交或已验证；此次未向其发送邮件。"}, saying{}},
	job.MessageNotInInbox: {
		saying{"The inbox of task results holds none with this number.", "任务结果收件箱中没有该编号的结果。"},
		saying{"Check the number of the task detail.", "核对任务明细编号。"},
	},
	job.MessageSomeInInbox: {
		saying{"%d of the %d results of this request were in the inbox; they were taken out of it.", "收件箱中有 %d 条（此请求共 %d 条）结果，均已取出。"}, saying{},
	},
	job.MessageRefusedFor: {saying{"The registrar refused a part of it.", "注册商拒绝了其中一部分。"}, saying{}},
	job.MessageGone:       {saying{"What was to be deleted is gone.", "要删除的内容已不存在。"}, saying{}},
	job.MessageSentAgain: {
		saying{"Planned again, since %s found that nothing was done.", "%s 确认未执行，因此重新列入计划。"}, saying{goOn, goOnZH},
	},
	job.MessageUndoneLate: {
		saying{"Not sent: %s found that nothing was done, and the domain was locked again since.", "未发送：%s 确认未执行，而该域名其后已重新锁定。"},
		saying{planAnew, planAnewZH},
	},
	job.MessageNoProfile: {
		saying{"Not sent: the number of the registrant profile that it needs is not known.", "未发送：所需信息模板的编号未知。"}, saying{planAnew, planAnewZH},
	},
	job.MessageNeeds: {
		saying{"Not sent: it needs “%s” to come before it, and the result of that is “%s”.", "未发送：须先完成的“%s”的结果为“%s”。"},
		saying{"Settle what comes before it, then go on with the run.", "先处理其前置变更，再继续本次运行。"},
	},
	job.MessageRefusedData: {
		saying{"The registrar's check of the contact data (VerifyContactField) refuses them; nothing was sent.", "注册商的联系人校验（VerifyContactField）拒绝该资料；未发送任何请求。"},
		saying{"Correct the contact in the input and run its rows again.", "在输入表中更正该联系人后，重新运行相关行。"},
	},
	job.MessageEqual: {
		saying{"Every field was read back and is equal; nothing was sent. The type of the registrant and the choice of a lock cannot be read back.",
			"逐项回读均一致，因此未发送。持有者类型与转移锁选项无法回读。"}, saying{},
	},
	job.MessageMadeSince: {
		saying{"Somebody has made this change since the plan; nothing was sent.", "计划之后已有人作出此变更；未发送。"}, saying{},
	},
	job.MessageOtherSince: {
		saying{"Left out: the registrar shows other data than when the plan was made.", "已跳过：注册商显示的资料与制定计划时不同。"},
		saying{"Look at the domain, and plan it again.", "检查该域名后重新制定计划。"},
	},
	job.MessageLockedAgain: {saying{"The registrar shows that the domain is locked; nothing was sent once more.", "注册商显示该域名已锁定；未再次发送。"}, saying{}},
	job.MessageRelockOnly: {
		saying{"Not sent: the run was ended early, and only locked domains again.", "未发送：本次运行提前结束，仅重新锁定域名。"}, saying{planAnew, planAnewZH},
	},
	job.MessageNoAnswer: {
		saying{"The task succeeded, but does not show what it was made for (%s).", "任务成功，但未显示所需内容（%s）。"},
		saying{"Go on with the run to ask again, or look in the console.", "继续本次运行以再次查询，或在控制台查看。"},
	},
	job.MessageLacking: {
		saying{"The registrar's task does not hold this domain.", "注册商的任务中没有此域名。"}, saying{lookByHand, lookByHandZH},
	},
	job.MessageOtherNames: {
		saying{"The registrar's task does not hold this domain, but others that were not sent; it may stand there under another name.",
			"注册商的任务中没有此域名，却有未曾发送的其他域名；它可能以另一名称出现。"},
		saying{lookByHand, lookByHandZH},
	},
	job.MessageRowsInvalid: {
		saying{"Not sent: the rows that ask for it are invalid.", "未发送：提出此变更的行无效。"},
		saying{"Correct the rows in the input and run them again.", "在输入表中更正这些行后重新运行。"},
	},
	job.MessageNeedless: {saying{"Not needed: what it is for is not sent.", "无需执行：其所服务的变更未发送。"}, saying{}},

	job.MessageWaits: {
		saying{"Not sent: it waits for “%s”, and the result of that is “%s”.", "未发送：正等待“%s”，其结果为“%s”。"}, saying{goOn, goOnZH},
	},
	job.MessageIncomplete: {saying{"Not sent: the plan is not complete.", "未发送：计划尚未完成。"}, saying{planAnew, planAnewZH}},
	job.MessageNotBegun: {
		saying{"Not sent: the plan was not carried out yet.", "未发送：计划尚未执行。"}, saying{"Carry the plan out.", "执行该计划。"},
	},
	job.MessageNotYet: {saying{"Not sent yet.", "尚未发送。"}, saying{goOn, goOnZH}},
	job.MessageHeld: {
		saying{"Not sent: %s of the input (%s) invalid, and the run was not to go on without them.", "未发送：输入中有无效行（%s，%s），且未允许跳过。"},
		saying{"Correct the rows that are invalid, or let the run go on without them, and plan again.", "更正无效的行，或允许跳过它们，然后重新制定计划。"},
	},
	job.MessageStopped: {saying{"Not sent: %s", "未发送：%s"}, saying{goOn, goOnZH}},

	job.MessageLeftByOnly: {
		saying{"Left out by the user: not among the domains that were chosen.", "由使用者排除：不在所选域名之内。"}, saying{leftOut, leftOutZH},
	},
	job.MessageLeftByLimit: {
		saying{"Left out by the user: beyond the number of rows that was chosen.", "由使用者排除：超出所选行数。"}, saying{leftOut, leftOutZH},
	},
	job.MessageLeftHidden: {
		saying{"Left out by the user: the row is hidden in the workbook.", "由使用者排除：该行在工作簿中被隐藏。"}, saying{leftOut, leftOutZH},
	},

	job.StoppedByAPI:      {saying{"the run stopped when the call %s ended with %s", "调用“%s”返回 %s，运行停止"}, saying{}},
	job.StoppedByCanary:   {saying{"of the first %d domains, sent as a test, the result of %s is “%s”", "作为试点先行发送的 %d 个域名中，%s 的结果为“%s”"}, saying{}},
	job.StoppedByFailures: {saying{"%d of %d changes failed, and the limit that was set is %s", "已有 %d 项失败（共 %d 项），设定上限为 %s"}, saying{}},
	job.StoppedByQuota: {
		saying{"%d addresses are left for another day, since an account may have %d verification mails sent a day; it goes on after %s",
			"余下 %d 个邮箱留待他日，因每个账号每天最多发送 %d 封验证邮件；可在 %s 之后继续"}, saying{},
	},
	job.StoppedByDomains:  {saying{"there are more domains than were allowed to be changed", "域名数超过允许变更的上限"}, saying{}},
	job.StoppedByOrders:   {saying{"there are more orders than were allowed to be placed", "订单数超过允许的上限"}, saying{}},
	job.StoppedStale:      {saying{"the plan is too old", "计划已过期"}, saying{}},
	job.StoppedNoKeys:     {saying{"there are no credentials that are taken", "没有可用的访问凭证"}, saying{}},
	job.StoppedUnplanned:  {saying{"the plan was not complete and has to be made again", "计划不完整，须重新制定"}, saying{}},
	job.StoppedUnapproved: {saying{"the plan needs an approval", "计划须先经批准"}, saying{}},
	job.StoppedOtherPlan:  {saying{"the plan is another one than the one that was named by its digest", "计划与指定摘要的计划不同"}, saying{}},
	job.StoppedByUser:     {saying{"the run was interrupted", "运行被中断"}, saying{}},
	job.StoppedByClock:    {saying{"the time for sending is over", "允许发送的时段已结束"}, saying{}},
	job.StoppedWaiting:    {saying{"the waiting time is over", "等待时间已结束"}, saying{}},
	job.StoppedByDefect:   {saying{"the program ended with an error", "程序因错误结束"}, saying{}},
}

// quoting are the formats that hold words of the registrar.
var quoting = map[string]bool{
	job.MessageLikeOthers: true, job.MessageRefusedFor: true, job.MessageGone: true, job.MessageRefusedData: true,
}

// What to do, where several cases share it.
const (
	askAgain     = "Go on with the run: it asks the registrar before anything is sent again."
	askAgainZH   = "继续本次运行：在重发之前会先向注册商查询。"
	lookByHand   = "Ask the registrar again (reconcile); else look at the domain and its tasks in the registrar's console and record what was found."
	lookByHandZH = "再次向注册商查询（reconcile）；否则在注册商控制台查看该域名及其任务，并记录所见结果。"
	goOn         = "Go on with the run."
	goOnZH       = "继续本次运行。"
	planAnew     = "Plan it anew in another run."
	planAnewZH   = "在新的运行中重新制定计划。"
	leftOut      = "Nothing, if it was meant so; else run the row again."
	leftOutZH    = "如属有意则无需处理；否则重新运行该行。"
)
