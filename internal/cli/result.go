package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
	"domainbatch/report"
)

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

// checkReport refuses, before anything is sent, files that could not be written
// or would take the place of what they are made from.
func (s *session) checkReport() error {
	path := s.reportPath()
	if err := s.checkFile("report "+path, path, report.Check(path, s.book, s.plan.Tables)); err != nil {
		return &fault{code: exitUsage, err: err, hint: "name another --report"}
	}
	failed := s.flags.failed
	if failed == "" {
		return nil
	}
	err := s.checkFile("rows not done "+failed, failed, report.CheckFailed(failed, s.book, s.plan.Tables))
	if err == nil && (sameFile(failed, path) || samePath(failed, path)) {
		err = fmt.Errorf("rows not done %s: it would replace the report", failed)
	}
	if err != nil {
		return &fault{code: exitUsage, err: err, hint: "name another --failed"}
	}
	return nil
}

// checkFile looks at the place of a file that is to be written; unfit is what is
// wrong with its name.
func (s *session) checkFile(what, path string, unfit error) error {
	dir, err := os.Stat(filepath.Dir(path))
	switch {
	case unfit != nil:
		return unfit
	case err != nil || !dir.IsDir():
		return fmt.Errorf("%s: its folder is not there", what)
	case sameFile(path, s.input) || sameFile(path, s.path):
		return fmt.Errorf("%s: it would replace the file that it is made from", what)
	}
	return nil
}

// samePath tells whether two names are one, whether a file is there or not.
func samePath(a, b string) bool {
	one, err := filepath.Abs(a)
	other, err2 := filepath.Abs(b)
	return err == nil && err2 == nil && one == other
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

// writeReport writes the report as a view of the run file, and the rows that are
// not done where they are wanted.
func (s *session) writeReport() error {
	data := s.reportData()
	secrets, _, err := s.secretsOf().read()
	if err != nil {
		err = fmt.Errorf("read secret answers: %w", err)
	}
	data.Secrets = secrets
	return errors.Join(err, s.writeWhole(data), s.writeFailed(data))
}

func (s *session) reportData() *report.Data {
	data := &report.Data{
		Info: s.info, Plan: s.plan, Ledger: s.ledger, Calls: s.journal.Calls(), Answers: s.journal.Answers(), Statements: s.statements(),
		Run: quote(s.path), Held: s.held(), Started: s.info.Created, Zone: time.UTC,
	}
	if s.over() {
		data.Finished = s.lastAnswer()
	}
	data.Kinds = kinds(data.Issues())
	return data
}

func (s *session) writeWhole(data *report.Data) error {
	path := s.reportPath()
	if err := report.Write(path, s.book, data); err != nil {
		return err
	}
	s.end.report = path
	return nil
}

func (s *session) writeFailed(data *report.Data) error {
	if s.flags.failed == "" {
		return nil
	}
	rows, err := report.WriteFailed(s.flags.failed, s.book, data)
	if err == nil {
		s.end.failed = rows
	}
	return err
}

// markUnread writes a report of an input that cannot be read before something is
// settled: a copy with the complaints at their cells. Nothing of it is kept in a
// run file. A CSV without a table has no place for them.
func (s *session) markUnread(in *loader.Input, unread *loader.InputError) error {
	if !s.reports {
		return nil
	}
	s.plan = &job.Plan{Tables: in.Tables, Rows: in.Rows, Warnings: in.Warnings}
	if err := s.checkReport(); err != nil {
		return err
	}
	if extension := strings.ToLower(filepath.Ext(s.reportPath())); len(in.Tables) == 0 && extension != ".xlsx" && extension != ".xlsm" {
		return nil
	}
	data := &report.Data{
		Info: s.info, Plan: s.plan, Ledger: new(job.Ledger), Zone: time.UTC,
		Complaints: unread.Issues[:len(unread.Issues)-len(in.Issues())],
		Held:       "not sent: " + strings.TrimPrefix(unread.Error(), "read input: "),
	}
	data.Kinds = kinds(data.Issues())
	if err := s.writeWhole(data); err != nil {
		return err
	}
	s.print("report: %s\n", s.end.report)
	return nil
}

// kinds are complaints summed up as on the terminal.
func kinds(issues []job.Issue) []report.Kind {
	var list []report.Kind
	for _, c := range loader.Summary(issues) {
		rows := c.Rows
		text := c.String()
		if rows > 1 {
			text = strings.TrimPrefix(text, fmt.Sprintf("%d rows: ", rows))
		}
		list = append(list, report.Kind{Rows: rows, Text: text})
	}
	return list
}

// statements are what people have decided about the run.
func (s *session) statements() iter.Seq2[job.Event, error] {
	return func(yield func(job.Event, error) bool) {
		for entry, err := range s.journal.Statements() {
			if !yield(entry.Event, err) {
				return
			}
		}
	}
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
	reportErr := s.writeReport()
	if reportErr != nil {
		reportErr = s.noReport(err, reportErr)
	}
	s.end.code = codeOfRows(s.plan, s.ledger, s.held())
	s.view.close()
	s.printCounts()
	s.printReadings()
	s.printEnd(ctx, err)
	return errors.Join(err, reportErr)
}

// noReport makes the error of a report that was not written; nil when why says
// already that it cannot be.
func (s *session) noReport(why, err error) error {
	if unfit := s.checkReport(); unfit != nil {
		if why != nil && why.Error() == unfit.Error() {
			return nil
		}
		return unfit
	}
	flag := " --report PATH"
	if s.end.report != "" {
		flag = " --failed PATH"
	}
	return &fault{
		code: exitFailed, err: err,
		hint: "the run file holds everything; to write it elsewhere: domainbatch report " + quote(s.path) + flag,
	}
}
