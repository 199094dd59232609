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
	word, servers := r.table.load.serversIn(raw)
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

// serversIn finds the cell that names the registrar's own servers in a word, and
// whether servers are named too.
func (l *load) serversIn(raw map[string]string) (word string, servers bool) {
	for _, name := range entryNames(paramServer) {
		switch {
		case l.aliyunIn(raw[name]):
			word = name
		case raw[name] != "":
			servers = true
		}
		servers = servers || slices.ContainsFunc(entriesIn(raw[name]), func(token string) bool { return strings.Contains(token, ".") })
	}
	return word, servers
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
	name, err := api.CheckValue(paramHost, value)
	if err != nil {
		e.host = true
		r.faults = append(r.faults, faultOf(paramHost, value, err))
		return
	}
	r.fields[paramHost] = name
	var complaint *api.ValueError
	if domain == "" {
		complaint = r.hostAlone(e, name)
	} else if names, _ := r.table.load.domains(domain); len(names) > 0 {
		complaint = r.hostOf(name, names)
	}
	if complaint != nil {
		e.host = true
		r.faults = append(r.faults, fault{param: paramHost, value: value, message: complaint.Message, hint: complaint.Hint})
	}
}

// hostOf cuts the name of a host down to its label below the domain of its row.
func (r *reading) hostOf(name string, domains []string) *api.ValueError {
	label, ok := api.HostLabel(name, domains[0])
	switch {
	case len(domains) > 1 && label != name:
		return &api.ValueError{Message: "the full name of a host, and several domains", Hint: "write the label alone, such as ns1"}
	case !ok:
		return &api.ValueError{Message: "the host is not below the domain of the row", Hint: "write a name below the domain, or its label alone, such as ns1"}
	}
	r.fields[paramHost] = label
	return nil
}

// hostAlone divides the full name of a host into the domain that it is below, and the label.
func (r *reading) hostAlone(e *entry, name string) *api.ValueError {
	below := api.Registrable(name)
	switch {
	case !strings.Contains(name, "."):
		return &api.ValueError{Message: "the row names no domain, and this is not the full name of a host", Hint: "write the full name, such as ns1.example.com, or the domain in a column of its own"}
	case below == "" || name == below:
		return &api.ValueError{Message: "this is a domain, not a host below one", Hint: "write the host, such as ns1.example.com"}
	}
	r.fields[paramHost], _ = api.HostLabel(name, below)
	e.names = []string{below}
	return nil
}
