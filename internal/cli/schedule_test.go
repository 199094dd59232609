package cli_test

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/sandbox"
)

// awkward is a folder whose name has a meaning in units, shells, cron and XML.
const awkward = `Müller & Söhne's "100%" $HOME 张三`

// scheduled makes a plan in an awkward folder and has it printed for a scheduler.
func scheduled(t *testing.T, as string, more ...string) (d *desk, text string) {
	t.Helper()
	d = newDesk(t, "port folio%.csv", csvOf(wishes(4, 1, "admin")), newWire(sandbox.Options{}))
	folder := filepath.Join(d.dir, awkward)
	if runtime.GOOS == "windows" {
		folder = strings.ReplaceAll(folder, `"`, "")
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(folder, filepath.Base(d.input))
	if err := os.Rename(d.input, moved); err != nil {
		t.Fatal(err)
	}
	d.input = moved
	d.must(0, d.do(t.Context(), d.flags("plan", d.input)...))
	before := d.sums()
	r := d.must(0, d.do(t.Context(), append([]string{"schedule", d.run(), "--as", as}, more...)...))
	if diff := cmp.Diff(before, d.sums()); diff != "" {
		t.Errorf("the folder: %s", diff)
	}
	return d, r.out
}

// wanted is the command that a scheduler is to run.
func (d *desk) wanted(as string, more ...string) []string {
	d.t.Helper()
	program, err := os.Executable()
	if err != nil {
		d.t.Fatal(err)
	}
	said := d.object(d.must(0, d.do(d.t.Context(), "status", d.run(), "--json")))
	return append(append([]string{program, "apply", d.run(), "--scheduled", as, "--yes", "--no-input"}, more...), "--digest", said.Digest)
}

// unquoted takes a command line of a unit apart, as systemd.service(5) says.
func unquoted(line string) (words []string) {
	for _, found := range regexp.MustCompile(`"((?:[^"\\]|\\.)*)"|(\S+)`).FindAllStringSubmatch(line, -1) {
		word := strings.NewReplacer(`\\`, `\`, `\"`, `"`, "%%", "%", "$$", "$").Replace(found[1])
		words = append(words, word+strings.NewReplacer("%%", "%", "$$", "$").Replace(found[2]))
	}
	return words
}

// The units run exactly this plan at this time, with the exit codes mapped, and
// systemd takes them.
func TestScheduleSystemd(t *testing.T) {
	in(t, func(t *testing.T) {
		d, text := scheduled(t, "systemd", "--at", "2000-01-02 02:00", "--window", "22:00-06:00", "--time-zone", "Europe/Berlin", "--retries", "5", "--max-failures", "3%")
		parts := regexp.MustCompile(`(?m)^# ==== (\S+\.(?:service|timer)), .*$|^# ==== then, in a shell$`).Split(text, -1)
		names := regexp.MustCompile(`(?m)^# ==== (domainbatch-port_folio_-[0-9a-f]{8}\.(?:service|timer)), `).FindAllStringSubmatch(text, -1)
		if len(parts) != 4 || len(names) != 2 {
			t.Fatalf("%d parts, %d names: %s", len(parts), len(names), text)
		}
		folder := t.TempDir()
		for i, name := range names {
			if err := os.WriteFile(filepath.Join(folder, name[1]), []byte(parts[i+1]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		command := regexp.MustCompile(`(?m)^ExecStart=(.*)$`).FindStringSubmatch(parts[1])
		want := d.wanted("systemd", "--retries", "5", "--max-failures", "3%", "--at", "2000-01-02T02:00:00+01:00", "--window", "22:00-06:00", "--time-zone", "Europe/Berlin")
		if diff := cmp.Diff(want, unquoted(command[1])); diff != "" {
			t.Errorf("the command: %s", diff)
		}
		for i, lines := range map[int][]string{
			1: {"RestartForceExitStatus=8 9", "RestartPreventExitStatus=2 3 5 6 7 130", "Restart=on-abnormal", "SuccessExitStatus=4", "RemainAfterExit=yes", "RestartSec=15min"},
			2: {"OnCalendar=2000-01-02 01:00:00 UTC", "OnCalendar=*-*-* 22:00:00 Europe/Berlin", "Persistent=true", "WantedBy=timers.target"},
			3: {"# systemctl --user enable --now " + names[1][1]},
		} {
			for _, line := range lines {
				if !strings.Contains(parts[i], "\n"+line+"\n") {
					t.Errorf("no line %s in %s", line, parts[i])
				}
			}
		}
		verify, err := exec.LookPath("systemd-analyze")
		if err != nil {
			t.Logf("the units are not verified: %v", err)
			return
		}
		for _, name := range names {
			c := exec.CommandContext(t.Context(), verify, "verify", "--user", filepath.Join(folder, name[1]))
			c.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+folder)
			if said, err := c.CombinedOutput(); err != nil || strings.Contains(string(said), name[1]) {
				t.Errorf("%s: %v: %s", name[1], err, said)
			}
		}
	})
}

// The line of crontab has every per cent sign escaped, and a shell takes it apart
// into exactly the command.
func TestScheduleCron(t *testing.T) {
	in(t, func(t *testing.T) {
		d, text := scheduled(t, "cron", "--at", "2000-01-02 02:00", "--time-zone", "Asia/Shanghai", "--canary", "3", "--report", "out.csv")
		if !strings.Contains(text, "at 2000-01-02T02:00:00+08:00 (2000-01-01T18:00:00Z)") {
			t.Errorf("%s", text)
		}
		line := regexp.MustCompile(`(?m)^\*/15 \* \* \* \* (.*)$`).FindStringSubmatch(text)
		if line == nil || strings.Contains(strings.ReplaceAll(line[1], `\%`, ""), "%") || regexp.MustCompile(`(?m)^[^#*]`).MatchString(text) {
			t.Fatalf("%s", text)
		}
		folder, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		want := append(d.wanted("cron", "--retries", "3", "--canary", "3", "--at", "2000-01-02T02:00:00+08:00", "--time-zone", "Asia/Shanghai"), "--report", filepath.Join(folder, "out.csv"))
		shell, err := exec.LookPath("sh")
		if err != nil {
			t.Logf("no shell takes the line apart: %v", err)
			return
		}
		// What cron does with the line before the shell gets it.
		script := `printf '%s\n' ` + strings.ReplaceAll(line[1], `\%`, "%")
		said, err := exec.CommandContext(t.Context(), shell, "-c", script).Output()
		if diff := cmp.Diff(want, strings.Split(strings.TrimSuffix(string(said), "\n"), "\n")); err != nil || diff != "" {
			t.Errorf("%v: %s", err, diff)
		}
	})
}

// windowsWords takes a command line apart as CommandLineToArgvW does.
func windowsWords(line string) (words []string) {
	var word strings.Builder
	inside, begun, slashes := false, false, 0
	for _, r := range line + " " {
		if r == '\\' {
			slashes, begun = slashes+1, true
			continue
		}
		if r == '"' {
			word.WriteString(strings.Repeat(`\`, slashes/2))
			if slashes%2 == 1 {
				word.WriteRune('"')
			} else {
				inside = !inside
			}
			slashes, begun = 0, true
			continue
		}
		word.WriteString(strings.Repeat(`\`, slashes))
		slashes = 0
		switch {
		case r != ' ' || inside:
			word.WriteRune(r)
			begun = true
		case begun:
			words = append(words, word.String())
			word.Reset()
			begun = false
		}
	}
	return words
}

// The task is XML in ASCII without a declared encoding, as schtasks reads it in
// whatever a shell makes of the file, and starts exactly this plan.
func TestScheduleTask(t *testing.T) {
	in(t, func(t *testing.T) {
		d, text := scheduled(t, "schtasks", "--window", "22:00-06:00", "--time-zone", "Europe/Berlin", "--until", "2000-01-09 06:00")
		for i, c := range text {
			if c > 0x7e {
				t.Fatalf("byte %d is %q", i, c)
			}
		}
		var task struct {
			XMLName     xml.Name `xml:"http://schemas.microsoft.com/windows/2004/02/mit/task Task"`
			Version     string   `xml:"version,attr"`
			Description string   `xml:"RegistrationInfo>Description"`
			Triggers    struct {
				Items []struct {
					XMLName xml.Name
					Parts   []struct {
						XMLName xml.Name
						Text    string `xml:",chardata"`
					} `xml:",any"`
					Interval string `xml:"Repetition>Interval"`
				} `xml:",any"`
			}
			Policy    string `xml:"Settings>MultipleInstancesPolicy"`
			Limit     string `xml:"Settings>ExecutionTimeLimit"`
			Gone      string `xml:"Settings>DeleteExpiredTaskAfter"`
			Command   string `xml:"Actions>Exec>Command"`
			Arguments string `xml:"Actions>Exec>Arguments"`
			Folder    string `xml:"Actions>Exec>WorkingDirectory"`
		}
		if err := xml.Unmarshal([]byte(text), &task); err != nil || !strings.HasPrefix(text, "<?xml version=\"1.0\"?>\r\n") {
			t.Fatalf("%v: %s", err, text)
		}
		words := append([]string{task.Command}, windowsWords(task.Arguments)...)
		want := d.wanted("schtasks", "--retries", "3", "--until", "2000-01-09 06:00", "--window", "22:00-06:00", "--time-zone", "Europe/Berlin")
		if diff := cmp.Diff(want, words); diff != "" {
			t.Errorf("the command: %s", diff)
		}
		trigger := task.Triggers.Items[0]
		var order []string
		for _, part := range trigger.Parts {
			order = append(order, part.XMLName.Local+" "+strings.TrimSpace(part.Text))
		}
		// It is after midnight in Berlin, so that the window is open.
		begin := regexp.MustCompile(`^Enabled true,StartBoundary 2000-01-01T00:\d\d:\d\dZ,EndBoundary 2000-01-31T00:\d\d:\d\dZ$`)
		if !begin.MatchString(strings.Join(order, ",")) || trigger.XMLName.Local != "TimeTrigger" || trigger.Interval != "PT15M" || len(task.Triggers.Items) != 1 {
			t.Errorf("%s: %+v", strings.Join(order, ","), trigger)
		}
		if task.Version != "1.2" || task.Policy != "IgnoreNew" || task.Limit != "PT0S" || task.Gone != "PT0S" || task.Folder != filepath.Dir(d.run()) || !strings.Contains(task.Description, "port folio%.csv") {
			t.Errorf("%+v", task)
		}
	})
}

// Words with quotes and backslashes come out of a command line of Windows as they went in.
func TestWindowsWords(t *testing.T) {
	for line, want := range map[string][]string{
		`a "b c" d`:               {"a", "b c", "d"},
		`"C:\x y\\" "say \"no\""`: {`C:\x y\`, `say "no"`},
		`C:\x\y ""`:               {`C:\x\y`, ""},
	} {
		if diff := cmp.Diff(want, windowsWords(line)); diff != "" {
			t.Errorf("%s: %s", line, diff)
		}
	}
}
