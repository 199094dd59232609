package loader

import (
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/api"
)

// What a column can be used as in a sheet that names operations, beside the
// parameters of the API.
const (
	paramOperation   = "Operation"
	paramStep        = "Step"
	paramProfileName = "RegistrantProfileName" // our own name: the owner by which a profile is found
	paramInstance    = "InstanceId"
	paramExpiry      = "CurrentExpirationDate"
	paramDuration    = "SubscriptionDuration"
	paramAliyun      = "AliyunDns"
	paramServer      = "DomainNameServer"
	paramHost        = "DnsName"
	paramIP          = "Ip"
	paramStatus      = "Status"
	paramUpdateLock  = "UpdateProhibitionLock" // as QueryDomainByInstanceId calls the locks (003 §5.11)
	paramTransfer    = "TransferProhibitionLock"
	paramEmail       = "Email"
)

// mostListed is the largest N of DomainNameServer.N and Ip.N: 13 servers are
// as many as a registry takes for a domain.
const mostListed = 13

// lists are the parameters that are repeated on the wire.
var lists = []string{paramServer, paramIP}

// ofRequest are parameters that belong to a request and not to a row.
var ofRequest = []string{"Lang", "UserClientIp"}

// operands lists the parameters beside those of contacts that rows can give to an operation.
func operands() []string {
	names := []string{paramOperation, paramStep, paramAccount, paramInstance, paramStatus, paramUpdateLock, paramTransfer, paramAliyun}
	for _, list := range lists {
		names = append(names, list)
		for n := 1; n <= mostListed; n++ {
			names = append(names, numberedName(list, n))
		}
	}
	for _, op := range api.Operations() {
		if !op.Rows() {
			continue
		}
		for i := range op.Params {
			name := rowName(op, op.Params[i].Name)
			if name != "" && !bindable(name) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// rowName is what rows call a parameter of an operation; empty where they cannot give it.
func rowName(op *api.Operation, name string) string {
	if field, ok := strings.CutPrefix(name, op.List+".N."); ok && op.List != "" {
		name = field
	}
	name = strings.TrimSuffix(name, ".N")
	if slices.Contains(ofRequest, name) || strings.Contains(name, ".") {
		return ""
	}
	return name
}

// numberedName names an entry of a repeated parameter.
func numberedName(list string, n int) string { return list + "." + strconv.Itoa(n) }

// listOf is the repeated parameter that a column gives entries of; empty for all others.
func listOf(param string) string {
	switch param {
	case "Dns1", "Dns2":
		return paramServer
	}
	if stem, _, _ := strings.Cut(param, "."); slices.Contains(lists, stem) {
		return stem
	}
	return ""
}

// nameOperands fills in the headers of parameters beside those of contacts.
func (v *vocabulary) nameOperands(w *words) {
	v.operands, v.params = make(map[string][]string), make(map[string]bool)
	add := func(header, field string) {
		n := Normal(header)
		if _, at := numbered(n); at > 0 && listOf(field) == field {
			return // it counts as the entry of that number
		}
		if !slices.Contains(v.operands[n], field) {
			v.operands[n] = append(v.operands[n], field)
		}
	}
	for _, name := range Parameters() {
		v.params[name] = true
		if !bindable(name) {
			add(name, name)
		}
	}
	for _, f := range slices.Concat(w.Fields, w.Operands) {
		if bindable(f.Field) && f.Field != paramProfileName || !v.params[f.Field] {
			continue
		}
		for _, header := range slices.Concat(f.En, f.Zh) {
			add(header, f.Field)
		}
	}
}

// operandsNamed lists the parameters that a header in normal form can mean, likeliest first.
func (v *vocabulary) operandsNamed(normal string) []string {
	var names []string
	for _, p := range v.operands[normal] {
		if listOf(p) != "" && listOf(p) != p {
			names = append(names, p) // Dns1
		}
	}
	if stem, n := numbered(normal); n > 0 {
		for _, p := range v.operands[stem] {
			if listOf(p) == p && p != "" {
				names = append(names, numberedName(p, n))
			}
		}
	}
	return append(names, v.operands[normal]...)
}

// numbered divides a header at the number at its end; 0 where there is none that counts.
func numbered(normal string) (stem string, n int) {
	stem = strings.TrimRight(normal, "0123456789")
	n, err := strconv.Atoi(normal[len(stem):])
	if err != nil || n < 1 || n > mostListed || stem == "ipv" {
		return normal, 0
	}
	return stem, n
}

// secret tells whether the value of a parameter must not be shown.
func (v *vocabulary) secret(param string) bool { return v.secrets[param] }

func secretNames() map[string]bool {
	names := make(map[string]bool)
	for _, op := range api.Operations() {
		for _, p := range op.Params {
			if p.Secret {
				names[p.Name] = true
			}
		}
	}
	return names
}

// takes tells whether an operation can use what stands in a column.
func (c *call) takes(param string) bool {
	op := c.op
	switch param {
	case paramDomain:
		return c.subject() == paramDomain
	case paramUpdateLock, paramTransfer:
		return strings.HasSuffix(op.Name, param)
	case paramProfileName:
		return c.contact() || c.byOwner() || op.Takes(paramProfile)
	case "Dns1", "Dns2": // what an order calls them
		return op.Takes(param)
	}
	if list := listOf(param); list != "" {
		return takesList(op, list)
	}
	return param == op.Subject || c.contact() && bindable(param) || takesOwn(op, whole(param))
}

// knows tells whether a site has a parameter that an operation takes from rows.
// What has another name there, as a list has, every site has.
func (c *call) knows(site api.Site, param string) bool {
	switch {
	case c.contact():
		return !site.Lacks[param]
	case takesOwn(c.op, param):
		return site.Knows(c.op, param)
	}
	return true
}

// lacks tells whether the site does not know a parameter, in any operation of the sheet that takes it.
func (l *load) lacks(param string) bool {
	if !l.now.named() {
		return l.opts.Site.Lacks[param]
	}
	takers := 0
	for i := range l.now.calls {
		c := &l.now.calls[i]
		if !c.takes(param) {
			continue
		}
		if c.knows(l.opts.Site, param) {
			return false
		}
		takers++
	}
	return takers > 0
}

func takesList(op *api.Operation, list string) bool {
	return op.Has(list+".N") || list == paramServer && op.Takes("Dns1")
}

// takesOwn tells whether rows can give an operation a parameter by its own name.
func takesOwn(op *api.Operation, param string) bool {
	return op.Takes(param) && rowName(op, param) != ""
}
