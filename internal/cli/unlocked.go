package cli

import (
	"fmt"

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

// unlockedLine names the domains that are unlocked; empty where none is.
func (s *session) unlockedLine() string {
	names := s.unlocked()
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("unlocked now, as far as is known: %s: %s", count(len(names), "domain"), firstFew(names))
}

// relockLine says how to lock them.
func (s *session) relockLine() string {
	if len(s.unlocked()) == 0 {
		return ""
	}
	return fmt.Sprintf("to lock them again and send nothing else: domainbatch apply %s --relock-only", quote(s.path))
}

// printUnlocked names the domains that are unlocked now, and how to lock them.
func (s *session) printUnlocked() {
	if line := s.unlockedLine(); line != "" {
		s.print("%s\n%s\n", line, s.relockLine())
	}
}
