package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"domainbatch/executor"
)

// quietLine is how often a log that is no terminal hears of the progress.
const quietLine = time.Minute

// stageRead is the stage before those of the executor. How many rows there are
// is known when all are read.
const stageRead executor.Stage = "reading"

// view shows progress on standard error: a bar on a terminal, a line a minute
// elsewhere, and nothing elsewhere when the answer is to be JSON. It is told of
// by one goroutine at a time.
type view struct {
	to       io.Writer
	terminal bool
	silent   bool
	stage    executor.Stage
	bar      *progressbar.ProgressBar
	said     time.Time
	pending  string // what the next line would say
}

func (a *app) newView() *view {
	v := &view{to: a.Stderr, terminal: terminal(a.Stderr), said: time.Now()}
	v.silent = a.flags.json && !v.terminal
	return v
}

// terminal tells whether a stream is one that a person sits at.
func terminal(stream any) bool {
	if out, ok := stream.(*standardOut); ok {
		stream = out.to
	}
	file, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(file.Fd()))
}

// width is how many columns a terminal has; 0 where that is not known.
func width(stream any) int {
	if out, ok := stream.(*standardOut); ok {
		stream = out.to
	}
	file, ok := stream.(interface{ Fd() uintptr })
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return columns
}

// Progress shows how far a stage is.
func (v *view) Progress(stage executor.Stage, done, total int) {
	switch {
	case v.silent || total == 0:
	case v.terminal:
		v.draw(stage, done, total)
	default:
		v.line(stage, done, total)
	}
}

// draw moves the bar. Submitting and waiting go on side by side; the bar is of
// submitting until everything is sent.
func (v *view) draw(stage executor.Stage, done, total int) {
	if stage != v.stage {
		if v.stage == executor.StageSubmit && !v.bar.IsFinished() && stage == executor.StageWait {
			return
		}
		if stage == executor.StageSubmit && done == total && v.stage == executor.StageWait {
			return
		}
		v.close()
		v.stage = stage
		v.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(v.to), progressbar.OptionSetDescription(fmt.Sprintf("%-14s", stage)),
			progressbar.OptionShowCount(), progressbar.OptionFullWidth(),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetPredictTime(true),
			progressbar.OptionSetSpinnerChangeInterval(0)) // else a goroutine of its own turns it
	}
	if v.bar.GetMax() != total {
		v.bar.ChangeMax(total)
	}
	_ = v.bar.Set(done) // a terminal that is gone is no reason to stop
}

func (v *view) line(stage executor.Stage, done, total int) {
	if stage == executor.StageSubmit && done == total {
		return // the run is waiting
	}
	v.stage = stage
	v.pending = fmt.Sprintf("%s %d of %d", stage, done, total)
	if total < 0 {
		v.pending = fmt.Sprintf("%s %d", stage, done)
	}
	if time.Since(v.said) >= quietLine {
		v.flush()
	}
}

func (v *view) flush() {
	fmt.Fprintf(v.to, "%s %s\n", time.Now().Format(time.RFC3339), v.pending)
	v.said = time.Now()
}

// Warn shows a warning that the run itself gave.
func (v *view) Warn(text string) {
	v.close()
	fmt.Fprintf(v.to, "warning: %s\n", text)
}

// Limit shows nothing: the end of the run says what became of it.
func (v *view) Limit(string, bool) {}

// close ends the bar that is shown, so that text can follow.
func (v *view) close() {
	if v.bar != nil {
		_ = v.bar.Exit()
		fmt.Fprintln(v.to)
		v.bar, v.stage = nil, ""
	}
}
