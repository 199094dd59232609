package sandbox

import (
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/job"
)

const maxServers = 13 // of a domain, and addresses of a DNS host

// dnsOf gives the DNS servers of a domain at a moment; never write to them.
func (s *Sandbox) dnsOf(name string, now time.Time) []string {
	if d := s.at(name, now); d != nil && d.dns != nil {
		return d.dns
	}
	return []string{"ns1.prior.example", "ns2.prior.example"}
}

// aliyunDNS are the servers that the provider gives a domain.
func aliyunDNS(name string) []string {
	first := 1 + 2*int(hash64(name)%15)
	return []string{"dns" + strconv.Itoa(first) + ".hichina.com", "dns" + strconv.Itoa(first+1) + ".hichina.com"}
}

// serversIn gives the servers that the parameters name.
func serversIn(params job.Params) []string {
	var servers []string
	for i := 1; params["DomainNameServer."+strconv.Itoa(i)] != ""; i++ {
		servers = append(servers, strings.ToLower(params["DomainNameServer."+strconv.Itoa(i)]))
	}
	return servers
}

// setDNS is the effect of a change of DNS servers.
func setDNS(s *Sandbox, d *domain, t *task, i int) {
	name := t.details[i].name
	was := s.dnsOf(name, t.ended(i))
	d.dns = aliyunDNS(name)
	if t.fields["AliyunDns"] == "false" {
		d.dns = serversIn(t.fields)
	}
	t.details[i].change = strings.Join(was, ";") + " -> " + strings.Join(d.dns, ";")
}

// endDNS refuses a server below the domain itself that is no DNS host of it.
func endDNS(s *Sandbox, t *task, d *detail) outcome {
	if t.fields["AliyunDns"] == "true" {
		return done
	}
	for _, server := range serversIn(t.fields) {
		if _, below := hostLabel(server, d.name); below && s.hostOf(d.name, server, t.created) == nil {
			return hostMissing
		}
	}
	return done
}

// needServers demands servers where they are not the provider's.
func needServers(_ *Sandbox, c *call) *fail {
	if c.get("AliyunDns") == "false" && c.get("DomainNameServer.1") == "" {
		return missing("DomainNameServer")
	}
	if c.get("DomainNameServer."+strconv.Itoa(maxServers+1)) != "" {
		return illegal("DomainNameServer")
	}
	return nil
}

// isServer takes the name of a DNS server.
func isServer(s string) bool {
	_, ok := readName(s)
	return ok
}

func dnsOperations() []operation {
	aliyun := flag("AliyunDns")
	aliyun.required = true
	return []operation{{
		name: "SaveBatchTaskForModifyingDomainDns", run: submit,
		params: []param{domainList, aliyun, {name: "DomainNameServer", list: true, ok: isServer, other: instead("ns1.other.example", "ns2.other.example")}},
		types:  map[string]string{"": "CHG_DNS"}, locks: true,
		refuse: needServers, fields: whole, ends: endDNS, effect: setDNS,
	}}
}
