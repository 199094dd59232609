package executor_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// callerOf makes a caller for a simulated API whose nth call has a fault.
func callerOf(nth int, fault string) (*executor.Caller, *sandbox.Sandbox) {
	shapes := sandbox.FaultNamed(fault)
	box := sandbox.New(sandbox.Options{Faults: func(c sandbox.Call) sandbox.Fault {
		if int(c.Nth) == nth {
			return shapes[0]
		}
		return sandbox.Fault{}
	}})
	client := &rpc.Client{
		Endpoint: "https://sandbox.invalid", Version: "2018-01-29", Transport: box,
		Credentials: func(context.Context) (rpc.Credentials, error) {
			return rpc.Credentials{AccessKeyID: sandbox.DefaultKey, AccessKeySecret: sandbox.DefaultSecret}, nil
		},
	}
	return executor.NewCaller(executor.Account{Client: client, QPS: 20}, 1, nil), box
}

// A write is made again only when surely nothing was done, or when a second time
// has the same end.
func TestCallerWrites(t *testing.T) {
	tests := map[string]struct {
		action, fault string
		calls         int
		doubt         bool
	}{
		"mail, throttled":      {api.SubmitEmailVerification, "throttle", 2, false},
		"mail, answer lost":    {api.SubmitEmailVerification, "lose-after", 1, true},
		"mail, request lost":   {api.SubmitEmailVerification, "lose-before", 1, true},
		"mail, not sent":       {api.SubmitEmailVerification, "refuse-connection", 2, false},
		"removal, answer lost": {api.DeleteEmailVerification, "lose-after", 2, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				caller, box := callerOf(1, test.fault)
				op, _ := api.Lookup(test.action)
				shared := job.Params{}
				if op.Has("SendIfExist") {
					shared["SendIfExist"] = "true"
				}
				err := caller.Write(t.Context(), op, api.Request(op, shared, []string{"a@example.com"}), func(body []byte) error {
					_, err := api.Each(op, body)
					return err
				})
				_, doubt := errors.AsType[*executor.DoubtError](err)
				if doubt != test.doubt || err != nil && !doubt {
					t.Errorf("error %v", err)
				}
				ledger := box.Ledger()
				if calls := ledger.Calls[test.action]; calls != test.calls {
					t.Errorf("%d calls, want %d", calls, test.calls)
				}
			})
		})
	}
}

// An answer that says nothing usable leaves a write in doubt.
func TestCallerBadAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caller, box := callerOf(0, "garbage")
		op, _ := api.Lookup(api.SubmitEmailVerification)
		err := caller.Write(t.Context(), op, job.Params{"Email": "a@example.com", "SendIfExist": "true"}, func([]byte) error {
			return &api.AnswerError{Action: op.Name, Err: errors.New("of another kind")}
		})
		if _, doubt := errors.AsType[*executor.DoubtError](err); !doubt {
			t.Errorf("error %v", err)
		}
		if n := box.Ledger().Calls[op.Name]; n != 1 {
			t.Errorf("%d calls", n)
		}
	})
}

// An interrupt ends a wait before a call, and is named as what it is.
func TestCallerInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caller, _ := callerOf(0, "throttle")
		ctx, stop := context.WithCancel(t.Context())
		stop()
		err := caller.Read(ctx, api.QueryTaskList, job.Params{"PageNum": "1", "PageSize": "1"}, func([]byte) error { return nil })
		if !errors.Is(err, executor.ErrInterrupted) {
			t.Errorf("error %v", err)
		}
	})
}
