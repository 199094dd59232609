// Package dossier says what a run has done, for people who were not there:
// counsel, auditors, the next owner. It is made of the entries of the run file
// and nothing else, so that whoever has the entries can make it again and hold
// what was handed over against it.
//
// It is pure: no clock, no disk, no network. Words are English or Chinese; what
// the registrar and the user have written stands as they wrote it.
//
// The words of the domain business are kept apart: a transfer is a move between
// registrars. What this program does is submitted, accepted, completed by the
// registrar, and read back.
package dossier

import (
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Schema is the version of the form that a dossier has as JSON. Members may be
// added within a version, none changes its meaning.
const Schema = 1

// Lang is the language of headings, words and reasons.
type Lang string

// The languages.
const (
	EN Lang = "en"
	ZH Lang = "zh"
)

// Entry is one entry of the run file.
type Entry struct {
	Number int64
	Digest string // of the entry and all before it, SHA-256 in hex
	Masked int    // values of it that are withheld
	Event  job.Event
}

// Options are what whoever makes a dossier adds to the entries. Nothing proves
// them but a signature.
type Options struct {
	Lang       Lang
	Matter     string    // of the law firm's or the legal department's file
	PreparedBy string    // who made it
	Made       time.Time // when
	Tool       string    // version of this program
	Redacted   bool      // values that concern persons are masked

	// Policies are the rules that a change of contacts is held against; nil: api.Rules.
	Policies api.Policies
}

// Dossier is all that a hand-off package says. Its parts are in the order in
// which they are shown. Texts are in its language; codes are the same in all.
type Dossier struct {
	Schema    int            `json:"schema"`
	Lang      Lang           `json:"lang"`
	Package   Package        `json:"package"`
	Run       Run            `json:"run"`
	Chain     Chain          `json:"chain"`
	People    []Act          `json:"people"`
	Counts    Counts         `json:"counts"`
	Notices   []Notice       `json:"notices,omitempty"` // what a reader must know first
	Charts    []Chart        `json:"charts"`
	Coverage  Coverage       `json:"coverage"`
	Changes   []Change       `json:"changes"`
	Rows      []Row          `json:"rows"`
	Contacts  []Contact      `json:"contacts"`
	Failures  []Failure      `json:"failures"`
	Open      []OpenItem     `json:"open"`
	Registrar []RegistrarLog `json:"registrarLog"`
	Method    []Section      `json:"method"`
}

// Package is what whoever made the package says of it.
type Package struct {
	Matter     string    `json:"matter,omitempty"`
	PreparedBy string    `json:"preparedBy,omitempty"`
	Made       time.Time `json:"made"`
	Tool       string    `json:"tool"`
	Redacted   bool      `json:"redacted"`
	Masked     int       `json:"masked,omitempty"` // values of the entries that are withheld
}

// Run is what was run.
type Run struct {
	Input    string            `json:"input"`    // file name
	SHA256   string            `json:"sha256"`   // of the input
	Digest   string            `json:"digest"`   // of the plan
	Endpoint string            `json:"endpoint"` // of the API
	Version  string            `json:"apiVersion"`
	Site     string            `json:"site"`
	Sandbox  bool              `json:"simulated,omitempty"` // nothing of it is real
	Tool     string            `json:"tool"`                // version of the program that planned
	Options  map[string]string `json:"options,omitempty"`   // what decided the plan, but values that were set for all rows
	Accounts []string          `json:"accounts"`
	Planned  time.Time         `json:"planned"`
	Begun    time.Time         `json:"begun,omitzero"` // the first request that changes something
	Ended    time.Time         `json:"ended,omitzero"` // the last result, when all have one
	Calls    []Tally           `json:"calls"`          // by operation of the API
}

// Chain is the state of the entries that the dossier was made of.
type Chain struct {
	Entries int64  `json:"entries"`
	Head    string `json:"head"` // digest of the last one
}

// Act is what a person did for the run.
type Act struct {
	What      string    `json:"what"` // prepared, planned, approved, executed, adopted, undone, forgotten
	Text      string    `json:"text"`
	Name      string    `json:"name,omitempty"`
	Authority string    `json:"authority,omitempty"`
	Note      string    `json:"note,omitempty"`
	Host      string    `json:"host,omitempty"`
	Digest    string    `json:"digest,omitempty"` // of the plan that was approved
	At        time.Time `json:"at,omitzero"`
}

// Counts are the numbers of the run. Those of rows add up to Rows.
type Counts struct {
	Rows      int                `json:"rows"`
	Domains   int                `json:"domains"`
	Contacts  int                `json:"contacts"`
	Changes   int                `json:"changes"`
	ByResult  map[job.Result]int `json:"byResult"`  // rows
	ByChange  map[job.Result]int `json:"byChange"`  // changes
	ByKind    map[Kind]int       `json:"byKind"`    // changes of contacts that are not invalid or left out
	ReadBack  map[ReadBack]int   `json:"readBack"`  // changes of contacts that succeeded
	Locks     int                `json:"locks"`     // domains with a 60-day lock that the change asked for
	Statement string             `json:"statement"` // N rows in, N rows out: …
}

// Tally is a name with a number.
type Tally struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// Tone is what a number or a state means for the reader.
type Tone string

// The tones, from best to worst.
const (
	Good    Tone = "good"
	Neutral Tone = "neutral"
	Waiting Tone = "waiting"
	Bad     Tone = "bad"
)

// Notice is something that a reader must know.
type Notice struct {
	Tone Tone   `json:"tone"`
	Text string `json:"text"`
}

// Chart is a picture of some numbers: bars, one below the other.
type Chart struct {
	ID    string `json:"id"` // results, kinds, coverage
	Title string `json:"title"`
	Bars  []Bar  `json:"bars"` // none is 0
}

// Bar is one bar of a chart.
type Bar struct {
	Label string `json:"label"`
	Count int    `json:"count"`
	Tone  Tone   `json:"tone"`
}

// Coverage holds the schedule, which is the input, against the account.
type Coverage struct {
	Read    time.Time      `json:"read,omitzero"` // when the account's list of domains was read; zero: it was not, or not whole
	Note    string         `json:"note"`          // what the parts rest on, in words
	Lines   []CoverageLine `json:"lines"`
	ByState []CoverageSum  `json:"byState"` // every state, in order, also with 0
}

// CoverageState is where a domain stands between schedule and account.
type CoverageState string

// The states of coverage, in the order in which they are shown.
const (
	Changed      CoverageState = "changed"        // in the schedule and changed, or right already
	NotChanged   CoverageState = "not-changed"    // in the schedule and not changed
	NotInAccount CoverageState = "not-in-account" // in the schedule, not in the account
	NotScheduled CoverageState = "not-scheduled"  // in the account, not in the schedule
)

// CoverageLine is one domain.
type CoverageLine struct {
	State   CoverageState `json:"state"`
	Domain  string        `json:"domain"` // ASCII form
	Unicode string        `json:"unicode"`
	Account string        `json:"account,omitempty"`
	Reason  string        `json:"reason,omitempty"` // why it was not changed, or that it needed no change
	Expires time.Time     `json:"expires,omitzero"`
	Sources []Source      `json:"sources,omitempty"`
}

// CoverageSum counts the lines of a state.
type CoverageSum struct {
	State CoverageState `json:"state"`
	Text  string        `json:"text"`
	Count int           `json:"count"`
	Known bool          `json:"known"` // false: the account's list was not read, so the count says nothing
}

// Source is a row of the input that asked for something.
type Source struct {
	Row  job.RowID `json:"row"`
	Cell string    `json:"cell"` // Domains!A21
}

// Kind says what a change means for who holds the domain.
type Kind string

// The kinds of change.
const (
	NoContact     Kind = "none"                 // no contact is changed: a lock, name servers, an order
	NoDifference  Kind = "no-difference"        // every field was equal already
	ContactUpdate Kind = "contact-update"       // of a contact, and no change of registrant
	Registrant    Kind = "change-of-registrant" // name, organization or e-mail of the registrant differ
	KindUnknown   Kind = "not-known"            // what it was before, or what a profile holds, is not known
)

// Registry is who makes the rules for a domain.
type Registry struct {
	TLD   string `json:"tld"`   // in Unicode form
	Class string `json:"class"` // gtld, cctld, or other
	CNNIC bool   `json:"cnnic"`
	Text  string `json:"text"` // in words, short: "gTLD", "ccTLD (CNNIC)"
}

// ReadBack is what was found when the contact was read after the change.
type ReadBack string

// The findings.
const (
	ReadNot   ReadBack = "not-read"
	ReadNew   ReadBack = "new-data"   // the registrar shows the new data
	ReadOther ReadBack = "other-data" // it shows other data in some field, or after a change by profile all as before
	ReadLater ReadBack = "changed"    // of a change by profile: other data than before; what it holds is not known
	ReadAlone ReadBack = "uncompared" // of a change by profile: what was there before is not known either
	ReadNoWay ReadBack = "refused"    // it refused to show it
)

// Change is one change: one domain and one target, as a rule.
type Change struct {
	ID        job.ChangeID `json:"id"`
	Account   string       `json:"account"`
	Subject   string       `json:"subject"` // the domain in ASCII form; else an address, an id
	Unicode   string       `json:"unicode,omitempty"`
	Registry  *Registry    `json:"registry,omitempty"` // nil: it is about no domain
	Operation string       `json:"operation"`          // by the API's name
	Target    string       `json:"target,omitempty"`   // registrant, admin, billing or tech
	What      string       `json:"what"`               // in words
	Kind      Kind         `json:"kind"`
	KindText  string       `json:"kindText"`
	Because   []string     `json:"because,omitempty"` // parameters that made it a change of registrant
	Typo      bool         `json:"probableTypo,omitempty"`
	Asked     string       `json:"asked,omitempty"` // of what changes no contact: what the request asks for, "name: value" a line
	Fields    []Field      `json:"fields,omitempty"`
	Lock      Lock         `json:"lock"`
	Verify    *Deadline    `json:"verify,omitempty"` // of the registrant's new address
	Warnings  []string     `json:"warnings,omitempty"`

	Result     job.Result `json:"result"`
	ResultText string     `json:"resultText"`
	Tone       Tone       `json:"tone"`
	Submitted  time.Time  `json:"submitted,omitzero"` // the request was sent
	Accepted   time.Time  `json:"accepted,omitzero"`  // the API gave a task
	Completed  time.Time  `json:"completed,omitzero"` // by the registrar, with success
	ReadAt     time.Time  `json:"readAt,omitzero"`
	ReadBack   ReadBack   `json:"readBack"`
	ReadText   string     `json:"readText,omitempty"` // in words, with the fields that differ

	TaskNo       string   `json:"taskNo,omitempty"`
	TaskDetailNo string   `json:"taskDetailNo,omitempty"`
	RequestID    string   `json:"requestId,omitempty"`
	Code         string   `json:"code,omitempty"`
	Reason       string   `json:"reason,omitempty"` // why it is not done, in words
	Said         string   `json:"said,omitempty"`   // what the registrar or the program recorded, as it was
	Sources      []Source `json:"sources,omitempty"`
}

// Field is one field of a contact. Nil is not known: not read, not returned, or
// held by a profile.
type Field struct {
	Name    string  `json:"name"`  // by the API's name
	Title   string  `json:"title"` // in words
	Before  *string `json:"before"`
	Sent    *string `json:"sent"`
	After   *string `json:"after"`             // read back
	Changed bool    `json:"changed,omitempty"` // what was sent, or else read back, differs from what was there
}

// Lock is the choice of the lock against transfers that a change of registrant brings.
type Lock struct {
	Choice string `json:"choice"`          // none, asked, declined, not-known
	Text   string `json:"text"`            // in words, by the rules of the registry
	Days   int    `json:"days,omitempty"`  // that the rule names
	Ends   string `json:"ends,omitempty"`  // YYYY-MM-DD, computed
	Basis  string `json:"basis,omitempty"` // how, in words
}

// Deadline is who has to click by when.
type Deadline struct {
	Mailbox string `json:"mailbox"`
	Days    int    `json:"days"`
	By      string `json:"by,omitempty"` // YYYY-MM-DD; empty until the change is completed
	Text    string `json:"text"`
}
