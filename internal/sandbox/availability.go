package sandbox

import "net/http"

// checkDomain tells whether a name can be registered. It has errors of its own.
func checkDomain(s *Sandbox, _ *operation, c *call) (object, *fail) {
	name, ok := readName(c.get("DomainName"))
	if !ok {
		return nil, &fail{http.StatusBadRequest, "InvaildParameter", "The parameter is invaild.", "DomainName"} // so it is spelt
	}
	avail := 1
	switch f := fateOf(name); {
	case f == fateIllegal:
		return nil, &fail{http.StatusBadRequest, "InvaildParameter", "The parameter is invaild.", "DomainName"}
	case f == fateRefuse:
		return nil, &fail{http.StatusBadRequest, "QueryRegistryFailed", "Query registry failed.", ""}
	case f == fateBusy:
		return nil, &fail{http.StatusBadRequest, "Busy", "Server is busy, please try again later.", ""}
	case f == fateStuck:
		return nil, &fail{http.StatusBadRequest, "Failed", "Query failed.", ""}
	case s.somebodys(name, c.at):
		avail = 0
	}
	return object{{"DomainName", display(name)}, {"Avail", avail}, {"Premium", isPremium(name)}}, nil
}

// checkFeasible tells whether a domain can be transferred in; the reason why
// not is part of a success.
func checkFeasible(s *Sandbox, _ *operation, c *call) (object, *fail) {
	name := c.names[0]
	var code, message string
	switch {
	case s.exists(name, c.at) && (s.domains.whole() || s.taken(name, c)):
		code, message = "CheckTransferResult.DomainInAccount", "The domain name is in your account."
	case fateOf(name) == fateGuarded, fateOf(name) == fateLocked:
		code, message = "CheckTransferResult.DomainTransferProhibited", "The status of the domain name prohibits its transfer."
	case fateOf(name) == fateIncoming:
		code, message = "CheckTransferResult.TransferSubmitted", "The domain name is being transferred already."
	case isWrong(c.get("TransferAuthorizationCode")):
		code, message = "CheckTransferResult.PasswordError", "The authorization code is wrong."
	}
	if code == "" {
		return object{{"CanTransfer", true}, {"ProductId", "2a"}}, nil
	}
	return object{{"CanTransfer", false}, {"Code", code}, {"Message", message}, {"ProductId", "2a"}}, nil
}

func (s *Sandbox) taken(name string, c *call) bool {
	d := s.at(name, c.at)
	return d != nil && d.taken
}

func checkOperations() []operation {
	return []operation{
		{
			name: "CheckDomain", run: checkDomain, params: []param{
				{name: "DomainName", required: true}, {name: "FeeCommand"}, {name: "FeeCurrency"}, {name: "FeePeriod"},
			},
		},
		{
			name: "CheckTransferInFeasibility", run: checkFeasible,
			params: []param{domainName, {name: "TransferAuthorizationCode"}},
		},
	}
}
