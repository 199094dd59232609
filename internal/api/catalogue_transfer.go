package api

import "slices"

// The operations on transfers in and out.
var transferOperations = []Operation{
	{
		Name: CheckTransferInFeasibility, Short: "transfer-in-check",
		Does:    "can a domain be transferred in",
		Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text),
			{Name: "TransferAuthorizationCode", Type: Text, Need: Optional, Secret: true},
		}, message),
		Answer: Answer{
			Fields: []string{"CanTransfer", "Code", "Message", "ProductId"},
		},
		Errors: []string{"MissingDomainName"},
		RAM:    "domain:QueryDomainTransferIn", Source: "003 §5.5",
	},
	{
		Name:    QueryTransferInByInstanceId,
		Does:    "one transfer in",
		Subject: "InstanceId",
		Params: slices.Concat([]Param{
			required("InstanceId", Text),
		}, message),
		Answer: Answer{
			Fields: transferInMembers,
		},
		Errors: []string{"MissingInstanceId"},
		RAM:    "domain:QueryDomainTransferIn", Source: "003 §5.17",
	},
	{
		Name:   QueryTransferInList,
		Does:   "the transfers in of the account",
		Paging: PagesByNumber, PageMax: pageMaxUntold,
		Params: slices.Concat([]Param{
			required("PageNum", Integer),
			required("PageSize", Integer),
			optional("DomainName", Text),
			{Name: "SimpleTransferInStatus", Type: Text, Need: Optional, Enum: []string{"INIT", "AUTHORIZATION", "NAME_VERIFICATION", "PASSWORD_VERIFICATION", "PENDING", "SUCCESS", "FAIL"}},
			optional("SubmissionStartDate", Long),
			optional("SubmissionEndDate", Long),
		}, message),
		Answer: Answer{
			List:  "Data",
			Inner: "TransferInInfo",
			Items: transferInMembers,
		},
		Errors: []string{"MissingPageNum"},
		RAM:    "domain:QueryDomainTransferIn", Source: "003 §5.18",
	},
	{
		Name: QueryTransferOutInfo, Short: "transfer-out-info",
		Does:    "how a transfer out stands",
		Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text),
		}, message),
		Answer: Answer{
			Fields: []string{
				"Status", "Email", "TransferAuthorizationCodeSendDate", "ExpirationDate", "PendingRequestDate", "ResultCode",
				"ResultMsg",
			},
		},
		Errors: []string{"DomainNotExist"},
		RAM:    "domain:QueryDomainTransferOut", Source: "003 §5.19",
	},
	{
		Name: SaveSingleTaskForCancelingTransferIn, Short: "transfer-in-cancel",
		Does:  "cancel a transfer in",
		Write: true, Task: true, Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text),
		}, message),
		AfterDoubt: AskRegistrar,
		Errors:     []string{"TaskIsBeingProcessed"},
		RAM:        "domain:DomainTransferInOperation", Source: "003 §5.28",
	},
	{
		Name: SaveSingleTaskForCancelingTransferOut, Short: "transfer-out-cancel",
		Does:  "cancel a transfer out",
		Write: true, Task: true, Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text),
		}, message),
		AfterDoubt: AskRegistrar,
		Errors:     []string{"TaskIsBeingProcessed"},
		RAM:        "domain:DomainTransferOutOperation", Source: "003 §5.29",
	},
	{
		Name: SaveSingleTaskForQueryingTransferAuthorizationCode, Short: "transfer-code",
		Does:  "fetch the authorization code for a transfer out",
		Write: true, Task: true, Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text),
		}, message),
		AfterDoubt: AskRegistrar,
		Answer: Answer{
			Secret: AnswerCode,
		},
		Errors: []string{"TaskIsBeingProcessed"},
		RAM:    "domain:DomainTransferOutOperation", Source: "003 §5.35",
	},
	{
		Name: TransferInCheckMailToken, Short: "transfer-in-confirm",
		Does:  "confirm a transfer in by the token of its mail",
		Write: true,
		Params: slices.Concat([]Param{
			{Name: "Token", Type: Text, Need: Required, Secret: true},
		}, message),
		AfterDoubt: NeverAgain,
		Answer: Answer{
			Fields: []string{"SuccessList", "FailList"},
		},
		Errors: []string{"TokenFailed"},
		RAM:    "domain:TransferInCheckMailToken", Source: "003 §5.40",
	},
	{
		Name: TransferInRefetchWhoisEmail, Short: "transfer-in-refetch",
		Does:  "read the address for a transfer in from WHOIS again",
		Write: true, Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text),
		}, message),
		AfterDoubt: SameAgain,
		Errors:     []string{"DomainTransferPendingNotExist"},
		RAM:        "domain:DomainTransferInOperation", Source: "003 §5.41",
	},
	{
		Name: TransferInResendMailToken, Short: "transfer-in-resend",
		Does:  "send the mail of a transfer in once more",
		Write: true, Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text),
		}, message),
		AfterDoubt: NeverAgain,
		Errors:     []string{"DomainTransferPendingNotExist"},
		RAM:        "domain:DomainTransferInOperation", Source: "003 §5.42",
	},
	{
		Name: TransferInReenterTransferAuthorizationCode, Short: "transfer-in",
		Does:  "give the authorization code of a transfer in again",
		Write: true, Subject: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName", Text),
			{Name: "TransferAuthorizationCode", Type: Text, Need: Required, Secret: true},
		}, message),
		AfterDoubt: NeverAgain,
		Errors:     []string{"DomainTransferPendingNotExist"},
		RAM:        "domain:DomainTransferInOperation", Source: "003 §5.45",
	},
}

// transferInMembers are the members of one transfer in (003 §5.17, §5.18).
var transferInMembers = []string{
	"SubmissionDate", "ModificationDate", "UserId", "InstanceId", "DomainName", "Status", "SimpleTransferInStatus",
	"ResultCode", "ResultDate", "ResultMsg", "TransferAuthorizationCodeSubmissionDate", "NeedMailCheck", "Email",
	"WhoisMailStatus", "ExpirationDate", "ProgressBarType", "SubmissionDateLong", "ModificationDateLong", "ResultDateLong",
	"ExpirationDateLong", "TransferAuthorizationCodeSubmissionDateLong",
}
