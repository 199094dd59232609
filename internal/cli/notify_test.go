package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Each service gets its messages in their order, and one that is slow holds up
// neither the sender nor the others.
func TestNoticesKeepTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := map[string]chan string{"slow": make(chan string, 9), "quick": make(chan string, 9)}
		n := newNotices([]recipient{{"one", "slow"}, {"two", "quick"}}, func(_ <-chan struct{}, url, title, _ string) error {
			if url == "slow" {
				<-time.After(2 * time.Second)
			}
			got[url] <- title
			return nil
		})
		begin := time.Now()
		for i := range 4 {
			n.send(notice{title: fmt.Sprint(i)})
		}
		if took := time.Since(begin); took != 0 {
			t.Errorf("sending took %s", took)
		}
		synctest.Wait()
		if len(got["quick"]) != 4 || len(got["slow"]) != 0 {
			t.Errorf("%d quick and %d slow ones before any time has passed", len(got["quick"]), len(got["slow"]))
		}
		n.close()
		if took := time.Since(begin); took != 8*time.Second {
			t.Errorf("the end came after %s", took)
		}
		for url, titles := range got {
			close(titles)
			if diff := cmp.Diff([]string{"0", "1", "2", "3"}, collected(titles)); diff != "" {
				t.Errorf("%s: %s", url, diff)
			}
		}
	})
}

func collected(from chan string) (all []string) {
	for text := range from {
		all = append(all, text)
	}
	return all
}

// A service that never answers costs its own messages, and the end of the program
// ten seconds, however many wait; what was lost is told without the URL.
func TestNoticesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNotices([]recipient{{"--notify", "slack://hook:SECRET@webhook"}}, func(done <-chan struct{}, _, _, _ string) error {
			<-done
			return errNoAnswer
		})
		for range 2 {
			n.send(notice{})
		}
		<-time.After(15 * time.Second)
		lost := n.lost()
		if len(lost) != 1 || lost[0] != "a notification to slack (--notify) was not sent: no answer in time" {
			t.Errorf("after 15 s: %q", lost)
		}
		for range 2 * mostNotices {
			n.send(notice{})
		}
		begin := time.Now()
		n.close()
		if took := time.Since(begin); took != lastNotices {
			t.Errorf("the end took %s", took)
		}
		lost = n.lost()
		if len(lost) < 2*mostNotices || slices.ContainsFunc(lost, func(text string) bool { return strings.Contains(text, "SECRET") }) {
			t.Errorf("%d lost: %q", len(lost), lost)
		}
		n.send(notice{})
		n.close()
		if more := n.lost(); more != nil {
			t.Errorf("after the end: %q", more)
		}
	})
}

// Nobody to notify is no reason to stumble.
func TestNoNotices(t *testing.T) {
	n := newNotices(nil, func(<-chan struct{}, string, string, string) error { return errors.New("called") })
	n.send(notice{})
	n.close()
	if n != nil || n.lost() != nil {
		t.Errorf("%v", n)
	}
}

// The command that goes on is that of the user, but for what holds tokens.
func TestCommandLineWithoutNotify(t *testing.T) {
	got := commandLine([]string{"db", "run", "--notify", "slack://T", "a b.csv", "--notify=ntfy://U", "--yes", "--notify", "--notify"})
	if want := `domainbatch run "a b.csv" --yes`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What is not fit to be told is told of.
func TestImpersonal(t *testing.T) {
	for text, want := range map[string]string{
		"the canary of 1 did not succeed: a.b@c.example is failed": "the canary of 1 did not succeed: (an address) is failed",
		"5 of 9 changes failed, and --max-failures is 20%":         "5 of 9 changes failed, and --max-failures is 20%",
		"<x@y>, \"z@w\"": "<(an address)>, \"(an address)\"",
	} {
		if got := impersonal(text); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for text, want := range map[string]string{
		"": "", "Throttling.User": "Throttling.User", "a b": "(unusual)", "1@x": "(unusual)", strings.Repeat("x", 101): "(unusual)",
	} {
		if got := codeWord(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
