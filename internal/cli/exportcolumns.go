package cli

import (
	"io"
	"slices"
	"strconv"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// columnRefused says what of a domain the API did not tell.
const columnRefused = "Not Read"

// The columns of an export that are of no contact. The API's names, which run
// reads; what rows cannot ask for it leaves alone.
const (
	columnDNS = "DomainNameServer."
)

// keepState takes what was asked for of the state of a domain.
func (x *exporting) keepState(s *job.DomainState, fields job.Params, values job.Params) {
	for _, wanted := range x.with {
		switch wanted {
		case "locks":
			values["UpdateProhibitionLock"], values["TransferProhibitionLock"] = s.UpdateLock, s.TransferLock
		case "dns":
			for i, server := range s.DNS {
				values[columnDNS+strconv.Itoa(i+1)] = server
			}
		case "email":
			for _, name := range []string{"EmailVerificationStatus", "EmailVerificationClientHold", "RealNameStatus"} {
				values[name] = fields[name]
			}
		case "contacts":
			values["RegistrantType"] = fields["RegistrantType"]
		}
	}
}

// columns are those of the export: the same for all exports of the same parts,
// but for what only some accounts have.
func (x *exporting) columns(p *part) []column {
	names := []string{"DomainName", "InstanceId", "RegistrationDate", "ExpirationDate", "DomainStatus"}
	some := func(more ...string) {
		for _, name := range more {
			if p.filled[name] {
				names = append(names, name)
			}
		}
	}
	if slices.Contains(x.with, "locks") {
		names = append(names, "UpdateProhibitionLock", "TransferProhibitionLock")
	}
	if slices.Contains(x.with, "email") {
		names = append(names, "EmailVerificationStatus", "EmailVerificationClientHold")
		some("RealNameStatus")
	}
	for i := 1; p.filled[columnDNS+strconv.Itoa(i)]; i++ {
		names = append(names, columnDNS+strconv.Itoa(i))
	}
	if x.contacts {
		names = append(names, x.contactColumns(p)...)
	}
	some(columnRefused)
	return columnsOf(names)
}

// contactColumns are the columns of the four contacts. A change needs the first
// two: the API does not always tell the one, and the other is a choice that has
// to be made.
func (x *exporting) contactColumns(p *part) (names []string) {
	for _, name := range []string{"RegistrantType", api.ParamTransferOutProhibited} {
		if !x.site.Lacks[name] {
			names = append(names, name)
		}
	}
	for _, target := range api.Targets {
		for _, field := range api.ContactFields {
			if name := target + " " + field.Name; field.Name != "RegistrantType" && (!field.Zh || p.filled[name]) {
				names = append(names, name)
			}
		}
	}
	return names
}

// write writes the spreadsheet, a line for each domain.
func (x *exporting) write(w io.Writer, p *part) error {
	to, err := x.out.lines(w, "Domains", x.columns(p))
	if err != nil {
		return err
	}
	for _, h := range x.domains {
		values, err := p.detail(h.Domain)
		if err != nil {
			return err
		}
		if values == nil {
			values = make(job.Params)
		}
		if values[columnRefused] != "" {
			x.refusals++
		}
		values["DomainName"] = api.WireName(h.Domain)
		values["InstanceId"], values["DomainStatus"] = h.InstanceID, h.Status
		values["RegistrationDate"], values["ExpirationDate"] = stamp(h.Registered), stamp(h.Expires)
		if err := to.line(values); err != nil {
			return err
		}
	}
	return to.end()
}
