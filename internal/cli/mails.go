package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

const (
	// mailsADay is how many addresses an account may have mails sent to in a day.
	mailsADay = 500
	// mailGroup is how many addresses go into one request. No limit is documented.
	mailGroup = 50
)

// mailing is one of the commands of verify-email.
type mailing struct {
	output
	op      *api.Operation
	again   bool // mails go to addresses that have been submitted before too
	results map[string]job.Params
	order   []string // the addresses, each once
}

func (a *app) verifyEmailCommand() *cobra.Command {
	c := a.command("verify-email", "Verify e-mail addresses of owners", cobra.NoArgs, func(context.Context, []string) error {
		return usage("verify-email: which of submit, resend, delete, list, status?", "see: domainbatch help verify-email")
	})
	c.Long = c.Short + `.

An owner's address that is not verified for the account blocks contact changes. These commands are for
addresses on the command line. A spreadsheet of addresses goes through a run, which loses no answer and goes
on after an interruption: domainbatch run FILE --op verify-email (or verify-email-resend, verify-email-delete);
status reads a spreadsheet too. The registrar sends mails to 500 addresses a day and account.`
	c.Example = "  domainbatch verify-email status acquisition.xlsx\n" +
		"  domainbatch verify-email submit owner@example.com legal@example.com\n" +
		"  domainbatch run acquisition.xlsx --op verify-email"
	c.AddCommand(
		a.mailCommand("submit", "Send verification mails to addresses", api.SubmitEmailVerification),
		a.mailCommand("resend", "Send verification mails once more", api.ResendEmailVerification),
		a.mailCommand("delete", "Take addresses out of the verified ones", api.DeleteEmailVerification),
		a.mailListCommand(), a.mailStatusCommand(),
	)
	return c
}

func (a *app) mailCommand(name, short, action string) *cobra.Command {
	m := new(mailing)
	c := a.command(name+" ADDRESS…", short, cobra.MinimumNArgs(1), func(ctx context.Context, args []string) error {
		m.op, _ = api.Lookup(action)
		return a.mail(ctx, m, args)
	})
	a.connecting(c)
	m.listing(a, c)
	a.asking(c, "do not ask before sending")
	if action == api.SubmitEmailVerification {
		c.Flags().BoolVar(&m.again, "send-if-exist", false, "send a mail also to an address that was submitted before")
	}
	return c
}

func (a *app) mailListCommand() *cobra.Command {
	q := new(asking)
	c := a.command("list [PARAMETER=VALUE…]", "List the addresses that were submitted", cobra.ArbitraryArgs, func(ctx context.Context, args []string) error {
		op, _ := api.Lookup(api.ListEmailVerification)
		return a.ask(ctx, q, op, args)
	})
	c.Long = c.Short + `: domainbatch query ` + api.ListEmailVerification + `.`
	c.Example = "  domainbatch verify-email list VerificationStatus=0"
	a.connecting(c)
	q.listing(a, c)
	q.paging(c)
	return c
}

// mail sends the addresses in groups and says what became of each.
func (a *app) mail(ctx context.Context, m *mailing, args []string) error {
	if err := m.settle(a); err != nil {
		return err
	}
	l, err := a.link()
	if err != nil {
		return err
	}
	if err := m.read(args); err != nil {
		return err
	}
	if m.path != "" {
		if err := a.free(m.path); err != nil {
			return err
		}
	}
	n := len(m.order)
	question := fmt.Sprintf("%s (%d)", upperFirst(m.op.Does), n)
	if err := l.confirmed(ctx, question, strconv.Itoa(n)); err != nil {
		return err
	}
	sendErr := m.send(ctx, l)
	if err := a.toOut(m.path, m.write); err != nil {
		return errors.Join(sendErr, err)
	}
	return errors.Join(sendErr, m.verdict())
}

// read takes the addresses off the command line, each once.
func (m *mailing) read(args []string) error {
	var err error
	if m.order, err = addressesOf(args); err != nil {
		return err
	}
	if len(m.order) > mailsADay {
		return &fault{
			code: exitLimit, err: fmt.Errorf("%d addresses, and the registrar takes %d a day; nothing was sent", len(m.order), mailsADay),
			hint: "put them into a spreadsheet: domainbatch run FILE --op " + m.op.Short + " goes on the next day",
		}
	}
	m.results = make(map[string]job.Params, len(m.order))
	for _, address := range m.order {
		m.results[key(address)] = job.Params{"Email": address, "Result": string(job.Unsent)}
	}
	return nil
}

// key is equal for spellings of one address: the answers may come in another case.
func key(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// addressesOf are the addresses of words of the command line.
func addressesOf(words []string) ([]string, error) {
	var all []string
	known := make(map[string]bool)
	for _, word := range words {
		for part := range strings.SplitSeq(word, ",") {
			address, err := api.CheckValue("Email", part)
			if err == nil && (address == "" || address == api.Current) {
				err = errors.New("it is empty")
			}
			if err != nil {
				return nil, usage(fmt.Sprintf("address %d: %v", len(all)+1, err), "a spreadsheet of addresses goes through: domainbatch run FILE --op verify-email")
			}
			if !known[key(address)] {
				known[key(address)] = true
				all = append(all, address)
			}
		}
	}
	return all, nil
}

// send sends the groups one after the other. What ends one for good ends all; a
// refused group does not.
func (m *mailing) send(ctx context.Context, l *link) error {
	for group := range slices.Chunk(m.order, mailGroup) {
		shared := make(job.Params)
		if m.op.Has("SendIfExist") {
			shared["SendIfExist"] = strconv.FormatBool(m.again)
		}
		var each []api.ForEach
		var request string
		err := l.caller.Write(ctx, m.op, api.Request(m.op, shared, group), func(body []byte) (err error) {
			request = api.RequestID(body)
			each, err = api.Each(m.op, body)
			return err
		})
		refused, no := errors.AsType[*executor.RefusedError](err)
		doubt, lost := errors.AsType[*executor.DoubtError](err)
		switch {
		case no && !refused.Diagnosis.Credentials:
			m.all(group, job.Failed, &refused.Diagnosis)
		case lost:
			m.all(group, job.Unknown, &doubt.Diagnosis)
			if errors.Is(err, executor.ErrInterrupted) {
				return executor.ErrInterrupted
			}
			return nil
		case err != nil:
			return plain(err)
		default:
			m.take(group, each, request)
		}
	}
	return nil
}

// all gives the addresses of a group the same result.
func (m *mailing) all(group []string, result job.Result, d *api.Diagnosis) {
	for _, address := range group {
		r := m.results[key(address)]
		r["Result"], r["Code"], r["Message"], r["RequestId"] = string(result), d.Code, d.Message, d.RequestID
	}
}

// take takes what the answer says of each address; one that it does not speak of
// has no known end.
func (m *mailing) take(group []string, each []api.ForEach, request string) {
	for _, address := range group {
		r := m.results[key(address)]
		r["Result"], r["Message"], r["RequestId"] = string(job.Unknown), "the answer does not speak of it", request
	}
	for _, e := range each {
		r := m.results[key(e.Subject)]
		if r == nil {
			continue
		}
		r["Code"], r["Message"] = e.Code, e.Message
		switch {
		case e.OK:
			r["Result"] = string(job.Succeeded)
		case e.Exists:
			r["Result"], r["Message"] = string(job.Unchanged), orElse(e.Message, "it was submitted before; no mail was sent (--send-if-exist sends one)")
		default:
			r["Result"] = string(job.Failed)
		}
	}
}

func (m *mailing) write(w io.Writer) error {
	lines := make([]job.Params, len(m.order))
	for i, address := range m.order {
		lines[i] = m.results[key(address)]
	}
	return m.writeAll(w, m.op.Name, columnsOf([]string{"Email", "Result", "Code", "Message", "RequestId"}), lines)
}

// verdict is the error that the results amount to.
func (m *mailing) verdict() error {
	counts := make(map[string]int)
	for _, r := range m.results {
		counts[r["Result"]]++
	}
	switch n := counts[string(job.Unknown)]; {
	case n > 0:
		return &fault{
			code: exitUnknown, err: fmt.Errorf("what became of %s is not known; nothing was sent again", strconv.Itoa(n)+plural(n, " address", " addresses")),
			hint: "ask with: domainbatch verify-email status ADDRESS…",
		}
	case counts[string(job.Failed)]+counts[string(job.Unsent)] > 0:
		return &fault{code: exitSome, err: errors.New("not all went well; the results say what did not")}
	}
	return nil
}

func (a *app) mailStatusCommand() *cobra.Command {
	m := new(mailing)
	c := a.command("status ADDRESS…|FILE", "Tell whether addresses are verified", cobra.MinimumNArgs(1), func(ctx context.Context, args []string) error {
		return a.mailStatus(ctx, m, args)
	})
	c.Long = c.Short + `: addresses, or those in the e-mail columns of a spreadsheet. Nothing is sent.

Exit code 0: all are verified; 4: some are not.`
	a.connecting(c)
	a.reads(c)
	m.listing(a, c)
	return c
}

// mailStatus reads the account's list of addresses and looks for some in it.
func (a *app) mailStatus(ctx context.Context, m *mailing, args []string) error {
	if err := m.settle(a); err != nil {
		return err
	}
	l, err := a.link()
	if err != nil {
		return err
	}
	if m.order, err = a.addresses(args, l.site); err != nil {
		return err
	}
	m.op, _ = api.Lookup(api.ListEmailVerification)
	known := make(map[string]string)
	done, err := l.walk(ctx, walk{op: m.op}, func(_ api.Reading, body []byte) error {
		page, err := api.Emails(body, 0, 0)
		for _, e := range page.Items {
			known[key(e.Address)] = map[bool]string{true: statusVerified, false: statusSent}[e.Verified]
		}
		return err
	})
	l.view.close()
	if err != nil {
		return err
	}
	var lines []job.Params
	left := 0
	for _, address := range m.order {
		status := orElse(known[key(address)], statusNever)
		if status != statusVerified {
			left++
		}
		lines = append(lines, job.Params{"Email": address, "Status": status})
	}
	if err := a.toOut(m.path, func(w io.Writer) error {
		return m.writeAll(w, m.op.Name, columnsOf([]string{"Email", "Status"}), lines)
	}); err != nil {
		return err
	}
	if err := l.sayWalked(&done); err != nil {
		return err
	}
	if left > 0 {
		return &fault{code: exitSome, err: fmt.Errorf("%d of %d addresses are not verified", left, len(lines))}
	}
	return nil
}

// The states of an address.
const (
	statusVerified = "verified"
	statusSent     = "not verified"
	statusNever    = "not submitted"
)

// addresses are those of the command line, or of the spreadsheet that it names.
func (a *app) addresses(args []string, site api.Site) ([]string, error) {
	if len(args) > 1 || strings.Contains(args[0], "@") {
		return addressesOf(args)
	}
	_, book, err := a.readInput(args[0])
	if err != nil {
		return nil, err
	}
	opts, err := a.loading(site)
	if err != nil {
		return nil, err
	}
	in, err := loadAny(book, opts)
	if err != nil {
		return nil, a.settled.blame(err)
	}
	all := addressesIn(a.ofAccount(in.Rows))
	if len(all) == 0 {
		return nil, &fault{code: exitInvalid, err: fmt.Errorf("%s: no e-mail address was found in it", args[0]), hint: "see how it is read: domainbatch inspect " + quote(args[0])}
	}
	return all, nil
}

// loadAny reads a spreadsheet of domains, or one of addresses. Complaints about
// cells do not count, as long as there are rows.
func loadAny(book *sheet.Book, opts loader.Options) (*loader.Input, error) {
	in, err := loader.Load(book, opts)
	if in != nil && len(in.Rows) > 0 {
		return in, nil
	}
	opts.Op = api.SubmitEmailVerification
	if mails, _ := loader.Load(book, opts); mails != nil && len(mails.Rows) > 0 {
		return mails, nil
	}
	return &loader.Input{}, err
}

// addressesIn are the addresses that rows name, each once.
func addressesIn(rows []job.Row) []string {
	var all []string
	known := make(map[string]bool)
	for i := range rows {
		var named []string
		for _, ask := range rows[i].Asks {
			if op, ok := api.Lookup(ask.Op); ok && op.Subject == "Email" {
				named = append(named, rows[i].Names...)
			}
			named = append(named, ask.Fields["Email"])
		}
		for _, address := range named {
			if address != "" && address != api.Current && !known[key(address)] {
				known[key(address)] = true
				all = append(all, address)
			}
		}
	}
	return all
}
