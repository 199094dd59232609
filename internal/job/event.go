package job

import "time"

// Kind says what an event records.
type Kind string

// The kinds of events, in the order in which a run meets them.
const (
	KindOpened    Kind = "opened"    // the run was made: Info, Input, By
	KindLoaded    Kind = "loaded"    // a piece of the plan: Chunk
	KindVerified  Kind = "verified"  // VerifyContactField answered: Check
	KindRead      Kind = "read"      // a present contact was read: Before
	KindAccount   Kind = "account"   // the account's list was read, or a piece of it: Account
	KindPlanned   Kind = "planned"   // the plan is complete: Batches; standings of what will not be sent
	KindStarted   Kind = "started"   // a process took the run up: Note is how, By is whose
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
	KindApproved  Kind = "approved"  // a person approved the plan: Person, Digest, By
	KindAfter     Kind = "after"     // a contact was read after its change: After
	KindLogged    Kind = "logged"    // the registrar's own log was read, or a piece of it: Log
	KindForgotten Kind = "forgotten" // the personal data before it was taken out: Totals, By
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
	Answers   []Answer   // what the API answered for changes that it settles
	Info      *Info
	Input     []byte // a copy of the input
	Chunk     *Chunk
	Check     *Check
	Before    *Before
	After     *Before // the contact as the registrar shows it after the change
	Log       *ChangeLog
	Account   *Account
	Call      *Call
	Person    *Person
	By        *Process
	Totals    *Totals
	Digest    string // with approved: of the plan
	Exit      int    // with stopped: the exit code that the process came to
	Taken     int    // with cut: how many changes of the request the registrar took
	Note      string // plain words without contact data
}

// Person is who has decided something that the program cannot: that a plan may be
// carried out, or what became of a lost answer.
type Person struct {
	Name      string `json:"name"`
	Note      string `json:"note,omitempty"`
	Authority string `json:"authority,omitempty"` // what the decision rests on: a resolution, a power of attorney
}

// Process is who ran the program, and where, as the system tells it.
type Process struct {
	User string `json:"user,omitempty"`
	Host string `json:"host,omitempty"`
	Tool string `json:"tool,omitempty"` // version of this program
}

// Totals are what is left to say of a run whose personal data was taken out.
type Totals struct {
	Rows     int            `json:"rows"`
	Domains  int            `json:"domains"`
	Contacts int            `json:"contacts"`
	Changes  int            `json:"changes"`
	Results  map[Result]int `json:"results"` // of the rows
}

// ChangeLog is what the registrar's own log (QueryChangeLogList, 003 §5.8) shows
// of a stretch of time, or why it does not.
type ChangeLog struct {
	Account   string      `json:"account,omitempty"`
	From      time.Time   `json:"from"`
	To        time.Time   `json:"to"`
	Domain    string      `json:"domain,omitempty"` // only this one was asked for; ASCII form
	Total     int         `json:"total,omitempty"`  // as the registrar counts them
	Whole     bool        `json:"whole,omitempty"`  // all of the stretch; false: older ones are missing, or it was not read
	Code      string      `json:"code,omitempty"`   // why it was not read
	RequestID string      `json:"requestId,omitempty"`
	At        time.Time   `json:"at"`
	Records   []LogRecord `json:"-"` // personal data
}

// LogRecord is one line of the registrar's log.
type LogRecord struct {
	Domain    string `json:"domain"` // ASCII form, lower case
	Operation string `json:"operation"`
	Result    string `json:"result"`
	Details   string `json:"details,omitempty"`
	IP        string `json:"ip,omitempty"`
	Time      string `json:"time"` // as the API writes it, in UTC
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

// Before is the contact that a domain had before a change, or after it.
type Before struct {
	Change    ChangeID  `json:"change"`
	Fields    Params    `json:"-"` // what the API returned; nil when it returned an error for this domain
	Code      string    `json:"code,omitempty"`
	Message   string    `json:"-"`
	RequestID string    `json:"requestId,omitempty"`
	At        time.Time `json:"at"`
}

// Answer is what the API answered for one change beside a task: whether a name
// can be registered, how a transfer stands. It may be personal, and is never a secret.
type Answer struct {
	Change ChangeID `json:"change"`
	Fields Params   `json:"fields"` // by the API's names
}

// Account is what was read of the account's own lists, or a piece of it: pieces
// add up, and what is read of a domain later stands for what was read before.
type Account struct {
	Name     string    `json:"name,omitempty"`  // of the account
	At       time.Time `json:"at"`              // when the reading began
	Whole    bool      `json:"whole,omitempty"` // with this piece the list of domains is complete
	Total    int       `json:"total,omitempty"` // domains of the whole list, with Whole
	Holdings []Holding `json:"holdings,omitempty"`
	Profiles []Profile `json:"-"` // personal data
	Emails   []Email   `json:"-"` // personal data
}

// Holding is a domain as the account has it (QueryDomainList and
// QueryDomainByInstanceId, 003 §5.12 and §5.11).
type Holding struct {
	Domain     string       `json:"domain"`            // ASCII form, lower case
	Account    string       `json:"account,omitempty"` // that has it, or was asked; empty in a run of one account
	InstanceID string       `json:"id,omitempty"`
	Type       string       `json:"type,omitempty"` // RegistrantType: 1 individual, 2 organization; empty: not told
	Registered time.Time    `json:"registered,omitzero"`
	Expires    time.Time    `json:"expires,omitzero"`
	Status     string       `json:"status,omitempty"` // DomainStatus, as the API writes it
	State      *DomainState `json:"state,omitempty"`  // nil: QueryDomainByInstanceId was not asked
	Gone       bool         `json:"gone,omitempty"`   // asked for by name, and not there
}

// DomainState is how a domain stands beside its dates (003 §5.11).
type DomainState struct {
	UpdateLock    string   `json:"updateLock,omitempty"`   // NONE_SETTING, OPEN or CLOSE
	TransferLock  string   `json:"transferLock,omitempty"` // the same
	EmailVerified string   `json:"email,omitempty"`        // EmailVerificationStatus: 0 or 1
	RealName      string   `json:"realName,omitempty"`     // RealNameStatus, where the API tells it
	DNS           []string `json:"dns,omitempty"`
}

// Locked tells whether changes are refused for the update lock.
func (s *DomainState) Locked() bool { return s != nil && s.UpdateLock == "OPEN" }

// Profile is a registrant profile of the account (QueryRegistrantProfiles, 003 §4.2).
type Profile struct {
	Account  string // empty in a run of one account
	ID       string
	Default  bool
	Verified string // RealNameStatus, where the API tells it
	Fields   Params
}

// Email is an address that was submitted for verification (ListEmailVerification, 003 §5.3).
type Email struct {
	Account  string // empty in a run of one account
	Address  string
	Verified bool
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
