package api

import "slices"

// The operations on contacts.
var contactOperations = []Operation{
	{
		Name:    QueryContactInfo,
		Does:    "one contact of a domain",
		Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text),
			{Name: "ContactType", Type: Text, Need: Required, Enum: Targets},
		}, messageSDK),
		Answer: Answer{
			Fields: []string{
				"CreateDate", "RegistrantName", "RegistrantOrganization", "Province", "City", "Address", "Country", "Email",
				"PostalCode", "TelArea", "Telephone", "TelExt",
			},
			Beyond: []string{"ZhAddress", "ZhCity", "ZhProvince", "ZhRegistrantName", "ZhRegistrantOrganization"},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		RAM:    "domain:QueryCommonInfo", Source: "003 §5.9",
	},
	{
		Name: SaveBatchTaskForUpdatingContactInfoByNewContact, Short: "contacts",
		Does:  "change a contact of domains to the data of the row",
		Write: true, Task: true, Subject: "DomainName", List: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName.N", Text),
			{Name: "ContactType", Type: Text, Need: Required, Enum: Targets},
			{Name: "RegistrantType", Type: Text, Need: Required, Enum: registrantTypes},
			{Name: "TransferOutProhibited", Type: Boolean, Need: Optional, Enum: booleans, When: "counts for ContactType=registrant only"},
		}, contactParams("", Param{Type: Text, Need: Depends, When: "needed by 003, not by 000"}),
			chineseParams(Param{Type: Text, Need: Optional, When: "counts at the China site only"}), message),
		TaskTypes:  contactTaskTypes,
		AfterDoubt: AskRegistrar,
		Errors:     []string{"ParameterIllegal", "NetworkIOError", "DomainNotExist", "TaskIsBeingProcessed"},
		Lacks:      chinaOnly,
		RAM:        "domain:DomainInfoModification", Source: "003 §5.27, 000",
	},
	{
		Name:  SaveSingleTaskForUpdatingContactInfo,
		Does:  "change one contact of one domain to a registrant profile",
		Write: true, Task: true, Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text),
			optional("InstanceId", Text),
			required("RegistrantProfileId", Long),
			{Name: "ContactType", Type: Text, Need: Required, Enum: Targets},
			{Name: "AddTransferLock", Type: Boolean, Need: Optional, Enum: booleans, When: "counts for ContactType=registrant only"},
		}, message),
		TaskTypes:  contactTaskTypes,
		AfterDoubt: AskRegistrar,
		Errors:     []string{"ParameterIllegal", "NetworkIOError", "DomainNotExist", "TaskIsBeingProcessed"},
		RAM:        "domain:DomainInfoModification", Source: "003 §5.39, 001, 002",
	},
	{
		Name: VerifyContactField,
		Does: "check contact data without changing anything",
		Params: slices.Concat([]Param{
			{Name: "RegistrantType", Type: Text, Need: Optional, Enum: registrantTypes},
			sdkOnly("DomainName", Text),
		}, contactParams("", optional("", Text)), chineseParams(optional("", Text)), message),
		Errors: []string{"ParameterIllegal"},
		Lacks:  chineseNames,
		RAM:    "domain:QueryCommonInfo", Source: "003 §5.43",
	},
	{
		Name:  SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID,
		Does:  "change the registrant of domains to a registrant profile",
		Write: true, Task: true, Subject: "DomainName", List: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName.N", Text),
			required("RegistrantProfileId", Long),
			{Name: "TransferOutProhibited", Type: Boolean, Need: Optional, Enum: booleans},
		}, messageSDK),
		TaskTypes:  map[string]string{"": typeHolder, TargetRegistrant: typeHolder},
		AfterDoubt: AskRegistrar,
		Errors:     []string{"ParameterIllegal", "NetworkIOError", "contactTemplateRealNamedNotExist", "TaskIsBeingProcessed"},
		RAM:        "domain:DomainInfoModification", Source: "004",
	},
}
