package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// sandboxEndpoint stands for the embedded simulated API. The name can never be
// one of a server (RFC 2606).
const sandboxEndpoint = "https://sandbox.invalid"

// sandboxTask is how long a task of the simulated API takes.
const sandboxTask = 2 * time.Second

func sandboxCredentials(context.Context) (rpc.Credentials, error) {
	return rpc.Credentials{AccessKeyID: sandbox.DefaultKey, AccessKeySecret: sandbox.DefaultSecret}, nil
}

func (a *app) sandboxCommand() *cobra.Command {
	var o sandbox.Options
	var addr, domains string
	var rates map[string]string
	var accounts []string
	c := a.command("sandbox", "Serve the simulated API", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		var err error
		if o.Holdings, err = readDomains("--domains", domains); err != nil {
			return err
		}
		if err := errors.Join(checkSandbox(&o), readRates(&o, rates)); err != nil {
			return err
		}
		list, err := readAccounts(&o, accounts)
		if err != nil {
			return err
		}
		return a.serve(ctx, addr, o, list)
	})
	f := c.Flags()
	f.StringVar(&addr, "addr", "127.0.0.1:8787", "`address` to listen on; loopback only")
	f.StringVar(&o.Key, "key", sandbox.DefaultKey, "AccessKeyId that is accepted")
	f.StringVar(&o.Secret, "secret", sandbox.DefaultSecret, "its secret")
	f.StringArrayVar(&accounts, "account", nil, "`NAME=KEY:SECRET` of another account beside default, which --key is of (repeatable)")
	f.Int64Var(&o.Seed, "seed", 1, "what chance is made from")
	f.Float64Var(&o.QPS, "qps", 0, "calls per second before Throttling.User (0: no limit)")
	f.DurationVar(&o.Latency, "latency", 0, "time that every answer takes")
	f.DurationVar(&o.TaskTime, "task-time", sandboxTask, "time in which an ordinary task ends")
	f.DurationVar(&o.HistoryAfter, "history-after", sandbox.DefaultHistory, "age at which tasks move from the lists to the history")
	f.DurationVar(&o.Clock, "clock", 0, "how far its clock is ahead of this computer's; negative: behind")
	f.DurationVar(&o.TokenLife, "token-life", 0, "time that each SecurityToken is good for, which every call then needs (0: none does)")
	f.DurationVar(&o.Late, "late", sandbox.DefaultLate, "most time that the fault late-task hides a task, and the age of what stale-list shows")
	f.DurationVar(&o.Settle, "settle", sandbox.DefaultSettle, "time that a task may be hidden before /ledger counts its repeat as late")
	f.StringVar(&domains, "domains", "", "`FILE` of the domains that exist, one a line, or CSV with DomainName, ExpirationDate, UpdateLock, TransferLock, Account (default: every domain does)")
	f.IntVar(&o.Take, "take", 0, "most domains taken of one request, the others silently left out (0: all)")
	f.BoolVar(&o.Camel, "camel", false, "answer in camelCase and with flat lists, as the documents print them")
	f.Float64Var(&o.Throttle, "throttle", 0, "part of the calls that are throttled, 0 to 1")
	f.Float64Var(&o.LoseBefore, "lose-before", 0, "part of the calls whose connection is cut before the effect")
	f.Float64Var(&o.LoseAfter, "lose-after", 0, "part of the calls whose connection is cut after the effect")
	f.Float64Var(&o.ServerError, "server-error", 0, "part of the calls that end in a 5xx")
	f.StringToStringVar(&rates, "fault", nil, "`NAME=PART` of further faults: "+strings.Join(sandbox.FaultNames(), ", "))
	f.Float64Var(&o.Garbage, "garbage", 0, "part of the calls that are answered with garbage")
	return c
}

// readDomains reads a file of domains that a flag names.
func readDomains(flag, file string) ([]sandbox.Holding, error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, usage(fmt.Sprintf("%s: %v", flag, err), "")
	}
	list, err := sandbox.Holdings(data)
	if err != nil {
		return nil, usage(fmt.Sprintf("%s %s: %v", flag, file, err), "one domain a line, or CSV with DomainName, ExpirationDate, UpdateLock, TransferLock")
	}
	return list, nil
}

func checkSandbox(o *sandbox.Options) error {
	for _, part := range []float64{o.Throttle, o.LoseBefore, o.LoseAfter, o.ServerError, o.Garbage} {
		if !(part >= 0 && part <= 1) {
			return usage("a part of the calls must be from 0 to 1", "")
		}
	}
	if !(o.QPS >= 0) || min(o.Latency, o.TokenLife) < 0 || o.Take < 0 {
		return usage("--qps, --latency, --token-life and --take must not be below 0", "")
	}
	if min(o.TaskTime, o.HistoryAfter, o.Late, o.Settle) <= 0 {
		return usage("--task-time, --history-after, --late and --settle must be above 0", "")
	}
	return nil
}

// readRates takes in the faults that have no flag of their own.
func readRates(o *sandbox.Options, rates map[string]string) error {
	o.Rates = make(map[string]float64)
	for name, text := range rates {
		rate, err := strconv.ParseFloat(text, 64)
		if err != nil || rate < 0 || rate > 1 || sandbox.FaultNamed(name) == nil {
			return usage(fmt.Sprintf("--fault %s=%s: no fault with a part from 0 to 1", name, text), "one of "+strings.Join(sandbox.FaultNames(), ", "))
		}
		o.Rates[name] = rate
	}
	return nil
}

// serve answers until the context ends. The simulated API is for this machine
// alone: its key is public.
func (a *app) serve(ctx context.Context, addr string, o sandbox.Options, accounts []sandbox.Account) error {
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usage(fmt.Sprintf("--addr %s: no loopback address with a port", addr), "such as 127.0.0.1:8787")
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	a.print("simulated API at http://%s, AccessKeyId %s, secret %s; effects at /ledger\n", listener.Addr(), o.Key, o.Secret)
	for _, one := range accounts[1:] {
		a.print("account %s: AccessKeyId %s, secret %s\n", one.Name, one.Key, one.Secret)
	}
	if len(accounts) > 1 {
		return sandbox.NewAccounts(o, accounts).Serve(ctx, listener)
	}
	return sandbox.New(o).Serve(ctx, listener)
}
