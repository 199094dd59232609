package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// inboxGroup is how many results one request acknowledges. No limit is documented.
const inboxGroup = 50

const inboxWarning = `Acknowledging takes results out of the inbox for every program that reads it, for good: another tool of
the same account does not see them any more. Runs read the tasks themselves and never acknowledge anything.`

func (a *app) inboxCommand() *cobra.Command {
	c := a.command("inbox", "The account's inbox of task results", cobra.NoArgs, func(context.Context, []string) error {
		return usage("inbox: list or acknowledge?", "see: domainbatch help inbox")
	})
	c.Long = c.Short + ".\n\n" + inboxWarning
	c.AddCommand(a.inboxListCommand(), a.inboxAcknowledgeCommand())
	return c
}

func (a *app) inboxListCommand() *cobra.Command {
	q := new(asking)
	c := a.command("list [PARAMETER=VALUE…]", "List the results that nobody has acknowledged", cobra.ArbitraryArgs, func(ctx context.Context, args []string) error {
		op, _ := api.Lookup(api.PollTaskResult)
		return a.ask(ctx, q, op, args)
	})
	c.Long = c.Short + ": domainbatch query " + api.PollTaskResult + ".\n\n" +
		"Results may be authorization codes: they are withheld on standard output, and --out writes them (mode 0600)."
	c.Example = "  domainbatch inbox list TaskResultStatus=3\n  domainbatch inbox list --out inbox.xlsx"
	a.connecting(c)
	q.listing(a, c)
	q.paging(c)
	return c
}

func (a *app) inboxAcknowledgeCommand() *cobra.Command {
	all := false
	c := a.command("acknowledge TASKDETAILNO…|--all", "Take results out of the inbox", cobra.ArbitraryArgs, func(ctx context.Context, args []string) error {
		return a.acknowledge(ctx, args, all)
	})
	c.Long = c.Short + ".\n\n" + inboxWarning
	a.connecting(c)
	c.Flags().BoolVar(&all, "all", false, "all that are in the inbox now")
	a.asking(c, "do not ask")
	return c
}

// acknowledge takes results out of the inbox, in groups.
func (a *app) acknowledge(ctx context.Context, ids []string, all bool) error {
	if all == (len(ids) > 0) {
		return usage("inbox acknowledge: which results?", "give their TaskDetailNo, or --all")
	}
	l, err := a.link()
	if err != nil {
		return err
	}
	if all {
		ids, err = l.inbox(ctx)
	} else {
		ids, err = detailNumbers(ids)
	}
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		l.print("the inbox is empty\n")
		return nil
	}
	l.tell("%s", "note: this takes them away from every other program that reads the inbox of this account")
	if err := l.confirmed(ctx, fmt.Sprintf("Take %s out of the inbox", count(len(ids), "result")), strconv.Itoa(len(ids))); err != nil {
		return err
	}
	return l.takeOut(ctx, ids)
}

func detailNumbers(words []string) ([]string, error) {
	var ids []string
	for _, word := range words {
		id, err := api.CheckValue("TaskDetailNo", word)
		if err == nil && id == "" {
			err = errors.New("it is empty")
		}
		if err != nil {
			return nil, complaintAbout("TaskDetailNo", err)
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// inbox lists what is in the inbox now.
func (l *link) inbox(ctx context.Context) ([]string, error) {
	op, _ := api.Lookup(api.PollTaskResult)
	var ids []string
	known := make(map[string]bool)
	done, err := l.walk(ctx, walk{op: op}, func(page api.Reading, _ []byte) error {
		for _, item := range page.Items {
			if id := item["TaskDetailNo"]; id != "" && !known[id] {
				known[id] = true
				ids = append(ids, id)
			}
		}
		return nil
	})
	l.view.close()
	if err != nil {
		return nil, err
	}
	if short := l.sayWalked(&done); short != nil {
		l.tell("note: %v", short)
	}
	return ids, nil
}

// takeOut acknowledges results. How many the API says it took is told too: one
// that was acknowledged before does not count there.
func (l *link) takeOut(ctx context.Context, ids []string) error {
	op, _ := api.Lookup(api.AcknowledgeTaskResult)
	sent, taken, unsure := 0, 0, 0
	var failed error
	for group := range slices.Chunk(ids, inboxGroup) {
		err := l.caller.Write(ctx, op, api.Request(op, job.Params{}, group), func(body []byte) error {
			answer, err := api.Read(op, body, api.Asked{})
			if err == nil {
				n, _ := strconv.Atoi(answer.Fields["Result"])
				taken += n
			}
			return err
		})
		if failed = plain(err); failed != nil {
			if _, lost := errors.AsType[*executor.DoubtError](err); lost {
				unsure = len(group)
			}
			break
		}
		sent += len(group)
	}
	l.view.close()
	if l.flags.json {
		fmt.Fprintf(l.Stdout, "{\"acknowledged\":%d,\"taken\":%d,\"results\":%d}\n", sent, taken, len(ids))
	}
	l.print("%d of %s acknowledged; the API says that it took %d out of the inbox\n", sent, count(len(ids), "result"), taken)
	if failed == nil && taken < sent {
		failed = &fault{code: exitSome, err: fmt.Errorf("%s not in the inbox", count(sent-taken, "result")+" "+were(sent-taken)), hint: "see domainbatch inbox list"}
	}
	if unsure > 0 {
		l.print("whether %s more were acknowledged is not known: an answer was lost\n", count(unsure, "result"))
	}
	return failed
}
