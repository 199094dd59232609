package cli

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"domainbatch/executor"
	"domainbatch/internal/job"
)

// levels are the values of --log-level.
var levels = map[string]slog.Leveler{
	"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
}

// logbook writes the log of --log-file. What it writes are names, numbers, codes
// and domains: a message of the API or a value of a cell may be contact data. The
// methods of nil do nothing. They are safe for concurrent use.
type logbook struct {
	to   *slog.Logger
	file *keptWriter

	mu     sync.Mutex
	states map[job.ChangeID]job.State // before the next event
	stages map[executor.Stage]bool    // that have begun
}

// openLog opens the log that the flags want; nil for none.
func (s *session) openLog() (*logbook, error) {
	t := &s.flags.telling
	if t.logFile == "" {
		return nil, nil
	}
	kept := &keptWriter{to: s.Stderr}
	if t.logFile != "-" {
		file, err := os.OpenFile(t.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, &fault{code: exitUsage, err: fmt.Errorf("open log: %w", err), hint: "name another --log-file"}
		}
		kept = &keptWriter{to: file, file: file}
	}
	options := &slog.HandlerOptions{Level: levels[t.logLevel]}
	var handler slog.Handler = slog.NewTextHandler(kept, options)
	if t.logFormat == "json" {
		handler = slog.NewJSONHandler(kept, options)
	}
	return &logbook{
		to: slog.New(handler).With("run", s.runName()), file: kept,
		states: make(map[job.ChangeID]job.State), stages: make(map[executor.Stage]bool),
	}, nil
}

// keptWriter keeps the first error of a log: a disk that is full is told of once,
// and is no reason to stop a run.
type keptWriter struct {
	to   io.Writer
	file *os.File // nil: not ours to close

	mu  sync.Mutex
	err error
}

// Write writes a line.
func (w *keptWriter) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
	return n, err
}

func (l *logbook) close() error {
	if l == nil {
		return nil
	}
	l.file.mu.Lock()
	err := l.file.err
	l.file.mu.Unlock()
	if l.file.file != nil {
		err = errors.Join(err, l.file.file.Close())
	}
	return err
}

func (l *logbook) begin(command string) {
	if l != nil {
		l.to.Info("begin", "command", command, "version", toolVersion(), "pid", os.Getpid())
	}
}

// finish says how the command ended. The words of its error are told where the
// program failed: others may repeat what a user has typed.
func (l *logbook) finish(err error, code int, s *session) {
	if l == nil {
		return
	}
	attrs := []any{"exit", code, "meaning", meanings[code], "seconds", time.Since(s.started).Seconds()}
	if why := reasonOf(err); why != "" {
		attrs = append(attrs, "reason", impersonal(why))
	}
	if err != nil && code == exitFailed {
		attrs = append(attrs, "error", impersonal(seenLines(err.Error())))
	}
	if s.plan != nil && s.ledger != nil {
		for result, n := range s.plan.Counts(s.ledger, s.held()) {
			attrs = append(attrs, string(result), n)
		}
		attrs = append(attrs, "unlocked", len(s.unlocked()))
	}
	level := slog.LevelInfo
	if code != exitDone {
		level = slog.LevelError
	}
	l.at(level, "end", attrs...)
}

func (l *logbook) at(level slog.Level, message string, attrs ...any) {
	switch level {
	case slog.LevelError:
		l.to.Error(message, attrs...)
	case slog.LevelWarn:
		l.to.Warn(message, attrs...)
	case slog.LevelDebug:
		l.to.Debug(message, attrs...)
	default:
		l.to.Info(message, attrs...)
	}
}

// waits keeps that nothing is sent before a moment.
func (l *logbook) waits(until time.Time) {
	if l != nil {
		l.to.Info("waiting", "until", until)
	}
}

// warn keeps a warning of the run.
func (l *logbook) warn(text string) {
	if l != nil {
		l.to.Warn("warning", "text", impersonal(text))
	}
}

// limit keeps that a limit was reached, or is near.
func (l *logbook) limit(text string, reached bool) {
	switch {
	case l == nil:
	case reached:
		l.to.Error("limit", "text", impersonal(text))
	default:
		l.to.Warn("half of limit", "text", impersonal(text))
	}
}

// progress keeps where a stage begins. Some go on side by side, and come in turns.
func (l *logbook) progress(stage executor.Stage, done, total int) {
	if l == nil || total == 0 || done == total {
		return
	}
	l.mu.Lock()
	begun := l.stages[stage]
	l.stages[stage] = true
	l.mu.Unlock()
	if !begun {
		l.to.Info("stage", "stage", string(stage), "done", done, "total", total)
	}
}
