package api

import "slices"

// The operations by name, those of the documents first, then those that the
// vendor's SDKs have besides.
const (
	SaveRegistrantProfile                                  = "SaveRegistrantProfile"
	QueryRegistrantProfiles                                = "QueryRegistrantProfiles"
	DeleteRegistrantProfile                                = "DeleteRegistrantProfile"
	AcknowledgeTaskResult                                  = "AcknowledgeTaskResult"
	CheckDomain                                            = "CheckDomain"
	ListEmailVerification                                  = "ListEmailVerification"
	SubmitEmailVerification                                = "SubmitEmailVerification"
	CheckTransferInFeasibility                             = "CheckTransferInFeasibility"
	DeleteEmailVerification                                = "DeleteEmailVerification"
	PollTaskResult                                         = "PollTaskResult"
	QueryChangeLogList                                     = "QueryChangeLogList"
	QueryContactInfo                                       = "QueryContactInfo"
	QueryDnsHost                                           = "QueryDnsHost"
	QueryDomainByInstanceId                                = "QueryDomainByInstanceId"
	QueryDomainList                                        = "QueryDomainList"
	QueryTaskDetailHistory                                 = "QueryTaskDetailHistory"
	QueryTaskDetailList                                    = "QueryTaskDetailList"
	QueryTaskInfoHistory                                   = "QueryTaskInfoHistory"
	QueryTaskList                                          = "QueryTaskList"
	QueryTransferInByInstanceId                            = "QueryTransferInByInstanceId"
	QueryTransferInList                                    = "QueryTransferInList"
	QueryTransferOutInfo                                   = "QueryTransferOutInfo"
	ResendEmailVerification                                = "ResendEmailVerification"
	SaveBatchTaskForCreatingOrderActivate                  = "SaveBatchTaskForCreatingOrderActivate"
	SaveBatchTaskForCreatingOrderRedeem                    = "SaveBatchTaskForCreatingOrderRedeem"
	SaveBatchTaskForCreatingOrderRenew                     = "SaveBatchTaskForCreatingOrderRenew"
	SaveBatchTaskForModifyingDomainDns                     = "SaveBatchTaskForModifyingDomainDns"
	SaveBatchTaskForTransferProhibitionLock                = "SaveBatchTaskForTransferProhibitionLock"
	SaveBatchTaskForUpdateProhibitionLock                  = "SaveBatchTaskForUpdateProhibitionLock"
	SaveBatchTaskForUpdatingContactInfoByNewContact        = "SaveBatchTaskForUpdatingContactInfoByNewContact"
	SaveSingleTaskForCancelingTransferIn                   = "SaveSingleTaskForCancelingTransferIn"
	SaveSingleTaskForCancelingTransferOut                  = "SaveSingleTaskForCancelingTransferOut"
	SaveSingleTaskForCreatingDnsHost                       = "SaveSingleTaskForCreatingDnsHost"
	SaveSingleTaskForCreatingOrderActivate                 = "SaveSingleTaskForCreatingOrderActivate"
	SaveSingleTaskForCreatingOrderRedeem                   = "SaveSingleTaskForCreatingOrderRedeem"
	SaveSingleTaskForCreatingOrderRenew                    = "SaveSingleTaskForCreatingOrderRenew"
	SaveSingleTaskForModifyingDnsHost                      = "SaveSingleTaskForModifyingDnsHost"
	SaveSingleTaskForQueryingTransferAuthorizationCode     = "SaveSingleTaskForQueryingTransferAuthorizationCode"
	SaveSingleTaskForSynchronizingDnsHost                  = "SaveSingleTaskForSynchronizingDnsHost"
	SaveSingleTaskForTransferProhibitionLock               = "SaveSingleTaskForTransferProhibitionLock"
	SaveSingleTaskForUpdateProhibitionLock                 = "SaveSingleTaskForUpdateProhibitionLock"
	SaveSingleTaskForUpdatingContactInfo                   = "SaveSingleTaskForUpdatingContactInfo"
	TransferInCheckMailToken                               = "TransferInCheckMailToken"
	TransferInRefetchWhoisEmail                            = "TransferInRefetchWhoisEmail"
	TransferInResendMailToken                              = "TransferInResendMailToken"
	VerifyContactField                                     = "VerifyContactField"
	VerifyEmail                                            = "VerifyEmail"
	TransferInReenterTransferAuthorizationCode             = "TransferInReenterTransferAuthorizationCode"
	SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"

	SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId = "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId"
	QueryDomainByDomainName                                  = "QueryDomainByDomainName"
	ScrollDomainList                                         = "ScrollDomainList"
	QueryAdvancedDomainList                                  = "QueryAdvancedDomainList"
	QueryEmailVerification                                   = "QueryEmailVerification"
	SaveTaskForUpdatingRegistrantInfoByIdentityCredential    = "SaveTaskForUpdatingRegistrantInfoByIdentityCredential"
	SaveBatchTaskForDomainNameProxyService                   = "SaveBatchTaskForDomainNameProxyService"
	SaveSingleTaskForDeletingDnsHost                         = "SaveSingleTaskForDeletingDnsHost"
	CancelTask                                               = "CancelTask"
	UpdateDomainToDomainGroup                                = "UpdateDomainToDomainGroup"
	SetDefaultRegistrantProfile                              = "SetDefaultRegistrantProfile"
)

// Theme is the operations that have to do with one thing.
type Theme struct {
	Name       string // for people
	Operations []Operation
}

// catalogue holds facts only; a test compares them with the reference.
var catalogue = []Theme{
	{"Contacts", contactOperations},
	{"Registrant profiles", profileOperations},
	{"Domains and locks", domainOperations},
	{"DNS servers and hosts", dnsOperations},
	{"Orders", orderOperations},
	{"Transfers", transferOperations},
	{"E-mail verification", emailOperations},
	{"Tasks", taskOperations},
	{"In no document, only in the current API", beyondOperations},
}

// Themes lists the catalogue by theme. It is shared: never write to it.
func Themes() []Theme { return catalogue }

// Page sizes: 1000 is documented for task details and safe for profiles and
// addresses; where nothing is, 100 is what the strictest documented list of the
// product allows.
const (
	pageMaxDetails = 1000
	pageMaxUntold  = 100
)

// Parameters and values that several operations have in common.
var (
	booleans        = []string{"true", "false"}
	registrantTypes = []string{"1", "2"}

	// Language of messages and address of the end user: in the documents of
	// some operations, in the SDKs of all.
	message = []Param{
		{Name: "Lang", Type: Text, Need: Optional, Enum: []string{"zh", "en"}},
		{Name: "UserClientIp", Type: Text, Need: Optional},
	}
	messageMixed = []Param{
		{Name: "Lang", Type: Text, Need: Optional, Enum: []string{"zh", "en"}},
		{Name: "UserClientIp", Type: Text, Need: Optional, SDK: true},
	}
	messageSDK = []Param{
		{Name: "Lang", Type: Text, Need: Optional, SDK: true},
		{Name: "UserClientIp", Type: Text, Need: Optional, SDK: true},
	}
	// How an order is paid for.
	orderParams = []Param{
		sdkOnly("CouponNo", Text), sdkOnly("UseCoupon", Boolean),
		sdkOnly("PromotionNo", Text), sdkOnly("UsePromotion", Boolean),
	}
	latinNames = []string{
		"RegistrantOrganization", "RegistrantName", "Country", "Province", "City", "Address",
		"PostalCode", "Email", "TelArea", "Telephone",
	}
	// What the international site does not know of contacts.
	chineseNames = []string{"ZhRegistrantOrganization", "ZhRegistrantName", "ZhProvince", "ZhCity", "ZhAddress"}
	chinaOnly    = []string{"RegistrantType", "ZhRegistrantOrganization", "ZhRegistrantName", "ZhProvince", "ZhCity", "ZhAddress"}

	contactTaskTypes = map[string]string{
		TargetRegistrant: typeHolder,
		TargetAdmin:      "UPDATE_ADMIN_CONTACT",
		TargetBilling:    "UPDATE_BILLING_CONTACT",
		TargetTech:       "UPDATE_TECH_CONTACT",
	}
)

func required(name string, kind Type) Param { return Param{Name: name, Type: kind, Need: Required} }

func optional(name string, kind Type) Param { return Param{Name: name, Type: kind, Need: Optional} }

func depends(name string, kind Type, on Condition) Param {
	return Param{Name: name, Type: kind, Need: Depends, When: on.words(), If: on}
}

// What parameters depend on.
var (
	withOwnServers = Condition{Param: "AliyunDns", Value: "false", Only: true}
	withoutProfile = Condition{Param: "RegistrantProfileId", Only: true}
	forNewProfile  = Condition{Param: "RegistrantProfileId"}
)

func sdkOnly(name string, kind Type) Param {
	return Param{Name: name, Type: kind, Need: Optional, SDK: true}
}

func chineseParams(like Param) []Param { return params("", like, chineseNames...) }

// contactParams are the fields of a contact in Latin letters, all like p but for
// the name; prefix is that of the entries of a list.
func contactParams(prefix string, p Param) []Param {
	return params(prefix, p, append(slices.Clone(latinNames), "TelExt")...)
}

// params are parameters that are alike but for the name.
func params(prefix string, like Param, names ...string) []Param {
	all := make([]Param, len(names))
	for i, name := range names {
		like.Name = prefix + name
		all[i] = like
	}
	return all
}
