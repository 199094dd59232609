package sandbox

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// host is a DNS host: a server below the domain, and its addresses.
type host struct {
	label     string
	addresses []string
}

// hostLabel cuts the domain off the name of a server; below tells whether it
// was there. A DNS host may be named either way.
func hostLabel(server, name string) (label string, below bool) {
	return strings.CutSuffix(strings.ToLower(server), "."+name)
}

// hostOf gives the DNS host of a domain that has this name; nil: there is none.
func (s *Sandbox) hostOf(name, server string, now time.Time) *host {
	d := s.at(name, now)
	if d == nil {
		return nil
	}
	label, _ := hostLabel(server, name)
	i := slices.IndexFunc(d.hosts, func(h host) bool { return h.label == label })
	if i < 0 {
		return nil
	}
	return &d.hosts[i]
}

func addressesIn(params job.Params) []string {
	var addresses []string
	for i := 1; params["Ip."+strconv.Itoa(i)] != ""; i++ {
		addresses = append(addresses, params["Ip."+strconv.Itoa(i)])
	}
	return addresses
}

// setHost is the effect of making a DNS host and of changing it.
func setHost(s *Sandbox, d *domain, t *task, i int) {
	name := t.details[i].name
	label, _ := hostLabel(t.fields["DnsName"], name)
	h := host{label, addressesIn(t.fields)}
	was := ""
	if old := s.hostOf(name, label, t.ended(i)); old != nil {
		was, *old = strings.Join(old.addresses, ";"), h
	} else {
		d.hosts = append(d.hosts, h)
	}
	t.details[i].change = label + ": " + was + " -> " + strings.Join(h.addresses, ";")
}

// endHost tells how it ends, by whether the host is to be there before.
func endHost(before bool) func(*Sandbox, *task, *detail) outcome {
	return func(s *Sandbox, t *task, d *detail) outcome {
		there := s.hostOf(d.name, t.fields["DnsName"], t.created) != nil
		switch {
		case there && !before:
			return hostThere
		case !there && before:
			return hostMissing
		}
		return done
	}
}

// soundHost holds a call to the form of a host and the number of addresses.
func soundHost(_ *Sandbox, c *call) *fail {
	label, _ := hostLabel(c.get("DnsName"), c.names[0])
	for part := range strings.SplitSeq(label, ".") {
		if !isLabel(part) {
			return illegal("DnsName")
		}
	}
	if c.get("Ip."+strconv.Itoa(maxServers+1)) != "" {
		return illegal("Ip")
	}
	return nil
}

// queryHosts lists the DNS hosts of a domain, in the order of their making.
func queryHosts(s *Sandbox, _ *operation, c *call) (object, *fail) {
	name := c.names[0]
	if !s.exists(name, c.at) {
		return nil, notThere()
	}
	hosts := list{item: "DnsHost", flat: true}
	if d := s.at(name, c.at); d != nil {
		for _, h := range d.hosts {
			hosts.objects = append(hosts.objects, object{
				{"DnsName", h.label}, {"IpList", words{item: "ip", flat: true, values: h.addresses}},
			})
		}
	}
	return object{{"DnsHostList", hosts}}, nil
}

func hostOperations() []operation {
	named := param{name: "DnsName", required: true, ok: isText}
	addresses := param{name: "Ip", required: true, list: true, ok: isAddress, other: instead("192.0.2.1", "192.0.2.2")}
	return []operation{
		{name: "QueryDnsHost", run: queryHosts, params: []param{instance}},
		{
			name: "SaveSingleTaskForCreatingDnsHost", run: submit,
			params: []param{instance, named, addresses},
			types:  map[string]string{"": "CREATE_DNSHOST"}, locks: true,
			refuse: soundHost, fields: whole, ends: endHost(false), effect: setHost,
		},
		{
			name: "SaveSingleTaskForModifyingDnsHost", run: submit,
			params: []param{instance, named, addresses},
			types:  map[string]string{"": "UPDATE_DNSHOST"}, locks: true,
			refuse: soundHost, fields: whole, ends: endHost(true), effect: setHost,
		},
		{
			name: "SaveSingleTaskForSynchronizingDnsHost", run: submit, params: []param{instance},
			types: map[string]string{"": "SYNC_DNSHOST"}, locks: true,
		},
	}
}
