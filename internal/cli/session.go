package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
	"domainbatch/planner"
)

// session is the work on one run.
type session struct {
	*app
	path     string // of the run file
	input    string // of the spreadsheet; beside the run file when only that was named
	info     job.Info
	site     api.Site
	book     *sheet.Book
	journal  *journal.Journal
	plan     *job.Plan
	ledger   *job.Ledger
	ways     map[string]executor.Account
	view     *view
	log      *logbook           // nil: none is kept
	told     bool               // others are told how the command ends; one that only writes flags down has them too
	before   string             // the rows by result when the work began
	began    bool               // those who are notified know that it began
	lastExit int                // of the process before this one, where a scheduler has started it
	notices  *notices           // nil: nobody is notified
	reports  bool               // a report is wanted of an input that cannot be read too
	worker   *executor.Executor // one for the whole command: it keeps the pace
	secrets  *secrets           // of the worker
	needs    *planner.Needs     // what the plan needed to know of the account before it was completed
	stopped  bool               // it is recorded how this process ended
}

// ending is what is left of a session when its command ends.
type ending struct {
	code    int
	session *session
	report  string
	failed  int             // rows in the file of --failed; below 0: none was written
	after   *readings       // what was read back; nil: nothing
	idle    bool            // a scheduler has started it, and there was nothing to do
	goOn    string          // the command that goes on, where there is one
	calls   map[callKey]int // with --metrics
}

// readInput reads the file whole: its digest says which run it belongs to, and
// a copy of it goes into the run file.
func (a *app) readInput(path string) ([]byte, *sheet.Book, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, &fault{code: exitUsage, err: fmt.Errorf("read input: %w", err), hint: "give the spreadsheet's path"}
	}
	read, err := a.howToRead()
	if err != nil {
		return nil, nil, err
	}
	book, err := read.openBook(filepath.Base(path), data)
	return data, book, err
}

// open takes up the run of an input, if there is one.
func (s *session) open(input string, data []byte) error {
	options, err := s.deciding()
	if err != nil {
		return err
	}
	endpoint, site, err := s.place()
	if err != nil {
		return err
	}
	if err := s.checkAccount(); err != nil {
		return err
	}
	names, err := s.loading(site)
	if err == nil {
		err = s.settled.blame(loader.Check(names))
	}
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	s.site = site
	s.info = job.Info{
		Input: filepath.Base(input), SHA256: hex.EncodeToString(sum[:]),
		Endpoint: endpoint, Version: site.Version, Site: site.Name, Sandbox: s.flags.sandbox,
		Options: options, Tool: toolVersion(), Created: s.started, Expires: s.flags.expires,
	}
	s.input, s.path = input, s.flags.run
	if s.path == "" {
		s.path = input + ".run"
	}
	s.info.Report = s.chosenReport()
	return s.takeUp()
}

// create makes the run file of a plan: what it belongs to, a copy of the input,
// and the plan.
func (s *session) create(data []byte) (err error) {
	if s.journal, err = journal.Create(s.path); err != nil {
		return err
	}
	err = s.journal.Append(&job.Event{At: s.started, Kind: job.KindOpened, Info: &s.info, Input: data, By: process()})
	if err == nil {
		err = s.journal.SavePlan(time.Now(), s.plan)
	}
	if err == nil {
		s.ledger, err = s.journal.Ledger()
	}
	return err
}

// takeUp opens the run file that is there, if it belongs to this run and there
// is something in it to go on from. What may be thrown away is.
func (s *session) takeUp() (err error) {
	s.journal, err = openSound(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if s.ledger, err = s.journal.Ledger(); err != nil {
		return err
	}
	if s.ledger.Forgotten != nil {
		return s.forgotten()
	}
	return s.takeUpFrom()
}

// takeUpFrom goes on from what the run file says that it belongs to.
func (s *session) takeUpFrom() error {
	old, err := s.journal.Info()
	switch {
	case err != nil && s.ledger.Sent:
		return err
	case err != nil:
		return s.discard()
	case !old.Same(&s.info) && s.ledger.Sent:
		return &fault{
			code: exitStale, err: fmt.Errorf("run file %s belongs to another input, other options or another endpoint", s.path),
			hint: "to start another run beside it, name another file with --run",
		}
	case s.useless(&old):
		if err := s.keepsApproval(&old); err != nil {
			return err
		}
		return s.discard()
	}
	return s.takeUpPlan(old)
}

// takeUpPlan goes on from a plan, unless it may be another one by now.
func (s *session) takeUpPlan(info job.Info) error {
	plan, err := s.journal.Plan()
	if err == nil && !s.ledger.Sent && misnamed(plan) {
		return s.discard()
	}
	s.info, s.plan = info, plan
	return err
}

// useless tells whether there is nothing in the run file of old to go on from.
func (s *session) useless(old *job.Info) bool {
	return !old.Same(&s.info) || !s.ledger.Loaded || old.Sandbox && s.over() || !s.ledger.Sent && s.outdated(old)
}

// openSound opens a run to go on with it, and looks at everything in it: what a
// damaged file takes for not sent would be sent again.
func openSound(path string) (*journal.Journal, error) {
	j, err := journal.Open(path)
	if err != nil {
		return nil, err
	}
	if _, err := j.Verify(); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// discard removes a run file that holds nothing that could be lost.
func (s *session) discard() error {
	errs := []error{s.journal.Close()}
	// A reader beside us keeps the log from being taken away with the last connection.
	for _, name := range []string{s.journal.Path() + "-wal", s.journal.Path() + "-shm", s.path + ".secrets", s.path} {
		if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	s.journal, s.ledger = nil, nil
	return errors.Join(errs...)
}

// over tells whether every change has its answer.
func (s *session) over() bool {
	return s.ledger.Planned && !slices.ContainsFunc(s.ledger.Standings, func(st job.Standing) bool { return !st.State.Ended() })
}

// final tells whether asking the registrar once more can bring nothing new.
func (s *session) final() bool {
	return s.over() && !slices.ContainsFunc(s.ledger.Standings, func(st job.Standing) bool { return st.Outcome() == job.Unknown })
}

// stale tells whether the plan is too old to be sent.
func (s *session) stale() bool { return s.outdated(&s.info) }

func (s *session) outdated(info *job.Info) bool {
	return info.Expires > 0 && s.begins.Sub(info.Created.Round(0)) > info.Expires
}

// staleFault is the refusal of a plan that is too old.
func (s *session) staleFault() error {
	when := ""
	if s.waits() {
		when = "; at the start, " + rfc(s.begins) + ", it is too old"
	}
	return &fault{
		code: exitStale, err: fmt.Errorf("run file %s: the plan is of %s, and may be carried out for %s%s", s.path, rfc(s.info.Created), s.info.Expires, when),
		hint: "plan again, into another run file with --run where something was sent; plan --expires sets the time",
	}
}

// openRun takes up the run in a file that must be there.
func (s *session) openRun(path string, open func(string) (*journal.Journal, error)) (err error) {
	s.path = path
	if s.journal, err = open(path); err != nil {
		return err
	}
	s.info, err = s.journal.Info()
	if errors.Is(err, journal.ErrNotYet) {
		return s.unplanned()
	}
	if err != nil {
		return err
	}
	s.site, _ = api.SiteNamed(s.info.Site)
	s.input = filepath.Join(filepath.Dir(path), s.info.Input)
	if s.ledger, err = s.journal.Ledger(); err != nil {
		return err
	}
	switch {
	case s.ledger.Forgotten != nil:
		return s.forgotten()
	case !s.ledger.Loaded:
		return s.unplanned()
	}
	if s.plan, err = s.journal.Plan(); err != nil {
		return err
	}
	data, err := s.journal.Input()
	if err == nil {
		s.book, err = sheet.Open(s.info.Input, data, sheet.Options{Encoding: s.info.Options["encoding"]})
	}
	return err
}

// unplanned is the error of a run whose planning was broken off.
func (s *session) unplanned() error {
	return &fault{
		code: exitStale, err: fmt.Errorf("run file %s: the plan is not complete; nothing was sent", s.path),
		hint: "plan again: " + s.planAgain(), reason: job.StoppedUnplanned,
	}
}

// close lets go of the run file.
func (s *session) close(err error) error {
	err = errors.Join(err, s.secrets.close())
	if s.journal == nil {
		return err
	}
	return errors.Join(err, s.journal.Close())
}

// record makes an event durable and takes it into the state.
func (s *session) record(e *job.Event) error {
	if err := s.journal.Append(e); err != nil {
		return err
	}
	s.log.events(s.plan, e)
	s.stopped = s.stopped || e.Kind == job.KindStopped
	return s.ledger.Apply(e)
}

// held is why nothing of the plan is sent at all; empty when things are.
func (s *session) held() string {
	if s.plan == nil || s.info.Options["skip-invalid"] == "true" {
		return ""
	}
	n := 0
	for i := range s.plan.Rows {
		row := &s.plan.Rows[i]
		if row.LeftOut == "" && s.plan.Outcome(row, s.ledger, "").Result == job.Invalid {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(job.MessageHeld, count(n, "row"), are(n))
}

// executor makes the executor of this run, once.
func (s *session) executor() (*executor.Executor, error) {
	if s.worker != nil {
		return s.worker, nil
	}
	lines, err := s.accountLines()
	if err != nil {
		return nil, err
	}
	tolerance, err := s.tolerance()
	if err != nil {
		return nil, err
	}
	open, err := s.hours()
	if err != nil {
		return nil, err
	}
	s.secrets = s.secretsOf()
	s.worker = executor.New(executor.Options{
		Journal: s.logged(), Plan: s.plan, Ledger: s.ledger, Site: s.site,
		Accounts: lines,
		Workers:  s.flags.workers, Wait: s.flags.wait, Settle: s.flags.settle, Hold: s.flags.hold,
		Lang: s.info.Options["lang"], Before: s.info.Options["before"] == "all", Observer: s,
		Recheck: s.flags.recheck, Failures: tolerance, Canary: s.flags.canary, Closes: open.closes,
		BatchSize: planOptions(&s.info, s.site).BatchSize, RelockOnly: s.flags.relockOnly, Secrets: s.secrets,
	})
	return s.worker, nil
}
