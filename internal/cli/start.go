package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/rpc"
)

// starting adds the flag that says when a plan is carried out.
func (a *app) starting(c *cobra.Command) {
	c.Flags().StringVar(&a.flags.at, "at", "", "wait until `TIME`, and where --window is closed then until it opens; TIME as for --until")
}

// asking adds the flags of commands that may ask a person something.
func (a *app) asking(c *cobra.Command, yes string) {
	c.Flags().BoolVar(&a.flags.yes, "yes", false, yes)
	c.Flags().BoolVar(&a.flags.noInput, "no-input", false, "never ask, on a terminal neither: fail and name the flag that is missing")
}

// askable refuses to begin what would need a question that nobody can answer.
func (a *app) askable() error {
	switch {
	case a.flags.yes:
		return nil
	case a.flags.noInput:
		return usage("--yes is missing, and --no-input forbids to ask", "give --yes to send without a question")
	case !terminal(a.Stdin):
		return usage("standard input is no terminal, so nobody can be asked", "give --yes to send without a question")
	}
	return nil
}

// settleStart reads --at. What is wrong with it is a fault of usage.
func (a *app) settleStart() error {
	if a.flags.at == "" {
		return nil
	}
	place, err := zoneNamed(a.flags.zone)
	if err != nil {
		return err
	}
	at := parseUntil(a.flags.at, a.started.In(place))
	switch {
	case at.IsZero():
		return usage(fmt.Sprintf("--at %s: no time", a.flags.at), untilHint)
	case !at.After(a.started) && a.flags.scheduled != "":
		return nil // the first start was then; this is a later one
	case !at.After(a.started):
		return usage(fmt.Sprintf("--at %s is past: %s, and now it is %s", a.flags.at, rfc(at), rfc(a.started.In(place))), "leave --at out to start at once")
	}
	a.at = at
	open, err := a.hours()
	if err != nil {
		return err
	}
	start, comes := open.opens(at)
	if !comes {
		return usage(fmt.Sprintf("--until %s comes before the start: nothing can be sent from %s on", rfc(open.until), rfc(at)), "give a later --until, or an earlier --at")
	}
	a.begins = start
	return nil
}

func rfc(t time.Time) string { return t.Format(time.RFC3339) }

// base is the moment that a time of day in a flag is the next one after.
func (a *app) base() time.Time {
	if a.at.IsZero() {
		return a.started
	}
	return a.at
}

// waits tells whether the start lies ahead.
func (a *app) waits() bool { return !a.at.IsZero() && a.begins.After(time.Now().Round(0)) }

// await waits for the start where it lies ahead. All that a person could be
// needed for comes before; the run file says that a process waits.
func (s *session) await(ctx context.Context) error {
	if !s.waits() {
		return nil
	}
	if err := s.haveCredentials(ctx); err != nil {
		return err
	}
	if err := s.record(&job.Event{At: time.Now(), Kind: job.KindStarted, Note: s.startNote(s.what())}); err != nil {
		return err
	}
	s.view.close()
	s.log.waits(s.begins)
	s.print("starts at %s (%s), in %s; nothing is sent before\n", rfc(s.begins), rfc(s.begins.UTC()), rounded(time.Until(s.begins)))
	if err := waitUntil(ctx, s.begins, time.Now, s.view.countdown); err != nil {
		return errors.Join(err, s.unsent(exitInterrupted, reasonOf(err)))
	}
	s.begins = time.Now().Round(0)
	return nil
}

// haveCredentials finds out before a wait whether there is a key at all.
func (s *session) haveCredentials(ctx context.Context) error {
	lines, err := s.accountLines()
	if err != nil {
		return err
	}
	for _, name := range s.accounts() {
		if signed, ok := lines[name].Client.(*rpc.Client); ok && signed.Credentials != nil && err == nil {
			_, err = signed.Credentials(ctx)
		}
	}
	if err == nil || ctx.Err() != nil {
		return nil // the wait ends at once
	}
	err = &rpc.CredentialsError{Err: err}
	return &fault{code: exitCredentials, err: err, hint: api.Diagnose(err, false).Hint}
}

// lookEvery is how often a wait looks at the clock. A timer stands still while
// the machine sleeps; the clock on the wall does not.
const lookEvery = time.Second

// waitUntil waits until the clock on the wall shows a moment, and tells how long
// that takes still. An interrupt ends it.
func waitUntil(ctx context.Context, at time.Time, now func() time.Time, tell func(left time.Duration)) error {
	for {
		left := at.Round(0).Sub(now().Round(0))
		tell(max(0, left))
		if left <= 0 {
			return nil
		}
		look := time.NewTimer(min(left, lookEvery))
		select {
		case <-look.C:
		case <-ctx.Done():
			look.Stop()
			tell(0)
			return executor.ErrInterrupted
		}
	}
}

// countdown shows on a terminal, in place, how long a wait takes still.
func (v *view) countdown(left time.Duration) {
	switch {
	case !v.terminal:
	case left == 0:
		fmt.Fprint(v.to, "\r\x1b[K")
	default:
		fmt.Fprintf(v.to, "\r\x1b[Kstarts in %s", (left + time.Second - 1).Truncate(time.Second))
	}
}
