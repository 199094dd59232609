package executor_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// edited is a client whose answers about task details are changed on the way.
type edited struct {
	executor.Client
	edit func(details []any) []any
}

// Call makes the call and changes the answer.
func (c edited) Call(ctx context.Context, action string, params map[string]string) (rpc.Response, error) {
	res, err := c.Client.Call(ctx, action, params)
	if err != nil || action != api.QueryTaskDetailList {
		return res, err
	}
	var body map[string]any
	if err := json.Unmarshal(res.Body, &body); err != nil {
		return res, err
	}
	data := body["Data"].(map[string]any)
	details := c.edit(data["TaskDetail"].([]any))
	data["TaskDetail"], body["TotalItemNum"], body["TotalPageNum"] = details, len(details), 1
	res.Body, err = json.Marshal(body)
	return res, err
}

func (r *trial) edits(edit func([]any) []any) {
	r.opts.Accounts = map[string]executor.Account{"default": {Client: edited{r.client(), edit}, QPS: 20}}
}

// Details that are shown late are not taken for domains that the registrar left
// out: its own count of the task's domains says so.
func TestDetailsComeLate(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), names(50)...), sandbox.Options{})
		start := time.Now()
		r.edits(func(details []any) []any {
			if time.Since(start) < 3*time.Minute {
				return details[:20]
			}
			return details
		})
		r.ends(map[job.Result]int{job.Succeeded: 50})
		if n := r.writes(); n != 1 {
			t.Errorf("%d write requests, want 1", n)
		}
	})
}

// What a task lacks does not wait for the end of the task, which can take days,
// once the task has had its time to show and the registrar's own count agrees.
func TestShortTaskThatNeverEnds(t *testing.T) {
	in(t, func(t *testing.T) {
		o := sandbox.Options{Take: 2, Late: 5 * time.Minute, Faults: onWrite(1, sandbox.Fault{Stuck: true, Hide: 5 * time.Minute})}
		r := newTrial(t, rows("admin", contact("Example"), names(6)...), o)
		r.opts.Wait, r.opts.Settle = time.Hour, 10*time.Minute
		start := time.Now()
		var cut time.Duration
		r.journal.each = func(e *job.Event) {
			if e.Kind == job.KindCut && cut == 0 {
				cut = time.Since(start)
			}
		}
		if err := r.carryOut(t.Context()); !errors.Is(err, executor.ErrWaitOver) {
			t.Fatal(err)
		}
		r.once()
		r.expect(map[job.Result]int{job.Succeeded: 4, job.Pending: 2})
		if cut < r.opts.Settle || cut > r.opts.Settle+10*time.Minute {
			t.Errorf("sent again after %s, the settling time is %s", cut, r.opts.Settle)
		}
	})
}

// How much the registrar takes is known for the rest of the run, also to the
// processes that come after.
func TestLimitIsKept(t *testing.T) {
	in(t, func(t *testing.T) {
		most, learnt := 0, false
		o := sandbox.Options{Take: 10, Faults: func(c sandbox.Call) sandbox.Fault {
			if learnt && c.Action == write {
				most = max(most, len(c.Domains))
			}
			return sandbox.Fault{}
		}}
		r := newTrial(t, rows("admin", contact("Example"), names(40)...), o)
		r.opts.Workers = 1
		ctx, cancel := context.WithCancel(t.Context())
		r.journal.each = func(e *job.Event) {
			if e.Taken > 0 {
				learnt = true
				cancel()
			}
		}
		if err := r.carryOut(ctx); err == nil {
			t.Fatal("the run was not interrupted")
		}
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.once()
		r.expect(map[job.Result]int{job.Succeeded: 40})
		if most == 0 || most > 10 {
			t.Errorf("%d domains in a request, after 10 were seen to be taken", most)
		}
	})
}

// A task that holds names which were not sent may hold those that seem to be
// missing under another name: these are unknown, and not sent again.
func TestDetailsUnderOtherNames(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("Example"), names(5)...), sandbox.Options{})
		r.edits(func(details []any) []any {
			details[2].(map[string]any)["DomainName"] = "name-three.com"
			return details
		})
		r.ends(map[job.Result]int{job.Succeeded: 4, job.Unknown: 1})
		if n := r.writes(); n != 1 {
			t.Errorf("%d write requests, want 1", n)
		}
	})
}

// A detail that comes twice is one; two that contradict each other are no answer;
// pages that repeat and totals that lie make nobody believe that all was read.
func TestDetailsInDisorder(t *testing.T) {
	tests := map[string]struct {
		fault sandbox.Fault
		want  map[job.Result]int
	}{
		"twice":    {sandbox.Fault{Double: true}, map[job.Result]int{job.Succeeded: 49, job.Failed: 1}},
		"shuffled": {sandbox.Fault{Shuffle: true}, map[job.Result]int{job.Succeeded: 49, job.Failed: 1}},
		"repeated": {sandbox.Fault{Repeat: true}, map[job.Result]int{job.Succeeded: 49, job.Failed: 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T) {
				o := sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
					if strings.HasPrefix(c.Action, "QueryTask") {
						return test.fault
					}
					return sandbox.Fault{}
				}}
				r := newTrial(t, rows("admin", contact("Example"), append(names(49), "refuse-one.com")...), o)
				r.ends(test.want)
			})
		})
	}
}

// A list whose pages repeat is not read whole: what it does not show is not taken
// for not done as long as it is so.
func TestListRepeatsPages(t *testing.T) {
	in(t, func(t *testing.T) {
		start, repeats := time.Now(), 30*time.Minute
		r := newTrial(t, rows("admin", contact("Example"), "refuse-one.com"), sandbox.Options{Faults: onWrite(1, sandbox.Fault{Lost: true})})
		// The lost task is on the second page.
		r.opts.Accounts["default"] = executor.Account{Client: hiding{r.client(), func() bool { return time.Since(start) < repeats }}, QPS: 20}
		r.opts.Wait = time.Hour
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.once()
		if diff := cmp.Diff(map[job.Result]int{job.Failed: 1}, r.results()); diff != "" {
			t.Error(diff)
		}
	})
}

// hiding is a client whose list of tasks shows another page than the one with
// the tasks, as long as hide says so.
type hiding struct {
	executor.Client
	hide func() bool
}

// Call makes the call and empties the answer.
func (c hiding) Call(ctx context.Context, action string, params map[string]string) (rpc.Response, error) {
	res, err := c.Client.Call(ctx, action, params)
	if err == nil && action == api.QueryTaskList && c.hide() {
		res.Body = []byte(`{"RequestId":"r","NextPage":true,"Data":{"TaskInfo":[{"TaskNo":"other","TaskType":"CHG_DNS","TaskNum":1,"TaskStatusCode":3}]}}`)
	}
	return res, err
}
