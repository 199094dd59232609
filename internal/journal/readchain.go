package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// longestLine bounds the line of one entry: a piece of a plan of 4000 rows, with
// what their unused columns hold, takes a few megabytes.
const longestLine = 64 << 20

// ChainError says what is wrong with an exported chain, at its first bad entry.
type ChainError struct {
	Number int64  // the place of the entry
	Value  string // the place of the value within it, where that is known and it is a value
	What   string // what is wrong
	Err    error  // why, where there is more to say; may be nil
}

// Error names the entry and the value.
func (e *ChainError) Error() string {
	text := fmt.Sprintf("entry %d: ", e.Number)
	if e.Value != "" {
		text += e.Value + " "
	}
	text += e.What
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives why.
func (e *ChainError) Unwrap() error { return e.Err }

// Beside is what an exported chain is read with.
type Beside struct {
	// Raw gives the raw parts as Raw has got them: nothing, without an error, where one
	// is not there, and then it is not checked. Nil: none is there.
	Raw func(number int64, action string) ([]byte, error)
	// Whole has a raw part that is not there be an error, unless it is withheld.
	Whole bool
	// Stands tells whether a value may stand in the place of one that is withheld, by
	// the path of that. Nil: any may.
	Stands func(path, value string) bool
}

// ReadChain reads the entries of an exported chain as Journal.Events gives them,
// masked values as they are masked, and checks all of it: that each entry follows
// from the one before it, and every value that is not withheld. At the first bad
// one it ends with *ChainError.
//
// What a chain cannot show is that its end was cut off: for that, count and head
// have to be compared with what is known of them from elsewhere.
func ReadChain(r io.Reader, with Beside) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		var head link
		for {
			text, err := nextLine(in)
			if errors.Is(err, io.EOF) {
				return
			}
			var e Entry
			if err == nil {
				e, err = readEntry(text, &head, with)
			}
			if err != nil {
				yield(e, located(head.number+1, err))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// located names the place of the entry that an error is about.
func located(number int64, err error) error {
	if bad, ok := errors.AsType[*ChainError](err); ok {
		bad.Number = number
		return bad
	}
	if bad, ok := errors.AsType[*DamagedError](err); ok {
		return &ChainError{Number: number, What: bad.What, Err: bad.Err}
	}
	return fmt.Errorf("read entry %d: %w", number, err)
}

// nextLine reads a line, which must not be longer than any entry.
func nextLine(in *bufio.Reader) ([]byte, error) {
	var text []byte
	for {
		part, err := in.ReadSlice('\n')
		text = append(text, part...)
		switch {
		case len(text) > longestLine:
			return nil, &ChainError{What: "its line is longer than any entry"}
		case err == nil:
			return text, nil
		case errors.Is(err, io.EOF) && len(text) > 0:
			return nil, &ChainError{What: "its line is torn"}
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

// parseLine reads a line that is written as WriteChain does, byte by byte.
func parseLine(text []byte) (*line, error) {
	l := &line{}
	if err := json.Unmarshal(text, l); err != nil {
		return nil, &ChainError{What: "its line is no entry", Err: err}
	}
	// Names written otherwise, or twice, or unknown ones, blanks, other ways to
	// write the same text: what is not covered by a digest is not taken.
	same, err := plainJSON(l)
	if err != nil || !bytes.Equal(same, text) {
		return nil, &ChainError{What: "its line is not written as entries are", Err: err}
	}
	return l, nil
}

func readEntry(text []byte, head *link, with Beside) (Entry, error) {
	l, err := parseLine(text)
	if err != nil {
		return Entry{}, err
	}
	if l.Number != head.number+1 {
		return Entry{}, &ChainError{What: fmt.Sprintf("entry %d stands in its place", l.Number)}
	}
	x := row{number: l.Number, at: l.At, kind: l.Kind, batch: l.Batch, facts: l.Facts, data: l.Data, prev: l.Prev, digest: l.Digest}
	if what := x.follows(*head); what != "" {
		return Entry{}, &ChainError{What: what}
	}
	e, err := x.decode(nil)
	if err == nil {
		err = l.disclose(&e, with)
	}
	if err == nil {
		*head = x.link()
	}
	return e, err
}
