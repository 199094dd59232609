package api

import "slices"

// The operations on DNS servers and hosts.
var dnsOperations = []Operation{
	{
		Name:    QueryDnsHost,
		Does:    "the DNS hosts below a domain",
		Subject: "InstanceId",
		Params: slices.Concat([]Param{
			required("InstanceId", Text),
		}, messageMixed),
		Answer: Answer{
			List:  "DnsHostList",
			Inner: "DnsHost",
			Flat:  true,
			Items: []string{"DnsName", "IpList"},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		RAM:    "domain:QueryDnsHost", Source: "003 §5.10",
	},
	{
		Name: SaveBatchTaskForModifyingDomainDns, Short: "dns",
		Does:  "change the DNS servers of domains",
		Write: true, Task: true, Subject: "DomainName", List: "DomainName",
		Params: slices.Concat([]Param{
			required("DomainName.N", Text),
			required("AliyunDns", Boolean),
			depends("DomainNameServer.N", Text, withOwnServers),
		}, messageMixed),
		TaskTypes:  map[string]string{"": "CHG_DNS"},
		AfterDoubt: AskRegistrar,
		Errors:     []string{"ParameterIllegal", "NetworkIOError"},
		RAM:        "domain:DnsModification", Source: "003 §5.24",
	},
	{
		Name: SaveSingleTaskForCreatingDnsHost, Short: "dns-host",
		Does:  "make a DNS host below a domain",
		Write: true, Task: true, Subject: "InstanceId",
		Params: slices.Concat([]Param{
			required("InstanceId", Text),
			required("DnsName", Text),
			required("Ip.N", Text),
		}, messageMixed),
		TaskTypes:  map[string]string{"": "CREATE_DNSHOST"},
		AfterDoubt: AskRegistrar,
		Errors:     []string{"ParameterIllegal", "NetworkIOError", "TaskIsBeingProcessed"},
		RAM:        "domain:DnsHostModification", Source: "003 §5.30",
	},
	{
		Name: SaveSingleTaskForModifyingDnsHost, Short: "dns-host-modify",
		Does:  "change the addresses of a DNS host",
		Write: true, Task: true, Subject: "InstanceId",
		Params: slices.Concat([]Param{
			required("InstanceId", Text),
			required("DnsName", Text),
			required("Ip.N", Text),
		}, messageMixed),
		TaskTypes:  map[string]string{"": "UPDATE_DNSHOST"},
		AfterDoubt: AskRegistrar,
		Errors:     []string{"ParameterIllegal", "NetworkIOError", "TaskIsBeingProcessed"},
		RAM:        "domain:DnsHostModification", Source: "003 §5.34",
	},
	{
		Name: SaveSingleTaskForSynchronizingDnsHost, Short: "dns-host-sync",
		Does:  "read the DNS hosts of a domain from the registry again",
		Write: true, Task: true, Subject: "InstanceId",
		Params: slices.Concat([]Param{
			required("InstanceId", Text),
		}, messageMixed),
		TaskTypes:  map[string]string{"": "SYNC_DNSHOST"},
		AfterDoubt: AskRegistrar,
		Errors:     []string{"ParameterIllegal", "NetworkIOError", "TaskIsBeingProcessed"},
		RAM:        "domain:DnsHostModification", Source: "003 §5.36",
	},
}
