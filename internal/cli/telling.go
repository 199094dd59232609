package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/executor"
)

// telling are the flags of those who are told how a run goes while nobody watches.
type telling struct {
	notify    []string
	logFile   string
	logFormat string
	logLevel  string
	metrics   string
}

const (
	defaultLogFormat = "text"
	defaultLogLevel  = "info"
)

const applyLong = `Carry out a planned run, or go on with an interrupted one.

What is sent and when nothing more is begun is a matter of the flags; the run file
holds all else. Where nobody watches, --notify sends messages, --log-file keeps a
log, and --metrics leaves figures for Prometheus. The URLs of --notify hold tokens,
and other users of this computer see them in its list of processes: put them into
$` + notifyVariable + `, with blanks between them.`

const applyExample = `  domainbatch apply acquisition.xlsx.run
  domainbatch apply acquisition.xlsx.run --yes --canary 20 --window 02:00-05:00 --log-file night.log --metrics night.prom
  ` + notifyVariable + `=slack://hook:TOKEN@webhook domainbatch apply acquisition.xlsx.run --yes --at 02:00`

// tells adds the flags of commands that tell others how a run goes.
func (a *app) tells(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&a.flags.telling.notify, "notify", nil, "send a message to the service at `URL` at the start and the end, and when a limit stops the run (repeatable; more in $"+notifyVariable+")")
	a.keeps(c)
}

// keeps adds the flags of commands that leave figures and a log.
func (a *app) keeps(c *cobra.Command) {
	c.Flags().StringVar(&a.flags.telling.metrics, "metrics", "", "write figures of the run to `FILE` at its end, in the text format of Prometheus")
	a.logs(c)
}

// logs adds the flags of commands that keep a log.
func (a *app) logs(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&a.flags.telling.logFile, "log-file", "", "append a line for each change of state to `PATH`; -: to standard error")
	f.StringVar(&a.flags.telling.logFormat, "log-format", defaultLogFormat, "of --log-file: text or json")
	f.StringVar(&a.flags.telling.logLevel, "log-level", defaultLogLevel, "of --log-file: debug (each call too), info, warn or error")
}

// whole makes the paths of the flags absolute, for a process that is started elsewhere.
func (t *telling) whole() error {
	for _, path := range []*string{&t.logFile, &t.metrics} {
		if *path == "" || *path == "-" {
			continue
		}
		abs, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = abs
	}
	return nil
}

// checkTelling finds what is wrong with these flags. No error repeats a URL: it
// may hold a token.
func (a *app) checkTelling() error {
	t := &a.flags.telling
	if t.logFormat == "" {
		return nil // the command has no such flags
	}
	err := t.checkLog()
	if err == nil && t.logFile != "-" {
		err = a.checkOwnFile("--log-file", t.logFile, false)
	}
	if err == nil {
		err = a.checkOwnFile("--metrics", t.metrics, true)
	}
	if err == nil && t.metrics != "" && samePath(t.metrics, t.logFile) {
		err = usage("--log-file and --metrics name one file", "name two")
	}
	for _, r := range a.recipients() {
		if err == nil {
			err = r.check()
		}
	}
	return err
}

// checkLog finds what is wrong with the words of the flags of the log.
func (t *telling) checkLog() error {
	switch {
	case t.logFormat != "text" && t.logFormat != "json":
		return usage("--log-format "+t.logFormat+": not one of text, json", "")
	case levels[t.logLevel] == nil:
		return usage("--log-level "+t.logLevel+": not one of debug, info, warn, error", "")
	case t.logFile == "" && (t.logFormat != defaultLogFormat || t.logLevel != defaultLogLevel):
		return usage("--log-format and --log-level need --log-file", "give --log-file PATH, or --log-file - for standard error")
	}
	return nil
}

// spreadsheet tells names that input, report or run file may have, which a log or
// figures would destroy.
var spreadsheet = regexp.MustCompile(`(?i)\.(xlsx|xlsm|csv|tsv|run|secrets)$`)

// checkOwnFile refuses a file that would take the place of another, or cannot be
// there; whole is one that is replaced, which a device cannot be.
func (a *app) checkOwnFile(flag, path string, whole bool) error {
	if path == "" {
		return nil
	}
	folder, err := os.Stat(filepath.Dir(path))
	if err != nil || !folder.IsDir() {
		return usage(fmt.Sprintf("%s %s: its folder is not there", flag, path), "make the folder, or name another file")
	}
	there, err := os.Stat(path)
	switch {
	case spreadsheet.MatchString(path) || a.taken(path):
		return usage(fmt.Sprintf("%s %s: that is the name of a spreadsheet or of a run file", flag, path), "name another file")
	case err == nil && (there.IsDir() || whole && !there.Mode().IsRegular()):
		return usage(fmt.Sprintf("%s %s: it is no file", flag, path), "name another file")
	}
	return nil
}

// taken tells whether a name is that of a file which the command is about.
func (a *app) taken(path string) bool {
	files := append([]string{a.flags.run, a.flags.report, a.flags.failed}, a.operands...)
	return slices.ContainsFunc(files, func(other string) bool {
		return other != "" && (samePath(path, other) || sameFile(path, other))
	})
}

// runName is the run file that the command is about, as far as its words tell.
func (a *app) runName() string {
	switch {
	case a.end != nil && a.end.session.path != "":
		return a.end.session.path
	case a.flags.run != "":
		return a.flags.run
	case len(a.operands) == 0:
		return ""
	case a.name == "run" || a.name == "plan":
		return a.operands[0] + ".run"
	}
	return a.operands[0]
}

// startTelling gets ready to tell others how the run goes.
func (s *session) startTelling() error {
	s.told = true
	s.notices = newNotices(s.recipients(), s.sender())
	var err error
	if s.log, err = s.openLog(); err != nil {
		return err
	}
	s.log.begin(s.name)
	return nil
}

// endTelling tells others how the command ended. Nothing that goes wrong with
// that changes how it did.
func (a *app) endTelling(err error, code int) {
	if a.end == nil || !a.end.session.told {
		return
	}
	s := a.end.session
	s.log.finish(err, code, s)
	if s.end.idle {
		s.notices.close()
		_ = s.log.close() // what it says about every start is not worth a mail of cron
		return
	}
	if wrong := s.writeMetrics(code); wrong != nil {
		fmt.Fprintf(a.Stderr, "note: the figures of --metrics were not written: %v\n", wrong)
		s.log.warn("the figures of --metrics were not written")
	}
	if s.notices != nil {
		if !s.repeats(code) {
			s.notices.send(s.lastNotice(err, code))
		}
		s.notices.close()
	}
	s.tellLost()
	if wrong := s.log.close(); wrong != nil {
		fmt.Fprintf(a.Stderr, "note: the log is not whole: %v\n", wrong)
	}
}

// tellLost says which notifications were not sent.
func (s *session) tellLost() {
	for _, text := range s.notices.lost() {
		s.view.close()
		fmt.Fprintf(s.Stderr, "note: %s\n", text)
		s.log.warn(text)
	}
}

// Progress shows how far a stage is, and what has happened beside it.
func (s *session) Progress(stage executor.Stage, done, total int) {
	s.tellLost()
	s.log.progress(stage, done, total)
	s.view.Progress(stage, done, total)
}

// Warn passes a warning on.
func (s *session) Warn(text string) {
	s.log.warn(text)
	s.view.Warn(text)
}

// Limit tells those who do not watch of a limit; those who do are told at the end.
// The executor keeps the state as it is meanwhile.
func (s *session) Limit(text string, reached bool) {
	s.log.limit(text, reached)
	s.notices.send(s.limitNotice(text, reached))
}

// mailAddress tells what an e-mail address may be.
var mailAddress = regexp.MustCompile(`[^\s:;,"'<>()]+@[^\s:;,"'<>()]+`)

// impersonal takes addresses out of words of the run: an operation may be about one.
func impersonal(text string) string { return mailAddress.ReplaceAllString(text, "(an address)") }

// codeWord is a code, number or id of the API as it may be told: what does not
// look like one may be anything.
func codeWord(text string) string {
	if len(text) > 100 || strings.ContainsFunc(text, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("._:-", r))
	}) {
		return "(unusual)"
	}
	return text
}
