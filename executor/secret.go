package executor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// ErrNoSecrets is the cause of a *SecretError where there is nowhere to keep secrets.
var ErrNoSecrets = errors.New("there is no place to keep it")

// SecretError is returned when an answer that is a secret cannot be kept. The
// change it belongs to has no result then: going on reads the answer again, once
// there is a place for it.
type SecretError struct {
	Domain string // ASCII form
	Name   string // of the answer
	Err    error
}

// Error says whose answer it is, never what it is.
func (e *SecretError) Error() string {
	return fmt.Sprintf("keep %s of %s: %v", e.Name, api.WireName(e.Domain), e.Err)
}

// Unwrap gives the cause.
func (e *SecretError) Unwrap() error { return e.Err }

// shade takes the secrets of a request out of what came back for it: the API may
// repeat what it refuses.
func shade(action string, params job.Params, said []byte) []byte {
	op, known := api.Lookup(action)
	if !known {
		return said
	}
	for _, p := range op.Params {
		// A shorter one says nothing, and may stand anywhere.
		value := params[p.Name]
		if !p.Secret || len(value) < shortestSecret {
			continue
		}
		for _, written := range []string{value, strings.Trim(strconv.Quote(value), `"`), html.EscapeString(value), url.QueryEscape(value)} {
			said = bytes.ReplaceAll(said, []byte(written), []byte("[withheld]"))
		}
	}
	return said
}

const shortestSecret = 4

// keepSecrets keeps what a task has brought that is a secret, before the journal
// says that it succeeded: a crash between the two has it read again, none loses it.
// A success that shows nothing is none, and is asked for again whenever the run is taken up.
func (e *Executor) keepSecrets(op *api.Operation, f *found) error {
	if op.Answer.Secret == "" {
		return nil
	}
	for i := range f.settled {
		s := &f.settled[i]
		if s.Result != job.Succeeded {
			continue
		}
		code := secretOf(f.domains[e.Plan.Change(s.Change).Subject])
		if code == "" {
			s.Result, s.Code, s.Message = job.Unknown, "", fmt.Sprintf(job.MessageNoAnswer, op.Answer.Secret)
			continue
		}
		if err := e.keep(s.Change, op.Answer.Secret, code); err != nil {
			return err
		}
	}
	return nil
}

func secretOf(details []job.Detail) string {
	for _, d := range slices.Backward(details) {
		if d.Result != "" {
			return d.Result
		}
	}
	return ""
}

func (e *Executor) keep(id job.ChangeID, name, value string) error {
	err := ErrNoSecrets
	if e.Secrets != nil {
		err = e.Secrets.Keep(id, name, value)
	}
	if err != nil {
		return &SecretError{Domain: e.Plan.Change(id).Subject, Name: name, Err: err}
	}
	return nil
}

// ReadSecrets reads the secret answers of all changes that have succeeded once more,
// one call for each, and has them kept: for a run whose secrets are gone. Nothing
// is recorded but the calls. It returns how many it has kept, of how many; what the
// registrar shows no more is left out. The error is ErrInterrupted, a *StopError,
// a *SecretError, or the journal's.
func (e *Executor) ReadSecrets(ctx context.Context) (kept, of int, err error) {
	for i := range e.Plan.Changes {
		c := &e.Plan.Changes[i]
		s, op := e.standing(c.ID), operation(e.Plan.Group(c.Group).Action)
		if op.Answer.Secret == "" || s.State != job.Settled || s.Result != job.Succeeded {
			continue
		}
		of++
		done, err := e.readSecret(ctx, c, &s, op.Answer.Secret)
		if err != nil {
			return kept, of, interruptedOr(ctx, err)
		}
		kept += count(done)
	}
	return kept, of, nil
}

func (e *Executor) readSecret(ctx context.Context, c *job.Change, s *job.Standing, name string) (bool, error) {
	l, err := e.lineOf(e.Plan.Group(c.Group))
	if err != nil {
		return false, err
	}
	details, _, err := l.details(ctx, s.TaskNo, 1)
	if err != nil {
		return false, err
	}
	code := secretOf(sorted(details).domains[c.Subject])
	if code == "" {
		return false, nil
	}
	return true, e.keep(c.ID, name, code)
}
