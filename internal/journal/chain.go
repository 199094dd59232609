package journal

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"domainbatch/internal/job"
)

// Mask alters what is personal in an event, which is its own, and tells whether
// it has altered something. It must leave the structure as it is: as many values,
// under the same names, none of them made empty that is left out then; and what
// stands in the open. Only raw parts, the input and an answer, may be taken away.
type Mask func(*job.Event) bool

// Raw takes a raw part of an entry, for a file of its own: an answer of the API,
// or the copy of the input, which has no action. Body is as masked.
type Raw func(number int64, action string, body []byte) error

// Summary is what an exported chain amounts to.
type Summary struct {
	Entries  int64
	Head     string // digest of the last entry, SHA-256 in hex; empty for none
	Data     int64  // entries with personal data or raw answers that are there, in part at least
	Masked   int64  // values that are withheld
	Withheld int64  // entries whose data was taken out as a whole
}

// WriteChain exports all entries as they are at this instant, a line of JSON each
// (see the package's comment). Values that mask alters are withheld: neither they
// nor what could prove them is written. A nil mask withholds nothing; raw may be
// nil too. Two exports of one run file are equal. What is damaged is not
// exported: *DamagedError.
func (j *Journal) WriteChain(w io.Writer, mask Mask, raw Raw) (Summary, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	c := chainWriter{out: out, mask: mask, raw: raw}
	var head link
	for x, err := range rows(j.read, scanRow, selectEntries+whereNumber, 1, int64(maxNumber)) {
		if err == nil {
			if what := x.follows(head); what != "" {
				err = &DamagedError{Number: x.number, What: what}
			}
		}
		if err == nil {
			head = x.link()
			err = c.entry(&x)
		}
		if err != nil && c.failed {
			return c.sum, err // of whoever takes what is written, not of the run file
		}
		if err != nil {
			return c.sum, j.reading("chain", err)
		}
	}
	if c.sum.Entries > 0 {
		c.sum.Head = hex.EncodeToString(head.digest[:])
	}
	if err := out.Flush(); err != nil {
		return c.sum, fmt.Errorf("write chain of journal %s: %w", j.path, err)
	}
	return c.sum, nil
}

// line is an entry as it is exported. Its members stand in this order, without
// blanks, and those that are empty are left out.
type line struct {
	Number   int64           `json:"number"`
	At       string          `json:"at"`
	Kind     string          `json:"kind"`
	Batch    int64           `json:"batch"`
	Facts    json.RawMessage `json:"facts"`
	Data     digits          `json:"data,omitempty"`
	Body     json.RawMessage `json:"body,omitempty"`
	Salt     digits          `json:"salt,omitempty"`     // of the entry: nothing of it is withheld
	Salts    []byte          `json:"salts,omitempty"`    // one after another of the leaves that are not withheld
	Withheld []proof         `json:"withheld,omitempty"` // by number, without gaps in order
	Checks   []byte          `json:"checks,omitempty"`   // the first bytes of the digest of each leaf
	Input    digits          `json:"input,omitempty"`    // digest of that leaf
	Answer   digits          `json:"answer,omitempty"`   // digest of that leaf
	Prev     digits          `json:"prev"`
	Digest   digits          `json:"digest"`
}

// proof is what is left of a leaf that is withheld.
type proof struct {
	Leaf   int    `json:"leaf"` // from 0
	Digest digits `json:"digest"`
}

// checkSize is how much of the digest of a leaf goes into Checks: enough to tell
// which one of them was altered, and with 100,000 domains not too much.
const checkSize = 2

// digits are bytes in hex.
type digits []byte

// MarshalText writes them in lower case.
func (d digits) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, d), nil }

// UnmarshalText takes upper case too, so who reads has to look at what they are
// written as.
func (d *digits) UnmarshalText(text []byte) (err error) {
	*d, err = hex.AppendDecode(nil, text)
	return err
}

type chainWriter struct {
	out  io.Writer
	mask Mask
	raw  Raw
	sum  Summary

	failed bool // what was written was not taken
}

func (c *chainWriter) write(text []byte) error {
	_, err := c.out.Write(text)
	return err
}

// taken notes whose failure an error is.
func (c *chainWriter) taken(err error) error {
	c.failed = c.failed || err != nil
	return err
}

func (c *chainWriter) entry(x *row) error {
	l := line{Number: x.number, At: x.at, Kind: x.kind, Batch: x.batch, Facts: x.facts, Data: x.data, Prev: x.prev, Digest: x.digest}
	body, err := x.plain()
	switch {
	case err != nil:
		return x.unreadable(err)
	case body != nil:
		err = c.disclose(&l, x, body)
	case x.data != nil:
		c.sum.Withheld++
	}
	if err != nil {
		return err
	}
	text, err := plainJSON(&l)
	if err == nil && len(text) > longestLine {
		err = fmt.Errorf("entry %d takes %d bytes, more than the %d of a line", x.number, len(text), longestLine)
	}
	if err == nil {
		err = c.taken(c.write(text))
	}
	c.sum.Entries++
	return err
}

// disclose writes the private part of an entry, but for what is masked.
func (c *chainWriter) disclose(l *line, x *row, body []byte) error {
	var own []leaf
	if err := eachLeaf(body, keep(&own)); err != nil {
		return x.unreadable(err)
	}
	l.Body, _, _ = bytes.Cut(body, []byte("\n"))
	e, err := x.decode(bytes.Clone(body)) // a mask may write to what it is given
	if err != nil {
		return err
	}
	shown := own
	if c.mask != nil {
		if shown, err = c.masked(l, &e, own); err != nil {
			return fmt.Errorf("mask entry %d: %w", x.number, err)
		}
	}
	l.prove(salt(x.salt), own, shown)
	c.sum.Data++
	c.sum.Masked += int64(len(l.Withheld))
	return c.rest(&e)
}

// prove writes what the leaves can be checked by: those that are shown as they are
// by their salts, the others by their digests.
func (l *line) prove(entry salt, own, shown []leaf) {
	t := newTree()
	for i := range own {
		s := leafSalt(entry, uint64(i))
		digest := t.leaf(s, &own[i])
		l.Checks = append(l.Checks, digest[:checkSize]...)
		if !bytes.Equal(own[i].value, shown[i].value) {
			l.Withheld = append(l.Withheld, proof{i, digest[:]})
			continue
		}
		l.Salts = append(l.Salts, s[:]...)
		switch string(own[i].path) {
		case pathInput:
			l.Input = digest[:]
		case pathAnswer:
			l.Answer = digest[:]
		}
	}
	if len(l.Withheld) == 0 {
		l.Salts, l.Salt = nil, entry[:]
	}
}

var (
	errOpenPart  = errors.New("it alters what stands in the open")
	errStructure = errors.New("it alters the structure of the entry, not only values")
)

// masked has an event masked, and gives its leaves then. The body of the line is
// the masked one.
func (c *chainWriter) masked(l *line, e *Entry, own []leaf) ([]leaf, error) {
	open, err := json.Marshal(factsOf(&e.Event, e.piece))
	if err != nil {
		return nil, err
	}
	if !c.mask(&e.Event) {
		return own, nil
	}
	after, err := json.Marshal(factsOf(&e.Event, e.piece))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(open, after) {
		return nil, errOpenPart
	}
	s, _ := secretsOf(&e.Event)
	var raw sizes
	if raw, err = jsonLeaves(l.Body, func(*leaf) {}); err != nil {
		return nil, err
	}
	s.Input, s.Body = raw.input, raw.answer
	text, err := plainJSON(&s)
	if err != nil {
		return nil, err
	}
	l.Body = bytes.TrimSuffix(text, []byte("\n"))
	return e.leaves(l.Body, own)
}

// leaves gives those of an event whose JSON is text, which must be where own are.
func (e *Entry) leaves(text []byte, own []leaf) ([]leaf, error) {
	var answer []byte
	if e.Event.Call != nil {
		answer = e.Event.Call.Body
	}
	var shown []leaf
	raw, err := jsonLeaves(text, keep(&shown))
	if err != nil {
		return nil, err
	}
	raw.leaves(e.Event.Input, answer, keep(&shown))
	if len(shown) != len(own) {
		return nil, errStructure
	}
	for i := range own {
		if !bytes.Equal(shown[i].path, own[i].path) {
			return nil, errStructure
		}
	}
	return shown, nil
}

// rest hands the raw parts of an entry on.
func (c *chainWriter) rest(e *Entry) error {
	if c.raw == nil {
		return nil
	}
	if len(e.Event.Input) > 0 {
		if err := c.taken(c.raw(e.Number, "", e.Event.Input)); err != nil {
			return err
		}
	}
	if call := e.Event.Call; call != nil && len(call.Body) > 0 {
		return c.taken(c.raw(e.Number, call.Action, call.Body))
	}
	return nil
}
