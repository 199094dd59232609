package cli_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

const update = api.SaveBatchTaskForUpdatingContactInfoByNewContact

// slowDesk is one at which every call takes a while, so that an interrupt comes
// while some are under way.
func slowDesk(t *testing.T, rows []wish) *desk {
	t.Helper()
	w := newWire(sandbox.Options{})
	w.latency = 400 * time.Millisecond
	return newDesk(t, "portfolio.csv", csvOf(rows), w)
}

// at gives a context that ends with the n-th call of an action: when it has
// taken effect, and before the program has its answer.
func (w *wire) at(ctx context.Context, action string, n int) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	w.after = func(arrived string) {
		if arrived == action {
			if n--; n == 0 {
				cancel()
			}
		}
	}
	return ctx
}

// lasting gives a context that is interrupted after a while, as a signal does
// it: nothing knows of the end beforehand.
func lasting(ctx context.Context, d time.Duration) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	timer := time.AfterFunc(d, cancel)
	context.AfterFunc(ctx, func() { timer.Stop() })
	return ctx
}

// An interrupt while something is sent or waited for lets the calls under way
// end, starts nothing new, writes the report and prints the command that goes
// on; that command ends the run, and nothing is sent twice.
func TestInterrupt(t *testing.T) {
	rows := wishes(30, 2, "registrant, tech")
	tests := []struct {
		action string
		nth    []int
	}{
		{update, []int{1, 2, 3, 7, 12}},
		{api.QueryTaskDetailList, []int{1, 3, 9}},
	}
	for _, test := range tests {
		for _, nth := range test.nth {
			under(t, fmt.Sprintf("%s %d", test.action, nth), func(t *testing.T) {
				d := slowDesk(t, rows)
				ctx := d.wire.at(t.Context(), test.action, nth)
				r := d.must(130, d.do(ctx, d.whole("--qps", "20", "--batch-size", "5")...))
				d.settledDown()
				if _, err := os.Stat(d.report()); err != nil {
					t.Errorf("the report: %v", err)
				}
				d.must(0, d.do(t.Context(), d.goOn(r)...))
				d.truth(d.wire.box, d.wire.exchanges).check(rows)
				if n := d.wire.calls()[update]; n != 12 {
					t.Errorf("%d write requests, want 12", n)
				}
			})
		}
	}
}

// settledDown fails the test when an interrupted process has not awaited the
// answers to what it had sent.
func (d *desk) settledDown() {
	d.t.Helper()
	kinds := d.kinds()
	if kinds[job.KindDoubt] != 0 || kinds[job.KindBegin] != kinds[job.KindAccept] {
		d.t.Errorf("%d requests begun, %d accepted, %d in doubt: an answer was not awaited",
			kinds[job.KindBegin], kinds[job.KindAccept], kinds[job.KindDoubt])
	}
	if begun := d.wire.calls()[update]; begun != kinds[job.KindBegin] {
		d.t.Errorf("%d requests begun, %d arrived", kinds[job.KindBegin], begun)
	}
	if kinds[job.KindCall] != len(d.wire.box.Ledger().Arrivals) {
		d.t.Errorf("%d calls arrived, %d are recorded", len(d.wire.box.Ledger().Arrivals), kinds[job.KindCall])
	}
	for _, row := range d.table(d.report())[1:] {
		if result := row[len(inputHeader)]; result == "unknown" || result == "" {
			d.t.Errorf("%s is %q in the report", row[0], result)
		}
	}
}

// Nothing new is sent once the interrupt has come, but for what had its turn.
func TestInterruptSendsNothingNew(t *testing.T) {
	in(t, func(t *testing.T) {
		d := slowDesk(t, wishes(200, 2, "admin"))
		ctx, cancel := context.WithCancel(t.Context())
		writes, stopped := 0, time.Time{}
		d.wire.after = func(action string) {
			if action == update {
				if writes++; writes == 10 {
					stopped = time.Now()
					cancel()
				}
			}
		}
		d.must(130, d.do(ctx, d.whole("--qps", "20", "--batch-size", "5", "--before", "none")...))
		late := 0
		for _, a := range d.wire.box.Ledger().Arrivals {
			if a.Action == update && a.At.After(stopped) {
				late++
			}
		}
		if late > 1 {
			t.Errorf("%d requests were sent after the interrupt", late)
		}
		if took := time.Since(stopped); took > 12*time.Second {
			t.Errorf("the program ended %s after the interrupt", took)
		}
	})
}

// An interrupt while planning leaves nothing sent and nothing to be asked again.
func TestInterruptWhilePlanning(t *testing.T) {
	rows := wishes(12, 6, "admin")
	for _, command := range []string{"run", "plan"} {
		for _, moment := range []struct {
			action string
			nth    int
		}{{api.VerifyContactField, 1}, {api.VerifyContactField, 5}, {api.QueryContactInfo, 1}, {api.QueryContactInfo, 10}, {api.QueryContactInfo, 12}} {
			under(t, fmt.Sprintf("%s %s %d", command, moment.action, moment.nth), func(t *testing.T) {
				d := slowDesk(t, rows)
				words := d.whole("--qps", "20")
				if command == "plan" {
					words = append([]string{"plan", d.input, "--qps", "20"}, d.flags()...)
				}
				r := d.must(130, d.do(d.wire.at(t.Context(), moment.action, moment.nth), words...))
				if n := d.wire.calls()[update]; n != 0 || !strings.Contains(r.out, "nothing was sent") {
					t.Errorf("%d requests were sent: %s", n, r)
				}
				d.must(0, d.do(t.Context(), d.goOn(r)...))
				if command == "plan" {
					d.must(0, d.do(t.Context(), "apply", d.run(), "--yes"))
				}
				d.truth(d.wire.box, d.wire.exchanges).check(rows)
				if c := d.wire.calls(); c[api.VerifyContactField] != 6 || c[api.QueryContactInfo] != 12 {
					t.Errorf("%d contacts verified and %d read, want 6 and 12", c[api.VerifyContactField], c[api.QueryContactInfo])
				}
			})
		}
	}
}

// An offline plan that is interrupted while apply asks or sends goes on where it was.
func TestInterruptOfflinePlan(t *testing.T) {
	rows := wishes(12, 6, "admin")
	for action, nth := range map[string]int{api.VerifyContactField: 2, api.QueryContactInfo: 7, update: 3} {
		under(t, action, func(t *testing.T) {
			d := slowDesk(t, rows)
			d.must(0, d.do(t.Context(), d.flags("plan", d.input, "--offline")...))
			r := d.must(130, d.do(d.wire.at(t.Context(), action, nth), "apply", d.run(), "--yes", "--qps", "20"))
			d.must(0, d.do(t.Context(), d.goOn(r)...))
			d.truth(d.wire.box, d.wire.exchanges).check(rows)
			want := map[string]int{api.VerifyContactField: 6, api.QueryContactInfo: 12, update: 6}
			for action, n := range want {
				if got := d.wire.calls()[action]; got != n {
					t.Errorf("%s was called %d times, want %d", action, got, n)
				}
			}
		})
	}
}

// A run that is interrupted again and again ends all the same.
func TestInterruptAgainAndAgain(t *testing.T) {
	in(t, func(t *testing.T) {
		rows := crashRows()
		d := slowDesk(t, rows)
		words, processes := d.whole(quick()...), 0
		for ; ; processes++ {
			r := d.do(lasting(t.Context(), 1300*time.Millisecond), words...)
			if r.code != 130 {
				d.must(4, r)
				break
			}
			r.out = r.err // with --json
			words = d.goOn(r)
			if processes > 100 {
				t.Fatalf("no end in sight: %s", r)
			}
		}
		if processes < 3 {
			t.Errorf("%d interrupts", processes)
		}
		d.truth(d.wire.box, d.wire.exchanges).check(rows)
	})
}

// The embedded simulated API lives through interrupts too.
func TestInterruptEmbedded(t *testing.T) {
	for _, after := range []time.Duration{500 * time.Millisecond, 2 * time.Second, 4 * time.Second, 6 * time.Second} {
		under(t, after.String(), func(t *testing.T) {
			rows := crashRows()
			d := crashDesk(t, nil)
			r := d.must(130, d.do(lasting(t.Context(), after), d.whole("--qps", "10", "--batch-size", "3")...))
			r = d.must(4, d.do(t.Context(), append(d.goOn(r), "--json")...))
			if diff := cmp.Diff(map[string]int{"succeeded": 10, "failed": 2}, d.object(r).Results); diff != "" {
				t.Error(diff)
			}
			d.truth(d.replayed(), nil).check(rows)
		})
	}
}

// An interrupted run with more open tasks than it can ask about in the time
// that it gives itself ends as interrupted, and goes on.
func TestInterruptManyOpenTasks(t *testing.T) {
	in(t, func(t *testing.T) {
		var rows []wish
		for i := range 100 {
			rows = append(rows, wish{fmt.Sprintf("slow-%03d.com", i), "admin", 0})
		}
		d := slowDesk(t, rows)
		ctx := d.wire.at(t.Context(), update, 100)
		r := d.must(130, d.do(ctx, d.whole("--qps", "5", "--batch-size", "1", "--before", "none")...))
		d.settledDown()
		d.must(0, d.do(t.Context(), d.goOn(r)...))
		d.truth(d.wire.box, d.wire.exchanges).check(rows)
	})
}
