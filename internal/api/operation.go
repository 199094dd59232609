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
	Write      bool              // it changes something; its lost answers are in doubt
	Subject    string            // parameter that says what it acts on; empty: it acts on no single thing
	List       string            // parameter that is repeated as List.1, List.2, …; empty: one subject per request
	Joined     bool              // several subjects go into Subject with commas between
	Params     []Param           // everything it takes, the subject too
	TaskTypes  map[string]string // target, or "" where it has none, to the TaskType its task is listed under
	AfterDoubt string            // AskRegistrar or NeverAgain; empty for reads
	Paging     string            // PagesByNumber, PagesByCursor or empty
	PageMax    int               // largest PageSize that is safe to ask for
	RAM        string            // the action that a key needs permission for
	Source     string            // document and section that describe it
}

// What is done about a write whose answer was lost.
const (
	AskRegistrar = "ask"   // its task is looked for; sending it again converges to the same end
	NeverAgain   = "never" // a second effect would cost money or send mail: a person has to look
)

// How a list is read page by page.
const (
	PagesByNumber = "number" // PageNum and PageSize, from 1
	PagesByCursor = "cursor" // NextPageCursor of each answer
)

// Param is one parameter of an operation. The name of a repeated one ends in
// ".N", and where each entry has fields of its own in ".N.<Field>".
type Param struct {
	Name string
	Type Type
	Need Need
	Enum []string // the only values; empty: any
	SDK  bool     // no document lists it, the vendor's SDKs do
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
	for i := range catalogue {
		if catalogue[i].Name == name {
			return &catalogue[i], true
		}
	}
	return nil, false
}

// Operations lists the catalogue in the order of the documents. The entries
// are shared: never write to them.
func Operations() []*Operation {
	ops := make([]*Operation, len(catalogue))
	for i := range catalogue {
		ops[i] = &catalogue[i]
	}
	return ops
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
// out: the enumeration is open, and an unknown type may be ours.
func (op *Operation) MayBe(taskType, target string) bool {
	own, taskType := op.TaskTypes[target], plainType(taskType)
	switch {
	case own == "", taskType == plainType(own):
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
