package journal

import (
	"bytes"
	"encoding/json"
	"fmt"

	"domainbatch/internal/job"
)

// secrets are the part of an event that may hold somebody's data. In a body of
// data they stand as one line of JSON; the input and the answer follow it raw.
type secrets struct {
	Messages []string        `json:"messages,omitempty"` // of the standings, in their order
	Check    string          `json:"check,omitempty"`
	Before   *secretBefore   `json:"before,omitempty"`
	After    *secretBefore   `json:"after,omitempty"`
	Log      []job.LogRecord `json:"log,omitempty"`
	Info     *secretInfo     `json:"info,omitempty"`
	Chunk    *job.Chunk      `json:"chunk,omitempty"`
	Person   *job.Person     `json:"person,omitempty"`
	By       *job.Process    `json:"by,omitempty"`
	Answers  []job.Answer    `json:"answers,omitempty"`
	Input    int             `json:"input,omitempty"` // bytes that follow
	Body     int             `json:"body,omitempty"`  // bytes that follow those
}

type secretBefore struct {
	Fields  job.Params `json:"fields"`
	Message string     `json:"message,omitempty"`
}

// secretInfo is what a person chose: names of files, and the options, as values
// set for all rows are among them.
type secretInfo struct {
	Input   string            `json:"input"`
	Options map[string]string `json:"options"`
	Report  string            `json:"report,omitempty"`
}

func secretsOf(e *job.Event) (secrets, bool) {
	s := secrets{
		Messages: messages(e.Standings),
		Before:   valuesOf(e.Before),
		After:    valuesOf(e.After),
		Chunk:    e.Chunk,
		Person:   e.Person,
		By:       e.By,
		Answers:  e.Answers,
		Input:    len(e.Input),
	}
	if e.Check != nil {
		s.Check = e.Check.Message
	}
	if e.Log != nil {
		s.Log = e.Log.Records
	}
	if e.Info != nil {
		s.Info = &secretInfo{Input: e.Info.Input, Options: e.Info.Options, Report: e.Info.Report}
	}
	if e.Call != nil {
		s.Body = len(e.Call.Body)
	}
	return s, s.some()
}

func (s *secrets) some() bool {
	parts := s.Before != nil || s.After != nil || s.Info != nil || s.Chunk != nil || s.Person != nil || s.By != nil
	return parts || s.Messages != nil || len(s.Log) > 0 || s.Answers != nil || s.Check != "" || s.Input+s.Body > 0
}

// valuesOf is nil where nothing was read of a contact, not even that it is empty.
func valuesOf(b *job.Before) *secretBefore {
	if b == nil || b.Fields == nil && b.Message == "" {
		return nil
	}
	return &secretBefore{Fields: b.Fields, Message: b.Message}
}

func messages(standings []job.Standing) []string {
	var all []string
	for i := range standings {
		if standings[i].Message == "" {
			continue
		}
		if all == nil {
			all = make([]string, len(standings))
		}
		all[i] = standings[i].Message
	}
	return all
}

func (s *secrets) body(e *job.Event) ([]byte, error) {
	b, err := plainJSON(s) // ends in the newline that parts it from what follows
	if err != nil {
		return nil, err
	}
	b = append(b, e.Input...)
	if e.Call != nil {
		b = append(b, e.Call.Body...)
	}
	return b, nil
}

// plainJSON writes a line of JSON as it is kept and exported.
func plainJSON(what any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(what)
	return b.Bytes(), err
}

// disclose puts the private part of an event back into it.
func disclose(e *job.Event, body []byte) error {
	text, rest, _ := bytes.Cut(body, []byte("\n"))
	var s secrets
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	if s.Input < 0 || s.Body < 0 || len(rest) != s.Input+s.Body {
		return fmt.Errorf("%s: data of another entry", e.Kind)
	}
	return s.into(e, rest[:s.Input:s.Input], rest[s.Input:])
}

// into fills an event in with what is private of it.
func (s *secrets) into(e *job.Event, input, answer []byte) error {
	if len(s.Messages) > len(e.Standings) {
		return fmt.Errorf("%s: data of another entry", e.Kind)
	}
	for i, message := range s.Messages {
		e.Standings[i].Message = message
	}
	if len(input) > 0 {
		e.Input = input
	}
	if s.Chunk != nil {
		e.Chunk = s.Chunk
	}
	e.Person, e.By, e.Answers = s.Person, s.By, s.Answers
	s.restore(e, answer)
	return nil
}

// restore fills in what an event of the one kind or the other lacks.
func (s *secrets) restore(e *job.Event, body []byte) {
	switch {
	case e.Check != nil:
		e.Check.Message = s.Check
	case e.Before != nil && s.Before != nil:
		e.Before.Fields, e.Before.Message = s.Before.Fields, s.Before.Message
	case e.After != nil && s.After != nil:
		e.After.Fields, e.After.Message = s.After.Fields, s.After.Message
	case e.Log != nil:
		e.Log.Records = s.Log
	case e.Info != nil && s.Info != nil:
		e.Info.Input, e.Info.Options, e.Info.Report = s.Info.Input, s.Info.Options, s.Info.Report
	case e.Call != nil && len(body) > 0:
		e.Call.Body = body
	}
}
