package executor_test

import (
	"testing"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

// A task that the registrar shows after the settling time only: where the contact
// shows what was wanted, the change is unknown and not sent again. What the
// contact cannot show, a failure and a change by profile, is sent again, and the
// ledger counts that apart.
func TestTaskShowsAfterSettling(t *testing.T) {
	in(t, func(t *testing.T) {
		hidden := sandbox.Fault{Lost: true, Hide: 30 * time.Minute}
		r := newTrial(t, rows("admin", contact("Example"), "name-001.com", "refuse-one.com"), sandbox.Options{Faults: onWrite(1, hidden)})
		r.opts.Wait = time.Hour
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Unknown: 1, job.Failed: 1})
		if l := r.box.Ledger(); l.Repeats != 1 || l.LateRepeats != 1 {
			t.Errorf("%d effects repeated, %d of them late; want the one that failed", l.Repeats, l.LateRepeats)
		}
		<-time.After(time.Hour)
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 1, job.Failed: 1})
	})
}

// With values from before, a change by profile that shows late is noticed by the
// contact being another one, and not sent again.
func TestProfileShowsAfterSettling(t *testing.T) {
	in(t, func(t *testing.T) {
		o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
			if c.Action == api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID && c.Nth == 1 {
				return sandbox.Fault{Lost: true, Hide: 30 * time.Minute}
			}
			return sandbox.Fault{}
		}}
		r := newTrial(t, rows("registrant", contact("Example"), names(2)...), o)
		r.byProfile()
		r.opts.Wait, r.opts.Before = time.Hour, true
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.once()
		r.expect(map[job.Result]int{job.Unknown: 2})
		<-time.After(time.Hour)
		if err := r.executor().Reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 2})
	})
}

// byProfile has the first group change its contacts by a registrant profile.
func (r *trial) byProfile() {
	g := &r.plan.Groups[0]
	g.Action, g.Contact = api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID, 0
	g.Shared = job.Params{"RegistrantProfileId": "7", "TransferOutProhibited": "false"}
}

// The same within the settling time repeats nothing, by profile too.
func TestTaskShowsLate(t *testing.T) {
	for _, hide := range []time.Duration{time.Second, 5 * time.Minute, 9*time.Minute + 50*time.Second} {
		in(t, func(t *testing.T) {
			o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
				if c.Nth == 1 && len(c.Domains) > 0 && c.Action != api.QueryContactInfo {
					return sandbox.Fault{Lost: true, Hide: hide}
				}
				return sandbox.Fault{}
			}}
			r := newTrial(t, rows("registrant", contact("Example"), "name-001.com", "refuse-one.com"), o)
			r.byProfile()
			r.opts.Wait = time.Hour
			r.ends(map[job.Result]int{job.Succeeded: 1, job.Failed: 1})
		})
	}
}

// However far this clock is off, the lists are searched by the registrar's: a
// task that failed shows nowhere else, and would be made again.
func TestListsByTheirClock(t *testing.T) {
	for _, off := range []time.Duration{100 * time.Hour, -100 * time.Hour} {
		in(t, func(t *testing.T) {
			o := sandbox.Options{Clock: off, Faults: onWrite(1, sandbox.Fault{Lost: true})}
			r := newTrial(t, rows("admin", contact("Example"), "name-001.com", "refuse-one.com"), o)
			r.ends(map[job.Result]int{job.Succeeded: 1, job.Failed: 1})
		})
	}
}

// A task counts as not listed only by lists that were read after the settling
// time, however long reading and deciding take.
func TestListsReadAfterSettling(t *testing.T) {
	const latency = 20 * time.Second // the settling time begins with the end of the call
	for hide := 5 * time.Second; hide < time.Minute+latency; hide += 5 * time.Second {
		in(t, func(t *testing.T) {
			o := sandbox.Options{Latency: latency, Faults: onWrite(1, sandbox.Fault{Lost: true, Hide: hide})}
			r := newTrial(t, rows("admin", contact("Example"), "refuse-one.com"), o)
			r.opts.Settle, r.opts.Wait = time.Minute, time.Hour
			r.ends(map[job.Result]int{job.Failed: 1})
		})
	}
}
