package cli

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/rpc"
)

func (a *app) runCommand() *cobra.Command {
	c := a.command("run FILE", "Read, check, plan, confirm, apply, report: the whole job", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			return a.working(func(s *session) error {
				if err := s.askable(); err != nil {
					return err
				}
				s.reports = true
				if err := s.prepare(ctx, args[0]); err != nil {
					if s.ledger == nil || s.ledger.Planned || s.plan == nil {
						return err
					}
					return s.stop(ctx, err) // the report says that nothing was sent
				}
				return s.carryOut(ctx)
			})
		})
	c.Example = "  domainbatch run --sandbox acquisition.xlsx\n" +
		"  domainbatch run portfolio.csv --set ContactType=admin --column \"Company=RegistrantOrganization\""
	a.connecting(c)
	a.planning(c)
	a.applying(c)
	a.tells(c)
	return c
}

func (a *app) applyCommand() *cobra.Command {
	var c *cobra.Command
	c = a.command("apply RUN", "Carry out a planned run, or go on with an interrupted one", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			return a.working(func(s *session) error {
				if err := s.openRun(args[0], openSound); err != nil {
					return s.unlessTold(s.unlessHeld(err))
				}
				if err := s.agrees(c); err != nil {
					return err
				}
				if ends, err := s.endsAtOnce(); ends || err != nil {
					return err
				}
				if s.held() != "" {
					s.end.code = exitInvalid
				}
				if err := s.unlessTold(s.refusal()); err != nil || s.end.idle {
					return err
				}
				s.noteChangedInput()
				err := s.ready(ctx)
				if err == nil {
					err = s.carryOut(ctx)
				}
				return s.keptFrom(err)
			})
		})
	a.connecting(c)
	a.applying(c)
	a.restarting(c)
	a.tells(c)
	c.Long, c.Example = applyLong, applyExample
	c.Flags().BoolVar(&a.flags.relockOnly, "relock-only", false, "lock again the domains that the run has unlocked, and send nothing else")
	c.Flags().StringVar(&a.flags.digest, "digest", "", "refuse a plan with another digest than `DIGEST`, which plan prints")
	return c
}

// refusal is why the plan may not be begun: it is another one, too old, or not approved.
func (s *session) refusal() error {
	if err := s.approved(); err != nil {
		return err
	}
	return s.unapproved()
}

// approved refuses another plan than the one that the user names, and one that
// is too old before anything of it was sent.
func (s *session) approved() error {
	if want := s.flags.digest; want != "" && !strings.EqualFold(want, s.plan.Digest) {
		return s.otherDigest()
	}
	if s.stale() && !s.ledger.Sent && !s.over() {
		return errors.Join(s.staleFault(), s.unsent(exitStale, job.StoppedStale))
	}
	return nil
}

// otherDigest is the refusal of another plan than the one that the user names.
func (s *session) otherDigest() error {
	return &fault{
		code: exitStale, err: fmt.Errorf("run file %s: the plan's digest is %s, not that of --digest", s.path, s.plan.Digest),
		hint: "look at the plan; it is not the one that was approved", reason: job.StoppedOtherPlan,
	}
}

// noteChangedInput says so when the file that the plan was made from is another
// one now: what is sent is what was planned.
func (s *session) noteChangedInput() {
	file, run := strings.CutSuffix(s.path, ".run")
	if !run || filepath.Base(file) != s.info.Input {
		return
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return // it may be gone: its copy is in the run file
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != s.info.SHA256 {
		s.print("%s has changed since the plan was made; the plan is carried out as it was made, from the copy in the run file\n", file)
	}
}

// agrees refuses flags that name another place than the plan was made for.
func (s *session) agrees(c *cobra.Command) error {
	other := c.Flags().Changed("site") && s.flags.site != s.info.Site ||
		c.Flags().Changed("sandbox") && s.flags.sandbox != s.info.Sandbox
	if given := s.given(); given != "" {
		endpoint, err := rpc.ParseEndpoint(given)
		if err != nil {
			return usage(err.Error(), "")
		}
		other = other || endpoint != s.info.Endpoint
	}
	if other {
		return &fault{
			code: exitStale, err: fmt.Errorf("run file %s was planned for %s (site %s)", s.path, s.info.Endpoint, s.info.Site),
			hint: "leave --endpoint, --site and --sandbox out, or plan again",
		}
	}
	return s.sameAccount()
}

// ready brings a run to where it can be carried out: an offline plan is
// verified and read now; one whose plan was broken off cannot go on.
func (s *session) ready(ctx context.Context) error {
	offline := s.info.Options["offline"] == "true"
	switch {
	case !s.ledger.Planned:
		return s.unplanned()
	case s.ledger.Sent || !offline || s.over():
		s.print("%s\n", s.found())
		return nil
	}
	if shut, err := s.shut(); shut || err != nil {
		return err // carryOut says so; nothing is asked for before it may be sent
	}
	if err := s.askable(); err != nil {
		return err
	}
	if _, err := s.executor(); err != nil {
		return err
	}
	s.printInvalid()
	if err := s.read(ctx); err != nil {
		return s.stop(ctx, err)
	}
	if err := s.group(); err != nil {
		return err
	}
	s.printPlan()
	return nil
}

// carryOut sends what is planned and writes the report.
func (s *session) carryOut(ctx context.Context) error {
	if err := s.checkReport(); err != nil {
		return err
	}
	if err := s.unapproved(); err != nil && !s.flags.relockOnly {
		return err
	}
	if s.nothingToDo() {
		return s.stop(ctx, s.readBack(ctx, s.fetchSecrets(ctx)))
	}
	if err := s.cleared(ctx); err != nil {
		return err
	}
	if err := s.await(ctx); err != nil {
		return s.stop(ctx, err)
	}
	release, err := s.claim(ctx)
	if err != nil {
		return err
	}
	e, err := s.executor()
	if err == nil {
		err = s.follow(s.what(), func() error { return s.apply(ctx, e) })
	}
	return s.stop(ctx, errors.Join(s.readBack(ctx, err), release()))
}

// cleared settles with the user what can be sent. What is too old, or out of
// hours, is only asked about.
func (s *session) cleared(ctx context.Context) error {
	shut, err := s.shut()
	old := s.stale() && !s.flags.relockOnly
	switch {
	case err != nil:
		return err
	case old && s.waits():
		return errors.Join(s.staleFault(), s.unsent(exitStale, job.StoppedStale))
	case old || shut:
		return nil
	}
	return s.permitted(ctx)
}

// what is what the run file calls this command: how it was carried out is to be
// minded by the command that goes on, and locking again is another matter.
func (s *session) what() string {
	if s.flags.relockOnly {
		return "relock"
	}
	return startApply
}

// nothingToDo tells whether there is nothing to send and nothing to ask about.
func (s *session) nothingToDo() bool {
	if s.flags.relockOnly {
		return len(s.unlocked()) == 0
	}
	return s.held() != "" || s.final()
}

// apply sends; a plan that is too old is only asked about. Locking again is
// never too late.
func (s *session) apply(ctx context.Context, e *executor.Executor) error {
	if !s.stale() || s.flags.relockOnly {
		return e.Apply(ctx)
	}
	err := e.Reconcile(ctx)
	if slices.ContainsFunc(s.ledger.Standings, func(st job.Standing) bool { return st.State == job.Planned }) {
		err = errors.Join(err, s.staleFault())
	}
	return err
}

// follow records the beginning and the end of what a process does for the run.
func (s *session) follow(what string, do func() error) error {
	if err := s.record(&job.Event{At: time.Now(), Kind: job.KindStarted, Note: s.startNote(what), By: process()}); err != nil {
		return err
	}
	s.tellFirst(what)
	err := do()
	code := codeOfRows(s.plan, s.ledger, s.held())
	if err != nil {
		own, _ := codeOf(err)
		code = strongest(code, own)
	}
	return errors.Join(err, s.record(&job.Event{At: time.Now(), Kind: job.KindStopped, Note: reasonOf(err), Exit: code}))
}

// startNote is how the run file says that a process took the run up.
func (s *session) startNote(what string) string {
	return strings.Join(append([]string{what}, s.sendingFlags()...), " ")
}

// shut tells whether nothing may be sent at the hour of the start.
func (s *session) shut() (bool, error) {
	open, err := s.hours()
	at := open.closes(s.begins)
	return err == nil && !at.IsZero() && !at.After(s.begins), err
}

// claim has other runs of this user keep off the domains of this one, until it
// is released. The embedded simulated API belongs to its run alone.
func (s *session) claim(ctx context.Context) (release func() error, err error) {
	folder := stateFolder(s.Getenv)
	if s.info.Sandbox {
		return func() error { return nil }, nil
	}
	if folder == "" {
		fmt.Fprintln(s.Stderr, "note: no home folder is set, so that other runs on the same domains are not noticed")
		return func() error { return nil }, nil
	}
	release, err = journal.Claim(ctx, folder, journal.Claims{Run: s.journal.Path(), Endpoint: s.info.Endpoint, Domains: s.openDomains()})
	if err != nil && ctx.Err() != nil {
		return nil, executor.ErrInterrupted
	}
	return release, err
}

// stateFolder is where the runs of a user see each other.
func stateFolder(getenv func(string) string) string {
	for _, place := range [][]string{{"XDG_STATE_HOME"}, {"LOCALAPPDATA"}, {"HOME", ".local", "state"}, {"USERPROFILE", "AppData", "Local"}} {
		if base := getenv(place[0]); filepath.IsAbs(base) {
			return filepath.Join(append(append([]string{base}, place[1:]...), "domainbatch", "runs")...)
		}
	}
	return ""
}

// permitted checks the safety limit and asks the user.
func (s *session) permitted(ctx context.Context) error {
	domains, doing := s.toSend(), "Change"
	switch {
	case s.flags.relockOnly:
		domains, doing = len(s.unlocked()), "Lock again"
	case domains > s.flags.maxDomains:
		return errors.Join(s.tooMany(domains), s.unsent(exitLimit, job.StoppedByDomains))
	default:
		if err := s.ordersAllowed(); err != nil {
			return err
		}
	}
	if s.flags.yes || s.ledger.Sent {
		return nil
	}
	if err := s.askable(); err != nil {
		return err
	}
	s.view.close()
	fmt.Fprintf(s.Stderr, "%s %s%s at %s? Type the number of domains to go on: ", doing, count(domains, "domain"), s.inAccounts(), s.info.Endpoint)
	answer, err := s.readLine(ctx)
	if err != nil || strings.TrimSpace(answer) != strconv.Itoa(domains) {
		return &fault{code: exitInterrupted, err: errors.New("not confirmed; nothing was sent"), hint: "to send it: " + s.goOn()}
	}
	return nil
}

// tooMany is the refusal to change so many domains.
func (s *session) tooMany(domains int) error {
	given := s.flags.maxDomains
	s.flags.maxDomains = domains
	return &fault{
		code: exitLimit, err: fmt.Errorf("%s to be changed, and --max-domains is %d", count(domains, "domain")+" "+are(domains), given),
		hint: "to change that many: " + s.goOn(),
	}
}

// unsent records why nothing was begun, for the rows that were not sent.
func (s *session) unsent(code int, why string) error {
	return s.record(&job.Event{At: time.Now(), Kind: job.KindStopped, Note: why, Exit: code})
}

// toSend counts the domains that have changes which are not sent yet.
func (s *session) toSend() int {
	seen := make(map[string]bool)
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		if state := s.ledger.Standing(c.ID).State; state == "" || state == job.Planned {
			seen[c.Subject] = true
		}
	}
	return len(seen)
}

// openDomains are the domains whose changes have no answer yet, in the order of the plan.
func (s *session) openDomains() []string {
	seen := make(map[string]bool)
	var open []string
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		if st := s.ledger.Standing(c.ID); !seen[c.Subject] && (!st.State.Ended() || s.flags.relockOnly) {
			seen[c.Subject] = true
			open = append(open, c.Subject)
		}
	}
	return open
}

// readLine reads the user's answer. An interrupt does not wait for it: the
// reading goes on until the program ends.
func (s *session) readLine(ctx context.Context) (string, error) {
	line := make(chan string, 1)
	var reader sync.WaitGroup
	reader.Go(func() {
		text, _ := bufio.NewReader(s.Stdin).ReadString('\n')
		line <- text
	})
	select {
	case text := <-line:
		return text, nil
	case <-ctx.Done():
		return "", executor.ErrInterrupted
	}
}
