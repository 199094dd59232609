package cli

import "domainbatch/internal/api"

// template is a workbook that can be filled in for one operation.
type template struct {
	op      string
	zh      string // what it is for, in Chinese
	en      string
	targets []string // the contacts that the operation changes
	columns []string // the parameters, in order
	free    []string // those that may stay empty here, beside those that always may
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
	{
		op: api.SaveBatchTaskForModifyingDomainDns,
		en: "Change the DNS servers of domains", zh: "修改域名的 DNS 服务器",
		columns: []string{"DomainName", "DomainNameServer.1", "DomainNameServer.2", "DomainNameServer.3", "AliyunDns"},
		free:    []string{"DomainNameServer.1"},
	},
	{
		op: api.SaveSingleTaskForCreatingDnsHost,
		en: "Make DNS hosts below domains", zh: "创建 DNS 主机",
		columns: []string{"DomainName", "DnsName", "Ip.1", "Ip.2"},
	},
	{
		op: api.SaveSingleTaskForModifyingDnsHost,
		en: "Change the addresses of DNS hosts", zh: "修改 DNS 主机的地址",
		columns: []string{"DomainName", "DnsName", "Ip.1", "Ip.2"},
	},
	{
		op: api.SaveSingleTaskForSynchronizingDnsHost,
		en: "Read the DNS hosts of domains from the registry again", zh: "同步 DNS 主机",
		columns: []string{"DomainName"},
	},
	{
		op: api.SaveSingleTaskForDeletingDnsHost,
		en: "Delete DNS hosts", zh: "删除 DNS 主机",
		columns: []string{"DomainName", "DnsName"},
	},
	{
		op: api.SaveBatchTaskForUpdateProhibitionLock,
		en: "Set or lift the update lock of domains", zh: "开启或关闭禁止更新锁",
		columns: []string{"DomainName", "Status"},
	},
	{
		op: api.SaveBatchTaskForTransferProhibitionLock,
		en: "Set or lift the transfer lock of domains", zh: "开启或关闭禁止转移锁",
		columns: []string{"DomainName", "Status"},
	},
	{
		op: api.SaveBatchTaskForDomainNameProxyService,
		en: "Set or lift the WHOIS privacy of domains", zh: "开启或关闭域名隐私保护",
		columns: []string{"DomainName", "Status"},
	},
	{
		op: api.SaveBatchTaskForCreatingOrderRenew,
		en: "Renew domains: an order, which costs money", zh: "域名续费：会产生费用的订单",
		columns: []string{"DomainName", "SubscriptionDuration", "CurrentExpirationDate"},
	},
	{
		op: api.SaveBatchTaskForCreatingOrderRedeem,
		en: "Redeem expired domains: an order, which costs money", zh: "赎回已过期域名：会产生费用的订单",
		columns: []string{"DomainName", "CurrentExpirationDate"},
	},
	{
		op: api.SaveBatchTaskForCreatingOrderActivate,
		en: "Register domains: an order, which costs money", zh: "注册域名：会产生费用的订单",
		columns: []string{"DomainName", "SubscriptionDuration", "RegistrantProfileId", "Dns1", "Dns2", "EnableDomainProxy", "PermitPremiumActivation"},
		free:    []string{"SubscriptionDuration"},
	},
	{
		op: api.SaveRegistrantProfile,
		en: "Make registrant profiles, or change those whose number is given", zh: "新建信息模板，或修改已有编号的模板",
		columns: []string{"RegistrantProfileId", "DefaultRegistrantProfile", "RegistrantOrganization", "RegistrantName", "Country", "Province", "City", "Address", "PostalCode", "Email", "TelArea", "Telephone", "TelExt", "ZhRegistrantOrganization", "ZhRegistrantName", "ZhProvince", "ZhCity", "ZhAddress"},
		free:    []string{"RegistrantProfileId"},
	},
	{
		op: api.DeleteRegistrantProfile,
		en: "Delete registrant profiles", zh: "删除信息模板",
		columns: []string{"RegistrantProfileId"},
	},
	{
		op: api.SetDefaultRegistrantProfile,
		en: "Make a registrant profile the default one", zh: "设为默认信息模板",
		columns: []string{"RegistrantProfileId"},
	},
	{
		op: api.SubmitEmailVerification,
		en: "Send verification mails to addresses", zh: "提交邮箱验证，发送验证邮件",
		columns: []string{"Email", "SendIfExist"},
	},
	{
		op: api.ResendEmailVerification,
		en: "Send verification mails once more", zh: "重新发送验证邮件",
		columns: []string{"Email"},
	},
	{
		op: api.DeleteEmailVerification,
		en: "Take addresses out of the verified ones", zh: "删除邮箱验证",
		columns: []string{"Email"},
	},
	{
		op: api.VerifyEmail,
		en: "Confirm addresses by the tokens of their mails", zh: "用邮件中的令牌确认邮箱",
		columns: []string{"Token"},
	},
	{
		op: api.SaveSingleTaskForQueryingTransferAuthorizationCode,
		en: "Fetch the authorization codes for transfers out", zh: "获取转出所需的转移密码",
		columns: []string{"DomainName"},
	},
	{
		op: api.SaveSingleTaskForCancelingTransferOut,
		en: "Cancel transfers out", zh: "取消转出",
		columns: []string{"DomainName"},
	},
	{
		op: api.QueryTransferOutInfo,
		en: "How transfers out stand", zh: "查询转出情况",
		columns: []string{"DomainName"},
	},
	{
		op: api.TransferInReenterTransferAuthorizationCode,
		en: "Give the authorization codes of transfers in again", zh: "重新提交转入的转移密码",
		columns: []string{"DomainName", "TransferAuthorizationCode"},
	},
	{
		op: api.CheckTransferInFeasibility,
		en: "Can domains be transferred in", zh: "查询域名可否转入",
		columns: []string{"DomainName", "TransferAuthorizationCode"},
		free:    []string{"TransferAuthorizationCode"},
	},
	{
		op: api.SaveSingleTaskForCancelingTransferIn,
		en: "Cancel transfers in", zh: "取消转入",
		columns: []string{"DomainName"},
	},
	{
		op: api.TransferInCheckMailToken,
		en: "Confirm transfers in by the tokens of their mails", zh: "用邮件中的令牌确认转入",
		columns: []string{"Token"},
	},
	{
		op: api.TransferInResendMailToken,
		en: "Send the mails of transfers in once more", zh: "重新发送转入确认邮件",
		columns: []string{"DomainName"},
	},
	{
		op: api.TransferInRefetchWhoisEmail,
		en: "Read the addresses for transfers in from WHOIS again", zh: "重新读取转入域名的 WHOIS 邮箱",
		columns: []string{"DomainName"},
	},
	{
		op: api.CheckDomain,
		en: "Can names be registered", zh: "查询域名可否注册",
		columns: []string{"DomainName"},
	},
	{
		op: api.AcknowledgeTaskResult,
		en: "Take task results out of the inbox of the account", zh: "确认任务结果，从收件箱移除",
		columns: []string{"TaskDetailNo"},
	},
	{
		op: api.CancelTask,
		en: "Cancel tasks that wait", zh: "取消等待中的任务",
		columns: []string{"TaskNo"},
	},
}
