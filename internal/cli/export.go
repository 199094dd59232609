package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
)

// stageDetails is reading what is known of each domain.
const stageDetails executor.Stage = "reading details"

// exporting is an export as it was asked for.
type exporting struct {
	with   []string
	only   string
	before string

	out       output
	site      api.Site
	contacts  bool
	state     bool // QueryDomainByInstanceId is asked
	wanted    func(domain string) bool
	listed    map[string]bool // the names in the file of --only; nil: there is none
	expiring  time.Time       // only those that expire before; zero: all
	domains   []job.Holding
	refusals  int
	listTotal int
}

// exportParts are the values of --with.
var exportParts = []string{"contacts", "locks", "dns", "email"}

func (a *app) exportCommand() *cobra.Command {
	x := new(exporting)
	c := a.command("export OUT.xlsx|OUT.csv", "Write the account's domains into a spreadsheet", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error { return a.export(ctx, x, args[0]) })
	c.Long = c.Short + `.

The list is read with all its pages. --with adds what has to be asked of each domain: contacts (four calls),
and locks, dns and email (one call together). The columns are those that domainbatch run reads: change what
is to be changed, and give the file to it. With contacts there are two more for what a change needs and the
API does not tell, or leaves to you: RegistrantType where it is blank, and TransferOutProhibited.

What was read is kept in OUT.part until the file is written. After an interruption the same command goes on.`
	c.Example = "  domainbatch export domains.xlsx\n" +
		"  domainbatch export domains.xlsx --with contacts,locks,dns,email --only '*.cn'\n" +
		"  domainbatch export expiring.csv --expiring-before 2027-01-31"
	a.connecting(c)
	f := c.Flags()
	f.StringSliceVar(&x.with, "with", nil, "read more of each domain: `PARTS` of contacts, locks, dns, email")
	f.StringVar(&x.only, "only", "", "only domains that match the `GLOB`, or stand in the file after @")
	f.StringVar(&x.before, "expiring-before", "", "only domains that expire before `DATE`")
	f.BoolVar(&a.flags.force, "force", false, "replace the file that is there")
	return c
}

// export reads what is wanted and writes the spreadsheet.
func (a *app) export(ctx context.Context, x *exporting, path string) (err error) {
	l, err := a.link()
	if err != nil {
		return err
	}
	if err := x.settle(a, path); err != nil {
		return err
	}
	x.site = l.site
	if err := a.free(path); err != nil {
		return err
	}
	release, err := heldFor(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	p, err := openPart(path+".part", partHead{Endpoint: l.endpoint, Account: l.account(ctx), With: strings.Join(x.with, ","), At: a.started})
	if err != nil {
		return err
	}
	err = x.read(ctx, l, p)
	l.view.close()
	if err == nil {
		err = a.toOut(path, func(w io.Writer) error { return x.write(w, p) })
	}
	if broken := p.close(err == nil || p.whole == nil); broken != nil { // of a list that is not complete nothing is used
		err = errors.Join(err, broken)
	}
	if err != nil {
		return x.brokenOff(l, p, err)
	}
	return x.said(l, p.whole, path)
}

// heldFor keeps other exports off a file: two would write one state.
func heldFor(path string) (release func() error, err error) {
	release, err = journal.Hold(path)
	if held, ok := errors.AsType[*journal.LockedError](err); ok {
		return nil, &fault{
			code: exitFailed, err: fmt.Errorf("another export writes %s: process %d on %s", path, held.PID, held.Host),
			hint: "wait until it has ended, or name another file",
		}
	}
	return release, err
}

// free refuses a file that is there before anything is read for it.
func (a *app) free(path string) error {
	err := a.save(path, func(io.Writer) error { return errFree })
	if errors.Is(err, errFree) {
		return nil
	}
	return err
}

var errFree = errors.New("there is room for the file")

// settle finds what is wrong with the flags.
func (x *exporting) settle(a *app, path string) (err error) {
	x.out = output{path: path}
	switch form := strings.ToLower(filepath.Ext(path)); form {
	case ".xlsx", ".csv":
		x.out.form = form[1:]
	default:
		return usage(fmt.Sprintf("export %s: neither a workbook nor a CSV", path), "name a file that ends in .xlsx or .csv")
	}
	for i, name := range x.with {
		if x.with[i] = strings.ToLower(strings.TrimSpace(name)); !slices.Contains(exportParts, x.with[i]) {
			return usage(fmt.Sprintf("--with %s: not one of %s", name, strings.Join(exportParts, ", ")), "")
		}
	}
	slices.Sort(x.with)
	x.with = slices.Compact(x.with)
	x.contacts = slices.Contains(x.with, "contacts")
	x.state = len(x.with) > 0 // the type of a registrant is there too
	if x.wanted, x.listed, err = only(x.only); err != nil {
		return err
	}
	if x.before != "" {
		if x.expiring, err = parseMoment(x.before); err != nil {
			return complaintAbout("--expiring-before", err)
		}
	}
	return nil
}

// read reads the list and the details that are not there yet.
func (x *exporting) read(ctx context.Context, l *link, p *part) error {
	if p.whole == nil {
		h, err := l.holdings(ctx)
		if err == nil {
			err = p.list(h)
		}
		if err != nil {
			return err
		}
	} else {
		l.tell("going on with %s: the list is of %s", p.path, stamp(p.whole.At))
	}
	for _, h := range p.all {
		delete(x.listed, h.Domain)
		if x.wanted(h.Domain) && (x.expiring.IsZero() || h.Expires.Before(x.expiring) && !h.Expires.IsZero()) {
			x.domains = append(x.domains, h)
		}
	}
	x.listTotal = len(p.all)
	if n := len(x.listed); n > 0 {
		l.tell("note: the account does not have %s of --only, such as %s", count(n, "name"), slices.Min(slices.Collect(maps.Keys(x.listed))))
	}
	if !x.state {
		return nil
	}
	return x.details(ctx, l, p)
}

// details asks for what is known of each domain, several side by side.
func (x *exporting) details(ctx context.Context, l *link, p *part) error {
	var open []job.Holding
	for _, h := range x.domains {
		if !p.has(h.Domain) {
			open = append(open, h)
		}
	}
	done := make(chan struct{}, len(open))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(1 + l.flags.workers)
	group.Go(func() error { // the view is told by one goroutine
		for n := len(x.domains) - len(open); n < len(x.domains); n++ {
			l.view.Progress(stageDetails, n, len(x.domains))
			select {
			case <-done:
			case <-ctx.Done():
				return nil
			}
		}
		return nil
	})
	for _, h := range open {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			d, err := x.detail(ctx, l, h)
			if err == nil {
				err = p.append(&partLine{Detail: d})
			}
			done <- struct{}{}
			return err
		})
	}
	err := group.Wait()
	if err == nil && context.Cause(ctx) != nil && !x.complete(p) {
		err = plain(executor.ErrInterrupted)
	}
	return err
}

// complete tells whether the details of all domains are there.
func (x *exporting) complete(p *part) bool {
	return !slices.ContainsFunc(x.domains, func(h job.Holding) bool { return !p.has(h.Domain) })
}

// detail asks for what is known of one domain. What the API refuses stands in a
// column of its own; the export goes on.
func (x *exporting) detail(ctx context.Context, l *link, h job.Holding) (*detail, error) {
	d := &detail{Domain: h.Domain, Values: make(job.Params)}
	var refused []string
	note := func(what string, err error) error {
		no, ok := errors.AsType[*executor.RefusedError](err)
		if !ok || no.Diagnosis.Credentials {
			return plain(err)
		}
		refused = append(refused, strings.TrimSpace(what+" "+no.Diagnosis.Code))
		return nil
	}
	if err := note("QueryDomainByInstanceId", x.stateOf(ctx, l, h, d.Values)); err != nil {
		return nil, err
	}
	for _, target := range api.Targets {
		if !x.contacts {
			break
		}
		err := l.caller.Read(ctx, api.QueryContactInfo, api.ContactRequest(h.Domain, target), func(body []byte) error {
			contact, err := api.Contact(body)
			for name, value := range contact {
				d.Values[target+" "+name] = value
			}
			return err
		})
		if err := note("QueryContactInfo "+target, err); err != nil {
			return nil, err
		}
	}
	if len(refused) > 0 {
		d.Values[columnRefused] = strings.Join(refused, "; ")
	}
	return d, nil
}

// stateOf asks for locks, DNS servers and the state of the e-mail address.
func (x *exporting) stateOf(ctx context.Context, l *link, h job.Holding, values job.Params) error {
	if h.InstanceID == "" {
		return nil
	}
	op, _ := api.Lookup(api.QueryDomainByInstanceId)
	return l.caller.Read(ctx, op.Name, job.Params{"InstanceId": h.InstanceID}, func(body []byte) error {
		of, err := api.HoldingOf(body)
		if err != nil {
			return err
		}
		answer, err := api.Read(op, body, api.Asked{})
		if err != nil {
			return err
		}
		x.keepState(of.State, answer.Fields, values)
		return nil
	})
}

// brokenOff says how an export goes on that came to no end.
func (x *exporting) brokenOff(l *link, p *part, err error) error {
	if p.whole == nil {
		return err
	}
	l.tell("what was read is kept in %s. To go on: %s", p.path, commandLine(l.Args))
	return err
}

// said says what the export has come to.
func (x *exporting) said(l *link, list *partList, path string) error {
	if l.flags.json {
		text, err := json.Marshal(map[string]any{"file": filepath.ToSlash(path), "domains": len(x.domains), "account": x.listTotal, "refused": x.refusals})
		if err != nil {
			return err
		}
		fmt.Fprintf(l.Stdout, "%s\n", text)
	}
	l.print("%s: %s of %d in the account\n", path, count(len(x.domains), "domain"), x.listTotal)
	if x.listTotal == 0 && l.flags.sandbox {
		l.tell("note: the embedded simulated API has every domain and lists none; --sandbox-domains FILE has it list some")
	}
	if x.refusals > 0 {
		return &fault{
			code: exitSome, err: fmt.Errorf("the API refused details of %s", count(x.refusals, "domain")),
			hint: "the column " + columnRefused + " says which and why",
		}
	}
	if !list.Whole {
		return errShort()
	}
	return nil
}
