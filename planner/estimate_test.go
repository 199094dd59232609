package planner

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Every call is counted, reads too, and the duration is the calls at the pace
// and the chain of tasks.
func TestEstimate(t *testing.T) {
	a := contactOf("A", "TransferOutProhibited", "false")
	hundred := Changes(inOrder(many(100, a, "com", "registrant", "admin")...), nil, options)
	known := &job.Ledger{
		Checks:    map[job.ContactID]job.Check{1: {Contact: 1, OK: true}},
		Befores:   map[job.ChangeID]job.Before{1: {Change: 1}},
		Standings: []job.Standing{{}, {Change: 2, State: job.Settled, Result: job.Unchanged}},
	}
	tests := []struct {
		name  string
		size  int
		opts  EstimateOptions
		calls map[string]int
		took  time.Duration
	}{
		// Sending takes 8/4 s, one round; five more in 20 s, after 2, 5, 9.5, 16.25 s and later. One page each.
		{"without reading", 50, EstimateOptions{QPS: 4, TaskTime: 10 * time.Second}, map[string]int{
			api.VerifyContactField: 1, byContact: 4, api.QueryTaskDetailList: 4, api.QueryTaskList: 6,
		}, 15*time.Second/4 + 20*time.Second},
		{"with reading", 50, EstimateOptions{QPS: 4, TaskTime: 10 * time.Second, Before: true}, map[string]int{
			api.VerifyContactField: 1, api.QueryContactInfo: 200, byContact: 4, api.QueryTaskDetailList: 4, api.QueryTaskList: 6,
		}, 215*time.Second/4 + 20*time.Second},
		{"what is known is not asked again", 50, EstimateOptions{QPS: 4, TaskTime: 10 * time.Second, Before: true, Known: known}, map[string]int{
			api.QueryContactInfo: 198, byContact: 4, api.QueryTaskDetailList: 4, api.QueryTaskList: 6,
		}, 212*time.Second/4 + 20*time.Second},
		// Sending takes 400/5 s, 40 rounds; nine more in 120 s; 200 open tasks are two pages.
		{"usual pace and task", 1, EstimateOptions{}, map[string]int{
			api.VerifyContactField: 1, byContact: 200, api.QueryTaskDetailList: 200, api.QueryTaskList: 98,
		}, 499*time.Second/5 + 2*time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Estimate(hundred, Batches(hundred, nil, Options{BatchSize: tt.size}), tt.opts)
			if d := cmp.Diff(tt.calls, f.Calls); d != "" {
				t.Errorf("calls (-want +got):\n%s", d)
			}
			sum := 0
			for _, n := range f.Calls {
				sum += n
			}
			if f.Total != sum || f.Duration != tt.took {
				t.Errorf("total %d of %d, duration %s, want %s", f.Total, sum, f.Duration, tt.took)
			}
		})
	}
}

// Details come in pages of 1000; a chain counts what is sent only.
func TestEstimateShapes(t *testing.T) {
	a := contactOf("A")
	p := Changes(inOrder(many(1001, a, "com", "admin", "tech")...), nil, options)
	f := Estimate(p, Batches(p, nil, Options{BatchSize: 2000}), EstimateOptions{})
	if f.Calls[api.QueryTaskDetailList] != 4 {
		t.Errorf("%d pages of details", f.Calls[api.QueryTaskDetailList])
	}
	techOnly := func(id job.ChangeID) bool { return p.GroupOf(id).Target == "tech" }
	if got := depth(p, Batches(p, techOnly, Options{})); got != 1 {
		t.Errorf("depth %d of one target", got)
	}
	if got := depth(p, Batches(p, nil, Options{})); got != 2 {
		t.Errorf("depth %d of two targets", got)
	}
}

// A long wait has a round a minute.
func TestRounds(t *testing.T) {
	tests := []struct {
		name           string
		sending, tasks time.Duration
		want           int
	}{
		{"nothing", 0, 0, 0},
		{"sending only", 5 * time.Second, 0, 3},
		{"waiting only", 0, 2 * time.Second, 1},
		{"an hour", 0, time.Hour, 9 + 58}, // the first nine take 149.8 s
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := rounds(tt.sending, tt.tasks); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

// A plan with nothing to send takes no call and no time.
func TestEstimateOfNothing(t *testing.T) {
	f := Estimate(&job.Plan{}, nil, EstimateOptions{Before: true})
	if d := cmp.Diff(Forecast{Calls: map[string]int{}}, f); d != "" {
		t.Errorf("forecast (-want +got):\n%s", d)
	}
}
