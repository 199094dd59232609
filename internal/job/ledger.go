package job

import (
	"fmt"
	"time"
)

// Ledger is the state of a run: what its events amount to so far. The zero
// value is a run without events.
type Ledger struct {
	Standings []Standing          // at index ChangeID-1
	Checks    map[ContactID]Check // verified contacts, refused ones too
	Befores   map[ChangeID]Before // what was read before, without the values
	Calls     map[string]int      // calls made, by action
	Holdings  map[string]Holding  // domains of the account, as far as they were read
	Account   Account             // the last whole reading of its list, without what was read
	Accounts  map[string]Account  // the like of each account by name, where lists of several were read
	LastBatch BatchID             // highest number given to a batch
	Batches   int                 // write requests of the plan
	Loaded    bool                // the plan's rows and changes are complete
	Planned   bool                // its batches are
	Sent      bool                // something was sent, or was about to be
	Taken     int                 // the most changes that the registrar was seen to take of one request; 0: not known
	Stopped   string              // why the last process that sent stopped before the end; empty: it did not
	Approval  Approval            // of the plan as it stands; zero: nobody has approved it
	Forgotten *Forgotten          // personal data was taken out; nil: none was
}

// Approval is that a person has approved a plan. A plan of another digest that
// takes its place voids it.
type Approval struct {
	Digest string    `json:"digest"` // of the plan that was approved
	At     time.Time `json:"at"`
}

// Forgotten is that the personal data of a run was taken out, and what is left to say.
type Forgotten struct {
	At     time.Time `json:"at"`
	Totals Totals    `json:"totals"`
}

// Standing returns the standing of a change; it may be written to by the owner of the ledger.
func (l *Ledger) Standing(id ChangeID) *Standing {
	for int(id) > len(l.Standings) {
		l.Standings = append(l.Standings, Standing{Change: ChangeID(len(l.Standings) + 1)})
	}
	return &l.Standings[id-1]
}

// HolderType is the RegistrantType of a domain as the list of an account had it when
// that was read; empty where it was not told.
func (l *Ledger) HolderType(domain, account string) string {
	h := l.Holdings[domain]
	if h.Account != "" && h.Account != account {
		return ""
	}
	return h.Type
}

// Apply takes one event into the state. It refuses a move that the drawing of
// State does not have, and then leaves the ledger as it was for the changes
// that follow: such an event is a defect of the program or of the run file.
func (l *Ledger) Apply(e *Event) error {
	l.note(e)
	for _, b := range e.Batches {
		l.LastBatch = max(l.LastBatch, b.ID)
		for _, id := range b.Changes {
			s := *l.Standing(id)
			s.State, s.Batch = Planned, b.ID
			if err := l.move(s); err != nil {
				return fmt.Errorf("%s: %w", e.Kind, err)
			}
		}
	}
	for _, s := range e.Standings {
		if err := l.move(s); err != nil {
			return fmt.Errorf("%s: %w", e.Kind, err)
		}
	}
	return nil
}

func (l *Ledger) note(e *Event) {
	switch {
	case e.Chunk != nil:
		l.load(e.Chunk.Digest)
	case e.Check != nil:
		put(&l.Checks, e.Check.Contact, *e.Check)
	case e.Before != nil:
		before := *e.Before
		before.Fields = nil
		put(&l.Befores, before.Change, before)
	case e.Account != nil:
		l.hold(e.Account)
	case e.Call != nil:
		put(&l.Calls, e.Call.Action, l.Calls[e.Call.Action]+1)
	case e.Taken > 0 && (l.Taken == 0 || e.Taken < l.Taken):
		l.Taken = e.Taken
	}
	l.mark(e)
}

// hold takes in what was read of the account. Profiles and addresses are not
// kept here: they are personal data, and read anew where they are needed.
func (l *Ledger) hold(a *Account) {
	for _, h := range a.Holdings {
		put(&l.Holdings, h.Domain, h)
	}
	if a.Whole {
		before := l.Account
		l.Account = Account{Name: a.Name, At: a.At, Whole: true, Total: a.Total}
		if before.Whole && before.Name != a.Name && l.Accounts == nil {
			put(&l.Accounts, before.Name, before)
		}
		if l.Accounts != nil {
			l.Accounts[a.Name] = l.Account
		}
	}
}

// Reading is the whole reading of the list of an account; not Whole where there was none.
func (l *Ledger) Reading(account string) Account {
	if one, read := l.Accounts[account]; read || l.Accounts != nil {
		return one
	}
	if l.Account.Name == account || l.Account.Name == "" {
		return l.Account
	}
	return Account{}
}

// mark takes what an event says of the run as a whole.
func (l *Ledger) mark(e *Event) {
	switch e.Kind {
	case KindPlanned:
		l.Planned, l.Batches = true, len(e.Batches)
	case KindBegin:
		l.Sent = true
	case KindStarted:
		l.Stopped = ""
	case KindStopped:
		l.Stopped = e.Note
	case KindApproved:
		l.Approval = Approval{Digest: e.Digest, At: e.At}
	case KindForgotten:
		if e.Totals != nil {
			l.Forgotten = &Forgotten{At: e.At, Totals: *e.Totals}
		}
	}
}

// load takes note of the end of a plan, which has its digest.
func (l *Ledger) load(digest string) {
	if digest == "" {
		return
	}
	l.Loaded = true
	if l.Approval.Digest != digest {
		l.Approval = Approval{}
	}
}

func put[K comparable, V any](m *map[K]V, key K, value V) {
	if *m == nil {
		*m = make(map[K]V)
	}
	(*m)[key] = value
}

func (l *Ledger) move(s Standing) error {
	now := l.Standing(s.Change)
	if !now.May(s.State) {
		return fmt.Errorf("change %d: %q to %q is no move", s.Change, now.State, s.State)
	}
	*now = s
	return nil
}
