package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Claims are the domains that a run is about to change.
type Claims struct {
	Run      string   // the path of the run file: absolute, links resolved, as Journal.Path gives it
	Endpoint string   // compared as it is written
	Domains  []string // ASCII, lower case, none empty; repeats do no harm
}

// ClaimedError is the refusal of domains that another run is changing at the
// same endpoint. Where Err is set, a process lives whose claim cannot be read:
// then File is all that is known.
type ClaimedError struct {
	Run    string // the run file that the domains are claimed for
	PID    int
	Host   string
	Since  time.Time
	Domain string // the first in order of those that both want
	Count  int    // how many both want
	File   string // the file that the claim stands in
	Err    error
}

// Error says who holds which domains, and since when.
func (e *ClaimedError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("another process holds domains, and which they are cannot be read from %s: %v", e.File, e.Err)
	}
	more := ""
	if e.Count > 1 {
		more = ", …"
	}
	return fmt.Sprintf("process %d on %s holds %d of these domains (%s%s) since %s for the run %s",
		e.PID, e.Host, e.Count, e.Domain, more, e.Since.Format(time.RFC3339), e.Run)
}

// Unwrap gives what is wrong with the claim.
func (e *ClaimedError) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (e *ClaimedError) Hint() string {
	return "two runs must not change the same domains at once: wait until that process has ended, or end it"
}

// Claim notes in the folder, which it makes where it is missing, that a run is
// about to change domains. While another run has claimed one of them at the
// same endpoint it fails with *ClaimedError. *AccessError says why the folder
// cannot be used; the error of the context that it ended while others were
// being let in. Claims may be made at the same time, also by one process.
//
// A claim ends with its release or with its process, however that dies. Who
// claims must keep release until then: a claim that nobody can release any more
// may end by itself. Calling it again does nothing.
func Claim(ctx context.Context, folder string, c Claims) (release func() error, err error) {
	own, err := claim(ctx, folder, &c)
	if err != nil {
		return nil, fmt.Errorf("claim domains for %s: %w", c.Run, reach(folder, err))
	}
	return sync.OnceValue(func() error {
		if err := disclaim(ctx, folder, own); err != nil {
			return fmt.Errorf("release domains of %s: %w", c.Run, reach(folder, err))
		}
		return nil
	}), nil
}

const (
	claimEnd = ".claim"
	doorName = "claims.lock"

	// The door is shut for as long as it takes to read the claims of others:
	// milliseconds, and about a second where a hundred large runs go on.
	longest  = 30 * time.Second
	knocking = 5 * time.Millisecond
)

func claim(ctx context.Context, folder string, c *Claims) (*lock, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	wanted, err := c.set()
	if err != nil {
		return nil, err
	}
	door, err := enter(ctx, folder, longest)
	if err != nil {
		return nil, err
	}
	defer func() { _ = door.Close() }()
	if err := c.survey(folder, wanted); err != nil {
		return nil, err
	}
	return c.stake(folder)
}

func (c *Claims) set() (map[string]bool, error) {
	names := make(map[string]bool, len(c.Domains))
	for _, name := range c.Domains {
		if name == "" || strings.Contains(name, "\n") {
			return nil, fmt.Errorf("note domain %q: no name", name)
		}
		names[name] = true
	}
	return names, nil
}

// disclaim shuts the door too, so that nobody has the file open while it is
// taken away: some systems refuse that. What matters is that the lock is gone,
// so it does not wait long for the door, and after an interrupt not at all.
func disclaim(ctx context.Context, folder string, own *lock) error {
	if door, err := enter(ctx, folder, time.Second); err == nil {
		defer func() { _ = door.Close() }()
	}
	return drop(own)
}

// enter opens the file whose lock lets one process at a time look at the
// claims and make its own; closing it lets the next one in. The file stays,
// since taking it away would be a race with those who wait for it.
func enter(ctx context.Context, folder string, patience time.Duration) (*os.File, error) {
	over := time.After(patience)
	for {
		door, err := knock(filepath.Join(folder, doorName))
		if door != nil || err != nil {
			return door, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-over:
			path := filepath.Join(folder, doorName)
			return nil, &AccessError{Path: path, Busy: true, Err: fmt.Errorf("it stayed locked for %v", patience)}
		case <-time.After(knocking):
		}
	}
}

// knock gives no file where another process is inside.
func knock(path string) (*os.File, error) {
	door, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	free, err := tryLock(door)
	if err != nil || !free {
		return nil, errors.Join(err, door.Close())
	}
	return door, nil
}

// survey looks at the claims of all others.
func (c *Claims) survey(folder string, wanted map[string]bool) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() || filepath.Ext(entry.Name()) != claimEnd {
			continue
		}
		if err := c.meet(filepath.Join(folder, entry.Name()), wanted); err != nil {
			return err
		}
	}
	return nil
}

// meet looks at one claim, and takes it away where its process has died.
func (c *Claims) meet(path string, wanted map[string]bool) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	dead, err := tryLock(f)
	if dead {
		return drop(&lock{file: f})
	}
	defer func() { _ = f.Close() }()
	if err != nil {
		return err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return &ClaimedError{File: path, Err: err}
	}
	other, names, err := parseClaim(text)
	switch {
	case err != nil:
		return &ClaimedError{File: path, Err: err}
	case other.Run == c.Run, other.Endpoint != c.Endpoint:
		return nil
	}
	return other.overlap(path, names, wanted)
}

// head is the first line of a claim; one line for each domain follows.
type head struct {
	holder
	Run      string `json:"run"`
	Endpoint string `json:"endpoint"`
	Lines    int    `json:"lines"` // that follow: a claim that was cut off must not pass for a smaller one
}

func parseClaim(text []byte) (h head, names []byte, err error) {
	first, names, _ := bytes.Cut(text, []byte("\n"))
	if err := json.Unmarshal(first, &h); err != nil {
		return head{}, nil, fmt.Errorf("read its first line: %w", err)
	}
	if lines := bytes.Count(names, []byte("\n")); h.Run == "" || lines != h.Lines {
		return head{}, nil, fmt.Errorf("it has %d domains of %d for the run %q", lines, h.Lines, h.Run)
	}
	return h, names, nil
}

func (h *head) overlap(path string, names []byte, wanted map[string]bool) error {
	e := &ClaimedError{Run: h.Run, PID: h.PID, Host: h.Host, Since: h.Since, File: path}
	both := make(map[string]bool)
	for line := range bytes.Lines(names) {
		name := bytes.TrimSuffix(line, []byte("\n"))
		if !wanted[string(name)] {
			continue
		}
		both[string(name)] = true
		if e.Domain == "" || string(name) < e.Domain {
			e.Domain = string(name)
		}
	}
	if e.Count = len(both); e.Count == 0 {
		return nil
	}
	return e
}

// stake writes the claim into a file of its own, which is locked before
// anything stands in it.
func (c *Claims) stake(folder string) (*lock, error) {
	text, err := c.text()
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(folder, "*"+claimEnd)
	if err != nil {
		return nil, err
	}
	held, err := tryLock(f)
	if err == nil && !held {
		err = &AccessError{Path: f.Name(), Busy: true, Err: errors.New("it was locked when it was made")}
	}
	if err == nil {
		_, err = f.Write(text)
	}
	if err != nil {
		return nil, errors.Join(err, drop(&lock{file: f}))
	}
	return &lock{file: f}, nil
}

func (c *Claims) text() ([]byte, error) {
	host, err := os.Hostname()
	if err != nil {
		host = "this host"
	}
	h := head{
		holder: holder{PID: os.Getpid(), Host: host, Since: time.Now().Round(0)},
		Run:    c.Run, Endpoint: c.Endpoint, Lines: len(c.Domains),
	}
	text, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	text = append(text, '\n')
	for _, name := range c.Domains {
		text = append(append(text, name...), '\n')
	}
	return text, nil
}

// drop takes a claim away; one that somebody else took away is gone as well.
func drop(l *lock) error {
	if err := l.release(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// reach is fault for the folder of claims: whatever the system refuses there,
// the folder is what a person has to look at.
func reach(folder string, err error) error {
	if _, claimed := errors.AsType[*ClaimedError](err); claimed {
		return err
	}
	err = fault(folder, err)
	if _, refused := errors.AsType[*fs.PathError](err); refused && !sorted(err) {
		return &AccessError{Path: folder, Err: err}
	}
	return err
}
