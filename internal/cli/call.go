package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/rpc"
)

// calling is one call as it was asked for.
type calling struct {
	op     *api.Operation
	params job.Params
	out    string
	pretty bool
	dryRun bool
}

func (a *app) callCommand() *cobra.Command {
	k := new(calling)
	c := a.command("call NAME [PARAMETER=VALUE…]", "Make one call, and get the answer as it came", cobra.MinimumNArgs(1),
		func(ctx context.Context, args []string) error { return a.call(ctx, k, args[0], args[1:]) })
	c.Long = c.Short + `.

For support, and for operations on one thing. Parameters have their names on the wire: DomainName.1=…
Exactly one call is made, signed, with no second try. The body of the answer goes to standard output as it
came, also of a refusal; HTTP status and request id go to standard error. The call is in no run file: what
changes many domains belongs in a spreadsheet for domainbatch run.

A call that changes something asks first, or wants --yes; one that places an order wants --allow-orders 1
too. Authorization codes and tokens are cut out of the answer; with --out it is written whole, into a file
of mode 0600. --dry-run shows the request, without the signature and the secret, and calls nobody.`
	c.Example = "  domainbatch call QueryDomainByInstanceId InstanceId=S20241K… --pretty\n" +
		"  domainbatch call SaveSingleTaskForUpdateProhibitionLock DomainName=example.com Status=false --yes\n" +
		"  domainbatch call QueryDomainList PageNum=1 PageSize=10 --dry-run"
	a.connecting(c)
	for _, name := range []string{"json", "workers", "qps"} { // of one call there is nothing to say
		_ = c.Flags().MarkHidden(name)
	}
	f := c.Flags()
	f.StringVar(&a.flags.params, "params", "body", "send parameters in the form `body` or in the URL query")
	f.StringVar(&k.out, "out", "", "write the answer whole to `FILE` (mode 0600)")
	f.BoolVar(&a.flags.force, "force", false, "replace the file of --out that is there")
	f.BoolVar(&k.pretty, "pretty", false, "indent a JSON answer")
	f.BoolVar(&k.dryRun, "dry-run", false, "show the request and call nobody")
	a.asking(c, "do not ask before something is changed")
	f.IntVar(&a.flags.allowOrders, "allow-orders", 0, "place up to `N` orders (activate, renew, redeem), which cost money")
	return c
}

// call makes one call, or shows it.
func (a *app) call(ctx context.Context, k *calling, name string, words []string) error {
	op, known := api.Named(name)
	if !known {
		return usage(fmt.Sprintf("operation %s is not known", name), "domainbatch ops lists all")
	}
	if a.flags.params != "body" && a.flags.params != "query" {
		return usage(fmt.Sprintf("--params %s: not one of body, query", a.flags.params), "")
	}
	l, err := a.link()
	if err != nil {
		return err
	}
	k.op = op
	if k.params, err = given(op, words, l.site); err != nil {
		return err
	}
	if err := k.complete(); err != nil {
		return err
	}
	if k.dryRun {
		return l.dryRun(ctx, k)
	}
	if k.out != "" {
		if err := a.free(k.out); err != nil {
			return err // before anything is sent: its answer would have no place
		}
	}
	if err := l.permit(ctx, k); err != nil {
		return err
	}
	return l.callOnce(ctx, k)
}

// complete finds what is missing. Pages are the caller's own here.
func (k *calling) complete() error {
	if err := lacking(k.op, k.params); err != nil {
		return err
	}
	for _, p := range k.op.Params {
		if _, there := k.params[p.Name]; p.Need == api.Required && !there && paging(k.op, p.Name) {
			return usage(fmt.Sprintf("%s needs %s", k.op.Name, p.Name), "a call reads one page, such as PageNum=1 PageSize=20; domainbatch query reads all")
		}
	}
	return nil
}

// permit asks before something is changed, and refuses orders nobody has allowed.
func (l *link) permit(ctx context.Context, k *calling) error {
	if k.op.Money && l.flags.allowOrders < k.places() {
		return &fault{
			code: exitLimit, err: fmt.Errorf("%s places %s, and --allow-orders is %d; nothing was sent", k.op.Name, count(k.places(), "paid order"), l.flags.allowOrders),
			hint: fmt.Sprintf("to place it: add --allow-orders %d", k.places()),
		}
	}
	if !k.op.Write {
		return nil
	}
	return l.confirmed(ctx, fmt.Sprintf("Send %s (%s)", k.op.Name, k.op.Does), "yes")
}

// places is how many orders the call places: one for each domain in it.
func (k *calling) places() int {
	entries := make(map[string]bool)
	for name := range k.params {
		if parts := strings.Split(name, "."); k.op.List != "" && parts[0] == k.op.List && len(parts) > 1 {
			entries[parts[1]] = true
		}
	}
	return max(1, len(entries))
}

// callOnce makes the call. One that changes something is not broken off once it
// has left.
func (l *link) callOnce(ctx context.Context, k *calling) error {
	if k.op.Write {
		ctx = context.WithoutCancel(ctx)
	}
	response, err := l.client.Call(ctx, k.op.Name, k.params)
	d := api.Diagnose(err, k.op.Write)
	if response.Status == 0 {
		if ctx.Err() != nil {
			return plain(executor.ErrInterrupted)
		}
		return k.noAnswer(err, &d)
	}
	request := orElse(d.RequestID, api.RequestID(response.Body))
	l.tell("HTTP %d, request %s", response.Status, orElse(request, "id not told"))
	if saved := l.deliver(k, response.Body); saved != nil || err == nil {
		return saved
	}
	return k.refused(&d)
}

// refused is the error of an answer that is a no. The answer itself is on
// standard output; its words may repeat what was sent.
func (k *calling) refused(d *api.Diagnosis) error {
	code, text := codeOfDiagnosis(d), fmt.Sprintf("%s: %s", k.op.Name, d.Code)
	if d.Reaction == api.Doubt {
		code, text = exitUnknown, text+"; whether it was done is not known"
	}
	return &fault{code: code, err: errors.New(text), hint: d.Hint}
}

// noAnswer is the error of a call that no answer came to.
func (k *calling) noAnswer(err error, d *api.Diagnosis) error {
	switch {
	case d.Credentials:
		return &fault{code: exitCredentials, err: err, hint: d.Hint}
	case d.Reaction == api.Doubt:
		return &fault{code: exitUnknown, err: fmt.Errorf("%w; whether it was done is not known", err), hint: "ask the API whether it was done before it is sent again"}
	}
	return &fault{code: exitFailed, err: err, hint: d.Hint}
}

// deliver writes the body of an answer: whole into the file of --out, else
// without secrets to standard output.
func (l *link) deliver(k *calling, body []byte) error {
	secrets := false
	if k.out == "" {
		body, secrets = journal.Withhold(body)
	}
	if k.pretty {
		var b bytes.Buffer
		if json.Indent(&b, body, "", "  ") == nil {
			body = b.Bytes()
		}
	}
	if !bytes.HasSuffix(body, []byte("\n")) && k.out == "" {
		body = append(bytes.Clone(body), '\n')
	}
	if terminal(l.Stdout) && k.out == "" {
		body = []byte(seenLines(string(body)))
	}
	if err := l.toOut(k.out, func(w io.Writer) error { _, err := w.Write(body); return err }); err != nil {
		return err
	}
	if secrets {
		l.tell("note: an authorization code, a token or the result of a task is cut out of the answer; with --out FILE it is written whole")
	}
	return nil
}

// errShown ends a call that is only shown.
var errShown = errors.New("the request is not sent")

// taken is a transport that takes the request and sends nothing.
type taken struct {
	request *http.Request
	body    []byte
}

// RoundTrip keeps the request.
func (t *taken) RoundTrip(r *http.Request) (*http.Response, error) {
	t.request = r
	if r.Body != nil {
		t.body, _ = io.ReadAll(r.Body)
	}
	return nil, errShown
}

// dryRun shows the request that the client would send: what is shown is what is
// sent, since the same code makes both.
func (l *link) dryRun(ctx context.Context, k *calling) error {
	var t taken
	l.client.Transport = &t
	keys := l.client.Credentials
	l.client.Credentials = func(ctx context.Context) (rpc.Credentials, error) {
		if key, err := keys(ctx); err == nil {
			return key, nil
		}
		return rpc.Credentials{AccessKeyID: "ACCESS-KEY-ID", AccessKeySecret: "none"}, nil
	}
	_, err := l.client.Call(ctx, k.op.Name, k.params)
	if t.request == nil {
		return err
	}
	return l.showRequest(k, &t)
}
