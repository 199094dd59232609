package cli

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// unitText are the two units, of a name, a description, a command, the minutes
// between two starts, and when the timer goes off.
const unitText = `# ==== %[1]s.service, of two files for ~/.config/systemd/user/
[Unit]
Description=%[2]s
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=%[3]s
# 8: it goes on later. 9: the run file counts how often. A crash: it goes on.
Restart=on-abnormal
RestartForceExitStatus=8 9
# 3, 5, 6, 7: somebody has to look at it. 130: it was stopped.
RestartPreventExitStatus=2 3 5 6 7 130
RestartSec=%[4]dmin
# 0 and 4: the run is over. The unit stays active then, and is not started again.
SuccessExitStatus=4
RemainAfterExit=yes
# What is under way when it is stopped is awaited.
TimeoutStopSec=2min
UMask=0077

# ==== %[1]s.timer, the other one
[Unit]
Description=%[2]s

[Timer]
%[5]s
# After the machine was started anew it goes on.
OnStartupSec=2min
Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target

# ==== then, in a shell
# systemctl --user daemon-reload
# systemctl --user enable --now %[1]s.timer
# loginctl enable-linger
#   (so that it runs while nobody is logged in)
# journalctl --user -u %[1]s.service
#   (what it says)
# systemctl --user disable --now %[1]s.timer
#   (when the run is over)
`

// systemdUnits are a service and the timer that starts it. Without the timer's
// help the service starts itself again after the codes that allow it; after 0 and
// 4 it stays active, so that the timer finds nothing to start.
func systemdUnits(e *errand) (string, error) {
	var when []string
	if e.timed {
		when = append(when, "OnCalendar="+e.starts.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	if e.daily != "" {
		zone := ""
		if e.zone != time.Local {
			zone = " " + e.zone.String()
		}
		when = append(when, "OnCalendar=*-*-* "+e.daily+":00"+zone)
	}
	words := []string{systemdWord(e.words[0], false)}
	for _, word := range e.words[1:] {
		words = append(words, systemdWord(word, true))
	}
	what := strings.ReplaceAll(e.what, "%", "%%")
	return fmt.Sprintf(unitText, e.name, what, strings.Join(words, " "), restartMinutes, strings.Join(when, "\n")), nil
}

// systemdWord writes a word as ExecStart= reads it. The path of the program has
// specifiers, but no variables in it.
func systemdWord(text string, variables bool) string {
	text = strings.ReplaceAll(text, "%", "%%")
	if variables {
		text = strings.ReplaceAll(text, "$", "$$")
	}
	if text != "" && !strings.ContainsAny(text, " \t\"'\\;") {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// cronLongest is how long a command may be that every cron takes.
const cronLongest = 990

// cronLine is a line of crontab. cron knows nothing of zones, exit codes and ends:
// it starts the program often, which sees by the run file whether there is
// anything to do.
func cronLine(e *errand) (string, error) {
	var words []string
	for _, word := range e.words {
		words = append(words, strings.ReplaceAll(shellWord(word), "%", `\%`))
	}
	command := strings.Join(words, " ")
	if len(command) > cronLongest {
		return "", usage(fmt.Sprintf("the line has %d characters, and some crons take no more than %d", len(command), cronLongest), "put the run file at a shorter path, or use another scheduler")
	}
	return fmt.Sprintf(`# %[1]s
# The line for: crontab -e
# The first start is at %[2]s (%[3]s); out of hours, and once the run is over or
# needs somebody, it ends at once and says nothing. Then take the line out again.
*/%[4]d * * * * %[5]s
`, e.what, rfc(e.starts), rfc(e.starts.UTC()), restartMinutes, command), nil
}

// shellWord makes one word for sh of a text.
func shellWord(text string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:,+@%", r)
	}
	if text != "" && !strings.ContainsFunc(text, func(r rune) bool { return !plain(r) }) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// taskFor is how long the Task Scheduler keeps a task: the tasks of a registrant
// may take half of it.
const taskFor = 30 * 24 * time.Hour

// task is what the Task Scheduler reads, in the order of its schema.
type task struct {
	XMLName xml.Name `xml:"http://schemas.microsoft.com/windows/2004/02/mit/task Task"`
	Version string   `xml:"version,attr"`

	Description string `xml:"RegistrationInfo>Description"`
	Trigger     struct {
		Enabled       bool
		StartBoundary string
		EndBoundary   string
		Interval      string `xml:"Repetition>Interval"`
	} `xml:"Triggers>TimeTrigger"`
	Settings taskSettings
	Exec     struct {
		Command          string
		Arguments        string
		WorkingDirectory string
	} `xml:"Actions>Exec"`
}

type taskSettings struct {
	MultipleInstancesPolicy    string
	DisallowStartIfOnBatteries bool
	StopIfGoingOnBatteries     bool
	StartWhenAvailable         bool
	WakeToRun                  bool
	ExecutionTimeLimit         string
	DeleteExpiredTaskAfter     string
	Enabled                    bool
}

// taskXML is a task for schtasks /Create /XML. That program takes a file for
// UTF-16 or for the code page of the machine, whatever its declaration says: so
// there is nothing but ASCII in it, and no encoding declared.
func taskXML(e *errand) (string, error) {
	t := task{Version: "1.2", Description: e.what}
	t.Trigger.Enabled = true
	t.Trigger.StartBoundary = rfc(e.starts.UTC().Truncate(time.Second))
	t.Trigger.EndBoundary = rfc(e.starts.UTC().Truncate(time.Second).Add(taskFor))
	t.Trigger.Interval = fmt.Sprintf("PT%dM", restartMinutes)
	t.Settings = taskSettings{
		MultipleInstancesPolicy: "IgnoreNew", StartWhenAvailable: true, WakeToRun: true,
		ExecutionTimeLimit: "PT0S", DeleteExpiredTaskAfter: "PT0S", Enabled: true,
	}
	var words []string
	for _, word := range e.words[1:] {
		words = append(words, windowsWord(word))
	}
	t.Exec.Command, t.Exec.Arguments, t.Exec.WorkingDirectory = e.words[0], strings.Join(words, " "), e.folder
	body, err := xml.MarshalIndent(&t, "", "  ")
	if err != nil {
		return "", fmt.Errorf("write task: %w", err)
	}
	text := fmt.Sprintf(`<?xml version="1.0"?>
<!-- Save it as %[1]s.xml; then, in a command prompt:
       schtasks /Create /TN %[1]s /XML %[1]s.xml /RU "%%USERNAME%%" /RP *
     which asks for the password, so that it runs while nobody is logged on. When the run is over:
       schtasks /Delete /TN %[1]s
     It goes away by itself after %[2]d days. -->
%[3]s
`, strings.ReplaceAll(e.name, "--", "-"), int(taskFor.Hours()/24), body)
	return asciiXML(strings.ReplaceAll(text, "\n", "\r\n")), nil
}

// asciiXML writes what is beyond ASCII by its number.
func asciiXML(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "&#x%X;", r)
	}
	return b.String()
}

// windowsWord makes one word of a command line of a text, as the C runtime and Go
// take it apart: backslashes count only before a quote.
func windowsWord(text string) string {
	if text != "" && !strings.ContainsAny(text, " \t\"") {
		return text
	}
	var b strings.Builder
	b.WriteByte('"')
	slashes := 0
	for i := range len(text) {
		switch text[i] {
		case '\\':
			slashes++
			continue
		case '"':
			b.WriteString(strings.Repeat(`\`, 2*slashes+1))
		default:
			b.WriteString(strings.Repeat(`\`, slashes))
		}
		slashes = 0
		b.WriteByte(text[i])
	}
	b.WriteString(strings.Repeat(`\`, 2*slashes))
	b.WriteByte('"')
	return b.String()
}
