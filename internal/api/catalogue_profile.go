package api

import "slices"

// The operations on registrant profiles.
var profileOperations = []Operation{
	{
		Name: SaveRegistrantProfile, Short: "profile",
		Does:  "make a registrant profile, or change the one whose id is given",
		Write: true,
		Params: slices.Concat([]Param{
			{Name: "RegistrantProfileId", Type: Long, Need: Depends, When: "names the profile to change; none makes a new one"},
			depends("DefaultRegistrantProfile", Boolean, forNewProfile),
			optional("TelExt", Text),
			sdkOnly("RegistrantProfileType", Text),
			sdkOnly("RegistrantType", Text),
		}, params("", depends("", Text, forNewProfile), latinNames...), messageSDK, chineseParams(sdkOnly("", Text))),
		AfterDoubt: NeverAgain,
		Answer: Answer{
			Fields: []string{"RegistrantProfileId"},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		Lacks:  chineseNames,
		RAM:    "domain:RegistrantProfileOperation", Source: "003 §4.1",
	},
	{
		Name:   QueryRegistrantProfiles,
		Does:   "the registrant profiles of the account",
		Paging: PagesByNumber, PageMax: pageMaxDetails,
		Params: slices.Concat([]Param{
			optional("RegistrantOrganization", Text),
			optional("RegistrantProfileId", Long),
			optional("DefaultRegistrantProfile", Boolean),
			optional("PageNum", Integer),
			optional("PageSize", Integer),
			sdkOnly("Email", Text),
			sdkOnly("RealNameStatus", Text),
			sdkOnly("RegistrantProfileType", Text),
			sdkOnly("RegistrantType", Text),
			sdkOnly("Remark", Text),
			sdkOnly("ZhRegistrantOrganization", Text),
		}, messageSDK),
		Answer: Answer{
			List:  "RegistrantProfiles",
			Inner: "RegistrantProfile",
			Items: []string{
				"RegistrantProfileId", "CreateTime", "UpdateTime", "Telephone", "DefaultRegistrantProfile", "Country", "Province",
				"TelArea", "City", "PostalCode", "Email", "Address", "RegistrantName", "RegistrantOrganization", "TelExt",
				"EmailVerificationStatus",
			},
			Beyond: []string{
				"CredentialNo", "CredentialType", "Params", "RealNameStatus", "RegistrantProfileType", "RegistrantType", "Remark",
				"ZhAddress", "ZhCity", "ZhProvince", "ZhRegistrantName", "ZhRegistrantOrganization",
			},
			Hidden: []string{"CredentialNo"},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		Lacks:  []string{"Remark", "ZhRegistrantOrganization"},
		RAM:    "domain:QueryRegistrantProfile", Source: "003 §4.2",
	},
	{
		Name: DeleteRegistrantProfile, Short: "profile-delete",
		Does:  "delete a registrant profile",
		Write: true, Subject: "RegistrantProfileId",
		Params: slices.Concat([]Param{
			required("RegistrantProfileId", Long),
		}, messageSDK),
		AfterDoubt: SameAgain,
		Errors:     []string{"ParameterIllegal", "NetworkIOError", "ContactTemplateNotExist"},
		RAM:        "domain:RegistrantProfileOperation", Source: "003 §4.3",
	},
}
