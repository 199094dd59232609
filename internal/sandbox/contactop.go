package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"domainbatch/internal/job"
)

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
			types:  contactTypes, locks: true, fields: given, ends: endContact, effect: setContact,
		},
		{
			name: "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID", run: submit,
			params: []param{domainList, profileID, flag("TransferOutProhibited")},
			target: "registrant", types: contactTypes, locks: true,
			refuse: knownProfile("contactTemplateRealNamedNotExist"), fields: fromProfile, ends: endContact, effect: setContact,
		},
		{
			name: "SaveSingleTaskForUpdatingContactInfo", run: submit,
			params: []param{domainName, contactType, profileID, instanceIs, flag("AddTransferLock")},
			types:  contactTypes, locks: true,
			refuse: knownProfile(""), fields: fromProfile, ends: endContact, effect: setContact,
		},
		{
			name: "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", run: submit, only: china,
			params: []param{domainList, contactType, profileID, flag("TransferOutProhibited")},
			types:  contactTypes, locks: true,
			refuse: knownProfile(""), fields: fromProfile, ends: endContact, effect: setContact,
		},
	}
}

// endContact refuses a registrant of a domain that has expired or whose profile
// is not verified, and every contact with an address that blocks changes.
func endContact(s *Sandbox, t *task, d *detail) outcome {
	owner := t.target == roleNames[registrant]
	switch {
	case owner && s.phase(d.name, t.created) == inGrace:
		return overdue
	case owner && t.profile != "" && s.realName(t.profile) != realNameProven:
		return unproven
	case s.blocksChanges(t.fields["Email"]):
		return unconfirmed
	}
	return done
}

// given are the contact fields among the parameters.
func given(_ *Sandbox, params job.Params) job.Params {
	fields := make(job.Params)
	for i := range contactFields {
		name := contactFields[i].name
		if value, ok := params[name]; ok {
			fields[name] = strings.Clone(value)
		}
	}
	if kind := params["RegistrantType"]; kind != "" {
		fields["RegistrantType"] = kind
	}
	return fields
}

func fromProfile(s *Sandbox, params job.Params) job.Params {
	return s.profile(params["RegistrantProfileId"])
}

// knownProfile refuses a profile that does not exist. For a registrant it
// refuses, with a code that is not the usual one, what is not verified too.
func knownProfile(code string) func(*Sandbox, *call) *fail {
	return func(s *Sandbox, c *call) *fail {
		status := s.realName(c.get("RegistrantProfileId"))
		switch {
		case code == "" && status == "":
			return illegal("RegistrantProfileId")
		case code != "" && status != realNameProven:
			return &fail{http.StatusBadRequest, code, "The Registrant Profile completed Real-name verification does not exist.", "RegistrantProfileId"}
		}
		return nil
	}
}
