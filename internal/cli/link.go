package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// link is the way to the API of a command that belongs to no run.
type link struct {
	*app
	endpoint string
	site     api.Site
	client   *rpc.Client
	caller   *executor.Caller
	view     *view
	quiet    bool // nothing on standard error but what went wrong
}

// link makes the way to the API that the flags name. The embedded simulated API
// lives as long as the command.
func (a *app) link() (*link, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	endpoint, site, err := a.place()
	if err != nil {
		return nil, err
	}
	if err := a.checkAccount(); err != nil {
		return nil, err
	}
	l := &link{app: a, endpoint: endpoint, site: site, view: a.newView(), client: &rpc.Client{
		Endpoint: endpoint, Version: site.Version, InQuery: a.flags.params == "query",
		Signature: rpc.SignatureMethod(a.flags.signature),
		UserAgent: "domainbatch/" + toolVersion(), Transport: a.Transport,
	}}
	if a.flags.sandbox {
		list, err := readDomains("--sandbox-domains", a.flags.sandboxDomains)
		if err != nil {
			return nil, err
		}
		box := sandbox.New(sandbox.Options{TaskTime: sandboxTask, Holdings: sandbox.HoldingsOf(list, a.flagAccount(), true)})
		l.client.Transport, l.client.Credentials = box, sandboxCredentials
	} else if err := a.credit(l.client, a.flags.account, a.flags.account != ""); err != nil {
		return nil, err
	}
	l.caller = executor.NewCaller(executor.Account{Client: l.client, QPS: a.flags.qps}, a.flags.workers, l.view)
	return l, nil
}

// tell writes a line about the answer to standard error, where the answer itself
// goes to standard output.
func (l *link) tell(format string, args ...any) {
	l.view.close()
	fmt.Fprintf(l.Stderr, "%s\n", seen(fmt.Sprintf(format, args...)))
}

// account is the public half of the access key, shortened: enough to tell
// accounts apart, in a file that goes to others.
func (l *link) account(ctx context.Context) string {
	key, err := l.client.Credentials(ctx)
	if id := key.AccessKeyID; err == nil && len(id) > 8 {
		return id[:4] + "…" + id[len(id)-4:]
	} else if err == nil {
		return id
	}
	return ""
}

// confirmed asks before something is sent, unless --yes stands for the answer.
// The word that confirms is one that is not typed by habit.
func (l *link) confirmed(ctx context.Context, question, word string) error {
	s := &session{app: l.app}
	if err := l.askable(); err != nil || l.flags.yes {
		return err
	}
	l.view.close()
	fmt.Fprintf(l.Stderr, "%s at %s? Type %s to go on: ", question, l.endpoint, word)
	answer, err := s.readLine(ctx)
	if err != nil || strings.TrimSpace(answer) != word {
		return &fault{code: exitInterrupted, err: errors.New("not confirmed; nothing was sent")}
	}
	return nil
}

// plain makes an error of the caller one that a person can do something about:
// the API's own words are what was asked for here.
func plain(err error) error {
	if refused, ok := errors.AsType[*executor.RefusedError](err); ok {
		return &fault{code: codeOfDiagnosis(&refused.Diagnosis), err: errors.New(worded(refused.Action, &refused.Diagnosis)), hint: strings.Replace(refused.Diagnosis.Hint, "the values of this row", "the values", 1)}
	}
	if doubt, ok := errors.AsType[*executor.DoubtError](err); ok {
		hint := "look in the console or with query whether it was done before it is sent again"
		code := exitUnknown
		if errors.Is(err, executor.ErrInterrupted) {
			code = exitInterrupted
		}
		return &fault{code: code, err: doubt, hint: hint}
	}
	if errors.Is(err, executor.ErrInterrupted) {
		return &fault{code: exitInterrupted, err: err}
	}
	return err
}

func codeOfDiagnosis(d *api.Diagnosis) int {
	if d.Credentials {
		return exitCredentials
	}
	return exitFailed
}

// worded says what the API answered in place of what was asked for.
func worded(action string, d *api.Diagnosis) string {
	text := fmt.Sprintf("%s: %s", action, d.Code)
	if d.RequestID != "" {
		text += fmt.Sprintf(" (request %s)", d.RequestID)
	}
	if message := strings.TrimRight(d.Message, ". "); message != "" {
		text += ": " + message
	}
	return text
}

// toOut writes an answer to standard output, or into the file of --out, whole or
// not at all. What ends the writing is told apart from what ends the asking.
func (a *app) toOut(path string, write func(io.Writer) error) error {
	if path == "" {
		out := bufio.NewWriterSize(a.Stdout, 64<<10)
		return errors.Join(write(out), out.Flush())
	}
	var own error
	err := a.save(path, func(w io.Writer) error {
		out := bufio.NewWriterSize(w, 256<<10)
		own = write(out)
		return errors.Join(own, out.Flush())
	})
	if own != nil {
		return own
	}
	return err
}

// stamp is a moment as the files of this program write it.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
