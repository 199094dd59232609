package api

// fault is what one code, or all codes of one beginning, mean.
type fault struct {
	code string // compared without case; a star at the end stands for anything
	do   Reaction
	is   trait
	hint string
}

type trait uint16

const (
	throttled trait = 1 << iota
	busy
	credentials
	clock
	parameter  // a value is at fault; from VerifyContactField it is a verdict on the contact
	domain     // a domain is at fault
	permission // the hint goes on with the name of the permission
	passing    // it stops the run only when it does not pass
)

const (
	hintThrottled = "too many calls: the pace is lowered by itself; a lower --qps avoids it, also when other programs use the same account"
	hintServer    = "trouble on the server's side; what was sent is looked for before anything is sent again"
	hintValue     = "look at the values of this row; the message says which the API refuses"
	hintBug       = "this program and the API disagree: report it with the request id"
	hintEndpoint  = "check --endpoint and --site: the API at that address does not know this operation or version"
	hintKey       = "check the access key id and its secret; they belong together and to this account"
	hintRedirect  = "the endpoint answers with a redirect, which is not followed: check --endpoint and the proxy settings"
	hintToken     = "get new temporary credentials; the security token belongs to one key and is valid for a short time"
)

// The codes of the gateway and of the operations' own tables. Doubt stands
// for what may have been done; reads are simply tried again then.
var faults = []fault{
	// The pace.
	{"Throttling*", Retry, throttled, hintThrottled},

	// The server. NetworkIOError comes with status 400 and is its own trouble all the same.
	{"ServiceUnavailable*", Doubt, 0, hintServer},
	{"ServiceBusy*", Doubt, 0, hintServer},
	{"ServerBusy*", Doubt, 0, hintServer},
	{"InternalError*", Doubt, 0, hintServer},
	{"NetworkIOError", Doubt, 0, hintServer},
	{"Busy", Doubt, 0, hintServer},
	{"QueryRegistryFailed", Doubt, 0, hintServer},
	{"Failed", Doubt, 0, hintServer},

	// The request itself. A nonce that was seen before means that something
	// sent the request twice: the first copy may have been carried out.
	{"SignatureNonceUsed", Doubt, 0, "something on the way sent the request twice; what became of it is looked for"},
	{"InvalidTimeStamp.Expired", Retry, clock, "the clock of this computer is more than 15 minutes off: set it"},
	{"InvalidTimeStamp*", Stop, 0, hintBug},
	{"IncompleteSignature*", Stop, 0, hintBug},
	{"InvalidSignatureMethod*", Stop, 0, hintBug},
	{"UnsupportedHTTPMethod", Stop, 0, hintBug},
	{"InvalidProtocol*", Stop, 0, "the endpoint wants https"},

	// The keys and what they may do.
	{"SignatureDoesNotMatch", Stop, credentials, hintKey},
	{"InvalidAccessKeyId*", Stop, credentials | passing, hintKey},
	{"InvalidAccessKeyId.Inactive", Stop, credentials | passing, "the access key is disabled: enable it or use another one"},
	{"InvalidSecurityToken.Expired", Retry, credentials, hintToken}, // refused by the gateway; the client gets another one
	{"InvalidSecurityToken*", Stop, credentials, hintToken},
	{"Forbidden*", Stop, credentials | permission | passing, "the key lacks a permission: have it granted in RAM"},
	{"NoPermission*", Stop, credentials | permission | passing, "the key lacks a permission: have it granted in RAM"},
	{"Forbidden.RiskControl", Stop, credentials | passing, "the account is held by risk control: a person has to contact Alibaba Cloud"},
	{"Forbidden.UserVerification", Stop, credentials | passing, "the account is not verified: complete its real-name verification"},

	// The endpoint.
	{"InvalidApi*", Stop, 0, hintEndpoint},
	{"InvalidAction*", Stop, 0, hintEndpoint},
	{"InvalidProduct*", Stop, 0, hintEndpoint},
	{"InvalidVersion*", Stop, 0, hintEndpoint},
	{"NoSuchVersion*", Stop, 0, hintEndpoint},

	// Public parameters are this program's to give; the pattern of these codes is Missing{Name}.
	{"MissingAccessKeyId", Stop, 0, hintBug},
	{"MissingAction", Stop, 0, hintBug},
	{"MissingSecurityToken", Stop, credentials, hintToken},
	{"MissingSignature*", Stop, 0, hintBug},
	{"MissingTimestamp", Stop, 0, hintBug},
	{"MissingVersion", Stop, 0, hintBug},

	// Values.
	{"Missing*", Refuse, parameter, "a value that the API demands is empty: fill it in"},
	{"ParameterIllegal", Refuse, parameter, hintValue},
	{"InvalidParameter*", Refuse, parameter, hintValue},
	{"InvaildParameter", Refuse, parameter, hintValue}, // as CheckDomain spells it
	{"UnsupportedOperation", Refuse, 0, "the API does not do this for the domain; try it in the console"},

	// The product.
	{"TaskIsBeingProcessed", Refuse, busy, "another task holds the domain: it is tried again later"},
	{"DomainNotExist", Refuse, domain, "the domain is not in this account: check the name, and whether it was transferred yet"},
	{"DomainTransferPendingNotExist", Refuse, domain, "the domain is not being transferred in"},
	{"ContactTemplateNotExist", Refuse, 0, "there is no such profile in this account: check RegistrantProfileId"},
	{"contactTemplateRealNamedNotExist", Refuse, 0, "the profile is not there or has not passed real-name verification: check RegistrantProfileId"},
	{"SendTokenQuotaExceeded", Refuse, 0, "no more mails can be sent today"},
	{"TokenFailed", Refuse, 0, "the link or token is no longer valid: get a new one"},

	// Our own words.
	{CodeTooLong, Refuse, 0, "use a smaller --batch-size, or --params body"},
}
