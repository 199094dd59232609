package sandbox

import (
	"time"

	"domainbatch/internal/job"
)

// lockKind tells the two locks of a domain apart.
type lockKind uint8

const (
	updateLock lockKind = iota
	transferLock
	lockKinds
)

// lock is how a lock stands.
type lock uint8

const (
	lockAsBefore lock = iota
	lockOpen          // on
	lockClose         // off
)

// lockWords are the values of the lock fields (003 §5.11).
var lockWords = [...]string{lockAsBefore: "NONE_SETTING", lockOpen: "OPEN", lockClose: "CLOSE"}

// lock tells how a lock of a domain stands at a moment.
func (s *Sandbox) lock(name string, kind lockKind, now time.Time) lock {
	if d := s.at(name, now); d != nil && d.locks[kind] != lockAsBefore {
		return d.locks[kind]
	}
	if h := s.domains.held[name]; h != nil {
		if on := [...]*bool{h.UpdateLock, h.TransferLock}[kind]; on != nil {
			return lockFrom(*on)
		}
	}
	if fateOf(name) == [...]fate{fateLocked, fateGuarded}[kind] {
		return lockOpen
	}
	return lockAsBefore
}

func (s *Sandbox) isOn(name string, kind lockKind, now time.Time) bool {
	return s.lock(name, kind, now) == lockOpen
}

func lockFrom(on bool) lock {
	if on {
		return lockOpen
	}
	return lockClose
}

// setLock is the effect of the operations on one lock.
func setLock(kind lockKind) func(*Sandbox, *domain, *task, int) {
	return func(s *Sandbox, d *domain, t *task, i int) {
		was := s.lock(t.details[i].name, kind, t.ended(i))
		d.locks[kind] = lockFrom(t.fields["Status"] == "true")
		t.details[i].change = lockWords[was] + " -> " + lockWords[d.locks[kind]]
	}
}

// whole gives an effect all parameters.
func whole(_ *Sandbox, params job.Params) job.Params { return params }

func lockOperations() []operation {
	status := flag("Status")
	status.required, status.other = true, opposite
	update := operation{
		name: "SaveBatchTaskForUpdateProhibitionLock", run: submit, toggles: true,
		params: []param{domainList, status},
		types:  map[string]string{"": "SET_UPDATE_PROHIBITED"}, fields: whole, effect: setLock(updateLock),
	}
	transfer := operation{
		name: "SaveBatchTaskForTransferProhibitionLock", run: submit, toggles: true,
		params: []param{domainList, status},
		types:  map[string]string{"": "SET_TRANSFER_PROHIBITED"}, fields: whole, effect: setLock(transferLock),
	}
	oneUpdate, oneTransfer := update, transfer
	oneUpdate.name, oneUpdate.params = "SaveSingleTaskForUpdateProhibitionLock", []param{domainName, status}
	oneTransfer.name, oneTransfer.params = "SaveSingleTaskForTransferProhibitionLock", []param{domainName, status}
	return []operation{update, transfer, oneUpdate, oneTransfer}
}

func opposite(status string) string {
	if status == "true" {
		return "false"
	}
	return "true"
}
