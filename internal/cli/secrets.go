package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// secrets keeps answers that are secrets in a file of their own beside the run
// file, which holds none: it can be deleted once they have been used. It is a
// line of JSON for the run that it belongs to, and one for each answer. It is
// safe for concurrent use.
type secrets struct {
	path string
	run  string // the run that it belongs to

	mu   sync.Mutex
	file *os.File
}

// secretLine is one line of the file.
type secretLine struct {
	Run    string       `json:"run,omitempty"` // the first line alone
	Change job.ChangeID `json:"change,omitempty"`
	Name   string       `json:"name,omitempty"`
	Value  string       `json:"value,omitempty"`
}

// secretsOf is the place for the secrets of a run.
func (s *session) secretsOf() *secrets {
	return &secrets{path: s.path + ".secrets", run: s.plan.Digest + " " + s.info.Created.UTC().String()}
}

// fetchSecrets reads the secret answers of a finished run once more where the
// file that they stand in is gone, or is not whole.
func (s *session) fetchSecrets(ctx context.Context) error {
	lacking, err := s.lackingSecrets()
	if err != nil || lacking == 0 {
		return err
	}
	s.print("%s not in %s.secrets: the registrar is asked for them once more\n", count(lacking, "secret answer")+" "+are(lacking), s.path)
	e, err := s.executor()
	if err != nil {
		return err
	}
	_, _, err = e.ReadSecrets(ctx)
	return err
}

// lackingSecrets counts the secret answers of the run that its file does not have.
func (s *session) lackingSecrets() (lacking int, err error) {
	if s.held() != "" || !s.ledger.Sent {
		return 0, nil
	}
	all, _, err := s.secretsOf().read()
	if err != nil {
		return 0, fmt.Errorf("read secret answers: %w", err)
	}
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		op, known := api.Lookup(s.plan.GroupOf(c.ID).Action)
		if known && op.Answer.Secret != "" && s.ledger.Standing(c.ID).Outcome() == job.Succeeded && all[c.ID][op.Answer.Secret] == "" {
			lacking++
		}
	}
	return lacking, nil
}

// Keep makes an answer durable. The file is made by the first one.
func (x *secrets) Keep(id job.ChangeID, name, value string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.file == nil {
		if err := x.begin(); err != nil {
			return fmt.Errorf("keep secret answers: %w", err)
		}
	}
	if err := x.write(secretLine{Change: id, Name: name, Value: value}); err != nil {
		return fmt.Errorf("keep secret answers: %w", err)
	}
	return nil
}

// begin opens the file; one of another run is replaced, and a line that a crash
// has cut off is ended, so that the next one stands for itself.
func (x *secrets) begin() error {
	mode := os.O_APPEND
	if _, ours, err := x.read(); err != nil || !ours {
		mode = os.O_TRUNC
	}
	file, err := os.OpenFile(x.path, os.O_CREATE|os.O_RDWR|mode, 0o600)
	if err != nil {
		return err
	}
	x.file = file
	if mode == os.O_TRUNC {
		return errors.Join(file.Chmod(0o600), x.write(secretLine{Run: x.run}))
	}
	_, err = file.WriteString("\n")
	return err
}

func (x *secrets) write(line secretLine) error {
	data, err := json.Marshal(line)
	if err == nil {
		_, err = x.file.Write(append(data, '\n'))
	}
	if err == nil {
		err = x.file.Sync()
	}
	return err
}

// close lets go of the file.
func (x *secrets) close() error {
	if x == nil || x.file == nil {
		return nil
	}
	return x.file.Close()
}

// read gives what the file holds; ours tells whether it belongs to this run. A
// line that a crash has cut off was never promised to be there.
func (x *secrets) read() (all map[job.ChangeID]job.Params, ours bool, err error) {
	file, err := os.Open(x.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	all = make(map[job.ChangeID]job.Params)
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var line secretLine
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		switch {
		case line.Run != "":
			if ours = line.Run == x.run; !ours {
				return nil, false, nil
			}
		case ours && line.Change > 0:
			if all[line.Change] == nil {
				all[line.Change] = make(job.Params)
			}
			all[line.Change][line.Name] = line.Value
		}
	}
	return all, ours, nil
}
