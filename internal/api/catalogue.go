package api

import "slices"

// The operations in use, by name.
const (
	QueryContactInfo       = "QueryContactInfo"
	QueryTaskDetailHistory = "QueryTaskDetailHistory"
	QueryTaskDetailList    = "QueryTaskDetailList"
	QueryTaskInfoHistory   = "QueryTaskInfoHistory"
	QueryTaskList          = "QueryTaskList"
	VerifyContactField     = "VerifyContactField"

	SaveBatchTaskForCreatingOrderRenew                     = "SaveBatchTaskForCreatingOrderRenew"
	SaveBatchTaskForUpdatingContactInfoByNewContact        = "SaveBatchTaskForUpdatingContactInfoByNewContact"
	SaveSingleTaskForUpdatingContactInfo                   = "SaveSingleTaskForUpdatingContactInfo"
	SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
)

// catalogue holds facts only, those of operations.yaml; a test compares the two.
var catalogue = []Operation{
	{
		Name: QueryContactInfo, Subject: "DomainName",
		Params: slices.Concat([]Param{required("DomainName", Text), contactType}, messageSDK),
		RAM:    "domain:QueryCommonInfo", Source: "003 §5.9",
	},
	{
		Name: QueryTaskDetailHistory, Subject: "TaskNo", Paging: PagesByCursor, PageMax: pageMaxUntold,
		Params: slices.Concat([]Param{
			required("PageSize", Integer), required("TaskNo", Text), detailStatus,
			optional("DomainName", Text), optional("InstanceId", Text),
			optional("DomainNameCursor", Text), optional("TaskDetailNoCursor", Text),
		}, messageSDK),
		RAM: "domain:QueryDomainTask", Source: "003 §5.13",
	},
	{
		Name: QueryTaskDetailList, Subject: "TaskNo", Paging: PagesByNumber, PageMax: pageMaxDetails,
		Params: slices.Concat([]Param{
			required("PageNum", Integer), required("PageSize", Integer), required("TaskNo", Text), detailStatus,
			optional("DomainName", Text), optional("InstanceId", Text),
		}, messageSDK),
		RAM: "domain:QueryDomainTask", Source: "003 §5.14",
	},
	{
		Name: QueryTaskInfoHistory, Paging: PagesByCursor, PageMax: pageMaxUntold,
		Params: slices.Concat([]Param{
			required("PageSize", Integer), optional("BeginCreateTime", Long), optional("EndCreateTime", Long),
			optional("CreateTimeCursor", Text), optional("TaskNoCursor", Text),
		}, messageSDK),
		RAM: "domain:QueryDomainTask", Source: "003 §5.15",
	},
	{
		Name: QueryTaskList, Paging: PagesByNumber, PageMax: pageMaxUntold,
		Params: slices.Concat([]Param{
			required("PageNum", Integer), required("PageSize", Integer),
			optional("BeginCreateTime", Long), optional("EndCreateTime", Long),
		}, messageSDK),
		RAM: "domain:QueryDomainTask", Source: "003 §5.16",
	},
	{
		Name: SaveBatchTaskForCreatingOrderRenew, Write: true, Subject: "DomainName", List: "OrderRenewParam",
		Params: slices.Concat([]Param{
			required("OrderRenewParam.N.DomainName", Text), required("OrderRenewParam.N.CurrentExpirationDate", Long),
			required("OrderRenewParam.N.SubscriptionDuration", Integer),
			{Name: "OrderRenewParam.N.PermitPremiumRenew", Type: Text, Need: Optional, SDK: true},
			{Name: "Lang", Type: Text, Need: Optional, Enum: []string{"zh", "en"}},
			{Name: "UserClientIp", Type: Text, Need: Optional, SDK: true},
		}, orderParams),
		TaskTypes: map[string]string{"": "ORDER_RENEW"}, AfterDoubt: NeverAgain,
		RAM: "domain:CreateOrderRenew", Source: "003 §5.23",
	},
	{
		Name: SaveBatchTaskForUpdatingContactInfoByNewContact, Write: true, Subject: "DomainName", List: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName.N", Text), contactType,
			{Name: "RegistrantType", Type: Text, Need: Required, Enum: registrantTypes},
			{Name: ParamTransferOutProhibited, Type: Boolean, Need: Optional, Enum: booleans},
		}, contactParams(Depends), chineseParams, message),
		TaskTypes: contactTaskTypes, AfterDoubt: AskRegistrar,
		RAM: "domain:DomainInfoModification", Source: "003 §5.27, 000",
	},
	{
		Name: SaveSingleTaskForUpdatingContactInfo, Write: true, Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text), optional("InstanceId", Text), required("RegistrantProfileId", Long), contactType,
			{Name: ParamAddTransferLock, Type: Boolean, Need: Optional, Enum: booleans},
		}, message),
		TaskTypes: contactTaskTypes, AfterDoubt: AskRegistrar,
		RAM: "domain:DomainInfoModification", Source: "003 §5.39, 001, 002",
	},
	{
		Name: VerifyContactField,
		Params: slices.Concat([]Param{
			{Name: "RegistrantType", Type: Text, Need: Optional, Enum: registrantTypes},
			{Name: "DomainName", Type: Text, Need: Optional, SDK: true},
		}, contactParams(Optional), chineseParams, message),
		RAM: "domain:QueryCommonInfo", Source: "003 §5.43",
	},
	{
		Name: SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID, Write: true, Subject: "DomainName", List: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName.N", Text), required("RegistrantProfileId", Long),
			{Name: ParamTransferOutProhibited, Type: Boolean, Need: Optional, Enum: booleans},
		}, messageSDK),
		TaskTypes:  map[string]string{"": typeHolder, TargetRegistrant: typeHolder},
		AfterDoubt: AskRegistrar,
		RAM:        "domain:DomainInfoModification", Source: "004",
	},
}

// Page sizes: 1000 is documented for task details; where nothing
// is, 100 is what the strictest documented list of the product allows.
const (
	pageMaxDetails = 1000
	pageMaxUntold  = 100
)

// Parameters and values that several operations have in common.
var (
	booleans        = []string{"true", "false"}
	registrantTypes = []string{"1", "2"}
	contactType     = Param{Name: "ContactType", Type: Text, Need: Required, Enum: Targets}
	detailStatus    = Param{Name: "TaskStatus", Type: Integer, Need: Optional, Enum: []string{"0", "1", "2", "3"}}

	// Language of messages and address of the end user: in the documents of
	// some operations, in the SDKs of all.
	message = []Param{
		{Name: "Lang", Type: Text, Need: Optional, Enum: []string{"zh", "en"}},
		{Name: "UserClientIp", Type: Text, Need: Optional},
	}
	messageSDK = []Param{
		{Name: "Lang", Type: Text, Need: Optional, SDK: true},
		{Name: "UserClientIp", Type: Text, Need: Optional, SDK: true},
	}
	// How an order is paid for.
	orderParams = []Param{
		{Name: "CouponNo", Type: Text, Need: Optional, SDK: true},
		{Name: "UseCoupon", Type: Text, Need: Optional, SDK: true},
		{Name: "PromotionNo", Type: Text, Need: Optional, SDK: true},
		{Name: "UsePromotion", Type: Text, Need: Optional, SDK: true},
	}
	chineseParams = []Param{
		optional("ZhRegistrantOrganization", Text), optional("ZhRegistrantName", Text),
		optional("ZhProvince", Text), optional("ZhCity", Text), optional("ZhAddress", Text),
	}

	contactTaskTypes = map[string]string{
		TargetRegistrant: typeHolder,
		TargetAdmin:      "UPDATE_ADMIN_CONTACT",
		TargetBilling:    "UPDATE_BILLING_CONTACT",
		TargetTech:       "UPDATE_TECH_CONTACT",
	}
)

func required(name string, kind Type) Param { return Param{Name: name, Type: kind, Need: Required} }

func optional(name string, kind Type) Param { return Param{Name: name, Type: kind, Need: Optional} }

func contactParams(need Need) []Param {
	names := []string{
		"RegistrantOrganization", "RegistrantName", "Country", "Province", "City", "Address",
		"PostalCode", "Email", "TelArea", "Telephone", "TelExt",
	}
	params := make([]Param, len(names))
	for i, name := range names {
		params[i] = Param{Name: name, Type: Text, Need: need}
	}
	return params
}
