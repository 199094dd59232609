package api

import "slices"

// The operations on the verification of e-mail addresses.
var emailOperations = []Operation{
	{
		Name:   ListEmailVerification,
		Does:   "the e-mail addresses that were submitted for verification",
		Paging: PagesByNumber, PageMax: pageMaxDetails,
		Params: slices.Concat([]Param{
			required("PageNum", Integer),
			required("PageSize", Integer),
			optional("BeginCreateTime", Long),
			optional("EndCreateTime", Long),
			optional("Email", Text),
			{Name: "VerificationStatus", Type: Integer, Need: Optional, Enum: []string{"0", "1"}},
		}, messageMixed),
		Answer: Answer{
			List:  "Data",
			Inner: "EmailVerification",
			Flat:  true,
			Items: []string{
				"GmtCreate", "GmtModified", "Email", "UserId", "EmailVerificationNo", "TokenSendTime", "VerificationStatus",
				"VerificationTime", "SendIp", "ConfirmIp",
			},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		RAM:    "domain:QueryEmailVerification", Source: "003 §5.3",
	},
	{
		Name: SubmitEmailVerification, Short: "verify-email",
		Does:  "send verification mails to addresses",
		Write: true, Subject: "Email", Joined: true,
		Params: slices.Concat([]Param{
			required("Email", Text),
			required("SendIfExist", Boolean),
		}, messageMixed),
		AfterDoubt: NeverAgain,
		Answer: Answer{
			Fields: []string{"SuccessList", "FailList", "ExistList"},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		RAM:    "domain:EmailVerificationOperation", Source: "003 §5.4",
	},
	{
		Name: DeleteEmailVerification, Short: "verify-email-delete",
		Does:  "take addresses out of the verified ones",
		Write: true, Subject: "Email", Joined: true,
		Params: slices.Concat([]Param{
			required("Email", Text),
		}, messageMixed),
		AfterDoubt: SameAgain,
		Answer: Answer{
			Fields: []string{"SuccessList", "FailList"},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		RAM:    "domain:EmailVerificationOperation", Source: "003 §5.6",
	},
	{
		Name: ResendEmailVerification, Short: "verify-email-resend",
		Does:  "send verification mails once more",
		Write: true, Subject: "Email", Joined: true,
		Params: slices.Concat([]Param{
			required("Email", Text),
		}, messageMixed),
		AfterDoubt: NeverAgain,
		Answer: Answer{
			Fields: []string{"SuccessList", "FailList"},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		RAM:    "domain:EmailVerificationOperation", Source: "003 §5.20",
	},
	{
		Name: VerifyEmail, Short: "verify-email-confirm",
		Does:  "confirm an address by the token of its mail",
		Write: true,
		Params: slices.Concat([]Param{
			{Name: "Token", Type: Text, Need: Required, Secret: true},
		}, messageMixed),
		AfterDoubt: NeverAgain,
		Errors:     []string{"ParameterIllegal", "NetworkIOError"},
		RAM:        "domain:EmailVerificationOperation", Source: "003 §5.44",
	},
}
