package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
)

const (
	watchEvery = time.Second
	// What came to an end so long ago says nothing about the pace now.
	watchPace = 5 * time.Minute
	watchLong = 10 * time.Second // the shortest time that a pace is taken of
)

// watch shows how a run goes on until it ends: in place on a terminal, else a
// line when something has changed.
type watch struct {
	to       io.Writer
	terminal bool
	width    func() int // of the terminal; 0: not known
	drawn    int        // lines on the terminal that are to be drawn over
	said     string     // last
	seen     bool       // a process was carrying it out
	samples  []sample
}

// sample is how many changes had their answer at a moment.
type sample struct {
	at    time.Time
	ended int
}

// watch follows a run until it is over or who was at it has let go, and ends
// with its exit code.
func (a *app) watch(ctx context.Context, path string) error {
	w := &watch{to: a.Stdout}
	if a.flags.json {
		w.to = a.Stderr
	}
	w.terminal, w.width = terminal(w.to), func() int { return width(w.to) }
	for {
		planning, err := a.watchPlan(ctx, path, w)
		if !planning {
			return err
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}

// watchPlan follows the run as it is planned; while its plan is being made there
// is nothing to follow yet.
func (a *app) watchPlan(ctx context.Context, path string, w *watch) (planning bool, err error) {
	err = a.reading(path, func(s *session) (err error) {
		planning, err = s.watchOn(ctx, w)
		return err
	})
	if s := a.end.session; err == nil || s.plan != nil || s.journal == nil {
		return planning, err
	}
	by, lookErr := journal.Holder(path)
	if lookErr != nil || by == nil {
		return false, err
	}
	w.show([]string{fmt.Sprintf("%s: planning: %s", path, holder(by))})
	return true, nil
}

// watchOn looks again and again until there is nothing more to watch. Once a plan
// that was being made is complete, or another file has taken the place of this one,
// it has to be read anew.
func (s *session) watchOn(ctx context.Context, w *watch) (planning bool, err error) {
	file, err := os.Stat(s.path)
	if err != nil {
		return false, err
	}
	for {
		c, err := s.condition()
		if err != nil {
			return false, err
		}
		w.show(s.lines(&c, w))
		if over, err := s.watched(&c, w); over || err != nil {
			return false, err
		}
		if err := pause(ctx); err != nil {
			return false, err
		}
		if s.ledger, err = s.journal.Ledger(); err != nil {
			return false, err
		}
		if c.state == runPlanning && s.ledger.Planned || !still(file, s.path) {
			return true, nil
		}
	}
}

// still tells whether a file stands at its path as before.
func still(file os.FileInfo, path string) bool {
	there, err := os.Stat(path)
	return err == nil && os.SameFile(file, there)
}

// pause waits until it is time to look again.
func pause(ctx context.Context) error {
	select {
	case <-time.After(watchEvery):
		return nil
	case <-ctx.Done():
		return executor.ErrInterrupted
	}
}

// watched tells whether there is nothing more to watch, and sets the exit code.
func (s *session) watched(c *condition, w *watch) (over bool, err error) {
	// Who plans or asks holds the run too, and carries nothing out.
	w.seen = w.seen || c.by != nil && c.last.Ended.IsZero() && !c.last.Begun.IsZero() && !c.last.Begun.Before(c.by.Since.Round(0))
	switch {
	case c.state == runFinished, c.state == runForgotten, c.state == runInvalid:
		s.end.code = codeOfRows(s.plan, s.ledger, s.held())
		return true, nil
	case c.state == runStale:
		return true, s.staleFault()
	case c.state == runUnplanned:
		return true, s.unplanned()
	case c.by != nil || !w.seen:
		return false, nil
	case c.last.Ended.IsZero():
		return true, &fault{code: exitFailed, err: errors.New("the process that held the run was broken off"), hint: "to go on: " + s.goOnAsBegun()}
	}
	s.end.code = c.last.Exit
	s.print("to go on: %s\n", s.goOnAsBegun())
	return true, nil
}

// lines are what is shown of the run: its condition, its rows, its pace.
func (s *session) lines(c *condition, w *watch) []string {
	lines := []string{fmt.Sprintf("%s: %s", s.path, c)}
	counts := s.plan.Counts(s.ledger, s.held())
	for _, r := range job.Results {
		if counts[r] > 0 {
			lines = append(lines, fmt.Sprintf("  %6d %s", counts[r], r))
		}
	}
	all, ended := 0, 0
	for i := range s.ledger.Standings {
		if st := &s.ledger.Standings[i]; st.State != "" {
			all++
			if st.State.Ended() {
				ended++
			}
		}
	}
	if all == 0 {
		return lines
	}
	line := fmt.Sprintf("  %d of %s %s their answer", ended, count(all, "change"), have(all))
	if c.state != runRunning {
		w.samples = nil // nothing of this says how fast it goes
	}
	if rate := w.pace(time.Now(), ended); rate > 0 && ended < all && c.state == runRunning {
		left := time.Duration(float64(all-ended) / rate * float64(time.Second))
		line += fmt.Sprintf(", %.3g a minute, about %s left", 60*rate, rounded(left))
	}
	return append(lines, line)
}

// pace is how many changes got their answer in a second of late; 0 where that
// cannot be told.
func (w *watch) pace(now time.Time, ended int) float64 {
	w.samples = append(w.samples, sample{now, ended})
	for len(w.samples) > 2 && now.Sub(w.samples[1].at) >= watchPace {
		w.samples = w.samples[1:]
	}
	first := w.samples[0]
	took := now.Sub(first.at)
	if took < watchLong {
		return 0
	}
	return float64(ended-first.ended) / took.Seconds()
}

// show draws the lines in place, or says them where they are news.
func (w *watch) show(lines []string) {
	if w.terminal {
		if w.drawn > 0 {
			fmt.Fprintf(w.to, "\x1b[%dA\r\x1b[J", w.drawn)
		}
		w.drawn = len(lines)
		wide := w.width()
		for _, line := range lines {
			fmt.Fprintln(w.to, fitting(line, wide))
		}
		return
	}
	news := make([]string, len(lines))
	for i, line := range lines {
		line, _, _ = strings.Cut(line, " their answer") // the pace changes always
		news[i] = strings.TrimSpace(line)
	}
	if text := strings.Join(news, "; "); text != w.said {
		w.said = text
		fmt.Fprintf(w.to, "%s %s\n", rfc(time.Now()), strings.Join(trimmed(lines), "; "))
	}
}

// fitting cuts a line so that it takes one row of a terminal: what is drawn over is
// counted in rows.
func fitting(line string, wide int) string {
	if wide < 2 || places(line) < wide {
		return line
	}
	short := []rune(line)
	for places(string(short)) > wide-2 {
		short = short[:len(short)-1]
	}
	return string(short) + "…"
}

func trimmed(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimSpace(line)
	}
	return out
}
