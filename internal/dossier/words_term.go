package dossier

import (
	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// resultWords are the names of results, why something is not done when nothing else
// is known, and what to do then.
var resultWords = map[job.Result]struct{ name, text, todo saying }{ // table
	job.Succeeded: {saying{"succeeded", "成功"}, saying{"The registrar completed it.", "注册商已完成。"}, saying{}},
	job.Unchanged: {saying{"unchanged", "无需变更"}, saying{"It was right already; nothing was sent.", "原已正确；未发送。"}, saying{}},
	job.Failed: {saying{"failed", "失败"}, saying{"The registrar refused it, or carried it out without success.", "注册商拒绝，或执行未成功。"},
		saying{"Look at what the registrar said; correct the row and run it again.", "查看注册商的原话；更正后重新运行该行。"}},
	job.Invalid: {saying{"invalid", "无效"}, saying{"It cannot be sent as it stands in the input.", "按输入内容无法发送。"},
		saying{"Correct the row in the input and run it again.", "在输入表中更正该行后重新运行。"}},
	job.Skipped: {saying{"left out", "已跳过"}, saying{"Left out.", "已跳过。"}, saying{leftOut, leftOutZH}},
	job.Pending: {saying{"pending", "处理中"}, saying{"The registrar accepted it and has not completed it.", "注册商已受理，尚未完成。"},
		saying{"Wait, and go on with the run: it asks how far the registrar is.", "等待并继续本次运行，以查询注册商进度。"}},
	job.Unknown: {saying{"unknown", "未知"}, saying{"It was sent and its answer was lost.", "已发送，但应答丢失。"}, saying{lookByHand, lookByHandZH}},
	job.Unsent:  {saying{"not sent", "未发送"}, saying{"Not sent.", "未发送。"}, saying{goOn, goOnZH}},
}

// fieldWords are the names of the fields of a contact: those that the registrar's
// forms have.
var fieldWords = map[string]saying{ // table
	fieldType:                      {"Type of registrant", "域名持有者类型"},
	fieldOrg:                       {"Organization", "域名持有者名称（英文）"},
	fieldName:                      {"Name", "域名联系人（英文）"},
	"Country":                      {"Country", "国家"},
	"Province":                     {"State or province", "省份（英文）"},
	"City":                         {"City", "城市（英文）"},
	"Address":                      {"Street address", "通讯地址（英文）"},
	"PostalCode":                   {"Postal code", "邮编"},
	fieldEmail:                     {"E-mail", "电子邮箱"},
	"TelArea":                      {"Country calling code", "国际区号"},
	"Telephone":                    {"Telephone", "联系电话"},
	"TelExt":                       {"Extension", "分机"},
	fieldZhOrg:                     {"Organization (Chinese)", "域名持有者名称"},
	fieldZhName:                    {"Name (Chinese)", "域名联系人"},
	"ZhProvince":                   {"State or province (Chinese)", "省份"},
	"ZhCity":                       {"City (Chinese)", "城市"},
	"ZhAddress":                    {"Street address (Chinese)", "通讯地址"},
	"DomainName":                   {"Domain", "域名"},
	"ContactType":                  {"Contact", "联系人类型"},
	"RegistrantProfileId":          {"Registrant profile", "信息模板"},
	api.ParamTransferOutProhibited: {"Lock against moves to another registrar", "转出锁定"},
	api.ParamAddTransferLock:       {"Lock against moves to another registrar", "转出锁定"},
}

// termWords are the words for what the program calls by a word: groups of changes,
// contacts, what the registrar shows.
var termWords = map[string]saying{ // table
	"registrant":        {"the registrant", "持有者"},
	"admin":             {"the administrative contact", "管理联系人"},
	"billing":           {"the billing contact", "付费联系人"},
	"tech":              {"the technical contact", "技术联系人"},
	job.UpdateLockOff:   {"Lifting the update lock", "关闭更新锁"},
	job.UpdateLockOn:    {"Setting the update lock", "开启更新锁"},
	"transfer-lock off": {"Lifting the transfer lock", "关闭转移锁"},
	"transfer-lock on":  {"Setting the transfer lock", "开启转移锁"},

	job.ShowsWanted:       {"the wanted data", "所要的资料"},
	job.ShowsOther:        {"other data than before", "与此前不同的资料"},
	job.ShowsLock:         {"the lock as it is wanted", "所要的锁定状态"},
	job.ShowsServers:      {"the wanted DNS servers", "所要的 DNS 服务器"},
	job.ShowsOtherServers: {"other DNS servers than before", "与此前不同的 DNS 服务器"},
}

// operationWords are what the operations do that rows can ask for.
var operationWords = map[string]saying{ // table
	api.SaveBatchTaskForUpdatingContactInfoByNewContact:          {"Change of a contact", "变更联系人"},
	api.SaveSingleTaskForUpdatingContactInfo:                     {"Change of a contact to a registrant profile", "按信息模板变更联系人"},
	api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID:   {"Change of the registrant to a registrant profile", "按信息模板变更持有者"},
	api.SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId: {"Change of a contact to a registrant profile", "按信息模板变更联系人"},
	api.SaveBatchTaskForModifyingDomainDns:                       {"Change of the DNS servers", "修改 DNS 服务器"},
	api.SaveSingleTaskForCreatingDnsHost:                         {"New DNS host", "创建 DNS Host"},
	api.SaveSingleTaskForModifyingDnsHost:                        {"Change of a DNS host", "修改 DNS Host"},
	api.SaveSingleTaskForSynchronizingDnsHost:                    {"Reading the DNS hosts from the registry again", "同步 DNS Host"},
	api.SaveSingleTaskForDeletingDnsHost:                         {"Deleting a DNS host", "删除 DNS Host"},
	api.SaveBatchTaskForTransferProhibitionLock:                  {"Transfer lock", "转移锁"},
	api.SaveSingleTaskForTransferProhibitionLock:                 {"Transfer lock", "转移锁"},
	api.SaveBatchTaskForUpdateProhibitionLock:                    {"Update lock", "更新锁"},
	api.SaveSingleTaskForUpdateProhibitionLock:                   {"Update lock", "更新锁"},
	api.SaveBatchTaskForDomainNameProxyService:                   {"Privacy service", "隐私保护"},
	api.SubmitEmailVerification:                                  {"Verification mail", "发送邮箱验证邮件"},
	api.ResendEmailVerification:                                  {"Verification mail once more", "重发邮箱验证邮件"},
	api.DeleteEmailVerification:                                  {"Taking an address out of the verified ones", "删除已验证邮箱"},
	api.VerifyEmail:                                              {"Confirming an address", "验证邮箱"},
	api.SaveBatchTaskForCreatingOrderActivate:                    {"Order of a registration", "注册订单"},
	api.SaveSingleTaskForCreatingOrderActivate:                   {"Order of a registration", "注册订单"},
	api.SaveBatchTaskForCreatingOrderRenew:                       {"Order of a renewal", "续费订单"},
	api.SaveSingleTaskForCreatingOrderRenew:                      {"Order of a renewal", "续费订单"},
	api.SaveBatchTaskForCreatingOrderRedeem:                      {"Order of a redemption", "赎回订单"},
	api.SaveSingleTaskForCreatingOrderRedeem:                     {"Order of a redemption", "赎回订单"},
	api.SaveRegistrantProfile:                                    {"Registrant profile", "保存信息模板"},
	api.DeleteRegistrantProfile:                                  {"Deleting a registrant profile", "删除信息模板"},
	api.SetDefaultRegistrantProfile:                              {"Default registrant profile", "设置默认信息模板"},
	api.AcknowledgeTaskResult:                                    {"Acknowledging task results", "确认任务结果"},
	api.CancelTask:                                               {"Cancelling a task", "取消任务"},
	api.UpdateDomainToDomainGroup:                                {"Group of the console", "域名分组"},
	api.CheckDomain:                                              {"Asking whether a name is free", "查询域名是否可注册"},
	api.CheckTransferInFeasibility:                               {"Asking whether a domain can come to this registrar", "查询能否转入"},
	api.QueryTransferOutInfo:                                     {"Asking how a move to another registrar stands", "查询转出状态"},
	api.SaveSingleTaskForCancelingTransferIn:                     {"Cancelling a transfer in", "取消转入"},
	api.SaveSingleTaskForCancelingTransferOut:                    {"Cancelling a transfer out", "取消转出"},
	api.SaveSingleTaskForQueryingTransferAuthorizationCode:       {"Fetching the authorization code for a move to another registrar", "获取转移密码"},
	api.TransferInCheckMailToken:                                 {"Confirming a transfer in", "确认转入"},
	api.TransferInRefetchWhoisEmail:                              {"Reading the address for a transfer in again", "重新获取转入邮箱"},
	api.TransferInResendMailToken:                                {"Mail of a transfer in once more", "重发转入邮件"},
	api.TransferInReenterTransferAuthorizationCode:               {"Authorization code of a transfer in", "重新提交转移密码"},
}
