package cli

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"domainbatch/planner"
)

// goOn is the command that goes on with the run.
func (s *session) goOn() string {
	words := []string{"domainbatch", "apply", quote(s.path)}
	if s.flags.yes {
		words = append(words, "--yes")
	}
	words = append(words, s.sendingFlags()...)
	if s.flags.report != "" {
		words = append(words, "--report", quote(s.flags.report))
	}
	if s.flags.failed != "" {
		words = append(words, "--failed", quote(s.flags.failed))
	}
	if s.flags.json {
		words = append(words, "--json")
	}
	return strings.Join(words, " ")
}

// sendingFlags are the flags that say how a plan is carried out, for a shell.
func (s *session) sendingFlags() []string {
	words := s.sending()
	for i := range words {
		words[i] = word(words[i])
	}
	return words
}

// sending are the flags that say how a plan is carried out and their values,
// where they are not as by default.
func (s *session) sending() []string {
	var words []string
	f := &s.flags
	add := func(changed bool, name string, value any) {
		if changed {
			words = append(words, name, fmt.Sprint(value))
		}
	}
	add(f.qps != defaultQPS, "--qps", f.qps)
	add(f.workers != defaultWorkers, "--workers", f.workers)
	add(f.maxDomains != defaultDomains, "--max-domains", f.maxDomains)
	add(f.maxFailures != defaultFailures && f.maxFailures != "", "--max-failures", f.maxFailures)
	add(f.canary != 0, "--canary", f.canary)
	add(f.allowOrders != 0, "--allow-orders", f.allowOrders)
	add(f.signature != defaultSignature && f.signature != "", "--signature", f.signature)
	add(f.recheck != defaultRecheck, "--recheck-after", f.recheck)
	add(s.waits(), "--at", rfc(s.begins))
	add(f.until != "" && s.lasts(), "--until", f.until)
	add(f.window != "", "--window", strings.ReplaceAll(f.window, " ", ""))
	add(f.zone != "", "--time-zone", f.zone)
	add(f.digest != "", "--digest", f.digest)
	add(f.wait != defaultWait, "--wait", f.wait)
	add(f.settle != defaultSettle, "--settle", f.settle)
	add(f.hold != defaultHold, "--hold", f.hold)
	add(f.after == afterAll, "--after", f.after)
	add(f.telling.logFile != "", "--log-file", f.telling.logFile)
	add(f.telling.logFormat != defaultLogFormat && f.telling.logFormat != "", "--log-format", f.telling.logFormat)
	add(f.telling.logLevel != defaultLogLevel && f.telling.logLevel != "", "--log-level", f.telling.logLevel)
	add(f.telling.metrics != "", "--metrics", f.telling.metrics)
	return words
}

// lasts tells whether --until lies ahead: a time that has passed would keep the
// next process from everything. One that names no day comes again.
func (s *session) lasts() bool {
	open, err := s.hours()
	return err == nil && open.until.After(time.Now()) || !namesDay(s.flags.until)
}

func namesDay(moment string) bool { return strings.ContainsAny(moment, "-/T") }

// goOnAsBegun is the command that goes on with the flags that the run was last
// carried out with: what was to be minded then is to be minded still.
func (s *session) goOnAsBegun() string {
	command := "domainbatch apply " + quote(s.path)
	note, err := s.journal.Started(startApply)
	if _, flags, some := strings.Cut(note, " "); err == nil && some {
		return strings.TrimSpace(command + " " + s.lasting(s.lasting(flags, "--until"), "--at"))
	}
	return command
}

// lasting leaves a flag out of others whose moment lies behind.
func (s *session) lasting(flags, name string) string {
	found := momentOf(flags, name)
	if found == nil {
		return flags
	}
	moment := strings.Trim(flags[found[4]:found[5]], `"'`)
	open, err := newHours(moment, "", s.flags.zone, s.started)
	if err != nil || open.until.After(time.Now()) || !namesDay(moment) {
		return flags
	}
	return strings.TrimSpace(flags[:found[0]] + flags[found[1]:])
}

// momentOf finds a flag and its value among others, as FindStringSubmatchIndex
// gives them: all, what is before, the value.
func momentOf(flags, name string) []int {
	return regexp.MustCompile(`(^| )` + name + ` ("[^"]*"|'[^']*'|\S+)`).FindStringSubmatchIndex(flags)
}

// startApply is what the run file calls the carrying out of a plan.
const startApply = "apply"

// planAgain is the command that makes a plan anew whose making was broken off.
// Values that were set are not repeated: they may be somebody's data.
func (s *session) planAgain() string {
	input := s.input
	if input == "" {
		input = strings.TrimSuffix(s.path, ".run")
	}
	words := []string{"domainbatch", "plan", quote(input)}
	switch s.path {
	case input + ".run":
	case input:
		words = []string{"domainbatch", "plan", "FILE", "--run", quote(s.path)}
	default:
		words = append(words, "--run", quote(s.path))
	}
	words = append(words, s.plannedWith()...)
	text := strings.Join(words, " ")
	if s.info.SHA256 == "" {
		return text + " (with the flags of the first time)"
	}
	for _, name := range []string{"set", "null", "column"} {
		if s.info.Options[name] != "" {
			return text + " (with --set, --null, --column and --mapping as the first time)"
		}
	}
	return text
}

// plannedWith are the flags that a plan was made with, where they are not as by default.
func (s *session) plannedWith() []string {
	var words []string
	add := func(changed bool, flag ...string) {
		if changed {
			words = append(words, flag...)
		}
	}
	o := s.info.Options
	add(s.info.Sandbox, "--sandbox")
	add(s.info.Endpoint != "" && !s.info.Sandbox && s.info.Endpoint != s.site.Endpoint, "--endpoint", word(s.info.Endpoint))
	add(s.info.Site != "" && s.info.Site != defaultSite, "--site", s.info.Site)
	for _, name := range []string{"offline", "skip-invalid", "partial", "keep-id-columns", "no-header", "visible-only", "unlock", "locks", "no-account", "needs-approval"} {
		add(o[name] == "true", "--"+name)
	}
	for name, usual := range map[string]string{"batch-size": strconv.Itoa(planner.DefaultBatch), "limit": "0", "before": "all", "lang": "en", "params": "body"} {
		add(o[name] != "" && o[name] != usual, "--"+name, word(o[name]))
	}
	add(o["via-above"] != "", "--via", "profile")
	for _, name := range []string{"account", "encoding", "sheet", "header-row", "op", "api", "via-above"} {
		add(o[name] != "", "--"+name, word(o[name]))
	}
	only := o["only"]
	add(only != "" && !strings.HasPrefix(only, "@"), "--only", word(only))
	add(strings.HasPrefix(only, "@"), "--only", "@FILE")
	return words
}

// quote makes one word of a shell command of a path.
func quote(path string) string {
	if strings.HasPrefix(path, "-") {
		path = "./" + path // or it is taken for a flag
	}
	return word(path)
}

// word makes one word of a shell command of a text, for the shells of all systems.
func word(text string) string {
	if text != "" && !strings.ContainsAny(text, " \t\n\"'`$&|<>;()*?[]#~=%!{}\\") {
		return text
	}
	if os.PathSeparator == '/' && strings.ContainsAny(text, "\"$`!\\") {
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" // they mean something between double quotes too
	}
	return `"` + text + `"`
}

// commandLine is the command as it was given, but for --notify, whose URLs hold
// tokens.
func commandLine(args []string) string {
	words := []string{"domainbatch"}
	secret := false
	for _, arg := range args[1:] {
		if !secret && arg != "--notify" && !strings.HasPrefix(arg, "--notify=") {
			words = append(words, word(arg))
		}
		secret = !secret && arg == "--notify"
	}
	return strings.Join(words, " ")
}
