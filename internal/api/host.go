package api

import (
	"net/netip"
	"strings"
)

// server checks the host name of a DNS server and returns its ASCII form.
func server(s string) (string, *ValueError) {
	if _, err := netip.ParseAddr(strings.Trim(narrow(s), "[]")); err == nil {
		return "", wrong("this is an IP address; a DNS server is named by its host name", "write a name such as ns1.example.com")
	}
	return hostName(s)
}

func hostName(s string) (string, *ValueError) {
	name, complaint := domainValue(s)
	if complaint != nil {
		return "", wrong("this is no name of a host: "+complaint.Message, "write one name such as ns1.example.com")
	}
	return name, nil
}

// dnsName checks the name of a DNS host: in full, or what stands before the
// domain, as the documents have it (003 §5.30: dns1).
func dnsName(s string) (string, *ValueError) {
	bare := strings.TrimSuffix(strip(s), ".")
	if bare == "" || strings.ContainsAny(narrow(dots.Replace(bare)), ".") {
		return hostName(s)
	}
	full, complaint := hostName(bare + ".example")
	return strings.TrimSuffix(full, ".example"), complaint
}

// HostLabel returns the name of a DNS host of a domain as the API takes it: what
// stands before the domain. The name is one that CheckValue returned for
// DnsName. False for a name in full that is not below the domain.
func HostLabel(name, domain string) (string, bool) {
	label, below := strings.CutSuffix(name, "."+domain)
	return label, below || !strings.Contains(name, ".")
}

// address checks one address of a host and returns it in its usual spelling.
func address(s string) (string, *ValueError) {
	const hint = "write one address such as 192.0.2.1 or 2001:db8::1"
	plain := strings.Trim(unquoted(narrow(s)), "[]")
	ip, err := netip.ParseAddr(plain)
	switch {
	case err != nil && strings.ContainsAny(plain, ",; \t"):
		return "", wrong("there is more than one address in the value", "write one address per cell, or with commas between in a column for all of them")
	case err != nil && strings.Contains(plain, "/"):
		return "", wrong("this is a network, not an address", hint)
	case err != nil:
		return "", wrong("this is no IPv4 and no IPv6 address", hint)
	case ip.Zone() != "":
		return "", wrong("there is a zone behind the address", hint)
	}
	ip = ip.Unmap()
	if ip.IsUnspecified() || ip.IsLoopback() || ip.IsMulticast() || ip.IsLinkLocalUnicast() {
		return "", wrong("nothing on the Internet has this address", hint)
	}
	return ip.String(), nil
}

// lockWords are what people write for switching a lock or a service on and off,
// beside the words for true and false. OPEN and CLOSE are the API's own (003 §5.11).
var lockWords = map[string][]string{
	"true": {
		"open", "opened", "lock", "set", "enable", "加锁", "上锁", "锁", "打开", "设置", "設置", "鎖定", "加鎖",
	},
	"false": {
		"close", "closed", "unlock", "lift", "lifted", "disable", "remove", "removed", "nonesetting",
		"解锁", "解鎖", "解除", "解除锁定", "解除鎖定", "取消锁定", "關閉", "未设置",
	},
}

func lockStatus(s string) (string, *ValueError) {
	if value, ok := meaning(lockWords, s); ok {
		return value, nil
	}
	if value, complaint := truth(s); complaint == nil {
		return value, nil
	}
	return "", wrong("this says neither on nor off", "write on or off (lock, unlock, true, false, 开, 关 are read too)")
}

// token takes a code or a token exactly as it is. No complaint repeats it.
func token(s string) (string, *ValueError) {
	if isScientific(s) {
		return "", wrong("the spreadsheet has turned this code into a rounded number", hintScientific)
	}
	return s, nil
}

// identifier checks an id that the API gave: of a domain, a task, a coupon.
func identifier(s string) (string, *ValueError) {
	const hint = "write the id as the API or the console shows it"
	id := unquoted(narrow(s))
	switch {
	case isScientific(id):
		return "", wrong("the spreadsheet has turned this id into a rounded number", hintScientific)
	case isDate(id):
		return "", wrong("this is a date, not an id", hint)
	}
	for i := range len(id) {
		if c := id[i]; !isLetterOrDigit(c) && !strings.ContainsRune("-_.:", rune(c)) {
			return "", wrong("there is a blank or another character in the id that none has", hint)
		}
	}
	return id, nil
}
