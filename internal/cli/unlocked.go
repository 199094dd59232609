package cli

import (
	"domainbatch/internal/api"
)

// unlocked are the domains that the run has unlocked and not locked again, in
// the form that people read.
func (s *session) unlocked() []string {
	if s.plan == nil || s.ledger == nil {
		return nil
	}
	names := s.plan.Unlocked(s.ledger)
	for i, name := range names {
		names[i] = api.WireName(name)
	}
	return names
}

// printUnlocked names the domains that are unlocked now, and how to lock them.
func (s *session) printUnlocked() {
	names := s.unlocked()
	if len(names) == 0 {
		return
	}
	s.print("unlocked now, as far as is known: %s: %s\n", count(len(names), "domain"), firstFew(names))
	s.print("to lock them again and send nothing else: domainbatch apply %s --relock-only\n", quote(s.path))
}
