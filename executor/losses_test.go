package executor_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

// How often the answer about a change was lost is counted over all processes: each of
// them is stopped after a while, and together they send it eight times.
func TestLossesAreCountedOverProcesses(t *testing.T) {
	in(t, func(t *testing.T) {
		writes := 0
		o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
			if c.Action != write {
				return sandbox.Fault{}
			}
			writes++
			return sandbox.Fault{Lost: true, Dropped: true}
		}}
		r := newTrial(t, rows("admin", contact("Example"), "name-001.com"), o)
		processes := 0
		for ; processes < 40 && r.ledger.Standing(1).State != job.Settled; processes++ {
			ctx, cancel := context.WithTimeout(t.Context(), 25*time.Minute)
			carryOut := r.carryOut
			if processes > 0 {
				carryOut = r.executor().Apply
			}
			if err := carryOut(ctx); err != nil && !errors.Is(err, executor.ErrInterrupted) && !errors.Is(err, executor.ErrWaitOver) {
				t.Fatal(err)
			}
			cancel()
		}
		if writes != 8 || processes < 2 || !strings.Contains(r.ledger.Standing(1).Message, "lost 8 times") {
			t.Errorf("sent %d times by %d processes: %+v", writes, processes, r.ledger.Standing(1))
		}
	})
}
