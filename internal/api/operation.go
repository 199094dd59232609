package api

import (
	"slices"
	"strconv"
	"strings"
)

// Operation is one operation of the API. It is data only: adding an operation
// to the program is adding a literal to the catalogue.
type Operation struct {
	Name       string
	Short      string            // what --op and a column Operation call it; empty: by Name alone
	Does       string            // in a few words
	Write      bool              // it changes something, or sends a mail; its lost answers are in doubt
	Task       bool              // it makes a task, whose details tell what became of it; else its answer does
	Money      bool              // it places an order
	Current    bool              // no document has it, the current API does
	China      bool              // the international site does not have it
	Papers     bool              // it carries identity documents, which no spreadsheet should hold: rows cannot ask for it
	Subject    string            // parameter that says what it acts on; empty: it acts on no single thing
	List       string            // parameter that is repeated as List.1, List.2, …; empty: one subject per request
	Joined     bool              // several subjects go into Subject with commas between
	BatchForm  string            // the operation that does the same for several subjects
	Params     []Param           // everything it takes, the subject too
	Lacks      []string          // those of them that the international site does not know
	TaskTypes  map[string]string // target, or "" where it has none, to the TaskType its task is listed under; nil: not documented
	AfterDoubt string            // AskRegistrar, SameAgain or NeverAgain; empty for reads
	Paging     string            // PagesByNumber, PagesByCursor, PagesByScroll or empty
	PageMax    int               // largest PageSize that is safe to ask for
	Answer     Answer
	Errors     []string // codes of its own table; what they mean is the same for all operations
	RAM        string   // the action that a key needs permission for; empty: not documented
	Source     string   // document and section that describe it; SDK where none does
}

// Answer is what a good answer holds beside the request id, a task number and
// what tells of pages.
type Answer struct {
	Fields []string // members of the answer itself
	List   string   // the member that is its list; empty: none
	Inner  string   // what an entry is called in XML, and the member of List that holds the entries in JSON
	Flat   bool     // in JSON, List itself holds the entries
	Items  []string // members of an entry
	Beyond []string // members of an entry, or of the answer where it has no list, that only the vendor's SDKs have
	Hidden []string // those whose values nobody but their owner may see: authorization codes, numbers of identity documents
	Secret string   // what the result of its task is, where nobody but its owner may see it
}

// AnswerCode names the code that lets a domain be transferred out. The documents
// call it so as a parameter; as an answer it is the TaskResult of a detail (003 §5.35).
const AnswerCode = "TransferAuthorizationCode"

// What is done about a write whose answer was lost.
const (
	AskRegistrar = "ask"   // its task is looked for; sending it again converges to the same end
	SameAgain    = "again" // sending it again has the same end, and there is no task to look for
	NeverAgain   = "never" // a second effect would cost money or send mail: a person has to look
)

// How a list is read page by page.
const (
	PagesByNumber = "number" // PageNum and PageSize, from 1
	PagesByCursor = "cursor" // NextPageCursor of each answer
	PagesByScroll = "scroll" // ScrollId of each answer
)

// Param is one parameter of an operation. The name of a repeated one ends in
// ".N", and where each entry has fields of its own in ".N.<Field>".
type Param struct {
	Name string
	Type Type
	Need Need
	Enum []string  // the only values; empty: any
	When string    // when it is needed, or counts; in plain words
	If   Condition // when it is needed, for the program
	SDK  bool      // no document lists it, the vendor's SDKs do
	Intl bool      // the international site alone knows it

	Secret bool // it must not be shown
}

// Type is how the value of a parameter is written.
type Type string

// The types that the documents use.
const (
	Text    Type = "String"
	Integer Type = "Integer"
	Long    Type = "Long"    // also times, in milliseconds since 1970
	Boolean Type = "Boolean" // true or false
)

// Need says whether a parameter has to be given.
type Need string

// The needs; documents contradict each other where it is Depends.
const (
	Required Need = "yes"
	Optional Need = "no"
	Depends  Need = "conditional"
)

// Lookup returns the operation of that name, exactly as the API spells it.
func Lookup(name string) (*Operation, bool) {
	return find(func(op *Operation) bool { return op.Name == name })
}

// Named returns the operation that people call so: by its short name or by that
// of the API, in any case.
func Named(name string) (*Operation, bool) {
	return find(func(op *Operation) bool {
		return strings.EqualFold(op.Name, name) || op.Short != "" && strings.EqualFold(op.Short, name)
	})
}

func find(is func(*Operation) bool) (*Operation, bool) {
	for _, theme := range catalogue {
		for i := range theme.Operations {
			if op := &theme.Operations[i]; is(op) {
				return op, true
			}
		}
	}
	return nil, false
}

// Rows tells whether rows of a spreadsheet can ask for the operation.
func (op *Operation) Rows() bool { return op.Write && !op.Papers || op.Short != "" }

// Own tells whether a parameter is one that each subject of a request has for
// itself; all others go for the request as a whole.
func (op *Operation) Own(name string) bool {
	return op.List != "" && op.List != op.Subject && op.Has(op.List+".N."+name)
}

// Takes tells whether rows can give the operation a parameter: as it goes on the
// wire, or as a field of the entries of its list.
func (op *Operation) Takes(name string) bool { return op.Has(name) || op.Own(name) }

// Operations lists the catalogue, theme by theme. The entries are shared: never
// write to them.
func Operations() []*Operation {
	var all []*Operation
	for _, theme := range catalogue {
		for i := range theme.Operations {
			all = append(all, &theme.Operations[i])
		}
	}
	return all
}

// Param returns what is known of a parameter. Entries of repeated ones are
// asked for as they go on the wire: DomainNameServer.2 finds DomainNameServer.N.
func (op *Operation) Param(name string) (Param, bool) {
	pattern := name
	if strings.Contains(name, ".") {
		parts := strings.Split(name, ".")
		for i := range parts[1:] {
			if _, err := strconv.ParseUint(parts[i+1], 10, 16); err == nil {
				parts[i+1] = "N"
			}
		}
		pattern = strings.Join(parts, ".")
	}
	at := slices.IndexFunc(op.Params, func(p Param) bool { return p.Name == pattern })
	if at < 0 {
		return Param{}, false
	}
	return op.Params[at], true
}

// Has tells whether the operation takes the parameter.
func (op *Operation) Has(name string) bool {
	_, ok := op.Param(name)
	return ok
}

// Batch tells whether one request can hold several subjects.
func (op *Operation) Batch() bool { return op.List != "" || op.Joined }

// Lock is the name that the operation has for the choice of the 60-day
// transfer lock: ParamTransferOutProhibited in the batch operations,
// ParamAddTransferLock in the single one, empty where there is no such choice.
func (op *Operation) Lock() string {
	for _, name := range []string{ParamTransferOutProhibited, ParamAddTransferLock} {
		if op.Has(name) {
			return name
		}
	}
	return ""
}

// The two names of one choice: true locks the domain against transfer for 60
// days after its registrant changed. Sent under the other operation's name it
// would be ignored without a word.
const (
	ParamTransferOutProhibited = "TransferOutProhibited"
	ParamAddTransferLock       = "AddTransferLock"
)

// Targets are the values of ContactType, in the order in which they are done.
var Targets = []string{TargetRegistrant, TargetAdmin, TargetBilling, TargetTech}

// The contacts of a domain.
const (
	TargetRegistrant = "registrant"
	TargetAdmin      = "admin"
	TargetBilling    = "billing"
	TargetTech       = "tech"
)

// MayBe tells whether a task of that type may be one of this operation's for
// that target. Only a type that is known to be another operation's is ruled
// out: the enumeration is open, and an unknown type may be ours. So is every
// known one where the operation's own is not documented: it is none of those.
func (op *Operation) MayBe(taskType, target string) bool {
	own, taskType := op.TaskTypes[target], plainType(taskType)
	switch {
	case taskType == "", own != "" && taskType == plainType(own):
		return true
	case own == typeHolder && taskType == plainType(typeRegistrantContact):
		return true
	}
	return !slices.ContainsFunc(taskTypes, func(known string) bool { return plainType(known) == taskType })
}

// plainType leaves out what the documents spell in several ways: CREATE_DNSHOST, CREATE_DNS_HOST.
func plainType(taskType string) string {
	return strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(taskType)), "_", "")
}

// A registrant change is listed under one of these two; no document says which (003 §5.15, §5.27).
const (
	typeHolder            = "CHG_HOLDER"
	typeRegistrantContact = "UPDATE_REGISTRANT_CONTACT"
)

// The enumeration of TaskType (003 §5.14 to §5.16).
var taskTypes = []string{
	typeHolder, typeRegistrantContact, "CHG_DNS", "SET_WHOIS_PROTECT",
	"UPDATE_ADMIN_CONTACT", "UPDATE_BILLING_CONTACT", "UPDATE_TECH_CONTACT",
	"SET_UPDATE_PROHIBITED", "SET_TRANSFER_PROHIBITED",
	"ORDER_ACTIVATE", "ORDER_RENEW", "ORDER_REDEEM",
	"CREATE_DNSHOST", "UPDATE_DNSHOST", "SYNC_DNSHOST", "DELETE_DOMAIN",
}
