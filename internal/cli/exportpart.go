package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"domainbatch/internal/job"
)

// part is what an export has read so far, in a file beside the one that is to be
// made: a line of JSON for each thing read, so that an export that was broken off
// goes on. Details stay on the disk. Its methods are safe for concurrent use.
type part struct {
	path  string
	head  partHead
	whole *partList     // nil: the list is not complete
	all   []job.Holding // the list

	mu      sync.Mutex
	file    *os.File
	end     int64
	details map[string]span // by domain
	filled  map[string]bool // columns that a detail has something for
}

// partHead says what an export reads, so that only the same goes on with it.
type partHead struct {
	Endpoint string    `json:"endpoint"`
	Account  string    `json:"account"`
	With     string    `json:"with"`
	At       time.Time `json:"at"`
}

// partList ends the list of domains.
type partList struct {
	At    time.Time `json:"at"`
	Total int       `json:"total"`
	Whole bool      `json:"whole"`
}

// detail is what was read of one domain, by the columns of the export.
type detail struct {
	Domain string     `json:"domain"`
	Values job.Params `json:"values"`
}

// partLine is one line of the file: one of these.
type partLine struct {
	Head    *partHead    `json:"head,omitempty"`
	Holding *job.Holding `json:"holding,omitempty"`
	List    *partList    `json:"list,omitempty"`
	Detail  *detail      `json:"detail,omitempty"`
}

// span is where a line stands in the file.
type span struct{ from, length int64 }

// openPart takes up what an export has read, or begins it. What another export
// has read is not touched.
func openPart(path string, head partHead) (*part, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	p := &part{path: path, head: head, file: file, details: make(map[string]span), filled: make(map[string]bool)}
	if err := p.load(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return p, nil
}

// load reads what is there. A line that was torn is written anew; a list that is
// not complete is read anew, since its pages may have shifted.
func (p *part) load() error {
	old, err := p.readLines()
	if err != nil {
		return err
	}
	if p.end > 0 && (old.Endpoint != p.head.Endpoint || old.Account != p.head.Account || old.With != p.head.With) {
		return &fault{
			code: exitStale, err: fmt.Errorf("%s holds what another export has read", p.path),
			hint: "give the flags of that export to go on with it, name another file, or remove it",
		}
	}
	if p.whole != nil {
		return p.cutOff(p.end)
	}
	p.all, p.end = nil, 0
	clear(p.details)
	if err := p.cutOff(0); err != nil {
		return err
	}
	return p.append(&partLine{Head: &p.head})
}

// readLines takes in all lines up to the first that is torn.
func (p *part) readLines() (head partHead, err error) {
	in := bufio.NewReaderSize(p.file, 256<<10)
	for {
		text, err := in.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return head, fmt.Errorf("read %s: %w", p.path, err)
		}
		var line partLine
		if err == io.EOF || json.Unmarshal(text, &line) != nil {
			return head, nil
		}
		if line.Head != nil {
			head = *line.Head
		}
		p.take(&line, span{p.end, int64(len(text))})
		p.end += int64(len(text))
	}
}

func (p *part) cutOff(at int64) error {
	if err := p.file.Truncate(at); err != nil {
		return fmt.Errorf("cut %s: %w", p.path, err)
	}
	return nil
}

// take takes in a line that stands there.
func (p *part) take(line *partLine, at span) {
	switch {
	case line.Holding != nil:
		p.all = append(p.all, *line.Holding)
	case line.List != nil:
		p.whole = line.List
	case line.Detail != nil:
		p.details[line.Detail.Domain] = at
		for name, value := range line.Detail.Values {
			if value != "" {
				p.filled[name] = true
			}
		}
	}
}

// append writes lines down.
func (p *part) append(lines ...*partLine) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b []byte
	for _, line := range lines {
		text, err := json.Marshal(line)
		if err != nil {
			return err
		}
		p.take(line, span{p.end + int64(len(b)), int64(len(text) + 1)})
		b = append(append(b, text...), '\n')
	}
	if _, err := p.file.WriteAt(b, p.end); err != nil {
		return fmt.Errorf("write %s: %w", p.path, err)
	}
	p.end += int64(len(b))
	return nil
}

// list writes down the account's list.
func (p *part) list(h *held) error {
	lines := make([]*partLine, 0, len(h.Holdings)+1)
	for i := range h.Holdings {
		lines = append(lines, &partLine{Holding: &h.Holdings[i]})
	}
	return p.append(append(lines, &partLine{List: &partList{h.At, h.Total, h.Whole}})...)
}

// has tells whether the details of a domain are there.
func (p *part) has(domain string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, there := p.details[domain]
	return there
}

// detail reads what was read of a domain; nothing when nothing was.
func (p *part) detail(domain string) (job.Params, error) {
	at, there := p.details[domain]
	if !there {
		return nil, nil
	}
	text := make([]byte, at.length)
	var line partLine
	_, err := p.file.ReadAt(text, at.from)
	if err == nil {
		err = json.Unmarshal(text, &line)
	}
	if err != nil || line.Detail == nil {
		return nil, fmt.Errorf("read %s: the line of %s is damaged: %w", p.path, domain, err)
	}
	return line.Detail.Values, nil
}

// close lets go of the file; done removes it too.
func (p *part) close(done bool) error {
	err := errors.Join(p.file.Sync(), p.file.Close())
	if done {
		err = errors.Join(err, os.Remove(p.path))
	}
	return err
}
