package job

import (
	"slices"
	"time"
)

// State is where a change stands on its way to an answer.
//
//	planned ──begin──► sending ──accept──► accepted ──settle──► settled
//	   ▲                  │                    │
//	   ├────return────────┤ surely not done    └─cut─► planned or doubtful: the registrar's task lacks this change
//	   ├────split─────────┤ refused without naming the culprit: halves, down to it
//	   │                  ├──refuse─► refused    the API said no, for this one change
//	   │                  └──doubt──► doubtful   the answer was lost
//	   ├──────────── reconcile ◄─────────┘  ──► accepted, planned or settled as unknown
//	   │
//	   ├──undone── settled as unknown ──adopt──► accepted    a person's word
//	   ├──return── settled as unsent, when what it needed came after all
//	   └──return── refused, failed or unknown, of a change that locks a domain again
//
// Everything but sending is safe to crash in. A change found in sending when a
// run is taken up again was under way when the program died: it is doubtful.
// From doubtful and unknown there is no way to sending but through planned, and
// to planned only through asking the registrar, or a person who did.
type State string

// The states of a change, with who moves it there.
const (
	Planned  State = "planned"  // the planner; the executor when nothing was done; a person who says so
	Sending  State = "sending"  // the executor, before the call
	Accepted State = "accepted" // the executor, when the API gave a task; a person who names one
	Doubtful State = "doubtful" // the executor, when the answer was lost
	Refused  State = "refused"  // the executor, when the API said no to this one change
	Settled  State = "settled"  // the planner and the executor, with a result
)

// moves are the arrows of the drawing.
var moves = map[State][]State{
	"":       {Planned, Settled},
	Planned:  {Planned, Sending, Refused, Settled},
	Sending:  {Accepted, Planned, Refused, Doubtful, Settled},
	Accepted: {Accepted, Settled, Planned, Doubtful},
	Doubtful: {Accepted, Planned, Settled, Doubtful},
	Settled:  {Planned, Settled, Accepted},
}

// May tells whether the change can go to the state next. What the registrar has
// answered is final; only what is unknown can be found in a task after all, and a
// domain that was not locked again can be tried to be once more.
func (s *Standing) May(next State) bool {
	switch {
	case s.Relock && next == Planned && s.State.Ended():
		return s.Outcome() != Succeeded
	case s.State == Settled && (s.Result == Succeeded || s.Result == Failed):
		return false
	case s.State == Settled && next == Accepted:
		return s.Result == Unknown
	}
	return slices.Contains(moves[s.State], next)
}

// Open tells whether the change may hold a task at the registrar.
func (s State) Open() bool { return s == Sending || s == Accepted || s == Doubtful }

// Ended tells whether the change has its answer.
func (s State) Ended() bool { return s == Settled || s == Refused }

// Result is what became of a change, and made of them, of a row.
type Result string

// The results, in the words of every report.
const (
	Succeeded Result = "succeeded" // the API reports the task detail as executed with success
	Unchanged Result = "unchanged" // what would be sent was read back before and is equal; nothing was sent
	Failed    Result = "failed"    // the task detail ended in failure, or the API refused this one
	Invalid   Result = "invalid"   // cannot be sent: a cell is wrong, or verification refuses the contact
	Skipped   Result = "skipped"   // the user left it out
	Pending   Result = "pending"   // accepted by the API, not finished yet
	Unknown   Result = "unknown"   // sent, the answer was lost, and asking did not settle it
	Unsent    Result = "unsent"    // planned and not sent
)

// Results lists all results in the order in which a row takes the first that
// one of its changes has.
var Results = []Result{Invalid, Unknown, Failed, Pending, Unsent, Skipped, Succeeded, Unchanged}

// Standing is all that is known of what became of one change.
type Standing struct {
	Change       ChangeID  `json:"c"`
	State        State     `json:"s"`
	Batch        BatchID   `json:"b,omitempty"`
	Result       Result    `json:"r,omitempty"` // settled only
	Code         string    `json:"code,omitempty"`
	Message      string    `json:"-"` // may repeat contact data: kept apart from the facts of an event
	TaskNo       string    `json:"t,omitempty"`
	TaskDetailNo string    `json:"d,omitempty"`
	Status       Status    `json:"st,omitempty"` // of the task detail, as last seen
	RequestID    string    `json:"q,omitempty"`
	Submitted    time.Time `json:"at,omitzero"`
	Finished     time.Time `json:"end,omitzero"`
	Lost         int       `json:"x,omitempty"` // how often an answer about it was lost
	Found        bool      `json:"f,omitempty"` // TaskNo was not answered but found by asking
	Made         string    `json:"m,omitempty"` // the id of what it made: a registrant profile
	Maybe        bool      `json:"y,omitempty"` // an answer was lost, it may have been done, and it is sent again all the same: that has the same end
	Relock       bool      `json:"k,omitempty"` // it locks again what the run has unlocked; since it was sent
	Undone       bool      `json:"u,omitempty"` // a person found that what was lost was not done; until it is sent again
}

// Doubted tells whether an answer about the change was lost once.
func (s *Standing) Doubted() bool { return s.Lost > 0 }

// Outcome is the result that the standing amounts to at this moment.
func (s *Standing) Outcome() Result {
	switch s.State {
	case Settled:
		return s.Result
	case Refused:
		return Failed
	case Accepted:
		return Pending
	case Sending, Doubtful:
		return Unknown
	case Planned:
		if s.Maybe {
			return Unknown
		}
	}
	return Unsent
}

// Status is how far the registrar is with a task detail.
type Status int

// The statuses of a task detail (TaskStatusCode 0 to 3 of QueryTaskDetailList,
// 003 §5.14). StatusNone is a detail that was not seen yet.
const (
	StatusNone Status = iota
	StatusWaiting
	StatusExecuting
	StatusSuccess
	StatusFailure
)

// Ended tells whether the registrar is through with the detail.
func (s Status) Ended() bool { return s == StatusSuccess || s == StatusFailure }

// Task is what the API makes of a batch (an entry of QueryTaskList, 003 §5.16).
type Task struct {
	No       string
	Type     string // open set; see the TaskType enumeration of the API
	Num      int    // number of domains
	Complete bool   // all details ended; says nothing about success
	Created  string // as the API writes it; zone not documented
}

// Detail is one domain of a task (an entry of QueryTaskDetailList, 003 §5.14).
type Detail struct {
	TaskNo   string
	No       string
	Type     string
	Domain   string // as the API writes it
	Status   Status
	Message  string // filled on success too
	Created  string
	Updated  string
	Result   string // payload of task types that have one
	TryCount int
}
