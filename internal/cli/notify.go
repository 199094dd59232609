package cli

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// notifyVariable holds more URLs of --notify, with blanks between them.
const notifyVariable = "DOMAINBATCH_NOTIFY"

const (
	// noticeTime is how long one message may take.
	noticeTime = 10 * time.Second
	// lastNotices is how long the end of the program waits for all that are not sent yet.
	lastNotices = 10 * time.Second
	// mostNotices is how many may wait for one service. A run has a handful; where
	// more wait, the service takes none.
	mostNotices = 32
)

// notice is one message: what happened, in a line, and the whole of it.
type notice struct{ title, text string }

// sender sends one message to the service of a URL, and gives up when done is
// closed. Its error holds nothing of the URL.
type sender func(done <-chan struct{}, url, title, text string) error

// recipient is a URL that is notified. Only its name may be printed.
type recipient struct {
	name string // which flag, and which of them
	url  string
}

// recipients are who is to be notified: by flag, then by the environment.
func (a *app) recipients() []recipient {
	var all []recipient
	add := func(source string, urls []string) {
		for i, url := range urls {
			name := source
			if len(urls) > 1 {
				name = fmt.Sprintf("%s, number %d", source, i+1)
			}
			all = append(all, recipient{name, strings.TrimSpace(url)})
		}
	}
	add("--notify", a.flags.telling.notify)
	if a.has("notify") {
		add("$"+notifyVariable, strings.Fields(a.Getenv(notifyVariable)))
	}
	return all
}

// notifies tells whether a flag names somebody to be notified, which the command
// that goes on does not repeat.
func (a *app) notifies() bool { return len(a.flags.telling.notify) > 0 }

// notifyAgain is what is said beside the command that goes on.
const notifyAgain = "give --notify again, which is not repeated because its URL may hold a token, or put it into $" + notifyVariable

// notices are sent beside the run, to each service in their order. The methods of
// nil do nothing. They are safe for concurrent use.
type notices struct {
	each, last time.Duration
	queues     []chan notice
	owner      sync.WaitGroup // of a goroutine for each service
	over       chan struct{}  // closed when the time at the end is up

	mu     sync.Mutex
	closed bool
	failed []string // what was not sent, since lost was last called
}

var errNoTime = errors.New("there was no time left")

// newNotices starts what sends; nil for nobody.
func newNotices(to []recipient, send sender) *notices {
	if len(to) == 0 {
		return nil
	}
	n := &notices{each: noticeTime, last: lastNotices, over: make(chan struct{})}
	for _, r := range to {
		queue := make(chan notice, mostNotices)
		n.queues = append(n.queues, queue)
		n.owner.Go(func() {
			for message := range queue {
				if err := n.sendOne(r.url, message, send); err != nil {
					n.fail("a notification to " + service(r.url) + " (" + r.name + ") was not sent: " + err.Error())
				}
			}
		})
	}
	return n
}

// sendOne sends one message, within its time and that of all.
func (n *notices) sendOne(url string, message notice, send sender) error {
	select {
	case <-n.over:
		return errNoTime
	default:
	}
	done, sent := make(chan struct{}), make(chan struct{})
	limit := time.NewTimer(n.each)
	defer limit.Stop()
	var watch sync.WaitGroup
	watch.Go(func() {
		select {
		case <-limit.C:
			close(done)
		case <-n.over:
			close(done)
		case <-sent:
		}
	})
	err := send(done, url, message.title, message.text)
	close(sent)
	watch.Wait()
	return err
}

func (n *notices) fail(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.failed = append(n.failed, text)
}

// send has a message sent to all, and does not wait for that.
func (n *notices) send(message notice) {
	if n == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return
	}
	for _, queue := range n.queues {
		select {
		case queue <- message:
		default:
			n.failed = append(n.failed, "a notification was not sent: too many others wait")
		}
	}
}

// close waits until all is sent, for a while.
func (n *notices) close() {
	if n == nil {
		return
	}
	n.mu.Lock()
	again := n.closed
	n.closed = true
	n.mu.Unlock()
	if again {
		return
	}
	for _, queue := range n.queues {
		close(queue)
	}
	limit := time.AfterFunc(n.last, func() { close(n.over) })
	defer limit.Stop()
	n.owner.Wait()
}

// lost are the messages that were not sent since it was last asked, in words.
func (n *notices) lost() []string {
	if n == nil {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	failed := n.failed
	n.failed = nil
	return failed
}
