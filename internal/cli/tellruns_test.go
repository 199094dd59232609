package cli_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/rpc"
	"domainbatch/internal/sandbox"
)

// inbox is a service that is notified.
type inbox struct {
	mu     sync.Mutex
	titles []string // without the name of the run
	texts  []string
	at     []time.Time
}

func (b *inbox) take(_ <-chan struct{}, _, title, text string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, what, _ := strings.Cut(title, ".run ")
	b.titles, b.texts, b.at = append(b.titles, what), append(b.texts, text), append(b.at, time.Now())
	return nil
}

// personal are the contact data of the inputs that wishes make.
var personal = []string{"Ada Byron", "Example 0", "Example 1", "Sample Road", "Canary Row", "Greater London", "owner@example.com", "2079460118", "E14 0ZZ"}

// harmless fails the test where a text holds contact data or a secret.
func harmless(t *testing.T, what, text string, more ...string) {
	t.Helper()
	for _, needle := range append(append([]string{sandbox.DefaultSecret}, personal...), more...) {
		if i := strings.Index(text, needle); i >= 0 {
			t.Errorf("%s holds %q: …%s…", what, needle, text[max(0, i-60):min(len(text), i+60)])
		}
	}
}

const secretURL = "slack://hook:WNA3PBYV6-F20DUQND3RQ-Webc4MAvoacrpPakR8phF0zi@webhook"

// Whoever is not there hears how a run begins and how it ends, whatever the end,
// with all that is needed to go on, and nothing that is not theirs to know.
func TestNotifications(t *testing.T) {
	none := func(context.Context) (rpc.Credentials, error) { return rpc.Credentials{}, errors.New("none") }
	tests := map[string]struct {
		rows   []wish
		flags  []string
		keys   rpc.Provider
		after  time.Duration // it is interrupted; 0: not
		code   int
		titles []string
		says   []string // in the last message
	}{
		"all is well": {rows: wishes(30, 2, "admin"), code: 0, titles: []string{"started", "finished: exit code 0"},
			says: []string{"\nexit code 0: every row succeeded or was unchanged\n", "\n30 rows: 30 succeeded"}},
		"some failed": {rows: wishes(30, 2, "admin", "refuse-a.com", "missing-b.com"), flags: []string{"--max-failures", "50%"}, code: 4, titles: []string{"started", "finished: exit code 4"},
			says: []string{"\n32 rows: 2 failed, 30 succeeded"}},
		"too many failed": {rows: wishes(60, 60, "admin", refused(6)...), flags: []string{"--max-failures", "3", "--batch-size", "1", "--qps", "1"}, code: 6,
			titles: []string{"started", "goes on, and half of its limit is used up", "stopped sending at a limit", "stopped: exit code 6"},
			says:   []string{"\nexit code 6: a safety limit\n", " changes failed, and --max-failures is 3\n", "\nto go on: domainbatch apply "}},
		"the canary": {rows: append([]wish{{"refuse-a.com", "admin", 0}}, wishes(20, 2, "admin")...), flags: []string{"--canary", "1"}, code: 6,
			titles: []string{"started", "stopped sending at a limit", "stopped: exit code 6"}, says: []string{"the canary of 1 did not succeed: refuse-a.com is failed"}},
		"more than allowed": {rows: wishes(30, 2, "admin"), flags: []string{"--max-domains", "9"}, code: 6, titles: []string{"stopped: exit code 6"},
			says: []string{"\n30 rows: 30 unsent", "--max-domains 30"}},
		"interrupted": {rows: wishes(90, 90, "admin"), flags: []string{"--batch-size", "1", "--qps", "2"}, after: 2 * time.Minute, code: 130,
			titles: []string{"started", "stopped: exit code 130"}, says: []string{"interrupted; can go on\n", "\nto go on: domainbatch apply "}},
		"waiting over": {rows: wishes(3, 1, "admin", "stuck-a.com"), flags: []string{"--wait", "1m"}, code: 8,
			titles: []string{"started", "stopped: exit code 8"}, says: []string{"\nthe waiting time is over\n", "\n4 rows: 1 pending, 3 succeeded\n"}},
		"the window closes": {rows: wishes(90, 90, "admin"), flags: []string{"--batch-size", "1", "--qps", "1", "--window", "00:00-00:03", "--time-zone", "UTC"}, code: 8,
			titles: []string{"started", "stopped: exit code 8"}, says: []string{"\nthe time for sending is over\n", " --window 00:00-00:03"}},
		"no credentials": {rows: wishes(3, 1, "admin"), keys: none, code: 7, titles: []string{"stopped: exit code 7"}, says: []string{"credentials refused, expired, or none"}},
		"a domain stays unlocked": {rows: []wish{{"locked-a.com", "admin", 0}, {"stuck-b.com", "admin", 1}}, flags: []string{"--unlock", "--wait", "1m"}, after: 10 * time.Second, code: 130,
			titles: []string{"started", "stopped: exit code 130"}, says: []string{"\nunlocked now, as far as is known: 1 domain: locked-a.com\n", "--relock-only"}},
		"not as it must be": {rows: []wish{{"tide_wise.com", "admin", 0}}, code: 3, titles: []string{"stopped: exit code 3"}, says: []string{"the input is invalid, nothing was sent"}},
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range tests {
		under(t, name, func(t *testing.T) {
			got := new(inbox)
			d := newDesk(t, "portfolio.csv", csvOf(test.rows), newWire(sandbox.Options{TaskTime: 4 * time.Second}))
			d.notify, d.keys = got.take, test.keys
			ctx := t.Context()
			if test.after > 0 {
				ctx = lasting(ctx, test.after)
			}
			r := d.must(test.code, d.do(ctx, d.whole(append(test.flags, "--notify", secretURL)...)...))
			if diff := cmp.Diff(test.titles, got.titles); diff != "" {
				t.Fatalf("%s\n%s", diff, r)
			}
			last := got.texts[len(got.texts)-1]
			for _, words := range append(test.says, "portfolio.csv.run", "\non "+host+"\n") {
				if !strings.Contains(last, words) {
					t.Errorf("the last message does not say %q:\n%s", words, last)
				}
			}
			for _, text := range append(got.texts, r.out, r.err) {
				harmless(t, "a message", text, "WNA3PBYV6")
			}
			if strings.Contains(string(d.bytes(d.run())), "WNA3PBYV6") {
				t.Error("the run file holds the URL")
			}
			if command := regexp.MustCompile(`(?m)o go on.*: (domainbatch .*)$`).FindStringSubmatch(r.out); command != nil {
				if !strings.Contains(last, "\nto go on: "+command[1]+"\n") || !strings.Contains(r.out, "give --notify again") {
					t.Errorf("it does not say how to go on: %s\n%s", command[1], last)
				}
			}
		})
	}
}

func refused(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("refuse-%d.com", i))
	}
	return names
}

// bytes reads a file; none where it is not there.
func (d *desk) bytes(path string) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return data
}

// A limit is told of when it is reached, not when what was under way has ended.
func TestThresholdIsToldAtOnce(t *testing.T) {
	in(t, func(t *testing.T) {
		got := new(inbox)
		rows := append(append([]wish{{"stuck-a.com", "admin", 0}}, wishes(0, 1, "admin", refused(3)...)...), wishes(60, 60, "admin")...)
		d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{TaskTime: time.Second}))
		d.notify = got.take
		d.must(6, d.do(t.Context(), d.whole("--max-failures", "1", "--batch-size", "1", "--qps", "1", "--wait", "30m", "--notify", secretURL)...))
		if len(got.titles) != 4 || got.at[3].Sub(got.at[2]) < 25*time.Minute {
			t.Errorf("%q at %v", got.titles, got.at)
		}
	})
}

// A service that hangs, says no or is not there changes neither the exit code nor
// what is done, and costs ten seconds at the end at most.
func TestNotifyNeverHoldsARunUp(t *testing.T) {
	rows := wishes(30, 2, "registrant, tech")
	run := func(t *testing.T, notify func(done <-chan struct{}, url, title, text string) error) (ran, time.Duration) {
		d := newDesk(t, "portfolio.csv", csvOf(rows), newWire(sandbox.Options{}))
		d.notify = notify
		words := d.whole()
		if notify != nil {
			words = d.whole("--notify", secretURL)
		}
		begin := time.Now()
		r := d.must(0, d.do(t.Context(), words...))
		took := time.Since(begin)
		d.truth(d.wire.box, d.wire.exchanges).check(rows)
		return r, took
	}
	under(t, "hangs", func(t *testing.T) {
		_, alone := run(t, nil)
		r, took := run(t, func(done <-chan struct{}, _, _, _ string) error { <-done; return errors.New("no answer in time") })
		if n := strings.Count(r.err, "note: a notification to slack (--notify) was not sent: no answer in time\n"); n != 2 {
			t.Errorf("told %d times: %s", n, r.err)
		}
		harmless(t, "standard error", r.err, "WNA3PBYV6")
		if more := took - alone; more < 9*time.Second || more > 11*time.Second {
			t.Errorf("it took %s, and %s without notifications", took, alone)
		}
	})
	under(t, "says no", func(t *testing.T) {
		if r, _ := run(t, func(<-chan struct{}, string, string, string) error { return errors.New("403") }); strings.Count(r.err, "was not sent: 403\n") != 2 {
			t.Errorf("%s", r)
		}
	})
}

// A scheduler starts a run that is over again and again: nobody is notified of that,
// and the figures of the process that did something stay.
func TestIdleStartsTellNobody(t *testing.T) {
	in(t, func(t *testing.T) {
		got := new(inbox)
		d := newDesk(t, "portfolio.csv", csvOf(wishes(3, 1, "admin", "refuse-a.com")), newWire(sandbox.Options{}))
		d.notify, d.env = got.take, map[string]string{"DOMAINBATCH_NOTIFY": secretURL}
		figures := filepath.Join(d.dir, "run.prom")
		d.must(4, d.do(t.Context(), d.whole("--max-failures", "100%", "--metrics", figures)...))
		told, before := len(got.titles), string(d.bytes(figures))
		d.must(4, d.do(t.Context(), "apply", d.run(), "--yes", "--scheduled", "systemd", "--metrics", figures))
		if len(got.titles) != told || told != 2 {
			t.Errorf("%q", got.titles)
		}
		if after := string(d.bytes(figures)); after != before || before == "" {
			t.Errorf("the figures are %s, and were %s", after, before)
		}
		d.must(4, d.do(t.Context(), "apply", d.run(), "--yes", "--metrics", figures))
		if len(got.titles) != told+1 {
			t.Errorf("by hand: %q", got.titles)
		}
	})
}

// Starts by a scheduler that look at open tasks and find nothing new are no news.
func TestLooksAtTasksAreNoNews(t *testing.T) {
	in(t, func(t *testing.T) {
		got := new(inbox)
		d := newDesk(t, "portfolio.csv", csvOf(append([]wish{{"stuck-a.com", "admin", 0}}, wish{"slow-b.com", "admin", 0})), newWire(sandbox.Options{TaskTime: 30 * time.Second}))
		d.notify, d.env = got.take, map[string]string{"DOMAINBATCH_NOTIFY": secretURL}
		d.must(8, d.do(t.Context(), d.whole("--wait", "1m")...))
		again := []string{"apply", d.run(), "--yes", "--scheduled", "systemd", "--wait", "1m"}
		for range 2 {
			d.must(8, d.do(t.Context(), again...))
		}
		if len(got.titles) != 2 {
			t.Errorf("without news: %q", got.titles)
		}
		<-time.After(15 * time.Minute)
		d.must(8, d.do(t.Context(), again...)) // the slow one has ended
		d.must(8, d.do(t.Context(), again...))
		if len(got.titles) != 3 || !strings.Contains(got.texts[2], "1 pending, 1 succeeded") {
			t.Errorf("with news: %q", got.texts)
		}
	})
}

// What a scheduler is to start keeps its log where it was meant to be.
func TestScheduleKeepsTheLog(t *testing.T) {
	in(t, func(t *testing.T) {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(3, 1, "admin")), newWire(sandbox.Options{}))
		d.must(0, d.do(t.Context(), append([]string{"plan", d.input}, d.flags()...)...))
		r := d.must(0, d.do(t.Context(), "schedule", d.run(), "--as", "cron", "--window", "22:00-06:00", "--log-file", "run.log", "--metrics", "run.prom"))
		here, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat("run.prom"); err == nil {
			t.Error("it wrote figures of its own")
		}
		for _, words := range []string{" --log-file " + filepath.Join(here, "run.log"), " --metrics " + filepath.Join(here, "run.prom")} {
			if !strings.Contains(r.out, words) {
				t.Errorf("no %s in %s", words, r.out)
			}
		}
	})
}

// The environment names services too, for the commands that notify.
func TestNotifyByEnvironment(t *testing.T) {
	in(t, func(t *testing.T) {
		got := new(inbox)
		d := newDesk(t, "portfolio.csv", csvOf(wishes(3, 1, "admin")), newWire(sandbox.Options{}))
		d.notify, d.env = got.take, map[string]string{"DOMAINBATCH_NOTIFY": " " + secretURL + "  ntfy://ntfy.sh/topic\n"}
		d.must(0, d.do(t.Context(), append([]string{"plan", d.input}, d.flags()...)...))
		if len(got.titles) != 0 {
			t.Errorf("plan tells %q", got.titles)
		}
		r := d.must(8, d.do(t.Context(), "apply", d.run(), "--yes", "--until", "2000-01-01T00:00:00Z"))
		if len(got.titles) < 2 || strings.Contains(r.out, "--notify") {
			t.Errorf("apply tells %q: %s", got.titles, r)
		}
		d.env["DOMAINBATCH_NOTIFY"] = secretURL + " xoxb-" + "TOKEN"
		r = d.must(2, d.do(t.Context(), "apply", d.run(), "--yes"))
		if !strings.Contains(r.err, "$DOMAINBATCH_NOTIFY, number 2: its value is no URL of a service") || strings.Contains(r.err, "TOKEN") {
			t.Errorf("%s", r)
		}
		if n := d.wire.calls()[api.SaveBatchTaskForUpdatingContactInfoByNewContact]; n != 0 {
			t.Errorf("%d requests sent", n)
		}
	})
}
