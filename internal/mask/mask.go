// Package mask takes out of the entries of a run what concerns persons: telephone
// numbers, streets, persons' names, and the local parts of mail addresses. What is
// taken out is replaced by a pseudonym, the same one wherever the same value stands
// ("[person 3]", "[mailbox 7]@example.com"), so that what was changed into what can
// still be told. Organizations, places, domains and the registrar's identifiers stay.
//
// What gives power over a domain to whoever reads it, an authorization code or a token,
// is taken out also where persons are not masked.
//
// It works in two passes: Learn sees all entries first, since what is a name in one
// may stand in the words of an earlier one.
package mask

import (
	"fmt"
	"regexp"
	"strings"

	"domainbatch/internal/job"
)

// class is what a value is, as far as persons are concerned.
type class int

const (
	nothing class = iota
	person
	street
	phone
	extension
	mail
	secret
)

// classes are the parameters and the members of answers that concern persons.
var classes = map[string]class{
	"registrantname": person, "zhregistrantname": person, "contactname": person,
	"address": street, "zhaddress": street,
	"telephone": phone, "fax": phone, "telext": extension, "faxext": extension,
	"transferauthorizationcode": secret, "authorizationcode": secret, "token": secret, "password": secret,
	"email": mail, "registrantemail": mail, "whoisemail": mail, "maskedwhoismail": mail, "oldemail": mail, "newemail": mail,
}

// classOf is the class of a parameter, which in a list has a prefix.
func classOf(param string) class {
	return classes[strings.ToLower(param[strings.LastIndexByte(param, '.')+1:])]
}

// Masker masks the entries of one run. Its methods are not safe for concurrent use.
type Masker struct {
	persons bool                        // what concerns persons is masked too
	secrets bool                        // some are known
	known   map[class]map[string]string // pseudonyms by what they stand for, folded
	words   map[string][]needle         // by their first word
	digits  map[string]string           // of telephone numbers
}

// New makes a masker that knows nothing yet. Without persons it takes out secrets alone.
func New(persons bool) *Masker {
	return &Masker{persons: persons, known: make(map[class]map[string]string), words: make(map[string][]needle), digits: make(map[string]string)}
}

var classWords = map[class]string{person: "person", street: "street", phone: "phone", extension: "ext", mail: "mailbox"}

// pseudonyms is how what stands for a value looks.
var pseudonyms = regexp.MustCompile(`\[(person|street|phone|ext|mailbox) [0-9]+\]|\[withheld\]`)

// Masked tells whether a text has something in it that stands for what was taken out.
func Masked(text string) bool { return pseudonyms.MatchString(text) }

// pseudonym gives what stands for a value, and remembers it.
func (m *Masker) pseudonym(c class, value string) string {
	key := fold(value)
	if c == phone {
		key = digitsOf(value)
	}
	if m.known[c] == nil {
		m.known[c] = make(map[string]string)
	}
	word, known := m.known[c][key]
	if !known {
		word = fmt.Sprintf("[%s %d]", classWords[c], len(m.known[c])+1)
		m.known[c][key] = word
	}
	return word
}

// value masks a value that stands under a parameter.
func (m *Masker) value(param, value string) string {
	c := classOf(param)
	switch {
	case strings.TrimSpace(value) == "" || value == Gone:
		return value
	case c == secret:
		return Gone
	case !m.persons:
		return m.Text(value)
	case c == nothing:
		return m.dialled(m.Text(value))
	case c == mail:
		return m.addresses(value)
	}
	return m.pseudonym(c, value)
}

// addresses masks what stands under a parameter of addresses. What is more than these,
// or none, is masked as a whole.
func (m *Masker) addresses(value string) string {
	list := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
	for i, one := range list {
		if mailPattern.FindString(one) != one {
			return m.pseudonym(mail, value)
		}
		list[i] = m.mails(one)
	}
	return strings.Join(list, ",")
}

// Stands tells whether a value can be what stands in the place of one that was taken
// out: where that is known to be of a person nothing else, else among other words.
func Stands(path, value string) bool {
	if classOf(path[strings.LastIndexAny(path, "/#")+1:]) == nothing {
		return Masked(value)
	}
	left := pseudonyms.ReplaceAllString(value, "")
	return Masked(value) && mailHosts.ReplaceAllString(left, "") == ""
}

// mailHosts are what is left of addresses.
var mailHosts = regexp.MustCompile(`@[\p{L}\p{N}.-]+,?`)

// LearnValue takes in a value that stands under a parameter in the input.
func (m *Masker) LearnValue(param, value string) {
	value = strings.TrimSpace(value)
	c := classOf(param)
	switch {
	case value == "":
	case c == secret:
		m.secrets = true
		m.learnWords(value, Gone)
	case !m.persons, c == nothing, c == extension:
	case c == phone:
		if d := digitsOf(value); len(d) >= shortest {
			m.digits[d] = m.pseudonym(c, value)
		}
	case c == mail:
		m.learnMail(value)
	default:
		m.learnWords(value, m.pseudonym(c, value))
	}
}

// Learn takes in what an entry says of persons.
func (m *Masker) Learn(e *job.Event) {
	if e.Chunk != nil {
		m.learnChunk(e.Chunk)
	}
	for _, contact := range []*job.Before{e.Before, e.After} {
		if contact != nil {
			m.learnParams(contact.Fields)
		}
	}
	for i := range e.Answers {
		m.learnParams(e.Answers[i].Fields)
	}
	if e.Call != nil && m.persons { // secrets are in no answer that was recorded
		eachValue(e.Call.Body, func(name, value string) string { m.LearnValue(name, value); return value })
	}
}

func (m *Masker) learnChunk(c *job.Chunk) {
	for i := range c.Contacts {
		m.learnParams(c.Contacts[i].Fields)
	}
	for i := range c.Groups {
		m.learnParams(c.Groups[i].Shared)
	}
	for i := range c.Changes {
		m.learnParams(c.Changes[i].Own)
	}
	for i := range c.Rows {
		for _, is := range c.Rows[i].Issues {
			m.LearnValue(is.Column, is.Value)
		}
	}
}

// learnParams takes in a contact or the like. An individual is an organization's name
// too, where the domain's holder is one.
func (m *Masker) learnParams(p job.Params) {
	if p["RegistrantType"] == "1" {
		m.LearnValue("RegistrantName", p["RegistrantOrganization"])
		m.LearnValue("ZhRegistrantName", p["ZhRegistrantOrganization"])
	}
	for _, name := range p.Names() { // in one order always: pseudonyms are numbered
		m.LearnValue(name, p[name])
	}
}
