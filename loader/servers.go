package loader

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
)

// listed reads a repeated parameter from all columns that give entries of it,
// each cell holding one or several, and numbers them from 1. given notes which
// column each came from.
func (r *reading) listed(raw map[string]string, list string, given map[string]string) {
	n := 0
	for _, name := range entryNames(list) {
		cell := raw[name]
		delete(raw, name)
		for _, token := range entriesIn(cell) {
			if list == paramServer && r.table.load.words.aliyun[Normal(token)] {
				continue // servers has told
			}
			n++
			at := numberedName(list, n)
			value, err := api.CheckValue(at, token)
			if err != nil {
				r.faults = append(r.faults, faultOf(name, token, err))
				continue
			}
			r.fields[at] = value
			if letters := r.form.letters[name]; letters != "" {
				given[at] = letters
			}
		}
	}
}

// entryNames are the columns that can give entries of a list, in order.
func entryNames(list string) []string {
	names := []string{list}
	for n := 1; n <= mostListed; n++ {
		names = append(names, numberedName(list, n))
		if list == paramServer && n < 3 {
			names = append(names, fmt.Sprintf("Dns%d", n))
		}
	}
	return names
}

// servers settles whose DNS servers a domain gets: the registrar's, where a cell
// says so in a word, or those that are listed. An order takes two of them under
// names of its own.
func (r *reading) servers(raw map[string]string) {
	if !r.call.takes(paramServer) {
		return
	}
	word, servers := "", false
	for _, name := range entryNames(paramServer) {
		if r.table.load.aliyunIn(raw[name]) {
			word = name
		} else if raw[name] != "" {
			servers = true
		}
		servers = servers || slices.ContainsFunc(entriesIn(raw[name]), func(token string) bool { return strings.Contains(token, ".") })
	}
	switch {
	case word != "" && servers:
		r.faults = append(r.faults, fault{
			param: word, value: raw[word], message: "the registrar's own DNS servers are named beside others", hint: "write one or the other",
		})
	case word != "" && raw[paramAliyun] == "":
		r.fields[paramAliyun] = "true"
	case servers && raw[paramAliyun] == "":
		r.fields[paramAliyun] = "false"
	}
	if r.table.load.words.aliyun[Normal(raw[word])] {
		delete(raw, word) // one text, with blanks in it
	}
}

// aliyunIn tells whether a cell names the registrar's own servers.
func (l *load) aliyunIn(cell string) bool {
	return cell != "" && (l.words.aliyun[Normal(cell)] || slices.ContainsFunc(entriesIn(cell), func(token string) bool { return l.words.aliyun[Normal(token)] }))
}

// twoServers gives the listed servers the names that an order has for them.
func (r *reading) twoServers() {
	for n := 1; n <= mostListed; n++ {
		from := numberedName(paramServer, n)
		value := r.fields[from]
		delete(r.fields, from)
		switch {
		case value == "":
		case n > 2:
			r.faults = append(r.faults, fault{
				param: r.listParam(paramServer), value: value, message: "an order takes two DNS servers", hint: "give two, and change the others with the operation dns",
			})
			return
		default:
			r.fields[fmt.Sprintf("Dns%d", n)] = value
		}
	}
}

// listParam is the first column that gives entries of a list, or the list itself.
func (r *reading) listParam(list string) string {
	for _, name := range entryNames(list) {
		if r.form.letters[name] != "" {
			return name
		}
	}
	return list
}

// host reads the name of a DNS host. What is sent is its label below the domain,
// as in "dns1" (003 §5.30): a full name is cut down to it, and names the domain
// where the row has none.
func (r *reading) host(e *entry, raw map[string]string, domain string) {
	value := raw[paramHost]
	if !r.call.hosts() || value == "" {
		return
	}
	delete(raw, paramHost)
	complain := func(message, hint string) {
		e.host = true
		r.faults = append(r.faults, fault{param: paramHost, value: value, message: message, hint: hint})
	}
	name, err := api.CheckValue(paramHost, value)
	if err != nil {
		f := faultOf(paramHost, value, err)
		complain(f.message, f.hint)
		return
	}
	r.fields[paramHost] = name
	below := api.Registrable(name)
	if domain != "" {
		names, _ := r.table.load.domains(domain)
		if below = ""; len(names) > 0 {
			below = names[0]
		}
		if len(names) > 1 && strings.Contains(name, ".") {
			complain("the full name of a host, and several domains", "write the label alone, such as ns1")
			return
		}
	}
	label, ok := api.HostLabel(name, below)
	switch {
	case domain != "" && below == "": // the domain is complained about
	case domain == "" && !strings.Contains(name, "."):
		complain("the row names no domain, and this is not the full name of a host", "write the full name, such as ns1.example.com, or the domain in a column of its own")
	case domain == "" && (below == "" || name == below):
		complain("this is a domain, not a host below one", "write the host, such as ns1.example.com")
	case !ok:
		complain("the host is not below the domain of the row", "write a name below the domain, or its label alone, such as ns1")
	default:
		r.fields[paramHost] = label
		if domain == "" {
			e.names = []string{below}
		}
	}
}
