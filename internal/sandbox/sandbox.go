// Package sandbox simulates the Alibaba Cloud Domain API, strict where the API
// is strict: signature, clock, nonces, required parameters, enumerations,
// paging, error bodies, asynchronous tasks. One Sandbox is an http.Handler and
// an http.RoundTripper over the same code; time passes when it is asked, so it
// has no goroutines, a server's aside, and runs in virtual time as well as in
// real time.
//
// # Fates
//
// Domain names order their own fate, as test card numbers do:
//
//	missing-*   is not in the account: DomainNotExist
//	refuse-*    its task detail ends in EXECUTE_FAILURE; CheckDomain: QueryRegistryFailed
//	busy-*      answers TaskIsBeingProcessed for the first two write calls that hold it; CheckDomain: Busy
//	slow-*      takes twenty times as long
//	stuck-*     its task detail never ends; CheckDomain: Failed
//	locked-*    has the update lock on at first: contacts, DNS servers and DNS hosts cannot be changed until it is off
//	guarded-*   has the transfer lock on at first: no authorization code until it is off
//	illegal-*   a write call that holds it is refused whole with ParameterIllegal; CheckDomain: InvaildParameter
//	expired-*   has expired and can be renewed: until then its registrant cannot be changed
//	redeem-*    is in redemption: nothing but a redemption succeeds
//	premium-*   is a premium name: no registration without PermitPremiumActivation
//	taken-*     is somebody's: CheckDomain says 0, and a registration fails
//	incoming-*  is being transferred in, and waits for the answer to its mail
//	leaving-*   is being transferred out
//
// A contact with the City "Nowhere" is refused with ParameterIllegal, and the
// registrant profile 404 does not exist; every other one does that was not
// deleted. A profile is verified by real name unless its RegistrantOrganization
// begins with "Unverified" (NONAUDIT), "Auditing" or "Failed". E-mail addresses
// order theirs by how they begin:
//
//	verified    is verified from the beginning
//	unverified  contact changes with it fail until it is verified
//	quota       no mail is sent to it: SendTokenQuotaExceeded
//	refused     is no address: ParameterIllegal
//
// The token in the mail to someone@example.com is "token-someone@example.com".
// That of transfers in is "token-" and the domains, apart by commas. An
// authorization code that begins with "wrong" is.
//
// # Facts
//
// What nothing was written to follows from its name, and nothing is kept of it:
// the instance id, which leads back to the name, the day of registration in
// 2004 to 2018, and of expiry in 2035 (of expired-* and redeem-* names when it
// last came round), and everything that contact, DNS servers and profile tell.
// Options.Holdings gives dates and locks of its own.
//
// # What it decides where the documents are silent
//
// A field that a write leaves out keeps its value. A domain is free again when
// its own task detail has ended. Days are those of UTC+08:00, the zone of the
// times that the API writes; those of the change log are in UTC (003 §5.8). A
// task that does not exist has an empty list of details. Parameters that an
// operation does not know are ignored. The effect of a call comes before its
// latency, so a caller that gives up in between has lost an answer, not
// prevented an effect.
//
// Without Domains and Holdings QueryDomainList is empty, since it cannot tell
// them all, and its filter finds the exact name; otherwise the filter finds a
// part of names too. Its order is that of storage unless another one is asked
// for. An InstanceId of no domain is ParameterIllegal. CheckDomain takes every
// name for free that is not the account's; where every name exists, that was
// not written to.
//
// A DNS server below the domain itself needs its DNS host. An order for renewal
// or redemption is refused whole unless CurrentExpirationDate is the expiry in
// milliseconds and the domain can be renewed or redeemed; a redemption renews
// it to when its day comes round next. Domains are in redemption 30 days after
// their expiry. A registration whose profile is not verified is refused.
//
// The registrant of no domain is changed to a profile that is not verified. One
// under review (AUDITING) cannot be changed; others can, though the console
// refuses it. The 501st profile is refused with ParameterIllegal. QueryRegistrantProfiles
// lists the profiles that were made here; its filters are whole values.
//
// New addresses are not verified, those of the contacts and profiles that were
// there before are. They block nothing unless their name says so. An address
// that is verified comes back in ExistList, whatever SendIfExist says. A token
// is good for three days and once.
//
// Only names order transfers in. Once the code is given, whatever became of
// the mail, one ends within TaskTime, and the domain is in the account. A
// cancelled one stays in the list. An authorization code is the same at every
// asking, and needs a domain that is in force, without transfer lock, and
// without a change of its registrant that barred transfers in the last 60 days.
//
// The inbox shows what has ended and is not in the history.
//
// Of the operations that no document has, CancelTask ends the details that have
// not started, and is refused where there are none. The lists do not know the
// filters Form, TradeType, ResourceGroupId and Tag; their words are compared with
// the name before its first dot, and a sort flag is upwards where it is true.
//
// A call is signed in its headers (ACS3-HMAC-SHA256), of which no document
// here tells, where it has an Authorization that begins with ACS3- or a header
// x-acs-signature-nonce. The host and all headers that begin with x-acs- have to
// be among the signed ones, else it is an IncompleteSignature; a header that is
// absent is a MissingHeader; and the answer is JSON unless Format, or an Accept
// that names nothing else, asks for XML.
package sandbox

import (
	"sync"
	"time"
)

// What a sandbox takes unless told otherwise.
const (
	DefaultKey      = "testid"
	DefaultSecret   = "testsecret"
	DefaultTaskTime = 2 * time.Second
	DefaultHistory  = 30 * 24 * time.Hour
	DefaultLate     = time.Minute
	DefaultSettle   = 10 * time.Minute
)

// Options say how a sandbox behaves. The zero value is a sandbox without
// faults in which every domain exists.
type Options struct {
	Key    string // AccessKeyId; empty: DefaultKey
	Secret string // empty: DefaultSecret
	Seed   int64  // everything that looks like chance comes from it

	Domains      []string      // only these exist, in either form; with Holdings nil too, every domain does
	Holdings     []Holding     // beside Domains, with more known of them
	TaskTime     time.Duration // in which an ordinary task ends; 0: DefaultTaskTime
	HistoryAfter time.Duration // age at which tasks move to the history operations; 0: DefaultHistory
	TokenLife    time.Duration // every call needs a SecurityToken, each good so long after it was first seen; 0: none does
	Clock        time.Duration // how far this clock is ahead of Now; all times here are its own
	Settle       time.Duration // how long a caller waits for a task to show; for the Ledger only; 0: DefaultSettle
	Take         int           // most domains taken of one batch, the others silently left out; 0: all
	Camel        bool          // answers in camelCase and with flat lists, as the documents print them

	QPS     float64       // calls in a sliding second before Throttling.User; 0: no limit
	Latency time.Duration // of every answer

	// Probabilities per call, drawn apart in this order; a call has one fault at most.
	Throttle, LoseBefore, LoseAfter, ServerError, Garbage float64
	// Rates are probabilities of further faults by their names; see FaultNames.
	Rates map[string]float64
	// Late is the most that late-task hides by chance, and the age of the lists
	// of stale-list; 0: DefaultLate.
	Late time.Duration
	// Faults is asked for a fault of each call that is not throttled anyway, in
	// the order of arrival and never for two calls at once. A fault that it
	// gives goes before chance. It may ask for the Ledger, and makes no calls.
	Faults func(Call) Fault

	Now func() time.Time // nil: time.Now; safe for concurrent use
	// Record is given one record per effect, in order, before the effect
	// shows; see Replay. It must not call the sandbox. Records hold contact
	// data. Its error fails the call with InternalError and prevents the effect.
	Record func([]byte) error
}

// Sandbox is a simulated account. It is safe for concurrent use.
type Sandbox struct {
	opts   Options
	ops    map[string]*operation
	faults []faultKind

	order sync.Mutex // held while a call gets its number and its fault, so that both have one order
	storm time.Time  // until which all calls are throttled; guarded by order

	mu       sync.Mutex // guards all that follows
	number   int64      // of the last call
	pace     window
	nonces   nonceMemory
	tokens   map[uint64]time.Time // by the hash of each, when it was first seen
	tasks    taskList
	domains  domainSet
	contacts contactStore
	notes    notes

	mail      mailbox
	templates templates
}

// New makes a sandbox.
func New(opts Options) *Sandbox {
	setDefault(&opts.Key, DefaultKey)
	setDefault(&opts.Secret, DefaultSecret)
	setDefault(&opts.TaskTime, DefaultTaskTime)
	setDefault(&opts.HistoryAfter, DefaultHistory)
	setDefault(&opts.Late, DefaultLate)
	setDefault(&opts.Settle, DefaultSettle)
	now := opts.Now
	if now == nil {
		now = time.Now
	}
	opts.Now = func() time.Time { return now().Add(opts.Clock) }
	s := &Sandbox{opts: opts, ops: make(map[string]*operation), faults: faultKinds()}
	for _, op := range operations() {
		s.ops[op.name] = &op
	}
	s.pace = newWindow(opts.QPS)
	s.notes.settle = opts.Settle
	s.tokens = make(map[uint64]time.Time)
	s.domains = newDomainSet(opts.Domains, opts.Holdings)
	return s
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
