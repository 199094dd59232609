package sandbox

import (
	"slices"

	"domainbatch/internal/job"
)

// operation is one operation of the API. Adding an operation is adding one to
// operations, with a run of its own where submit and the queries do not do.
type operation struct {
	name   string
	params []param
	wordy  bool // its refusals name the contact field at fault
	lists  entry
	run    func(*Sandbox, *operation, *call) (object, *fail)

	// What submit needs.
	target string                               // ContactType where the operation fixes it
	types  map[string]string                    // ContactType, or empty, to TaskType
	locks  bool                                 // the update lock prevents it
	refuse func(*call) *fail                    // what it does not take, beyond its parameters
	fields func(job.Params) job.Params          // what its effect needs, of its parameters
	effect func(s *Sandbox, d *domain, t *task) // at the end of a detail
}

// entry is what an operation lists page by page.
type entry uint8

const (
	nothing entry = iota
	taskEntries
	detailEntries
)

func makesTask(op *operation) bool    { return op.types != nil }
func listsTasks(op *operation) bool   { return op.lists == taskEntries }
func listsDetails(op *operation) bool { return op.lists == detailEntries }

// hasPages tells whether the operation lists by page number.
func hasPages(op *operation) bool {
	return slices.ContainsFunc(op.params, func(p param) bool { return p.name == pageNum.name })
}

// contactTypes are the task types of a contact change (operations.yaml, inferred there).
var contactTypes = map[string]string{
	"registrant": "CHG_HOLDER",
	"admin":      "UPDATE_ADMIN_CONTACT",
	"billing":    "UPDATE_BILLING_CONTACT",
	"tech":       "UPDATE_TECH_CONTACT",
}

// typeWords describe task types, in English and Chinese.
var typeWords = map[string][2]string{
	"ORDER_RENEW":            {"Renew domain name", "域名续费"},
	"CHG_HOLDER":             {"Change registrant", "修改域名所有者"},
	"UPDATE_ADMIN_CONTACT":   {"Change administrator", "修改管理联系人"},
	"UPDATE_BILLING_CONTACT": {"Change payer", "修改付费联系人"},
	"UPDATE_TECH_CONTACT":    {"Change technician", "修改技术联系人"},
}

// parameters that several operations have.
var (
	contactType = param{name: "ContactType", required: true, ok: oneOf(roleNames[:]...)}
	domainName  = param{name: "DomainName", required: true, domain: true}
	domainList  = param{name: "DomainName", required: true, domain: true, list: true}
	profileID   = param{name: "RegistrantProfileId", required: true, ok: number(1, 1<<62), other: instead("4041", "4042")}
	instance    = param{name: "InstanceId"}
	pageNum     = param{name: "PageNum", required: true, ok: number(1, 1<<31)}
	taskNumber  = param{name: "TaskNo", required: true}
	statusOf    = param{name: "TaskStatus", ok: oneOf("0", "1", "2", "3")}
	beginTime   = param{name: "BeginCreateTime", ok: number(0, 1<<53)}
	endTime     = param{name: "EndCreateTime", ok: number(0, 1<<53)}
)

// The fields of the entries of an order.
var (
	orderedDomain = param{name: "OrderRenewParam", field: "DomainName", required: true, domain: true, list: true}
	expiration    = param{name: "OrderRenewParam", field: "CurrentExpirationDate", required: true, list: true, ok: number(0, 1<<53)}
	years         = param{name: "OrderRenewParam", field: "SubscriptionDuration", required: true, list: true, ok: number(1, 10), other: instead("10", "9")}
)

func flag(name string) param { return param{name: name, ok: oneOf("true", "false")} }

// pageSize is required where there are pages; the most is documented for
// QueryTaskDetailList only, elsewhere it is the 100 of other pages of the API.
func pageSize(most int64) param {
	return param{name: "PageSize", required: true, ok: number(1, most)}
}

// filter makes a parameter optional.
func filter(p param) param {
	p.required = false
	return p
}

// china is the version that knows RegistrantType and the Chinese fields.
const china = "2018-01-29"

// contactFields are the fields of a contact, in the order of 000.
var contactFields = []param{
	{name: "RegistrantName", label: "contact name", ok: isText},
	{name: "RegistrantOrganization", label: "registrant name", ok: isText, other: instead("Somebody Else Ltd", "Nobody Else Ltd")},
	{name: "Country", label: "country", ok: isCountry},
	{name: "Province", label: "province", ok: isText},
	{name: "City", label: "city", ok: isCity},
	{name: "Address", label: "address", ok: isText},
	{name: "PostalCode", label: "postal code", ok: isPostalCode},
	{name: "Email", label: "email", ok: isEmail},
	{name: "TelArea", label: "telephone country code", ok: digits(1, 4)},
	{name: "Telephone", label: "telephone number", ok: isTelephone},
	{name: "TelExt", label: "telephone extension", ok: digits(1, 10)},
	{name: "ZhRegistrantName", label: "Chinese contact name", ok: isText, only: china},
	{name: "ZhRegistrantOrganization", label: "Chinese registrant name", ok: isText, only: china},
	{name: "ZhProvince", label: "Chinese province", ok: isText, only: china},
	{name: "ZhCity", label: "Chinese city", ok: isText, only: china},
	{name: "ZhAddress", label: "Chinese address", ok: isText, only: china},
}

func registrantType(required bool) param {
	return param{name: "RegistrantType", label: "registrant type", required: required, ok: oneOf("1", "2"), only: china}
}

// operations is the catalogue.
func operations() []operation {
	return slices.Concat(contactOperations(), orderOperations(), taskOperations())
}

func contactOperations() []operation {
	return []operation{
		{
			name: "VerifyContactField", wordy: true, run: confirm,
			params: append([]param{registrantType(false)}, contactFields...),
		},
		{
			name: "QueryContactInfo", run: queryContact,
			params: []param{domainName, contactType},
		},
		{
			name: "SaveBatchTaskForUpdatingContactInfoByNewContact", run: submit,
			params: slices.Concat([]param{domainList, contactType, registrantType(true), flag("TransferOutProhibited")}, contactFields),
			types:  contactTypes, locks: true, fields: given, effect: setContact,
		},
		{
			name: "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID", run: submit,
			params: []param{domainList, profileID, flag("TransferOutProhibited")},
			target: "registrant", types: contactTypes, locks: true,
			refuse: unknownProfile("contactTemplateRealNamedNotExist"), fields: fromProfile, effect: setContact,
		},
		{
			name: "SaveSingleTaskForUpdatingContactInfo", run: submit,
			params: []param{domainName, contactType, profileID, instance, flag("AddTransferLock")},
			types:  contactTypes, locks: true,
			refuse: unknownProfile("ParameterIllegal"), fields: fromProfile, effect: setContact,
		},
	}
}

func orderOperations() []operation {
	return []operation{
		{
			name: "SaveBatchTaskForCreatingOrderRenew", run: submit,
			params: []param{orderedDomain, expiration, years},
			types:  map[string]string{"": "ORDER_RENEW"},
		},
	}
}

func taskOperations() []operation {
	return []operation{
		{
			name: "QueryTaskList", lists: taskEntries, run: queryTasks,
			params: []param{pageNum, pageSize(100), beginTime, endTime},
		},
		{
			name: "QueryTaskDetailList", lists: detailEntries, run: queryDetails,
			params: []param{pageNum, pageSize(1000), taskNumber, statusOf, filter(domainName), instance},
		},
		{
			name: "QueryTaskInfoHistory", lists: taskEntries, run: queryTaskHistory,
			params: []param{pageSize(100), beginTime, endTime, {name: "CreateTimeCursor", ok: number(0, 1<<53)}, {name: "TaskNoCursor"}},
		},
		{
			name: "QueryTaskDetailHistory", lists: detailEntries, run: queryDetailHistory,
			params: []param{
				pageSize(100), taskNumber, statusOf, filter(domainName), instance,
				{name: "DomainNameCursor"}, {name: "TaskDetailNoCursor"},
			},
		},
	}
}
