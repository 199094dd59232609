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
		Info: s.info, Plan: s.plan, Ledger: s.ledger, Calls: s.journal.Calls(), Statements: s.statements(),
		Held: s.held(), Started: s.info.Created, Zone: time.UTC,
	}
	if s.over() {
		data.Finished = s.lastAnswer()
	}
	data.Kinds = kinds(data.Issues())
	return path, report.Write(path, s.book, data)
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
	path, reportErr := s.writeReport()
	if reportErr == nil {
		s.end.report = path
	} else {
		reportErr = s.noReport(err, reportErr)
	}
	s.end.code = codeOfRows(s.plan, s.ledger, s.held())
	s.view.close()
	s.printCounts()
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
	return &fault{
		code: exitFailed, err: err,
		hint: "the run file holds everything; to write it elsewhere: domainbatch report " + quote(s.path) + " --report PATH",
	}
}
