package sandbox

import (
	"slices"

	"domainbatch/internal/job"
)

// operation is one operation of the API. Adding an operation is adding one to
// operations, with a run of its own where submit and the queries do not do.
type operation struct {
	name   string
	only   string // the one version that has it; empty: all do
	params []param
	wordy  bool // its refusals name the contact field at fault
	lists  entry
	run    func(*Sandbox, *operation, *call) (object, *fail)

	// What submit needs.
	target  string                                         // ContactType where the operation fixes it
	types   map[string]string                              // ContactType, or empty, to TaskType
	locks   bool                                           // the update lock prevents it
	redeems bool                                           // it goes in redemption too
	foreign bool                                           // its domains need not be in the account
	toggles bool                                           // it is no repeat where the opposite came in between
	refuse  func(*Sandbox, *call) *fail                    // what it does not take, beyond its parameters
	due     func(*Sandbox, *operation, *call) *fail        // the same, of domains that are there and free
	fields  func(*Sandbox, job.Params) job.Params          // what its effect needs, of its parameters
	ends    func(*Sandbox, *task, *detail) outcome         // how a detail ends, where no fate says so
	effect  func(s *Sandbox, d *domain, t *task, i int)    // at the end of a detail
	result  func(s *Sandbox, t *task, i int) (code string) // TaskResult of one that was done

	// What commit needs of an operation that takes effect at once: it gives what
	// it was done to, where that is no domain.
	change func(*Sandbox, *record) (subjects []string)
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

// typeWords describe task types, in English and Chinese. The last four have no
// documented type.
var typeWords = map[string][2]string{
	"ORDER_ACTIVATE":          {"Register domain name", "域名注册"},
	"ORDER_RENEW":             {"Renew domain name", "域名续费"},
	"ORDER_REDEEM":            {"Redeem domain name", "域名赎回"},
	"CHG_HOLDER":              {"Change registrant", "修改域名所有者"},
	"CHG_DNS":                 {"Modify DNS servers", "修改DNS服务器"},
	"UPDATE_ADMIN_CONTACT":    {"Change administrator", "修改管理联系人"},
	"UPDATE_BILLING_CONTACT":  {"Change payer", "修改付费联系人"},
	"UPDATE_TECH_CONTACT":     {"Change technician", "修改技术联系人"},
	"SET_UPDATE_PROHIBITED":   {"Set security lock", "设置安全锁"},
	"SET_TRANSFER_PROHIBITED": {"Set transfer lock", "设置转移锁"},
	"CREATE_DNSHOST":          {"Create DNS host", "创建DNS服务器"},
	"UPDATE_DNSHOST":          {"Modify DNS host", "修改DNS服务器"},
	"SYNC_DNSHOST":            {"Synchronize DNS host", "同步DNS服务器"},
	"SET_WHOIS_PROTECT":       {"Set privacy protection", "设置隐私保护"},
	"DELETE_DNSHOST":          {"Delete DNS host", "删除DNS服务器"},
	typeTransferCode:          {"Query transfer authorization code", "获取转移密码"},
	typeCancelIn:              {"Cancel transfer in", "取消转入"},
	typeCancelOut:             {"Cancel transfer out", "取消转出"},
}

// parameters that several operations have.
var (
	contactType = param{name: "ContactType", required: true, ok: oneOf(roleNames[:]...)}
	domainName  = param{name: "DomainName", required: true, domain: true}
	domainList  = param{name: "DomainName", required: true, domain: true, list: true}
	profileID   = param{name: "RegistrantProfileId", required: true, ok: number(1, 1<<62), other: instead("4041", "4042")}
	instance    = param{name: "InstanceId", required: true, instance: true}
	instanceIs  = param{name: "InstanceId"}
	pageNum     = param{name: "PageNum", required: true, ok: number(1, 1<<31)}
	taskNumber  = param{name: "TaskNo", required: true}
	statusOf    = param{name: "TaskStatus", ok: oneOf("0", "1", "2", "3")}
	beginTime   = param{name: "BeginCreateTime", ok: number(0, 1<<53)}
	endTime     = param{name: "EndCreateTime", ok: number(0, 1<<53)}
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

// operations is the catalogue.
func operations() []operation {
	return slices.Concat(
		contactOperations(), domainOperations(), lockOperations(), dnsOperations(), hostOperations(),
		orderOperations(), profileOperations(), mailOperations(), transferInOperations(), transferOutOperations(),
		checkOperations(), taskOperations(), inboxOperations(), logOperations(), advancedOperations(), currentOperations(),
	)
}
