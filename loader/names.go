package loader

import (
	"fmt"
	"strings"
	"unicode"

	"domainbatch/internal/api"
)

// fault is a complaint about a value, wherever its cell is.
type fault struct {
	param   string
	letters string // of the column; empty: the domain's
	value   string
	message string
	hint    string
}

// domains reads a domain cell: one name, or several with commas, semicolons,
// blanks or line breaks between them. What is invisible divides nothing: a name
// that was pasted with such a character inside must not become two. A name that
// stands twice in the cell is one. Names come back in ASCII form.
func (l *load) domains(cell string) (names []string, faults []fault) {
	if !strings.ContainsFunc(cell, between) {
		name, f := domain(cell)
		if f != nil {
			return nil, []fault{*f}
		}
		return l.one(name), nil
	}
	if !strings.ContainsAny(cell, ".。．｡") { // words, not names: one complaint, not one per word
		return nil, []fault{{param: paramDomain, value: cell, message: "this is not a domain", hint: "write a name such as example.com, or clear the line"}}
	}
	seen := make(map[string]bool)
	for _, token := range strings.FieldsFunc(cell, between) {
		if bare(token) == "" {
			continue
		}
		name, f := domain(token)
		if f != nil {
			faults = append(faults, *f)
		} else if !seen[name] {
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

func domain(token string) (string, *fault) {
	token = bare(token)
	if rest, message := shorten(token); message != "" {
		rest = bare(rest)
		f := &fault{param: paramDomain, value: token, message: message, hint: "give the domain alone"}
		if _, err := api.Domain(rest); err == nil {
			f.hint = fmt.Sprintf("write %q", rest)
		}
		return "", f
	}
	name, err := api.Domain(token)
	if err != nil {
		f := faultOf(paramDomain, token, err)
		return "", &f
	}
	return name, nil
}

const webAddress = "this is a web address, not a domain"

// shorten tells a web or mail address from a name and gives the domain in it.
// It is a proposal: whoever wrote a host name may have meant the host.
func shorten(token string) (rest, message string) {
	rest = token
	if _, after, ok := strings.Cut(rest, "://"); ok {
		rest, message = after, webAddress
	}
	if at := strings.IndexAny(rest, "/?#"); at >= 0 {
		rest, message = rest[:at], webAddress
	}
	if _, after, ok := strings.Cut(rest, "@"); ok {
		return after, "this is an e-mail address, not a domain"
	}
	if host, port, ok := strings.Cut(rest, ":"); ok && (port == "" || digits(port)) {
		rest, message = host, webAddress
	}
	if len(rest) > 4 && strings.EqualFold(rest[:4], "www.") && strings.Contains(rest[4:], ".") {
		rest = rest[4:]
		if message == "" {
			message = "this is a host: www. is no part of the domain"
		}
	}
	return rest, message
}
