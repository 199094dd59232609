package sandbox

import (
	"slices"
	"strings"
)

// Writes that the current API has beside those of the documents.

// removeHost is the effect of deleting a DNS host.
func removeHost(_ *Sandbox, d *domain, t *task, i int) {
	label, _ := hostLabel(t.fields["DnsName"], t.details[i].name)
	for _, h := range d.hosts {
		if h.label == label {
			t.details[i].change = label + ": " + strings.Join(h.addresses, ";") + " -> "
		}
	}
	d.hosts = slices.DeleteFunc(slices.Clone(d.hosts), func(h host) bool { return h.label == label })
}

// setProxy is the effect of switching the privacy of a domain.
func setProxy(_ *Sandbox, d *domain, t *task, _ int) { d.private = t.fields["Status"] == "true" }

// isPrivate is the DomainNameProxyService of a domain.
func (s *Sandbox) isPrivate(name string, c *call) bool {
	d := s.at(name, c.at)
	return d != nil && d.private
}

// cancelTask ends the details of a task that have not started yet; a task
// without any is refused.
func cancelTask(s *Sandbox, op *operation, c *call) (object, *fail) {
	t := s.tasks.find(c.get("TaskNo"), c.at)
	if t == nil || t.waiting(c.at) == 0 {
		return nil, illegal("TaskNo")
	}
	return nil, s.commit(op, c, nil, op.business(c))
}

func taskCancelled(s *Sandbox, r *record) []string {
	t := s.tasks.numbered[r.Params["TaskNo"]]
	if t == nil {
		return nil
	}
	age := r.At.Sub(t.created)
	t.start, t.finish = min(t.start, age), 0
	for i := range t.details {
		if d := &t.details[i]; d.status(t, r.At) == 0 {
			d.start, d.finish, d.outcome = age, age, cancelled
		}
		t.finish = max(t.finish, t.details[i].finish)
	}
	return []string{t.no}
}

// useByDefault makes a profile the default one.
func useByDefault(s *Sandbox, op *operation, c *call) (object, *fail) {
	if !s.hasProfile(c.get("RegistrantProfileId")) {
		return nil, illegal("RegistrantProfileId")
	}
	return nil, s.commit(op, c, nil, op.business(c))
}

func usedByDefault(s *Sandbox, r *record) []string {
	r.Params["DefaultRegistrantProfile"] = "true"
	return putProfile(s, r)
}

// putInGroup puts domains into a group of the console, or out of it.
func putInGroup(s *Sandbox, op *operation, c *call) (object, *fail) {
	for _, name := range c.names {
		if !s.exists(name, c.at) {
			return nil, notThere()
		}
	}
	if len(c.names) == 0 {
		return nil, missing("DomainName")
	}
	return nil, s.commit(op, c, c.names, op.business(c))
}

func inGroup(s *Sandbox, r *record) []string {
	for _, name := range r.Names {
		s.touch(name, r.At).group = r.Params["DomainGroupId"]
	}
	return nil
}

func currentOperations() []operation {
	status := flag("Status")
	status.required, status.other = true, opposite
	need := func(p param) param {
		p.required = true
		return p
	}
	phoned := slices.Clone(contactFields) // of which it needs the telephone
	for i := range phoned {
		phoned[i].required = oneOf("TelArea", "Telephone")(phoned[i].name)
	}
	return []operation{
		{
			name: "SaveSingleTaskForDeletingDnsHost", run: submit, params: []param{instance, {name: "DnsName", required: true, ok: isText}},
			types: map[string]string{"": "DELETE_DNSHOST"}, locks: true, fields: whole, ends: endHost(true), effect: removeHost,
		},
		{
			name: "SaveBatchTaskForDomainNameProxyService", run: submit, toggles: true, params: []param{domainList, status, {name: "ServiceType"}},
			types: map[string]string{"": "SET_WHOIS_PROTECT"}, fields: whole, effect: setProxy,
		},
		{
			name: "SaveTaskForUpdatingRegistrantInfoByIdentityCredential", run: submit,
			params: slices.Concat([]param{
				domainList, {name: "IdentityCredential", required: true, secret: true}, {name: "IdentityCredentialNo", required: true, secret: true},
				{name: "IdentityCredentialType", required: true}, registrantType(true), need(flag("TransferOutProhibited")),
			}, phoned),
			target: "registrant", types: contactTypes, locks: true, fields: given, ends: endContact, effect: setContact,
		},
		{name: "CancelTask", run: cancelTask, change: taskCancelled, params: []param{taskNumber}},
		{name: "SetDefaultRegistrantProfile", only: china, run: useByDefault, change: usedByDefault, params: []param{profileID}},
		{
			name: "UpdateDomainToDomainGroup", only: china, run: putInGroup, change: inGroup,
			params: []param{
				filter(domainList), {name: "DomainGroupId", required: true, ok: number(0, 1<<53)}, need(flag("Replace")),
				{name: "DataSource", required: true, ok: number(0, 9)},
			},
		},
	}
}
