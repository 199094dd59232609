package api

import (
	"maps"
	"strings"
	"unicode"

	"domainbatch/internal/job"
)

// CheckValue checks one value of a parameter as far as that is possible without
// asking, and returns it as it is to be sent: without blanks around it, numbers
// without separators, words of an enumeration as its values, countries as their
// codes, blanks inside names, addresses and postal codes as plain spaces, and
// full-width forms as ASCII except in East Asian texts and Chinese fields;
// everything else exactly as it is. DomainName gives the ASCII form, and what
// IsCurrent gives Current for fields that are Readable.
// Parameters that have no rule are only checked for what no value has: control and
// lost characters, errors of a spreadsheet. An empty value is right: whether one is
// needed is not a matter of the value. The error is a *ValueError.
func CheckValue(param, value string) (string, error) {
	value = trim(value)
	if value == "" {
		return "", nil
	}
	if err := unclean(value); err != nil {
		return "", err
	}
	if isErrorValue(value) {
		return "", wrong("the cell shows an error of the spreadsheet, not a value", "repair the formula, or write the value itself")
	}
	if normal, known, complaint := note(param, value); complaint != nil {
		return "", complaint
	} else if known {
		return normal, nil
	}
	check, ok := checks[entryName(param)]
	if !ok {
		return value, nil
	}
	right, complaint := check(value)
	if complaint != nil {
		return "", complaint
	}
	return right, nil
}

// The rules by parameter. Postal codes and numbers come first to harm in
// spreadsheets, so what only a spreadsheet writes is refused by name.
var checks = map[string]func(string) (string, *ValueError){
	"DomainName":               domainValue,
	"RegistrantOrganization":   text,
	"RegistrantName":           text,
	"Country":                  country,
	"Province":                 place,
	"City":                     place,
	"Address":                  place,
	"PostalCode":               postalCode,
	"Email":                    email,
	"TelArea":                  callingCode,
	"Telephone":                telephone,
	"TelExt":                   extension,
	"ZhRegistrantOrganization": zhText,
	"ZhRegistrantName":         zhText,
	"ZhProvince":               zhPlace,
	"ZhCity":                   zhPlace,
	"ZhAddress":                zhPlace,
	"RegistrantType":           registrantType,
	"ContactType":              targets,
	"RegistrantProfileId":      profileID,
	"RegistrantProfileName":    text, // our own name for the profile that has it
	ParamTransferOutProhibited: truth,
	ParamAddTransferLock:       truth,

	"Status":                    lockStatus,
	"AliyunDns":                 truth,
	"EnableDomainProxy":         truth,
	"PermitPremiumActivation":   truth,
	"PermitPremiumRenew":        truth,
	"TrademarkDomainActivation": truth,
	"SendIfExist":               truth,
	"DefaultRegistrantProfile":  truth,
	"UseCoupon":                 truth,
	"UsePromotion":              truth,
	"Replace":                   truth,

	"DomainNameServer.N": server,
	"Dns1":               server,
	"Dns2":               server,
	"DnsName":            dnsName,
	"Ip.N":               address,
	"UserClientIp":       address,

	"SubscriptionDuration":  years,
	"CurrentExpirationDate": moment,
	"StartRegistrationDate": moment,
	"EndRegistrationDate":   moment,
	"StartExpirationDate":   moment,
	"EndExpirationDate":     moment,
	"BeginCreateTime":       moment,
	"EndCreateTime":         moment,
	"StartDate":             moment,
	"EndDate":               moment,
	"SubmissionStartDate":   moment,
	"SubmissionEndDate":     moment,

	"Token":           token,
	AnswerCode:        token,
	"InstanceId":      identifier,
	"TaskNo":          identifier,
	"TaskDetailNo":    identifier,
	"CouponNo":        identifier,
	"PromotionNo":     identifier,
	"ResourceGroupId": identifier,
	"DomainGroupId":   identifier,
}

// entryName is the name of a parameter as the catalogue has it: DomainNameServer.2
// is an entry of DomainNameServer.N.
func entryName(param string) string {
	if list, at, found := strings.Cut(param, "."); found && isDigits(at) {
		return list + ".N"
	}
	return param
}

func domainValue(s string) (string, *ValueError) {
	name, err := Domain(s)
	if err != nil {
		v, _ := err.(*ValueError)
		return "", v
	}
	return name, nil
}

// FieldError is a complaint about one parameter beside others: of a contact as a
// whole, or of what an operation needs.
type FieldError struct {
	Param string
	ValueError
}

// maxNumber is the longest telephone number with its country code (ITU-T E.164 §6).
const maxNumber = 15

// CheckContact checks what can be seen only with several fields of a contact
// side by side. The values are those that CheckValue returned. Nothing is said of
// fields that are Current: what they will be is not known.
func CheckContact(fields job.Params) []FieldError {
	fields = maps.Clone(fields)
	maps.DeleteFunc(fields, func(_, value string) bool { return value == Current })
	var errs []FieldError
	complain := func(param, message, hint string) {
		errs = append(errs, FieldError{param, ValueError{message, hint}})
	}
	if fields["Telephone"] == "" && fields["TelExt"] != "" {
		complain("Telephone", "there is an extension without a number", "write the number")
	} else if err := checkPlan(fields["TelArea"], fields["Telephone"]); err != nil {
		complain("Telephone", err.Message, err.Hint)
	}
	if err := checkPostal(fields["Country"], fields["PostalCode"]); err != nil {
		complain("PostalCode", err.Message, err.Hint)
	}
	return errs
}

// trim takes away blanks around a text, those that nobody sees too: no-break
// and full-width spaces, zero-width ones, byte order marks, direction marks.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		switch r {
		case '\u200b', '\u2060', '\ufeff', '\u180e', '\u200e', '\u200f':
			return true
		}
		return unicode.IsSpace(r)
	})
}

// unclean refuses control characters, line and paragraph separators, which no
// form field brings through unharmed, and what a wrong encoding leaves behind.
func unclean(s string) error {
	for _, r := range s {
		switch {
		case r == unicode.ReplacementChar:
			return wrong("a character of the value was lost when the file was written or read", "check the encoding of the file and write the value again")
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return wrong("there is a line break or another control character in the value", "write it in one line, without tabs")
		}
	}
	return nil
}

// narrow turns the full-width forms of ASCII into ASCII.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if '！' <= r && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// maxProfileID is the longest decimal number that a Long can hold.
const maxProfileID = 18

func profileID(s string) (string, *ValueError) {
	id := unquoted(narrow(s))
	switch {
	case isScientific(id):
		return "", wrong("the spreadsheet has turned this profile id into a rounded number", hintScientific)
	case !isDigits(id), strings.Trim(id, "0") == "":
		return "", wrong("a profile id is a positive whole number", "write the id as QueryRegistrantProfiles or the console shows it")
	case len(strings.TrimLeft(id, "0")) > maxProfileID:
		return "", wrong("the number is too long for a profile id", "write the id as QueryRegistrantProfiles or the console shows it")
	}
	return strings.TrimLeft(id, "0"), nil
}
