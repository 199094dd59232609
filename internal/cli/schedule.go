package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// errand is what a scheduler is to do for one run.
type errand struct {
	name   string   // of the unit, the task: letters, digits and - _ . only
	what   string   // for people
	folder string   // of the run file
	words  []string // the command, the program's absolute path first
	starts time.Time
	timed  bool           // there is one first start, of --at
	daily  string         // HH:MM that the window opens; empty: no window
	zone   *time.Location // of the window
}

func (a *app) scheduleCommand() *cobra.Command {
	var as string
	var c *cobra.Command
	c = a.command("schedule RUN", "Print what has systemd, cron or the Task Scheduler carry out a plan", cobra.ExactArgs(1),
		func(_ context.Context, args []string) error {
			if as == "" {
				return usage("--as is missing", "name the scheduler: --as systemd, --as cron or --as schtasks")
			}
			write, known := map[string]func(*errand) (string, error){bySystemd: systemdUnits, byCron: cronLine, bySchtasks: taskXML}[as]
			if !known {
				return usage(fmt.Sprintf("--as %s: not one of systemd, cron, schtasks", as), "")
			}
			if err := a.check(); err != nil {
				return err
			}
			return a.reading(args[0], func(s *session) error { return s.schedule(c, as, write) })
		})
	c.Long = c.Short + `.

Two units of systemd, a line for crontab, or a task as XML go to standard output, for exactly this run: with
the plan's digest, absolute paths, and the flags of apply that are given here. Nothing is installed; what to
do with it is said in it. --at or --window says when. The run is started again, every ` + strconv.Itoa(restartMinutes) + ` minutes at most:

  exit code 8    until it is over; out of hours nothing is called while no task is open
  exit code 9    at most --retries times, while the registrar can still be asked
  a crash        it goes on; so does 130, 1 and 2 at the next start
  exit 3, 5-7    no more, until somebody has gone on by hand
  exit 0 and 4   no more: the run is over

Credentials are not in it: they have to be where the scheduler's processes find them, such as
~/.aliyun/config.json. Variables of this shell are not passed on, nor is
$DOMAINBATCH_NOTIFY.`
	c.Example = "  domainbatch schedule portfolio.xlsx.run --as systemd --at \"2026-11-28 02:00\" --time-zone Asia/Shanghai\n" +
		"  domainbatch schedule portfolio.xlsx.run --as cron --window 22:00-06:00 --canary 20\n" +
		"  domainbatch schedule portfolio.xlsx.run --as schtasks --window 22:00-06:00 > portfolio.xml"
	a.connecting(c)
	a.applying(c)
	a.retrying(c)
	a.keeps(c)
	c.Flags().StringVar(&as, "as", "", "`SCHEDULER`: systemd, cron or schtasks")
	c.Flags().StringVar(&a.flags.digest, "digest", "", "refuse a plan with another digest than `DIGEST`; it is passed on in any case")
	for _, name := range []string{"json", "yes", "no-input"} { // the command that is printed has the last two always
		_ = c.Flags().MarkHidden(name)
	}
	return c
}

// schedule prints what has a scheduler carry out the run.
func (s *session) schedule(c *cobra.Command, as string, write func(*errand) (string, error)) error {
	if err := s.agrees(c); err != nil {
		return err
	}
	if err := s.schedulable(); err != nil {
		return err
	}
	if err := s.flags.telling.whole(); err != nil {
		return err
	}
	e, err := s.errand(as)
	if err != nil {
		return err
	}
	text, err := write(e)
	if err != nil {
		return err
	}
	s.print("%s", text)
	return nil
}

// schedulable refuses what apply would refuse in the night.
func (s *session) schedulable() error {
	orders := s.tooManyOrders()
	switch n, max := s.toSend(), s.flags.maxDomains; {
	case s.flags.at == "" && s.flags.window == "":
		return usage("it is not said when: --at and --window are missing", "give the first start with --at TIME, the hours with --window HH:MM-HH:MM, or both")
	case !s.ledger.Planned:
		return s.unplanned()
	case s.held() != "":
		return usage("run file "+s.path+": "+s.held(), "mend the input and plan again, or plan with --skip-invalid")
	case s.final():
		return usage("run file "+s.path+" is finished: there is nothing to schedule", "")
	case s.flags.digest != "" && !strings.EqualFold(s.flags.digest, s.plan.Digest):
		return s.otherDigest()
	case s.stale() && s.toSend() > 0:
		return s.staleFault()
	case s.unapproved() != nil:
		return s.unapproved()
	case n > max:
		return &fault{
			code: exitLimit, err: fmt.Errorf("%s to be changed, and --max-domains is %d", count(n, "domain")+" "+are(n), max),
			hint: fmt.Sprintf("to change that many, add --max-domains %d", n),
		}
	}
	return orders
}

// errand puts together what is the same for all schedulers.
func (s *session) errand(as string) (*errand, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the program's path: %w", err)
	}
	run, err := filepath.Abs(s.path)
	if err != nil {
		return nil, err
	}
	s.flags.digest = s.plan.Digest
	words := append([]string{program, "apply", run, "--scheduled", as, "--yes", "--no-input", "--retries", strconv.Itoa(s.flags.retries)}, s.sending()...)
	for _, file := range []struct{ flag, path string }{{"--report", s.flags.report}, {"--failed", s.flags.failed}} {
		if file.path == "" {
			continue
		}
		path, err := filepath.Abs(file.path)
		if err != nil {
			return nil, err
		}
		words = append(words, file.flag, path)
	}
	for _, word := range words {
		if strings.ContainsFunc(word, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return nil, usage("a path or a value holds a control character, which no scheduler takes", "rename the file")
		}
	}
	open, err := s.hours()
	if err != nil {
		return nil, err
	}
	e := &errand{
		name: unitName(s.info.Input, run), what: fmt.Sprintf("domainbatch: %s, plan %s", s.info.Input, s.plan.Digest[:12]),
		folder: filepath.Dir(run), words: words, starts: s.begins, timed: s.waits(), zone: open.zone,
	}
	if open.from != open.to {
		e.daily = fmt.Sprintf("%02d:%02d", open.from/60, open.from%60)
	}
	if !e.timed {
		e.starts, _ = open.opens(s.begins)
	}
	return e, nil
}

// unitName is a name for the scheduler that this run file alone has.
func unitName(input, run string) string {
	plain := strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("-_.", r)) {
			return r
		}
		return '_'
	}, strings.TrimSuffix(input, filepath.Ext(input)))
	sum := sha256.Sum256([]byte(run))
	return "domainbatch-" + plain[:min(40, len(plain))] + "-" + hex.EncodeToString(sum[:4])
}
