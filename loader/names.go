package loader

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"domainbatch/internal/api"
)

// fault is a complaint about a value, wherever its cell is, or a note of what
// was made of it.
type fault struct {
	param   string
	letters string // of the column; empty: the domain's
	value   string
	message string
	hint    string
	note    bool // the value is used; how is worth knowing
}

// domains reads a domain cell: one name, or several with commas, semicolons,
// blanks, line breaks or slashes between them. What is invisible divides nothing: a name
// that was pasted with such a character inside must not become two. A name that
// stands twice in the cell is one. Names come back in ASCII form.
func (l *load) domains(cell string) (names []string, faults []fault) {
	several := strings.ContainsFunc(cell, between)
	if !several && !strings.Contains(cell, "/") {
		name, f := domain(cell)
		if f != nil {
			faults = []fault{*f}
		}
		if name == "" {
			return nil, faults
		}
		return l.one(name), faults
	}
	if several && !strings.ContainsAny(cell, ".。．｡") { // words, not names: one complaint, not one per word
		return nil, []fault{{param: paramDomain, value: cell, message: "this is not a domain", hint: "write a name such as example.com, or clear the line"}}
	}
	seen := make(map[string]bool)
	tokens, faults := tokensOf(cell)
	for _, token := range tokens {
		name, f := domain(token)
		if f != nil {
			faults = append(faults, *f)
		}
		if name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names, faults
}

// one makes a list of one name out of a larger piece of memory, since most rows have one.
func (l *load) one(name string) []string {
	if len(l.slab) == cap(l.slab) {
		l.slab = make([]string, 0, 1024)
	}
	l.slab = append(l.slab, strings.Clone(name))
	n := len(l.slab)
	return l.slab[n-1 : n : n]
}

func between(r rune) bool {
	switch r {
	case ',', ';', '、', '，', '；':
		return true
	}
	return unicode.IsSpace(r)
}

// bare takes away what is invisible around a name.
func bare(token string) string { return strings.TrimFunc(token, api.Invisible) }

// domain reads one name. What is cut down to it is the address of a web site, as
// far as that leaves a domain that can be registered; whoever wrote a longer
// name may have meant the host, or the domain.
func domain(token string) (string, *fault) {
	token = bare(token)
	rest, message := shorten(token)
	name, err := api.Domain(bare(rest))
	switch {
	case message == "" && err == nil:
		return name, nil
	case message == "":
		f := faultOf(paramDomain, token, err)
		return "", &f
	}
	f := &fault{param: paramDomain, value: token, message: message, hint: "give the domain alone"}
	if err != nil {
		return "", f
	}
	registered := api.Registrable(name)
	switch {
	case message == mailAddress, registered == "":
		f.hint = fmt.Sprintf("write %q", api.WireName(name))
		return "", f
	case registered != name:
		f.message, f.hint = message+", and of a host below one", fmt.Sprintf("write %q, or the host alone if it is a domain", api.WireName(registered))
		return "", f
	}
	f.note, f.message, f.hint = true, notes[message], fmt.Sprintf("read as %q", api.WireName(name))
	return name, f
}

const (
	webAddress  = "this is a web address, not a domain"
	webHost     = "this is a host: www. is no part of the domain"
	mailAddress = "this is an e-mail address, not a domain"
)

// notes say what is made of an address that holds a domain for certain.
var notes = map[string]string{
	webAddress: "a web address is read as its domain",
	webHost:    "www. is no part of the domain and is left out",
}

// shorten tells a web or mail address from a name and gives the domain in it.
func shorten(token string) (rest, message string) {
	rest = token
	if _, after, ok := strings.Cut(rest, "://"); ok {
		rest, message = after, webAddress
	}
	if at := strings.IndexAny(rest, "/?#"); at >= 0 {
		rest, message = rest[:at], webAddress
	}
	if _, after, ok := strings.Cut(rest, "@"); ok {
		return after, mailAddress
	}
	if host, port, ok := strings.Cut(rest, ":"); ok && (port == "" || digits(port)) {
		rest, message = host, webAddress
	}
	if m := www.FindStringSubmatch(rest); m != nil && !isRegistrable(rest) {
		rest = m[1]
		if message == "" {
			message = webHost
		}
	}
	return rest, message
}

// www matches the name of a web host.
var www = regexp.MustCompile(`(?i)^www[.。．｡](.+[.。．｡].+)$`)

// isRegistrable tells whether a name is its own label below a public suffix, as
// www.com.cn is.
func isRegistrable(name string) bool {
	ascii, err := api.Domain(bare(name))
	return err == nil && api.Registrable(ascii) == ascii
}
