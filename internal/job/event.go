package job

import "time"

// Kind says what an event records.
type Kind string

// The kinds of events, in the order in which a run meets them.
const (
	KindOpened    Kind = "opened"    // the run was made: Info, Input
	KindLoaded    Kind = "loaded"    // a piece of the plan: Chunk
	KindVerified  Kind = "verified"  // VerifyContactField answered: Check
	KindRead      Kind = "read"      // a present contact was read: Before
	KindPlanned   Kind = "planned"   // the plan is complete: Batches; standings of what will not be sent
	KindStarted   Kind = "started"   // a process took the run up: Note is how
	KindCall      Kind = "call"      // one call, whatever came of it: Call
	KindBegin     Kind = "begin"     // a batch is about to be sent
	KindAccept    Kind = "accept"    // the API gave a task
	KindReturn    Kind = "return"    // surely not done: planned again
	KindSplit     Kind = "split"     // refused without naming the culprit: Batches are the halves
	KindCut       Kind = "cut"       // changes left their batch: Batches are what became of them
	KindRefuse    Kind = "refuse"    // the API said no
	KindDoubt     Kind = "doubt"     // the answer was lost
	KindReconcile Kind = "reconcile" // the registrar was asked about a doubt
	KindSettle    Kind = "settle"    // changes have their results
	KindAdopt     Kind = "adopt"     // a person named the task of changes whose answer was lost: Person
	KindUndone    Kind = "undone"    // a person found that nothing was done: Person, Batches to be sent again
	KindWarning   Kind = "warning"   // worth knowing, nothing changed: Note
	KindStopped   Kind = "stopped"   // the process ended in order: Note is why, if before the end of the run
)

// Event is one entry of the journal. It carries the whole new standing of each
// change it moves, so that the state of a run is its last standings, nothing more.
type Event struct {
	At        time.Time
	Kind      Kind
	Batch     BatchID    // 0: none
	Standings []Standing // the changes it moves
	Batches   []Batch    // batches that it makes
	Info      *Info
	Input     []byte // a copy of the input
	Chunk     *Chunk
	Check     *Check
	Before    *Before
	Call      *Call
	Person    *Person
	Taken     int    // with cut: how many changes of the request the registrar took
	Note      string // plain words without contact data
}

// Person is who has decided something that asking the registrar could not, and
// what was found.
type Person struct {
	Name string `json:"name"`
	Note string `json:"note,omitempty"`
}

// Chunk is a piece of a plan, small enough for one entry. The first piece has
// the tables, contacts and groups of the whole plan, the last one the digest.
type Chunk struct {
	Tables   []Table   `json:"tables,omitempty"`
	Rows     []Row     `json:"rows,omitempty"`
	Contacts []Contact `json:"contacts,omitempty"`
	Groups   []Group   `json:"groups,omitempty"`
	Changes  []Change  `json:"changes,omitempty"`
	Warnings []Issue   `json:"warnings,omitempty"`
	Digest   string    `json:"digest,omitempty"`
}

// Check is the answer of VerifyContactField for one contact.
type Check struct {
	Contact   ContactID `json:"contact"`
	OK        bool      `json:"ok"`
	Code      string    `json:"code,omitempty"`
	Message   string    `json:"-"`
	RequestID string    `json:"requestId,omitempty"`
	At        time.Time `json:"at"`
}

// Before is the contact that a domain had before a change.
type Before struct {
	Change    ChangeID  `json:"change"`
	Fields    Params    `json:"-"` // what the API returned; nil when it returned an error for this domain
	Code      string    `json:"code,omitempty"`
	Message   string    `json:"-"`
	RequestID string    `json:"requestId,omitempty"`
	At        time.Time `json:"at"`
}

// Call is one call of the API and what came of it.
type Call struct {
	Number    int64     `json:"-"` // the entry that recorded it
	At        time.Time `json:"at"`
	Account   string    `json:"account,omitempty"`
	Action    string    `json:"action"`
	Batch     BatchID   `json:"batch,omitempty"`
	Domains   int       `json:"domains,omitempty"` // how many the request held
	HTTP      int       `json:"http,omitempty"`    // 0: no answer came
	Code      string    `json:"code,omitempty"`
	RequestID string    `json:"requestId,omitempty"`
	TaskNo    string    `json:"taskNo,omitempty"`
	Millis    int64     `json:"ms"`
	Body      []byte    `json:"-"` // the answer as received, at most 1 MiB, codes and tokens cut out
}
