package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
	"domainbatch/report"
)

// accountName is the account of everything until accounts have names.
const accountName = "default"

// session is the work on one run.
type session struct {
	*app
	path    string // of the run file
	input   string // of the spreadsheet; beside the run file when only that was named
	info    job.Info
	site    api.Site
	book    *sheet.Book
	journal *journal.Journal
	plan    *job.Plan
	ledger  *job.Ledger
	client  executor.Client
	view    *view
	worker  *executor.Executor // one for the whole command: it keeps the pace
}

// ending is what is left of a session when its command ends.
type ending struct {
	code    int
	session *session
	report  string
}

// readInput reads the file whole: its digest says which run it belongs to, and
// a copy of it goes into the run file.
func (a *app) readInput(path string) ([]byte, *sheet.Book, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, &fault{code: exitUsage, err: fmt.Errorf("read input: %w", err), hint: "give the spreadsheet's path"}
	}
	book, err := sheet.Open(filepath.Base(path), data)
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
	names, err := s.loading(site)
	if err == nil {
		err = loader.Check(names)
	}
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	s.site = site
	s.info = job.Info{
		Input: filepath.Base(input), SHA256: hex.EncodeToString(sum[:]),
		Endpoint: endpoint, Version: site.Version, Site: site.Name, Sandbox: s.flags.sandbox,
		Options: options, Tool: toolVersion(), Created: s.started,
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
	err = s.journal.Append(&job.Event{At: s.started, Kind: job.KindOpened, Info: &s.info, Input: data})
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
	s.journal, err = journal.Open(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	s.ledger, err = s.journal.Ledger()
	if err != nil {
		return err
	}
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
	case !old.Same(&s.info), !s.ledger.Loaded, old.Sandbox && s.over():
		return s.discard()
	}
	s.info = old
	s.plan, err = s.journal.Plan()
	return err
}

// discard removes a run file that holds nothing that could be lost.
func (s *session) discard() error {
	errs := []error{s.journal.Close()}
	// A reader beside us keeps the log from being taken away with the last connection.
	for _, name := range []string{s.journal.Path() + "-wal", s.journal.Path() + "-shm", s.path} {
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
	if !s.ledger.Loaded {
		return s.unplanned()
	}
	if s.plan, err = s.journal.Plan(); err != nil {
		return err
	}
	data, err := s.journal.Input()
	if err == nil {
		s.book, err = sheet.Open(s.info.Input, data)
	}
	return err
}

// unplanned is the error of a run whose planning was broken off.
func (s *session) unplanned() error {
	input, words := s.input, ""
	if input == "" {
		input = strings.TrimSuffix(s.path, ".run")
	}
	switch s.path {
	case input + ".run":
		words = quote(input)
	case input:
		words = "FILE --run " + quote(s.path)
	default:
		words = quote(input) + " --run " + quote(s.path)
	}
	return &fault{
		code: exitStale, err: fmt.Errorf("run file %s: the plan is not complete; nothing was sent", s.path),
		hint: "plan again: domainbatch plan " + words + " (with the flags of the first time)",
	}
}

// close lets go of the run file.
func (s *session) close(err error) error {
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
	return fmt.Sprintf("not sent: %s of the input %s invalid, and --skip-invalid was not given", count(n, "row"), are(n))
}

// executor makes the executor of this run, once.
func (s *session) executor() (*executor.Executor, error) {
	if s.worker != nil {
		return s.worker, nil
	}
	client, err := s.connect()
	if err != nil {
		return nil, err
	}
	s.worker = executor.New(executor.Options{
		Journal: s.journal, Plan: s.plan, Ledger: s.ledger, Site: s.site,
		Accounts: map[string]executor.Account{accountName: {Client: client, QPS: s.flags.qps}},
		Workers:  s.flags.workers, Wait: s.flags.wait, Settle: s.flags.settle, Hold: s.flags.hold,
		Lang: s.info.Options["lang"], Before: s.info.Options["before"] == "all", Observer: s.view,
	})
	return s.worker, nil
}

// connect makes the client of this run, once.
func (s *session) connect() (executor.Client, error) {
	if s.client != nil {
		return s.client, nil
	}
	client := &rpc.Client{
		Endpoint: s.info.Endpoint, Version: s.info.Version, InQuery: s.info.Options["params"] == "query",
		UserAgent: "domainbatch/" + toolVersion(), Transport: s.Transport, Credentials: s.Credentials,
	}
	switch {
	case s.info.Sandbox:
		box, err := s.embedded()
		if err != nil {
			return nil, err
		}
		client.Transport, client.Credentials = box, sandboxCredentials
	case client.Credentials == nil:
		client.Credentials, client.Renew = usualCredentials()
	}
	s.client = client
	return client, nil
}

// reportPath is where the report goes: as the user said, or beside the input. A
// run file that was carried elsewhere has its report beside itself.
func (s *session) reportPath() string {
	if s.flags.report != "" {
		return s.flags.report
	}
	if folder, err := os.Stat(filepath.Dir(s.info.Report)); s.info.Report != "" && err == nil && folder.IsDir() {
		return s.info.Report
	}
	return s.reportIn(filepath.Dir(s.path))
}

// reportIn is the path of the report in a folder, by the name of the input.
func (s *session) reportIn(folder string) string {
	extension := filepath.Ext(s.info.Input)
	name := strings.TrimSuffix(s.info.Input, extension)
	if s.book != nil && s.book.Format().Kind == sheet.CSV {
		extension = ".csv"
	}
	return filepath.Join(folder, name+".report"+extension)
}

// chosenReport is the report's place as the run file keeps it: where the user
// wants it, or beside an input that has its run file elsewhere; empty otherwise.
func (s *session) chosenReport() string {
	path := s.flags.report
	if path == "" && filepath.Dir(s.input) != filepath.Dir(s.path) {
		path = s.reportIn(filepath.Dir(s.input))
	}
	if path == "" {
		return ""
	}
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

// checkReport refuses, before anything is sent, a report that could not be
// written or would take the place of what it is made from.
func (s *session) checkReport() error {
	path := s.reportPath()
	err := report.Check(path, s.book, s.plan.Tables)
	if dir, statErr := os.Stat(filepath.Dir(path)); err == nil && (statErr != nil || !dir.IsDir()) {
		err = fmt.Errorf("report %s: its folder is not there", path)
	}
	if err == nil && (sameFile(path, s.input) || sameFile(path, s.path)) {
		err = fmt.Errorf("report %s: it would replace the file that it is made from", path)
	}
	if err != nil {
		return &fault{code: exitUsage, err: err, hint: "name another --report"}
	}
	return nil
}

// sameFile tells whether two names are of one file that is there.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// writeReport writes the report as a view of the run file.
func (s *session) writeReport() (string, error) {
	path := s.reportPath()
	data := &report.Data{
		Info: s.info, Plan: s.plan, Ledger: s.ledger, Calls: s.journal.Calls(), Held: s.held(), Started: s.info.Created, Zone: time.UTC,
	}
	if s.over() {
		data.Finished = s.lastAnswer()
	}
	return path, report.Write(path, s.book, data)
}

// lastAnswer is when the last change got its result.
func (s *session) lastAnswer() (last time.Time) {
	for i := range s.ledger.Standings {
		if at := s.ledger.Standings[i].Finished; at.After(last) {
			last = at
		}
	}
	return last
}

// stop ends an executing command: the report is written whatever happened.
func (s *session) stop(ctx context.Context, err error) error {
	path, reportErr := s.writeReport()
	if reportErr == nil {
		s.end.report = path
	} else {
		reportErr = &fault{
			code: exitFailed, err: reportErr,
			hint: "the run file holds everything; to write it elsewhere: domainbatch report " + quote(s.path) + " --report PATH",
		}
	}
	s.end.code = codeOfRows(s.plan, s.ledger, s.held())
	s.view.close()
	s.printCounts()
	s.printEnd(ctx, err)
	return errors.Join(err, reportErr)
}
