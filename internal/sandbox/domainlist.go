package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// queryDomains lists the domains of the account page by page. Where every name
// exists the list is empty, and only a filter by the exact name finds one.
func queryDomains(s *Sandbox, _ *operation, c *call) (object, *fail) {
	var found []string
	for _, name := range s.domains.candidates(c.get("DomainName")) {
		if s.exists(name, c.at) && s.listed(name, c) {
			found = append(found, name)
		}
	}
	s.inOrder(found, c)
	lo, hi, answer := c.page(len(found))
	return append(answer, field{"Data", s.domainList(found[lo:hi], c)}), nil
}

// candidates gives the names that a filter by name may mean, in the order of
// storage: of a known account those that contain it.
func (set *domainSet) candidates(filter string) []string {
	name, exact := readName(filter)
	switch {
	case filter == "":
		return set.names
	case !set.whole():
		if exact {
			return []string{name}
		}
		return nil
	case !exact:
		name = strings.ToLower(filter)
	}
	var names []string
	for _, n := range set.names {
		if strings.Contains(n, name) || strings.Contains(display(n), name) {
			names = append(names, n)
		}
	}
	return names
}

// listed tells whether the filters of a call leave a domain. What no filter asks
// for is not worked out: a list of 100,000 domains has a thousand pages.
func (s *Sandbox) listed(name string, c *call) bool {
	return c.spans("StartRegistrationDate", "EndRegistrationDate", func() time.Time { return s.registered(name, c.at) }) &&
		c.spans("StartExpirationDate", "EndExpirationDate", func() time.Time { return s.expires(name, c.at) }) &&
		c.leaves("ProductDomainType", func() string { return kindOfName(name) }) &&
		c.leaves("QueryType", func() string { return s.urgency(name, c.at) })
}

// leaves tells whether a filter leaves a value; an absent one leaves all.
func (c *call) leaves(filter string, value func() string) bool {
	return c.get(filter) == "" || c.get(filter) == value()
}

// spans is between, where the moment takes some work.
func (c *call) spans(from, to string, at func() time.Time) bool {
	return c.get(from) == "" && c.get(to) == "" || c.between(from, to, at())
}

// between holds a moment to the parameters of a span, both ends in it; an
// absent one is no limit.
func (c *call) between(from, to string, at time.Time) bool { return c.within(from, to, at.UnixMilli()) }

// within holds a number to two parameters in the same way.
func (c *call) within(from, to string, n int64) bool {
	if c.get(from) != "" && n < c.integer(from) {
		return false
	}
	return c.get(to) == "" || n <= c.integer(to)
}

// inOrder sorts names as a call asks; without a key they stay in the order of storage.
func (s *Sandbox) inOrder(names []string, c *call) {
	var at func(string, time.Time) time.Time
	switch c.get("OrderKeyType") {
	case "":
		return
	case "ExpirationDate":
		at = s.expires
	default:
		at = s.registered
	}
	moments := make(map[string]time.Time, len(names))
	for _, name := range names {
		moments[name] = at(name, c.at)
	}
	slices.SortStableFunc(names, func(a, b string) int {
		order := cmp.Or(moments[a].Compare(moments[b]), cmp.Compare(a, b))
		if c.get("OrderByType") == "ASC" {
			return order
		}
		return -order
	})
}

func (s *Sandbox) domainObject(name string, c *call) object {
	registered, expires := s.registered(name, c.at), s.expires(name, c.at)
	o := object{
		{"DomainName", display(name)}, {"InstanceId", instanceID(name)},
		{"RegistrationDate", s.listTime(registered)}, {"RegistrationDateLong", registered.UnixMilli()},
		{"ExpirationDate", s.listTime(expires)}, {"ExpirationDateLong", expires.UnixMilli()},
		{"DomainStatus", s.urgency(name, c.at)}, {"DomainType", kindOfName(name)},
		{"Premium", isPremium(name)}, {"ProductId", "2a"},
		{"DomainAuditStatus", "SUCCEED"}, {"ExpirationDateStatus", expired[!c.at.Before(expires)]},
		{"ExpirationCurrDateDiff", int(expires.Sub(c.at) / (24 * time.Hour))},
	}
	if c.version == versionIntl {
		return o
	}
	owner := s.contactOf(name, registrant, c.at)
	return append(o,
		field{"RegistrantOrganization", owner["RegistrantOrganization"]}, field{"Email", owner["Email"]},
		field{"DnsList", words{item: "Dns", values: s.dnsOf(name, c.at)}}, field{"DomainGroupId", s.groupOf(name, c)},
		field{"RegistrantType", typeOf(owner)},
	)
}

// groupOf is the group of the console that a domain is in; empty: none.
func (s *Sandbox) groupOf(name string, c *call) string {
	if d := s.at(name, c.at); d != nil {
		return d.group
	}
	return ""
}

// expired are the values of ExpirationDateStatus.
var expired = map[bool]string{false: "1", true: "2"}

// queryDomain answers with all that is known of one domain, which the call
// names by its instance or by its name.
func queryDomain(s *Sandbox, _ *operation, c *call) (object, *fail) {
	name := c.names[0]
	if !s.exists(name, c.at) {
		return nil, notThere()
	}
	registered, expires := s.registered(name, c.at), s.expires(name, c.at)
	owner := s.contactOf(name, registrant, c.at)
	o := object{
		{"UserId", accountID}, {"DomainName", display(name)}, {"InstanceId", instanceID(name)},
		{"RegistrationDate", wireTime(registered)}, {"ExpirationDate", wireTime(expires)},
		{"RegistrantOrganization", owner["RegistrantOrganization"]}, {"RegistrantName", owner["RegistrantName"]},
		{"Email", owner["Email"]}, {"EmailVerificationClientHold", false},
		{"EmailVerificationStatus", s.mailStatus(owner["Email"])},
		{"UpdateProhibitionLock", lockWords[s.lock(name, updateLock, c.at)]},
		{"TransferProhibitionLock", lockWords[s.lock(name, transferLock, c.at)]},
		{"DomainNameProxyService", s.isPrivate(name, c)}, {"Premium", isPremium(name)},
		{"DnsList", words{item: "Dns", values: s.dnsOf(name, c.at)}},
		{"RegistrationDateLong", registered.UnixMilli()}, {"ExpirationDateLong", expires.UnixMilli()},
		{"RealNameStatus", "SUCCEED"}, {"DomainNameVerificationStatus", "SUCCEED"},
		{"RegistrantUpdatingStatus", s.updating(name, c.at)}, {"TransferOutStatus", s.leavingStatus(name, c.at)},
		{"RegistrantType", typeOf(owner)},
	}
	if c.version == versionIntl {
		return o, nil
	}
	return append(o,
		field{"DomainStatus", s.urgency(name, c.at)}, field{"DomainType", kindOfName(name)},
		field{"ExpirationDateStatus", expired[!c.at.Before(expires)]},
		field{"ExpirationCurrDateDiff", int(expires.Sub(c.at) / (24 * time.Hour))},
		field{"ZhRegistrantName", owner["ZhRegistrantName"]}, field{"ZhRegistrantOrganization", owner["ZhRegistrantOrganization"]},
	), nil
}

// typeOf is the RegistrantType of an owner.
func typeOf(owner job.Params) string { return cmp.Or(owner["RegistrantType"], "2") }

// updating is the RegistrantUpdatingStatus: whether the owner is being changed.
func (s *Sandbox) updating(name string, now time.Time) string {
	if d := s.at(name, now); d != nil && d.open != nil && d.open.kind == contactTypes[roleNames[registrant]] {
		return "PENDING"
	}
	return "NORMAL"
}

func domainOperations() []operation {
	date := func(name string) param { return param{name: name, ok: number(0, 1<<53)} }
	return []operation{
		{
			name: "QueryDomainList", run: queryDomains,
			params: []param{
				pageNum, pageSize(100), {name: "OrderKeyType", ok: oneOf("RegistrationDate", "ExpirationDate")},
				{name: "OrderByType", ok: oneOf("ASC", "DESC")}, {name: "DomainName"},
				{name: "ProductDomainType", ok: oneOf("New gTLD", "gTLD", "ccTLD")}, {name: "QueryType", ok: oneOf("1", "2")},
				date("StartRegistrationDate"), date("EndRegistrationDate"), date("StartExpirationDate"), date("EndExpirationDate"),
			},
		},
		{name: "QueryDomainByInstanceId", run: queryDomain, params: []param{instance}},
		{name: "QueryDomainByDomainName", run: queryDomain, params: []param{domainName}},
	}
}
