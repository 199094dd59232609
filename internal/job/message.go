package job

import "strings"

// What the program itself says of a change or a row, as formats with %s or %d where
// something of the case belongs. The registrar's words stand beside them, never
// among them. Whoever says such a sentence in other words or another language
// takes it apart with ReadMessage.
const (
	MessageBrokenOff    = "the run was broken off before the answer came"
	MessageUntold       = "the answer does not speak of it"
	MessageLikeOthers   = "%s (not tried for this domain alone: the same data were refused for others with these words)"
	MessageOtherData    = "the answer was lost; task %s holds this domain and reports success, but the registrar shows other data: it may be another's task"
	MessageTwoEnds      = "the task shows this domain as executed with success and with failure (details %s and %s)"
	MessageManyTasks    = "the answer was lost, and several tasks hold this domain: %s"
	MessageLongLost     = "the answer was lost more than three days ago"
	MessageLostOften    = "the answer was lost %d times; it is not sent again by itself"
	MessageNoTask       = "the answer was lost and no task is listed" // another one may go on with it
	MessageNoTaskShows  = MessageNoTask + ", but the registrar shows %s"
	MessageNeverAgain   = "the answer was lost, and this operation is never sent again by itself: %s"
	MessageMailedBefore = "it was submitted or verified before; nothing was sent to it now"
	MessageNotInInbox   = "the inbox holds no result with this number"
	MessageSomeInInbox  = "%d of the %d results of this request were in the inbox, and are no more"
	MessageRefusedFor   = "refused for %s"
	MessageGone         = "it is gone: %s"
	MessageSentAgain    = "planned again, since %s found that nothing was done"
	MessageUndoneLate   = "not sent: %s found that nothing was done, and the domain was locked again since; plan it anew"
	MessageNoProfile    = "not sent: the profile that it needs is not known by its number"
	MessageNeeds        = "not sent: the change of %s that comes before it is %s"
	MessageRefusedData  = "VerifyContactField refuses the contact: %s"
	MessageEqual        = "every field was read back and is equal; nothing was sent (RegistrantType, Lang and the 60-day choice cannot be read back)"
	MessageMadeSince    = "somebody has made this change since the plan: every field was read back and is equal; nothing was sent"
	MessageOtherSince   = "the registrar shows other data than when the plan was made: look at the domain, and plan it again"
	MessageLockedAgain  = "the registrar shows that the domain is locked; nothing was sent once more"
	MessageRelockOnly   = "not sent: the run was ended by --relock-only"
	MessageNoAnswer     = "the task succeeded, but its detail shows no %s: go on with the run to ask again, or look in the console"
	MessageLacking      = "the task does not hold this domain"
	MessageOtherNames   = "the task does not hold this domain, but others that were not sent: it may stand there under another name"
	MessageRowsInvalid  = "not sent: the rows that ask for it are invalid"
	MessageNeedless     = "not needed: what it is for is not sent"
)

// What the registrar may show of a change whose answer was lost, for MessageNoTaskShows.
const (
	ShowsWanted       = "the wanted data"
	ShowsOther        = "other data than before"
	ShowsLock         = "the lock as it is wanted"
	ShowsServers      = "the wanted DNS servers"
	ShowsOtherServers = "other DNS servers than before"
)

// What the program says of changes that are not sent yet, and of rows.
const (
	MessageWaits      = "not sent: it waits for %s, which is %s"
	MessageIncomplete = "not sent: the plan is not complete"
	MessageNotBegun   = "not sent: the plan was not carried out yet"
	MessageNotYet     = "not sent yet"
	MessageHeld       = "not sent: %s of the input %s invalid, and --skip-invalid was not given"
	MessageStopped    = "not sent: %s" // one of the reasons to stop

	MessageLeftByOnly  = "left out by --only"
	MessageLeftByLimit = "left out by --limit"
	MessageLeftHidden  = "hidden in the workbook, left out by --visible-only"
)

// Why a process that was sending stopped before the end of the run.
const (
	StoppedByAPI      = "the run stopped when %s ended with %s"
	StoppedByCanary   = "the canary of %d did not succeed: %s is %s"
	StoppedByFailures = "%d of %d changes failed, and --max-failures is %s"
	StoppedByQuota    = "%d addresses are left for another day: an account may have %d verification mails sent a day; go on after %s"
	StoppedByDomains  = "there are more domains than --max-domains"
	StoppedByOrders   = "there are more orders than --allow-orders"
	StoppedStale      = "the plan is too old"
	StoppedNoKeys     = "there are no credentials that are taken"
	StoppedUnplanned  = "the plan is not complete; it has to be made again"
	StoppedUnapproved = "the plan needs an approval"
	StoppedOtherPlan  = "the plan is another one than that of --digest"
	StoppedByUser     = "the run was interrupted"
	StoppedByClock    = "the time for sending is over"
	StoppedWaiting    = "the waiting time is over"
	StoppedByDefect   = "the program failed"
)

// Messages are all of these; one that could be taken for another comes before it.
var Messages = []string{
	MessageBrokenOff, MessageUntold, MessageLikeOthers, MessageOtherData, MessageTwoEnds, MessageManyTasks,
	MessageLongLost, MessageLostOften, MessageNoTaskShows, MessageNoTask, MessageNeverAgain, MessageMailedBefore,
	MessageNotInInbox, MessageSomeInInbox, MessageRefusedFor, MessageGone, MessageSentAgain, MessageUndoneLate, MessageNoProfile, MessageNeeds,
	MessageRefusedData, MessageEqual, MessageMadeSince, MessageOtherSince, MessageLockedAgain, MessageRelockOnly,
	MessageNoAnswer, MessageOtherNames, MessageLacking, MessageRowsInvalid, MessageNeedless,
	MessageWaits, MessageIncomplete, MessageNotBegun, MessageNotYet, MessageHeld, MessageStopped,
	MessageLeftByOnly, MessageLeftByLimit, MessageLeftHidden,
	StoppedByAPI, StoppedByCanary, StoppedByFailures, StoppedByQuota, StoppedByDomains, StoppedByOrders,
	StoppedStale, StoppedNoKeys, StoppedUnplanned, StoppedUnapproved, StoppedOtherPlan, StoppedByUser, StoppedByClock, StoppedWaiting, StoppedByDefect,
}

// ReadMessage finds the format that a text was made of, and what was put into it.
// False for what is none of Messages.
func ReadMessage(text string) (format string, args []string, ok bool) {
	for _, format := range Messages {
		if args, ok := scan(format, text); ok {
			return format, args, true
		}
	}
	return "", nil, false
}

// scan takes a text apart by a format.
func scan(format, text string) (args []string, ok bool) {
	parts := strings.Split(strings.ReplaceAll(format, "%d", "%s"), "%s")
	rest, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return nil, false
	}
	for i, part := range parts[1:] {
		at := strings.Index(rest, part)
		if i == len(parts)-2 {
			at = len(rest) - len(part) // the last one ends the text
		}
		if at < 0 || !strings.HasPrefix(rest[at:], part) {
			return nil, false
		}
		args, rest = append(args, rest[:at]), rest[at+len(part):]
	}
	return args, rest == ""
}
