package executor_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

// What concerns the account as a whole stops the run, with everything that was
// not sent still planned: at once where it cannot pass, else when the same has
// come three times.
func TestStop(t *testing.T) {
	for code, times := range map[string]int{"SignatureDoesNotMatch": 1, "Forbidden.RAM": 3, "InvalidAccessKeyId.NotFound": 3} {
		in(t, func(t *testing.T) {
			refused := true
			o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
				if c.Action != write || !refused {
					return sandbox.Fault{}
				}
				return sandbox.Fault{Dropped: true, Status: 403, Code: code, Message: "No."}
			}}
			r := newTrial(t, rows("admin", contact("Example"), names(10)...), o)
			err := r.carryOut(t.Context())
			stop, ok := errors.AsType[*executor.StopError](err)
			if !ok || !stop.Diagnosis.Credentials {
				t.Fatalf("got %v, want an error about credentials", err)
			}
			if n := r.box.Ledger().Calls[write]; n != times {
				t.Errorf("%s: %d write requests, want %d", code, n, times)
			}
			if diff := cmp.Diff(map[job.Result]int{job.Unsent: 10}, r.results()); diff != "" {
				t.Error(diff)
			}
			refused = false
			if err := r.executor().Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.once()
		})
	}
}

// A refusal of the account that passes before it has come three times in a row
// stops nothing, however often others come after a success.
func TestRefusalPasses(t *testing.T) {
	in(t, func(t *testing.T) {
		list := rows("admin", contact("Example"), names(12)...)
		for i := range list {
			list[i].Asks[0].Fields = contact(fmt.Sprintf("Example %d", i))
		}
		o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
			if c.Nth%3 == 0 {
				return sandbox.Fault{}
			}
			return sandbox.Fault{Dropped: true, Status: 403, Code: "Forbidden.RAM", Message: "No."}
		}}
		r := newTrial(t, list, o)
		r.opts.Workers = 1
		r.ends(map[job.Result]int{job.Succeeded: 12})
	})
}

// A clock is corrected once: an API that refuses the corrected time too stops the
// run, and one that does not tell its own time does at once.
func TestClockIsCorrectedOnce(t *testing.T) {
	ahead := time.Now().Add(20 * time.Minute).UTC().Format(http.TimeFormat)
	for date, times := range map[string]int{ahead: 2, "": 1} {
		for _, action := range []string{api.VerifyContactField, write} {
			in(t, func(t *testing.T) {
				o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
					if c.Action != action {
						return sandbox.Fault{}
					}
					return sandbox.Fault{Dropped: true, Status: 400, Code: "InvalidTimeStamp.Expired", Message: "No.", Header: map[string]string{"Date": date}}
				}}
				r := newTrial(t, rows("admin", contact("Example"), names(3)...), o)
				if err := r.carryOut(t.Context()); !errors.As(err, new(*executor.StopError)) {
					t.Fatalf("%s: %v", action, err)
				}
				if n := r.box.Ledger().Calls[action]; n != times {
					t.Errorf("%s, Date %q: %d calls, want %d", action, date, n, times)
				}
			})
		}
	}
}
