package sandbox

import (
	"slices"
	"strconv"
	"time"

	"domainbatch/internal/job"
)

// inEntries makes parameters those of the entries of a list, the domain first.
func inEntries(list string, params ...param) []param {
	all := slices.Clone(params)
	for i := range all {
		all[i].field, all[i].name, all[i].list = all[i].name, list, true
	}
	return all
}

// The parameters of orders.
var (
	expiration = param{name: "CurrentExpirationDate", required: true, ok: number(0, 1<<53)}
	years      = param{name: "SubscriptionDuration", required: true, ok: number(1, 10), other: instead("10", "9")}
)

// orders gives the parameters that a call has for each of its domains.
func (op *operation) orders(c *call) []job.Params {
	all := op.business(c)
	each := make([]job.Params, len(c.names))
	for i := range each {
		each[i] = all
		if op.itemized() {
			each[i] = op.entry(all, i)
		}
	}
	return each
}

// rightDate refuses an order with a domain that is not in the phase for it, or
// whose expiry is not the one that the caller goes by.
func rightDate(phases ...phase) func(*Sandbox, *operation, *call) *fail {
	return func(s *Sandbox, op *operation, c *call) *fail {
		for i, asked := range op.orders(c) {
			name := c.names[i]
			if asked["CurrentExpirationDate"] != strconv.FormatInt(s.expires(name, c.at).UnixMilli(), 10) {
				return illegal("CurrentExpirationDate")
			}
			if !slices.Contains(phases, s.phase(name, c.at)) {
				return illegal("DomainName")
			}
		}
		return nil
	}
}

// renew is the effect of a renewal.
func renew(s *Sandbox, d *domain, t *task, i int) {
	n, _ := strconv.Atoi(t.asked(i)["SubscriptionDuration"]) // was checked
	name := t.details[i].name
	was := s.expires(name, t.created) // the time may have come round since
	d.expires = was.AddDate(n, 0, 0)
	t.details[i].change = wireTime(was) + " -> " + wireTime(d.expires)
}

// redeem is the effect of a redemption: the domain is renewed to when its day
// comes round next.
func redeem(s *Sandbox, d *domain, t *task, i int) {
	was := s.expires(t.details[i].name, t.created)
	d.expires = was.AddDate(1, 0, 0)
	for !d.expires.After(t.ended(i)) {
		d.expires = d.expires.AddDate(1, 0, 0)
	}
	t.details[i].change = wireTime(was) + " -> " + wireTime(d.expires)
}

// activate is the effect of a registration.
func activate(s *Sandbox, d *domain, t *task, i int) {
	asked, name := t.asked(i), t.details[i].name
	n, err := strconv.Atoi(asked["SubscriptionDuration"])
	if err != nil {
		n = 1 // the default
	}
	d.registered = t.ended(i).Truncate(time.Second)
	d.expires = d.registered.AddDate(n, 0, 0)
	contact := given(s, asked)
	if id := asked["RegistrantProfileId"]; id != "" {
		contact = s.profile(id)
	}
	for r := range d.contacts {
		d.contacts[r] = s.overlay(nil, contact)
	}
	d.dns = aliyunDNS(name)
	if asked["AliyunDns"] == "false" {
		d.dns = []string{asked["Dns1"], asked["Dns2"]}
	}
	d.taken, d.written = true, true
}

// endActivation tells how a registration ends by the name alone.
func endActivation(s *Sandbox, t *task, d *detail) outcome {
	asked := d.own
	if asked == nil {
		asked = t.fields
	}
	switch {
	case s.somebodys(d.name, t.created):
		return unavailable
	case isPremium(d.name) && asked["PermitPremiumActivation"] != "true":
		return costly
	}
	return done
}

// somebodys tells whether a name is registered, as far as the sandbox knows:
// of an account that holds every name, only what was written to is.
func (s *Sandbox) somebodys(name string, now time.Time) bool {
	if f := fateOf(name); f == fateTaken || f == fateIncoming {
		return true
	}
	if s.domains.whole() {
		return s.exists(name, now)
	}
	d := s.at(name, now)
	return d != nil && d.written
}

// completeOrder holds each domain of a registration to the parameters that it
// needs: a profile or a whole contact, and servers where they are not the provider's.
func completeOrder(s *Sandbox, c *call) *fail {
	op := s.ops[c.action]
	complain := missing
	if op.itemized() {
		complain = illegal
	}
	for _, asked := range op.orders(c) {
		for _, name := range lacking(asked) {
			return complain(name)
		}
		if id := asked["RegistrantProfileId"]; id != "" && s.realName(id) != realNameProven {
			return illegal("RegistrantProfileId")
		}
	}
	return nil
}

// lacking names what a registration needs and has not.
func lacking(asked job.Params) []string {
	var need []string
	if asked["RegistrantProfileId"] == "" {
		need = append(need, profileFields...)
		if !slices.ContainsFunc(need, func(name string) bool { return asked[name] != "" }) {
			need = []string{"RegistrantProfileId"}
		}
	}
	if asked["AliyunDns"] == "false" {
		need = append(need, "Dns1", "Dns2")
	}
	return slices.DeleteFunc(need, func(name string) bool { return asked[name] != "" })
}

func orderOperations() []operation {
	id, duration := filter(profileID), filter(years)
	registration := slices.Concat([]param{
		domainName, duration, id, flag("EnableDomainProxy"), flag("PermitPremiumActivation"), flag("AliyunDns"),
		{name: "Dns1", ok: isServer}, {name: "Dns2", ok: isServer}, registrantType(false),
	}, contactFields)
	several := slices.Clone(registration) // of which each needs a profile (003 §5.21)
	several[2] = profileID
	renewal, redemption := []param{domainName, expiration, years}, []param{domainName, expiration}
	activation := operation{
		run: submit, foreign: true, types: map[string]string{"": "ORDER_ACTIVATE"},
		refuse: completeOrder, fields: whole, ends: endActivation, effect: activate,
	}
	renewing := operation{
		run: submit, types: map[string]string{"": "ORDER_RENEW"}, redeems: true,
		due: rightDate(inForce, inGrace), fields: whole, effect: renew,
	}
	redeeming := operation{
		run: submit, types: map[string]string{"": "ORDER_REDEEM"}, redeems: true,
		due: rightDate(inRedemption), fields: whole, effect: redeem,
	}
	return []operation{
		activation.as("SaveBatchTaskForCreatingOrderActivate", inEntries("OrderActivateParam", several...)),
		activation.as("SaveSingleTaskForCreatingOrderActivate", registration),
		renewing.as("SaveBatchTaskForCreatingOrderRenew", inEntries("OrderRenewParam", renewal...)),
		renewing.as("SaveSingleTaskForCreatingOrderRenew", renewal),
		redeeming.as("SaveBatchTaskForCreatingOrderRedeem", inEntries("OrderRedeemParam", redemption...)),
		redeeming.as("SaveSingleTaskForCreatingOrderRedeem", redemption),
	}
}

// as gives the operation a form: a name and the parameters of it.
func (op operation) as(name string, params []param) operation {
	op.name, op.params = name, params
	return op
}
