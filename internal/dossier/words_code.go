package dossier

import "domainbatch/internal/api"

// codeWords are the words for codes of the API, by the entry that api.CodeEntry gives.
var codeWords = map[string]advice{ // table
	"Throttling*":         {pace, paceDo},
	"ServiceUnavailable*": {server, serverDo},
	"ServiceBusy*":        {server, serverDo},
	"ServerBusy*":         {server, serverDo},
	"InternalError*":      {server, serverDo},
	"NetworkIOError":      {server, serverDo},
	"Busy":                {server, serverDo},
	"QueryRegistryFailed": {saying{"The registrar did not reach the registry.", "注册商未能连接注册局。"}, serverDo},
	"Failed":              {server, serverDo},

	"SignatureNonceUsed":       {saying{"Something on the way sent the request twice.", "传输途中请求被重复发送。"}, serverDo},
	"InvalidTimeStamp.Expired": {saying{"The clock of the computer was more than 15 minutes off.", "计算机时钟偏差超过 15 分钟。"}, saying{"Set the clock and go on with the run.", "校准时钟后继续本次运行。"}},
	"InvalidTimeStamp*":        {disagree, disagreeDo},
	"IncompleteSignature*":     {disagree, disagreeDo},
	"InvalidSignatureMethod*":  {disagree, disagreeDo},
	"UnsupportedHTTPMethod":    {disagree, disagreeDo},
	"InvalidProtocol*":         {saying{"The endpoint wants https.", "该接入地址要求使用 https。"}, saying{"Give an endpoint with https.", "使用 https 接入地址。"}},

	"SignatureDoesNotMatch":        {keys, keysDo},
	"InvalidAccessKeyId*":          {keys, keysDo},
	"InvalidAccessKeyId.Inactive":  {saying{"The access key is disabled.", "访问密钥已停用。"}, saying{"Enable it or use another one, then go on with the run.", "启用该密钥或更换密钥，然后继续本次运行。"}},
	"InvalidSecurityToken.Expired": {expired, expiredDo},
	"InvalidSecurityToken*":        {expired, expiredDo},
	"Forbidden*":                   {permit, permitDo},
	"NoPermission*":                {permit, permitDo},
	"Forbidden.RiskControl":        {saying{"The account is held by risk control.", "账号受到风险控制。"}, saying{"A person has to contact Alibaba Cloud.", "须由人员联系阿里云。"}},
	"Forbidden.UserVerification":   {saying{"The account is not verified.", "账号未实名认证。"}, saying{"Complete the real-name verification of the account.", "完成账号实名认证。"}},

	"InvalidApi*":     {endpoint, endpointDo},
	"InvalidAction*":  {endpoint, endpointDo},
	"InvalidProduct*": {endpoint, endpointDo},
	"InvalidVersion*": {endpoint, endpointDo},
	"NoSuchVersion*":  {endpoint, endpointDo},

	"MissingAccessKeyId":   {disagree, disagreeDo},
	"MissingAction":        {disagree, disagreeDo},
	"MissingSecurityToken": {expired, expiredDo},
	"MissingSignature*":    {disagree, disagreeDo},
	"MissingTimestamp":     {disagree, disagreeDo},
	"MissingVersion":       {disagree, disagreeDo},

	"Missing*":             {saying{"A value that the API demands was empty.", "API 要求的某个值为空。"}, saying{"Fill it in and run the row again.", "填写后重新运行该行。"}},
	"ParameterIllegal":     {value, valueDo},
	"InvalidParameter*":    {value, valueDo},
	"InvaildParameter":     {value, valueDo},
	"UnsupportedOperation": {saying{"The API does not do this for the domain.", "API 不支持对该域名执行此操作。"}, saying{"Try it in the registrar's console.", "在注册商控制台办理。"}},

	"TaskIsBeingProcessed":             {saying{"Another task holds the domain.", "该域名有其他任务正在处理。"}, saying{"Wait for that task to end, then run the row again.", "待该任务结束后重新运行该行。"}},
	"DomainNotExist":                   {saying{"The domain is not in this account.", "该域名不在此账号中。"}, saying{"Check the name, and whether the domain has come into the account yet.", "核对域名，并确认其是否已转入此账号。"}},
	"DomainTransferPendingNotExist":    {saying{"No transfer of the domain to this registrar is under way.", "该域名没有正在进行的转入。"}, saying{"Look at the domain in the registrar's console.", "在注册商控制台查看该域名。"}},
	"ContactTemplateNotExist":          {saying{"There is no such registrant profile in the account.", "账号中没有该信息模板。"}, saying{"Check the number of the profile.", "核对信息模板编号。"}},
	"contactTemplateRealNamedNotExist": {saying{"The registrant profile is not there, or has not passed real-name verification.", "信息模板不存在或未通过实名认证。"}, saying{"Have the profile verified, or use another one.", "完成模板实名认证，或改用其他模板。"}},
	"SendTokenQuotaExceeded":           {saying{"No more mails can be sent on that day.", "当天可发送的邮件已达上限。"}, saying{"Go on with the run on another day.", "改日继续本次运行。"}},
	"TokenFailed":                      {saying{"The link or token is no longer valid.", "链接或令牌已失效。"}, saying{"Get a new one and run the row again.", "获取新令牌后重新运行该行。"}},
	"TooLong":                          {saying{"The request was too long for the chosen form; nothing was sent.", "请求过长，未发送。"}, saying{"Use smaller batches.", "减小每批数量。"}},
}

// ownWords are the words for codes that are the program's own: the registrar has
// said nothing.
var ownWords = map[string]advice{ // table
	api.CodeNoAnswer: {
		saying{"It was sent and its answer was lost: whether it was done is not known. The registrar refused nothing.", "已发送，但应答丢失：是否已执行未知。注册商并未拒绝。"},
		saying{lookByHand, lookByHandZH},
	},
	api.CodeBadAnswer: {
		saying{"It was sent and its answer cannot be read: whether it was done is not known. The registrar refused nothing.", "已发送，但应答无法解读：是否已执行未知。注册商并未拒绝。"},
		saying{lookByHand, lookByHandZH},
	},
	api.CodeProxy: {
		saying{"Something on the way answered in the place of the API; the registrar refused nothing.", "应答来自传输途中的设备，而非 API；注册商并未拒绝。"},
		saying{"Check the endpoint and the proxy; then go on with the run.", "检查接入地址与代理，然后继续本次运行。"},
	},
	api.CodeNotSent:     {saying{"No connection was made; nothing was sent.", "未能建立连接；未发送。"}, saying{"Check the network, then go on with the run.", "检查网络后继续本次运行。"}},
	api.CodeCredentials: {saying{"No credentials were found; nothing was sent.", "未找到访问凭证；未发送。"}, keysDo},
	api.CodeInterrupted: {saying{"The program was asked to stop.", "程序被要求停止。"}, saying{goOn, goOnZH}},
}

var (
	pace       = saying{"The API was called too often.", "API 调用过于频繁。"}
	paceDo     = saying{"Go on with the run at a lower pace.", "降低速度后继续本次运行。"}
	server     = saying{"The registrar's side was in trouble.", "注册商一侧出现故障。"}
	serverDo   = saying{"Go on with the run: what was sent is looked for before anything is sent again.", "继续本次运行：重发之前会先查找已发送的请求。"}
	disagree   = saying{"The program and the API disagree about the form of a request.", "程序与 API 对请求格式不一致。"}
	disagreeDo = saying{"Report it to the maker of the program, with the request id.", "请将请求 ID 告知程序维护者。"}
	keys       = saying{"The access key was refused.", "访问密钥被拒绝。"}
	keysDo     = saying{"Check the access key and its secret, then go on with the run.", "检查访问密钥及其密文，然后继续本次运行。"}
	expired    = saying{"The temporary credentials were not valid any more.", "临时凭证已失效。"}
	expiredDo  = saying{"Get new ones and go on with the run.", "获取新凭证后继续本次运行。"}
	permit     = saying{"The access key lacks a permission.", "访问密钥缺少权限。"}
	permitDo   = saying{"Have it granted in RAM, then go on with the run.", "在 RAM 中授权后继续本次运行。"}
	endpoint   = saying{"The API at that address does not know the operation or its version.", "该接入地址的 API 不支持此操作或版本。"}
	endpointDo = saying{"Check endpoint and site.", "检查接入地址与站点。"}
	value      = saying{"The API refused a value.", "API 拒绝了某个值。"}
	valueDo    = saying{"Look at the values of the row; what the registrar said names the one it refuses. Correct it and run the row again.", "检查该行的值；注册商的原话指明所拒绝的值。更正后重新运行该行。"}
)
