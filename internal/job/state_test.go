package job_test

import (
	"testing"

	"domainbatch/internal/job"
)

// What waits to be sent again is unknown where an earlier sending may have done
// it, and unsent where it surely has not.
func TestMaybeDone(t *testing.T) {
	s := job.Standing{State: job.Planned, Lost: 1}
	if got := s.Outcome(); got != job.Unsent {
		t.Errorf("surely not done: %s", got)
	}
	s.Maybe = true
	if got := s.Outcome(); got != job.Unknown {
		t.Errorf("perhaps done: %s", got)
	}
}
